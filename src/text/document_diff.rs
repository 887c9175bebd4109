//! What changed between two bodies: their texts line by line, or where their bytes begin to differ.

use std::ops::Range;

use super::line_diff::{DiffError, LineDiff, diff_lines};
use super::selection::Copied;
use super::source::{CHUNK_BYTES, part};
use super::{Document, Kind, Position, Selection, Source, Stop, Stopped, View};

/// So much of each text is compared; the rest is left out, and [`TextDiff::extent`] says so.
pub const MOST_COMPARED_BYTES: usize = 16_000_000;

/// Fewer equal lines than this are not worth a fold.
const SHORTEST_FOLD: usize = 4;

/// How two bodies are laid out before they are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DiffForm {
    /// Indented when both are JSON, XML or HTML to their end, so that white space between tokens does not count.
    #[default]
    Pretty,
    /// As they came.
    Raw,
}

/// How much of two texts was compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiffExtent {
    /// All.
    Whole,
    /// The first [`MOST_COMPARED_BYTES`] of each.
    Start,
}

/// The comparison of two bodies.
#[derive(Clone, Debug)]
pub enum BodyDiff {
    /// Both are texts.
    Text(TextDiff),
    /// One is no text: where the first byte differs.
    Bytes {
        /// Offset of that byte; `None` when all are the same.
        first: Option<usize>,
    },
}

/// Two texts and what differs.
#[derive(Clone, Debug)]
pub struct TextDiff {
    before: Vec<u8>,
    after: Vec<u8>,
    lines: LineDiff,
    /// What was compared: it may have had to be [`DiffForm::Raw`].
    pub form: DiffForm,
    /// How much of it.
    pub extent: DiffExtent,
    /// Whether the bodies are the same byte for byte.
    pub bytes: SameBytes,
}

/// Whether two bodies are the same byte for byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SameBytes {
    /// They are.
    Yes,
    /// They are not.
    No,
}

/// A line of the comparison, or a run of them. Numbers of lines count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiffItem {
    /// In both.
    Same {
        /// In the first text.
        before: usize,
        /// In the second text.
        after: usize,
    },
    /// Equal lines that are not shown.
    Folded {
        /// The first of them in the first text.
        before: usize,
        /// The first of them in the second text.
        after: usize,
        /// How many.
        lines: usize,
    },
    /// In the first text only.
    Removed {
        /// Number of the line.
        line: usize,
        /// The line of the second text in its place.
        pair: Option<usize>,
    },
    /// In the second text only.
    Added {
        /// Number of the line.
        line: usize,
        /// The line of the first text in its place.
        pair: Option<usize>,
    },
}

/// Compares two bodies. For a worker: it reads both and takes up to a second.
pub fn diff_documents(
    before: &Document,
    after: &Document,
    form: DiffForm,
    stop: Stop<'_>,
) -> Result<BodyDiff, DiffError> {
    let first = first_difference(&**before.body(), &**after.body(), stop)?;
    if !(is_text(before.kind()) && is_text(after.kind())) {
        return Ok(BodyDiff::Bytes { first });
    }
    let pretty = match form {
        DiffForm::Pretty => match (indented(before, stop)?, indented(after, stop)?) {
            (Some(before), Some(after)) => Some((before, after)),
            _ => None,
        },
        DiffForm::Raw => None,
    };
    let (form, ((before, whole_before), (after, whole_after))) = match pretty {
        Some(texts) => (DiffForm::Pretty, texts),
        None => (DiffForm::Raw, (as_it_came(before), as_it_came(after))),
    };
    Ok(BodyDiff::Text(TextDiff {
        lines: diff_lines(&before, &after, stop)?,
        before,
        after,
        form,
        extent: if whole_before && whole_after {
            DiffExtent::Whole
        } else {
            DiffExtent::Start
        },
        bytes: match first {
            None => SameBytes::Yes,
            Some(_) => SameBytes::No,
        },
    }))
}

impl TextDiff {
    /// A line of the first text, with its line end.
    pub fn before(&self, line: usize) -> &[u8] {
        part(&self.before, self.lines.before(line))
    }

    /// A line of the second text, with its line end.
    pub fn after(&self, line: usize) -> &[u8] {
        part(&self.after, self.lines.after(line))
    }

    /// How many places differ.
    pub fn changes(&self) -> usize {
        self.lines.hunks().len()
    }

    /// Number of lines of the longer text.
    pub fn most_lines(&self) -> usize {
        let (before, after) = self.lines.lines();
        before.max(after)
    }

    /// The lines that differ with `context` lines around each place; what is between them is folded. All of a place's
    /// removed lines stand before the added ones.
    pub fn items(&self, context: usize) -> Vec<DiffItem> {
        let mut items = Vec::new();
        let (mut before, mut after) = (0, 0);
        let (all_before, all_after) = self.lines.lines();
        for (number, hunk) in self.lines.hunks().iter().enumerate() {
            let lead = if number == 0 { 0 } else { context };
            push_same(
                &mut items,
                (before, after),
                hunk.before.start - before,
                lead..context,
            );
            let pair = |offset: usize, of: &Range<usize>| (offset < of.len()).then(|| of.start + offset);
            items.extend(
                hunk.before
                    .clone()
                    .enumerate()
                    .map(|(offset, line)| DiffItem::Removed {
                        line,
                        pair: pair(offset, &hunk.after),
                    }),
            );
            items.extend(
                hunk.after
                    .clone()
                    .enumerate()
                    .map(|(offset, line)| DiffItem::Added {
                        line,
                        pair: pair(offset, &hunk.before),
                    }),
            );
            (before, after) = (hunk.before.end, hunk.after.end);
        }
        debug_assert!(all_before - before == all_after - after);
        let lead = if self.lines.is_same() { 0 } else { context };
        push_same(&mut items, (before, after), all_before - before, lead..0);
        items
    }
}

/// Equal lines, of which `shown.start` are shown at the start and `shown.end` at the end.
fn push_same(items: &mut Vec<DiffItem>, (before, after): (usize, usize), lines: usize, shown: Range<usize>) {
    let same = |from: usize, count: usize| {
        (from..from + count).map(move |line| DiffItem::Same {
            before: before + line,
            after: after + line,
        })
    };
    let folded = lines.saturating_sub(shown.start + shown.end);
    if folded < SHORTEST_FOLD {
        items.extend(same(0, lines));
        return;
    }
    items.extend(same(0, shown.start));
    items.push(DiffItem::Folded {
        before: before + shown.start,
        after: after + shown.start,
        lines: folded,
    });
    items.extend(same(lines - shown.end, shown.end));
}

/// Shows the lines of a fold.
pub fn unfold(items: &mut Vec<DiffItem>, at: usize) {
    if let Some(DiffItem::Folded { before, after, lines }) = items.get(at).copied() {
        let same = (0..lines).map(|line| DiffItem::Same {
            before: before + line,
            after: after + line,
        });
        items.splice(at..=at, same);
    }
}

/// What can be compared by lines; pictures other than SVG can not.
fn is_text(kind: Kind) -> bool {
    kind.is_text() || kind == Kind::Image(super::kind::ImageKind::Svg)
}

/// A text, and whether it is whole.
type Part = (Vec<u8>, bool);

/// The indented form; `None` when a body has none to its end.
fn indented(document: &Document, stop: Stop<'_>) -> Result<Option<Part>, Stopped> {
    if document.kind() == Kind::Empty {
        return Ok(Some((Vec::new(), true)));
    }
    let document = if document.has_pretty() {
        document.clone()
    } else {
        document.clone().with_pretty(stop)?
    };
    if !document.has_pretty() || document.fault().is_some() || document.pretty_is_cut() {
        return Ok(None);
    }
    let rows = document.view(View::Pretty);
    let all = Selection {
        anchor: Position::default(),
        head: Position {
            row: rows.rows().saturating_sub(1),
            column: usize::MAX,
        },
    };
    let mut text = Vec::new();
    let copied = rows.copy(all, MOST_COMPARED_BYTES, &mut text);
    let is_whole = copied == Copied::Whole;
    if !is_whole {
        end_with_a_line(&mut text);
    }
    Ok(Some((text, is_whole)))
}

fn as_it_came(document: &Document) -> Part {
    let source = document.text();
    let mut text = source.read(0..MOST_COMPARED_BYTES).into_owned();
    let is_whole = source.len() <= MOST_COMPARED_BYTES && !document.text_is_cut();
    if !is_whole {
        end_with_a_line(&mut text);
    }
    (text, is_whole)
}

/// Without the line that was cut; a text of one line keeps it.
fn end_with_a_line(text: &mut Vec<u8>) {
    if let Some(at) = memchr::memrchr(b'\n', text) {
        text.truncate(at + 1);
    }
}

/// The offset of the first byte that differs.
fn first_difference(one: &dyn Source, other: &dyn Source, stop: Stop<'_>) -> Result<Option<usize>, Stopped> {
    let mut at = 0;
    loop {
        if stop() {
            return Err(Stopped);
        }
        let (mine, theirs) = (one.read(at..at + CHUNK_BYTES), other.read(at..at + CHUNK_BYTES));
        if mine != theirs {
            let same = mine.iter().zip(theirs.iter()).take_while(|(a, b)| a == b).count();
            return Ok(Some(at + same));
        }
        if mine.is_empty() {
            return Ok(None);
        }
        at += mine.len();
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::super::never;
    use super::*;

    fn document(content_type: &str, body: impl Into<Bytes>) -> Document {
        let body: Bytes = body.into();
        Document::open(body, Some(content_type), None, &never).unwrap()
    }

    fn text(before: &Document, after: &Document, form: DiffForm) -> TextDiff {
        match diff_documents(before, after, form, &never).unwrap() {
            BodyDiff::Text(diff) => diff,
            BodyDiff::Bytes { .. } => panic!("compared as bytes"),
        }
    }

    #[test]
    fn the_formatting_of_json_does_not_matter_and_raw_shows_it() {
        let one = document("application/json", "{\"a\":[1,2],\"b\":\"x\"}");
        let other = document("application/json", "{ \"a\" : [1,\n2], \"b\": \"x\" }\n");
        let pretty = text(&one, &other, DiffForm::Pretty);
        assert_eq!((pretty.changes(), pretty.form), (0, DiffForm::Pretty));
        assert_eq!(pretty.bytes, SameBytes::No);
        assert!(text(&one, &other, DiffForm::Raw).changes() > 0);
        assert_eq!(text(&one, &one, DiffForm::Raw).bytes, SameBytes::Yes);
    }

    #[test]
    fn a_changed_value_is_one_change_with_its_pair() {
        let one = document(
            "application/json",
            r#"{"pets":[{"id":1,"name":"Rex"}],"next":null}"#,
        );
        let other = document(
            "application/json",
            r#"{"pets":[{"id":1,"name":"Max"}],"next":null}"#,
        );
        let diff = text(&one, &other, DiffForm::Pretty);
        assert_eq!(diff.changes(), 1);
        let items = diff.items(1);
        let at = items
            .iter()
            .position(|item| matches!(item, DiffItem::Removed { .. }))
            .unwrap();
        let (DiffItem::Removed { line, pair }, DiffItem::Added { line: added, .. }) =
            (items[at], items[at + 1])
        else {
            panic!("{items:?}")
        };
        assert_eq!(pair, Some(added));
        assert_eq!(diff.before(line).trim_ascii(), b"\"name\": \"Rex\"");
        assert_eq!(diff.after(added).trim_ascii(), b"\"name\": \"Max\"");
    }

    #[test]
    fn json_that_breaks_off_is_compared_as_it_came() {
        let one = document("application/json", "{\"a\":1,\n\"b\":");
        let other = document("application/json", "{\"a\":1}");
        assert_eq!(text(&one, &other, DiffForm::Pretty).form, DiffForm::Raw);
    }

    #[test]
    fn equal_stretches_are_folded_and_unfolded_and_every_line_is_there_once() {
        let lines = |changed: &str| -> String {
            (0..300)
                .map(|line| match line {
                    100 | 102 | 200 => format!("{changed} {line}\n"),
                    _ => format!("line {line}\n"),
                })
                .collect()
        };
        let (one, other) = (
            document("text/plain", lines("old")),
            document("text/plain", lines("new")),
        );
        let diff = text(&one, &other, DiffForm::Pretty);
        assert_eq!((diff.changes(), diff.most_lines()), (3, 300));
        let mut items = diff.items(3);
        let folds = |items: &[DiffItem]| -> Vec<usize> {
            items
                .iter()
                .filter_map(|item| match item {
                    DiffItem::Folded { lines, .. } => Some(*lines),
                    _ => None,
                })
                .collect()
        };
        assert_eq!(folds(&items), [97, 91, 96]);
        while let Some(at) = items
            .iter()
            .position(|item| matches!(item, DiffItem::Folded { .. }))
        {
            unfold(&mut items, at);
        }
        let of_before: Vec<usize> = items
            .iter()
            .filter_map(|item| match item {
                DiffItem::Same { before, .. } => Some(*before),
                DiffItem::Removed { line, .. } => Some(*line),
                _ => None,
            })
            .collect();
        assert_eq!(of_before, (0..300).collect::<Vec<_>>());
    }

    #[test]
    fn what_is_no_text_is_compared_by_bytes() {
        let one = document("application/octet-stream", vec![0u8; 600_000]);
        let mut bytes = vec![0u8; 600_000];
        bytes[500_001] = 1;
        let other = document("application/octet-stream", bytes);
        let first = |one, other| match diff_documents(one, other, DiffForm::Pretty, &never).unwrap() {
            BodyDiff::Bytes { first } => first,
            BodyDiff::Text(_) => panic!("compared as text"),
        };
        assert_eq!(first(&one, &other), Some(500_001));
        assert_eq!(first(&one, &one), None);
        let longer = document("application/octet-stream", vec![0u8; 600_001]);
        assert_eq!(first(&one, &longer), Some(600_000));
    }

    #[test]
    fn of_longer_texts_the_start_is_compared_and_a_stop_is_heard() {
        let line = "0123456789abcdef\n";
        let body = line.repeat(MOST_COMPARED_BYTES / line.len() + 10);
        let (one, other) = (
            document("text/plain", body.clone()),
            document("text/plain", format!("{body}end")),
        );
        let diff = text(&one, &other, DiffForm::Raw);
        assert_eq!(
            (diff.changes(), diff.extent, diff.bytes),
            (0, DiffExtent::Start, SameBytes::No)
        );
        let stopped = diff_documents(&one, &other, DiffForm::Raw, &|| true);
        assert!(matches!(stopped, Err(DiffError::Stopped(_))));
    }

    #[test]
    fn an_empty_body_against_a_text() {
        let diff = text(
            &Document::default(),
            &document("application/json", "{}"),
            DiffForm::Pretty,
        );
        assert_eq!(diff.changes(), 1);
        assert_eq!(
            text(&Document::default(), &Document::default(), DiffForm::Pretty).changes(),
            0
        );
    }
}
