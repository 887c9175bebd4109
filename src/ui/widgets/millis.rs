//! A duration in milliseconds that may be left out.

use eframe::egui::Ui;

use super::field::Field;

/// Most digits of a typed number: a day has eight.
const DIGITS: usize = 9;

/// A field for digits; an empty one is `None`, and `default` says what that means.
pub fn millis_ui(ui: &mut Ui, name: &str, value: &mut Option<u64>, default: &str, width: f32) {
    let mut text = value.map(|millis| millis.to_string()).unwrap_or_default();
    let before = text.clone();
    Field::mono(&mut text, &format!("{name} in milliseconds"))
        .hint(default)
        .width(width)
        .ui(ui);
    if text != before {
        *value = parsed(&text);
    }
    if value.is_some() {
        ui.label("ms");
    }
}

/// The digits of a text as a number.
fn parsed(text: &str) -> Option<u64> {
    let digits: String = text.chars().filter(char::is_ascii_digit).take(DIGITS).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_digits_count() {
        assert_eq!(parsed(""), None);
        assert_eq!(parsed("ms"), None);
        assert_eq!(parsed("0"), Some(0));
        assert_eq!(parsed("2 500 ms"), Some(2_500));
        assert_eq!(parsed("99999999999999999999"), Some(999_999_999));
    }
}
