//! Which row of the signature is open, and how it is opened by pointer and keys.

use eframe::egui::{Context, Id, Key, Response, Ui};

use crate::sigv4::pieces::{Piece, PieceId, PieceKind, PieceSection};
use crate::ui::links;

/// Which row is open. Kept by what the piece is, so that it stays open over edits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenPiece(PieceSection, PieceKind, String);

impl OpenPiece {
    fn of(piece: &Piece) -> Self {
        Self(piece.section, piece.kind, piece.name.clone())
    }

    /// Whether it is the row of this piece.
    pub fn is_of(&self, piece: &Piece) -> bool {
        let Self(section, kind, name) = self;
        (*section, *kind) == (piece.section, piece.kind) && *name == piece.name
    }
}

/// The row that is open.
pub fn open(ui: &Ui) -> Option<OpenPiece> {
    ui.data(|data| data.get_temp(open_id()))
}

fn open_id() -> Id {
    Id::unique("open piece")
}

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

/// Opens a row, or closes it.
pub fn turn(ctx: &Context, piece: &Piece) {
    ctx.data_mut(|data| {
        let open = data.get_temp::<OpenPiece>(open_id());
        if open.is_some_and(|open| open.is_of(piece)) {
            data.remove::<OpenPiece>(open_id());
        } else {
            data.insert_temp(open_id(), OpenPiece::of(piece));
        }
    });
    ctx.request_repaint();
}

/// A click or Space opens and closes; Escape closes; Enter goes to the field. One row is open at a time.
pub fn said(ui: &Ui, id: PieceId, piece: &Piece, caption: &Response, text: &Response) -> Said {
    let is_open = open(ui).is_some_and(|open| open.is_of(piece));
    if caption.gained_focus() {
        caption.scroll_to_me(None);
    }
    let entered = caption.has_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    if entered {
        links::go_to_field(ui.ctx(), id);
    } else if caption.clicked() || text.clicked() {
        ui.ctx().request_repaint();
        if is_open {
            ui.data_mut(|data| data.remove::<OpenPiece>(open_id()));
            caption.surrender_focus();
            return Said::Nothing;
        }
        ui.data_mut(|data| data.insert_temp(open_id(), OpenPiece::of(piece)));
        return Said::All;
    }
    // Escape has taken the focus away already.
    let left = caption.lost_focus() && ui.input(|input| input.key_pressed(Key::Escape));
    match (is_open, caption.has_focus()) {
        (true, _) if left => {
            ui.data_mut(|data| data.remove::<OpenPiece>(open_id()));
            Said::Nothing
        }
        (true, _) => Said::All,
        (false, true) => Said::Words,
        (false, false) => Said::Nothing,
    }
}
