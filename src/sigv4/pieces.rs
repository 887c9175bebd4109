//! A signature in pieces: what each part of it is, why it is there, what was done to it, and where it came from.
//!
//! ```text
//! SigningReport + WireRequest + HttpRequest as typed ──Pieces::of──▶ rows in reading order, each with its parts
//!        SignedTexts of a request signed elsewhere ──of_received──▶ the same
//!                     Pieces::places(id) ──▶ what of the editor it came from
//!                     Pieces::from(place) ──▶ what became of it
//!                     Pieces::kin(id) ──▶ the other pieces that say the same
//! ```
//!
//! Every sentence is derived from the report that is explained: none speaks of a rule that was not applied.

mod changes;
mod facts;
mod key;
mod kind;
mod links;
mod presigned;
mod read;
mod words;

pub use kind::{PieceKind, PieceSection};
pub use links::Place;

use std::ops::Range;

use super::verify::SignedTexts;
use crate::model::{HttpRequest, SigningReport, Traced, WireRequest};

/// Who signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SignedWhere {
    /// Countersign, what was typed in its editor.
    #[default]
    Here,
    /// Somebody else: no field of the editor has to do with it.
    Elsewhere,
}

/// Place of a piece in its [`Pieces`]; means nothing in another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PieceId(usize);

/// Where AWS, or the standard it names, says the rule that made a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Title of the page or section.
    pub title: &'static str,
    /// The address of AWS's page.
    pub url: &'static str,
}

/// A piece of what was signed: a row of the pane, or a part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The text it stands in.
    pub section: PieceSection,
    /// What it is.
    pub kind: PieceKind,
    /// Its exact text, with the origin of every byte. The value of a session token is in it, see
    /// [`PieceKind::holds_token`]; no other secret is.
    pub text: Traced,
    /// Set for a part of a row: which row, and which bytes of it.
    pub part_of: Option<PartOf>,
    /// Name of the header or parameter, lower-case for a header; empty for a piece of another kind.
    pub name: String,
    /// One sentence: what it is and why it is there. Without a full stop.
    pub what: String,
    /// What was done to what was typed, one sentence each; empty when it stands as it was typed.
    pub done: Vec<String>,
    /// The rule that made it so.
    pub rule: Rule,
}

/// Where a part stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartOf {
    /// The row.
    pub row: PieceId,
    /// Bytes of the row's text.
    pub range: Range<usize>,
}

/// All pieces of one signature, in reading order: each row, and behind it its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pieces {
    all: Vec<Piece>,
    signed_where: SignedWhere,
}

impl Pieces {
    /// The pieces of a report. `wire` is the request that it signs, with or without what signing adds, and `typed`
    /// the request that both were made from: it tells what was lower-cased, trimmed or sorted. A `typed` that is
    /// newer than the report makes no wrong sentence, but may make fewer.
    pub fn of(report: &SigningReport, wire: &WireRequest, typed: &HttpRequest) -> Self {
        let facts = facts::Facts::of(report.into(), wire, typed);
        let mut pieces = Self::default();
        if report.presigned_url.is_some() {
            presigned::read(&mut pieces, &facts);
        } else {
            read::authorization(&mut pieces, &facts);
        }
        read::canonical_request(&mut pieces, &facts);
        read::string_to_sign(&mut pieces, &facts);
        key::read(&mut pieces, &facts);
        pieces
    }

    /// The pieces of a request that was signed elsewhere: all but how the key is made, which only the signer knows.
    pub fn of_received(texts: &SignedTexts) -> Self {
        let nothing_typed = HttpRequest::default();
        let facts = facts::Facts::of(texts.into(), &texts.wire, &nothing_typed);
        let mut pieces = Self {
            all: Vec::new(),
            signed_where: SignedWhere::Elsewhere,
        };
        if texts.presigned_url.is_some() {
            presigned::read(&mut pieces, &facts);
        } else {
            read::authorization(&mut pieces, &facts);
        }
        read::canonical_request(&mut pieces, &facts);
        read::string_to_sign(&mut pieces, &facts);
        pieces
    }

    /// Who signed.
    pub fn signed_where(&self) -> SignedWhere {
        self.signed_where
    }

    /// Rows and parts in reading order.
    pub fn iter(&self) -> impl Iterator<Item = (PieceId, &Piece)> {
        self.all
            .iter()
            .enumerate()
            .map(|(at, piece)| (PieceId(at), piece))
    }

    /// The rows of a section; empty for a section that this signature has not.
    pub fn rows(&self, section: PieceSection) -> impl Iterator<Item = (PieceId, &Piece)> {
        self.iter()
            .filter(move |(_, piece)| piece.section == section && piece.part_of.is_none())
    }

    /// The parts of a row, in the order of their places.
    pub fn parts(&self, row: PieceId) -> impl Iterator<Item = (PieceId, &Piece)> {
        let of = move |piece: &Piece| piece.part_of.as_ref().is_some_and(|part| part.row == row);
        let behind = self.all.get(row.0 + 1..).unwrap_or_default();
        (row.0 + 1..)
            .map(PieceId)
            .zip(behind)
            .take_while(move |(_, piece)| of(piece))
    }

    /// A piece; `None` for an identity of another list.
    pub fn get(&self, id: PieceId) -> Option<&Piece> {
        self.all.get(id.0)
    }

    /// The smallest piece at a byte of a row: the part there, else the row.
    pub fn at(&self, row: PieceId, byte: usize) -> PieceId {
        let holds = |piece: &Piece| {
            piece
                .part_of
                .as_ref()
                .is_some_and(|part| part.range.contains(&byte))
        };
        self.parts(row)
            .find(|(_, piece)| holds(piece))
            .map_or(row, |(id, _)| id)
    }

    /// The first piece of that section, kind and name: for who keeps a piece over edits.
    pub fn find(&self, section: PieceSection, kind: PieceKind, name: &str) -> Option<PieceId> {
        let is = |piece: &Piece| piece.section == section && piece.kind == kind && piece.name == name;
        self.iter().find(|(_, piece)| is(piece)).map(|(id, _)| id)
    }

    /// How many there are, parts included.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// True for none, which only the default has.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    fn push_row(&mut self, piece: Piece) -> PieceId {
        self.all.push(piece);
        PieceId(self.all.len() - 1)
    }

    /// Adds a part of the row pushed last; its text is cut from the row.
    fn push_part(&mut self, row: PieceId, range: Range<usize>, part: Piece) {
        let Some(text) = self.get(row).map(|row| row.text.slice(range.clone())) else {
            return;
        };
        self.all.push(Piece {
            text,
            part_of: Some(PartOf { row, range }),
            ..part
        });
    }
}
