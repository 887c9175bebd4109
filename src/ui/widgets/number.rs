//! A whole number that may be left out. What is typed stays, whatever it is, and what is wrong with it is said.

use eframe::egui::{Id, Label, Response, RichText, Ui};

use super::field::Field;
use crate::ui::fonts;
use crate::ui::tokens::tokens;

/// A typed text that is no number, and the value that counts in its place. It is given up when the value changes in
/// another way, as by an undo.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Draft {
    text: String,
    counts: Option<u64>,
}

/// What a text is as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    /// Nothing stands there.
    Empty,
    /// A number.
    Number(u64),
    /// A number above the limit.
    TooLarge,
    /// Something else.
    NoNumber,
}

/// What an empty field means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Empty {
    /// No number.
    None,
    /// The number before: there has to be one.
    Before,
}

impl Typed {
    /// Reads a text. Spaces between digits do not count: `2 500`.
    pub fn of(text: &str, most: u64) -> Self {
        let digits: String = text.split_whitespace().collect();
        if digits.is_empty() {
            return Self::Empty;
        }
        // A sign is no digit, though Rust's parser takes it.
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Self::NoNumber;
        }
        match digits.parse() {
            Ok(number) if number <= most => Self::Number(number),
            _ => Self::TooLarge,
        }
    }

    /// Why it does not count, as in "…, so 15 minutes stays"; `None` when it does. `unit` is that of the number.
    pub fn fault(self, unit: &str) -> Option<String> {
        match self {
            Self::Number(_) => None,
            Self::Empty => Some(format!("No {unit}")),
            Self::TooLarge => Some(format!("Too many {unit}")),
            Self::NoNumber => Some(format!("Not a whole number of {unit}")),
        }
    }
}

/// A field for a whole number up to `most`. Gives what stands in it; the value changes only to what can be read.
pub fn number_ui(
    ui: &mut Ui,
    name: &str,
    value: &mut Option<u64>,
    (most, empty): (u64, Empty),
    hint: &str,
    width: f32,
) -> (Response, Typed) {
    let id = ui.make_persistent_id((name, "number"));
    let draft = draft_of(ui, id).filter(|draft| draft.counts == *value);
    let written = || value.map(|number| number.to_string()).unwrap_or_default();
    let mut text = draft.map_or_else(written, |draft| draft.text);
    let field = Field::mono(&mut text, name)
        .hint(hint)
        .width(width)
        .id(id.with("field"));
    let before = Typed::of(field.text(), most);
    let field = match before {
        Typed::NoNumber | Typed::TooLarge => field.outline(tokens(ui.ctx()).warning),
        Typed::Empty | Typed::Number(_) => field,
    };
    let response = field.ui(ui);
    let typed = Typed::of(&text, most);
    if response.changed() {
        match typed {
            Typed::Empty if empty == Empty::None => *value = None,
            Typed::Number(number) => *value = Some(number),
            Typed::Empty | Typed::TooLarge | Typed::NoNumber => {}
        }
        let counts = *value;
        ui.data_mut(|data| data.insert_temp(id, Draft { text, counts }));
    } else if !response.has_focus() && matches!(typed, Typed::Number(_)) {
        ui.data_mut(|data| data.remove::<Draft>(id));
    }
    (response, typed)
}

fn draft_of(ui: &Ui, id: Id) -> Option<Draft> {
    ui.data(|data| data.get_temp::<Draft>(id))
}

/// A field for milliseconds with its unit; an empty one is `None`, and `default` says what that means.
pub fn millis_ui(ui: &mut Ui, name: &str, value: &mut Option<u64>, default: &str, width: f32) {
    let label = format!("{name} in milliseconds");
    let (_, typed) = number_ui(ui, &label, value, (MOST_MILLIS, Empty::None), default, width);
    match typed.fault("ms") {
        _ if typed == Typed::Empty => {}
        None => {
            ui.label("ms");
        }
        Some(fault) => {
            let counts = match value {
                Some(millis) => format!("{millis} ms"),
                None => "the default".to_owned(),
            };
            let text = RichText::new(format!("{fault}, so {counts} stays")).font(fonts::caption());
            ui.add(Label::new(text.color(tokens(ui.ctx()).warning)).truncate());
        }
    }
}

/// Longest limit in milliseconds: eleven days. More is a slip of the finger.
const MOST_MILLIS: u64 = 999_999_999;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_digits_are_a_number() {
        let most = 604_800;
        for (text, typed) in [
            ("", Typed::Empty),
            (" ", Typed::Empty),
            ("0", Typed::Number(0)),
            ("007", Typed::Number(7)),
            ("604800", Typed::Number(604_800)),
            ("604 800", Typed::Number(604_800)),
            ("604801", Typed::TooLarge),
            ("99999999999999999999", Typed::TooLarge),
            ("-1", Typed::NoNumber),
            ("+1", Typed::NoNumber),
            ("1.5", Typed::NoNumber),
            ("1e3", Typed::NoNumber),
            ("15m", Typed::NoNumber),
            ("٣", Typed::NoNumber),
            ("{{life}}", Typed::NoNumber),
        ] {
            assert_eq!(Typed::of(text, most), typed, "{text}");
        }
    }
}
