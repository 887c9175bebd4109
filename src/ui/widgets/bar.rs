//! A row of fixed height with things at both ends.

use eframe::egui::{Align, Id, Layout, Rect, Ui, UiBuilder, vec2};

/// Draws `right` at the right end and `left` in what it leaves, both from left to right and centred. The Tab key and a
/// screen reader go through them in that order: the room that `right` takes is known from the pass before, and where it
/// is not, the pass is made again. The width available to `right` is that of the whole row.
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
    end_ui(ui, id, rect, |ui| right(ui, state));
}

/// Draws what stands at the right end of the row that `ui` lays out, from left to right: in the order in which it is
/// read and reached by the Tab key, which egui's own layout from right to left turns around.
pub fn at_end(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    let rest = ui.available_rect_before_wrap();
    let (id, rect) = ui.allocate_space(rest.size());
    end_ui(ui, id.with("room at the right end"), rect, add);
}

/// Draws at the right end of `rect`.
fn end_ui(ui: &mut Ui, id: Id, rect: Rect, add: impl FnOnce(&mut Ui)) {
    let known = ui.data(|data| data.get_temp::<f32>(id));
    let start = rect.right() - known.unwrap_or(rect.width());
    // What has become wider since the pass before is measured, not cut.
    let place = Rect::from_min_size(rect.min, rect.size()).translate(vec2(start - rect.left(), 0.0));
    let end = &mut ui.new_child(
        UiBuilder::new()
            .max_rect(place)
            .layout(Layout::left_to_right(Align::Center)),
    );
    add(end);
    let room = (end.cursor().left() - end.spacing().item_spacing.x - start).max(0.0);
    if known.is_none_or(|known| (known - room).abs() > 0.5) {
        ui.data_mut(|data| data.insert_temp(id, room));
        ui.ctx().request_discard("the room at the right end of a row");
    }
}
