//! The calls that Countersign made by itself: to STS, IAM Identity Center and metadata services.

use eframe::egui::{Frame, Grid, Id, Label, Modal, RichText, ScrollArea, Ui};

use crate::model::{OwnCall, OwnCallOutcome};
use crate::ui::context::PanelContext;
use crate::ui::fonts;
use crate::ui::page::Verdict;
use crate::ui::sentence::sentence;
use crate::ui::tokens::size;
use crate::ui::widgets::bar::at_end;

const WIDTH: f32 = 760.0;

/// Draws the page, the latest call first.
pub fn own_calls_page_ui(ui: &mut Ui, calls: &[OwnCall], ctx: &PanelContext<'_>) -> Verdict {
    let mut verdict = Verdict::Open;
    let window = ui.ctx().content_rect().size();
    let response = Modal::new(Id::unique("own calls"))
        .frame(Frame::popup(ui.style()).inner_margin(16))
        .show(ui.ctx(), |ui| {
            ui.set_width(WIDTH.min(window.x - 60.0));
            ui.horizontal(|ui| {
                let title = RichText::new("Calls of Countersign itself").font(fonts::semibold(16.0));
                ui.label(title.color(ctx.tokens.text));
                at_end(ui, |ui| {
                    if ui.button("Close").clicked() {
                        verdict = Verdict::Close;
                    }
                });
            });
            let text = "What was asked of AWS for credentials in this run, the latest first. Requests that you send \
                        are not among them";
            ui.add(Label::new(RichText::new(text).color(ctx.tokens.second)).wrap());
            if calls.is_empty() {
                ui.label(RichText::new("None yet").color(ctx.tokens.third));
                return;
            }
            let most = (window.y - 180.0).clamp(120.0, 560.0);
            ScrollArea::vertical()
                .max_height(most)
                .auto_shrink([false, true])
                .show(ui, |ui| list_ui(ui, calls, ctx));
        });
    if response.should_close() {
        Verdict::Close
    } else {
        verdict
    }
}

fn list_ui(ui: &mut Ui, calls: &[OwnCall], ctx: &PanelContext<'_>) {
    Grid::new("own calls")
        .num_columns(4)
        .spacing([size::GAP, 4.0])
        .show(ui, |ui| {
            for call in calls.iter().rev() {
                let began = call.began;
                let time = format!("{:02}:{:02}:{:02}", began.hour(), began.minute(), began.second());
                ui.label(RichText::new(time).font(fonts::mono()).color(ctx.tokens.third));
                ui.label(RichText::new(&call.operation).color(ctx.tokens.text));
                let host = RichText::new(&call.host)
                    .font(fonts::mono())
                    .color(ctx.tokens.second);
                ui.add(Label::new(host).extend());
                let (words, ink) = match &call.outcome {
                    OwnCallOutcome::UnderWay => ("under way".to_owned(), ctx.tokens.third),
                    OwnCallOutcome::Replied(status @ 200..=299) => {
                        (ended(&status.to_string(), call), ctx.tokens.good)
                    }
                    OwnCallOutcome::Replied(status) => (ended(&status.to_string(), call), ctx.tokens.warning),
                    OwnCallOutcome::Failed(problem) => (sentence(&problem.to_string()), ctx.tokens.bad),
                    OwnCallOutcome::Cancelled => ("cancelled".to_owned(), ctx.tokens.third),
                };
                ui.add(Label::new(RichText::new(words).color(ink)).wrap());
                ui.end_row();
            }
        });
}

fn ended(status: &str, call: &OwnCall) -> String {
    format!("{status} in {} ms", call.duration.as_millis())
}
