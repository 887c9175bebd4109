//! The roles that are assumed on top of a source, one row each, with what a role may ask for below it.

use eframe::egui::{Align, Layout, Ui, vec2};

use crate::model::AssumeRoleForm;
use crate::ui::icons;
use crate::ui::tokens::size;
use crate::ui::widgets::field::Field;
use crate::ui::widgets::form_row::row;
use crate::ui::widgets::icon_button::icon_button;
use crate::ui::widgets::number::{Empty, number_ui};

/// Room for an ARN.
const WIDEST_ARN: f32 = 560.0;
/// Room for the two buttons behind it.
const BUTTONS: f32 = 100.0;
/// Below this width the options of a role stand in one column.
const TWO_COLUMNS: f32 = 900.0;
/// Room for an option.
const WIDEST_OPTION: f32 = 340.0;
/// Width of the field for the duration.
const SECONDS: f32 = 104.0;
/// `DurationSeconds` goes up to twelve hours.
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>
const LONGEST: u64 = 43_200;

/// Which role's options are shown, counted from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpenRole(pub Option<usize>);

/// Draws a row for each role, in the order in which they are assumed.
pub fn role_rows_ui(ui: &mut Ui, roles: &mut Vec<AssumeRoleForm>, open: &mut OpenRole) {
    let mut removed = None;
    let many = roles.len() > 1;
    for (at, role) in roles.iter_mut().enumerate() {
        let label = if many {
            format!("Role {}", at + 1)
        } else {
            "Role".to_owned()
        };
        let name = label.to_lowercase();
        row(ui, &label, size::LABEL, |ui| {
            let width = (ui.available_width() - BUTTONS).min(WIDEST_ARN);
            Field::mono(&mut role.role_arn, &format!("ARN of {name}"))
                .hint("arn:aws:iam::123456789012:role/Name")
                .width(width)
                .ui(ui);
            let (icon, next) = if open.0 == Some(at) {
                (icons::CHEVRON_DOWN, None)
            } else {
                (icons::CHEVRON_RIGHT, Some(at))
            };
            if icon_button(ui, icon, &format!("Options of {name}")).clicked() {
                open.0 = next;
            }
            if icon_button(ui, icons::X, &format!("Remove {name}")).clicked() {
                removed = Some(at);
            }
        });
        if open.0 == Some(at) {
            options_ui(ui, role);
        }
    }
    if let Some(at) = removed {
        roles.remove(at);
        open.0 = None;
    }
}

fn options_ui(ui: &mut Ui, role: &mut AssumeRoleForm) {
    let width = ui.available_width();
    if width < TWO_COLUMNS {
        session_ui(ui, role);
        service_ui(ui, role);
        return;
    }
    let column = vec2(size::LABEL + size::PAD + WIDEST_OPTION, 0.0);
    ui.horizontal_top(|ui| {
        ui.allocate_ui_with_layout(column, Layout::top_down(Align::Min), |ui| session_ui(ui, role));
        ui.add_space(size::GAP);
        ui.vertical(|ui| service_ui(ui, role));
    });
}

/// What the owner of the role asks for, and what the session is called.
fn session_ui(ui: &mut Ui, role: &mut AssumeRoleForm) {
    text_ui(
        ui,
        "External ID",
        &mut role.external_id,
        "what the role's owner asks for",
    );
    text_ui(
        ui,
        "MFA device",
        &mut role.mfa_serial,
        "serial or ARN; the code is asked for",
    );
    text_ui(ui, "Session name", &mut role.session_name, "one is made up");
    row(ui, "Duration", size::LABEL, |ui| {
        let mut seconds = role.duration_seconds.map(u64::from);
        let kinds = (LONGEST, Empty::None);
        number_ui(ui, "Duration in seconds", &mut seconds, kinds, "3600", SECONDS);
        role.duration_seconds = seconds.and_then(|seconds| u32::try_from(seconds).ok());
        ui.label("s");
    });
}

/// What narrows the session, and who is asked for it.
fn service_ui(ui: &mut Ui, role: &mut AssumeRoleForm) {
    text_ui(
        ui,
        "Session policy",
        &mut role.policy,
        "JSON that narrows the session",
    );
    text_ui(
        ui,
        "STS region",
        &mut role.sts_region,
        "the profile's, else us-east-1",
    );
    text_ui(ui, "STS endpoint", &mut role.sts_endpoint, "AWS's own");
}

fn text_ui(ui: &mut Ui, label: &str, value: &mut String, hint: &str) {
    row(ui, label, size::LABEL, |ui| {
        let width = ui.available_width().min(WIDEST_OPTION);
        Field::mono(value, label).hint(hint).width(width).ui(ui);
    });
}
