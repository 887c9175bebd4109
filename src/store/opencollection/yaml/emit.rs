//! Writing a tree as Bruno lays out its files: two spaces, lists indented below their key, a blank line in front of the
//! large blocks, quotes only where they are needed.

use super::scalar::has_type;
use super::{Map, Node, Scalar};

/// Keys at the top that have a blank line in front of them.
const BLOCKS: [&str; 13] = [
    "info",
    "http",
    "graphql",
    "grpc",
    "websocket",
    "mock",
    "routes",
    "runtime",
    "settings",
    "examples",
    "docs",
    "items",
    "request",
];

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Writing {
    /// Without quotes.
    Plain,
    /// In single quotes.
    Single,
    /// In double quotes, with escapes.
    Double,
    /// As lines of their own below `|`.
    Block,
}

/// A whole file.
pub(in crate::store::opencollection) fn emitted(map: &Map) -> String {
    let mut out = String::new();
    for (key, node) in map.entries() {
        let has_blank_line = out.ends_with("\n\n");
        if !out.is_empty() && !has_blank_line && BLOCKS.contains(&key.as_str()) {
            out.push('\n');
        }
        entry(&mut out, key, node, 0);
    }
    if map.is_empty() {
        out.push_str("{}\n");
    }
    out
}

/// A mapping that becomes part of another file.
pub(super) fn nested_map(map: &Map) -> String {
    let mut out = String::new();
    for (key, node) in map.entries() {
        entry(&mut out, key, node, 0);
    }
    if map.is_empty() {
        out.push_str("{}\n");
    }
    out
}

/// A list that becomes part of another file.
pub(super) fn nested_list(items: &[Node]) -> String {
    let mut out = String::new();
    list(&mut out, items, 0);
    if items.is_empty() {
        out.push_str("[]\n");
    }
    out
}

/// How a scalar is written, by what stands in it.
pub(super) fn writing(scalar: &Scalar) -> Writing {
    let text = scalar.raw();
    if !scalar.is_text() {
        return Writing::Plain;
    }
    if text.contains('\n') && is_block(text) {
        return Writing::Block;
    }
    if text.contains('\n') || !text.chars().all(is_printable) {
        return Writing::Double;
    }
    if !has_type(text) && is_plain(text) {
        return Writing::Plain;
    }
    if text.contains('"') && !text.contains('\'') {
        Writing::Single
    } else {
        Writing::Double
    }
}

/// What can stand in a file without an escape, and comes back from every reader as it is. A tab is not among it: where
/// it may stand differs between readers.
fn is_printable(char: char) -> bool {
    let is_control = matches!(char, '\u{0}'..='\u{9}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}');
    // Breaks of YAML 1.1, the byte order mark, and what is no character.
    let is_odd = matches!(
        char,
        '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
    );
    !is_control && !is_odd
}

/// Whether lines below `|` hold the text: the first line tells their indentation, so it does not begin with a blank, and
/// blanks at the very end would not be seen.
fn is_block(text: &str) -> bool {
    let ends_in_blanks = text
        .rsplit_once('\n')
        .is_some_and(|(_, last)| !last.is_empty() && last.trim_matches([' ', '\t']).is_empty());
    let is_shown = |char: char| char == '\t' || is_printable(char);
    !text.starts_with([' ', '\t', '\n']) && !ends_in_blanks && text.chars().all(is_shown)
}

/// Whether a single line is read as this text without quotes.
/// <https://yaml.org/spec/1.2.2/#733-plain-style>
fn is_plain(text: &str) -> bool {
    let Some(first) = text.chars().next() else {
        return false;
    };
    let begins_well = match first {
        ' ' | ',' | '[' | ']' | '{' | '}' | '#' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@'
        | '`' => false,
        '-' | '?' | ':' => text.len() > 1 && !text.get(1..).is_some_and(|rest| rest.starts_with(' ')),
        _ => true,
    };
    let is_marker = text.starts_with("---") || text.starts_with("...");
    begins_well
        && !is_marker
        && !text.ends_with([' ', ':', '-'])
        && !text.contains(": ")
        && !text.contains(" #")
        && text != "<<"
        && text != "="
}

fn entry(out: &mut String, key: &str, node: &Node, indent: usize) {
    let key = Scalar::text(key);
    inline(out, &key, key_writing(&key));
    out.push(':');
    value(out, node, indent);
}

fn key_writing(key: &Scalar) -> Writing {
    match writing(key) {
        Writing::Block => Writing::Double,
        other => other,
    }
}

/// What follows a key, whose own indentation is `indent`, with the line's end.
fn value(out: &mut String, node: &Node, indent: usize) {
    match node {
        Node::Scalar(scalar) => {
            if scalar.is_text() || !scalar.raw().is_empty() {
                out.push(' ');
            }
            scalar_lines(out, scalar, indent + 2);
        }
        Node::List(items) if items.is_empty() => out.push_str(" []\n"),
        Node::Map(map) if map.is_empty() => out.push_str(" {}\n"),
        Node::List(items) => {
            out.push('\n');
            list(out, items, indent + 2);
        }
        Node::Map(map) => {
            out.push('\n');
            for (key, node) in map.entries() {
                blanks(out, indent + 2);
                entry(out, key, node, indent + 2);
            }
        }
    }
}

fn list(out: &mut String, items: &[Node], indent: usize) {
    for item in items {
        blanks(out, indent);
        out.push('-');
        match item {
            Node::Map(map) if !map.is_empty() => {
                out.push(' ');
                for (at, (key, node)) in map.entries().iter().enumerate() {
                    if at > 0 {
                        blanks(out, indent + 2);
                    }
                    entry(out, key, node, indent + 2);
                }
            }
            other => value(out, other, indent),
        }
    }
}

fn scalar_lines(out: &mut String, scalar: &Scalar, indent: usize) {
    match writing(scalar) {
        Writing::Block => block(out, scalar.raw(), indent),
        other => {
            inline(out, scalar, other);
            out.push('\n');
        }
    }
}

/// <https://yaml.org/spec/1.2.2/#81-block-scalar-styles>
fn block(out: &mut String, text: &str, indent: usize) {
    let body = text.strip_suffix('\n');
    out.push_str(match body {
        None => "|-",
        Some(body) if body.ends_with('\n') => "|+",
        Some(_) => "|",
    });
    out.push('\n');
    for line in body.unwrap_or(text).split('\n') {
        if !line.is_empty() {
            blanks(out, indent);
            out.push_str(line);
        }
        out.push('\n');
    }
}

fn inline(out: &mut String, scalar: &Scalar, writing: Writing) {
    let text = scalar.raw();
    match writing {
        Writing::Plain => out.push_str(text),
        Writing::Single => {
            out.push('\'');
            out.push_str(&text.replace('\'', "''"));
            out.push('\'');
        }
        Writing::Double | Writing::Block => double_quoted(out, text),
    }
}

/// <https://yaml.org/spec/1.2.2/#57-escaped-characters>
fn double_quoted(out: &mut String, text: &str) {
    out.push('"');
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            other if is_printable(other) => out.push(other),
            other => {
                let code = u32::from(other);
                let escaped = if code <= 0xff {
                    format!("\\x{code:02x}")
                } else {
                    format!("\\u{code:04x}")
                };
                out.push_str(&escaped);
            }
        }
    }
    out.push('"');
}

fn blanks(out: &mut String, count: usize) {
    out.extend(std::iter::repeat_n(' ', count));
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    #[test]
    fn it_lays_out_as_bruno_does() {
        // As npm yaml 2.9.1 writes it with Bruno's options, and Bruno's blank lines.
        let file = "info:\n  name: get json\n  type: http\n  seq: 1\n  tags:\n    - smoke\n\nhttp:\n  method: POST\n  url: \
                    \"{{baseUrl}}/items/:id?q=a%20b\"\n  headers:\n    - name: X-Req\n      value: \"1\"\n    - name: \
                    X-Json\n      value: '{\"a\": 1}'\n      disabled: true\n  body:\n    type: json\n    data: |-\n      \
                    {\n        \"a\": no\n      }\n  auth: inherit\n\nsettings:\n  encodeUrl: false\n";
        assert_eq!(emitted(&parse(file).unwrap()), file);
    }

    #[test]
    fn every_text_comes_back() {
        let texts = [
            "",
            " ",
            "a",
            "no",
            "~",
            "null",
            "1",
            "1e3",
            "0o7",
            "0x1f",
            "-",
            "- a",
            "-a",
            "?",
            "? a",
            ":",
            ":id",
            ": a",
            "a: b",
            "a:b",
            "a:",
            "a #b",
            "a#b",
            "#",
            "&a",
            "*a",
            "!a",
            "|",
            ">",
            "%a",
            "@a",
            "`a",
            "'",
            "\"",
            "'\"",
            "it's",
            "\"q\"",
            "---",
            "--- a",
            "...",
            "<<",
            "=",
            "a\n",
            "a\nb",
            "a\nb\n",
            "a\n\n",
            "\na",
            "\n",
            "\n\n",
            " a\nb",
            "a\n  b\n",
            "a\n \nb",
            "a\n ",
            "a\n\n  ",
            "a\r\nb",
            "a\rb",
            "\t",
            "a\tb",
            "a\n\tb",
            "a\n\t\nb",
            "a\n\t",
            "a\n\t\n",
            "\ta\n",
            "a\u{0}b",
            "\u{7f}",
            "\u{85}",
            "\u{2028}a",
            "\u{feff}a",
            "a\u{feff}",
            "\u{a0}",
            "\u{1f600}",
            "{{a}}",
            "{a}",
            "[a]",
            "a, b",
            "a]",
            "12:30",
            "2026-11-29",
            "true",
            "\\",
            "a\\nb",
            "\u{fffe}",
            "a ",
            "key: |",
            "a\n# b\n",
            "a\n--- \nb",
            "a\n...\nb",
        ];
        for text in texts {
            let mut row = Map::default();
            row.put_text("name", text, &[]);
            row.put_text("value", text, &[]);
            let mut map = Map::default();
            map.put_text("info", text, &[]);
            map.put_text("docs", text, &[]);
            map.put("list", Node::List(vec![Node::text(text), Node::Map(row)]), &[]);
            map.put_text("end", text, &[]);
            let file = emitted(&map);
            assert_eq!(parse(&file).as_ref(), Ok(&map), "{text:?}\n{file}");
        }
    }
}
