//! The row of tabs over the request editor.

use eframe::egui::Ui;

use crate::model::{AuthKind, BodyKind, Request};
use crate::resolve::path_params::path_params;
use crate::ui::context::PanelContext;
use crate::ui::draft::Draft;
use crate::ui::editor::params_table;
use crate::ui::editor::settings_panel::changed;
use crate::ui::links;
use crate::ui::section::Section;
use crate::ui::tokens::{heights, size};
use crate::ui::widgets::bar::bar;
use crate::ui::widgets::section_tab::section_tab;

/// Draws the row and switches the section on a click.
pub fn section_tabs_ui(ui: &mut Ui, front: &mut Section, draft: &Draft, ctx: &PanelContext<'_>) {
    let http = &draft.request.http;
    let auth = match http.auth.kind {
        AuthKind::None => "",
        AuthKind::Basic => "Basic",
        AuthKind::Bearer => "Bearer token",
        AuthKind::ApiKey => "API key",
        AuthKind::AwsSignature => "AWS Signature",
        AuthKind::Inherit => "Inherit",
    };
    let sent = http.headers.iter().filter(|row| row.is_sent()).count();
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
    let docs = if draft.request.docs.trim().is_empty() {
        ""
    } else {
        "•"
    };
    let params = params_table::sent(http) + path_params(&http.url).len();
    let entries = [
        (Section::Params, "Params", counted(params)),
        (Section::Auth, "Auth", auth.to_owned()),
        (Section::Headers, "Headers", counted(sent)),
        (Section::Body, "Body", body.to_owned()),
        (Section::Checks, "Checks", counted(checks(&draft.request))),
        (
            Section::Settings,
            "Settings",
            counted(changed(&draft.request.settings)),
        ),
        (Section::Docs, "Docs", docs.to_owned()),
    ];
    let mut chosen = *front;
    let height = heights(ui.ctx()).section_tabs;
    bar(
        ui,
        height,
        &mut chosen,
        |_, _| {},
        |ui, chosen| {
            ui.add_space(size::PAD);
            ui.spacing_mut().item_spacing.x = 20.0;
            for (section, text, remark) in entries {
                let drawn = section_tab(ui, text, &remark, *front == section, height);
                if *front != section && ctx.links.lights(section, &http.url) {
                    links::point_out(ui, drawn.rect);
                }
                if drawn.clicked() {
                    *chosen = section;
                }
            }
        },
    );
    *front = chosen;
}

/// Assertions and captures that are carried out.
fn checks(request: &Request) -> usize {
    let assertions = request.assertions.iter().filter(|row| row.counts());
    let captures = request.captures.iter().filter(|row| row.counts());
    assertions.count() + captures.count()
}

/// A number, but nothing for none.
fn counted(number: usize) -> String {
    match number {
        0 => String::new(),
        number => number.to_string(),
    }
}
