//! Access key IDs and session tokens.

use super::{Finding, Hit, Mend, Scene, also, from_request, lowered, mended};
use crate::diagnosis::asked::Asked;
use crate::model::{Cause, Confidence, RequestPart};

/// Temporary keys begin with this, keys of users with `AKIA`.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids>
const TEMPORARY: &str = "ASIA";
const LONG_TERM: &str = "AKIA";

/// The key is not known: it may lack its token, or have one that is not its own.
pub(in super::super) fn unknown_key(scene: &Scene<'_>, _hit: &Hit, mut finding: Finding) -> Vec<Finding> {
    let key = scene.access_key_id().unwrap_or_default().to_owned();
    let sent_token = scene.asked.as_ref().map(Asked::has_session_token);
    match (key.get(..4), sent_token) {
        (Some(TEMPORARY), Some(false)) => {
            let mut missing = Finding {
                meaning: "Access key IDs that begin with ASIA are temporary, and are known only together with their \
                          session token."
                    .to_owned(),
                mend: Some(Mend::AskSessionToken),
                part: Some(RequestPart::SessionToken),
                ruled_out: finding.ruled_out.clone(),
                ..also(
                    &finding,
                    Cause::SessionTokenMissing,
                    Confidence::Certain,
                    "The session token is missing: the access key ID is a temporary one",
                    &["Enter the session token that came with the access key ID"],
                )
            };
            missing
                .evidence
                .push(from_request(format!("{key} was sent without a session token")));
            vec![missing]
        }
        (Some(LONG_TERM), Some(true)) => {
            let mut left_over = Finding {
                meaning: "Access key IDs that begin with AKIA are long-term and have no session token. One that is left \
                          over from another session makes the service refuse both."
                    .to_owned(),
                mend: Some(Mend::DropSessionToken),
                part: Some(RequestPart::SessionToken),
                ..also(
                    &finding,
                    Cause::SessionTokenInvalid,
                    Confidence::Likely,
                    "A session token was sent with a long-term access key ID",
                    &["Empty the session token", "Or take the temporary access key ID that the token belongs to"],
                )
            };
            left_over
                .evidence
                .push(from_request(format!("{key} was sent with a session token")));
            finding.confidence = Confidence::Possible;
            vec![left_over, finding]
        }
        (Some(TEMPORARY), Some(true)) => {
            finding.confidence = finding.confidence.max(Confidence::Likely);
            "The service does not know the access key ID, or its session token"
                .clone_into(&mut finding.title);
            let token = also(
                &finding,
                Cause::SessionTokenInvalid,
                Confidence::Possible,
                "The session token is cut off, or of another session than the access key ID",
                &["Copy all three values of one session again"],
            );
            mended(finding, Some(Mend::AskCredentials))
                .into_iter()
                .chain([token])
                .collect()
        }
        (Some(TEMPORARY), None) => {
            let token = also(
                &finding,
                Cause::SessionTokenMissing,
                Confidence::Possible,
                "The session token may be missing: the access key ID is a temporary one",
                &["Check that the request carries x-amz-security-token"],
            );
            vec![lowered(finding), token]
        }
        _ => {
            if !key.is_empty() {
                finding
                    .evidence
                    .push(from_request(format!("Access key ID {key}")));
            }
            if scene.asked.is_none() {
                // A temporary key without its token would look the same.
                finding.confidence = finding.confidence.lower();
            }
            mended(finding, Some(Mend::AskCredentials))
        }
    }
}

/// The credentials have ended.
pub(in super::super) fn expired(_scene: &Scene<'_>, _hit: &Hit, finding: Finding) -> Vec<Finding> {
    mended(finding, Some(Mend::AskCredentials))
}

/// The token can not be read.
pub(in super::super) fn invalid_token(scene: &Scene<'_>, _hit: &Hit, finding: Finding) -> Vec<Finding> {
    let is_long_term = scene
        .access_key_id()
        .is_some_and(|key| key.starts_with(LONG_TERM));
    let has_token = scene.asked.as_ref().is_some_and(Asked::has_session_token);
    let mend = if is_long_term && has_token {
        Mend::DropSessionToken
    } else {
        Mend::AskSessionToken
    };
    mended(finding, Some(mend))
}
