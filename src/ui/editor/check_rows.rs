//! What the tables of assertions and of captures share: rows that are added, removed and moved, and their columns.

use eframe::egui::{Id, Memory, Ui};

use crate::model::{Assertion, Capture, RowId};
use crate::ui::editor::table::{TRASH, empty_row, empty_row_taken};
use crate::ui::tokens::size;
use crate::ui::widgets::far_rows::FarRows;
use crate::ui::widgets::row_order;

/// Width of the check box with its gap.
pub const CHECK: f32 = 36.0;
/// Where the first field of a row begins.
pub const LEAD: f32 = row_order::HANDLE + CHECK + size::GAP;
/// Of the choice between expression and value.
const CHOICE: f32 = 152.0;
/// With less room for the texts of a row, what came of it stands below it.
const WIDE: f32 = 480.0;
/// Nothing is narrower.
const LEAST: f32 = 64.0;

/// A row of one of the tables.
pub trait CheckRow: Default {
    /// Its identity.
    fn row(&self) -> RowId;
    /// The same with this identity.
    fn with_row(row: RowId) -> Self;
    /// Whether nothing was typed into it.
    fn is_blank(&self) -> bool;
}

impl CheckRow for Assertion {
    fn row(&self) -> RowId {
        self.row
    }

    fn with_row(row: RowId) -> Self {
        Self {
            row,
            ..Self::default()
        }
    }

    fn is_blank(&self) -> bool {
        self.expression.is_empty() && self.value.is_empty()
    }
}

impl CheckRow for Capture {
    fn row(&self) -> RowId {
        self.row
    }

    fn with_row(row: RowId) -> Self {
        Self {
            row,
            ..Self::default()
        }
    }

    fn is_blank(&self) -> bool {
        self.expression.is_empty() && self.variable.is_empty()
    }
}

/// What a row asks for beyond its own texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// An empty row at the end, with the cursor.
    Add,
    /// The cursor in the row at that place, or in a new one.
    Enter(usize),
    /// No such row.
    Remove(RowId),
    /// Another place.
    Move(usize, usize),
}

/// Carries a wish out; the row that takes the cursor.
pub fn carry_out<R: CheckRow>(rows: &mut Vec<R>, wish: Wish) -> Option<RowId> {
    match wish {
        Wish::Enter(at) if at < rows.len() => rows.get(at).map(CheckRow::row),
        Wish::Add | Wish::Enter(_) => {
            let row = R::default();
            let id = row.row();
            rows.push(row);
            Some(id)
        }
        Wish::Remove(id) => {
            rows.retain(|row| row.row() != id);
            None
        }
        Wish::Move(from, to) => {
            if from < rows.len() && to < rows.len() {
                let row = rows.remove(from);
                rows.insert(to, row);
            }
            None
        }
    }
}

/// Fields of a row, by which the cursor is found.
pub const FIELDS: [&str; 2] = ["first", "second"];

/// Draws the rows of a table by `draw`, which is given each with its place.
pub fn rows_ui<R: CheckRow>(
    ui: &mut Ui,
    table: Id,
    rows: &mut [R],
    focus: Option<RowId>,
    mut draw: impl FnMut(&mut Ui, usize, &mut R, &mut Option<Wish>),
) -> Option<Wish> {
    let focused = ui.memory(Memory::focused);
    let at = rows.iter().position(|row| {
        FIELDS
            .iter()
            .any(|field| Some(table.with((row.row(), *field))) == focused)
    });
    let mut wish = row_order::by_keys(ui, at, rows.len()).map(|(from, to)| Wish::Move(from, to));
    let mut places = Vec::with_capacity(rows.len());
    let mut far = FarRows::new(ui, table, rows.len());
    for (index, row) in rows.iter_mut().enumerate() {
        let id = table.with(row.row());
        let place = match focus {
            Some(focus) if focus == row.row() => None,
            _ => far.place(ui, index, id),
        };
        let place = place.unwrap_or_else(|| {
            let drawn = ui.push_id(row.row(), |ui| ui.vertical(|ui| draw(ui, index, row, &mut wish)));
            let place = drawn.inner.response.rect;
            far.drawn(ui, index, id, place);
            place
        });
        places.push(place);
    }
    far.end(ui);
    let dragged = row_order::dragged(ui, table, &places);
    dragged.map(|(from, to)| Wish::Move(from, to)).or(wish)
}

/// The first row before it is one: typing into it makes it one, and the cursor stays.
pub fn empty_ui<R: CheckRow>(ui: &mut Ui, table: Id, rows: &mut Vec<R>, draw: impl FnOnce(&mut Ui, &mut R)) {
    let mut row = R::with_row(empty_row(ui, table));
    ui.push_id(row.row(), |ui| {
        ui.vertical(|ui| {
            ui.horizontal(|ui| {
                ui.add_space(LEAD);
                draw(ui, &mut row);
            });
        });
    });
    if !row.is_blank() {
        empty_row_taken(ui, table);
        rows.push(row);
    }
}

/// Where what came of a row stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ResultPlace {
    /// At its end, so wide.
    Beside(f32),
    /// Below it.
    Below,
}

/// Widths of a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Columns {
    /// Of the expression.
    pub expression: f32,
    /// Of the choice: an operator, or a scope.
    pub choice: f32,
    /// Of the value, or the variable.
    pub value: f32,
    /// Where what came of it stands.
    pub result: ResultPlace,
}

impl Columns {
    /// Of a row that has so much room, with handle, check box and button.
    pub fn of(width: f32) -> Self {
        let rest = width - LEAD - TRASH - CHOICE - 4.0 * size::GAP;
        if rest < WIDE {
            let choice = if rest < WIDE / 2.0 { CHOICE - 24.0 } else { CHOICE };
            let texts = rest + CHOICE - choice + size::GAP;
            return Self {
                expression: (texts * 0.6).max(LEAST),
                choice,
                value: (texts * 0.4).max(LEAST),
                result: ResultPlace::Below,
            };
        }
        let result = (rest * 0.3).clamp(140.0, 320.0);
        let texts = rest - result;
        Self {
            expression: texts * 0.58,
            choice: CHOICE,
            value: texts * 0.42,
            result: ResultPlace::Beside(result),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_fills_its_room_and_no_more() {
        for width in [480.0, 600.0, 768.0, 1_000.0, 1_248.0, 1_900.0] {
            let columns = Columns::of(width);
            let (result, gaps) = match columns.result {
                ResultPlace::Beside(result) => (result, 4.0),
                ResultPlace::Below => (0.0, 3.0),
            };
            let texts = columns.expression + columns.choice + columns.value + result;
            let all = LEAD + texts + TRASH + gaps * size::GAP;
            assert!((all - width).abs() < 0.5, "{width}: {all}");
        }
        assert_eq!(Columns::of(700.0).result, ResultPlace::Below);
    }

    #[test]
    fn wishes_move_add_and_remove_rows() {
        let mut rows = vec![Capture::new("a", "x"), Capture::new("b", "y")];
        let (first, second) = (rows[0].row, rows[1].row);
        carry_out(&mut rows, Wish::Move(0, 1));
        assert_eq!([rows[0].row, rows[1].row], [second, first]);
        assert_eq!(carry_out(&mut rows, Wish::Enter(1)), Some(first));
        assert_eq!(carry_out(&mut rows, Wish::Enter(2)), Some(rows[2].row));
        carry_out(&mut rows, Wish::Remove(first));
        assert_eq!(rows.len(), 2);
    }
}
