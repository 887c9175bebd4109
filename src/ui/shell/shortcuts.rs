//! The help page of keyboard shortcuts, from the command table.

use eframe::egui::{Frame, Id, Modal, RichText, ScrollArea, Ui};

use crate::ui::command::{Command, Group, format};
use crate::ui::context::PanelContext;
use crate::ui::fonts;
use crate::ui::key_bindings::bindings;
use crate::ui::page::Verdict;
use crate::ui::shell::tab_numbers;
use crate::ui::tokens::size;

/// Width in points; less in a narrow window.
const WIDTH: f32 = 520.0;

/// Draws the page.
pub fn shortcuts_ui(ui: &mut Ui, ctx: &PanelContext<'_>) -> Verdict {
    let mut verdict = Verdict::Open;
    let bindings = bindings(ui.ctx());
    let response = Modal::new(Id::unique("shortcuts"))
        .frame(Frame::popup(ui.style()).inner_margin(16))
        .show(ui.ctx(), |ui| {
            let width = WIDTH.min(ui.ctx().content_rect().width() - 60.0);
            ui.set_width(width);
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.spacing_mut().interact_size.y = 24.0;
            ui.label(
                RichText::new("Keyboard shortcuts")
                    .font(fonts::semibold(16.0))
                    .color(ctx.tokens.text),
            );
            let most = (ui.ctx().content_rect().height() - 220.0).max(160.0);
            ScrollArea::vertical()
                .max_height(most)
                .min_scrolled_height(most)
                .auto_shrink([false, true])
                .show(ui, |ui| {
                    for group in Group::ALL {
                        ui.add_space(6.0);
                        ui.label(
                            RichText::new(group.title())
                                .font(fonts::semibold(size::CAPTION))
                                .color(ctx.tokens.third),
                        );
                        for command in Command::ALL
                            .into_iter()
                            .filter(|command| command.group() == group)
                        {
                            let keys: Vec<String> = bindings
                                .shortcuts(command)
                                .iter()
                                .map(|keys| format(keys, ui.ctx()))
                                .collect();
                            if keys.is_empty() {
                                continue;
                            }
                            line_ui(ui, command.text(), &keys.join("   "), ctx);
                            if command == Command::PreviousTab {
                                let (text, keys) = tab_numbers::HELP;
                                line_ui(ui, text, keys, ctx);
                            }
                        }
                    }
                });
            ui.add_space(8.0);
            if ui.button("Close").clicked() {
                verdict = Verdict::Close;
            }
        });
    if response.should_close() {
        Verdict::Close
    } else {
        verdict
    }
}

fn line_ui(ui: &mut Ui, text: &str, keys: &str, ctx: &PanelContext<'_>) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(text).color(ctx.tokens.text));
        ui.with_layout(
            eframe::egui::Layout::right_to_left(eframe::egui::Align::Center),
            |ui| {
                let keys = RichText::new(keys).font(fonts::mono());
                ui.label(keys.color(ctx.tokens.second));
            },
        );
    });
}
