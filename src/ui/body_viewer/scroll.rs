//! Where a viewer stands: by row number, which stays exact at any number of rows, as points in `f32` do not.

use eframe::egui::{CornerRadius, InputState, Rect, Sense, Ui, Vec2, pos2, vec2};

use crate::ui::tokens::{Tokens, size};

/// Width of the scroll bar.
pub const BAR: f32 = 12.0;
const SHORTEST_THUMB: f32 = 24.0;

/// The first row in sight, and what of it lies above the edge.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ScrollPosition {
    /// Number of the row.
    pub top: usize,
    /// Points of it above the edge.
    pub into: f32,
    /// Points to the left of the edge.
    pub x: f32,
}

/// A whole number of rows in some points.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a number of rows on a screen or in a turn of the wheel"
)]
pub fn rows_in(points: f32) -> usize {
    (points / size::MONO_LINE).floor().max(0.0) as usize
}

/// A number of rows as points on a screen.
#[expect(clippy::cast_precision_loss, reason = "rows on a screen")]
pub fn points_of(rows: usize) -> f32 {
    rows as f32 * size::MONO_LINE
}

impl ScrollPosition {
    /// The last place there is.
    fn last_top(rows: usize, height: f32) -> usize {
        rows.saturating_sub(rows_in(height).max(1))
    }

    /// Keeps to the rows there are.
    pub fn clamp(&mut self, rows: usize, height: f32) {
        let last = Self::last_top(rows, height);
        if self.top >= last {
            self.top = last;
            self.into = 0.0;
        }
    }

    /// Goes down by so many points, or up.
    pub fn scroll(&mut self, points: f32) {
        let from = self.into + points;
        if from < 0.0 {
            let whole = rows_in(-from);
            let rows = whole + usize::from(points_of(whole) < -from);
            self.into = if rows > self.top {
                0.0
            } else {
                from + points_of(rows)
            };
            self.top = self.top.saturating_sub(rows);
        } else {
            let rows = rows_in(from);
            self.top = self.top.saturating_add(rows);
            self.into = from - points_of(rows);
        }
    }

    /// Goes where the wheel turns while the pointer is over the rows.
    pub fn follow_wheel(&mut self, ui: &Ui, rows: Rect) {
        if !ui.rect_contains_pointer(rows) {
            return;
        }
        let by = ui.input(InputState::smooth_scroll_delta);
        if by == Vec2::ZERO {
            return;
        }
        ui.input_mut(|input| input.smooth_scroll_delta = Vec2::ZERO);
        if by.y != 0.0 {
            self.scroll(-by.y);
        }
        self.x -= by.x;
    }

    /// Brings a row into sight, in the middle when it is not.
    pub fn bring(&mut self, row: usize, height: f32) {
        let fit = rows_in(height).max(1);
        if row < self.top || row >= self.top + fit {
            self.top = row.saturating_sub(fit / 2);
            self.into = 0.0;
        }
    }

    /// Brings a row into sight by the shortest way.
    pub fn bring_near(&mut self, row: usize, height: f32) {
        let fit = rows_in(height).max(1);
        if row < self.top {
            (self.top, self.into) = (row, 0.0);
        } else if row >= self.top + fit {
            (self.top, self.into) = (row + 1 - fit, 0.0);
        }
    }
}

/// The row at a part of the way, and back. In `f64`, exact to far more rows than there are.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "rows are fewer than 2^52"
)]
pub fn top_at(share: f64, last: usize) -> usize {
    ((share.clamp(0.0, 1.0) * last as f64).round() as usize).min(last)
}

#[expect(clippy::cast_precision_loss, reason = "rows are fewer than 2^52")]
fn share_of(top: usize, last: usize) -> f64 {
    if last == 0 { 0.0 } else { top as f64 / last as f64 }
}

#[expect(clippy::cast_precision_loss, reason = "a height in points")]
fn thumb_height(height: f32, rows: usize) -> f32 {
    let shown = f64::from(height / size::MONO_LINE) / rows.max(1) as f64;
    #[expect(clippy::cast_possible_truncation, reason = "a height in points")]
    let points = (f64::from(height) * shown.min(1.0)) as f32;
    points.max(SHORTEST_THUMB).min(height)
}

/// Draws the bar and follows the pointer on it.
pub fn scroll_bar_ui(ui: &mut Ui, rect: Rect, rows: usize, place: &mut ScrollPosition, colors: &Tokens) {
    let last = ScrollPosition::last_top(rows, rect.height());
    if last == 0 {
        return;
    }
    let id = ui.scope_id().with("scroll bar");
    let response = ui.interact(rect, id, Sense::CLICK | Sense::DRAG);
    let thumb = thumb_height(rect.height(), rows);
    let way = f64::from(rect.height() - thumb).max(1.0);
    let top_of = |share: f64| {
        #[expect(clippy::cast_possible_truncation, reason = "a place in points")]
        let down = (share * way) as f32;
        rect.top() + down
    };
    if let Some(pos) = response.interact_pointer_pos() {
        let grabbed: f32 = ui.data(|data| data.get_temp(id)).unwrap_or(thumb / 2.0);
        if response.drag_started() || ui.input(|input| input.pointer.any_pressed()) {
            let on_thumb = pos.y - top_of(share_of(place.top, last));
            let grabbed = if (0.0..=thumb).contains(&on_thumb) {
                on_thumb
            } else {
                thumb / 2.0
            };
            ui.data_mut(|data| data.insert_temp(id, grabbed));
            if (0.0..=thumb).contains(&on_thumb) {
                return draw(ui, rect, top_of(share_of(place.top, last)), thumb, colors);
            }
        }
        place.top = top_at(f64::from(pos.y - grabbed - rect.top()) / way, last);
        place.into = 0.0;
    }
    draw(ui, rect, top_of(share_of(place.top, last)), thumb, colors);
}

fn draw(ui: &Ui, rect: Rect, top: f32, thumb: f32, colors: &Tokens) {
    let thumb = Rect::from_min_size(pos2(rect.left() + 3.0, top), vec2(BAR - 6.0, thumb));
    ui.painter()
        .rect_filled(thumb, CornerRadius::same(3), colors.edge);
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: usize = 5_000_000;
    const HEIGHT: f32 = 410.0;

    #[test]
    fn every_row_of_five_million_can_be_the_first() {
        let mut place = ScrollPosition::default();
        for _ in 0..3 {
            place.scroll(size::MONO_LINE);
        }
        assert_eq!((place.top, place.into), (3, 0.0));
        place.top = 4_000_001;
        place.scroll(-size::MONO_LINE);
        assert_eq!((place.top, place.into), (4_000_000, 0.0));
        place.scroll(7.0);
        place.scroll(-8.0);
        assert_eq!((place.top, place.into), (3_999_999, 19.0));
    }

    #[test]
    fn the_ends_hold() {
        let mut place = ScrollPosition::default();
        place.scroll(-50.0);
        assert_eq!(place, ScrollPosition::default());
        place.scroll(1e9);
        place.clamp(ROWS, HEIGHT);
        assert_eq!((place.top, place.into), (ROWS - 20, 0.0));
        place.clamp(3, HEIGHT);
        assert_eq!(place.top, 0);
    }

    #[test]
    fn the_bar_reaches_both_ends_and_is_its_own_inverse() {
        let last = ROWS - 20;
        assert_eq!(
            (top_at(-0.1, last), top_at(1.0, last), top_at(2.0, last)),
            (0, last, last)
        );
        for top in [1, 12_345, 4_999_000, last - 1] {
            assert_eq!(top_at(share_of(top, last), last), top);
        }
    }

    #[test]
    fn a_row_is_brought_into_sight() {
        let mut place = ScrollPosition::default();
        place.bring_near(20, HEIGHT);
        assert_eq!(place.top, 1);
        place.bring(1000, HEIGHT);
        assert_eq!(place.top, 990);
        place.bring(995, HEIGHT);
        assert_eq!(place.top, 990);
    }
}
