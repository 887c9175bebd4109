//! The row of tabs over the request editor.

use eframe::egui::Ui;

use super::settings_panel::changed;
use super::tab::{Section, Tab};
use super::tokens::size;
use super::widgets::bar::bar;
use super::widgets::section_tab::section_tab;
use crate::model::{AuthKind, BodyKind};

/// Draws the row and switches the section on a click.
pub fn section_tabs_ui(ui: &mut Ui, tab: &mut Tab) {
    let http = &tab.request.http;
    let auth = match http.auth.kind {
        AuthKind::None => "",
        AuthKind::AwsSignature => "AWS Signature",
    };
    let sent = http.headers.iter().filter(|row| row.is_sent()).count();
    let headers = if sent == 0 {
        String::new()
    } else {
        sent.to_string()
    };
    let body = match http.body.kind {
        BodyKind::None => "",
        BodyKind::Json => "JSON",
        BodyKind::Text | BodyKind::Raw => "Text",
        BodyKind::Xml => "XML",
        BodyKind::Form => "Form",
        BodyKind::Multipart => "Multipart",
        BodyKind::File => "File",
        BodyKind::GraphQl => "GraphQL",
    };
    let settings = match changed(&tab.request.settings) {
        0 => String::new(),
        count => count.to_string(),
    };
    let entries = [
        (Section::Auth, "Auth", auth),
        (Section::Headers, "Headers", headers.as_str()),
        (Section::Body, "Body", body),
        (Section::Settings, "Settings", settings.as_str()),
    ];
    let mut chosen = tab.section;
    bar(
        ui,
        size::SECTION_TABS,
        &mut chosen,
        |_, _| {},
        |ui, chosen| {
            ui.add_space(size::PAD);
            ui.spacing_mut().item_spacing.x = 20.0;
            for (section, text, remark) in entries {
                if section_tab(ui, text, remark, tab.section == section, size::SECTION_TABS).clicked() {
                    *chosen = section;
                }
            }
        },
    );
    tab.section = chosen;
}
