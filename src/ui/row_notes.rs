//! Notes on single rows of the params and the headers, told at the row as well as where the signature is explained.

use eframe::egui::{Label, RichText, Ui, vec2};

use super::params_table::ParamRow;
use super::tokens::{size, tokens};
use super::widgets::icon::icon_ui;
use super::{fonts, icons};
use crate::model::{HeaderRow, Note, RowState};
use crate::resolve::escapes_are_text;

/// Rules whose sentence names the header.
const HEADER_RULES: [&str; 12] = [
    "header-not-ascii",
    "header-name-trimmed",
    "header-value-trimmed",
    "header-replaced",
    "header-taken-out",
    "header-not-signed",
    "payload-hash-typed",
    "transfer-encoding-left-out",
    "content-length-corrected",
    "host-twice",
    "auth-header-typed",
    "cookie-row-wins",
];

/// What was noted on a header row that is sent.
pub fn note_on_header<'a>(notes: &'a [Note], row: &HeaderRow) -> Option<&'a str> {
    if row.state == RowState::Disabled {
        return None;
    }
    let name = row.name.trim();
    let says = |note: &&Note| {
        if name.is_empty() {
            return note.rule == "header-without-name" && !row.value.is_empty();
        }
        let mut words = note
            .reason
            .split(|ch: char| ch.is_whitespace() || matches!(ch, ',' | ':'));
        HEADER_RULES.contains(&note.rule) && words.any(|word| word.eq_ignore_ascii_case(name))
    };
    notes.iter().find(says).map(|note| note.reason.as_str())
}

/// What was noted on a parameter that is sent.
pub fn note_on_param<'a>(notes: &'a [Note], row: &ParamRow) -> Option<&'a str> {
    if row.state == RowState::Disabled {
        return None;
    }
    let halves = [Some(row.name.as_str()), row.value.as_deref()];
    let any = |is: fn(&str) -> bool| halves.into_iter().flatten().any(is);
    let says = |note: &&Note| match note.rule {
        "raw-plus-in-query" => any(|half| half.contains('+')),
        "query-escape-not-utf8" => any(|half| !escapes_are_text(half)),
        _ => false,
    };
    notes.iter().find(says).map(|note| note.reason.as_str())
}

/// Draws the note below its row, from `left` on.
pub fn row_note_ui(ui: &mut Ui, left: f32, note: &str) {
    let colors = tokens(ui.ctx());
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 2.0);
        ui.spacing_mut().interact_size.y = 16.0;
        ui.add_space(left);
        icon_ui(ui, icons::TRIANGLE_ALERT, size::CAPTION + 1.0, colors.warning);
        let text = RichText::new(note).font(fonts::caption()).color(colors.second);
        ui.add(Label::new(text).truncate()).on_hover_text(note);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(name: &str, value: &str) -> HeaderRow {
        HeaderRow {
            name: name.to_owned(),
            value: value.to_owned(),
            ..HeaderRow::default()
        }
    }

    #[test]
    fn a_note_stands_at_the_row_that_it_names() {
        let notes = [
            Note::new("region-from-host", "The region host is read from the host"),
            Note::new(
                "header-replaced",
                "The x-amz-date row is not sent: signing sets this header",
            ),
            Note::new(
                "header-value-trimmed",
                "Blanks around the value of x-team are not sent",
            ),
            Note::new("header-without-name", "A header row without a name is not sent"),
        ];
        for (row, expected) in [
            (header("X-Amz-Date", "x"), Some(1)),
            (header(" x-team", " a "), Some(2)),
            (header("x-tea", "a"), None),
            (header("host", "a"), None),
            (header("", "a"), Some(3)),
            (header("", ""), None),
        ] {
            let found = note_on_header(&notes, &row);
            let expected = expected.map(|at: usize| notes[at].reason.as_str());
            assert_eq!(found, expected, "{}", row.name);
        }
        let off = HeaderRow {
            state: RowState::Disabled,
            ..header("x-amz-date", "x")
        };
        assert_eq!(note_on_header(&notes, &off), None);
    }
}
