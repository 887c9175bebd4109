//! A line of a form: a label in a column, and the field beside it.

use eframe::egui::{Align, Layout, RichText, Ui, vec2};

use crate::ui::links::{Field, Links};
use crate::ui::tokens::{heights, size, tokens};

/// A [`row`] whose value is signed: it is lit with the pieces that it became, and they with it.
pub fn linked_row(
    ui: &mut Ui,
    links: &Links,
    of: Field,
    label: &str,
    width: f32,
    field: impl FnOnce(&mut Ui),
) {
    links.linked_field(ui, of, |ui| row(ui, label, width, field));
}

/// A label in a column of `width` and its field beside it.
pub fn row(ui: &mut Ui, label: &str, width: f32, field: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = size::PAD;
        let colors = tokens(ui.ctx());
        ui.allocate_ui_with_layout(
            vec2(width, heights(ui.ctx()).field),
            Layout::left_to_right(Align::Center),
            |ui| {
                ui.set_min_width(width);
                ui.label(RichText::new(label).color(colors.second));
            },
        );
        ui.spacing_mut().item_spacing.x = 10.0;
        field(ui);
    });
}

/// The same where things stand beside each other: as a line below them, its label in the usual column.
pub fn row_below(ui: &mut Ui, label: &str, field: impl FnOnce(&mut Ui)) {
    ui.with_layout(Layout::top_down(Align::Min), |ui| {
        row(ui, label, size::LABEL, field);
    });
}
