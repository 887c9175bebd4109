//! A text too large for the editor: shown as a reply is, replaced as a whole, sent exactly.

use std::sync::Arc;

use eframe::egui::text::{CCursor, CCursorRange, CharIndex};
use eframe::egui::text_edit::TextEditState;
use eframe::egui::{
    Context, Event, Frame, Id, Label, Margin, RichText, Stroke, TextBuffer as _, Ui, ViewportCommand,
};

use crate::model::LongText;
use crate::text::measure::human_bytes;
use crate::text::{Document, View};
use crate::ui::action::Action;
use crate::ui::body_viewer::{BodyView, area_id, body_viewer_ui};
use crate::ui::context::PanelContext;
use crate::ui::pick::{PickTarget, TextPlace};
use crate::ui::tokens::{size, tokens};

/// Above this size the text is not put into egui's editor, which lays out all of it at every change: a key takes about
/// 4 ms of CPU for each 100 kB of short lines.
pub const EDITABLE_BYTES: usize = 64_000;
/// So much more can be typed while the cursor is in the editor: it is not taken away in the middle of a word.
const ROOM_TO_TYPE: usize = 20_000;

/// Nor is a text with a longer line, in bytes. A line is laid out as a whole at every key in it, and costs three times
/// as much as short lines do: about 0.2 ms of CPU for each kB. This leaves half of a key's 4 ms to the rest of the
/// window.
pub const EDITABLE_LINE_BYTES: usize = 10_000;
/// So much more can be typed in a line while the cursor is in the editor.
const ROOM_IN_LINE: usize = 2_000;

/// Why a text is not put into the editor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TooLarge {
    /// It has too many bytes.
    Whole,
    /// It has a line of so many bytes.
    Line(usize),
}

/// Whether a text is put into the editor; `None` when it is. Reads no more of it than an editor takes.
pub fn too_large(text: &str, cursor: Cursor) -> Option<TooLarge> {
    let (whole, line) = match cursor {
        Cursor::Elsewhere => (EDITABLE_BYTES, EDITABLE_LINE_BYTES),
        Cursor::InEditor => (EDITABLE_BYTES + ROOM_TO_TYPE, EDITABLE_LINE_BYTES + ROOM_IN_LINE),
    };
    if text.len() > whole {
        return Some(TooLarge::Whole);
    }
    let longest = longest_line(text.as_bytes());
    (longest > line).then_some(TooLarge::Line(longest))
}

/// Length of the longest line, in bytes.
fn longest_line(text: &[u8]) -> usize {
    let mut start = 0;
    let mut longest = 0;
    for end in memchr::memchr_iter(b'\n', text).chain([text.len()]) {
        longest = longest.max(end - start);
        start = end + 1;
    }
    longest
}

/// Where the cursor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cursor {
    /// In the editor of the text.
    InEditor,
    /// Not there.
    Elsewhere,
}

impl Cursor {
    /// Whether the widget of this id has the cursor.
    pub fn of(ctx: &Context, editor: Id) -> Self {
        if ctx.memory(|memory| memory.has_focus(editor)) {
            Self::InEditor
        } else {
            Self::Elsewhere
        }
    }
}

/// The viewer of a large text, and which text it shows.
#[derive(Debug, Default)]
pub struct LargeText {
    shown: Option<LongText>,
    view: BodyView,
}

impl LargeText {
    /// Lets go of the text: it is small enough for the editor now.
    pub fn forget(&mut self) {
        // The view counts its jobs on, so that a late answer for this text is never one for the next.
        if self.shown.take().is_some() {
            self.view.show_document(Document::default());
        }
    }

    /// The viewer, whose work is done on other threads.
    pub fn viewer(&mut self) -> &mut BodyView {
        &mut self.view
    }

    /// Shows the beginning of a text that is another than before, and has the rest read.
    fn show(&mut self, text: &LongText, content_type: &'static str) {
        let is_shown = |shown: &LongText| shown.is_shared_with(text);
        if !self.shown.as_ref().is_some_and(is_shown) {
            self.shown = Some(text.clone());
            let start = Document::first_look(text.shared_bytes(), Some(content_type));
            self.view.show_document(start);
        }
        self.view.read_on(text.shared_bytes(), content_type);
    }
}

/// Draws size, what can be done, and the text; gives the area of the text, which takes a paste in its place.
pub fn large_ui(
    ui: &mut Ui,
    text: &mut LongText,
    (place, why): (TextPlace, TooLarge),
    view: &mut LargeText,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) -> Id {
    let colors = tokens(ui.ctx());
    view.show(text, place.content_type());
    let mut takes_paste = Vec::new();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = eframe::egui::vec2(size::GAP, 4.0);
        let figure = human_bytes(text.len() as u64);
        let and = if place == TextPlace::Docs {
            ""
        } else {
            ", and sent as it stands"
        };
        let sentence = match why {
            TooLarge::Whole => format!("{figure} of text: too large to edit here{and}"),
            TooLarge::Line(bytes) => {
                let line = human_bytes(bytes as u64);
                format!("{figure} of text with a line of {line}: too long to edit here{and}")
            }
        };
        ui.add(Label::new(RichText::new(sentence).color(colors.second)));
        let replace = ui
            .button("Replace…")
            .on_hover_text("Take the text of a file in its place");
        if replace.clicked() {
            out.push(Action::Browse(PickTarget::TextFile(place)));
        }
        let paste = ui
            .button("Paste instead")
            .on_hover_text("Take the text of the clipboard in its place");
        if paste.clicked() {
            paste.request_focus();
            ui.ctx().send_viewport_cmd(ViewportCommand::RequestPaste);
        }
        takes_paste.push(paste.id);
        if ui.button("Save as file…").clicked() {
            out.push(Action::Browse(PickTarget::SaveText(place)));
        }
        if ui.button("Clear").clicked() {
            *text = LongText::default();
        }
    });
    let mut area = Id::NULL;
    Frame::new()
        .stroke(Stroke::new(1.0, colors.line))
        .inner_margin(Margin::same(1))
        .show(ui, |ui| {
            area = area_id(ui);
            body_viewer_ui(ui, &mut view.view, View::Raw, ctx, out);
        });
    takes_paste.push(area);
    let focused = ui.memory(eframe::egui::Memory::focused);
    if focused.is_some_and(|focused| takes_paste.contains(&focused))
        && let Some(pasted) = take_paste(ui.ctx(), |_| true)
    {
        *text = pasted.into();
    }
    let takes_paste: Arc<[Id]> = takes_paste.into();
    ui.data_mut(|data| data.insert_temp(takers(), takes_paste));
    area
}

/// Takes a paste that makes the text too large out of the input, before the editor of this id lays it out. True when
/// there was one.
pub fn take_large_paste(ctx: &Context, editor: Id, text: &mut LongText) -> bool {
    let is_paste = |event: &Event| matches!(event, Event::Paste(_));
    let pastes = ctx.input(|input| input.events.iter().any(is_paste));
    if !pastes || Cursor::of(ctx, editor) == Cursor::Elsewhere {
        return false;
    }
    let chosen = TextEditState::load(ctx, editor)
        .and_then(|state| state.cursor.char_range())
        .map(|range| range.as_sorted_char_range());
    let end = CharIndex(text.chars().count());
    let chosen = chosen.unwrap_or(end..end);
    let bytes = text.byte_index_from_char_index(chosen.start)..text.byte_index_from_char_index(chosen.end);
    let (before, after) = (
        text.get(..bytes.start.0).unwrap_or_default(),
        text.get(bytes.end.0..).unwrap_or_default(),
    );
    let room = EDITABLE_BYTES.saturating_sub(before.len() + after.len());
    let is_large = |pasted: &str| {
        pasted.len() > room
            || longest_line(pasted.as_bytes()) + longest_line(text.as_bytes()) > EDITABLE_LINE_BYTES
    };
    let Some(mut pasted) = take_paste(ctx, is_large) else {
        return false;
    };
    // What is pasted may be many megabytes: it is moved once at most, and never copied character by character.
    let after = after.to_owned();
    // Where the text stays small enough to be edited, the cursor stands behind what was pasted.
    let cursor = CCursor::new(chosen.start.0 + pasted.chars().count());
    let mut state = TextEditState::load(ctx, editor).unwrap_or_default();
    state.cursor.set_char_range(Some(CCursorRange::one(cursor)));
    state.store(ctx, editor);
    pasted.reserve(before.len() + after.len());
    pasted.insert_str(0, before);
    pasted.push_str(&after);
    *text = pasted.into();
    true
}

/// The first paste in the input that is wanted.
fn take_paste(ctx: &Context, wanted: impl Fn(&str) -> bool) -> Option<String> {
    ctx.input_mut(|input| {
        let is_wanted = |event: &Event| matches!(event, Event::Paste(text) if wanted(text));
        let at = input.events.iter().position(is_wanted)?;
        match input.events.remove(at) {
            Event::Paste(text) => Some(text),
            _ => None,
        }
    })
}

/// Whether this takes every paste as it stands, as a large text does, whatever the text looks like.
pub fn takes_paste(ctx: &Context, focused: Id) -> bool {
    let takers: Option<Arc<[Id]>> = ctx.data(|data| data.get_temp(takers()));
    takers.is_some_and(|takers| takers.contains(&focused))
}

fn takers() -> Id {
    Id::unique("large texts")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_editor_is_not_taken_away_from_under_the_cursor() {
        let lines = |bytes| "123456789\n".repeat(bytes / 10 + 1).split_at(bytes).0.to_owned();
        let why = |text: &str, cursor| too_large(text, cursor);
        assert_eq!(why(&lines(EDITABLE_BYTES), Cursor::Elsewhere), None);
        let more = lines(EDITABLE_BYTES + 1);
        assert_eq!(why(&more, Cursor::Elsewhere), Some(TooLarge::Whole));
        assert_eq!(why(&more, Cursor::InEditor), None);
        let most = lines(EDITABLE_BYTES + ROOM_TO_TYPE + 1);
        assert_eq!(why(&most, Cursor::InEditor), Some(TooLarge::Whole));
    }

    #[test]
    fn a_long_line_is_as_bad_as_a_long_text_wherever_it_stands() {
        let long = "x".repeat(EDITABLE_LINE_BYTES + 1);
        for text in [
            long.clone(),
            format!("a\n{long}"),
            format!("{long}\nb\n"),
            format!("\n\n{long}\n\n"),
        ] {
            let line = Some(TooLarge::Line(EDITABLE_LINE_BYTES + 1));
            assert_eq!(too_large(&text, Cursor::Elsewhere), line);
            assert_eq!(too_large(&text, Cursor::InEditor), None);
        }
        let longer = "x".repeat(EDITABLE_LINE_BYTES + ROOM_IN_LINE + 1);
        assert!(too_large(&longer, Cursor::InEditor).is_some());
        let two = format!("{0}\n{0}", "x".repeat(EDITABLE_LINE_BYTES));
        assert_eq!(too_large(&two, Cursor::Elsewhere), None);
    }

    /// The worker is asked for the rest once, and told to stop when nobody looks.
    #[test]
    fn the_rest_is_read_by_a_worker_until_nobody_looks() {
        let text = LongText::from("line\n".repeat(40_000));
        let mut large = LargeText::default();
        large.show(&text, "text/plain; charset=utf-8");
        assert!(!large.view.document().is_whole() && large.view.is_remaking());
        large.show(&text, "text/plain; charset=utf-8");
        let [job] = &large.viewer().take_jobs()[..] else {
            panic!("one job")
        };
        let made = job.clone().run();
        large.viewer().receive(made);
        assert!(large.view.document().is_whole());
        assert_eq!(large.view.document().view(View::Raw).rows(), 40_000);
        large.show(
            &LongText::from(format!("{}x", text.as_str())),
            "text/plain; charset=utf-8",
        );
        let [job] = &large.viewer().take_jobs()[..] else {
            panic!("one job")
        };
        large.viewer().stop_work();
        assert!(job.stop.is_set());
        assert!(!large.view.is_remaking());
    }
}
