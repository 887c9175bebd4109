//! Auth or a body that the file has and nobody here understands: said where one would choose another.

use eframe::egui::Ui;

use crate::model::UnknownPart;
use crate::ui::icons;
use crate::ui::widgets::card::{Tone, card};

/// Whether it is given up for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GivenUp {
    /// The file keeps it, and the request is not sent.
    No,
    /// The request goes without.
    Yes,
}

/// Draws the card. `what` is `auth` or `body`.
pub fn not_understood_ui(ui: &mut Ui, what: &str, unknown: &UnknownPart) -> GivenUp {
    let title = format!(
        "The file has {what} that is not understood here: it is {}",
        unknown.words()
    );
    let text = "It stays in the file, and nothing is sent in its place. Choose another kind above, or correct the file";
    let mut given_up = GivenUp::No;
    card(ui, Tone::Warning, icons::TRIANGLE_ALERT, &title, &[text], |ui| {
        if ui.button(format!("Send without {what}")).clicked() {
            given_up = GivenUp::Yes;
        }
    });
    given_up
}
