//! The table of a scope: name, value, whether it is a secret, a note.

use eframe::egui::{Color32, Id, Key, Label, Memory, Response, RichText, ScrollArea, Ui, vec2};

use crate::model::{RowId, Secrecy, Variable, VariableValue};
use crate::ui::editor::bulk::{Bulk, BulkBraces, BulkLine, bulk_ui};
use crate::ui::editor::table::{TRASH, add_ui, cell_ui, check_ui, empty_row, empty_row_taken};
use crate::ui::tokens::{size, tokens};
use crate::ui::variable_scope::{SecretCell, SecretPlace, VariableScope};
use crate::ui::widgets::far_rows::FarRows;
use crate::ui::widgets::field::Field;
use crate::ui::widgets::icon::icon_ui;
use crate::ui::widgets::icon_button::icon_button;
use crate::ui::widgets::row_order;
use crate::ui::widgets::secret_field::secret_field;
use crate::ui::widgets::section_head::{RowsOrText, section_head};
use crate::ui::{fonts, icons};

/// Width of the check box with its gap.
const CHECK: f32 = 28.0;
/// Width of the switch of secrets.
const SECRET: f32 = 48.0;
/// Names and notes take these parts of what is left, values the rest.
const NAME_PART: f32 = 0.30;
const NOTE_PART: f32 = 0.24;

/// Widths of the three fields of a row.
#[derive(Clone, Copy)]
struct Widths {
    name: f32,
    value: f32,
    note: f32,
}

impl Widths {
    fn of(ui: &Ui) -> Self {
        let gaps = 6.0 * size::GAP;
        let room = ui.available_width() - row_order::HANDLE - CHECK - SECRET - TRASH - gaps;
        let room = room.max(300.0);
        let (name, note) = ((room * NAME_PART).floor(), (room * NOTE_PART).floor());
        Self {
            name,
            value: room - name - note,
            note,
        }
    }
}

/// What a row asks for beyond its own texts.
#[derive(Clone, Copy)]
enum Wish {
    Add,
    Enter(usize),
    Remove(RowId),
    Move(usize, usize),
    Secrecy(RowId, Secrecy),
}

/// Draws the table.
pub(super) fn table_ui(
    ui: &mut Ui,
    scope: &mut VariableScope,
    bulk: &mut Option<Bulk>,
    focus_row: &mut Option<RowId>,
) {
    let mut shown = match bulk {
        Some(_) => RowsOrText::Text,
        None => RowsOrText::Rows,
    };
    if section_head(ui, "Variables", &mut shown) {
        *bulk = match shown {
            RowsOrText::Rows => None,
            RowsOrText::Text => Some(Bulk::new(lines(&scope.environment.variables))),
        };
    }
    let rows = &mut scope.environment.variables;
    if let Some(bulk) = bulk {
        bulk.follow(lines(rows));
        if rows.iter().any(|row| row.value == VariableValue::Secret) {
            let text =
                RichText::new("Secret variables are not part of the text, and stay").font(fonts::caption());
            ui.label(text.color(tokens(ui.ctx()).third));
        }
        if let Some(edited) = bulk_ui(ui, bulk, "Variables as text", BulkBraces::Text) {
            replace_texts(rows, edited);
            bulk.became(lines(rows));
        }
        return;
    }
    let widths = Widths::of(ui);
    ui.scope(|ui| columns_ui(ui, widths));
    let id = scope.id.clone();
    ScrollArea::vertical()
        .id_salt(("variables", &id))
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing = vec2(size::GAP, 4.0);
            let table = ui.make_persistent_id("variable rows");
            let wish = rows_ui(ui, table, scope, focus_row, widths);
            if scope.environment.variables.is_empty() {
                empty_ui(ui, table, scope, widths);
            }
            let added = add_ui(ui, "Add variable").clicked();
            let wish = if added { Some(Wish::Add) } else { wish };
            if let Some(wish) = wish {
                *focus_row = carry_out(scope, wish);
            }
        });
}

/// The lines of what is no secret.
fn lines(rows: &[Variable]) -> Vec<BulkLine> {
    let line = |row: &Variable| match &row.value {
        VariableValue::Text(text) => Some(BulkLine {
            state: row.state,
            name: row.name.clone(),
            value: Some(text.clone()),
        }),
        VariableValue::Secret => None,
    };
    rows.iter().filter_map(line).collect()
}

/// Puts the lines in the place of the rows that are no secrets. Secrets keep their places; rows keep their identities and
/// notes by theirs.
fn replace_texts(rows: &mut Vec<Variable>, lines: Vec<BulkLine>) {
    let mut lines = lines.into_iter();
    rows.retain_mut(|row| {
        if row.value == VariableValue::Secret {
            return true;
        }
        let Some(line) = lines.next() else { return false };
        (row.state, row.name) = (line.state, line.name);
        row.value = VariableValue::Text(line.value.unwrap_or_default());
        true
    });
    rows.extend(lines.map(|line| Variable {
        state: line.state,
        ..Variable::new(line.name, line.value.unwrap_or_default())
    }));
}

/// Carries a wish out; the row that takes the cursor.
fn carry_out(scope: &mut VariableScope, wish: Wish) -> Option<RowId> {
    let rows = &scope.environment.variables;
    match wish {
        Wish::Enter(at) if at < rows.len() => rows.get(at).map(|row| row.row),
        Wish::Add | Wish::Enter(_) => Some(scope.add()),
        Wish::Remove(row) => {
            scope.remove(row);
            None
        }
        Wish::Move(from, to) => {
            scope.move_row(from, to);
            None
        }
        Wish::Secrecy(row, secrecy) => {
            scope.set_secret(row, secrecy);
            None
        }
    }
}

/// Heads of the columns.
fn columns_ui(ui: &mut Ui, widths: Widths) {
    let ink = tokens(ui.ctx()).third;
    ui.spacing_mut().interact_size.y = 16.0;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = size::GAP;
        ui.add_space(row_order::HANDLE + CHECK + size::GAP);
        for (text, width) in [
            ("Name", widths.name),
            ("Value", widths.value),
            ("Secret", SECRET),
            ("Note", widths.note),
        ] {
            let text = RichText::new(text).font(fonts::caption()).color(ink);
            cell_ui(ui, width, |ui| ui.add(Label::new(text).truncate()));
        }
    });
}

const COLUMNS: [&str; 3] = ["name", "value", "note"];

fn rows_ui(
    ui: &mut Ui,
    table: Id,
    scope: &mut VariableScope,
    focus: &mut Option<RowId>,
    widths: Widths,
) -> Option<Wish> {
    let focused = ui.memory(Memory::focused);
    let rows = &mut scope.environment.variables;
    let at = rows.iter().position(|row| {
        let ids = COLUMNS.map(|column| Some(table.with((row.row, column))));
        ids.contains(&focused)
    });
    let mut wish = row_order::by_keys(ui, at, rows.len()).map(|(from, to)| Wish::Move(from, to));
    let doubles = doubles(rows);
    let count = rows.len();
    let mut places = Vec::with_capacity(count);
    let mut far = FarRows::new(ui, table, count);
    for (index, row) in rows.iter_mut().enumerate() {
        let cell = scope.secrets.iter_mut().find(|cell| cell.row == row.row);
        let note = note_of(row, doubles.contains(&row.row));
        let id = table.with((row.row, row.value == VariableValue::Secret, note));
        let takes_cursor = *focus == Some(row.row);
        let place = if takes_cursor {
            None
        } else {
            far.place(ui, index, id)
        };
        let place = place.unwrap_or_else(|| {
            let drawn = ui.push_id(row.row, |ui| {
                let drawn = ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.y = 2.0;
                    let name = row_ui(ui, table, index, row, cell, widths, &mut wish);
                    if takes_cursor {
                        give_cursor(ui, &name, focus);
                    }
                    if let Some(note) = note {
                        let left = row_order::HANDLE + CHECK + 2.0 * size::GAP;
                        let ink = tokens(ui.ctx()).warning;
                        below_ui(ui, left, icons::TRIANGLE_ALERT, ink, note);
                    }
                });
                drawn.response.rect
            });
            far.drawn(ui, index, id, drawn.inner);
            drawn.inner
        });
        places.push(place);
    }
    far.end(ui);
    let dragged = row_order::dragged(ui, table, &places);
    dragged.map(|(from, to)| Wish::Move(from, to)).or(wish)
}

/// Gives the cursor to the name of a row until it stays, as a frame in which the page is measured takes it away again; not
/// where nothing can be typed.
fn give_cursor(ui: &Ui, name: &Response, focus: &mut Option<RowId>) {
    let is_read_only = !ui.is_enabled() && !ui.is_sizing_pass();
    if name.has_focus() || is_read_only {
        *focus = None;
    } else {
        name.request_focus();
    }
    name.scroll_to_me(None);
}

/// Rows that a later row of the same name hides.
fn doubles(rows: &[Variable]) -> Vec<RowId> {
    let hidden = rows.iter().enumerate().filter(|(at, row)| {
        let mut later = rows.iter().skip(at + 1);
        row.counts() && later.any(|other| other.counts() && other.name.trim() == row.name.trim())
    });
    hidden.map(|(_, row)| row.row).collect()
}

/// What is amiss with the name of a row.
fn note_of(row: &Variable, is_hidden: bool) -> Option<&'static str> {
    let name = row.name.trim();
    let is_name = |ch: char| ch.is_alphanumeric() || matches!(ch, '_' | '-' | '.');
    if !name.is_empty() && !name.chars().all(is_name) {
        return Some("Requests can not name it: a name has letters, digits, _ - and full stops");
    }
    if is_hidden {
        return Some("A row below has the same name: that one is used");
    }
    let is_blank = matches!(&row.value, VariableValue::Text(text) if text.is_empty());
    (name.is_empty() && !is_blank).then_some("It needs a name to be of use")
}

/// The first row before it is one: typing into it makes it one, and the cursor stays.
fn empty_ui(ui: &mut Ui, table: Id, scope: &mut VariableScope, widths: Widths) {
    let mut row = Variable {
        row: empty_row(ui, table),
        ..Variable::default()
    };
    ui.push_id(row.row, |ui| {
        ui.horizontal(|ui| {
            ui.add_space(row_order::HANDLE + CHECK + size::GAP);
            text_fields_ui(ui, table, 1, &mut row, widths);
        });
    });
    let is_blank = matches!(&row.value, VariableValue::Text(text) if text.is_empty());
    if !row.name.is_empty() || !is_blank {
        empty_row_taken(ui, table);
        scope.environment.variables.push(row);
    }
}

/// Name and value of a variable whose value is text.
fn text_fields_ui(
    ui: &mut Ui,
    table: Id,
    number: usize,
    row: &mut Variable,
    widths: Widths,
) -> [Response; 2] {
    let name = name_ui(ui, table, number, row, widths);
    let mut none = String::new();
    let text = match &mut row.value {
        VariableValue::Text(text) => text,
        VariableValue::Secret => &mut none,
    };
    let value = Field::mono(text, &format!("Variable {number} value"))
        .hint("Value")
        .width(widths.value)
        .id(table.with((row.row, "value")))
        .ui(ui);
    [name, value]
}

fn name_ui(ui: &mut Ui, table: Id, number: usize, row: &mut Variable, widths: Widths) -> Response {
    Field::mono(&mut row.name, &format!("Variable {number} name"))
        .hint("Name")
        .width(widths.name)
        .id(table.with((row.row, "name")))
        .ui(ui)
}

/// Draws a row; the response of its name.
fn row_ui(
    ui: &mut Ui,
    table: Id,
    index: usize,
    row: &mut Variable,
    mut cell: Option<&mut SecretCell>,
    widths: Widths,
    wish: &mut Option<Wish>,
) -> Response {
    let number = index + 1;
    let is_secret = row.value == VariableValue::Secret;
    let drawn = ui.horizontal(|ui| {
        row_order::handle_ui(ui, table, index, &format!("variable {number}"));
        cell_ui(ui, CHECK - size::GAP, |ui| {
            check_ui(ui, &mut row.state, &format!("Use variable {number}"));
        });
        let [name, value] = match (is_secret, cell.as_deref_mut()) {
            (true, Some(cell)) => {
                let name = name_ui(ui, table, number, row, widths);
                let hint = match cell.place {
                    SecretPlace::Loading => "asking the key store…",
                    SecretPlace::Missing => "type it here to keep it",
                    SecretPlace::KeyStore | SecretPlace::Memory => "emptied",
                };
                let told = format!("Variable {number} secret value");
                let value = secret_field(ui, &mut cell.value, &told, hint, widths.value);
                [name, value]
            }
            _ => text_fields_ui(ui, table, number, row, widths),
        };
        cell_ui(ui, SECRET, |ui| {
            ui.add_space(12.0);
            let mut secret = is_secret;
            let tip = "A secret is in no file: its value is in the key store of this computer";
            let switch = ui
                .checkbox(&mut secret, "")
                .accessible_name(format!("Variable {number} is secret"));
            if switch.on_hover_text(tip).changed() {
                let secrecy = if secret { Secrecy::Secret } else { Secrecy::Plain };
                *wish = Some(Wish::Secrecy(row.row, secrecy));
            }
        });
        let note = Field::mono(&mut row.description, &format!("Variable {number} note"))
            .hint("Note")
            .width(widths.note)
            .id(table.with((row.row, "note")))
            .ui(ui);
        if [&name, &value, &note]
            .into_iter()
            .any(|field| is_entered(ui, field))
        {
            *wish = Some(Wish::Enter(index + 1));
        }
        if icon_button(ui, icons::TRASH_2, &format!("Remove variable {number}")).clicked() {
            *wish = Some(Wish::Remove(row.row));
        }
        name
    });
    if let (true, Some(cell)) = (is_secret, cell) {
        place_ui(ui, cell, widths);
    }
    drawn.inner
}

/// True when Enter was pressed in the field.
fn is_entered(ui: &Ui, field: &Response) -> bool {
    field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
}

/// Where the value of a secret is, below its field.
fn place_ui(ui: &mut Ui, cell: &SecretCell, widths: Widths) {
    let colors = tokens(ui.ctx());
    let (icon, ink, text) = match (cell.is_unsaved(), cell.place) {
        (true, _) if cell.value.is_empty() => {
            (icons::LOCK, colors.warning, "Emptied: Save forgets the value")
        }
        (true, _) => (
            icons::LOCK,
            colors.warning,
            "Not saved: Save puts it into the key store, never into a file",
        ),
        (false, SecretPlace::Missing) => (icons::TRIANGLE_ALERT, colors.warning, cell.place.words()),
        (false, SecretPlace::Memory) => (icons::CLOCK, colors.warning, cell.place.words()),
        (false, SecretPlace::KeyStore | SecretPlace::Loading) => {
            (icons::LOCK, colors.third, cell.place.words())
        }
    };
    let left = row_order::HANDLE + CHECK + widths.name + 3.0 * size::GAP;
    below_ui(ui, left, icon, ink, text);
}

/// A small line below a row, from `left` on.
fn below_ui(ui: &mut Ui, left: f32, icon: &str, ink: Color32, text: &str) {
    let second = tokens(ui.ctx()).second;
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 2.0);
        ui.spacing_mut().interact_size.y = 16.0;
        ui.horizontal(|ui| {
            ui.add_space(left);
            icon_ui(ui, icon, size::CAPTION + 1.0, ink);
            let text = RichText::new(text).font(fonts::caption()).color(second);
            ui.add(Label::new(text).truncate());
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RowState;

    #[test]
    fn text_lines_leave_secrets_where_they_are() {
        let mut rows = vec![
            Variable::new("a", "1"),
            Variable::secret("token"),
            Variable::new("b", "2"),
        ];
        assert_eq!(lines(&rows).len(), 2);
        let line = |name: &str, state: RowState| BulkLine {
            state,
            name: name.to_owned(),
            value: Some("x".to_owned()),
        };
        replace_texts(&mut rows, vec![line("c", RowState::Disabled)]);
        let names = |rows: &[Variable]| rows.iter().map(|row| row.name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&rows), ["c", "token"]);
        assert_eq!(rows[0].state, RowState::Disabled);
        let three = ["d", "e", "f"].map(|name| line(name, RowState::Enabled));
        replace_texts(&mut rows, three.to_vec());
        assert_eq!(names(&rows), ["d", "token", "e", "f"]);
        assert_eq!(rows[1].value, VariableValue::Secret);
    }

    #[test]
    fn a_row_that_is_of_no_use_says_why() {
        let rows = [
            Variable::new("a", "1"),
            Variable::new("b c", "1"),
            Variable::new(" a", "2"),
            Variable::new("", "3"),
            Variable::new("", ""),
        ];
        let doubles = doubles(&rows);
        let notes: Vec<bool> = rows
            .iter()
            .map(|row| note_of(row, doubles.contains(&row.row)).is_some())
            .collect();
        assert_eq!(notes, [true, true, false, true, false]);
    }
}
