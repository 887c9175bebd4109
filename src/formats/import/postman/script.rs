//! Scripts of Postman. None is run: one that only checks the reply or takes values from it becomes assertions and captures,
//! and every other one is kept as text in the note of its item.

use serde_json::Value;

use super::super::TransferOutcome;
use super::super::json::{is_on, list_at, text, text_at};
use super::super::kept::{counted, keep_in_note};
use super::super::kept_script::{self, Moment};
use super::super::report::Report;
use super::simple_script::simple;
use crate::model::{Request, RowState};

/// Takes the scripts of a request over.
pub(super) fn read(item: &Value, request: &mut Request, docs: &mut String, place: &str, report: &mut Report) {
    for Script { listen, code, state } in scripts(item) {
        let is_run = listen == "test" && state == RowState::Enabled;
        let simple = is_run.then(|| simple(&code)).flatten();
        let Some(simple) = simple else {
            keep(&listen, &code, state, docs, place, report);
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
    for Script { listen, code, state } in scripts(item) {
        keep(&listen, &code, state, docs, place, report);
    }
}

/// A script that is not empty.
struct Script {
    /// Its moment: `prerequest` or `test`.
    listen: String,
    code: String,
    /// Whether Postman runs it.
    state: RowState,
}

fn scripts(item: &Value) -> Vec<Script> {
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
        (!code.trim().is_empty()).then(|| Script {
            listen: text_at(event, "listen"),
            code,
            state: super::state(is_on(event.get("disabled"))),
        })
    });
    events.collect()
}

fn keep(listen: &str, code: &str, state: RowState, docs: &mut String, place: &str, report: &mut Report) {
    if state == RowState::Disabled {
        let text = "Its script is switched off: it is kept as text in the note";
        report.add(place, TransferOutcome::Changed, text);
        keep_in_note(docs, "Script of Postman, which is switched off", "js", code);
        return;
    }
    let moment = if listen == "prerequest" {
        Moment::Before
    } else {
        Moment::After
    };
    kept_script::keep(("Postman", moment, code), docs, place, report);
}
