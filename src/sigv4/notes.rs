//! What the user should know about a signature: rows that were replaced, rules that are not the usual ones.

use super::applied::{Applied, Location};
use super::canonical_path::canonical_path;
use super::headers::{NOT_IN_PRESIGNED_URLS, SET_BY_SIGNING, names};
use super::lines::{CONTENT_SHA256, has, is_replaced, typed_payload_hash};
use super::presign::is_presigned;
use super::rules::{PathEncoding, ServiceRules};
use super::sign::Signed;
use super::typed_token::SESSION_TOKEN_TYPED;
use crate::model::{HostSigned, Note, SigningOptions, WireHeader, WireRequest};

/// The remarks on one signature: what the service asks for, what the request says otherwise, and what of the
/// request is not sent or not signed as it was typed.
pub(super) fn notes_on(
    unsigned: &WireRequest,
    signed: &Signed,
    service: (&ServiceRules, &str),
    options: &SigningOptions,
) -> Vec<Note> {
    let (service, service_name) = service;
    let applied = Applied::new(*service, options);
    let mut notes = Vec::new();
    if *service != ServiceRules::DEFAULT {
        notes.push(Note::new("service-rules", service.reason));
    }
    notes.extend(applied.overrides(service, service_name, options));
    let made = (&signed.added_headers[..], &signed.report.notes[..]);
    on_rows(unsigned, made, applied.location, &mut notes);
    on_choices(unsigned, signed, options, &mut notes);
    on_query(unsigned, signed, &applied, &mut notes);
    let path = unsigned.path();
    if applied.rules.path_encoding == PathEncoding::Single
        && canonical_path(&path, &applied.rules).as_str() != path.as_str()
    {
        notes.push(Note::new(
            "path-signed-in-other-spelling",
            "S3 reads the key from the path and spells it strictly before it checks the signature",
        ));
    }
    if let HostSigned::Differs { signed, sent } = &signed.report.host {
        notes.push(Note::new(
            "host-differs",
            format!(
                "The host {signed} is signed and {sent} is sent: the service refuses this unless a proxy rewrites \
                 the host"
            ),
        ));
    }
    notes
}

/// Rows whose value is the signer's to set.
fn on_rows(
    unsigned: &WireRequest,
    (added, signed_notes): (&[WireHeader], &[Note]),
    location: Location,
    notes: &mut Vec<Note>,
) {
    let added_only = added.iter().map(|line| line.name.as_str());
    let mut seen = Vec::new();
    for name in SET_BY_SIGNING
        .into_iter()
        .chain([CONTENT_SHA256])
        .chain(added_only)
    {
        if seen.contains(&name) {
            continue;
        }
        seen.push(name);
        let is_taken = name == "x-amz-security-token"
            && signed_notes.iter().any(|note| note.rule == SESSION_TOKEN_TYPED);
        if has(&unsigned.headers, name) && is_replaced(name, added) && !is_taken {
            let reason = if location == Location::Header || has(added, name) {
                format!("The {name} row is not sent: signing sets this header")
            } else {
                format!("The {name} row is not sent: a presigned URL says this in its query")
            };
            notes.push(Note::new("header-replaced", reason).about_headers(name));
        }
    }
    if let Some(typed) = typed_payload_hash(&unsigned.headers)
        && typed.as_str() != unsigned.digest.sha256
    {
        notes.push(Note::new(
            "payload-hash-typed",
            "The typed x-amz-content-sha256 is signed as the payload hash; it is not the hash of this body",
        ).about_headers(CONTENT_SHA256));
    }
}

/// Headers that the signing options name.
fn on_choices(unsigned: &WireRequest, signed: &Signed, options: &SigningOptions, notes: &mut Vec<Note>) {
    let is_signed = |name: &str| signed.report.signed_headers.iter().any(|other| other == name);
    let is_sent = |name: &str| {
        has(&signed.added_headers, name)
            || (has(&unsigned.headers, name) && !is_replaced(name, &signed.added_headers))
    };
    for typed in &options.unsigned_headers {
        let name = typed.trim().to_ascii_lowercase();
        let reason = if is_signed(&name) {
            format!("{name} is signed all the same: it can not be taken out")
        } else if !is_sent(&name) {
            continue;
        } else if name == "host" || name.starts_with("x-amz-") {
            format!(
                "{name} is sent and not signed, as the request says: AWS refuses the signature without it"
            )
        } else {
            format!("{name} is sent and not signed, as the request says")
        };
        notes.push(Note::new("header-taken-out", reason).about_headers(&name));
    }
    for typed in &options.signed_headers_extra {
        let name = typed.trim().to_ascii_lowercase();
        if is_signed(&name) {
            continue;
        }
        let reason = if name == "authorization" {
            "authorization can not be signed: it holds the signature".to_owned()
        } else if names(&options.unsigned_headers, &name) {
            format!("{name} is named both as signed and as not signed: it is not signed")
        } else if NOT_IN_PRESIGNED_URLS.contains(&name.as_str()) && is_sent(&name) {
            format!("{name} is not signed in a presigned URL")
        } else if is_sent(&name) {
            format!("{name} is not signed")
        } else {
            format!("{name} is to be signed, but the request has no such header")
        };
        notes.push(Note::new("header-not-signed", reason).about_headers(&name));
    }
}

/// Signatures in the query, old and new.
fn on_query(unsigned: &WireRequest, signed: &Signed, applied: &Applied, notes: &mut Vec<Note>) {
    let is_token = |name: &&String| name.eq_ignore_ascii_case("X-Amz-Security-Token");
    let takes_token = signed
        .report
        .notes
        .iter()
        .any(|note| note.rule == SESSION_TOKEN_TYPED);
    let removed: Vec<&str> = signed
        .removed_parameters
        .iter()
        .filter(|name| !(takes_token && is_token(name)))
        .map(String::as_str)
        .collect();
    if !removed.is_empty() {
        let removed = removed.join(", ");
        notes.push(match applied.location {
            Location::Header if is_presigned(&unsigned.target) => Note::new(
                "two-auth-methods",
                format!(
                    "The URL is presigned already, and AWS refuses a request that is signed in its query and in a \
                     header: {removed} are not sent"
                ),
            ),
            _ => Note::new(
                "old-signature-removed",
                format!("The URL holds parts of another signature, which are not sent: {removed}"),
            ),
        });
    }
    if matches!(applied.location, Location::Query(_)) {
        let others: Vec<&str> = signed
            .report
            .signed_headers
            .iter()
            .map(String::as_str)
            .filter(|name| *name != "host")
            .collect();
        if !others.is_empty() {
            notes.push(Note::new(
                "presigned-headers",
                format!(
                    "The presigned URL works only together with the headers that it signs: {}",
                    others.join(", ")
                ),
            ));
        }
    }
}
