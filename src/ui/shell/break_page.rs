//! The page from which a broken request is opened for practice: eight faults that a signed request can have.

use eframe::egui::{Frame, Id, Label, Modal, RichText, ScrollArea, Ui};

use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::fonts;
use crate::ui::page::Verdict;
use crate::ui::practised_fault::PractisedFault;

const WIDTH: f32 = 560.0;

/// Draws the page.
pub fn break_page_ui(ui: &mut Ui, ctx: &PanelContext<'_>, out: &mut Vec<Action>) -> Verdict {
    let mut verdict = Verdict::Open;
    let window = ui.ctx().content_rect().size();
    let response = Modal::new(Id::unique("break it"))
        .frame(Frame::popup(ui.style()).inner_margin(16))
        .show(ui.ctx(), |ui| {
            let colors = ctx.tokens;
            ui.set_width(WIDTH.min(window.x - 60.0));
            let title = RichText::new("Break it").font(fonts::semibold(16.0));
            ui.label(title.color(colors.text));
            let text = "Each opens a request against the embedded server with one fault. Send it, find the cause, and \
                        mend it until it is answered with 200";
            ui.add(Label::new(RichText::new(text).color(colors.second)).wrap());
            let most = (window.y - 260.0).max(120.0);
            ScrollArea::vertical().max_height(most).show(ui, |ui| {
                for fault in PractisedFault::ALL {
                    ui.horizontal(|ui| {
                        if ui.button(fault.name()).clicked() {
                            out.push(Action::Practise(fault));
                            verdict = Verdict::Close;
                        }
                        let what = RichText::new(fault.what()).font(fonts::caption());
                        ui.add(Label::new(what.color(colors.third)).truncate());
                    });
                }
            });
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
