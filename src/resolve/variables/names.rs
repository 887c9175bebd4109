//! Where a text names variables.

use std::ops::Range;

/// A `{{name}}` in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::resolve) struct Named<'a> {
    /// Without braces and the blanks within them.
    pub(in crate::resolve) name: &'a str,
    /// With the braces, in bytes of the text.
    pub(in crate::resolve) span: Range<usize>,
}

/// Every `{{name}}` in order; of `{{a{{b}}` the inner one.
///
/// Braces that are not closed, or that hold what no variable is called, are literal text: a body may well hold `{{` of its
/// own.
pub(in crate::resolve) fn named_in(text: &str) -> impl Iterator<Item = Named<'_>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let close = from + end_of_name(text.get(from..)?)?;
            let open = text.get(from..close)?.rfind("{{").map(|at| from + at);
            from = close + 2;
            let Some(open) = open else { continue };
            let name = text.get(open + 2..close)?.trim();
            if is_name(name) {
                return Some(Named {
                    name,
                    span: open..close + 2,
                });
            }
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
fn is_name(name: &str) -> bool {
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
}
