//! The settings of one request: how it is sent, each with its default and why one would change it.

use eframe::egui::{Align, Id, Label, Layout, RichText, ScrollArea, Ui, vec2};

use crate::model::{CookieUse, Network, Protocol, Redirects, RequestSettings, TargetSpelling};
use crate::resolve::Setting;
use crate::ui::fonts;
use crate::ui::tokens::{size, tokens};
use crate::ui::widgets::choice::choice;
use crate::ui::widgets::field::Field;
use crate::ui::widgets::form_row::row;
use crate::ui::widgets::number::millis_ui;
use crate::ui::widgets::steady::steady;

/// Milliseconds for connecting unless the program or the request says otherwise.
pub const CONNECT_DEFAULT_MS: u64 = 10_000;
const VALUE: f32 = 196.0;
/// From this width on the settings stand in two columns.
const TWO_COLUMNS: f32 = 1_000.0;
/// Below this width the hint stands under its value.
const HINT_BESIDE: f32 = 480.0;

/// Draws the section.
pub fn settings_panel_ui(
    ui: &mut Ui,
    settings: &mut RequestSettings,
    inherited: &[(Setting, String)],
    network: &Network,
) {
    let base = ui.scope_id();
    ScrollArea::vertical()
        .id_salt("settings")
        .auto_shrink([false, true])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing = vec2(size::PAD, 6.0);
            inherited_ui(ui, inherited);
            let width = ui.available_width();
            if width < TWO_COLUMNS {
                choices_ui(ui, settings);
                texts_ui(ui, base, settings, network);
                return;
            }
            ui.horizontal_top(|ui| {
                let column = vec2((width - 2.0 * size::PAD) / 2.0, 0.0);
                ui.allocate_ui_with_layout(column, Layout::top_down(Align::Min), |ui| {
                    choices_ui(ui, settings);
                });
                ui.add_space(size::PAD);
                ui.vertical(|ui| texts_ui(ui, base, settings, network));
            });
        });
}

/// What a folder or collection says where the request is at its default.
fn inherited_ui(ui: &mut Ui, inherited: &[(Setting, String)]) {
    for (setting, from) in inherited {
        let text = format!(
            "{} comes from {from}: a choice here takes its place",
            name_of(*setting)
        );
        let text = RichText::new(text).color(tokens(ui.ctx()).second);
        ui.add(Label::new(text).wrap());
    }
}

fn name_of(setting: Setting) -> &'static str {
    match setting {
        Setting::Spelling => "Spelling of the URL",
        Setting::Protocol => "Version of HTTP",
        Setting::Redirects => "What happens at a redirect",
        Setting::Cookies => "Use of cookies",
        Setting::ConnectTo => "The address to connect to",
        Setting::ServerName => "The name in the certificate",
        Setting::ConnectTimeout => "Time for the connection",
        Setting::TotalTimeout => "Time for everything",
    }
}

fn choices_ui(ui: &mut Ui, settings: &mut RequestSettings) {
    let hint = match settings.spelling {
        TargetSpelling::Auto => "Canonical for the S3 family, else as typed",
        TargetSpelling::AsTyped => "Only what HTTP forbids is escaped",
        TargetSpelling::Canonical => "All but unreserved characters is escaped",
    };
    setting_ui(ui, "Spelling of the URL", hint, |ui| {
        let choices = [
            (TargetSpelling::Auto, "By service"),
            (TargetSpelling::AsTyped, "As typed"),
            (TargetSpelling::Canonical, "Canonical"),
        ];
        choice(ui, "Spelling of the URL", &mut settings.spelling, &choices, VALUE);
    });
    let hint = match settings.protocol {
        Protocol::Http1 => "The bytes sent are known and shown",
        Protocol::Http2 => "A header list is shown in place of bytes",
    };
    setting_ui(ui, "Protocol", hint, |ui| {
        let choices = [(Protocol::Http1, "HTTP/1.1"), (Protocol::Http2, "HTTP/2")];
        choice(ui, "Protocol", &mut settings.protocol, &choices, VALUE);
    });
    let hint = match settings.redirects {
        Redirects::Stop => "The redirect is shown, and you decide",
        Redirects::SameOrigin => "Signed again; another origin stops",
        Redirects::Everywhere => "To another origin without credentials",
    };
    setting_ui(ui, "Redirects", hint, |ui| {
        let choices = [
            (Redirects::Stop, "Stop"),
            (Redirects::SameOrigin, "Follow within the origin"),
            (Redirects::Everywhere, "Follow everywhere"),
        ];
        choice(ui, "Redirects", &mut settings.redirects, &choices, VALUE);
    });
    let hint = match settings.cookies {
        CookieUse::Auto => "Signed requests go without: AWS uses none",
        CookieUse::On => "Sent and kept, in signed requests too",
        CookieUse::Off => "No cookie is sent or kept",
    };
    setting_ui(ui, "Cookies", hint, |ui| {
        let choices = [
            (CookieUse::Auto, "For unsigned requests"),
            (CookieUse::On, "Always"),
            (CookieUse::Off, "Never"),
        ];
        choice(ui, "Cookies", &mut settings.cookies, &choices, VALUE);
    });
}

fn texts_ui(ui: &mut Ui, base: Id, settings: &mut RequestSettings, network: &Network) {
    let hint = "As 10.0.0.7:8443; Host and signature stay";
    steady_ui(ui, base, "Connect to", hint, |ui| {
        Field::mono(&mut settings.connect_to, "Connect to")
            .variables()
            .hint("the URL's host")
            .width(VALUE)
            .ui(ui);
    });
    let hint = "For SNI and certificate, as at VPC endpoints";
    steady_ui(ui, base, "Server name", hint, |ui| {
        Field::mono(&mut settings.server_name, "Server name")
            .variables()
            .hint("the host sent")
            .width(VALUE)
            .ui(ui);
    });
    let from_program = connect_default(network);
    let hint = "Name resolution, TCP and TLS; 0 for no limit";
    steady_ui(ui, base, "Connect timeout", hint, |ui| {
        millis_ui(
            ui,
            "Connect timeout",
            &mut settings.connect_timeout_ms,
            &from_program,
            VALUE,
        );
    });
    let from_program = total_default(network);
    let hint = "To the last byte; API Gateway waits 29 s";
    steady_ui(ui, base, "Total timeout", hint, |ui| {
        millis_ui(
            ui,
            "Total timeout",
            &mut settings.total_timeout_ms,
            &from_program,
            VALUE,
        );
    });
}

/// What an empty connect timeout means.
fn connect_default(network: &Network) -> String {
    from_program(network.connect_timeout_ms.unwrap_or(CONNECT_DEFAULT_MS))
}

/// What an empty total timeout means.
fn total_default(network: &Network) -> String {
    from_program(network.total_timeout_ms.unwrap_or_default())
}

fn from_program(millis: u64) -> String {
    format!("{}, from the program", limit_text(millis))
}

/// A time limit as typed: whole seconds are told as such.
pub fn limit_text(millis: u64) -> String {
    match millis {
        0 => "no limit".to_owned(),
        millis if millis.is_multiple_of(1_000) => format!("{} s", millis / 1_000),
        millis => format!("{millis} ms"),
    }
}

/// A setting with a field that keeps the cursor wherever it stands.
fn steady_ui(ui: &mut Ui, base: Id, label: &str, hint: &str, value: impl FnOnce(&mut Ui)) {
    setting_ui(ui, label, hint, |ui| steady(ui, base.with(label), value));
}

/// One setting: label, value, and why one would change it.
pub fn setting_ui(ui: &mut Ui, label: &str, hint: &str, value: impl FnOnce(&mut Ui)) {
    let colors = tokens(ui.ctx());
    let hint = RichText::new(hint).font(fonts::caption()).color(colors.third);
    if ui.available_width() < HINT_BESIDE {
        row(ui, label, size::LABEL, value);
        ui.horizontal(|ui| {
            ui.spacing_mut().interact_size.y = 16.0;
            ui.add_space(size::LABEL);
            ui.add(Label::new(hint).wrap());
        });
        return;
    }
    row(ui, label, size::LABEL, |ui| {
        value(ui);
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.add(Label::new(hint).truncate());
        });
    });
}

/// How many settings are not the default.
pub fn changed(settings: &RequestSettings) -> usize {
    let default = RequestSettings::default();
    [
        settings.spelling != default.spelling,
        settings.protocol != default.protocol,
        settings.redirects != default.redirects,
        settings.cookies != default.cookies,
        settings.connect_to != default.connect_to,
        settings.server_name != default.server_name,
        settings.connect_timeout_ms != default.connect_timeout_ms,
        settings.total_timeout_ms != default.total_timeout_ms,
    ]
    .into_iter()
    .filter(|changed| *changed)
    .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_changed_setting_counts_once() {
        let mut settings = RequestSettings::default();
        assert_eq!(changed(&settings), 0);
        settings.protocol = Protocol::Http2;
        settings.total_timeout_ms = Some(0);
        assert_eq!(changed(&settings), 2);
    }

    #[test]
    fn an_empty_time_says_what_it_means() {
        let mut network = Network::default();
        assert_eq!(connect_default(&network), "10 s, from the program");
        assert_eq!(total_default(&network), "no limit, from the program");
        network.connect_timeout_ms = Some(0);
        network.total_timeout_ms = Some(2_500);
        assert_eq!(connect_default(&network), "no limit, from the program");
        assert_eq!(total_default(&network), "2500 ms, from the program");
    }
}
