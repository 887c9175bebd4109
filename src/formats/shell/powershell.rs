//! Words as `PowerShell` reads them.
//!
//! <https://learn.microsoft.com/en-us/powershell/module/microsoft.powershell.core/about/about_quoting_rules>

use super::{Word, note_rest};
use crate::formats::{FormatError, Warning};

/// The words of the first command.
pub fn words(text: &str, warnings: &mut Vec<Warning>) -> Result<Vec<Word>, FormatError> {
    let mut reader = Reader {
        rest: text.trim_start(),
        words: Vec::new(),
        word: None,
        warnings,
    };
    while reader.step()? {}
    reader.end_word();
    let words = reader.words;
    Ok(words
        .into_iter()
        .map(|word| as_old_versions_pass_it(word, warnings))
        .collect())
}

/// Before version 7.3, a quote inside of a word reaches a program only as `\"`, so that is how JSON is written.
fn as_old_versions_pass_it(word: Word, warnings: &mut Vec<Warning>) -> Word {
    let text = word.text();
    let quotes = text.matches('"').count();
    if quotes == 0 || quotes != text.matches("\\\"").count() || word.has_expansion() {
        return word;
    }
    let meant = text.replace("\\\"", "\"");
    if serde_json::from_str::<serde::de::IgnoredAny>(&meant).is_err() {
        return word;
    }
    if !warnings.contains(&Warning::OldPowerShellQuotes) {
        warnings.push(Warning::OldPowerShellQuotes);
    }
    Word::from(meant.as_bytes())
}

struct Reader<'a, 'w> {
    rest: &'a str,
    words: Vec<Word>,
    word: Option<Word>,
    warnings: &'w mut Vec<Warning>,
}

impl<'a> Reader<'a, '_> {
    fn step(&mut self) -> Result<bool, FormatError> {
        let Some(ch) = self.next() else { return Ok(false) };
        match ch {
            '`' => self.escaped(),
            // Typographic quotation marks quote as well.
            '\'' | '‘' | '’' | '‚' | '‛' => self.single_quoted()?,
            '"' | '“' | '”' | '„' => self.double_quoted()?,
            '@' if self.word.is_none() && self.rest.starts_with(['\'', '"']) => self.here_string()?,
            '$' => self.variable(),
            '#' if self.word.is_none() => {
                self.rest = self
                    .rest
                    .find('\n')
                    .and_then(|at| self.rest.get(at..))
                    .unwrap_or("");
            }
            ' ' | '\t' => self.end_word(),
            '\r' if self.rest.starts_with('\n') => {}
            '\n' | '\r' => {
                self.end_word();
                if self.words.is_empty() {
                    return Ok(true);
                }
                note_rest(self.rest, '\n', self.warnings);
                return Ok(false);
            }
            ';' | '|' | '&' | '<' | '>' => {
                self.end_word();
                // The operator that calls a program.
                if ch == '&' && self.words.is_empty() {
                    return Ok(true);
                }
                note_rest(self.rest, ch, self.warnings);
                return Ok(false);
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

    fn push_char(&mut self, ch: char) {
        self.word
            .get_or_insert_default()
            .push(ch.encode_utf8(&mut [0; 4]).as_bytes());
    }

    fn end_word(&mut self) {
        self.words.extend(self.word.take());
    }

    /// A back-tick: the next line, or a character by its letter.
    fn escaped(&mut self) {
        let end = self.rest.trim_start_matches([' ', '\t']);
        if let Some(rest) = end.strip_prefix("\r\n").or(end.strip_prefix('\n')) {
            self.rest = rest;
            return;
        }
        let Some(ch) = self.next() else { return };
        let meant = match ch {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '0' => '\0',
            'a' => '\x07',
            'b' => '\x08',
            'e' => '\x1b',
            'f' => '\x0c',
            'v' => '\x0b',
            'u' if self.rest.starts_with('{') => self.code_point(),
            other => other,
        };
        self.push_char(meant);
    }

    /// `{1F600}` after `` `u ``.
    fn code_point(&mut self) -> char {
        let found = self
            .rest
            .strip_prefix('{')
            .and_then(|rest| rest.split_once('}'))
            .and_then(|(digits, rest)| Some((u32::from_str_radix(digits, 16).ok()?, rest)));
        match found {
            Some((number, rest)) => {
                self.rest = rest;
                char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            None => 'u',
        }
    }

    fn single_quoted(&mut self) -> Result<(), FormatError> {
        self.word.get_or_insert_default();
        loop {
            match self.next().ok_or(FormatError::UnclosedQuote { quote: '\'' })? {
                '\'' | '‘' | '’' | '‚' | '‛' if self.rest.starts_with(['\'', '‘', '’', '‚', '‛']) =>
                {
                    let second = self.next().unwrap_or('\'');
                    self.push_char(second);
                }
                '\'' | '‘' | '’' | '‚' | '‛' => return Ok(()),
                ch => self.push_char(ch),
            }
        }
    }

    fn double_quoted(&mut self) -> Result<(), FormatError> {
        self.word.get_or_insert_default();
        loop {
            match self.next().ok_or(FormatError::UnclosedQuote { quote: '"' })? {
                '"' | '“' | '”' | '„' if self.rest.starts_with(['"', '“', '”', '„']) => {
                    let second = self.next().unwrap_or('"');
                    self.push_char(second);
                }
                '"' | '“' | '”' | '„' => return Ok(()),
                '`' => self.escaped(),
                '$' => self.variable(),
                ch => self.push_char(ch),
            }
        }
    }

    /// `@'`, lines, `'@` at the start of a line.
    fn here_string(&mut self) -> Result<(), FormatError> {
        let quote = self.next().unwrap_or('\'');
        let unclosed = FormatError::UnclosedQuote { quote };
        let (first, rest) = self.rest.split_once('\n').ok_or_else(|| unclosed.clone())?;
        if !first.trim().is_empty() {
            return Err(unclosed);
        }
        let end = format!("\n{quote}@");
        let (text, rest) = rest.split_once(end.as_str()).ok_or(unclosed)?;
        self.rest = rest;
        let text = text.strip_suffix('\r').unwrap_or(text);
        if quote == '"' {
            self.expandable(text);
        } else {
            self.word.get_or_insert_default().push(text.as_bytes());
        }
        Ok(())
    }

    /// A text in which quotes are themselves, and variables and back-ticks are not.
    fn expandable(&mut self, text: &'a str) {
        self.word.get_or_insert_default();
        let after = std::mem::replace(&mut self.rest, text);
        while let Some(ch) = self.next() {
            match ch {
                '`' => self.escaped(),
                '$' => self.variable(),
                ch => self.push_char(ch),
            }
        }
        self.rest = after;
    }

    /// `$name`, `$env:NAME`, `${env:NAME}`, `$(…)`.
    fn variable(&mut self) {
        let length = match self.rest.chars().next() {
            Some('{') => self.rest.find('}').map_or(0, |at| at + 1),
            Some('(') => closing(self.rest),
            _ => {
                let name = |text: &str| {
                    text.find(|ch: char| !(ch.is_ascii_alphanumeric() || ch == '_'))
                        .unwrap_or(text.len())
                };
                let scope = name(self.rest);
                match self.rest.get(scope..).and_then(|rest| rest.strip_prefix(':')) {
                    Some(rest) if scope > 0 && name(rest) > 0 => scope + 1 + name(rest),
                    _ => scope,
                }
            }
        };
        let Some((written, rest)) = self.rest.split_at_checked(length).filter(|_| length > 0) else {
            return self.push_char('$');
        };
        let text = format!("${written}");
        self.rest = rest;
        self.warnings.push(Warning::ShellExpansion { text: text.clone() });
        self.word.get_or_insert_default().push_expansion(&text);
    }
}

/// Length of a group in parentheses; 0 when it is not closed.
fn closing(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, ch) in text.char_indices() {
        match ch {
            '(' => depth += 1,
            ')' if depth <= 1 => return at + 1,
            ')' => depth -= 1,
            _ => {}
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<String> {
        let words = words(text, &mut Vec::new()).unwrap();
        words.iter().map(Word::text).collect()
    }

    #[test]
    fn quotes_and_back_ticks_are_those_of_powershell() {
        assert_eq!(
            read("curl.exe -H 'it''s: b' `\n  -d \"a`\"b\"\"c`n`$x\" `\r\n -s"),
            ["curl.exe", "-H", "it's: b", "-d", "a\"b\"c\n$x", "-s"]
        );
        assert_eq!(
            read("& curl.exe -d @'\n{\"a\": 1}\n'@ h"),
            ["curl.exe", "-d", "{\"a\": 1}", "h"]
        );
        assert_eq!(read("curl.exe ‘a b’ \"`u{e9}\""), ["curl.exe", "a b", "é"]);
    }

    #[test]
    fn quotes_written_for_old_versions_are_read_as_meant() {
        let mut warnings = Vec::new();
        let words = words(r#"curl.exe -d '{\"a\": \"b\"}'"#, &mut warnings).unwrap();
        assert_eq!(words[2].text(), r#"{"a": "b"}"#);
        assert_eq!(warnings, [Warning::OldPowerShellQuotes]);
    }

    #[test]
    fn variables_stay_as_written() {
        let mut warnings = Vec::new();
        let words = words("curl.exe -u \"$env:A:${env:B}\" $h/x$(Get-Date)", &mut warnings).unwrap();
        assert_eq!(words[2].text(), "$env:A:${env:B}");
        let (left, right) = words[2].split_once(b':').unwrap();
        assert_eq!(
            (left.text().as_str(), right.text().as_str()),
            ("$env:A", "${env:B}")
        );
        assert_eq!(warnings.len(), 4, "{warnings:?}");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in any::<String>(), tail in r#"[`'"$@a{}() \n]{0,40}"#) {
            words(&text, &mut Vec::new()).ok();
            words(&tail, &mut Vec::new()).ok();
        }
    }
}
