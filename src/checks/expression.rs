//! Reads an expression: what it begins with, and the steps from there.

use super::no_value::NoValue;

/// What an expression begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Root {
    /// `res`, with the steps behind it.
    Reply,
    /// `res('path')`: a query of Bruno over the body.
    BodyQuery(String),
    /// `signature`.
    Signature,
    /// `certificate`.
    Certificate,
    /// `size`.
    Size,
    /// `jsonpath('…')` over the body.
    JsonPath(String),
    /// `xpath('…')` over the body.
    XPath(String),
    /// `regex('…')` over the body: the first group, or else the whole match.
    Regex(String),
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// `.name` or `['name']`.
    Member(String),
    /// `[0]`.
    Item(usize),
    /// `.name(…)` with at most one text.
    Call(String, Option<String>),
}

/// Whether a step may be taken from nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum From {
    /// It may: `?.`.
    Anything,
    /// It may not.
    Value,
}

/// An expression that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Expression {
    pub(super) root: Root,
    pub(super) steps: Vec<(From, Step)>,
}

/// The last name of an expression, by which what stands there may be a secret: `accessToken` of
/// `res.body.accessToken`.
pub fn last_name(expression: &str) -> Option<String> {
    let Expression { root, steps } = parsed(expression).ok()?;
    let of_steps = steps.into_iter().rev().find_map(|(_, step)| match step {
        Step::Member(name) | Step::Call(_, Some(name)) => Some(name),
        Step::Item(_) | Step::Call(_, None) => None,
    });
    let word = |path: &str| {
        let is_letter = |ch: char| ch.is_alphanumeric() || ch == '_' || ch == '-';
        let mut words = path.split(|ch: char| !is_letter(ch));
        words
            .rfind(|word| word.contains(char::is_alphabetic))
            .map(str::to_owned)
    };
    of_steps.or_else(|| match root {
        Root::BodyQuery(path) | Root::JsonPath(path) | Root::XPath(path) | Root::Regex(path) => word(&path),
        Root::Reply | Root::Signature | Root::Certificate | Root::Size => None,
    })
}

/// Whether an expression is about the status of the reply, however it is spelled.
pub fn is_about_status(expression: &str) -> bool {
    let Ok(Expression { root, steps }) = parsed(expression) else {
        return false;
    };
    let is_status = |name: &str| matches!(name, "status" | "statusText");
    root == Root::Reply && matches!(steps.first(), Some((_, Step::Member(name))) if is_status(name))
}

/// Reads an expression.
pub(super) fn parsed(expression: &str) -> Result<Expression, NoValue> {
    let text = expression.trim();
    if text.is_empty() {
        return Err(NoValue::Empty);
    }
    let mut reader = Reader { rest: text };
    let head = reader.name(Hyphens::No);
    let root = match head {
        "res" => match reader.call()? {
            Call::With(path) => Root::BodyQuery(path),
            Call::Empty => return Err(script("res()")),
            Call::None => Root::Reply,
        },
        "signature" => Root::Signature,
        "certificate" => Root::Certificate,
        "size" => Root::Size,
        "jsonpath" | "xpath" | "regex" => {
            let Call::With(query) = reader.call()? else {
                return Err(NoValue::Query(format!(
                    "Write {head}('…') with the query in quotes"
                )));
            };
            match head {
                "jsonpath" => Root::JsonPath(query),
                "xpath" => Root::XPath(query),
                _ => Root::Regex(query),
            }
        }
        _ => return Err(script(text)),
    };
    let mut steps = Vec::new();
    while !reader.rest.is_empty() {
        // A header name is written with its hyphens too, where JavaScript would subtract.
        let is_header =
            root == Root::Reply && matches!(steps.as_slice(), [(_, Step::Member(name))] if name == "headers");
        let step = reader.step(if is_header { Hyphens::Yes } else { Hyphens::No })?;
        steps.push(step);
    }
    Ok(Expression { root, steps })
}

fn script(what: &str) -> NoValue {
    NoValue::Script {
        what: what.chars().take(80).collect(),
    }
}

/// Whether a name may have hyphens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hyphens {
    Yes,
    No,
}

/// A call behind a name.
enum Call {
    /// There is none.
    None,
    /// `()`.
    Empty,
    /// `('text')`.
    With(String),
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn name(&mut self, hyphens: Hyphens) -> &'a str {
        let is_letter = |ch: char| {
            ch.is_alphanumeric() || ch == '_' || ch == '$' || (ch == '-' && hyphens == Hyphens::Yes)
        };
        let end = self
            .rest
            .find(|ch: char| !is_letter(ch))
            .unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        name
    }

    fn take(&mut self, what: &str) -> bool {
        match self.rest.trim_start().strip_prefix(what) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn call(&mut self) -> Result<Call, NoValue> {
        if !self.rest.starts_with('(') {
            return Ok(Call::None);
        }
        let whole = self.rest;
        self.take("(");
        if self.take(")") {
            return Ok(Call::Empty);
        }
        let text = self.quoted().ok_or_else(|| script(whole))?;
        if !self.take(")") {
            return Err(script(whole));
        }
        Ok(Call::With(text))
    }

    /// A text in quotes; a backslash takes the next character as it is, unless that is none of quote and backslash.
    fn quoted(&mut self) -> Option<String> {
        let rest = self.rest.trim_start();
        let quote = rest.chars().next().filter(|ch| matches!(ch, '\'' | '"'))?;
        let mut text = String::new();
        let mut letters = rest.char_indices().skip(1);
        while let Some((at, letter)) = letters.next() {
            match letter {
                '\\' => {
                    let (_, next) = letters.next()?;
                    if next != quote && next != '\\' {
                        text.push('\\');
                    }
                    text.push(next);
                }
                letter if letter == quote => {
                    self.rest = rest.get(at + quote.len_utf8()..)?;
                    return Some(text);
                }
                letter => text.push(letter),
            }
        }
        None
    }

    fn step(&mut self, hyphens: Hyphens) -> Result<(From, Step), NoValue> {
        let whole = self.rest;
        let from = if self.take("?.") {
            From::Anything
        } else {
            From::Value
        };
        if self.take("[") {
            let step = if let Some(name) = self.quoted() {
                Step::Member(name)
            } else {
                let digits = self.rest.trim_start();
                let end = digits
                    .find(|ch: char| !ch.is_ascii_digit())
                    .unwrap_or(digits.len());
                let (digits, rest) = digits.split_at_checked(end).unwrap_or((digits, ""));
                self.rest = rest;
                Step::Item(digits.parse().map_err(|_| script(whole))?)
            };
            return if self.take("]") {
                Ok((from, step))
            } else {
                Err(script(whole))
            };
        }
        if from == From::Value && !self.take(".") {
            return Err(script(whole));
        }
        let name = self.name(hyphens);
        if name.is_empty() {
            return Err(script(whole));
        }
        let name = name.to_owned();
        Ok(match self.call()? {
            Call::None => (from, Step::Member(name)),
            Call::Empty => (from, Step::Call(name, None)),
            Call::With(argument) => (from, Step::Call(name, Some(argument))),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>(), path in "(res|regex|signature)[a-z.?\\[\\]()'\"0-9\\\\ü-]{0,24}") {
            for text in [&text, &path] {
                parsed(text).ok();
                last_name(text);
                super::super::operand::typed(text).ok();
                super::super::operand::several(text).ok();
                super::super::js_regex::compiled(text).ok();
                super::super::query::pick(&serde_json::json!({"a": [1, {"b": null}]}), text).ok();
            }
        }
    }

    fn member(name: &str) -> (From, Step) {
        (From::Value, Step::Member(name.to_owned()))
    }

    #[test]
    fn paths_are_read_step_by_step() {
        let steps = |text: &str| parsed(text).unwrap().steps;
        assert_eq!(steps("res.status"), [member("status")]);
        assert_eq!(
            steps("res.body.items[0]['a.b']"),
            [
                member("body"),
                member("items"),
                (From::Value, Step::Item(0)),
                member("a.b")
            ]
        );
        assert_eq!(steps("res.headers.x-y"), [member("headers"), member("x-y")]);
        assert_eq!(steps("res.headers[\"x-y\"]"), [member("headers"), member("x-y")]);
        assert_eq!(
            steps("res.body?.a")[1],
            (From::Anything, Step::Member("a".to_owned()))
        );
        assert_eq!(
            steps("res.getHeader('x-y')"),
            [(
                From::Value,
                Step::Call("getHeader".to_owned(), Some("x-y".to_owned()))
            )]
        );
        assert_eq!(
            parsed("res('items[0].id')").unwrap().root,
            Root::BodyQuery("items[0].id".to_owned())
        );
        assert_eq!(
            parsed(r"regex('id=\'(\d+)')").unwrap().root,
            Root::Regex(r"id='(\d+)".to_owned())
        );
    }

    #[test]
    fn a_program_is_no_path() {
        for text in [
            "1 + 1",
            "res.status + 1",
            "res.body.map(x => x.id)",
            "res.body.items[i]",
            "res.body.",
            "res.body-count",
            "bru.getVar('x')",
            "res.body['a'",
        ] {
            assert!(matches!(parsed(text), Err(NoValue::Script { .. })), "{text}");
        }
        assert_eq!(parsed(" "), Err(NoValue::Empty));
    }

    #[test]
    fn the_status_is_the_status_however_it_is_spelled() {
        for text in [
            "res.status",
            " res['status'] ",
            "res[\"status\"]",
            "res?.status",
            "res.statusText",
        ] {
            assert!(is_about_status(text), "{text}");
        }
        for text in [
            "res.body.status",
            "res('status')",
            "res.headers.status",
            "size.status",
            "res.status + 1",
            "",
        ] {
            assert!(!is_about_status(text), "{text}");
        }
    }

    #[test]
    fn the_last_name_tells_what_stands_there() {
        for (text, name) in [
            ("res.body.Credentials.SecretAccessKey", Some("SecretAccessKey")),
            ("res.body.tokens[0]", Some("tokens")),
            ("jsonpath('$.a.token')", Some("token")),
            ("xpath('//SessionToken')", Some("SessionToken")),
            ("res.getHeader('x-auth-token')", Some("x-auth-token")),
            ("1 + 1", None),
        ] {
            assert_eq!(last_name(text).as_deref(), name, "{text}");
        }
    }
}
