//! Where the pieces that are lit stand in the text that was pasted.
//!
//! The text was read by a parser of its form, which keeps no places. So a piece is looked for as it is spelled: one that
//! the form spells otherwise is not lit, and nothing else is lit in its place.

use std::ops::Range;

use crate::sigv4::pieces::{Piece, PieceKind, PieceSection, Pieces};
use crate::ui::links::Lit;

/// Shorter texts are found in too many places.
const SHORTEST: usize = 4;

/// The ranges of the lit pieces, in order and without overlaps.
pub fn lit_in(pasted: &str, pieces: &Pieces, lit: &Lit) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = lit
        .pieces
        .iter()
        .filter_map(|id| pieces.get(*id))
        .filter_map(|piece| place_of(pasted, pieces, piece))
        .collect();
    found.sort_by_key(|range| (range.start, range.end));
    let mut apart: Vec<Range<usize>> = Vec::new();
    for range in found {
        match apart.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    apart
}

/// Where a piece stands: a header line by its name, a part of the signature by its text.
fn place_of(pasted: &str, pieces: &Pieces, piece: &Piece) -> Option<Range<usize>> {
    match (piece.section, piece.kind) {
        (PieceSection::CanonicalRequest, PieceKind::HeaderLine) => header_line(pasted, &piece.name),
        (PieceSection::Authorization | PieceSection::PresignedUrl, _) => {
            let Some(part) = &piece.part_of else {
                return whole(pasted, piece.text.as_str());
            };
            let row = whole(pasted, pieces.get(part.row)?.text.as_str())?;
            Some(row.start + part.range.start..row.start + part.range.end)
        }
        (PieceSection::CanonicalRequest, PieceKind::QueryParameter) => whole(pasted, piece.text.as_str()),
        _ => None,
    }
}

fn whole(pasted: &str, text: &str) -> Option<Range<usize>> {
    let start = pasted.find(text).filter(|_| text.len() >= SHORTEST)?;
    Some(start..start + text.len())
}

/// `Name: value` in any case, up to the end of the line or of the quotes around it.
fn header_line(pasted: &str, name: &str) -> Option<Range<usize>> {
    let lower = pasted.to_ascii_lowercase();
    let start = lower.match_indices(name).map(|(at, _)| at).find(|at| {
        let before = lower.get(..*at).and_then(|text| text.chars().next_back());
        let after = lower.get(at + name.len()..).unwrap_or_default();
        before.is_none_or(|ch| ch.is_whitespace() || matches!(ch, '\'' | '"'))
            && after.trim_start_matches([' ', '\t']).starts_with(':')
    })?;
    let quote = pasted
        .get(..start)
        .and_then(|text| text.chars().next_back())
        .filter(|ch| matches!(ch, '\'' | '"'));
    let ends = |ch: char| matches!(ch, '\r' | '\n') || Some(ch) == quote;
    let rest = pasted.get(start..)?;
    Some(start..start + rest.find(ends).unwrap_or(rest.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line<'a>(pasted: &'a str, name: &str) -> Option<&'a str> {
        pasted.get(header_line(pasted, name)?)
    }

    #[test]
    fn a_header_line_is_found_in_a_message_and_in_a_command() {
        let message = "GET / HTTP/1.1\r\nX-Host: a\r\nHost : b\r\n";
        assert_eq!(line(message, "host"), Some("Host : b"));
        let command = "curl -H 'Range: bytes=0-9' -H \"x-amz-date:20130524T000000Z\" https://h/host";
        assert_eq!(line(command, "range"), Some("Range: bytes=0-9"));
        assert_eq!(line(command, "x-amz-date"), Some("x-amz-date:20130524T000000Z"));
        assert_eq!(line(command, "host"), None);
    }

    #[test]
    fn a_text_of_few_letters_is_not_looked_for() {
        assert_eq!(whole("abcd s3", "s3"), None);
        assert_eq!(whole("x abcd", "abcd"), Some(2..6));
    }
}
