//! Environments of Insomnia: a base for all, and one beside it that is chosen. Their values may be nested.

use serde_json::Value;

use super::super::TransferOutcome;
use super::super::json::{is_on, list_at, text, text_at};
use super::super::report::Report;
use super::super::tables::Row;
use super::template::Texts;
use crate::model::RowState;

/// Where Insomnia keeps what it has encrypted.
const VAULT: &str = "__insomnia_vault";
/// Values stand in each other so deep at most.
const DEEPEST_VALUE: usize = 16;
/// What stands below a longer name stays together: each of it would have the name in its own.
const LONGEST_NAME: usize = 200;

/// The rows of an environment.
pub(super) fn rows(value: &Value, place: &str, report: &mut Report) -> Vec<Row> {
    let pairs = list_at(value, "kvPairData");
    if text_at(value, "environmentType") == "kv" && !pairs.is_empty() {
        let mut texts = Texts::default();
        let mut encrypted = 0;
        let mut rows = Vec::new();
        for pair in pairs {
            let is_secret = text_at(pair, "type") == "secret";
            let name = text_at(pair, "name");
            encrypted += usize::from(is_secret);
            let state = if is_on(pair.get("enabled")) || pair.get("enabled").is_none() {
                RowState::Enabled
            } else {
                RowState::Disabled
            };
            if text_at(pair, "type") == "json"
                && let Ok(nested) = serde_json::from_str::<Value>(&text_at(pair, "value"))
            {
                let from = rows.len();
                flatten(&name, &nested, 0, &mut texts, &mut rows);
                for row in rows.iter_mut().skip(from) {
                    row.state = state;
                }
                continue;
            }
            rows.push(Row {
                name: if is_secret { format!("vault.{name}") } else { name },
                value: if is_secret {
                    String::new()
                } else {
                    texts.of(&text_at(pair, "value"))
                },
                state,
                is_secret,
                ..Row::default()
            });
        }
        texts.told(place, report);
        vault(encrypted, place, report);
        return rows;
    }
    of_data(value.get("data"), place, report)
}

/// The rows of an object with values: of an environment, or of a folder.
pub(super) fn of_data(data: Option<&Value>, place: &str, report: &mut Report) -> Vec<Row> {
    let mut texts = Texts::default();
    let mut rows = Vec::new();
    let mut encrypted = 0;
    for (name, value) in data.and_then(Value::as_object).into_iter().flatten() {
        if name == VAULT {
            for name in value.as_object().into_iter().flat_map(|fields| fields.keys()) {
                encrypted += 1;
                rows.push(Row {
                    name: format!("vault.{name}"),
                    is_secret: true,
                    ..Row::default()
                });
            }
            continue;
        }
        flatten(name, value, 0, &mut texts, &mut rows);
    }
    texts.told(place, report);
    vault(encrypted, place, report);
    rows
}

fn vault(encrypted: usize, place: &str, report: &mut Report) {
    if encrypted > 0 {
        let text = "Secrets of Insomnia's vault are encrypted: their variables come without a value";
        report.add(place, TransferOutcome::Changed, text);
    }
}

/// `{"a": {"b": 1}}` as `a.b`, as templates name it.
fn flatten(name: &str, value: &Value, depth: usize, texts: &mut Texts, rows: &mut Vec<Row>) {
    match value {
        Value::Object(fields) if depth < DEEPEST_VALUE && name.len() < LONGEST_NAME && !fields.is_empty() => {
            for (key, value) in fields {
                flatten(&format!("{name}.{key}"), value, depth + 1, texts, rows);
            }
        }
        Value::Array(values) if depth < DEEPEST_VALUE && name.len() < LONGEST_NAME && !values.is_empty() => {
            for (at, value) in values.iter().enumerate() {
                flatten(&format!("{name}.{at}"), value, depth + 1, texts, rows);
            }
        }
        nested @ (Value::Object(_) | Value::Array(_)) => rows.push(Row {
            name: name.to_owned(),
            value: nested.to_string(),
            ..Row::default()
        }),
        plain => rows.push(Row {
            name: name.to_owned(),
            value: texts.of(&text(Some(plain))),
            ..Row::default()
        }),
    }
}
