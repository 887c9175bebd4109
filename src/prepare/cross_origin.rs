//! What of a request may not reach another origin than the one it was written for.

use percent_encoding::percent_decode_str;

use crate::model::Secret;
use crate::redact::{KnownSecrets, is_secret_header};
use crate::sigv4::unsigned_target;

/// Header names that carry who somebody is, whatever their value.
const SECRET_NAMES: [&str; 5] = [
    "authorization",
    "cookie",
    "cookie2",
    "proxy-authorization",
    "referer",
];

/// Parameters whose value alone lets somebody act.
const SECRET_PARAMETERS: [&str; 3] = [
    SIGNATURE_PARAMETER,
    "x-amz-security-token",
    "x-amz-s3session-token",
];

/// The one of them that is good for one request and some time.
pub(super) const SIGNATURE_PARAMETER: &str = "x-amz-signature";

/// True for a header line that stays with its origin: a credential by its name, everything of AWS, and every
/// line in whose value a known secret stands in any encoding.
pub fn is_secret_line(name: &str, value: &str, known: &KnownSecrets) -> bool {
    let name = name.trim().to_ascii_lowercase();
    SECRET_NAMES.contains(&name.as_str())
        || name.starts_with("x-amz-")
        || is_secret_header(&name)
        || known.count_occurrences(value.as_bytes()) > 0
}

/// True for a header line that describes a body, and goes with it
/// (<https://fetch.spec.whatwg.org/#request-body-header-name>, and RFC 9110, 15.4).
pub fn describes_body(name: &str) -> bool {
    let name = name.trim().to_ascii_lowercase();
    name.starts_with("content-")
        || name.starts_with("x-amz-checksum-")
        || matches!(
            name.as_str(),
            "digest" | "repr-digest" | "transfer-encoding" | "trailer" | "expect" | "x-amz-content-sha256"
        )
}

/// A redirect's target without the signature of the request that it answers, where a server gave that back.
/// A presigned URL that the server itself made stays whole.
pub fn without_our_signature(sent_target: &str, target: &str) -> String {
    let carried: Vec<String> = parameters(target).map(|(_, value)| value).collect();
    let given_back = parameters(sent_target).any(|(name, value)| {
        SECRET_PARAMETERS.contains(&name.as_str()) && !value.is_empty() && carried.contains(&value)
    });
    if given_back {
        unsigned_target(target)
    } else {
        target.to_owned()
    }
}

/// Names in lower case and values, both decoded.
pub(super) fn parameters(target: &str) -> impl Iterator<Item = (String, String)> + '_ {
    let query = target.split_once('?').map_or("", |(_, query)| query);
    query.split('&').map(|piece| {
        let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
        (decoded(name).to_ascii_lowercase(), decoded(value))
    })
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Lower-case names and values of a target's query with which somebody could act.
pub(super) fn secret_parameters(target: &str) -> impl Iterator<Item = (String, Secret)> + '_ {
    let named = parameters(target).filter(|(name, _)| SECRET_PARAMETERS.contains(&name.as_str()));
    named.map(|(name, value)| (name, Secret::new(value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_by_name_and_by_value_are_found() {
        let mut known = KnownSecrets::default();
        known.insert("secret", &Secret::new("wJalrXUtnFEMI/K7MDENG"));
        for (name, value) in [
            ("Authorization", "Basic x"),
            ("COOKIE", "a=b"),
            ("Proxy-Authorization", "x"),
            ("referer", "https://a/"),
            ("X-Amz-Date", "20261120T120000Z"),
            ("x-amz-meta-colour", "red"),
            ("X-Api-Key", "k"),
            ("X-CSRF-Token", "k"),
            ("x-functions-key", "k"),
            ("ocp-apim-subscription-key", "k"),
            ("x-access-key", "k"),
            ("PRIVATE-TOKEN", "k"),
            ("x-note", "see wJalrXUtnFEMI%2FK7MDENG"),
            ("x-note", "d0phbHJYVXRuRkVNSS9LN01ERU5H"),
        ] {
            assert!(is_secret_line(name, value, &known), "{name}: {value}");
        }
        for (name, value) in [
            ("accept", "*/*"),
            ("content-type", "application/json"),
            ("x-request-id", "7"),
            ("idempotency-key", "7"),
            ("if-none-match", "\"a\""),
        ] {
            assert!(!is_secret_line(name, value, &known), "{name}: {value}");
        }
    }

    #[test]
    fn our_own_signature_is_taken_out_and_the_servers_stays() {
        let sent = "/a?x=1&X-Amz-Algorithm=A&X-Amz-Security-Token=to%2fken&X-Amz-Signature=0a1b";
        let given_back = "/b?X-Amz-Algorithm=A&y=2&X-Amz-Security-Token=to%2Fken&X-Amz-Signature=0a1b";
        assert_eq!(without_our_signature(sent, given_back), "/b?y=2");
        let servers = "/b?X-Amz-Algorithm=A&X-Amz-Signature=ffff&y=2";
        assert_eq!(without_our_signature(sent, servers), servers);
        assert_eq!(without_our_signature("/a", servers), servers);
        let token_alone = "/b?X-Amz-Security-Token=to/ken";
        assert_eq!(without_our_signature(sent, token_alone), "/b");
        let renamed = "/b?back=0a1b&X-Amz-Date=d";
        assert_eq!(without_our_signature(sent, renamed), "/b?back=0a1b");
    }
}
