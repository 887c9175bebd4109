//! Small marks: the status of a reply, where a value came from.

use std::sync::Arc;

use eframe::egui::{
    Color32, CornerRadius, Galley, Response, Role, Sense, StrokeKind, Ui, Vec2, WidgetInfo, vec2,
};

use crate::ui::fonts;
use crate::ui::tokens::{quiet_edge, size, tokens};

/// A filled mark with strong text.
pub fn pill(ui: &mut Ui, text: &str, ink: Color32, ground: Color32) -> Response {
    let galley = ui
        .painter()
        .layout_no_wrap(text.to_owned(), fonts::semibold(size::TEXT), ink);
    mark(ui, text, galley, vec2(9.0, 3.0), |ui, rect| {
        ui.painter()
            .rect_filled(rect, CornerRadius::same(size::RADIUS), ground);
    })
}

/// An outlined tag that says where an automatic value came from.
pub fn tag(ui: &mut Ui, text: &str, tip: &str) -> Response {
    let colors = tokens(ui.ctx());
    let galley = ui
        .painter()
        .layout_no_wrap(text.to_owned(), fonts::caption(), colors.accent);
    mark(ui, text, galley, vec2(9.0, 2.5), |ui, rect| {
        let stroke = quiet_edge(ui.ctx(), colors.accent);
        ui.painter()
            .rect_stroke(rect, CornerRadius::same(10), stroke, StrokeKind::Inside);
    })
    .on_hover_text(tip)
}

/// Text with room around it on a ground of its own; a label to a screen reader.
fn mark(
    ui: &mut Ui,
    text: &str,
    galley: Arc<Galley>,
    room: Vec2,
    ground: impl FnOnce(&Ui, eframe::egui::Rect),
) -> Response {
    let (rect, response) = ui.allocate_exact_size(galley.size() + 2.0 * room, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    ground(ui, rect);
    ui.painter().galley(rect.min + room, galley, Color32::PLACEHOLDER);
    response
}

/// A dot of a colour that means something; the text beside it says the same.
pub fn dot(ui: &mut Ui, color: Color32) {
    let (rect, _) = ui.allocate_exact_size(vec2(8.0, 8.0), Sense::hover());
    ui.painter().circle_filled(rect.center(), 3.5, color);
}
