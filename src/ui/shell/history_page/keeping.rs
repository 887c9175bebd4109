//! What is kept of sends, and how much.

use eframe::egui::{RichText, Ui};

use crate::model::HistorySettings;
use crate::ui::action::Action;
use crate::ui::history_action::{HistoryAction, HistoryKeeping, Keep};
use crate::ui::tokens::{size, tokens};
use crate::ui::widgets::number::{Empty, number_ui};

const NUMBER: f32 = 96.0;

/// Draws the switches, which count at once, and the limits, which count when they are applied.
pub fn keeping_ui(
    ui: &mut Ui,
    keeping: &mut HistoryKeeping,
    in_force: &mut HistoryKeeping,
    out: &mut Vec<Action>,
) {
    let before = (keeping.sends, keeping.collection);
    switch_ui(ui, "Keep what is sent", &mut keeping.sends);
    if let Some(collection) = &mut keeping.collection {
        ui.add_enabled_ui(keeping.sends == Keep::Yes, |ui| {
            switch_ui(ui, "Keep what this collection sends", collection);
        });
    }
    if (keeping.sends, keeping.collection) != before {
        // Limits that are still being typed are no limits yet.
        in_force.sends = keeping.sends;
        in_force.collection = keeping.collection;
        out.push(Action::History(HistoryAction::Keep(in_force.clone())));
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = size::GAP;
        ui.label("For");
        let days = (HistorySettings::MOST_DAYS, Empty::None);
        number_ui(ui, "Days that are kept", &mut keeping.days, days, "any", NUMBER);
        ui.label("days, at most");
        let mut megabytes = Some(keeping.megabytes);
        let most = (HistorySettings::MOST_MEGABYTES, Empty::Before);
        number_ui(ui, "Megabytes that are kept", &mut megabytes, most, "", NUMBER);
        keeping.megabytes = megabytes.unwrap_or(keeping.megabytes);
        ui.label("MB and");
        let mut exchanges = Some(keeping.exchanges);
        let most = (HistorySettings::MOST_EXCHANGES, Empty::Before);
        number_ui(ui, "Exchanges that are kept", &mut exchanges, most, "", NUMBER);
        keeping.exchanges = exchanges.unwrap_or(keeping.exchanges);
        ui.label("exchanges. The oldest go first; what is pinned stays");
    });
    let is_usable = keeping.exchanges > 0 && keeping.megabytes > 0 && keeping.days != Some(0);
    ui.horizontal(|ui| {
        let is_other = keeping != in_force;
        let button = ui.add_enabled_ui(is_other && is_usable, |ui| ui.button("Apply these limits"));
        if button.inner.clicked() {
            in_force.clone_from(keeping);
            out.push(Action::History(HistoryAction::Keep(keeping.clone())));
        }
        let text = if is_usable {
            "What is beyond them is deleted then, and nothing brings it back"
        } else {
            "A limit is at least 1; what is not to be kept is switched off above"
        };
        ui.label(RichText::new(text).color(tokens(ui.ctx()).third));
    });
    let text = "Secrets are never kept: marks stand in their places";
    ui.label(RichText::new(text).color(tokens(ui.ctx()).third));
}

fn switch_ui(ui: &mut Ui, text: &str, keep: &mut Keep) {
    let mut is_kept = *keep == Keep::Yes;
    if ui.checkbox(&mut is_kept, text).changed() {
        *keep = if is_kept { Keep::Yes } else { Keep::No };
    }
}
