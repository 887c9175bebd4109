//! The authenticator that AWS services share, with its checks in AWS's order.
//!
//! A refusal at one check says that the earlier ones passed, which is what a diagnosis may conclude from it.

use time::{Duration, OffsetDateTime, PrimitiveDateTime};

use super::authorization::{Authorization, DateHeader};
use super::keys::{self, AccessKey, Lifetime};
use super::reader::ReceivedRequest;
use super::refusal::Refusal;
use super::reply::HTTP_DATE;
use super::scope::{Credential, Expected};
use crate::model::{BodyDigest, SigningTime};
use crate::sigv4;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const WINDOW_MINUTES: i64 = 5;

/// Verifies requests for one region and service.
#[derive(Clone, Copy, Debug)]
pub struct Authenticator {
    /// What the credential scope must say.
    pub expected: Expected,
}

impl Authenticator {
    /// Reads the Authorization header: what AWS does before it looks at the route.
    pub fn authorization(request: &ReceivedRequest) -> Result<Authorization, Refusal> {
        let value = request.header("authorization").ok_or(Refusal::MissingToken)?;
        if has_query_algorithm(&request.target) {
            return Err(Refusal::TwoMethods);
        }
        let date = if request.header("x-amz-date").or(request.header("date")).is_some() {
            DateHeader::Present
        } else {
            DateHeader::Absent
        };
        Authorization::parse(value, date)
    }

    /// The key that signed the request, when everything about the signature is right at `now`.
    pub fn authenticate(
        &self,
        request: &ReceivedRequest,
        authorization: &Authorization,
        now: OffsetDateTime,
    ) -> Result<AccessKey, Refusal> {
        let signed_at = signing_time(request)?;
        within_window(signed_at, now)?;
        if !authorization.signed_headers.iter().any(|name| name == "host") {
            return Err(Refusal::HostNotSigned);
        }
        if authorization.algorithm != ALGORITHM {
            return Err(Refusal::UnsupportedAlgorithm {
                got: authorization.algorithm.clone(),
            });
        }
        let credential = Credential::parse(&authorization.credential)?;
        credential.check(self.expected, signed_at)?;
        let key = keys::find(&credential.access_key_id).ok_or(Refusal::UnknownKey)?;
        matching_signature(request, authorization, &credential, &key, signed_at)?;
        session_token(request, &key)?;
        Ok(key)
    }
}

fn has_query_algorithm(target: &str) -> bool {
    target
        .split_once('?')
        .is_some_and(|(_, query)| query.split('&').any(|pair| pair.starts_with("X-Amz-Algorithm=")))
}

/// `X-Amz-Date`, or else `Date` in either of its two spellings.
fn signing_time(request: &ReceivedRequest) -> Result<SigningTime, Refusal> {
    let (text, http_date) = if let Some(text) = request.header("x-amz-date") {
        (text, None)
    } else {
        let text = request.header("date").unwrap_or_default();
        (text, PrimitiveDateTime::parse(text, HTTP_DATE).ok())
    };
    http_date
        .map(|moment| SigningTime::new(moment.assume_utc()))
        .or_else(|| SigningTime::parse_amz_date(text))
        .ok_or_else(|| Refusal::MalformedDate { got: text.to_owned() })
}

fn within_window(signed_at: SigningTime, now: OffsetDateTime) -> Result<(), Refusal> {
    let window = Duration::minutes(WINDOW_MINUTES);
    let server = SigningTime::new(now);
    let earliest = SigningTime::new(server.moment().saturating_sub(window));
    let latest = SigningTime::new(server.moment().saturating_add(window));
    if signed_at < earliest {
        return Err(Refusal::Expired {
            signed: signed_at.amz_date(),
            limit: earliest.amz_date(),
            server: server.amz_date(),
            minutes: WINDOW_MINUTES,
        });
    }
    if signed_at > latest {
        return Err(Refusal::NotYetCurrent {
            signed: signed_at.amz_date(),
            limit: latest.amz_date(),
            server: server.amz_date(),
            minutes: WINDOW_MINUTES,
        });
    }
    Ok(())
}

/// Canonicalises what arrived and compares signatures. The payload hash is always that of the body received:
/// a wrong `X-Amz-Content-Sha256` shows as a difference in the last line.
fn matching_signature(
    request: &ReceivedRequest,
    authorization: &Authorization,
    credential: &Credential,
    key: &AccessKey,
    signed_at: SigningTime,
) -> Result<(), Refusal> {
    let canonical_request = sigv4::canonical_request_of(
        &request.method,
        &request.target,
        &request.headers,
        &authorization.signed_headers,
        &BodyDigest::of(&request.body).sha256,
    );
    let string_to_sign =
        sigv4::string_to_sign_of(&signed_at.amz_date(), &credential.scope(), &canonical_request);
    let expected = sigv4::signature_of(
        &key.secret,
        signed_at,
        &credential.region,
        &credential.service,
        &string_to_sign,
    );
    if expected == authorization.signature {
        Ok(())
    } else {
        Err(Refusal::SignatureMismatch {
            canonical_request,
            string_to_sign,
        })
    }
}

fn session_token(request: &ReceivedRequest, key: &AccessKey) -> Result<(), Refusal> {
    let given = request.header("x-amz-security-token");
    match (&key.lifetime, given) {
        (Lifetime::LongTerm, None) => Ok(()),
        (Lifetime::Session(token), Some(given)) if given == token.expose_for_signing() => Ok(()),
        (Lifetime::Ended(token), Some(given)) if given == token.expose_for_signing() => {
            Err(Refusal::ExpiredToken)
        }
        _ => Err(Refusal::UnknownKey),
    }
}
