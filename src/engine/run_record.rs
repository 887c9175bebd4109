//! A request of a run that ended, as a record without secrets.

use std::time::Duration;

use super::exchange::Order;
use super::run::Place;
use super::run_checks::{Checked, ChecksEnd, clean, is_about_status};
use super::run_plan::{ErrorStatus, Unreadable};
use crate::diagnosis::{Diagnosable, diagnose};
use crate::model::{BodyCut, BodyEnd, Exchange, Failure, Outcome, Response, Stage};
use crate::redact::run_record::{RunEnding, RunFault, RunRecord};
use crate::redact::{KnownSecrets, hide_by_origin};
use crate::resolve::url_of;

/// A status from here on is an error.
const FIRST_ERROR_STATUS: u16 = 400;
/// Statuses that the SDKs of AWS try again after.
const RETRIED_STATUSES: [u16; 5] = [429, 500, 502, 503, 504];
/// Methods that may be sent twice: RFC 9110, 9.2.2.
const IDEMPOTENT: [&str; 6] = ["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"];

/// The record of a request that was tried.
pub(super) fn record(
    place: &Place<'_>,
    exchange: &Exchange,
    order: &Order,
    checked: &Checked,
    attempts: u32,
    error_status: ErrorStatus,
) -> RunRecord {
    let known = &checked.known;
    let response = exchange.outcome.response();
    let (method, url) = match &exchange.wire {
        Some(wire) => (
            hide_by_origin(&wire.method).into_owned(),
            url_of(&wire.endpoint, &hide_by_origin(&wire.target)),
        ),
        None => (order.request.http.method.clone(), order.request.http.url.clone()),
    };
    let ending = ending(order, exchange, checked, error_status);
    let is_refused = response.is_none_or(|response| response.head.status >= FIRST_ERROR_STATUS);
    let has_failed = matches!(ending, RunEnding::Failed(_) | RunEnding::NoReply(_));
    RunRecord {
        exchange: Some(exchange.id),
        method: known.redact(&method),
        url: clean(&url, known),
        status: response.map(|response| response.head.status),
        checks: checked.records.clone(),
        attempts,
        duration: exchange.timings.total,
        body_bytes: response.map_or(0, |response| response.body_bytes),
        cause: (has_failed && is_refused)
            .then(|| cause(exchange, order, known))
            .flatten(),
        ..untried(place, ending)
    }
}

/// Title and first step of the likeliest cause.
fn cause(
    exchange: &Exchange,
    order: &Order,
    known: &KnownSecrets,
) -> Option<(crate::redact::Redacted<String>, crate::redact::Redacted<String>)> {
    let body = order.body.snapshot();
    let finding = diagnose(&Diagnosable::of_exchange(exchange, &body))
        .into_iter()
        .next()?;
    let step = finding.steps.first().map(String::as_str).unwrap_or_default();
    Some((clean(&finding.title, known), clean(step, known)))
}

fn ending(order: &Order, exchange: &Exchange, checked: &Checked, error_status: ErrorStatus) -> RunEnding {
    let known = &checked.known;
    let response = match &exchange.outcome {
        Outcome::Replied(response) => response,
        Outcome::Failed(failure) => return RunEnding::NoReply(fault_of(failure, known)),
        Outcome::Cancelled { .. } => return RunEnding::Cancelled,
    };
    if checked.end == ChecksEnd::Cancelled {
        return RunEnding::Cancelled;
    }
    if exchange
        .report
        .as_ref()
        .is_some_and(|report| !report.proof.holds())
    {
        return RunEnding::Failed(Some(fault(
            ("proof-broken", Stage::Signing),
            "The canonical request does not reproduce the signature: a fault of Countersign",
            "Please report it",
            known,
        )));
    }
    if let Some((message, hint)) = cut(response) {
        return RunEnding::NoReply(fault(("response-cut", Stage::Receiving), &message, hint, known));
    }
    if checked.records.iter().any(|check| !check.holds()) {
        return RunEnding::Failed(None);
    }
    let status = response.head.status;
    let asks_status = order.request.assertions.iter().any(is_about_status);
    if error_status == ErrorStatus::Failure && status >= FIRST_ERROR_STATUS && !asks_status {
        let message = format!("The status is {status}");
        let hint = "Read the response, or assert the status that is meant: res.status";
        return RunEnding::Failed(Some(fault(
            ("error-status", Stage::Receiving),
            &message,
            hint,
            known,
        )));
    }
    RunEnding::Passed
}

fn cut(response: &Response) -> Option<(String, &'static str)> {
    Some(match &response.end {
        BodyEnd::Complete => return None,
        BodyEnd::Capped { cap } => (
            format!("The response is longer than {cap} bytes, and was cut there"),
            "Ask for a part of it",
        ),
        BodyEnd::Partial(BodyCut::Cancelled) => ("Cancelled before the response was whole".to_owned(), ""),
        BodyEnd::Partial(BodyCut::TimedOut) => (
            "The time was over before the response was whole".to_owned(),
            "Give it more time",
        ),
        BodyEnd::Partial(BodyCut::Connection(reason)) => (
            format!("The connection ended before the response was whole: {reason}"),
            "Send it again",
        ),
        BodyEnd::Partial(BodyCut::Storage(reason)) => (
            format!("The response could not be kept: {reason}"),
            "Make room on the disk",
        ),
    })
}

fn fault_of(failure: &Failure, known: &KnownSecrets) -> RunFault {
    fault(
        (failure.kind, failure.stage),
        &failure.message,
        &failure.hint,
        known,
    )
}

fn fault((kind, stage): (&str, Stage), message: &str, hint: &str, known: &KnownSecrets) -> RunFault {
    RunFault {
        kind: kind.to_owned(),
        stage,
        message: clean(message, known),
        hint: clean(hint, known),
    }
}

/// The record of a request whose file can not be read.
pub(super) fn fault_of_unreadable(place: &Place<'_>, unreadable: &Unreadable) -> RunRecord {
    let known = KnownSecrets::default();
    let fault = fault(
        (unreadable.kind, Stage::Building),
        &unreadable.message,
        &unreadable.hint,
        &known,
    );
    untried(place, RunEnding::NoReply(fault))
}

/// The record of a request that the run did not come to.
pub(super) fn not_run(place: &Place<'_>) -> RunRecord {
    untried(place, RunEnding::NotRun)
}

fn untried(place: &Place<'_>, ending: RunEnding) -> RunRecord {
    let known = KnownSecrets::default();
    let (method, url) = match &place.request.content {
        Ok(content) => (
            content.request.http.method.as_str(),
            content.request.http.url.as_str(),
        ),
        Err(_) => ("", ""),
    };
    RunRecord {
        number: place.number,
        iteration: place.iteration,
        path: place.request.path.clone(),
        name: place.request.name.clone(),
        exchange: None,
        method: known.redact(method),
        url: clean(url, &known),
        ending,
        status: None,
        checks: Vec::new(),
        attempts: 0,
        duration: Duration::ZERO,
        body_bytes: 0,
        cause: None,
    }
}

/// Whether sending again may help: the method is idempotent, the request went out, and no reply came or one that speaks
/// of a passing trouble. What holds is not sent again.
pub(super) fn wants_retry(record: &RunRecord, exchange: &Exchange) -> bool {
    let is_idempotent = IDEMPOTENT.contains(&record.method.get().as_str());
    let went_out = |stage: Stage| matches!(stage, Stage::Connecting | Stage::Waiting | Stage::Receiving);
    let is_passing = match &exchange.outcome {
        Outcome::Replied(response) => {
            RETRIED_STATUSES.contains(&response.head.status) || matches!(response.end, BodyEnd::Partial(_))
        }
        Outcome::Failed(failure) => went_out(failure.stage),
        Outcome::Cancelled { .. } => false,
    };
    record.failed() && is_idempotent && is_passing
}
