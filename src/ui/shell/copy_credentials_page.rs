//! The warning before credentials go to the clipboard in clear text.

use eframe::egui::{Frame, Id, Label, Modal, RichText, Ui};

use crate::formats::copy::CredentialForm;
use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::fonts;
use crate::ui::page::Verdict;

const WIDTH: f32 = 480.0;

/// Draws the page.
pub fn copy_credentials_page_ui(
    ui: &mut Ui,
    form: CredentialForm,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) -> Verdict {
    let mut verdict = Verdict::Open;
    let window = ui.ctx().content_rect().size();
    let response = Modal::new(Id::unique("copy credentials"))
        .frame(Frame::popup(ui.style()).inner_margin(16))
        .show(ui.ctx(), |ui| {
            ui.set_width(WIDTH.min(window.x - 60.0));
            ui.spacing_mut().item_spacing.y = 8.0;
            let title = format!("Copy credentials as {}?", form.name());
            let title = RichText::new(title).font(fonts::semibold(16.0));
            ui.label(title.color(ctx.tokens.text));
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
        });
    if response.should_close() {
        Verdict::Close
    } else {
        verdict
    }
}
