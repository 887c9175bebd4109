//! The JSON form of an exchange: `send --json`.

use std::path::Path;

use serde::Serialize;

use super::draft::Draft;
use super::findings_report::{JsonFinding, of_findings};
use super::json_exchange::{
    JsonConnection, JsonHop, JsonStop, JsonTimings, of_connection, of_hop, of_stop, of_timings,
};
use super::json_report::{JsonNote, JsonReport, JsonWire, of_notes, of_report, of_wire};
use super::json_response::{JsonResponse, of_response};
use crate::blob::SharedBody;
use crate::diagnosis::ServerExpectation;
use crate::model::{Exchange, Finding, Response, SigningReport};
use crate::sigv4::compare;

/// Report, request and response in one object.
#[derive(Serialize)]
pub struct JsonReply<'a> {
    report: Option<JsonReport<'a>>,
    wire: Option<JsonWire<'a>>,
    notes: Vec<JsonNote<'a>>,
    response: JsonResponse<'a>,
    expected: Option<JsonExpected<'a>>,
    first_byte_ms: Option<u128>,
    total_ms: u128,
    hops: Vec<JsonHop<'a>>,
    redirect: Option<JsonStop<'a>>,
    connection: JsonConnection<'a>,
    timings: JsonTimings,
    secret_occurrences: Option<usize>,
    findings: Vec<JsonFinding<'a>>,
}

#[derive(Serialize)]
struct JsonExpected<'a> {
    canonical_request: &'a str,
    string_to_sign: Option<&'a str>,
    same_request: bool,
    first_difference: Option<Difference>,
}

#[derive(Serialize)]
struct Difference {
    ours: Option<String>,
    theirs: Option<String>,
}

/// What came back.
pub struct Reply<'a> {
    /// Status, headers and how it ended.
    pub response: &'a Response,
    /// The body as far as it came.
    pub body: &'a SharedBody,
    /// The file that the body was written to.
    pub file: Option<&'a Path>,
    /// What the service says it computed.
    pub expected: Option<&'a ServerExpectation>,
    /// Why it was refused.
    pub findings: &'a [Finding],
}

/// Report and response in one object.
pub fn of<'a>(draft: &'a Draft, exchange: &'a Exchange, reply: &Reply<'a>) -> JsonReply<'a> {
    let wire = exchange.wire.as_deref();
    let report = exchange.report.as_deref();
    JsonReply {
        report: report
            .zip(wire)
            .map(|(report, wire)| of_report(report, wire, &exchange.notes, &draft.warnings)),
        wire: wire.map(of_wire),
        notes: of_notes(&exchange.notes),
        response: of_response(reply.response, reply.body, reply.file),
        expected: reply
            .expected
            .zip(report)
            .map(|(expected, report)| of_expected(expected, report)),
        first_byte_ms: exchange.timings.first_byte.map(|time| time.as_millis()),
        total_ms: exchange.timings.total.as_millis(),
        hops: exchange.hops.iter().map(of_hop).collect(),
        redirect: exchange.redirect.as_ref().map(of_stop),
        connection: of_connection(&exchange.connection),
        timings: of_timings(&exchange.timings),
        secret_occurrences: exchange.secret_occurrences,
        findings: of_findings(reply.findings),
    }
}

fn of_expected<'a>(expected: &'a ServerExpectation, report: &SigningReport) -> JsonExpected<'a> {
    let comparison = compare(report.canonical_request.as_str(), &expected.canonical_request);
    let difference = comparison
        .first_difference
        .and_then(|at| comparison.lines.into_iter().nth(at));
    JsonExpected {
        canonical_request: &expected.canonical_request,
        string_to_sign: expected.string_to_sign.as_deref(),
        same_request: difference.is_none(),
        first_difference: difference.map(|line| Difference {
            ours: line.ours,
            theirs: line.theirs,
        }),
    }
}
