//! The call into `aws-sigv4`: the one place that names its signing functions and guards against its panics.

use std::time::SystemTime;

use aws_credential_types::Credentials as CrateCredentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings,
    UriPathNormalizationMode, sign,
};
use aws_smithy_runtime_api::client::identity::Identity;

use super::canonical_path::canonical_path;
use super::canonical_query::canonical_query;
use super::error::SignError;
use super::headers::SET_BY_SIGNING;
use super::rules::{Normalisation, PathEncoding, ServiceRules};
use crate::model::{SigningPlan, WireHeader, WireRequest};

/// `http::Uri` reads at most 65,534 bytes, and `aws-sigv4` panics when a canonical query is longer.
const LONGEST_TARGET: usize = 65_000;

/// `http::HeaderMap` panics above 24,576 entries.
const MOST_HEADERS: usize = 16_000;

/// What `aws-sigv4` returned.
pub(super) struct ByCrate {
    pub signature: String,
    pub authorization: String,
}

/// Refuses what would make the crates below panic.
pub(super) fn guard_crate_limits(unsigned: &WireRequest, header_count: usize) -> Result<(), SignError> {
    let query = unsigned.query().map_or(0, |query| canonical_query(&query).len());
    let authority = unsigned.endpoint.authority().len();
    let path = canonical_path(&unsigned.path(), &ServiceRules::DEFAULT).len();
    let bytes = authority + path.max(unsigned.target.len()) + query;
    if bytes > LONGEST_TARGET {
        return Err(SignError::TargetTooLong {
            bytes,
            limit: LONGEST_TARGET,
        });
    }
    if header_count > MOST_HEADERS {
        return Err(SignError::TooManyHeaders {
            count: header_count,
            limit: MOST_HEADERS,
        });
    }
    Ok(())
}

/// Signs with `aws-sigv4`, which is told every header to sign and excludes none by itself.
pub(super) fn sign_by_crate<Kind>(
    unsigned: &WireRequest,
    lines: &[WireHeader],
    payload_hash: &str,
    plan: &SigningPlan<Kind>,
    rules: ServiceRules,
) -> Result<ByCrate, SignError> {
    let identity = Identity::from(CrateCredentials::new(
        plan.credentials.access_key_id.clone(),
        plan.credentials.secret_access_key.expose_for_signing(),
        plan.credentials
            .session_token
            .as_ref()
            .map(|token| token.expose_for_signing().to_owned()),
        None,
        "countersign",
    ));
    let params = aws_sigv4::sign::v4::SigningParams::builder()
        .identity(&identity)
        .region(&plan.region.value)
        .name(&plan.service.value)
        .time(SystemTime::from(plan.time.moment()))
        .settings(settings(rules))
        .build()
        .map_err(|error| refused(&error))?
        .into();
    // Date and token are inserted by the crate itself.
    let headers = lines
        .iter()
        .filter(|line| !SET_BY_SIGNING.contains(&line.name.as_str()))
        .map(|line| (line.name.as_str(), line.value.as_str()));
    let request = SignableRequest::new(
        unsigned.method.as_str(),
        uri_for_crate(unsigned, rules),
        headers,
        SignableBody::Precomputed(payload_hash.to_owned()),
    )
    .map_err(|error| refused(&error))?;
    let (instructions, signature) = sign(request, &params)
        .map_err(|error| refused(&error))?
        .into_parts();
    let authorization = instructions
        .headers()
        .find(|(name, _)| *name == "authorization")
        .map(|(_, value)| value.to_owned())
        .unwrap_or_default();
    Ok(ByCrate {
        signature,
        authorization,
    })
}

fn settings(rules: ServiceRules) -> SigningSettings {
    let mut settings = SigningSettings::default();
    settings.percent_encoding_mode = match rules.path_encoding {
        PathEncoding::Double => PercentEncodingMode::Double,
        PathEncoding::Single => PercentEncodingMode::Single,
    };
    settings.uri_path_normalization_mode = match rules.normalisation {
        Normalisation::On => UriPathNormalizationMode::Enabled,
        Normalisation::Off => UriPathNormalizationMode::Disabled,
    };
    // The header is among the lines given, when the service wants it.
    settings.payload_checksum_kind = PayloadChecksumKind::NoHeader;
    settings.excluded_headers = None;
    settings
}

/// The URI as the crate must see it: as sent, except that the crate takes the path of the S3 family as it
/// is, so that one is given in S3's spelling.
fn uri_for_crate(unsigned: &WireRequest, rules: ServiceRules) -> String {
    let origin = format!(
        "{}://{}",
        unsigned.endpoint.scheme.as_str(),
        unsigned.endpoint.authority()
    );
    match rules.path_encoding {
        PathEncoding::Double => format!("{origin}{}", unsigned.target.as_str()),
        PathEncoding::Single => {
            let path = canonical_path(&unsigned.path(), &rules);
            let query = unsigned
                .query()
                .map_or_else(String::new, |query| format!("?{}", query.as_str()));
            format!("{origin}{}{query}", path.as_str())
        }
    }
}

/// The error with its causes in one line.
fn refused(error: &dyn std::error::Error) -> SignError {
    let mut reason = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        reason.push_str(": ");
        reason.push_str(&cause.to_string());
        source = cause.source();
    }
    SignError::Refused { reason }
}
