//! The head of the response pane: how it went on the left, the pages on the right.

use eframe::egui::{Color32, Label, RichText, Spinner, Ui};

use crate::engine::Progress;
use crate::model::{ChainTrust, Outcome, Response, Stage};
use crate::text::measure::{human_bytes, human_duration};
use crate::ui::fonts;
use crate::ui::sentence::sentence;
use crate::ui::tab::{ResponsePage, ResponseView, Sending, Sent, Tab};
use crate::ui::tokens::{Tokens, heights, size};
use crate::ui::widgets::bar::bar;
use crate::ui::widgets::pill::pill;
use crate::ui::widgets::section_tab::section_tab;

/// Below this width the figures give way to the pages.
const FIGURES: f32 = 150.0;

/// Draws the head.
pub fn head_ui(ui: &mut Ui, tab: &mut Tab, colors: &Tokens) {
    let right = |ui: &mut Ui, tab: &mut Tab| {
        ui.add_space(size::PAD);
        let coming = tab.sending.as_ref().and_then(|sending| sending.progress.head());
        let came = tab.sent.as_ref().and_then(Sent::head);
        let headers = match (&coming, came) {
            (Some(head), _) => head.headers.len().to_string(),
            (None, Some(head)) => head.headers.len().to_string(),
            (None, None) => String::new(),
        };
        if coming.is_some() || tab.sent.is_some() {
            pages_ui(ui, &headers, &mut tab.response);
        }
    };
    bar(ui, heights(ui.ctx()).pane_head, tab, right, |ui, tab| {
        ui.add_space(size::PAD);
        ui.spacing_mut().item_spacing.x = 14.0;
        match (&tab.sending, &tab.sent) {
            (Some(sending), _) => sending_ui(ui, sending, colors),
            (None, Some(sent)) => outcome_ui(ui, sent, colors),
            (None, None) => {
                ui.label(
                    RichText::new("Response")
                        .font(fonts::semibold(size::TEXT))
                        .color(colors.text),
                );
            }
        }
    });
}

/// Right to left, so the last page is named first.
fn pages_ui(ui: &mut Ui, headers: &str, view: &mut ResponseView) {
    ui.spacing_mut().item_spacing.x = 14.0;
    for (page, text, remark) in [
        (ResponsePage::Wire, "Wire", ""),
        (ResponsePage::Timeline, "Timeline", ""),
        (ResponsePage::Headers, "Headers", headers),
        (ResponsePage::Body, "Body", ""),
    ] {
        let response = section_tab(ui, text, remark, view.page == page, heights(ui.ctx()).pane_head);
        if response
            .accessible_name(format!("Response {}", text.to_lowercase()))
            .clicked()
        {
            view.page = page;
        }
    }
}

/// A send under way: the status once it is known, and how far it is.
fn sending_ui(ui: &mut Ui, sending: &Sending, colors: &Tokens) {
    match sending.progress.head() {
        Some(head) => {
            let (ink, ground) = status_colors(head.status, colors);
            pill(ui, format!("{} {}", head.status, head.reason).trim(), ink, ground);
        }
        None => {
            ui.add(Spinner::new().size(14.0).color(colors.accent));
        }
    }
    let text = RichText::new(progress_text(&sending.progress)).color(colors.second);
    ui.add(Label::new(text).truncate());
}

/// What is going on, with bytes where they count.
fn progress_text(progress: &Progress) -> String {
    let stage = progress.stage();
    let (doing, total) = (sentence(stage.doing()), progress.body_total());
    match stage {
        Stage::Hashing if total > 0 => part_text("Hashing", progress.hashed(), total),
        Stage::Waiting if progress.sent() > 0 && progress.sent() < total => {
            part_text("Sending", progress.sent(), total)
        }
        Stage::Receiving if progress.body_bytes() > 0 => {
            format!("{doing}, {}", human_bytes(progress.body_bytes()))
        }
        _ => doing,
    }
}

fn part_text(doing: &str, part: u64, total: u64) -> String {
    format!("{doing} {} of {}", human_bytes(part), human_bytes(total))
}

fn outcome_ui(ui: &mut Ui, sent: &Sent, colors: &Tokens) {
    let exchange = &sent.exchange;
    let narrow = ui.available_width() < FIGURES;
    match (&exchange.outcome, exchange.outcome.response()) {
        (Outcome::Failed(_), _) => {
            pill(ui, "No reply", colors.bad, colors.bad_ground);
        }
        (Outcome::Cancelled { .. }, None) => {
            pill(ui, "Cancelled", colors.warning, colors.warning_ground);
        }
        (_, Some(Response { head, body_bytes, .. })) => {
            let (ink, ground) = status_colors(head.status, colors);
            pill(ui, format!("{} {}", head.status, head.reason).trim(), ink, ground);
            badges_ui(ui, sent, colors);
            if narrow {
                return;
            }
            let time = human_duration(exchange.timings.total);
            ui.label(RichText::new(time).color(colors.second))
                .on_hover_text("From building the request to the last byte");
            ui.label(RichText::new(human_bytes(*body_bytes)).color(colors.second))
                .on_hover_text(format!("{body_bytes} bytes of body"));
        }
        (Outcome::Replied(_), None) => {}
    }
}

/// What must not be overlooked beside a status.
fn badges_ui(ui: &mut Ui, sent: &Sent, colors: &Tokens) {
    let exchange = &sent.exchange;
    if let Outcome::Cancelled { .. } = exchange.outcome {
        pill(ui, "Cancelled", colors.warning, colors.warning_ground);
    }
    let tls = exchange.connection.tls.as_ref();
    if let Some(ChainTrust::Accepted(why)) = tls.map(|tls| &tls.trust) {
        pill(ui, "certificate accepted by you", colors.bad, colors.bad_ground).on_hover_text(sentence(why));
    }
}

fn status_colors(status: u16, colors: &Tokens) -> (Color32, Color32) {
    match status {
        200..=299 => (colors.good, colors.good_ground),
        400.. => (colors.bad, colors.bad_ground),
        _ => (colors.warning, colors.warning_ground),
    }
}
