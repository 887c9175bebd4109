//! `-F`, written as curl reads it: `name=text`, `name=@file`, `name=<file`, and behind a semicolon `type=…` and
//! `filename=…`. Quotes around a value or a path keep its semicolons: `name="a;b"`.

use super::problem::Problem;
use crate::model::{PartKind, PartRow};

/// What a value is taken from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormValue {
    /// It is in the part already: a text, or the path of a file to be sent.
    Given(PartRow),
    /// The text of the part is in this file, or on standard input for `-`.
    TextIn(PartRow, String),
}

/// Reads one flag.
pub fn parse(flag: &str) -> Result<FormValue, Problem> {
    let Some((name, value)) = flag.split_once('=') else {
        // The text stays out of the message: it may be a value pasted without its name.
        return Err(malformed("A part given with -F has no name"));
    };
    let mut part = PartRow {
        name: name.to_owned(),
        ..PartRow::default()
    };
    let mut pieces = value.chars();
    let mark = value.chars().next().filter(|first| matches!(first, '@' | '<'));
    if mark.is_some() {
        pieces.next();
    }
    let mut rest = pieces.as_str();
    let (content, after) = take(rest)?;
    rest = after;
    while let Some(option) = rest.strip_prefix(';') {
        let (option, after) = option
            .trim_start()
            .split_once('=')
            .ok_or_else(|| malformed("Behind the semicolon of -F stands neither type= nor filename="))?;
        let (value, after) = take(after)?;
        match option {
            "type" => part.content_type = value,
            "filename" => part.file_name = value,
            _ => {
                return Err(malformed(
                    "Behind the semicolon of -F stands neither type= nor filename=",
                ));
            }
        }
        rest = after;
    }
    if !rest.is_empty() {
        return Err(malformed("Something stands behind the quotes of -F"));
    }
    match mark {
        Some('@') if content == "-" => Err(Problem::usage(
            "malformed-form",
            "Standard input can not be sent as a file: its length is not known",
            "Write it to a file, or send it as a text with -F 'name=<-'.",
        )),
        Some('@') => {
            part.kind = PartKind::File;
            part.path = content;
            Ok(FormValue::Given(part))
        }
        Some(_) => Ok(FormValue::TextIn(part, content)),
        None => {
            part.text = content;
            Ok(FormValue::Given(part))
        }
    }
}

/// A value up to the next semicolon, or in quotes, in which `\"` and `\\` stand for the character itself; and what
/// follows.
fn take(text: &str) -> Result<(String, &str), Problem> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(';').unwrap_or(text.len());
        let (value, rest) = text.split_at(end);
        return Ok((value.to_owned(), rest));
    };
    let mut value = String::new();
    let mut chars = quoted.chars();
    while let Some(ch) = chars.next() {
        match ch {
            '"' => return Ok((value, chars.as_str())),
            '\\' => match chars.next() {
                Some(next @ ('"' | '\\')) => value.push(next),
                next => value.extend(['\\'].into_iter().chain(next)),
            },
            ch => value.push(ch),
        }
    }
    Err(malformed("A part given with -F has quotes that are not closed"))
}

fn malformed(message: &str) -> Problem {
    Problem::usage(
        "malformed-form",
        message,
        "Write -F name=text, or -F 'name=@file;type=image/png;filename=a.png'; put a text with a semicolon in quotes: \
         -F 'name=\"a;b\"'.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(flag: &str) -> PartRow {
        match parse(flag).unwrap() {
            FormValue::Given(part) => part,
            other @ FormValue::TextIn(..) => panic!("{other:?}"),
        }
    }

    #[test]
    fn texts_and_files_are_told_apart() {
        let text = given("a=b=c");
        assert_eq!((text.name.as_str(), text.text.as_str()), ("a", "b=c"));
        let file = given("f=@dir/a b.png;type=image/x;filename=\"c;\\\"d.png\"");
        assert_eq!((file.kind, file.path.as_str()), (PartKind::File, "dir/a b.png"));
        assert_eq!(
            (file.content_type.as_str(), file.file_name.as_str()),
            ("image/x", "c;\"d.png")
        );
        assert_eq!(given("a=\"@x;y\\z\"").text, "@x;y\\z");
        assert_eq!(
            given("a=1;type=application/json").content_type,
            "application/json"
        );
        let FormValue::TextIn(part, place) = parse("a=<-;type=text/x").unwrap() else {
            panic!()
        };
        assert_eq!(
            (part.name.as_str(), part.content_type.as_str(), place.as_str()),
            ("a", "text/x", "-")
        );
        assert_eq!(given("=").name, "");
    }

    #[test]
    fn what_can_not_be_read_says_how_to_write_it() {
        for flag in ["a", "", "a=1;b", "a=1;kind=x", "a=\"1", "a=\"1\"2", "f=@-"] {
            assert_eq!(parse(flag).unwrap_err().kind, "malformed-form", "{flag}");
        }
    }
}
