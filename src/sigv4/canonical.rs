//! The canonical request, written by ourselves so that every piece of it knows where it came from.
//!
//! `aws-sigv4` does not show its own; the signer proves after each signature that this one says the same.

use std::ops::Range;

use super::canonical_path::canonical_path;
use super::canonical_query::canonical_query;
use super::rules::ServiceRules;
use crate::model::{CanonicalSections, Origin, Traced, WireHeader, WireRequest};

/// One header line: name and value.
pub(super) type Line<'a> = (&'a Traced, &'a Traced);

/// What a canonical request is made of.
pub(super) struct Ingredients<'a> {
    /// Method as sent.
    pub method: &'a Traced,
    /// Path as sent.
    pub path: &'a Traced,
    /// Query as sent, without `?`.
    pub query: Option<&'a Traced>,
    /// Header lines in the order sent; only those named in `signed` are used.
    pub headers: &'a [Line<'a>],
    /// Lower-case names in the order of the list of signed headers.
    pub signed: &'a [String],
    /// The last line.
    pub payload_hash: &'a Traced,
    /// How path and query are written.
    pub rules: ServiceRules,
}

const LINE_FEED: Origin = Origin::Rule("line feed");

/// The canonical request of a wire request with exactly these header lines signed, by the rules of
/// `execute-api` and the default services. Names are sorted here.
pub fn canonicalise(wire: &WireRequest, headers: &[WireHeader]) -> (Traced, CanonicalSections) {
    let lines: Vec<Line<'_>> = headers
        .iter()
        .map(|header| (&header.name, &header.value))
        .collect();
    build(&Ingredients {
        method: &wire.method,
        path: &wire.path(),
        query: wire.query().as_ref(),
        headers: &lines,
        signed: &sorted_names(lines.iter().map(|(name, _)| name.as_str())),
        payload_hash: &Traced::new(&wire.digest.sha256, Origin::BodyDigest),
        rules: ServiceRules::DEFAULT,
    })
}

/// Names in the order of the list of signed headers, each once.
pub(super) fn sorted_names<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let names: std::collections::BTreeSet<&str> = names.collect();
    names.into_iter().map(str::to_owned).collect()
}

/// Step 1 of <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>.
pub(super) fn build(of: &Ingredients<'_>) -> (Traced, CanonicalSections) {
    let lines = ByName::new(of.headers);
    let mut text = Traced::default();
    let mut sections = CanonicalSections {
        method: append(&mut text, of.method),
        ..CanonicalSections::default()
    };
    text.push("\n", LINE_FEED);
    sections.path = append(&mut text, &canonical_path(of.path, &of.rules));
    text.push("\n", LINE_FEED);
    let query = of.query.map(canonical_query).unwrap_or_default();
    sections.query = append(&mut text, &query);
    text.push("\n", LINE_FEED);
    for name in of.signed {
        sections.headers.push(append_line(&mut text, name, &lines));
        text.push("\n", LINE_FEED);
    }
    text.push("\n", Origin::Rule("an empty line ends the canonical headers"));
    sections.signed_headers = append(&mut text, &list_of(of.signed, &lines));
    text.push("\n", LINE_FEED);
    sections.payload_hash = append(&mut text, of.payload_hash);
    (text, sections)
}

/// The lines of each name, in the order sent.
struct ByName<'a>(Vec<&'a Line<'a>>);

impl<'a> ByName<'a> {
    fn new(lines: &'a [Line<'a>]) -> Self {
        let mut lines: Vec<_> = lines.iter().collect();
        lines.sort_by_key(|(name, _)| name.as_str());
        Self(lines)
    }

    fn of<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'a Line<'a>> + use<'s, 'a> {
        let first = self.0.partition_point(|(other, _)| other.as_str() < name);
        let from = self.0.iter().skip(first).copied();
        from.take_while(move |(other, _)| other.as_str() == name)
    }
}

fn append(text: &mut Traced, part: &Traced) -> Range<usize> {
    let start = text.len();
    text.append(part);
    start..text.len()
}

/// `name:value`, the values of lines with one name joined with commas in the order sent.
fn append_line(text: &mut Traced, name: &str, lines: &ByName<'_>) -> Range<usize> {
    let start = text.len();
    append_name(text, name, lines);
    text.push(":", Origin::Rule("a colon parts name and value"));
    for (nth, (_, value)) in lines.of(name).enumerate() {
        if nth > 0 {
            text.push(",", Origin::Rule("values of one name are joined with commas"));
        }
        if has_white_space_to_fold(value.as_str()) {
            text.append(&folded(value));
        } else {
            text.append(value);
        }
    }
    start..text.len()
}

/// The name with the origin of its first line.
fn append_name(text: &mut Traced, name: &str, lines: &ByName<'_>) {
    match lines.of(name).next() {
        Some((typed, _)) => text.append(typed),
        None => text.push(name, Origin::Rule("named in the list of signed headers")),
    }
}

/// The list of signed headers: `host;x-amz-date`.
pub(super) fn signed_headers_list(signed: &[String], headers: &[Line<'_>]) -> Traced {
    list_of(signed, &ByName::new(headers))
}

fn list_of(signed: &[String], lines: &ByName<'_>) -> Traced {
    let mut list = Traced::default();
    for name in signed {
        if !list.is_empty() {
            list.push(
                ";",
                Origin::Rule("signed header names are joined with semicolons"),
            );
        }
        append_name(&mut list, name, lines);
    }
    list
}

/// The white space of header values (RFC 9110, 5.6.3).
const WHITE_SPACE: [char; 2] = [' ', '\t'];

fn has_white_space_to_fold(value: &str) -> bool {
    let bytes = value.as_bytes();
    let is_folded = |at: usize| at == 0 || matches!(bytes.get(at + 1), None | Some(b' '));
    value.contains('\t') || memchr::memchr_iter(b' ', bytes).any(is_folded)
}

/// Trims white space at both ends and makes one space of each run of it, inside quotes too: as botocore, the AWS Common
/// Runtime and the SDK for Java do.
pub(super) fn folded(value: &Traced) -> Traced {
    let text = value.as_str();
    let start = text.len() - text.trim_start_matches(WHITE_SPACE).len();
    let inner = value.slice(start.min(text.len())..text.trim_end_matches(WHITE_SPACE).len().max(start));
    if !has_white_space_to_fold(inner.as_str()) {
        return inner;
    }
    let mut out = Traced::default();
    let mut after_space = false;
    for (ch, origin) in inner.chars() {
        let is_space = WHITE_SPACE.contains(&ch);
        if is_space && after_space {
            continue;
        }
        after_space = is_space;
        let ch = if is_space { ' ' } else { ch };
        out.push_joined(ch.encode_utf8(&mut [0; 4]), origin);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Field;

    #[test]
    fn every_run_of_white_space_becomes_one_space() {
        let collapsed = |text: &str| folded(&Traced::typed(text, Field::Body)).as_str().to_owned();
        assert_eq!(collapsed("  a   b  c "), "a b c");
        assert_eq!(collapsed("\"a   b\""), "\"a b\"");
        assert_eq!(collapsed("a\t\tb  c"), "a b c");
        assert_eq!(collapsed("a\tb \t c"), "a b c");
        assert_eq!(collapsed("\t a\t"), "a");
        assert_eq!(collapsed("\t \t"), "");
        assert_eq!(collapsed("    "), "");
        assert_eq!(collapsed(""), "");
    }

    #[test]
    fn a_collapsed_value_keeps_its_places() {
        let value = folded(&Traced::typed(" a  b", Field::Body));
        let spans: Vec<_> = value
            .segments()
            .iter()
            .map(|segment| segment.origin.clone())
            .collect();
        let typed = |span| Origin::Typed {
            field: Field::Body,
            span,
        };
        assert_eq!(spans, [typed(1..3), typed(4..5)]);
    }
}
