//! The button that leads to what a request inherits, and where it helps.

use eframe::egui::Ui;

use crate::ui::action::Action;
use crate::ui::command::{Available, Command};

/// Slugs of what is wrong with auth.
const OF_AUTH: [&str; 13] = [
    "nothing-to-inherit",
    "auth-value-missing",
    "username-has-colon",
    "access-key-id-missing",
    "access-key-id-unusable",
    "secret-missing",
    "session-token-unusable",
    "region-missing",
    "service-missing",
    "region-unusable",
    "service-unusable",
    "expires-out-of-range",
    "signing-host-unusable",
];

/// Whether a reason why nothing was sent is mended where the auth is typed.
pub fn is_mended_there(kind: &str) -> bool {
    OF_AUTH.contains(&kind)
}

/// The button that leads to the form of secrets without a value, where one of them is why nothing can be sent.
pub fn fill_missing_ui(ui: &mut Ui, kind: &str, available: Available, out: &mut Vec<Action>) {
    let command = match kind {
        "secret-variable-missing" => Command::FillMissingValues,
        // Another environment may define it.
        "unknown-variable" if available.collection => Command::SwitchEnvironment,
        _ => return,
    };
    let (text, tip) = command.text_and_tooltip();
    if ui.button(text).on_hover_text(tip).clicked() {
        out.push(Action::Run(command));
    }
}

/// The button that leads to what is inherited.
pub fn edit_shared_ui(ui: &mut Ui, out: &mut Vec<Action>) {
    let (text, tip) = Command::EditInherited.text_and_tooltip();
    if ui.button(text).on_hover_text(tip).clicked() {
        out.push(Action::Run(Command::EditInherited));
    }
}
