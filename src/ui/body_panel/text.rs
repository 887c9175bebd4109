//! The kinds that are one text.

use eframe::egui::{Margin, RichText, ScrollArea, TextEdit, Ui, vec2};

use crate::model::{Body, BodyKind};
use crate::text::measure::human_bytes;
use crate::ui::fonts;
use crate::ui::tokens::tokens;

/// Above this size the text is not put into egui's editor, which lays out all of it at every change.
pub const EDITABLE_BYTES: usize = 250_000;

/// Draws the editor.
pub fn text_ui(ui: &mut Ui, body: &mut Body) {
    let hint = match body.kind {
        BodyKind::Json => "{\n  \"type\": \"dog\",\n  \"price\": 249.99\n}",
        BodyKind::Xml => "<Pet>\n  <Type>dog</Type>\n</Pet>",
        BodyKind::Raw => "Text, sent as it stands and without variables",
        _ => "Text, sent as it stands",
    };
    editor_ui(ui, &mut body.text, "Body", hint);
}

/// An editor that fills what is left; a text too large for it is kept, sent, and can be removed.
pub fn editor_ui(ui: &mut Ui, text: &mut String, name: &str, hint: &str) {
    if text.len() > EDITABLE_BYTES {
        large_ui(ui, text);
        return;
    }
    let colors = tokens(ui.ctx());
    ScrollArea::vertical()
        .id_salt((name, "editor"))
        .auto_shrink([false, false])
        .show(ui, |ui| {
            let size = vec2(ui.available_width(), ui.available_height());
            let edit = TextEdit::multiline(text)
                .code_editor()
                .font(fonts::mono())
                .hint_text(RichText::new(hint).font(fonts::mono()).color(colors.third))
                .margin(Margin::symmetric(12, 8))
                .min_size(size)
                .desired_width(size.x);
            ui.add(edit).accessible_name(name);
        });
}

fn large_ui(ui: &mut Ui, text: &mut String) {
    let colors = tokens(ui.ctx());
    let figure = human_bytes(text.len() as u64);
    let sentence = format!("{figure} of text: too large to edit here, and sent as it stands");
    ui.label(RichText::new(sentence).color(colors.second));
    if ui.button("Remove the text").clicked() {
        text.clear();
    }
}
