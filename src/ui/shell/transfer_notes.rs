//! Lists of what comes as it was and what not, for the pages that import and export.

use eframe::egui::{Color32, Label, RichText, ScrollArea, Ui};

use crate::formats::collection_tree::{TransferNote, TransferOutcome};
use crate::ui::context::PanelContext;
use crate::ui::fonts;
use crate::ui::tokens::{Tokens, heights, size};

/// A note in a line, with its place.
pub fn note_line(note: &TransferNote) -> String {
    match note.place.as_str() {
        "" => note.text.clone(),
        place => format!("{place}: {}", note.text),
    }
}

/// The heading of a list.
pub fn heading_ui(ui: &mut Ui, text: &str, colors: &Tokens) {
    ui.label(
        RichText::new(text)
            .font(fonts::semibold(size::CAPTION))
            .color(colors.third),
    );
}

/// Notes in a list of this height, each with what became of it.
pub fn notes_ui(ui: &mut Ui, notes: &[(TransferOutcome, String)], height: f32, ctx: &PanelContext<'_>) {
    let colors = ctx.tokens;
    ui.spacing_mut().item_spacing.y = 2.0;
    let row_height = heights(ui.ctx()).row;
    ScrollArea::vertical()
        .id_salt("what does not come")
        .max_height(height - 20.0)
        .auto_shrink([false, false])
        .show_rows(ui, row_height, notes.len(), |ui, range| {
            for (outcome, text) in notes.get(range).unwrap_or_default() {
                ui.horizontal(|ui| {
                    ui.set_height(row_height);
                    let ink = match outcome {
                        TransferOutcome::Dropped => colors.warning,
                        TransferOutcome::Changed => colors.text,
                        TransferOutcome::Kept => colors.third,
                    };
                    let word = RichText::new(outcome.as_str()).font(fonts::semibold(size::CAPTION));
                    ui.label(word.color(ink));
                    let text = ctx.presentation.text(text);
                    let label = Label::new(RichText::new(&text).font(fonts::caption()).color(colors.second));
                    ui.add(label.truncate()).on_hover_text(text);
                });
            }
        });
}

/// Sentences with an icon in front.
pub fn sentences_ui(ui: &mut Ui, lines: &[String], (icon, ink): (&str, Color32), ctx: &PanelContext<'_>) {
    for line in lines {
        ui.horizontal_top(|ui| {
            ui.label(RichText::new(icon).font(fonts::icons(14.0)).color(ink));
            let line = RichText::new(ctx.presentation.text(line)).color(ctx.tokens.text);
            ui.add(Label::new(line).wrap());
        });
    }
}
