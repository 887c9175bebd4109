//! The derivation of a signature one step at a time, for teaching: every step is a view on the pieces of one report, so
//! it shows nothing that was not signed.

use super::pieces::{PieceId, PieceKind, PieceSection, Pieces};

/// A step of the derivation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LessonStep {
    /// The request line and headers as they were typed.
    Request,
    /// First line of the canonical request.
    Method,
    /// Second line.
    Path,
    /// Third line.
    Query,
    /// The canonical header lines.
    Headers,
    /// The list of their names.
    SignedHeaders,
    /// The last line.
    PayloadHash,
    /// All lines together.
    CanonicalRequest,
    /// Date, region, service.
    Scope,
    /// The four lines that are signed.
    StringToSign,
    /// How the key is made.
    SigningKey,
    /// The result.
    Signature,
    /// How it is sent: in a header, or in the URL.
    Sent,
}

impl LessonStep {
    /// In order.
    pub const ALL: [Self; 13] = [
        Self::Request,
        Self::Method,
        Self::Path,
        Self::Query,
        Self::Headers,
        Self::SignedHeaders,
        Self::PayloadHash,
        Self::CanonicalRequest,
        Self::Scope,
        Self::StringToSign,
        Self::SigningKey,
        Self::Signature,
        Self::Sent,
    ];

    /// Its title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Request => "The request as typed",
            Self::Method => "The method",
            Self::Path => "The path",
            Self::Query => "The query",
            Self::Headers => "The headers",
            Self::SignedHeaders => "The signed headers",
            Self::PayloadHash => "The hash of the body",
            Self::CanonicalRequest => "The canonical request",
            Self::Scope => "The credential scope",
            Self::StringToSign => "The string to sign",
            Self::SigningKey => "The signing key",
            Self::Signature => "The signature",
            Self::Sent => "What is sent",
        }
    }

    /// The pieces that this step adds, in reading order; none for the request as typed.
    pub fn rows(self, pieces: &Pieces) -> Vec<PieceId> {
        let of = |section: PieceSection, kinds: &[PieceKind]| -> Vec<PieceId> {
            pieces
                .rows(section)
                .filter(|(_, piece)| kinds.is_empty() || kinds.contains(&piece.kind))
                .map(|(id, _)| id)
                .collect()
        };
        let canonical = PieceSection::CanonicalRequest;
        match self {
            Self::Request => Vec::new(),
            Self::Method => of(canonical, &[PieceKind::Method]),
            Self::Path => of(canonical, &[PieceKind::Path]),
            Self::Query => of(canonical, &[PieceKind::Query]),
            Self::Headers => of(canonical, &[PieceKind::HeaderLine, PieceKind::EndOfHeaders]),
            Self::SignedHeaders => of(canonical, &[PieceKind::SignedHeaders]),
            Self::PayloadHash => of(canonical, &[PieceKind::PayloadHash]),
            Self::CanonicalRequest => of(canonical, &[]),
            Self::Scope => of(PieceSection::StringToSign, &[PieceKind::Scope]),
            Self::StringToSign => of(PieceSection::StringToSign, &[]),
            Self::SigningKey => of(PieceSection::SigningKey, &[]),
            Self::Signature => [PieceSection::Authorization, PieceSection::PresignedUrl]
                .into_iter()
                .flat_map(|section| of(section, &[PieceKind::Signature]))
                .collect(),
            Self::Sent => [PieceSection::Authorization, PieceSection::PresignedUrl]
                .into_iter()
                .flat_map(|section| of(section, &[]))
                .collect(),
        }
    }

    /// The step before; the first stays.
    #[must_use]
    pub fn back(self) -> Self {
        self.moved(-1)
    }

    /// The step after; the last stays.
    #[must_use]
    pub fn forward(self) -> Self {
        self.moved(1)
    }

    /// Its number, from 1.
    pub fn number(self) -> usize {
        Self::ALL.iter().position(|step| *step == self).unwrap_or(0) + 1
    }

    fn moved(self, by: isize) -> Self {
        let at = (self.number() - 1).saturating_add_signed(by);
        let at = at.min(Self::ALL.len() - 1);
        Self::ALL.get(at).copied().unwrap_or(self)
    }
}
