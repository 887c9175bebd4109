//! The signature pane: the Authorization header, the canonical request and the string to sign, live while
//! typing and as sent, with the proof that what is shown is what was signed.

use std::sync::Arc;

use eframe::egui::{Align, Frame, Label, Margin, RichText, ScrollArea, Ui, vec2};

use crate::model::{AuthKind, KeyShown, Proof, SigningReport};
use crate::sigv4::SIGNED_ALREADY;
use crate::sigv4::pieces::{PieceSection, Pieces};
use crate::ui::action::Action;
use crate::ui::command::Command;
use crate::ui::comparison::service_comparison::service_comparison_ui;
use crate::ui::context::PanelContext;
use crate::ui::draft::Draft;
use crate::ui::last_exchange::LastExchange;
use crate::ui::live::{Age, CredentialsUsed, Freshness, LiveClock};
use crate::ui::masking::Masking;
use crate::ui::sentence::sentence;
use crate::ui::shown_signature::{Explained, ShownSignature, Side};
use crate::ui::signature::aged::aged_ui;
use crate::ui::signature::key_steps_toggle::key_steps_toggle_ui;
use crate::ui::signature::nothing_signed::{nothing_signed, nothing_signed_ui};
use crate::ui::signature::piece_rows::{Rows, rows_ui};
use crate::ui::signature::proof_banner::proof_banner_ui;
use crate::ui::tokens::{Tokens, heights, size, tokens};
use crate::ui::unchanged::Unchanged;
use crate::ui::widgets::bar::bar;
use crate::ui::widgets::card::{Tone, card};
use crate::ui::widgets::edit_shared::{edit_shared_ui, fill_missing_ui, is_mended_there};
use crate::ui::widgets::icon_button::icon_button;
use crate::ui::widgets::pane_head::{PaneHead, Shown, line_ui, signature_buttons_ui};
use crate::ui::widgets::piece::heading_ui;
use crate::ui::widgets::pill::dot;
use crate::ui::widgets::segmented::segmented;
use crate::ui::{fonts, icons};

/// Below these widths of the head its buttons, its title and the signing time give way.
const BUTTONS_ROOM: f32 = 380.0;
const TITLE_ROOM: f32 = 200.0;
const TIME_ROOM: f32 = 76.0;
/// In a lower pane the proof stands below the text and not at the foot.
const FOOT_ROOM: f32 = 280.0;
/// In less room a time is said without the words before it.
const WORDS_ROOM: f32 = 140.0;

/// A part of the signature pane that a button elsewhere points at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reveal {
    /// Ours against what the service expected.
    Comparison,
}

/// What the pane shows.
#[derive(Debug, Default)]
pub struct SignatureView {
    /// Which signature is in front.
    pub side: Side,
    /// Whether the session token is shown in clear.
    pub token: Masking,
    /// What is brought into sight when the pane is drawn next.
    pub reveal: Option<Reveal>,
    explained: Explained,
}

impl SignatureView {
    /// The signature in front.
    pub fn shown<'a>(&self, draft: &'a Draft, last: &'a LastExchange) -> ShownSignature<'a> {
        ShownSignature {
            side: self.side,
            draft,
            last,
        }
    }

    /// The pieces of the signature in front.
    pub fn pieces(&mut self, draft: &Draft, last: &LastExchange) -> Option<Arc<Pieces>> {
        self.explained.pieces(self.shown(draft, last))
    }

    /// What of the request behind the pieces still stands in the editor.
    pub fn unchanged<'a>(&self, draft: &'a Draft, last: &'a LastExchange) -> Unchanged<'a> {
        self.explained.unchanged(self.shown(draft, last))
    }
}

/// Draws the pane. `outcome` draws how the last send went, where the response is hidden.
pub fn signature_panel_ui(
    ui: &mut Ui,
    view: &mut SignatureView,
    (draft, last): (&Draft, &LastExchange),
    pane: PaneHead,
    outcome: impl FnOnce(&mut Ui),
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    ui.spacing_mut().item_spacing.y = 0.0;
    head_ui(ui, view, (draft, last), pane, outcome, ctx, out);
    let shown = view.shown(draft, last);
    let report = shown.report();
    let low = ui.available_height() < FOOT_ROOM;
    if let Some(report) = report.filter(|_| !low) {
        foot_ui(ui, shown, report);
    }
    Frame::new()
        .inner_margin(Margin::symmetric(16, 8))
        .show(ui, |ui| {
            ScrollArea::vertical()
                .id_salt("signature")
                .auto_shrink([false, false])
                .show(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = 0.0;
                    match report {
                        Some(report) => {
                            report_ui(ui, view, shown, report, ctx, out);
                            if low {
                                ui.add_space(8.0);
                                proof_ui(ui, shown, report);
                            }
                        }
                        None => empty_ui(ui, shown, ctx, out),
                    }
                });
        });
}

/// Title, live or as sent, the time, and the proof.
fn head_ui(
    ui: &mut Ui,
    view: &mut SignatureView,
    (draft, last): (&Draft, &LastExchange),
    pane: PaneHead,
    outcome: impl FnOnce(&mut Ui),
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    let colors = ctx.tokens;
    let report = view.shown(draft, last).report();
    let proof = report.map(|report| report.proof.holds());
    let is_old = view.side == Side::Live && draft.age != Age::Fresh;
    let mut both = (view, out);
    let right = |ui: &mut Ui, (_, out): &mut (&mut SignatureView, &mut Vec<Action>)| {
        let has_buttons = ui.available_width() - size::PAD > BUTTONS_ROOM;
        match proof {
            Some(true) if is_old => {
                dot(ui, colors.warning);
                ui.label(
                    RichText::new("too old")
                        .font(fonts::caption())
                        .color(colors.warning),
                )
                .on_hover_text("Proved when it was made, and older than AWS takes now");
            }
            Some(true) => {
                dot(ui, colors.good);
                ui.label(RichText::new("proved").font(fonts::caption()).color(colors.good))
                    .on_hover_text(
                        "The canonical request shown here reproduces the signature that aws-sigv4 made",
                    );
            }
            Some(false) => {
                dot(ui, colors.bad);
                ui.label(
                    RichText::new("not proved")
                        .font(fonts::caption())
                        .color(colors.bad),
                );
            }
            None => {}
        }
        if pane.shown == Shown::Signature {
            outcome(ui);
        }
        if has_buttons {
            signature_buttons_ui(ui, pane, out);
        }
        ui.add_space(size::PAD);
    };
    bar(
        ui,
        heights(ui.ctx()).pane_head,
        &mut both,
        right,
        |ui, (view, out)| {
            ui.add_space(size::PAD);
            if last.sent.is_none() || ui.available_width() > TITLE_ROOM {
                ui.label(
                    RichText::new("Signature")
                        .font(fonts::semibold(size::TEXT))
                        .color(colors.text),
                );
            }
            if last.sent.is_some() {
                segmented(
                    ui,
                    "Signature",
                    &mut view.side,
                    &[(Side::Live, "Live"), (Side::AsSent, "As sent")],
                );
            }
            if ui.available_width() > TIME_ROOM {
                time_ui(ui, view.shown(draft, last), colors, out);
            }
        },
    );
    line_ui(ui, colors);
}

/// The signing time with what can be done about it.
fn time_ui(ui: &mut Ui, shown: ShownSignature<'_>, colors: &Tokens, out: &mut Vec<Action>) {
    let caption =
        |text: String| Label::new(RichText::new(text).font(fonts::caption()).color(colors.second)).truncate();
    let with_words = ui.available_width() > WORDS_ROOM;
    if shown.side == Side::AsSent {
        if let Some(report) = shown.report() {
            let words = if with_words { "signed " } else { "" };
            let tip = format!("Signed {} UTC", report.time.clock());
            ui.add(caption(format!("{words}{} UTC", report.time.clock())))
                .on_hover_text(tip);
        }
        return;
    }
    let draft = shown.draft;
    if !draft.signs() {
        return;
    }
    match draft.clock {
        LiveClock::LastEdit(_) => {
            if icon_button(ui, icons::PIN, Command::PinTime.text()).clicked() {
                out.push(Action::Run(Command::PinTime));
            }
            if icon_button(ui, icons::REFRESH_CW, Command::UseTimeNow.text()).clicked() {
                out.push(Action::Run(Command::UseTimeNow));
            }
            ui.add(caption(format!("as of {} UTC", draft.clock.time().clock())))
                .on_hover_text("The time of the last edit; Send takes its own");
        }
        LiveClock::Pinned(time) => {
            if icon_button(ui, icons::PIN_OFF, Command::UseTimeNow.text()).clicked() {
                out.push(Action::Run(Command::UseTimeNow));
            }
            ui.add(caption(format!("pinned to {}", time.amz_date())))
                .on_hover_text("Every edit and every Send is signed with this time");
        }
    }
}

/// What to say while there is nothing to show.
fn empty_ui(ui: &mut Ui, shown: ShownSignature<'_>, ctx: &PanelContext<'_>, out: &mut Vec<Action>) {
    let draft = shown.draft;
    ui.add_space(8.0);
    if let Some(nothing) = nothing_signed(shown) {
        nothing_signed_ui(ui, nothing, out);
    } else if draft
        .live
        .problem
        .as_ref()
        .is_some_and(|problem| problem.kind == "url-missing")
    {
        let sentence = "The signature stands here as soon as there is a URL, and follows what is typed";
        card(
            ui,
            Tone::Quiet,
            icons::INFO,
            "Nothing to sign yet",
            &[sentence],
            |_| {},
        );
    } else if let Some(problem) = &draft.live.problem {
        card(
            ui,
            Tone::Warning,
            icons::TRIANGLE_ALERT,
            &sentence(&problem.message),
            &[&sentence(&problem.hint)],
            |ui| {
                fill_missing_ui(ui, problem.kind, ctx.available, out);
                if draft.inherits() && is_mended_there(problem.kind) {
                    edit_shared_ui(ui, out);
                }
            },
        );
    } else if let Some(sentence) = signed_already(draft) {
        card(
            ui,
            Tone::Quiet,
            icons::INFO,
            "Signed already",
            &[sentence],
            |_| {},
        );
    } else if !draft.signs() {
        let sentence = match draft.auth().kind {
            AuthKind::Basic => "Auth is Basic: it adds a header and signs nothing",
            AuthKind::Bearer => "Auth is Bearer token: it adds a header and signs nothing",
            AuthKind::ApiKey => "Auth is API key: it adds the key and signs nothing",
            AuthKind::None if draft.inherits() => {
                "The inherited auth is None, so the request is sent unsigned, as it stands"
            }
            AuthKind::None | AuthKind::AwsSignature | AuthKind::Inherit => {
                "Auth is None, so the request is sent as it stands"
            }
        };
        let is_inherited = draft.inherits();
        card(ui, Tone::Quiet, icons::INFO, "Not signed", &[sentence], |ui| {
            if is_inherited {
                edit_shared_ui(ui, out);
            } else if ui.button("Sign with AWS Signature").clicked() {
                out.push(Action::SignWithAws);
            }
        });
    } else if draft.live.freshness == Freshness::Computing {
        card(
            ui,
            Tone::Quiet,
            icons::HASH,
            "Hashing the body…",
            &["The signature needs the SHA-256 of the body"],
            |_| {},
        );
    }
}

/// What there is to say about a URL that is signed already; the line under the URL offers to sign it again.
fn signed_already(draft: &Draft) -> Option<&str> {
    let mut remarks = draft.live.url.remarks.iter();
    let remark = remarks.find(|remark| remark.rule == SIGNED_ALREADY)?;
    Some(remark.sentence.as_str())
}

fn report_ui(
    ui: &mut Ui,
    view: &mut SignatureView,
    shown: ShownSignature<'_>,
    report: &SigningReport,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    if !report.proof.holds() {
        proof_banner_ui(ui, shown, report, out);
        ui.add_space(8.0);
    }
    if let (Side::Live, Age::Stale { lasted }) = (shown.side, shown.draft.age) {
        aged_ui(ui, lasted, report, out);
        ui.add_space(8.0);
    }
    if shown.side == Side::Live && shown.draft.live.credentials == CredentialsUsed::Example {
        let problem = &shown.draft.live.problem;
        let sentence = problem
            .as_ref()
            .map_or_else(String::new, |problem| sentence(&problem.hint));
        let title = "Preview with the example key of AWS's documentation";
        card(ui, Tone::Quiet, icons::INFO, title, &[&sentence], |_| {});
        ui.add_space(4.0);
    }
    let (Some(pieces), Some(typed)) = (view.explained.pieces(shown), shown.typed()) else {
        return;
    };
    let steps = ctx.key_steps.opened(shown, report);
    let mut token = view.token;
    for section in PieceSection::ALL {
        if pieces.rows(section).next().is_none() {
            continue;
        }
        let (remark, copy) = heading_of(section, report);
        heading_ui(ui, section.title(), remark, copy.map(Action::Run), out);
        let rows = Rows {
            pieces: &pieces,
            typed: Some(typed),
            steps: steps.as_ref(),
        };
        rows_ui(ui, &rows, section, &mut token, ctx, out);
        if section == PieceSection::CanonicalRequest {
            compared_ui(ui, &mut view.reveal, shown, ctx, out);
        }
        if section == PieceSection::SigningKey && report.key == KeyShown::Chain {
            key_steps_toggle_ui(ui, shown, report, steps.as_ref(), &fonts::caption(), ctx);
        }
    }
    view.token = token;
}

/// What a section is, and the command that copies it.
fn heading_of(section: PieceSection, report: &SigningReport) -> (&'static str, Option<Command>) {
    let is_v4 = report.key == KeyShown::Chain;
    match section {
        PieceSection::Authorization => ("header added to the request", Some(Command::CopyAuthorization)),
        PieceSection::PresignedUrl => (
            "works by itself until it expires",
            Some(Command::CopyAsPresignedUrl),
        ),
        PieceSection::CanonicalRequest => (
            "what both sides compute from the request",
            Some(Command::CopyCanonicalRequest),
        ),
        PieceSection::StringToSign if is_v4 => {
            ("what the signing key signs", Some(Command::CopyStringToSign))
        }
        PieceSection::StringToSign => ("what the private key signs", Some(Command::CopyStringToSign)),
        PieceSection::SigningKey if is_v4 => ("secret, then date, region, service, terminator", None),
        PieceSection::SigningKey => ("a key pair derived from the secret", None),
    }
}

/// What the service expected, under what we signed.
fn compared_ui(
    ui: &mut Ui,
    reveal: &mut Option<Reveal>,
    shown: ShownSignature<'_>,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    if let Some(comparison) = shown.sent().and_then(|sent| sent.comparison.as_ref()) {
        let drawn = ui
            .scope(|ui| service_comparison_ui(ui, comparison, ctx, out))
            .response;
        if reveal.take() == Some(Reveal::Comparison) {
            drawn.scroll_to_me(Some(Align::Min));
        }
    }
}

/// The proof at the foot of the pane.
fn foot_ui(ui: &mut Ui, shown: ShownSignature<'_>, report: &SigningReport) {
    eframe::egui::Panel::bottom("proof")
        .frame(Frame::new().inner_margin(Margin::symmetric(16, 8)))
        .show_separator_line(true)
        .show(ui, |ui| proof_ui(ui, shown, report));
}

/// The proof in words, and the search for the secret in the bytes sent.
fn proof_ui(ui: &mut Ui, shown: ShownSignature<'_>, report: &SigningReport) {
    let colors = tokens(ui.ctx());
    let occurrences = shown.exchange().and_then(|exchange| exchange.secret_occurrences);
    ui.spacing_mut().item_spacing = vec2(8.0, 4.0);
    let (ink, proof) = match (&report.proof, shown.side) {
        (Proof::OwnCanonicalRequest, _) => (colors.good, report.proof.words()),
        (Proof::Proved, Side::AsSent) => (
            colors.good,
            "This canonical request reproduces the signature that was sent",
        ),
        (Proof::Proved, Side::Live) => (
            colors.good,
            "This canonical request reproduces the signature of aws-sigv4",
        ),
        (Proof::Broken { .. }, _) => (
            colors.bad,
            "This canonical request does not reproduce the signature",
        ),
    };
    mark_ui(ui, ink, proof, colors);
    if let Some(count) = occurrences {
        let plural = if count == 1 { "occurrence" } else { "occurrences" };
        let text = if count == 0 {
            format!("The secret was used to compute, not sent: {count} {plural} in the bytes sent")
        } else {
            format!("The secret itself was sent: {count} {plural} in the bytes sent")
        };
        mark_ui(ui, ink, &text, colors);
    }
}

fn mark_ui(ui: &mut Ui, ink: eframe::egui::Color32, sentence: &str, colors: &Tokens) {
    ui.spacing_mut().interact_size.y = 16.0;
    ui.horizontal(|ui| {
        dot(ui, ink);
        ui.add(
            Label::new(
                RichText::new(sentence)
                    .font(fonts::caption())
                    .color(colors.second),
            )
            .wrap(),
        );
    });
}
