//! A presigned URL in pieces: what was typed, and each parameter that signing adds.

use std::ops::Range;

use super::super::applied::Version;
use super::super::presign::PARAMETERS;
use super::facts::Facts;
use super::read::{piece, signature};
use super::{PieceKind, PieceSection, Pieces};
use crate::model::Traced;

const SECTION: PieceSection = PieceSection::PresignedUrl;

/// What a parameter of the query is.
pub(super) fn kind_of(facts: &Facts<'_>, name: &str) -> PieceKind {
    if facts.texts.presigned_url.is_none() {
        return PieceKind::QueryParameter;
    }
    match name {
        "X-Amz-Algorithm" => PieceKind::Algorithm,
        "X-Amz-Credential" => PieceKind::Credential,
        "X-Amz-Date" => PieceKind::Time,
        "X-Amz-SignedHeaders" => PieceKind::SignedHeaders,
        "X-Amz-Expires" => PieceKind::Expires,
        "X-Amz-Security-Token" | "X-Amz-S3session-Token" => PieceKind::SecurityToken,
        "X-Amz-Region-Set" => PieceKind::RegionSet,
        "X-Amz-Signature" => PieceKind::Signature,
        _ => PieceKind::QueryParameter,
    }
}

/// The pieces of the URL.
pub(super) fn read(pieces: &mut Pieces, facts: &Facts<'_>) {
    let Some(url) = facts.texts.presigned_url else {
        return;
    };
    let text = url.as_str();
    let is_own = |parameter: &str| {
        PARAMETERS
            .iter()
            .any(|name| parameter.split('=').next() == Some(name))
    };
    // Signing takes older parameters of these names away and adds its own at the end.
    let query = text.find('?').map_or(text.len(), |at| at + 1);
    let mut at = query;
    let mut start = text.len();
    for parameter in text.get(query..).unwrap_or_default().split('&') {
        if is_own(parameter) {
            start = at;
            break;
        }
        at += parameter.len() + 1;
    }
    if start == text.len() {
        pieces.push_row(piece(facts, SECTION, PieceKind::Url, "", url.clone()));
        return;
    }
    let head = url.slice(0..start.saturating_sub(1));
    pieces.push_row(piece(facts, SECTION, PieceKind::Url, "", head));
    let mut at = start;
    for parameter in text.get(start..).unwrap_or_default().split('&') {
        let range = at..at + parameter.len();
        at = range.end + 1;
        parameter_row(pieces, facts, parameter, url.slice(range));
    }
}

fn parameter_row(pieces: &mut Pieces, facts: &Facts<'_>, parameter: &str, text: Traced) {
    let name = parameter.split('=').next().unwrap_or_default();
    let kind = kind_of(facts, name);
    if kind == PieceKind::Signature {
        signature(pieces, facts, SECTION, text);
        return;
    }
    let row = pieces.push_row(piece(facts, SECTION, kind, name, text.clone()));
    let parts = parts_of(facts, kind, &text);
    for (kind, name, range) in parts {
        let part = piece(facts, SECTION, kind, name, text.slice(range.clone()));
        pieces.push_part(row, range, part);
    }
}

/// The parts of a parameter's value: names of headers, or key ID and scope. None where an escape leaves it open what is
/// a separator and what is typed.
fn parts_of<'a>(
    facts: &Facts<'a>,
    kind: PieceKind,
    text: &Traced,
) -> Vec<(PieceKind, &'a str, Range<usize>)> {
    let texts = &facts.texts;
    let (separators, parts): ([&str; 3], Vec<(PieceKind, &str)>) = match (kind, facts.version) {
        (PieceKind::SignedHeaders, _) => (
            ["%3B", "%3b", ";"],
            texts
                .signed_headers
                .iter()
                .map(|name| (PieceKind::SignedHeader, name.as_str()))
                .collect(),
        ),
        (PieceKind::Credential, version) => {
            let mut kinds = vec![PieceKind::AccessKeyId, PieceKind::ScopeDate];
            if version == Version::V4 {
                kinds.push(PieceKind::ScopeRegion);
            }
            kinds.extend([PieceKind::ScopeService, PieceKind::ScopeTerminator]);
            (
                ["%2F", "%2f", "/"],
                kinds.into_iter().map(|kind| (kind, "")).collect(),
            )
        }
        _ => return Vec::new(),
    };
    let Some((name, value)) = text.as_str().split_once('=') else {
        return Vec::new();
    };
    // Signing here escapes in upper-case hex; other signers do as they like.
    let is_apart = |separator: &&str| value.split(*separator).count() == parts.len();
    let Some(separator) = separators.into_iter().find(is_apart) else {
        return Vec::new();
    };
    let mut at = name.len() + 1;
    let ranges: Vec<Range<usize>> = value
        .split(separator)
        .map(|part| {
            let range = at..at + part.len();
            at = range.end + separator.len();
            range
        })
        .collect();
    parts
        .into_iter()
        .zip(ranges)
        .map(|((kind, name), range)| (kind, name, range))
        .collect()
}
