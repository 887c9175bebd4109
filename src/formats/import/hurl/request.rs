//! The request of an entry, and what its response is to be.

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::super::TransferOutcome;
use super::super::http_file::is_signature;
use super::super::json::unknown_part;
use super::super::text_body::{TEXT_WITHOUT_TYPE, body_of_text, content_type_of};
use super::asserts::{assertion, capture, operand};
use super::body::{Braces, Written, is_section};
use super::strings::key_value;
use super::{Entry, Lines, Reading, body, request_line, response_line};
use crate::formats::Warning;
use crate::model::{
    Assertion, AssertionOperator, AuthKind, Body, BodyKind, FileBody, FormRow, GraphQl, HeaderRow, PartKind,
    PartRow, Protocol, Redirects, Secret, Variable,
};

/// Letters that a query has as they are (RFC 3986, 2.3).
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Which half of an entry is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Request,
    Response,
}

/// Reads what follows the line with method and URL.
pub(super) fn read(entry: &mut Entry, lines: &mut Lines<'_>, reading: &mut Reading) {
    let mut half = Half::Request;
    let mut section = "";
    loop {
        let Some(line) = lines.peek() else { return };
        let trimmed = line.trim();
        if trimmed.is_empty() {
            lines.next();
            continue;
        }
        if trimmed.starts_with('#') {
            let end = end_of_comments(lines);
            // Above the next request they belong to that.
            let next = lines.all.get(end);
            if half == Half::Response && next.is_none_or(|line| request_line(line.trim()).is_some()) {
                return;
            }
            let comments = lines.all.get(lines.at..end).unwrap_or_default();
            let comments = comments
                .iter()
                .map(|line| line.trim().trim_start_matches('#').trim());
            let comments = comments.filter(|comment| !comment.is_empty());
            entry.comments.extend(comments.map(str::to_owned));
            lines.at = end;
            continue;
        }
        if let Some((version, status)) = response_line(trimmed).filter(|_| half == Half::Request) {
            lines.next();
            half = Half::Response;
            section = "";
            entry.asserts_status(status);
            if !matches!(version, "HTTP") {
                entry.kept.push(format!("{version} {status}"));
            }
            continue;
        }
        if request_line(trimmed).is_some() && key_value(trimmed).is_none_or(|(name, _)| name.contains(' ')) {
            return;
        }
        if is_section(trimmed) {
            lines.next();
            section = trimmed
                .trim_start_matches('[')
                .split(']')
                .next()
                .unwrap_or_default();
            continue;
        }
        if !matches!(section, "Asserts")
            && let Some(written) = body::read(lines)
        {
            match half {
                Half::Request => of_request(written, entry),
                Half::Response => {
                    if let Written::Text(text) | Written::Fenced { text, .. } = written {
                        entry.kept.push(text);
                    }
                    let text = "The body that its response is to have is kept as text in the note";
                    entry.note(TransferOutcome::Kept, text);
                }
            }
            section = "";
            continue;
        }
        lines.next();
        match half {
            Half::Request => row(section, trimmed, entry, reading),
            Half::Response => expected(section, trimmed, entry),
        }
    }
}

/// Where the comments and empty lines end that come.
fn end_of_comments(lines: &Lines<'_>) -> usize {
    let following = lines.all.iter().skip(lines.at).map(|line| line.trim());
    let comments = following.take_while(|line| line.is_empty() || line.starts_with('#'));
    lines.at + comments.count()
}

/// A line of a request, in a section or in none.
fn row(section: &str, line: &str, entry: &mut Entry, reading: &mut Reading) {
    let Some((name, value)) = key_value(line) else {
        entry.kept.push(line.to_owned());
        return;
    };
    let http = &mut entry.request.http;
    match section {
        "" => http.headers.push(HeaderRow::new(name, value)),
        "Query" | "QueryStringParams" => {
            let between = if http.url.contains('?') { '&' } else { '?' };
            write!(http.url, "{between}{}={}", encoded(&name), encoded(&value)).ok();
        }
        "Form" | "FormParams" => {
            http.body.kind = BodyKind::Form;
            http.body.form.push(FormRow {
                name,
                value,
                ..FormRow::default()
            });
        }
        "Multipart" | "MultipartFormData" => {
            http.body.kind = BodyKind::Multipart;
            http.body.parts.push(part(name, value));
        }
        "Cookies" => {
            entry.cookies.push(format!("{name}={value}"));
        }
        "BasicAuth" => {
            http.auth.kind = AuthKind::Basic;
            http.auth.basic.username = name;
            http.auth.basic.password = Secret::new(value);
        }
        "Options" => option(&name, value, entry, reading),
        other => {
            let text = format!("The section {other} is not known here");
            entry.note(TransferOutcome::Dropped, text);
        }
    }
}

/// A value in a query; variables in it stay.
fn encoded(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, after)) = after.split_once("}}") else {
            break;
        };
        write!(out, "{}{{{{{name}}}}}", utf8_percent_encode(before, UNRESERVED)).ok();
        rest = after;
    }
    write!(out, "{}", utf8_percent_encode(rest, UNRESERVED)).ok();
    out
}

/// `text`, or `file,path; type`.
fn part(name: String, value: String) -> PartRow {
    let part = PartRow {
        name,
        ..PartRow::default()
    };
    match value.strip_prefix("file,") {
        Some(rest) => {
            let (path, content_type) = rest.split_once(';').unwrap_or((rest, ""));
            PartRow {
                kind: PartKind::File,
                path: path.trim().to_owned(),
                content_type: content_type.trim().to_owned(),
                ..part
            }
        }
        None => PartRow { text: value, ..part },
    }
}

fn option(name: &str, value: String, entry: &mut Entry, reading: &mut Reading) {
    let settings = &mut entry.request.settings;
    match (name, value.as_str()) {
        ("aws-sigv4", _) => entry.aws = Some(value),
        ("user", _) => entry.user = Some(value),
        ("location", "true") => settings.redirects = Redirects::SameOrigin,
        ("location-trusted", "true") => settings.redirects = Redirects::Everywhere,
        ("http2", "true") => settings.protocol = Protocol::Http2,
        ("max-time", value) if milliseconds(value).is_some() => {
            settings.total_timeout_ms = milliseconds(value);
        }
        ("connect-timeout", value) if milliseconds(value).is_some() => {
            settings.connect_timeout_ms = milliseconds(value);
        }
        ("header", value) if value.contains(':') => {
            let (name, value) = value.split_once(':').unwrap_or((value, ""));
            entry
                .request
                .http
                .headers
                .push(HeaderRow::new(name.trim(), value.trim()));
        }
        ("variable", value) => variable(value, entry, reading),
        (
            "location" | "location-trusted" | "insecure" | "compressed" | "verbose" | "very-verbose",
            "false",
        )
        | ("verbose" | "very-verbose" | "verbosity" | "output" | "compressed" | "http1.1", _) => {}
        (name, _) => {
            let text = format!("Its option {name}");
            entry.note(TransferOutcome::Dropped, text);
        }
    }
}

/// The first value of a variable is the collection's; another one counts for its request.
fn variable(text: &str, entry: &mut Entry, reading: &mut Reading) {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    let variable = Variable::new(name.trim(), value.trim().trim_matches('"'));
    match reading.values.get(&variable.name) {
        Some(known) if *known == variable.value => {}
        Some(_) => entry.request.variables.push(variable),
        None => {
            reading
                .values
                .insert(variable.name.clone(), variable.value.clone());
            reading.variables.push(variable);
        }
    }
}

/// `30`, `30s`, `500ms`, `1m`; seconds where there is no unit, as curl has them.
fn milliseconds(text: &str) -> Option<u64> {
    let end = text
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(end)?;
    let number: u64 = number.parse().ok()?;
    match unit.trim() {
        "ms" => Some(number),
        "" | "s" => number.checked_mul(1_000),
        "m" => number.checked_mul(60_000),
        _ => None,
    }
}

fn of_request(written: Written, entry: &mut Entry) {
    let http = &mut entry.request.http;
    let content_type = content_type_of(&http.headers).map(str::to_owned);
    match written {
        Written::Text(text) => {
            http.body = body_of_text(text, content_type.as_deref());
            let is_json = serde_json::from_str::<serde::de::IgnoredAny>(&http.body.text).is_ok();
            if content_type.is_none() && (is_json || http.body.text.starts_with(['{', '['])) {
                http.body.kind = BodyKind::Json;
            } else if content_type.is_none() && http.body.text.starts_with('<') {
                http.body.kind = BodyKind::Xml;
            }
            text_type(entry, content_type.as_deref());
        }
        Written::Fenced {
            language,
            text,
            braces: Braces::AsWritten,
        } if text.contains("{{") => {
            http.body = as_written(text);
            // What Hurl adds for it.
            let added = match language.as_str() {
                "json" | "graphql" => "application/json",
                "xml" => "application/xml",
                _ => "",
            };
            if content_type.is_none() && !added.is_empty() {
                http.headers.push(HeaderRow::new("Content-Type", added));
            }
            if language == "graphql" {
                http.body = Body {
                    unknown: Some(unknown_part("graphql")),
                    ..Body::default()
                };
                let text = "A GraphQL body with double braces that are no variables is not known here: nothing is sent until another kind is chosen";
                entry.note(TransferOutcome::Dropped, text);
            }
        }
        Written::Fenced { language, text, .. } if language == "graphql" => graphql(&text, &mut http.body),
        Written::Fenced { language, text, .. } => {
            http.body = body_of_text(text, content_type.as_deref());
            match (language.as_str(), &content_type) {
                ("json", None) => http.body.kind = BodyKind::Json,
                ("xml", None) => http.body.kind = BodyKind::Xml,
                _ => {}
            }
            text_type(entry, content_type.as_deref());
        }
        Written::File(path) => {
            http.body = Body {
                kind: BodyKind::File,
                file: FileBody {
                    path,
                    content_type: String::new(),
                },
                ..Body::default()
            };
        }
        Written::Bytes { encoding, bytes } => {
            let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
            let is_text =
                |text: &String| !text.contains(|one: char| one.is_control() && !"\t\r\n".contains(one));
            if let Some(text) = text.filter(is_text) {
                http.body = as_written(text);
                return;
            }
            http.body = Body {
                unknown: Some(unknown_part(encoding)),
                ..Body::default()
            };
            let text = format!(
                "A body of bytes in {encoding} that are no text is not known here: nothing is sent until another kind is chosen"
            );
            entry.note(TransferOutcome::Dropped, text);
        }
    }
}

/// A text that is sent as it stands, without a content type of its own.
fn as_written(text: String) -> Body {
    Body {
        kind: if text.is_empty() {
            BodyKind::None
        } else {
            BodyKind::Raw
        },
        text: text.into(),
        ..Body::default()
    }
}

/// Hurl sends a text without a content type.
fn text_type(entry: &mut Entry, content_type: Option<&str>) {
    if content_type.is_none() && entry.request.http.body.kind == BodyKind::Text {
        entry.note(TransferOutcome::Changed, TEXT_WITHOUT_TYPE);
    }
}

/// A query, and its variables behind the word `variables`.
fn graphql(text: &str, body: &mut Body) {
    let split = text.rfind("\nvariables").filter(|at| {
        let rest = text.get(at + "\nvariables".len()..).unwrap_or_default();
        rest.trim_start().starts_with('{')
    });
    let (query, variables) = match split {
        Some(at) => (
            text.get(..at).unwrap_or_default(),
            text.get(at + "\nvariables".len()..).unwrap_or_default(),
        ),
        None => (text, ""),
    };
    body.kind = BodyKind::GraphQl;
    body.graphql = GraphQl {
        query: query.trim().into(),
        variables: variables.trim().into(),
        ..GraphQl::default()
    };
}

/// A line about the response.
fn expected(section: &str, line: &str, entry: &mut Entry) {
    let assertions = &mut entry.request.assertions;
    match section {
        "Asserts" => match assertion(line) {
            Some(assertion) => assertions.push(assertion),
            None => entry.kept.push(line.to_owned()),
        },
        "Captures" => match capture(line) {
            Some(capture) => entry.request.captures.push(capture),
            None => entry.kept.push(line.to_owned()),
        },
        "" => {
            let header = key_value(line).and_then(|(name, value)| Some((name, operand(&value)?)));
            match header {
                Some((name, value)) => assertions.push(Assertion::new(
                    format!("res.getHeader('{}')", name.to_ascii_lowercase()),
                    AssertionOperator::Eq,
                    value,
                )),
                None => entry.kept.push(line.to_owned()),
            }
        }
        _ => entry.kept.push(line.to_owned()),
    }
}

/// What stands in several lines, in any order: cookies, and the options about auth.
pub(super) fn put_together(entry: &mut Entry) {
    if !entry.cookies.is_empty() {
        let cookies = entry.cookies.join("; ");
        entry.request.http.headers.push(HeaderRow::new("Cookie", cookies));
    }
    let auth = &mut entry.request.http.auth;
    let pair = entry.user.take();
    let (user, password) = match &pair {
        Some(pair) => split_pair(pair),
        None => ("", ""),
    };
    if let Some(provider) = entry.aws.take() {
        auth.kind = AuthKind::AwsSignature;
        let mut parts = provider.split(':').skip(2);
        parts.next().unwrap_or_default().clone_into(&mut auth.aws.region);
        parts.next().unwrap_or_default().clone_into(&mut auth.aws.service);
        user.clone_into(&mut auth.aws.access_key_id);
        auth.aws.secret_access_key = Secret::new(password);
        let headers = &mut entry.request.http.headers;
        let at = headers
            .iter()
            .position(|row| row.name.eq_ignore_ascii_case("x-amz-security-token"));
        if let Some(at) = at {
            auth.aws.session_token = Secret::new(headers.remove(at).value);
        }
    } else if pair.is_some() {
        auth.kind = AuthKind::Basic;
        user.clone_into(&mut auth.basic.username);
        auth.basic.password = Secret::new(password);
    } else if auth.kind == AuthKind::None {
        bearer(entry);
    }
}

fn bearer(entry: &mut Entry) {
    let http = &mut entry.request.http;
    let is_auth = |row: &HeaderRow| row.name.eq_ignore_ascii_case("authorization");
    let Some(at) = http.headers.iter().position(is_auth) else {
        return;
    };
    let value = http
        .headers
        .get(at)
        .map(|row| row.value.clone())
        .unwrap_or_default();
    if is_signature(&value) {
        entry.note(TransferOutcome::Changed, Warning::SignedAlready.to_string());
        return;
    }
    if let Some(token) = value.strip_prefix("Bearer ").map(str::trim)
        && !token.contains(' ')
    {
        http.headers.remove(at);
        http.auth.kind = AuthKind::Bearer;
        http.auth.bearer.token = Secret::new(token);
    }
}

fn split_pair(pair: &str) -> (&str, &str) {
    pair.split_once(':').unwrap_or((pair, ""))
}
