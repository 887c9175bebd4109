//! Texts as literals of a programming language, so that nothing in them is read as code.
//!
//! A request may come from somebody else: whatever stands in its URL, headers and body stays inside of the quotes. What
//! can not be seen is written as an escape, so that code also looks like what it does.

use std::fmt::Write as _;

use super::text::{Piece, Text};
use super::{CodeError, Dialect};
use crate::formats::copy::ShellForm;
use crate::formats::copy::quote::{is_hidden, power_string, word};

impl Dialect {
    /// A text without variables.
    pub(super) fn literal(self, text: &str) -> Result<String, CodeError> {
        match self {
            Self::Bash => Ok(word(ShellForm::Bash, text.as_bytes())?),
            Self::Power => Ok(power_string(text)),
            _ => Ok(self.quoted(text)),
        }
    }

    /// Between double quotes, with the escapes that the language knows.
    fn quoted(self, text: &str) -> String {
        let mut out = String::from('"');
        for ch in text.chars() {
            match ch {
                '"' | '\\' => out.extend(['\\', ch]),
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                ch if is_hidden(ch) => self.escape(&mut out, ch),
                ch => out.push(ch),
            }
        }
        out.push('"');
        out
    }

    fn escape(self, out: &mut String, ch: char) {
        let code = u32::from(ch);
        match self {
            // Java reads \u before it looks for quotes and line ends, so that one for a control character would break the
            // literal.
            Self::Java if code < 0x100 => write!(out, "\\{code:03o}").ok(),
            Self::Java => {
                for unit in ch.encode_utf16(&mut [0; 2]) {
                    write!(out, "\\u{unit:04x}").ok();
                }
                None
            }
            Self::JavaScript | Self::Rust => write!(out, "\\u{{{code:x}}}").ok(),
            _ if code > 0xffff => write!(out, "\\U{code:08x}").ok(),
            _ => write!(out, "\\u{code:04x}").ok(),
        };
    }

    /// The value of an environment variable.
    pub(super) fn variable(self, name: &str) -> String {
        match self {
            Self::Python => format!("os.environ[\"{name}\"]"),
            Self::JavaScript => format!("process.env.{name}"),
            Self::Go => format!("os.Getenv(\"{name}\")"),
            Self::Java => format!("System.getenv(\"{name}\")"),
            Self::Rust => format!("&*std::env::var(\"{name}\")?"),
            Self::CSharp => format!("Environment.GetEnvironmentVariable(\"{name}\")"),
            Self::Power => format!("$Env:{name}"),
            Self::Bash => format!("\"${{{name}}}\""),
        }
    }

    /// The text as an expression.
    pub(super) fn text(self, text: &Text) -> Result<String, CodeError> {
        let mut parts = Vec::new();
        for piece in &text.0 {
            parts.push(match piece {
                Piece::Literal(text) => self.literal(text)?,
                Piece::Variable(name) => self.variable(name),
                Piece::Base64(text) => self.base64(&self.text(text)?),
            });
        }
        Ok(match (self, parts.as_slice()) {
            (_, []) => self.literal("")?,
            (Self::Bash, parts) => parts.concat(),
            (Self::Rust, [one]) if one.starts_with('"') => one.clone(),
            (Self::Rust, parts) => format!("[{}].concat()", parts.join(", ")),
            (_, [one]) => one.clone(),
            (Self::Power, parts) => format!("({})", parts.join(" + ")),
            (_, parts) => parts.join(" + "),
        })
    }

    /// The base64 of an expression.
    fn base64(self, text: &str) -> String {
        match self {
            Self::Python => format!("base64.b64encode(({text}).encode()).decode()"),
            Self::JavaScript => format!("Buffer.from({text}).toString(\"base64\")"),
            Self::Go => format!("base64.StdEncoding.EncodeToString([]byte({text}))"),
            Self::Java => {
                format!("Base64.getEncoder().encodeToString(({text}).getBytes(StandardCharsets.UTF_8))")
            }
            Self::Rust => format!("&*BASE64.encode({text})"),
            Self::CSharp => format!("Convert.ToBase64String(Encoding.UTF8.GetBytes({text}))"),
            Self::Power => format!("[Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes({text}))"),
            Self::Bash => format!("\"$(printf %s {text} | base64 | tr -d '\\n')\""),
        }
    }

    /// The text of a body over several lines, where it has some.
    pub(super) fn long_text(self, text: &Text, indent: &str) -> Result<String, CodeError> {
        let lines = text.lines();
        let joint = match self {
            Self::Bash | Self::Power | Self::Rust => return self.text(text),
            Self::Python => format!("\n{indent}"),
            _ => format!(" +\n{indent}"),
        };
        if lines.len() < 2 {
            return self.text(text);
        }
        // Without an operator between them Python joins literals alone.
        let joint = match (self, text.as_literal()) {
            (Self::Python, None) => format!(" +\n{indent}"),
            _ => joint,
        };
        let lines: Result<Vec<String>, CodeError> = lines.iter().map(|line| self.text(line)).collect();
        Ok(format!("(\n{indent}{}\n)", lines?.join(&joint)))
    }

    /// How a comment begins.
    pub(super) fn comment(self) -> &'static str {
        match self {
            Self::Python | Self::Power | Self::Bash => "# ",
            _ => "// ",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALL: [Dialect; 8] = [
        Dialect::Python,
        Dialect::JavaScript,
        Dialect::Go,
        Dialect::Java,
        Dialect::Rust,
        Dialect::CSharp,
        Dialect::Power,
        Dialect::Bash,
    ];

    #[test]
    fn hostile_texts_stay_inside_of_the_quotes() {
        let hostile = "\"'`${x}#{x}$(id)%s\\\n\r\0\u{2028}\u{202e}\\u0022";
        for (dialect, wanted) in [
            (
                Dialect::Python,
                r#""\"'`${x}#{x}$(id)%s\\\n\r\u0000\u2028\u202e\\u0022""#,
            ),
            (
                Dialect::JavaScript,
                r#""\"'`${x}#{x}$(id)%s\\\n\r\u{0}\u{2028}\u{202e}\\u0022""#,
            ),
            (
                Dialect::Java,
                r#""\"'`${x}#{x}$(id)%s\\\n\r\000\u2028\u202e\\u0022""#,
            ),
            (
                Dialect::Go,
                r#""\"'`${x}#{x}$(id)%s\\\n\r\u0000\u2028\u202e\\u0022""#,
            ),
        ] {
            assert_eq!(dialect.literal(hostile).unwrap(), wanted, "{dialect:?}");
        }
        assert!(matches!(
            Dialect::Bash.literal(hostile),
            Err(CodeError::Copy(crate::formats::copy::CopyError::Nul))
        ));
    }

    #[test]
    fn nothing_hidden_is_left() {
        for dialect in ALL {
            let text = dialect.literal("a\u{202e}b\u{2029}c\u{feff}d\u{1}e").unwrap();
            assert!(!text.chars().any(is_hidden), "{text}");
        }
    }

    proptest! {
        /// Read by the rule that the C-like languages share: a backslash takes the next character with it.
        #[test]
        fn quotes_close_at_the_end_only(text in any::<String>()) {
            for dialect in [Dialect::Python, Dialect::JavaScript, Dialect::Go, Dialect::Java, Dialect::Rust, Dialect::CSharp] {
                let literal = dialect.literal(&text).unwrap();
                let mut chars = literal.chars();
                prop_assert_eq!(chars.next(), Some('"'));
                let mut closed = 0;
                while let Some(ch) = chars.next() {
                    match ch {
                        '\\' => { chars.next(); }
                        '"' => closed += 1,
                        '\n' | '\r' => prop_assert!(false, "a line end in {literal}"),
                        _ => {}
                    }
                }
                prop_assert_eq!(closed, 1, "{}", literal);
                prop_assert!(literal.ends_with('"'));
            }
        }

        /// JSON's escapes are those of JavaScript, but for `\u{…}`.
        #[test]
        fn javascript_reads_back_what_was_written(text in "[ -~\n\r\tä€]{0,40}") {
            let literal = Dialect::JavaScript.literal(&text).unwrap();
            prop_assert_eq!(serde_json::from_str::<String>(&literal).unwrap(), text);
        }
    }
}
