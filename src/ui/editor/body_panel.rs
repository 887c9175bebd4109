//! The body section: a kind, and the editor of that kind. What was typed for another kind is kept.

mod file;
mod form;
mod graphql;
mod json_state;
mod large;
mod parts;
mod text;

pub use large::{LargeText, takes_paste};
pub use text::editor_ui;

use eframe::egui::{Align, Layout, RichText, Ui};

use crate::model::{Body, BodyKind};
use crate::ui::action::Action;
use crate::ui::command::Command;
use crate::ui::editor::content_type::{contradiction, contradiction_ui};
use crate::ui::field_focus;
use crate::ui::links;
use crate::ui::tab::Tab;
use crate::ui::tokens::{size, tokens};
use crate::ui::widgets::choice::choice;
use crate::ui::widgets::segmented::segmented;
use crate::ui::widgets::steady::steady;

/// Below this width the kinds are a list that opens.
const ALL_KINDS: f32 = 760.0;

const KINDS: [(BodyKind, &str); 8] = [
    (BodyKind::None, "None"),
    (BodyKind::Json, "JSON"),
    (BodyKind::Xml, "XML"),
    (BodyKind::Text, "Text"),
    (BodyKind::Form, "Form"),
    (BodyKind::Multipart, "Multipart"),
    (BodyKind::File, "File"),
    (BodyKind::GraphQl, "GraphQL"),
];
/// Only offered while it is the kind: it comes from a command line.
const RAW: (BodyKind, &str) = (BodyKind::Raw, "Raw");

/// Draws the section.
pub fn body_panel_ui(ui: &mut Ui, tab: &mut Tab, out: &mut Vec<Action>) {
    let width = ui.available_width();
    let head = ui.scope_id().with("head");
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = size::GAP;
        let body = &mut tab.request.http.body;
        let mut kinds = KINDS.to_vec();
        if body.kind == BodyKind::Raw {
            kinds.push(RAW);
        }
        if width < ALL_KINDS {
            choice(ui, "Body", &mut body.kind, &kinds, 140.0);
        } else {
            segmented(ui, "Body", &mut body.kind, &kinds);
        }
        ui.add_space(size::GAP);
        steady(ui, head, |ui| head_ui(ui, tab, out));
    });
    if let Some(found) = contradiction(&tab.request.http) {
        contradiction_ui(ui, 0.0, &found, &mut tab.request.http.headers);
    }
    let ground = links::ground(ui);
    let below = ui.available_rect_before_wrap();
    let body = &mut tab.request.http.body;
    let [large, other] = &mut tab.large_texts;
    let ctx = ui.ctx().clone();
    field_focus::focusable(&ctx, &[links::body()], || match body.kind {
        BodyKind::None => {
            let text = "The request is sent without a body; what was typed is kept";
            ui.label(RichText::new(text).color(tokens(ui.ctx()).third));
        }
        BodyKind::Json | BodyKind::Xml | BodyKind::Text | BodyKind::Raw => {
            text::text_ui(ui, body, large, out);
        }
        BodyKind::Form => form::form_ui(ui, &mut body.form, tab.focus_row.take(), out),
        BodyKind::Multipart => parts::parts_ui(ui, &mut body.parts, tab.focus_row.take(), out),
        BodyKind::File => file::file_ui(ui, &mut body.file, &tab.live, out),
        BodyKind::GraphQl => graphql::graphql_ui(ui, &mut body.graphql, [large, other], out),
    });
    ground.of_places(ui, below, &[links::body()]);
}

/// Beside the kind: what can be done with a JSON text, and what is wrong with it.
fn head_ui(ui: &mut Ui, tab: &mut Tab, out: &mut Vec<Action>) {
    let Body {
        kind,
        text,
        boundary,
        graphql,
        ..
    } = &mut tab.request.http.body;
    match kind {
        BodyKind::Json if !text.is_empty() => {
            for (command, name) in [
                (Command::BeautifyBody, "Beautify"),
                (Command::MinifyBody, "Minify"),
            ] {
                let button = ui.button(name).on_hover_text(command.text_and_tooltip().1);
                if button.clicked() {
                    out.push(Action::Run(command));
                }
            }
            if text.len() <= json_state::CHECKED_BYTES {
                let sent = tab.live.wire.as_ref().and_then(|wire| wire.body.in_memory());
                json_state::body_ui(ui, text, sent.as_ref());
            }
        }
        BodyKind::Multipart => parts::boundary_ui(ui, boundary),
        BodyKind::GraphQl => graphql::operation_ui(ui, &mut graphql.operation_name),
        _ => {}
    }
}

/// Lays out a row of the section: a label in the column of labels, then `field`.
fn labelled_ui(ui: &mut Ui, label: &str, field: impl FnOnce(&mut Ui)) {
    ui.with_layout(Layout::top_down(Align::Min), |ui| {
        crate::ui::editor::auth_panel::row(ui, label, size::LABEL, field);
    });
}
