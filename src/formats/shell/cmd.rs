//! Words as the command prompt of Windows and then the C run time read them.
//!
//! The prompt takes carets away outside of quotes; the program then splits its line by itself:
//! <https://learn.microsoft.com/en-us/cpp/c-language/parsing-c-command-line-arguments>.

use super::{Word, note_rest};
use crate::formats::Warning;

/// The words of the first command.
pub fn words(text: &str, warnings: &mut Vec<Warning>) -> Vec<Word> {
    split(&line(text, warnings))
}

/// A character of the line that the prompt hands on, and whether it is part of `%NAME%`.
type Piece = (char, Kind);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    /// First character of a variable.
    Variable,
    /// A further one.
    VariableGoesOn,
}

/// What the prompt makes of the text: carets taken away, the first command only.
fn line(text: &str, warnings: &mut Vec<Warning>) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut rest = text.trim_start();
    let mut quoted = false;
    while let Some(ch) = rest.chars().next() {
        let after = rest.get(ch.len_utf8()..).unwrap_or_default();
        match ch {
            '^' if !quoted => {
                rest = escaped(after, &mut out);
                continue;
            }
            '"' => {
                quoted = !quoted;
                out.push((ch, Kind::Plain));
            }
            '%' => {
                if let Some((name, after)) = variable(after) {
                    let written = format!("%{name}%");
                    warnings.push(Warning::ShellExpansion {
                        text: written.clone(),
                    });
                    out.extend(written.chars().enumerate().map(|(at, ch)| {
                        (
                            ch,
                            if at == 0 {
                                Kind::Variable
                            } else {
                                Kind::VariableGoesOn
                            },
                        )
                    }));
                    rest = after;
                    continue;
                }
                out.push((ch, Kind::Plain));
            }
            '\r' if after.starts_with('\n') => {}
            '\n' | '\r' => {
                note_rest(after, '\n', warnings);
                break;
            }
            '&' | '|' | '<' | '>' if !quoted => {
                note_rest(after, ch, warnings);
                break;
            }
            _ => out.push((ch, Kind::Plain)),
        }
        rest = after;
    }
    out
}

/// What follows a caret: the next character as it is, or the next line.
fn escaped<'a>(after: &'a str, out: &mut Vec<Piece>) -> &'a str {
    for end in ["\r\n", "\n"] {
        let Some(next) = after.strip_prefix(end) else {
            continue;
        };
        // The first character of the next line is taken as it is: browsers write a line feed as ^, an empty line.
        return match next.strip_prefix("\r\n").or(next.strip_prefix('\n')) {
            Some(rest) => {
                out.push(('\n', Kind::Plain));
                rest
            }
            None => next,
        };
    }
    let mut chars = after.chars();
    out.extend(chars.next().map(|ch| (ch, Kind::Plain)));
    chars.as_str()
}

/// `NAME%` after a percent sign.
fn variable(after: &str) -> Option<(&str, &str)> {
    let (name, rest) = after.split_once('%')?;
    let first = name.chars().next()?;
    let is_name = !first.is_ascii_digit() && name.chars().all(|ch| ch.is_ascii_alphanumeric() || ch == '_');
    is_name.then_some((name, rest))
}

/// Splits the line as the C run time does: `""` inside of quotes is a quote, and so is `\"`.
fn split(line: &[Piece]) -> Vec<Word> {
    let mut words = Vec::new();
    let mut word: Option<Word> = None;
    let mut quoted = false;
    let mut pieces = line.iter().copied().peekable();
    while let Some((ch, kind)) = pieces.next() {
        match ch {
            _ if kind == Kind::Variable => {
                let mut written = String::from(ch);
                while let Some((ch, _)) = pieces.next_if(|(_, kind)| *kind == Kind::VariableGoesOn) {
                    written.push(ch);
                }
                word.get_or_insert_default().push_expansion(&written);
            }
            '\\' => {
                let mut count = 1;
                while pieces.next_if(|(ch, _)| *ch == '\\').is_some() {
                    count += 1;
                }
                let word = word.get_or_insert_default();
                if pieces.peek().is_some_and(|(ch, _)| *ch == '"') {
                    word.push(&vec![b'\\'; count / 2]);
                    if count % 2 == 1 {
                        pieces.next();
                        word.push(b"\"");
                    }
                } else {
                    word.push(&vec![b'\\'; count]);
                }
            }
            '"' if quoted && pieces.next_if(|(ch, _)| *ch == '"').is_some() => {
                word.get_or_insert_default().push(b"\"");
            }
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            ' ' | '\t' if !quoted => words.extend(word.take()),
            _ => word
                .get_or_insert_default()
                .push(ch.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<String> {
        let words = words(text, &mut Vec::new());
        words.iter().map(Word::text).collect()
    }

    #[test]
    fn carets_and_quotes_are_those_of_the_prompt() {
        assert_eq!(
            read("curl ^\"https://h/a?b=1^&c=2^\" ^\n  -d ^\"{^\\^\"a^\\^\":^\\^\"b^%^\\^\"}^\" ^\r\n -s"),
            ["curl", "https://h/a?b=1&c=2", "-d", "{\"a\":\"b%\"}", "-s"]
        );
        assert_eq!(
            read(r#"curl -d "{""a"":1}" -H "x: a^b""#),
            ["curl", "-d", "{\"a\":1}", "-H", "x: a^b"]
        );
        assert_eq!(
            read(r#"curl -d "{\"a\":\"c:\\d\"}" h\p "" 'x"#),
            ["curl", "-d", r#"{"a":"c:\\d"}"#, "h\\p", "", "'x"]
        );
        assert_eq!(read("curl -d ^\"a^\n\nb^\""), ["curl", "-d", "a\nb"]);
    }

    #[test]
    fn variables_stay_as_written() {
        let mut warnings = Vec::new();
        let words = words("curl -u \"%KEY%:%SECRET%\" h/100%25 | more", &mut warnings);
        assert_eq!(words[2].text(), "%KEY%:%SECRET%");
        assert!(words[2].has_expansion() && !words[3].has_expansion());
        assert_eq!(warnings.len(), 3, "{warnings:?}");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in any::<String>(), tail in r#"[\\"^%a \n&|]{0,40}"#) {
            words(&text, &mut Vec::new());
            words(&tail, &mut Vec::new());
        }
    }
}
