//! The last look at a finding: no secret, no session token and no signature leaves with it.
//!
//! Replies quote requests: a canonical string holds the session token, an old `IncompleteSignature` the whole
//! Authorization header. So values of the request are looked for, and, since the request may not be known, everything
//! that looks like one.

use super::asked::Asked;
use super::scene::Scene;
use crate::model::{Finding, Secret};
use crate::redact::KnownSecrets;

/// Values behind these names go, up to the next mark that ends one.
const NAMES: [&str; 11] = [
    "x-amz-security-token:",
    "x-amz-s3session-token:",
    "x-amz-security-token=",
    "x-amz-s3session-token=",
    "x-amz-signature=",
    "signature=",
    "authorization:",
    "authorization=",
    "x-api-key:",
    "cookie:",
    "bearer ",
];
/// Longer words of the letters of base64 are taken for tokens. ARNs and paths have other marks in them or are shorter.
const LONGEST_WORD: usize = 100;
/// In place of what was there.
const HIDDEN: &str = "[hidden]";

/// The secret values of a request.
pub(super) fn known_secrets(scene: &Scene<'_>) -> KnownSecrets {
    let mut known = KnownSecrets::default();
    let Some(asked) = &scene.asked else {
        return known;
    };
    let Asked { request, claim, .. } = asked;
    let mut hide = |label: &str, value: &str| known.insert(label, &Secret::new(value));
    for (name, value) in &request.headers {
        match name.as_str() {
            "authorization" | "proxy-authorization" => {
                let (_, credentials) = value.split_once(' ').unwrap_or(("", value));
                hide("authorization", credentials);
            }
            "x-amz-security-token" | "x-amz-s3session-token" => hide("session token", value),
            "cookie" => hide("cookie", value),
            "x-api-key" => hide("API key", value),
            _ => {}
        }
    }
    if let Some(claim) = claim {
        if let Some(signature) = &claim.signature {
            hide("signature", signature);
        }
        if let Some(token) = &claim.session_token {
            known.insert("session token", token);
        }
    }
    known
}

/// Hides what is secret in every text of a finding.
pub(super) fn scrub(finding: &mut Finding, known: &KnownSecrets) {
    let clean = |text: &mut String| {
        let hidden = if known.is_empty() {
            text.clone()
        } else {
            known.redact(text).into_inner()
        };
        *text = without_shapes(&hidden);
    };
    clean(&mut finding.title);
    clean(&mut finding.meaning);
    finding.steps.iter_mut().for_each(clean);
    finding.ruled_out.iter_mut().for_each(clean);
    finding
        .evidence
        .iter_mut()
        .for_each(|evidence| clean(&mut evidence.text));
}

/// A text without values behind telling names and without words as long as a token.
fn without_shapes(text: &str) -> String {
    let mut out = text.to_owned();
    for name in NAMES {
        let mut from = 0;
        while let Some(at) = out
            .to_ascii_lowercase()
            .get(from..)
            .and_then(|rest| rest.find(name))
        {
            let start = from + at + name.len();
            let rest = out.get(start..).unwrap_or_default();
            let lead = rest.len() - rest.trim_start().len();
            let value = rest.get(lead..).unwrap_or_default();
            let length = value
                .find([',', '&', '\'', '"', '\n', ' '])
                .unwrap_or(value.len());
            let is_hidden = value.starts_with('[') || length == 0;
            if !is_hidden {
                out.replace_range(start + lead..start + lead + length, HIDDEN);
            }
            from = start;
        }
    }
    out.split_inclusive(|ch: char| !is_of_token(ch))
        .map(|word| {
            let letters = word.trim_end_matches(|ch: char| !is_of_token(ch));
            if letters.len() > LONGEST_WORD {
                word.replacen(letters, HIDDEN, 1)
            } else {
                word.to_owned()
            }
        })
        .collect()
}

fn is_of_token(ch: char) -> bool {
    ch.is_ascii_alphanumeric() || matches!(ch, '+' | '/' | '=' | '_' | '%' | '-' | '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_behind_telling_names_go() {
        let cases = [
            (
                "X-Amz-Security-Token: abc, rest",
                "X-Amz-Security-Token: [hidden], rest",
            ),
            ("?X-Amz-Signature=00ff&a=b", "?X-Amz-Signature=[hidden]&a=b"),
            ("Authorization=Zm9v.", "Authorization=[hidden]"),
            ("Bearer eyJ and Bearer eyK", "Bearer [hidden] and Bearer [hidden]"),
            ("the signature of it", "the signature of it"),
            ("x-api-key:", "x-api-key:"),
        ];
        for (text, hidden) in cases {
            assert_eq!(without_shapes(text), hidden, "{text}");
        }
    }

    #[test]
    fn words_as_long_as_a_token_go_and_arns_stay() {
        let token = "aB3/".repeat(40);
        assert_eq!(without_shapes(&format!("a '{token}' b")), "a '[hidden]' b");
        let arn =
            "arn:aws:execute-api:us-east-1:123456789012:abcd123456/dev/GET/pets/and/some/more/of/a/long/path";
        assert_eq!(without_shapes(arn), arn);
    }
}
