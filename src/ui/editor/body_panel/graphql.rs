//! A GraphQL operation with its variables.

use eframe::egui::{Align, Layout, RichText, Ui, vec2};

use super::json_state::{CHECKED_BYTES, variables_ui};
use super::large::LargeText;
use super::text::editor_ui;
use crate::model::GraphQl;
use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::fonts;
use crate::ui::pick::TextPlace;
use crate::ui::tokens::{size, tokens};
use crate::ui::widgets::field::Field;

/// Share of the width for the query.
const QUERY_SHARE: f32 = 0.58;

/// The name of the operation, beside the kind.
pub fn operation_ui(ui: &mut Ui, name: &mut String) {
    let colors = tokens(ui.ctx());
    ui.label(RichText::new("Operation").color(colors.second));
    Field::mono(name, "Operation name")
        .hint("the only one")
        .width(220.0)
        .ui(ui);
}

/// Draws query and variables side by side.
pub fn graphql_ui(
    ui: &mut Ui,
    graphql: &mut GraphQl,
    [query_view, variables_view]: [&mut LargeText; 2],
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    let whole = ui.available_size();
    let query = (whole.x * QUERY_SHARE).round();
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = size::PAD;
        column_ui(ui, vec2(query, whole.y), |ui| {
            ui.horizontal(|ui| caption_ui(ui, "Query"));
            let hint = "query Pets($type: String) {\n  pets(type: $type) { id price }\n}";
            let place = (TextPlace::Query, hint);
            editor_ui(ui, &mut graphql.query, place, query_view, ctx, out);
        });
        column_ui(ui, vec2(whole.x - query - size::PAD, whole.y), |ui| {
            ui.horizontal(|ui| {
                caption_ui(ui, "Variables");
                if graphql.variables.len() <= CHECKED_BYTES {
                    variables_ui(ui, &graphql.variables);
                }
            });
            let hint = "{\n  \"type\": \"dog\"\n}";
            let place = (TextPlace::Variables, hint);
            editor_ui(ui, &mut graphql.variables, place, variables_view, ctx, out);
        });
    });
}

fn column_ui(ui: &mut Ui, size: eframe::egui::Vec2, add: impl FnOnce(&mut Ui)) {
    ui.allocate_ui_with_layout(size, Layout::top_down(Align::Min), |ui| {
        ui.set_min_size(size);
        ui.spacing_mut().item_spacing.y = 4.0;
        ui.spacing_mut().interact_size.y = 18.0;
        add(ui);
    });
}

fn caption_ui(ui: &mut Ui, text: &str) {
    let colors = tokens(ui.ctx());
    ui.label(RichText::new(text).font(fonts::caption()).color(colors.second));
}
