//! `-F name=content` as a part of a multipart body.
//!
//! <https://curl.se/docs/manpage.html#-F>

use crate::formats::Warning;
use crate::model::{PartKind, PartRow};

/// The part that `-F` describes; `None` when it has no `=`. Files are named, not read.
pub fn part(flag: &str, value: &str, warnings: &mut Vec<Warning>) -> Option<PartRow> {
    let (name, content) = value.split_once('=')?;
    let mut row = PartRow {
        name: name.to_owned(),
        ..PartRow::default()
    };
    let mut notes = Vec::new();
    let mut note = |what| notes.push(what);
    let mut reader = Reader { rest: content };
    match content.chars().next() {
        Some('@') => {
            reader.skip();
            row.kind = PartKind::File;
            row.path = reader.word(&[';', ',']);
            if reader.rest.starts_with(',') {
                note("only the first of several files was taken over");
                reader.rest = reader
                    .rest
                    .find(';')
                    .and_then(|at| reader.rest.get(at..))
                    .unwrap_or("");
            }
        }
        Some('<') => {
            reader.skip();
            row.kind = PartKind::File;
            row.path = reader.word(&[';']);
            note("the file was taken over with its name, which curl leaves out after <");
        }
        Some('(' | ')') if matches!(name, "") => note("nested parts were left out"),
        _ => row.text = reader.word(&[';']),
    }
    while reader.rest.starts_with(';') {
        reader.skip();
        let rest = reader.rest.trim_start();
        reader.rest = rest;
        let lower = rest.get(..9).unwrap_or(rest).to_ascii_lowercase();
        if lower.starts_with("type=") {
            reader.rest = rest.get(5..).unwrap_or_default();
            row.content_type = reader.content_type();
        } else if lower.starts_with("filename=") {
            reader.rest = rest.get(9..).unwrap_or_default();
            row.file_name = reader.word(&[';']);
        } else if lower.starts_with("headers=") {
            reader.word(&[';']);
            note("the headers of its own were left out");
        } else if lower.starts_with("encoder=") {
            reader.word(&[';']);
            note("the transfer encoding was left out");
        } else if !reader.word(&[';']).is_empty() {
            note("curl leaves out the text after a semicolon");
        }
    }
    if row.kind == PartKind::File {
        warnings.push(Warning::NeedsPermission {
            flag: flag.to_owned(),
            path: row.path.clone(),
        });
    }
    warnings.extend(notes.into_iter().map(|what| Warning::PartNotWhole {
        part: name.to_owned(),
        what,
    }));
    Some(row)
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn skip(&mut self) {
        let mut chars = self.rest.chars();
        chars.next();
        self.rest = chars.as_str();
    }

    /// A word up to one of these marks, or in double quotes with `\"` and `\\`.
    fn word(&mut self, ends: &[char]) -> String {
        let rest = self.rest.trim_start();
        if let Some((text, after)) = quoted(rest) {
            self.rest = after.find(ends).and_then(|at| after.get(at..)).unwrap_or("");
            return text;
        }
        let at = rest.find(ends).unwrap_or(rest.len());
        let (word, after) = rest.split_at_checked(at).unwrap_or((rest, ""));
        self.rest = after;
        word.trim_end().to_owned()
    }

    /// A media type with its parameters: it goes on past a semicolon unless one of curl's own words follows.
    fn content_type(&mut self) -> String {
        const OWN: [&str; 4] = ["type=", "filename=", "headers=", "encoder="];
        let mut kept = Vec::new();
        loop {
            kept.push(self.word(&[';']));
            let next = self
                .rest
                .trim_start_matches(';')
                .trim_start()
                .to_ascii_lowercase();
            if !self.rest.starts_with(';') || OWN.iter().any(|own| next.starts_with(own)) {
                return kept.join("; ");
            }
            self.skip();
        }
    }
}

/// A text in double quotes and what follows it; `None` when it is not closed.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut chars = text.strip_prefix('"')?.chars();
    let mut out = String::new();
    loop {
        match chars.next()? {
            '"' => return Some((out, chars.as_str())),
            '\\' => match chars.next()? {
                ch @ ('"' | '\\') => out.push(ch),
                ch => out.extend(['\\', ch]),
            },
            ch => out.push(ch),
        }
    }
}
