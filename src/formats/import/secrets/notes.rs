//! Secrets in notes, where scripts stand too: a mark takes the place of each.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::formats::import::report::below;
use crate::formats::import::{CollectionTree, ImportedSecret, TransferNote, TransferOutcome, TreeItem};
use crate::model::{LongText, Request};
use crate::redact::{
    HIDDEN, KnownSecrets, SHORTEST_REDACTED_BYTES, SecretKind, TypedPlace, secret_kind, secrets_typed,
};

/// So many values are searched for in every spelling that they may have; all of them as they stand.
const MOST_SPELLED: usize = 500;
/// Hardly a word of a language has so many bytes.
const LONGEST_PLAIN_WORD: usize = 20;

/// `set("name", "value")`, `name = 'value'` and `name: "value"` of scripts.
static IN_SCRIPT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"([A-Za-z0-9_.-]{2,64})["'`]?\s*[,=:]\s*(?:"([^"\n]{8,})"|'([^'\n]{8,})'|`([^`\n]{8,})`)"#)
        .ok()
});

/// The secrets of a collection, to be found in other texts.
pub(super) struct Known {
    spelled: KnownSecrets,
    /// All of them, by what they are: looking for each in each text would take for ever.
    words: BTreeSet<Vec<u8>>,
}

impl Known {
    pub(super) fn of(secrets: &[ImportedSecret]) -> Self {
        let mut spelled = KnownSecrets::default();
        for secret in secrets.iter().take(MOST_SPELLED) {
            spelled.insert(secret.name.as_str(), &secret.value);
        }
        let words = secrets.iter().map(|secret| secret.value.expose_for_search());
        Self {
            spelled,
            words: words
                .filter(|word| word.len() >= SHORTEST_REDACTED_BYTES)
                .map(<[u8]>::to_vec)
                .collect(),
        }
    }

    /// The words of a text that are secrets as they stand.
    fn words_in(&self, text: &str, is_edge: impl Fn(char) -> bool) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut start = 0;
        for word in text.split_inclusive(&is_edge) {
            let whole = word.trim_end_matches(&is_edge);
            let bare = whole.trim_matches([',', ';', '.', ':', '!', '?', '*']);
            if let Some(secret) = [whole, bare]
                .into_iter()
                .find(|one| self.words.contains(one.as_bytes()))
            {
                let from = start + word.find(secret).unwrap_or_default();
                found.push(from..from + secret.len());
            }
            start += word.len();
        }
        found
    }
}

/// What parts the words of a note or script.
fn is_edge(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '"' | '\'' | '`' | '<' | '>' | '(' | ')')
}

/// What parts those of an address besides.
fn is_edge_of_address(letter: char) -> bool {
    is_edge(letter) || matches!(letter, '/' | '?' | '&' | '=' | '#' | '@')
}

/// Puts marks into all notes of a collection, with a line in the report for each note.
pub(super) fn cleared(collection: &mut CollectionTree, known: &Known) {
    let report = &mut collection.report;
    note(&mut collection.docs, "", known, report);
    of_items(&mut collection.items, "", known, report);
}

fn of_items(items: &mut [TreeItem], above: &str, known: &Known, report: &mut Vec<TransferNote>) {
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

fn note(docs: &mut LongText, place: &str, known: &Known, report: &mut Vec<TransferNote>) {
    if docs.is_empty() {
        return;
    }
    let cleared = without_secrets(docs, known);
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

fn without_secrets(docs: &LongText, known: &Known) -> String {
    let text = known.spelled.redact(docs).into_inner();
    let mut spans = by_themselves(&text);
    spans.extend(in_script(&text));
    spans.extend(known.words_in(&text, is_edge));
    marked(text, spans)
}

/// A name, or a line of the report, with a mark in the place of each secret. A value that is a plain word, as the `password`
/// of examples, is what other words of names are.
pub(super) fn name_without_secrets(name: &str, known: &Known) -> String {
    let mut spans = by_themselves(name);
    let words = known.words_in(name, is_edge).into_iter();
    let words = words.chain(known.words_in(name, is_edge_of_address));
    spans.extend(words.filter(|span| !name.get(span.clone()).is_some_and(is_plain_word)));
    marked(name.to_owned(), spans)
}

fn is_plain_word(word: &str) -> bool {
    word.len() < LONGEST_PLAIN_WORD && word.chars().all(char::is_alphabetic)
}

/// What looks like a secret.
fn by_themselves(text: &str) -> Vec<Range<usize>> {
    let looked_at = Request {
        docs: text.into(),
        ..Request::default()
    };
    let suspects = secrets_typed(&looked_at).into_iter();
    let of_text = suspects.filter(|suspect| suspect.place == TypedPlace::Docs);
    of_text.map(|suspect| suspect.span).collect()
}

fn marked(mut text: String, mut spans: Vec<Range<usize>>) -> String {
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
