//! A text of YAML, and whether a reader without types sees a text in it.
//! <https://yaml.org/spec/1.2.2/#103-core-schema>

/// A scalar: its text, and how it stands in the file.
#[derive(Clone, Debug)]
pub(in crate::store::opencollection) struct Scalar {
    text: String,
    style: Style,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// Without quotes: the text says what type it is.
    Plain,
    /// Quoted or as a block: a text, whatever it looks like.
    Text,
}

impl Scalar {
    /// A text, to be quoted where a reader would take it for something else.
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            style: Style::Text,
        }
    }

    /// As it stands in a file without quotes: a number, `true`, `null`, or a text.
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            style: Style::Plain,
        }
    }

    /// Its text as it stands in the file; empty for null.
    pub fn as_text(&self) -> &str {
        if self.style == Style::Plain && is_null(&self.text) {
            ""
        } else {
            &self.text
        }
    }

    /// The text as it is written.
    pub fn raw(&self) -> &str {
        &self.text
    }

    /// Whether a reader without types sees a text.
    pub fn is_text(&self) -> bool {
        self.style == Style::Text || !has_type(&self.text)
    }

    /// Whether it is a plain `true`.
    pub fn is_true(&self) -> bool {
        self.style == Style::Plain && matches!(self.text.as_str(), "true" | "True" | "TRUE")
    }

    /// A whole number from 0 on.
    pub fn as_u64(&self) -> Option<u64> {
        (self.style == Style::Plain)
            .then(|| self.text.parse().ok())
            .flatten()
    }
}

/// By what they mean, not by how they are quoted.
impl PartialEq for Scalar {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text && self.is_text() == other.is_text()
    }
}

impl Eq for Scalar {}

fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

/// Whether a plain scalar of this text is null, a boolean or a number in the core schema.
pub(super) fn has_type(text: &str) -> bool {
    is_null(text)
        || matches!(text, "true" | "True" | "TRUE" | "false" | "False" | "FALSE")
        || is_based_number(text)
        || is_decimal(text)
}

fn is_based_number(text: &str) -> bool {
    let all = |digits: &str, is: fn(&u8) -> bool| !digits.is_empty() && digits.as_bytes().iter().all(is);
    text.strip_prefix("0o")
        .is_some_and(|digits| all(digits, |byte| matches!(byte, b'0'..=b'7')))
        || text
            .strip_prefix("0x")
            .is_some_and(|digits| all(digits, u8::is_ascii_hexdigit))
}

fn is_decimal(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (
            mantissa,
            Some(exponent.strip_prefix(['-', '+']).unwrap_or(exponent)),
        ),
        None => (unsigned, None),
    };
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let is_mantissa = match mantissa.split_once('.') {
        Some((whole, fraction)) => {
            is_digits(whole) && is_digits(fraction) && !(whole.is_empty() && fraction.is_empty())
        }
        None => !mantissa.is_empty() && is_digits(mantissa),
    };
    is_mantissa && exponent.is_none_or(|exponent| !exponent.is_empty() && is_digits(exponent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_core_schema_gives_a_type() {
        for text in [
            "", "~", "null", "true", "FALSE", "0", "-12", "+7", "012", "0o7", "0xFf", "1e3", "1.", ".5",
            "-.5e-3", "1.5E+2", ".inf", "-.INF", ".nan",
        ] {
            assert!(has_type(text), "{text}");
            assert!(!Scalar::plain(text).is_text() && Scalar::text(text).is_text());
        }
        for text in [
            "no",
            "yes",
            "on",
            "y",
            "1_000",
            "12:30",
            "1.2.3",
            "0b1",
            "e3",
            ".",
            "-",
            "1e",
            "0x",
            "0o8",
            "-.nan",
            "nULL",
            "2026-11-29",
            " 1",
        ] {
            assert!(!has_type(text), "{text}");
        }
    }

    #[test]
    fn null_is_an_empty_text() {
        assert_eq!(Scalar::plain("~").as_text(), "");
        assert_eq!(Scalar::text("~").as_text(), "~");
        assert_eq!(Scalar::plain("1e3").as_text(), "1e3");
    }
}
