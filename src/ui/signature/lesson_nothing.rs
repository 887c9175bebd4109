//! The lesson while there is no signature to explain: why, and the next step.

use eframe::egui::Ui;

use crate::ui::action::Action;
use crate::ui::draft::Draft;
use crate::ui::icons;
use crate::ui::last_exchange::LastExchange;
use crate::ui::live::Freshness;
use crate::ui::sentence::sentence;
use crate::ui::shown_signature::{ShownSignature, Side};
use crate::ui::widgets::card::{Tone, card};

/// What a lesson without a signature says and offers.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Nothing {
    title: String,
    sentence: String,
    offer: Offer,
}

/// The step that leads to a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Offer {
    /// None from here: the sentence says what to do.
    Nothing,
    /// What is typed now is signed.
    ShowLive,
    /// The auth is of the request.
    Sign,
}

/// Draws it.
pub fn nothing_ui(
    ui: &mut Ui,
    side: &mut Side,
    (draft, last): (&Draft, &LastExchange),
    out: &mut Vec<Action>,
) {
    let shown = ShownSignature {
        side: *side,
        draft,
        last,
    };
    let Nothing {
        title,
        sentence,
        offer,
    } = nothing(shown);
    card(
        ui,
        Tone::Quiet,
        icons::INFO,
        &title,
        &[&sentence],
        |ui| match offer {
            Offer::Nothing => {}
            Offer::ShowLive => {
                if ui.button("Explain the live signature").clicked() {
                    *side = Side::Live;
                    ui.ctx().request_repaint();
                }
            }
            Offer::Sign => {
                if ui.button("Sign with AWS Signature").clicked() {
                    out.push(Action::SignWithAws);
                }
            }
        },
    );
}

fn nothing(shown: ShownSignature<'_>) -> Nothing {
    let draft = shown.draft;
    let says = |title: &str, sentence: &str, offer| Nothing {
        title: title.to_owned(),
        sentence: sentence.to_owned(),
        offer,
    };
    if shown.side == Side::AsSent && draft.live.report.is_some() {
        let text = "What is typed now is signed, and can be explained in its place";
        return says(
            "The last request was sent without a signature",
            text,
            Offer::ShowLive,
        );
    }
    if !draft.signs() {
        let title = match shown.side {
            Side::AsSent => "The last request was sent without a signature",
            Side::Live => "This request is not signed",
        };
        return if draft.inherits() {
            let text = "Its auth is inherited: close this page and set AWS Signature up where it comes from";
            says(title, text, Offer::Nothing)
        } else {
            let text = "Turn AWS Signature on: until keys are typed, the example key of AWS's documentation stands in";
            says(title, text, Offer::Sign)
        };
    }
    if draft.live.freshness == Freshness::Computing {
        let text = "The signature needs the SHA-256 of the body; the lesson begins when it is there";
        return says("Hashing the body…", text, Offer::Nothing);
    }
    match &draft.live.problem {
        Some(problem) => says(
            &sentence(&problem.message),
            &sentence(&problem.hint),
            Offer::Nothing,
        ),
        None => says(
            "There is no signature yet",
            "Close this page and fill in the URL",
            Offer::Nothing,
        ),
    }
}
