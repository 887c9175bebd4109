//! The checks that need no secret, in the order in which AWS makes them. All are made, so that one reading
//! names everything there is to mend.

use time::Duration;

use super::claim::{Claim, NoClaim, SignaturePlace};
use super::credential::Credential;
use super::fault::Fault;
use super::header_checks;
use super::presigned::Presigned;
use super::scope_of_host;
use crate::model::{BodyDigest, ReceivedBody, ReceivedRequest, SigningTime};
use crate::sigv4::rules::{ContentSha256, PathEncoding, ServiceRules};
use crate::sigv4::string_to_sign::TERMINATOR;

/// A week, the longest life of a presigned URL.
const MOST_EXPIRES_SECS: i64 = 604_800;

/// Every fault that `request` is seen to have at the moment `now`.
pub fn faults(request: &ReceivedRequest, now: SigningTime) -> Vec<Fault> {
    let mut found = two_methods(request);
    let claim = match Claim::of(request) {
        Ok(claim) => claim,
        Err(NoClaim::Unsigned) => return vec![Fault::NotSigned],
        Err(NoClaim::Unreadable(error)) => {
            found.push(Fault::OtherScheme(error));
            return found;
        }
    };
    let credential = claim.parsed_credential();
    found.extend(missing_parts(&claim));
    found.extend(algorithm(&claim));
    found.extend(region_set(&claim, request));
    found.extend(date(&claim));
    found.extend(scope(&claim, credential.as_ref()));
    found.extend(scope_of_host::check(request, credential.as_ref()));
    found.extend(validity(&claim, credential.as_ref(), now));
    found.extend(header_checks::list(&claim));
    found.extend(header_checks::lines(&claim, request, credential.as_ref()));
    found.extend(signature(&claim));
    found.extend(token(&claim, credential.as_ref()));
    found.extend(content_sha256(&claim, request, credential.as_ref()));
    found
}

fn two_methods(request: &ReceivedRequest) -> Vec<Fault> {
    let mut found = Vec::new();
    let presigned = request.query().and_then(Presigned::parse);
    let count = request.values("authorization").count();
    if presigned.is_some() && count > 0 {
        found.push(Fault::TwoAuthMethods);
    }
    if count > 1 {
        found.push(Fault::AuthorizationRepeated { count });
    }
    let repeated = presigned.map(|presigned| presigned.repeated).unwrap_or_default();
    found.extend(repeated.into_iter().map(|name| Fault::ParameterRepeated { name }));
    found
}

fn missing_parts(claim: &Claim) -> Vec<Fault> {
    let header = claim.place == SignaturePlace::Header;
    let name = |short: &'static str, long: &'static str| if header { short } else { long };
    let mut found: Vec<Fault> = [
        (name("algorithm", "X-Amz-Algorithm"), &claim.algorithm),
        (name("Credential", "X-Amz-Credential"), &claim.credential),
        (
            name("SignedHeaders", "X-Amz-SignedHeaders"),
            &claim.signed_headers,
        ),
        (name("Signature", "X-Amz-Signature"), &claim.signature),
    ]
    .into_iter()
    .filter(|(_, value)| value.is_none())
    .map(|(part, _)| Fault::PartMissing {
        part,
        place: claim.place,
    })
    .collect();
    if claim.date.is_none() {
        found.push(if header {
            Fault::DateMissing
        } else {
            Fault::PartMissing {
                part: "X-Amz-Date",
                place: claim.place,
            }
        });
    }
    found
}

fn algorithm(claim: &Claim) -> Option<Fault> {
    let algorithm = claim.algorithm.as_ref()?;
    (!claim.is_v4() && !claim.is_v4a()).then(|| Fault::UnknownAlgorithm {
        algorithm: algorithm.clone(),
    })
}

/// Signature Version 4a names its regions in a header or parameter of its own.
fn region_set(claim: &Claim, request: &ReceivedRequest) -> Option<Fault> {
    let named = match claim.place {
        SignaturePlace::Header => request.header("x-amz-region-set").is_some(),
        SignaturePlace::Query => request.query().is_some_and(|query| {
            query
                .split('&')
                .any(|piece| piece.starts_with("X-Amz-Region-Set="))
        }),
    };
    (claim.is_v4a() && !named).then_some(Fault::PartMissing {
        part: "X-Amz-Region-Set",
        place: claim.place,
    })
}

fn date(claim: &Claim) -> Option<Fault> {
    let date = claim.date.as_ref()?;
    claim
        .time()
        .is_none()
        .then(|| Fault::DateMalformed { date: date.clone() })
}

fn scope(claim: &Claim, credential: Option<&Credential>) -> Vec<Fault> {
    let Some(text) = &claim.credential else {
        return Vec::new();
    };
    let Some(credential) = credential else {
        return vec![Fault::CredentialMalformed {
            credential: text.clone(),
            form: if claim.is_v4a() {
                "key ID/date/service/aws4_request"
            } else {
                "key ID/date/region/service/aws4_request"
            },
        }];
    };
    let mut found: Vec<Fault> = [
        ("region", credential.region.is_empty() && !claim.is_v4a()),
        ("service", credential.service.is_empty()),
    ]
    .into_iter()
    .filter(|(_, empty)| *empty)
    .map(|(part, _)| Fault::ScopePartEmpty { part })
    .collect();
    if credential.terminator != TERMINATOR {
        found.push(Fault::WrongTerminator {
            terminator: credential.terminator.clone(),
        });
    }
    found.extend(scope_date(claim, credential));
    found
}

fn scope_date(claim: &Claim, credential: &Credential) -> Option<Fault> {
    if SigningTime::parse_amz_date(&format!("{}T000000Z", credential.date)).is_none() {
        return Some(Fault::ScopeDateMalformed {
            date: credential.date.clone(),
        });
    }
    let time = claim.time()?;
    (time.scope_date() != credential.date).then(|| Fault::ScopeDateMismatch {
        scope_date: credential.date.clone(),
        signed_at: time.amz_date(),
    })
}

/// How far a service lets the signing time be from its own clock: API Gateway and most others 5 minutes; S3,
/// STS and `DynamoDB` 15, as their replies say.
fn window(service: &str) -> Duration {
    if is_s3(service) || matches!(service, "sts" | "dynamodb") {
        Duration::minutes(15)
    } else {
        Duration::minutes(5)
    }
}

fn is_s3(service: &str) -> bool {
    ServiceRules::of(service).path_encoding == PathEncoding::Single
}

/// First and last moment at which the service of the scope takes the signature, when they can be read.
pub fn valid_between(claim: &Claim) -> Option<(SigningTime, SigningTime)> {
    let signed_at = claim.time()?;
    let service = claim.parsed_credential()?.service;
    let window = window(&service);
    // STS does not look at X-Amz-Expires: <https://github.com/aws/aws-sdk-go/issues/2167>.
    let life = claim
        .expires_secs()
        .filter(|secs| (1..=MOST_EXPIRES_SECS).contains(secs) && service != "sts")
        .map_or(window, Duration::seconds);
    let shifted = |by: Duration| SigningTime::new(signed_at.moment().saturating_add(by));
    Some((shifted(-window), shifted(life)))
}

fn validity(claim: &Claim, credential: Option<&Credential>, now: SigningTime) -> Vec<Fault> {
    let service = credential.map_or("", |credential| credential.service.as_str());
    let mut found = Vec::new();
    if claim.place == SignaturePlace::Query {
        found.extend(expires(claim, service));
    }
    let (Some(signed_at), Some((from, until))) = (claim.time(), valid_between(claim)) else {
        return found;
    };
    if now > until {
        found.push(Fault::Expired {
            signed_at: signed_at.amz_date(),
            until: until.amz_date(),
            now: now.amz_date(),
        });
    } else if now < from {
        found.push(Fault::NotYetValid {
            signed_at: signed_at.amz_date(),
            from: from.amz_date(),
            now: now.amz_date(),
        });
    }
    found
}

fn expires(claim: &Claim, service: &str) -> Option<Fault> {
    let Some(expires) = &claim.expires else {
        return is_s3(service).then_some(Fault::ExpiresMissing);
    };
    let digits = expires.bytes().all(|byte| byte.is_ascii_digit());
    let right = claim
        .expires_secs()
        .is_some_and(|secs| digits && (1..=MOST_EXPIRES_SECS).contains(&secs));
    (!right).then(|| Fault::ExpiresOutOfRange {
        expires: expires.clone(),
    })
}

fn signature(claim: &Claim) -> Option<Fault> {
    let signature = claim.signature.as_ref()?;
    let hex = |text: &str| text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let (right, expected) = if claim.is_v4a() {
        (
            hex(signature) && signature.len().is_multiple_of(2),
            "hex digits in small letters",
        )
    } else {
        (
            hex(signature) && signature.len() == 64,
            "64 hex digits in small letters",
        )
    };
    (!right).then(|| Fault::SignatureMalformed {
        signature: signature.clone(),
        expected,
    })
}

fn token(claim: &Claim, credential: Option<&Credential>) -> Option<Fault> {
    let credential = credential?;
    let access_key_id = credential.access_key_id.clone();
    match &claim.session_token {
        None if credential.is_temporary() => Some(Fault::TokenMissing { access_key_id }),
        Some(_) if credential.is_long_term() => Some(Fault::TokenUnexpected { access_key_id }),
        _ => None,
    }
}

fn content_sha256(
    claim: &Claim,
    request: &ReceivedRequest,
    credential: Option<&Credential>,
) -> Option<Fault> {
    let service = credential.map_or("", |credential| credential.service.as_str());
    let Some(claimed) = request.header("x-amz-content-sha256") else {
        let required = ServiceRules::of(service).content_sha256 != ContentSha256::NotNeeded && is_s3(service);
        return (required && claim.place == SignaturePlace::Header).then(|| Fault::ContentSha256Missing {
            service: service.to_owned(),
        });
    };
    let is_hash = claimed.len() == 64 && claimed.bytes().all(|byte| byte.is_ascii_hexdigit());
    let computed = match &request.body {
        ReceivedBody::Known(bytes) => BodyDigest::of(bytes).sha256,
        ReceivedBody::Hash(hash) => hash.clone(),
        ReceivedBody::Unknown => return None,
    };
    (is_hash && !claimed.eq_ignore_ascii_case(&computed)).then(|| Fault::ContentSha256Mismatch {
        claimed: claimed.to_owned(),
        computed,
    })
}

#[cfg(test)]
mod tests;
