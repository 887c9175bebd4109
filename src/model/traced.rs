//! Text that remembers where each of its bytes came from.

use std::ops::Range;
use std::sync::Arc;

use super::{RowId, VariableLayer};

/// An editable place of a request. Spans in [`Origin::Typed`] are byte ranges of that field's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// The method box.
    Method,
    /// The URL bar.
    Url,
    /// The value of a path parameter.
    PathValue(RowId),
    /// The name of a header row.
    HeaderName(RowId),
    /// The value of a header row.
    HeaderValue(RowId),
    /// The body editor.
    Body,
    /// The note about the request.
    Docs,
    /// Access key ID of the AWS Signature tab.
    AccessKeyId,
    /// Secret access key of the AWS Signature tab.
    SecretAccessKey,
    /// Session token of the AWS Signature tab.
    SessionToken,
    /// Region of the AWS Signature tab.
    Region,
    /// Service of the AWS Signature tab.
    Service,
    /// User name of Basic auth.
    Username,
    /// Password of Basic auth; also the base64 of user name and password.
    Password,
    /// Token of Bearer auth.
    BearerToken,
    /// Name of the header or parameter of API key auth.
    ApiKeyName,
    /// The key of API key auth.
    ApiKeyValue,
    /// Region set of the signing options.
    RegionSet,
    /// Signing host of the signing options.
    SigningHost,
    /// A field of the credential source: profile, account, role.
    CredentialSource,
    /// The expression of an assertion.
    AssertionExpression(RowId),
    /// The value of an assertion.
    AssertionValue(RowId),
    /// The expression of a capture.
    CaptureExpression(RowId),
    /// The variable of a capture.
    CaptureVariable(RowId),
}

/// Where a piece of text came from: what lets a canonical line point at the thing the user typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Typed by the user, `span` in bytes of the field's text.
    Typed {
        /// The field.
        field: Field,
        /// Byte range within the field.
        span: Range<usize>,
    },
    /// Text of a variable that was written as `{{name}}` in a field, or in the value of one that was.
    Variable {
        /// Name without braces of the variable whose value the text stands in.
        name: Arc<str>,
        /// Whose variable it is.
        layer: VariableLayer,
        /// What defines it, for people: `environment dev`, `folder Pets`.
        place: Arc<str>,
        /// Whether its value is one to hide.
        secrecy: Secrecy,
        /// The field that names it, or names another variable that names it.
        field: Field,
        /// Byte range of `{{name}}` within the field.
        span: Range<usize>,
    },
    /// Put there by a rule of HTTP or of Signature Version 4; the text says which.
    Rule(&'static str),
    /// Derived from the host by a rule of the services table.
    Host,
    /// The clock that gave the signing time.
    Clock,
    /// The hash of the body.
    BodyDigest,
    /// The result of the HMAC chain.
    Signature,
    /// Stands so in a request that somebody else made.
    Received,
}

/// Whether a value is one to hide.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Secrecy {
    /// It may be shown.
    #[default]
    Plain,
    /// It is a secret.
    Secret,
}

impl Origin {
    /// The bytes of a field's text, when this is what stands there.
    pub fn span_in(&self, wanted: Field) -> Option<Range<usize>> {
        match self {
            Self::Typed { field, span } | Self::Variable { field, span, .. } if *field == wanted => {
                Some(span.clone())
            }
            _ => None,
        }
    }
}

/// A range of a [`Traced`] text with its one origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Byte range in the text.
    pub range: Range<usize>,
    /// Where these bytes came from.
    pub origin: Origin,
}

/// A text whose segments cover every byte exactly once, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traced {
    text: String,
    segments: Vec<Segment>,
}

impl Traced {
    /// A text with one origin. An empty text has no segment.
    pub fn new(text: &str, origin: Origin) -> Self {
        let mut traced = Self::default();
        traced.push(text, origin);
        traced
    }

    /// A text typed whole into one field.
    pub fn typed(text: &str, field: Field) -> Self {
        Self::new(
            text,
            Origin::Typed {
                field,
                span: 0..text.len(),
            },
        )
    }

    /// A text put there by a rule.
    pub fn rule(text: &str, rule: &'static str) -> Self {
        Self::new(text, Origin::Rule(rule))
    }

    /// Appends text of one origin.
    pub fn push(&mut self, text: &str, origin: Origin) {
        if text.is_empty() {
            return;
        }
        let start = self.text.len();
        self.text.push_str(text);
        self.segments.push(Segment {
            range: start..self.text.len(),
            origin,
        });
    }

    /// Appends text with its origins.
    pub fn append(&mut self, other: &Self) {
        let shift = self.text.len();
        self.text.push_str(&other.text);
        self.segments.extend(other.segments.iter().map(|segment| Segment {
            range: segment.range.start + shift..segment.range.end + shift,
            origin: segment.origin.clone(),
        }));
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// True for the empty text.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The segments in order.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// A part of the text with its origins cut to it: a piece that was typed as it stands keeps the exact
    /// bytes of its span, a rewritten one (an escape) keeps the whole span it came from.
    ///
    /// `range` must lie on character boundaries; where it does not, the result is empty.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Self {
        let mut part = Self::default();
        let first = self
            .segments
            .partition_point(|segment| segment.range.end <= range.start);
        let touched = self.segments.iter().skip(first);
        for segment in touched.take_while(|segment| segment.range.start < range.end) {
            let start = segment.range.start.max(range.start);
            let end = segment.range.end.min(range.end);
            let Some(text) = (start < end).then(|| self.text.get(start..end)).flatten() else {
                continue;
            };
            let origin = match &segment.origin {
                Origin::Typed { field, span } if span.len() == segment.range.len() => Origin::Typed {
                    field: *field,
                    span: span.start + (start - segment.range.start)..span.end - (segment.range.end - end),
                },
                other => other.clone(),
            };
            part.push(text, origin);
        }
        part
    }

    /// The bytes of a field's text that this came from.
    pub fn spans_in(&self, field: Field) -> Vec<Range<usize>> {
        let origins = self.segments.iter().map(|segment| &segment.origin);
        origins.filter_map(|origin| origin.span_in(field)).collect()
    }

    /// ASCII letters in lower case, every byte with the origin it had.
    #[must_use]
    pub fn to_ascii_lowercase(&self) -> Self {
        Self {
            text: self.text.to_ascii_lowercase(),
            segments: self.segments.clone(),
        }
    }

    /// Splits at the first occurrence of `separator`, which stays in neither half.
    pub fn split_once(&self, separator: char) -> Option<(Self, Self)> {
        let at = self.text.find(separator)?;
        Some((
            self.slice(0..at),
            self.slice(at + separator.len_utf8()..self.text.len()),
        ))
    }

    /// Each character with the origin of its bytes, typed spans cut to the character.
    pub fn chars(&self) -> impl Iterator<Item = (char, Origin)> + '_ {
        self.segments.iter().flat_map(move |segment| {
            let text = self.text.get(segment.range.clone()).unwrap_or_default();
            let exact =
                matches!(&segment.origin, Origin::Typed { span, .. } if span.len() == segment.range.len());
            text.char_indices().map(move |(at, ch)| {
                let origin = match &segment.origin {
                    Origin::Typed { field, span } if exact => Origin::Typed {
                        field: *field,
                        span: span.start + at..span.start + at + ch.len_utf8(),
                    },
                    other => other.clone(),
                };
                (ch, origin)
            })
        })
    }

    /// Appends one piece and joins it to the last segment when both are neighbours of the same field, so
    /// that character-wise rewriting does not leave a segment for each character.
    pub fn push_joined(&mut self, text: &str, origin: Origin) {
        if text.is_empty() {
            return;
        }
        if let Some(last) = self.segments.last_mut()
            && let Some(joined) = join(&last.origin, last.range.len(), &origin, text.len())
        {
            self.text.push_str(text);
            last.range.end = self.text.len();
            last.origin = joined;
            return;
        }
        self.push(text, origin);
    }
}

/// The origin of two neighbouring pieces as one, when that loses nothing.
fn join(left: &Origin, left_len: usize, right: &Origin, right_len: usize) -> Option<Origin> {
    match (left, right) {
        (
            Origin::Typed { field, span },
            Origin::Typed {
                field: other,
                span: next,
            },
        ) if field == other
            && span.end == next.start
            && span.len() == left_len
            && next.len() == right_len =>
        {
            Some(Origin::Typed {
                field: *field,
                span: span.start..next.end,
            })
        }
        (Origin::Typed { .. }, _) => None,
        (left, right) if left == right => Some(left.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(span: Range<usize>) -> Origin {
        Origin::Typed {
            field: Field::Url,
            span,
        }
    }

    #[test]
    fn segments_cover_the_text_once_in_order() {
        let mut text = Traced::typed("/dev", Field::Url);
        text.push("%20", typed(4..5));
        text.append(&Traced::rule("?", "separator"));
        let covered: Vec<_> = text.segments().iter().map(|s| s.range.clone()).collect();
        assert_eq!(covered, [0..4, 4..7, 7..8]);
    }

    #[test]
    fn a_slice_keeps_exact_spans_and_whole_spans_of_escapes() {
        let mut text = Traced::new("/dev", typed(10..14));
        text.push("%20", typed(14..15));
        let part = text.slice(2..6);
        assert_eq!(part.as_str(), "ev%2");
        assert_eq!(part.segments()[0].origin, typed(12..14));
        assert_eq!(part.segments()[1].origin, typed(14..15));
    }

    #[test]
    fn every_slice_is_what_a_look_at_each_byte_gives() {
        let mut text = Traced::new("/d\u{e9}v", typed(10..15));
        text.push("%20", typed(15..16));
        text.append(&Traced::rule("?", "separator"));
        text.push("a=b", Origin::Host);
        let whole = text.as_str().to_owned();
        let is_whole = |at: usize| whole.is_char_boundary(at);
        let ends = (0..=whole.len()).filter(|at| is_whole(*at));
        for end in ends {
            for start in (0..=end).filter(|at| is_whole(*at)) {
                let part = text.slice(start..end);
                assert_eq!(part.as_str(), whole.get(start..end).unwrap());
                let expected = text.chars().zip(whole.char_indices());
                let expected = expected.filter(|(_, (at, _))| (start..end).contains(at));
                let expected: Vec<_> = expected.map(|(one, _)| one).collect();
                assert_eq!(part.chars().collect::<Vec<_>>(), expected, "{start}..{end}");
            }
        }
    }

    #[test]
    fn lower_case_keeps_places() {
        let mut text = Traced::new("X-\u{c9}", typed(1..5));
        text.push("Team", Origin::Host);
        let lower = text.to_ascii_lowercase();
        assert_eq!(lower.as_str(), "x-\u{c9}team");
        assert_eq!(lower.segments(), text.segments());
    }

    #[test]
    fn joining_merges_neighbours_only() {
        let mut text = Traced::default();
        text.push_joined("a", typed(0..1));
        text.push_joined("b", typed(1..2));
        text.push_joined("%20", typed(2..3));
        text.push_joined("c", typed(3..4));
        assert_eq!(text.segments().len(), 3);
        assert_eq!(text.segments()[0].origin, typed(0..2));
    }
}
