//! A row of the page: what it is called, its control, the way back to its default, and one line about it.

use eframe::egui::{Align, Button, Label, Layout, Response, RichText, Ui, vec2};

use super::state::SettingsSection;
use crate::ui::tokens::{heights, size, tokens};
use crate::ui::widgets::bar::at_end;
use crate::ui::{fonts, icons};

/// Width of the labels.
const LABEL: f32 = size::LABEL;

/// Height of the line below a row.
const HINT: f32 = 14.0;

/// Whether a setting is at its default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Changed {
    /// It is not, and can go back.
    Yes,
    /// It is.
    No,
}

impl Changed {
    pub(super) fn of<T: PartialEq>(value: &T, default: &T) -> Self {
        if value == default { Self::No } else { Self::Yes }
    }
}

/// What was asked for in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// The default.
    Reset,
    /// Nothing.
    Nothing,
}

/// Draws a row, and says whether its default is wanted.
pub(super) fn row_ui(
    ui: &mut Ui,
    label: &str,
    hint: &str,
    changed: Changed,
    control: impl FnOnce(&mut Ui),
) -> Asked {
    let mut asked = Asked::Nothing;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = size::PAD;
        label_ui(ui, label);
        ui.spacing_mut().item_spacing.x = size::GAP;
        control(ui);
        asked = reset_ui(ui, label, changed);
    });
    ui.add_space(-2.0);
    hint_ui(ui, hint);
    asked
}

/// The label in its column.
pub(super) fn label_ui(ui: &mut Ui, label: &str) {
    let text = RichText::new(label).color(tokens(ui.ctx()).second);
    column_ui(ui, LABEL, text);
}

/// The mark of a changed setting, and the button that takes it back, at the end of its row.
pub(super) fn reset_ui(ui: &mut Ui, label: &str, changed: Changed) -> Asked {
    if changed == Changed::No {
        return Asked::Nothing;
    }
    let mut asked = Asked::Nothing;
    at_end(ui, |ui| {
        let colors = tokens(ui.ctx());
        ui.label(
            RichText::new("changed")
                .font(fonts::caption())
                .color(colors.accent),
        );
        let name = format!("Reset: {label}");
        if ui.add(reset_button()).accessible_name(name).clicked() {
            asked = Asked::Reset;
        }
    });
    asked
}

pub(super) fn reset_button() -> Button<'static> {
    Button::new((RichText::new(icons::ROTATE_CCW).font(fonts::icons(12.0)), "Reset"))
}

/// One line below a row.
pub(super) fn hint_ui(ui: &mut Ui, hint: &str) {
    if hint.is_empty() {
        return;
    }
    ui.scope(|ui| {
        ui.spacing_mut().interact_size.y = HINT;
        ui.horizontal(|ui| {
            ui.add_space(LABEL + size::PAD);
            let text = RichText::new(hint).font(fonts::caption());
            ui.add(Label::new(text.color(tokens(ui.ctx()).third)).wrap());
        });
    });
    ui.add_space(6.0);
}

/// A text in a column of this width.
pub(super) fn column_ui(ui: &mut Ui, width: f32, text: RichText) -> Response {
    let place = vec2(width, heights(ui.ctx()).field);
    let column = ui.allocate_ui_with_layout(place, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_width(width);
        ui.add(Label::new(text).truncate())
    });
    column.inner
}

/// The heading of a section, drawn before its first row; counts the rows.
pub(super) fn heading_ui(ui: &mut Ui, section: SettingsSection, shown: &mut usize) {
    *shown += 1;
    if *shown > 1 {
        return;
    }
    let colors = tokens(ui.ctx());
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = 22.0;
        let title = RichText::new(section.title()).font(fonts::semibold(14.0));
        ui.label(title.color(colors.text));
        let remark = RichText::new(section.remark()).font(fonts::caption());
        ui.add(Label::new(remark.color(colors.third)).truncate());
    });
}
