//! Asserts and captures of Hurl in the words of this program, where it has words for them.

use super::super::json_paths::json_path_expression;
use super::strings::{key_value, plain, without_comment};
use crate::model::{Assertion, AssertionOperator, Capture};

/// Reads `query filter* predicate`.
pub(super) fn assertion(line: &str) -> Option<Assertion> {
    let tokens = tokens(without_comment(line))?;
    let (expression, rest) = query(&tokens)?;
    let (counts, rest) = match rest.split_first() {
        Some((Token::Word("count"), rest)) => (true, rest),
        _ => (false, rest),
    };
    let (is_not, rest) = match rest.split_first() {
        Some((Token::Word("not"), rest)) => (true, rest),
        _ => (false, rest),
    };
    let (Token::Word(predicate), operands) = rest.split_first()? else {
        return None;
    };
    let (operator, value) = match operands {
        [] => (of_kind(predicate, is_not)?, String::new()),
        [operand] => {
            let operator = compared(predicate, is_not)?;
            // A pattern is read as it stands.
            let is_pattern = matches!(
                operator,
                AssertionOperator::Matches | AssertionOperator::NotMatches
            );
            (operator, operand.value(is_pattern)?)
        }
        _ => return None,
    };
    let operator = match (counts, operator) {
        (true, AssertionOperator::Eq) => AssertionOperator::Length,
        (true, _) => return None,
        (false, operator) => operator,
    };
    Some(Assertion::new(expression, operator, value))
}

/// Reads `name: query`.
pub(super) fn capture(line: &str) -> Option<Capture> {
    let (name, _) = key_value(line)?;
    let (_, rest) = line.split_once(':')?;
    let tokens = tokens(without_comment(rest))?;
    let (expression, rest) = query(&tokens)?;
    let is_whole = matches!(rest, [] | [Token::Word("redact")]);
    is_whole.then(|| Capture::new(expression, name))
}

fn compared(predicate: &str, is_not: bool) -> Option<AssertionOperator> {
    Some(match (predicate, is_not) {
        ("==", false) | ("!=", true) => AssertionOperator::Eq,
        ("!=", false) | ("==", true) => AssertionOperator::Neq,
        (">", false) | ("<=", true) => AssertionOperator::Gt,
        (">=", false) | ("<", true) => AssertionOperator::Gte,
        ("<", false) | (">=", true) => AssertionOperator::Lt,
        ("<=", false) | (">", true) => AssertionOperator::Lte,
        ("contains" | "includes", false) => AssertionOperator::Contains,
        ("contains" | "includes", true) => AssertionOperator::NotContains,
        ("startsWith", false) => AssertionOperator::StartsWith,
        ("endsWith", false) => AssertionOperator::EndsWith,
        ("matches", false) => AssertionOperator::Matches,
        ("matches", true) => AssertionOperator::NotMatches,
        _ => return None,
    })
}

fn of_kind(predicate: &str, is_not: bool) -> Option<AssertionOperator> {
    Some(match (predicate, is_not) {
        ("exists", false) => AssertionOperator::IsDefined,
        ("exists", true) => AssertionOperator::IsUndefined,
        ("isEmpty", false) => AssertionOperator::IsEmpty,
        ("isEmpty", true) => AssertionOperator::IsNotEmpty,
        ("isNumber", false) => AssertionOperator::IsNumber,
        ("isString", false) => AssertionOperator::IsString,
        ("isBoolean", false) => AssertionOperator::IsBoolean,
        ("isList", false) => AssertionOperator::IsArray,
        _ => return None,
    })
}

/// What a query looks at, and what follows it.
fn query<'t, 'a>(tokens: &'t [Token<'a>]) -> Option<(String, &'t [Token<'a>])> {
    let (Token::Word(name), rest) = tokens.split_first()? else {
        return None;
    };
    let text = |rest: &'t [Token<'a>]| match rest.split_first() {
        Some((Token::Text(text) | Token::Pattern(text), rest)) if !text.contains("{{") => {
            Some((text.clone(), rest))
        }
        _ => None,
    };
    Some(match *name {
        "status" => ("res.status".to_owned(), rest),
        "duration" => ("res.responseTime".to_owned(), rest),
        // The text of the body, which `res.body` is not where that is JSON.
        "body" => ("regex('[\\\\s\\\\S]*')".replace("\\\\", "\\"), rest),
        "header" => {
            let (name, rest) = text(rest)?;
            let is_plain = name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
            if !is_plain {
                return None;
            }
            (format!("res.getHeader('{}')", name.to_ascii_lowercase()), rest)
        }
        "jsonpath" => {
            let (path, rest) = text(rest)?;
            (json_path_expression(&path)?, rest)
        }
        "xpath" => {
            let (path, rest) = text(rest)?;
            (format!("xpath('{}')", escaped(&path)), rest)
        }
        "regex" => {
            let (pattern, rest) = text(rest)?;
            (format!("regex('{}')", escaped(&pattern)), rest)
        }
        _ => return None,
    })
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\'', "\\'")
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Token<'a> {
    Word(&'a str),
    Text(String),
    /// `/…/`
    Pattern(String),
}

impl Token<'_> {
    /// As an assertion compares with it.
    fn value(&self, is_pattern: bool) -> Option<String> {
        match self {
            Self::Pattern(pattern) => Some(pattern.clone()),
            Self::Text(text) if is_pattern => Some(text.clone()),
            Self::Text(text) => operand(text),
            Self::Word(word) => {
                let is_template = word.starts_with("{{") && word.ends_with("}}");
                let is_literal = matches!(*word, "true" | "false" | "null") || word.parse::<f64>().is_ok();
                (is_template || is_literal).then(|| (*word).to_owned())
            }
        }
    }
}

/// A text as the value of an assertion, in quotes where it would be read as something else.
pub(super) fn operand(text: &str) -> Option<String> {
    if text.contains(['`']) || text.contains("${") {
        return None;
    }
    let written = text
        .replace('\\', "\\\\")
        .replace('\n', "\\n")
        .replace('\t', "\\t")
        .replace('\r', "\\r");
    let is_plain = text.starts_with(|first: char| first.is_alphabetic())
        && text.trim() == text
        && !matches!(text, "true" | "false" | "null" | "undefined" | "Infinity" | "NaN");
    Some(if is_plain {
        written
    } else {
        format!("\"{written}\"")
    })
}

/// The pieces of a line; `None` where a text does not end.
fn tokens(line: &str) -> Option<Vec<Token<'_>>> {
    let mut tokens = Vec::new();
    let mut rest = line.trim();
    while let Some(first) = rest.chars().next() {
        if first == '"' || first == '/' {
            let end = end_of_text(rest, first)?;
            let inner = rest.get(1..end)?;
            tokens.push(if first == '"' {
                Token::Text(unquoted(inner))
            } else {
                Token::Pattern(inner.replace("\\/", "/"))
            });
            rest = rest.get(end + 1..)?.trim_start();
        } else if rest.starts_with("{{") {
            let end = rest.find("}}")? + 2;
            tokens.push(Token::Word(rest.get(..end)?));
            rest = rest.get(end..)?.trim_start();
        } else {
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            tokens.push(Token::Word(rest.get(..end)?));
            rest = rest.get(end..)?.trim_start();
        }
    }
    Some(tokens)
}

fn end_of_text(text: &str, close: char) -> Option<usize> {
    let mut letters = text.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        if letter == '\\' {
            letters.next();
        } else if letter == close {
            return Some(at);
        }
    }
    None
}

/// A text in double quotes: blanks around it are its own.
fn unquoted(inner: &str) -> String {
    let start = inner.len() - inner.trim_start().len();
    let end = inner.trim_end().len();
    let before = inner.get(..start).unwrap_or_default();
    let after = inner.get(end.max(start)..).unwrap_or_default();
    format!("{before}{}{after}", plain(inner))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asserts_have_words_here_or_none() {
        for (line, words) in [
            ("status == 200", Some("res.status eq 200")),
            ("status < 400 # ok", Some("res.status lt 400")),
            (
                "header \"Content-Type\" contains \"json\"",
                Some("res.getHeader('content-type') contains json"),
            ),
            ("header \"X-N\" == \"12\"", Some("res.getHeader('x-n') eq \"12\"")),
            ("jsonpath \"$.a[0].b\" == 1", Some("res.body.a[0].b eq 1")),
            ("jsonpath \"$.a\" == \"x\"", Some("res.body.a eq x")),
            ("jsonpath \"$.a\" == {{b}}", Some("res.body.a eq {{b}}")),
            ("jsonpath \"$.a\" not exists", Some("res.body.a isUndefined")),
            ("jsonpath \"$.a\" count == 3", Some("res.body.a length 3")),
            ("jsonpath \"$.a\" isString", Some("res.body.a isString")),
            (
                "jsonpath \"$.a\" matches /^[a-z]+$/",
                Some("res.body.a matches ^[a-z]+$"),
            ),
            (
                "xpath \"string(//a)\" == \"b\"",
                Some("xpath('string(//a)') eq b"),
            ),
            ("body contains \"a b\"", Some("regex('[\\s\\S]*') contains a b")),
            ("duration < 1000", Some("res.responseTime lt 1000")),
            ("jsonpath \"$.a\" toInt == 1", None),
            ("jsonpath \"$.a\" count > 1", None),
            ("sha256 == hex,00;", None),
            ("cookie \"a\" exists", None),
            ("jsonpath \"$.{{a}}\" == 1", None),
            ("status", None),
            ("header \"a", None),
            ("", None),
        ] {
            assert_eq!(assertion(line).map(|one| one.words()).as_deref(), words, "{line}");
        }
    }

    #[test]
    fn captures_take_what_a_query_gives() {
        let of = |line: &str| capture(line).map(|one| (one.variable, one.expression));
        assert_eq!(
            of("token: jsonpath \"$.a\""),
            Some(("token".to_owned(), "res.body.a".to_owned()))
        );
        assert_eq!(
            of("id: header \"X-Id\" redact"),
            Some(("id".to_owned(), "res.getHeader('x-id')".to_owned()))
        );
        assert_eq!(of("id: regex \"a(\\\\d+)\"").unwrap().1, "regex('a(\\\\d+)')");
        assert_eq!(of("id: jsonpath \"$.a\" nth 0"), None);
        assert_eq!(of("id: cookie \"a\""), None);
    }
}
