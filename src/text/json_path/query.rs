//! A path that was read.

use regex::{Regex, RegexBuilder};

use super::value::Literal;

/// Most memory of a pattern once it is made.
const MOST_PATTERN_BYTES: usize = 1 << 20;

/// The way from the top or from the value that a filter looks at.
#[derive(Clone, Debug)]
pub(super) struct Query {
    pub(super) start: Start,
    pub(super) segments: Vec<Segment>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    Root,
    Current,
}

#[derive(Clone, Debug)]
pub(super) struct Segment {
    pub(super) reach: Reach,
    pub(super) selectors: Vec<Selector>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    Children,
    Descendants,
}

#[derive(Clone, Debug)]
pub(super) enum Selector {
    Name(String),
    Wildcard,
    Index(i64),
    Slice(Slice),
    Filter(Test),
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Slice {
    pub(super) start: Option<i64>,
    pub(super) end: Option<i64>,
    pub(super) step: i64,
}

/// What holds of a value or not.
#[derive(Clone, Debug)]
pub(super) enum Test {
    Or(Vec<Self>),
    And(Vec<Self>),
    Not(Box<Self>),
    Exists(Query),
    Compare(Operand, Comparison, Operand),
    Matches(Operand, Box<Pattern>, Extent),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// How much of a text a pattern has to match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    Whole,
    Part,
}

/// What stands beside a comparison.
#[derive(Clone, Debug)]
pub(super) enum Operand {
    Literal(Literal),
    /// Of at most one value.
    Query(Query),
    Length(Box<Self>),
    Count(Query),
    /// The value of a query when it gives one.
    Value(Query),
}

/// A pattern: made once when it stands in the path.
#[derive(Clone, Debug)]
pub(super) enum Pattern {
    Made(Option<Regex>),
    Asked(Operand),
}

/// A pattern of <https://www.rfc-editor.org/rfc/rfc9485>; `None` for one that can not be read.
pub(super) fn pattern(text: &str, extent: Extent) -> Option<Regex> {
    let text = with_dots_that_end_at_lines(text);
    let text = match extent {
        Extent::Whole => format!(r"\A(?:{text})\z"),
        Extent::Part => text,
    };
    RegexBuilder::new(&text)
        .size_limit(MOST_PATTERN_BYTES)
        .dfa_size_limit(MOST_PATTERN_BYTES)
        .build()
        .ok()
}

/// A dot stands for anything but `\n` and `\r`: section 5.3 of RFC 9485.
fn with_dots_that_end_at_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_in_class = false;
    let mut chars = text.chars();
    while let Some(ch) = chars.next() {
        match ch {
            '\\' => {
                out.push(ch);
                out.extend(chars.next());
                continue;
            }
            '[' => is_in_class = true,
            ']' => is_in_class = false,
            '.' if !is_in_class => {
                out.push_str(r"[^\n\r]");
                continue;
            }
            _ => {}
        }
        out.push(ch);
    }
    out
}

impl Query {
    /// Whether it gives one value at most: names and indexes only.
    pub(super) fn is_singular(&self) -> bool {
        self.segments.iter().all(|segment| {
            segment.reach == Reach::Children
                && matches!(
                    segment.selectors.as_slice(),
                    [Selector::Name(_) | Selector::Index(_)]
                )
        })
    }
}
