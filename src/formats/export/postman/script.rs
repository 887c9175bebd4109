//! Assertions and captures as the script that Postman runs after a response, in the forms that are read back on import.

use serde_json::Value;

use super::super::Notes;
use super::super::node::Node;
use crate::formats::collection_tree::{CollectionTree, TransferOutcome};
use crate::model::{Assertion, AssertionOperator, Capture, CaptureScope, Request};

/// The events of an item: one script, or none.
pub(super) fn written(request: &Request, tree: &CollectionTree, place: &str, notes: &mut Notes) -> Vec<Node> {
    let mut lines = Vec::new();
    for assertion in request.assertions.iter().filter(|assertion| assertion.counts()) {
        if let Some(check) = check(assertion) {
            lines.push(format!("pm.test({}, function () {{", quoted(&assertion.words())));
            lines.push(format!("    {check}"));
            lines.push("});".to_owned());
        } else {
            let text = format!("The assertion {}: Postman has no such check", assertion.words());
            notes.add(place, TransferOutcome::Dropped, text);
        }
    }
    for capture in request.captures.iter().filter(|capture| capture.counts()) {
        if let Some(value) = value(&capture.expression) {
            lines.push(format!(
                "{}.set({}, {value});",
                table(capture, tree),
                quoted(capture.variable.trim())
            ));
        } else {
            let text = format!(
                "The capture of {}: Postman reads no such value",
                capture.expression
            );
            notes.add(place, TransferOutcome::Dropped, text);
        }
    }
    let is_off = |count: usize, all: usize| count < all;
    let counted = request
        .assertions
        .iter()
        .filter(|assertion| assertion.counts())
        .count();
    let captured = request.captures.iter().filter(|capture| capture.counts()).count();
    if is_off(counted, request.assertions.len()) || is_off(captured, request.captures.len()) {
        notes.add(
            place,
            TransferOutcome::Dropped,
            "Assertions and captures that are switched off",
        );
    }
    if lines.is_empty() {
        return Vec::new();
    }
    let script = Node::object([
        ("type", Node::text("text/javascript")),
        ("exec", Node::List(lines.into_iter().map(Node::text).collect())),
    ]);
    vec![Node::object([("listen", Node::text("test")), ("script", script)])]
}

/// An environment of Postman hides the collection: what one of them defines is set there.
fn table(capture: &Capture, tree: &CollectionTree) -> &'static str {
    let name = capture.variable.trim();
    let mut of_environments = tree.environments.iter().flat_map(|of| &of.variables);
    if capture.scope == CaptureScope::Environment || of_environments.any(|of| of.name.trim() == name) {
        "pm.environment"
    } else {
        "pm.collectionVariables"
    }
}

/// A text in JavaScript: JSON's texts are such (ECMA-262, 12.9.4).
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// The value of an expression in a script.
fn value(expression: &str) -> Option<String> {
    let expression = expression.trim();
    match expression {
        "res.status" => return Some("pm.response.code".to_owned()),
        "res.responseTime" => return Some("pm.response.responseTime".to_owned()),
        "res.body" => return Some("pm.response.json()".to_owned()),
        _ => {}
    }
    if let Some(name) = expression.strip_prefix("res.headers.") {
        let is_plain = name
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-'));
        return (is_plain && !name.is_empty()).then(|| format!("pm.response.headers.get({})", quoted(name)));
    }
    let path = expression.strip_prefix("res.body")?;
    is_path(path).then(|| format!("pm.response.json(){path}"))
}

/// Names behind points and numbers in brackets, as they stand in JavaScript too.
fn is_path(mut path: &str) -> bool {
    while !path.is_empty() {
        if let Some(rest) = path.strip_prefix('.') {
            let end = rest
                .find(|letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '_' | '$')))
                .unwrap_or(rest.len());
            if end == 0 || rest.starts_with(|first: char| first.is_ascii_digit()) {
                return false;
            }
            path = rest.get(end..).unwrap_or_default();
        } else if let Some((number, rest)) = path.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            if number.is_empty() || !number.bytes().all(|digit| digit.is_ascii_digit()) {
                return false;
            }
            path = rest;
        } else {
            return false;
        }
    }
    true
}

/// The statement that fails when the assertion does.
fn check(assertion: &Assertion) -> Option<String> {
    use AssertionOperator as Op;
    if assertion.value.contains("{{") {
        return None;
    }
    if assertion.expression.trim() == "res.status"
        && assertion.operator == Op::Eq
        && assertion.value.trim().parse::<u16>().is_ok()
    {
        return Some(format!("pm.response.to.have.status({});", assertion.value.trim()));
    }
    let subject = value(&assertion.expression)?;
    let literal = literal(&assertion.value);
    let number = || {
        assertion
            .value
            .trim()
            .parse::<f64>()
            .is_ok()
            .then(|| assertion.value.trim())
    };
    let says = match &assertion.operator {
        Op::Eq => format!("eql({literal})"),
        Op::Neq => format!("not.eql({literal})"),
        Op::Gt => format!("be.above({})", number()?),
        Op::Gte => format!("be.at.least({})", number()?),
        Op::Lt => format!("be.below({})", number()?),
        Op::Lte => format!("be.at.most({})", number()?),
        Op::In => format!("be.oneOf([{}])", numbers(&assertion.value)?),
        Op::Contains => format!("include({literal})"),
        Op::NotContains => format!("not.include({literal})"),
        Op::Matches => format!("match(new RegExp({}))", quoted(&assertion.value)),
        Op::IsNull => "be.null".to_owned(),
        Op::IsUndefined => "be.undefined".to_owned(),
        Op::IsDefined => "not.be.undefined".to_owned(),
        Op::IsTruthy => "eql(true)".to_owned(),
        Op::IsFalsy => "eql(false)".to_owned(),
        Op::IsNumber => "be.a(\"number\")".to_owned(),
        Op::IsString => "be.a(\"string\")".to_owned(),
        Op::IsBoolean => "be.a(\"boolean\")".to_owned(),
        Op::IsArray => "be.an(\"array\")".to_owned(),
        _ => return None,
    };
    Some(format!("pm.expect({subject}).to.{says};"))
}

/// A typed value: a word of JSON or a number where it is one, else a text.
fn literal(value: &str) -> String {
    let trimmed = value.trim();
    let is_number = trimmed.parse::<f64>().is_ok() && serde_json::from_str::<Value>(trimmed).is_ok();
    if matches!(trimmed, "true" | "false" | "null") || is_number {
        trimmed.to_owned()
    } else {
        quoted(value)
    }
}

fn numbers(values: &str) -> Option<String> {
    let values: Vec<&str> = values.split(',').map(str::trim).collect();
    let all = values.iter().all(|value| value.parse::<u32>().is_ok());
    all.then(|| values.join(", "))
}
