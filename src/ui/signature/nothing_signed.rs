//! Why there is no signature to show, as a card in the pane or as the strip that the pane folds to.

use eframe::egui::{Label, RichText, Ui};

use crate::model::AuthKind;
use crate::ui::action::Action;
use crate::ui::shown_signature::{ShownSignature, Side};
use crate::ui::tokens::{heights, size, tokens};
use crate::ui::widgets::bar::bar;
use crate::ui::widgets::card::{Tone, card};
use crate::ui::widgets::edit_shared::edit_shared_ui;
use crate::ui::widgets::icon::icon_ui;
use crate::ui::widgets::segmented::segmented;
use crate::ui::{fonts, icons};

/// In a narrower strip the sentence gives way to the button.
const SENTENCE_ROOM: f32 = 60.0;

/// What there is to say, when there is no signature and nothing stands in its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NothingSigned {
    title: &'static str,
    sentence: &'static str,
    offer: Offer,
}

/// What a button offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Offer {
    Nothing,
    Sign,
    EditShared,
}

/// `None` where a signature is shown, is being made, or should be made and can not.
pub fn nothing_signed(shown: ShownSignature<'_>) -> Option<NothingSigned> {
    if shown.report().is_some() {
        return None;
    }
    let draft = shown.draft;
    if shown.side == Side::AsSent {
        let sentence = if shown.wire().is_some() {
            "The last request was sent as it stood, without a signature"
        } else {
            "The last request was not sent, as it could not be built or signed"
        };
        return Some(NothingSigned {
            title: "Nothing was signed",
            sentence,
            offer: Offer::Nothing,
        });
    }
    let has_problem = draft.live.problem.is_some();
    if draft.signs() || (has_problem && draft.auth().kind == AuthKind::Inherit) {
        return None;
    }
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
    Some(NothingSigned {
        title: "Not signed",
        sentence,
        offer: if draft.inherits() {
            Offer::EditShared
        } else {
            Offer::Sign
        },
    })
}

/// Draws it as a card.
pub fn nothing_signed_ui(ui: &mut Ui, nothing: NothingSigned, out: &mut Vec<Action>) {
    let NothingSigned {
        title,
        sentence,
        offer,
    } = nothing;
    card(ui, Tone::Quiet, icons::INFO, title, &[sentence], |ui| {
        offer_ui(ui, offer, out);
    });
}

/// Draws it as one line, in the place of the whole pane. `sides` is which signature is in front, where there are two.
pub fn strip_ui(ui: &mut Ui, nothing: NothingSigned, sides: Option<&mut Side>, out: &mut Vec<Action>) {
    let colors = tokens(ui.ctx());
    let mut both = (sides, out);
    bar(
        ui,
        heights(ui.ctx()).pane_head,
        &mut both,
        |ui, (_, out)| {
            offer_ui(ui, nothing.offer, out);
            ui.add_space(size::PAD);
        },
        |ui, (sides, _)| {
            ui.add_space(size::PAD);
            let title = RichText::new("Signature").font(fonts::semibold(size::TEXT));
            ui.label(title.color(colors.text));
            if let Some(side) = sides.as_deref_mut() {
                let sides = [(Side::Live, "Live"), (Side::AsSent, "As sent")];
                segmented(ui, "Signature", side, &sides);
            }
            icon_ui(ui, icons::INFO, size::ICON, colors.accent);
            ui.label(RichText::new(nothing.title).color(colors.text));
            if ui.available_width() > SENTENCE_ROOM {
                ui.add(Label::new(RichText::new(nothing.sentence).color(colors.second)).truncate());
            }
        },
    );
}

fn offer_ui(ui: &mut Ui, offer: Offer, out: &mut Vec<Action>) {
    match offer {
        Offer::Nothing => {}
        Offer::EditShared => edit_shared_ui(ui, out),
        Offer::Sign => {
            if ui.button("Sign with AWS Signature").clicked() {
                out.push(Action::SignWithAws);
            }
        }
    }
}
