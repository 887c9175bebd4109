//! What stands between `{{` and `}}`, in the words of this program: system variables, and values of the responses of other
//! requests, which those requests then capture.

use std::collections::{BTreeMap, BTreeSet};

use super::super::json_paths::json_path_expression;
use super::super::texts::{end_of_braces, of_request, of_variables};
use super::super::{TransferNote, TransferOutcome};
use super::Reading;
use crate::model::{Capture, Variable};

/// So many letters of what is not known are told.
const LONGEST_TOLD: usize = 60;

/// Replaces them in all that was read.
pub(super) fn replaced(reading: &mut Reading) {
    let references: BTreeMap<String, usize> = reading
        .requests
        .iter()
        .enumerate()
        .filter(|(_, named)| !named.reference.is_empty())
        .map(|(at, named)| (named.reference.clone(), at))
        .collect();
    let mut captures: Vec<(usize, Capture)> = Vec::new();
    let mut notes: Vec<(String, String)> = Vec::new();
    let mut one = |inner: &str, place: &str| match meaning(inner) {
        Meaning::Plain => None,
        Meaning::Other(name) => Some(format!("{{{{{name}}}}}")),
        Meaning::Nearly(name) => {
            notes.push((place.to_owned(), nearly(inner, &name)));
            Some(format!("{{{{{name}}}}}"))
        }
        Meaning::OfResponse {
            reference,
            expression,
        } => {
            let at = references.get(reference)?;
            let variable = variable_name(reference, &expression);
            captures.push((*at, Capture::new(expression, variable.as_str())));
            Some(format!("{{{{{variable}}}}}"))
        }
        Meaning::Unknown => {
            notes.push((place.to_owned(), unknown(inner)));
            None
        }
    };
    of_variables(&mut reading.variables, &mut |text| braced(text, "", &mut one));
    for named in &mut reading.requests {
        of_request(&mut named.request, &mut |text| {
            braced(text, &named.place, &mut one);
        });
    }
    notes.dedup();
    for (place, text) in notes {
        reading.report.add(&place, TransferOutcome::Changed, text);
    }
    let mut known = BTreeSet::new();
    for (at, capture) in captures {
        if !known.insert((at, capture.variable.clone())) {
            continue;
        }
        let Some(named) = reading.requests.get_mut(at) else {
            continue;
        };
        let text = format!(
            "Other requests name its response: the capture {} takes {}",
            capture.variable, capture.expression
        );
        named.request.captures.push(capture);
        reading.report.add(&named.place, TransferOutcome::Changed, text);
    }
}

/// The values of an environment in the words of this program, and what is to be said of them.
pub(in crate::formats::import) fn in_our_words(variables: &mut [Variable]) -> Vec<TransferNote> {
    let mut notes = Vec::new();
    let mut one = |inner: &str, _: &str| match meaning(inner) {
        Meaning::Plain | Meaning::OfResponse { .. } => None,
        Meaning::Other(name) => Some(format!("{{{{{name}}}}}")),
        Meaning::Nearly(name) => {
            notes.push(nearly(inner, &name));
            Some(format!("{{{{{name}}}}}"))
        }
        Meaning::Unknown => {
            notes.push(unknown(inner));
            None
        }
    };
    of_variables(variables, &mut |text| braced(text, "", &mut one));
    let notes = notes.into_iter().map(|text| TransferNote {
        place: String::new(),
        outcome: TransferOutcome::Changed,
        text,
    });
    notes.collect()
}

fn nearly(inner: &str, name: &str) -> String {
    format!("{{{{{inner}}}}} is {{{{{name}}}}} now, which is not quite the same")
}

fn unknown(inner: &str) -> String {
    let inner: String = inner.chars().take(LONGEST_TOLD).collect();
    format!("{{{{{inner}}}}} means nothing here: what has it is not sent before something stands there")
}

/// What something between braces is here.
#[derive(Debug, PartialEq, Eq)]
enum Meaning<'a> {
    /// The same.
    Plain,
    /// This name.
    Other(String),
    /// This name, whose values are others.
    Nearly(String),
    /// A value of the response of a request.
    OfResponse { reference: &'a str, expression: String },
    /// Nothing.
    Unknown,
}

fn meaning(inner: &str) -> Meaning<'_> {
    let inner = inner.trim();
    let Some(system) = inner.strip_prefix('$') else {
        let mut names = inner.splitn(3, '.');
        return match (names.next(), names.next(), names.next()) {
            (Some(reference), Some("response"), Some(rest)) => match of_response(rest) {
                Some(expression) => Meaning::OfResponse {
                    reference,
                    expression,
                },
                None => Meaning::Unknown,
            },
            (Some(_), Some("request"), Some(_)) => Meaning::Unknown,
            // VS Code encodes the value of such a variable.
            _ => match inner.strip_prefix('%') {
                Some(name) if !name.trim().is_empty() => Meaning::Nearly(name.trim().to_owned()),
                _ => Meaning::Plain,
            },
        };
    };
    let (name, rest) = system.split_once(char::is_whitespace).unwrap_or((system, ""));
    let rest = rest.trim();
    let environment = |name: &str| match name.strip_prefix('%') {
        // The variable of that name says which one of the environment is meant.
        Some(_) => Meaning::Unknown,
        None => Meaning::Other(format!("process.env.{name}")),
    };
    match (name, rest) {
        ("guid" | "uuid" | "timestamp" | "isoTimestamp" | "randomInt" | "randomUUID", "") => Meaning::Plain,
        ("random.uuid", "") => Meaning::Other("$uuid".to_owned()),
        ("random.email", "") => Meaning::Nearly("$randomEmail".to_owned()),
        ("random.alphanumeric", _) => Meaning::Nearly("$randomAlphaNumeric".to_owned()),
        ("datetime", "iso8601") => Meaning::Other("$isoTimestamp".to_owned()),
        ("timestamp" | "datetime" | "localDatetime", _) => Meaning::Unknown,
        ("processEnv" | "dotenv", name) if !name.is_empty() => environment(name),
        ("randomInt", _) => Meaning::Nearly("$randomInt".to_owned()),
        _ => {
            if let Some(name) = name.strip_prefix("env.") {
                environment(name)
            } else if name.starts_with("random.integer(") || name.starts_with("random.alphanumeric(") {
                let ours = if name.starts_with("random.integer") {
                    "$randomInt"
                } else {
                    "$randomAlphaNumeric"
                };
                Meaning::Nearly(ours.to_owned())
            } else if rest.is_empty() && name.starts_with("random") && !name.contains('.') {
                Meaning::Plain
            } else {
                Meaning::Unknown
            }
        }
    }
}

/// `body.$.a.b`, `body.a.b`, `body.*`, `headers.X`: an expression of captures.
fn of_response(path: &str) -> Option<String> {
    if let Some(name) = path.strip_prefix("headers.") {
        let is_plain = name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        return is_plain.then(|| format!("res.getHeader('{}')", name.to_ascii_lowercase()));
    }
    let path = path.strip_prefix("body")?;
    let path = path.strip_prefix('.').unwrap_or(path);
    if path.is_empty() || path == "*" {
        return Some("res.body".to_owned());
    }
    if path.starts_with('/') {
        return (!path.contains('\'')).then(|| format!("xpath('{path}')"));
    }
    if path.contains([' ', '\'', '"']) {
        return None;
    }
    match path.strip_prefix('$') {
        Some(_) => json_path_expression(path),
        None => json_path_expression(&format!("$.{path}")),
    }
}

/// The name of a variable for a value of a response.
fn variable_name(reference: &str, expression: &str) -> String {
    let path = expression.strip_prefix("res.").unwrap_or(expression);
    let mut name = reference.to_owned();
    let words = path.split(|letter: char| !letter.is_alphanumeric());
    for word in
        words.filter(|word| !word.is_empty() && !matches!(*word, "body" | "getHeader" | "jsonpath" | "xpath"))
    {
        name.push('_');
        name.push_str(word);
    }
    name
}

/// Replaces what stands between braces in a text.
fn braced(text: &mut String, place: &str, one: &mut impl FnMut(&str, &str) -> Option<String>) {
    if !text.contains("{{") {
        return;
    }
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(start) = rest.find("{{") {
        let (before, from) = rest.split_at_checked(start).unwrap_or((rest, ""));
        let inner = from.get(2..).unwrap_or_default();
        let end = match end_of_braces(inner) {
            Ok(end) => end,
            // Nothing closes in this line, so nothing in it is a variable.
            Err(line) => {
                let (line, after) = inner.split_at_checked(line).unwrap_or((inner, ""));
                replaced.push_str(before);
                replaced.push_str("{{");
                replaced.push_str(line);
                rest = after;
                continue;
            }
        };
        let (inner, after) = inner.split_at_checked(end).unwrap_or((inner, ""));
        replaced.push_str(before);
        if let Some(other) = one(inner, place) {
            replaced.push_str(&other);
        } else {
            replaced.push_str("{{");
            replaced.push_str(inner);
            replaced.push_str("}}");
        }
        rest = after.strip_prefix("}}").unwrap_or(after);
    }
    replaced.push_str(rest);
    *text = replaced;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn system_variables_have_names_here() {
        let other = |name: &str| Meaning::Other(name.to_owned());
        let nearly = |name: &str| Meaning::Nearly(name.to_owned());
        for (inner, expected) in [
            ("token", Meaning::Plain),
            ("$guid", Meaning::Plain),
            ("$random.uuid", other("$uuid")),
            ("$processEnv TOKEN", other("process.env.TOKEN")),
            ("$processEnv %TOKEN", Meaning::Unknown),
            ("%token", nearly("token")),
            ("$dotenv TOKEN", other("process.env.TOKEN")),
            ("$env.TOKEN", other("process.env.TOKEN")),
            ("$randomInt 1 10", nearly("$randomInt")),
            ("$random.integer(1,", nearly("$randomInt")),
            ("$datetime iso8601", other("$isoTimestamp")),
            ("$timestamp -1 d", Meaning::Unknown),
            ("$aadToken", Meaning::Unknown),
            ("a.request.body.x", Meaning::Unknown),
        ] {
            assert_eq!(meaning(inner), expected, "{inner}");
        }
    }

    #[test]
    fn values_of_responses_become_expressions() {
        for (path, expression) in [
            ("body.$.a.b[0]", Some("res.body.a.b[0]")),
            ("body.a", Some("res.body.a")),
            ("body.*", Some("res.body")),
            ("body.$..a", Some("jsonpath('$..a')")),
            ("body.$[0].id", Some("res.body[0].id")),
            ("body.//a/b", Some("xpath('//a/b')")),
            ("headers.X-Id", Some("res.getHeader('x-id')")),
            ("status", None),
            ("body.a b", None),
        ] {
            assert_eq!(of_response(path).as_deref(), expression, "{path}");
        }
        assert_eq!(variable_name("login", "res.body.a.b[0]"), "login_a_b_0");
    }
}
