//! The question before something that may change data is sent in a dangerous environment.

use eframe::egui::{Button, Grid, Label, RichText, Ui};

use crate::model::DraftId;
use crate::ui::action::Action;
use crate::ui::glyphs::boxed;
use crate::ui::page::Verdict;
use crate::ui::tokens::{size, tokens};
use crate::ui::widgets::first_focus::FirstFocus;
use crate::ui::widgets::icon::icon_ui;
use crate::ui::widgets::modal_page::modal_page;
use crate::ui::{fonts, icons};

const WIDTH: f32 = 500.0;

/// A request that waits for the answer.
#[derive(Debug)]
pub struct DangerPage {
    /// Its tab.
    pub draft: DraftId,
    /// Its method as it will be sent.
    pub method: String,
    /// The host as it will be sent.
    pub host: String,
    /// The environment.
    pub environment: String,
    focus: FirstFocus,
}

impl DangerPage {
    /// A request that has not been answered about.
    pub fn new(draft: DraftId, method: String, host: String, environment: String) -> Self {
        Self {
            draft,
            method,
            host,
            environment,
            focus: FirstFocus::Wanted,
        }
    }
}

/// Draws the question. Enter cancels, as Escape does: the focus is on Cancel.
pub fn danger_page_ui(ui: &mut Ui, page: &mut DangerPage, out: &mut Vec<Action>) -> Verdict {
    let colors = tokens(ui.ctx());
    let method = page.method.trim().to_owned();
    let title = format!("Send {method} to {}?", page.environment);
    modal_page(ui, "dangerous environment", WIDTH, &title, |ui| {
        let mut verdict = Verdict::Open;
        ui.horizontal(|ui| {
            icon_ui(ui, icons::TRIANGLE_ALERT, size::ICON, colors.bad);
            let text = format!(
                "{} is marked as dangerous, and {method} may change what is there",
                page.environment
            );
            ui.add(Label::new(RichText::new(text).color(colors.text)).wrap());
        });
        let mono = fonts::mono();
        Grid::new("what is sent")
            .num_columns(2)
            .spacing([size::PAD, 4.0])
            .show(ui, |ui| {
                for (label, value) in [
                    ("Method", &page.method),
                    ("Host", &page.host),
                    ("Environment", &page.environment),
                ] {
                    ui.label(RichText::new(label).color(colors.second));
                    let value = boxed(ui.ctx(), &mono, value).into_owned();
                    let value = RichText::new(value).font(mono.clone()).color(colors.text);
                    ui.add(Label::new(value).truncate());
                    ui.end_row();
                }
            });
        ui.add_space(4.0);
        ui.horizontal(|ui| {
            let send = Button::new(RichText::new("Send").color(colors.bad));
            if ui
                .add(send)
                .accessible_name(format!("Send {method} to {}", page.environment))
                .clicked()
            {
                out.push(Action::SendInDangerous(page.draft.clone()));
                verdict = Verdict::Close;
            }
            let cancel = ui.button("Cancel");
            page.focus.give(&cancel);
            if cancel.clicked() {
                verdict = Verdict::Close;
            }
        });
        verdict
    })
}
