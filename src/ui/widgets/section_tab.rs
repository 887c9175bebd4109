//! An underlined tab with a small remark, for the sections of the editor and the pages of the response.

use eframe::egui::{self, Button, Color32, Rect, Response, RichText, Stroke, Ui, pos2, vec2};

use crate::ui::tokens::{size, tokens};

/// Draws the tab in a row of `height`; `remark` is a count or a kind in smaller text.
pub fn section_tab(ui: &mut Ui, text: &str, remark: &str, selected: bool, height: f32) -> Response {
    let colors = tokens(ui.ctx());
    let ink = if selected { colors.text } else { colors.second };
    let mut atoms = egui::Atoms::new(RichText::new(text).color(ink));
    if !remark.is_empty() {
        atoms.push_right(RichText::new(remark).size(size::CAPTION).color(colors.third));
    }
    let button = Button::new(atoms)
        .selected(selected)
        .fill(Color32::TRANSPARENT)
        .stroke(Stroke::NONE)
        .gap(6.0)
        .min_size(vec2(0.0, height));
    ui.spacing_mut().button_padding.x = 2.0;
    let response = ui.add(button);
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Tab, true, selected, text));
    if selected {
        let rect = response.rect;
        let line = Rect::from_min_max(pos2(rect.left(), rect.bottom() - 2.0), rect.right_bottom());
        ui.painter().rect_filled(line, 1.0, colors.accent);
    }
    response
}
