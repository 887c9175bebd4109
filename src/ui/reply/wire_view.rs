//! The request exactly as it was put on the connection.

use eframe::egui::text::LayoutJob;
use eframe::egui::{Color32, Label, RichText, ScrollArea, Ui};

use crate::model::{Protocol, WireRequest};
use crate::ui::context::PanelContext;
use crate::ui::fonts;
use crate::ui::masking::{Masking, masked_query, masked_text, masked_value};
use crate::ui::mono_text::{self, append_shown};
use crate::ui::shown_body::shown_body;

/// How much of a body the view shows; the rest is counted.
const BODY_SHOWN: usize = 16 * 1024;

/// Draws request line, header lines and the start of the body.
pub fn wire_view_ui(
    ui: &mut Ui,
    wire: &WireRequest,
    protocol: Protocol,
    masking: Masking,
    ctx: &PanelContext<'_>,
) {
    let colors = ctx.tokens;
    let mono = |text: String, ink: Color32| {
        let text = ctx.presentation.text(&text);
        let mut job = LayoutJob::default();
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                job.append("\n", 0.0, mono_text::mono(ink));
            }
            append_shown(&mut job, line.strip_suffix('\r').unwrap_or(line), ink, colors);
        }
        Label::new(job).wrap().selectable(true)
    };
    ScrollArea::vertical()
        .id_salt("wire")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            let to = wire.endpoint.authority();
            let (to, version) = match protocol {
                Protocol::Http1 => (format!("to {to} over HTTP/1.1"), " HTTP/1.1"),
                Protocol::Http2 => (format!("to {to} over HTTP/2: a header list, not bytes"), ""),
            };
            ui.label(RichText::new(to).font(fonts::caption()).color(colors.third));
            let target = masked_query(&masked_text(&wire.target, masking), masking);
            let line = format!("{} {target}{version}", wire.method.as_str());
            ui.add(mono(line, colors.path));
            for header in &wire.headers {
                let text = format!("{}: {}", header.name.as_str(), masked_value(header, masking));
                ui.add(mono(text, colors.header));
            }
            ui.add_space(8.0);
            let body = shown_body(&wire.body, wire.digest.length, BODY_SHOWN);
            for text in body.texts {
                ui.add(mono(text, colors.payload));
            }
            if body.left_out > 0 {
                let rest = format!("and {} more bytes", body.left_out);
                ui.label(RichText::new(rest).font(fonts::caption()).color(colors.third));
            }
        });
}
