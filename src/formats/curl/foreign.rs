//! A command that was copied from a web page: its quotation marks, spaces and dashes written as a keyboard does.

use std::borrow::Cow;

use crate::formats::Warning;
use crate::formats::shell::Shell;
use crate::resolve::foreign_characters::{ForeignCharacter, kinds_in, listed, meant};

/// Which quotes a character stands between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quote {
    Single,
    Double,
    /// `$'…'`.
    AnsiC,
}

/// The command as it was meant. What stands between quotes of the keyboard is a value and stays. Only for shells of
/// POSIX: PowerShell takes typographic quotes and dashes itself, and what is copied for the prompt of Windows has its own
/// escapes.
pub fn as_meant<'a>(text: &'a str, warnings: &mut Vec<Warning>) -> Cow<'a, str> {
    let text = text.trim_start_matches('\u{FEFF}');
    if kinds_in(text).is_empty() || Shell::of(text) != Shell::Posix {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut mended = String::new();
    let mut quote = None;
    let mut chars = text.chars().peekable();
    while let Some(ch) = chars.next() {
        let Some(kind) = ForeignCharacter::of(ch).filter(|_| quote.is_none()) else {
            match (ch, quote) {
                // In $'…' a backslash escapes the quote, in '…' nothing does.
                ('\\', None | Some(Quote::Double | Quote::AnsiC)) => {
                    out.push(ch);
                    out.extend(chars.next());
                    continue;
                }
                ('\'', None) if out.ends_with('$') => quote = Some(Quote::AnsiC),
                ('\'', None) => quote = Some(Quote::Single),
                ('"', None) => quote = Some(Quote::Double),
                ('\'', Some(Quote::Single | Quote::AnsiC)) | ('"', Some(Quote::Double)) => quote = None,
                _ => {}
            }
            out.push(ch);
            continue;
        };
        let begins_word = out.chars().next_back().is_none_or(char::is_whitespace);
        match kind {
            // Inside of a word it may be meant.
            ForeignCharacter::Dash if follows_hyphen(&out) => out.push('-'),
            ForeignCharacter::Dash if !begins_word => {
                out.push(ch);
                continue;
            }
            ForeignCharacter::Dash => {
                let after: Vec<char> = chars.clone().take(2).collect();
                let is_long = matches!(after.as_slice(), [first, second]
                    if first.is_ascii_lowercase() && (second.is_ascii_alphanumeric() || *second == '-'));
                let stands_for_two = is_long && matches!(ch, '\u{2013}'..='\u{2015}');
                out.push_str(if stands_for_two { "--" } else { "-" });
            }
            ForeignCharacter::Quote | ForeignCharacter::Space | ForeignCharacter::ZeroWidth => {
                out.extend(meant(ch));
            }
        }
        mended.push(ch);
    }
    if mended.is_empty() {
        return Cow::Borrowed(text);
    }
    warnings.push(Warning::CopiedCharacters {
        what: listed(&kinds_in(&mended)),
    });
    Cow::Owned(out)
}

/// True behind the first hyphen of a word.
fn follows_hyphen(text: &str) -> bool {
    text.strip_suffix('-')
        .is_some_and(|before| before.chars().next_back().is_none_or(char::is_whitespace))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(text: &str) -> (String, usize) {
        let mut warnings = Vec::new();
        let text = as_meant(text, &mut warnings).into_owned();
        (text, warnings.len())
    }

    #[test]
    fn a_command_of_a_web_page_is_read_as_it_was_meant() {
        for (copied, meant) in [
            (
                "curl \u{201C}https://h.example/x\u{201D}",
                "curl \"https://h.example/x\"",
            ),
            (
                "curl\u{00A0}\u{2013}X POST \u{2014}data \u{2018}{\u{201C}a\u{201D}: 1}\u{2019} h",
                "curl -X POST --data '{\"a\": 1}' h",
            ),
            ("\u{200B}curl \u{2013}\u{2013}header h", "curl --header h"),
            ("curl \u{2013}aws-sigv4 aws:amz h", "curl --aws-sigv4 aws:amz h"),
        ] {
            assert_eq!(mended(copied), (meant.to_owned(), 1), "{copied}");
        }
    }

    #[test]
    fn values_between_quotes_of_the_keyboard_stay() {
        for text in [
            "curl h -d '{\"a\": \"\u{201C}x\u{201D} \u{2013} y\"}'",
            "curl h -H \"x-a: it\u{2019}s\\\" \u{00A0}\"",
            "curl h/a\u{2013}b",
            "curl $'h/$\\'' -H 'x-a: \u{AD}'",
            "curl h -d $'it\\'s \u{201C}x\u{201D}'",
            "curl ^\"h^\" ^\n -d ^\"\u{2013}x ^\\^\"\u{201C}^\"",
        ] {
            assert_eq!(mended(text), (text.to_owned(), 0), "{text}");
        }
    }
}
