//! The head of a table in the editor: its title, and whether it is edited row by row or as text.

use eframe::egui::{RichText, Ui};

use super::bar::bar;
use super::segmented::segmented;
use crate::ui::fonts;
use crate::ui::tokens::{size, tokens};

/// How a table is edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowsOrText {
    /// A row for each entry.
    Rows,
    /// A line for each entry: bulk edit.
    Text,
}

/// Draws the head; true when the choice changed.
pub fn section_head(ui: &mut Ui, title: &str, view: &mut RowsOrText) -> bool {
    let colors = tokens(ui.ctx());
    let before = *view;
    bar(
        ui,
        28.0,
        view,
        |ui, view| {
            let choices = [(RowsOrText::Rows, "Rows"), (RowsOrText::Text, "Bulk edit")];
            segmented(ui, title, view, &choices);
        },
        |ui, _| {
            let title = RichText::new(title).font(fonts::semibold(size::CAPTION));
            ui.label(title.color(colors.second));
        },
    );
    *view != before
}
