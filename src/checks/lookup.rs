//! The value of an expression over a reply.

use serde_json::{Map, Value, json};
use time::format_description::well_known::Rfc3339;

use super::expression::{Expression, From, Root, Step, parsed};
use super::facts::{Numbers, ReplyFacts};
use super::js_number::number_value;
use super::js_regex::compiled;
use super::no_value::NoValue;
use super::query;
use super::value::{Found, shown, variable_text};
use crate::text::Tape;
use crate::text::exact_numbers::read_json;
use crate::text::json_path::json_path;
use crate::text::xpath::xpath_texts;

/// A value that is taken elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// As a variable has it: texts as they are, all else as JSON, numbers with all their digits.
    pub text: String,
    /// For people, with the type to be seen: texts in quotes.
    pub shown: String,
}

/// What a capture takes of a reply; `None` when that is not there.
pub fn taken_of(expression: &str, facts: &ReplyFacts<'_>) -> Result<Option<Taken>, NoValue> {
    let value = found_by(expression, facts, Numbers::Written)?;
    let Some(text) = variable_text(&value) else {
        return Ok(None);
    };
    let exact = if is_of_body(expression) {
        facts.exact()
    } else {
        None
    };
    let written = |text: String| match exact {
        Some(exact) => exact.written(&text),
        None => text,
    };
    Ok(Some(Taken {
        text: written(text),
        shown: written(shown(&value)),
    }))
}

/// Whether it looks into the body as JSON.
fn is_of_body(expression: &str) -> bool {
    parsed(expression).is_ok_and(|Expression { root, steps }| match root {
        Root::BodyQuery(_) | Root::JsonPath(_) => true,
        Root::Reply => matches!(steps.first(), Some((_, Step::Member(name))) if name == "body"),
        _ => false,
    })
}

/// What an expression gives of a reply; `None` when that is not there.
pub(super) fn value_of(expression: &str, facts: &ReplyFacts<'_>) -> Result<Found, NoValue> {
    found_by(expression, facts, Numbers::Doubles)
}

fn found_by(expression: &str, facts: &ReplyFacts<'_>, numbers: Numbers) -> Result<Found, NoValue> {
    let found = looked_up(expression, facts, numbers);
    // What was given up half-way is no value.
    facts.in_time().and(found)
}

fn looked_up(expression: &str, facts: &ReplyFacts<'_>, numbers: Numbers) -> Result<Found, NoValue> {
    let Expression { root, steps } = parsed(expression)?;
    let (first, steps) = match root {
        Root::Reply => {
            let Some(((_, first), steps)) = steps.split_first() else {
                return Err(NoValue::Script {
                    what: "res".to_owned(),
                });
            };
            (of_reply(first, facts, numbers)?, steps)
        }
        Root::BodyQuery(path) => (query::pick(facts.body(numbers)?, &path)?, steps.as_slice()),
        Root::Signature => (signature(facts), steps.as_slice()),
        Root::Certificate => (certificate(facts), steps.as_slice()),
        Root::Size => (
            Some(json!({ "body": facts.body_bytes(), "received": facts.received_bytes() })),
            steps.as_slice(),
        ),
        Root::JsonPath(path) => (by_json_path(&path, facts, numbers)?, steps.as_slice()),
        Root::XPath(path) => (by_xpath(&path, facts)?, steps.as_slice()),
        Root::Regex(pattern) => (by_regex(&pattern, facts)?, steps.as_slice()),
    };
    steps
        .iter()
        .try_fold(first, |found, (from, step)| taken(found, *from, step))
}

/// `res.status` and its companions.
fn of_reply(step: &Step, facts: &ReplyFacts<'_>, numbers: Numbers) -> Result<Found, NoValue> {
    let head = facts.head;
    let status = || Some(number_value(f64::from(head.status)));
    let time = || Some(number_value((facts.time.as_secs_f64() * 1_000.0).round()));
    let url = || facts.url.clone().map(Value::String);
    let script = |what: String| Err(NoValue::Script { what });
    match step {
        Step::Member(name) => Ok(match name.as_str() {
            "status" => status(),
            "statusText" => Some(Value::String(head.reason.clone())),
            "headers" => Some(headers(facts)),
            "body" => Some(facts.body(numbers)?.clone()),
            "responseTime" => time(),
            "url" => url(),
            "headerList" | "jq" => return script(format!("res.{name}")),
            _ => None,
        }),
        // In the place of assertions Bruno does not have them either.
        Step::Call(name, _) => script(format!("res.{name}(…)")),
        Step::Item(_) => Ok(None),
    }
}

/// Header lines by name in lower case: lines of one name are joined, `set-cookie` is a list.
fn headers(facts: &ReplyFacts<'_>) -> Value {
    let mut all = Map::new();
    for (name, value) in &facts.head.headers {
        let name = name.to_ascii_lowercase();
        match (all.get_mut(&name), name.as_str()) {
            (Some(Value::Array(values)), _) => values.push(Value::String(value.clone())),
            (None, "set-cookie") => {
                all.insert(name, json!([value]));
            }
            (Some(Value::String(joined)), _) => {
                joined.push_str(", ");
                joined.push_str(value);
            }
            _ => {
                all.insert(name, Value::String(value.clone()));
            }
        }
    }
    Value::Object(all)
}

/// One step from a value.
fn taken(found: Found, from: From, step: &Step) -> Result<Found, NoValue> {
    let value = match found {
        None | Some(Value::Null) if from == From::Anything => return Ok(None),
        None | Some(Value::Null) => {
            return Err(NoValue::Broken {
                missing: match step {
                    Step::Member(name) | Step::Call(name, _) => name.clone(),
                    Step::Item(at) => format!("[{at}]"),
                },
            });
        }
        Some(value) => value,
    };
    let length = |length: usize| Ok(Some(json!(length)));
    match (step, value) {
        (Step::Call(name, _), _) => Err(NoValue::Script {
            what: format!("{name}(…)"),
        }),
        (Step::Member(name), Value::Object(mut members)) => Ok(members.remove(name)),
        (Step::Item(at), Value::Object(mut members)) => Ok(members.remove(&at.to_string())),
        (Step::Member(name), Value::Array(items)) if name == "length" => length(items.len()),
        (Step::Member(name), Value::String(text)) if name == "length" => length(text.encode_utf16().count()),
        (Step::Item(at), Value::Array(mut items)) => Ok((*at < items.len()).then(|| items.swap_remove(*at))),
        (Step::Item(at), Value::String(text)) => {
            let unit: Vec<u16> = text.encode_utf16().skip(*at).take(1).collect();
            Ok((!unit.is_empty()).then(|| Value::String(String::from_utf16_lossy(&unit))))
        }
        (Step::Member(name), Value::Array(mut items)) => {
            let at = name.parse().ok().filter(|at: &usize| *at < items.len());
            Ok(at.map(|at| items.swap_remove(at)))
        }
        _ => Ok(None),
    }
}

/// What was signed; nothing of an unsigned request.
fn signature(facts: &ReplyFacts<'_>) -> Found {
    let report = facts.report?;
    let scope = report.credential_scope.as_str();
    let parts: Vec<&str> = scope.split('/').collect();
    let (region, service) = match parts.as_slice() {
        [_, region, service, _] => (Some(*region), Some(*service)),
        [_, service, _] => (None, Some(*service)),
        _ => (None, None),
    };
    Some(json!({
        "signedHeaders": report.signed_headers.join(";"),
        "scope": scope,
        "region": region,
        "service": service,
        "accessKeyId": report.access_key_id,
        "proved": report.proof.holds(),
    }))
}

/// The server's certificate; nothing without TLS.
fn certificate(facts: &ReplyFacts<'_>) -> Found {
    let certificate = facts.certificate?;
    let left = certificate.not_after - facts.now;
    Some(json!({
        "daysLeft": left.whole_days(),
        "notAfter": certificate.not_after.format(&Rfc3339).unwrap_or_default(),
        "subject": certificate.subject,
        "issuer": certificate.issuer,
        "sha256": certificate.sha256,
    }))
}

/// One result is the value, several are a list.
fn one_or_all(mut found: Vec<Value>) -> Found {
    if found.len() > 1 {
        return Some(Value::Array(found));
    }
    found.pop()
}

fn by_json_path(path: &str, facts: &ReplyFacts<'_>, numbers: Numbers) -> Result<Found, NoValue> {
    // The text, whose charset was undone.
    let body = facts.text()?.as_bytes();
    let said = |error: &dyn std::fmt::Display| NoValue::Query(error.to_string());
    let tape = Tape::of(body, facts.stop()).map_err(|error| said(&error))?;
    let picked = json_path(body, &tape, path, facts.stop()).map_err(|error| said(&error))?;
    let exact = match numbers {
        Numbers::Doubles => None,
        Numbers::Written => facts.exact(),
    };
    let value = |range: std::ops::Range<usize>| {
        let text = String::from_utf8_lossy(body.get(range).unwrap_or_default());
        let read = match exact {
            Some(exact) => exact.read(&text),
            None => read_json(&text),
        };
        read.map_err(|error| said(&error))
    };
    let found = picked.results.into_iter().map(|node| value(node.range));
    Ok(one_or_all(found.collect::<Result<_, _>>()?))
}

fn by_xpath(path: &str, facts: &ReplyFacts<'_>) -> Result<Found, NoValue> {
    let found = xpath_texts(facts.text()?, path, facts.stop());
    let found = found.map_err(|error| NoValue::Query(error.to_string()))?;
    Ok(one_or_all(found.into_iter().map(Value::String).collect()))
}

fn by_regex(pattern: &str, facts: &ReplyFacts<'_>) -> Result<Found, NoValue> {
    let found = compiled(pattern)?.captures(facts.text()?);
    let group = found.and_then(|found| {
        found
            .get(1)
            .or_else(|| found.get(0))
            .map(|group| group.as_str().to_owned())
    });
    Ok(group.map(Value::String))
}
