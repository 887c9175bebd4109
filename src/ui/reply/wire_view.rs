//! The request exactly as it was put on the connection.

use eframe::egui::text::LayoutJob;
use eframe::egui::{Color32, Label, RichText, ScrollArea, Ui};

use crate::model::{BodyPiece, Protocol, WireBody, WireRequest};
use crate::ui::fonts;
use crate::ui::glyphs::boxed;
use crate::ui::masking::{masked_query, masked_text, masked_value};
use crate::ui::presentation;
use crate::ui::reply::body_viewer::append_shown;
use crate::ui::tab::Masking;
use crate::ui::tokens::tokens;

/// How much of a body the view shows; the rest is counted.
const BODY_SHOWN: usize = 16 * 1024;

/// Draws request line, header lines and the start of the body.
pub fn wire_view_ui(ui: &mut Ui, wire: &WireRequest, protocol: Protocol, masking: Masking) {
    let colors = tokens(ui.ctx());
    let ctx = ui.ctx().clone();
    let mono = |text: String, ink: Color32| {
        let text = presentation::text(&ctx, &text);
        let text = boxed(&ctx, &fonts::mono(), &text);
        let mut job = LayoutJob::default();
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                job.append("\n", 0.0, crate::ui::reply::body_viewer::mono(ink));
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

/// What is shown of a body.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::ui) struct ShownBody {
    /// Each piece, or its start.
    pub texts: Vec<String>,
    /// Bytes in memory that are not shown.
    pub left_out: usize,
}

/// The first `room` bytes of those in memory, and a mark for each file; `length` is that of the whole body.
pub(in crate::ui) fn shown_body(body: &WireBody, length: u64, mut room: usize) -> ShownBody {
    let in_memory = |piece: &BodyPiece| match piece {
        BodyPiece::Bytes(bytes) => bytes.len(),
        BodyPiece::File(_) => 0,
    };
    let of_files = length.saturating_sub(body.pieces().iter().map(in_memory).sum::<usize>() as u64);
    let only_file = body.files().count() == 1;
    let mut shown = ShownBody {
        texts: Vec::new(),
        left_out: 0,
    };
    for piece in body.pieces() {
        match piece {
            BodyPiece::Bytes(bytes) => {
                let start = bytes.get(..room).unwrap_or(bytes);
                room -= start.len();
                shown.left_out += bytes.len() - start.len();
                if !start.is_empty() {
                    shown.texts.push(String::from_utf8_lossy(start).into_owned());
                }
            }
            BodyPiece::File(path) if only_file => {
                shown
                    .texts
                    .push(format!("[file {}, {of_files} bytes]", path.display()));
            }
            BodyPiece::File(path) => shown.texts.push(format!("[file {}]", path.display())),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::Arc;

    use bytes::Bytes;

    use super::*;

    fn file(path: &str) -> BodyPiece {
        BodyPiece::File(Arc::new(PathBuf::from(path)))
    }

    #[test]
    fn a_file_is_a_mark_between_the_bytes_around_it() {
        let pieces = [
            BodyPiece::Bytes(Bytes::from("head")),
            file("/a b"),
            BodyPiece::Bytes(Bytes::from("tail")),
        ];
        let shown = shown_body(&WireBody::new(pieces), 108, BODY_SHOWN);
        assert_eq!(shown.texts, ["head", "[file /a b, 100 bytes]", "tail"]);
        assert_eq!(shown.left_out, 0);
    }

    #[test]
    fn of_two_files_only_the_sum_is_known() {
        let shown = shown_body(&WireBody::new([file("/a"), file("/b")]), 7, BODY_SHOWN);
        assert_eq!(shown.texts, ["[file /a]", "[file /b]"]);
    }

    #[test]
    fn the_bytes_that_are_not_shown_are_counted_over_all_pieces() {
        let piece = || BodyPiece::Bytes(Bytes::from(vec![b'x'; BODY_SHOWN]));
        let shown = shown_body(
            &WireBody::new([piece(), piece()]),
            2 * BODY_SHOWN as u64,
            BODY_SHOWN,
        );
        assert_eq!((shown.texts.len(), shown.left_out), (1, BODY_SHOWN));
    }
}
