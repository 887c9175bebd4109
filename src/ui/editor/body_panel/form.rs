//! The rows of a form.

use eframe::egui::{ScrollArea, Ui, vec2};

use crate::model::{FormRow, RowId};
use crate::ui::action::Action;
use crate::ui::editor::table::{TRASH, add_ui, check_ui};
use crate::ui::icons;
use crate::ui::tokens::size;
use crate::ui::widgets::field::Field;
use crate::ui::widgets::icon_button::icon_button;

const NAME: f32 = 240.0;

/// Draws the table; `focus` is a row that was just added.
pub fn form_ui(ui: &mut Ui, rows: &mut [FormRow], focus: Option<RowId>, out: &mut Vec<Action>) {
    ScrollArea::vertical()
        .id_salt("form")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing = vec2(size::GAP, 4.0);
            for (index, row) in rows.iter_mut().enumerate() {
                ui.push_id(row.row, |ui| row_ui(ui, index + 1, row, focus, out));
            }
            if add_ui(ui, "Add field").clicked() {
                out.push(Action::AddFormRow);
            }
        });
}

fn row_ui(ui: &mut Ui, number: usize, row: &mut FormRow, focus: Option<RowId>, out: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        check_ui(ui, &mut row.state, &format!("Send field {number}"));
        let name = Field::mono(&mut row.name, &format!("Field {number} name"))
            .hint("Name")
            .width(NAME)
            .ui(ui);
        if focus == Some(row.row) {
            name.request_focus();
        }
        let width = (ui.available_width() - TRASH - size::GAP).max(120.0);
        Field::mono(&mut row.value, &format!("Field {number} value"))
            .hint("Value")
            .width(width)
            .ui(ui);
        if icon_button(ui, icons::TRASH_2, &format!("Remove field {number}")).clicked() {
            out.push(Action::RemoveFormRow(row.row));
        }
    });
}
