//! The signature of the request in pieces, drawn as the signature pane draws our own.

use std::sync::Arc;

use eframe::egui::{Context, Ui};

use crate::model::HttpRequest;
use crate::sigv4::pieces::{PieceSection, Pieces};
use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::links::{Goal, Links};
use crate::ui::masking::Masking;
use crate::ui::signature::masked_piece::masked_section;
use crate::ui::signature::piece_rows::{Rows, rows_ui};
use crate::ui::unchanged::Unchanged;
use crate::ui::widgets::piece::heading_ui;

/// What is lit, open and shown of the pieces.
#[derive(Debug, Default)]
pub struct PiecesView {
    /// Of this page alone: those of the panels lead to the editor.
    pub links: Links,
    masking: Masking,
}

impl PiecesView {
    /// Draws the pieces, each under the heading of its text.
    pub fn ui(&mut self, ui: &mut Ui, pieces: &Pieces, ctx: &PanelContext<'_>, out: &mut Vec<Action>) {
        let ctx = PanelContext {
            links: &self.links,
            ..*ctx
        };
        let rows = Rows {
            pieces,
            typed: None,
            steps: None,
        };
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for section in PieceSection::ALL {
                if pieces.rows(section).next().is_none() {
                    continue;
                }
                let (remark, copied) = heading_of(section);
                let copy = copied.map(|what| Action::Copy {
                    text: masked_section(pieces, section, self.masking),
                    what,
                });
                heading_ui(ui, section.title(), remark, copy, out);
                rows_ui(ui, &rows, section, &mut self.masking, &ctx, out);
            }
        });
    }

    /// Ends a frame of the page. No piece has a field: going to one opens it.
    pub fn settle(&self, ctx: &Context, pieces: Option<&Arc<Pieces>>) {
        let nothing = HttpRequest::default();
        let unchanged = || Unchanged::new("", &nothing, &nothing);
        if let Some(Goal::Piece(id)) = self.links.settle(ctx, pieces, unchanged)
            && let Some(piece) = pieces.and_then(|pieces| pieces.get(id))
        {
            self.links.open.turn(ctx, piece);
        }
    }
}

/// What a text is, and what its copy is called when it can be copied: the others stand in the field above.
fn heading_of(section: PieceSection) -> (&'static str, Option<&'static str>) {
    match section {
        PieceSection::Authorization => ("as the request carries it", None),
        PieceSection::PresignedUrl => ("as it was given", None),
        PieceSection::CanonicalRequest => (
            "what the service computes from the request",
            Some("the canonical request"),
        ),
        PieceSection::StringToSign => ("what the signature has to belong to", Some("the string to sign")),
        PieceSection::SigningKey => ("", None),
    }
}
