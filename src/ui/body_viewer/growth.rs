//! A body that is still received: its beginning at once, then all of it as it comes.

use std::sync::Arc;

use bytes::Bytes;

use super::view::{BodyView, End};
use crate::blob::SharedBody;
use crate::engine::{BodyWork, Grower, GrowingForm, Received, SendId, WorkKind};
use crate::text::document::FIRST_LOOK_BYTES;
use crate::text::{Document, Source as _, Syntax, never};

/// Rows of the beginning have at least so many, also before the width of the pane is known.
const FEWEST_COLUMNS: usize = 40;

/// What a viewer knows of a body that comes.
#[derive(Debug, Default)]
pub(super) struct Growth {
    /// The send, and how much of its body was shown last.
    shown: Option<(SendId, usize)>,
    /// Reads on; with the longest row that it was made for.
    reader: Option<(usize, Grower)>,
    /// The form that was asked for last.
    form: Option<GrowingForm>,
    /// Whether the viewer goes to the end as it comes.
    follows: Follow,
    /// More than the beginning was shown.
    has_grown: bool,
    /// The body is in a charset that is decoded when all of it is here.
    waits_for_end: bool,
}

/// Whether new rows come into sight as they come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Follow {
    /// When the end was in sight and the user had gone there.
    #[default]
    AtTheEnd,
    /// From the beginning on, until the user goes up: what came last is what matters, as in events and logs.
    FromTheStart,
}

impl Growth {
    /// Whether the rows come from the reader.
    pub(super) fn reads_on(&self) -> bool {
        self.reader.is_some()
    }
}

impl BodyView {
    /// Shows the body of a finished send. A body that was shown while it came stays where it is.
    pub fn show(&mut self, send: SendId, received: &Received) {
        let grew = self.growth.shown.is_some_and(|(growing, _)| growing == send);
        if !grew {
            self.begin();
        }
        let was_read = self.growth.reader.is_some();
        self.growth = Growth::default();
        let evidence = received.findings.iter().take(1).flat_map(|first| &first.evidence);
        self.evidence = evidence.filter_map(|evidence| evidence.range.clone()).collect();
        self.set_whole(Arc::clone(&received.source), received.content_type.clone());
        let document = self.with_beginning(received, was_read);
        if was_read {
            self.complete(document);
        } else {
            self.set_document(document);
        }
    }

    /// The document of a reply; one that is still to be indented stands in its beginning until then.
    fn with_beginning(&self, received: &Received, was_read: bool) -> Document {
        let document = received.document.clone();
        if document.has_pretty() || document.syntax() == Syntax::Plain {
            return document;
        }
        if was_read && self.document().has_pretty() {
            return document.with_beginning(self.document());
        }
        let prefix = received.body.prefix(FIRST_LOOK_BYTES);
        let first = Document::first_look(prefix, received.content_type.as_deref());
        let columns = self.columns().max(FEWEST_COLUMNS);
        let first = first
            .wrapped_at(columns, &never)
            .and_then(|first| first.with_pretty(&never));
        document.with_beginning(&first.unwrap_or_default())
    }

    /// Shows the beginning of a body that still comes.
    pub fn grow(
        &mut self,
        send: SendId,
        content_type: Option<&str>,
        prefix: impl FnOnce() -> Bytes,
        len: usize,
    ) {
        if self.growth.shown == Some((send, len)) || self.growth.reader.is_some() {
            return;
        }
        if self.growth.shown.is_none_or(|(growing, _)| growing != send) {
            self.begin();
        }
        self.growth.shown = Some((send, len));
        let first = Document::first_look(prefix(), content_type);
        self.set_document(first.with_pretty(&never).unwrap_or_default().beginning());
    }

    /// Shows all that has come of a body, as it comes. False for a body that is decoded when all of it is here.
    pub fn grow_on(
        &mut self,
        send: SendId,
        content_type: Option<&str>,
        body: &SharedBody,
        follow: Follow,
        form: GrowingForm,
    ) -> bool {
        if self.growth.shown.is_none_or(|(growing, _)| growing != send) {
            self.begin();
            self.growth.shown = Some((send, 0));
        }
        let columns = self.columns();
        // Not drawn yet: the width of the pane is not known.
        if self.growth.waits_for_end || columns == 0 {
            return false;
        }
        self.growth.follows = follow;
        let fits = |(made_for, _): &&(usize, Grower)| *made_for == columns;
        let known = self.growth.reader.as_ref().filter(fits).cloned();
        let (_, reader) =
            known.unwrap_or_else(|| (columns, Grower::new(body.clone(), content_type, columns)));
        self.growth.reader = Some((columns, reader.clone()));
        let shown = self.document();
        let (has, came) = (shown.body().len() as u64, body.len());
        let is_behind = match form {
            GrowingForm::AsItCame => has != came || shown.has_pretty(),
            // Indented anew when there is twice as much: the steps are few.
            GrowingForm::Indented => {
                let is_other = self.growth.form != Some(form);
                has * 2 <= came || (!shown.has_pretty() && (has != came || is_other))
            }
        };
        let is_other = shown.lines().max_row_bytes() != columns || shown.is_whole();
        if (is_behind || is_other) && !self.waits_for(WorkKind::Grow) {
            self.growth.form = Some(form);
            self.ask(self.document().clone(), BodyWork::Grow(reader, form), 0..0);
        }
        true
    }

    /// Whether all that comes is shown.
    pub fn grows_on(&self) -> bool {
        self.growth.reads_on()
    }

    /// Takes what has come.
    pub(super) fn grown(&mut self, document: Option<Document>) {
        let Some((columns, _)) = self.growth.reader else {
            return;
        };
        let Some(document) = document else {
            self.growth.waits_for_end = true;
            self.growth.reader = None;
            return;
        };
        let was_at_end = match self.growth.follows {
            Follow::FromTheStart => self.end != End::Below || !self.growth.has_grown,
            Follow::AtTheEnd => self.end == End::InSight && self.place.top > 0,
        };
        let is_other = self.document().lines().max_row_bytes() != document.lines().max_row_bytes()
            || columns != self.columns()
            || self.document().has_pretty() != document.has_pretty();
        if is_other {
            self.set_document(document);
        } else if document.has_pretty() {
            self.append_indented(document);
        } else {
            self.append(document);
        }
        self.growth.has_grown = true;
        if was_at_end {
            self.end = End::Wanted;
        }
    }
}
