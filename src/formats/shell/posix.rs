//! Words of a command as a POSIX shell reads them, with `$'…'` of bash and zsh.
//!
//! <https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02>

use super::{Word, note_rest};
use crate::formats::{FormatError, Warning};

/// The words of the first command in a text.
pub fn words(text: &str, warnings: &mut Vec<Warning>) -> Result<Vec<Word>, FormatError> {
    let mut reader = Reader {
        rest: text,
        words: Vec::new(),
        word: None,
        warnings,
    };
    while reader.step()? {}
    reader.end_word();
    Ok(reader.words)
}

struct Reader<'a, 'w> {
    rest: &'a str,
    words: Vec<Word>,
    /// The word being read; `Some` of nothing after `''`.
    word: Option<Word>,
    warnings: &'w mut Vec<Warning>,
}

impl<'a> Reader<'a, '_> {
    /// Reads one character or one quoted piece; false at the end of the command.
    fn step(&mut self) -> Result<bool, FormatError> {
        let Some(ch) = self.next() else { return Ok(false) };
        match ch {
            '\\' => self.escaped(),
            '\'' => {
                let text = self.until('\'')?;
                self.push(text.as_bytes());
            }
            '"' => self.double_quoted()?,
            '$' if self.rest.starts_with('\'') => {
                self.next();
                self.ansi_quoted()?;
            }
            '$' if self.rest.starts_with('"') => {}
            '$' | '`' => self.expansion(ch),
            '#' if self.word.is_none() => self.skip_line(),
            ' ' | '\t' => self.end_word(),
            '\n' | '\r' => {
                self.end_word();
                return Ok(self.goes_on('\n'));
            }
            ';' | '|' | '&' | '<' | '>' | '(' | ')' => {
                // A number in front of a redirection is no word: 2>/dev/null.
                if matches!(ch, '<' | '>') {
                    self.word
                        .take_if(|word| word.bytes().iter().all(u8::is_ascii_digit));
                }
                self.end_word();
                return Ok(self.goes_on(ch));
            }
            _ => self.push_char(ch),
        }
        Ok(true)
    }

    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let ch = chars.next()?;
        self.rest = chars.as_str();
        Some(ch)
    }

    fn push(&mut self, bytes: &[u8]) {
        self.word.get_or_insert_default().push(bytes);
    }

    fn push_char(&mut self, ch: char) {
        self.push(ch.encode_utf8(&mut [0; 4]).as_bytes());
    }

    fn end_word(&mut self) {
        self.words.extend(self.word.take());
    }

    /// What ends a command; empty lines in front of it end nothing.
    fn goes_on(&mut self, mark: char) -> bool {
        if self.words.is_empty() && mark == '\n' {
            return true;
        }
        note_rest(self.rest, mark, self.warnings);
        false
    }

    fn skip_line(&mut self) {
        self.rest = self
            .rest
            .find('\n')
            .and_then(|at| self.rest.get(at..))
            .unwrap_or("");
    }

    /// A backslash outside of quotes: with the line end it goes on in the next line.
    fn escaped(&mut self) {
        if let Some(rest) = self.rest.strip_prefix("\r\n").or(self.rest.strip_prefix('\n')) {
            self.rest = rest;
        } else if let Some(ch) = self.next() {
            self.push_char(ch);
        }
    }

    fn until(&mut self, quote: char) -> Result<&'a str, FormatError> {
        let (text, rest) = self
            .rest
            .split_once(quote)
            .ok_or(FormatError::UnclosedQuote { quote })?;
        self.rest = rest;
        Ok(text)
    }

    fn double_quoted(&mut self) -> Result<(), FormatError> {
        self.push(b"");
        loop {
            match self.next().ok_or(FormatError::UnclosedQuote { quote: '"' })? {
                '"' => return Ok(()),
                '\\' => match self.next() {
                    Some('\n') => {}
                    Some('\r') if self.rest.starts_with('\n') => {
                        self.next();
                    }
                    Some(ch @ ('"' | '\\' | '$' | '`')) => self.push_char(ch),
                    Some(ch) => {
                        self.push_char('\\');
                        self.push_char(ch);
                    }
                    None => self.push_char('\\'),
                },
                ch @ ('$' | '`') => self.expansion(ch),
                ch => self.push_char(ch),
            }
        }
    }

    /// `$` in front of a name, a brace or a parenthesis, and the back-tick: all of it stays as written.
    fn expansion(&mut self, mark: char) {
        let length = match self.rest.chars().next() {
            _ if mark == '`' => self.rest.find('`').map_or(0, |at| at + 1),
            Some('{') => closing(self.rest, '{', '}'),
            Some('(') => closing(self.rest, '(', ')'),
            // Parameters that are one sign, as $1 and $?.
            Some('@' | '*' | '#' | '?' | '!' | '0'..='9') => 1,
            _ => self
                .rest
                .find(|ch: char| !(ch.is_ascii_alphanumeric() || ch == '_'))
                .unwrap_or(self.rest.len()),
        };
        let Some((written, rest)) = self.rest.split_at_checked(length).filter(|_| length > 0) else {
            return self.push_char(mark);
        };
        let text = format!("{mark}{written}");
        self.rest = rest;
        self.warnings.push(Warning::ShellExpansion { text: text.clone() });
        self.word.get_or_insert_default().push_expansion(&text);
    }

    /// `$'…'` with the escapes of ANSI C.
    fn ansi_quoted(&mut self) -> Result<(), FormatError> {
        const UNCLOSED: FormatError = FormatError::UnclosedQuote { quote: '\'' };
        self.push(b"");
        loop {
            match self.next().ok_or(UNCLOSED)? {
                '\'' => return Ok(()),
                '\\' => {
                    let ch = self.next().ok_or(UNCLOSED)?;
                    self.ansi_escape(ch);
                }
                ch => self.push_char(ch),
            }
        }
    }

    fn ansi_escape(&mut self, ch: char) {
        match ch {
            'n' => self.push(b"\n"),
            't' => self.push(b"\t"),
            'r' => self.push(b"\r"),
            'a' => self.push(b"\x07"),
            'b' => self.push(b"\x08"),
            'e' | 'E' => self.push(b"\x1b"),
            'f' => self.push(b"\x0c"),
            'v' => self.push(b"\x0b"),
            '\\' | '\'' | '"' | '?' => self.push_char(ch),
            'x' => match self.number(0, 16, 2) {
                Some(number) => self.push_byte(number),
                None => self.push(b"\\x"),
            },
            '0'..='7' => {
                let first = ch.to_digit(8).unwrap_or_default();
                let number = self.number(first, 8, 2).unwrap_or(first);
                self.push_byte(number);
            }
            'u' => self.code_point(4, "\\u"),
            'U' => self.code_point(8, "\\U"),
            _ => {
                self.push_char('\\');
                self.push_char(ch);
            }
        }
    }

    /// Up to `most` more digits; `None` when there is not one.
    fn number(&mut self, start: u32, radix: u32, most: usize) -> Option<u32> {
        let mut value = None;
        for _ in 0..most {
            let digit = self.rest.chars().next().and_then(|ch| ch.to_digit(radix));
            let Some(digit) = digit else { break };
            self.next();
            value = Some(value.unwrap_or(start).wrapping_mul(radix).wrapping_add(digit));
        }
        value
    }

    fn push_byte(&mut self, number: u32) {
        let [.., byte] = number.to_be_bytes();
        self.push(&[byte]);
    }

    fn code_point(&mut self, most: usize, written: &str) {
        match self.number(0, 16, most) {
            Some(number) => self.push_char(char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER)),
            None => self.push(written.as_bytes()),
        }
    }
}

/// Length of a group with its marks; 0 when it is not closed.
fn closing(text: &str, open: char, close: char) -> usize {
    let mut depth = 0_usize;
    for (at, ch) in text.char_indices() {
        if ch == open {
            depth += 1;
        } else if ch == close {
            if depth <= 1 {
                return at + 1;
            }
            depth -= 1;
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<String> {
        words(text, &mut Vec::new())
            .unwrap()
            .into_iter()
            .map(|word| String::from_utf8(word.bytes().to_vec()).unwrap())
            .collect()
    }

    #[test]
    fn quotes_and_escapes_are_those_of_the_shell() {
        assert_eq!(
            read(r#"a 'b  c' "d \" \$ \n" e\ f"#),
            ["a", "b  c", r#"d " $ \n"#, "e f"]
        );
        assert_eq!(read(r"'it'\''s'"), ["it's"]);
        assert_eq!(read("a '' \"\""), ["a", "", ""]);
        assert_eq!(read("a \\\n  b\\\r\n c"), ["a", "b", "c"]);
        assert_eq!(read("\n\n a # rest\n"), ["a"]);
    }

    #[test]
    fn ansi_quotes_write_any_byte() {
        assert_eq!(read(r"$'a\n\t\'\\\x41\101\u00e4\U1f600\q'"), ["a\n\t'\\AAä😀\\q"]);
        assert_eq!(
            words(r"$'\xff\0'", &mut Vec::new()).unwrap(),
            [Word::from(&b"\xff\0"[..])]
        );
    }

    #[test]
    fn only_the_first_command_is_read_and_nothing_is_expanded() {
        let mut warnings = Vec::new();
        let read = words("curl \"$HOST/a\" `x` | jq .", &mut warnings).unwrap();
        let read: Vec<String> = read.iter().map(Word::text).collect();
        assert_eq!(read, ["curl", "$HOST/a", "`x`"]);
        assert!(warnings.contains(&Warning::AfterCommand { mark: '|' }));
        assert!(warnings.contains(&Warning::ShellExpansion {
            text: "$HOST".to_owned()
        }));
        let mut warnings = Vec::new();
        words("a '$b' \\$c $ d$\n", &mut warnings).unwrap();
        assert_eq!(warnings, []);
    }

    #[test]
    fn an_open_quote_is_an_error() {
        for text in ["'a", "\"a", "$'a\\'", "$'\\"] {
            assert!(
                matches!(
                    words(text, &mut Vec::new()),
                    Err(FormatError::UnclosedQuote { .. })
                ),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in any::<String>(), tail in r#"[\\'"$xuU0-9a-f \n;#`({]{0,40}"#) {
            words(&text, &mut Vec::new()).ok();
            words(&tail, &mut Vec::new()).ok();
            words(&format!("$'{tail}'"), &mut Vec::new()).ok();
        }
    }
}
