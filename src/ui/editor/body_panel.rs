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

use eframe::egui::{RichText, Ui};

use crate::model::{Body, BodyKind, RowId};
use crate::ui::action::Action;
use crate::ui::command::Command;
use crate::ui::context::PanelContext;
use crate::ui::draft::Draft;
use crate::ui::editor::content_type::{contradiction, contradiction_ui};
use crate::ui::editor::not_understood::{GivenUp, not_understood_ui};
use crate::ui::links;
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

/// What the section shows.
#[derive(Debug, Default)]
pub struct BodyEditorView {
    /// A row of a form or a part that was just added and takes the cursor.
    pub focus_row: Option<RowId>,
    /// The viewers of texts that are too large to edit: the body's or GraphQL query's, and the GraphQL variables'.
    pub large_texts: [LargeText; 2],
}

/// Draws the section.
pub fn body_panel_ui(
    ui: &mut Ui,
    view: &mut BodyEditorView,
    draft: &mut Draft,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    let width = ui.available_width();
    let head = ui.scope_id().with("head");
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = size::GAP;
        let body = &mut draft.request.http.body;
        let before = body.kind;
        let mut kinds = KINDS.to_vec();
        if body.kind == BodyKind::Raw {
            kinds.push(RAW);
        }
        if width < ALL_KINDS {
            choice(ui, "Body", &mut body.kind, &kinds, 140.0);
        } else {
            segmented(ui, "Body", &mut body.kind, &kinds);
        }
        if body.kind != before {
            body.unknown = None;
        }
        ui.add_space(size::GAP);
        steady(ui, head, |ui| head_ui(ui, draft, out));
    });
    if let Some(found) = contradiction(&draft.request.http) {
        contradiction_ui(ui, 0.0, &found, &mut draft.request.http.headers);
    }
    let ground = links::ground(ui);
    let below = ui.available_rect_before_wrap();
    let body = &mut draft.request.http.body;
    let [large, other] = &mut view.large_texts;
    let egui = ui.ctx().clone();
    ctx.links
        .field_focus
        .focusable(&egui, &[links::body()], || match body.kind {
            BodyKind::None if body.unknown.is_some() => {
                let unknown = body.unknown.clone();
                if let Some(unknown) = unknown
                    && not_understood_ui(ui, "a body", &unknown) == GivenUp::Yes
                {
                    body.unknown = None;
                }
            }
            BodyKind::None => {
                let text = "The request is sent without a body; what was typed is kept";
                ui.label(RichText::new(text).color(tokens(ui.ctx()).third));
            }
            BodyKind::Json | BodyKind::Xml | BodyKind::Text | BodyKind::Raw => {
                text::text_ui(ui, body, large, ctx, out);
            }
            BodyKind::Form => form::form_ui(ui, &mut body.form, view.focus_row.take(), out),
            BodyKind::Multipart => parts::parts_ui(ui, &mut body.parts, view.focus_row.take(), out),
            BodyKind::File => file::file_ui(ui, &mut body.file, &draft.live, out),
            BodyKind::GraphQl => graphql::graphql_ui(ui, &mut body.graphql, [large, other], ctx, out),
        });
    ground.of_places(ui, ctx.links, below, &[links::body()]);
}

/// Beside the kind: what can be done with a JSON text, and what is wrong with it.
fn head_ui(ui: &mut Ui, draft: &mut Draft, out: &mut Vec<Action>) {
    let Body {
        kind,
        text,
        boundary,
        graphql,
        ..
    } = &mut draft.request.http.body;
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
                let sent = draft.live.wire.as_ref().and_then(|wire| wire.body.in_memory());
                json_state::body_ui(ui, text, sent.as_ref());
            }
        }
        BodyKind::Multipart => parts::boundary_ui(ui, boundary),
        BodyKind::GraphQl => graphql::operation_ui(ui, &mut graphql.operation_name),
        _ => {}
    }
}
