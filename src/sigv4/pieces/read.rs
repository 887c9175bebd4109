//! The Authorization header, the canonical request and the string to sign, cut into pieces.

use std::ops::Range;

use super::facts::Facts;
use super::{Piece, PieceId, PieceKind, PieceSection, Pieces, changes, words};
use crate::model::{Origin, Traced};

/// A piece with its sentence and rule.
pub(super) fn piece(
    facts: &Facts<'_>,
    section: PieceSection,
    kind: PieceKind,
    name: &str,
    text: Traced,
) -> Piece {
    Piece {
        section,
        kind,
        what: match kind {
            PieceKind::Path => words::path(facts),
            PieceKind::Query => words::query(&text),
            PieceKind::HeaderLine => words::header(facts, name, &text),
            PieceKind::SignedHeader => words::signed_header(name),
            PieceKind::PayloadHash => words::payload(facts, &text),
            PieceKind::ScopeRegion => words::chosen("region", &text),
            PieceKind::ScopeService => words::chosen("service", &text),
            PieceKind::SecurityToken => words::token(facts),
            _ => words::what_of(facts, kind),
        },
        done: match kind {
            PieceKind::Path => changes::of_path(facts, &text),
            PieceKind::QueryParameter => changes::of_parameter(facts, &text),
            PieceKind::HeaderLine => changes::of_header(facts, name, &text),
            PieceKind::SignedHeaders => changes::of_signed_headers(facts),
            _ => Vec::new(),
        },
        rule: words::rule_of(facts, kind, name),
        name: name.to_owned(),
        text,
        part_of: None,
    }
}

/// The pieces of the header's value.
pub(super) fn authorization(pieces: &mut Pieces, facts: &Facts<'_>) {
    const SECTION: PieceSection = PieceSection::Authorization;
    if facts.is_elsewhere() {
        authorization_as_written(pieces, facts);
        return;
    }
    let value = facts.texts.authorization;
    let text = value.as_str();
    let after = |mark: &str| text.find(mark).map(|at| at + mark.len());
    let until = |from: usize, mark: &str| {
        text.get(from..)
            .and_then(|rest| rest.find(mark))
            .map_or(text.len(), |at| from + at)
    };
    let algorithm = 0..until(0, " ");
    row(
        pieces,
        facts,
        SECTION,
        PieceKind::Algorithm,
        value.slice(algorithm),
    );
    if let Some(start) = after("Credential=") {
        let credential = value.slice(start..until(start, ", SignedHeaders="));
        credential_row(pieces, facts, credential);
    }
    if let Some(start) = after("SignedHeaders=") {
        let list = value.slice(start..until(start, ", Signature="));
        signed_headers(pieces, facts, SECTION, &list);
    }
    if let Some(start) = after(", Signature=") {
        signature(pieces, facts, SECTION, value.slice(start..text.len()));
    }
}

/// The same for a value that others wrote: pairs in any order, between commas or spaces.
fn authorization_as_written(pieces: &mut Pieces, facts: &Facts<'_>) {
    const SECTION: PieceSection = PieceSection::Authorization;
    let value = facts.texts.authorization;
    let mut at = 0;
    for word in value.as_str().split([',', ' ']) {
        let range = at..at + word.len();
        at = range.end + 1;
        let Some((key, text)) = word.split_once('=') else {
            if range.start == 0 {
                row(pieces, facts, SECTION, PieceKind::Algorithm, value.slice(range));
            }
            continue;
        };
        let text = value.slice(range.end - text.len()..range.end);
        match key {
            "Credential" => credential_row(pieces, facts, text),
            "SignedHeaders" => signed_headers(pieces, facts, SECTION, &text),
            "Signature" => signature(pieces, facts, SECTION, text),
            _ => {}
        }
    }
}

/// Access key ID and scope, each part by itself.
fn credential_row(pieces: &mut Pieces, facts: &Facts<'_>, credential: Traced) {
    const SECTION: PieceSection = PieceSection::Authorization;
    let id = facts.texts.access_key_id;
    let id = if credential
        .as_str()
        .strip_prefix(id)
        .is_some_and(|rest| rest.starts_with('/'))
    {
        id.len()
    } else {
        // Of two credentials in one header the last is the one that counts.
        row(pieces, facts, SECTION, PieceKind::Credential, credential);
        return;
    };
    let end = credential.len();
    let id_part = credential.slice(0..id);
    let scope = credential.slice(id + 1..end);
    let row = row(pieces, facts, SECTION, PieceKind::Credential, credential);
    let part = piece(facts, SECTION, PieceKind::AccessKeyId, "", id_part);
    pieces.push_part(row, 0..id, part);
    scope_parts(pieces, facts, row, id + 1, &scope);
}

/// Date, region, service and terminator of a scope that stands at `start` of a row. A region or service with a slash
/// in it keeps it: only the outer ones are certain.
fn scope_parts(pieces: &mut Pieces, facts: &Facts<'_>, row: PieceId, start: usize, scope: &Traced) {
    let Some(section) = pieces.get(row).map(|row| row.section) else {
        return;
    };
    let kinds: &[PieceKind] = match scope.as_str().split('/').count() {
        3 => &[
            PieceKind::ScopeDate,
            PieceKind::ScopeService,
            PieceKind::ScopeTerminator,
        ],
        4 => &[
            PieceKind::ScopeDate,
            PieceKind::ScopeRegion,
            PieceKind::ScopeService,
            PieceKind::ScopeTerminator,
        ],
        _ => &[],
    };
    let mut at = 0;
    for (text, kind) in scope.as_str().split('/').zip(kinds) {
        let range = at..at + text.len();
        at = range.end + 1;
        let part = piece(facts, section, *kind, "", scope.slice(range.clone()));
        pieces.push_part(row, start + range.start..start + range.end, part);
    }
}

/// The list of signed headers and each name in it.
fn signed_headers(pieces: &mut Pieces, facts: &Facts<'_>, section: PieceSection, list: &Traced) {
    let text = list.as_str().to_owned();
    let row = row(pieces, facts, section, PieceKind::SignedHeaders, list.clone());
    let mut at = 0;
    for name in text.split(';') {
        let range = at..at + name.len();
        at = range.end + 1;
        let part = piece(
            facts,
            section,
            PieceKind::SignedHeader,
            &name.to_ascii_lowercase(),
            list.slice(range.clone()),
        );
        pieces.push_part(row, range, part);
    }
}

/// The signature, and the two numbers in one of Version 4A.
pub(super) fn signature(pieces: &mut Pieces, facts: &Facts<'_>, section: PieceSection, text: Traced) {
    row(pieces, facts, section, PieceKind::Signature, text);
    for (kind, number) in super::key::numbers(facts) {
        let text = Traced::new(&number, Origin::Signature);
        row(pieces, facts, section, kind, text);
    }
}

/// Every line of the canonical request.
pub(super) fn canonical_request(pieces: &mut Pieces, facts: &Facts<'_>) {
    const SECTION: PieceSection = PieceSection::CanonicalRequest;
    let text = facts.texts.canonical_request;
    let sections = facts.texts.sections;
    let cut = |range: &Range<usize>| text.slice(range.clone());
    row(pieces, facts, SECTION, PieceKind::Method, cut(&sections.method));
    row(pieces, facts, SECTION, PieceKind::Path, cut(&sections.path));
    query(pieces, facts, cut(&sections.query));
    for range in &sections.headers {
        let line = cut(range);
        let name = line.as_str().split(':').next().unwrap_or_default().to_owned();
        let header = piece(facts, SECTION, PieceKind::HeaderLine, &name, line);
        pieces.push_row(header);
    }
    let end = Traced::rule("\n", "an empty line ends the canonical headers");
    row(pieces, facts, SECTION, PieceKind::EndOfHeaders, end);
    signed_headers(pieces, facts, SECTION, &cut(&sections.signed_headers));
    row(
        pieces,
        facts,
        SECTION,
        PieceKind::PayloadHash,
        cut(&sections.payload_hash),
    );
}

/// The canonical query and each parameter in it.
fn query(pieces: &mut Pieces, facts: &Facts<'_>, query: Traced) {
    const SECTION: PieceSection = PieceSection::CanonicalRequest;
    let mut at = 0;
    let ranges: Vec<Range<usize>> = query
        .as_str()
        .split('&')
        .map(|text| {
            let range = at..at + text.len();
            at = range.end + 1;
            range
        })
        .filter(|range| !range.is_empty())
        .collect();
    let parameters: Vec<Traced> = ranges.iter().map(|range| query.slice(range.clone())).collect();
    let row = Piece {
        done: changes::of_query(facts, &parameters),
        ..piece(facts, SECTION, PieceKind::Query, "", query)
    };
    let row = pieces.push_row(row);
    for (range, parameter) in ranges.into_iter().zip(parameters) {
        let name = parameter
            .as_str()
            .split('=')
            .next()
            .unwrap_or_default()
            .to_owned();
        let kind = super::presigned::kind_of(facts, &name);
        let part = piece(facts, SECTION, kind, &name, parameter);
        pieces.push_part(row, range, part);
    }
}

/// The four lines of the string to sign.
pub(super) fn string_to_sign(pieces: &mut Pieces, facts: &Facts<'_>) {
    const SECTION: PieceSection = PieceSection::StringToSign;
    let text = facts.texts.string_to_sign;
    let mut at = 0;
    let mut lines = text.as_str().split('\n').map(|line| {
        let range = at..at + line.len();
        at = range.end + 1;
        text.slice(range)
    });
    let mut next = || lines.next().unwrap_or_default();
    row(pieces, facts, SECTION, PieceKind::Algorithm, next());
    row(pieces, facts, SECTION, PieceKind::Time, next());
    let scope = next();
    let scope_row = row(pieces, facts, SECTION, PieceKind::Scope, scope.clone());
    scope_parts(pieces, facts, scope_row, 0, &scope);
    row(pieces, facts, SECTION, PieceKind::RequestHash, next());
}

/// Adds a row without a name.
pub(super) fn row(
    pieces: &mut Pieces,
    facts: &Facts<'_>,
    section: PieceSection,
    kind: PieceKind,
    text: Traced,
) -> PieceId {
    pieces.push_row(piece(facts, section, kind, "", text))
}
