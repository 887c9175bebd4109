//! The calls that Countersign made by itself: to STS, IAM Identity Center and metadata services.

use eframe::egui::{Grid, Label, RichText, ScrollArea, Ui};

use crate::model::{OwnCall, OwnCallOutcome};
use crate::ui::context::PanelContext;
use crate::ui::fonts;
use crate::ui::page::Verdict;
use crate::ui::sentence::sentence;
use crate::ui::tokens::size;
use crate::ui::widgets::modal_page::modal_page;

const WIDTH: f32 = 760.0;

/// Draws the page, the latest call first.
pub fn own_calls_page_ui(ui: &mut Ui, calls: &[OwnCall], ctx: &PanelContext<'_>) -> Verdict {
    modal_page(ui, "own calls", WIDTH, "Calls of Countersign itself", |ui| {
        let text = "What was asked of AWS for credentials, and files fetched to be imported, in this run, the latest \
                    first. Requests that you send are not among them";
        ui.add(Label::new(RichText::new(text).color(ctx.tokens.second)).wrap());
        if calls.is_empty() {
            ui.label(RichText::new("None yet").color(ctx.tokens.third));
        } else {
            let most = (ui.ctx().content_rect().height() - 220.0).clamp(120.0, 560.0);
            ScrollArea::vertical()
                .max_height(most)
                .min_scrolled_height(most)
                .auto_shrink([false, true])
                .show(ui, |ui| list_ui(ui, calls, ctx));
        }
        if ui.button("Close").clicked() {
            Verdict::Close
        } else {
            Verdict::Open
        }
    })
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
