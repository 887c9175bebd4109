//! Properties and values that several targets share.

use countersign::model::{BodyDigest, Request, Secret, SigningReport, SigningTime, Traced, WireRequest};
use countersign::resolve::{ResolveError, Scope, assemble, resolve};
use countersign::sigv4::choose_spelling;

/// The documented example secret.
pub const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

/// Every moment of signing and checking.
pub fn now() -> SigningTime {
    SigningTime::parse_amz_date("20261120T120000Z").unwrap()
}

/// The example secret as a secret.
pub fn secret() -> Secret {
    Secret::new(SECRET)
}

/// Segments cover every byte of the text once, in order, and none is empty.
pub fn covers_once(text: &Traced) {
    let mut end = 0;
    for segment in text.segments() {
        assert_eq!(segment.range.start, end, "{text:?}");
        assert!(segment.range.end > end, "{text:?}");
        end = segment.range.end;
    }
    assert_eq!(end, text.len(), "{text:?}");
}

/// What stands in every report: proof, covered texts, sections that are lines of the canonical request.
pub fn report_is_sound(report: &SigningReport) {
    assert!(report.proof.holds(), "{:?}", report.proof);
    for text in [
        &report.canonical_request,
        &report.string_to_sign,
        &report.credential_scope,
        &report.authorization,
    ] {
        covers_once(text);
    }
    let sections = &report.sections;
    let ranges = [&sections.method, &sections.path, &sections.query];
    let last = [&sections.signed_headers, &sections.payload_hash];
    let mut at = 0;
    for range in ranges.into_iter().chain(&sections.headers).chain(last) {
        assert!(range.start >= at && range.end >= range.start, "{sections:?}");
        at = range.end;
    }
    assert_eq!(at, report.canonical_request.len());
}

/// The wire request before it is signed.
pub fn unsigned(request: &Request) -> Result<WireRequest, ResolveError> {
    let resolved = choose_spelling(resolve(request, &Scope::default())?, &request.http.auth);
    let digest = BodyDigest::of(&resolved.body_in_memory().unwrap());
    let wire = assemble(&resolved, &digest)?.wire;
    assert!(
        wire.target
            .as_str()
            .bytes()
            .all(|byte| (0x21..0x7F).contains(&byte)),
        "{:?}",
        wire.target
    );
    assert!(wire.target.as_str().starts_with('/'), "{:?}", wire.target);
    covers_once(&wire.method);
    covers_once(&wire.target);
    for line in &wire.headers {
        covers_once(&line.name);
        covers_once(&line.value);
        let text = [line.name.as_str(), line.value.as_str()].concat();
        assert!(!text.contains(['\r', '\n', '\0']), "{text:?}");
    }
    Ok(wire)
}
