//! Scripts that do nothing but check the reply and take values from it, as assertions and captures.
//!
//! All or nothing: a script with one statement that is not known here is none of these, since what it does may hang on that
//! statement.

use super::super::javascript::{Simple, Words};
use crate::model::{Assertion, AssertionOperator, Capture};

/// Reads a script; `None` when it does anything else.
pub(super) fn simple(code: &str) -> Option<Simple> {
    let mut script = Script {
        words: Words(code),
        replies: Vec::new(),
        simple: Simple::default(),
    };
    script.statements(0)?;
    let did = !script.simple.assertions.is_empty() || !script.simple.captures.is_empty();
    (script.words.is_done() && did).then_some(script.simple)
}

/// Blocks stand in each other so deep at most.
const DEEPEST_BLOCK: usize = 8;

/// Ways in which a script puts a value into a variable.
const SETTERS: [&str; 6] = [
    "pm.environment.set",
    "pm.globals.set",
    "pm.collectionVariables.set",
    "pm.variables.set",
    "postman.setEnvironmentVariable",
    "postman.setGlobalVariable",
];
/// Ways in which it reads the reply as JSON.
const REPLIES: [&str; 3] = [
    "pm.response.json()",
    "JSON.parse(responseBody)",
    "JSON.parse(pm.response.text())",
];

struct Script<'a> {
    words: Words<'a>,
    /// Names that stand for the reply as JSON.
    replies: Vec<&'a str>,
    simple: Simple,
}

impl Script<'_> {
    /// Statements up to the end, or to the brace that ends a block.
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
        for word in ["var ", "let ", "const "] {
            if self.words.eat(word) {
                let name = self.words.name()?;
                self.words.need("=")?;
                self.reply()?;
                self.replies.push(name);
                return Some(());
            }
        }
        if self.words.eat("pm.test") {
            self.words.need("(")?;
            self.words.quoted()?;
            self.words.need(",")?;
            if self.words.eat("function") {
                self.words.need("(")?;
                self.words.need(")")?;
            } else {
                self.words.need("(")?;
                self.words.need(")")?;
                self.words.need("=>")?;
            }
            self.words.need("{")?;
            self.statements(depth + 1)?;
            self.words.need("}")?;
            return self.words.need(")");
        }
        if self.words.eat("pm.response.to.have.status") {
            self.words.need("(")?;
            let status = self.words.number()?;
            self.words.need(")")?;
            return self.assert("res.status", AssertionOperator::Eq, status.to_owned());
        }
        if self.words.eat("tests[") {
            self.words.quoted()?;
            self.words.need("]")?;
            self.words.need("=")?;
            self.words.need("responseCode.code")?;
            if !self.words.eat("===") {
                self.words.need("==")?;
            }
            let status = self.words.number()?;
            return self.assert("res.status", AssertionOperator::Eq, status.to_owned());
        }
        if self.words.eat("pm.expect") {
            return self.expectation();
        }
        let setter = SETTERS.iter().any(|setter| self.words.eat(setter));
        setter.then(|| self.capture())?
    }

    fn expectation(&mut self) -> Option<()> {
        self.words.need("(")?;
        let subject = if self.words.eat("pm.response.code") {
            "res.status".to_owned()
        } else if self.words.eat("pm.response.responseTime") {
            "res.responseTime".to_owned()
        } else {
            self.path()?
        };
        self.words.need(")")?;
        self.words.need(".to")?;
        if self.words.eat(".be.below") {
            return self.compared(&subject, AssertionOperator::Lt);
        }
        if self.words.eat(".be.above") {
            return self.compared(&subject, AssertionOperator::Gt);
        }
        if self.words.eat(".be.oneOf") {
            self.words.need("(")?;
            self.words.need("[")?;
            let mut values = vec![self.words.number()?];
            while self.words.eat(",") {
                values.push(self.words.number()?);
            }
            self.words.need("]")?;
            self.words.need(")")?;
            return self.assert(&subject, AssertionOperator::In, values.join(","));
        }
        let equals = [".be.equal", ".be.eql", ".equal", ".eql", ".eq"];
        equals
            .iter()
            .any(|equal| self.words.eat(equal))
            .then(|| self.compared(&subject, AssertionOperator::Eq))?
    }

    /// A literal in parentheses that a subject is compared with.
    fn compared(&mut self, subject: &str, operator: AssertionOperator) -> Option<()> {
        self.words.need("(")?;
        let value = self.words.literal()?;
        self.words.need(")")?;
        self.assert(subject, operator, value)
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

    #[expect(clippy::unnecessary_wraps, reason = "it ends a statement that was read")]
    fn assert(&mut self, expression: &str, operator: AssertionOperator, value: String) -> Option<()> {
        self.simple
            .assertions
            .push(Assertion::new(expression, operator, value));
        Some(())
    }

    /// The reply as JSON.
    fn reply(&mut self) -> Option<()> {
        REPLIES.iter().any(|reply| self.words.eat(reply)).then_some(())
    }

    /// A value in the reply, as an expression of assertions.
    fn path(&mut self) -> Option<String> {
        if self.reply().is_none() {
            let before = self.words.0;
            let name = self.words.name()?;
            if !self.replies.contains(&name) {
                self.words.0 = before;
                return None;
            }
        }
        let mut path = "res.body".to_owned();
        loop {
            if self.words.0.starts_with('.') {
                self.words.0 = self.words.0.get(1..)?;
                path.push('.');
                path.push_str(self.words.name()?);
            } else if self.words.0.starts_with('[') {
                self.words.0 = self.words.0.get(1..)?;
                let index = self.words.number()?;
                self.words.need("]")?;
                path.push('[');
                path.push_str(index);
                path.push(']');
            } else {
                return Some(path);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(code: &str) -> Option<(Vec<String>, Vec<String>)> {
        let simple = simple(code)?;
        Some((
            simple.assertions.iter().map(Assertion::words).collect(),
            simple
                .captures
                .iter()
                .map(|capture| format!("{} = {}", capture.variable, capture.expression))
                .collect(),
        ))
    }

    #[test]
    fn what_only_checks_and_takes_becomes_assertions_and_captures() {
        let code = r#"
            // the usual
            pm.test("Status code is 200", function () {
                pm.response.to.have.status(200);
            });
            pm.test('fast', () => { pm.expect(pm.response.responseTime).to.be.below(500); });
            var jsonData = pm.response.json();
            pm.test("kind", function () { pm.expect(jsonData.pets[0].kind).to.eql("cat") });
            /* keep it */
            pm.environment.set("token", jsonData.auth.token);
            pm.collectionVariables.set('id', pm.response.json().id);
            tests["old"] = responseCode.code === 200;
        "#;
        let (assertions, captures) = words(code).unwrap();
        assert_eq!(
            assertions,
            [
                "res.status eq 200",
                "res.responseTime lt 500",
                "res.body.pets[0].kind eq cat",
                "res.status eq 200"
            ]
        );
        assert_eq!(captures, ["token = res.body.auth.token", "id = res.body.id"]);
    }

    #[test]
    fn what_does_anything_else_is_not_taken_apart() {
        for code in [
            "",
            "console.log(1)",
            "if (pm.response.code === 200) { pm.environment.set('a', pm.response.json().a) }",
            "pm.response.to.have.status(200); pm.sendRequest('https://x')",
            "pm.environment.set('a', other.a)",
            "pm.environment.set('a', 'literal')",
            "pm.expect(pm.response.json().a).to.eql('12')",
            "pm.expect(pm.response.json().a).to.eql(1.5)",
            "pm.test('x', function () { pm.response.to.have.status(200)",
            "pm.environment.set('a', pm.response.json().a.map(x => x))",
            "var a = pm.response.json(); a = 1; pm.environment.set('b', a.b)",
        ] {
            assert_eq!(words(code), None, "{code}");
        }
    }
}
