//! The menu of every command, grouped, with its keys.

use eframe::egui::{Atom, Atoms, Button, Popup, RichText, ScrollArea, Ui};

use crate::ui::action::Action;
use crate::ui::command::{Command, Group};
use crate::ui::context::PanelContext;
use crate::ui::fonts;
use crate::ui::icons;
use crate::ui::widgets::icon_button::icon_button;

/// Draws the menu button and, when open, the menu.
pub fn menu_ui(ui: &mut Ui, ctx: &PanelContext<'_>, out: &mut Vec<Action>) {
    let button = icon_button(ui, icons::MENU, "Menu");
    Popup::menu(&button).width(300.0).show(|ui| {
        let most = (ui.ctx().content_rect().height() - 80.0).max(200.0);
        ScrollArea::vertical()
            .max_height(most)
            .min_scrolled_height(most)
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                for group in Group::ALL {
                    if group != Group::Request {
                        ui.separator();
                    }
                    ui.label(
                        RichText::new(group.title())
                            .font(fonts::semibold(11.0))
                            .color(ctx.tokens.third),
                    );
                    for command in Command::ALL
                        .into_iter()
                        .filter(|command| command.group() == group)
                    {
                        entry_ui(ui, command, ctx, out);
                    }
                    ui.add_space(4.0);
                }
            });
    });
}

fn entry_ui(ui: &mut Ui, command: Command, ctx: &PanelContext<'_>, out: &mut Vec<Action>) {
    let (text, tip) = command.text_and_tooltip();
    let mut atoms = Atoms::new(text);
    atoms.push_right(Atom::grow());
    if let Some(keys) = command.shortcut_text(ui.ctx()) {
        atoms.push_right(RichText::new(keys).font(fonts::caption()).weak());
    }
    let button = Button::new(atoms).frame_when_inactive(false);
    let why_not = command.unavailable(ctx.available);
    let response = ui.add_enabled_ui(why_not.is_none(), |ui| {
        ui.add_sized([ui.available_width(), 24.0], button)
    });
    let response = response.inner.accessible_name(text).on_hover_text(tip);
    if response.on_disabled_hover_text(why_not.unwrap_or(tip)).clicked() {
        out.push(Action::Run(command));
        ui.close();
    }
}
