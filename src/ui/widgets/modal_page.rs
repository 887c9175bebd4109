//! A page over the window, with the manners that all of them share: a title, and closed by Escape or a click beside it.

use eframe::egui::{Context, Frame, Id, Modal, RichText, Ui, Vec2};

use crate::ui::fonts;
use crate::ui::page::Verdict;
use crate::ui::tokens::tokens;

/// Room that is left beside a page in a narrow window.
const BESIDE: f32 = 60.0;

/// A page stands where its size of the frame before has put it: one that grew or shrank is drawn once more.
fn centred_again(ctx: &Context, id: &'static str, size: Vec2) {
    let place = Id::unique(id).with("size");
    let before = ctx.data(|data| data.get_temp::<Vec2>(place));
    if before != Some(size) {
        ctx.data_mut(|data| data.insert_temp(place, size));
        ctx.request_repaint();
    }
}

/// Draws a page of at most `width` points. `id` tells it from other pages; `add` draws what is below the title, and says
/// whether the page stays.
pub fn modal_page(
    ui: &Ui,
    id: &'static str,
    width: f32,
    title: &str,
    add: impl FnOnce(&mut Ui) -> Verdict,
) -> Verdict {
    let window = ui.ctx().content_rect().size();
    let response = Modal::new(Id::unique(id))
        .frame(Frame::popup(ui.style()).inner_margin(16))
        .show(ui.ctx(), |ui| {
            ui.set_width(width.min(window.x - BESIDE));
            ui.spacing_mut().item_spacing.y = 8.0;
            let title = RichText::new(title).font(fonts::semibold(16.0));
            ui.label(title.color(tokens(ui.ctx()).text));
            add(ui)
        });
    centred_again(ui.ctx(), id, response.response.rect.size());
    if response.should_close() {
        Verdict::Close
    } else {
        response.inner
    }
}
