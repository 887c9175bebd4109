//! What of an exchange lets somebody in, besides the credentials that it was sent with.

use super::cross_origin::{SECRET_PARTS, SIGNATURE_PARAMETER, secret_parameters};
use crate::model::{Exchange, ResponseHead, Secret, WireRequest};
use crate::redact::KnownSecrets;

/// Parts of the names of reply headers whose values let somebody in. A challenge (`WWW-Authenticate`) does not.
const REPLY_PARTS: [&str; 6] = ["token", "secret", "session", "api-key", "apikey", "passw"];

/// Adds tokens, keys and cookies of the request's and the reply's headers, and of a redirect's location, on every hop.
/// The signature of the request itself is left to whoever writes it: it is good for some minutes, for this request alone.
pub fn insert_exchange_secrets(exchange: &Exchange, known: &mut KnownSecrets) {
    let hops = exchange.hops.iter();
    for wire in hops.clone().map(|hop| &hop.wire).chain(&exchange.wire) {
        of_request(wire, known);
    }
    let last = exchange.outcome.response().map(|response| &response.head);
    for head in hops.map(|hop| &hop.head).chain(last) {
        of_reply(head, known);
    }
}

fn of_request(wire: &WireRequest, known: &mut KnownSecrets) {
    for line in &wire.headers {
        let (name, value) = (line.name.as_str().to_ascii_lowercase(), line.value.as_str());
        match name.as_str() {
            "cookie" | "cookie2" => {
                for cookie in value.split(';') {
                    insert_cookie(cookie, known);
                }
            }
            // The parts of AWS's own are no secrets, but for the signature.
            "authorization" if value.trim_start().starts_with("AWS4-") => {}
            _ if SECRET_PARTS.iter().any(|part| name.contains(part)) => {
                insert(&name, credentials_of(value), known);
            }
            _ => {}
        }
    }
    for (name, secret) in secret_parameters(wire.target.as_str()) {
        if name != SIGNATURE_PARAMETER {
            known.insert(name, &secret);
        }
    }
}

fn of_reply(head: &ResponseHead, known: &mut KnownSecrets) {
    for (name, value) in &head.headers {
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "set-cookie" | "set-cookie2" => {
                insert_cookie(value.split(';').next().unwrap_or_default(), known);
            }
            "location" => {
                for (name, secret) in secret_parameters(value) {
                    known.insert(name, &secret);
                }
            }
            _ if REPLY_PARTS.iter().any(|part| name.contains(part)) => insert(&name, value, known),
            _ => {}
        }
    }
}

/// The credentials behind the scheme of an Authorization header (RFC 9110, 11.4), or the whole value.
fn credentials_of(value: &str) -> &str {
    let value = value.trim();
    match value.split_once(' ') {
        Some((scheme, rest)) if scheme.bytes().all(|byte| byte.is_ascii_alphabetic()) => rest.trim(),
        _ => value,
    }
}

fn insert_cookie(pair: &str, known: &mut KnownSecrets) {
    if let Some((_, value)) = pair.split_once('=') {
        insert("cookie", value.trim(), known);
    }
}

fn insert(label: &str, value: &str, known: &mut KnownSecrets) {
    if !value.is_empty() {
        known.insert(label, &Secret::new(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(name: &str, value: &str) -> String {
        let head = ResponseHead {
            status: 200,
            reason: String::new(),
            headers: vec![(name.to_owned(), value.to_owned())],
        };
        let mut known = KnownSecrets::default();
        of_reply(&head, &mut known);
        known.redact(value).into_inner()
    }

    #[test]
    fn cookies_tokens_and_signatures_of_a_reply_are_hidden_and_challenges_are_not() {
        let cookie = hidden("Set-Cookie", "sid=0123456789abcdef; Path=/; HttpOnly");
        assert!(
            !cookie.contains("0123456789abcdef") && cookie.contains("Path=/"),
            "{cookie}"
        );
        let token = hidden("X-Auth-Token", "0123456789abcdef");
        assert!(!token.contains("0123456789abcdef"), "{token}");
        let location = hidden("Location", "https://b/k?X-Amz-Signature=0123456789abcdef&x=1");
        assert!(
            !location.contains("0123456789abcdef") && location.contains("x=1"),
            "{location}"
        );
        let challenge = "Bearer realm=\"pets of everybody\"";
        assert_eq!(hidden("WWW-Authenticate", challenge), challenge);
        assert_eq!(hidden("x-amzn-RequestId", "0123456789abcdef"), "0123456789abcdef");
    }

    #[test]
    fn the_scheme_of_a_typed_authorization_stays() {
        assert_eq!(credentials_of("Bearer abc.def"), "abc.def");
        assert_eq!(credentials_of("  abc "), "abc");
        assert_eq!(credentials_of("api_key=abc def"), "api_key=abc def");
    }
}
