//! A request after variables and inheritance, before its body is hashed and it is signed.

use std::borrow::Cow;

use bytes::Bytes;

use super::cookie_line::{JarTakesPart, jar_takes_part, with_cookies};
use super::protocol::protocol;
use super::{Carried, Context, Detour, Prepared, Secrets, Signing};
use crate::model::{
    Auth, AuthKind, AwsAuth, BodyDigest, CredentialSource, Endpoint, Note, ProvidedCredentials, Request,
    Secret, SigningTime, WireBody, WireRequest,
};
use crate::resolve::{
    Ancestor, Applied, Assembled, ResolveError, ResolvedRequest, Scope, applied, assemble, aws_fields,
    endpoint_of, resolve_with, secrets_named, unresolved_in, with_inherited,
};
use crate::sigv4::{SignedUrl, choose_spelling, infer, plan_with, preview_plan, signing_endpoint};

/// What is known of a request without its body's bytes, its credentials and the time.
#[derive(Clone, Debug)]
pub struct Outline<'a> {
    /// With the header rows and settings that it inherits.
    request: Cow<'a, Request>,
    /// What it is sent with: its own auth or the inherited one, the AWS Signature form after variables.
    auth: Auth,
    inherited_from: Option<String>,
    resolved: ResolvedRequest,
    secrets: Secrets,
    detour: Option<&'a Detour>,
}

/// Replaces variables, finds the auth that counts, chooses the spelling of the target, and takes the detour of a redirect.
pub fn outline<'a>(
    request: &'a Request,
    scope: &Scope,
    ancestors: &[Ancestor],
    detour: Option<&'a Detour>,
) -> Result<Outline<'a>, ResolveError> {
    let (mut auth, inherited_from) = match applied(&request.http.auth, ancestors) {
        Applied::Own => (request.http.auth.clone(), None),
        Applied::From { name, auth } => (*auth, Some(name)),
        Applied::Nothing => return Err(ResolveError::NothingToInherit),
    };
    let request = with_inherited(request, ancestors);
    let scope = &*scope.of_request(&request);
    let mut secrets = Secrets::of_auth(&auth, scope);
    secrets.add_named(secrets_named(&request, &auth, scope));
    let refused = |error: ResolveError| {
        let error = error.with_all(|| (unresolved_in(&request, &auth, scope), scope.names()));
        secrets.hidden_in(error.inherited_from(inherited_from.as_deref()))
    };
    let mut resolved = resolve_with(&request, &auth, scope).map_err(refused)?;
    if auth.kind == AuthKind::AwsSignature {
        auth.aws = aws_fields(&auth.aws, scope).map_err(refused)?;
    }
    resolved = choose_spelling(resolved, &auth);
    if let Some(detour) = detour {
        resolved = detour.applied_to(resolved);
    }
    Ok(Outline {
        request,
        auth,
        inherited_from,
        resolved,
        secrets,
        detour,
    })
}

impl Outline<'_> {
    /// The auth that the request is written with, the form of AWS Signature after variables. A hop that carries no
    /// credentials goes without it: [`Self::kind`].
    pub fn auth(&self) -> &Auth {
        &self.auth
    }

    /// Name of what the auth is inherited from.
    pub fn inherited_from(&self) -> Option<&str> {
        self.inherited_from.as_deref()
    }

    /// The kind of auth that this hop is sent with.
    pub fn kind(&self) -> AuthKind {
        match self.carried() {
            // Whoever signed the URL did so for this very target.
            Carried::All if self.is_signed_already() => AuthKind::None,
            Carried::All => self.auth.kind,
            Carried::None => AuthKind::None,
        }
    }

    /// Whether the URL carries a complete signature, which one of ours would take away.
    fn is_signed_already(&self) -> bool {
        self.auth.kind == AuthKind::AwsSignature && SignedUrl::of(self.resolved.url.as_str()).is_some()
    }

    /// The secrets of its auth fields.
    pub fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// Where the connection will go.
    pub fn endpoint(&self) -> Result<Endpoint, ResolveError> {
        endpoint_of(&self.resolved).map_err(|error| self.secrets.hidden_in(error))
    }

    /// The body, when it can be had without reading a file; no body is no bytes.
    pub fn body_in_memory(&self) -> Option<Bytes> {
        self.resolved.body_in_memory()
    }

    /// The body in its pieces; `None` for no body.
    pub fn body(&self) -> Option<&WireBody> {
        self.resolved.body.as_ref()
    }

    /// The boundary of a multipart body, which must not occur in its files.
    pub fn boundary(&self) -> Option<&str> {
        self.resolved.boundary.as_deref()
    }

    /// The request but for what depends on its body's bytes: refuses what can be refused without reading a file.
    pub fn without_body(&self) -> Result<WireRequest, ResolveError> {
        let unread = BodyDigest {
            sha256: String::new(),
            length: 0,
        };
        assemble(&self.resolved, &unread)
            .map(|assembled| assembled.wire)
            .map_err(|error| self.secrets.hidden_in(error))
    }

    /// Lays the request out and plans its signature. `digest` must be that of the body.
    pub fn finish(self, context: &Context<'_>, digest: &BodyDigest) -> Result<Prepared, ResolveError> {
        let Assembled { mut wire, mut notes } =
            assemble(&self.resolved, digest).map_err(|error| self.secrets.hidden_in(error))?;
        let kind = self.kind();
        let jar = jar_takes_part(self.request.settings.cookies, kind);
        if jar == JarTakesPart::Yes && self.carried() == Carried::All {
            let moment = context.time.moment();
            let cookies = (context.cookies)(&wire.endpoint, wire.target.as_str(), moment);
            wire = with_cookies(wire, &cookies, &mut notes);
        }
        let protocol = protocol(&self.request.settings, &wire, &mut notes);
        let mut secrets = self.secrets;
        secrets.add_presigned(wire.target.as_str());
        secrets.add_typed_token(&wire);
        let mut auth = self.auth;
        let signing = if kind == AuthKind::AwsSignature {
            let provided = (context.credentials)(&auth.aws);
            if let Ok(provided) = &provided {
                secrets.add_provided(provided);
                region_of_source(&mut auth.aws, &wire, provided, &mut notes);
            }
            region_of_surroundings(&mut auth.aws, &wire, context, &mut notes);
            signing(
                &auth.aws,
                &signing_endpoint(&wire),
                context.time,
                |endpoint, time| plan_with(&auth.aws, &provided?, endpoint, time),
            )
        } else {
            Signing::Unsigned
        };
        Ok(Prepared {
            wire,
            signing,
            notes,
            secrets,
            protocol,
            auth,
            inherited_from: self.inherited_from,
        })
    }

    fn carried(&self) -> Carried {
        self.detour.map_or(Carried::All, Detour::carried)
    }
}

/// The plan, or the one that shows the documented example key while credentials are missing.
fn signing(
    aws: &AwsAuth,
    endpoint: &Endpoint,
    time: SigningTime,
    plan: impl FnOnce(
        &Endpoint,
        SigningTime,
    ) -> Result<crate::model::SigningPlan<crate::model::Live>, crate::sigv4::SignError>,
) -> Signing {
    match plan(endpoint, time) {
        Ok(plan) => Signing::Ready(Box::new(plan)),
        Err(missing) => match preview_plan(&without_other_keys(aws), endpoint, time) {
            Ok(plan) => Signing::Preview(Box::new(plan), missing),
            Err(_) => Signing::Refused(missing),
        },
    }
}

/// The form as a preview shows it: keys that were typed for another source are not those that would sign.
fn without_other_keys(aws: &AwsAuth) -> Cow<'_, AwsAuth> {
    if aws.source == CredentialSource::Typed && aws.roles.is_empty() {
        return Cow::Borrowed(aws);
    }
    let mut shown = aws.clone();
    shown.access_key_id.clear();
    shown.secret_access_key = Secret::default();
    shown.session_token = Secret::default();
    Cow::Owned(shown)
}

/// Form and host beat the surroundings: only where both say nothing have they a word.
fn region_of_surroundings(
    aws: &mut AwsAuth,
    wire: &WireRequest,
    context: &Context<'_>,
    notes: &mut Vec<Note>,
) {
    let Some(fallback) = context.region else { return };
    if is_region_open(aws, wire) {
        aws.region.clone_from(&fallback.region);
        notes.push(region_note(
            "region-from-environment",
            wire,
            &fallback.region,
            fallback.from,
        ));
    }
}

/// And the region of the profile that the credentials come from beats that of the environment.
fn region_of_source(
    aws: &mut AwsAuth,
    wire: &WireRequest,
    provided: &ProvidedCredentials,
    notes: &mut Vec<Note>,
) {
    let Some(region) = &provided.region else { return };
    if is_region_open(aws, wire) {
        aws.region.clone_from(&region.value);
        let from = region.from.to_string();
        notes.push(region_note("region-from-profile", wire, &region.value, &from));
    }
}

fn is_region_open(aws: &AwsAuth, wire: &WireRequest) -> bool {
    aws.region.trim().is_empty() && infer(&signing_endpoint(wire).host).is_none()
}

fn region_note(rule: &'static str, wire: &WireRequest, region: &str, from: &str) -> Note {
    let host = &signing_endpoint(wire).host;
    Note::new(
        rule,
        format!("{region} comes from {from}: it was not typed, and {host} names no region"),
    )
}
