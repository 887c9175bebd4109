//! Two panes side by side with a line between them that can be dragged.

use eframe::egui::{CursorIcon, Id, Rect, Sense, Stroke, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use crate::ui::tokens::tokens;

/// How wide the place is that takes the pointer.
const GRIP: f32 = 8.0;
/// No pane gets narrower than this.
const NARROWEST: f32 = 260.0;

/// Splits what is left of `ui` at `share` of its width and returns the two places. Dragging the line or
/// the arrow keys on it change `share`; a double click puts it back to a half.
pub fn split(ui: &mut Ui, share: &mut f32) -> [Rect; 2] {
    let colors = tokens(ui.ctx());
    let whole = ui.available_rect_before_wrap();
    let least = (NARROWEST / whole.width()).min(0.5);
    let shown = share.clamp(least, 1.0 - least);
    let x = (whole.left() + whole.width() * shown).round();
    let grip = Rect::from_center_size(pos2(x, whole.center().y), vec2(GRIP, whole.height()));
    let id = ui.make_persistent_id("split");
    let response = ui.interact(grip, id, Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::slider(true, f64::from(shown), "Width of the response pane"));
    if let Some(pointer) = response.interact_pointer_pos().filter(|_| response.dragged()) {
        *share = ((pointer.x - whole.left()) / whole.width()).clamp(least, 1.0 - least);
    }
    if response.double_clicked() {
        *share = 0.5;
    }
    if response.has_focus() {
        let step = ui.input(|input| {
            let right = input.num_presses(eframe::egui::Key::ArrowRight);
            let left = input.num_presses(eframe::egui::Key::ArrowLeft);
            #[expect(clippy::cast_precision_loss, reason = "a few key presses")]
            let steps = right as f32 - left as f32;
            steps * 0.02
        });
        *share = (shown + step).clamp(least, 1.0 - least);
    }
    let active = response.hovered() || response.dragged() || response.has_focus();
    if active {
        ui.ctx().set_cursor_icon(CursorIcon::ResizeHorizontal);
    }
    let ink = if active { colors.accent } else { colors.line };
    ui.painter().vline(x, whole.y_range(), Stroke::new(1.0, ink));
    [
        Rect::from_min_max(whole.min, pos2(x, whole.bottom())),
        Rect::from_min_max(pos2(x + 1.0, whole.top()), whole.max),
    ]
}

/// Draws one of the places as a pane of its own that nothing leaves.
pub fn pane(ui: &mut Ui, salt: &str, place: Rect, add: impl FnOnce(&mut Ui)) {
    let id = Id::unique(salt);
    ui.scope_builder(UiBuilder::new().id_salt(id).max_rect(place), |ui| {
        ui.set_clip_rect(place.intersect(ui.clip_rect()));
        add(ui);
    });
}
