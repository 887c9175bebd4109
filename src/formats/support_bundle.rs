//! A report of one exchange as Markdown, to hand to a colleague or to AWS support. No secret is in it, and no signature
//! unless it was chosen.
//!
//! It is written from the record of the exchange, whose texts were searched for secrets, and searched again as a whole.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::markdown::{fenced, inline};
use crate::model::{Exchange, Finding, Outcome, Secret};
use crate::redact::exchange_record::{
    ExchangeRecord, HeadRecord, HeaderRecord, OutcomeRecord, ReplyRecord, ReportRecord, WireRecord,
};
use crate::redact::{KnownSecrets, Redacted, Signatures, hide_by_name};

/// Bytes of a reply body that are written; an error says what it says in its beginning.
const MOST_BODY_BYTES: usize = 16 * 1024;
/// So much more is searched for secrets, so that none is cut in two and missed: session tokens are shorter.
const SEARCHED_BEYOND_BYTES: usize = 16 * 1024;

/// Reply headers by which AWS finds a request again.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/get-request-ids.html>
const ID_HEADERS: [&str; 8] = [
    "x-amzn-requestid",
    "x-amz-request-id",
    "x-amz-id-2",
    "apigw-requestid",
    "x-amz-apigw-id",
    "x-amz-cf-id",
    "x-amzn-trace-id",
    "x-amzn-errortype",
];

/// What a bundle is made of.
#[derive(Clone, Copy, Debug)]
pub struct SupportBundle<'a> {
    /// The exchange.
    pub exchange: &'a Exchange,
    /// The decoded body of the reply, as far as it came.
    pub body: &'a [u8],
    /// Why it failed, the surest first.
    pub findings: &'a [Finding],
    /// Seconds that the service's clock was ahead of this computer's, when the reply told.
    pub clock_offset_seconds: Option<i64>,
    /// Name and version of the program.
    pub program: &'a str,
    /// Operating system and processor.
    pub system: &'a str,
    /// What of the rest is in it.
    pub included: Included,
}

/// What the user chose to have in a bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Included {
    /// The body of the reply.
    pub body: Choice,
    /// The signature: it is good for some minutes, for this request alone.
    pub signature: Choice,
}

impl Default for Included {
    fn default() -> Self {
        Self {
            body: Choice::In,
            signature: Choice::Out,
        }
    }
}

/// Whether a part is in a bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// It is written.
    In,
    /// A mark or a sentence stands for it.
    Out,
}

/// Writes the bundle. `secrets` are all of the send.
pub fn support_bundle(bundle: &SupportBundle<'_>, secrets: &KnownSecrets) -> Redacted<String> {
    let secrets = with_signatures(bundle, secrets);
    let record = secrets.record(bundle.exchange);
    secrets.redact(&written(bundle, &record, &secrets))
}

/// A name for its file, from the moment of the send.
pub fn suggested_name(exchange: &Exchange) -> String {
    let began = exchange.began;
    format!(
        "support-{:04}{:02}{:02}T{:02}{:02}{:02}Z.md",
        began.year(),
        u8::from(began.month()),
        began.day(),
        began.hour(),
        began.minute(),
        began.second()
    )
}

/// The signatures of the exchange as secrets, unless they were chosen.
fn with_signatures(bundle: &SupportBundle<'_>, secrets: &KnownSecrets) -> KnownSecrets {
    let mut secrets = secrets.clone();
    if bundle.included.signature == Choice::In {
        return secrets;
    }
    let exchange = bundle.exchange;
    let hops = exchange.hops.iter();
    let reports = hops
        .clone()
        .filter_map(|hop| hop.report.as_ref())
        .chain(&exchange.report);
    for report in reports {
        secrets.insert("signature", &Secret::new(report.signature.as_str()));
    }
    // Of a URL or a header that another program signed.
    let wires = hops.map(|hop| &hop.wire).chain(&exchange.wire);
    for wire in wires {
        let values = wire.headers.iter().map(|line| line.value.as_str());
        for text in values.chain([wire.target.as_str()]) {
            for signature in signatures_in(text) {
                secrets.insert("signature", &Secret::new(signature));
            }
        }
    }
    secrets
}

/// The values of `Signature=` and `X-Amz-Signature=` in a header value or a target.
fn signatures_in(text: &str) -> impl Iterator<Item = &str> {
    let pieces = text.split(['?', '&', ',', ' ']);
    pieces.filter_map(|piece| {
        let (name, value) = piece.split_once('=')?;
        let name = name.trim();
        (name.eq_ignore_ascii_case("signature") || name.eq_ignore_ascii_case("x-amz-signature"))
            .then_some(value.trim())
    })
}

fn written(bundle: &SupportBundle<'_>, record: &ExchangeRecord, secrets: &KnownSecrets) -> String {
    let mut parts = vec![
        format!("# {}", title(record)),
        format!(
            "Sent {} by {} on {}. Marks such as \\[session token, 1,284 bytes, sha256 9f3a…\\] stand for secrets.",
            moment(record.began),
            inline(bundle.program),
            inline(bundle.system)
        ),
    ];
    findings(&mut parts, bundle.findings, secrets);
    match &record.wire {
        Some(wire) => request(&mut parts, wire, bundle.included.signature),
        None => parts.push("## Request\n\nNothing was sent: building the request failed.".to_owned()),
    }
    match &record.report {
        Some(report) => signed(&mut parts, report),
        None => parts
            .push("## What was signed\n\nNothing: the request is not signed with AWS Signature.".to_owned()),
    }
    outcome(&mut parts, bundle, &record.outcome, secrets);
    connection(&mut parts, bundle, record);
    let notes: Vec<String> = record
        .notes
        .iter()
        .map(|note| format!("{}: {}", note.rule, note.reason))
        .collect();
    section(&mut parts, "## Notes", &notes);
    let mut text = parts.join("\n\n");
    text.push('\n');
    text
}

fn title(record: &ExchangeRecord) -> String {
    let request = record.wire.as_ref().map_or_else(
        || "a request that was not built".to_owned(),
        |wire| {
            let target = wire.target.get();
            let path = target.split('?').next().unwrap_or(target);
            inline(&format!("{} {}{path}", wire.method, wire.origin))
        },
    );
    let ended = match &record.outcome {
        OutcomeRecord::Replied(reply) => status(&reply.head),
        OutcomeRecord::Failed { kind, .. } => inline(kind),
        OutcomeRecord::Cancelled { .. } => "cancelled".to_owned(),
    };
    format!("{request}: {ended}")
}

fn moment(moment: OffsetDateTime) -> String {
    moment.format(&Rfc3339).unwrap_or_default()
}

fn status(head: &HeadRecord) -> String {
    inline(format!("{} {}", head.status, head.reason).trim())
}

fn findings(parts: &mut Vec<String>, findings: &[Finding], secrets: &KnownSecrets) {
    if findings.is_empty() {
        return;
    }
    parts.push("## Why it failed".to_owned());
    let said = |text: &str| inline(secrets.redact(text).get());
    for finding in findings {
        parts.push(format!(
            "**{}** ({}, `{}`)",
            said(&finding.title),
            finding.confidence.as_str(),
            finding.cause.slug()
        ));
        if !finding.meaning.is_empty() {
            parts.push(said(&finding.meaning));
        }
        let evidence = finding
            .evidence
            .iter()
            .map(|evidence| format!("Evidence, {}: {}", evidence.place.label(), evidence.text));
        let ruled_out = finding.ruled_out.iter().map(|text| format!("Ruled out: {text}"));
        let steps = finding.steps.iter().map(|text| format!("To do: {text}"));
        let lines: Vec<String> = evidence.chain(ruled_out).chain(steps).collect();
        if !lines.is_empty() {
            parts.push(items(&lines, secrets));
        }
    }
}

fn request(parts: &mut Vec<String>, wire: &WireRecord, signature: Choice) {
    let signatures = match signature {
        Choice::In => Signatures::Shown,
        Choice::Out => Signatures::Hidden,
    };
    let mut text = format!(
        "{} {}\n",
        wire.method,
        hide_by_name(wire.target.get(), signatures)
    );
    text.push_str(&header_lines(&wire.headers));
    parts.extend([
        "## Request".to_owned(),
        format!("To {}, exactly as sent:", inline(&wire.origin)),
        fenced("http", text.trim_end_matches('\n')),
        format!("Body: {} bytes, SHA-256 `{}`", wire.body_bytes, wire.body_sha256),
    ]);
}

fn header_lines(lines: &[HeaderRecord]) -> String {
    let lines = lines.iter().map(|line| format!("{}: {}", line.name, line.value));
    lines.collect::<Vec<_>>().join("\n")
}

fn signed(parts: &mut Vec<String>, report: &ReportRecord) {
    let proof = if report.proved {
        "The canonical request below reproduced the signature when it was sent."
    } else {
        "The canonical request below did not reproduce the signature when it was sent."
    };
    parts.extend([
        "## What was signed".to_owned(),
        format!(
            "Access key ID {}, credential scope {}, signed at {}, signed headers {}. {proof}",
            inline(&report.access_key_id),
            inline(&report.credential_scope),
            inline(&report.time),
            inline(&report.signed_headers.join(";"))
        ),
        "Canonical request:".to_owned(),
        fenced(
            "text",
            &hide_by_name(report.canonical_request.get(), Signatures::Hidden),
        ),
        "String to sign:".to_owned(),
        fenced("text", report.string_to_sign.get()),
    ]);
}

fn outcome(
    parts: &mut Vec<String>,
    bundle: &SupportBundle<'_>,
    outcome: &OutcomeRecord,
    secrets: &KnownSecrets,
) {
    match outcome {
        OutcomeRecord::Replied(reply) => replied(parts, bundle, reply, secrets),
        OutcomeRecord::Failed {
            stage, message, hint, ..
        } => parts.extend([
            "## No reply".to_owned(),
            format!(
                "Failed while {}: {}. {}",
                stage.doing(),
                inline(message.get()),
                inline(hint.get())
            ),
        ]),
        OutcomeRecord::Cancelled { stage, reply } => {
            parts.push(format!("## Cancelled\n\nCancelled while {}.", stage.doing()));
            if let Some(reply) = reply {
                replied(parts, bundle, reply, secrets);
            }
        }
    }
}

fn replied(parts: &mut Vec<String>, bundle: &SupportBundle<'_>, reply: &ReplyRecord, secrets: &KnownSecrets) {
    let head = &reply.head;
    let is_id = |name: &str| ID_HEADERS.iter().any(|known| known.eq_ignore_ascii_case(name));
    let ids: Vec<String> = head
        .headers
        .iter()
        .filter(|(name, _)| is_id(name.get()))
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    let lines: Vec<String> = head
        .headers
        .iter()
        .map(|(name, value)| reply_line(name.get(), value.get()))
        .collect();
    parts.extend([format!("## Reply\n\nStatus {}", status(head))]);
    section(parts, "Request ids:", &ids);
    parts.push(fenced("http", &lines.join("\n")));
    parts.push(match bundle.included.body {
        Choice::Out => format!("Body: {} bytes, left out.", reply.body_bytes),
        Choice::In => body(bundle.body, reply.body_bytes, secrets),
    });
}

/// A header line of a reply; a redirect's location may have anything in it.
fn reply_line(name: &str, value: &str) -> String {
    if name.eq_ignore_ascii_case("location") {
        format!("{name}: {}", hide_by_name(value, Signatures::Hidden))
    } else {
        format!("{name}: {value}")
    }
}

/// The beginning of a body, when it is text.
fn body(bytes: &[u8], length: u64, secrets: &KnownSecrets) -> String {
    if bytes.is_empty() {
        return "The body is empty.".to_owned();
    }
    let searched = bytes
        .get(..MOST_BODY_BYTES + SEARCHED_BEYOND_BYTES)
        .unwrap_or(bytes);
    // A character that the limit cuts is no reason to leave the text out.
    let text = match std::str::from_utf8(searched) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            let whole = searched.get(..error.valid_up_to()).unwrap_or_default();
            std::str::from_utf8(whole).unwrap_or_default()
        }
        Err(_) => return format!("Body: {length} bytes that are no UTF-8 text."),
    };
    let text = hide_by_name(secrets.redact(text).get(), Signatures::Hidden);
    let end = text.floor_char_boundary(MOST_BODY_BYTES);
    let start = text.get(..end).unwrap_or_default();
    let shown = if end == text.len() && bytes.len() as u64 == length {
        format!("Body, {length} bytes:")
    } else {
        format!("The beginning of the body of {length} bytes:")
    };
    format!("{shown}\n\n{}", fenced("text", start))
}

fn connection(parts: &mut Vec<String>, bundle: &SupportBundle<'_>, record: &ExchangeRecord) {
    let connection = &record.connection;
    let millis = |name: &str, duration: Option<std::time::Duration>| {
        duration.map(|duration| format!("{name}: {} ms", duration.as_millis()))
    };
    let facts = [
        connection.address.map(|address| format!("Address: {address}")),
        connection.proxy.as_ref().map(|proxy| format!("Proxy: {proxy}")),
        connection
            .protocol
            .map(|protocol| format!("Protocol: {}", protocol.as_str())),
        connection
            .tls
            .as_ref()
            .map(|tls| format!("TLS: certificate asked for as {}", tls.server_name)),
        millis("First byte", record.timings.first_byte),
        millis("Total", Some(record.timings.total)),
        bundle
            .clock_offset_seconds
            .map(|seconds| format!("The service's clock beside this computer's: {seconds:+} s")),
        Some(format!("Exchange: {}", record.id)),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    section(parts, "## Connection and clock", &facts);
}

fn section(parts: &mut Vec<String>, title: &str, lines: &[String]) {
    if !lines.is_empty() {
        parts.push(title.to_owned());
        let lines: Vec<String> = lines.iter().map(|line| format!("- {}", inline(line))).collect();
        parts.push(lines.join("\n"));
    }
}

fn items(lines: &[String], secrets: &KnownSecrets) -> String {
    let line = |line: &String| format!("- {}", inline(secrets.redact(line).get()));
    lines.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Whether an exchange has something to report.
pub fn is_reportable(exchange: &Exchange) -> bool {
    exchange.wire.is_some() || matches!(exchange.outcome, Outcome::Failed(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Auth, BodyDigest};

    #[test]
    fn secrets_of_a_body_are_hidden_by_their_names_and_shapes() {
        let bytes = br#"{"access_token":"t0p","url":"https://jo:pw@h/k?X-Amz-Signature=00ff&x=1","id":"7","jwt":"eyJa.eyJb.c","note":"eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.c2ln"}"#;
        let expected = r#"{"access_token":"[hidden]","url":"https://[hidden]@h/k?X-Amz-Signature=[hidden]&x=1","id":"7","jwt":"[hidden]","note":"[hidden]"}"#;
        let text = body(bytes, bytes.len() as u64, &KnownSecrets::default());
        assert!(text.contains(expected), "{text}");
        let form = b"refresh_token=abc&client_secret=def&grant_type=x&password=p%26q";
        let text = body(form, form.len() as u64, &KnownSecrets::default());
        assert!(
            text.contains("refresh_token=[hidden]&client_secret=[hidden]&grant_type=x&password=[hidden]"),
            "{text}"
        );
    }

    #[test]
    fn a_location_and_a_target_are_searched_as_text() {
        assert_eq!(
            reply_line("Location", "https://h/cb?code=abc&state=1#id_token=x"),
            "Location: https://h/cb?code=[hidden]&state=1#id_token=[hidden]"
        );
        assert_eq!(reply_line("x-note", "code=abc"), "x-note: code=abc");
        let redact = |text: &str| KnownSecrets::of_auth(&Auth::default()).redact(text);
        let wire = WireRecord {
            origin: "https://h".to_owned(),
            method: redact("GET"),
            target: redact("/a?api_key=k&X-Amz-Signature=00ff&x=1"),
            headers: Vec::new(),
            body_sha256: BodyDigest::of(b"").sha256,
            body_bytes: 0,
        };
        let written = |signature| {
            let mut parts = Vec::new();
            request(&mut parts, &wire, signature);
            parts.concat()
        };
        let out = written(Choice::Out);
        assert!(
            out.contains("GET /a?api_key=[hidden]&X-Amz-Signature=[hidden]&x=1"),
            "{out}"
        );
        let chosen = written(Choice::In);
        assert!(
            chosen.contains("GET /a?api_key=[hidden]&X-Amz-Signature=00ff&x=1"),
            "{chosen}"
        );
    }
}
