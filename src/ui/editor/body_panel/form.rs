//! The rows of a form.

use eframe::egui::{ScrollArea, Ui, vec2};

use crate::model::{FormRow, RowId};
use crate::ui::action::Action;
use crate::ui::editor::table::{
    CHECK, RowKind, TRASH, add_ui, cell_ui, check_ui, empty_row, empty_row_taken,
};
use crate::ui::icons;
use crate::ui::tokens::size;
use crate::ui::widgets::field::Field;
use crate::ui::widgets::icon_button::icon_button;

const NAME: f32 = 240.0;

/// Draws the table; `focus` is a row that was just added.
pub fn form_ui(ui: &mut Ui, rows: &mut Vec<FormRow>, focus: Option<RowId>, out: &mut Vec<Action>) {
    ScrollArea::vertical()
        .id_salt("form")
        .auto_shrink([false, true])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing = vec2(size::GAP, 4.0);
            for (index, row) in rows.iter_mut().enumerate() {
                ui.push_id(row.row, |ui| {
                    row_ui(ui, index + 1, row, RowKind::Real, focus, out);
                });
            }
            if rows.is_empty() {
                empty_ui(ui, rows);
            }
            if add_ui(ui, "Add field").clicked() {
                out.push(Action::AddFormRow);
            }
        });
}

/// The first row before it is one: typing into it makes it one, and the cursor stays.
fn empty_ui(ui: &mut Ui, rows: &mut Vec<FormRow>) {
    let table = ui.scope_id().with("form");
    let mut row = FormRow {
        row: empty_row(ui, table),
        ..FormRow::default()
    };
    ui.push_id(row.row, |ui| {
        row_ui(ui, 1, &mut row, RowKind::Empty, None, &mut Vec::new());
    });
    if !row.name.is_empty() || !row.value.is_empty() {
        empty_row_taken(ui, table);
        rows.push(row);
    }
}

fn row_ui(
    ui: &mut Ui,
    number: usize,
    row: &mut FormRow,
    kind: RowKind,
    focus: Option<RowId>,
    out: &mut Vec<Action>,
) {
    let row_id = ui.scope_id();
    ui.horizontal(|ui| {
        match kind {
            RowKind::Real => check_ui(ui, &mut row.state, &format!("Send field {number}")),
            RowKind::Empty => cell_ui(ui, CHECK - size::GAP, |_| {}),
        }
        let name = Field::mono(&mut row.name, &format!("Field {number} name"))
            .hint("Name")
            .width(NAME)
            .id(row_id.with("name"))
            .ui(ui);
        if focus == Some(row.row) {
            name.request_focus();
        }
        let width = (ui.available_width() - TRASH - size::GAP).max(120.0);
        Field::mono(&mut row.value, &format!("Field {number} value"))
            .hint("Value")
            .width(width)
            .id(row_id.with("value"))
            .ui(ui);
        if kind == RowKind::Empty {
            return;
        }
        if icon_button(ui, icons::TRASH_2, &format!("Remove field {number}")).clicked() {
            out.push(Action::RemoveFormRow(row.row));
        }
    });
}
