//! Rows of a long table that are far out of sight: they keep their places and are not drawn.
//!
//! Tab goes to what is drawn, and the cursor stays only there. So the ends of the table are drawn, the row that has the
//! focus with its neighbours, and a few rows beyond both edges.

use std::collections::HashMap;

use eframe::egui::{Id, Rect, Ui, vec2};

use crate::ui::focused::focused;
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
    heights: RowHeights,
}

/// Heights by row, of the rows of this frame and of those of the frame before: others are forgotten.
#[derive(Clone, Default)]
struct RowHeights {
    now: HashMap<Id, f32>,
    before: HashMap<Id, f32>,
}

impl FarRows {
    /// For a table of so many rows, all of them in one column. [`FarRows::end`] has to follow.
    pub fn new(ui: &Ui, table: Id, rows: usize) -> Self {
        // Rows are of another height in each density.
        let table = table.with(("far rows", heights(ui.ctx()).field.to_bits()));
        let (focused, kept) = ui.data_mut(|data| {
            let focused = data.get_temp(table.with(FOCUSED));
            (focused, data.remove_temp::<RowHeights>(table))
        });
        let before = kept.unwrap_or_default().now;
        let heights = RowHeights {
            now: HashMap::with_capacity(before.len()),
            before,
        };
        Self {
            table,
            rows,
            focused,
            heights,
        }
    }

    /// Takes the place of a row that is not drawn; `None` when it has to be. Its height is the one it had when it was,
    /// by `row`: an identity that stays with the row when it moves, and is another one where it may have another height.
    pub fn place(&mut self, ui: &mut Ui, at: usize, row: Id) -> Option<Rect> {
        if self.rows < SHORT {
            return None;
        }
        let known = &mut self.heights;
        let height = known.now.get(&row).or_else(|| known.before.get(&row)).copied()?;
        known.now.insert(row, height);
        let is_at_end = at == 0 || at + 1 == self.rows;
        let is_by_focus = self.focused.is_some_and(|focused| focused.abs_diff(at) <= 1);
        if is_at_end || is_by_focus {
            return None;
        }
        let top = ui.cursor().top();
        let seen = ui.clip_rect().y_range().expand(BEYOND * height);
        if top <= seen.max && top + height >= seen.min {
            return None;
        }
        let (_, place) = ui.allocate_space(vec2(ui.available_width(), height));
        Some(place)
    }

    /// Takes note of a row that was drawn. While it has the focus it may be higher than it is without.
    pub fn drawn(&mut self, ui: &Ui, at: usize, row: Id, place: Rect) {
        if self.rows < SHORT {
            return;
        }
        if focused(ui.ctx()).is_some_and(|focused| place.contains(focused.rect.center())) {
            ui.data_mut(|data| data.insert_temp(self.table.with(FOCUSED), at));
        } else {
            self.heights.now.insert(row, place.height());
        }
    }

    /// Keeps what is known of the rows for the next frame.
    pub fn end(self, ui: &Ui) {
        if self.rows >= SHORT {
            ui.data_mut(|data| data.insert_temp(self.table, self.heights));
        }
    }
}

const FOCUSED: &str = "row with the focus";
