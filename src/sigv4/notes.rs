//! What the user should know about a signature: rows that were replaced, rules that are not the usual ones.

use super::canonical_path::canonical_path;
use super::headers::SET_BY_SIGNING;
use super::rules::{PathEncoding, ServiceRules};
use super::sign::{CONTENT_SHA256, has, is_replaced, typed_payload_hash};
use crate::model::{Note, WireHeader, WireRequest};

/// The remarks on one signature.
pub(super) fn notes_on(unsigned: &WireRequest, added: &[WireHeader], rules: &ServiceRules) -> Vec<Note> {
    let mut notes = Vec::new();
    if *rules != ServiceRules::DEFAULT {
        notes.push(Note::new("service-rules", rules.reason));
    }
    for name in SET_BY_SIGNING.into_iter().chain([CONTENT_SHA256]) {
        if has(&unsigned.headers, name) && is_replaced(name, added) {
            let reason = format!("The {name} row is not sent: signing sets this header");
            notes.push(Note::new("header-replaced", reason));
        }
    }
    if let Some(typed) = typed_payload_hash(&unsigned.headers)
        && typed.as_str() != unsigned.digest.sha256
    {
        notes.push(Note::new(
            "payload-hash-typed",
            "The typed x-amz-content-sha256 is signed as the payload hash; it is not the hash of this body",
        ));
    }
    if is_presigned(unsigned) {
        notes.push(Note::new(
            "two-auth-methods",
            "The URL is presigned already: AWS refuses a request that is signed in its query and in a header",
        ));
    }
    let path = unsigned.path();
    if rules.path_encoding == PathEncoding::Single && canonical_path(&path, rules).as_str() != path.as_str() {
        notes.push(Note::new(
            "path-signed-in-other-spelling",
            "S3 reads the key from the path and spells it strictly before it checks the signature",
        ));
    }
    notes
}

/// True when the query holds a signature
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html>).
fn is_presigned(unsigned: &WireRequest) -> bool {
    unsigned.query().is_some_and(|query| {
        query.as_str().split('&').any(|parameter| {
            parameter.starts_with("X-Amz-Algorithm=") || parameter.starts_with("X-Amz-Signature=")
        })
    })
}
