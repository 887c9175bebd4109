//! Above the body: credentials that a reply gives out, and the way to use them.

use eframe::egui::Ui;

use crate::formats::credentials::{CredentialRemark, PastedCredentials};
use crate::ui::action::{Action, ReplyCredentials};
use crate::ui::context::PanelContext;
use crate::ui::credential_words::lasting_summary;
use crate::ui::icons;
use crate::ui::sentence::sentence;
use crate::ui::widgets::card::{Tone, card};
use crate::ui::widgets::pane_head::padded;

/// Where the request of the tab has its keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeysOf {
    /// In its own fields.
    ThisTab,
    /// In the shared authorization.
    Shared,
}

/// Draws the card.
pub fn credentials_ui(
    ui: &mut Ui,
    found: &PastedCredentials,
    target: KeysOf,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    let set = &found.chosen;
    let what = ctx.presentation.text(&sentence(&lasting_summary(set)));
    let owner = set.profile.as_ref().map(|name| format!("Of {name}"));
    let is_expired = |remark: &CredentialRemark| matches!(remark, CredentialRemark::Expired { .. });
    let tone = if set.remarks.iter().any(is_expired) {
        Tone::Warning
    } else {
        Tone::Quiet
    };
    let more = match found.others.len() {
        0 => String::new(),
        1 => "And one more set".to_owned(),
        count => format!("And {count} more sets"),
    };
    let remarks: Vec<String> = set.remarks.iter().map(ToString::to_string).collect();
    let mut sentences = vec![what.as_str(), owner.as_deref().unwrap_or_default(), &more];
    sentences.extend(remarks.iter().map(String::as_str));
    padded(ui, |ui| {
        let title = "This reply gives out credentials";
        card(ui, tone, icons::KEY_ROUND, title, &sentences, |ui| {
            ui.horizontal_wrapped(|ui| {
                let (text, tip) = match target {
                    KeysOf::ThisTab => ("Use as credentials", "Fill the key fields of this tab with them"),
                    KeysOf::Shared => (
                        "Use as shared credentials",
                        "Fill the shared authorization with them, which this request inherits",
                    ),
                };
                if ui.button(text).on_hover_text(tip).clicked() {
                    out.push(Action::UseReplyCredentials(ReplyCredentials::InThisTab));
                }
                let tip = "Fill the key fields of another tab with them, and go there";
                let button = ui.button("Use in another tab…").on_hover_text(tip);
                if button.clicked() {
                    out.push(Action::UseReplyCredentials(ReplyCredentials::InAnotherTab));
                }
            });
        });
    });
}
