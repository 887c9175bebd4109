//! The roles that are assumed on top of a source, one row each, with what a role may ask for below it.

use eframe::egui::{RichText, Ui};

use crate::model::AssumeRoleForm;
use crate::ui::icons;
use crate::ui::tokens::size;
use crate::ui::widgets::field::Field;
use crate::ui::widgets::form_row::row;
use crate::ui::widgets::icon_button::icon_button;
use crate::ui::widgets::number::{Empty, number_ui};

/// Room for the two buttons behind a role.
const BUTTONS: f32 = 84.0;
/// Width of the field for the duration.
const SECONDS: f32 = 104.0;
/// `DurationSeconds` goes up to twelve hours.
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>
const LONGEST: u64 = 43_200;

/// Which role's options are shown, counted from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpenRole(pub Option<usize>);

/// Draws a row for each role, in the order in which they are assumed.
pub fn role_rows_ui(ui: &mut Ui, roles: &mut Vec<AssumeRoleForm>, open: &mut OpenRole, width: f32) {
    let mut removed = None;
    let many = roles.len() > 1;
    for (at, role) in roles.iter_mut().enumerate() {
        let name = if many {
            format!("Role {}", at + 1)
        } else {
            "Role".to_owned()
        };
        row(ui, &name, size::LABEL, |ui| {
            Field::mono(&mut role.role_arn, &format!("ARN of {}", name.to_lowercase()))
                .hint("arn:aws:iam::123456789012:role/Name")
                .width(width - BUTTONS)
                .ui(ui);
            let (icon, next) = if open.0 == Some(at) {
                (icons::CHEVRON_DOWN, None)
            } else {
                (icons::CHEVRON_RIGHT, Some(at))
            };
            if icon_button(ui, icon, &format!("Options of {}", name.to_lowercase())).clicked() {
                open.0 = next;
            }
            if icon_button(ui, icons::X, &format!("Remove {}", name.to_lowercase())).clicked() {
                removed = Some(at);
            }
        });
        if open.0 == Some(at) {
            options_ui(ui, role, width);
        }
    }
    if let Some(at) = removed {
        roles.remove(at);
        open.0 = None;
    }
}

fn options_ui(ui: &mut Ui, role: &mut AssumeRoleForm, width: f32) {
    let mut text = |label: &str, value: &mut String, hint: &str| {
        row(ui, label, size::LABEL, |ui| {
            Field::mono(value, label).hint(hint).width(width).ui(ui);
        });
    };
    text("Session name", &mut role.session_name, "one is made up");
    text(
        "External ID",
        &mut role.external_id,
        "what the owner of the role asks for",
    );
    text(
        "MFA device",
        &mut role.mfa_serial,
        "serial number or ARN; the code is asked for",
    );
    text(
        "Session policy",
        &mut role.policy,
        "JSON that narrows the session",
    );
    text(
        "STS region",
        &mut role.sts_region,
        "that of the profile, else us-east-1",
    );
    text("STS endpoint", &mut role.sts_endpoint, "AWS's own");
    row(ui, "Duration", size::LABEL, |ui| {
        let mut seconds = role.duration_seconds.map(u64::from);
        let kinds = (LONGEST, Empty::None);
        let (_, typed) = number_ui(ui, "Duration in seconds", &mut seconds, kinds, "3600", SECONDS);
        role.duration_seconds = seconds.and_then(|seconds| u32::try_from(seconds).ok());
        ui.label("s");
        if let Some(fault) = typed.fault("seconds") {
            ui.label(RichText::new(fault));
        }
    });
}
