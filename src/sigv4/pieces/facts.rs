//! What the sentences are derived from: report, request as sent, request as typed, and the rules that were applied.

use super::super::applied::{Applied, Version};
use super::super::rules::ServiceRules;
use crate::model::{Field, HeaderSource, HttpRequest, KeyShown, RowId, SigningReport, WireRequest};

/// All there is to know of one signature.
pub(super) struct Facts<'a> {
    pub report: &'a SigningReport,
    pub wire: &'a WireRequest,
    pub typed: &'a HttpRequest,
    /// Signing name, as in the scope.
    pub service: &'a str,
    pub version: Version,
    /// The rules of the service with the options of the request in their place.
    pub applied: Applied,
    /// The rules of the service alone.
    pub usual: ServiceRules,
}

impl<'a> Facts<'a> {
    pub fn of(report: &'a SigningReport, wire: &'a WireRequest, typed: &'a HttpRequest) -> Self {
        let parts: Vec<&str> = report.credential_scope.as_str().rsplit('/').collect();
        let service = parts.get(1).copied().unwrap_or_default();
        let usual = ServiceRules::of_request(service, wire.target.as_str());
        let version = match report.key {
            KeyShown::Chain => Version::V4,
            KeyShown::PublicKey { .. } => Version::V4a,
        };
        Self {
            report,
            wire,
            typed,
            service,
            version,
            applied: Applied::new(usual, &typed.auth.aws.options),
            usual,
        }
    }

    /// What stands in a field of the request editor; `None` for secrets and for what is not text of the request.
    pub fn text_of(&self, field: Field) -> Option<&'a str> {
        let row = |id: RowId| self.typed.headers.iter().find(|row| row.row == id);
        match field {
            Field::Method => Some(&self.typed.method),
            Field::Url => Some(&self.typed.url),
            Field::PathValue(id) => self
                .typed
                .path_values
                .iter()
                .find(|value| value.row == id)
                .map(|value| value.value.as_str()),
            Field::HeaderName(id) => row(id).map(|row| row.name.as_str()),
            Field::HeaderValue(id) => row(id).map(|row| row.value.as_str()),
            _ => None,
        }
    }

    /// Who put a signed header there.
    pub fn source_of(&self, name: &str) -> HeaderSource {
        self.wire
            .header(name)
            .filter(|_| !super::super::is_set_by_signing(name))
            .map_or(HeaderSource::Signer, |line| line.source)
    }
}
