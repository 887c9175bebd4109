//! Which spelling of the target a request gets that does not say.

use super::hosts::infer;
use super::rules::{ServiceRules, UsualSpelling};
use super::signed_url::SignedUrl;
use super::signing_endpoint::signing_endpoint_of;
use crate::model::{Auth, AuthKind, TargetSpelling};
use crate::resolve::{ResolvedRequest, endpoint_of};

/// Turns `Auto` into the spelling that the service wants: canonical for requests signed for the S3 family, as
/// typed for all others. A URL that can not be read is left to `assemble`, which says why.
#[must_use]
pub fn choose_spelling(mut resolved: ResolvedRequest, auth: &Auth) -> ResolvedRequest {
    if resolved.spelling != TargetSpelling::Auto {
        return resolved;
    }
    resolved.spelling = TargetSpelling::AsTyped;
    if auth.kind == AuthKind::AwsSignature
        && SignedUrl::of(resolved.url.as_str()).is_none()
        && service_of(&resolved, auth)
            .is_some_and(|service| ServiceRules::of(&service).spelling == UsualSpelling::Canonical)
    {
        resolved.spelling = TargetSpelling::Canonical;
    }
    resolved
}

/// The service as the plan will have it: typed, else read from the host.
fn service_of(resolved: &ResolvedRequest, auth: &Auth) -> Option<String> {
    let typed = auth.aws.service.trim();
    if !typed.is_empty() {
        return Some(typed.to_owned());
    }
    let endpoint = endpoint_of(resolved).ok()?;
    infer(&signing_endpoint_of(&endpoint, resolved).host).map(|hint| hint.service)
}
