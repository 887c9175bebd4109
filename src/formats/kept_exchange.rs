//! An exchange of the history as the panes show one.
//!
//! Texts have marks in the places of secrets, and come from nobody's fields: every byte has the origin *received*. Slugs of
//! notes and failures are those of the version that wrote them, so that nothing is decided by them here.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;

use crate::model::{
    BodyDigest, CanonicalSections, Endpoint, Exchange, Failure, HeaderSource, Hop, HostSigned, KeyShown,
    Note, Origin, Outcome, Proof, RedirectStop, Response, ResponseHead, Scheme, SigningReport, SigningTime,
    Traced, WireBody, WireHeader, WireRequest,
};
use crate::redact::exchange_record::{
    ExchangeRecord, HeadRecord, NoteRecord, OutcomeRecord, ReplyRecord, ReportRecord, SourceRecord,
    WireRecord,
};

/// The slug of what was kept under another one.
const KEPT: &str = "kept";

/// The exchange of a record. `sent_body` is what was kept of the body that was sent.
pub fn exchange_of(record: &ExchangeRecord, sent_body: Bytes) -> Exchange {
    Exchange {
        id: record.id,
        began: record.began,
        wire: record
            .wire
            .as_ref()
            .map(|wire| Arc::new(wire_of(wire, WireBody::from(sent_body)))),
        report: record
            .report
            .as_ref()
            .map(|report| Arc::new(report_of(report, &record.notes))),
        notes: notes_of(&record.notes),
        secret_occurrences: record.secret_occurrences,
        hops: record
            .hops
            .iter()
            .map(|hop| Hop {
                wire: Arc::new(wire_of(&hop.wire, WireBody::default())),
                report: hop
                    .report
                    .as_ref()
                    .map(|report| Arc::new(report_of(report, &hop.notes))),
                notes: notes_of(&hop.notes),
                head: head_of(&hop.head),
                location: hop.location.get().clone(),
                followed: hop.followed,
            })
            .collect(),
        redirect: record.redirect.as_ref().map(|stop| RedirectStop {
            location: stop.location.get().clone(),
            why: stop.why,
        }),
        connection: record.connection.clone(),
        outcome: outcome_of(&record.outcome),
        chain: Vec::new(),
        secrets: Vec::new(),
        question: None,
        timings: record.timings,
    }
}

fn received(text: &str) -> Traced {
    Traced::new(text, Origin::Received)
}

fn notes_of(notes: &[NoteRecord]) -> Vec<Note> {
    notes
        .iter()
        .map(|note| Note::new(KEPT, note.reason.get().clone()))
        .collect()
}

fn wire_of(wire: &WireRecord, body: WireBody) -> WireRequest {
    WireRequest {
        endpoint: endpoint_of(&wire.origin),
        method: received(wire.method.get()),
        target: received(wire.target.get()),
        headers: wire
            .headers
            .iter()
            .map(|line| WireHeader {
                name: received(line.name.get()),
                value: received(line.value.get()),
                source: match line.source {
                    SourceRecord::Typed => HeaderSource::Typed,
                    SourceRecord::Client => HeaderSource::Client("added by Countersign when it was sent"),
                    SourceRecord::Signer => HeaderSource::Signer,
                },
            })
            .collect(),
        body,
        digest: BodyDigest {
            sha256: wire.body_sha256.clone(),
            length: wire.body_bytes,
        },
    }
}

/// `https://api.example.com:8443`; the port of an address in brackets stands behind the last colon too.
fn endpoint_of(origin: &str) -> Endpoint {
    let (scheme, authority) = match origin.strip_prefix("http://") {
        Some(authority) => (Scheme::Http, authority),
        None => (Scheme::Https, origin.strip_prefix("https://").unwrap_or(origin)),
    };
    let with_port = authority
        .rsplit_once(':')
        .and_then(|(host, port)| Some((host, port.parse().ok()?)));
    let (host, port) = with_port.unwrap_or((authority, scheme.default_port()));
    Endpoint {
        scheme,
        host: host.to_owned(),
        port,
    }
}

fn report_of(report: &ReportRecord, notes: &[NoteRecord]) -> SigningReport {
    let authorization = report.authorization.get();
    let presigned = report.presigned_url.as_ref().map(|url| url.get().as_str());
    SigningReport {
        sections: sections_of(report.canonical_request.get()),
        canonical_request: received(report.canonical_request.get()),
        canonical_request_hash: report.canonical_request_hash.clone(),
        string_to_sign: received(report.string_to_sign.get()),
        credential_scope: received(&report.credential_scope),
        access_key_id: report.access_key_id.clone(),
        time: SigningTime::parse_amz_date(&report.time)
            .unwrap_or_else(|| SigningTime::new(time::OffsetDateTime::UNIX_EPOCH)),
        signed_headers: report.signed_headers.clone(),
        signature: signature_in(authorization, presigned),
        authorization: received(authorization),
        presigned_url: presigned.map(received),
        key: KeyShown::Chain,
        host: HostSigned::AsSent,
        proof: if report.proved {
            Proof::Proved
        } else {
            Proof::Broken {
                from_report: String::new(),
            }
        },
        notes: notes_of(notes),
    }
}

/// What stands behind the name of the signature, in a header or in a URL.
fn signature_in(authorization: &str, presigned: Option<&str>) -> String {
    let behind = |text: &str, name: &str| {
        let (_, value) = text.rsplit_once(name)?;
        let end = value.find(['&', ',', ' ']).unwrap_or(value.len());
        value.get(..end).map(str::to_owned)
    };
    behind(authorization, "Signature=")
        .or_else(|| behind(presigned?, "X-Amz-Signature="))
        .unwrap_or_default()
}

/// Where the parts of a canonical request stand: method, path and query a line each, the header lines, an empty line, the
/// signed headers, the hash of the payload
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>).
fn sections_of(canonical_request: &str) -> CanonicalSections {
    let mut from = 0;
    let mut lines: Vec<Range<usize>> = Vec::new();
    for line in canonical_request.split('\n') {
        lines.push(from..from + line.len());
        from += line.len() + 1;
    }
    let line = |at: usize| lines.get(at).cloned().unwrap_or_default();
    let last = lines.len().saturating_sub(1);
    let headers = lines.iter().skip(3).take_while(|line| !line.is_empty());
    CanonicalSections {
        method: line(0),
        path: line(1),
        query: line(2),
        headers: headers.cloned().collect(),
        signed_headers: line(last.saturating_sub(1)),
        payload_hash: line(last),
    }
}

fn outcome_of(outcome: &OutcomeRecord) -> Outcome {
    match outcome {
        OutcomeRecord::Replied(reply) => Outcome::Replied(response_of(reply)),
        OutcomeRecord::Failed {
            kind: _,
            stage,
            message,
            hint,
        } => Outcome::Failed(Failure {
            kind: KEPT,
            stage: *stage,
            message: message.get().clone(),
            hint: hint.get().clone(),
        }),
        OutcomeRecord::Cancelled { stage, reply } => Outcome::Cancelled {
            stage: *stage,
            response: reply.as_ref().map(response_of),
        },
    }
}

fn response_of(reply: &ReplyRecord) -> Response {
    Response {
        head: head_of(&reply.head),
        body_bytes: reply.body_bytes,
        received_bytes: reply.received_bytes,
        end: reply.end.clone(),
        decoding: reply.decoding.clone(),
    }
}

fn head_of(head: &HeadRecord) -> ResponseHead {
    let headers = head.headers.iter();
    ResponseHead {
        status: head.status,
        reason: head.reason.get().clone(),
        headers: headers
            .map(|(name, value)| (name.get().clone(), value.get().clone()))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_have_their_ports_where_they_stand() {
        for (origin, host, port) in [
            ("https://api.example.com", "api.example.com", 443),
            ("http://api.example.com", "api.example.com", 80),
            ("http://localhost:8080", "localhost", 8080),
            ("https://[::1]:8443", "[::1]", 8443),
        ] {
            let endpoint = endpoint_of(origin);
            assert_eq!((endpoint.host.as_str(), endpoint.port), (host, port), "{origin}");
            let written = format!("{}://{}", endpoint.scheme.as_str(), endpoint.authority());
            assert_eq!(written, origin);
        }
    }

    #[test]
    fn the_parts_of_a_canonical_request_are_its_lines() {
        // The example of AWS's documentation.
        let text = "GET\n/\nAction=ListUsers&Version=2010-05-08\ncontent-type:text/plain\nhost:iam.amazonaws.com\n\n\
                    content-type;host\ne3b0";
        let sections = sections_of(text);
        let part = |range: &Range<usize>| text.get(range.clone()).unwrap();
        assert_eq!(part(&sections.method), "GET");
        assert_eq!(part(&sections.path), "/");
        assert_eq!(part(&sections.query), "Action=ListUsers&Version=2010-05-08");
        let headers: Vec<&str> = sections.headers.iter().map(part).collect();
        assert_eq!(headers, ["content-type:text/plain", "host:iam.amazonaws.com"]);
        assert_eq!(part(&sections.signed_headers), "content-type;host");
        assert_eq!(part(&sections.payload_hash), "e3b0");
    }

    #[test]
    fn a_signature_is_found_in_header_and_url() {
        let header = "AWS4-HMAC-SHA256 Credential=A/b, SignedHeaders=host, Signature=5d67";
        assert_eq!(signature_in(header, None), "5d67");
        let url = "https://h/?X-Amz-Signature=abc&x=1";
        assert_eq!(signature_in("", Some(url)), "abc");
        assert_eq!(signature_in("", None), "");
    }
}
