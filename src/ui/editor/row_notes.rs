//! Notes on single rows of the params and the headers, told at the row as well as where the signature is explained.

use std::ops::Range;

use eframe::egui::{Label, RichText, Ui, vec2};

use crate::model::{About, HeaderRow, Note, RowState};
use crate::ui::tokens::{size, tokens};
use crate::ui::widgets::icon::icon_ui;
use crate::ui::{fonts, icons};

/// What was noted on a header row that is sent.
pub fn note_on_header<'a>(notes: &'a [Note], row: &HeaderRow) -> Option<&'a str> {
    if row.state == RowState::Disabled || (row.name.is_empty() && row.value.is_empty()) {
        return None;
    }
    let name = row.name.trim();
    let says = |note: &&Note| match &note.about {
        About::HeaderRow(about) => *about == row.row,
        About::HeadersNamed(about) => about.eq_ignore_ascii_case(name),
        About::Request | About::Url(_) => false,
    };
    notes.iter().find(says).map(|note| note.reason.as_str())
}

/// What was noted on a parameter that is sent and stands at these bytes of the URL.
pub fn note_on_param<'a>(notes: &'a [Note], place: &Range<usize>) -> Option<&'a str> {
    let says = |note: &&Note| match &note.about {
        About::Url(spans) => spans
            .iter()
            .any(|span| span.start < place.end && place.start < span.end),
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
    fn a_note_stands_at_the_row_that_it_speaks_of() {
        let [blank, team, other] = [header("", "a"), header(" x-team", " a "), header("x-team", "b")];
        let notes = [
            Note::new("region-from-host", "The x-team is read from the host"),
            Note::new("header-replaced", "Not sent").about_headers("X-Amz-Date"),
            Note::new("header-value-trimmed", "Blanks").about(About::HeaderRow(team.row)),
            Note::new("header-without-name", "No name").about(About::HeaderRow(blank.row)),
        ];
        for (row, expected) in [
            (&header("x-amz-DATE ", "x"), Some(1)),
            (&team, Some(2)),
            (&other, None),
            (&header("host", "a"), None),
            (&blank, Some(3)),
            (&header("", ""), None),
        ] {
            let found = note_on_header(&notes, row);
            let expected = expected.map(|at: usize| notes[at].reason.as_str());
            assert_eq!(found, expected, "{}", row.name);
        }
        let off = HeaderRow {
            state: RowState::Disabled,
            ..header("x-amz-date", "x")
        };
        assert_eq!(note_on_header(&notes, &off), None);
    }

    #[test]
    fn a_note_on_the_url_stands_at_the_parameters_it_touches() {
        let notes =
            [Note::new("raw-plus-in-query", "A plus").about(About::Url(std::iter::once(12..13).collect()))];
        for (place, touches) in [(8..12, false), (8..13, true), (12..20, true), (13..20, false)] {
            assert_eq!(note_on_param(&notes, &place).is_some(), touches, "{place:?}");
        }
    }
}
