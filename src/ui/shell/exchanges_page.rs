//! Two exchanges of the history beside each other: what was sent, what was signed, what came back.

use eframe::egui::{Label, RichText, Ui};
use time::OffsetDateTime;

use crate::ui::changed_lines::{ChangedLine, changed_lines_ui};
use crate::ui::context::PanelContext;
use crate::ui::fonts;
use crate::ui::history_rows::moment_words;
use crate::ui::page::Verdict;
use crate::ui::widgets::modal_page::modal_page;
use crate::ui::widgets::segmented::segmented;

const WIDTH: f32 = 1000.0;

/// What is compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// Request line, headers and body as sent.
    #[default]
    Request,
    /// What was signed.
    CanonicalRequest,
    /// Status, headers and body of the reply.
    Reply,
}

/// One of the two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// Method and URL.
    pub title: String,
    /// When it was sent.
    pub began: OffsetDateTime,
}

/// The page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExchangesPage {
    /// The first one, whose lines have a minus.
    pub first: Compared,
    /// The second one, whose lines have a plus.
    pub second: Compared,
    /// What differs in what was sent; empty when nothing does.
    pub request: Vec<ChangedLine>,
    /// What differs in what was signed.
    pub canonical_request: Vec<ChangedLine>,
    /// What differs in what came back.
    pub reply: Vec<ChangedLine>,
    /// What is in front.
    pub part: Part,
}

/// Draws the page.
pub fn exchanges_page_ui(ui: &mut Ui, page: &mut ExchangesPage, ctx: &PanelContext<'_>) -> Verdict {
    modal_page(ui, "exchanges", WIDTH, "Two exchanges compared", |ui| {
        for (sign, compared, ink) in [
            ("-", &page.first, ctx.tokens.bad),
            ("+", &page.second, ctx.tokens.good),
        ] {
            let moment = moment_words(compared.began, ctx.now);
            let title = ctx.presentation.text(&compared.title);
            let text = RichText::new(format!("{sign} {moment} UTC  {title}")).font(fonts::mono());
            ui.add(Label::new(text.color(ink)).truncate());
        }
        let parts = [
            (Part::Request, "Request"),
            (Part::CanonicalRequest, "Canonical request"),
            (Part::Reply, "Reply"),
        ];
        segmented(ui, "What is compared", &mut page.part, &parts);
        let lines = match page.part {
            Part::Request => &page.request,
            Part::CanonicalRequest => &page.canonical_request,
            Part::Reply => &page.reply,
        };
        let most = (ui.ctx().content_rect().height() - 260.0).clamp(120.0, 560.0);
        if lines.is_empty() {
            let text = RichText::new("Nothing differs").color(ctx.tokens.second);
            ui.label(text);
        } else {
            changed_lines_ui(ui, lines, most, ctx);
        }
        if ui.button("Close").clicked() {
            Verdict::Close
        } else {
            Verdict::Open
        }
    })
}
