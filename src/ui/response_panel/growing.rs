//! A reply whose body is still coming: its head, and the beginning of the body.

use eframe::egui::{RichText, Ui};

use super::{content_type_ui, headers_ui, layout_of, layout_ui, padded, quiet, viewer_ui};
use crate::model::ResponseHead;
use crate::text::document::FIRST_LOOK_BYTES;
use crate::ui::action::Action;
use crate::ui::body_viewer::BodyView;
use crate::ui::fonts;
use crate::ui::tab::{ResponsePage, ResponseView, Sending};
use crate::ui::tokens::{size, tokens};
use crate::ui::widgets::bar::bar;

/// Draws what has come.
pub fn growing_ui(
    ui: &mut Ui,
    sending: &Sending,
    response: &mut ResponseView,
    viewer: &mut BodyView,
    out: &mut Vec<Action>,
) {
    let Some(head) = sending.progress.head() else {
        return;
    };
    let head = head.as_ref();
    let colors = tokens(ui.ctx());
    match response.page {
        ResponsePage::Body => {}
        ResponsePage::Headers => {
            headers_ui(ui, head, colors);
            return;
        }
        ResponsePage::Timeline | ResponsePage::Wire | ResponsePage::Compare => {
            padded(ui, |ui| quiet(ui, "Shown when the body has come"));
            return;
        }
    }
    if sending.body.is_empty() {
        padded(ui, |ui| quiet(ui, "No byte of the body has come yet"));
        return;
    }
    let len = usize::try_from(sending.body.len()).unwrap_or(usize::MAX);
    let content_type = head.header("content-type");
    let newest = (len > FIRST_LOOK_BYTES && goes_on(head))
        .then(|| sending.body.recent(FIRST_LOOK_BYTES))
        .flatten();
    let note = if let Some(newest) = &newest {
        viewer.follow(sending.send, content_type, newest, len);
        "the newest part, until it ends"
    } else {
        let first = || sending.body.prefix(FIRST_LOOK_BYTES);
        viewer.grow(sending.send, content_type, first, len.min(FIRST_LOOK_BYTES));
        "the beginning, until all of it is here"
    };
    let layout = layout_of(response.layout, viewer.document());
    let right = |ui: &mut Ui, response: &mut ResponseView| {
        ui.add_space(size::PAD);
        layout_ui(ui, response, layout, viewer.document());
    };
    bar(ui, 38.0, response, right, |ui, _| {
        ui.add_space(size::PAD);
        content_type_ui(ui, head);
        if len > FIRST_LOOK_BYTES {
            let text = RichText::new(note).font(fonts::caption());
            ui.label(text.color(colors.third));
        }
    });
    viewer_ui(ui, response.layout, viewer, out);
}

/// Whether a body has no end that is known: then what came last is what matters, as in server-sent events and logs.
fn goes_on(head: &ResponseHead) -> bool {
    head.header("content-length").is_none()
}
