//! Operators: whether a value is as an assertion says, with Bruno's meaning of each.

use serde_json::Value;

use super::facts::ReplyFacts;
use super::js_number::number_of;
use super::js_regex::compiled;
use super::lookup::value_of;
use super::no_value::NoValue;
use super::operand::{pattern, several, typed};
use super::value::{Found, as_number, is_same, shown, to_text};
use crate::model::{Assertion, AssertionOperator as Op, Secret};
use crate::resolve::{Scope, text_after_variables};

/// Whether an assertion holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It does.
    Holds,
    /// It does not.
    Fails,
    /// It can not be told, which fails too.
    NotEvaluated(NoValue),
}

/// What came of an assertion. The texts may hold secrets: they are redacted before they go anywhere.
#[derive(Clone, Debug)]
pub struct Judged {
    /// Whether it holds.
    pub verdict: Verdict,
    /// What the expression gave; empty when it gave nothing.
    pub actual: String,
    /// What it was compared with; empty for operators without a value.
    pub expected: String,
    /// Values of secret variables that it was compared with.
    pub secrets: Vec<Secret>,
}

/// Judges one assertion about a reply. `scope` has the variables that its value may name.
pub fn judge(assertion: &Assertion, facts: &ReplyFacts<'_>, scope: &Scope) -> Judged {
    let mut judged = Judged {
        verdict: Verdict::Holds,
        actual: String::new(),
        expected: String::new(),
        secrets: Vec::new(),
    };
    let compared = compare(assertion, facts, scope, &mut judged);
    judged.verdict = match compared {
        Ok(true) => Verdict::Holds,
        Ok(false) => Verdict::Fails,
        Err(why) => Verdict::NotEvaluated(why),
    };
    judged
}

fn compare(
    assertion: &Assertion,
    facts: &ReplyFacts<'_>,
    scope: &Scope,
    judged: &mut Judged,
) -> Result<bool, NoValue> {
    let actual = value_of(&assertion.expression, facts)?;
    judged.actual = shown(&actual);
    let (operator, value) = read_as_bruno(&assertion.operator, &assertion.value);
    if !operator.takes_value() {
        return Ok(is_of_kind(&operator, &actual));
    }
    let (value, secrets) = text_after_variables(&value, "the value of an assertion", scope)
        .map_err(|error| NoValue::Operand(error.to_string()))?;
    // With a secret in it, it is told as it was typed: a short one could not be found in it.
    judged.expected = if secrets.is_empty() {
        value.clone()
    } else {
        assertion.value.clone()
    };
    judged.secrets = secrets;
    compared_with(&operator, &actual, &value)
}

/// Operator and value as one text, whose first word is the operator where it is one; else all of it is a value that has to
/// be equal.
fn read_as_bruno(operator: &Op, value: &str) -> (Op, String) {
    let text = format!("{} {value}", operator.as_str());
    let trimmed = text.trim();
    let (word, rest) = trimmed.split_once(' ').unwrap_or((trimmed, ""));
    match Op::from(word.to_owned()) {
        Op::Other(_) => (Op::Eq, trimmed.to_owned()),
        known => (known, rest.to_owned()),
    }
}

/// Operators without a value.
fn is_of_kind(operator: &Op, actual: &Found) -> bool {
    let items = || match actual {
        Some(Value::String(text)) => Some(text.len()),
        Some(Value::Array(items)) => Some(items.len()),
        Some(Value::Object(members)) => Some(members.len()),
        _ => None,
    };
    match operator {
        Op::IsEmpty => items() == Some(0),
        // A number is neither empty nor not.
        Op::IsNotEmpty => items().is_some_and(|items| items > 0),
        Op::IsNull => matches!(actual, Some(Value::Null)),
        Op::IsUndefined => actual.is_none(),
        Op::IsDefined => actual.is_some(),
        Op::IsTruthy => matches!(actual, Some(Value::Bool(true))),
        Op::IsFalsy => matches!(actual, Some(Value::Bool(false))),
        Op::IsJson => matches!(actual, Some(Value::Array(_) | Value::Object(_))),
        Op::IsNumber => matches!(actual, Some(Value::Number(_))),
        Op::IsString => matches!(actual, Some(Value::String(_))),
        Op::IsBoolean => matches!(actual, Some(Value::Bool(_))),
        Op::IsArray => matches!(actual, Some(Value::Array(_))),
        _ => false,
    }
}

fn compared_with(operator: &Op, actual: &Found, value: &str) -> Result<bool, NoValue> {
    Ok(match operator {
        Op::Eq => is_same(actual, &typed(value)?),
        Op::Neq => !is_same(actual, &typed(value)?),
        Op::Gt => in_order(actual, value, |one, other| one > other)?,
        Op::Gte => in_order(actual, value, |one, other| one >= other)?,
        Op::Lt => in_order(actual, value, |one, other| one < other)?,
        Op::Lte => in_order(actual, value, |one, other| one <= other)?,
        Op::In => several(value)?.iter().any(|one| is_same(actual, one)),
        Op::NotIn => !several(value)?.iter().any(|one| is_same(actual, one)),
        Op::Contains => contains(actual, &typed(value)?) == Some(true),
        Op::NotContains => contains(actual, &typed(value)?) == Some(false),
        Op::Length => has_length(actual, &typed(value)?),
        Op::Matches => matches_pattern(actual, value)?,
        Op::NotMatches => !matches_pattern(actual, value)?,
        Op::StartsWith => texts(actual, &typed(value)?, |text, part| text.starts_with(part)),
        Op::EndsWith => texts(actual, &typed(value)?, |text, part| text.ends_with(part)),
        Op::Between => is_between(actual, value)?,
        _ => false,
    })
}

/// Numbers alone have an order.
fn in_order(actual: &Found, value: &str, holds: fn(f64, f64) -> bool) -> Result<bool, NoValue> {
    let expected = typed(value)?;
    let (one, other) = (number(actual), number(&expected));
    Ok(one.zip(other).is_some_and(|(one, other)| holds(one, other)))
}

fn number(value: &Found) -> Option<f64> {
    value.as_ref().and_then(as_number)
}

/// Whether a text has a part, or a list an item; nothing else contains anything.
fn contains(actual: &Found, part: &Found) -> Option<bool> {
    match actual {
        Some(Value::String(text)) => Some(text.contains(&to_text(part))),
        Some(Value::Array(items)) => Some(items.iter().any(|item| is_same(&Some(item.clone()), part))),
        _ => None,
    }
}

/// `value.length == expected`, where JavaScript makes numbers of both.
fn has_length(actual: &Found, expected: &Found) -> bool {
    let length = match actual {
        Some(Value::String(text)) => text.encode_utf16().count(),
        Some(Value::Array(items)) => items.len(),
        Some(Value::Object(members)) => {
            return members
                .get("length")
                .is_some_and(|own| is_same(&Some(own.clone()), expected));
        }
        _ => return false,
    };
    let expected = match expected {
        Some(Value::Bool(truth)) => Some(usize::from(*truth)),
        Some(Value::String(text)) if text.trim().is_empty() => Some(0),
        Some(Value::String(text)) => {
            return number_of(text.trim()).is_some_and(|number| is_count(number, length));
        }
        expected => return number(expected).is_some_and(|number| is_count(number, length)),
    };
    expected == Some(length)
}

#[expect(
    clippy::cast_precision_loss,
    clippy::float_cmp,
    reason = "lengths of bodies are below 2^53"
)]
fn is_count(number: f64, length: usize) -> bool {
    number == length as f64
}

/// What is not there matches nothing; all else is matched as text.
fn matches_pattern(actual: &Found, value: &str) -> Result<bool, NoValue> {
    let compiled = compiled(pattern(value))?;
    Ok(actual.is_some() && compiled.is_match(&to_text(actual)))
}

fn texts(actual: &Found, part: &Found, holds: fn(&str, &str) -> bool) -> bool {
    match (actual, part) {
        (Some(Value::String(text)), Some(Value::String(part))) => holds(text, part),
        _ => false,
    }
}

fn is_between(actual: &Found, value: &str) -> Result<bool, NoValue> {
    // Brackets are no part of this one.
    let mut bounds = value.split(',').map(|bound| typed(bound.trim()));
    let (low, high) = (
        bounds.next().transpose()?.flatten(),
        bounds.next().transpose()?.flatten(),
    );
    let (Some(actual), Some(low), Some(high)) = (number(actual), number(&low), number(&high)) else {
        return Ok(false);
    };
    Ok(low <= actual && actual <= high)
}
