//! What of an exchange lets somebody in, besides the credentials that it was sent with.

use super::cross_origin::{SIGNATURE_PARAMETER, parameters};
use crate::model::{Exchange, ReceivedRequest, ResponseHead, Secret, WireRequest};
use crate::redact::{KnownSecrets, header_secrets, secret_kind};

/// Parts of the names of reply headers that speak of credentials and hold none: challenges, and what scripts may see.
const NO_SECRETS: [&str; 2] = ["authenticate", "access-control-"];

/// Adds tokens, keys and cookies of the request's and the reply's headers, and of a redirect's location, on every hop.
/// The signature of the request itself is left to whoever writes it: it is good for some minutes, for this request alone.
pub fn insert_exchange_secrets(exchange: &Exchange, known: &mut KnownSecrets) {
    let hops = exchange.hops.iter();
    for wire in hops.clone().map(|hop| &hop.wire).chain(&exchange.wire) {
        insert(of_wire(wire), known);
    }
    let last = exchange.outcome.response().map(|response| &response.head);
    for head in hops.map(|hop| &hop.head).chain(last) {
        insert(of_reply(head), known);
    }
}

/// Tokens, keys and cookies of a request that somebody else made, each with its label: all but its signature.
pub fn received_secrets(request: &ReceivedRequest) -> Vec<(String, Secret)> {
    let mut secrets = Vec::new();
    for (name, value) in &request.headers {
        secrets.extend(header_secrets(name, value));
        if name == "cookie" {
            // A canonical request has the line without white space in a row, and short cookies are found with it alone.
            let words: Vec<&str> = value.split_whitespace().collect();
            secrets.push((name.clone(), Secret::new(value.as_str())));
            secrets.push((name.clone(), Secret::new(words.join(" "))));
        }
    }
    secrets.extend(of_target(&request.target));
    secrets
}

fn of_wire(wire: &WireRequest) -> Vec<(String, Secret)> {
    let lines = wire.headers.iter();
    let mut secrets: Vec<_> = lines
        .flat_map(|line| header_secrets(line.name.as_str(), line.value.as_str()))
        .collect();
    secrets.extend(of_target(wire.target.as_str()));
    secrets
}

fn of_reply(head: &ResponseHead) -> Vec<(String, Secret)> {
    let of = |(name, value): &(String, String)| {
        let name = name.to_ascii_lowercase();
        if name == "location" {
            secret_values(value).collect()
        } else if NO_SECRETS.iter().any(|part| name.contains(part)) {
            Vec::new()
        } else {
            header_secrets(&name, value)
        }
    };
    head.headers.iter().flat_map(of).collect()
}

/// The secret parameters of a request's target, without its own signature.
fn of_target(target: &str) -> impl Iterator<Item = (String, Secret)> + '_ {
    secret_values(target).filter(|(name, _)| name != SIGNATURE_PARAMETER)
}

fn secret_values(target: &str) -> impl Iterator<Item = (String, Secret)> + '_ {
    let secret = parameters(target).filter(|(name, value)| secret_kind(name).is_some() && !value.is_empty());
    secret.map(|(name, value)| (name, Secret::new(value)))
}

fn insert(secrets: Vec<(String, Secret)>, known: &mut KnownSecrets) {
    for (label, secret) in secrets {
        known.insert(label, &secret);
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
        insert(of_reply(&head), &mut known);
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
    fn secrets_of_a_received_request_are_named_and_its_signature_is_not() {
        let mut request = ReceivedRequest {
            target: "/a?access_token=t0ken%2F1&X-Amz-Signature=00ff&x=1&code=c0de".to_owned(),
            ..ReceivedRequest::default()
        };
        request.push_header("cookie", "a=1;  sid=topsecret123");
        request.push_header("x-api-key", "key of mine");
        request.push_header("accept", "*/*");
        let secrets = received_secrets(&request);
        let value =
            |(_, secret): &(String, Secret)| String::from_utf8_lossy(secret.expose_for_search()).into_owned();
        let values: Vec<String> = secrets.iter().map(value).collect();
        assert_eq!(
            values,
            [
                "1",
                "topsecret123",
                "a=1;  sid=topsecret123",
                "a=1; sid=topsecret123",
                "key of mine",
                "t0ken/1",
                "c0de"
            ]
        );
    }
}
