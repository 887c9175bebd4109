//! Signature Version 4: hosts, plan, canonical request, string to sign, sign, compare. Pure; time is an argument.

mod canonical;
mod canonical_path;
mod canonical_query;
mod encode;
mod rules;
mod string_to_sign;
mod verify;

pub use canonical::canonicalise;
pub use rules::{ContentSha256, Normalisation, PathEncoding, ServiceRules};
pub use string_to_sign::{ALGORITHM, TERMINATOR, string_to_sign_of};
pub use verify::{canonical_request_by, canonical_request_of, signature_of};

use crate::model::{
    AwsAuth, CanonicalSections, Credentials, Endpoint, Live, Preview, SigningPlan, SigningReport,
    SigningTime, Traced, WireHeader, WireRequest,
};

/// What a host says about region and service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostHint {
    /// `None` when the host does not name one.
    pub region: Option<String>,
    /// Signing name.
    pub service: String,
    /// Name of the rule, as "execute-api host".
    pub rule: &'static str,
}

/// Reads region and service from a host; `None` for hosts it does not know (custom domains, addresses).
pub fn infer(_host: &str) -> Option<HostHint> {
    None
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    #[error("placeholder")]
    Placeholder,
}

impl SignError {
    /// Stable slug for JSON, as `secret-missing`.
    pub fn kind(&self) -> &'static str {
        "placeholder"
    }
    /// What to do about it.
    pub fn hint(&self) -> String {
        String::new()
    }
}

/// Plan from what was typed; missing or unusable credentials, region or service are errors.
pub fn plan(
    _auth: &AwsAuth,
    _endpoint: &Endpoint,
    _time: SigningTime,
) -> Result<SigningPlan<Live>, SignError> {
    Err(SignError::Placeholder)
}

/// Plan for the live pane while fields are still empty: blanks are filled with the documented example
/// credentials, so it can never be sealed. A missing region or service is still an error.
pub fn preview_plan(
    _auth: &AwsAuth,
    _endpoint: &Endpoint,
    _time: SigningTime,
) -> Result<SigningPlan<Preview>, SignError> {
    Err(SignError::Placeholder)
}

/// A value that only this layer makes: the wire request is complete, signed when auth asked for it.
#[derive(Debug)]
pub struct Sealed<T>(T);

impl<T> Sealed<T> {
    pub fn get(&self) -> &T {
        &self.0
    }
}

/// Seals a request whose auth is None.
pub fn seal_unsigned(wire: WireRequest) -> Sealed<WireRequest> {
    Sealed(wire)
}

/// Report and the header lines that signing adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    pub report: SigningReport,
    /// `x-amz-date`, `x-amz-security-token` when there is a token, `authorization`, in sending order.
    pub added_headers: Vec<WireHeader>,
}

/// The one part of signing that tests may replace, to prove that a wrong canonical request is caught.
pub type Canonicalise = fn(&WireRequest, &[WireHeader]) -> (Traced, CanonicalSections);

/// Signs with `aws-sigv4` and proves the report against it.
#[derive(Clone, Copy, Debug)]
pub struct Signer {
    #[allow(dead_code)]
    canonicalise: Option<Canonicalise>,
}

impl Default for Signer {
    fn default() -> Self {
        Self { canonicalise: None }
    }
}

impl Signer {
    pub fn with_canonicaliser(canonicalise: Canonicalise) -> Self {
        Self {
            canonicalise: Some(canonicalise),
        }
    }

    /// Report and added headers; same input and time, same result, live or sent.
    pub fn sign<Kind>(
        &self,
        _unsigned: &WireRequest,
        _plan: &SigningPlan<Kind>,
    ) -> Result<Signed, SignError> {
        Err(SignError::Placeholder)
    }

    /// Signs and seals: the wire request with the signer's headers in place.
    pub fn seal(
        &self,
        _unsigned: WireRequest,
        _plan: &SigningPlan<Live>,
    ) -> Result<(Sealed<WireRequest>, SigningReport), SignError> {
        Err(SignError::Placeholder)
    }
}

/// Two canonical strings line by line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    pub lines: Vec<ComparedLine>,
    /// Index into `lines`.
    pub first_difference: Option<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedLine {
    pub ours: Option<String>,
    pub theirs: Option<String>,
}

pub fn compare(_ours: &str, _theirs: &str) -> Comparison {
    Comparison {
        lines: Vec::new(),
        first_difference: None,
    }
}

/// The example credentials of AWS's documentation.
pub fn example_credentials() -> Credentials<Preview> {
    Credentials::new(
        "AKIAIOSFODNN7EXAMPLE".to_owned(),
        crate::model::Secret::new("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        None,
    )
}
