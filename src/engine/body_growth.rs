//! A body that is still received, as a document that grows: each byte is read once.

use std::sync::{Arc, Mutex, PoisonError};

use crate::blob::{BodySource, SharedBody};
use crate::text::charset::decide;
use crate::text::document::FIRST_LOOK_BYTES;
use crate::text::{CHUNK_BYTES, Document, Kind, LineIndexer, Stop};

/// After so many bytes the document is shown, however much waits.
const MOST_AT_ONCE: usize = 32_000_000;

/// In which form a body that comes is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GrowingForm {
    /// The lines as they came: each byte is looked at once.
    #[default]
    AsItCame,
    /// Indented, which begins anew with each step: taken each time the body doubled, it costs twice what it costs once.
    Indented,
}

/// What has been read of a body; clones are the same.
#[derive(Clone, Debug)]
pub struct Grower(Arc<Mutex<Growth>>);

#[derive(Debug)]
struct Growth {
    body: SharedBody,
    content_type: Option<String>,
    columns: usize,
    /// Nothing was read yet.
    indexer: Option<LineIndexer>,
    read: usize,
}

impl Grower {
    /// Nothing read yet of a body, whose rows will have at most so many bytes.
    pub fn new(body: SharedBody, content_type: Option<&str>, columns: usize) -> Self {
        Self(Arc::new(Mutex::new(Growth {
            body,
            content_type: content_type.map(str::to_owned),
            columns,
            indexer: None,
            read: 0,
        })))
    }

    /// Reads what came since the last call, and gives the document so far. `None` for a body in another charset than
    /// UTF-8, which is decoded when all of it is here. For a worker: it may read a file.
    pub(super) fn step(&self, form: GrowingForm, stop: Stop<'_>) -> Option<Document> {
        let mut growth = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Growth {
            body,
            content_type,
            columns,
            indexer,
            read,
        } = &mut *growth;
        let start = body.prefix(FIRST_LOOK_BYTES);
        let kind = Kind::of(content_type.as_deref(), &start);
        let decision = decide(None, content_type.as_deref(), &start);
        if !decision.charset.is_utf8() {
            return None;
        }
        let indexer = indexer.get_or_insert_with(|| LineIndexer::new(*columns, kind.syntax()));
        let len = usize::try_from(body.len()).unwrap_or(usize::MAX);
        let until = len.min(read.saturating_add(MOST_AT_ONCE));
        let mut buffer = vec![0; CHUNK_BYTES];
        while *read < until && !stop() {
            let room = buffer
                .get_mut(..CHUNK_BYTES.min(until - *read))
                .unwrap_or_default();
            let count = body.read_at(*read as u64, room).unwrap_or_default();
            if count == 0 {
                break;
            }
            indexer.push(room.get(..count).unwrap_or_default());
            *read += count;
        }
        let source = Arc::new(BodySource::growing(body.clone(), *read));
        let document = Document::growing(source, kind, decision, indexer.snapshot());
        match form {
            GrowingForm::AsItCame => Some(document),
            GrowingForm::Indented => Some(document.clone().with_pretty(stop).unwrap_or(document)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{RowText, View, never};

    fn rows(document: &Document, view: View) -> Vec<String> {
        let rows = document.view(view);
        let mut found = Vec::new();
        rows.visit(0..rows.rows(), &mut RowText::default(), |_, row| {
            found.push(row.text.clone());
        });
        found
    }

    #[test]
    fn a_growing_body_shows_what_a_whole_one_would() {
        let body = SharedBody::default();
        let grower = Grower::new(body.clone(), Some("text/plain"), 40);
        let mut all = Vec::new();
        for piece in 0..60_u8 {
            let text = format!("line {piece} é {}", "word ".repeat(usize::from(piece)));
            body.append(text.as_bytes());
            all.extend_from_slice(text.as_bytes());
            if piece % 3 == 0 {
                body.append(b"\n");
                all.push(b'\n');
            }
            let grown = grower.step(GrowingForm::AsItCame, &never).unwrap();
            let whole = Document::open(all.clone(), Some("text/plain"), None, &never)
                .and_then(|document| document.wrapped_at(40, &never))
                .unwrap();
            for view in [View::Raw, View::Hex] {
                assert_eq!(rows(&grown, view), rows(&whole, view));
            }
        }
    }

    #[test]
    fn what_came_of_a_body_is_indented_as_all_of_it_will_be() {
        let mut all = b"{\"items\":[".to_vec();
        for number in 0..200 {
            all.extend_from_slice(
                format!(r#"{{"id":{number},"name":"a long \u00e9 name {number}"}},"#).as_bytes(),
            );
        }
        all.extend_from_slice(b"0]}");
        let open = Document::open(all.clone(), Some("application/json"), None, &never);
        let whole = open
            .and_then(|document| document.wrapped_at(40, &never))
            .and_then(|document| document.with_pretty(&never))
            .unwrap();
        let whole = rows(&whole, View::Pretty);
        let body = SharedBody::default();
        let grower = Grower::new(body.clone(), Some("application/json"), 40);
        for piece in all.chunks(777) {
            body.append(piece);
            let grown = grower.step(GrowingForm::Indented, &never).unwrap();
            assert!(grown.has_pretty());
            let grown = rows(&grown, View::Pretty);
            // What follows the last whole value may still change.
            let same = grown
                .iter()
                .zip(&whole)
                .take_while(|(grown, whole)| grown == whole);
            assert!(same.count() + 12 >= grown.len());
        }
        assert_eq!(
            rows(&grower.step(GrowingForm::Indented, &never).unwrap(), View::Pretty),
            whole
        );
    }

    #[test]
    fn other_charsets_wait_for_the_end() {
        let body = SharedBody::default();
        body.append(&[0xE9; 100]);
        let content_type = Some("text/plain; charset=windows-1252");
        let grower = Grower::new(body, content_type, 40);
        assert!(grower.step(GrowingForm::Indented, &never).is_none());
    }
}
