//! `multipart/form-data` (RFC 7578), with names escaped as browsers do:
//! <https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data>.
//!
//! Texts are sent as they were typed: line breaks are not rewritten to CR LF, as browsers do with the fields of a page.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;

use super::{BodyError, ResolvedBody, boundary, media_type, text};
use crate::model::{Body, BodyPiece, Note, PartKind, PartRow, RowState, WireBody};
use crate::resolve::request::ResolvedHeader;
use crate::resolve::{ResolveError, Scope};

/// A part after variables.
struct Part {
    name: String,
    file_name: Option<String>,
    content_type: Option<String>,
    content: Content,
}

enum Content {
    Text(String),
    File { typed: String, path: PathBuf },
}

/// The parts with their boundary. No enabled part that says something is no body.
pub(super) fn resolve_multipart(
    body: &Body,
    headers: &[ResolvedHeader],
    scope: &Scope,
) -> Result<ResolvedBody, ResolveError> {
    let parts = body
        .parts
        .iter()
        .enumerate()
        .filter(|(_, row)| row.state == RowState::Enabled && !is_blank(row))
        .map(|(at, row)| resolve_part(row, at, scope))
        .collect::<Result<Vec<_>, _>>()?;
    if parts.is_empty() {
        return Ok(ResolvedBody::default());
    }
    let typed = text(&body.boundary, 0, &|| "the boundary".to_owned(), scope)?;
    let row = headers
        .iter()
        .find(|row| row.name.as_str().trim().eq_ignore_ascii_case("content-type"))
        .map(|row| row.value.as_str());
    let in_row = row.and_then(boundary::named_by);
    let boundary = if !typed.trim().is_empty() {
        typed.trim().to_owned()
    } else if let Some(in_row) = &in_row {
        in_row.clone()
    } else {
        boundary::derived(&described(&parts), &texts(&parts).map(|(_, text)| text))
    };
    boundary::check(&boundary)?;
    if let Some((name, _)) = texts(&parts).find(|(_, text)| text.contains(&format!("--{boundary}"))) {
        return Err(BodyError::BoundaryInPart {
            boundary,
            name: name.to_owned(),
        }
        .into());
    }
    let content_type = boundary::content_type(&boundary);
    Ok(ResolvedBody {
        wire: Some(laid_out(&parts, &boundary)),
        notes: row
            .and_then(|_| note_on_row(in_row.as_deref(), &boundary))
            .into_iter()
            .collect(),
        content_type: Some(content_type.into()),
        boundary: Some(boundary),
    })
}

/// An empty line of the table.
pub(in crate::resolve) fn is_blank(row: &PartRow) -> bool {
    row.name.is_empty()
        && match row.kind {
            PartKind::Text => row.text.is_empty(),
            PartKind::File => row.path.is_empty(),
        }
}

fn resolve_part(row: &PartRow, at: usize, scope: &Scope) -> Result<Part, ResolveError> {
    let of = |what: &'static str| move || format!("the {what} of the part {:?}", row.name);
    let name = text(&row.name, at, &of("name"), scope)?;
    let file_name = text(&row.file_name, at, &of("file name"), scope)?;
    let content_type = text(&row.content_type, at, &of("content type"), scope)?;
    let content_type = content_type.trim();
    media_type::check(content_type)?;
    let content_type = Some(content_type.to_owned()).filter(|typed| !typed.is_empty());
    let file_name = Some(file_name).filter(|typed| !typed.is_empty());
    match row.kind {
        PartKind::Text => Ok(Part {
            name,
            file_name,
            content_type,
            content: Content::Text(text(&row.text, at, &of("text"), scope)?),
        }),
        PartKind::File => {
            let typed = text(&row.path, at, &of("path"), scope)?;
            if typed.is_empty() {
                return Err(BodyError::NoPartFile { name }.into());
            }
            Ok(Part {
                name,
                file_name: Some(file_name.unwrap_or_else(|| last_segment(&typed))),
                content_type: Some(
                    content_type.unwrap_or_else(|| media_type::by_extension(&typed).to_owned()),
                ),
                content: Content::File {
                    path: scope.folders.place(&typed)?,
                    typed,
                },
            })
        }
    }
}

fn last_segment(path: &str) -> String {
    let name = Path::new(path).file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// All that tells one set of parts from another.
fn described(parts: &[Part]) -> impl Iterator<Item = &str> + Clone {
    parts.iter().flat_map(|part| {
        let content = match &part.content {
            Content::Text(text) => ["text", text],
            Content::File { typed, .. } => ["file", typed],
        };
        let options = [&part.file_name, &part.content_type];
        let options = options.map(|option| option.as_deref().unwrap_or_default());
        [part.name.as_str()].into_iter().chain(options).chain(content)
    })
}

/// What stands between the lines of the boundary, as far as it is text, with the name of its part.
fn texts(parts: &[Part]) -> impl Iterator<Item = (&str, &str)> + Clone {
    parts.iter().flat_map(|part| {
        let content = match &part.content {
            Content::Text(text) => Some(text.as_str()),
            Content::File { .. } => None,
        };
        let head = [part.file_name.as_deref(), part.content_type.as_deref(), content];
        let head = head.into_iter().flatten();
        [part.name.as_str()]
            .into_iter()
            .chain(head)
            .map(|text| (part.name.as_str(), text))
    })
}

fn laid_out(parts: &[Part], boundary: &str) -> WireBody {
    let mut pieces = Vec::new();
    let mut memory = String::new();
    for part in parts {
        let name = escaped(&part.name);
        let opening = [
            "--",
            boundary,
            "\r\nContent-Disposition: form-data; name=\"",
            &name,
            "\"",
        ];
        memory.extend(opening);
        if let Some(file_name) = &part.file_name {
            memory.extend(["; filename=\"", &escaped(file_name), "\""]);
        }
        if let Some(content_type) = &part.content_type {
            memory.extend(["\r\nContent-Type: ", content_type]);
        }
        memory.push_str("\r\n\r\n");
        match &part.content {
            Content::Text(text) => memory.push_str(text),
            Content::File { path, .. } => {
                pieces.push(BodyPiece::Bytes(Bytes::from(std::mem::take(&mut memory))));
                pieces.push(BodyPiece::File(Arc::new(path.clone())));
            }
        }
        memory.push_str("\r\n");
    }
    memory.extend(["--", boundary, "--\r\n"]);
    pieces.push(BodyPiece::Bytes(Bytes::from(memory)));
    WireBody::new(pieces)
}

/// What would end the quotes or the line. A backslash stays, as in browsers; some servers take it for an escape.
fn escaped(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// The typed content type is sent as it stands; the server reads the boundary from it.
fn note_on_row(in_row: Option<&str>, boundary: &str) -> Option<Note> {
    match in_row {
        None => Some(Note::new(
            "multipart-boundary-missing",
            format!(
                "The content-type row names no boundary, so the server can not find the parts: switch the row off, or \
                 write {}",
                boundary::content_type(boundary)
            ),
        )),
        Some(other) if other != boundary => Some(Note::new(
            "multipart-boundary-differs",
            format!(
                "The content-type row names the boundary {other}, and the parts are separated by {boundary}: switch \
                 the row off, or empty the boundary of the body"
            ),
        )),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Field, RowId, Traced};

    fn text_part(name: &str, text: &str) -> PartRow {
        PartRow {
            name: name.to_owned(),
            text: text.to_owned(),
            ..PartRow::default()
        }
    }

    fn file_part(name: &str, path: &str) -> PartRow {
        PartRow {
            name: name.to_owned(),
            kind: PartKind::File,
            path: path.to_owned(),
            ..PartRow::default()
        }
    }

    fn body(boundary: &str, parts: &[PartRow]) -> Body {
        Body {
            parts: parts.to_vec(),
            boundary: boundary.to_owned(),
            ..Body::default()
        }
    }

    fn made(body: &Body, content_type: Option<&str>) -> Result<ResolvedBody, ResolveError> {
        let row = content_type.map(|value| ResolvedHeader {
            row: RowId::fresh(),
            name: Traced::typed("Content-Type", Field::Method),
            value: Traced::typed(value, Field::Method),
        });
        resolve_multipart(body, row.as_slice(), &Scope::default())
    }

    #[test]
    fn parts_are_laid_out_as_rfc_7578_says() {
        let mut named = text_part("with \"quotes\"\r\n", "{}");
        named.content_type = "application/json".to_owned();
        let body = body("B", &[text_part("a", "1\n2"), named, file_part("f", "/x/p.png")]);
        let made = made(&body, None).unwrap();
        let wire = made.wire.unwrap();
        let [before, file, after] = wire.pieces() else {
            panic!("{wire:?}")
        };
        let expected = "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\n2\r\n--B\r\nContent-Disposition: \
                        form-data; name=\"with %22quotes%22%0D%0A\"\r\nContent-Type: application/json\r\n\r\n{}\r\n--B\
                        \r\nContent-Disposition: form-data; name=\"f\"; filename=\"p.png\"\r\nContent-Type: image/png\
                        \r\n\r\n";
        assert_eq!(*before, BodyPiece::Bytes(expected.into()));
        assert_eq!(*file, BodyPiece::File(Arc::new("/x/p.png".into())));
        assert_eq!(*after, BodyPiece::Bytes("\r\n--B--\r\n".into()));
        assert_eq!(made.content_type.unwrap(), "multipart/form-data; boundary=B");
        assert_eq!(made.boundary.unwrap(), "B");
    }

    #[test]
    fn no_part_is_no_body_and_a_file_part_needs_a_file() {
        let off = PartRow {
            state: RowState::Disabled,
            ..text_part("a", "{{unknown}}")
        };
        let nothing = made(&body("", &[off, text_part("", "")]), None).unwrap();
        assert!(nothing.wire.is_none() && nothing.content_type.is_none());
        let error = made(&body("", &[file_part("f", "")]), None).unwrap_err();
        assert_eq!(error.kind(), "file-not-chosen");
    }

    #[test]
    fn a_boundary_that_occurs_in_a_part_is_refused_when_typed_and_avoided_when_derived() {
        let typed = made(&body("B", &[text_part("a", "x--Bx")]), None).unwrap_err();
        assert_eq!(typed.kind(), "boundary-in-part");
        let first = made(&body("", &[text_part("a", "x")]), None).unwrap().boundary;
        let again = made(&body("", &[text_part("a", "x")]), None).unwrap().boundary;
        assert_eq!(first, again);
    }

    #[test]
    fn a_typed_content_type_wins_and_is_judged() {
        let parts = [text_part("a", "1")];
        let rules = |body: &Body, row: &str| {
            let made = made(body, Some(row)).unwrap();
            let rules: Vec<&str> = made.notes.iter().map(|note| note.rule).collect();
            (made.boundary.unwrap(), rules.concat())
        };
        let (_, note) = rules(&body("", &parts), "multipart/form-data");
        assert_eq!(note, "multipart-boundary-missing");
        let adopted = rules(&body("", &parts), "multipart/form-data; boundary=mine");
        assert_eq!(adopted, ("mine".to_owned(), String::new()));
        let (boundary, note) = rules(&body("B", &parts), "multipart/form-data; boundary=mine");
        assert_eq!(
            (boundary.as_str(), note.as_str()),
            ("B", "multipart-boundary-differs")
        );
    }

    #[test]
    fn a_line_break_in_a_content_type_makes_no_header() {
        let mut part = text_part("a", "1");
        part.content_type = "text/plain\r\nX-Injected: 1".to_owned();
        let error = made(&body("", &[part]), None).unwrap_err();
        assert_eq!(error.kind(), "content-type-invalid");
    }
}
