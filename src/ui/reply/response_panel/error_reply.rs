//! Above the body of an error: its code and message, and the ids that AWS support asks for.

use eframe::egui::text::{LayoutJob, TextFormat, TextWrapping};
use eframe::egui::{Button, Frame, Label, Margin, RichText, ScrollArea, Ui};

use crate::diagnosis::ErrorReply;
use crate::model::{ResponseHead, WireRequest};
use crate::text::measure::grouped;
use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::disclosure::Disclosure;
use crate::ui::mono_text::mono;
use crate::ui::tokens::{Tokens, size};
use crate::ui::widgets::bar::bar;
use crate::ui::widgets::icon_button::icon_button;
use crate::ui::{fonts, icons};

/// Rows of a message that is not unfolded.
const ROWS: usize = 2;
/// Characters of a message that are laid out; the body has all of them.
const MOST_CHARACTERS: usize = 8_000;
/// Of what is left for the pane, so much is for an unfolded message.
const SHARE: f32 = 0.4;
/// Room for the button beside the message.
const BUTTON: f32 = 34.0;

/// Draws the strip in one row: the card below it says what the message says.
pub fn short_error_ui(
    ui: &mut Ui,
    error: &ErrorReply,
    head: &ResponseHead,
    wire: Option<&WireRequest>,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    let colors = ctx.tokens;
    Frame::new()
        .fill(colors.bad_ground)
        .inner_margin(Margin::symmetric(16, 2))
        .show(ui, |ui| {
            let right = |ui: &mut Ui, out: &mut Vec<Action>| copy_ui(ui, error, head, wire, out);
            bar(ui, 26.0, out, right, |ui, _| {
                if let Some(code) = &error.code {
                    let (start, _) = beginning(code, 200);
                    ui.label(
                        RichText::new(start)
                            .font(fonts::semibold(size::TEXT))
                            .color(colors.bad),
                    );
                }
                ids_ui(ui, error, ctx);
            });
        });
}

fn copy_ui(
    ui: &mut Ui,
    error: &ErrorReply,
    head: &ResponseHead,
    wire: Option<&WireRequest>,
    out: &mut Vec<Action>,
) {
    if icon_button(ui, icons::COPY, "Copy the error with its ids").clicked() {
        out.push(Action::Copy {
            text: for_support(error, head, wire),
            what: "the error with its ids",
        });
    }
}

/// Draws the strip.
pub fn error_reply_ui(
    ui: &mut Ui,
    error: &ErrorReply,
    (head, wire): (&ResponseHead, Option<&WireRequest>),
    shown: &mut Disclosure,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    let colors = ctx.tokens;
    let most = (ui.available_height() * SHARE).max(3.0 * size::MONO_LINE);
    Frame::new()
        .fill(colors.bad_ground)
        .inner_margin(Margin::symmetric(16, 6))
        .show(ui, |ui| {
            let mut is_long = false;
            ui.horizontal_top(|ui| {
                ui.vertical(|ui| {
                    ui.set_width(ui.available_width() - BUTTON);
                    is_long = message_ui(ui, error, *shown, most, ctx);
                });
                copy_ui(ui, error, head, wire, out);
            });
            if error.ids.is_empty() && !is_long {
                return;
            }
            let right = |ui: &mut Ui, shown: &mut Disclosure| {
                let (text, next) = match shown {
                    Disclosure::Closed => ("Show all", Disclosure::Open),
                    Disclosure::Open => ("Show less", Disclosure::Closed),
                };
                let button = Button::new(RichText::new(text).font(fonts::caption()).color(colors.text));
                if is_long
                    && ui
                        .add(button.small())
                        .accessible_name(format!("{text} of the message"))
                        .clicked()
                {
                    *shown = next;
                }
            };
            bar(ui, size::MONO_LINE, shown, right, |ui, _| {
                ids_ui(ui, error, ctx);
            });
        });
}

/// Draws code and message; true when the message is longer than its rows.
fn message_ui(ui: &mut Ui, error: &ErrorReply, shown: Disclosure, most: f32, ctx: &PanelContext<'_>) -> bool {
    let colors = ctx.tokens;
    // Before the fonts are asked for: the context has one lock.
    let said = ctx.presentation.job(said(error, colors));
    let job = |rows: usize| {
        let mut job = said.clone();
        job.wrap = TextWrapping {
            max_width: ui.available_width(),
            max_rows: rows,
            break_anywhere: false,
            ..TextWrapping::default()
        };
        job
    };
    let closed = ui.fonts_mut(|fonts| fonts.layout_job(job(ROWS)));
    let is_long = closed.elided;
    if shown == Disclosure::Closed || !is_long {
        ui.add(Label::new(closed).selectable(true));
        return is_long;
    }
    let open = ui.fonts_mut(|fonts| fonts.layout_job(job(usize::MAX)));
    ScrollArea::vertical()
        .id_salt("message of the error")
        .max_height(most)
        .auto_shrink([false, true])
        .show(ui, |ui| ui.add(Label::new(open).selectable(true)));
    is_long
}

/// Code and message as one text.
fn said(error: &ErrorReply, colors: &Tokens) -> LayoutJob {
    let mut job = LayoutJob::default();
    if let Some(code) = &error.code {
        let (start, _) = beginning(code, 200);
        let format = TextFormat::simple(fonts::semibold(size::TEXT), colors.bad);
        job.append(start, 0.0, format);
    }
    let gap = if error.code.is_some() { 10.0 } else { 0.0 };
    let plain = TextFormat::simple(eframe::egui::FontId::proportional(size::TEXT), colors.text);
    if let Some(message) = &error.message {
        let (start, left_out) = beginning(message, MOST_CHARACTERS);
        job.append(start, gap, plain);
        if left_out > 0 {
            let more = format!(" … {} more characters", grouped(left_out as u64));
            job.append(&more, 0.0, TextFormat::simple(fonts::caption(), colors.second));
        }
    } else if error.code.is_none() {
        let text = "The service says nothing about it";
        job.append(text, 0.0, TextFormat::simple(fonts::caption(), colors.second));
    }
    job
}

fn ids_ui(ui: &mut Ui, error: &ErrorReply, ctx: &PanelContext<'_>) {
    let colors = ctx.tokens;
    let mut job = LayoutJob::default();
    for (number, (name, value)) in error.ids.iter().enumerate() {
        let gap = if number == 0 { 0.0 } else { 14.0 };
        job.append(name, gap, TextFormat::simple(fonts::caption(), colors.second));
        let (value, _) = beginning(value, 200);
        job.append(value, 6.0, mono(colors.text));
    }
    let job = ctx.presentation.job(job);
    ui.add(Label::new(job).truncate().selectable(true));
}

/// The first characters, and how many are left out.
fn beginning(text: &str, most: usize) -> (&str, usize) {
    match text.char_indices().nth(most) {
        Some((at, _)) => text
            .split_at_checked(at)
            .map_or((text, 0), |(start, rest)| (start, rest.chars().count())),
        None => (text, 0),
    }
}

/// What a support case needs: no query and no credential is in it.
fn for_support(error: &ErrorReply, head: &ResponseHead, wire: Option<&WireRequest>) -> String {
    let mut lines = vec![format!("{} {}", head.status, head.reason).trim().to_owned()];
    if let Some(wire) = wire {
        let path = wire
            .target
            .as_str()
            .split('?')
            .next()
            .unwrap_or_default()
            .to_owned();
        let host = wire.header("host").map_or("", |host| host.value.as_str());
        lines.push(format!("{} {host}{path}", wire.method.as_str()));
    }
    let code = error.code.iter().map(|code| format!("Code: {code}"));
    let message = error.message.iter().map(|message| format!("Message: {message}"));
    let ids = error.ids.iter().map(|(name, value)| format!("{name}: {value}"));
    let date = head.header("date").map(|date| format!("date: {date}"));
    lines.extend(code.chain(message).chain(ids).chain(date));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_copy_for_support_has_the_ids_and_the_date() {
        let error = ErrorReply {
            code: Some("AccessDenied".to_owned()),
            message: Some("Access Denied".to_owned()),
            ids: vec![("x-amz-request-id".to_owned(), "44".to_owned())],
        };
        let head = ResponseHead {
            status: 403,
            reason: "Forbidden".to_owned(),
            headers: vec![("Date".to_owned(), "Fri, 20 Nov 2026 12:00:00 GMT".to_owned())],
        };
        assert_eq!(
            for_support(&error, &head, None),
            "403 Forbidden\nCode: AccessDenied\nMessage: Access Denied\nx-amz-request-id: 44\n\
             date: Fri, 20 Nov 2026 12:00:00 GMT"
        );
    }

    #[test]
    fn a_beginning_ends_on_a_character() {
        assert_eq!(beginning("éaé", 2), ("éa", 1));
        assert_eq!(beginning("éa", 2), ("éa", 0));
    }
}
