//! The pane of an empty request: the ways to begin.

use eframe::egui::{RichText, Ui, ViewportCommand};

use crate::ui::action::Action;
use crate::ui::command::Command;
use crate::ui::tokens::{size, tokens};
use crate::ui::widgets::icon::icon_ui;
use crate::ui::{fonts, icons};

/// Width of the buttons.
const BUTTON: f32 = 220.0;

/// Draws them.
pub fn beginning_ui(ui: &mut Ui, out: &mut Vec<Action>) {
    let colors = tokens(ui.ctx());
    ui.vertical_centered(|ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        ui.add_space((ui.available_height() / 2.0 - 96.0).max(8.0));
        icon_ui(ui, icons::SEND, 26.0, colors.third);
        ui.label(
            RichText::new("A new request")
                .font(fonts::semibold(size::TEXT))
                .color(colors.second),
        );
        ui.label(RichText::new("Type a URL, or begin with what is there").color(colors.third));
        let button = |ui: &mut Ui, text: &str, tip: &str| {
            let button = eframe::egui::Button::new(text);
            ui.add_sized([BUTTON, 28.0], button).on_hover_text(tip).clicked()
        };
        // Where a URL is pasted, a command is read.
        let curl = button(
            ui,
            "Paste a curl command",
            "The command of the clipboard becomes this request",
        );
        let url = button(ui, "Paste a URL", "The text of the clipboard becomes the URL");
        if curl || url {
            out.push(Action::Run(Command::FocusUrl));
            ui.ctx().send_viewport_cmd(ViewportCommand::RequestPaste);
        }
        let tip = "A signed request that the embedded server answers";
        if button(ui, "Open a sample", tip) {
            out.push(Action::Run(Command::OpenSample));
        }
    });
}
