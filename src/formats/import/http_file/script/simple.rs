//! Scripts that do nothing but check the status and take values, as assertions and captures.
//!
//! All or nothing: a script with one statement that is not known here is none of these, since what it does may hang on that
//! statement.

use super::super::super::javascript::{Simple, Words};
use crate::model::{Assertion, AssertionOperator, Capture};

/// Reads a script; `None` when it does anything else.
pub(super) fn simple(code: &str) -> Option<Simple> {
    let mut script = Script {
        words: Words(code),
        simple: Simple::default(),
    };
    script.statements(0)?;
    let did = !script.simple.assertions.is_empty() || !script.simple.captures.is_empty();
    (script.words.is_done() && did).then_some(script.simple)
}

/// Blocks stand in each other so deep at most.
const DEEPEST_BLOCK: usize = 8;
/// Ways in which a script puts a value into a variable.
const SETTERS: [&str; 2] = ["client.global.set", "request.variables.set"];

struct Script<'a> {
    words: Words<'a>,
    simple: Simple,
}

impl Script<'_> {
    fn statements(&mut self, depth: usize) -> Option<()> {
        if depth > DEEPEST_BLOCK {
            return None;
        }
        loop {
            while self.words.eat(";") {}
            self.words.skip();
            if self.words.0.is_empty() || self.words.0.starts_with('}') {
                return Some(());
            }
            self.statement(depth)?;
        }
    }

    fn statement(&mut self, depth: usize) -> Option<()> {
        if self.words.eat("client.test") {
            self.words.need("(")?;
            self.words.quoted()?;
            self.words.need(",")?;
            let is_arrow = !self.words.eat("function");
            self.words.need("(")?;
            self.words.need(")")?;
            if is_arrow {
                self.words.need("=>")?;
            }
            // Of an arrow one statement may stand without braces.
            if self.words.eat("{") {
                self.statements(depth + 1)?;
                self.words.need("}")?;
            } else if is_arrow && depth < DEEPEST_BLOCK {
                self.statement(depth + 1)?;
            } else {
                return None;
            }
            return self.words.need(")");
        }
        if self.words.eat("client.assert") {
            return self.assertion();
        }
        // It only writes into the log.
        if self.words.eat("client.log") {
            self.words.need("(")?;
            self.words.quoted()?;
            return self.words.need(")");
        }
        SETTERS
            .iter()
            .any(|setter| self.words.eat(setter))
            .then(|| self.capture())?
    }

    fn assertion(&mut self) -> Option<()> {
        self.words.need("(")?;
        let subject = if self.words.eat("response.status") {
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
        let (_, operator) = operators.into_iter().find(|(sign, _)| self.words.eat(sign))?;
        let value = self.words.literal()?;
        if self.words.eat(",") {
            self.words.quoted()?;
        }
        self.words.need(")")?;
        self.simple
            .assertions
            .push(Assertion::new(subject, operator, value));
        Some(())
    }

    fn capture(&mut self) -> Option<()> {
        self.words.need("(")?;
        let variable = self.words.quoted()?;
        self.words.need(",")?;
        let expression = self.path()?;
        self.words.need(")")?;
        self.simple.captures.push(Capture::new(expression, variable));
        Some(())
    }

    /// A value of the response, as an expression of assertions.
    fn path(&mut self) -> Option<String> {
        if self.words.eat("response.headers.valueOf") {
            self.words.need("(")?;
            let name = self.words.quoted()?;
            self.words.need(")")?;
            let is_plain = name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            return is_plain.then(|| format!("res.getHeader('{}')", name.to_ascii_lowercase()));
        }
        self.words.need("response.body")?;
        let mut path = "res.body".to_owned();
        loop {
            if let Some(rest) = self.words.0.strip_prefix('.') {
                self.words.0 = rest;
                path.push('.');
                path.push_str(self.words.name()?);
            } else if let Some(rest) = self.words.0.strip_prefix('[') {
                self.words.0 = rest;
                let step = if let Some(index) = self.words.number() {
                    format!("[{index}]")
                } else {
                    // The expression is written with these quotes.
                    let name = self.words.quoted().filter(|name| !name.contains('\''))?;
                    format!("['{name}']")
                };
                path.push_str(&step);
                self.words.need("]")?;
            } else if self.words.0.starts_with('(') {
                return None;
            } else {
                return Some(path);
            }
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
