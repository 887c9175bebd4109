//! Descriptions of rows, for which rows here have no place.

use serde_json::Value;

use super::TransferOutcome;
use super::json::{text, text_at};
use super::report::Report;

/// A line where any row of a request has one.
pub(super) fn told<'a>(
    tables: impl IntoIterator<Item = Option<&'a Value>>,
    place: &str,
    report: &mut Report,
) {
    let has_one = |rows: &Vec<Value>| rows.iter().any(|row| !description(row).trim().is_empty());
    let mut tables = tables.into_iter().filter_map(|table| table?.as_array());
    if tables.any(has_one) {
        let text = "Descriptions of rows of its tables";
        report.add(place, TransferOutcome::Dropped, text);
    }
}

/// A description is a text, or, in Postman, an object with one.
pub(super) fn description(value: &Value) -> String {
    match value.get("description") {
        Some(described @ Value::Object(_)) => text_at(described, "content"),
        described => text(described),
    }
}
