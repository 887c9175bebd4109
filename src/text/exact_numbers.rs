//! Numbers of JSON that a [`Value`] can not hold as they are written: integers of more than 64 bits, fractions of more
//! than 17 digits, and what is beyond a double, as `1e999`.
//!
//! A number that goes from one text into another keeps its digits: it is read as a text with a mark around it, which is
//! taken off again. Where a number is compared it is a double, as in JavaScript.

use serde::de::DeserializeOwned;
use serde_json::Value;

/// Digits that a double always keeps.
const KEPT_DIGITS: usize = 17;
/// What stands for a number beyond a double, which JavaScript has as infinite.
const LARGEST: &str = "1.7976931348623157e308";

/// The marks by which inexact numbers of one text are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExactNumbers {
    /// Stands nowhere in the text.
    mark: String,
}

impl ExactNumbers {
    /// For a text; `None` when a [`Value`] holds all its numbers.
    pub fn of(text: &str) -> Option<Self> {
        let is_inexact = |token: &Token<'_>| matches!(token, Token::Number(number) if !is_held(number));
        if !tokens(text).any(|token| is_inexact(&token)) {
            return None;
        }
        let mut mark = "number:".to_owned();
        while text.contains(&mark) {
            mark.insert(0, '~');
        }
        Some(Self { mark })
    }

    /// Reads the text, with marked texts in the places of inexact numbers.
    pub fn read<T: DeserializeOwned>(&self, text: &str) -> serde_json::Result<T> {
        let mark = &self.mark;
        serde_json::from_str(&respelled(text, |number| format!("\"{mark}{number}{mark}\"")))
    }

    /// A value that was read, or JSON that was made of it, with the numbers as they were written.
    pub fn written(&self, text: &str) -> String {
        let mark = &self.mark;
        let quoted = [format!("\"{mark}"), format!("{mark}\"")];
        let text = quoted
            .iter()
            .fold(text.to_owned(), |text, quoted| text.replace(quoted, ""));
        text.replace(mark, "")
    }
}

/// Reads JSON as JavaScript does, where a number may be beyond a double.
pub fn read_json(text: &str) -> serde_json::Result<Value> {
    serde_json::from_str(text).or_else(|error| {
        let is_beyond = |token: Token<'_>| matches!(token, Token::Number(number) if is_infinite(number));
        if !tokens(text).any(is_beyond) {
            return Err(error);
        }
        serde_json::from_str(&respelled(text, |number| {
            if is_infinite(number) {
                let sign = if number.starts_with('-') { "-" } else { "" };
                format!("{sign}{LARGEST}")
            } else {
                number.to_owned()
            }
        }))
    })
}

fn is_infinite(number: &str) -> bool {
    number.parse().is_ok_and(f64::is_infinite)
}

/// Whether a [`Value`] has the number as it is written, but for how zeros and exponents are spelled.
fn is_held(number: &str) -> bool {
    if number.parse::<i64>().is_ok() || number.parse::<u64>().is_ok() {
        return true;
    }
    let mantissa = number.split(['e', 'E']).next().unwrap_or_default();
    let is_whole = mantissa.len() == number.len() && !number.contains('.');
    let digits = mantissa.chars().filter(char::is_ascii_digit);
    let digits = digits.skip_while(|digit| *digit == '0').count();
    // What is no number is left to whoever reads it.
    let is_number = number.parse::<f64>().is_ok();
    !is_number || (!is_whole && digits <= KEPT_DIGITS && !is_infinite(number))
}

/// The text with each inexact number as `spell` has it.
fn respelled(text: &str, spell: impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    for token in tokens(text) {
        match token {
            Token::Number(number) if !is_held(number) => out.push_str(&spell(number)),
            Token::Number(other) | Token::Other(other) => out.push_str(other),
        }
    }
    out
}

enum Token<'a> {
    Number(&'a str),
    /// A string, or what stands between numbers and strings.
    Other(&'a str),
}

/// The parts of a text, which give it again one behind the other.
fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = *rest.as_bytes().first()?;
        let is_number = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E');
        let begins_number = |byte: u8| byte.is_ascii_digit() || byte == b'-';
        let bytes = rest.as_bytes();
        let end = if first == b'"' {
            end_of_string(bytes)
        } else if begins_number(first) {
            bytes.iter().position(|byte| !is_number(*byte))
        } else {
            bytes
                .iter()
                .position(|byte| *byte == b'"' || begins_number(*byte))
        };
        let (token, after) = rest.split_at_checked(end.unwrap_or(rest.len()))?;
        rest = after;
        Some(if begins_number(first) {
            Token::Number(token)
        } else {
            Token::Other(token)
        })
    })
}

/// Behind the closing quote of a string that begins here.
fn end_of_string(bytes: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        let found = memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        at += found + 1;
        if bytes.get(at - 1) == Some(&b'"') {
            return Some(at);
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    proptest! {
        #[test]
        fn tokens_give_the_text_again(text in any::<String>(), json in "[\\[\\]{}\",:\\\\0-9eE+.a-cü -]{0,40}") {
            for text in [&text, &json] {
                prop_assert_eq!(&respelled(text, str::to_owned), text);
                read_json(text).ok();
            }
        }
    }

    #[test]
    fn what_a_value_holds_is_left_alone() {
        for text in [
            "[1, -5, 1.5, 1e3, 18446744073709551615]",
            r#"{"a": "123456789012345678901234"}"#,
            "null",
        ] {
            assert_eq!(ExactNumbers::of(text), None, "{text}");
        }
    }

    #[test]
    fn digits_go_through_from_text_to_text() {
        let text = r#"{"number:": [123456789012345678901234, -0.12345678901234567890, 1e999, "\"7", 8]}"#;
        let exact = ExactNumbers::of(text).unwrap();
        let value: Value = exact.read(text).unwrap();
        let written = exact.written(&value.to_string());
        assert_eq!(written, text.replace(": [", ":[").replace(", ", ","));
        let only = exact.written(value["number:"][0].as_str().unwrap());
        assert_eq!(only, "123456789012345678901234");
    }

    #[test]
    fn a_number_beyond_a_double_is_the_largest() {
        assert_eq!(
            read_json("[1e999, -1e999, 2]").unwrap(),
            json!([f64::MAX, f64::MIN, 2])
        );
        assert!(read_json("[1e999").is_err());
    }
}
