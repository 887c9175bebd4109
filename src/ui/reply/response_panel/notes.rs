//! Between the head of the body and its rows: what is not as it came, or not yet.

use eframe::egui::{Label, RichText, Ui};

use crate::text::measure::grouped;
use crate::text::{Document, Kind, View};
use crate::ui::body_viewer::BodyView;
use crate::ui::fonts;
use crate::ui::tokens::{size, tokens};
use crate::ui::widgets::bar::bar;

/// Draws a line for each remark.
pub fn notes_ui(ui: &mut Ui, viewer: &BodyView) {
    for note in notes(viewer) {
        note_ui(ui, &note);
    }
}

/// Draws a line when a body is no picture and its content type says it is one.
pub fn picture_note_ui(ui: &mut Ui, content_type: Option<&str>, kind: Kind) {
    if let Some(note) = picture_note(content_type, kind) {
        note_ui(ui, &note);
    }
}

fn picture_note(content_type: Option<&str>, kind: Kind) -> Option<String> {
    let media = content_type?.split(';').next()?.trim().to_ascii_lowercase();
    let format = media.strip_prefix("image/")?;
    match kind {
        Kind::Image(_) | Kind::Empty => None,
        Kind::Binary if matches!(format, "avif" | "heic" | "heif" | "jxl" | "tiff" | "jp2") => {
            Some(format!("Pictures of the type {media} are not drawn here"))
        }
        _ => Some(format!(
            "The content type says {media}, and the bytes are no picture that is known here"
        )),
    }
}

fn note_ui(ui: &mut Ui, note: &str) {
    let colors = tokens(ui.ctx());
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

fn notes(viewer: &BodyView) -> Vec<String> {
    let document = viewer.document();
    let mut notes = Vec::new();
    if let Some(why) = viewer.failed() {
        notes.push(format!(
            "A part of the body could not be read from its file: {why}"
        ));
    }
    if viewer.is_being_indented() {
        notes.push("The rest is being indented".to_owned());
    } else if viewer.is_remaking() {
        notes.push("Being read again".to_owned());
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::kind::ImageKind;

    #[test]
    fn a_content_type_that_promises_a_picture_is_held_to_it() {
        let says = |media: &str, kind: Kind| picture_note(Some(media), kind).unwrap_or_default();
        assert!(says("image/png", Kind::Json).contains("says image/png"));
        assert!(says("Image/JPEG; q=1", Kind::Binary).contains("says image/jpeg"));
        assert!(says("image/avif", Kind::Binary).contains("not drawn here"));
        assert_eq!(says("image/jpeg", Kind::Image(ImageKind::Png)), "");
        assert_eq!(says("application/json", Kind::Binary), "");
        assert_eq!(picture_note(None, Kind::Binary), None);
    }
}
