//! The body of a request of Hoppscotch.

use serde_json::Value;

use super::super::TransferOutcome;
use super::super::json::{is_on, list_at, text_at};
use super::super::json_comments::without_comments;
use super::super::kinds_of_body as kinds;
use super::super::report::Report;
use super::state;
use super::text::Texts;
use crate::model::{Body, BodyKind, FormRow, HttpRequest, PartKind, PartRow, RowState};

/// So many files of one row are told apart.
const MOST_FILES: usize = 100;

/// Reads it.
pub(super) fn read(of: &Value, http: &mut HttpRequest, texts: &mut Texts, place: &str, report: &mut Report) {
    let (content_type, content) = match of.get("body") {
        Some(body @ Value::Object(_)) => (text_at(body, "contentType"), body.get("body")),
        // Version 0 has the parts of its body in the request itself.
        Some(body @ Value::String(text)) if !text.is_empty() => (text_at(of, "contentType"), Some(body)),
        _ => (
            text_at(of, "contentType"),
            of.get("rawParams").or_else(|| of.get("bodyParams")),
        ),
    };
    let media_type = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    match (media_type.as_str(), content) {
        (_, None | Some(Value::Null)) if media_type != "application/octet-stream" => {}
        ("application/x-www-form-urlencoded", Some(content)) => {
            let form = match content {
                Value::Array(rows) => rows.iter().map(|row| row_of(row, texts)).collect(),
                Value::String(text) => {
                    let Some(form) = of_lines(text, texts) else {
                        kinds::form_of_text(texts.of(text.trim()), &content_type, http);
                        return;
                    };
                    form
                }
                _ => Vec::new(),
            };
            if !form.is_empty() {
                http.body.kind = BodyKind::Form;
                http.body.form = form;
            }
        }
        ("multipart/form-data", Some(Value::Array(rows))) => {
            http.body.kind = BodyKind::Multipart;
            http.body.parts = rows.iter().flat_map(|row| parts(row, texts)).collect();
            if http.body.parts.iter().any(|part| part.kind == PartKind::File) {
                let text = "Files of its body have no path in the export: they are to be chosen again";
                report.add(place, TransferOutcome::Changed, text);
            }
            if http.body.parts.is_empty() {
                http.body = Body::default();
            }
        }
        ("application/octet-stream", content) if !matches!(content, Some(Value::String(_))) => {
            http.body = kinds::not_known("a file that is not named", place, report);
        }
        (_, Some(Value::String(text))) => {
            let mut text = texts.of(text);
            if media_type.contains("json")
                && let Some(plain) = without_comments(&text)
            {
                text = plain;
                let note =
                    "Comments in its JSON are left out, as Hoppscotch leaves them out when it sends it";
                report.add(place, TransferOutcome::Changed, note);
            }
            kinds::text(text, &content_type, http);
        }
        (_, Some(Value::Array(rows))) if rows.is_empty() => {}
        (_, Some(nested)) => {
            let text = "Its body is no text: it comes as JSON";
            report.add(place, TransferOutcome::Changed, text);
            kinds::text(texts.of(&nested.to_string()), &content_type, http);
        }
        (_, None) => {}
    }
}

fn row_of(row: &Value, texts: &mut Texts) -> FormRow {
    FormRow {
        name: texts.of(&text_at(row, "key")),
        value: texts.of(&text_at(row, "value")),
        state: state(row),
        ..FormRow::default()
    }
}

/// A form is kept as lines of `key: value`, those that are off behind `#`. Nothing for one that is kept as it is sent, as
/// they were before.
fn of_lines(text: &str, texts: &mut Texts) -> Option<Vec<FormRow>> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let is_pair = |line: &&str| line.split(':').next().is_some_and(|name| name.contains('='));
    if !lines.iter().all(|line| line.contains(':')) || (lines.len() == 1 && lines.iter().all(is_pair)) {
        return None;
    }
    let rows = lines.into_iter().map(|line| {
        let line = line.trim();
        let (state, line) = match line.strip_prefix('#') {
            Some(line) => (RowState::Disabled, line),
            None => (RowState::Enabled, line),
        };
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        FormRow {
            name: texts.of(&unquoted(name)),
            value: texts.of(&unquoted(value)),
            state,
            ..FormRow::default()
        }
    });
    Some(rows.collect())
}

fn unquoted(text: &str) -> String {
    let text = text.trim();
    serde_json::from_str::<String>(text).unwrap_or_else(|_no_quotes| text.to_owned())
}

/// Of files only that they are some is kept.
fn parts(row: &Value, texts: &mut Texts) -> Vec<PartRow> {
    let part = PartRow {
        name: texts.of(&text_at(row, "key")),
        content_type: text_at(row, "contentType"),
        state: state(row),
        ..PartRow::default()
    };
    if !is_on(row.get("isFile")) {
        return vec![PartRow {
            text: texts.of(&text_at(row, "value")),
            ..part
        }];
    }
    let count = list_at(row, "value").len().clamp(1, MOST_FILES);
    let file = PartRow {
        kind: PartKind::File,
        ..part
    };
    vec![file; count]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_lines_or_pairs() {
        let rows = of_lines("a: 1\n# b: <<c>>\n\"d e\": \"f\\ng\"\n", &mut Texts::default()).unwrap();
        let plain: Vec<(&str, &str, RowState)> = rows
            .iter()
            .map(|row| (row.name.as_str(), row.value.as_str(), row.state))
            .collect();
        assert_eq!(
            plain,
            [
                ("a", "1", RowState::Enabled),
                ("b", "{{c}}", RowState::Disabled),
                ("d e", "f\ng", RowState::Enabled)
            ]
        );
        for sent in ["a=1&b=%20", "url=https://x/&b=2"] {
            assert_eq!(of_lines(sent, &mut Texts::default()), None, "{sent}");
        }
    }
}
