//! Small marks: the status of a reply, where a value came from.

use eframe::egui::{Color32, CornerRadius, Frame, Margin, Response, RichText, Sense, Stroke, Ui, vec2};

use crate::ui::fonts;
use crate::ui::tokens::{size, tokens};

/// A filled mark with strong text.
pub fn pill(ui: &mut Ui, text: &str, ink: Color32, ground: Color32) -> Response {
    Frame::new()
        .fill(ground)
        .corner_radius(CornerRadius::same(size::RADIUS))
        .inner_margin(Margin::symmetric(9, 3))
        .show(ui, |ui| {
            ui.label(RichText::new(text).font(fonts::semibold(size::TEXT)).color(ink))
        })
        .inner
}

/// An outlined tag that says where an automatic value came from.
pub fn tag(ui: &mut Ui, text: &str, tip: &str) -> Response {
    let colors = tokens(ui.ctx());
    Frame::new()
        .stroke(Stroke::new(1.0, colors.accent.gamma_multiply(0.45)))
        .corner_radius(CornerRadius::same(10))
        .inner_margin(Margin::symmetric(8, 1))
        .show(ui, |ui| ui.label(RichText::new(text).font(fonts::caption()).color(colors.accent)))
        .inner
        .on_hover_text(tip)
}

/// A dot of a colour that means something; the text beside it says the same.
pub fn dot(ui: &mut Ui, color: Color32) {
    let (rect, _) = ui.allocate_exact_size(vec2(8.0, 8.0), Sense::hover());
    ui.painter().circle_filled(rect.center(), 3.5, color);
}
