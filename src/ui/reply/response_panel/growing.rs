//! A reply whose body is still coming: its head, and what has come of the body.

use eframe::egui::{RichText, Ui};

use super::{content_type_ui, headers_ui, layout_of, layout_ui, quiet, tools_ui, viewer_ui};
use crate::engine::GrowingForm;
use crate::model::ResponseHead;
use crate::text::Kind;
use crate::text::document::FIRST_LOOK_BYTES;
use crate::ui::action::Action;
use crate::ui::body_viewer::{BodyView, Follow};
use crate::ui::context::PanelContext;
use crate::ui::fonts;
use crate::ui::last_exchange::Sending;
use crate::ui::reply::response_view::{BodyLayout, ResponsePage, ResponseView};
use crate::ui::tokens::size;
use crate::ui::widgets::bar::bar;
use crate::ui::widgets::pane_head::padded;

/// Draws what has come.
pub fn growing_ui(
    ui: &mut Ui,
    sending: &Sending,
    response: &mut ResponseView,
    viewer: &mut BodyView,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    let Some(head) = sending.progress.head() else {
        return;
    };
    let head = head.as_ref();
    let colors = ctx.tokens;
    match response.page {
        ResponsePage::Body => {}
        ResponsePage::Headers => {
            headers_ui(ui, head, ctx);
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
    let first = || sending.body.prefix(FIRST_LOOK_BYTES);
    viewer.grow(sending.send, content_type, first, len.min(FIRST_LOOK_BYTES));
    let layout = layout_of(response.layout, viewer.document());
    let follow = if goes_on(head, viewer.document().kind()) {
        Follow::FromTheStart
    } else {
        Follow::AtTheEnd
    };
    let form = match (layout, follow) {
        (BodyLayout::Pretty | BodyLayout::Tree, Follow::AtTheEnd) => GrowingForm::Indented,
        _ => GrowingForm::AsItCame,
    };
    let grows =
        len > FIRST_LOOK_BYTES && viewer.grow_on(sending.send, content_type, &sending.body, follow, form);
    let layout = layout_of(response.layout, viewer.document());
    let right = |ui: &mut Ui, response: &mut ResponseView| {
        layout_ui(ui, response, layout, viewer.document());
        tools_ui(ui, layout, viewer, out);
        ui.add_space(size::PAD);
    };
    bar(ui, 38.0, response, right, |ui, _| {
        ui.add_space(size::PAD);
        content_type_ui(ui, head);
        let note = match form {
            // The tree says so itself.
            _ if layout == BodyLayout::Tree || len <= FIRST_LOOK_BYTES => None,
            _ if !grows => Some("the beginning, until all of it is here"),
            GrowingForm::Indented => Some("grows in steps"),
            GrowingForm::AsItCame => None,
        };
        if let Some(note) = note {
            let text = RichText::new(note).font(fonts::caption());
            ui.label(text.color(colors.third));
        }
    });
    viewer_ui(ui, response.layout, viewer, ctx, out);
}

/// Whether what came last is what matters: a body that has no end that is known, and no shape that ends, as
/// server-sent events and logs.
fn goes_on(head: &ResponseHead, kind: Kind) -> bool {
    let content_type = head
        .header("content-type")
        .unwrap_or_default()
        .to_ascii_lowercase();
    let in_lines = ["ndjson", "jsonl", "json-seq", "stream", "lines"];
    let has_shape = matches!(kind, Kind::Json | Kind::Xml | Kind::Html)
        && !in_lines.iter().any(|word| content_type.contains(word));
    head.header("content-length").is_none() && !has_shape
}
