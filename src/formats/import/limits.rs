//! How much of a file is taken, so that what comes can be looked through and read again.

use serde_json::Value;

use super::json::unknown_part;
use super::report::below as place_below;
use super::{CollectionTree, ImportFormat, TransferNote, TransferOutcome, TreeCounts, TreeItem, har};
use crate::model::{Body, LongText, Request};

/// More text than this in one request does not come: a file of 16 MiB is the longest that is read again, and writing adds
/// indentation.
const LONGEST_TEXT_BYTES: usize = 8 << 20;

/// A script with more places than this for each item at which the shell puts something in is none that a person wrote.
const PUT_IN_FOR_AN_ITEM: usize = 10;

/// Items of a file at any depth, counted before they are read. Descriptions of APIs are bounded while they are read.
pub(super) fn items(format: ImportFormat, value: &Value) -> usize {
    match format {
        ImportFormat::OpenApi
        | ImportFormat::HttpClientEnvironments
        | ImportFormat::Bruno
        | ImportFormat::HttpFile
        | ImportFormat::RequestFiles
        | ImportFormat::Hurl
        | ImportFormat::ShellScript => 0,
        ImportFormat::Har => har::count(value),
        ImportFormat::Insomnia => in_insomnia(value),
        ImportFormat::Hoppscotch | ImportFormat::HoppscotchEnvironments => {
            below(value, &["folders", "requests", "variables", "requestVariables"])
        }
        ImportFormat::PostmanCollection | ImportFormat::PostmanEnvironment | ImportFormat::PostmanDump => {
            below(value, &["item", "collection", "collections"])
        }
    }
}

/// The entries of all lists below these keys.
fn below(value: &Value, keys: &[&str]) -> usize {
    match value {
        Value::Object(members) => keys
            .iter()
            .filter_map(|key| members.get(*key))
            .map(|value| below(value, keys))
            .sum(),
        Value::Array(values) => values.iter().map(|value| 1 + below(value, keys)).sum(),
        _ => 0,
    }
}

/// What a text of lines may have in it, counted before it is read.
pub(super) fn text_items(format: ImportFormat, text: &str) -> usize {
    match format {
        ImportFormat::HttpFile => text
            .lines()
            .filter(|line| line.starts_with("###") || line.starts_with('@'))
            .count(),
        ImportFormat::Hurl => text
            .lines()
            .filter(|line| line.starts_with(|first: char| first.is_ascii_uppercase()))
            .filter(|line| line.contains("://") || line.contains("{{"))
            .count(),
        ImportFormat::ShellScript => {
            let put_in = memchr::memchr2_iter(b'$', b'`', text.as_bytes()).count();
            let commands = memchr::memmem::find_iter(text.as_bytes(), "curl").count();
            commands.max(put_in / PUT_IN_FOR_AN_ITEM)
        }
        _ => 0,
    }
}

/// The entries of Insomnia's lists, and the values of its environments, which are nested.
fn in_insomnia(value: &Value) -> usize {
    match value {
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| match key.as_str() {
                "resources" | "collection" | "children" | "environments" | "subEnvironments"
                | "kvPairData" => in_insomnia(value),
                "data" | "environment" => leaves(value),
                _ => 0,
            })
            .sum(),
        Value::Array(values) => values.iter().map(|value| 1 + in_insomnia(value)).sum(),
        _ => 0,
    }
}

fn leaves(value: &Value) -> usize {
    match value {
        Value::Object(members) => members.values().map(leaves).sum(),
        Value::Array(values) => values.iter().map(leaves).sum(),
        _ => 1,
    }
}

/// Everything that a person would look through.
pub(super) fn in_all(counts: TreeCounts) -> usize {
    counts.requests + counts.folders + counts.variables + counts.environments
}

/// Drops texts that no file could be read with.
pub(super) fn without_endless_texts(collection: &mut CollectionTree) {
    let report = &mut collection.report;
    drop_note(&mut collection.docs, "", report);
    of_items(&mut collection.items, "", report);
}

fn of_items(items: &mut [TreeItem], above: &str, report: &mut Vec<TransferNote>) {
    for item in items {
        match item {
            TreeItem::Folder(folder) => {
                let place = place_below(above, &folder.name);
                drop_note(&mut folder.docs, &place, report);
                of_items(&mut folder.items, &place, report);
            }
            TreeItem::Request(request) => of_request(request, above, report),
        }
    }
}

fn of_request(request: &mut Request, above: &str, report: &mut Vec<TransferNote>) {
    let place = place_below(above, &request.info.name);
    drop_note(&mut request.docs, &place, report);
    if bytes_of(&request.http.body) > LONGEST_TEXT_BYTES {
        request.http.body = Body {
            unknown: Some(unknown_part("too long")),
            ..Body::default()
        };
        let text = "Its body is longer than 8 MiB: nothing is sent until another body is chosen";
        report.push(dropped(&place, text));
    }
}

fn drop_note(docs: &mut LongText, place: &str, report: &mut Vec<TransferNote>) {
    if docs.len() > LONGEST_TEXT_BYTES {
        *docs = LongText::default();
        report.push(dropped(place, "Its note is longer than 8 MiB"));
    }
}

fn dropped(place: &str, text: &str) -> TransferNote {
    TransferNote {
        place: place.to_owned(),
        outcome: TransferOutcome::Dropped,
        text: text.to_owned(),
    }
}

fn bytes_of(body: &Body) -> usize {
    let form: usize = body.form.iter().map(|row| row.name.len() + row.value.len()).sum();
    let parts: usize = body
        .parts
        .iter()
        .map(|part| part.name.len() + part.text.len())
        .sum();
    body.text.len() + body.graphql.query.len() + body.graphql.variables.len() + form + parts
}
