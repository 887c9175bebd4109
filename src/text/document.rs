//! A body with everything its viewer needs: made on a worker, read by the window row by row.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;

use super::charset::{Charset, DecidedBy, Decision, StreamDecoder, decide, invalid_places};
use super::hex::{hex_rows, visit_hex};
use super::kind::Kind;
use super::markup_rows::MarkupRows;
use super::source::for_chunks;
use super::{
    DEFAULT_ROW_BYTES, JsonFault, JsonRows, LineIndex, RowText, Source, Stop, Stopped, Syntax, Tape,
    TokenKind,
};

/// Bytes from which the first screen is drawn before anything was read.
pub const FIRST_LOOK_BYTES: usize = 64 * 1024;

/// Of a body that is not UTF-8, so many bytes of text are kept; the rest is left out, and
/// [`Document::text_is_cut`] says so.
pub const MOST_DECODED_BYTES: usize = 256_000_000;

/// A body, its text, and where its rows begin. Cheap to clone; never changes, but for a new one made from it.
#[derive(Clone)]
pub struct Document {
    body: Arc<dyn Source>,
    text: Arc<dyn Source>,
    kind: Kind,
    decision: Decision,
    replaced: usize,
    is_whole: bool,
    text_is_cut: bool,
    lines: Arc<LineIndex>,
    pretty: Option<Arc<Pretty>>,
    /// The indented form is that of the beginning.
    pretty_is_beginning: bool,
    tape: Option<Arc<Tape>>,
}

/// The indented form.
#[derive(Debug)]
enum Pretty {
    Json(JsonRows),
    Markup(MarkupRows),
}

/// What the rows of a document show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum View {
    /// The text as it came.
    #[default]
    Raw,
    /// The indented form; as it came when there is none.
    Pretty,
    /// The bytes as they came, in hex.
    Hex,
}

impl Document {
    /// What can be shown at once, on the window's thread: the first 64 kB. [`Self::open`] makes the rest.
    pub fn first_look(body: Bytes, content_type: Option<&str>) -> Self {
        let start = body.slice(..body.len().min(FIRST_LOOK_BYTES));
        let is_whole = start.len() == body.len();
        let never_stops = Self::made(Arc::new(body), start, content_type, None, &super::never);
        let mut document = never_stops.unwrap_or_default();
        document.is_whole = is_whole;
        document
    }

    /// As the beginning of a body of which more comes.
    #[must_use]
    pub fn beginning(self) -> Self {
        Self {
            is_whole: false,
            ..self
        }
    }

    /// Reads a body: its kind, its charset, its lines. For a worker; about 0.2 s of work for 100 MB.
    pub fn open(
        body: impl Source + 'static,
        content_type: Option<&str>,
        charset: Option<Charset>,
        stop: Stop<'_>,
    ) -> Result<Self, Stopped> {
        let body: Arc<dyn Source> = Arc::new(body);
        Self::made(body.clone(), body, content_type, charset, stop)
    }

    /// What has come of a UTF-8 body that is still received; `lines` are those of all of `body`.
    pub fn growing(body: impl Source + 'static, kind: Kind, decision: Decision, lines: LineIndex) -> Self {
        let body: Arc<dyn Source> = Arc::new(body);
        Self {
            text: body.clone(),
            body,
            kind,
            decision,
            is_whole: false,
            lines: Arc::new(lines),
            ..Self::default()
        }
    }

    /// Reads `shown`, which is the body or its start.
    fn made(
        body: Arc<dyn Source>,
        shown: impl Source + 'static,
        content_type: Option<&str>,
        charset: Option<Charset>,
        stop: Stop<'_>,
    ) -> Result<Self, Stopped> {
        let start = shown.read(0..FIRST_LOOK_BYTES);
        let kind = Kind::of(content_type, &start);
        let decision = decide(charset, content_type, &start);
        drop(start);
        let (text, replaced, text_is_cut): (Arc<dyn Source>, usize, bool) = if decision.charset.is_utf8() {
            let replaced = invalid_places(&shown, stop)?;
            (Arc::new(shown), replaced, false)
        } else {
            let (text, replaced, is_cut) = decoded(&shown, decision.charset, stop)?;
            (Arc::new(text), replaced, is_cut)
        };
        let lines = LineIndex::of(&text, DEFAULT_ROW_BYTES, kind.syntax(), stop)?;
        Ok(Self {
            body,
            text,
            kind,
            decision,
            replaced,
            is_whole: true,
            text_is_cut,
            lines: Arc::new(lines),
            pretty: None,
            pretty_is_beginning: false,
            tape: None,
        })
    }

    /// With its indented form, when its syntax has one. For a worker; under a second of work for 100 MB.
    pub fn with_pretty(self, stop: Stop<'_>) -> Result<Self, Stopped> {
        let max = self.lines.max_row_bytes();
        let pretty = match self.syntax() {
            Syntax::Json => Some(Pretty::Json(JsonRows::of(&self.text, max, stop)?)),
            syntax @ (Syntax::Xml | Syntax::Html) => {
                MarkupRows::of(&self.text, syntax, max, stop)?.map(Pretty::Markup)
            }
            Syntax::Plain => None,
        };
        Ok(Self {
            pretty: pretty.map(Arc::new),
            pretty_is_beginning: false,
            ..self
        })
    }

    /// With the indented form of its beginning, until it has its own: so that it does not stand as it came in between.
    #[must_use]
    pub fn with_beginning(self, beginning: &Self) -> Self {
        let is_same_text = [&self, beginning]
            .iter()
            .all(|document| document.decision.charset.is_utf8() && document.syntax() == self.syntax());
        if self.pretty.is_some() || !is_same_text || beginning.text.len() > self.text.len() {
            return self;
        }
        Self {
            pretty: beginning.pretty.clone(),
            pretty_is_beginning: true,
            ..self
        }
    }

    /// With the nodes of its tree, when it has one. For a worker; under a second of work for 50 MB.
    pub fn with_tape(self, stop: Stop<'_>) -> Result<Self, Stopped> {
        let tape = match self.syntax() {
            _ if self.tape.is_some() => return Ok(self),
            Syntax::Plain => return Ok(self),
            Syntax::Json => Tape::of(&self.text, stop)?,
            syntax @ (Syntax::Xml | Syntax::Html) => Tape::of_markup(&self.text, syntax, stop)?,
        };
        Ok(Self {
            tape: Some(Arc::new(tape)),
            ..self
        })
    }

    /// The same in rows of another length, as when the pane got another width. Under a millisecond for 256 kB;
    /// otherwise for a worker.
    pub fn wrapped_at(self, max_row_bytes: usize, stop: Stop<'_>) -> Result<Self, Stopped> {
        let lines = LineIndex::of(&self.text, max_row_bytes, self.syntax(), stop)?;
        let had_pretty = self.pretty.is_some();
        let wrapped = Self {
            lines: Arc::new(lines),
            ..self
        };
        if had_pretty {
            wrapped.with_pretty(stop)
        } else {
            Ok(wrapped)
        }
    }

    /// What it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// How it is coloured.
    pub fn syntax(&self) -> Syntax {
        self.kind.syntax()
    }

    /// Its charset and what decided it.
    pub fn charset(&self) -> Decision {
        self.decision
    }

    /// Places where bytes belong to no character.
    pub fn replaced(&self) -> usize {
        self.replaced
    }

    /// False for a first look at a longer body, and for what has come of one.
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// True when the text is longer than [`MOST_DECODED_BYTES`] and its end is left out.
    pub fn text_is_cut(&self) -> bool {
        self.text_is_cut
    }

    /// The bytes as they came: offsets of [`View::Hex`].
    pub fn body(&self) -> &Arc<dyn Source> {
        &self.body
    }

    /// The text, UTF-8 but for its invalid bytes: offsets of all other views, of searches and of the tape.
    pub fn text(&self) -> &Arc<dyn Source> {
        &self.text
    }

    /// The rows of the text as it came.
    pub fn lines(&self) -> &LineIndex {
        &self.lines
    }

    /// The nodes of its tree, when they were made.
    pub fn tape(&self) -> Option<&Arc<Tape>> {
        self.tape.as_ref()
    }

    /// Whether the indented form is there, of all of the body.
    pub fn has_pretty(&self) -> bool {
        self.pretty.is_some() && !self.pretty_is_beginning
    }

    /// Whether the indented form that is there is that of the beginning only.
    pub fn is_indented_in_part(&self) -> bool {
        self.pretty.is_some() && self.pretty_is_beginning
    }

    /// Where and why the indented form ends, when the body is not JSON to its end.
    pub fn fault(&self) -> Option<&JsonFault> {
        match self.pretty.as_deref() {
            Some(Pretty::Json(rows)) if !self.pretty_is_beginning => rows.fault(),
            _ => None,
        }
    }

    /// True when the indented form leaves out the end: more rows than are kept.
    pub fn pretty_is_cut(&self) -> bool {
        matches!(self.pretty.as_deref(), Some(Pretty::Markup(rows)) if rows.is_cut())
    }

    /// The rows of one way to show it.
    pub fn view(&self, view: View) -> Rows<'_> {
        Rows { document: self, view }
    }
}

impl Default for Document {
    fn default() -> Self {
        let nothing: Arc<dyn Source> = Arc::new(Bytes::new());
        Self {
            body: nothing.clone(),
            text: nothing,
            kind: Kind::Empty,
            decision: Decision {
                charset: Charset::UTF_8,
                by: DecidedBy::ValidUtf8,
            },
            replaced: 0,
            is_whole: true,
            text_is_cut: false,
            lines: Arc::default(),
            pretty: None,
            pretty_is_beginning: false,
            tape: None,
        }
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Document({:?}, {} bytes, {:?})",
            self.kind,
            self.body.len(),
            self.lines
        )
    }
}

/// The rows of one view of a document: what the window draws and selects from.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a> {
    document: &'a Document,
    pub(super) view: View,
}

impl<'a> Rows<'a> {
    /// The bytes that offsets mean.
    pub fn source(&self) -> &'a dyn Source {
        match self.view {
            View::Hex => &*self.document.body,
            View::Raw | View::Pretty => &*self.document.text,
        }
    }

    fn pretty(&self) -> Option<&'a Pretty> {
        self.document
            .pretty
            .as_deref()
            .filter(|_| self.view == View::Pretty)
    }

    /// Whether offsets of neighbouring rows meet: the text as it came.
    pub(super) fn is_raw_text(&self) -> bool {
        self.view != View::Hex && self.pretty().is_none()
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        match (self.view, self.pretty()) {
            (View::Hex, _) => hex_rows(self.document.body.len()),
            (_, Some(Pretty::Json(rows))) => rows.rows(),
            (_, Some(Pretty::Markup(rows))) => rows.rows(),
            (_, None) => self.document.lines.rows(),
        }
    }

    /// Number of the last line, for the width of the gutter.
    pub fn lines(&self) -> usize {
        match (self.view, self.pretty()) {
            (View::Hex, _) => 0,
            (_, Some(Pretty::Json(rows))) => rows.lines(),
            (_, Some(Pretty::Markup(rows))) => rows.lines(),
            (_, None) => self.document.lines.lines(),
        }
    }

    /// Gives each row of a range, drawn into `row`, with its number: one walk for all visible rows, no memory but the
    /// row's.
    pub fn visit(&self, rows: Range<usize>, row: &mut RowText, mut each: impl FnMut(usize, &RowText)) {
        let Document {
            text, body, lines, ..
        } = self.document;
        match (self.view, self.pretty()) {
            (View::Hex, _) => visit_hex(body, rows, row, each),
            (_, Some(Pretty::Json(pretty))) => pretty.visit(text, rows, row, each),
            (_, Some(Pretty::Markup(pretty))) => pretty.visit(text, rows, row, each),
            (_, None) => {
                let mut number = rows.start;
                lines.visit(text, rows, |found, bytes| {
                    row.clear();
                    row.push_row(bytes, found.range.start, lines.syntax(), found.state);
                    row.line_number = found.line_number;
                    row.source = found.range;
                    each(number, row);
                    number += 1;
                });
            }
        }
    }

    /// One row.
    pub fn row(&self, number: usize) -> RowText {
        let mut row = RowText::default();
        let mut found = RowText::default();
        self.visit(number..number.saturating_add(1), &mut row, |_, row| {
            found.clone_from(row);
        });
        found
    }

    /// Row that shows the byte at `offset`.
    pub fn row_at(&self, offset: usize) -> usize {
        match (self.view, self.pretty()) {
            (View::Hex, _) => (offset / super::hex::HEX_ROW_BYTES).min(self.rows().saturating_sub(1)),
            (_, Some(Pretty::Json(rows))) => rows.row_at(&self.document.text, offset),
            (_, Some(Pretty::Markup(rows))) => rows.row_at(offset),
            (_, None) => self.document.lines.row_at(&self.document.text, offset),
        }
    }

    /// The row where the line of that number (from 1) begins; in hex, which has no lines, the row that shows the byte
    /// of that number.
    pub fn row_of_line(&self, number: usize) -> usize {
        let text = &self.document.text;
        let line = u32::try_from(number).unwrap_or(u32::MAX);
        match (self.view, self.pretty()) {
            (View::Hex, _) => self.row_at(number),
            (_, Some(Pretty::Json(rows))) => rows.row_of_line(text, line),
            (_, Some(Pretty::Markup(rows))) => rows.row_of_line(line),
            (_, None) => self.document.lines.row_of_line(text, line),
        }
    }

    /// Whether a row, drawn as `row`, has something to fold below it. Cheap, and may be wrong where [`Self::fold`] is
    /// not: it looks at this row and the next one only.
    pub fn opens(&self, number: usize, row: &RowText) -> bool {
        match self.pretty() {
            Some(Pretty::Json(_)) => {
                let last = row.tokens.last().map(|token| token.kind);
                last == Some(TokenKind::Punctuation) && row.text.ends_with(['{', '['])
            }
            Some(Pretty::Markup(rows)) => rows.opens(number),
            None => false,
        }
    }

    /// What folding a row would hide: what stands between its opening bracket or tag and the closing one. Indented
    /// form only.
    pub fn fold(&self, row: usize) -> Option<Range<usize>> {
        match self.pretty()? {
            Pretty::Json(rows) => rows.fold(&self.document.text, row),
            Pretty::Markup(rows) => rows.fold(row),
        }
    }
}

/// A source as text in memory, the number of places that could not be decoded, and whether its end is left out.
fn decoded<S: Source + ?Sized>(
    source: &S,
    charset: Charset,
    stop: Stop<'_>,
) -> Result<(Bytes, usize, bool), Stopped> {
    let mut text = String::new();
    let mut decoder = StreamDecoder::new(charset);
    let mut is_cut = false;
    for_chunks(source, 0..source.len(), stop, |_, chunk| {
        is_cut = text.len() >= MOST_DECODED_BYTES;
        if !is_cut {
            decoder.push(chunk, &mut text);
        }
        !is_cut
    })?;
    decoder.finish(&mut text);
    text.shrink_to_fit();
    Ok((Bytes::from(text), decoder.replaced(), is_cut))
}

#[cfg(test)]
mod tests;
