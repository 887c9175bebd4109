//! The query form: the parameters of a presigned URL, and those of an older signature taken away.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#add-signature-to-request>

use super::applied::{Applied, Version};
use super::authorization::credential;
use super::string_to_sign::algorithm;
use crate::model::{Origin, SigningPlan, Traced};
use crate::resolve::percent::{Slash, decode, encoded};

/// What every signature in a query is made of.
pub(super) const PARAMETERS: [&str; 9] = [
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-SignedHeaders",
    "X-Amz-Expires",
    "X-Amz-Security-Token",
    "X-Amz-S3session-Token",
    "X-Amz-Region-Set",
    "X-Amz-Signature",
];

/// How long the query grows after the canonical request was made: `&X-Amz-Signature=` and the signature of
/// either version.
pub(super) const SIGNATURE_BYTES: usize = 17 + 144;

/// A target without the signature that stood in its query.
pub(super) struct Stripped {
    /// As before when there was none.
    pub target: Traced,
    /// Names of what was taken away, as typed.
    pub removed: Vec<String>,
}

/// True when the query holds a signature
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html>).
pub(super) fn is_presigned(target: &Traced) -> bool {
    query_of(target).is_some_and(|query| {
        query.as_str().split('&').any(|parameter| {
            let name = name_of(parameter);
            name.eq_ignore_ascii_case("X-Amz-Algorithm") || name.eq_ignore_ascii_case("X-Amz-Signature")
        })
    })
}

/// Takes the parameters of an older signature away: signing would sign both copies of a parameter, and
/// services read one of them.
pub(super) fn without_signature(target: &Traced) -> Stripped {
    let untouched = || Stripped {
        target: target.clone(),
        removed: Vec::new(),
    };
    let Some((path, query)) = target.split_once('?') else {
        return untouched();
    };
    let mut removed = Vec::new();
    let mut kept = Traced::default();
    let mut at = 0;
    let mut first = true;
    for piece in query.as_str().split('&') {
        let end = at + piece.len();
        let name = name_of(piece);
        if PARAMETERS.iter().any(|own| own.eq_ignore_ascii_case(&name)) {
            removed.push(name);
        } else {
            if !first {
                kept.append(&query.slice(at.saturating_sub(1)..at));
            }
            first = false;
            kept.append(&query.slice(at..end));
        }
        at = end + 1;
    }
    if removed.is_empty() {
        return untouched();
    }
    let mut stripped = path;
    if !first {
        let mark = stripped.len();
        stripped.append(&target.slice(mark..mark + 1));
        stripped.append(&kept);
    }
    Stripped {
        target: stripped,
        removed,
    }
}

/// The same for a target whose origins nobody needs.
pub fn unsigned_target(target: &str) -> String {
    let target = Traced::rule(target, "target");
    without_signature(&target).target.as_str().to_owned()
}

fn query_of(target: &Traced) -> Option<Traced> {
    target.split_once('?').map(|(_, query)| query)
}

/// The decoded name of `name=value`.
fn name_of(parameter: &str) -> String {
    let name = parameter.split('=').next().unwrap_or_default();
    let chars: Vec<(char, Origin)> = name.chars().map(|ch| (ch, Origin::Host)).collect();
    let bytes: Vec<u8> = decode(&chars).into_iter().map(|(byte, _)| byte).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What a presigned URL says beside algorithm, key and time.
pub(super) struct Parameters<'a> {
    /// In seconds.
    pub expires_in: u32,
    pub scope: &'a Traced,
    pub signed_headers: &'a Traced,
    pub token: Option<&'a Traced>,
}

/// The target with everything that is signed: all parameters but the signature, and but a token that is
/// added after signing.
pub(super) fn with_parameters<Kind>(
    target: &Traced,
    plan: &SigningPlan<Kind>,
    applied: &Applied,
    added: &Parameters<'_>,
) -> Traced {
    let mut out = target.clone();
    add(&mut out, "X-Amz-Algorithm", &algorithm(applied.version));
    add(&mut out, "X-Amz-Credential", &credential(plan, added.scope));
    let date = Traced::new(&plan.time.amz_date(), Origin::Clock);
    add(&mut out, "X-Amz-Date", &date);
    add(&mut out, "X-Amz-SignedHeaders", added.signed_headers);
    let expires = Traced::rule(
        &added.expires_in.to_string(),
        "seconds for which the URL works, from the signing options",
    );
    add(&mut out, "X-Amz-Expires", &expires);
    if applied.token == super::rules::TokenRule::Signed {
        add_token(&mut out, added.token, applied);
    }
    if applied.version == Version::V4a {
        add(&mut out, "X-Amz-Region-Set", &super::string_to_sign::region(plan));
    }
    out
}

/// Adds what is not signed: the signature, and a token that is added after signing.
pub(super) fn complete(
    mut target: Traced,
    applied: &Applied,
    signature: &str,
    token: Option<&Traced>,
) -> Traced {
    add(
        &mut target,
        "X-Amz-Signature",
        &Traced::new(signature, Origin::Signature),
    );
    if applied.token == super::rules::TokenRule::AfterSigning {
        add_token(&mut target, token, applied);
    }
    target
}

fn add_token(target: &mut Traced, token: Option<&Traced>, applied: &Applied) {
    if let Some(token) = token {
        add(target, applied.rules.token_name.parameter(), token);
    }
}

fn add(target: &mut Traced, name: &str, value: &Traced) {
    const FORM: Origin = Origin::Rule("form of a presigned URL");
    let text = target.as_str();
    let separator = match text.split_once('?') {
        None => "?",
        Some((_, "")) => "",
        Some(_) => "&",
    };
    target.push(separator, FORM);
    target.push(name, FORM);
    target.push("=", FORM);
    target.append(&encoded(value, Slash::Encoded));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Field;

    fn stripped(text: &str) -> (String, Vec<String>) {
        let Stripped { target, removed } = without_signature(&Traced::typed(text, Field::Url));
        (target.as_str().to_owned(), removed)
    }

    #[test]
    fn only_the_parameters_of_a_signature_are_taken_away() {
        let removed = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        for (text, left, names) in [
            ("/a?X-Amz-Date=1&b=2", "/a?b=2", &["X-Amz-Date"][..]),
            ("/a?b=2&x-amz-signature=0&c", "/a?b=2&c", &["x-amz-signature"]),
            ("/a?X%2DAmz-Signature=0", "/a", &["X-Amz-Signature"]),
            ("/a?X-Amz-Meta=1&&b", "/a?X-Amz-Meta=1&&b", &[]),
            ("/a?", "/a?", &[]),
            ("/a", "/a", &[]),
            ("/a?&X-Amz-Expires=1", "/a?", &["X-Amz-Expires"]),
        ] {
            assert_eq!(stripped(text), (left.to_owned(), removed(names)), "{text}");
        }
    }

    #[test]
    fn what_is_left_keeps_its_places() {
        let text = "/a?X-Amz-Date=1&b=2";
        let target = without_signature(&Traced::typed(text, Field::Url)).target;
        let spans: Vec<_> = target
            .segments()
            .iter()
            .map(|segment| match &segment.origin {
                Origin::Typed { span, .. } => span.clone(),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(spans, [0..2, 2..3, 16..19]);
    }
}
