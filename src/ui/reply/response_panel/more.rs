//! The menu of what else can be done with a reply.

use eframe::egui::{Atom, Atoms, Button, Popup, RichText, Ui};

use crate::ui::action::Action;
use crate::ui::command::Command;
use crate::ui::widgets::icon_button::icon_button;
use crate::ui::{fonts, icons};

const WIDTH: f32 = 300.0;

/// What the menu holds.
const COMMANDS: [Command; 4] = [
    Command::CompareWithPrevious,
    Command::PinResponse,
    Command::CompareWithPinned,
    Command::OpenResponseBody,
];

/// Draws the button, and the menu while it is open.
pub fn more_ui(ui: &mut Ui, out: &mut Vec<Action>) {
    let button = icon_button(ui, icons::ELLIPSIS, "More about this response");
    Popup::menu(&button).width(WIDTH).show(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        for command in COMMANDS {
            let (text, tip) = command.text_and_tooltip();
            let mut atoms = Atoms::new(text);
            atoms.push_right(Atom::grow());
            if let Some(keys) = command.shortcut_text(ui.ctx()) {
                atoms.push_right(RichText::new(keys).font(fonts::caption()).weak());
            }
            let entry = Button::new(atoms).frame_when_inactive(false);
            let entry = ui.add_sized([ui.available_width(), 24.0], entry);
            if entry.accessible_name(text).on_hover_text(tip).clicked() {
                out.push(Action::Run(command));
                ui.close();
            }
        }
    });
}
