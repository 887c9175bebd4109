//! Secrets by the name that stands before them.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::shapes::SecretShape;
use crate::redact::{SecretKind, header_secrets, secret_kind};

/// A value of fewer bytes is a word, and no secret that was meant to be one.
const SHORTEST_VALUE_BYTES: usize = 8;
/// Names that end with `token` and say how far a list was read, or which request it is.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Query-Requests.html>
const PLAIN_TOKENS: [&str; 9] = [
    "nexttoken",
    "pagetoken",
    "paginationtoken",
    "continuationtoken",
    "starttoken",
    "startingtoken",
    "synctoken",
    "clienttoken",
    "requesttoken",
];
/// Parts of values that stand for what a reader has to fill in.
const PLACEHOLDER_PARTS: [&str; 10] = [
    "example",
    "your_",
    "your-",
    "yourkey",
    "changeme",
    "change-me",
    "redacted",
    "placeholder",
    "xxxx",
    "****",
];

/// `"name": "value"` of JSON.
static MEMBER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#""([^"\\\n]{1,64})"\s*:\s*"((?:[^"\\\n]|\\.)+)""#).ok());
/// `name=value` of a query, a form or a file of settings.
static PAIR: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?m)(?:^|[?&;\s])([A-Za-z0-9_.-]{2,64})=([^&\s;"'#]+)"#).ok());

/// Members and pairs of a text whose name says that their value is secret.
pub(super) fn in_text(text: &str) -> Vec<(Range<usize>, SecretShape)> {
    let mut found = Vec::new();
    for form in [&MEMBER, &PAIR].into_iter().filter_map(|form| form.as_ref()) {
        for captures in form.captures_iter(text) {
            let (Some(name), Some(value)) = (captures.get(1), captures.get(2)) else {
                continue;
            };
            if is_secret_value(name.as_str(), value.as_str()) {
                found.push((value.range(), SecretShape::Named));
            }
        }
    }
    found
}

/// The secrets of a header line.
pub(super) fn in_header(name: &str, value: &str) -> Vec<(Range<usize>, SecretShape)> {
    let lower = name.trim().to_ascii_lowercase();
    let what = match lower.as_str() {
        "authorization" | "proxy-authorization" => SecretShape::Authorization,
        "cookie" | "cookie2" => SecretShape::Cookie,
        "x-amz-security-token" => SecretShape::AwsSessionToken,
        // Names a key, and is none.
        _ if lower.ends_with("-kms-key-id") || lower == "sec-websocket-key" => return Vec::new(),
        _ => SecretShape::Named,
    };
    let secrets = header_secrets(name, value);
    let span_of = |secret: &[u8]| {
        let secret = std::str::from_utf8(secret).ok()?;
        let start = value.find(secret)?;
        is_secret_text(secret).then_some(start..start + secret.len())
    };
    let spans = secrets
        .iter()
        .filter_map(|(_, secret)| span_of(secret.expose_for_search()));
    spans.map(|span| (span, what)).collect()
}

/// Whether this name says that its value is secret, and the value may be one.
pub(super) fn is_secret_value(name: &str, value: &str) -> bool {
    let letters: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let letters = letters.to_ascii_lowercase();
    secret_kind(name) == Some(SecretKind::Value)
        && !PLAIN_TOKENS.iter().any(|plain| letters.ends_with(plain))
        && is_secret_text(value)
}

fn is_secret_text(value: &str) -> bool {
    let value = value.trim();
    value.len() >= SHORTEST_VALUE_BYTES && !value.starts_with("arn:") && !is_placeholder(value)
}

/// Whether a value names a variable, or stands for one that a reader fills in, or is one of the documentation.
pub(super) fn is_placeholder(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let mut letters = value.chars();
    let first = letters.next();
    value.contains("{{")
        || (value.starts_with('<') && value.ends_with('>'))
        || value.starts_with('$')
        || letters.all(|letter| Some(letter) == first)
        || PLACEHOLDER_PARTS.iter().any(|part| lower.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        in_text(text)
            .into_iter()
            .map(|(span, _)| text.get(span).unwrap())
            .collect()
    }

    #[test]
    fn names_tell_of_their_values_in_json_queries_and_settings() {
        assert_eq!(
            found(r#"{"password": "hunter2hunter2", "n": 1}"#),
            ["hunter2hunter2"]
        );
        assert_eq!(
            found("https://x/?a=1&access_token=0123456789&b=2#x"),
            ["0123456789"]
        );
        assert_eq!(found("USER=bob\nDB_PASSWORD=correcthorse\n"), ["correcthorse"]);
        let none: [&str; 0] = [];
        for text in [
            r#"{"password": "{{password}}", "secret": "<your secret>", "token": "$TOKEN..."}"#,
            r#"{"NextToken": "0123456789abcdef", "clientToken": "0123456789abcdef"}"#,
            r#"{"password": "short", "apiKey": "YOUR_API_KEY", "token": "********"}"#,
            "https://x/?key=0123456789&pageToken=0123456789&password=",
            "https://x/?api_key={{key}}",
        ] {
            assert_eq!(found(text), none, "{text}");
        }
    }

    #[test]
    fn header_lines_hold_what_their_names_say() {
        let found = |name: &str, value: &str| -> Vec<(String, SecretShape)> {
            in_header(name, value)
                .into_iter()
                .map(|(span, what)| (value.get(span).unwrap().to_owned(), what))
                .collect()
        };
        let one = |value: &str, what| vec![(value.to_owned(), what)];
        assert_eq!(
            found("Authorization", "Basic dXNlcjpwYXNzd29yZA=="),
            one("dXNlcjpwYXNzd29yZA==", SecretShape::Authorization)
        );
        assert_eq!(
            found("Cookie", "a=1; sid=0123456789"),
            one("0123456789", SecretShape::Cookie)
        );
        assert_eq!(
            found("X-Api-Key", "0123456789"),
            one("0123456789", SecretShape::Named)
        );
        for (name, value) in [
            ("Authorization", "Bearer {{token}}"),
            ("Authorization", "AWS4-HMAC-SHA256 Credential=AKIA/20260101/x"),
            (
                "x-amz-server-side-encryption-aws-kms-key-id",
                "2f1d7c1e-9a55-4a0c-8b1e-1f0c2d3e4f5a",
            ),
            (
                "x-amz-server-side-encryption-aws-kms-key-id",
                "arn:aws:kms:us-east-1:111122223333:key/1",
            ),
            ("x-api-key", "demo"),
            ("accept", "application/json"),
        ] {
            assert_eq!(found(name, value), Vec::new(), "{name}");
        }
    }
}
