//! A row of fixed height with things at both ends.

use eframe::egui::{Align, Layout, Ui, UiBuilder, vec2};

/// Draws `right` at the right end, right to left, then `left` in what remains, left to right, both centred.
pub fn bar<S: ?Sized>(
    ui: &mut Ui,
    height: f32,
    state: &mut S,
    right: impl FnOnce(&mut Ui, &mut S),
    left: impl FnOnce(&mut Ui, &mut S),
) {
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), height));
    let whole = UiBuilder::new()
        .max_rect(rect)
        .layout(Layout::right_to_left(Align::Center));
    let ui = &mut ui.new_child(whole);
    right(ui, state);
    let remaining = UiBuilder::new()
        .max_rect(ui.available_rect_before_wrap())
        .layout(Layout::left_to_right(Align::Center));
    left(&mut ui.new_child(remaining), state);
}
