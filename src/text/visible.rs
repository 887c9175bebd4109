//! Words of others where every character does something: in a sentence of ours, and on a terminal.

use std::fmt::Write as _;

use super::row_text::is_hidden;

/// A text with `<U+001B>` in place of each character that has no shape of its own, would drive a terminal or would
/// reorder its neighbours. Line feeds and tabs stay.
pub fn visible(text: &str) -> String {
    drawn(text, |ch| is_hidden(ch) && !matches!(ch, '\n' | '\t'))
}

/// The same on one line: line feeds and tabs are marks too.
pub fn visible_line(text: &str) -> String {
    drawn(text, is_hidden)
}

fn drawn(text: &str, is_mark: fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for ch in text.chars() {
        if is_mark(ch) {
            // Writing to a text does not fail.
            write!(out, "<U+{:04X}>", u32::from(ch)).ok();
        } else {
            out.push(ch);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_drives_a_terminal_is_spelled() {
        let text = "a\u{1b}]0;x\u{7}\u{9b}2J\u{202e}b\u{200b}\r\né\t";
        assert_eq!(
            visible(text),
            "a<U+001B>]0;x<U+0007><U+009B>2J<U+202E>b<U+200B><U+000D>\né\t"
        );
        assert_eq!(visible_line("a\nb\tc é"), "a<U+000A>b<U+0009>c é");
    }
}
