//! Words of JavaScript, for the readers of scripts that only check a reply and take values from it.
//!
//! No more of the language than such scripts have: names, whole numbers and texts without an escape.

use crate::model::{Assertion, Capture};

/// What a script does that only checks a reply and takes values from it.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Simple {
    pub(super) assertions: Vec<Assertion>,
    pub(super) captures: Vec<Capture>,
}

/// What is still to be read of a script.
#[derive(Debug)]
pub(super) struct Words<'a>(pub(super) &'a str);

impl<'a> Words<'a> {
    /// Passes blanks and comments over.
    pub(super) fn skip(&mut self) {
        loop {
            self.0 = self.0.trim_start();
            let rest = if let Some(comment) = self.0.strip_prefix("//") {
                comment.split_once('\n').map_or("", |(_, rest)| rest)
            } else if let Some(comment) = self.0.strip_prefix("/*") {
                comment.split_once("*/").map_or("", |(_, rest)| rest)
            } else {
                return;
            };
            self.0 = rest;
        }
    }

    /// Takes a word, with the blanks in front of it, and says whether it stood there.
    pub(super) fn eat(&mut self, word: &str) -> bool {
        self.skip();
        let Some(rest) = self.0.strip_prefix(word) else {
            return false;
        };
        self.0 = rest;
        true
    }

    /// Takes a word that has to stand there.
    pub(super) fn need(&mut self, word: &str) -> Option<()> {
        self.eat(word).then_some(())
    }

    /// A name, which begins with no digit.
    pub(super) fn name(&mut self) -> Option<&'a str> {
        self.skip();
        let is_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '$');
        let end = self.0.find(|letter| !is_name(letter)).unwrap_or(self.0.len());
        let (name, rest) = self.0.split_at_checked(end)?;
        if name.is_empty() || name.starts_with(|first: char| first.is_ascii_digit()) {
            return None;
        }
        self.0 = rest;
        Some(name)
    }

    /// A whole number: no fraction and no exponent, and what follows is no part of it.
    pub(super) fn number(&mut self) -> Option<&'a str> {
        self.skip();
        let end = self
            .0
            .find(|letter: char| !letter.is_ascii_digit())
            .unwrap_or(self.0.len());
        let (number, follows) = self.0.split_at_checked(end)?;
        if number.is_empty() || follows.starts_with(|next: char| next.is_alphanumeric() || next == '.') {
            return None;
        }
        self.0 = follows;
        Some(number)
    }

    /// The text between quotes without an escape in it.
    pub(super) fn quoted(&mut self) -> Option<&'a str> {
        self.skip();
        let quote = self
            .0
            .chars()
            .next()
            .filter(|quote| matches!(quote, '"' | '\'' | '`'))?;
        let (text, rest) = self.0.get(1..)?.split_once(quote)?;
        if text.contains(['\\', '\n']) || (quote == '`' && text.contains("${")) {
            return None;
        }
        self.0 = rest;
        Some(text)
    }

    /// A literal that assertions compare with: a word, a number, or a text that is none of both, as one that looks like a
    /// number would be compared as one.
    pub(super) fn literal(&mut self) -> Option<String> {
        if let Some(word) = ["true", "false", "null"].into_iter().find(|word| self.eat(word)) {
            return Some(word.to_owned());
        }
        if let Some(number) = self.number() {
            return Some(number.to_owned());
        }
        let text = self.quoted()?;
        let is_plain = text.starts_with(|first: char| first.is_alphabetic());
        let is_word = matches!(text, "true" | "false" | "null" | "undefined");
        (is_plain && !is_word && !text.contains("{{")).then(|| text.to_owned())
    }

    /// True at the end.
    pub(super) fn is_done(&mut self) -> bool {
        self.skip();
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_texts_are_read_whole_or_not_at_all() {
        for (code, number) in [(" 12)", Some("12")), ("1.5", None), ("1e3", None), ("x", None)] {
            assert_eq!(Words(code).number(), number, "{code}");
        }
        for (code, text) in [
            ("'a'", Some("a")),
            ("\"it's\"", Some("it's")),
            ("`${a}`", None),
            ("'a\\'b'", None),
            ("'open", None),
        ] {
            assert_eq!(Words(code).quoted(), text, "{code}");
        }
        let mut words = Words(" // a\n /* b */ name = 'x'");
        assert_eq!(words.name(), Some("name"));
        assert!(words.eat("=") && words.quoted() == Some("x") && words.is_done());
    }
}
