//! One JSON object:
//!
//! ```text
//! {"name","began","durationMs","counts":{"requests","passed","failed","not_run","assertions","assertions_failed"},
//!  "notes":["…"],"requests":[{"number","iteration","path","name","exchange","method","url","result","status","durationMs","bodyBytes",
//!               "attempts","error":{"kind","message","hint"}|null,"cause":{"title","fix"}|null,
//!               "checks":[{"kind","words","result","expected","actual","reason"}]}]}
//! ```
//!
//! `result` of a request is `passed`, `failed`, `no-reply`, `cancelled` or `not-run`, of a check `holds`, `fails` or
//! `not-evaluated`.

use serde_json::{Value, json};

use crate::redact::run_record::{CheckRecord, CheckResult, RunEnding, RunRecord, RunRecords};

pub(super) fn written(records: &RunRecords) -> String {
    let requests: Vec<Value> = records.requests.iter().map(request).collect();
    let notes: Vec<&str> = records.notes.iter().map(|note| note.get().as_str()).collect();
    let whole = json!({
        "name": records.name,
        "began": records.began,
        "durationMs": milliseconds(records.duration),
        "counts": records.counts(),
        "notes": notes,
        "requests": requests,
    });
    let mut text = serde_json::to_string_pretty(&whole).unwrap_or_default();
    text.push('\n');
    text
}

fn milliseconds(time: std::time::Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

fn request(record: &RunRecord) -> Value {
    let checks: Vec<Value> = record.checks.iter().map(check).collect();
    json!({
        "number": record.number,
        "iteration": record.iteration,
        "path": record.path.as_str(),
        "name": record.name,
        "exchange": record.exchange.map(String::from),
        "method": record.method.get(),
        "url": record.url.get(),
        "result": match record.ending {
            RunEnding::Passed => "passed",
            RunEnding::Failed(_) => "failed",
            RunEnding::NoReply(_) => "no-reply",
            RunEnding::Cancelled => "cancelled",
            RunEnding::NotRun => "not-run",
        },
        "status": record.status,
        "durationMs": milliseconds(record.duration),
        "bodyBytes": record.body_bytes,
        "attempts": record.attempts,
        "error": record.fault().map(|fault| json!({
            "kind": fault.kind,
            "message": fault.message.get(),
            "hint": fault.hint.get(),
        })),
        "cause": record.cause.as_ref().map(|(title, fix)| json!({"title": title.get(), "fix": fix.get()})),
        "checks": checks,
    })
}

fn check(check: &CheckRecord) -> Value {
    json!({
        "kind": check.kind,
        "words": check.words.get(),
        "result": match check.result {
            CheckResult::Holds => "holds",
            CheckResult::Fails => "fails",
            CheckResult::NotEvaluated { .. } => "not-evaluated",
        },
        "expected": check.expected.get(),
        "actual": check.actual.get(),
        "reason": check.failure(),
    })
}
