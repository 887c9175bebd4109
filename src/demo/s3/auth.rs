//! The front door of S3: its own order of checks, for the header form and the query form.

use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{Duration, OffsetDateTime};

use super::error::S3Error;
use super::scope;
use crate::demo::authenticator::TokenCheck;
use crate::demo::keys::{AccessKey, Keys};
use crate::demo::reader::ReceivedRequest;
use crate::demo::signature;
use crate::model::{BodyDigest, SigningTime};
use crate::sigv4::ALGORITHM;
use crate::sigv4::verify::{Claim, Credential, NoClaim, Presigned, parse_date};

const WINDOW: Duration = Duration::minutes(15);
const MOST_EXPIRES_SECS: i64 = 604_800;

const ISO: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");

/// The key that signed the request, when everything about the signature is right at `now`.
pub fn authenticate(
    request: &ReceivedRequest,
    keys: &Keys,
    now: OffsetDateTime,
) -> Result<AccessKey, S3Error> {
    let query = request.target.split_once('?').map_or("", |(_, query)| query);
    let presigned = Presigned::parse(query);
    let (claim, credential) = match (request.header("authorization"), &presigned) {
        (None, None) => return Err(S3Error::Unsigned),
        (Some(authorization), Some(_)) => {
            return Err(S3Error::TwoMethods {
                authorization: authorization.to_owned(),
            });
        }
        (Some(authorization), None) => header_form(request, authorization, now)?,
        (None, Some(presigned)) => query_form(request, presigned, now)?,
    };
    headers_signed(request, &claim)?;
    let key = known_key(&claim, &credential, keys, now)?;
    signature::check(&request.to_verify(), &claim, &key).map_err(|rebuilt| S3Error::SignatureMismatch {
        key_id: credential.access_key_id.clone(),
        signature: claim.signature.clone().unwrap_or_default(),
        rebuilt,
    })?;
    let said = request
        .header("x-amz-content-sha256")
        .map(str::to_owned)
        .or(presigned.and_then(|presigned| presigned.content_sha256));
    body_hash(request, said.as_deref())?;
    Ok(key)
}

fn header_form(
    request: &ReceivedRequest,
    authorization: &str,
    now: OffsetDateTime,
) -> Result<(Claim, Credential), S3Error> {
    let claim = Claim::of(&request.to_verify()).map_err(|error| match error {
        NoClaim::Unsigned => S3Error::Unsigned,
        NoClaim::Unreadable(_) => unreadable(authorization),
    })?;
    if claim.algorithm.as_deref() != Some(ALGORITHM) {
        return Err(unreadable(authorization));
    }
    let missing = [
        ("Credential", &claim.credential),
        ("SignedHeaders", &claim.signed_headers),
        ("Signature", &claim.signature),
    ]
    .into_iter()
    .find(|(_, value)| value.is_none());
    if let Some((part, _)) = missing {
        return Err(match authorization.split(',').count() {
            3 => S3Error::HeaderPartMissing(part),
            _ => S3Error::HeaderParts,
        });
    }
    let signed_at = claim
        .date
        .as_deref()
        .and_then(parse_date)
        .ok_or(S3Error::DateMissing)?;
    let credential = scope::check(claim.credential.as_deref().unwrap_or_default(), Some(signed_at))
        .map_err(S3Error::HeaderScope)?;
    let server = SigningTime::new(now);
    if (server.moment() - signed_at.moment()).abs() > WINDOW {
        return Err(S3Error::TimeTooSkewed {
            request_time: claim.date.unwrap_or_default(),
            server_time: iso(server),
        });
    }
    match request.header("x-amz-content-sha256") {
        None => return Err(S3Error::ContentSha256Missing),
        Some(value) => valid_sha256(value)?,
    }
    Ok((claim, credential))
}

/// What is no header of Signature Version 4.
fn unreadable(authorization: &str) -> S3Error {
    let scheme = authorization.split(' ').next().unwrap_or_default();
    match scheme {
        ALGORITHM => S3Error::HeaderParts,
        _ if scheme.starts_with("AWS") => S3Error::OtherMechanism,
        _ => S3Error::OtherScheme {
            authorization: authorization.to_owned(),
        },
    }
}

fn query_form(
    request: &ReceivedRequest,
    presigned: &Presigned,
    now: OffsetDateTime,
) -> Result<(Claim, Credential), S3Error> {
    let (true, Some(expires)) = (presigned.missing().is_empty(), &presigned.expires) else {
        return Err(S3Error::QueryParts);
    };
    if presigned.algorithm.as_deref() != Some(ALGORITHM) {
        return Err(S3Error::QueryAlgorithm);
    }
    let claim = Claim::of(&request.to_verify()).map_err(|_| S3Error::QueryParts)?;
    let signed_at = claim
        .date
        .as_deref()
        .and_then(SigningTime::parse_amz_date)
        .ok_or(S3Error::QueryDate)?;
    let credential = scope::check(claim.credential.as_deref().unwrap_or_default(), Some(signed_at))
        .map_err(S3Error::QueryScope)?;
    let secs: i64 = expires.parse().map_err(|_| S3Error::ExpiresNoNumber)?;
    match secs {
        ..0 => return Err(S3Error::ExpiresNegative),
        0..=MOST_EXPIRES_SECS => {}
        _ => return Err(S3Error::ExpiresTooLong),
    }
    let server = SigningTime::new(now);
    if signed_at.moment() > server.moment().saturating_add(WINDOW) {
        return Err(S3Error::NotValidYet);
    }
    let end = SigningTime::new(signed_at.moment().saturating_add(Duration::seconds(secs)));
    if server > end {
        return Err(S3Error::Expired {
            secs: expires.clone(),
            expires: iso(end),
            server_time: iso(server),
        });
    }
    Ok((claim, credential))
}

fn iso(time: SigningTime) -> String {
    time.moment().format(ISO).unwrap_or_default()
}

/// `host` and every `x-amz-*` header that was sent have to be signed.
fn headers_signed(request: &ReceivedRequest, claim: &Claim) -> Result<(), S3Error> {
    let signed = signature::signed_names(claim);
    let mut names: Vec<&str> = request
        .headers
        .iter()
        .map(|(name, _)| name.as_str())
        .filter(|name| *name == "host" || name.starts_with("x-amz-"))
        .filter(|name| !signed.iter().any(|signed| signed == name))
        .collect();
    names.dedup();
    if names.is_empty() {
        return Ok(());
    }
    Err(S3Error::HeadersNotSigned {
        names: names.join(", "),
    })
}

fn known_key(
    claim: &Claim,
    credential: &Credential,
    keys: &Keys,
    now: OffsetDateTime,
) -> Result<AccessKey, S3Error> {
    let unknown = || S3Error::UnknownKey {
        key_id: credential.access_key_id.clone(),
    };
    let key = keys.find(&credential.access_key_id, now).ok_or_else(unknown)?;
    match TokenCheck::of(claim.session_token.as_ref(), &key) {
        TokenCheck::Right => Ok(key),
        TokenCheck::Ended => Err(S3Error::ExpiredToken),
        TokenCheck::Wrong if claim.session_token.is_none() => Err(unknown()),
        TokenCheck::Wrong => Err(S3Error::InvalidToken),
    }
}

/// Chunked uploads with a signature per chunk are not part of the demo.
fn valid_sha256(value: &str) -> Result<(), S3Error> {
    if value == "UNSIGNED-PAYLOAD" || is_sha256(value) {
        return Ok(());
    }
    if value.starts_with("STREAMING-") {
        return Err(S3Error::NotImplemented);
    }
    Err(S3Error::ContentSha256Invalid {
        value: value.to_owned(),
    })
}

fn is_sha256(value: &str) -> bool {
    value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn body_hash(request: &ReceivedRequest, said: Option<&str>) -> Result<(), S3Error> {
    let Some(client) = said.filter(|said| is_sha256(said)) else {
        return Ok(());
    };
    let computed = BodyDigest::of(&request.body).sha256;
    if client.eq_ignore_ascii_case(&computed) {
        return Ok(());
    }
    Err(S3Error::ContentSha256Mismatch {
        client: client.to_owned(),
        computed,
    })
}
