//! From a piece to what it came from, from there to what became of it, and to the pieces that say the same.
//!
//! Only what is direct is linked. Through the hashes everything depends on everything, which a sentence says.

use std::ops::Range;

use super::{Piece, PieceId, PieceKind, Pieces};
use crate::model::{Field, Origin, Segment};

/// A place of the request editor from which something was signed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// Bytes of a field's text. A `{{variable}}` is its place, not its value.
    Text {
        /// The field.
        field: Field,
        /// Bytes of it; of [`Field::Body`] always `0..0`, as the body counts as a whole.
        span: Range<usize>,
    },
    /// The host of the URL, from which region or service was read.
    Host,
    /// A header line that was not typed, by its lower-case name.
    Added(String),
}

impl Place {
    /// All of a field.
    pub fn whole(field: Field) -> Self {
        Self::Text {
            field,
            span: 0..usize::MAX,
        }
    }

    /// True when one lies in the other in part. An empty span touches what it lies in or beside.
    pub fn touches(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::Text { field, span },
                Self::Text {
                    field: other,
                    span: theirs,
                },
            ) => {
                field == other
                    && if span.is_empty() || theirs.is_empty() {
                        span.start <= theirs.end && theirs.start <= span.end
                    } else {
                        span.start < theirs.end && theirs.start < span.end
                    }
            }
            (one, other) => one == other,
        }
    }
}

impl Pieces {
    /// Where a piece came from, neighbours of one field joined. Empty for what rules and clock give.
    pub fn places(&self, id: PieceId) -> Vec<Place> {
        let Some(piece) = self.get(id) else {
            return Vec::new();
        };
        let mut places: Vec<Place> = Vec::new();
        for place in piece.text.segments().iter().filter_map(place_of) {
            add(&mut places, place);
        }
        let has_row = places.iter().any(|place| {
            matches!(
                place,
                Place::Text {
                    field: Field::HeaderName(_),
                    ..
                }
            )
        });
        if matches!(piece.kind, PieceKind::HeaderLine | PieceKind::SignedHeader) && !has_row {
            places.push(Place::Added(piece.name.clone()));
        }
        places
    }

    /// The pieces that came from a place: of a row with parts that have it, its parts alone.
    pub fn from(&self, place: &Place) -> Vec<PieceId> {
        let has = |id: PieceId| self.places(id).iter().any(|own| own.touches(place));
        let mut found = Vec::new();
        for (id, piece) in self.iter() {
            if piece.part_of.is_none() && self.parts(id).any(|(part, _)| has(part)) {
                continue;
            }
            if has(id) {
                found.push(id);
            }
        }
        found
    }

    /// The other pieces that say the same thing: the line of a header and its name in each list, the time and its
    /// date, the parts of the scope wherever it stands, the payload hash and its header.
    pub fn kin(&self, id: PieceId) -> Vec<PieceId> {
        let Some(piece) = self.get(id) else {
            return Vec::new();
        };
        let own = subjects(piece);
        let is_kin = |other: &Piece| {
            subjects(other)
                .iter()
                .flatten()
                .any(|subject| own.contains(&Some(*subject)))
        };
        self.iter()
            .filter(|(other, piece)| *other != id && is_kin(piece))
            .map(|(other, _)| other)
            .collect()
    }
}

/// The place behind a segment.
fn place_of(segment: &Segment) -> Option<Place> {
    match &segment.origin {
        Origin::Typed { field, span } | Origin::Variable { field, span, .. } => Some(Place::Text {
            field: *field,
            span: span.clone(),
        }),
        Origin::BodyDigest => Some(Place::Text {
            field: Field::Body,
            span: 0..0,
        }),
        Origin::Host => Some(Place::Host),
        Origin::Rule(_) | Origin::Clock | Origin::Signature | Origin::Received => None,
    }
}

/// Adds a place, joined to the last when they are neighbours: the bytes of one character have its one span.
fn add(places: &mut Vec<Place>, place: Place) {
    if places.contains(&place) {
        return;
    }
    if let (
        Some(Place::Text { field, span }),
        Place::Text {
            field: other,
            span: next,
        },
    ) = (places.last_mut(), &place)
        && field == other
        && (span.start..=span.end).contains(&next.start)
    {
        span.end = span.end.max(next.end);
        return;
    }
    places.push(place);
}

/// What a piece speaks of. Pieces of one subject are lit together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Subject<'a> {
    Algorithm,
    Credential,
    AccessKeyId,
    Scope,
    Clock,
    Region,
    Service,
    Terminator,
    Header(&'a str),
    SignedHeaders,
    Signature,
    Payload,
    Token,
    Expires,
}

fn subjects(piece: &Piece) -> [Option<Subject<'_>>; 2] {
    let one = |subject| [Some(subject), None];
    match piece.kind {
        PieceKind::Algorithm => one(Subject::Algorithm),
        PieceKind::Credential => one(Subject::Credential),
        PieceKind::AccessKeyId => one(Subject::AccessKeyId),
        PieceKind::Scope => one(Subject::Scope),
        PieceKind::Time | PieceKind::ScopeDate | PieceKind::KeyDate => one(Subject::Clock),
        PieceKind::ScopeRegion | PieceKind::KeyRegion | PieceKind::RegionSet => one(Subject::Region),
        PieceKind::ScopeService | PieceKind::KeyService => one(Subject::Service),
        PieceKind::ScopeTerminator | PieceKind::KeySigning => one(Subject::Terminator),
        PieceKind::SignedHeaders => one(Subject::SignedHeaders),
        PieceKind::SignedHeader => one(Subject::Header(&piece.name)),
        PieceKind::HeaderLine => {
            let as_well = match piece.name.as_str() {
                "x-amz-date" => Some(Subject::Clock),
                "x-amz-content-sha256" => Some(Subject::Payload),
                "x-amz-region-set" => Some(Subject::Region),
                _ => None,
            };
            [Some(Subject::Header(&piece.name)), as_well]
        }
        PieceKind::Signature | PieceKind::SignatureR | PieceKind::SignatureS => one(Subject::Signature),
        PieceKind::PayloadHash => one(Subject::Payload),
        PieceKind::SecurityToken => one(Subject::Token),
        PieceKind::Expires => one(Subject::Expires),
        PieceKind::Url
        | PieceKind::Method
        | PieceKind::Path
        | PieceKind::Query
        | PieceKind::QueryParameter
        | PieceKind::EndOfHeaders
        | PieceKind::RequestHash
        | PieceKind::SecretKey
        | PieceKind::KeyDerivation
        | PieceKind::PublicKeyX
        | PieceKind::PublicKeyY => [None, None],
    }
}
