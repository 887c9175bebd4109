//! A field of some lines that a foreign text is pasted into.

use std::ops::Range;

use eframe::egui::text::LayoutJob;
use eframe::egui::{Id, Margin, Response, RichText, ScrollArea, Stroke, TextBuffer, TextEdit, Ui};

use crate::ui::context::PanelContext;
use crate::ui::fonts;
use crate::ui::links::mark;

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
/// The ranges of `lit` are marked.
pub fn paste_field(
    ui: &mut Ui,
    field: PasteField,
    text: &mut String,
    lit: &[Range<usize>],
    ctx: &PanelContext<'_>,
) -> Response {
    let colors = ctx.tokens;
    let draw = |ui: &mut Ui| {
        let mut layouter = |ui: &Ui, text: &dyn TextBuffer, width: f32| {
            let text = ctx.presentation.letter_for_letter(text.as_str());
            let ink = ui.visuals().text_color();
            let mut job = LayoutJob::simple(text, fonts::mono(), ink, width);
            // In presentation mode letters have other lengths.
            for range in lit.iter().filter(|_| !ctx.presentation.is_on()) {
                mark(&mut job, range, colors.highlight, Stroke::new(1.5, colors.accent));
            }
            ui.fonts_mut(|fonts| fonts.layout_job(job))
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
