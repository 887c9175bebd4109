//! Scripts that do nothing but check the status and take values, as assertions and captures.
//!
//! All or nothing: a script with one statement that is not known here is none of these, since what it does may hang on that
//! statement.

use crate::model::{Assertion, AssertionOperator, Capture};

/// What a simple script does.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Simple {
    pub(super) assertions: Vec<Assertion>,
    pub(super) captures: Vec<Capture>,
}

/// Reads a script; `None` when it does anything else.
pub(super) fn simple(code: &str) -> Option<Simple> {
    let mut script = Script {
        text: code,
        simple: Simple::default(),
    };
    script.statements(0)?;
    let did = !script.simple.assertions.is_empty() || !script.simple.captures.is_empty();
    (script.text.is_empty() && did).then_some(script.simple)
}

/// Blocks stand in each other so deep at most.
const DEEPEST_BLOCK: usize = 8;
/// Ways in which a script puts a value into a variable.
const SETTERS: [&str; 2] = ["client.global.set", "request.variables.set"];

struct Script<'a> {
    /// What is still to be read.
    text: &'a str,
    simple: Simple,
}

impl<'a> Script<'a> {
    fn statements(&mut self, depth: usize) -> Option<()> {
        if depth > DEEPEST_BLOCK {
            return None;
        }
        loop {
            while self.eat(";") {}
            self.skip();
            if self.text.is_empty() || self.text.starts_with('}') {
                return Some(());
            }
            self.statement(depth)?;
        }
    }

    fn statement(&mut self, depth: usize) -> Option<()> {
        if self.eat("client.test") {
            self.need("(")?;
            self.quoted()?;
            self.need(",")?;
            let is_arrow = !self.eat("function");
            self.need("(")?;
            self.need(")")?;
            if is_arrow {
                self.need("=>")?;
            }
            // Of an arrow one statement may stand without braces.
            if self.eat("{") {
                self.statements(depth + 1)?;
                self.need("}")?;
            } else if is_arrow && depth < DEEPEST_BLOCK {
                self.statement(depth + 1)?;
            } else {
                return None;
            }
            return self.need(")");
        }
        if self.eat("client.assert") {
            return self.assertion();
        }
        // It only writes into the log.
        if self.eat("client.log") {
            self.need("(")?;
            self.quoted()?;
            return self.need(")");
        }
        SETTERS
            .iter()
            .any(|setter| self.eat(setter))
            .then(|| self.capture())?
    }

    fn assertion(&mut self) -> Option<()> {
        self.need("(")?;
        let subject = if self.eat("response.status") {
            "res.status".to_owned()
        } else {
            self.path()?
        };
        let operators = [
            ("===", AssertionOperator::Eq),
            ("==", AssertionOperator::Eq),
            ("!==", AssertionOperator::Neq),
            ("!=", AssertionOperator::Neq),
            ("<=", AssertionOperator::Lte),
            (">=", AssertionOperator::Gte),
            ("<", AssertionOperator::Lt),
            (">", AssertionOperator::Gt),
        ];
        let (_, operator) = operators.into_iter().find(|(sign, _)| self.eat(sign))?;
        let value = self.literal()?;
        if self.eat(",") {
            self.quoted()?;
        }
        self.need(")")?;
        self.simple
            .assertions
            .push(Assertion::new(subject, operator, value));
        Some(())
    }

    fn literal(&mut self) -> Option<String> {
        if let Some(word) = ["true", "false", "null"].into_iter().find(|word| self.eat(word)) {
            return Some(word.to_owned());
        }
        if let Some(number) = self.number() {
            return Some(number.to_owned());
        }
        // A text that looks like a number would be compared as one.
        let text = self.quoted()?;
        let is_plain = text.starts_with(|first: char| first.is_alphabetic());
        let is_word = matches!(text, "true" | "false" | "null" | "undefined");
        (is_plain && !is_word && !text.contains("{{")).then(|| text.to_owned())
    }

    fn capture(&mut self) -> Option<()> {
        self.need("(")?;
        let variable = self.quoted()?;
        self.need(",")?;
        let expression = self.path()?;
        self.need(")")?;
        self.simple.captures.push(Capture::new(expression, variable));
        Some(())
    }

    /// A value of the response, as an expression of assertions.
    fn path(&mut self) -> Option<String> {
        if self.eat("response.headers.valueOf") {
            self.need("(")?;
            let name = self.quoted()?;
            self.need(")")?;
            let is_plain = name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            return is_plain.then(|| format!("res.getHeader('{}')", name.to_ascii_lowercase()));
        }
        self.need("response.body")?;
        let mut path = "res.body".to_owned();
        loop {
            if let Some(rest) = self.text.strip_prefix('.') {
                self.text = rest;
                path.push('.');
                path.push_str(self.name()?);
            } else if let Some(rest) = self.text.strip_prefix('[') {
                self.text = rest;
                let step = match self.number() {
                    Some(index) => format!("[{index}]"),
                    None => format!("['{}']", self.quoted()?),
                };
                path.push_str(&step);
                self.need("]")?;
            } else if self.text.starts_with('(') {
                return None;
            } else {
                return Some(path);
            }
        }
    }

    fn name(&mut self) -> Option<&'a str> {
        let is_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '$');
        let end = self
            .text
            .find(|letter| !is_name(letter))
            .unwrap_or(self.text.len());
        let (name, rest) = self.text.split_at_checked(end)?;
        if name.is_empty() || name.starts_with(|first: char| first.is_ascii_digit()) {
            return None;
        }
        self.text = rest;
        Some(name)
    }

    fn number(&mut self) -> Option<&'a str> {
        self.skip();
        let end = self
            .text
            .find(|letter: char| !letter.is_ascii_digit())
            .unwrap_or(self.text.len());
        let (number, follows) = self.text.split_at_checked(end)?;
        if number.is_empty() || follows.starts_with(|next: char| next.is_alphanumeric() || next == '.') {
            return None;
        }
        self.text = follows;
        Some(number)
    }

    /// The text between quotes without an escape in it.
    fn quoted(&mut self) -> Option<&'a str> {
        self.skip();
        let quote = self
            .text
            .chars()
            .next()
            .filter(|quote| matches!(quote, '"' | '\'' | '`'))?;
        let (text, rest) = self.text.get(1..)?.split_once(quote)?;
        if text.contains(['\\', '\n', '\'']) || (quote == '`' && text.contains("${")) {
            return None;
        }
        self.text = rest;
        Some(text)
    }

    fn need(&mut self, word: &str) -> Option<()> {
        self.eat(word).then_some(())
    }

    fn eat(&mut self, word: &str) -> bool {
        self.skip();
        let Some(rest) = self.text.strip_prefix(word) else {
            return false;
        };
        self.text = rest;
        true
    }

    /// Passes blanks and comments over.
    fn skip(&mut self) {
        loop {
            self.text = self.text.trim_start();
            let rest = if let Some(comment) = self.text.strip_prefix("//") {
                comment.split_once('\n').map_or("", |(_, rest)| rest)
            } else if let Some(comment) = self.text.strip_prefix("/*") {
                comment.split_once("*/").map_or("", |(_, rest)| rest)
            } else {
                return;
            };
            self.text = rest;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_checks_and_takes_becomes_assertions_and_captures() {
        let code = r#"
            client.test("ok", function() {
                client.assert(response.status === 200, "Response status is not 200");
            });
            client.test('name', () => { client.assert(response.body.pets[0].name == "Rex") });
            client.test("short", () => client.assert(response.status < 300));
            client.global.set("token", response.body.json["access"]); // later
            client.global.set("at", response.headers.valueOf("X-Request-Id"));
            client.log("done");
        "#;
        let simple = simple(code).unwrap();
        let words: Vec<String> = simple.assertions.iter().map(Assertion::words).collect();
        assert_eq!(
            words,
            [
                "res.status eq 200",
                "res.body.pets[0].name eq Rex",
                "res.status lt 300"
            ]
        );
        let taken: Vec<(&str, &str)> = simple
            .captures
            .iter()
            .map(|capture| (capture.variable.as_str(), capture.expression.as_str()))
            .collect();
        assert_eq!(
            taken,
            [
                ("token", "res.body.json['access']"),
                ("at", "res.getHeader('x-request-id')")
            ]
        );
    }

    #[test]
    fn what_does_anything_else_is_not_taken_apart() {
        for code in [
            "",
            "client.log('a')",
            "client.global.set('a', 'b')",
            "client.global.set('a', response.body.list.map(x => x))",
            "client.assert(response.status === 200); other()",
            "client.assert(response.status === 200 || true)",
            "client.assert(response.body.a === '12')",
            "if (response.status === 200) { client.global.set('a', response.body.a) }",
            "client.test('a', function() { client.assert(response.status === 200)",
        ] {
            assert_eq!(simple(code), None, "{code}");
        }
    }
}
