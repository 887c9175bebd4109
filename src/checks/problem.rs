//! What is wrong with an expression, whatever reply it is asked of.

use super::expression::{Expression, Root, Step, parsed};
use super::js_regex::compiled;
use super::no_value::NoValue;
use super::query;
use crate::text::json_path::{JsonPathError, json_path};
use crate::text::xpath::{XPathError, xpath_texts};
use crate::text::{Tape, never};

/// What an expression may begin with.
const ROOTS: [&str; 7] = [
    "res",
    "signature",
    "certificate",
    "size",
    "jsonpath",
    "xpath",
    "regex",
];
/// The same for people.
const BEGINNINGS: &str =
    "An expression begins with res, signature, certificate, size, jsonpath('…'), xpath('…') or regex('…')";

/// Why an expression gives no value of any reply, and what to do, for people; `None` for one that may give one.
pub fn expression_problem(expression: &str) -> Option<String> {
    let why = no_value(expression)?;
    let begins = |root: &str| expression.trim_start().starts_with(root);
    Some(match why {
        NoValue::Script { .. } if !ROOTS.into_iter().any(begins) => BEGINNINGS.to_owned(),
        why => format!("{why}. {}", why.hint()),
    })
}

fn no_value(expression: &str) -> Option<NoValue> {
    let Expression { root, steps } = match parsed(expression) {
        Ok(parsed) => parsed,
        Err(why) => return Some(why),
    };
    let script = |what: &str| {
        Some(NoValue::Script {
            what: what.to_owned(),
        })
    };
    if root == Root::Reply {
        match steps.first() {
            None => return script("res"),
            Some((_, Step::Member(name))) if matches!(name.as_str(), "headerList" | "jq") => {
                return script(&format!("res.{name}"));
            }
            Some((_, Step::Member(_) | Step::Item(_) | Step::Call(..))) => {}
        }
    }
    let call = steps.iter().find_map(|(_, step)| match step {
        Step::Call(name, _) => Some(format!("{name}(…)")),
        Step::Member(_) | Step::Item(_) => None,
    });
    if let Some(call) = call {
        return script(&call);
    }
    match root {
        Root::BodyQuery(path) => query::pick(&serde_json::Value::Null, &path).err(),
        Root::JsonPath(path) => json_path_problem(&path),
        Root::XPath(path) => xpath_problem(&path),
        Root::Regex(pattern) => compiled(&pattern).err(),
        Root::Reply | Root::Signature | Root::Certificate | Root::Size => None,
    }
}

fn json_path_problem(path: &str) -> Option<NoValue> {
    let body = b"null";
    let tape = Tape::of(body, &never).ok()?;
    match json_path(body, &tape, path, &never).err()? {
        error @ (JsonPathError::Path { .. } | JsonPathError::PathTooLong) => {
            Some(NoValue::Query(error.to_string()))
        }
        _ => None,
    }
}

fn xpath_problem(path: &str) -> Option<NoValue> {
    match xpath_texts("<a/>", path, &never).err()? {
        error @ (XPathError::Path { .. } | XPathError::PathTooLong) => {
            Some(NoValue::Query(error.to_string()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_reply_answers_is_told_and_the_rest_is_not() {
        for good in [
            "res.status",
            "res.headers.content-type",
            "res.body.items[0].id",
            "res('items[0].id')",
            "jsonpath('$.items[*].id')",
            "xpath('//Code')",
            r"regex('id=(\d+)')",
            "signature.signedHeaders",
            "certificate.daysLeft",
            "size.body",
        ] {
            assert_eq!(expression_problem(good), None, "{good}");
        }
        for (wrong, says) in [
            ("", "no expression"),
            ("res", "scripts are not run"),
            ("res.getStatus()", "scripts are not run"),
            ("status", "begins with res"),
            ("res.body.map(x => x.id)", "scripts are not run"),
            ("jsonpath('items')", "can not be read at character"),
            ("jsonpath('$.", "scripts are not run"),
            ("xpath('//[')", "can not be read"),
            ("regex('(')", "can not be used"),
        ] {
            let problem = expression_problem(wrong);
            assert!(
                problem.as_ref().is_some_and(|problem| problem.contains(says)),
                "{wrong}: {problem:?}"
            );
        }
    }
}
