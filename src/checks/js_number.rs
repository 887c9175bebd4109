//! Numbers as JavaScript reads and writes them.

use serde_json::{Number, Value};

/// `Number.MAX_SAFE_INTEGER`.
const LARGEST_EXACT: f64 = 9_007_199_254_740_991.0;

/// `Number(text)` of a text without white space around it; `None` where that is no number.
pub(super) fn number_of(text: &str) -> Option<f64> {
    let digits = |prefix: [&str; 2], radix| {
        let digits = prefix.iter().find_map(|prefix| text.strip_prefix(prefix))?;
        let is_number = !digits.is_empty() && digits.chars().all(|ch| ch.is_digit(radix));
        let fold =
            |sum: f64, ch: char| sum.mul_add(f64::from(radix), f64::from(ch.to_digit(radix).unwrap_or(0)));
        is_number.then(|| digits.chars().fold(0.0, fold))
    };
    if let Some(number) = digits(["0x", "0X"], 16)
        .or_else(|| digits(["0o", "0O"], 8))
        .or_else(|| digits(["0b", "0B"], 2))
    {
        return Some(number);
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if unsigned == "Infinity" {
        return Some(if text.starts_with('-') {
            f64::NEG_INFINITY
        } else {
            f64::INFINITY
        });
    }
    let is_decimal = unsigned.starts_with(|ch: char| ch.is_ascii_digit() || ch == '.')
        && unsigned
            .chars()
            .all(|ch| ch.is_ascii_digit() || matches!(ch, '.' | 'e' | 'E' | '+' | '-'));
    if is_decimal { text.parse().ok() } else { None }
}

/// What a typed value that looks like a number is to Bruno: a whole one is read digit by digit up to the first other
/// character (`parseInt`), so that `1e3` is 1; one beyond 2^53 stays a text.
pub(super) fn literal(text: &str) -> Option<Value> {
    let number = number_of(text)?;
    if number > LARGEST_EXACT {
        return Some(Value::String(text.to_owned()));
    }
    let is_whole = number.is_finite() && number.fract() == 0.0;
    let number = if is_whole { leading_digits(text) } else { number };
    Some(number_value(number))
}

fn leading_digits(text: &str) -> f64 {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let end = unsigned
        .find(|ch: char| !ch.is_ascii_digit())
        .unwrap_or(unsigned.len());
    let digits: f64 = unsigned
        .get(..end)
        .unwrap_or_default()
        .parse()
        .unwrap_or(f64::NAN);
    if text.starts_with('-') { -digits } else { digits }
}

/// A number as a value; what JSON can not write is null, which no number is the same as.
pub(super) fn number_value(number: f64) -> Value {
    Number::from_f64(number).map_or(Value::Null, Value::Number)
}

/// `String(number)`, for numbers of the sizes that replies have.
pub(super) fn number_text(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e21 {
        return format!("{number:.0}").replace("-0", if number == 0.0 { "0" } else { "-0" });
    }
    number.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_numbers_are_read_as_bruno_reads_them() {
        for (text, number) in [
            ("200", Some(200.0)),
            ("-5", Some(-5.0)),
            ("+7", Some(7.0)),
            ("1.0", Some(1.0)),
            ("2.50", Some(2.5)),
            (".5", Some(0.5)),
            ("5.", Some(5.0)),
            ("1e3", Some(1.0)),
            ("1e-3", Some(0.001)),
            ("0x10", Some(0.0)),
            ("1_000", None),
            ("12:30", None),
            ("abc", None),
            ("1e", None),
            ("-", None),
            ("inf", None),
            ("nan", None),
        ] {
            assert_eq!(
                literal(text).map(|value| value.as_f64().unwrap()),
                number,
                "{text}"
            );
        }
        let long = "9007199254740993";
        assert_eq!(literal(long), Some(Value::String(long.to_owned())));
    }

    #[test]
    fn numbers_are_written_as_javascript_writes_them() {
        for (number, text) in [
            (200.0, "200"),
            (-10.0, "-10"),
            (-0.0, "0"),
            (0.5, "0.5"),
            (1e15, "1000000000000000"),
        ] {
            assert_eq!(number_text(number), text);
        }
    }
}
