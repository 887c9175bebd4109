//! Rows that can be put into another order: by their handle with the pointer, or with Alt and the arrows.

use eframe::egui::{
    CursorIcon, DragAndDrop, Event, Id, Key, Modifiers, Rect, RichText, Sense, Stroke, Ui, vec2,
};

use crate::ui::fonts;
use crate::ui::icons;
use crate::ui::tokens::{heights, size, tokens};

/// Width of a handle.
pub const HANDLE: f32 = 18.0;

/// A row that is being dragged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct DraggedRow {
    table: Id,
    at: usize,
}

/// Draws the handle of the row at that place; `name` is as in "Header 1".
pub fn handle_ui(ui: &mut Ui, table: Id, at: usize, name: &str) {
    let colors = tokens(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(HANDLE, heights(ui.ctx()).field), Sense::DRAG);
    let lit = response.hovered() || response.dragged();
    let ink = if lit { colors.text } else { colors.third };
    let icon = RichText::new(icons::ARROW_UP_DOWN).font(fonts::icons(size::CAPTION));
    let galley = eframe::egui::WidgetText::from(icon).into_galley(
        ui,
        None,
        f32::INFINITY,
        eframe::egui::FontSelection::Default,
    );
    ui.painter()
        .galley_with_override_text_color(rect.center() - galley.size() / 2.0, galley, ink);
    if response.drag_started() {
        response.dnd_set_drag_payload(DraggedRow { table, at });
    }
    let tip = format!("Drag to move {name}; Alt+Up and Alt+Down move the row of the cursor");
    response.on_hover_cursor(CursorIcon::Grab).on_hover_text(tip);
}

/// Where the pointer puts a row: from, to. `rows` are the places of the rows drawn.
pub fn dragged(ui: &Ui, table: Id, rows: &[Rect]) -> Option<(usize, usize)> {
    let payload = DragAndDrop::payload::<DraggedRow>(ui.ctx()).filter(|row| row.table == table)?;
    let pointer = ui.ctx().pointer_interact_pos()?;
    let before = rows.iter().filter(|row| row.center().y < pointer.y).count();
    let colors = tokens(ui.ctx());
    let (first, last) = (rows.first()?, rows.last()?);
    let y = rows
        .get(before)
        .map_or(last.bottom() + 2.0, |row| row.top() - 2.0);
    ui.painter()
        .hline(first.x_range(), y, Stroke::new(2.0, colors.accent));
    ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
    if !ui.input(|input| input.pointer.any_released()) {
        return None;
    }
    DragAndDrop::clear_payload(ui.ctx());
    let to = if before > payload.at { before - 1 } else { before };
    (to != payload.at).then_some((payload.at, to))
}

/// Where Alt and an arrow put the row that has the cursor. Taken before the fields are drawn, and only when `at`
/// says that one of them has it.
pub fn by_keys(ui: &Ui, at: Option<usize>, count: usize) -> Option<(usize, usize)> {
    let at = at?;
    let key = ui.input_mut(|input| {
        let taken = |event: &Event| match event {
            Event::Key {
                key: key @ (Key::ArrowUp | Key::ArrowDown),
                modifiers,
                pressed: true,
                ..
            } if modifiers.matches_exact(Modifiers::ALT) => Some(*key),
            _ => None,
        };
        let place = input.events.iter().position(|event| taken(event).is_some())?;
        taken(&input.events.remove(place))
    })?;
    match key {
        Key::ArrowUp if at > 0 => Some((at, at - 1)),
        Key::ArrowDown if at + 1 < count => Some((at, at + 1)),
        _ => None,
    }
}
