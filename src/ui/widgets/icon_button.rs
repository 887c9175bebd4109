//! A button that is one icon, named for those who do not see it.

use eframe::egui::{Button, Color32, Response, RichText, Stroke, Ui, vec2};

use crate::ui::fonts;
use crate::ui::tokens::{size, tokens};

/// A quiet square button; `name` is its tooltip and its accessible name.
pub fn icon_button(ui: &mut Ui, icon: &str, name: &str) -> Response {
    let color = tokens(ui.ctx()).second;
    colored_icon_button(ui, icon, name, color)
}

/// The same with a colour that means something.
pub fn colored_icon_button(ui: &mut Ui, icon: &str, name: &str, color: Color32) -> Response {
    let text = RichText::new(icon).font(fonts::icons(size::ICON)).color(color);
    ui.add(
        Button::new(text)
            .fill(Color32::TRANSPARENT)
            .stroke(Stroke::NONE)
            .min_size(vec2(26.0, 26.0)),
    )
    .accessible_name(name)
    .on_hover_text(name)
}
