//! The body of a request of Bruno.

use super::super::TransferOutcome;
use super::super::json::unknown_part;
use super::super::json_comments::without_comments;
use super::super::report::Report;
use super::blocks::{Blocks, outdented};
use super::pairs::{Pair, not_described, pairs_of};
use crate::model::{Body, BodyKind, FormRow, PartKind, PartRow, RowState};

/// A query for SPARQL.
pub(super) const SPARQL: &str = "sparql";

/// Reads the block of the mode that is chosen.
pub(super) fn read(mode: &str, blocks: &Blocks<'_>, place: &str, report: &mut Report) -> Body {
    let named = |name: &str| blocks.named(name).map(|block| block.text);
    let text = |name: &str| named(name).map(outdented).unwrap_or_default();
    let pairs = |name: &str| named(name).map(pairs_of).unwrap_or_default();
    let mut body = Body::default();
    let block = match mode {
        "" | "none" => "",
        "json" | "xml" | "text" => {
            let name = if mode == "json" && named("body:json").is_none() {
                "body".to_owned()
            } else {
                format!("body:{mode}")
            };
            let text = text(&name);
            if !text.is_empty() {
                body.kind = match mode {
                    "json" => BodyKind::Json,
                    "xml" => BodyKind::Xml,
                    _ => BodyKind::Text,
                };
                body.text = match mode {
                    "json" => as_sent(text, place, report).into(),
                    _ => text.into(),
                };
            }
            mode
        }
        SPARQL => {
            body.kind = BodyKind::Text;
            body.text = text("body:sparql").into();
            mode
        }
        "formUrlEncoded" | "form-urlencoded" => {
            body.kind = BodyKind::Form;
            let pairs = pairs("body:form-urlencoded");
            not_described(&pairs, "rows of its form", place, report);
            body.form = pairs.into_iter().map(field).collect();
            "form-urlencoded"
        }
        "multipartForm" | "multipart-form" => {
            body.kind = BodyKind::Multipart;
            let pairs = pairs("body:multipart-form");
            not_described(&pairs, "parts of its body", place, report);
            body.parts = pairs.iter().flat_map(parts).collect();
            "multipart-form"
        }
        "graphql" => {
            body.kind = BodyKind::GraphQl;
            body.graphql.query = text("body:graphql").into();
            body.graphql.variables = as_sent(text("body:graphql:vars"), place, report).into();
            "graphql"
        }
        "file" => {
            file(&pairs("body:file"), &mut body, place, report);
            "file"
        }
        other => {
            let unknown = unknown_part(other);
            let text = format!(
                "A body {} is not known here: nothing is sent until another kind is chosen",
                unknown.words()
            );
            body.unknown = Some(unknown);
            report.add(place, TransferOutcome::Dropped, text);
            other
        }
    };
    not_chosen(block, blocks, place, report);
    body
}

/// Bruno takes comments out of JSON before it is sent.
fn as_sent(text: String, place: &str, report: &mut Report) -> String {
    let Some(plain) = without_comments(&text) else {
        return text;
    };
    let text = "The comments in its JSON, which Bruno does not send";
    report.add(place, TransferOutcome::Dropped, text);
    plain
}

fn field(pair: Pair) -> FormRow {
    FormRow {
        name: pair.name,
        value: pair.value,
        state: pair.state,
        ..FormRow::default()
    }
}

/// A row with several files is a part for each.
fn parts(pair: &Pair) -> Vec<PartRow> {
    let (value, content_type) = typed(&pair.value);
    let part = PartRow {
        name: pair.name.clone(),
        content_type,
        state: pair.state,
        ..PartRow::default()
    };
    match file_of(&value) {
        Some(paths) => paths
            .split('|')
            .filter(|path| !path.is_empty())
            .map(|path| PartRow {
                kind: PartKind::File,
                path: path.to_owned(),
                ..part.clone()
            })
            .collect(),
        None => vec![PartRow { text: value, ..part }],
    }
}

/// The file that is chosen; Bruno keeps others beside it.
fn file(pairs: &[Pair], body: &mut Body, place: &str, report: &mut Report) {
    body.kind = BodyKind::File;
    let chosen = pairs
        .iter()
        .position(|pair| pair.state == RowState::Enabled)
        .unwrap_or(0);
    for (at, pair) in pairs.iter().enumerate() {
        let (value, content_type) = typed(&pair.value);
        let path = file_of(&value).unwrap_or(&value).to_owned();
        if at == chosen {
            body.file.path = path;
            body.file.content_type = content_type;
        } else {
            let text = format!("The file {path} for its body, which is not the one that is sent");
            report.add(place, TransferOutcome::Dropped, text);
        }
    }
}

/// `@file(path)`.
fn file_of(value: &str) -> Option<&str> {
    value.strip_prefix("@file(")?.strip_suffix(')')
}

/// A value and the content type behind it.
fn typed(value: &str) -> (String, String) {
    let found = value
        .trim_end()
        .strip_suffix(')')
        .and_then(|value| value.rsplit_once("@contentType("));
    match found {
        Some((value, content_type)) => (value.trim_end().to_owned(), content_type.trim().to_owned()),
        None => (value.to_owned(), String::new()),
    }
}

/// Bruno keeps what was typed for other kinds; a request has one here.
fn not_chosen(mode: &str, blocks: &Blocks<'_>, place: &str, report: &mut Report) {
    let kinds = blocks
        .all
        .iter()
        .filter(|block| !block.text.trim().is_empty())
        .filter_map(|block| block.name.strip_prefix("body:"))
        .filter(|kind| *kind != mode && *kind != format!("{mode}:vars"));
    for kind in kinds {
        let text = format!("What was typed for the body {kind}, which is not chosen");
        report.add(place, TransferOutcome::Dropped, text);
    }
}
