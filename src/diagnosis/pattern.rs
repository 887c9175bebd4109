//! Message templates of services: words, and `*` for what differs from one reply to the next.

use std::ops::Range;

/// The longest text that a `*` stands for, in bytes.
const LONGEST_CAPTURE: usize = 2048;
/// Bytes of a message in which sentences may begin; behind them stand strings that were computed.
const LONGEST_LOOK: usize = 8 * 1024;
/// Sentences that are looked at; a message of all faults of a scope has four.
const MOST_SENTENCES: usize = 40;

/// A template that was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Matched {
    /// Its bytes in the message.
    pub range: Range<usize>,
    /// What each `*` stood for.
    pub captures: Vec<String>,
}

/// Finds a template at the beginning of a sentence: a message that merely quotes the words further on says something
/// else. The case of letters and the width of white space are not looked at.
pub(super) fn find(template: &str, message: &str, starts: &[usize]) -> Option<Matched> {
    starts
        .iter()
        .find_map(|start| match_at(template, message, *start))
}

/// Where sentences begin: at the start, behind the name of an error and a colon, and behind a full stop. Found once for
/// a message, as there are many templates.
pub(super) fn sentence_starts(message: &str) -> Vec<usize> {
    let looked_at = message
        .get(..message.floor_char_boundary(LONGEST_LOOK))
        .unwrap_or(message);
    let skip = |at: usize| {
        let rest = looked_at.get(at..).unwrap_or_default();
        at + (rest.len() - rest.trim_start().len())
    };
    let first = skip(0);
    let named = looked_at.get(first..).and_then(|rest| {
        let (name, _) = rest.split_once(": ")?;
        let is_name = name.len() > 5
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        is_name.then(|| skip(first + name.len() + 1))
    });
    let ends = looked_at.char_indices().filter_map(|(at, ch)| match ch {
        '.' | ';' | '!' => looked_at
            .get(at + 1..)?
            .starts_with(char::is_whitespace)
            .then_some(at + 1),
        '\n' => Some(at + 1),
        _ => None,
    });
    std::iter::once(first)
        .chain(named)
        .chain(ends.map(skip))
        .take(MOST_SENTENCES)
        .collect()
}

fn match_at(template: &str, message: &str, start: usize) -> Option<Matched> {
    let mut pieces = template.split('*');
    let mut at = literal(pieces.next()?, message, start)?;
    let mut captures = Vec::new();
    for piece in pieces {
        let (found, end) = if piece.is_empty() {
            let end = end_of_sentence(message, at);
            (end, end)
        } else {
            next_literal(piece, message, at)?
        };
        captures.push(message.get(at..found)?.trim().to_owned());
        at = end;
    }
    Some(Matched {
        range: start..at,
        captures,
    })
}

/// Where a literal begins and ends behind a capture.
fn next_literal(piece: &str, message: &str, from: usize) -> Option<(usize, usize)> {
    let rest = message.get(from..)?;
    rest.char_indices()
        .map(|(at, _)| from + at)
        .take_while(|at| at - from <= LONGEST_CAPTURE)
        .find_map(|at| Some((at, literal(piece, message, at)?)))
}

fn end_of_sentence(message: &str, from: usize) -> usize {
    let rest = message.get(from..).unwrap_or_default();
    let rest = rest
        .get(..rest.floor_char_boundary(LONGEST_CAPTURE))
        .unwrap_or(rest);
    let line = rest.split('\n').next().unwrap_or_default().trim_end();
    from + line.strip_suffix('.').unwrap_or(line).len()
}

/// The end of a literal that begins here.
fn literal(literal: &str, message: &str, from: usize) -> Option<usize> {
    let mut at = from;
    for wanted in literal.chars() {
        let rest = message.get(at..)?;
        if wanted == ' ' {
            let width = rest.len() - rest.trim_start().len();
            if width == 0 {
                return None;
            }
            at += width;
            continue;
        }
        let ch = rest.chars().next()?;
        let is_quote = wanted == '\'' && matches!(ch, '\u{2018}' | '\u{2019}' | '`');
        if !ch.eq_ignore_ascii_case(&wanted) && !is_quote {
            return None;
        }
        at += ch.len_utf8();
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(template: &str, message: &str) -> Option<Matched> {
        super::find(template, message, &sentence_starts(message))
    }

    fn captures(template: &str, message: &str) -> Option<Vec<String>> {
        find(template, message).map(|found| found.captures)
    }

    #[test]
    fn captures_stand_between_the_words() {
        let template = "the region '*' is wrong; expecting '*'";
        let message = "The authorization header is malformed; the region 'us-east-1'\n is WRONG;  expecting 'eu-west-1'";
        assert_eq!(captures(template, message).unwrap(), ["us-east-1", "eu-west-1"]);
        let found = find("expecting '*'", "no; expecting 'b' and more").unwrap();
        assert_eq!(found.range, 4..17);
    }

    #[test]
    fn a_last_capture_ends_with_the_sentence() {
        assert_eq!(
            captures("User: * calls: *", "User: a calls: b:c.\nmore").unwrap(),
            ["a", "b:c"]
        );
        assert_eq!(captures("a *", "a "), Some(vec![String::new()]));
    }

    #[test]
    fn quoted_words_in_the_middle_of_a_sentence_are_not_found() {
        assert_eq!(
            find("Access Denied", "We were told Access Denied by the other side"),
            None
        );
        assert_eq!(find("Access Denied", "My comment: Access Denied"), None);
        assert!(find("Access Denied", "AccessDeniedException: Access Denied").is_some());
        assert!(find("Access Denied", "  access   denied.").is_some());
    }

    #[test]
    fn letters_of_other_scripts_are_stepped_over_whole() {
        assert_eq!(captures("a '*' b", "a 'é😀' b").unwrap(), ["é😀"]);
        assert_eq!(captures("a '*' b", "a ’x’ b").unwrap(), ["x"]);
        assert_eq!(find("é", "E"), None);
    }
}
