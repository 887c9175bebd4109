//! The last look at a finding: no secret, no session token and no signature leaves with it.
//!
//! Replies quote requests: a canonical string holds the session token, an old `IncompleteSignature` the whole
//! Authorization header. So values of the request are looked for, and, since the request may not be known, everything
//! that looks like one: in what was said by others alone, as our own sentences speak of tokens and keys too.

use super::asked::Asked;
use super::scene::Scene;
use crate::model::{Finding, Mend, PolicyHint, Secret};
use crate::redact::{HIDDEN, KnownSecrets, Signatures, header_secrets, hide_by_name};

/// Longer words of the letters of base64 are taken for tokens. ARNs and paths have other marks in them or are shorter.
const LONGEST_WORD: usize = 100;

/// The secret values of a request.
pub(super) fn known_secrets(scene: &Scene<'_>) -> KnownSecrets {
    let mut known = KnownSecrets::default();
    let Some(asked) = &scene.asked else {
        return known;
    };
    let Asked { request, claim, .. } = asked;
    if let Some(claim) = claim {
        if let Some(signature) = &claim.signature {
            known.insert("signature", &Secret::new(signature.as_str()));
        }
        if let Some(token) = &claim.session_token {
            known.insert("session token", token);
        }
    }
    for (name, value) in &request.headers {
        for (label, secret) in header_secrets(name, value) {
            known.insert(label, &secret);
        }
    }
    known
}

/// Hides what is secret in every text of a finding.
pub(super) fn scrub(finding: &mut Finding, known: &KnownSecrets) {
    // The words of others in these were looked at when they were put in: see `piece`.
    let clean = |text: &mut String| *text = without_long_words(&without_known(text, known));
    clean(&mut finding.title);
    clean(&mut finding.meaning);
    finding.steps.iter_mut().for_each(clean);
    finding.ruled_out.iter_mut().for_each(clean);
    for evidence in &mut finding.evidence {
        evidence.text = without_shapes(&without_known(&evidence.text, known));
    }
    if let Some(policy) = &mut finding.policy {
        scrub_policy(policy, known);
    }
    // An edit with a mark in it would mend nothing.
    let is_secret = |text: &str| hide(text, known) != text;
    if finding.mend.as_ref().and_then(value_of).is_some_and(is_secret) {
        finding.mend = None;
    }
}

fn scrub_policy(policy: &mut PolicyHint, known: &KnownSecrets) {
    let clean = |text: &mut String| *text = hide(text, known);
    clean(&mut policy.action);
    clean(&mut policy.resource);
    policy.principal.iter_mut().for_each(clean);
    policy.layer.iter_mut().for_each(clean);
    for document in &mut policy.documents {
        clean(&mut document.json);
    }
    for remark in &mut policy.remarks {
        *remark = without_known(remark, known);
    }
}

/// What a mend puts into the request, where it is a text of others.
fn value_of(mend: &Mend) -> Option<&str> {
    match mend {
        Mend::UseRegion(text)
        | Mend::UseService(text)
        | Mend::RemoveStage(text)
        | Mend::UsePath(text)
        | Mend::UseMethod(text)
        | Mend::UseSigningHost(text)
        | Mend::UseHost(text) => Some(text),
        _ => None,
    }
}

/// Names of resources may be as long as tokens.
fn hide(text: &str, known: &KnownSecrets) -> String {
    hide_by_name(&without_known(text, known), Signatures::Hidden)
}

fn without_known(text: &str, known: &KnownSecrets) -> String {
    known.redact(text).into_inner()
}

/// A text of others without values behind telling names and without words as long as a token.
pub(super) fn without_shapes(text: &str) -> String {
    without_long_words(&hide_by_name(text, Signatures::Hidden))
}

fn without_long_words(text: &str) -> String {
    text.split_inclusive(|ch: char| !is_of_token(ch))
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
    use crate::model::{Cause, Confidence, Evidence, EvidencePlace, PolicyDocument};

    fn finding() -> Finding {
        Finding {
            cause: Cause::Unknown,
            confidence: Confidence::Likely,
            title: "This service takes a Bearer token, not a Basic token: see x-api-key: and Authorization: Basic".to_owned(),
            evidence: vec![Evidence::at(
                EvidencePlace::Body,
                "bad Authorization: Bearer abc.def.ghi and more",
            )],
            meaning: "Bearer token authentication".to_owned(),
            ruled_out: Vec::new(),
            steps: vec!["Send Authorization: Bearer and the token".to_owned()],
            mend: None,
            policy: None,
            part: None,
        }
    }

    #[test]
    fn evidence_is_searched_and_our_own_sentences_stay() {
        let before = finding();
        let mut after = before.clone();
        scrub(&mut after, &KnownSecrets::default());
        assert_eq!(after.evidence[0].text, "bad Authorization: Bearer [hidden]");
        assert_eq!(
            (after.title, after.meaning, after.steps),
            (before.title, before.meaning, before.steps)
        );
    }

    #[test]
    fn policies_and_mends_hold_no_secret() {
        let mut known = KnownSecrets::default();
        known.insert("session token", &Secret::new("0123456789abcdef"));
        let arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:pets";
        let mut found = finding();
        found.mend = Some(Mend::UsePath("/a?token=0123".to_owned()));
        found.policy = Some(PolicyHint {
            action: "secretsmanager:GetSecretValue".to_owned(),
            resource: arn.to_owned(),
            principal: Some("arn:aws:sts::1:assumed-role/r/0123456789abcdef".to_owned()),
            layer: None,
            documents: vec![PolicyDocument {
                title: "Policy of the caller".to_owned(),
                json: format!("{{\"Resource\": \"{arn}\", \"Sid\": \"0123456789abcdef\"}}"),
            }],
            remarks: Vec::new(),
        });
        scrub(&mut found, &known);
        let policy = found.policy.unwrap();
        assert_eq!(
            (policy.action.as_str(), policy.resource.as_str()),
            ("secretsmanager:GetSecretValue", arn)
        );
        let principal = policy.principal.unwrap();
        assert!(
            principal.starts_with("arn:aws:sts::1:assumed-role/r/[session token, 16 bytes"),
            "{principal}"
        );
        let json = &policy.documents[0].json;
        assert!(json.contains(arn) && !json.contains("0123456789abcdef"), "{json}");
        assert_eq!(found.mend, None);
        let mut kept = finding();
        kept.mend = Some(Mend::UseRegion("eu-west-1".to_owned()));
        scrub(&mut kept, &known);
        assert_eq!(kept.mend, Some(Mend::UseRegion("eu-west-1".to_owned())));
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
