//! Scripts that do nothing but check the reply and take values from it, as assertions and captures.
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
        replies: Vec::new(),
        simple: Simple::default(),
    };
    script.statements(0)?;
    script.skip();
    let did = !script.simple.assertions.is_empty() || !script.simple.captures.is_empty();
    (script.text.is_empty() && did).then_some(script.simple)
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
    /// What is still to be read.
    text: &'a str,
    /// Names that stand for the reply as JSON.
    replies: Vec<&'a str>,
    simple: Simple,
}

impl<'a> Script<'a> {
    /// Statements up to the end, or to the brace that ends a block.
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
        for word in ["var ", "let ", "const "] {
            if self.eat(word) {
                let name = self.name()?;
                self.need("=")?;
                self.reply()?;
                self.replies.push(name);
                return Some(());
            }
        }
        if self.eat("pm.test") {
            self.need("(")?;
            self.quoted()?;
            self.need(",")?;
            if self.eat("function") {
                self.need("(")?;
                self.need(")")?;
            } else {
                self.need("(")?;
                self.need(")")?;
                self.need("=>")?;
            }
            self.need("{")?;
            self.statements(depth + 1)?;
            self.need("}")?;
            return self.need(")");
        }
        if self.eat("pm.response.to.have.status") {
            self.need("(")?;
            let status = self.number()?;
            self.need(")")?;
            return self.assert("res.status", AssertionOperator::Eq, status.to_owned());
        }
        if self.eat("tests[") {
            self.quoted()?;
            self.need("]")?;
            self.need("=")?;
            self.need("responseCode.code")?;
            if !self.eat("===") {
                self.need("==")?;
            }
            let status = self.number()?;
            return self.assert("res.status", AssertionOperator::Eq, status.to_owned());
        }
        if self.eat("pm.expect") {
            return self.expectation();
        }
        let setter = SETTERS.iter().any(|setter| self.eat(setter));
        setter.then(|| self.capture())?
    }

    fn expectation(&mut self) -> Option<()> {
        self.need("(")?;
        let subject = if self.eat("pm.response.code") {
            "res.status".to_owned()
        } else if self.eat("pm.response.responseTime") {
            "res.responseTime".to_owned()
        } else {
            self.path()?
        };
        self.need(")")?;
        self.need(".to")?;
        if self.eat(".be.below") {
            return self.compared(&subject, AssertionOperator::Lt);
        }
        if self.eat(".be.above") {
            return self.compared(&subject, AssertionOperator::Gt);
        }
        if self.eat(".be.oneOf") {
            self.need("(")?;
            self.need("[")?;
            let mut values = vec![self.number()?];
            while self.eat(",") {
                values.push(self.number()?);
            }
            self.need("]")?;
            self.need(")")?;
            return self.assert(&subject, AssertionOperator::In, values.join(","));
        }
        let equals = [".be.equal", ".be.eql", ".equal", ".eql", ".eq"];
        equals
            .iter()
            .any(|equal| self.eat(equal))
            .then(|| self.compared(&subject, AssertionOperator::Eq))?
    }

    /// A literal in parentheses that a subject is compared with.
    fn compared(&mut self, subject: &str, operator: AssertionOperator) -> Option<()> {
        self.need("(")?;
        let word = ["true", "false", "null"].into_iter().find(|word| self.eat(word));
        let value = if let Some(word) = word {
            word.to_owned()
        } else if let Some(number) = self.number() {
            number.to_owned()
        } else {
            // A text that looks like a number would be compared as one.
            let text = self.quoted()?;
            let is_plain = !text.is_empty() && text.starts_with(|first: char| first.is_alphabetic());
            let is_word = matches!(text, "true" | "false" | "null" | "undefined");
            if !is_plain || is_word || text.contains("{{") {
                return None;
            }
            text.to_owned()
        };
        self.need(")")?;
        self.assert(subject, operator, value)
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

    #[expect(clippy::unnecessary_wraps, reason = "it ends a statement that was read")]
    fn assert(&mut self, expression: &str, operator: AssertionOperator, value: String) -> Option<()> {
        self.simple
            .assertions
            .push(Assertion::new(expression, operator, value));
        Some(())
    }

    /// The reply as JSON.
    fn reply(&mut self) -> Option<()> {
        REPLIES.iter().any(|reply| self.eat(reply)).then_some(())
    }

    /// A value in the reply, as an expression of assertions.
    fn path(&mut self) -> Option<String> {
        if self.reply().is_none() {
            let before = self.text;
            let name = self.name()?;
            if !self.replies.contains(&name) {
                self.text = before;
                return None;
            }
        }
        let mut path = "res.body".to_owned();
        loop {
            if self.text.starts_with('.') {
                self.text = self.text.get(1..)?;
                path.push('.');
                path.push_str(self.name()?);
            } else if self.text.starts_with('[') {
                self.text = self.text.get(1..)?;
                let index = self.number()?;
                self.need("]")?;
                path.push('[');
                path.push_str(index);
                path.push(']');
            } else {
                return Some(path);
            }
        }
    }

    fn name(&mut self) -> Option<&'a str> {
        self.skip();
        let is_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '$');
        let end = self
            .text
            .find(|letter| !is_name(letter))
            .unwrap_or(self.text.len());
        let name = self.text.get(..end)?;
        if name.is_empty() || name.starts_with(|first: char| first.is_ascii_digit()) {
            return None;
        }
        self.text = self.text.get(end..)?;
        Some(name)
    }

    fn number(&mut self) -> Option<&'a str> {
        self.skip();
        let end = self
            .text
            .find(|letter: char| !letter.is_ascii_digit())
            .unwrap_or(self.text.len());
        let number = self.text.get(..end)?;
        // No fraction and no exponent: what follows is no part of it.
        let follows = self.text.get(end..)?;
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
        let inner = self.text.get(1..)?;
        let (text, rest) = inner.split_once(quote)?;
        if text.contains(['\\', '\n']) || (quote == '`' && text.contains("${")) {
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
