//! The page of the support bundle: what is in it is read before it is saved or copied.

use eframe::egui::{Button, Frame, Id, Label, Modal, RichText, ScrollArea, Ui};

use crate::formats::support_bundle::{Choice, Included};
use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::page::Verdict;
use crate::ui::tokens::size;
use crate::ui::widgets::field::Field;
use crate::ui::widgets::form_row::row;
use crate::ui::widgets::icon::icon_ui;
use crate::ui::{fonts, icons};

const WIDTH: f32 = 860.0;
const LABEL: f32 = 64.0;

/// The page while it is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupportPage {
    /// The bundle, without secrets.
    pub text: String,
    /// What of it the user chose.
    pub included: Included,
    /// Where to, as typed.
    pub path: String,
    /// Names of secrets that are too short to be told from other text.
    pub too_short: Vec<String>,
    /// What was wrong with the last try.
    pub problem: Option<String>,
}

/// Draws the page over the window.
pub fn support_page_ui(
    ui: &mut Ui,
    page: &mut SupportPage,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) -> Verdict {
    let mut verdict = Verdict::Open;
    let window = ui.ctx().content_rect().size();
    let response = Modal::new(Id::unique("support bundle"))
        .frame(Frame::popup(ui.style()).inner_margin(16))
        .show(ui.ctx(), |ui| {
            let colors = ctx.tokens;
            ui.set_width(WIDTH.min(window.x - 60.0));
            let title = RichText::new("Report for support").font(fonts::semibold(16.0));
            ui.label(title.color(colors.text));
            let text = "This is all that is in it. Marks stand for secrets";
            ui.label(RichText::new(text).color(colors.second));
            choices_ui(ui, page.included, out);
            let most = (window.y - 330.0).max(120.0);
            Frame::new().fill(colors.field).inner_margin(10).show(ui, |ui| {
                ScrollArea::vertical()
                    .id_salt("text of the bundle")
                    .max_height(most)
                    .auto_shrink([false, false])
                    .show(ui, |ui| {
                        let text = RichText::new(ctx.presentation.text(&page.text)).font(fonts::mono());
                        ui.add(Label::new(text.color(colors.text)).wrap().selectable(true));
                    });
            });
            if !page.too_short.is_empty() {
                let names = page.too_short.join(", ");
                problem_ui(
                    ui,
                    &format!("Too short to be found in it and hidden: {names}"),
                    ctx,
                );
            }
            row(ui, "File", LABEL, |ui| {
                let width = ui.available_width();
                Field::mono(&mut page.path, "Path to save to")
                    .hint("Path of the file")
                    .width(width)
                    .ui(ui);
            });
            if let Some(problem) = &page.problem {
                problem_ui(ui, problem, ctx);
            }
            if buttons_ui(ui, page, ctx, out) == Verdict::Close {
                verdict = Verdict::Close;
            }
        });
    if response.should_close() {
        Verdict::Close
    } else {
        verdict
    }
}

fn choices_ui(ui: &mut Ui, included: Included, out: &mut Vec<Action>) {
    let mut chosen = included;
    ui.horizontal_wrapped(|ui| {
        checkbox(ui, &mut chosen.body, "Body of the response");
        checkbox(ui, &mut chosen.signature, "Signature, good for some minutes");
    });
    if chosen != included {
        out.push(Action::MakeSupportBundle(chosen));
    }
}

fn checkbox(ui: &mut Ui, choice: &mut Choice, text: &str) {
    let mut is_in = *choice == Choice::In;
    if ui.checkbox(&mut is_in, text).changed() {
        *choice = if is_in { Choice::In } else { Choice::Out };
    }
}

fn problem_ui(ui: &mut Ui, text: &str, ctx: &PanelContext<'_>) {
    ui.horizontal(|ui| {
        icon_ui(ui, icons::TRIANGLE_ALERT, size::ICON, ctx.tokens.warning);
        ui.add(Label::new(RichText::new(text).color(ctx.tokens.second)).wrap());
    });
}

fn buttons_ui(ui: &mut Ui, page: &SupportPage, ctx: &PanelContext<'_>, out: &mut Vec<Action>) -> Verdict {
    let mut verdict = Verdict::Open;
    ui.horizontal(|ui| {
        let path = page.path.trim();
        let save = ui.add_enabled(!path.is_empty(), Button::new("Save"));
        if save.clicked() {
            out.push(Action::SaveSupportBundle {
                path: path.to_owned(),
            });
        }
        if ui.button("Copy the report").clicked() {
            out.push(Action::Copy {
                text: page.text.clone(),
                what: "the report",
            });
        }
        if ui.button("Close").clicked() {
            verdict = Verdict::Close;
        }
        let note = RichText::new("A file of that name is replaced").font(fonts::caption());
        ui.label(note.color(ctx.tokens.third));
    });
    verdict
}
