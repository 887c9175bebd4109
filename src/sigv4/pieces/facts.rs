//! What the sentences are derived from: report, request as sent, request as typed, and the rules that were applied.

use super::super::applied::{Applied, Version};
use super::super::rules::ServiceRules;
use super::super::verify::SignedTexts;
use super::SignedWhere;
use crate::model::{
    CanonicalSections, Field, HeaderRow, HeaderSource, HostSigned, HttpRequest, KeyShown, SigningReport,
    Traced, WireHeader, WireRequest,
};

/// The texts of a signature.
pub(super) struct Texts<'a> {
    pub signed_where: SignedWhere,
    pub authorization: &'a Traced,
    pub presigned_url: Option<&'a Traced>,
    pub canonical_request: &'a Traced,
    pub sections: &'a CanonicalSections,
    pub string_to_sign: &'a Traced,
    pub credential_scope: &'a Traced,
    pub access_key_id: &'a str,
    pub signed_headers: &'a [String],
    pub signature: &'a str,
    pub host: &'a HostSigned,
    pub version: Version,
    /// As far as it may be shown; `None` of a key that only the signer has.
    pub key: Option<&'a KeyShown>,
}

impl<'a> From<&'a SigningReport> for Texts<'a> {
    fn from(report: &'a SigningReport) -> Self {
        Self {
            signed_where: SignedWhere::Here,
            authorization: &report.authorization,
            presigned_url: report.presigned_url.as_ref(),
            canonical_request: &report.canonical_request,
            sections: &report.sections,
            string_to_sign: &report.string_to_sign,
            credential_scope: &report.credential_scope,
            access_key_id: &report.access_key_id,
            signed_headers: &report.signed_headers,
            signature: &report.signature,
            host: &report.host,
            version: match report.key {
                KeyShown::Chain => Version::V4,
                KeyShown::PublicKey { .. } => Version::V4a,
            },
            key: Some(&report.key),
        }
    }
}

impl<'a> From<&'a SignedTexts> for Texts<'a> {
    fn from(texts: &'a SignedTexts) -> Self {
        Self {
            signed_where: SignedWhere::Elsewhere,
            authorization: &texts.authorization,
            presigned_url: texts.presigned_url.as_ref(),
            canonical_request: &texts.canonical_request,
            sections: &texts.sections,
            string_to_sign: &texts.string_to_sign,
            credential_scope: &texts.credential_scope,
            access_key_id: &texts.access_key_id,
            signed_headers: &texts.signed_headers,
            signature: &texts.signature,
            host: &HostSigned::AsSent,
            version: texts.version,
            key: None,
        }
    }
}

/// All there is to know of one signature.
pub(super) struct Facts<'a> {
    pub texts: Texts<'a>,
    pub wire: &'a WireRequest,
    pub typed: &'a HttpRequest,
    /// Signing name, as in the scope.
    pub service: &'a str,
    pub version: Version,
    /// The rules of the service with the options of the request in their place.
    pub applied: Applied,
    /// The rules of the service alone.
    pub usual: ServiceRules,
    /// The lines of `wire` by name, those of one name in the order sent.
    lines: Vec<&'a WireHeader>,
    /// The rows of `typed` by identity.
    rows: Vec<&'a HeaderRow>,
}

impl<'a> Facts<'a> {
    pub fn of(texts: Texts<'a>, wire: &'a WireRequest, typed: &'a HttpRequest) -> Self {
        let parts: Vec<&str> = texts.credential_scope.as_str().rsplit('/').collect();
        let service = parts.get(1).copied().unwrap_or_default();
        let usual = ServiceRules::of_request(service, wire.target.as_str());
        Self {
            version: texts.version,
            texts,
            wire,
            typed,
            service,
            applied: Applied::new(usual, &typed.auth.aws.options),
            usual,
            lines: sorted(&wire.headers, |line| line.name.as_str()),
            rows: sorted(&typed.headers, |row| row.row),
        }
    }

    /// The lines of a name, in the order sent.
    pub fn lines_of(&self, name: &str) -> impl Iterator<Item = &'a WireHeader> {
        let first = self.lines.partition_point(|line| line.name.as_str() < name);
        let from = self.lines.iter().skip(first).copied();
        from.take_while(move |line| line.name.as_str() == name)
    }

    /// What stands in a field of the request editor; `None` for secrets and for what is not text of the request.
    pub fn text_of(&self, field: Field) -> Option<&'a str> {
        let row = |id| {
            let at = self.rows.binary_search_by_key(&id, |row| row.row).ok()?;
            self.rows.get(at)
        };
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

    /// Whether somebody else signed.
    pub fn is_elsewhere(&self) -> bool {
        self.texts.signed_where == SignedWhere::Elsewhere
    }

    /// Who put a signed header there.
    pub fn source_of(&self, name: &str) -> HeaderSource {
        self.lines_of(name)
            .next()
            .filter(|_| !super::super::is_set_by_signing(name))
            .map_or(HeaderSource::Signer, |line| line.source)
    }
}

/// References in the order of a key; of equal keys the first stays first.
fn sorted<'a, T, K: Ord>(all: &'a [T], key: impl Fn(&'a T) -> K) -> Vec<&'a T> {
    let mut sorted: Vec<&T> = all.iter().collect();
    sorted.sort_by_key(|one| key(one));
    sorted
}
