//! Secrets in notes, where scripts stand too, in names and in the report: a mark takes the place of each.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::formats::import::report::{BETWEEN, below};
use crate::formats::import::{CollectionTree, SecretHome, TransferNote, TransferOutcome, TreeItem};
use crate::model::{LongText, Request};
use crate::redact::{HIDDEN, KnownSecrets, SecretKind, TypedPlace, secret_kind, secrets_typed};

/// So many names are looked at together.
const NAMES_AT_ONCE: usize = 500;
/// So many values are searched for in every note.
const MOST_KNOWN: usize = 500;

/// `set("name", "value")`, `name = 'value'` and `name: "value"` of scripts.
static IN_SCRIPT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"([A-Za-z0-9_.-]{2,64})["'`]?\s*[,=:]\s*(?:"([^"\n]{8,})"|'([^'\n]{8,})'|`([^`\n]{8,})`)"#)
        .ok()
});

/// Puts marks into all notes and names of a collection, with a line in the report for each.
pub(super) fn cleared(collection: &mut CollectionTree) {
    let mut known = KnownSecrets::default();
    for secret in collection.secrets.iter().take(MOST_KNOWN) {
        known.insert(secret.name.as_str(), &secret.value);
    }
    names(collection, &known);
    let report = &mut collection.report;
    note(&mut collection.docs, "", &known, report);
    of_items(&mut collection.items, "", &known, report);
}

/// Names become names of files, and lines of the report have them. They are looked at as one text first, each once: hardly a
/// collection has a secret there, and the values are not searched for in each of many thousand names.
fn names(collection: &mut CollectionTree, known: &KnownSecrets) {
    let mut all = BTreeSet::new();
    each_name(collection, &mut |name, _| {
        all.insert(name.clone());
    });
    let all: Vec<String> = all.into_iter().collect();
    let mut cleared: BTreeMap<String, String> = BTreeMap::new();
    for some in all.chunks(NAMES_AT_ONCE) {
        let joined = some.join("\n");
        if without_secrets(&joined, known) == joined {
            continue;
        }
        for name in some {
            let other = without_secrets(name, known);
            if *name != other {
                cleared.insert(name.clone(), other);
            }
        }
    }
    texts_of_report(&mut collection.report);
    if cleared.is_empty() {
        return;
    }
    let mut changed = Vec::new();
    each_name(collection, &mut |name, above| {
        if let Some(other) = cleared.get(name.as_str()) {
            changed.push(below(above, other));
            name.clone_from(other);
        }
    });
    let told: BTreeMap<String, String> = cleared
        .iter()
        .map(|(name, other)| (below("", name), below("", other)))
        .collect();
    for note in &mut collection.report {
        let names = note.place.split(BETWEEN);
        let names = names.map(|name| told.get(name).map_or(name, String::as_str));
        note.place = names.collect::<Vec<_>>().join(BETWEEN);
    }
    collection
        .report
        .extend(changed.into_iter().map(|place| TransferNote {
            place,
            outcome: TransferOutcome::Changed,
            text: "What looks like a secret in its name does not come: a mark stands there".to_owned(),
        }));
}

/// Lines of the report tell names and paths of the file, which may look like secrets.
fn texts_of_report(report: &mut [TransferNote]) {
    let known = KnownSecrets::default();
    for some in report.chunks_mut(NAMES_AT_ONCE) {
        let joined: Vec<&str> = some.iter().map(|note| note.text.as_str()).collect();
        let joined = joined.join("\n");
        if without_secrets(&joined, &known) == joined {
            continue;
        }
        for note in some {
            note.text = without_secrets(&note.text, &known);
        }
    }
}

/// Hands out every name with the place that it stands in. The secrets of an environment follow its name.
fn each_name(collection: &mut CollectionTree, visit: &mut impl FnMut(&mut String, &str)) {
    visit(&mut collection.name, "");
    for environment in &mut collection.environments {
        let before = environment.name.clone();
        visit(&mut environment.name, "");
        if environment.name != before {
            for secret in &mut collection.secrets {
                if secret.home == SecretHome::Environment(before.clone()) {
                    secret.home = SecretHome::Environment(environment.name.clone());
                }
            }
        }
    }
    each_name_of(&mut collection.items, "", visit);
}

fn each_name_of(items: &mut [TreeItem], above: &str, visit: &mut impl FnMut(&mut String, &str)) {
    for item in items {
        match item {
            TreeItem::Folder(folder) => {
                visit(&mut folder.name, above);
                let place = below(above, &folder.name);
                each_name_of(&mut folder.items, &place, visit);
            }
            TreeItem::Request(request) => visit(&mut request.info.name, above),
        }
    }
}

fn of_items(items: &mut [TreeItem], above: &str, known: &KnownSecrets, report: &mut Vec<TransferNote>) {
    for item in items {
        match item {
            TreeItem::Folder(folder) => {
                let place = below(above, &folder.name);
                note(&mut folder.docs, &place, known, report);
                of_items(&mut folder.items, &place, known, report);
            }
            TreeItem::Request(request) => {
                let place = below(above, &request.info.name);
                note(&mut request.docs, &place, known, report);
            }
        }
    }
}

fn note(docs: &mut LongText, place: &str, known: &KnownSecrets, report: &mut Vec<TransferNote>) {
    if docs.is_empty() {
        return;
    }
    let cleared = without_secrets(docs.as_str(), known);
    if *docs != cleared {
        *docs = cleared.into();
        report.push(TransferNote {
            place: place.to_owned(),
            outcome: TransferOutcome::Changed,
            text: "What looks like a secret in its note or script does not come: a mark stands there"
                .to_owned(),
        });
    }
}

fn without_secrets(text: &str, known: &KnownSecrets) -> String {
    let mut text = known.redact(text).into_inner();
    let looked_at = Request {
        docs: text.clone().into(),
        ..Request::default()
    };
    let mut spans: Vec<Range<usize>> = secrets_typed(&looked_at)
        .into_iter()
        .filter(|suspect| suspect.place == TypedPlace::Docs)
        .map(|suspect| suspect.span)
        .collect();
    spans.extend(in_script(&text));
    spans.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    let mut end = 0;
    spans.retain(|span| {
        let is_apart = span.start >= end;
        end = end.max(span.end);
        is_apart
    });
    for span in spans.into_iter().rev() {
        text.replace_range(span, HIDDEN);
    }
    text
}

fn in_script(text: &str) -> Vec<Range<usize>> {
    let Some(form) = IN_SCRIPT.as_ref() else {
        return Vec::new();
    };
    let found = form.captures_iter(text).filter_map(|captures| {
        let name = captures.get(1)?;
        let value = (2..=4).find_map(|group| captures.get(group))?;
        let is_secret = matches!(
            secret_kind(name.as_str()),
            Some(SecretKind::Value | SecretKind::Line)
        );
        (is_secret && !value.as_str().contains("{{")).then(|| value.range())
    });
    found.collect()
}
