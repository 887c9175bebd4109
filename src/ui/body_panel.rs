//! The body section: none, JSON or text.

use eframe::egui::{Align, Label, Layout, RichText, ScrollArea, TextEdit, Ui, vec2};

use super::action::Action;
use super::command::Command;
use super::tokens::{size, tokens};
use super::widgets::segmented::segmented;
use super::{fonts, icons};
use crate::model::{Body, BodyKind};

/// Above this size the text is not put into egui's editor, which lays out all of it at every change.
const EDITABLE_BYTES: usize = 250_000;

/// Draws the section.
pub fn body_panel_ui(ui: &mut Ui, body: &mut Body, out: &mut Vec<Action>) {
    let colors = tokens(ui.ctx());
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = size::PAD;
        let choices = [
            (BodyKind::None, "None"),
            (BodyKind::Json, "JSON"),
            (BodyKind::Text, "Text"),
        ];
        segmented(ui, "Body", &mut body.kind, &choices);
        if body.kind == BodyKind::Json && !body.text.is_empty() {
            if ui
                .button("Beautify")
                .on_hover_text(Command::BeautifyBody.text_and_tooltip().1)
                .clicked()
            {
                out.push(Action::Run(Command::BeautifyBody));
            }
            if body.text.len() <= EDITABLE_BYTES {
                json_state_ui(ui, &body.text);
            }
        }
    });
    match body.kind {
        BodyKind::None => {
            ui.label(
                RichText::new("The request is sent without a body; what was typed is kept")
                    .color(colors.third),
            );
        }
        _ if body.text.len() > EDITABLE_BYTES => large_ui(ui, body),
        _ => editor_ui(ui, body),
    }
}

fn editor_ui(ui: &mut Ui, body: &mut Body) {
    let colors = tokens(ui.ctx());
    let hint = match body.kind {
        BodyKind::Json => "{\n  \"type\": \"dog\",\n  \"price\": 249.99\n}",
        _ => "Text, sent as it stands",
    };
    ScrollArea::vertical()
        .id_salt("body editor")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            let size = vec2(ui.available_width(), ui.available_height());
            let edit = TextEdit::multiline(&mut body.text)
                .code_editor()
                .font(fonts::mono())
                .hint_text(RichText::new(hint).font(fonts::mono()).color(colors.third))
                .margin(eframe::egui::Margin::symmetric(12, 8))
                .min_size(size)
                .desired_width(size.x);
            ui.add(edit).accessible_name("Body");
        });
}

/// A body too large for the editor: kept, sent, and replaceable.
fn large_ui(ui: &mut Ui, body: &mut Body) {
    let colors = tokens(ui.ctx());
    let figure = crate::text::measure::human_bytes(body.text.len() as u64);
    ui.label(
        RichText::new(format!(
            "{figure} of text: too large to edit here, and sent as it stands"
        ))
        .color(colors.second),
    );
    if ui.button("Remove the text").clicked() {
        body.text.clear();
    }
}

/// Whether the text is JSON, with line and column of the first mistake.
fn json_state_ui(ui: &mut Ui, text: &str) {
    let colors = tokens(ui.ctx());
    let (icon, ink, sentence) = match serde_json::from_str::<serde::de::IgnoredAny>(text) {
        Ok(_) => (icons::CHECK, colors.good, "Valid JSON".to_owned()),
        Err(error) => (
            icons::TRIANGLE_ALERT,
            colors.warning,
            format!(
                "Not JSON at line {}, column {}; sent as it stands",
                error.line(),
                error.column()
            ),
        ),
    };
    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.label(
            RichText::new(icon)
                .font(fonts::icons(size::CAPTION + 1.0))
                .color(ink),
        );
        ui.add(
            Label::new(
                RichText::new(sentence)
                    .font(fonts::caption())
                    .color(colors.second),
            )
            .truncate(),
        );
    });
}
