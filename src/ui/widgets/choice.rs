//! A choice in a list that opens: for places too narrow for all choices side by side.

use eframe::egui::{Atom, Atoms, Button, Popup, RichText, Ui, vec2};

use crate::ui::tokens::{heights, tokens};
use crate::ui::{fonts, icons};

/// Draws a button with the text of `value` and, when open, the list. `name` is said before the text.
pub fn choice<T: PartialEq + Copy>(
    ui: &mut Ui,
    name: &str,
    value: &mut T,
    choices: &[(T, &str)],
    width: f32,
) {
    let colors = tokens(ui.ctx());
    let shown = choices
        .iter()
        .find(|(choice, _)| choice == value)
        .map_or("", |(_, text)| *text);
    let mut atoms = Atoms::new(RichText::new(shown).color(colors.text));
    atoms.push_right(Atom::grow());
    atoms.push_right(
        RichText::new(icons::CHEVRON_DOWN)
            .font(fonts::icons(13.0))
            .color(colors.third),
    );
    let width = width.min(ui.available_width());
    ui.scope(|ui| {
        ui.set_max_width(width);
        let button = Button::new(atoms)
            .fill(colors.field)
            .truncate()
            .min_size(vec2(width, heights(ui.ctx()).field));
        let response = ui.add(button).accessible_name(format!("{name}: {shown}"));
        Popup::menu(&response).width(width).show(|ui| {
            for (choice, text) in choices {
                let entry = ui.add(Button::selectable(choice == value, *text));
                if entry.accessible_name(format!("{name}: choose {text}")).clicked() {
                    *value = *choice;
                    ui.close();
                }
            }
        });
    });
}
