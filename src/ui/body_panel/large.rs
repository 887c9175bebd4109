//! A text too large for the editor: shown as a reply is, replaced as a whole, sent exactly.

use std::sync::Arc;

use eframe::egui::text::CharIndex;
use eframe::egui::text_edit::TextEditState;
use eframe::egui::{
    Context, Event, Frame, Id, Label, Margin, RichText, Stroke, TextBuffer as _, Ui, ViewportCommand,
};

use crate::engine::BodyMade;
use crate::model::LongText;
use crate::text::measure::human_bytes;
use crate::text::{Document, View, never};
use crate::ui::action::Action;
use crate::ui::body_viewer::{BodyView, area_id, body_viewer_ui};
use crate::ui::pick::{PickTarget, TextPlace};
use crate::ui::tokens::{size, tokens};

/// Above this size the text is not put into egui's editor, which lays out all of it at every change: a key takes about
/// 4 ms of CPU for each 100 kB of short lines, and as much for each 30 kB of one long line.
pub const EDITABLE_BYTES: usize = 64_000;
/// So much more can be typed while the cursor is in the editor: it is not taken away in the middle of a word.
const ROOM_TO_TYPE: usize = 20_000;

/// Whether a text of so many bytes is put into the editor.
pub fn is_editable(bytes: usize, cursor: Cursor) -> bool {
    match cursor {
        Cursor::Elsewhere => bytes <= EDITABLE_BYTES,
        Cursor::InEditor => bytes <= EDITABLE_BYTES + ROOM_TO_TYPE,
    }
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
        if self.shown.is_some() {
            *self = Self::default();
        }
    }

    /// Reads a text that is another than before. Its lines are found here and now: about 2 ms for each megabyte.
    fn show(&mut self, text: &LongText, content_type: &str) {
        if self
            .shown
            .as_ref()
            .is_some_and(|shown| shown.is_shared_with(text))
        {
            return;
        }
        self.shown = Some(text.clone());
        let document = Document::open(text.shared_bytes(), Some(content_type), None, &never);
        self.view.show_document(document.unwrap_or_default());
    }
}

/// Draws size, what can be done, and the text.
pub fn large_ui(
    ui: &mut Ui,
    text: &mut LongText,
    place: TextPlace,
    view: &mut LargeText,
    out: &mut Vec<Action>,
) {
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
        let sentence = format!("{figure} of text: too large to edit here{and}");
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
    Frame::new()
        .stroke(Stroke::new(1.0, colors.line))
        .inner_margin(Margin::same(1))
        .show(ui, |ui| {
            takes_paste.push(area_id(ui));
            body_viewer_ui(ui, &mut view.view, View::Raw, out);
        });
    for job in view.view.take_jobs() {
        match view.view.receive(job.run()) {
            Some(BodyMade::Text { text, what }) => out.push(Action::Copy { text, what }),
            Some(BodyMade::TooLong(bytes)) => out.push(Action::TooLargeToCopy(bytes)),
            _ => {}
        }
    }
    let focused = ui.memory(eframe::egui::Memory::focused);
    if focused.is_some_and(|focused| takes_paste.contains(&focused))
        && let Some(pasted) = take_paste(ui.ctx(), |_| true)
    {
        *text = pasted.into();
    }
    let takes_paste: Arc<[Id]> = takes_paste.into();
    ui.data_mut(|data| data.insert_temp(takers(), takes_paste));
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
    let stays = text.len().saturating_sub(text.char_range(chosen.clone()).len());
    let room = EDITABLE_BYTES.saturating_sub(stays);
    let Some(pasted) = take_paste(ctx, |pasted| pasted.len() > room) else {
        return false;
    };
    let whole: &mut String = text;
    whole.delete_char_range(chosen.start.min(end)..chosen.end.min(end));
    whole.insert_text(&pasted, chosen.start.min(end));
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
        assert!(is_editable(EDITABLE_BYTES, Cursor::Elsewhere));
        assert!(!is_editable(EDITABLE_BYTES + 1, Cursor::Elsewhere));
        assert!(is_editable(EDITABLE_BYTES + 1, Cursor::InEditor));
        assert!(!is_editable(EDITABLE_BYTES + ROOM_TO_TYPE + 1, Cursor::InEditor));
    }
}
