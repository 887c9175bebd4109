//! The rows of the header table as header lines: checked, lower-cased, lines of one name together.

use super::error::ResolveError;
use super::request::ResolvedHeader;
use crate::model::{About, HeaderSource, Note, Traced, WireHeader};

/// Ten times what common servers take, and far less than makes `http::HeaderMap` panic.
const MOST_ROWS: usize = 1_000;

/// `http::HeaderName` takes at most this many bytes.
const LONGEST_NAME: usize = 65_535;

/// The lines of the user's rows, grouped by name in the order of first appearance.
pub(super) fn lines(rows: &[ResolvedHeader], notes: &mut Vec<Note>) -> Result<Vec<WireHeader>, ResolveError> {
    if rows.len() > MOST_ROWS {
        return Err(ResolveError::TooManyHeaders {
            count: rows.len(),
            limit: MOST_ROWS,
        });
    }
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        lines.extend(line(row, notes)?);
    }
    Ok(grouped(lines))
}

fn line(row: &ResolvedHeader, notes: &mut Vec<Note>) -> Result<Option<WireHeader>, ResolveError> {
    let about = About::HeaderRow(row.row);
    let name = trim_name(&row.name, &about, notes).to_ascii_lowercase();
    if name.is_empty() {
        let note = Note::new("header-without-name", "A header row without a name is not sent");
        notes.push(note.about(About::HeaderRow(row.row)));
        return Ok(None);
    }
    check_name(name.as_str())?;
    let value = trim_value(name.as_str(), &row.value, &about, notes);
    check_value(name.as_str(), value.as_str())?;
    if !value.as_str().is_ascii() {
        let note = Note::new(
            "header-not-ascii",
            format!(
                "The value of {} has characters outside ASCII, sent as UTF-8: services read them in different ways \
                 (RFC 9110, 5.5)",
                name.as_str()
            ),
        );
        notes.push(note.about(about));
    }
    Ok(Some(WireHeader {
        name,
        value,
        source: HeaderSource::Typed,
    }))
}

fn trim_name(name: &Traced, about: &About, notes: &mut Vec<Note>) -> Traced {
    let text = name.as_str();
    let start = text.len() - text.trim_start().len();
    let trimmed = name.slice(start..start + text.trim().len());
    if !trimmed.is_empty() && trimmed.len() < name.len() {
        let name = trimmed.as_str();
        let reason = format!("Blanks around the header name {name} are not sent");
        notes.push(Note::new("header-name-trimmed", reason).about(about.clone()));
    }
    trimmed
}

/// Blanks around a value are no part of it (RFC 9110, 5.5), so they are not sent.
fn trim_value(name: &str, value: &Traced, about: &About, notes: &mut Vec<Note>) -> Traced {
    const BLANKS: [char; 2] = [' ', '\t'];
    let text = value.as_str();
    let start = text.len() - text.trim_start_matches(BLANKS).len();
    let trimmed = value.slice(start..start + text.trim_matches(BLANKS).len());
    if trimmed.len() < value.len() {
        let reason = format!("Blanks around the value of {name} are not sent");
        notes.push(Note::new("header-value-trimmed", reason).about(about.clone()));
    }
    trimmed
}

/// A name is a token (RFC 9110, 5.1 and 5.6.2).
fn check_name(name: &str) -> Result<(), ResolveError> {
    let found = if name.len() > LONGEST_NAME {
        format!("{} bytes", name.len())
    } else if let Some(stray) = name.chars().find(|ch| !is_token_char(*ch)) {
        match stray {
            ':' => "a colon".to_owned(),
            ' ' => "a space".to_owned(),
            stray if stray.is_control() => "a control character".to_owned(),
            stray => format!("the character {stray}"),
        }
    } else {
        return Ok(());
    };
    // Somebody may have pasted a whole line, value and all: the name ends at the colon.
    let name = name
        .split(':')
        .next()
        .unwrap_or_default()
        .chars()
        .take(80)
        .collect();
    Err(ResolveError::HeaderNameInvalid { name, found })
}

/// Characters of a token (RFC 9110, 5.6.2).
pub(super) fn is_token_char(ch: char) -> bool {
    ch.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(ch)
}

fn check_value(name: &str, value: &str) -> Result<(), ResolveError> {
    let found = value.bytes().find_map(|byte| match byte {
        b'\r' | b'\n' => Some("a line break"),
        0 => Some("a NUL character"),
        b'\t' => None,
        0x01..0x20 | 0x7F => Some("a control character"),
        _ => None,
    });
    found.map_or(Ok(()), |found| {
        Err(ResolveError::HeaderValueInvalid {
            name: name.to_owned(),
            found,
        })
    })
}

/// Lines of one name stand together, at the place of the first of them: so they are sent.
fn grouped(lines: Vec<WireHeader>) -> Vec<WireHeader> {
    let mut order: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    let mut placed: Vec<(usize, WireHeader)> = Vec::with_capacity(lines.len());
    for line in lines {
        let next = order.len();
        let place = *order.entry(line.name.as_str().to_owned()).or_insert(next);
        placed.push((place, line));
    }
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().map(|(_, line)| line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Field, RowId};

    fn rows(pairs: &[(&str, &str)]) -> Vec<ResolvedHeader> {
        pairs
            .iter()
            .map(|(name, value)| {
                let row = RowId::fresh();
                ResolvedHeader {
                    row,
                    name: Traced::typed(name, Field::HeaderName(row)),
                    value: Traced::typed(value, Field::HeaderValue(row)),
                }
            })
            .collect()
    }

    type Sent = (Vec<(String, String)>, Vec<&'static str>);

    fn sent(pairs: &[(&str, &str)]) -> Result<Sent, ResolveError> {
        let mut notes = Vec::new();
        let lines = lines(&rows(pairs), &mut notes)?;
        let lines = lines
            .iter()
            .map(|line| (line.name.as_str().to_owned(), line.value.as_str().to_owned()))
            .collect();
        Ok((lines, notes.iter().map(|note| note.rule).collect()))
    }

    #[test]
    fn names_are_lower_cased_and_grouped_in_order_of_first_appearance() {
        let (lines, notes) = sent(&[("X-B", "1"), ("X-A", "2"), ("x-b", "3")]).unwrap();
        let text: Vec<String> = lines
            .iter()
            .map(|(name, value)| format!("{name}: {value}"))
            .collect();
        assert_eq!(text, ["x-b: 1", "x-b: 3", "x-a: 2"]);
        assert!(notes.is_empty());
    }

    #[test]
    fn blanks_around_are_trimmed_with_a_note_and_inner_ones_stay() {
        let (lines, notes) = sent(&[(" X-A ", "\t a  b "), (" ", "x")]).unwrap();
        assert_eq!(lines, [("x-a".to_owned(), "a  b".to_owned())]);
        assert_eq!(
            notes,
            [
                "header-name-trimmed",
                "header-value-trimmed",
                "header-without-name"
            ]
        );
    }

    #[test]
    fn what_http_forbids_names_the_row_and_not_the_value() {
        let error = |name: &str, value: &str| sent(&[(name, value)]).unwrap_err();
        assert_eq!(error("X-A: secret", "").kind(), "header-name-invalid");
        assert!(!error("X-A: secret", "").to_string().contains("secret"));
        assert_eq!(error("ä", "").kind(), "header-name-invalid");
        assert_eq!(error(":authority", "").kind(), "header-name-invalid");
        for value in ["a\r\nb: c", "a\n", "\0", "\u{1b}", "\u{7f}"] {
            assert_eq!(error("x-a", value).kind(), "header-value-invalid");
        }
        assert!(sent(&[("x-a", "a\tb é")]).is_ok());
    }
}
