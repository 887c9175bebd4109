//! The page of the protection test: a question where it may change things, then three verdicts.

use eframe::egui::{Align, Frame, Grid, Id, Label, Layout, Modal, RichText, Ui, vec2};

use crate::diagnosis::{Answer, Grade, Probe, protection_verdict};
use crate::ui::action::Action;
use crate::ui::page::Verdict;
use crate::ui::sentence::sentence;
use crate::ui::tokens::{Tokens, size, tokens};
use crate::ui::widgets::icon::icon_ui;
use crate::ui::{fonts, icons};

const WIDTH: f32 = 640.0;

/// The test while its page is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProtectionPage {
    /// Method of the request.
    pub method: String,
    /// Its URL as typed.
    pub url: String,
    /// Signing name.
    pub service: String,
    /// How far it is.
    pub stage: ProtectionStage,
}

/// How far the test is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProtectionStage {
    /// The method may change things, and nothing was sent.
    Asking,
    /// Sent; the answers so far, in the order of [`Probe::ALL`].
    Sent([Option<Answer>; 3]),
}

/// Draws the page.
pub fn protection_page_ui(ui: &mut Ui, page: &ProtectionPage, out: &mut Vec<Action>) -> Verdict {
    let mut verdict = Verdict::Open;
    let response = Modal::new(Id::unique("protection"))
        .frame(Frame::popup(ui.style()).inner_margin(16))
        .show(ui.ctx(), |ui| {
            let colors = tokens(ui.ctx());
            ui.set_width(WIDTH.min(ui.ctx().content_rect().width() - 80.0));
            ui.spacing_mut().item_spacing.y = 8.0;
            let title = RichText::new("Test protection").font(fonts::semibold(16.0));
            ui.label(title.color(colors.text));
            let what = format!("{} {}", page.method, page.url);
            ui.add(Label::new(RichText::new(what).font(fonts::mono()).color(colors.second)).truncate());
            let close = match &page.stage {
                ProtectionStage::Asking => {
                    let text = format!(
                        "{} may change things at the service. The test sends it three times: unsigned, signed, and \
                         signed with a wrong secret.",
                        page.method
                    );
                    ui.add(Label::new(RichText::new(text).color(colors.text)).wrap());
                    "Cancel"
                }
                ProtectionStage::Sent(answers) => {
                    answers_ui(ui, page, answers, colors);
                    "Close"
                }
            };
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                if page.stage == ProtectionStage::Asking && ui.button("Send three times").clicked() {
                    out.push(Action::SendThreeTimes);
                }
                if ui.button(close).clicked() {
                    verdict = Verdict::Close;
                }
            });
        });
    if response.should_close() {
        Verdict::Close
    } else {
        verdict
    }
}

/// The three sends as a table: what was sent, what came, what it means.
fn answers_ui(ui: &mut Ui, page: &ProtectionPage, answers: &[Option<Answer>; 3], colors: &Tokens) {
    let [_, signed, _] = answers;
    let head = |ui: &mut Ui, text: &str| {
        ui.label(
            RichText::new(text)
                .font(fonts::semibold(size::CAPTION))
                .color(colors.third),
        );
    };
    Grid::new("answers")
        .num_columns(4)
        .min_row_height(0.0)
        .min_col_width(0.0)
        .spacing(vec2(12.0, 8.0))
        .show(ui, |ui| {
            head(ui, "");
            for name in ["Sent", "Reply", "Verdict"] {
                head(ui, name);
            }
            ui.end_row();
            for (probe, answer) in Probe::ALL.into_iter().zip(answers) {
                answer_ui(
                    ui,
                    probe,
                    answer.as_ref().zip(signed.as_ref()),
                    &page.service,
                    colors,
                );
                ui.end_row();
            }
        });
}

/// One row. `answer` is this one's and the signed one's, since what an answer means depends on that too.
fn answer_ui(ui: &mut Ui, probe: Probe, answer: Option<(&Answer, &Answer)>, service: &str, colors: &Tokens) {
    let verdict = answer.map(|(answer, signed)| protection_verdict(probe, answer, signed, service));
    let (icon, ink) = match verdict.as_ref().map(|verdict| verdict.grade) {
        Some(Grade::Good) => (icons::SHIELD_CHECK, colors.good),
        Some(Grade::Bad) => (icons::SHIELD_ALERT, colors.bad),
        Some(Grade::Unclear) => (icons::CIRCLE_HELP, colors.warning),
        None => (icons::CLOCK, colors.third),
    };
    icon_ui(ui, icon, 16.0, ink);
    ui.label(RichText::new(probe.name()).color(colors.text));
    let (reply, meaning) = match verdict {
        Some(verdict) => (verdict.reply, sentence(&verdict.meaning)),
        None => (String::new(), "Waiting for the reply".to_owned()),
    };
    ui.label(RichText::new(reply).font(fonts::mono()).color(colors.text));
    ui.scope(|ui| {
        ui.set_max_width(ui.available_width().max(200.0));
        ui.add(Label::new(RichText::new(meaning).color(colors.text)).wrap());
    });
}
