//! Where a text names variables.

use std::ops::Range;

use crate::model::Field;

/// A `{{name}}` in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::resolve) struct Named<'a> {
    /// Without braces and the blanks within them.
    pub(in crate::resolve) name: &'a str,
    /// With the braces, in bytes of the text.
    pub(in crate::resolve) span: Range<usize>,
}

/// Braces that are closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::resolve) enum Braced<'a> {
    /// They hold a name.
    Name(Named<'a>),
    /// They hold what no variable is called, without the blanks within them.
    Other(&'a str),
}

/// What braces are that hold no name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::resolve) enum Unnamed {
    /// Text: a body may well hold `{{` of its own.
    #[default]
    Text,
    /// A mistake: what stands in a URL, a header or a field of auth is meant as a variable, and would be sent as it stands.
    Mistake,
}

impl Unnamed {
    /// In the texts of this field.
    pub(in crate::resolve) fn of(field: Field) -> Self {
        match field {
            Field::Body => Self::Text,
            _ => Self::Mistake,
        }
    }
}

/// Every `{{name}}` in order; of `{{a{{b}}` the inner one. Braces that are not closed, or that hold what no variable is
/// called, are passed over.
pub(in crate::resolve) fn named_in(text: &str) -> impl Iterator<Item = Named<'_>> {
    braced_in(text).filter_map(|braced| match braced {
        Braced::Name(named) => Some(named),
        Braced::Other(_) => None,
    })
}

/// Every `{{…}}` in order; of `{{a{{b}}` the inner one. Braces that are not closed are literal text.
pub(in crate::resolve) fn braced_in(text: &str) -> impl Iterator<Item = Braced<'_>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let close = from + end_of_name(text.get(from..)?)?;
            let open = text.get(from..close)?.rfind("{{").map(|at| from + at);
            from = close + 2;
            let Some(open) = open else { continue };
            let name = text.get(open + 2..close)?.trim();
            if !is_name(name) {
                return Some(Braced::Other(name));
            }
            return Some(Braced::Name(Named {
                name,
                span: open..close + 2,
            }));
        }
    })
}

/// The first `}}`. Nearly every text has none, and every text of a request is looked through at each letter that is typed:
/// looking for the single byte is several times faster.
fn end_of_name(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'}', bytes).find(|at| bytes.get(at + 1) == Some(&b'}'))
}

/// Whether a variable can be called so: letters, digits, `_`, `-` and `.`; with `$` in front it is a dynamic value.
pub(in crate::resolve) fn is_name(name: &str) -> bool {
    let plain = name.strip_prefix('$').unwrap_or(name);
    !plain.is_empty()
        && plain
            .chars()
            .all(|ch| ch.is_alphanumeric() || matches!(ch, '_' | '-' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<(&str, &str)> {
        named_in(text)
            .map(|named| (named.name, text.get(named.span).unwrap()))
            .collect()
    }

    #[test]
    fn names_stand_between_two_braces_each() {
        assert_eq!(
            names("{{a}}/{{ b.c-d_1 }}"),
            [("a", "{{a}}"), ("b.c-d_1", "{{ b.c-d_1 }}")]
        );
        assert_eq!(names("{{x {{a}}"), [("a", "{{a}}")]);
        assert_eq!(names("{{{a}}}"), [("a", "{{a}}")]);
        assert_eq!(
            names("{{$uuid}}{{größe}}"),
            [("$uuid", "{{$uuid}}"), ("größe", "{{größe}}")]
        );
        let none: [(&str, &str); 0] = [];
        for text in [
            "{{a",
            "}}",
            "{{}}",
            "{{ }}",
            "{{\"a\": 1}}",
            "{a}",
            "a}}b{{c",
            "é{{",
            "{{$}}",
            "{{a b}}",
            "{{a$}}",
        ] {
            assert_eq!(names(text), none, "{text}");
        }
    }

    #[test]
    fn closed_braces_without_a_name_are_told_apart() {
        let others = |text| -> Vec<&str> {
            braced_in(text)
                .filter_map(|braced| match braced {
                    Braced::Other(other) => Some(other),
                    Braced::Name(_) => None,
                })
                .collect()
        };
        assert_eq!(
            others("{{?What id}}{{a}}{{ a b }}{{plus+}}{{}}"),
            ["?What id", "a b", "plus+", ""]
        );
        let none: [&str; 0] = [];
        for text in ["{{a b", "a b}}", "{\"a\":{\"b\":1}}", "{{a b {{c}}"] {
            assert_eq!(others(text), none, "{text}");
        }
        assert_eq!(Unnamed::of(Field::Body), Unnamed::Text);
        assert_eq!(Unnamed::of(Field::Url), Unnamed::Mistake);
    }
}
