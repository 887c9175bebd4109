//! The kinds that are one text.

use eframe::egui::text::CharIndex;
use eframe::egui::{RichText, ScrollArea, TextBuffer, Ui, vec2};

use super::large::{Cursor, LargeText, large_ui, take_large_paste, too_large};
use crate::model::{Body, BodyKind, LongText};
use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::pick::TextPlace;
use crate::ui::tokens::tokens;
use crate::ui::widgets::variables_text::{ManyLines, TabKey, variables_text_ui};
use crate::ui::{field_focus, fonts};

/// Draws the editor.
pub fn text_ui(
    ui: &mut Ui,
    body: &mut Body,
    view: &mut LargeText,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    let hint = match body.kind {
        BodyKind::Json => "{\n  \"type\": \"dog\",\n  \"price\": 249.99\n}",
        BodyKind::Xml => "<Pet>\n  <Type>dog</Type>\n</Pet>",
        BodyKind::Raw => "Text, sent as it stands and without variables",
        _ => "Text, sent as it stands",
    };
    let place = match body.kind {
        BodyKind::Json => TextPlace::Json,
        BodyKind::Xml => TextPlace::Xml,
        _ => TextPlace::Text,
    };
    editor_ui(ui, &mut body.text, (place, hint), view, ctx, out);
}

/// An editor that fills what is left, or the viewer of a text too large for it.
pub fn editor_ui(
    ui: &mut Ui,
    text: &mut LongText,
    (place, hint): (TextPlace, &str),
    view: &mut LargeText,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    let name = place.name();
    let id = ui.scope_id().with((name, "text"));
    take_large_paste(ui.ctx(), id, text);
    if let Some(why) = too_large(text, Cursor::of(ui.ctx(), id)) {
        let viewer = ui.push_id((name, "viewer"), |ui| {
            large_ui(ui, text, (place, why), view, ctx, out)
        });
        // Who pasted goes on where the text stands now: the next paste takes its place.
        if Cursor::of(ui.ctx(), id) == Cursor::InEditor {
            ui.memory_mut(|memory| memory.request_focus(viewer.inner));
        }
        return;
    }
    view.forget();
    let colors = tokens(ui.ctx());
    ScrollArea::vertical()
        .id_salt((name, "editor"))
        .auto_shrink([false, false])
        .show(ui, |ui| {
            let size = vec2(ui.available_width(), ui.available_height());
            let mut edited = Edited(text);
            let hint = RichText::new(hint).font(fonts::mono()).color(colors.third);
            let look = ManyLines {
                hint,
                min_size: size,
                tab: TabKey::Types,
            };
            let response = match place {
                // Sent, or kept, as it stands.
                TextPlace::Text | TextPlace::Docs => {
                    let edit = look.editor(&mut edited).id(id);
                    ui.add(edit).accessible_name(name)
                }
                _ => variables_text_ui(ui, id, &mut edited, name, look),
            };
            field_focus::take(&response);
        });
}

/// A text in an editor: it stays shared with undo and the live report until something is typed.
struct Edited<'a>(&'a mut LongText);

impl TextBuffer for Edited<'_> {
    fn is_mutable(&self) -> bool {
        true
    }

    fn as_str(&self) -> &str {
        self.0
    }

    fn insert_text(&mut self, text: &str, char_index: CharIndex) -> usize {
        let whole: &mut String = self.0;
        whole.insert_text(text, char_index)
    }

    fn delete_char_range(&mut self, char_range: std::ops::Range<CharIndex>) {
        if char_range.start < char_range.end {
            let whole: &mut String = self.0;
            whole.delete_char_range(char_range);
        }
    }

    fn type_id(&self) -> std::any::TypeId {
        std::any::TypeId::of::<Edited<'static>>()
    }
}
