//! Secrets that nobody knows beforehand, hidden by the name that they stand behind or by their shape.
//!
//! Replies quote requests, and requests quote other ones. A name is followed by `:`, `=` or, as an element, by `>`, in a
//! text, a query, a form, JSON or JSON within JSON. Values of any length are hidden, also where they do not look secret.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::known::SHORTEST_REDACTED_BYTES;
use super::secret_name::{SecretKind, secret_kind};
use crate::model::Secret;

/// In place of what was there.
pub const HIDDEN: &str = "[hidden]";
/// No name is longer, in bytes.
const LONGEST_NAME: usize = 80;
/// An ARN is not longer, in bytes (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>).
const LONGEST_ARN: usize = 2048;
/// Shorter ones of JSON are names of errors, as those with letters alone are.
const SHORTEST_CODE: usize = 16;
/// Words that stand in front of credentials (<https://www.iana.org/assignments/http-authschemes>), and two of common use.
const SCHEMES: [&str; 9] = [
    "basic",
    "bearer",
    "digest",
    "dpop",
    "hoba",
    "negotiate",
    "ntlm",
    "token",
    "apikey",
];
/// Words that stand behind `Bearer` in sentences and in challenges.
const NO_TOKENS: [&str; 12] = [
    "token",
    "tokens",
    "auth",
    "authentication",
    "authorization",
    "scheme",
    "credentials",
    "header",
    "is",
    "or",
    "and",
    "in",
];

/// What stands in front of `token` in names of a place in a list, and of a request that is made once:
/// `NextToken`, `page_token`, `continuation-token`, `ClientToken`, `ClientRequestToken`.
const PLACES_IN_LISTS: [&str; 8] = [
    "next",
    "page",
    "pagination",
    "continuation",
    "client",
    "clientrequest",
    "idempotency",
    "sync",
];

/// Whether signatures are hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signatures {
    /// A mark stands for them.
    Hidden,
    /// They stay: somebody chose so.
    Shown,
}

/// A text with marks in place of what stands behind telling names, of credentials behind their scheme, of JSON Web
/// Tokens, and of the names and passwords of URLs. Done twice it is the same.
pub fn hide_by_name(text: &str, signatures: Signatures) -> String {
    let mut ranges: Vec<_> = named(text, signatures)
        .into_iter()
        .map(|(_, range)| range)
        .collect();
    ranges.extend(nameless(text));
    with_marks(text, ranges)
}

fn with_marks(text: &str, mut ranges: Vec<Range<usize>>) -> String {
    ranges.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for range in ranges {
        if range.start >= at {
            out.push_str(text.get(at..range.start).unwrap_or_default());
            out.push_str(HIDDEN);
        }
        at = at.max(range.end);
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

/// What stands behind telling names in a body, as secrets with their labels: for sinks that hide by value, so that one
/// secret has one mark wherever it stands. Names of places in a list, as `nextToken`, are left alone: they let nobody in,
/// and a page without them can not be asked for again.
pub fn secrets_by_name(text: &str) -> Vec<(String, Secret)> {
    let named = named(text, Signatures::Hidden).into_iter();
    let named = named
        .filter(|(name, _)| !is_place_in_list(name))
        .map(|(name, range)| (name.to_owned(), range));
    let nameless = nameless(text)
        .into_iter()
        .map(|range| ("credentials".to_owned(), range));
    let mut secrets = Vec::new();
    for (label, range) in named.chain(nameless) {
        let value = text.get(range).unwrap_or_default();
        // As JSON has it, and as it is.
        if value.contains('\\')
            && let Ok(plain) = serde_json::from_str::<String>(&format!("\"{value}\""))
        {
            secrets.push((label.clone(), Secret::new(plain)));
        }
        secrets.push((label, Secret::new(value)));
    }
    secrets
}

/// The text with marks in place of the values behind telling names that are too short to be hidden by value.
pub(super) fn hide_short_by_name(text: &str) -> String {
    let is_short = |(name, range): &(&str, Range<usize>)| {
        range.len() < SHORTEST_REDACTED_BYTES && !is_place_in_list(name)
    };
    let named = named(text, Signatures::Shown).into_iter().filter(is_short);
    with_marks(text, named.map(|(_, range)| range).collect())
}

fn is_place_in_list(name: &str) -> bool {
    let letters: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|ch| ch.to_ascii_lowercase())
        .collect();
    let front = letters.strip_suffix("token").unwrap_or_default();
    PLACES_IN_LISTS.iter().any(|place| front.ends_with(place))
}

fn nameless(text: &str) -> Vec<Range<usize>> {
    let mut ranges = credentials(text);
    ranges.extend(web_tokens(text));
    ranges.extend(user_infos(text));
    ranges
}

/// What ends a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Separator {
    Colon,
    Equals,
    Element,
}

/// The names, each with where its secret stands.
fn named(text: &str, signatures: Signatures) -> Vec<(&str, Range<usize>)> {
    let mut ranges = Vec::new();
    let mut quotes = 0;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'\n' => quotes = 0,
            b'"' if !escaped => quotes += 1,
            _ => {}
        }
        escaped = byte == b'\\' && !escaped;
        let rest = text.get(at..).unwrap_or_default();
        let (separator, length) = match byte {
            b':' => (Separator::Colon, 1),
            b'=' => (Separator::Equals, 1),
            b'>' => (Separator::Element, 1),
            b'%' if starts_with(rest, "%3d") => (Separator::Equals, 3),
            b'%' if starts_with(rest, "%3a") => (Separator::Colon, 3),
            _ => continue,
        };
        let Some((name, before)) = name_before(text.get(..at).unwrap_or_default(), separator) else {
            continue;
        };
        let Some(kind) = secret_kind(name) else {
            continue;
        };
        if kind == SecretKind::Signature && signatures == Signatures::Shown {
            continue;
        }
        let in_query = separator == Separator::Equals
            && (before.is_empty() && kind != SecretKind::Line || before.ends_with(['?', '&', ';', '#', '%']));
        let quote = if quotes % 2 == 1 {
            Some('"')
        } else {
            before.ends_with('\'').then_some('\'')
        };
        let place = Place {
            separator,
            in_query,
            quote,
        };
        let start = at + length;
        let found = value(text.get(start..).unwrap_or_default(), kind, place);
        ranges.extend(found.map(|found| (name, start + found.start..start + found.end)));
    }
    ranges
}

/// The name at the end of a text, and what stands before it.
fn name_before(text: &str, separator: Separator) -> Option<(&str, &str)> {
    let text = match separator {
        Separator::Element => text,
        Separator::Colon | Separator::Equals => {
            let text = text.trim_end_matches([' ', '\t']);
            let text = text
                .strip_suffix("\\\"")
                .or_else(|| text.strip_suffix(['"', '\'']))
                .unwrap_or(text);
            // As in "in Authorization header: 'Zm9v'".
            text.strip_suffix(" header").unwrap_or(text)
        }
    };
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(*byte, b'-' | b'_');
    let length = text.bytes().rev().take(LONGEST_NAME).take_while(is_name).count();
    let (before, name) = text.split_at_checked(text.len() - length)?;
    let is_tag = before.ends_with(['<', ':']);
    let is_whole = match separator {
        Separator::Element => is_tag,
        Separator::Colon | Separator::Equals => !(before.ends_with(':') && is_in_arn(before)),
    };
    (is_whole && !name.is_empty()).then_some((name, before))
}

/// `arn:aws:secretsmanager:us-east-1:123456789012:secret:name`: its parts are no names of values.
fn is_in_arn(before: &str) -> bool {
    let is_of_word =
        |byte: &u8| !byte.is_ascii_whitespace() && !matches!(byte, b'"' | b'\'' | b'<' | b'>' | b'=');
    let length = before
        .bytes()
        .rev()
        .take(LONGEST_ARN)
        .take_while(is_of_word)
        .count();
    let word = before.get(before.len() - length..).unwrap_or_default();
    word.contains("arn:")
}

/// Where a value stands.
#[derive(Clone, Copy)]
struct Place {
    separator: Separator,
    in_query: bool,
    /// What ends the text that it is in.
    quote: Option<char>,
}

/// The secret part of what begins behind a separator.
fn value(rest: &str, kind: SecretKind, place: Place) -> Option<Range<usize>> {
    if place.separator == Separator::Element {
        let end = rest.find('<').unwrap_or(rest.len());
        let inner = rest.get(..end)?;
        let is_told = kind != SecretKind::Code && !inner.trim().is_empty();
        return (is_told && !is_mark(inner)).then_some(0..end);
    }
    let lead = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let text = rest.get(lead..)?;
    let inner = if let Some(list) = text.strip_prefix('[') {
        // A list of texts, as of all lines of a header; anything else is a mark.
        if !list.trim_start().starts_with(['"', '\'']) {
            return None;
        }
        1..list.find(']').map_or(text.len(), |end| end + 1)
    } else if text.starts_with('{') {
        return None;
    } else if let Some(quoted) = text.strip_prefix("\\\"") {
        2..quoted.find("\\\"").map_or(text.len(), |end| end + 2)
    } else if let Some(quoted) = text.strip_prefix('"') {
        1..unescaped_quote(quoted).map_or(text.len(), |end| end + 1)
    } else if let Some(quoted) = text.strip_prefix('\'') {
        1..quoted.find('\'').map_or(text.len(), |end| end + 1)
    } else if kind == SecretKind::Line && !place.in_query {
        0..line_end(text, place.quote)
    } else {
        0..word_end(text)
    };
    let is_quoted = inner.start > 0;
    let found = text.get(inner.clone())?;
    let skipped = if kind == SecretKind::Line {
        scheme_length(found)
    } else {
        0
    };
    let secret = found.get(skipped..)?;
    let is_code = place.in_query
        || (is_quoted
            && secret.len() >= SHORTEST_CODE
            && secret.contains(|ch: char| !ch.is_ascii_alphabetic()));
    let is_none = secret.trim().is_empty()
        || is_mark(secret)
        || (!is_quoted && matches!(secret, "null" | "true" | "false"))
        // Of AWS's own the signature alone is secret, and has a name.
        || (kind == SecretKind::Line && secret.starts_with("AWS4-"))
        || (kind == SecretKind::Code && !is_code);
    (!is_none).then(|| lead + inner.start + skipped..lead + inner.end)
}

fn is_mark(text: &str) -> bool {
    text.trim_start().starts_with('[') && text.contains(']') && !text.contains(['"', '\''])
}

/// The end of a line, or of the text in quotes that the line is in.
fn line_end(text: &str, quote: Option<char>) -> usize {
    let breaks = ["\n", "\r", "\\n", "\\r"];
    let line = breaks.iter().filter_map(|end| text.find(end)).min();
    let quote = match quote {
        Some('"') => unescaped_quote(text),
        Some(other) => text.find(other),
        None => None,
    };
    line.into_iter().chain(quote).min().unwrap_or(text.len())
}

fn unescaped_quote(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        if byte == b'"' && !escaped {
            return Some(at);
        }
        escaped = byte == b'\\' && !escaped;
    }
    None
}

fn word_end(text: &str) -> usize {
    let is_end = |ch: char| {
        ch.is_whitespace()
            || matches!(
                ch,
                ',' | '&' | '\'' | '"' | '<' | '>' | ';' | ')' | '}' | ']' | '\\' | '#'
            )
    };
    let end = text.find(is_end).unwrap_or(text.len());
    let word = text.get(..end).unwrap_or_default();
    word.find("%26").unwrap_or(end)
}

/// Bytes of a scheme with the space behind it.
fn scheme_length(text: &str) -> usize {
    let scheme = text.split(' ').next().unwrap_or_default();
    let is_scheme = SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(scheme));
    if is_scheme && scheme.len() < text.len() {
        scheme.len() + 1
    } else {
        0
    }
}

/// Bearer tokens, and names with passwords in base64, behind the word for their scheme.
fn credentials(text: &str) -> Vec<Range<usize>> {
    let lower = text.to_ascii_lowercase();
    let words = |scheme: &'static str| {
        let ends = lower.match_indices(scheme).map(move |(at, _)| at + scheme.len());
        ends.map(|start| {
            let rest = text.get(start..).unwrap_or_default();
            start..start + word_end(rest)
        })
    };
    let of = |range: &Range<usize>| text.get(range.clone()).unwrap_or_default();
    let is_token = |range: &Range<usize>| {
        let word = of(range);
        let is_parameter =
            text.get(range.end..).is_some_and(|rest| rest.starts_with('"')) && word.ends_with('=');
        let plain = word.trim_end_matches(['.', ':', '?']);
        !plain.is_empty()
            && !word.starts_with('[')
            && !is_parameter
            && !NO_TOKENS.iter().any(|known| known.eq_ignore_ascii_case(plain))
    };
    let is_password = |range: &Range<usize>| {
        let bytes = STANDARD.decode(of(range).trim_end_matches('.'));
        bytes.is_ok_and(|bytes| bytes.contains(&b':'))
    };
    let bearers = words("bearer ").chain(words("bearer%20")).filter(is_token);
    bearers.chain(words("basic ").filter(is_password)).collect()
}

/// `eyJ….….…` (RFC 7519): the letters are the beginning of `{"` in base64.
fn web_tokens(text: &str) -> Vec<Range<usize>> {
    let is_of_token = |ch: char| ch.is_ascii_alphanumeric() || matches!(ch, '-' | '_' | '.');
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.match_indices("eyJ") {
        if ranges.last().is_some_and(|last| last.end > at) {
            continue;
        }
        let rest = text.get(at..).unwrap_or_default();
        let length = rest.find(|ch| !is_of_token(ch)).unwrap_or(rest.len());
        let token = rest.get(..length).unwrap_or_default().trim_end_matches('.');
        if token.matches('.').count() >= 2 {
            ranges.push(at..at + token.len());
        }
    }
    ranges
}

/// Names and passwords in front of the host of URLs (RFC 3986, 3.2.1).
fn user_infos(text: &str) -> Vec<Range<usize>> {
    let of = |(at, mark): (usize, &str)| {
        let start = at + mark.len();
        let rest = text.get(start..)?;
        let is_end =
            |ch: char| ch.is_whitespace() || matches!(ch, '/' | '?' | '#' | '"' | '\'' | '<' | '>' | '\\');
        let authority = rest.get(..rest.find(is_end).unwrap_or(rest.len()))?;
        let end = authority.rfind('@')?;
        (end > 0).then_some(start..start + end)
    };
    text.match_indices("://").filter_map(of).collect()
}

fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len())
        .is_some_and(|front| front.eq_ignore_ascii_case(start))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hidden(text: &str) -> String {
        hide_by_name(text, Signatures::Hidden)
    }

    #[test]
    fn values_behind_telling_names_go() {
        let cases = [
            (
                r#"{"message":"x Authorization: Bearer abc.def.ghi"}"#,
                r#"{"message":"x Authorization: Bearer [hidden]"}"#,
            ),
            (
                "Authorization: Basic dXNlcjpwYXNz",
                "Authorization: Basic [hidden]",
            ),
            (
                "Authorization=Bearer abcdefSECRET",
                "Authorization=Bearer [hidden]",
            ),
            (
                "Authorization: top secret words\nnext: 1",
                "Authorization: [hidden]\nnext: 1",
            ),
            (
                "in Authorization header: 'Zm9v bar'.",
                "in Authorization header: '[hidden]'.",
            ),
            ("Cookie: a=1; sid=topsecret123", "Cookie: [hidden]"),
            ("Cookie: a=\"1\"; sid=topsecret123", "Cookie: [hidden]"),
            ("curl -H 'Cookie: a=1; b=2' x", "curl -H 'Cookie: [hidden]' x"),
            (
                r#"{"Cookie":["a=1; b=2","c=3"],"x":1}"#,
                r#"{"Cookie":[[hidden]],"x":1}"#,
            ),
            (
                r#"{"authorization":"Bearer abc"}"#,
                r#"{"authorization":"Bearer [hidden]"}"#,
            ),
            (
                "aws_secret_access_key=wJalr/x+y= z",
                "aws_secret_access_key=[hidden] z",
            ),
            (
                r#"{"access_token":"a\"b","x":1}"#,
                r#"{"access_token":"[hidden]","x":1}"#,
            ),
            (
                r#"{\"token\":\"abc\",\"x\":1}"#,
                r#"{\"token\":\"[hidden]\",\"x\":1}"#,
            ),
            ("x-auth-token: abc", "x-auth-token: [hidden]"),
            ("/p?access_token=SECRET&x=1", "/p?access_token=[hidden]&x=1"),
            (
                "/p?u=https%3A%2F%2Fh%3Ftoken%3Dabc%26x%3D1",
                "/p?u=https%3A%2F%2Fh%3Ftoken%3D[hidden]%26x%3D1",
            ),
            ("grant=x&code=abc&sig=def", "grant=x&code=[hidden]&sig=[hidden]"),
            (r#"{"code":"4/0AX4XfWh-abcdefgh"}"#, r#"{"code":"[hidden]"}"#),
            ("<Token-0>abc</Token-0>", "<Token-0>[hidden]</Token-0>"),
            ("Bearer eyJ and Bearer eyK", "Bearer [hidden] and Bearer [hidden]"),
            (
                "got eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.c2ln, no",
                "got [hidden], no",
            ),
            ("see https://jo:pass@h/a?b@c", "see https://[hidden]@h/a?b@c"),
            ("x-api-key:", "x-api-key:"),
        ];
        for (text, expected) in cases {
            assert_eq!(hidden(text), expected, "{text}");
            assert_eq!(hidden(expected), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_secret_stays() {
        for text in [
            "arn:aws:secretsmanager:us-east-1:123456789012:secret:name-AbCdEf",
            "not authorized to perform: secretsmanager:GetSecretValue on resource: x",
            "Authorization=AWS4-HMAC-SHA256 Credential=AK/20261120/r/s/aws4_request, SignedHeaders=host",
            "Missing key=value pair in Authorization header (hashed with SHA-256): 'abc='",
            "the signature of it",
            "use a Bearer token or Basic authentication",
            "Bearer realm=\"pets\"",
            r#"{"code":"InvalidSignatureException","Key":"a.txt","token":null}"#,
            "x-amz-security-token: [session token, 1,284 bytes, sha256 9f3a…]",
            "https://host/a@b",
        ] {
            assert_eq!(hidden(text), text);
        }
    }

    #[test]
    fn of_awss_own_authorization_the_signature_goes_unless_it_was_chosen() {
        let text = "Authorization: AWS4-HMAC-SHA256 Credential=AK/a, SignedHeaders=host, Signature=00ff";
        assert_eq!(
            hidden(text),
            "Authorization: AWS4-HMAC-SHA256 Credential=AK/a, SignedHeaders=host, Signature=[hidden]"
        );
        assert_eq!(hide_by_name(text, Signatures::Shown), text);
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "[\\PC\\n]{0,200}") {
            let once = hidden(&text);
            prop_assert!(once.len() <= text.len() * 9 + 8);
        }

        #[test]
        fn a_value_is_hidden_whatever_it_is(value in "[a-zA-Z0-9._~-]{6,60}z9") {
            for text in [format!("token={value}"), format!("{{\"client_secret\": \"{value}\"}}"), format!("x-api-key: {value}")] {
                prop_assert!(!hidden(&text).contains(&value), "{}", text);
            }
        }
    }
}
