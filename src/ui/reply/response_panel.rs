//! The response pane: status, time and size, then body, headers, timeline or the request as sent.

mod beginning;
mod charset;
mod credentials;
mod error_reply;
mod growing;
mod head;
mod more;
mod notes;
mod remarks;

pub use credentials::KeysOf;
pub use head::outcome_ui;

use eframe::egui::{Label, RichText, ScrollArea, Ui};

use crate::model::{HttpVersion, Outcome, Protocol, Response, ResponseHead};
use crate::text::kind::ImageKind;
use crate::text::{Document, Kind, Syntax, View};
use crate::ui::action::Action;
use crate::ui::body_viewer::{
    BodyView, LineWrap, body_viewer_ui, filter_ui, find_ui, go_to_line_ui, tree_ui,
};
use crate::ui::command::Command;
use crate::ui::comparison::reply_comparison::{ReplyComparison, reply_comparison_ui};
use crate::ui::context::PanelContext;
use crate::ui::disclosure::Disclosure;
use crate::ui::history_rows::moment_words;
use crate::ui::last_exchange::{KeptSent, LastExchange, Sending, Sent};
use crate::ui::masking::Masking;
use crate::ui::mono_text::append_shown;
use crate::ui::mono_text::plain;
use crate::ui::page::Verdict;
use crate::ui::reply::checks_strip::checks_strip_ui;
use crate::ui::reply::connection_cards::{Signed, failure_ui, redirect_ui};
use crate::ui::reply::finding_card::{CardRoom, findings_ui};
use crate::ui::reply::picture_view::{PictureView, picture_ui};
use crate::ui::reply::response_view::{BodyLayout, ResponsePage, ResponseView};
use crate::ui::reply::timeline::timeline_ui;
use crate::ui::reply::wire_view::wire_view_ui;
use crate::ui::tokens::{size, tokens};
use crate::ui::widgets::bar::bar;
use crate::ui::widgets::card::{Tone, card};
use crate::ui::widgets::icon::icon_ui;
use crate::ui::widgets::icon_button::{colored_icon_button, icon_button};
use crate::ui::widgets::pane_head::{PaneHead, line_ui, padded};
use crate::ui::widgets::segmented::segmented;
use crate::ui::{fonts, icons};

/// In a narrower pane the charset gives way to the content type.
const CHARSET_ROOM: f32 = 610.0;
/// Below this width the content type would be a letter or two, and is left to the page of headers.
const TYPE_ROOM: f32 = 64.0;
/// Below this width the buttons over a body stand closer.
const WIDE_TOOLS: f32 = 520.0;

/// Of the pane, so much is for what stands above a body.
const ABOVE: f32 = 0.64;
/// The same while the steps of a finding are read.
const ABOVE_UNFOLDED: f32 = 0.86;
/// A lower pane has no room for an explanation above the fix, in points.
const LOW: f32 = 320.0;

/// What the pane shows.
#[derive(Debug, Default)]
pub struct ReplyView {
    /// What is in front.
    pub response: ResponseView,
    /// The viewer of the body.
    pub viewer: BodyView,
    /// The body as a picture.
    pub picture: PictureView,
    /// The reply against another one, while that page is open.
    pub compare: Option<ReplyComparison>,
}

/// What the pane takes from the request it stands beside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReplySurroundings {
    /// What the buttons of its head do.
    pub pane: PaneHead,
    /// Whether the session token is masked in what was sent.
    pub token: Masking,
    /// Where the credentials of a reply belong.
    pub keys: KeysOf,
    /// Whether there is a URL.
    pub url: RequestUrl,
    /// Whether the request is another than the one that was sent.
    pub edited: Edited,
}

/// Whether a request has a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestUrl {
    /// It has none: nothing has begun.
    Empty,
    /// It has one.
    Typed,
}

/// Whether a request was edited since it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edited {
    /// The editor holds another request than the one that was sent.
    Since,
    /// It stands as it was sent, or was not sent.
    NotSince,
}

/// Says that what is shown comes from the history.
fn kept_ui(ui: &mut Ui, kept: &KeptSent, ctx: &PanelContext<'_>) {
    let mut text = format!(
        "From the history: sent {} UTC. Marks stand in the places of secrets",
        moment_words(kept.began, ctx.now)
    );
    if let Some(left_out) = &kept.body_left_out {
        text = format!("{text}. {left_out}");
    }
    padded(ui, |ui| {
        ui.horizontal(|ui| {
            icon_ui(ui, icons::CLOCK, size::ICON, ctx.tokens.second);
            let shown = RichText::new(&text).font(fonts::caption());
            ui.add(Label::new(shown.color(ctx.tokens.second)).wrap());
        });
    });
    line_ui(ui, ctx.tokens);
}

/// Draws the pane.
pub fn response_panel_ui(
    ui: &mut Ui,
    view: &mut ReplyView,
    last: &LastExchange,
    around: ReplySurroundings,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    let colors = ctx.tokens;
    ui.spacing_mut().item_spacing.y = 0.0;
    head::head_ui(ui, &mut view.response.page, last, around.pane, colors, out);
    line_ui(ui, colors);
    if let Some(sending) = last
        .sending
        .as_ref()
        .filter(|sending| sending.progress.head().is_some())
    {
        growing::growing_ui(ui, sending, &mut view.response, &mut view.viewer, ctx, out);
        return;
    }
    let Some(sent) = &last.sent else {
        if around.url == RequestUrl::Empty && last.sending.is_none() {
            beginning::beginning_ui(ui, out);
        } else {
            nothing_yet_ui(ui, last.sending.as_ref());
        }
        return;
    };
    if let Some(kept) = &sent.kept {
        kept_ui(ui, kept, ctx);
    }
    checks_strip_ui(ui, &last.checks, &mut view.response.checks, ctx, out);
    match view.response.page {
        ResponsePage::Body => body_ui(ui, sent, view, around, ctx, out),
        ResponsePage::Headers => match sent.head() {
            Some(head) => headers_ui(ui, head, ctx),
            None => padded(ui, |ui| quiet(ui, "No reply, so no headers")),
        },
        ResponsePage::Timeline => padded(ui, |ui| timeline_ui(ui, &sent.exchange, ctx, out)),
        ResponsePage::Compare => {
            if let Some(compare) = &mut view.compare
                && reply_comparison_ui(ui, compare, ctx, out) == Verdict::Close
            {
                view.response.page = ResponsePage::Body;
            }
        }
        ResponsePage::Wire => padded(ui, |ui| match &sent.exchange.wire {
            Some(wire) => wire_view_ui(ui, wire, protocol_of(sent), around.token, ctx),
            None => quiet(ui, "Nothing was sent"),
        }),
    }
}

fn quiet(ui: &mut Ui, text: &str) {
    let colors = tokens(ui.ctx());
    ui.label(RichText::new(text).color(colors.third));
}

/// The version that the connection spoke; when there was no reply, the one that was asked for.
fn protocol_of(sent: &Sent) -> Protocol {
    match sent.exchange.connection.protocol {
        Some(HttpVersion::Http2) => Protocol::Http2,
        Some(_) => Protocol::Http1,
        None => sent.request.settings.protocol,
    }
}

/// Says that what failed is not what is typed now.
fn edited_since_ui(ui: &mut Ui) {
    let colors = tokens(ui.ctx());
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        icon_ui(ui, icons::INFO, size::CAPTION + 1.0, colors.third);
        let text = "The request was edited since: this is about the last send";
        ui.label(RichText::new(text).color(colors.second));
    });
    ui.add_space(6.0);
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
        icon_ui(ui, icons::SEND, 26.0, colors.third);
        ui.label(
            RichText::new("Nothing sent yet")
                .font(fonts::semibold(size::TEXT))
                .color(colors.second),
        );
        ui.label(RichText::new(format!("Press Send or {keys}; the response comes here")).color(colors.third));
    });
}

fn body_ui(
    ui: &mut Ui,
    sent: &Sent,
    view: &mut ReplyView,
    around: ReplySurroundings,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    match &sent.exchange.outcome {
        Outcome::Failed(failure) => padded(ui, |ui| {
            ScrollArea::vertical()
                .id_salt("failure")
                .auto_shrink([false, false])
                .show(ui, |ui| {
                    if around.edited == Edited::Since {
                        edited_since_ui(ui);
                    }
                    failure_ui(ui, sent, failure, &mut view.response.finding, ctx, out);
                });
        }),
        Outcome::Cancelled { stage, response } => {
            padded(ui, |ui| {
                let sentence = format!("The connection was closed while {}", stage.doing());
                let icon = icons::CIRCLE_STOP;
                card(ui, Tone::Warning, icon, "Cancelled", &[&sentence], |_| {});
            });
            if response.is_some() || !sent.received.bytes.is_empty() {
                bytes_ui(ui, sent, view, ctx, out);
            }
        }
        Outcome::Replied(response) => {
            // What stands above never pushes the body away.
            let room = if ui.available_height() < LOW {
                CardRoom::Low
            } else {
                CardRoom::Enough
            };
            let share = match view.response.finding {
                Disclosure::Closed => ABOVE,
                Disclosure::Open => ABOVE_UNFOLDED,
            };
            ScrollArea::vertical()
                .id_salt("above the body")
                .max_height(ui.available_height() * share)
                .auto_shrink([false, true])
                .show(ui, |ui| {
                    above_ui(
                        ui,
                        sent,
                        (response, around.keys, room),
                        &mut view.response,
                        ctx,
                        out,
                    );
                });
            bytes_ui(ui, sent, view, ctx, out);
        }
    }
}

/// What there is to say and to do about a reply.
fn above_ui(
    ui: &mut Ui,
    sent: &Sent,
    (response, keys, room): (&Response, KeysOf, CardRoom),
    view: &mut ResponseView,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    if let Some(stop) = &sent.exchange.redirect {
        let signed = match sent.exchange.report {
            Some(_) => Signed::Yes,
            None => Signed::No,
        };
        padded(ui, |ui| redirect_ui(ui, stop, signed, out));
    }
    let has_finding = !sent.received.findings.is_empty();
    if let Some(error) = &sent.received.error {
        let wire = sent.exchange.wire.as_deref();
        let head = &response.head;
        if sent.comparison.is_some() || (has_finding && room == CardRoom::Low) {
            error_reply::short_error_ui(ui, error, head, wire, ctx, out);
        } else {
            error_reply::error_reply_ui(ui, error, (head, wire), &mut view.error, ctx, out);
        }
    }
    remarks::remarks_ui(ui, response);
    if has_finding {
        padded(ui, |ui| {
            findings_ui(ui, sent, (&mut view.finding, room), ctx, out);
        });
    }
    if let Some(found) = &sent.received.credentials {
        credentials::credentials_ui(ui, found, keys, ctx, out);
    }
}

fn bytes_ui(ui: &mut Ui, sent: &Sent, view: &mut ReplyView, ctx: &PanelContext<'_>, out: &mut Vec<Action>) {
    let (response, viewer) = (&mut view.response, &mut view.viewer);
    if sent.received.body.is_empty() {
        padded(ui, |ui| quiet(ui, "The body is empty"));
        return;
    }
    let shown = front_of(response.layout, viewer.document());
    let right = |ui: &mut Ui, response: &mut ResponseView| {
        if ui.available_width() < WIDE_TOOLS {
            ui.spacing_mut().item_spacing.x = 2.0;
        }
        if !matches!(shown, BodyLayout::Hex | BodyLayout::Image) && ui.available_width() > CHARSET_ROOM {
            charset::charset_ui(ui, viewer);
        }
        layout_ui(ui, response, shown, viewer.document());
        if shown != BodyLayout::Image {
            tools_ui(ui, shown, viewer, out);
        }
        if icon_button(ui, icons::DOWNLOAD, Command::SaveResponseBody.text()).clicked() {
            out.push(Action::Run(Command::SaveResponseBody));
        }
        if icon_button(ui, icons::COPY, Command::CopyResponseBody.text()).clicked() {
            out.push(Action::Run(Command::CopyResponseBody));
        }
        more::more_ui(ui, out);
        ui.add_space(size::PAD);
    };
    bar(ui, 38.0, response, right, |ui, _| {
        ui.add_space(size::PAD);
        if let Some(head) = sent.head().filter(|_| ui.available_width() > TYPE_ROOM) {
            content_type_ui(ui, head);
        }
    });
    if shown == BodyLayout::Image {
        picture_ui(
            ui,
            &mut view.picture,
            &sent.received.source,
            sent.received.body.len(),
        );
    } else {
        let content_type = sent.received.content_type.as_deref();
        notes::picture_note_ui(ui, content_type, viewer.document().kind());
        viewer_ui(ui, response.layout, viewer, ctx, out);
    }
}

/// Buttons for finding, filtering and breaking lines.
fn tools_ui(ui: &mut Ui, shown: BodyLayout, viewer: &BodyView, out: &mut Vec<Action>) {
    let colors = tokens(ui.ctx());
    let mut tool = |ui: &mut Ui, icon: &str, command: Command, is_on: bool| {
        let ink = if is_on { colors.accent } else { colors.second };
        let button = colored_icon_button(ui, icon, command.text(), ink);
        if button.clicked() {
            out.push(Action::Run(command));
        }
    };
    tool(ui, icons::SEARCH, Command::FindInBody, false);
    if viewer.document().syntax() != Syntax::Plain || viewer.is_filtered() {
        tool(ui, icons::FUNNEL, Command::FilterBody, viewer.is_filtered());
    }
    // It keeps its place where there are no lines: the buttons beside it would move under the pointer.
    let has_lines = matches!(shown, BodyLayout::Pretty | BodyLayout::Raw);
    ui.add_enabled_ui(has_lines, |ui| {
        let wraps = has_lines && viewer.line_wrap() == LineWrap::Pane;
        tool(ui, icons::TEXT_WRAP, Command::ToggleLineWrap, wraps);
    });
}

/// The search row and the rows of the body.
fn viewer_ui(
    ui: &mut Ui,
    layout: BodyLayout,
    viewer: &mut BodyView,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    let layout = layout_of(layout, viewer.document());
    find_ui(ui, viewer);
    filter_ui(ui, viewer);
    go_to_line_ui(ui, viewer);
    notes::notes_ui(ui, viewer);
    let view = match layout {
        BodyLayout::Tree => {
            tree_ui(ui, viewer, ctx, out);
            return;
        }
        BodyLayout::Pretty => View::Pretty,
        BodyLayout::Raw => View::Raw,
        BodyLayout::Hex | BodyLayout::Image => View::Hex,
    };
    body_viewer_ui(ui, viewer, view, ctx, out);
}

/// The ways to lay a body out; those it has not are left out.
fn layout_ui(ui: &mut Ui, response: &mut ResponseView, shown: BodyLayout, document: &Document) {
    let choices: &[_] = if is_picture(document) {
        &[
            (BodyLayout::Image, "Image"),
            (BodyLayout::Raw, "Raw"),
            (BodyLayout::Hex, "Hex"),
        ]
    } else if has_pretty(document) {
        &[
            (BodyLayout::Pretty, "Pretty"),
            (BodyLayout::Tree, "Tree"),
            (BodyLayout::Raw, "Raw"),
            (BodyLayout::Hex, "Hex"),
        ]
    } else {
        &[(BodyLayout::Raw, "Raw"), (BodyLayout::Hex, "Hex")]
    };
    let mut chosen = shown;
    if segmented(ui, "Body", &mut chosen, choices) {
        response.layout = chosen;
    }
}

fn has_pretty(document: &Document) -> bool {
    document.has_pretty() || document.syntax() != Syntax::Plain
}

/// Whether a body is drawn as a picture; SVG is text.
fn is_picture(document: &Document) -> bool {
    matches!(document.kind(), Kind::Image(kind) if kind != ImageKind::Svg)
}

impl ReplyView {
    /// Whether the whole body is drawn as a picture, and not its bytes.
    pub fn shows_picture(&self) -> bool {
        front_of(self.response.layout, self.viewer.document()) == BodyLayout::Image
    }
}

/// The layout in front of a whole body: a picture is drawn unless its bytes were asked for.
fn front_of(chosen: BodyLayout, document: &Document) -> BodyLayout {
    match chosen {
        BodyLayout::Pretty | BodyLayout::Tree | BodyLayout::Image if is_picture(document) => {
            BodyLayout::Image
        }
        chosen => layout_of(chosen, document),
    }
}

/// The rows in front: what is chosen, or what suits a body that can not be indented.
fn layout_of(chosen: BodyLayout, document: &Document) -> BodyLayout {
    // A choice of pictures says nothing about other bodies.
    let chosen = match chosen {
        BodyLayout::Image => BodyLayout::Pretty,
        chosen => chosen,
    };
    match (chosen, document.kind()) {
        (BodyLayout::Pretty | BodyLayout::Tree, _) if has_pretty(document) => chosen,
        (BodyLayout::Pretty | BodyLayout::Tree, Kind::Binary | Kind::Image(_)) => BodyLayout::Hex,
        (BodyLayout::Pretty | BodyLayout::Tree, _) => BodyLayout::Raw,
        (chosen, _) => chosen,
    }
}

fn content_type_ui(ui: &mut Ui, head: &ResponseHead) {
    let colors = tokens(ui.ctx());
    let kind = head.header("content-type").unwrap_or("no content type");
    ui.add(Label::new(RichText::new(kind).font(fonts::caption()).color(colors.third)).truncate());
}

fn headers_ui(ui: &mut Ui, head: &ResponseHead, ctx: &PanelContext<'_>) {
    let colors = ctx.tokens;
    padded(ui, |ui| {
        ScrollArea::vertical()
            .id_salt("reply headers")
            .auto_shrink([false, false])
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 4.0;
                for (name, value) in &head.headers {
                    let mut job = plain(name, colors.header);
                    job.append(": ", 0.0, crate::ui::mono_text::mono(colors.third));
                    append_shown(&mut job, value, colors.text, colors);
                    let job = ctx.presentation.job(job);
                    ui.add(Label::new(job).wrap().selectable(true));
                }
            });
    });
}
