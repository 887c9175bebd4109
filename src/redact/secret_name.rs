//! Names behind which secrets stand: of headers, of parameters and of members. The one list of all that hides by name.

use crate::model::Secret;

/// Parts of header names that credentials have: `x-api-key`, `x-auth-token`, `ocp-apim-subscription-key`.
const HEADER_PARTS: [&str; 10] = [
    "auth",
    "token",
    "secret",
    "passw",
    "session",
    "credential",
    "signature",
    "api-key",
    "apikey",
    "-key",
];
/// Names without marks and in lower case end with one of these where a value lets somebody in.
const ENDINGS: [&str; 14] = [
    "token",
    "secret",
    "secretstring",
    "password",
    "passwd",
    "pwd",
    "passphrase",
    "apikey",
    "accesskey",
    "secretkey",
    "privatekey",
    "assertion",
    "sessionid",
    "sessid",
];
/// Names of few letters count as a whole alone.
const WHOLE_NAMES: [&str; 3] = ["auth", "xauth", "jwt"];
const SIGNATURES: [&str; 3] = ["signature", "signatureprovided", "sig"];
/// Keys that open nothing.
const PLAIN_KEYS: [&str; 10] = [
    "idempotencykey",
    "publickey",
    "primarykey",
    "foreignkey",
    "partitionkey",
    "sortkey",
    "objectkey",
    "routekey",
    "cachekey",
    "evaluatedkey",
];

/// What stands behind a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretKind {
    /// A whole line: credentials or cookies.
    Line,
    /// A value that lets somebody in.
    Value,
    /// A signature, good for one request and some time.
    Signature,
    /// An authorization code of OAuth (RFC 6749, 4.1.2), or what an error is called.
    Code,
}

/// What secret stands behind the name of a parameter, a member or a header in a text, in any spelling of it.
pub fn secret_kind(name: &str) -> Option<SecretKind> {
    // `Token-0` of S3, which numbers them.
    let name = name
        .trim_end_matches(|ch: char| ch.is_ascii_digit())
        .trim_end_matches(['-', '_']);
    let letters: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|ch| ch.to_ascii_lowercase())
        .collect();
    let is_plain = PLAIN_KEYS.iter().any(|plain| letters.ends_with(plain));
    if letters.ends_with("authorization") || letters.ends_with("cookie") {
        Some(SecretKind::Line)
    } else if SIGNATURES.contains(&letters.as_str()) || letters.ends_with("signature") {
        Some(SecretKind::Signature)
    } else if letters == "code" {
        Some(SecretKind::Code)
    } else if ENDINGS.iter().any(|ending| letters.ends_with(ending))
        || WHOLE_NAMES.contains(&letters.as_str())
        || (is_some_key(name) && !is_plain)
    {
        Some(SecretKind::Value)
    } else {
        None
    }
}

/// `x-access-key`, `shared_key`, `accountKey`, and not `Key` alone or `monkey`.
fn is_some_key(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let is_camel = name
        .strip_suffix("Key")
        .is_some_and(|front| front.ends_with(|ch: char| ch.is_ascii_lowercase()));
    is_camel || lower.ends_with("-key") || lower.ends_with("_key")
}

/// True for a header that holds credentials by its name, in lower case.
pub fn is_secret_header(name: &str) -> bool {
    let is_plain = name.ends_with("idempotency-key") || name.ends_with("public-key");
    !is_plain && HEADER_PARTS.iter().any(|part| name.contains(part))
}

/// The secrets of a header line, each with its label. The parts of AWS's own Authorization are none, but for the
/// signature, which is left to whoever writes it.
pub fn header_secrets(name: &str, value: &str) -> Vec<(String, Secret)> {
    let name = name.trim().to_ascii_lowercase();
    let value = value.trim();
    let secrets: Vec<(String, &str)> = match name.as_str() {
        "cookie" | "cookie2" => {
            let values = value.split(';').filter_map(|pair| pair.split_once('='));
            values
                .map(|(_, value)| ("cookie".to_owned(), value.trim()))
                .collect()
        }
        "set-cookie" | "set-cookie2" => {
            let pair = value.split(';').next().unwrap_or_default();
            let pair = pair.split_once('=').into_iter();
            pair.map(|(_, value)| ("cookie".to_owned(), value.trim()))
                .collect()
        }
        "authorization" | "proxy-authorization" if value.starts_with("AWS4-") => Vec::new(),
        "authorization" | "proxy-authorization" => vec![(name, credentials_of(value))],
        _ if is_secret_header(&name) => vec![(name, value)],
        _ => Vec::new(),
    };
    secrets
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(label, value)| (label, Secret::new(value)))
        .collect()
}

/// The credentials behind the scheme of an Authorization header (RFC 9110, 11.4), or the whole value.
fn credentials_of(value: &str) -> &str {
    match value.split_once(' ') {
        Some((scheme, rest)) if scheme.bytes().all(|byte| byte.is_ascii_alphabetic()) => rest.trim(),
        _ => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_stands_behind_them() {
        for name in [
            "access_token",
            "id_token",
            "refreshToken",
            "client_secret",
            "password",
            "api_key",
            "apiKey",
            "token",
            "aws_secret_access_key",
            "SecretAccessKey",
            "x-auth-token",
            "X-Amz-Security-Token",
            "Token-0",
            "ocp-apim-subscription-key",
            "accountKey",
            "jwt",
        ] {
            assert_eq!(secret_kind(name), Some(SecretKind::Value), "{name}");
        }
        for name in ["Authorization", "proxy-authorization", "Cookie", "set-cookie"] {
            assert_eq!(secret_kind(name), Some(SecretKind::Line), "{name}");
        }
        for name in ["X-Amz-Signature", "sig", "Signature", "SignatureProvided"] {
            assert_eq!(secret_kind(name), Some(SecretKind::Signature), "{name}");
        }
        for name in [
            "Key",
            "monkey",
            "idempotency-key",
            "publicKey",
            "AWSAccessKeyId",
            "X-Amz-Credential",
            "SignedHeaders",
            "secretsmanager",
            "total_tokens",
            "authorized",
            "message",
        ] {
            assert_eq!(secret_kind(name), None, "{name}");
        }
    }

    #[test]
    fn headers_count_by_a_part_of_their_name() {
        for name in [
            "x-api-key",
            "ocp-apim-subscription-key",
            "x-access-key",
            "private-token",
            "x-functions-key",
        ] {
            assert!(is_secret_header(name), "{name}");
        }
        for name in ["idempotency-key", "accept", "content-type", "x-request-id"] {
            assert!(!is_secret_header(name), "{name}");
        }
    }

    #[test]
    fn a_scheme_is_taken_off_authorization_alone() {
        let values = |name: &str, value: &str| -> Vec<String> {
            let secrets = header_secrets(name, value);
            let text = |(_, secret): &(String, Secret)| {
                String::from_utf8_lossy(secret.expose_for_search()).into_owned()
            };
            secrets.iter().map(text).collect()
        };
        assert_eq!(values("Authorization", "Bearer abc.def"), ["abc.def"]);
        assert_eq!(values("authorization", "  abc "), ["abc"]);
        assert_eq!(values("authorization", "api_key=abc def"), ["api_key=abc def"]);
        assert_eq!(
            values("x-api-key", "correct horse battery"),
            ["correct horse battery"]
        );
        assert_eq!(values("Cookie", "a=1; sid=top=secret"), ["1", "top=secret"]);
        assert_eq!(values("Set-Cookie", "sid=abc; Path=/"), ["abc"]);
        let none: [String; 0] = [];
        assert_eq!(values("authorization", "AWS4-HMAC-SHA256 Credential=AK/a"), none);
        assert_eq!(values("accept", "*/*"), none);
    }
}
