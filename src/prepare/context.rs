//! What a request is prepared in.

use time::OffsetDateTime;

use super::Detour;
use crate::model::{AwsAuth, Cookie, CredentialsError, Endpoint, ProvidedCredentials, SigningTime};
use crate::resolve::{Ancestor, Scope};

/// Everything that a request depends on besides itself.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Layers of variables, and where typed paths start.
    pub scope: &'a Scope,
    /// What the request stands in, the nearest first.
    pub ancestors: &'a [Ancestor],
    /// What the source that the form names gave. Asked with the form after variables, and only for AWS Signature.
    pub credentials: &'a dyn Fn(&AwsAuth) -> Result<ProvidedCredentials, CredentialsError>,
    /// The cookies of the jar for an endpoint, a request target and a moment.
    pub cookies: &'a dyn Fn(&Endpoint, &str, OffsetDateTime) -> Vec<Cookie>,
    /// Taken where neither form nor host names a region.
    pub region: Option<&'a RegionFallback>,
    /// Moment of signing.
    pub time: SigningTime,
    /// How this hop differs from the typed request, after a redirect.
    pub detour: Option<&'a Detour>,
}

/// A region of the surroundings, which the host and the form beat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegionFallback {
    /// The region, not empty.
    pub region: String,
    /// Whose it is, as `AWS_REGION`.
    pub from: &'static str,
}
