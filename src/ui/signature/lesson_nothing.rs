//! The lesson while there is no signature to explain: why, and the next step.

use eframe::egui::Ui;

use crate::model::AuthKind;
use crate::ui::icons;
use crate::ui::sentence::sentence;
use crate::ui::tab::{Freshness, Side, Tab};
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
pub fn nothing_ui(ui: &mut Ui, tab: &mut Tab) {
    let Nothing { title, sentence, offer } = nothing(tab);
    card(ui, Tone::Quiet, icons::INFO, &title, &[&sentence], |ui| match offer {
        Offer::Nothing => {}
        Offer::ShowLive => {
            if ui.button("Explain the live signature").clicked() {
                tab.side = Side::Live;
                ui.ctx().request_repaint();
            }
        }
        Offer::Sign => {
            if ui.button("Sign with AWS Signature").clicked() {
                tab.request.http.auth.kind = AuthKind::AwsSignature;
                tab.side = Side::Live;
                ui.ctx().request_repaint();
            }
        }
    });
}

fn nothing(tab: &Tab) -> Nothing {
    let says = |title: &str, sentence: &str, offer| Nothing {
        title: title.to_owned(),
        sentence: sentence.to_owned(),
        offer,
    };
    if tab.side == Side::AsSent && tab.live.report.is_some() {
        let text = "What is typed now is signed, and can be explained in its place";
        return says("The last request was sent without a signature", text, Offer::ShowLive);
    }
    if !tab.signs() {
        let title = match tab.side {
            Side::AsSent => "The last request was sent without a signature",
            Side::Live => "This request is not signed",
        };
        return if tab.inherits() {
            let text = "Its auth is inherited: close this page and set AWS Signature up in the shared authorization";
            says(title, text, Offer::Nothing)
        } else {
            let text = "Turn AWS Signature on: until keys are typed, the example key of AWS's documentation stands in";
            says(title, text, Offer::Sign)
        };
    }
    if tab.live.freshness == Freshness::Computing {
        let text = "The signature needs the SHA-256 of the body; the lesson begins when it is there";
        return says("Hashing the body…", text, Offer::Nothing);
    }
    match &tab.live.problem {
        Some(problem) => says(&sentence(&problem.message), &sentence(&problem.hint), Offer::Nothing),
        None => says(
            "There is no signature yet",
            "Close this page and fill in the URL",
            Offer::Nothing,
        ),
    }
}
