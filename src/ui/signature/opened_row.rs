//! How much is said of a row of the signature, as pointer and keys have it.

use eframe::egui::{Key, Response, Ui};

use crate::sigv4::pieces::{Piece, PieceId};
use crate::ui::links::Links;

/// How much is said of a row under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// Nothing more than the row.
    Nothing,
    /// The sentences: the keyboard is on it.
    Words,
    /// The sentences, the parts, and what can be done: it was clicked.
    All,
}

/// A click or Space opens and closes; Escape closes; Enter goes to the field. One row is open at a time.
pub fn said(
    ui: &Ui,
    links: &Links,
    (id, piece): (PieceId, &Piece),
    caption: &Response,
    text: &Response,
) -> Said {
    let is_open = links.open.is(piece);
    if caption.gained_focus() {
        caption.scroll_to_me(None);
    }
    let entered = caption.has_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    if entered {
        links.go_to_field(ui.ctx(), id);
    } else if caption.clicked() || text.clicked() {
        ui.ctx().request_repaint();
        if is_open {
            links.open.close();
            caption.surrender_focus();
            return Said::Nothing;
        }
        links.open.open(piece);
        return Said::All;
    }
    // Escape has taken the focus away already.
    let left = caption.lost_focus() && ui.input(|input| input.key_pressed(Key::Escape));
    match (is_open, caption.has_focus()) {
        (true, _) if left => {
            links.open.close();
            Said::Nothing
        }
        (true, _) => Said::All,
        (false, true) => Said::Words,
        (false, false) => Said::Nothing,
    }
}
