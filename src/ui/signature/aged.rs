//! What to say of a live signature that has become too old to be taken.

use std::time::Duration;

use eframe::egui::Ui;

use crate::model::SigningReport;
use crate::ui::action::Action;
use crate::ui::command::Command;
use crate::ui::icons;
use crate::ui::widgets::card::{Tone, card};

/// Draws it, with the step that signs with the time of now.
pub fn aged_ui(ui: &mut Ui, lasted: Duration, report: &SigningReport, out: &mut Vec<Action>) {
    let (title, sentence) = if report.presigned_url.is_some() {
        (
            format!(
                "This presigned URL has expired: it was good for {}",
                words(lasted)
            ),
            "AWS refuses it since then. Send takes its own time, and what is copied does not",
        )
    } else {
        (
            format!("This signature is more than {} old", words(lasted)),
            "AWS refuses it by now. Send takes its own time, and what is copied does not",
        )
    };
    card(
        ui,
        Tone::Warning,
        icons::TRIANGLE_ALERT,
        &title,
        &[sentence],
        |ui| {
            let now = ui
                .button("Now")
                .on_hover_text(Command::UseTimeNow.text_and_tooltip().1);
            if now.clicked() {
                out.push(Action::Run(Command::UseTimeNow));
            }
        },
    );
}

/// Whole minutes, or else seconds.
fn words(lasted: Duration) -> String {
    let seconds = lasted.as_secs();
    let (number, unit) = if seconds.is_multiple_of(60) {
        (seconds / 60, "minute")
    } else {
        (seconds, "second")
    };
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {unit}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_told_in_whole_minutes_or_seconds() {
        for (seconds, expected) in [
            (300, "5 minutes"),
            (60, "1 minute"),
            (90, "90 seconds"),
            (1, "1 second"),
        ] {
            assert_eq!(words(Duration::from_secs(seconds)), expected);
        }
    }
}
