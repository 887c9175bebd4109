//! Which row of the signature is open.

use std::cell::RefCell;

use eframe::egui::Context;

use crate::sigv4::pieces::{Piece, PieceKind, PieceSection};

/// The row that is open, one at a time. Kept by what the piece is, so that it stays open over edits.
#[derive(Debug, Default)]
pub struct OpenPiece(RefCell<Option<PieceIdentity>>);

type PieceIdentity = (PieceSection, PieceKind, String);

fn identity(piece: &Piece) -> PieceIdentity {
    (piece.section, piece.kind, piece.name.clone())
}

impl OpenPiece {
    /// Whether the row of this piece is open.
    pub fn is(&self, piece: &Piece) -> bool {
        let is_of = |(section, kind, name): &PieceIdentity| {
            (*section, *kind) == (piece.section, piece.kind) && *name == piece.name
        };
        self.0.borrow().as_ref().is_some_and(is_of)
    }

    /// Whether the row of any piece is open.
    pub fn is_any(&self) -> bool {
        self.0.borrow().is_some()
    }

    /// Opens the row of a piece in the place of any other.
    pub fn open(&self, piece: &Piece) {
        self.0.replace(Some(identity(piece)));
    }

    /// Closes what is open.
    pub fn close(&self) {
        self.0.take();
    }

    /// Opens a row, or closes it.
    pub fn turn(&self, ctx: &Context, piece: &Piece) {
        if self.is(piece) {
            self.close();
        } else {
            self.open(piece);
        }
        ctx.request_repaint();
    }
}
