//! A field of some lines that a foreign text is pasted into.

use eframe::egui::{Id, Margin, Response, RichText, ScrollArea, TextBuffer, TextEdit, Ui};

use crate::ui::context::PanelContext;
use crate::ui::fonts;

/// What a field is and says.
#[derive(Clone, Copy, Debug)]
pub struct PasteField {
    /// Its identity, the same in every frame.
    pub id: &'static str,
    /// For a screen reader.
    pub name: &'static str,
    /// Shown while it is empty.
    pub hint: &'static str,
    /// In points; more lines scroll.
    pub height: f32,
}

/// Draws the field. Empty, it takes the cursor when nothing else has it. An audience sees no access key IDs in it.
pub fn paste_field(ui: &mut Ui, field: PasteField, text: &mut String, ctx: &PanelContext<'_>) -> Response {
    let draw = |ui: &mut Ui| {
        let mut layouter = |ui: &Ui, text: &dyn TextBuffer, width: f32| {
            let text = ctx.presentation.letter_for_letter(text.as_str());
            let ink = ui.visuals().text_color();
            ui.fonts_mut(|fonts| fonts.layout(text, fonts::mono(), ink, width))
        };
        let edit = TextEdit::multiline(text)
            .layouter(&mut layouter)
            .id(Id::unique(field.id))
            .font(fonts::mono())
            .hint_text(RichText::new(field.hint).color(ctx.tokens.third))
            .desired_rows(5)
            .desired_width(f32::INFINITY)
            .margin(Margin::symmetric(10, 8));
        let response = ui.add(edit).accessible_name(field.name);
        if text.is_empty() && ui.memory(|memory| memory.focused().is_none()) {
            response.request_focus();
        }
        response
    };
    ScrollArea::vertical()
        .id_salt(field.id)
        .max_height(field.height)
        .show(ui, draw)
        .inner
}
