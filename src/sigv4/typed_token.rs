//! A session token that is typed where signing would put it, while its own field is empty: a header row, or a parameter
//! of a URL that is to be presigned.

use super::credential_shapes::without_blanks;
use super::error::SignError;
use super::plan::unusable_in_header;
use super::presign::is_presigned;
use crate::model::{Credentials, Note, Origin, Secret, SignatureLocation, SigningPlan, Traced, WireRequest};
use crate::resolve::percent::decode;

const HEADER: &str = "x-amz-security-token";
const PARAMETER: &str = "X-Amz-Security-Token";

/// Rule of the note that says so.
pub const SESSION_TOKEN_TYPED: &str = "session-token-typed";

/// The token with the place that it was typed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TypedToken {
    /// The token itself.
    pub value: Traced,
    place: TokenPlace,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TokenPlace {
    Header,
    Parameter,
}

/// The typed token, when there is one and no other. The one of an older signature belongs to another key.
pub(super) fn typed_token<Kind>(
    unsigned: &WireRequest,
    plan: &SigningPlan<Kind>,
) -> Result<Option<TypedToken>, SignError> {
    let Some(typed) = find(unsigned, plan) else {
        return Ok(None);
    };
    // As the field is cleaned.
    let mut value = Traced::default();
    for (ch, origin) in typed.value.chars() {
        if !without_blanks(ch.encode_utf8(&mut [0; 4])).is_empty() {
            value.push_joined(ch.encode_utf8(&mut [0; 4]), origin);
        }
    }
    match unusable_in_header(value.as_str()) {
        Some(found) => Err(SignError::SessionTokenUnusable { found }),
        None if value.is_empty() => Ok(None),
        None => Ok(Some(TypedToken { value, ..typed })),
    }
}

fn find<Kind>(unsigned: &WireRequest, plan: &SigningPlan<Kind>) -> Option<TypedToken> {
    if plan.credentials.session_token.is_some() {
        return None;
    }
    let in_header = unsigned.header(HEADER).filter(|line| !line.value.is_empty());
    if let Some(line) = in_header {
        return Some(TypedToken {
            value: line.value.clone(),
            place: TokenPlace::Header,
        });
    }
    if plan.options.location == SignatureLocation::Header || is_presigned(&unsigned.target) {
        return None;
    }
    Some(TypedToken {
        value: parameter(&unsigned.target)?,
        place: TokenPlace::Parameter,
    })
}

/// The decoded value of the parameter.
fn parameter(target: &Traced) -> Option<Traced> {
    let (_, query) = target.split_once('?')?;
    let mut at = 0;
    for piece in query.as_str().split('&') {
        let end = at + piece.len();
        if let Some((name, value)) = piece.split_once('=')
            && name.eq_ignore_ascii_case(PARAMETER)
            && !value.is_empty()
        {
            let chars: Vec<(char, Origin)> = query.slice(end - value.len()..end).chars().collect();
            let decoded = decode(&chars);
            let bytes = decoded.iter().map(|(byte, _)| *byte).collect();
            let origin = decoded.first().map(|(_, origin)| origin.clone())?;
            return Some(Traced::new(&String::from_utf8(bytes).ok()?, origin));
        }
        at = end + 1;
    }
    None
}

impl TypedToken {
    /// The plan with this token among its credentials.
    pub(super) fn planned<Kind>(&self, plan: &SigningPlan<Kind>) -> SigningPlan<Kind> {
        let credentials = &plan.credentials;
        // A plan without a token remarks on that.
        let mut notes: Vec<Note> = plan
            .notes
            .iter()
            .filter(|note| note.rule != "session-token-missing")
            .cloned()
            .collect();
        notes.push(self.note());
        SigningPlan {
            credentials: Credentials::new(
                credentials.access_key_id.clone(),
                credentials.secret_access_key.clone(),
                Some(Secret::new(self.value.as_str())),
            ),
            region: plan.region.clone(),
            service: plan.service.clone(),
            time: plan.time,
            options: plan.options.clone(),
            notes,
        }
    }

    fn note(&self) -> Note {
        match self.place {
            TokenPlace::Header => Note::new(
                SESSION_TOKEN_TYPED,
                "The x-amz-security-token row is taken as the session token: it is sent and signed",
            )
            .about_headers(HEADER),
            TokenPlace::Parameter => Note::new(
                SESSION_TOKEN_TYPED,
                "The X-Amz-Security-Token of the URL is taken as the session token: it is sent and signed",
            ),
        }
    }
}

/// The session token that a request types in a header row, for what must be known before it is signed.
pub fn types_session_token<'a>(mut names: impl Iterator<Item = (&'a str, &'a str)>) -> bool {
    names.any(|(name, value)| name.trim().eq_ignore_ascii_case(HEADER) && !value.trim().is_empty())
}
