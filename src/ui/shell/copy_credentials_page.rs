//! The warning before credentials go to the clipboard in clear text.

use eframe::egui::{Label, RichText, Ui};

use crate::formats::copy::CredentialForm;
use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::page::Verdict;
use crate::ui::widgets::modal_page::modal_page;

const WIDTH: f32 = 480.0;

/// Draws the page.
pub fn copy_credentials_page_ui(
    ui: &mut Ui,
    form: CredentialForm,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) -> Verdict {
    let title = format!("Copy credentials as {}?", form.name());
    modal_page(ui, "copy credentials", WIDTH, &title, |ui| {
        let mut verdict = Verdict::Open;
        let text = "The secret access key and the session token go to the clipboard in clear text, where every \
                    program can read them, and clipboard managers keep them";
        ui.add(Label::new(RichText::new(text).color(ctx.tokens.second)).wrap());
        ui.horizontal(|ui| {
            if ui.button("Copy").clicked() {
                out.push(Action::CopyCredentialsNow(form));
                verdict = Verdict::Close;
            }
            if ui.button("Cancel").clicked() {
                verdict = Verdict::Close;
            }
        });
        verdict
    })
}
