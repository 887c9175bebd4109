//! The derivation of a signature one step at a time, for teaching: every step is a view on the pieces of one report, so
//! it shows nothing that was not signed.

use super::pieces::{PieceId, PieceKind, PieceSection, Pieces, Place};
use crate::model::{Field, HttpRequest, KeyShown, RowId, SigningReport};

/// Which derivation it is: version and place of the signature change the steps and their names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LessonForm {
    /// Version 4, in a header.
    #[default]
    Header,
    /// Version 4, in the query.
    Presigned,
    /// Version 4A, in a header.
    HeaderV4a,
    /// Version 4A, in the query.
    PresignedV4a,
}

impl LessonForm {
    /// The form of a report.
    pub fn of(report: &SigningReport) -> Self {
        match (&report.key, report.presigned_url.is_some()) {
            (KeyShown::Chain, false) => Self::Header,
            (KeyShown::Chain, true) => Self::Presigned,
            (KeyShown::PublicKey { .. }, false) => Self::HeaderV4a,
            (KeyShown::PublicKey { .. }, true) => Self::PresignedV4a,
        }
    }

    /// Its steps in order. Version 4A has a region set of its own, and a key pair in the place of the chain.
    pub fn steps(self) -> &'static [LessonStep] {
        match self {
            Self::Header | Self::Presigned => &V4,
            Self::HeaderV4a | Self::PresignedV4a => &V4A,
        }
    }

    fn is_v4a(self) -> bool {
        matches!(self, Self::HeaderV4a | Self::PresignedV4a)
    }

    fn is_presigned(self) -> bool {
        matches!(self, Self::Presigned | Self::PresignedV4a)
    }

    /// The step before; the first stays.
    #[must_use]
    pub fn back(self, step: LessonStep) -> LessonStep {
        self.moved(step, -1)
    }

    /// The step after; the last stays.
    #[must_use]
    pub fn forward(self, step: LessonStep) -> LessonStep {
        self.moved(step, 1)
    }

    /// The number of a step, from 1. A step that this form has not counts as the one of the other version.
    pub fn number(self, step: LessonStep) -> usize {
        let own = self.own(step);
        self.steps().iter().position(|other| *other == own).unwrap_or(0) + 1
    }

    /// The step of this form that stands for one of another form.
    #[must_use]
    pub fn own(self, step: LessonStep) -> LessonStep {
        match (step, self.is_v4a()) {
            (LessonStep::RegionSet, false) => LessonStep::Scope,
            (LessonStep::KeyPair, false) => LessonStep::SigningKey,
            (LessonStep::SigningKey, true) => LessonStep::KeyPair,
            (step, _) => step,
        }
    }

    fn moved(self, step: LessonStep, by: isize) -> LessonStep {
        let steps = self.steps();
        let at = (self.number(step) - 1).saturating_add_signed(by);
        steps.get(at.min(steps.len() - 1)).copied().unwrap_or(step)
    }
}

const V4: [LessonStep; 13] = [
    LessonStep::Request,
    LessonStep::Method,
    LessonStep::Path,
    LessonStep::Query,
    LessonStep::Headers,
    LessonStep::SignedHeaders,
    LessonStep::PayloadHash,
    LessonStep::CanonicalRequest,
    LessonStep::Scope,
    LessonStep::StringToSign,
    LessonStep::SigningKey,
    LessonStep::Signature,
    LessonStep::Sent,
];

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html#reference_aws-signing-authenticate-sigv4a>
const V4A: [LessonStep; 14] = [
    LessonStep::Request,
    LessonStep::Method,
    LessonStep::Path,
    LessonStep::Query,
    LessonStep::Headers,
    LessonStep::SignedHeaders,
    LessonStep::PayloadHash,
    LessonStep::CanonicalRequest,
    LessonStep::RegionSet,
    LessonStep::Scope,
    LessonStep::StringToSign,
    LessonStep::KeyPair,
    LessonStep::Signature,
    LessonStep::Sent,
];

/// Whether a line of the text that is being built is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineState {
    /// A step before made it.
    Built,
    /// This step makes it.
    New,
}

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
    /// The regions of Version 4A.
    RegionSet,
    /// Date, region, service.
    Scope,
    /// The four lines that are signed.
    StringToSign,
    /// How the key of Version 4 is made.
    SigningKey,
    /// How the key pair of Version 4A is made.
    KeyPair,
    /// The result.
    Signature,
    /// How it is sent: in a header, or in the URL.
    Sent,
}

impl LessonStep {
    /// The words over the step.
    pub fn title(self, form: LessonForm) -> &'static str {
        match self {
            Self::Request => "The request as typed",
            Self::Method => "The method",
            Self::Path => "The path",
            Self::Query if form.is_presigned() => "The query, with the parameters of the signature",
            Self::Query => "The query",
            Self::Headers => "The headers",
            Self::SignedHeaders => "The signed headers",
            Self::PayloadHash => "The hash of the body",
            Self::CanonicalRequest => "The canonical request",
            Self::RegionSet => "The region set",
            Self::Scope => "The credential scope",
            Self::StringToSign => "The string to sign",
            Self::SigningKey => "The signing key",
            Self::KeyPair => "The key pair, derived from the secret",
            Self::Signature if form.is_v4a() => "The signature: ECDSA on P-256",
            Self::Signature => "The signature: HMAC-SHA256",
            Self::Sent if form.is_presigned() => "What is sent: the presigned URL",
            Self::Sent => "What is sent: the Authorization header",
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
        let sent = |kinds: &[PieceKind]| -> Vec<PieceId> {
            [PieceSection::Authorization, PieceSection::PresignedUrl]
                .into_iter()
                .flat_map(|section| of(section, kinds))
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
            Self::RegionSet => {
                let header = |id: &PieceId| pieces.get(*id).is_some_and(|piece| piece.name == REGION_SET);
                of(canonical, &[PieceKind::HeaderLine])
                    .into_iter()
                    .filter(header)
                    .chain(of(PieceSection::PresignedUrl, &[PieceKind::RegionSet]))
                    .collect()
            }
            Self::Scope => of(PieceSection::StringToSign, &[PieceKind::Scope]),
            Self::StringToSign => of(
                PieceSection::StringToSign,
                &[PieceKind::Algorithm, PieceKind::Time, PieceKind::RequestHash],
            ),
            Self::SigningKey | Self::KeyPair => of(PieceSection::SigningKey, &[]),
            Self::Signature => sent(&[PieceKind::Signature, PieceKind::SignatureR, PieceKind::SignatureS]),
            Self::Sent => sent(&[])
                .into_iter()
                .filter(|id| {
                    pieces.get(*id).is_some_and(|piece| {
                        !matches!(piece.kind, PieceKind::SignatureR | PieceKind::SignatureS)
                    })
                })
                .collect(),
        }
    }

    /// The text that grows in this step, line by line up to what the step adds; empty when none does.
    pub fn lines(self, pieces: &Pieces) -> Vec<(PieceId, LineState)> {
        let section = match self {
            Self::Method
            | Self::Path
            | Self::Query
            | Self::Headers
            | Self::SignedHeaders
            | Self::PayloadHash
            | Self::CanonicalRequest => PieceSection::CanonicalRequest,
            Self::Scope | Self::StringToSign => PieceSection::StringToSign,
            _ => return Vec::new(),
        };
        let added = self.rows(pieces);
        let last = added.last().copied();
        pieces
            .rows(section)
            .map(|(id, _)| id)
            .filter(|id| Some(*id) <= last)
            .map(|id| {
                let is_new = added.contains(&id);
                (id, if is_new { LineState::New } else { LineState::Built })
            })
            .collect()
    }
}

const REGION_SET: &str = "x-amz-region-set";

/// What was typed where a piece stands, when it reads differently there; `None` when it stands as typed, or was not
/// typed.
pub fn typed_before(pieces: &Pieces, id: PieceId, typed: &HttpRequest) -> Option<String> {
    let piece = pieces.get(id)?;
    let text = piece.text.as_str();
    let places = pieces.places(id);
    let in_url = || part_of_url(&places, &typed.url);
    let before = match piece.kind {
        PieceKind::Method => typed.method.clone(),
        PieceKind::Path => typed_path(&typed.url).to_owned(),
        PieceKind::QueryParameter => in_url()?.to_owned(),
        PieceKind::HeaderLine => {
            let rows = header_rows(&places);
            if rows.is_empty() {
                let host = in_url()?;
                return (text != format!("{}:{host}", piece.name)).then(|| host.to_owned());
            }
            let rows: Vec<_> = typed
                .headers
                .iter()
                .filter(|row| rows.contains(&row.row))
                .collect();
            if let [row] = rows.as_slice()
                && text == format!("{}:{}", row.name, row.value)
            {
                return None;
            }
            let lines: Vec<String> = rows
                .iter()
                .map(|row| format!("{}: {}", row.name, row.value))
                .collect();
            lines.join("\n")
        }
        _ => return None,
    };
    (before != text && !before.is_empty()).then_some(before)
}

fn header_rows(places: &[Place]) -> Vec<RowId> {
    let row = |place: &Place| match place {
        Place::Text {
            field: Field::HeaderName(row) | Field::HeaderValue(row),
            ..
        } => Some(*row),
        _ => None,
    };
    places.iter().filter_map(row).collect()
}

/// From the first typed byte of a piece to the last.
fn part_of_url<'a>(places: &[Place], url: &'a str) -> Option<&'a str> {
    let spans = || {
        places.iter().filter_map(|place| match place {
            Place::Text {
                field: Field::Url,
                span,
            } => Some(span),
            _ => None,
        })
    };
    let start = spans().map(|span| span.start).min()?;
    let end = spans().map(|span| span.end).max()?;
    url.get(start..end)
}

/// The path of a URL as it stands in the URL bar. A URL that begins with a variable is whole, as the variable may hold a
/// part of the path.
fn typed_path(url: &str) -> &str {
    let url = url.trim();
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let url = url.get(..end).unwrap_or_default();
    if url.starts_with("{{") {
        return url;
    }
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').and_then(|at| rest.get(at..)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_is_cut_from_the_url_as_it_was_typed() {
        for (url, path) in [
            ("https://example.com/my path?a=/b", "/my path"),
            ("example.com/a#/b", "/a"),
            ("https://example.com", ""),
            ("{{base}}/pets?x=1", "{{base}}/pets"),
            (" https://example.com/ü ", "/ü"),
        ] {
            assert_eq!(typed_path(url), path);
        }
    }

    #[test]
    fn both_versions_go_forward_and_back_through_all_their_steps_and_stop_at_the_ends() {
        for form in [LessonForm::Header, LessonForm::PresignedV4a] {
            let mut step = LessonStep::Request;
            for (at, expected) in form.steps().iter().enumerate() {
                assert_eq!((step, form.number(step)), (*expected, at + 1));
                step = form.forward(step);
            }
            assert_eq!(step, LessonStep::Sent);
            for expected in form.steps().iter().rev() {
                assert_eq!(step, *expected);
                step = form.back(step);
            }
            assert_eq!(step, LessonStep::Request);
        }
    }

    #[test]
    fn a_step_of_the_other_version_has_its_like() {
        assert_eq!(
            LessonForm::Header.own(LessonStep::KeyPair),
            LessonStep::SigningKey
        );
        assert_eq!(
            LessonForm::HeaderV4a.own(LessonStep::SigningKey),
            LessonStep::KeyPair
        );
        assert_eq!(
            LessonForm::Presigned.own(LessonStep::RegionSet),
            LessonStep::Scope
        );
    }
}
