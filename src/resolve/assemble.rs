//! The unsigned wire request: everything but what signing adds.
//!
//! Header lines are sent in this order: `host` (RFC 9110, 7.2 wants it first), the user's rows in the order of
//! first appearance with lines of one name together, then what a row does not already say: `accept`,
//! `user-agent`, `content-type`, `content-length`. Signing appends its own lines behind them. The transport
//! adds nothing, as all that it would add is here.

use super::auth::AuthHeader;
use super::error::ResolveError;
use super::header_table::{is_token_char, lines};
use super::request::{ResolvedHeader, ResolvedRequest};
use super::url::{ParsedUrl, parse};
use crate::model::{
    BodyDigest, Endpoint, HeaderSource, Note, RowId, TargetSpelling, Traced, WireHeader, WireRequest,
};

/// Some firewalls refuse requests without one.
const USER_AGENT: &str = concat!("countersign/", env!("CARGO_PKG_VERSION"));

/// An unsigned wire request and the remarks made while building it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assembled {
    /// Complete but for what signing adds.
    pub wire: WireRequest,
    /// What was assumed, rewritten or left out, with reasons.
    pub notes: Vec<Note>,
}

/// Lays out the wire request: endpoint, target in its spelling, header lines in sending order.
/// `digest` must be that of the body (empty body: of no bytes).
pub fn assemble(resolved: &ResolvedRequest, digest: &BodyDigest) -> Result<Assembled, ResolveError> {
    let mut notes = resolved.notes.clone();
    let method = method(&resolved.method, &mut notes)?;
    let ParsedUrl {
        endpoint,
        authority,
        target,
    } = parse(&resolved.url, resolved.spelling, &mut notes)?;
    let rows = framed_by_us(lines(&resolved.headers, &mut notes)?, digest.length, &mut notes);
    let (mut headers, rows) = host_first(rows, authority, &mut notes);
    headers.extend(rows);
    let body_length = resolved.body.is_some().then_some(digest.length);
    let content_type = resolved
        .default_content_type
        .as_deref()
        .filter(|_| resolved.body.is_some());
    if let Some(auth) = &resolved.auth {
        headers.extend(auth_line(auth, &headers, &mut notes)?);
    }
    add_when_absent(&mut headers, method.as_str(), content_type, body_length);
    Ok(Assembled {
        wire: WireRequest {
            endpoint,
            method,
            target,
            headers,
            body: resolved.body.clone().unwrap_or_default(),
            digest: digest.clone(),
        },
        notes,
    })
}

/// Where the connection will go; the error is the one that [`assemble`] gives.
pub fn endpoint_of(resolved: &ResolvedRequest) -> Result<Endpoint, ResolveError> {
    parse(&resolved.url, TargetSpelling::AsTyped, &mut Vec::new()).map(|parsed| parsed.endpoint)
}

/// A method is a token and case-sensitive (RFC 9110, 9.1).
fn method(typed: &Traced, notes: &mut Vec<Note>) -> Result<Traced, ResolveError> {
    let text = typed.as_str();
    let start = text.len() - text.trim_start().len();
    let method = typed.slice(start..start + text.trim().len());
    let name = method.as_str();
    if name.is_empty() {
        return Err(ResolveError::MethodMissing);
    }
    if !name.chars().all(is_token_char) {
        return Err(ResolveError::MethodInvalid {
            method: text.to_owned(),
        });
    }
    if name == "CONNECT" {
        return Err(ResolveError::MethodConnect);
    }
    if method.len() < typed.len() {
        notes.push(Note::new(
            "method-trimmed",
            "Blanks around the method are not sent",
        ));
    }
    if name.bytes().any(|byte| byte.is_ascii_lowercase()) {
        notes.push(Note::new(
            "method-not-upper-case",
            format!(
                "Methods are case-sensitive: {name} is sent as typed, and most services know only {}",
                name.to_ascii_uppercase()
            ),
        ));
    }
    Ok(method)
}

/// How the body is framed is the client's to say: a wrong length or another framing never goes out.
fn framed_by_us(rows: Vec<WireHeader>, length: u64, notes: &mut Vec<Note>) -> Vec<WireHeader> {
    let mut length_typed = Typed::NotYet;
    rows.into_iter()
        .filter(|line| match line.name.as_str() {
            "transfer-encoding" => {
                notes.push(
                    Note::new(
                        "transfer-encoding-left-out",
                        "The transfer-encoding row is not sent: bodies are sent whole, with a content-length",
                    )
                    .about_headers("transfer-encoding"),
                );
                false
            }
            "content-length" if line.value.as_str() != length.to_string() => {
                notes.push(
                    Note::new(
                        "content-length-corrected",
                        format!(
                            "The content-length row says {}, but the body has {length} bytes",
                            line.value.as_str()
                        ),
                    )
                    .about_headers("content-length"),
                );
                false
            }
            "content-length" => std::mem::replace(&mut length_typed, Typed::Already) == Typed::NotYet,
            _ => true,
        })
        .collect()
}

#[derive(PartialEq, Eq)]
enum Typed {
    NotYet,
    Already,
}

/// The `host` lines, then the other rows. A typed host replaces the URL's as the value sent and signed; the
/// connection still goes to the URL's.
fn host_first(
    rows: Vec<WireHeader>,
    authority: Traced,
    notes: &mut Vec<Note>,
) -> (Vec<WireHeader>, Vec<WireHeader>) {
    let (mut host, rest): (Vec<_>, Vec<_>) = rows.into_iter().partition(|line| line.name.as_str() == "host");
    match host.as_slice() {
        [] => host.push(client_line(
            "host",
            authority,
            "every HTTP/1.1 request names its host (RFC 9110, 7.2)",
        )),
        [typed] if typed.value.as_str() == authority.as_str() => {}
        [typed] => notes.push(
            Note::new(
                "host-overridden",
                format!(
                    "The host row is sent and signed in place of the URL's: {}, not {}",
                    typed.value.as_str(),
                    authority.as_str()
                ),
            )
            .about_headers("host"),
        ),
        _ => notes.push(
            Note::new(
                "host-twice",
                "More than one host row is sent: servers must refuse that (RFC 9112, 3.2)",
            )
            .about_headers("host"),
        ),
    }
    (host, rest)
}

fn client_line(name: &str, value: Traced, why: &'static str) -> WireHeader {
    WireHeader {
        name: Traced::rule(name, why),
        value,
        source: HeaderSource::Client(why),
    }
}

/// The line that auth adds; a row of that name is sent in its place.
fn auth_line(
    auth: &AuthHeader,
    headers: &[WireHeader],
    notes: &mut Vec<Note>,
) -> Result<Option<WireHeader>, ResolveError> {
    let typed = ResolvedHeader {
        row: RowId::fresh(),
        name: auth.name.clone(),
        value: auth.value.clone(),
    };
    let Some(line) = lines(&[typed], notes)?.pop() else {
        return Ok(None);
    };
    let name = line.name.as_str();
    if headers.iter().any(|other| other.name.as_str() == name) {
        let reason = format!("The {name} row is sent in place of the one that auth would add");
        notes.push(Note::new("auth-header-typed", reason).about_headers(name));
        return Ok(None);
    }
    Ok(Some(WireHeader {
        source: HeaderSource::Client(auth.why),
        ..line
    }))
}

/// The lines that the client adds unless a row of that name is there.
fn add_when_absent(
    headers: &mut Vec<WireHeader>,
    method: &str,
    content_type: Option<&str>,
    body_length: Option<u64>,
) {
    let mut add = |name: &str, value: &str, why: &'static str| {
        if !headers.iter().any(|line| line.name.as_str() == name) {
            headers.push(client_line(name, Traced::rule(value, why), why));
        }
    };
    add("accept", "*/*", "any media type will do (RFC 9110, 12.5.1)");
    add(
        "user-agent",
        USER_AGENT,
        "some firewalls refuse requests without one (RFC 9110, 10.1.5)",
    );
    if let Some(content_type) = content_type {
        add("content-type", content_type, "from the kind of the body");
    }
    match (body_length, method) {
        (Some(length), _) => add(
            "content-length",
            &length.to_string(),
            "length of the body (RFC 9110, 8.6)",
        ),
        (None, "POST" | "PUT" | "PATCH") => {
            add(
                "content-length",
                "0",
                "the method expects a body and there is none (RFC 9110, 8.6)",
            );
        }
        (None, _) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Body, BodyKind, HeaderRow, HttpRequest, Request};
    use crate::resolve::{Scope, resolve};

    fn http(method: &str, headers: &[(&str, &str)], body: Option<&str>) -> HttpRequest {
        HttpRequest {
            method: method.to_owned(),
            url: "https://api.example.com/dev/pets".to_owned(),
            headers: headers
                .iter()
                .map(|(name, value)| HeaderRow::new(*name, *value))
                .collect(),
            body: Body {
                kind: if body.is_some() {
                    BodyKind::Json
                } else {
                    BodyKind::None
                },
                text: body.unwrap_or_default().into(),
                ..Body::default()
            },
            ..HttpRequest::default()
        }
    }

    fn assembled(http: HttpRequest) -> Result<Assembled, ResolveError> {
        let request = Request {
            http,
            ..Request::default()
        };
        let resolved = resolve(&request, &Scope::default())?;
        let digest = BodyDigest::of(&resolved.body_in_memory().unwrap());
        assemble(&resolved, &digest)
    }

    fn head(http: HttpRequest) -> Vec<String> {
        let head = String::from_utf8(assembled(http).unwrap().wire.head_bytes()).unwrap();
        head.replace(USER_AGENT, "UA")
            .lines()
            .map(str::to_owned)
            .collect()
    }

    fn rules(http: HttpRequest) -> Vec<&'static str> {
        assembled(http)
            .unwrap()
            .notes
            .iter()
            .map(|note| note.rule)
            .collect()
    }

    #[test]
    fn a_plain_get() {
        assert_eq!(
            head(http("GET", &[], None)),
            [
                "GET /dev/pets HTTP/1.1",
                "host: api.example.com",
                "accept: */*",
                "user-agent: UA",
                ""
            ]
        );
    }

    #[test]
    fn a_post_with_rows_and_a_body() {
        assert_eq!(
            head(http(
                "POST",
                &[("X-B", "1"), ("Accept", "text/plain"), ("x-b", "2")],
                Some("{}")
            )),
            [
                "POST /dev/pets HTTP/1.1",
                "host: api.example.com",
                "x-b: 1",
                "x-b: 2",
                "accept: text/plain",
                "user-agent: UA",
                "content-type: application/json",
                "content-length: 2",
                ""
            ]
        );
    }

    #[test]
    fn a_post_without_a_body_says_so() {
        for method in ["POST", "PUT", "PATCH"] {
            assert!(head(http(method, &[], None)).contains(&"content-length: 0".to_owned()));
        }
        assert!(
            !head(http("DELETE", &[], None))
                .join("\n")
                .contains("content-length")
        );
        assert!(
            !head(http("POST", &[], Some("")))
                .join("\n")
                .contains("content-type")
        );
    }

    #[test]
    fn a_typed_host_goes_first_and_is_noted() {
        let typed = http("GET", &[("x-a", "1"), ("Host", "other.example.com")], None);
        assert_eq!(head(typed.clone())[1..3], ["host: other.example.com", "x-a: 1"]);
        assert_eq!(rules(typed), ["host-overridden"]);
        assert_eq!(
            rules(http("GET", &[("host", "api.example.com")], None)),
            Vec::<&str>::new()
        );
    }

    #[test]
    fn a_wrong_framing_never_goes_out() {
        let wrong = http(
            "POST",
            &[("Content-Length", "5"), ("Transfer-Encoding", "chunked")],
            Some("{}"),
        );
        assert_eq!(
            rules(wrong.clone()),
            ["content-length-corrected", "transfer-encoding-left-out"]
        );
        let lines = head(wrong);
        assert!(lines.contains(&"content-length: 2".to_owned()));
        assert!(!lines.join("\n").contains("chunked"));
        let twice = head(http(
            "POST",
            &[("content-length", "2"), ("Content-Length", "2")],
            Some("{}"),
        ));
        assert_eq!(
            twice
                .iter()
                .filter(|line| line.starts_with("content-length"))
                .count(),
            1
        );
    }

    #[test]
    fn methods_are_tokens_sent_as_typed() {
        assert_eq!(
            head(http(" M-SEARCH", &[], None))[0],
            "M-SEARCH /dev/pets HTTP/1.1"
        );
        assert_eq!(rules(http("get", &[], None)), ["method-not-upper-case"]);
        for (method, kind) in [
            ("", "method-missing"),
            ("GET /", "method-invalid"),
            ("GÉT", "method-invalid"),
            ("CONNECT", "method-connect"),
        ] {
            assert_eq!(assembled(http(method, &[], None)).unwrap_err().kind(), kind);
        }
    }
}
