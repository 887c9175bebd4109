//! The body of a request or a response of Hurl.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Lines;
use super::strings::{plain, templated, unescaped, without_comment};
use super::{request_line, response_line};

/// A body as it is written.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Written {
    Text(String),
    /// Text of a fence that says its language: `json`, `xml`, `graphql`.
    Fenced {
        language: String,
        text: String,
        braces: Braces,
    },
    /// A file that is not read.
    File(String),
    /// Bytes as `base64,…;` or `hex,…;`; none where they can not be read.
    Bytes {
        encoding: &'static str,
        bytes: Option<Vec<u8>>,
    },
}

/// What double braces in a text are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Braces {
    /// Variables.
    Variables,
    /// Themselves.
    AsWritten,
}

/// Reads a body, when the next line begins one.
pub(super) fn read(lines: &mut Lines<'_>) -> Option<Written> {
    let line = lines.peek()?;
    let trimmed = line.trim();
    if let Some(language) = trimmed.strip_prefix("```") {
        return Some(fenced(language, lines));
    }
    if let Some(inner) = trimmed.strip_prefix('`') {
        lines.next();
        let text = inner.rsplit_once('`').map_or(inner, |(text, _)| text);
        return Some(Written::Text(plain(text)));
    }
    if let Some(path) = trimmed.strip_prefix("file,") {
        lines.next();
        let path = without_comment(path).trim();
        return Some(Written::File(plain(path.strip_suffix(';').unwrap_or(path))));
    }
    for encoding in ["base64", "hex"] {
        let rest = trimmed.strip_prefix(encoding);
        if let Some(mut rest) = rest.and_then(|rest| rest.strip_prefix(',')) {
            let mut digits = String::new();
            lines.next();
            loop {
                let (inner, is_last) = match rest.split_once(';') {
                    Some((inner, _)) => (inner, true),
                    None => (rest, false),
                };
                digits.push_str(inner);
                match lines.peek().filter(|_| !is_last) {
                    Some(line) => rest = line,
                    None => break,
                }
                lines.next();
            }
            let bytes = decoded(encoding, &digits);
            return Some(Written::Bytes { encoding, bytes });
        }
    }
    if trimmed.starts_with('<') {
        return Some(Written::Text(templated(&up_to_next(lines))));
    }
    let is_section = trimmed.starts_with('[') && is_section(trimmed);
    if (trimmed.starts_with(['{', '[']) && !is_section && !trimmed.starts_with("{{")) || is_scalar(trimmed) {
        return Some(Written::Text(templated(&json(lines))));
    }
    None
}

/// `[Query]` and the like, which no JSON begins with.
pub(super) fn is_section(line: &str) -> bool {
    let inner = line
        .strip_prefix('[')
        .and_then(|line| without_comment(line).trim().strip_suffix(']'));
    inner.is_some_and(|inner| {
        inner.starts_with(|first: char| first.is_ascii_uppercase())
            && inner.bytes().all(|byte| byte.is_ascii_alphabetic())
    })
}

/// JSON that is neither an object nor a list.
fn is_scalar(line: &str) -> bool {
    let line = without_comment(line).trim();
    matches!(line, "true" | "false" | "null")
        || (line.len() > 1 && line.starts_with('"') && line.ends_with('"'))
        || (!line.is_empty() && line.parse::<f64>().is_ok())
}

/// The lines of a JSON value: up to the bracket that closes it.
fn json(lines: &mut Lines<'_>) -> String {
    let mut text: Vec<&str> = Vec::new();
    let (mut depth, mut is_quoted, mut is_escaped) = (0_usize, false, false);
    while let Some(line) = lines.next() {
        text.push(line);
        for letter in line.chars() {
            match letter {
                _ if is_escaped => is_escaped = false,
                '\\' if is_quoted => is_escaped = true,
                '"' => is_quoted = !is_quoted,
                '{' | '[' if !is_quoted => depth += 1,
                '}' | ']' if !is_quoted => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        if depth == 0 && !is_quoted {
            break;
        }
    }
    text.join("\n")
}

/// The lines up to the next request or response.
fn up_to_next(lines: &mut Lines<'_>) -> String {
    let mut text: Vec<&str> = Vec::new();
    while let Some(line) = lines.peek() {
        if response_line(line).is_some() || request_line(line).is_some() {
            break;
        }
        text.push(line);
        lines.next();
    }
    while let Some(last) = text.last()
        && (last.trim().is_empty() || last.trim_start().starts_with('#'))
    {
        text.pop();
        lines.at -= 1;
    }
    text.join("\n")
}

fn fenced(language: &str, lines: &mut Lines<'_>) -> Written {
    lines.next();
    // All in one line.
    if let Some((text, _)) = language.split_once("```") {
        return Written::Text(templated(text));
    }
    let mut text = String::new();
    while let Some(line) = lines.next() {
        if let Some((last, _)) = line.split_once("```") {
            text.push_str(last);
            break;
        }
        text.push_str(line);
        text.push('\n');
    }
    let mut words = language.split(',').map(str::trim);
    let language = words.next().unwrap_or_default().to_owned();
    // `raw` is what versions before 4 call it.
    let mut braces = if language == "raw" {
        Braces::AsWritten
    } else {
        Braces::Variables
    };
    for word in words {
        match word {
            "novariable" | "raw" => braces = Braces::AsWritten,
            "escape" => text = unescaped(&text),
            _ => {}
        }
    }
    let encoding = ["base64", "hex"]
        .into_iter()
        .find(|encoding| *encoding == language);
    if let Some(encoding) = encoding {
        let bytes = decoded(encoding, &text);
        return Written::Bytes { encoding, bytes };
    }
    if braces == Braces::Variables {
        text = templated(&text);
    }
    Written::Fenced {
        language,
        text,
        braces,
    }
}

/// The bytes that digits stand for, with blanks between them.
fn decoded(encoding: &str, digits: &str) -> Option<Vec<u8>> {
    let digits: String = digits.chars().filter(|letter| !letter.is_whitespace()).collect();
    if encoding == "base64" {
        return STANDARD.decode(&digits).ok();
    }
    let pairs = digits.as_bytes().chunks(2).map(|pair| {
        let text = std::str::from_utf8(pair).ok().filter(|text| text.len() == 2)?;
        text.bytes()
            .all(|byte| byte.is_ascii_hexdigit())
            .then(|| u8::from_str_radix(text, 16).ok())?
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> (Option<Written>, usize) {
        let mut lines = Lines {
            all: text.lines().collect(),
            at: 0,
        };
        let body = read(&mut lines);
        (body, lines.at)
    }

    #[test]
    fn each_kind_of_body_ends_where_it_ends() {
        let text = |text: &str| Some(Written::Text(text.to_owned()));
        assert_eq!(
            of("{\n \"a\": \"}\\\"\"\n}\nHTTP 200"),
            (text("{\n \"a\": \"}\\\"\"\n}"), 3)
        );
        assert_eq!(of("[1,\n2]\n[Asserts]"), (text("[1,\n2]"), 2));
        assert_eq!(of("[Asserts]\nstatus == 1"), (None, 0));
        assert_eq!(of("<a>\n</a>\n\n# c\nHTTP 200"), (text("<a>\n</a>"), 2));
        assert_eq!(of("`a b`"), (text("a b"), 1));
        assert_eq!(
            of("file,a b.bin; # c"),
            (Some(Written::File("a b.bin".to_owned())), 1)
        );
        // RFC 4648, 10.
        let bytes = |encoding, bytes: Option<&[u8]>| {
            let bytes = bytes.map(<[u8]>::to_vec);
            Some(Written::Bytes { encoding, bytes })
        };
        assert_eq!(of("base64,Zm9v\nYg==;\nx"), (bytes("base64", Some(b"foob")), 2));
        assert_eq!(of("base64, Zm9 v;"), (bytes("base64", Some(b"foo")), 1));
        assert_eq!(of("base64,?;"), (bytes("base64", None), 1));
        assert_eq!(of("hex,00 fF;\nx"), (bytes("hex", Some(&[0, 255])), 1));
        assert_eq!(of("hex,0;"), (bytes("hex", None), 1));
        assert_eq!(of("hex,00"), (bytes("hex", Some(&[0])), 1));
        assert_eq!(of("```hex\n66\n6f\n```"), (bytes("hex", Some(b"fo")), 4));
        assert_eq!(of("a: b"), (None, 0));
        let fenced = |language: &str, text: &str| {
            Some(Written::Fenced {
                language: language.to_owned(),
                text: text.to_owned(),
                braces: Braces::Variables,
            })
        };
        for text in ["```raw\n{{newUuid}}\n```", "```,novariable\n{{newUuid}}\n```"] {
            let Some(Written::Fenced { text, braces, .. }) = of(text).0 else {
                panic!("a fence")
            };
            assert_eq!((text.as_str(), braces), ("{{newUuid}}\n", Braces::AsWritten));
        }
        assert_eq!(
            of("```json,escape\n\"a\\tb\"\n```"),
            (fenced("json", "\"a\tb\"\n"), 3)
        );
        assert_eq!(of("```graphql\n{ a }\n```\nx"), (fenced("graphql", "{ a }\n"), 3));
        assert_eq!(of("```\nnever"), (fenced("", "never\n"), 2));
    }
}
