//! What is said of the file: where it is, and what in it does not count.

use eframe::egui::{Label, RichText, ScrollArea, Ui};

use super::state::SettingsPage;
use crate::model::SettingsFileState;
use crate::ui::action::Action;
use crate::ui::sentence::sentence;
use crate::ui::settings_action::SettingsAction;
use crate::ui::tokens::tokens;
use crate::ui::widgets::card::{Tone, card};
use crate::ui::{fonts, icons};

/// So high the list of what does not count gets before it is scrolled.
const MOST: f32 = 110.0;

/// Draws what is amiss, when something is.
pub(super) fn problems_ui(ui: &mut Ui, page: &SettingsPage, out: &mut Vec<Action>) {
    match &page.file {
        SettingsFileState::Fine => {}
        SettingsFileState::WithProblems(problems) => {
            let title = match problems.len() {
                1 => "One line of settings.toml does not count".to_owned(),
                count => format!("{count} lines of settings.toml do not count"),
            };
            let text = "They stay as they are until you change those settings here, or the file";
            card(ui, Tone::Warning, icons::TRIANGLE_ALERT, &title, &[text], |ui| {
                ScrollArea::vertical()
                    .id_salt("problems")
                    .max_height(MOST)
                    .show(ui, |ui| {
                        ui.spacing_mut().item_spacing.y = 2.0;
                        for problem in problems {
                            let text = format!("Line {}: {}", problem.line, problem.text);
                            let text = RichText::new(text).color(tokens(ui.ctx()).text);
                            ui.add(Label::new(text).wrap());
                        }
                    });
            });
        }
        SettingsFileState::NotToml { line, column, reason } => {
            let title = format!("settings.toml is no TOML from line {line}, column {column} on");
            let reason = sentence(reason);
            let text = "The defaults count, and what you change here ends with the program, until the file is mended or set \
                        aside";
            card(
                ui,
                Tone::Bad,
                icons::CIRCLE_ALERT,
                &title,
                &[&reason, text],
                |ui| {
                    let button = ui.button("Set the file aside");
                    let button = button.on_hover_text("Keeps it under another name beside the new one");
                    if button.clicked() {
                        out.push(Action::OfSettings(SettingsAction::SetAside));
                    }
                },
            );
        }
        SettingsFileState::Failed(why) => {
            let title = "Settings are not written, so what you change here ends with the program";
            let why = sentence(why);
            card(ui, Tone::Bad, icons::CIRCLE_ALERT, title, &[&why], |_| {});
        }
    }
}

/// Draws where the file is.
pub(super) fn place_ui(ui: &mut Ui, path: &str, out: &mut Vec<Action>) {
    if ui
        .button("Copy path")
        .on_hover_text("Of the file of settings, to read and edit it")
        .clicked()
    {
        out.push(Action::Copy {
            text: path.to_owned(),
            what: "the path of the settings",
        });
    }
    let text = RichText::new(path)
        .font(fonts::mono())
        .color(tokens(ui.ctx()).third);
    ui.add(Label::new(text).truncate());
}
