//! The signer: `aws-sigv4` computes the signature, our own canonical request explains it, and each
//! signature proves that the explanation is true.

use std::borrow::Cow;

use super::applied::{Applied, Location};
use super::authorization::authorization;
use super::canonical::{Ingredients, Line, build, signed_headers_list, sorted_names};
use super::error::SignError;
use super::headers::is_signed_as_typed;
use super::lines::{added, added_headers, is_replaced, payload_hash, signed_lines};
use super::notes::notes_on;
use super::own_signature::{sdk_spells, sign_string};
use super::presign::{self, Parameters, SIGNATURE_BYTES, Stripped, is_presigned, without_signature};
use super::proof::{key_shown, prove};
use super::rules::ServiceRules;
use super::sdk_signature::{ToSign, guard_crate_limits, sign_by_sdk};
use super::seal::Sealed;
use super::string_to_sign::{credential_scope, sha256_hex, string_to_sign};
use super::typed_token::typed_token;
use crate::model::{
    CanonicalSections, Field, HostSigned, Live, Proof, SigningPlan, SigningReport, Traced, WireHeader,
    WireRequest,
};

/// Report, and what signing changes in the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// What was signed, and the proof.
    pub report: SigningReport,
    /// In the header form `x-amz-date`, `x-amz-content-sha256` when the service requires it,
    /// `x-amz-region-set` for Version 4A, `x-amz-security-token` when there is a token, `authorization`, in
    /// sending order. In the query form `x-amz-content-sha256` at most. A line of the unsigned request that
    /// has one of these names is replaced.
    pub added_headers: Vec<WireHeader>,
    /// Path and query as sent: without an older signature, and in the query form with this one.
    pub target: Traced,
    /// Names of the query parameters that were taken away because they belong to an older signature.
    pub removed_parameters: Vec<String>,
}

impl Signed {
    /// The request with what signing adds in its place.
    #[must_use]
    pub fn applied_to(&self, unsigned: WireRequest) -> WireRequest {
        let mut wire = unsigned;
        wire.headers
            .retain(|line| !is_replaced(line.name.as_str(), &self.added_headers));
        wire.headers.extend(self.added_headers.iter().cloned());
        wire.target = self.target.clone();
        wire
    }
}

/// The one part of signing that tests may replace, to prove that a wrong canonical request is caught. It is
/// given the wire request and the header lines to sign, and [`canonicalise`](super::canonicalise) is of
/// this type.
pub type Canonicalise = fn(&WireRequest, &[WireHeader]) -> (Traced, CanonicalSections);

/// Signs with `aws-sigv4` and proves the report against it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Signer {
    canonicalise: Option<Canonicalise>,
}

impl Signer {
    /// A signer that explains itself with another canonical request, for tests of the proof.
    pub fn with_canonicaliser(canonicalise: Canonicalise) -> Self {
        Self {
            canonicalise: Some(canonicalise),
        }
    }

    /// Report and what signing adds; same input and time, same result, live or sent.
    pub fn sign<Kind>(&self, unsigned: &WireRequest, plan: &SigningPlan<Kind>) -> Result<Signed, SignError> {
        let service = ServiceRules::of_request(&plan.service.value, unsigned.target.as_str());
        let options = &plan.options;
        let typed = unsigned.headers.iter();
        let typed = typed.filter(|line| is_signed_as_typed(line, options));
        let token = typed_token(unsigned, plan)?;
        let with_token = token.as_ref().map(|token| token.planned(plan));
        let plan = with_token.as_ref().unwrap_or(plan);
        let token = token.map(|token| token.value);
        let mut signed = self.sign_lines(unsigned, typed, plan, service, token)?;
        let notes = notes_on(unsigned, &signed, (&service, &plan.service.value), options);
        signed.report.notes.extend(notes);
        Ok(signed)
    }

    /// Signs and seals: the wire request with what signing adds in place.
    pub fn seal(
        &self,
        unsigned: WireRequest,
        plan: &SigningPlan<Live>,
    ) -> Result<(Sealed<WireRequest>, SigningReport), SignError> {
        let signed = self.sign(&unsigned, plan)?;
        Ok((Sealed::new(signed.applied_to(unsigned)), signed.report))
    }

    /// Signs exactly the given lines and those that signing adds, by the given rules and the plan's options:
    /// for requests that were made elsewhere, as those of AWS's official test suite.
    pub fn sign_these<Kind>(
        &self,
        unsigned: &WireRequest,
        to_sign: &[WireHeader],
        plan: &SigningPlan<Kind>,
        service: ServiceRules,
    ) -> Result<Signed, SignError> {
        self.sign_lines(unsigned, to_sign.iter(), plan, service, None)
    }

    fn sign_lines<'a, Kind>(
        self,
        unsigned: &WireRequest,
        to_sign: impl Iterator<Item = &'a WireHeader>,
        plan: &SigningPlan<Kind>,
        service: ServiceRules,
        typed_token: Option<Traced>,
    ) -> Result<Signed, SignError> {
        let applied = Applied::new(service, &plan.options);
        let payload_hash = payload_hash(unsigned, &applied);
        let token = typed_token.or_else(|| token_field(plan));
        let added_lines = added_headers(unsigned, &payload_hash, &applied, plan, token.as_ref());
        let lines = signed_lines(to_sign, &added_lines, &applied, &plan.options);
        let names = sorted_names(lines.iter().map(|line| line.name.as_str()));
        let pairs: Vec<Line<'_>> = lines.iter().map(|line| (&line.name, &line.value)).collect();
        let list = signed_headers_list(&names, &pairs);
        let scope = credential_scope(plan, applied.version);

        let Stripped {
            target: bare,
            removed,
        } = without_older_signature(unsigned, &applied);
        let target = match applied.location {
            Location::Header => bare.clone(),
            Location::Query(seconds) => {
                let added = Parameters {
                    expires_in: seconds,
                    scope: &scope,
                    signed_headers: &list,
                    token: token.as_ref(),
                };
                presign::with_parameters(&bare, plan, &applied, &added)
            }
        };
        let (path, query) = split(&target);
        let (canonical_request, sections) = self.explain(
            unsigned,
            &target,
            &lines,
            &Ingredients {
                method: &unsigned.method,
                path: &path,
                query: query.as_ref(),
                headers: &pairs,
                signed: &names,
                payload_hash: &payload_hash,
                rules: applied.rules,
            },
        );
        let canonical_request_hash = sha256_hex(canonical_request.as_str());
        let string_to_sign = string_to_sign(plan, applied.version, &scope, &canonical_request_hash);

        let input = ToSign {
            wire: unsigned,
            target: &bare,
            lines: &lines,
            names: &names,
            payload_hash: payload_hash.as_str(),
            applied: &applied,
        };
        guard_crate_limits(&input, &sections, growth(&target, &bare, plan))?;
        let sdk_signature = if sdk_spells(&target) {
            Some(sign_by_sdk(&input, plan)?)
        } else {
            None
        };
        let signature = match &sdk_signature {
            Some(sdk) => sdk.signature.clone(),
            None => sign_string(plan, applied.version, string_to_sign.as_str()),
        };
        let host = host_signed(unsigned, &lines);
        let mut added_headers = added_lines.clone();
        let mut authorization_value = Traced::default();
        let mut presigned_url = None;
        let target = match applied.location {
            Location::Header => {
                authorization_value = authorization(plan, applied.version, &scope, &list, &signature);
                added_headers.push(added("authorization", authorization_value.clone()));
                target
            }
            Location::Query(_) => {
                let target = presign::complete(target, &applied, &signature, token.as_ref());
                presigned_url = Some(url(unsigned, &target));
                target
            }
        };
        let proof = match &sdk_signature {
            Some(sdk_signature) => prove(
                plan,
                string_to_sign.as_str(),
                authorization_value.as_str(),
                target.as_str(),
                sdk_signature,
            ),
            None => Proof::OwnCanonicalRequest,
        };
        Ok(Signed {
            report: SigningReport {
                canonical_request,
                sections,
                canonical_request_hash,
                string_to_sign,
                credential_scope: scope,
                access_key_id: plan.credentials.access_key_id.clone(),
                time: plan.time,
                signed_headers: names,
                signature,
                authorization: authorization_value,
                presigned_url,
                key: key_shown(plan),
                host,
                proof,
                notes: plan.notes.clone(),
            },
            added_headers,
            target,
            removed_parameters: removed,
        })
    }

    /// Our own canonical request, or the one of a test.
    fn explain(
        self,
        unsigned: &WireRequest,
        target: &Traced,
        lines: &[Cow<'_, WireHeader>],
        ingredients: &Ingredients<'_>,
    ) -> (Traced, CanonicalSections) {
        let Some(canonicalise) = self.canonicalise else {
            return build(ingredients);
        };
        let wire = WireRequest {
            target: target.clone(),
            ..unsigned.clone()
        };
        let lines: Vec<WireHeader> = lines.iter().map(|line| WireHeader::clone(line)).collect();
        canonicalise(&wire, &lines)
    }
}

fn token_field<Kind>(plan: &SigningPlan<Kind>) -> Option<Traced> {
    let token = plan.credentials.session_token.as_ref()?;
    Some(Traced::typed(token.expose_for_signing(), Field::SessionToken))
}

fn split(target: &Traced) -> (Traced, Option<Traced>) {
    target
        .split_once('?')
        .map_or_else(|| (target.clone(), None), |(path, query)| (path, Some(query)))
}

/// An older signature would be signed as well in the query form; in the header form AWS refuses a second one.
fn without_older_signature(unsigned: &WireRequest, applied: &Applied) -> Stripped {
    match applied.location {
        Location::Header if !is_presigned(&unsigned.target) => Stripped {
            target: unsigned.target.clone(),
            removed: Vec::new(),
        },
        _ => without_signature(&unsigned.target),
    }
}

/// How much longer the target gets than the canonical request shows.
fn growth<Kind>(target: &Traced, bare: &Traced, plan: &SigningPlan<Kind>) -> usize {
    let token = plan
        .credentials
        .session_token
        .as_ref()
        .map_or(0, |token| token.len() * 3);
    match target.len() - bare.len() {
        0 => 0,
        parameters => parameters + token + SIGNATURE_BYTES,
    }
}

fn url(unsigned: &WireRequest, target: &Traced) -> Traced {
    let endpoint = &unsigned.endpoint;
    let mut url = Traced::rule(
        &format!("{}://{}", endpoint.scheme.as_str(), endpoint.authority()),
        "scheme and host of the URL",
    );
    url.append(target);
    url
}

/// The host in the signature beside the first one sent.
fn host_signed(unsigned: &WireRequest, lines: &[Cow<'_, WireHeader>]) -> HostSigned {
    let value = |line: &WireHeader| line.value.as_str().to_owned();
    let signed = lines.iter().find(|line| line.name.as_str() == "host");
    let signed = signed.map(|line| value(line));
    match (signed, unsigned.header("host").map(value)) {
        (Some(signed), Some(sent)) if signed != sent => HostSigned::Differs { signed, sent },
        _ => HostSigned::AsSent,
    }
}

#[cfg(test)]
mod tests;
