//! The response pane: status, time and size, then body, headers or the request as sent.

use eframe::egui::{Frame, Label, Margin, RichText, ScrollArea, Spinner, Ui};

use super::action::Action;
use super::body_viewer::{Viewed, Wrap, body_viewer_ui};
use super::command::Command;
use super::comparison::{Room, difference_ui, part_of};
use super::pieces::plain;
use super::sentence::sentence;
use super::signature_panel::line_ui;
use super::tab::{BodyLayout, ResponsePage, ResponseView, Reveal, Sending, Sent, Side, Tab};
use super::tokens::{Tokens, size, tokens};
use super::widgets::bar::bar;
use super::widgets::card::{Tone, card};
use super::widgets::icon_button::icon_button;
use super::widgets::pill::pill;
use super::widgets::section_tab::section_tab;
use super::widgets::segmented::segmented;
use super::wire_view::wire_view_ui;
use super::{fonts, icons};
use crate::model::{BodyCut, BodyEnd, Decoding, Outcome, Response, ResponseHead};
use crate::text::measure::{human_bytes, human_duration};

/// Draws the pane.
pub fn response_panel_ui(ui: &mut Ui, tab: &mut Tab, out: &mut Vec<Action>) {
    let colors = tokens(ui.ctx());
    ui.spacing_mut().item_spacing.y = 0.0;
    head_ui(ui, tab, colors);
    line_ui(ui, colors);
    let Some(sent) = tab.sent.clone() else {
        nothing_yet_ui(ui, tab.sending.as_ref());
        return;
    };
    match tab.response.page {
        ResponsePage::Body => body_ui(ui, &sent, tab, out),
        ResponsePage::Headers => headers_ui(ui, &sent, colors),
        ResponsePage::Wire => padded(ui, |ui| match &sent.exchange.wire {
            Some(wire) => wire_view_ui(ui, wire, tab.token),
            None => quiet(ui, "Nothing was sent"),
        }),
    }
}

fn padded(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    Frame::new().inner_margin(Margin::symmetric(16, 10)).show(ui, add);
}

fn quiet(ui: &mut Ui, text: &str) {
    let colors = tokens(ui.ctx());
    ui.label(RichText::new(text).color(colors.third));
}

fn head_ui(ui: &mut Ui, tab: &mut Tab, colors: &Tokens) {
    let right = |ui: &mut Ui, tab: &mut Tab| {
        ui.add_space(size::PAD);
        if let Some(sent) = &tab.sent {
            pages_ui(ui, sent, &mut tab.response);
        }
    };
    bar(ui, size::PANE_HEAD, tab, right, |ui, tab| {
        ui.add_space(size::PAD);
        ui.spacing_mut().item_spacing.x = 14.0;
        match (&tab.sending, &tab.sent) {
            (Some(sending), _) => progress_ui(ui, sending, colors),
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
fn pages_ui(ui: &mut Ui, sent: &Sent, view: &mut ResponseView) {
    ui.spacing_mut().item_spacing.x = 14.0;
    let headers = sent
        .exchange
        .outcome
        .response()
        .map_or(String::new(), |response| response.head.headers.len().to_string());
    for (page, text, remark) in [
        (ResponsePage::Wire, "Wire", ""),
        (ResponsePage::Headers, "Headers", headers.as_str()),
        (ResponsePage::Body, "Body", ""),
    ] {
        let response = section_tab(ui, text, remark, view.page == page, size::PANE_HEAD);
        if response
            .accessible_name(format!("Response {}", text.to_lowercase()))
            .clicked()
        {
            view.page = page;
        }
    }
}

fn progress_ui(ui: &mut Ui, sending: &Sending, colors: &Tokens) {
    ui.add(Spinner::new().size(14.0).color(colors.accent));
    if let Some(head) = sending.progress.head() {
        let (ink, ground) = status_colors(head.status, colors);
        pill(ui, format!("{} {}", head.status, head.reason).trim(), ink, ground);
    }
    let mut doing = sending.progress.stage().doing().to_owned();
    if let Some(first) = doing.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let bytes = sending.progress.body_bytes();
    let text = if bytes > 0 {
        format!("{doing}, {}", human_bytes(bytes))
    } else {
        doing
    };
    ui.label(RichText::new(text).color(colors.second));
}

fn outcome_ui(ui: &mut Ui, sent: &Sent, colors: &Tokens) {
    let exchange = &sent.exchange;
    if let Outcome::Cancelled { .. } = &exchange.outcome {
        pill(ui, "Cancelled", colors.warning, colors.warning_ground);
    }
    match exchange.outcome.response() {
        Some(Response { head, body_bytes, .. }) => {
            let (ink, ground) = status_colors(head.status, colors);
            pill(ui, format!("{} {}", head.status, head.reason).trim(), ink, ground);
            ui.label(RichText::new(human_duration(exchange.timings.total)).color(colors.second))
                .on_hover_text("From building the request to the last byte");
            ui.label(RichText::new(human_bytes(*body_bytes)).color(colors.second))
                .on_hover_text(format!("{body_bytes} bytes of body"));
        }
        None => {
            if let Outcome::Failed(_) = &exchange.outcome {
                pill(ui, "No reply", colors.bad, colors.bad_ground);
            }
        }
    }
}

fn status_colors(status: u16, colors: &Tokens) -> (eframe::egui::Color32, eframe::egui::Color32) {
    match status {
        200..=299 => (colors.good, colors.good_ground),
        400.. => (colors.bad, colors.bad_ground),
        _ => (colors.warning, colors.warning_ground),
    }
}

/// Before the first send, and while it is under way.
fn nothing_yet_ui(ui: &mut Ui, sending: Option<&Sending>) {
    if sending.is_some() {
        return;
    }
    let colors = tokens(ui.ctx());
    let keys = Command::Send.shortcut_text(ui.ctx()).unwrap_or_default();
    ui.vertical_centered(|ui| {
        ui.add_space((ui.available_height() / 2.0 - 48.0).max(8.0));
        ui.label(
            RichText::new(icons::SEND)
                .font(fonts::icons(26.0))
                .color(colors.third),
        );
        ui.label(
            RichText::new("Nothing sent yet")
                .font(fonts::semibold(size::TEXT))
                .color(colors.second),
        );
        ui.label(RichText::new(format!("Press Send or {keys}; the response comes here")).color(colors.third));
    });
}

fn body_ui(ui: &mut Ui, sent: &Sent, tab: &mut Tab, out: &mut Vec<Action>) {
    match &sent.exchange.outcome {
        Outcome::Failed(failure) => padded(ui, |ui| {
            card(
                ui,
                Tone::Bad,
                icons::CIRCLE_ALERT,
                &sentence(&failure.message),
                &[&sentence(&failure.hint)],
                |ui| {
                    let colors = tokens(ui.ctx());
                    let doing = format!("Failed while {}", failure.stage.doing());
                    ui.label(RichText::new(doing).font(fonts::caption()).color(colors.second));
                },
            );
        }),
        Outcome::Cancelled { stage, .. } => {
            padded(ui, |ui| {
                let sentence = format!("The connection was closed while {}", stage.doing());
                card(
                    ui,
                    Tone::Warning,
                    icons::CIRCLE_STOP,
                    "Cancelled",
                    &[&sentence],
                    |_| {},
                );
            });
            if !sent.received.bytes.is_empty() {
                bytes_ui(ui, sent, &mut tab.response, &mut tab.wrap, out);
            }
        }
        Outcome::Replied(response) => {
            finding_ui(ui, sent, response, tab);
            bytes_ui(ui, sent, &mut tab.response, &mut tab.wrap, out);
        }
    }
}

/// Above the body: that it is not whole or not decoded, and what the service says about the signature.
fn finding_ui(ui: &mut Ui, sent: &Sent, response: &Response, tab: &mut Tab) {
    end_ui(ui, &response.end);
    decoding_ui(ui, &response.decoding);
    refusal_ui(ui, sent, &response.head, tab);
}

/// That the body is not whole.
fn end_ui(ui: &mut Ui, end: &BodyEnd) {
    match end {
        BodyEnd::Complete => {}
        BodyEnd::Capped { cap } => padded(ui, |ui| {
            let title = format!("Only the first {} are shown", human_bytes(*cap));
            card(
                ui,
                Tone::Warning,
                icons::TRIANGLE_ALERT,
                &title,
                &["Reading stopped there and the connection was closed"],
                |_| {},
            );
        }),
        BodyEnd::Partial(cut) => padded(ui, |ui| {
            let reason = match cut {
                BodyCut::Cancelled => "It was cancelled".to_owned(),
                BodyCut::TimedOut => "The time for the whole request was over".to_owned(),
                BodyCut::Connection(reason) => sentence(reason),
                BodyCut::Storage(reason) => format!("It could not be kept: {reason}"),
            };
            card(
                ui,
                Tone::Warning,
                icons::TRIANGLE_ALERT,
                "The body is not whole",
                &[&reason, "What came before is shown"],
                |_| {},
            );
        }),
    }
}

/// That the body is not what its content codings say.
fn decoding_ui(ui: &mut Ui, decoding: &Decoding) {
    let (title, reason) = match decoding {
        Decoding::None | Decoding::Decoded { .. } => return,
        Decoding::Capped { cap, .. } => (
            format!("Decoded up to {}", human_bytes(*cap)),
            "The rest of the body is kept as it was received".to_owned(),
        ),
        Decoding::Broken { codings, reason } => (
            format!("The body is not proper {}", codings.join(", ")),
            sentence(reason),
        ),
        Decoding::Unknown { coding } => (
            format!("The content coding {coding} is not known here"),
            "The body is shown as it was received".to_owned(),
        ),
    };
    padded(ui, |ui| {
        card(
            ui,
            Tone::Warning,
            icons::TRIANGLE_ALERT,
            &title,
            &[&reason],
            |_| {},
        );
    });
}

/// What the service says about the signature.
fn refusal_ui(ui: &mut Ui, sent: &Sent, head: &ResponseHead, tab: &mut Tab) {
    let Some(comparison) = &sent.comparison else {
        return;
    };
    if head.status < 400 {
        return;
    }
    let (title, sentence) = match comparison.first_difference {
        None => (
            "The secret does not belong to this access key ID".to_owned(),
            "The service built exactly the same request from what it received, and got another signature. So nothing \
             was altered on the way: the secret is wrong, cut off, or from another key.",
        ),
        Some(first) => (
            format!("The service received another request: line {} differs", first + 1),
            &*format!(
                "Something between here and the service changed {}, or the service spells it in another way.",
                part_of(first, comparison.lines.len())
            ),
        ),
    };
    let difference = comparison
        .first_difference
        .and_then(|first| comparison.lines.get(first));
    padded(ui, |ui| {
        card(ui, Tone::Bad, icons::SHIELD_ALERT, &title, &[sentence], |ui| {
            if let Some(line) = difference {
                difference_ui(ui, line, Room::Card);
            }
            if ui
                .button("Compare")
                .on_hover_text("Show both in the signature pane")
                .clicked()
            {
                tab.side = Side::AsSent;
                tab.reveal = Some(Reveal::Comparison);
            }
        });
    });
}

fn bytes_ui(ui: &mut Ui, sent: &Sent, view: &mut ResponseView, wrap: &mut Wrap, out: &mut Vec<Action>) {
    let received = &sent.received;
    if received.bytes.is_empty() {
        padded(ui, |ui| quiet(ui, "The body is empty"));
        return;
    }
    let right = |ui: &mut Ui, view: &mut ResponseView| {
        ui.add_space(size::PAD);
        if icon_button(ui, icons::COPY, Command::CopyResponseBody.text()).clicked() {
            out.push(Action::Run(Command::CopyResponseBody));
        }
        if received.pretty.is_some() {
            segmented(
                ui,
                "Body",
                &mut view.layout,
                &[(BodyLayout::Pretty, "Pretty"), (BodyLayout::Raw, "Raw")],
            );
        }
    };
    bar(ui, 38.0, view, right, |ui, _| {
        ui.add_space(size::PAD);
        if let Some(Response { head, .. }) = sent.exchange.outcome.response() {
            let kind = head.header("content-type").unwrap_or("no content type");
            let shown = match received.bytes.len() as u64 {
                all if all == received.body.len() => String::new(),
                part => format!(" · the first {} are shown", human_bytes(part)),
            };
            let colors = tokens(ui.ctx());
            ui.add(
                Label::new(
                    RichText::new(format!("{kind}{shown}"))
                        .font(fonts::caption())
                        .color(colors.third),
                )
                .truncate(),
            );
        }
    });
    let (bytes, lines) = match (&received.pretty, view.layout) {
        (Some(pretty), BodyLayout::Pretty) => (&pretty.bytes, &pretty.lines),
        _ => (&received.bytes, &received.lines),
    };
    let body = Viewed {
        bytes,
        lines,
        syntax: received.syntax,
    };
    body_viewer_ui(ui, body, wrap);
}

fn headers_ui(ui: &mut Ui, sent: &Sent, colors: &Tokens) {
    padded(ui, |ui| {
        let Some(Response { head, .. }) = sent.exchange.outcome.response() else {
            quiet(ui, "No reply, so no headers");
            return;
        };
        ScrollArea::vertical()
            .id_salt("reply headers")
            .auto_shrink([false, false])
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 4.0;
                for (name, value) in &head.headers {
                    let mut job = plain(name, colors.header);
                    job.append(": ", 0.0, super::body_viewer::mono(colors.third));
                    job.append(value, 0.0, super::body_viewer::mono(colors.text));
                    ui.add(Label::new(job).wrap().selectable(true));
                }
            });
    });
}
