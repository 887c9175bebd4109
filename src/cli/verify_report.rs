//! The result of `verify`, for people and as JSON.

use serde::Serialize;

use super::mistake_report::{self, JsonSearch};
use super::print::{Ink, Printer};
use super::text_report::block;
use super::verify::Checked;
use crate::sigv4::verify::{Claim, Credential, Fault, SignaturePlace, Verdict, valid_between};
use crate::text::visible_line;

/// Prints scope, dates, faults and verdict.
pub fn print(checked: &Checked, printer: &mut Printer<'_>) {
    let verification = &checked.verification;
    if let Some(claim) = &verification.claim {
        for (name, value) in rows(claim, checked) {
            printer.line(&format!("{name:<16}{}", visible_line(&value)));
        }
        printer.line("");
    }
    if let Some(rebuilt) = &verification.rebuilt
        && verification.verdict != Verdict::Valid
    {
        block(
            "Canonical request of what was given",
            &rebuilt.canonical_request,
            printer,
        );
        block("String to sign", &rebuilt.string_to_sign, printer);
    }
    for fault in &verification.faults {
        printer.inked(Ink::Red, &format!("Fault: {}", visible_line(&fault.to_string())));
        printer.inked(Ink::Faint, &format!("       {}", fault.cure()));
    }
    let (ink, sentence) = verdict(&verification.verdict, &verification.faults);
    printer.inked(ink, &sentence);
    if let Some(searched) = &checked.searched {
        mistake_report::print(searched, printer);
    }
    for warning in &checked.warnings {
        printer.remark(&format!("warning: {warning}"));
    }
}

fn rows(claim: &Claim, checked: &Checked) -> Vec<(&'static str, String)> {
    let mut rows = vec![("Signed in", place(claim.place).1.to_owned())];
    let mut row = |name, value: Option<String>| rows.extend(value.map(|value| (name, value)));
    row("Algorithm", claim.algorithm.clone());
    if let Some(credential) = claim.parsed_credential() {
        row("Access key ID", Some(credential.access_key_id.clone()));
        row("Scope", Some(credential.scope().to_owned()));
        row(
            "Region",
            Some(credential.region).filter(|region| !region.is_empty()),
        );
        row("Service", Some(credential.service));
    } else {
        row("Credential", claim.credential.clone());
    }
    row("Signed at", claim.date.clone());
    if let Some((from, until)) = valid_between(claim) {
        row("Good from", Some(from.amz_date()));
        row("Good until", Some(until.amz_date()));
    }
    row(
        "Expires",
        claim.expires.as_ref().map(|secs| format!("after {secs} seconds")),
    );
    row("Checked for", Some(checked.now.amz_date()));
    row("Signed headers", claim.signed_headers.clone());
    row("Signature", claim.signature.clone());
    rows
}

fn place(place: SignaturePlace) -> (&'static str, &'static str) {
    match place {
        SignaturePlace::Header => ("header", "the Authorization header"),
        SignaturePlace::Query => ("query", "the query: a presigned URL"),
    }
}

fn verdict(verdict: &Verdict, faults: &[Fault]) -> (Ink, String) {
    match verdict {
        Verdict::Valid if faults.is_empty() => (
            Ink::Green,
            "Valid: the signature belongs to this request and this secret".to_owned(),
        ),
        Verdict::Valid => (
            Ink::Red,
            "The signature belongs to this request and this secret, but a service would see the faults above"
                .to_owned(),
        ),
        Verdict::SignatureDiffers { computed } => (
            Ink::Red,
            format!(
                "The signature differs{}. Either the secret is not the one it was signed with, or the request was \
                 changed after signing",
                computed.as_ref().map_or(String::new(), |computed| format!(
                    ": this request and this secret give {computed}"
                ))
            ),
        ),
        Verdict::Unknown(why) => (Ink::Faint, format!("No verdict: {why}")),
    }
}

/// The result as `--json` prints it.
#[derive(Serialize)]
pub struct JsonVerification<'a> {
    passed: bool,
    verdict: &'static str,
    reason: Option<String>,
    claim: Option<JsonClaim<'a>>,
    faults: Vec<JsonFault>,
    canonical_request: Option<&'a str>,
    string_to_sign: Option<&'a str>,
    computed_signature: Option<&'a str>,
    #[serde(flatten)]
    search: JsonSearch<'a>,
    checked_for: String,
    warnings: &'a [String],
}

#[derive(Serialize)]
struct JsonClaim<'a> {
    signed_in: &'static str,
    algorithm: Option<&'a str>,
    credential: Option<&'a str>,
    access_key_id: Option<String>,
    credential_scope: Option<String>,
    region: Option<String>,
    service: Option<String>,
    signed_at: Option<&'a str>,
    expires: Option<&'a str>,
    good_from: Option<String>,
    good_until: Option<String>,
    signed_headers: Vec<&'a str>,
    signature: Option<&'a str>,
    session_token: bool,
}

#[derive(Serialize)]
struct JsonFault {
    kind: &'static str,
    message: String,
    hint: &'static str,
}

/// The JSON form.
pub fn json(checked: &Checked) -> JsonVerification<'_> {
    let verification = &checked.verification;
    let rebuilt = verification.rebuilt.as_ref();
    let (verdict, reason, computed_signature) = match &verification.verdict {
        Verdict::Valid => ("valid", None, None),
        Verdict::SignatureDiffers { computed } => ("signature_differs", None, computed.as_deref()),
        Verdict::Unknown(why) => ("unknown", Some(why.to_string()), None),
    };
    JsonVerification {
        passed: verification.passed(),
        verdict,
        reason,
        claim: verification.claim.as_ref().map(json_claim),
        faults: verification.faults.iter().map(json_fault).collect(),
        canonical_request: rebuilt.map(|rebuilt| rebuilt.canonical_request.as_str()),
        string_to_sign: rebuilt.map(|rebuilt| rebuilt.string_to_sign.as_str()),
        computed_signature,
        search: mistake_report::json(checked.searched.as_ref()),
        checked_for: checked.now.amz_date(),
        warnings: &checked.warnings,
    }
}

fn json_claim(claim: &Claim) -> JsonClaim<'_> {
    let credential = claim.parsed_credential();
    let part = |read: fn(&Credential) -> String| credential.as_ref().map(read);
    let valid = valid_between(claim);
    JsonClaim {
        signed_in: place(claim.place).0,
        algorithm: claim.algorithm.as_deref(),
        credential: claim.credential.as_deref(),
        access_key_id: part(|credential| credential.access_key_id.clone()),
        credential_scope: part(|credential| credential.scope().to_owned()),
        region: part(|credential| credential.region.clone()),
        service: part(|credential| credential.service.clone()),
        signed_at: claim.date.as_deref(),
        expires: claim.expires.as_deref(),
        good_from: valid.map(|(from, _)| from.amz_date()),
        good_until: valid.map(|(_, until)| until.amz_date()),
        signed_headers: claim.signed_names(),
        signature: claim.signature.as_deref(),
        session_token: claim.session_token.is_some(),
    }
}

fn json_fault(fault: &Fault) -> JsonFault {
    JsonFault {
        kind: fault.kind(),
        message: fault.to_string(),
        hint: fault.cure(),
    }
}
