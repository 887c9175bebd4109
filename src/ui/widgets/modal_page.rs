//! A page over the window, with the manners that all of them share: a title, and closed by Escape or a click beside it.

use eframe::egui::{Frame, Id, Modal, RichText, Ui};

use crate::ui::fonts;
use crate::ui::page::Verdict;
use crate::ui::tokens::tokens;

/// Room that is left beside a page in a narrow window.
const BESIDE: f32 = 60.0;

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
    if response.should_close() {
        Verdict::Close
    } else {
        response.inner
    }
}
