//! The authenticator that AWS services share, with its checks in AWS's order.
//!
//! A refusal at one check says that the earlier ones passed, which is what a diagnosis may conclude from it.

use base64::Engine as _;
use sha2::{Digest as _, Sha256};
use time::{Duration, OffsetDateTime};

use super::keys::{AccessKey, Keys, Lifetime};
use super::reader::ReceivedRequest;
use super::refusal::{MissingParts, Refusal};
use super::scope::{self, Expected};
use super::signature;
use crate::model::{Secret, SigningTime};
use crate::sigv4::ALGORITHM;
use crate::sigv4::verify::{
    Authorization, AuthorizationError, Claim, Credential, NoClaim, Presigned, SignaturePlace, parse_date,
};

/// Verifies requests for one region and service.
#[derive(Clone, Copy, Debug)]
pub struct Authenticator {
    /// What the credential scope must say.
    pub expected: Expected,
    /// How far the signing time may be from the server's clock.
    pub window_minutes: i64,
    /// How long a presigned URL is good.
    pub presigned_life: PresignedLife,
}

/// How long a presigned URL is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PresignedLife {
    /// As long as `X-Amz-Expires` says.
    AsItSays,
    /// As long as a header: STS does not look at `X-Amz-Expires`.
    Window,
}

impl Authenticator {
    /// Reads what the request says of its signature: what AWS does before it looks at the route.
    pub fn claim(request: &ReceivedRequest) -> Result<Claim, Refusal> {
        let query = request.target.split_once('?').map_or("", |(_, query)| query);
        let presigned = Presigned::parse(query);
        match (request.header("authorization"), &presigned) {
            (None, None) => return Err(Refusal::MissingToken),
            (Some(_), Some(_)) => return Err(Refusal::TwoMethods),
            (Some(value), None) => complete_header(value, request)?,
            (None, Some(presigned)) => complete_query(presigned)?,
        }
        Claim::of(&request.to_verify()).map_err(|error| match error {
            NoClaim::Unsigned => Refusal::MissingToken,
            NoClaim::Unreadable(_) => Refusal::NoAlgorithm,
        })
    }

    /// The key that signed the request, when everything about the signature is right at `now`.
    pub fn authenticate(
        &self,
        request: &ReceivedRequest,
        claim: &Claim,
        keys: &Keys,
        now: OffsetDateTime,
    ) -> Result<AccessKey, Refusal> {
        let date = claim.date.as_deref().unwrap_or_default();
        let signed_at = parse_date(date).ok_or_else(|| Refusal::MalformedDate { got: date.to_owned() })?;
        self.within_window(claim, signed_at, now)?;
        if !signature::signed_names(claim).iter().any(|name| name == "host") {
            return Err(Refusal::HostNotSigned);
        }
        let algorithm = claim.algorithm.as_deref().unwrap_or_default();
        if algorithm != ALGORITHM {
            return Err(Refusal::UnsupportedAlgorithm {
                got: algorithm.to_owned(),
            });
        }
        let written = claim.credential.as_deref().unwrap_or_default();
        let credential = Credential::parse(written).ok_or_else(|| Refusal::MalformedCredential {
            got: written.to_owned(),
        })?;
        scope::check(&credential, self.expected, signed_at)?;
        let key = keys
            .find(&credential.access_key_id, now)
            .ok_or(Refusal::UnknownKey)?;
        matching_signature(request, claim, &key)?;
        session_token(claim, &key)?;
        Ok(key)
    }

    fn within_window(
        &self,
        claim: &Claim,
        signed_at: SigningTime,
        now: OffsetDateTime,
    ) -> Result<(), Refusal> {
        let window = Duration::minutes(self.window_minutes);
        let life = match (claim.place, self.presigned_life) {
            (SignaturePlace::Query, PresignedLife::AsItSays) => {
                let said = claim.expires_secs().filter(|secs| *secs > 0);
                said.map_or(window, Duration::seconds)
            }
            _ => window,
        };
        let server = SigningTime::new(now);
        let earliest = SigningTime::new(server.moment().saturating_sub(life));
        let latest = SigningTime::new(server.moment().saturating_add(window));
        if signed_at < earliest {
            return Err(Refusal::Expired {
                signed: signed_at.amz_date(),
                limit: earliest.amz_date(),
                server: server.amz_date(),
                minutes: life.whole_minutes(),
            });
        }
        if signed_at > latest {
            return Err(Refusal::NotYetCurrent {
                signed: signed_at.amz_date(),
                limit: latest.amz_date(),
                server: server.amz_date(),
                minutes: self.window_minutes,
            });
        }
        Ok(())
    }
}

/// Missing parts and a missing date are refused in one message.
fn complete_header(value: &str, request: &ReceivedRequest) -> Result<(), Refusal> {
    let authorization = Authorization::parse(value).map_err(|error| match error {
        AuthorizationError::NoAlgorithm { .. } => Refusal::NoAlgorithm,
        AuthorizationError::NotKeyValue { .. } => Refusal::NotKeyValue { hash: hashed(value) },
    })?;
    let missing = MissingParts {
        parts: authorization.missing(),
        date: request.header("x-amz-date").or(request.header("date")).is_none(),
    };
    if missing.is_empty() {
        return Ok(());
    }
    Err(Refusal::Incomplete {
        missing,
        hash: hashed(value),
    })
}

fn complete_query(presigned: &Presigned) -> Result<(), Refusal> {
    let missing = presigned.missing();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(Refusal::MissingParameters { names: missing })
    }
}

/// AWS no longer repeats the header it could not read: it gives this hash instead.
fn hashed(value: &str) -> String {
    base64::engine::general_purpose::STANDARD.encode(Sha256::digest(value.trim().as_bytes()))
}

/// Canonicalises what arrived and compares signatures. The payload hash is always that of the body received:
/// a wrong `X-Amz-Content-Sha256` shows as a difference in the last line.
fn matching_signature(request: &ReceivedRequest, claim: &Claim, key: &AccessKey) -> Result<(), Refusal> {
    signature::check_with_body_hash(&request.to_verify(), claim, key).map_err(|rebuilt| {
        Refusal::SignatureMismatch {
            canonical_request: rebuilt.canonical_request,
            string_to_sign: rebuilt.string_to_sign,
        }
    })
}

fn session_token(claim: &Claim, key: &AccessKey) -> Result<(), Refusal> {
    match TokenCheck::of(claim.session_token.as_ref(), key) {
        TokenCheck::Right => Ok(()),
        TokenCheck::Ended => Err(Refusal::ExpiredToken),
        TokenCheck::Wrong => Err(Refusal::UnknownKey),
    }
}

/// How a session token goes with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenCheck {
    /// It is the key's, or the key needs none and there is none.
    Right,
    /// It was the key's, and the session is over.
    Ended,
    /// It is missing, another one, or one too many.
    Wrong,
}

impl TokenCheck {
    /// Compares the token given with the one of the key.
    pub fn of(given: Option<&Secret>, key: &AccessKey) -> Self {
        match (&key.lifetime, given) {
            (Lifetime::LongTerm, None) => Self::Right,
            (Lifetime::Session(token), Some(given)) if given == token => Self::Right,
            (Lifetime::Ended(token), Some(given)) if given == token => Self::Ended,
            _ => Self::Wrong,
        }
    }
}
