//! One row of text: its number, its colours, what of it is selected or found.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use eframe::egui::text::{CCursor, LayoutJob};
use eframe::egui::{
    Align2, Color32, CornerRadius, Galley, Painter, Pos2, Rect, Role, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo, pos2,
};

use super::view::BodyView;
use super::viewer_layout::{GUTTER_GAP, ViewerLayout};
use crate::text::{RowText, TokenKind};
use crate::ui::context::PanelContext;
use crate::ui::mono_text::mono;
use crate::ui::presentation::Presentation;
use crate::ui::tokens::{Tokens, size};
use crate::ui::{fonts, icons};

/// A row of at most so many characters is laid out whole; of a longer one what is in sight, which takes a known width.
const LAID_OUT_WHOLE: usize = 300;
/// Behind a row whose line is so long that it is broken though lines are not wrapped.
const GOES_ON: &str = "the line goes on in the next row";
/// Room for that, in characters.
const GOES_ON_COLUMNS: usize = 34;
/// Characters beyond both edges that are laid out too.
const BESIDE: usize = 8;

/// A row as it is drawn: all of it, or of a long row in one width the part in sight.
pub(super) struct LaidOut {
    galley: Arc<Galley>,
    /// Characters before the galley.
    from: usize,
    /// Width of each, when they are alike.
    glyph: Option<f32>,
    columns: usize,
}

impl LaidOut {
    /// Lays a row out that begins at `x` points left of the edge, in a pane of some width.
    pub(super) fn new(
        painter: &Painter,
        row: &RowText,
        x: f32,
        width: f32,
        glyph: f32,
        colors: &Tokens,
    ) -> Self {
        let columns = row.columns();
        let is_even = row.text.chars().all(is_even);
        let range = if columns <= LAID_OUT_WHOLE {
            0..columns
        } else if is_even {
            let first = columns_in(x, glyph).saturating_sub(BESIDE);
            first.min(columns)..(first + columns_in(width, glyph) + 3 * BESIDE).min(columns)
        } else {
            // Other scripts have other widths, few below half of a digit's.
            0..(2 * columns_in(x + width, glyph) + BESIDE).min(columns)
        };
        Self {
            galley: painter.layout_job(row_job(row, range.clone(), colors)),
            from: range.start,
            glyph: is_even.then_some(glyph),
            columns,
        }
    }

    /// Points from the start of the row to a column.
    pub(super) fn x_of(&self, column: usize) -> f32 {
        match self.glyph {
            Some(glyph) if self.columns > LAID_OUT_WHOLE => points_in(column, glyph),
            _ => self.galley.pos_from_cursor(CCursor::new(column)).left(),
        }
    }

    /// The column that a point of the row is nearest to.
    pub(super) fn column_at(&self, x: f32) -> usize {
        let at = eframe::egui::vec2(x - self.start_x(), self.galley.size().y / 2.0);
        (self.from + self.galley.cursor_from_pos(at).index.0).min(self.columns)
    }

    /// Width of all of the row.
    fn width(&self) -> f32 {
        match self.glyph {
            Some(glyph) if self.columns > LAID_OUT_WHOLE => points_in(self.columns, glyph),
            _ => self.galley.size().x,
        }
    }

    fn start_x(&self) -> f32 {
        match self.glyph {
            Some(glyph) if self.from > 0 => points_in(self.from, glyph),
            _ => 0.0,
        }
    }

    fn draw(&self, painter: &Painter, start: Pos2, ink: Color32) {
        let at = pos2(start.x + self.start_x(), start.y);
        painter.galley(at, Arc::clone(&self.galley), ink);
    }
}

/// Whether a character is as wide as any other: Latin letters, which the window's own font has.
fn is_even(ch: char) -> bool {
    matches!(ch, ' '..='~' | '\u{A0}'..='\u{AC}' | '\u{AE}'..='\u{17F}')
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "characters of a row"
)]
fn columns_in(points: f32, glyph: f32) -> usize {
    (points / glyph).max(0.0) as usize
}

#[expect(clippy::cast_precision_loss, reason = "characters of a row")]
fn points_in(columns: usize, glyph: f32) -> f32 {
    columns as f32 * glyph
}

/// Draws a row; gives the width of its text.
pub(super) fn row_ui(
    ui: &Ui,
    painter: &Painter,
    view: &BodyView,
    number: usize,
    at: Rect,
    place: ViewerLayout,
    ctx: &PanelContext<'_>,
) -> f32 {
    let colors = ctx.tokens;
    let Some(row) = view.row(number) else { return 0.0 };
    let row = &*presented(ctx.presentation, row);
    let before = pos2(place.text.left() - GUTTER_GAP, at.center().y);
    if let Some(line) = row.line_number {
        painter.text(before, Align2::RIGHT_CENTER, line, fonts::mono(), colors.third);
    } else if view.breaks_only_long_lines() {
        let font = fonts::icons(11.0);
        painter.text(before, Align2::RIGHT_CENTER, icons::TEXT_WRAP, font, colors.third);
    }
    let text = painter.with_clip_rect(place.text.intersect(painter.clip_rect()));
    let laid_out = LaidOut::new(&text, row, view.place.x, place.text.width(), place.glyph, colors);
    let top = at.top() + (size::MONO_LINE - laid_out.galley.size().y) / 2.0;
    let start = pos2(place.text.left() - view.place.x, top);
    let marked = |columns: Range<usize>, fill: Color32, edge: Stroke| {
        let past = columns.end > row.columns();
        let right = laid_out.x_of(columns.end.min(row.columns())) + if past { place.glyph } else { 0.0 };
        let left = start.x + laid_out.x_of(columns.start);
        let rect = Rect::from_min_max(pos2(left, at.top()), pos2(start.x + right, at.bottom()));
        text.rect(rect, CornerRadius::ZERO, fill, edge, StrokeKind::Inside);
    };
    if let Some(columns) = view
        .selection
        .and_then(|chosen| chosen.columns_in(number, row.columns()))
    {
        marked(columns, colors.highlight, Stroke::NONE);
    }
    let in_sight = laid_out.column_at(view.place.x)
        ..laid_out
            .column_at(view.place.x + place.text.width())
            .saturating_add(1);
    let found = Found {
        painter: &text,
        view,
        row,
        at,
    };
    found.mark(in_sight, start.x, |column| laid_out.x_of(column), colors);
    let width = laid_out.width();
    tell_row(ui, number, at.intersect(place.rows), row);
    laid_out.draw(&text, start, colors.text);
    if view.folds.is_folded(number + 1) {
        let after = pos2(start.x + width + size::GAP, at.center().y);
        text.text(after, Align2::LEFT_CENTER, "…", fonts::mono(), colors.third);
    }
    let goes_on = || {
        view.row(number + 1)
            .is_some_and(|next| next.line_number.is_none())
    };
    if row.left_out == 0 && view.breaks_only_long_lines() && goes_on() {
        let after = pos2(start.x + width + size::GAP, at.center().y);
        text.text(
            after,
            Align2::LEFT_CENTER,
            GOES_ON,
            fonts::caption(),
            colors.third,
        );
    }
    if row.left_out > 0 {
        let more = format!("{} more bytes in this row", row.left_out);
        let after = pos2(start.x + width + size::GAP, at.center().y);
        text.text(after, Align2::LEFT_CENTER, more, fonts::caption(), colors.third);
    }
    if view.breaks_only_long_lines() {
        width + points_in(GOES_ON_COLUMNS, place.glyph)
    } else {
        width
    }
}

/// What was found in a row.
pub(super) struct Found<'a> {
    pub(super) painter: &'a Painter,
    pub(super) view: &'a BodyView,
    pub(super) row: &'a RowText,
    pub(super) at: Rect,
}

impl Found<'_> {
    /// Marks what was found in some columns. A row may stand for far more bytes than it shows, and a long row for more
    /// than is in sight: only what is drawn is looked for.
    pub(super) fn mark(
        &self,
        in_sight: Range<usize>,
        left: f32,
        x_of: impl Fn(usize) -> f32,
        colors: &Tokens,
    ) {
        let row = self.row;
        let until = in_sight.end.min(row.columns());
        let seen = row.offset_at(in_sight.start)..row.offset_at(until);
        let columns_of = |bytes: &Range<usize>| {
            row.column_at(bytes.start).max(in_sight.start)..row.column_at(bytes.end).min(until)
        };
        let is_seen = |bytes: &&Range<usize>| bytes.start < seen.end && seen.start < bytes.end;
        for bytes in self.view.evidence.iter().filter(is_seen) {
            let columns = columns_of(bytes);
            self.underline(left + x_of(columns.start)..left + x_of(columns.end), colors);
        }
        let Some(found) = self.view.finder.matches() else {
            return;
        };
        let current = self.view.finder.current();
        for bytes in found.within(seen.clone()) {
            let columns = columns_of(bytes);
            let is_current = current.as_ref() == Some(bytes);
            self.fill(
                left + x_of(columns.start)..left + x_of(columns.end),
                is_current,
                colors,
            );
        }
    }

    /// Marks some columns when something was found in bytes that the row stands for and does not show.
    pub(super) fn mark_hidden(
        &self,
        bytes: Range<usize>,
        columns: Range<usize>,
        left: f32,
        x_of: impl Fn(usize) -> f32,
        colors: &Tokens,
    ) {
        let is_found = |found: &crate::text::search::Matches| !found.within(bytes).is_empty();
        if self.view.finder.matches().is_some_and(is_found) {
            self.fill(
                left + x_of(columns.start)..left + x_of(columns.end),
                false,
                colors,
            );
        }
    }

    /// Marks what a finding rests on.
    fn underline(&self, x: Range<f32>, colors: &Tokens) {
        let y = self.at.bottom() - 1.0;
        self.painter
            .hline(x.start..=x.end, y, Stroke::new(1.5, colors.bad));
    }

    fn fill(&self, x: Range<f32>, is_current: bool, colors: &Tokens) {
        let edge = if is_current {
            Stroke::new(1.0, colors.warning)
        } else {
            Stroke::NONE
        };
        let rect = Rect::from_min_max(pos2(x.start, self.at.top()), pos2(x.end, self.at.bottom()));
        self.painter.rect(
            rect,
            CornerRadius::ZERO,
            colors.warning_ground,
            edge,
            StrokeKind::Inside,
        );
    }
}

/// A row as it may be seen: an audience sees no access key IDs.
pub(super) fn presented<'row>(presentation: &Presentation, row: &'row RowText) -> Cow<'row, RowText> {
    match presentation.byte_for_byte(&row.text) {
        Some(text) => {
            let mut masked = row.clone();
            masked.text = text;
            Cow::Owned(masked)
        }
        None => Cow::Borrowed(row),
    }
}

/// What a screen reader is told of a row.
fn tell_row(ui: &Ui, number: usize, at: Rect, row: &RowText) {
    if !at.is_positive() {
        return;
    }
    let id = ui.scope_id().with(("row", number));
    let response = ui.interact(at, id, Sense::HOVER);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &row.text));
}

/// Some columns of a row in their colours.
pub(super) fn row_job(row: &RowText, columns: Range<usize>, colors: &Tokens) -> LayoutJob {
    let mut job = LayoutJob::default();
    let (from, to) = (byte_of(&row.text, columns.start), byte_of(&row.text, columns.end));
    for token in &row.tokens {
        let bytes = token.range.start.max(from)..token.range.end.min(to);
        if let Some(text) = row.text.get(bytes).filter(|text| !text.is_empty()) {
            job.append(text, 0.0, mono(ink_of(token.kind, colors)));
        }
    }
    job
}

fn byte_of(text: &str, column: usize) -> usize {
    if column >= text.len() {
        return text.len();
    }
    if text.is_ascii() {
        return column;
    }
    text.char_indices().nth(column).map_or(text.len(), |(at, _)| at)
}

fn ink_of(kind: TokenKind, colors: &Tokens) -> Color32 {
    match kind {
        TokenKind::Key | TokenKind::Tag => colors.path,
        TokenKind::String => colors.header,
        TokenKind::Number | TokenKind::Date => colors.scope,
        TokenKind::Literal | TokenKind::Entity => colors.payload,
        TokenKind::Attribute | TokenKind::Url | TokenKind::Arn => colors.query,
        TokenKind::Comment => colors.third,
        TokenKind::Mark => colors.bad,
        TokenKind::Punctuation | TokenKind::Plain => colors.text,
    }
}
