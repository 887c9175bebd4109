//! A choice of a few neighbours, one of them selected.

use eframe::egui::{Button, Color32, CornerRadius, Frame, RichText, Role, Stroke, Ui, WidgetInfo, vec2};

use crate::ui::tokens::{chosen_edge, size, tokens};

/// Draws the choices in one frame and sets `value` on a click. `name` is said before each choice.
pub fn segmented<T: PartialEq + Copy>(ui: &mut Ui, name: &str, value: &mut T, choices: &[(T, &str)]) -> bool {
    let colors = tokens(ui.ctx());
    let before = *value;
    Frame::new()
        .stroke(Stroke::new(1.0, colors.edge))
        .corner_radius(CornerRadius::same(size::RADIUS))
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            ui.horizontal(|ui| {
                for (choice, text) in choices {
                    let selected = *choice == before;
                    let (ink, fill, edge) = if selected {
                        (colors.text, colors.raised, chosen_edge(ui.ctx()))
                    } else {
                        (colors.second, Color32::TRANSPARENT, Stroke::NONE)
                    };
                    let button = Button::new(RichText::new(*text).color(ink))
                        .selected(selected)
                        .fill(fill)
                        .stroke(edge)
                        .min_size(vec2(0.0, 26.0));
                    let response = ui.add(button);
                    let told = format!("{name}: {text}");
                    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, selected, &told));
                    if response.clicked() {
                        *value = *choice;
                    }
                }
            });
        });
    *value != before
}
