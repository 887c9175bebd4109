//! The page of the shared authorization: the auth form once more, for every request that inherits.

use eframe::egui::{Align, Frame, Id, Label, Layout, Modal, RichText, ScrollArea, Ui};

use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::draft::Draft;
use crate::ui::editor::auth_panel::{AuthView, auth_panel_ui};
use crate::ui::editor::auth_source::Whose;
use crate::ui::fonts;
use crate::ui::page::Verdict;
use crate::ui::tokens::tokens;

const WIDTH: f32 = 940.0;

/// The form of the shared authorization.
#[derive(Debug)]
pub struct SharedAuthForm {
    /// Of its request only the auth counts; its kind is Inherit while nothing is set up.
    pub draft: Draft,
    /// What its page shows.
    pub view: AuthView,
}

/// Draws the page over the window. `inheriting` open requests take what is typed here.
pub fn shared_auth_page_ui(
    ui: &mut Ui,
    form: &mut SharedAuthForm,
    inheriting: usize,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) -> Verdict {
    let mut verdict = Verdict::Open;
    let window = ui.ctx().content_rect().size();
    let response = Modal::new(Id::unique("shared authorization"))
        .frame(Frame::popup(ui.style()).inner_margin(16))
        .show(ui.ctx(), |ui| {
            ui.set_width(WIDTH.min(window.x - 80.0));
            ui.horizontal(|ui| {
                let colors = tokens(ui.ctx());
                let title = RichText::new("Shared authorization").font(fonts::semibold(16.0));
                ui.label(title.color(colors.text));
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    if ui.button("Close").clicked() {
                        verdict = Verdict::Close;
                    }
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        let text = RichText::new(who_inherits(inheriting)).font(fonts::caption());
                        ui.add(Label::new(text.color(colors.third)).truncate());
                    });
                });
            });
            ui.add_space(8.0);
            let most = (window.y - 160.0).clamp(160.0, 560.0);
            ScrollArea::vertical()
                .max_height(most)
                .min_scrolled_height(most)
                .auto_shrink([false, true])
                .show(ui, |ui| {
                    ui.set_max_width(ui.available_width() - 14.0);
                    auth_panel_ui(ui, &mut form.view, &mut form.draft, Whose::Shared, ctx, out);
                });
        });
    if response.should_close() {
        Verdict::Close
    } else {
        verdict
    }
}

fn who_inherits(inheriting: usize) -> String {
    let whose = "for every request whose auth is Inherit";
    match inheriting {
        0 => format!("{whose}: none of the open ones"),
        count => format!("{whose}: {count} of the open ones"),
    }
}
