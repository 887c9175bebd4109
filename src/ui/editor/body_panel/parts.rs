//! The parts of a multipart body.

use eframe::egui::{Button, RichText, ScrollArea, Ui, vec2};

use crate::model::{PartKind, PartRow, RowId};
use crate::ui::action::Action;
use crate::ui::editor::table::{
    CHECK, RowKind, TRASH, add_ui, cell_ui, check_ui, empty_row, empty_row_taken,
};
use crate::ui::icons;
use crate::ui::pick::PickTarget;
use crate::ui::tokens::{heights, size, tokens};
use crate::ui::widgets::field::Field;
use crate::ui::widgets::icon_button::icon_button;
use crate::ui::widgets::segmented::segmented;
use crate::ui::widgets::steady::steady;

/// From this width on a part is one line; below it, file name and content type stand under it.
const ONE_LINE: f32 = 1_020.0;
const NAME: f32 = 150.0;
const SWITCH: f32 = 96.0;
const BROWSE: f32 = 84.0;
const FILE_NAME: f32 = 160.0;
const CONTENT_TYPE: f32 = 190.0;

/// The boundary, beside the kind.
pub fn boundary_ui(ui: &mut Ui, boundary: &mut String) {
    let colors = tokens(ui.ctx());
    ui.label(RichText::new("Boundary").color(colors.second));
    Field::mono(boundary, "Boundary")
        .hint("made from the parts")
        .width(260.0)
        .ui(ui);
}

/// Draws the table; `focus` is a part that was just added.
pub fn parts_ui(ui: &mut Ui, parts: &mut Vec<PartRow>, focus: Option<RowId>, out: &mut Vec<Action>) {
    ScrollArea::vertical()
        .id_salt("parts")
        .auto_shrink([false, true])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing = vec2(size::GAP, 4.0);
            for (index, part) in parts.iter_mut().enumerate() {
                ui.push_id(part.row, |ui| {
                    part_ui(ui, index + 1, part, RowKind::Real, focus, out);
                });
            }
            if parts.is_empty() {
                empty_ui(ui, parts, out);
            }
            ui.horizontal(|ui| {
                for (kind, text) in [(PartKind::Text, "Add text"), (PartKind::File, "Add file")] {
                    if add_ui(ui, text).clicked() {
                        out.push(Action::AddPart(kind));
                    }
                }
            });
        });
}

/// The first part before it is one: typing into it makes it one, and the cursor stays.
fn empty_ui(ui: &mut Ui, parts: &mut Vec<PartRow>, out: &mut Vec<Action>) {
    let table = ui.scope_id().with("parts");
    let empty = PartRow {
        row: empty_row(ui, table),
        ..PartRow::default()
    };
    let mut part = empty.clone();
    ui.push_id(part.row, |ui| {
        part_ui(ui, 1, &mut part, RowKind::Empty, None, out);
    });
    if part != empty {
        empty_row_taken(ui, table);
        parts.push(part);
    }
}

fn part_ui(
    ui: &mut Ui,
    number: usize,
    part: &mut PartRow,
    kind: RowKind,
    focus: Option<RowId>,
    out: &mut Vec<Action>,
) {
    let one_line = ui.available_width() >= ONE_LINE;
    let row_id = ui.scope_id();
    let details_id = row_id.with("details");
    ui.horizontal(|ui| {
        match kind {
            RowKind::Real => check_ui(ui, &mut part.state, &format!("Send part {number}")),
            RowKind::Empty => cell_ui(ui, CHECK - size::GAP, |_| {}),
        }
        let name = Field::mono(&mut part.name, &format!("Part {number} name"))
            .hint("Name")
            .width(NAME)
            .id(row_id.with("name"))
            .ui(ui);
        if focus == Some(part.row) {
            name.request_focus();
        }
        cell_ui(ui, SWITCH, |ui| {
            let kinds = [(PartKind::Text, "Text"), (PartKind::File, "File")];
            segmented(ui, &format!("Part {number}"), &mut part.kind, &kinds);
        });
        let details = if one_line {
            FILE_NAME + CONTENT_TYPE + 2.0 * size::GAP
        } else {
            0.0
        };
        let width = ui.available_width() - TRASH - size::GAP - details;
        steady(ui, row_id.with("content"), |ui| {
            content_ui(ui, number, part, width.max(120.0), out);
        });
        if one_line {
            steady(ui, details_id, |ui| details_ui(ui, number, part));
        }
        if kind == RowKind::Real
            && icon_button(ui, icons::TRASH_2, &format!("Remove part {number}")).clicked()
        {
            out.push(Action::RemovePart(part.row));
        }
    });
    if !one_line {
        ui.horizontal(|ui| {
            ui.add_space(CHECK + NAME + SWITCH + 3.0 * size::GAP);
            steady(ui, details_id, |ui| details_ui(ui, number, part));
        });
    }
}

/// The text of a part, or the path of its file.
fn content_ui(ui: &mut Ui, number: usize, part: &mut PartRow, width: f32, out: &mut Vec<Action>) {
    match part.kind {
        PartKind::Text => {
            Field::mono(&mut part.text, &format!("Part {number} value"))
                .hint("Value")
                .width(width)
                .ui(ui);
        }
        PartKind::File => {
            let field = (width - BROWSE - size::GAP).max(80.0);
            Field::mono(&mut part.path, &format!("Part {number} path"))
                .hint("Path of the file")
                .width(field)
                .ui(ui);
            let browse = ui.add_sized([BROWSE, heights(ui.ctx()).field], Button::new("Browse…"));
            let browse = browse.accessible_name(format!("Browse for the file of part {number}"));
            if browse.clicked() {
                out.push(Action::Browse(PickTarget::Part(part.row)));
            }
        }
    }
}

/// File name and content type, which both kinds may have.
fn details_ui(ui: &mut Ui, number: usize, part: &mut PartRow) {
    let (file_name, content_type) = match part.kind {
        PartKind::Text => ("no file name", "no content type"),
        PartKind::File => (last_segment(&part.path), "by the file's extension"),
    };
    let file_name = if file_name.is_empty() {
        "as in the path"
    } else {
        file_name
    }
    .to_owned();
    Field::mono(&mut part.file_name, &format!("Part {number} file name"))
        .hint(&file_name)
        .width(FILE_NAME)
        .ui(ui);
    Field::mono(&mut part.content_type, &format!("Part {number} content type"))
        .hint(content_type)
        .width(CONTENT_TYPE)
        .ui(ui);
}

/// What is sent as the file name unless one is typed.
fn last_segment(path: &str) -> &str {
    path.rsplit(['/', std::path::MAIN_SEPARATOR])
        .next()
        .unwrap_or(path)
}
