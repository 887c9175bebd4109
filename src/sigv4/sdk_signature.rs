//! The call into `aws-sigv4`: the one place that names its signing functions and guards against its panics.

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials as CrateCredentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SessionTokenMode, SignableBody, SignableRequest,
    SignatureLocation, SigningParams, SigningSettings, UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::{v4, v4a};
use aws_smithy_runtime_api::client::identity::Identity;

use super::applied::{Applied, Location, Version};
use super::canonical::folded;
use super::canonical_path::canonical_path;
use super::error::SignError;
use super::rules::{Normalisation, PathEncoding, ServiceRules, TokenName, TokenRule};
use crate::model::{CanonicalSections, SigningPlan, Traced, WireHeader, WireRequest};

/// `http::Uri` reads at most 65,534 bytes, and `aws-sigv4` panics when a canonical query is longer.
const LONGEST_TARGET: usize = 65_000;

/// `http::HeaderMap` panics above 24,576 entries.
const MOST_HEADERS: usize = 16_000;

/// What `aws-sigv4` puts into the canonical headers by itself, in the header form.
const INSERTED_BY_CRATE: [&str; 4] = [
    "x-amz-date",
    "x-amz-security-token",
    "x-amz-s3session-token",
    "x-amz-region-set",
];

/// What `aws-sigv4` returned.
pub(super) struct SdkSignature {
    pub signature: String,
    /// Empty in the query form.
    pub authorization: String,
    /// Name and value of what belongs into the query; empty in the header form.
    pub parameters: Vec<(&'static str, String)>,
}

/// What is to be signed.
pub(super) struct ToSign<'a> {
    pub wire: &'a WireRequest,
    /// Path and query without any signature.
    pub target: &'a Traced,
    /// Every line to be signed, those of signing included.
    pub lines: &'a [Cow<'a, WireHeader>],
    /// Their names, sorted, each once.
    pub names: &'a [String],
    pub payload_hash: &'a str,
    pub applied: &'a Applied,
}

/// Refuses what would make the crates below panic. `grows_by` is what the target gains after signing.
pub(super) fn guard_crate_limits(
    to_sign: &ToSign<'_>,
    sections: &CanonicalSections,
    grows_by: usize,
) -> Result<(), SignError> {
    let authority = to_sign.wire.endpoint.authority().len();
    let path = sections.path.len().max(to_sign.target.len());
    let bytes = authority + path + sections.query.len() + grows_by;
    if bytes > LONGEST_TARGET {
        return Err(SignError::TargetTooLong {
            bytes,
            limit: LONGEST_TARGET,
        });
    }
    let count = to_sign.lines.len();
    if count > MOST_HEADERS {
        return Err(SignError::TooManyHeaders {
            count,
            limit: MOST_HEADERS,
        });
    }
    Ok(())
}

/// Signs with `aws-sigv4`, which is told every header to sign and excludes none by itself.
pub(super) fn sign_by_sdk<Kind>(
    to_sign: &ToSign<'_>,
    plan: &SigningPlan<Kind>,
) -> Result<SdkSignature, SignError> {
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
    let params = params(plan, to_sign, &identity)?;
    // The crate folds spaces and no tabs.
    let folded: Vec<(&str, Cow<'_, str>)> = to_sign
        .lines
        .iter()
        .filter(|line| !is_inserted_by_crate(line.name.as_str(), to_sign.applied))
        .map(|line| (line.name.as_str(), without_tabs(&line.value)))
        .collect();
    let headers = folded.iter().map(|(name, value)| (*name, value.as_ref()));
    let request = SignableRequest::new(
        to_sign.wire.method.as_str(),
        uri_for_crate(to_sign.wire, to_sign.target, &to_sign.applied.rules),
        headers,
        SignableBody::Precomputed(to_sign.payload_hash.to_owned()),
    )
    .map_err(|error| refused(&error))?;
    let (instructions, signature) = sign(request, &params)
        .map_err(|error| refused(&error))?
        .into_parts();
    let (headers, parameters) = instructions.into_parts();
    let authorization = headers
        .iter()
        .find(|header| header.name() == "authorization")
        .map(|header| header.value().to_owned())
        .unwrap_or_default();
    Ok(SdkSignature {
        signature,
        authorization,
        parameters: parameters
            .into_iter()
            .map(|(name, value)| (name, value.into_owned()))
            .collect(),
    })
}

fn without_tabs(value: &Traced) -> Cow<'_, str> {
    if value.as_str().contains('\t') {
        Cow::Owned(folded(value).as_str().to_owned())
    } else {
        Cow::Borrowed(value.as_str())
    }
}

/// In the header form these lines come from the crate; in the query form it adds none.
fn is_inserted_by_crate(name: &str, applied: &Applied) -> bool {
    let region_set_too = applied.version == Version::V4a || name != "x-amz-region-set";
    applied.location == Location::Header && INSERTED_BY_CRATE.contains(&name) && region_set_too
}

fn params<'a, Kind>(
    plan: &'a SigningPlan<Kind>,
    to_sign: &ToSign<'_>,
    identity: &'a Identity,
) -> Result<SigningParams<'a>, SignError> {
    let settings = settings(to_sign);
    let time = SystemTime::from(plan.time.moment());
    Ok(match to_sign.applied.version {
        Version::V4 => v4::SigningParams::builder()
            .identity(identity)
            .region(&plan.region.value)
            .name(&plan.service.value)
            .time(time)
            .settings(settings)
            .build()
            .map_err(|error| refused(&error))?
            .into(),
        Version::V4a => v4a::SigningParams::builder()
            .identity(identity)
            .region_set(&plan.region.value)
            .name(&plan.service.value)
            .time(time)
            .settings(settings)
            .build()
            .map_err(|error| refused(&error))?
            .into(),
    })
}

fn settings(to_sign: &ToSign<'_>) -> SigningSettings {
    let Applied {
        rules,
        token,
        location,
        ..
    } = to_sign.applied;
    let mut settings = SigningSettings::default();
    (
        settings.percent_encoding_mode,
        settings.uri_path_normalization_mode,
    ) = match (rules.path_encoding, rules.normalisation) {
        (PathEncoding::Double, Normalisation::On) => {
            (PercentEncodingMode::Double, UriPathNormalizationMode::Enabled)
        }
        (PathEncoding::Double, Normalisation::Off) => {
            (PercentEncodingMode::Double, UriPathNormalizationMode::Disabled)
        }
        // The path is given as it is to be signed.
        (PathEncoding::Single, _) => (PercentEncodingMode::Single, UriPathNormalizationMode::Disabled),
    };
    match location {
        Location::Header => settings.signature_location = SignatureLocation::Headers,
        Location::Query(seconds) => {
            settings.signature_location = SignatureLocation::QueryParams;
            settings.expires_in = Some(Duration::from_secs((*seconds).into()));
        }
    }
    settings.session_token_mode = match token {
        TokenRule::Signed => SessionTokenMode::Include,
        TokenRule::AfterSigning => SessionTokenMode::Exclude,
    };
    if rules.token_name == TokenName::S3Session {
        settings.session_token_name_override = Some(match location {
            Location::Header => rules.token_name.header(),
            Location::Query(_) => rules.token_name.parameter(),
        });
    }
    // The header is among the lines given, when it is wanted.
    settings.payload_checksum_kind = PayloadChecksumKind::NoHeader;
    settings.excluded_headers = excluded(to_sign.names);
    settings
}

/// What the crate inserts by itself and the user took out.
fn excluded(signed: &[String]) -> Option<Vec<Cow<'static, str>>> {
    let excluded: Vec<Cow<'static, str>> = ["host"]
        .into_iter()
        .chain(INSERTED_BY_CRATE)
        .filter(|name| !signed.iter().any(|signed| signed == name))
        .map(Cow::Borrowed)
        .collect();
    (!excluded.is_empty()).then_some(excluded)
}

/// The URI as the crate must see it: as sent, except that the crate takes the path of the S3 family as it
/// is, so that one is given in S3's spelling.
fn uri_for_crate(unsigned: &WireRequest, target: &Traced, rules: &ServiceRules) -> String {
    let origin = format!(
        "{}://{}",
        unsigned.endpoint.scheme.as_str(),
        unsigned.endpoint.authority()
    );
    match rules.path_encoding {
        PathEncoding::Double => format!("{origin}{}", target.as_str()),
        PathEncoding::Single => {
            let (path, query) = target
                .split_once('?')
                .map_or((target.clone(), None), |(path, query)| (path, Some(query)));
            let path = canonical_path(&path, rules);
            let query = query.map_or_else(String::new, |query| format!("?{}", query.as_str()));
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
