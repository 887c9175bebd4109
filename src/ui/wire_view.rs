//! The request exactly as it was put on the connection.

use eframe::egui::{Label, RichText, ScrollArea, Ui};

use super::fonts;
use super::masking::{masked_query, masked_text, masked_value};
use super::tab::Masking;
use super::tokens::tokens;
use crate::model::WireRequest;

/// How much of a body the view shows; the rest is counted.
const BODY_SHOWN: usize = 16 * 1024;

/// Draws request line, header lines and the start of the body.
pub fn wire_view_ui(ui: &mut Ui, wire: &WireRequest, masking: Masking) {
    let colors = tokens(ui.ctx());
    let mono = |text: String, ink| {
        Label::new(RichText::new(text).font(fonts::mono()).color(ink))
            .wrap()
            .selectable(true)
    };
    ScrollArea::vertical()
        .id_salt("wire")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            let to = format!("to {} over HTTP/1.1", wire.endpoint.authority());
            ui.label(RichText::new(to).font(fonts::caption()).color(colors.third));
            let target = masked_query(&masked_text(&wire.target, masking), masking);
            let line = format!("{} {target} HTTP/1.1", wire.method.as_str());
            ui.add(mono(line, colors.path));
            for header in &wire.headers {
                let text = format!("{}: {}", header.name.as_str(), masked_value(header, masking));
                ui.add(mono(text, colors.header));
            }
            ui.add_space(8.0);
            let body = wire.body.in_memory().unwrap_or_default();
            if !body.is_empty() {
                let shown = body.get(..BODY_SHOWN).unwrap_or(&body);
                ui.add(mono(String::from_utf8_lossy(shown).into_owned(), colors.payload));
                if body.len() > BODY_SHOWN {
                    let rest = format!("and {} more bytes", body.len() - BODY_SHOWN);
                    ui.label(RichText::new(rest).font(fonts::caption()).color(colors.third));
                }
            }
        });
}
