//! What one step of the derivation shows, made once: every text with its secrets masked.

use crate::model::{HttpRequest, RowState, Secret, SigningReport, WireRequest};
use crate::redact::KnownSecrets;
use crate::sigv4::pieces::{Piece, PieceId, PieceKind, Pieces};
use crate::sigv4::{LessonStep, LineState, typed_before};

use crate::text::measure::grouped;
use crate::text::row_text;
use crate::ui::masking::masked_line;
use crate::ui::shown_body::shown_body;

/// Of a longer query or list as many parts are explained.
const MOST_PARTS: usize = 80;

/// Of the body so many bytes are read and so many lines shown, each up to so many characters.
const BODY_READ: usize = 16 * 1024;
const MOST_LINES: usize = 8;
const LONGEST_ROW: usize = 240;

/// Headers whose value lets somebody in, with the name of what they hold.
const SECRET_HEADERS: [(&str, &str); 6] = [
    ("authorization", "authorization"),
    ("proxy-authorization", "proxy authorization"),
    ("cookie", "cookies"),
    ("x-api-key", "API key"),
    ("x-amz-security-token", "session token"),
    ("x-amz-s3session-token", "session token"),
];

/// The contents of a step.
#[derive(Debug, Default)]
pub struct Slide {
    /// The text that grows, up to what this step adds.
    pub lines: Vec<Line>,
    /// What is said of what it adds.
    pub notes: Vec<Note>,
}

/// A line of the text that grows.
#[derive(Debug)]
pub struct Line {
    /// Its text; empty for an empty line.
    pub text: String,
    /// What it is, for its colour.
    pub kind: PieceKind,
    /// Whether this step adds it.
    pub state: LineState,
}

/// A piece with what became of it.
#[derive(Debug)]
pub struct Note {
    /// What it is; `None` for a text of the page.
    pub kind: Option<PieceKind>,
    /// As it was typed, when that reads differently.
    pub before: Option<String>,
    /// As it is signed; empty when a line says it already.
    pub text: String,
    /// Sentences.
    pub said: Vec<String>,
}

impl Note {
    fn words(said: &str) -> Self {
        Self {
            kind: None,
            before: None,
            text: String::new(),
            said: vec![said.to_owned()],
        }
    }

    fn text(kind: PieceKind, text: String) -> Self {
        Self {
            kind: Some(kind),
            before: None,
            text,
            said: Vec::new(),
        }
    }
}

/// Makes a step of a report. `typed` is the request that it was made of, and `wire` the same as it is sent.
pub fn slide(
    step: LessonStep,
    pieces: &Pieces,
    report: &SigningReport,
    typed: &HttpRequest,
    wire: Option<&WireRequest>,
) -> Slide {
    let shade = Shade::of(typed);
    if step == LessonStep::Request {
        return as_typed(typed, wire, &shade);
    }
    let maker = Maker { pieces, typed, shade };
    let lines: Vec<Line> = step
        .lines(pieces)
        .into_iter()
        .filter_map(|(id, state)| maker.line(id, state))
        .collect();
    let notes = match step {
        LessonStep::CanonicalRequest => vec![
            Note::words("Its SHA-256 goes into the string to sign"),
            Note::text(PieceKind::RequestHash, report.canonical_request_hash.clone()),
        ],
        LessonStep::Query => maker.query(),
        _ => {
            let rows = step.rows(pieces);
            let text = match (lines.is_empty(), rows.len()) {
                (true, _) => NoteText::Whole,
                (false, 0 | 1) => NoteText::Left,
                (false, _) => NoteText::Named,
            };
            let room = rows.len().min(MOST_PARTS);
            let mut notes: Vec<Note> = rows
                .iter()
                .take(room)
                .filter_map(|id| maker.note(*id, text))
                .collect();
            notes.extend(more(rows.len() - room));
            notes
        }
    };
    Slide { lines, notes }
}

/// The request line, the headers and the body, secrets masked.
fn as_typed(typed: &HttpRequest, wire: Option<&WireRequest>, shade: &Shade) -> Slide {
    let mut notes = vec![Note::text(
        PieceKind::Url,
        shade.text(&format!("{} {}", typed.method, typed.url)),
    )];
    for value in typed.path_values.iter().filter(|value| !value.value.is_empty()) {
        let text = shade.text(&format!("{{{}}} = {}", value.name, value.value));
        notes.push(Note::text(PieceKind::Path, text));
    }
    for row in &typed.headers {
        if row.state == RowState::Enabled && !row.name.is_empty() {
            let text = shade.header(&row.name, &row.value);
            notes.push(Note::text(PieceKind::HeaderLine, text));
        }
    }
    notes.extend(wire.map(|wire| body(wire, shade)));
    notes.push(Note::words(
        "This is what was typed; each step makes a part of the signature of it",
    ));
    Slide {
        lines: Vec::new(),
        notes,
    }
}

/// The first lines of the body, with its length and hash.
fn body(wire: &WireRequest, shade: &Shade) -> Note {
    let length = wire.digest.length;
    if wire.body.is_empty() {
        return Note::words("The request has no body");
    }
    let shown = shown_body(&wire.body, length, BODY_READ);
    // Masked before it is cut, so that no secret is cut in two.
    let text = shade.known.redact(&shown.texts.concat()).into_inner();
    let mut lines = text.split('\n');
    let mut rows: Vec<String> = lines.by_ref().take(MOST_LINES).map(body_row).collect();
    let is_whole = lines.next().is_none() && shown.left_out == 0;
    if text.contains(['\0', char::REPLACEMENT_CHARACTER]) {
        rows = vec!["(no text)".to_owned()];
    } else if !is_whole {
        rows.push("…".to_owned());
    }
    let plural = if length == 1 { "byte" } else { "bytes" };
    Note {
        kind: Some(PieceKind::PayloadHash),
        before: None,
        text: rows.join("\n"),
        said: vec![
            format!("The body: {} {plural}", grouped(length)),
            format!("Its SHA-256: {}", wire.digest.sha256),
        ],
    }
}

/// A line of the body as it is drawn, cut when it is long.
fn body_row(line: &str) -> String {
    let row = row_text(line.as_bytes(), 0..line.len());
    match row.char_indices().nth(LONGEST_ROW) {
        Some((at, _)) => format!("{}…", row.get(..at).unwrap_or_default()),
        None => row.into_owned(),
    }
}

/// What a note shows of the text of its piece; one that was typed differently stands whole beside that.
#[derive(Clone, Copy)]
enum NoteText {
    /// All of it.
    Whole,
    /// Of a header its name: the line stands above.
    Named,
    /// Nothing: the line above is the only one.
    Left,
}

struct Maker<'a> {
    pieces: &'a Pieces,
    typed: &'a HttpRequest,
    shade: Shade,
}

impl Maker<'_> {
    fn line(&self, id: PieceId, state: LineState) -> Option<Line> {
        let piece = self.pieces.get(id)?;
        Some(Line {
            text: self.text_of(piece),
            kind: piece.kind,
            state,
        })
    }

    fn text_of(&self, piece: &Piece) -> String {
        let text = piece.text.as_str().trim_end_matches('\n');
        match text.split_once(':') {
            Some((name, value)) if piece.kind == PieceKind::HeaderLine => self.shade.canonical(name, value),
            _ => self.shade.text(text),
        }
    }

    fn note(&self, id: PieceId, shown: NoteText) -> Option<Note> {
        let piece = self.pieces.get(id)?;
        let before = typed_before(self.pieces, id, self.typed).map(|before| {
            let lines: Vec<String> = before
                .lines()
                .map(|line| match line.split_once(": ") {
                    Some((name, value)) if piece.kind == PieceKind::HeaderLine => {
                        self.shade.header(name, value)
                    }
                    _ => self.shade.text(line),
                })
                .collect();
            lines.join("\n")
        });
        let text = match shown {
            _ if before.is_some() => self.text_of(piece),
            NoteText::Left => String::new(),
            NoteText::Named if piece.kind == PieceKind::HeaderLine => piece.name.clone(),
            NoteText::Named | NoteText::Whole => self.text_of(piece),
        };
        let mut said = vec![piece.what.clone()];
        said.extend(piece.done.iter().cloned());
        Some(Note {
            kind: Some(piece.kind),
            before,
            text,
            said,
        })
    }

    /// What is done with the whole, then each parameter in the order in which it is signed.
    fn query(&self) -> Vec<Note> {
        let mut notes = Vec::new();
        for row in LessonStep::Query.rows(self.pieces) {
            notes.extend(self.note(row, NoteText::Left));
            let parts: Vec<PieceId> = self.pieces.parts(row).map(|(id, _)| id).collect();
            let room = parts.len().min(MOST_PARTS);
            let mut last = String::new();
            for id in parts.iter().take(room) {
                let Some(mut note) = self.note(*id, NoteText::Whole) else {
                    continue;
                };
                // What is the same of each parameter is said once.
                if note.said.first() == Some(&last) {
                    note.said.remove(0);
                } else if let Some(what) = note.said.first() {
                    last.clone_from(what);
                }
                notes.push(note);
            }
            notes.extend(more(parts.len() - room));
        }
        notes
    }
}

fn more(left_out: usize) -> Option<Note> {
    (left_out > 0).then(|| Note::words(&format!("and {left_out} more")))
}

/// Masks what an audience must not read: the secrets of auth in any spelling, and credentials typed as headers.
struct Shade {
    known: KnownSecrets,
}

impl Shade {
    fn of(typed: &HttpRequest) -> Self {
        let mut known = KnownSecrets::of_auth(&typed.auth);
        for row in &typed.headers {
            if let Some(label) = secret_header(&row.name) {
                known.insert(label, &Secret::new(&row.value));
            }
        }
        if let Some(password) = password_of(&typed.url) {
            known.insert("password", &Secret::new(password));
        }
        Self { known }
    }

    fn text(&self, text: &str) -> String {
        self.known.redact(&masked_line(text)).into_inner()
    }

    /// A header as typed. One that holds a credential shows its mark, however short it is.
    fn header(&self, name: &str, value: &str) -> String {
        format!("{name}: {}", self.value(name, value))
    }

    fn canonical(&self, name: &str, value: &str) -> String {
        format!("{name}:{}", self.value(name, value))
    }

    fn value(&self, name: &str, value: &str) -> String {
        match secret_header(name) {
            Some(label) if !value.trim().is_empty() => crate::redact::mark(label, value.trim()),
            _ => self.text(value),
        }
    }
}

fn secret_header(name: &str) -> Option<&'static str> {
    let is = |(own, _): &&(&str, &'static str)| name.trim().eq_ignore_ascii_case(own);
    SECRET_HEADERS.iter().find(is).map(|(_, label)| *label)
}

/// The password of `https://name:password@host`.
fn password_of(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let (user, _) = authority.rsplit_once('@')?;
    user.split_once(':').map(|(_, password)| password)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::HeaderRow;

    #[test]
    fn credentials_typed_as_headers_or_into_the_url_are_masked_however_they_are_spelled() {
        let typed = HttpRequest {
            method: "GET".to_owned(),
            url: "https://me:pass-word-1@example.com/?t=a%2Btoken%2Bof%2Bmine".to_owned(),
            headers: vec![
                HeaderRow::new("Authorization", "ab"),
                HeaderRow::new("X-Api-Key", "a+token+of+mine"),
                HeaderRow::new("X-Team", "blue"),
            ],
            ..HttpRequest::default()
        };
        let slide = as_typed(&typed, None, &Shade::of(&typed));
        let all: Vec<&str> = slide.notes.iter().map(|note| note.text.as_str()).collect();
        let all = all.join("\n");
        for secret in ["pass-word-1", "a%2Btoken", "a+token", ": ab"] {
            assert!(!all.contains(secret), "{secret} in {all}");
        }
        assert!(all.contains("[API key, 15 bytes"), "{all}");
        assert!(all.contains("X-Team: blue"), "{all}");
    }
}
