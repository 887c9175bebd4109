//! The way to a node in words that other programs read.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::markup_items::{ItemKind, Items};
use super::{NodeId, NodeKind, Source, Syntax, Tape, pretty};

/// Longest name of an element that is written out.
const LONGEST_NAME_BYTES: usize = 256;
/// Longest reference, `&#x10FFFF`.
const LONGEST_REFERENCE_BYTES: usize = 10;

/// How a path is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathStyle {
    /// `/a/0/b~1c`: <https://www.rfc-editor.org/rfc/rfc6901>.
    Pointer,
    /// `$['a'][0]['b/c']`, the normalized path of <https://www.rfc-editor.org/rfc/rfc9535#section-2.7>.
    JsonPath,
    /// `$.a[0]['b/c']`, the same as people write it: <https://www.rfc-editor.org/rfc/rfc9535#section-2.5.1>.
    ShortJsonPath,
    /// `a[0]["b/c"]`, for scripts and `jq`-like tools.
    JavaScript,
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathStep {
    /// Name of a member, escapes resolved; a lone surrogate is `U+FFFD`.
    Name(String),
    /// Number of an element, from 0.
    Index(usize),
}

/// The steps from the top to a node. Of lines of JSON: within its own line.
pub fn path_steps<S: Source + ?Sized>(tape: &Tape, source: &S, node: NodeId) -> Vec<PathStep> {
    let mut steps: Vec<PathStep> = std::iter::successors(Some(node), |node| tape.parent(*node))
        .filter_map(|node| step_to(tape, source, node))
        .collect();
    steps.reverse();
    steps
}

fn step_to<S: Source + ?Sized>(tape: &Tape, source: &S, node: NodeId) -> Option<PathStep> {
    let parent = tape.parent(node)?;
    if tape.kind(parent) == NodeKind::Array {
        return Some(PathStep::Index(tape.ordinal(node)));
    }
    let key = tape
        .key(source, node)
        .map(|range| source.read(range))
        .unwrap_or_default();
    Some(PathStep::Name(string_value(&key)))
}

/// The path of a node.
pub fn path<S: Source + ?Sized>(tape: &Tape, source: &S, node: NodeId, style: PathStyle) -> String {
    let mut out = String::new();
    if matches!(style, PathStyle::JsonPath | PathStyle::ShortJsonPath) {
        out.push('$');
    }
    for step in path_steps(tape, source, node) {
        match (style, step) {
            (PathStyle::Pointer, PathStep::Name(name)) => {
                out.push('/');
                out.push_str(&name.replace('~', "~0").replace('/', "~1"));
            }
            (PathStyle::Pointer, PathStep::Index(index)) => write!(out, "/{index}").unwrap_or_default(),
            (_, PathStep::Index(index)) => write!(out, "[{index}]").unwrap_or_default(),
            (PathStyle::ShortJsonPath, PathStep::Name(name))
                if is_identifier(&name) && !name.contains('$') =>
            {
                out.push('.');
                out.push_str(&name);
            }
            (PathStyle::JsonPath | PathStyle::ShortJsonPath, PathStep::Name(name)) => {
                out.push_str("['");
                escape(&name, '\'', &mut out);
                out.push_str("']");
            }
            (PathStyle::JavaScript, PathStep::Name(name)) if is_identifier(&name) => {
                if !out.is_empty() {
                    out.push('.');
                }
                out.push_str(&name);
            }
            (PathStyle::JavaScript, PathStep::Name(name)) => {
                out.push_str("[\"");
                escape(&name, '"', &mut out);
                out.push_str("\"]");
            }
        }
    }
    out
}

/// The path of a node as the filter takes it: JSONPath, or XPath of the element that a node of markup is or stands in.
pub fn place_of<S: Source + ?Sized>(tape: &Tape, source: &S, node: NodeId) -> String {
    if tape.syntax() == Syntax::Json {
        return path(tape, source, node, PathStyle::ShortJsonPath);
    }
    let mut steps: Vec<String> = std::iter::successors(Some(node), |node| tape.parent(*node))
        .filter(|node| tape.kind(*node) == NodeKind::Element)
        .map(|element| xpath_step(tape, source, element))
        .collect();
    steps.reverse();
    format!("/{}", steps.join("/"))
}

/// `Name[2]`: the second of its name among its siblings.
fn xpath_step<S: Source + ?Sized>(tape: &Tape, source: &S, element: NodeId) -> String {
    let name = element_name(tape, source, element);
    let first = match tape.parent(element) {
        Some(parent) => tape.first_child(parent),
        None => tape.node(0),
    };
    let ordinal = std::iter::successors(first, |node| tape.next_sibling(*node))
        .take_while(|node| *node <= element)
        .filter(|node| tape.kind(*node) == NodeKind::Element && element_name(tape, source, *node) == name)
        .count();
    format!("{name}[{ordinal}]")
}

fn element_name<S: Source + ?Sized>(tape: &Tape, source: &S, element: NodeId) -> String {
    let start = tape.range(element).start + 1;
    let bytes = source.read(start..start + LONGEST_NAME_BYTES);
    let ends_name = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>' | b'<');
    let len = bytes.iter().position(ends_name).unwrap_or(bytes.len());
    String::from_utf8_lossy(bytes.get(..len).unwrap_or_default()).into_owned()
}

/// The value of a node as one would paste it elsewhere: a string without quotes and escapes, other JSON indented, the
/// text of an element that holds nothing else, other markup as it came.
pub fn value_of<S: Source + ?Sized>(tape: &Tape, source: &S, node: NodeId) -> String {
    let bytes = source.read(tape.range(node));
    let as_it_came = || String::from_utf8_lossy(&bytes).into_owned();
    match tape.kind(node) {
        NodeKind::String => string_value(&bytes),
        NodeKind::Object | NodeKind::Array => pretty::json(&bytes)
            .and_then(|indented| String::from_utf8(indented).ok())
            .unwrap_or_else(as_it_came),
        NodeKind::Element if tape.children(node) == 0 => {
            let mut items = Items::new(&bytes, tape.syntax());
            let (tag, text) = (items.next(), items.next());
            match (tag, text) {
                (Some(_), Some(text)) if text.kind == ItemKind::Text => {
                    text_value(bytes.get(text.range).unwrap_or_default())
                }
                _ => as_it_came(),
            }
        }
        NodeKind::Text => text_value(&bytes),
        _ => as_it_came(),
    }
}

/// Text of markup, its character references resolved: <https://www.w3.org/TR/xml/#sec-references>.
fn text_value(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut out = String::with_capacity(text.len());
    let mut rest = text.trim_ascii();
    while let Some(at) = rest.find('&') {
        let (before, reference) = rest.split_at(at);
        out.push_str(before);
        let end = reference.find(';').filter(|end| *end <= LONGEST_REFERENCE_BYTES);
        let resolved = end.and_then(|end| Some((referred(reference.get(1..end)?)?, end)));
        let (ch, len) = resolved.map_or(('&', 1), |(ch, end)| (ch, end + 1));
        out.push(ch);
        rest = reference.get(len..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// The character that a reference without `&` and `;` stands for.
fn referred(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    })
}

/// The value of a JSON string with its quotes; as it stands when it is none.
pub(super) fn string_value(quoted: &[u8]) -> String {
    let text: Cow<'_, str> = String::from_utf8_lossy(quoted);
    if let Ok(value) = serde_json::from_str(&text) {
        return value;
    }
    // Half of a surrogate pair has no value: the rest is kept readable.
    lone_surrogates_replaced(&text)
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_else(|| text.trim_matches('"').to_owned())
}

/// `\ud800` as `\ufffd` where it has no partner.
fn lone_surrogates_replaced(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let unit = |text: &str| u16::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok();
        let len = match unit(escape) {
            Some(0xD800..=0xDBFF) => match escape.get(6..).and_then(unit) {
                Some(0xDC00..=0xDFFF) => 12,
                _ => 0,
            },
            Some(0xDC00..=0xDFFF) => 0,
            Some(_) => 6,
            None => 2,
        };
        if len == 0 {
            out.push_str("\\ufffd");
        } else {
            out.push_str(escape.get(..len)?);
        }
        rest = escape.get(if len == 0 { 6 } else { len }..)?;
    }
    out.push_str(rest);
    Some(out)
}

fn escape(name: &str, quote: char, out: &mut String) {
    for ch in name.chars() {
        match ch {
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\u{C}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if ch == quote => {
                out.push('\\');
                out.push(ch);
            }
            '\0'..='\x1F' => write!(out, "\\u{:04x}", u32::from(ch)).unwrap_or_default(),
            _ => out.push(ch),
        }
    }
}

fn is_identifier(name: &str) -> bool {
    let mut chars = name.chars();
    chars
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || matches!(first, '_' | '$'))
        && chars.all(|ch| ch.is_ascii_alphanumeric() || matches!(ch, '_' | '$'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::json_rows::tests::values;
    use super::super::stop::never;
    use super::*;

    fn paths(text: &str, style: PathStyle) -> Vec<String> {
        let tape = Tape::of(text.as_bytes(), &never).unwrap();
        (0..tape.len())
            .map(|i| path(&tape, text.as_bytes(), tape.node(i).unwrap(), style))
            .collect()
    }

    #[test]
    fn three_styles() {
        let text = r#"{"a":[1,{"b/c~ '\"\n":2}]}"#;
        assert_eq!(
            paths(text, PathStyle::Pointer),
            ["", "/a", "/a/0", "/a/1", "/a/1/b~1c~0 '\"\n"]
        );
        assert_eq!(paths(text, PathStyle::JsonPath)[4], r#"$['a'][1]['b/c~ \'"\n']"#);
        assert_eq!(
            paths(text, PathStyle::JavaScript)[3..],
            ["a[1]", r#"a[1]["b/c~ '\"\n"]"#]
        );
    }

    #[test]
    fn paths_and_values_as_people_paste_them() {
        let text = r#"{"a":[1,{"b c":"x\u00e9\n"}],"$d":{}}"#;
        let tape = Tape::of(text.as_bytes(), &never).unwrap();
        let node = |number| tape.node(number).unwrap();
        let place = |number| place_of(&tape, text.as_bytes(), node(number));
        assert_eq!(place(0), "$");
        assert_eq!(place(4), "$.a[1]['b c']");
        assert_eq!(place(5), "$['$d']");
        let value = |number| value_of(&tape, text.as_bytes(), node(number));
        assert_eq!(value(4), "x\u{e9}\n");
        assert_eq!(value(3), "{\n  \"b c\": \"x\\u00e9\\n\"\n}");
        assert_eq!(tape.node_of_row(text.as_bytes(), 1), Some(node(1)));
        assert_eq!(tape.node_of_row(text.as_bytes(), text.len() - 1), Some(node(0)));

        let text = "<a><b>1 &lt; 2 &#x26; &nbsp; &</b><c><d/></c></a>";
        let tape = Tape::of_markup(text.as_bytes(), Syntax::Xml, &never).unwrap();
        let value = |number| value_of(&tape, text.as_bytes(), tape.node(number).unwrap());
        assert_eq!(value(1), "1 < 2 & &nbsp; &");
        assert_eq!(value(2), "<c><d/></c>");
    }

    #[test]
    fn half_a_surrogate_pair_is_replaced_and_the_rest_is_read() {
        assert_eq!(
            string_value(br#""a\ud800\n\ud83d\ude00\udc00\\u""#),
            "a\u{FFFD}\n😀\u{FFFD}\\u"
        );
        assert_eq!(string_value(b"\"no end"), "no end");
    }

    proptest! {
        #[test]
        fn a_pointer_leads_to_the_value(value in values()) {
            let text = value.to_string();
            let value: serde_json::Value = serde_json::from_str(&text).unwrap();
            let tape = Tape::of(text.as_bytes(), &never).unwrap();
            for i in 0..tape.len() {
                let node = tape.node(i).unwrap();
                let pointer = path(&tape, text.as_bytes(), node, PathStyle::Pointer);
                let there: serde_json::Value = serde_json::from_str(text.get(tape.range(node)).unwrap()).unwrap();
                prop_assert_eq!(value.pointer(&pointer), Some(&there), "{}", pointer);
            }
        }
    }
}
