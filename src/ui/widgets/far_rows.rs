//! Rows of a long table that are far out of sight: they keep their places and are not drawn.
//!
//! Tab goes to what is drawn, and the cursor stays only there. So the ends of the table are drawn, the row that has the
//! focus with its neighbours, and a few rows beyond both edges.

use eframe::egui::{Id, Memory, Rect, Ui, vec2};

use crate::ui::tokens::heights;

/// Of a shorter table every row is drawn.
const SHORT: usize = 50;
/// Rows drawn beyond each edge of what is seen.
const BEYOND: f32 = 3.0;

/// Which rows of a table are drawn in this frame.
pub struct FarRows {
    table: Id,
    rows: usize,
    /// The place of the row that has the focus.
    focused: Option<usize>,
}

impl FarRows {
    /// For a table of so many rows, all of them in one column.
    pub fn new(ui: &Ui, table: Id, rows: usize) -> Self {
        let focused = ui.data(|data| data.get_temp(table.with(FOCUSED)));
        Self { table, rows, focused }
    }

    /// Takes the place of a row that is not drawn; `None` when it has to be. Its height is the one it had when it was,
    /// by `row`, which stays with it when it moves.
    pub fn place(&self, ui: &mut Ui, at: usize, row: Id) -> Option<Rect> {
        let is_at_end = at == 0 || at + 1 == self.rows;
        let is_by_focus = self.focused.is_some_and(|focused| focused.abs_diff(at) <= 1);
        if self.rows < SHORT || is_at_end || is_by_focus {
            return None;
        }
        let key = height_of(ui, row);
        let height = ui.data(|data| data.get_temp::<f32>(key))?;
        let top = ui.cursor().top();
        let seen = ui.clip_rect().y_range().expand(BEYOND * height);
        if top <= seen.max && top + height >= seen.min {
            return None;
        }
        let (_, place) = ui.allocate_space(vec2(ui.available_width(), height));
        Some(place)
    }

    /// Takes note of a row that was drawn.
    pub fn drawn(&self, ui: &Ui, at: usize, row: Id, place: Rect) {
        if self.rows < SHORT {
            return;
        }
        let focused = ui
            .memory(Memory::focused)
            .and_then(|id| ui.ctx().read_response(id));
        let has_focus = focused.is_some_and(|focused| place.contains(focused.rect.center()));
        let key = height_of(ui, row);
        ui.data_mut(|data| {
            data.insert_temp(key, place.height());
            if has_focus {
                data.insert_temp(self.table.with(FOCUSED), at);
            }
        });
    }
}

const FOCUSED: &str = "row with the focus";

/// Where the height of a row is kept, for each density by itself.
fn height_of(ui: &Ui, row: Id) -> Id {
    row.with(("height", heights(ui.ctx()).field.to_bits()))
}
