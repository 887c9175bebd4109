//! JSON with line breaks.

use serde::de::IgnoredAny;

use super::lexer::json::string_len;

/// Above this many bytes the window does not ask for the pretty form by itself.
pub const AUTOMATIC_LIMIT_BYTES: usize = 8_000_000;

/// The pretty form may be this many times as long as the body (and [`GROWTH_FLOOR_BYTES`] more): ordinary
/// JSON grows two- to threefold, while indentation of hostile nesting grows with the square.
const MOST_GROWTH: usize = 8;
const GROWTH_FLOOR_BYTES: usize = 1_000_000;

/// JSON indented by two spaces, one member or element per line, no line end after the last.
///
/// Only white space outside of strings changes: numbers, escapes, key order and repeated keys stay byte for
/// byte. `None` when `bytes` is not one valid JSON text, or when it is nested so deeply that the result
/// would be more than eight times as long. Takes time in proportion to the body: call it on a worker.
pub fn json(bytes: &[u8]) -> Option<Vec<u8>> {
    serde_json::from_slice::<IgnoredAny>(bytes).ok()?;
    let mut writer = Writer {
        out: Vec::with_capacity(bytes.len() * 2),
        depth: 0,
        limit: bytes.len().saturating_mul(MOST_GROWTH) + GROWTH_FLOOR_BYTES,
        last: 0,
    };
    let mut rest = bytes;
    while let Some(first) = rest.first() {
        let (token, after) = rest.split_at(token_len(rest, *first));
        writer.push(token, *first)?;
        rest = after;
    }
    Some(writer.out)
}

/// Length of the token at the start of valid JSON.
fn token_len(rest: &[u8], first: u8) -> usize {
    match first {
        b'"' => rest
            .get(1..)
            .and_then(string_len)
            .map_or(rest.len(), |len| len + 1),
        _ if is_structure(first) || first.is_ascii_whitespace() => 1,
        _ => rest
            .iter()
            .take_while(|byte| !is_structure(**byte) && !byte.is_ascii_whitespace() && **byte != b'"')
            .count(),
    }
}

fn is_structure(byte: u8) -> bool {
    matches!(byte, b'{' | b'}' | b'[' | b']' | b':' | b',')
}

struct Writer {
    out: Vec<u8>,
    depth: usize,
    limit: usize,
    /// First byte of the last token that was not white space.
    last: u8,
}

impl Writer {
    /// `None` when the limit is reached.
    fn push(&mut self, token: &[u8], first: u8) -> Option<()> {
        if first.is_ascii_whitespace() {
            return Some(());
        }
        let closes = matches!(first, b'}' | b']');
        if closes {
            self.depth = self.depth.saturating_sub(1);
        }
        let after_opening = matches!(self.last, b'{' | b'[');
        if (closes && !after_opening) || (!closes && (after_opening || self.last == b',')) {
            self.line_break()?;
        }
        if matches!(first, b'{' | b'[') {
            self.depth += 1;
        }
        self.out.extend_from_slice(token);
        if first == b':' {
            self.out.push(b' ');
        }
        self.last = first;
        Some(())
    }

    fn line_break(&mut self) -> Option<()> {
        let len = self.out.len() + 1 + self.depth * 2;
        if len > self.limit {
            return None;
        }
        self.out.push(b'\n');
        self.out.resize(len, b' ');
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pretty(text: &str) -> Option<String> {
        json(text.as_bytes()).map(|bytes| String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn indents_and_keeps_every_token() {
        let expected = "{\n  \"b\": 1.50E+2,\n  \"a\": [\n    \"x\\u00e9 , { \\\" \",\n    {},\n    []\n  ],\n  \"b\": null\n}";
        assert_eq!(
            pretty(r#" {"b":1.50E+2,"a":["x\u00e9 , { \" ",{ },[ ]],"b":null} "#).unwrap(),
            expected
        );
    }

    #[test]
    fn big_numbers_and_lone_surrogates_stay() {
        let text = "123456789012345678901234567890.000";
        assert_eq!(pretty(text).unwrap(), text);
        assert_eq!(pretty(r#""\ud800""#).unwrap(), r#""\ud800""#);
    }

    #[test]
    fn what_is_not_json_has_no_pretty_form() {
        for text in ["", "{", "{}{}", "[1,]", "{'a':1}", "nul", "<a/>"] {
            assert_eq!(pretty(text), None, "{text}");
        }
    }

    #[test]
    fn deep_nesting_ends_instead_of_growing_without_bound() {
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        assert_eq!(pretty(&deep), None);
        let modest = "[".repeat(200) + &"]".repeat(200);
        assert!(pretty(&modest).is_some());
    }

    fn values() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            any::<f64>().prop_map(Into::into),
            ".{0,8}".prop_map(Into::into),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
                proptest::collection::btree_map(".{0,5}", inner, 0..6)
                    .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn equals_the_layout_of_serde_json(value in values()) {
            let compact = value.to_string();
            prop_assert_eq!(pretty(&compact).unwrap(), serde_json::to_string_pretty(&value).unwrap());
        }

        #[test]
        fn a_pretty_text_stays_as_it_is(value in values()) {
            let text = serde_json::to_string_pretty(&value).unwrap();
            prop_assert_eq!(pretty(&text).unwrap(), text);
        }

        #[test]
        fn random_bytes_do_no_harm(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            json(&bytes);
        }
    }
}
