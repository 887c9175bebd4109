//! Request and variables to the unsigned wire request. Pure.
//!
//! `resolve` replaces `{{variables}}` and keeps origins; `assemble` spells the request target and lays out
//! the header lines exactly as they will be sent, but for what signing adds.

use std::collections::BTreeMap;

use bytes::Bytes;

use crate::model::{BodyDigest, Request, RowId, Traced, WireRequest};

/// Variables by name. In this version: `demo`, the address of the embedded server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Values by name without braces.
    pub variables: BTreeMap<String, String>,
}

/// A request after variables. Auth stays as typed: its fields take no variables in this version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedRequest {
    pub method: Traced,
    pub url: Traced,
    /// Enabled rows with a name, in order.
    pub headers: Vec<ResolvedHeader>,
    /// `None` for no body.
    pub body: Option<Bytes>,
    /// Content type that the body kind brings unless a row has one.
    pub default_content_type: Option<&'static str>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedHeader {
    pub row: RowId,
    pub name: Traced,
    pub value: Traced,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResolveError {
    #[error("placeholder")]
    Placeholder,
}

impl ResolveError {
    /// Stable slug for JSON, as `unknown-variable`.
    pub fn kind(&self) -> &'static str {
        "placeholder"
    }
    /// What to do about it.
    pub fn hint(&self) -> String {
        String::new()
    }
}

/// Replaces variables in method, URL, header rows and body.
pub fn resolve(_request: &Request, _scope: &Scope) -> Result<ResolvedRequest, ResolveError> {
    Err(ResolveError::Placeholder)
}

/// An unsigned wire request and the remarks made while building it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assembled {
    pub wire: WireRequest,
    pub notes: Vec<crate::model::Note>,
}

/// Lays out the wire request: endpoint, target in the as-typed spelling, header lines in sending order.
/// `digest` must be that of the body (empty body: of no bytes).
pub fn assemble(_resolved: &ResolvedRequest, _digest: &BodyDigest) -> Result<Assembled, ResolveError> {
    Err(ResolveError::Placeholder)
}
