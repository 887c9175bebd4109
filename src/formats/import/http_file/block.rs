//! One block of the file: comments and variables, a request, its headers and body, and what happens to the response.

use super::super::TransferOutcome;
use super::super::kept::{add_paragraph, keep_in_note};
use super::super::names::name_of_target;
use super::super::report::below;
use super::super::text_body::content_type_of;
use super::super::unspoken;
use super::script::{Script, scripts_of};
use super::{Named, Reading, auth, body, script};
use crate::formats::curl::request_from_curl;
use crate::model::{Assertion, AssertionOperator, CookieUse, HeaderRow, Redirects, Request};

/// Methods that lines of requests begin with.
const METHODS: [&str; 26] = [
    "GET",
    "POST",
    "PUT",
    "DELETE",
    "PATCH",
    "HEAD",
    "OPTIONS",
    "CONNECT",
    "TRACE",
    "QUERY",
    "LOCK",
    "UNLOCK",
    "PROPFIND",
    "PROPPATCH",
    "COPY",
    "MOVE",
    "MKCOL",
    "MKCALENDAR",
    "ACL",
    "SEARCH",
    "PURGE",
    "LINK",
    "UNLINK",
    "LIST",
    "REPORT",
    "BIND",
];
/// What is no HTTP request.
const OTHER: [&str; 8] = [
    "WEBSOCKET",
    "WS",
    "GRPC",
    "SSE",
    "EVENTSOURCE",
    "MQTT",
    "AMQP",
    "RSOCKET",
];
const GRAPHQL: &str = "GRAPHQL";

/// Most header lines of a request.
const MOST_ROWS: usize = 10_000;
/// The longest comment that becomes the name of a request.
const LONGEST_NAME: usize = 60;

/// A block while it is read.
#[derive(Default)]
pub(super) struct Block {
    /// Behind `###`.
    title: String,
    /// `# @name`.
    reference: String,
    comments: Vec<String>,
    /// What `# @…` says besides the name.
    directives: Vec<(String, String)>,
    /// Scripts, and whether the request was there before them.
    scripts: Vec<Script>,
    /// Lines without a meaning here, which are kept.
    unread: Vec<String>,
    asserted: Vec<Assertion>,
    /// Lines that take requests of other files.
    others: Vec<String>,
    /// Header lines beyond what a table shows.
    rows_too_many: usize,
}

/// Where in a block a line stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Before,
    Target,
    Headers,
    Body,
}

/// Whether a line is one of a request with its method.
pub(super) fn is_request_line(line: &str) -> bool {
    let (method, rest) = line.split_once(' ').unwrap_or((line, ""));
    let target = rest.trim_start();
    (METHODS.contains(&method) || method == GRAPHQL)
        && (target.starts_with("http://")
            || target.starts_with("https://")
            || target.starts_with("{{")
            || target.starts_with('/'))
}

impl Block {
    /// Reads a block into what was read so far.
    pub(super) fn read(title: &str, lines: &[&str], reading: &mut Reading) {
        let mut block = Self {
            title: title.to_owned(),
            ..Self::default()
        };
        let (lines, scripts) = scripts_of(lines);
        block.scripts = scripts;
        let mut part = Part::Before;
        let mut target = String::new();
        let mut headers = Vec::new();
        let mut body = Vec::new();
        for line in lines {
            let trimmed = line.trim();
            match part {
                Part::Before if trimmed.is_empty() => {}
                _ if part != Part::Body && block.comment(trimmed) => {}
                Part::Before => {
                    if let Some((name, value)) = variable(trimmed) {
                        reading.variable(name, value);
                    } else if let Some(asserted) = trimmed.strip_prefix("??") {
                        block.assertion(asserted.trim());
                    } else if is_of_other_file(trimmed) {
                        block.others.push(trimmed.to_owned());
                    } else if let Some(path) = trimmed.strip_prefix("< ") {
                        block.scripts.push(Script::named(script::Moment::Before, path));
                    } else {
                        trimmed.clone_into(&mut target);
                        part = Part::Target;
                    }
                }
                Part::Target | Part::Headers if trimmed.is_empty() => part = Part::Body,
                Part::Target if is_curl(&target) => {
                    target.push('\n');
                    target.push_str(line);
                }
                Part::Target if goes_on(line) => target.push_str(trimmed),
                Part::Target | Part::Headers => {
                    part = Part::Headers;
                    if let Some(asserted) = trimmed.strip_prefix("??") {
                        block.assertion(asserted.trim());
                    } else if headers.len() >= MOST_ROWS {
                        block.rows_too_many += 1;
                    } else if let Some((name, value)) = trimmed.split_once(':') {
                        headers.push(HeaderRow::new(name.trim(), value.trim()));
                    } else {
                        block.unread.push(trimmed.to_owned());
                    }
                }
                Part::Body => {
                    if let Some(asserted) = trimmed.strip_prefix("??") {
                        block.assertion(asserted.trim());
                    } else if !block.of_response(trimmed) {
                        body.push(line);
                    }
                }
            }
        }
        for line in std::mem::take(&mut block.others) {
            let text = format!("{line}: requests of other files are not run, import them too");
            reading.report.add("", TransferOutcome::Dropped, text);
        }
        if target.is_empty() {
            block.without_request(reading);
        } else if is_curl(&target) {
            // What follows an empty line is no part of a command.
            block.unread.extend(
                body.iter()
                    .filter(|line| !line.trim().is_empty())
                    .map(|line| (*line).to_owned()),
            );
            block.curl(&target, reading);
        } else {
            block.request(&target, headers, &body, reading);
        }
    }

    /// A comment, or what one says to the program.
    fn comment(&mut self, line: &str) -> bool {
        let Some(text) = line.strip_prefix('#').or_else(|| line.strip_prefix("//")) else {
            return false;
        };
        let text = text.trim();
        let Some(directive) = text.strip_prefix('@') else {
            if !text.is_empty() {
                self.comments.push(text.to_owned());
            }
            return true;
        };
        let end = directive
            .find(|letter: char| letter.is_whitespace() || letter == '=')
            .unwrap_or(directive.len());
        let (name, value) = directive.split_at_checked(end).unwrap_or((directive, ""));
        let value = value
            .trim_start_matches(|letter: char| letter.is_whitespace() || letter == '=')
            .trim();
        if name == "name" {
            value.clone_into(&mut self.reference);
        } else {
            self.directives.push((name.to_owned(), value.to_owned()));
        }
        true
    }

    /// `?? status == 200` of httpYac.
    fn assertion(&mut self, text: &str) {
        let words: Vec<&str> = text.split_whitespace().collect();
        let status = match words.as_slice() {
            ["status", operator, number] => {
                let operator = match *operator {
                    "==" => Some(AssertionOperator::Eq),
                    "!=" => Some(AssertionOperator::Neq),
                    "<" => Some(AssertionOperator::Lt),
                    "<=" => Some(AssertionOperator::Lte),
                    ">" => Some(AssertionOperator::Gt),
                    ">=" => Some(AssertionOperator::Gte),
                    _ => None,
                };
                operator
                    .filter(|_| number.bytes().all(|byte| byte.is_ascii_digit()))
                    .map(|operator| (operator, *number))
            }
            _ => None,
        };
        match status {
            Some((operator, number)) => self.asserted.push(Assertion::new("res.status", operator, number)),
            None => self.unread.push(format!("?? {text}")),
        }
    }

    /// A line about the response: `<> file`, `>> file`, `> script.js`.
    fn of_response(&mut self, line: &str) -> bool {
        if let Some(path) = line.strip_prefix("> ") {
            self.scripts.push(Script::named(script::Moment::After, path));
            return true;
        }
        let is_one = line.starts_with("<>") || line.starts_with(">>");
        if is_one {
            self.unread.push(line.to_owned());
        }
        is_one
    }

    /// A block that sends nothing: its scripts and comments are told.
    fn without_request(self, reading: &mut Reading) {
        let place = if self.title.is_empty() {
            String::new()
        } else {
            below("", &self.title)
        };
        if !self.scripts.is_empty() {
            reading.report.add(
                &place,
                TransferOutcome::Dropped,
                "A script that belongs to no request",
            );
        }
        if !self.title.is_empty() || !self.unread.is_empty() {
            reading
                .report
                .add(&place, TransferOutcome::Dropped, "A block without a request");
        }
        for (name, _) in self.directives {
            reading.report.add(
                &place,
                TransferOutcome::Dropped,
                format!("@{name}, which belongs to no request"),
            );
        }
        reading.comments.extend(self.comments);
    }

    fn name(&mut self, method: &str, url: &str) -> String {
        if !self.title.is_empty() {
            return std::mem::take(&mut self.title);
        }
        if !self.reference.is_empty() {
            return self.reference.clone();
        }
        let is_short = |text: &&String| text.chars().count() <= LONGEST_NAME;
        match self.comments.first().filter(is_short).cloned() {
            Some(comment) if self.comments.len() == 1 => {
                self.comments.clear();
                comment
            }
            _ => name_of_target(method, url),
        }
    }

    /// A command of curl in the place of a request.
    fn curl(mut self, command: &str, reading: &mut Reading) {
        match request_from_curl(command) {
            Ok(imported) => {
                let mut request = imported.request;
                request.info.name = self.name(&request.http.method, &request.http.url);
                let place = below("", &request.info.name);
                for warning in imported.warnings {
                    reading
                        .report
                        .add(&place, TransferOutcome::Changed, warning.to_string());
                }
                if let Some(text) = unspoken::refused(&mut request.http.auth, &imported.credentials) {
                    reading.report.add(&place, TransferOutcome::Dropped, text);
                }
                self.finish(request, place, reading);
            }
            Err(error) => {
                let place = below("", &self.title);
                reading.report.add(
                    &place,
                    TransferOutcome::Dropped,
                    format!("A curl command: {error}"),
                );
            }
        }
    }

    fn request(mut self, line: &str, headers: Vec<HeaderRow>, lines: &[&str], reading: &mut Reading) {
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let upper = word.to_ascii_uppercase();
        let has_method =
            METHODS.contains(&upper.as_str()) || upper == GRAPHQL || OTHER.contains(&upper.as_str());
        let is_custom =
            !rest.is_empty() && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'-');
        let (method, target) = if has_method || is_custom {
            (upper.as_str(), rest.trim())
        } else {
            ("GET", line)
        };
        let (url, version) = without_version(target);
        if OTHER.contains(&method) {
            let name = self.name(method, url);
            let text = format!("It is a request by {method}, which is not sent here");
            reading
                .report
                .add(&below("", &name), TransferOutcome::Dropped, text);
            return;
        }
        let mut request = Request::default();
        let is_graphql = method == GRAPHQL;
        let sent = if is_graphql { "POST" } else { method };
        sent.clone_into(&mut request.http.method);
        url.clone_into(&mut request.http.url);
        request.info.name = self.name(&request.http.method, url);
        let place = below("", &request.info.name);
        if version == Version::Two {
            request.settings.protocol = crate::model::Protocol::Http2;
        }
        request.http.headers = headers;
        with_host(&mut request, &place, reading);
        auth::taken(&mut request.http, &place, &mut reading.report);
        let lines = self.without_comments_behind(lines, &request.http.headers);
        let mut text = body::text_of(lines);
        let is_graphql = body::takes_graphql_mark(&mut request.http.headers) || is_graphql;
        if is_graphql {
            body::graphql(&mut text, &mut request.http.body);
        } else {
            body::read(text, &mut request.http, &place, &mut reading.report);
        }
        self.finish(request, place, reading);
    }

    /// Comments behind the body, above the next separator. In a body of text they may be lines of it.
    fn without_comments_behind<'l, 'a>(
        &mut self,
        lines: &'l [&'a str],
        headers: &[HeaderRow],
    ) -> &'l [&'a str] {
        let is_text = content_type_of(headers).is_some_and(|value| value.trim_start().starts_with("text/"));
        let is_comment = |line: &str| line.starts_with('#') || line.starts_with("//");
        let behind = lines.iter().rev().map(|line| line.trim());
        let behind = behind
            .take_while(|line| line.is_empty() || is_comment(line))
            .count();
        let (body, behind) = lines
            .split_at_checked(lines.len() - behind)
            .unwrap_or((lines, &[]));
        if is_text && !body.is_empty() {
            return lines;
        }
        for line in behind {
            self.comment(line.trim());
        }
        body
    }

    fn finish(self, mut request: Request, place: String, reading: &mut Reading) {
        let report = &mut reading.report;
        request.assertions.extend(self.asserted);
        let mut docs = String::new();
        add_paragraph(&mut docs, &self.comments.join("\n"));
        for (name, value) in self.directives {
            match name.as_str() {
                "no-redirect" => request.settings.redirects = Redirects::Stop,
                "no-cookie-jar" => request.settings.cookies = CookieUse::Off,
                "timeout" | "connection-timeout" if milliseconds(&value).is_some() => {
                    let timeout = if name == "timeout" {
                        &mut request.settings.total_timeout_ms
                    } else {
                        &mut request.settings.connect_timeout_ms
                    };
                    *timeout = milliseconds(&value);
                }
                // Kept as a line of the note.
                "description" | "note" | "title" => add_paragraph(&mut docs, &value),
                "no-log" | "no-response-view" | "no-auto-encoding" | "disabled" | "debug" | "save"
                | "openWith" | "extension" | "noResponseView" | "noLog" => {
                    report.add(&place, TransferOutcome::Dropped, format!("@{name}"));
                }
                "prompt" => {
                    let variable = value.split_whitespace().next().unwrap_or_default();
                    let text =
                        format!("@prompt asks for {variable} each time: set the variable before it is sent");
                    report.add(&place, TransferOutcome::Dropped, text);
                }
                other => {
                    let text = format!("@{other}, which means nothing here");
                    report.add(&place, TransferOutcome::Dropped, text);
                }
            }
        }
        if self.rows_too_many > 0 {
            let text = format!("{} header lines beyond {MOST_ROWS}", self.rows_too_many);
            report.add(&place, TransferOutcome::Dropped, text);
        }
        script::taken(self.scripts, &mut request, &mut docs, &place, report);
        if !self.unread.is_empty() {
            keep_in_note(
                &mut docs,
                "Lines of the file that mean nothing here",
                "",
                &self.unread.join("\n"),
            );
            report.add(
                &place,
                TransferOutcome::Kept,
                "Lines that mean nothing here are kept as text in the note",
            );
        }
        request.docs = docs.into();
        reading.requests.push(Named {
            request,
            reference: self.reference,
            place,
        });
    }
}

/// `@name = value`.
fn variable(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.strip_prefix('@')?.split_once('=')?;
    let name = name.trim();
    // httpYac has `:=` for values that are worked out each time.
    let name = name.strip_suffix(':').unwrap_or(name).trim();
    (!name.is_empty() && !name.contains(char::is_whitespace)).then_some((name, value))
}

/// `import ./other.http`, `run ./other.http` and `run #name` of `JetBrains`.
fn is_of_other_file(line: &str) -> bool {
    line.split_once(char::is_whitespace)
        .is_some_and(|(word, rest)| matches!(word, "import" | "run") && !rest.contains("://"))
}

/// A URL goes on in lines that begin with a part of it, and in `JetBrains` in every indented one. A header line has a colon
/// behind its name, and no other letters in it than a name may have (RFC 9110, 5.6.2).
fn goes_on(line: &str) -> bool {
    let trimmed = line.trim_start();
    let is_indented = trimmed.len() < line.len();
    if trimmed.starts_with("??") {
        return false;
    }
    let is_header = trimmed.split_once(':').is_some_and(|(name, _)| {
        let name = name.trim_end();
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
    });
    trimmed.starts_with(['?', '&']) || (is_indented && !is_header && !trimmed.contains(char::is_whitespace))
}

fn is_curl(target: &str) -> bool {
    target.split_whitespace().next() == Some("curl")
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Version {
    Usual,
    Two,
}

fn without_version(target: &str) -> (&str, Version) {
    match target.rsplit_once(char::is_whitespace) {
        Some((url, version)) if version.starts_with("HTTP/") => {
            let version = if version.starts_with("HTTP/2") {
                Version::Two
            } else {
                Version::Usual
            };
            (url.trim(), version)
        }
        _ => (target, Version::Usual),
    }
}

/// A path is sent to the host that a header names. A URL without a scheme is http.
fn with_host(request: &mut Request, place: &str, reading: &mut Reading) {
    let http = &mut request.http;
    if http.url.starts_with('/') {
        let is_host = |row: &HeaderRow| row.name.eq_ignore_ascii_case("host");
        if let Some(at) = http.headers.iter().position(is_host) {
            let host = http.headers.remove(at).value;
            let scheme = if host.ends_with(":443") { "https" } else { "http" };
            http.url = format!("{scheme}://{host}{}", http.url);
        } else {
            let text = "The URL has no host: write one in front of it before it is sent";
            reading.report.add(place, TransferOutcome::Changed, text);
        }
        return;
    }
    if !http.url.contains("://") && !http.url.starts_with("{{") {
        http.url = format!("http://{}", http.url);
        let text = "The URL has no scheme: it comes with http://, as it is sent";
        reading.report.add(place, TransferOutcome::Changed, text);
    }
}

/// `10`, `10 s`, `500ms`, `1 m`; seconds where there is no unit.
fn milliseconds(value: &str) -> Option<u64> {
    let value = value.trim();
    let end = value
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(value.len());
    let (number, unit) = value.split_at_checked(end)?;
    let number: u64 = number.parse().ok()?;
    match unit.trim() {
        "" | "s" => number.checked_mul(1000),
        "ms" => Some(number),
        "m" => number.checked_mul(60_000),
        _ => None,
    }
}
