//! Auth as an Authorization header says it in words that are worked out before it is sent.

use super::super::TransferOutcome;
use super::super::json::unknown_part;
use super::super::report::Report;
use crate::formats::Warning;
use crate::model::{Auth, AuthKind, HttpRequest, Secret};

/// Kinds that are worked out by the program, and not known here.
const UNKNOWN: [&str; 9] = [
    "digest",
    "ntlm",
    "negotiate",
    "oauth1",
    "oauth2",
    "openid",
    "cognito",
    "aad",
    "clientcert",
];

const NO_KEYS: &str = "Its AWS auth has no secret access key: nothing is sent before one is given";

/// Takes the header of the request as its auth, where it is more than a text.
pub(super) fn taken(http: &mut HttpRequest, place: &str, report: &mut Report) {
    let is_auth = |name: &str| name.eq_ignore_ascii_case("authorization");
    let Some(at) = http.headers.iter().position(|row| is_auth(&row.name)) else {
        return;
    };
    let value = http
        .headers
        .get(at)
        .map(|row| row.value.clone())
        .unwrap_or_default();
    if is_signature(&value) {
        let text = Warning::SignedAlready.to_string();
        report.add(place, TransferOutcome::Changed, text);
    }
    if let Some(auth) = auth_of(&value, place, report) {
        http.headers.remove(at);
        http.auth = auth;
    }
}

/// Whether a header has a signature of AWS, version 4, that was made before.
pub(in crate::formats::import) fn is_signature(value: &str) -> bool {
    value.starts_with("AWS4-HMAC-SHA256") || value.starts_with("AWS4-ECDSA-P256-SHA256")
}

fn auth_of(value: &str, place: &str, report: &mut Report) -> Option<Auth> {
    let words = words(value);
    let (scheme, words) = words.split_first()?;
    let scheme = scheme.to_ascii_lowercase();
    let mut auth = Auth::default();
    match (scheme.as_str(), words) {
        ("basic", [user, password]) => {
            auth.kind = AuthKind::Basic;
            (*user).clone_into(&mut auth.basic.username);
            auth.basic.password = Secret::new(*password);
        }
        ("basic", [pair]) => {
            let (user, password) = pair_of(pair)?;
            auth.kind = AuthKind::Basic;
            user.clone_into(&mut auth.basic.username);
            auth.basic.password = Secret::new(password);
        }
        ("bearer", [token]) => {
            auth.kind = AuthKind::Bearer;
            auth.bearer.token = Secret::new(*token);
        }
        ("aws", [key, secret, more @ ..]) => {
            auth.kind = AuthKind::AwsSignature;
            (*key).clone_into(&mut auth.aws.access_key_id);
            auth.aws.secret_access_key = Secret::new(*secret);
            for word in more {
                match word.split_once(':') {
                    Some(("token", token)) => auth.aws.session_token = Secret::new(token),
                    Some(("region", region)) => region.clone_into(&mut auth.aws.region),
                    Some(("service", service)) => service.clone_into(&mut auth.aws.service),
                    _ => report.add(
                        place,
                        TransferOutcome::Dropped,
                        "A word of its AWS auth that is not known",
                    ),
                }
            }
        }
        // Without its keys nothing can be signed, so nothing is sent before they are typed. What has a colon is a signature of
        // an older kind, which stays as it is.
        ("aws", []) => {
            auth.kind = AuthKind::AwsSignature;
            report.add(place, TransferOutcome::Changed, NO_KEYS);
        }
        ("aws", [key]) if key.starts_with("{{") || !key.contains(':') => {
            auth.kind = AuthKind::AwsSignature;
            (*key).clone_into(&mut auth.aws.access_key_id);
            report.add(place, TransferOutcome::Changed, NO_KEYS);
        }
        (scheme, words) if UNKNOWN.contains(&scheme) && !words.is_empty() => {
            let unknown = unknown_part(scheme);
            let text = format!(
                "Auth {} is not known here: nothing is sent until another kind is chosen",
                unknown.words()
            );
            auth.unknown = Some(unknown);
            report.add(place, TransferOutcome::Dropped, text);
        }
        _ => return None,
    }
    Some(auth)
}

/// `user:password`, each of which may be a variable. Without a colon it is encoded already.
fn pair_of(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0_u32;
    for (at, letter) in text.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ':' if depth == 0 => return Some((text.get(..at)?, text.get(at + 1..)?)),
            _ => {}
        }
    }
    None
}

/// The words of a text; blanks in double braces part none.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = None;
    let mut depth = 0_u32;
    for (at, letter) in text.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if letter.is_whitespace() && depth == 0 {
            words.extend(start.take().and_then(|start| text.get(start..at)));
        } else if start.is_none() {
            start = Some(at);
        }
    }
    words.extend(start.and_then(|start| text.get(start..)));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str) -> Option<Auth> {
        auth_of(value, "", &mut Report::default())
    }

    #[test]
    fn words_of_the_header_become_auth() {
        let auth = read("AWS {{ key }} {{secret}} token:{{t}} region:eu-west-1 service:s3").unwrap();
        assert_eq!(auth.kind, AuthKind::AwsSignature);
        assert_eq!(auth.aws.access_key_id, "{{ key }}");
        assert_eq!(auth.aws.secret_access_key.expose_for_editing(), "{{secret}}");
        assert_eq!(auth.aws.session_token.expose_for_editing(), "{{t}}");
        assert_eq!(
            (auth.aws.region.as_str(), auth.aws.service.as_str()),
            ("eu-west-1", "s3")
        );
        for value in ["Basic joe p:w", "Basic joe:p:w"] {
            let auth = read(value).unwrap();
            assert_eq!(auth.basic.username, "joe");
            assert_eq!(auth.basic.password.expose_for_editing(), "p:w");
        }
        assert_eq!(
            read("Basic {{user}}:{{password}}").unwrap().basic.username,
            "{{user}}"
        );
        for value in ["AWS", "aws {{key}}"] {
            assert_eq!(read(value).unwrap().kind, AuthKind::AwsSignature, "{value}");
        }
        assert_eq!(read("Bearer {{token}}").unwrap().kind, AuthKind::Bearer);
        assert!(read("Digest joe pw").unwrap().unknown.is_some());
        for value in [
            "Basic am9lOnB3",
            "{{token}}",
            "",
            "AWS4-HMAC-SHA256 Credential=x",
            "AWS AKIAIOSFODNN7EXAMPLE:frJIUN8DYpKDtOLCwo==",
            "Bearer a b",
        ] {
            assert_eq!(read(value), None, "{value}");
        }
    }
}
