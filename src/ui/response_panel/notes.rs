//! Between the head of the body and its rows: what is not as it came, or not yet.

use eframe::egui::{Label, RichText, Ui};

use crate::text::measure::grouped;
use crate::text::{Document, View};
use crate::ui::body_viewer::BodyView;
use crate::ui::fonts;
use crate::ui::tokens::{size, tokens};
use crate::ui::widgets::bar::bar;

/// Draws a line for each remark.
pub fn notes_ui(ui: &mut Ui, viewer: &BodyView) {
    let colors = tokens(ui.ctx());
    for note in notes(viewer) {
        bar(
            ui,
            22.0,
            &mut (),
            |_, ()| {},
            |ui, ()| {
                ui.add_space(size::PAD);
                let text = RichText::new(note).font(fonts::caption()).color(colors.warning);
                ui.add(Label::new(text).truncate());
            },
        );
    }
}

fn notes(viewer: &BodyView) -> Vec<String> {
    let document = viewer.document();
    let mut notes = Vec::new();
    if let Some(why) = viewer.failed() {
        notes.push(format!(
            "A part of the body could not be read from its file: {why}"
        ));
    }
    if viewer.is_remaking() {
        notes.push("Being indented; as it came until then".to_owned());
    }
    notes.extend(replaced_note(document));
    if document.text_is_cut() {
        notes.push(
            "The text is too large to be decoded whole; its end is left out. Hex shows all of it".to_owned(),
        );
    }
    if viewer.view() == View::Pretty && document.is_whole() {
        if let Some(fault) = document.fault() {
            let place = format!(
                "line {}, character {}",
                grouped(fault.line as u64),
                grouped(fault.column as u64)
            );
            notes.push(format!("Not JSON from {place} on: {}", fault.error));
        }
        if document.pretty_is_cut() {
            notes.push("Too many rows to indent all of it; Raw shows the end".to_owned());
        }
    }
    notes
}

fn replaced_note(document: &Document) -> Option<String> {
    let count = document.replaced();
    let name = document.charset().charset.name();
    match count {
        0 => None,
        1 => Some(format!("One place is not {name} and is marked")),
        _ => Some(format!(
            "{} places are not {name} and are marked",
            grouped(count as u64)
        )),
    }
}
