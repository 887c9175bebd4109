//! The canonical URI: the path as the service will write it before it checks the signature.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-canonical-request>

use super::rules::{Normalisation, PathEncoding, ServiceRules};
use crate::model::{Origin, Traced};
use crate::resolve::percent::{Slash, decode, push_byte, push_char};

type TracedChar = (char, Origin);

/// The canonical URI of a path as sent.
pub(super) fn canonical_path(path: &Traced, rules: &ServiceRules) -> Traced {
    let path = normalised(path, rules.normalisation);
    let mut canonical = Traced::default();
    match rules.path_encoding {
        PathEncoding::Double => {
            for (ch, origin) in &path {
                push_char(&mut canonical, *ch, Slash::Kept, origin);
            }
        }
        PathEncoding::Single => {
            for (byte, origin) in decode(&path) {
                push_byte(&mut canonical, byte, Slash::Kept, origin);
            }
        }
    }
    if canonical.is_empty() {
        return Traced::rule("/", "an empty path is signed as a slash");
    }
    canonical
}

/// The characters of a path, without the segments that the rule removes.
fn normalised(path: &Traced, rule: Normalisation) -> Vec<TracedChar> {
    let sent: Vec<TracedChar> = path.chars().collect();
    match rule {
        Normalisation::On => remove_dot_segments(&sent),
        Normalisation::Off => sent,
    }
}

/// The path without empty and dot segments, spelt as it was: the first half of [`canonical_path`].
pub(super) fn normalised_text(path: &str) -> String {
    let path = Traced::rule(path, "the path");
    normalised(&path, Normalisation::On)
        .into_iter()
        .map(|(ch, _)| ch)
        .collect()
}

/// Removes empty, `.` and `..` segments (RFC 3986, 5.2.4, with empty segments taken out as well).
///
/// A path that ends in a slash or in a dot segment keeps one slash at its end. Escaped dots stay.
fn remove_dot_segments(path: &[TracedChar]) -> Vec<TracedChar> {
    let mut kept: Vec<&[TracedChar]> = Vec::new();
    let mut last = Segment::Empty;
    for piece in split_before_slashes(path) {
        last = Segment::of(piece);
        match last {
            Segment::Empty | Segment::Dot => {}
            Segment::DotDot => {
                kept.pop();
            }
            Segment::Named => kept.push(piece),
        }
    }
    let mut result = Vec::with_capacity(path.len());
    for piece in kept {
        if piece.first().is_none_or(|(ch, _)| *ch != '/') {
            result.push(('/', Origin::Rule("a path starts with a slash")));
        }
        result.extend_from_slice(piece);
    }
    if result.is_empty() || last != Segment::Named {
        let slash = path.iter().rfind(|(ch, _)| *ch == '/');
        result.push(
            slash
                .cloned()
                .unwrap_or(('/', Origin::Rule("a path starts with a slash"))),
        );
    }
    result
}

/// `/a//b` as `/a`, `/`, `/b`; a first piece without a slash when the path does not start with one.
fn split_before_slashes(path: &[TracedChar]) -> impl Iterator<Item = &[TracedChar]> {
    path.chunk_by(|_, (next, _)| *next != '/')
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Segment {
    Empty,
    Dot,
    DotDot,
    Named,
}

impl Segment {
    /// What a piece of [`split_before_slashes`] is.
    fn of(piece: &[TracedChar]) -> Self {
        let name = if let [('/', _), name @ ..] = piece {
            name
        } else {
            piece
        };
        match name {
            [] => Self::Empty,
            [('.', _)] => Self::Dot,
            [('.', _), ('.', _)] => Self::DotDot,
            _ => Self::Named,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Field;

    fn canonical(path: &str) -> String {
        canonical_path(&Traced::typed(path, Field::Url), &ServiceRules::DEFAULT)
            .as_str()
            .to_owned()
    }

    fn canonical_s3(path: &str) -> String {
        canonical_path(&Traced::typed(path, Field::Url), &ServiceRules::of("s3"))
            .as_str()
            .to_owned()
    }

    #[test]
    fn dot_segments_are_removed_as_the_official_suite_says() {
        assert_eq!(canonical("/example1/example2/../.."), "/");
        assert_eq!(canonical("/./"), "/");
        assert_eq!(canonical("//"), "/");
        assert_eq!(canonical("//example//"), "/example/");
        assert_eq!(canonical("/./example"), "/example");
        assert_eq!(canonical(""), "/");
    }

    #[test]
    fn rfc_3986_examples_of_dot_removal() {
        assert_eq!(canonical("/a/b/c/./../../g"), "/a/g");
        assert_eq!(canonical("/a/b/."), "/a/b/");
        assert_eq!(canonical("/a/b/.."), "/a/");
        assert_eq!(canonical("/../../g"), "/g");
        assert_eq!(canonical("/a/..b/c."), "/a/..b/c.");
    }

    #[test]
    fn other_services_encode_the_path_as_sent_once_more() {
        assert_eq!(canonical("/a:b@c"), "/a%3Ab%40c");
        assert_eq!(canonical("/a%2Fb%2fc"), "/a%252Fb%252fc");
        assert_eq!(canonical("/a+b"), "/a%2Bb");
    }

    #[test]
    fn s3_encodes_the_key_once_and_keeps_dots_and_slashes() {
        assert_eq!(canonical_s3("/test$file.text"), "/test%24file.text");
        assert_eq!(canonical_s3("/test%24file.text"), "/test%24file.text");
        assert_eq!(canonical_s3("/a/../b//c/./d"), "/a/../b//c/./d");
    }

    #[test]
    fn a_kept_segment_keeps_its_place_in_the_url() {
        let mut url = Traced::default();
        url.push(
            "/x/../pets:1",
            Origin::Typed {
                field: Field::Url,
                span: 20..32,
            },
        );
        let path = canonical_path(&url, &ServiceRules::DEFAULT);
        assert_eq!(path.as_str(), "/pets%3A1");
        let spans: Vec<_> = path
            .segments()
            .iter()
            .map(|segment| match &segment.origin {
                Origin::Typed { span, .. } => span.clone(),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(spans, [25..30, 30..31, 31..32]);
    }
}
