//! The charset of the body, what decided it, and the choice of another one.

use eframe::egui::{Button, Popup, RichText, ScrollArea, Ui};

use crate::text::charset::{Charset, DecidedBy, NAMES};
use crate::text::{Document, Kind};
use crate::ui::body_viewer::BodyView;
use crate::ui::fonts;
use crate::ui::tokens::tokens;

/// Width of the list.
const LIST: f32 = 200.0;
/// Height of the list, in points.
const LIST_HEIGHT: f32 = 260.0;

/// Draws the name of the charset, with the list behind it.
pub fn charset_ui(ui: &mut Ui, viewer: &mut BodyView) {
    let colors = tokens(ui.ctx());
    let decision = viewer.document().charset();
    let shown = decision.charset.name();
    let text = RichText::new(shown).font(fonts::caption()).color(colors.second);
    let response = ui
        .add(Button::new(text).frame(false))
        .accessible_name(format!("Charset: {shown}"))
        .on_hover_text(words(viewer.document()));
    let mut chosen = None;
    Popup::menu(&response).width(LIST).show(|ui| {
        ScrollArea::vertical().max_height(LIST_HEIGHT).show(ui, |ui| {
            let is_own = decision.by != DecidedBy::Choice;
            let own = ui.add(Button::selectable(is_own, "As the body says"));
            if own.accessible_name("Charset: as the body says").clicked() {
                chosen = Some(None);
            }
            for name in NAMES {
                let entry = ui.add(Button::selectable(!is_own && name == shown, name));
                if entry.accessible_name(format!("Charset: choose {name}")).clicked() {
                    chosen = Some(Charset::by_name(name));
                }
            }
            if chosen.is_some() {
                ui.close();
            }
        });
    });
    if let Some(charset) = chosen {
        viewer.reopen(charset);
    }
}

/// `JSON in UTF-8, from the content type`.
fn words(document: &Document) -> String {
    let decision = document.charset();
    let kind = match document.kind() {
        Kind::Empty => "Nothing",
        Kind::Json => "JSON",
        Kind::Xml => "XML",
        Kind::Html => "HTML",
        Kind::Form => "A form",
        Kind::EventStream => "Server-sent events",
        Kind::Image(_) => "An image",
        Kind::Text => "Text",
        Kind::Binary => "Bytes that are no text",
    };
    format!("{kind} in {}, {}", decision.charset.name(), decision.by.words())
}
