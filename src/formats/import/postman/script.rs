//! Scripts of Postman. None is run: one that only checks the reply or takes values from it becomes assertions and captures,
//! and every other one is kept as text in the note of its item.

use serde_json::Value;

use super::super::TransferOutcome;
use super::super::json::{list_at, text, text_at};
use super::super::kept::counted;
use super::super::kept_script::{self, Moment};
use super::super::report::Report;
use super::simple_script::simple;
use crate::model::Request;

/// Takes the scripts of a request over.
pub(super) fn read(item: &Value, request: &mut Request, docs: &mut String, place: &str, report: &mut Report) {
    for (listen, code) in scripts(item) {
        let simple = (listen == "test").then(|| simple(&code)).flatten();
        let Some(simple) = simple else {
            keep(&listen, &code, docs, place, report);
            continue;
        };
        let text = format!(
            "Its script became {} and {}",
            counted(simple.assertions.len(), "assertion"),
            counted(simple.captures.len(), "capture")
        );
        report.add(place, TransferOutcome::Changed, text);
        request.assertions.extend(simple.assertions);
        request.captures.extend(simple.captures);
    }
}

/// Keeps the scripts of a collection or folder as text.
pub(super) fn into_docs(item: &Value, docs: &mut String, place: &str, report: &mut Report) {
    for (listen, code) in scripts(item) {
        keep(&listen, &code, docs, place, report);
    }
}

/// The scripts that are not empty, with the moment of each: `prerequest` or `test`.
fn scripts(item: &Value) -> Vec<(String, String)> {
    let events = list_at(item, "event").iter().filter_map(|event| {
        let script = event.get("script")?;
        let code = match script.get("exec") {
            Some(Value::Array(lines)) => lines
                .iter()
                .map(|line| text(Some(line)))
                .collect::<Vec<_>>()
                .join("\n"),
            other => text(other),
        };
        (!code.trim().is_empty()).then(|| (text_at(event, "listen"), code))
    });
    events.collect()
}

fn keep(listen: &str, code: &str, docs: &mut String, place: &str, report: &mut Report) {
    let moment = if listen == "prerequest" {
        Moment::Before
    } else {
        Moment::After
    };
    kept_script::keep(("Postman", moment, code), docs, place, report);
}
