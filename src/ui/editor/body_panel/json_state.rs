//! Whether a typed text is JSON, with line and column of the first mistake.

use bytes::Bytes;
use eframe::egui::{Align, Id, Label, Layout, RichText, Ui};
use serde::de::IgnoredAny;

use crate::model::LongText;
use crate::ui::tokens::{size, tokens};
use crate::ui::widgets::icon::icon_ui;
use crate::ui::{fonts, icons};

/// A larger text is not read at every edit to say whether it is JSON.
pub const CHECKED_BYTES: usize = 250_000;

/// What there is to say about a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JsonState {
    /// It is JSON.
    Valid(&'static str),
    /// It is not; the sentence says where.
    Invalid(String),
}

/// Whether the state of a text stays as it is while the body after variables becomes another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum StandsOn {
    /// What is typed says it.
    Typed,
    /// It is as the body after variables is.
    Sent,
}

/// A text with its state. While it is kept, an edit makes another text in memory.
#[derive(Clone, Default)]
struct Checked {
    text: LongText,
    sent: Option<Bytes>,
    made: Option<(JsonState, StandsOn)>,
}

/// The state of a text, read when text or what it stands on became another one.
fn checked(
    ui: &Ui,
    text: &LongText,
    sent: Option<&Bytes>,
    read: impl FnOnce(&str, Option<&[u8]>) -> (JsonState, StandsOn),
) -> JsonState {
    // Of the text in front; no other one is drawn.
    let id = Id::unique("JSON state");
    let kept = ui.data(|data| data.get_temp::<Checked>(id)).unwrap_or_default();
    if let Some((state, on)) = kept.made
        && kept.text.is_shared_with(text)
        && (on == StandsOn::Typed || kept.sent.as_ref() == sent)
    {
        return state;
    }
    let made = read(text, sent.map(Bytes::as_ref));
    let state = made.0.clone();
    let now = Checked {
        text: text.clone(),
        sent: sent.filter(|_| made.1 == StandsOn::Sent).cloned(),
        made: Some(made),
    };
    ui.data_mut(|data| data.insert_temp(id, now));
    state
}

/// Says whether a JSON body is valid. `sent` is the body after variables: they may stand where JSON allows
/// no braces.
pub fn body_ui(ui: &mut Ui, text: &LongText, sent: Option<&Bytes>) {
    let state = checked(ui, text, sent, body_state);
    state_ui(ui, &state);
}

/// The state of a JSON body as typed and as it is sent.
fn body_state(text: &str, sent: Option<&[u8]>) -> (JsonState, StandsOn) {
    let Err(error) = serde_json::from_str::<IgnoredAny>(text) else {
        return (JsonState::Valid("Valid JSON"), StandsOn::Typed);
    };
    let (line, column) = place(text, &error);
    let invalid = JsonState::Invalid(format!(
        "Not JSON at line {line}, column {column}; sent as it stands"
    ));
    if !text.contains("{{") {
        return (invalid, StandsOn::Typed);
    }
    if sent.is_some_and(|bytes| serde_json::from_slice::<IgnoredAny>(bytes).is_ok()) {
        let valid = JsonState::Valid("Valid JSON once the variables are filled in");
        return (valid, StandsOn::Sent);
    }
    (invalid, StandsOn::Sent)
}

/// Line and column of the mistake, both from 1. A word that a line feed cuts short is reported in column 0 of the
/// next line, where nothing is wrong.
fn place(text: &str, error: &serde_json::Error) -> (usize, usize) {
    let (line, column) = (error.line(), error.column());
    let before = line.saturating_sub(1);
    if column > 0 || before == 0 {
        // The reader counts bytes.
        let bytes = column.saturating_sub(1);
        let text = text.split('\n').nth(before).unwrap_or_default();
        let start = text.get(..text.floor_char_boundary(bytes)).unwrap_or_default();
        return (line, start.chars().count() + 1);
    }
    let end = text
        .lines()
        .nth(before - 1)
        .map_or(0, |line| line.chars().count());
    (before, end + 1)
}

/// Says whether GraphQL variables are valid: a JSON object, or nothing.
pub fn variables_ui(ui: &mut Ui, text: &LongText) {
    if !text.trim().is_empty() {
        let state = checked(ui, text, None, |text, _| (variables_state(text), StandsOn::Typed));
        state_ui(ui, &state);
    }
}

fn variables_state(text: &str) -> JsonState {
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(serde_json::Value::Object(_)) => JsonState::Valid("Valid JSON"),
        Ok(_) => JsonState::Invalid("The variables must be a JSON object, as {\"id\": 1}".to_owned()),
        Err(error) => {
            let (line, column) = place(text, &error);
            JsonState::Invalid(format!("Not JSON at line {line}, column {column}"))
        }
    }
}

/// Draws a state in one line.
fn state_ui(ui: &mut Ui, state: &JsonState) {
    let colors = tokens(ui.ctx());
    let (icon, ink, sentence) = match state {
        JsonState::Valid(text) => (icons::CHECK, colors.good, *text),
        JsonState::Invalid(text) => (icons::TRIANGLE_ALERT, colors.warning, text.as_str()),
    };
    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        icon_ui(ui, icon, size::CAPTION + 1.0, ink);
        let text = RichText::new(sentence).font(fonts::caption());
        ui.add(Label::new(text.color(colors.second)).truncate());
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_mistake_is_told_by_line_and_column() {
        assert_eq!(body_state("[1]", None).0, JsonState::Valid("Valid JSON"));
        let JsonState::Invalid(text) = body_state("{\n  \"a\": ,\n}", None).0 else {
            panic!("not JSON");
        };
        assert_eq!(text, "Not JSON at line 2, column 8; sent as it stands");
    }

    #[test]
    fn a_variable_may_stand_for_a_number() {
        let typed = "{\"price\": {{price}}}";
        assert_eq!(
            body_state(typed, Some(b"{\"price\": 1}")),
            (
                JsonState::Valid("Valid JSON once the variables are filled in"),
                StandsOn::Sent
            )
        );
        for sent in [None, Some(&b"{\"price\": x}"[..])] {
            assert!(matches!(
                body_state(typed, sent),
                (JsonState::Invalid(_), StandsOn::Sent)
            ));
        }
        assert!(
            matches!(
                body_state("{", Some(b"{}")),
                (JsonState::Invalid(_), StandsOn::Typed)
            ),
            "an older body after variables says nothing about this text"
        );
    }

    #[test]
    fn variables_are_an_object() {
        assert_eq!(variables_state("{}"), JsonState::Valid("Valid JSON"));
        assert!(matches!(variables_state("[1]"), JsonState::Invalid(text) if text.contains("object")));
        assert!(matches!(variables_state("{"), JsonState::Invalid(text) if text.contains("line 1")));
    }

    #[test]
    fn a_word_cut_short_by_a_line_feed_is_found_where_it_ends() {
        for (text, found) in [
            ("{\n  \"gift\": tru\n}", "line 2, column 14"),
            ("[1,\n x]", "line 2, column 2"),
            ("", "line 1, column 1"),
        ] {
            let (JsonState::Invalid(said), _) = body_state(text, None) else {
                panic!("{text}")
            };
            assert!(said.contains(found), "{said}");
        }
    }
}
