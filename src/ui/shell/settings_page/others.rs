//! History, security, and what new requests begin with.

use eframe::egui::{Align, Layout, Rect, Ui, UiBuilder, vec2};

use super::row::{Asked, Changed, heading_ui, hint_ui, reset_ui, row_ui};
use super::state::{SettingsPage, SettingsSection};
use crate::model::{CredentialDefaults, SecretScan, SecuritySettings};
use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::editor::profile_picker::profile_ui;
use crate::ui::history_action::HistoryKeeping;
use crate::ui::settings_action::SettingsAction;
use crate::ui::shell::history_page::keeping_ui;
use crate::ui::tokens::{heights, size};
use crate::ui::widgets::field::Field;
use crate::ui::widgets::segmented::segmented;

const FIELD: f32 = 260.0;

/// Draws what is kept of sends, and says how many rows that is.
pub(super) fn history_ui(ui: &mut Ui, page: &mut SettingsPage, out: &mut Vec<Action>) -> usize {
    let words = "Keep what is sent, limits, days, megabytes, exchanges, off for a collection, size, age";
    if !page.is_shown(SettingsSection::History, words) {
        return 0;
    }
    let mut shown = 0;
    heading_ui(ui, SettingsSection::History, &mut shown);
    keeping_ui(ui, &mut page.keeping, &mut page.in_force, out);
    let limits = |keeping: &HistoryKeeping| (keeping.days, keeping.megabytes, keeping.exchanges);
    let changed = Changed::of(&limits(&page.keeping), &page.usual_limits);
    if changed == Changed::Yes {
        let hint = "Fills in the usual limits, which count when they are applied";
        if row_ui(ui, "Limits", hint, changed, |_| {}) == Asked::Reset {
            let keeping = &mut page.keeping;
            (keeping.days, keeping.megabytes, keeping.exchanges) = page.usual_limits;
        }
    }
    shown
}

/// Draws what the program looks out for, and says how many rows that is.
pub(super) fn security_ui(
    ui: &mut Ui,
    page: &mut SettingsPage,
    security: &mut SecuritySettings,
    out: &mut Vec<Action>,
) -> usize {
    const SECTION: SettingsSection = SettingsSection::Security;
    let mut shown = 0;
    let hint =
        "Asks before what looks like a key, a token or a password is written to a file of a collection";
    if page.is_shown(SECTION, &format!("Find secrets on save scan warn {hint}")) {
        heading_ui(ui, SECTION, &mut shown);
        let usual = SecuritySettings::default();
        let changed = Changed::of(security, &usual);
        let asked = row_ui(ui, "Find secrets on save", hint, changed, |ui| {
            let choices = [(SecretScan::On, "On"), (SecretScan::Off, "Off")];
            segmented(ui, "Find secrets on save", &mut security.secret_scan, &choices);
        });
        if asked == Asked::Reset {
            *security = usual;
        }
    }
    let hint = "Commands of profiles (credential_process) that you allowed; once forgotten, each is asked about again";
    if page.is_shown(
        SECTION,
        &format!("Allowed commands credential_process run {hint}"),
    ) {
        heading_ui(ui, SECTION, &mut shown);
        row_ui(ui, "Allowed commands", hint, Changed::No, |ui| {
            let count = page.allowed_commands;
            let text = match count {
                0 => "None".to_owned(),
                1 => "1 command".to_owned(),
                count => format!("{count} commands"),
            };
            ui.label(text);
            let button = ui.add_enabled_ui(count > 0, |ui| ui.button("Forget"));
            if button
                .inner
                .accessible_name("Forget the allowed commands")
                .clicked()
            {
                page.allowed_commands = 0;
                out.push(Action::OfSettings(SettingsAction::ForgetCommands));
            }
        });
    }
    shown
}

/// Draws what new requests begin with, and says how many rows that is.
pub(super) fn credentials_ui(
    ui: &mut Ui,
    page: &mut SettingsPage,
    defaults: &mut CredentialDefaults,
    ctx: &PanelContext<'_>,
) -> usize {
    const SECTION: SettingsSection = SettingsSection::Credentials;
    let mut shown = 0;
    let hint = "Of new requests that inherit nothing; empty for keys that are typed";
    if page.is_shown(SECTION, &format!("Profile of new requests default AWS {hint}")) {
        heading_ui(ui, SECTION, &mut shown);
        let size = vec2(ui.available_width(), heights(ui.ctx()).field);
        let row = Rect::from_min_size(ui.cursor().min, size);
        profile_ui(ui, &mut page.picker, &mut defaults.profile, FIELD, ctx);
        let end = UiBuilder::new()
            .max_rect(row)
            .layout(Layout::left_to_right(Align::Center));
        let changed = Changed::of(&defaults.profile.is_empty(), &true);
        if reset_ui(&mut ui.new_child(end), "Profile", changed) == Asked::Reset {
            defaults.profile.clear();
        }
        hint_ui(ui, hint);
    }
    let hint = "Of new requests that inherit nothing; empty for the region in the host";
    if page.is_shown(SECTION, &format!("Region of new requests default AWS {hint}")) {
        heading_ui(ui, SECTION, &mut shown);
        let changed = Changed::of(&defaults.region.is_empty(), &true);
        let asked = row_ui(ui, "Region", hint, changed, |ui| {
            Field::mono(&mut defaults.region, "Region of new requests")
                .hint("from the host")
                .width(FIELD - size::PAD)
                .ui(ui);
        });
        if asked == Asked::Reset {
            defaults.region.clear();
        }
    }
    shown
}
