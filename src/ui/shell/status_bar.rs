//! The bar at the foot of the window.

use eframe::egui::{Align, Frame, Label, Layout, Margin, RichText, Ui};

use crate::model::identity_words::{Life, identity, life};
use crate::model::{AuthKind, CredentialSource};
use crate::ui::action::Action;
use crate::ui::command::Command;
use crate::ui::context::{DemoStatus, PanelContext};
use crate::ui::draft::Draft;
use crate::ui::editor::credential_source::source_words;
use crate::ui::fonts;
use crate::ui::live::CredentialsUsed;
use crate::ui::run_results::RunResults;
use crate::ui::secret_notes::SecretNote;
use crate::ui::shell::toasts::{Line, Toasts};
use crate::ui::tokens::size;
use crate::ui::widgets::pill::tag;

/// The service's clock beside this computer's, in whole seconds that the service is ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockStatus {
    /// No reply told the time.
    Unknown,
    /// By the last reply.
    Seen {
        /// Negative when this computer is ahead.
        seconds: i64,
    },
    /// By two replies one after the other so far that services refuse signatures.
    Far {
        /// Negative when this computer is ahead.
        seconds: i64,
    },
    /// Requests are signed with the service's time, so far ahead of this computer's.
    Shifted {
        /// Negative when this computer is ahead.
        seconds: i64,
    },
}

/// Draws the bar.
pub fn status_bar_ui(
    ui: &mut Ui,
    draft: Option<&Draft>,
    (clock, run): (ClockStatus, Option<&RunResults>),
    toasts: &Toasts,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    let colors = ctx.tokens;
    Frame::new()
        .fill(colors.ground)
        .inner_margin(Margin::symmetric(14, 0))
        .show(ui, |ui| {
            ui.set_height(size::STATUS_BAR);
            let caption = |text: String| {
                Label::new(RichText::new(text).font(fonts::caption()).color(colors.third)).truncate()
            };
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 22.0;
                let demo = match ctx.demo {
                    DemoStatus::Starting => "Embedded server: starting".to_owned(),
                    DemoStatus::Ready { port, .. } => format!("Embedded server on port {port}"),
                    DemoStatus::Failed(why) => format!("Embedded server not available: {why}"),
                };
                if toasts.line_ui(ui, ctx.presentation) == Line::Free {
                    ui.add(caption(demo));
                }
                ui.spacing_mut().item_spacing.x = 22.0;
                if ctx.presentation.is_on() {
                    let text = "Presenting: access key IDs are masked";
                    tag(ui, text, "Presentation mode; the command of that name ends it");
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    if let Some(run) = run {
                        run_ui(ui, run, out);
                    }
                    if let Some(draft) = draft {
                        ui.add(caption(credentials_text(draft)));
                        life_ui(ui, draft, ctx);
                    }
                    clock_ui(ui, clock, ctx);
                });
            });
        });
}

/// A run that goes on without its page, and the way to it.
fn run_ui(ui: &mut Ui, run: &RunResults, out: &mut Vec<Action>) {
    let text = RichText::new(run.progress_words()).font(fonts::caption());
    if ui.small_button(text).on_hover_text("Show the run").clicked() {
        out.push(Action::Run(Command::ShowRun));
    }
}

/// How long the credentials in front still live.
fn life_ui(ui: &mut Ui, draft: &Draft, ctx: &PanelContext<'_>) {
    let Some(ends) = draft.live.at_hand.as_ref().and_then(|at_hand| at_hand.expires) else {
        return;
    };
    let (life, words) = life(ends, ctx.now);
    let ink = match life {
        Life::Long => ctx.tokens.third,
        Life::Short => ctx.tokens.warning,
        Life::Over => ctx.tokens.bad,
    };
    let text = format!("Key {words}");
    ui.label(RichText::new(text).font(fonts::caption()).color(ink));
}

/// The clock: a quiet figure, a warning when signatures are about to be refused, a tag while it is not this computer's.
fn clock_ui(ui: &mut Ui, clock: ClockStatus, ctx: &PanelContext<'_>) {
    match clock {
        ClockStatus::Unknown => {}
        ClockStatus::Seen { seconds } => {
            let text = format!("Clock {}", signed_seconds(seconds));
            let text = RichText::new(text).font(fonts::caption()).color(ctx.tokens.third);
            let tip = "The service's clock beside this computer's, by the Date of the last reply";
            ui.label(text).on_hover_text(tip);
        }
        ClockStatus::Far { seconds } => {
            let text = format!("Clock {}: signatures will be refused", signed_seconds(seconds));
            let text = RichText::new(text)
                .font(fonts::caption())
                .color(ctx.tokens.warning);
            let tip = "By the Date of the last two replies. Set this computer's clock, or run \"Sign with the service's \
                       time\"";
            ui.label(text).on_hover_text(tip);
        }
        ClockStatus::Shifted { seconds } => {
            let text = format!("Signing with the service's time, {}", signed_seconds(seconds));
            tag(
                ui,
                &text,
                "Until Countersign quits; the command \"Sign with this computer's time\" ends it",
            );
        }
    }
}

/// `+0 s`, `−12 s`, `+17 min`, as a reader of clocks writes it.
fn signed_seconds(seconds: i64) -> String {
    let sign = if seconds < 0 { '−' } else { '+' };
    match seconds.unsigned_abs() {
        short @ 0..120 => format!("{sign}{short} s"),
        long @ 120..7_200 => format!("{sign}{} min", (long + 30) / 60),
        hours => format!("{sign}{} h", (hours + 1_800) / 3_600),
    }
}

fn credentials_text(draft: &Draft) -> String {
    if !draft.signs() {
        let kind = match draft.auth().kind {
            AuthKind::Basic => "Basic auth",
            AuthKind::Bearer => "Bearer token",
            AuthKind::ApiKey => "API key",
            AuthKind::None | AuthKind::AwsSignature => "No auth",
            AuthKind::Inherit => "Nothing to inherit",
        };
        return match draft.inherited() {
            Some(inherited) => format!("{kind}, from {}", inherited.from),
            None => kind.to_owned(),
        };
    }
    let aws = &draft.auth().aws;
    if aws.source != CredentialSource::Typed || !aws.roles.is_empty() {
        let last = draft
            .live
            .at_hand
            .as_ref()
            .and_then(|at_hand| at_hand.chain.last());
        return match (aws.source, last) {
            (CredentialSource::Typed, Some(link)) => format!("{}, by typed keys", identity(link)),
            (CredentialSource::IdentityCenter, Some(link)) => {
                format!("{}, by IAM Identity Center", identity(link))
            }
            (_, Some(link)) => format!("{}: {}", source_words(aws), identity(link)),
            (_, None) => format!("{}, fetched by Send", source_words(aws)),
        };
    }
    let (keys, secrets) = match (draft.live.credentials, draft.inherited()) {
        (CredentialsUsed::Example, _) => ("Example keys, preview only", &draft.secrets),
        (CredentialsUsed::Typed, None) => ("Typed keys", &draft.secrets),
        (CredentialsUsed::Typed, Some(inherited)) => ("Inherited keys", &inherited.secrets),
    };
    match &secrets.secret_access_key {
        SecretNote::Kept => format!("{keys}, kept by the key store"),
        SecretNote::MemoryOnly(_) => format!("{keys}, secret in memory only"),
        _ => keys.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_is_written_with_its_sign_and_a_fitting_unit() {
        let written = [0, 12, -119, 120, -1_030, 7_200].map(signed_seconds);
        assert_eq!(written, ["+0 s", "+12 s", "−119 s", "+2 min", "−17 min", "+2 h"]);
    }
}
