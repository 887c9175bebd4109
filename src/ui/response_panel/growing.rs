//! A reply whose body is still coming: its head, and the beginning of the body.

use eframe::egui::{RichText, Ui};

use super::{content_type_ui, headers_ui, padded, quiet};
use crate::text::{LineIndex, Syntax};
use crate::ui::body_viewer::{Viewed, Wrap, body_viewer_ui};
use crate::ui::fonts;
use crate::ui::tab::{ResponsePage, Sending};
use crate::ui::tokens::{size, tokens};
use crate::ui::widgets::bar::bar;

/// Bytes of a growing body that are drawn: wrapping them takes well below a frame.
const SHOWN_BYTES: usize = 64 * 1024;

/// Draws what has come.
pub fn growing_ui(ui: &mut Ui, sending: &Sending, page: ResponsePage, wrap: &mut Wrap) {
    let Some(head) = sending.progress.head() else {
        return;
    };
    let colors = tokens(ui.ctx());
    match page {
        ResponsePage::Body => {}
        ResponsePage::Headers => {
            headers_ui(ui, &head, colors);
            return;
        }
        ResponsePage::Timeline | ResponsePage::Wire => {
            padded(ui, |ui| quiet(ui, "Shown when the body has come"));
            return;
        }
    }
    if sending.body.is_empty() {
        padded(ui, |ui| quiet(ui, "No byte of the body has come yet"));
        return;
    }
    let bytes = sending.body.prefix(SHOWN_BYTES);
    bar(
        ui,
        38.0,
        &mut (),
        |_, ()| {},
        |ui, ()| {
            ui.add_space(size::PAD);
            content_type_ui(ui, &head);
            if bytes.len() == SHOWN_BYTES {
                let text = RichText::new("the beginning, until all of it is here").font(fonts::caption());
                ui.label(text.color(colors.third));
            }
        },
    );
    let body = Viewed {
        bytes: &bytes,
        lines: &LineIndex::default(),
        syntax: Syntax::guess(head.header("content-type"), &bytes),
    };
    body_viewer_ui(ui, body, wrap);
}
