//! The JSON form of how an exchange went: its redirects, its connection, its times.

use std::time::Duration;

use serde::Serialize;

use super::json_report::{JsonNote, JsonReport, JsonWire, of_notes, of_report, of_wire};
use crate::model::{
    CertificateFacts, ChainTrust, Connection, ConnectionOrigin, Followed, Hop, HttpVersion, Phases,
    RedirectStop, StopReason, Timings, TlsFacts, TlsVersion,
};

/// A redirect that was followed.
#[derive(Serialize)]
pub struct JsonHop<'a> {
    report: Option<JsonReport<'a>>,
    wire: JsonWire<'a>,
    notes: Vec<JsonNote<'a>>,
    status: u16,
    headers: &'a [(String, String)],
    location: &'a str,
    followed: &'static str,
}

/// The redirect at which it stopped.
#[derive(Serialize)]
pub struct JsonStop<'a> {
    location: &'a str,
    why: &'static str,
}

/// The connection of the last hop.
#[derive(Serialize)]
pub struct JsonConnection<'a> {
    origin: Option<&'static str>,
    address: Option<String>,
    proxy: Option<&'a str>,
    protocol: Option<&'static str>,
    tls: Option<JsonTls<'a>>,
    bytes_up: u64,
    bytes_down: u64,
}

#[derive(Serialize)]
struct JsonTls<'a> {
    version: Option<&'static str>,
    cipher: Option<&'a str>,
    server_name: &'a str,
    trust: &'static str,
    flaw: Option<&'a str>,
    chain: Vec<JsonCertificate<'a>>,
}

#[derive(Serialize)]
struct JsonCertificate<'a> {
    subject: &'a str,
    issuer: &'a str,
    names: &'a [String],
    not_before: String,
    not_after: String,
    sha256: &'a str,
}

/// Milliseconds with fractions; null where a phase did not happen.
#[derive(Serialize)]
pub struct JsonTimings {
    phases: JsonPhases,
    first_byte: Option<f64>,
    total: f64,
}

#[derive(Serialize)]
struct JsonPhases {
    hashing: Option<f64>,
    resolving: Option<f64>,
    connecting: Option<f64>,
    securing: Option<f64>,
    sending: Option<f64>,
    waiting: Option<f64>,
    downloading: Option<f64>,
}

/// A hop.
pub fn of_hop(hop: &Hop) -> JsonHop<'_> {
    JsonHop {
        report: hop
            .report
            .as_deref()
            .map(|report| of_report(report, &hop.wire, &hop.notes, &[])),
        wire: of_wire(&hop.wire),
        notes: of_notes(&hop.notes),
        status: hop.head.status,
        headers: &hop.head.headers,
        location: &hop.location,
        followed: match hop.followed {
            Followed::SameOrigin => "same_origin",
            Followed::WithoutCredentials => "without_credentials",
        },
    }
}

/// A stop.
pub fn of_stop(stop: &RedirectStop) -> JsonStop<'_> {
    JsonStop {
        location: &stop.location,
        why: match stop.why {
            StopReason::Settings => "settings",
            StopReason::OtherOrigin => "other_origin",
            StopReason::Downgrade => "downgrade",
            StopReason::TooMany => "too_many",
            StopReason::Loop => "loop",
            StopReason::NotHttp => "not_http",
        },
    }
}

/// A connection.
pub fn of_connection(connection: &Connection) -> JsonConnection<'_> {
    JsonConnection {
        origin: connection.origin.map(|origin| match origin {
            ConnectionOrigin::New => "new",
            ConnectionOrigin::Reused => "reused",
        }),
        address: connection.address.map(|address| address.to_string()),
        proxy: connection.proxy.as_deref(),
        protocol: connection.protocol.map(HttpVersion::as_str),
        tls: connection.tls.as_ref().map(of_tls),
        bytes_up: connection.bytes_up,
        bytes_down: connection.bytes_down,
    }
}

fn of_tls(tls: &TlsFacts) -> JsonTls<'_> {
    let (trust, flaw) = match &tls.trust {
        ChainTrust::Unknown => ("unknown", None),
        ChainTrust::Verified => ("verified", None),
        ChainTrust::Accepted(flaw) => ("accepted", Some(flaw.as_str())),
        ChainTrust::Refused(flaw) => ("refused", Some(flaw.as_str())),
    };
    JsonTls {
        version: tls.version.map(TlsVersion::as_str),
        cipher: tls.cipher.as_deref(),
        server_name: &tls.server_name,
        trust,
        flaw,
        chain: tls.chain.iter().map(of_certificate).collect(),
    }
}

fn of_certificate(certificate: &CertificateFacts) -> JsonCertificate<'_> {
    JsonCertificate {
        subject: &certificate.subject,
        issuer: &certificate.issuer,
        names: &certificate.names,
        not_before: certificate.not_before.to_string(),
        not_after: certificate.not_after.to_string(),
        sha256: &certificate.sha256,
    }
}

/// Times.
pub fn of_timings(timings: &Timings) -> JsonTimings {
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    let Phases {
        hashing,
        resolving,
        connecting,
        securing,
        sending,
        waiting,
        downloading,
    } = timings.phases;
    JsonTimings {
        phases: JsonPhases {
            hashing: hashing.map(ms),
            resolving: resolving.map(ms),
            connecting: connecting.map(ms),
            securing: securing.map(ms),
            sending: sending.map(ms),
            waiting: waiting.map(ms),
            downloading: downloading.map(ms),
        },
        first_byte: timings.first_byte.map(ms),
        total: ms(timings.total),
    }
}
