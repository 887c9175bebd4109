//! A file as the body.

use eframe::egui::{Button, RichText, Ui};

use crate::model::FileBody;
use crate::ui::action::Action;
use crate::ui::pick::PickTarget;
use crate::ui::tokens::{size, tokens};
use crate::ui::widgets::field::Field;

const BROWSE: f32 = 84.0;
const WIDEST: f32 = 640.0;

/// Draws path, Browse and content type.
pub fn file_ui(ui: &mut Ui, file: &mut FileBody, out: &mut Vec<Action>) {
    let colors = tokens(ui.ctx());
    super::labelled_ui(ui, "File", |ui| {
        let width = (ui.available_width() - BROWSE).min(WIDEST);
        Field::mono(&mut file.path, "Path of the body's file")
            .hint("Path, or drop a file on the window")
            .width(width)
            .ui(ui);
        let browse = ui.add_sized([BROWSE, size::FIELD], Button::new("Browse…"));
        let browse = browse.accessible_name("Browse for the body's file");
        if browse.clicked() {
            out.push(Action::Browse(PickTarget::BodyFile));
        }
    });
    super::labelled_ui(ui, "Content type", |ui| {
        Field::mono(&mut file.content_type, "Content type of the file")
            .hint("by the file's extension")
            .width(WIDEST / 2.0)
            .ui(ui);
    });
    super::labelled_ui(ui, "", |ui| {
        let text =
            "The file is hashed first and then sent as it is read; a change in between stops the request";
        ui.label(RichText::new(text).color(colors.third));
    });
}
