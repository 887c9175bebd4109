//! A row of fixed height with things at both ends.

use eframe::egui::{Align, Layout, Ui, UiBuilder, vec2};

/// Draws `right` at the right end, right to left, and `left` in what it leaves, left to right, both centred. What
/// stands at the left is first in the order of the Tab key and of a screen reader: the room that `right` takes is
/// known from the pass before, and where it is not, the pass is made again.
pub fn bar<S: ?Sized>(
    ui: &mut Ui,
    height: f32,
    state: &mut S,
    right: impl FnOnce(&mut Ui, &mut S),
    left: impl FnOnce(&mut Ui, &mut S),
) {
    let (id, rect) = ui.allocate_space(vec2(ui.available_width(), height));
    let id = id.with("room at the right end");
    let known = ui.data(|data| data.get_temp::<f32>(id));
    let mut remaining = rect;
    if let Some(room) = known.filter(|room| *room > 0.0) {
        remaining.max.x = (rect.right() - room - ui.spacing().item_spacing.x).max(rect.left());
    }
    let remaining = UiBuilder::new()
        .max_rect(remaining)
        .layout(Layout::left_to_right(Align::Center));
    left(&mut ui.new_child(remaining), state);
    let whole = UiBuilder::new()
        .max_rect(rect)
        .layout(Layout::right_to_left(Align::Center));
    let end = &mut ui.new_child(whole);
    right(end, state);
    let room = rect.right() - end.min_rect().left();
    if known.is_none_or(|known| (known - room).abs() > 0.5) {
        ui.data_mut(|data| data.insert_temp(id, room));
        ui.ctx().request_discard("the room at the right end of a bar");
    }
}
