//! An icon beside words that say the same: drawn, and not told to a screen reader, which would spell its code point.

use eframe::egui::{Color32, Response, Sense, Ui};

use crate::ui::fonts;

/// Draws an icon of this size in points.
pub fn icon_ui(ui: &mut Ui, icon: &str, points: f32, ink: Color32) -> Response {
    let galley = ui
        .painter()
        .layout_no_wrap(icon.to_owned(), fonts::icons(points), ink);
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
    ui.painter().galley(rect.min, galley, ink);
    response
}
