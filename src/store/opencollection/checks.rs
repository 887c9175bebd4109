//! Assertions and captures of a request: `runtime.assertions` and `runtime.actions`, as Bruno writes them.
//!
//! OpenCollection has expressions over `res`, and one way to select a value. What goes beyond that, as facts of the
//! signature, XPath and regular expressions, stands in the file beside the YAML, and is read behind the rest.

use toml::{Table, Value};

use super::rows::{RowKind, state, with_rows_of};
use super::side::Side;
use super::yaml::{Map, Node};
use crate::model::{
    Assertion, AssertionOperator, Capture, CaptureScope, RowId, RowState, is_of_opencollection,
};

const ASSERTION: [&str; 5] = ["expression", "operator", "value", "disabled", "description"];
const ACTION: [&str; 6] = ["type", "phase", "selector", "variable", "description", "disabled"];
const SELECTOR: [&str; 2] = ["expression", "method"];
const VARIABLE: [&str; 2] = ["name", "scope"];
/// The scope of a capture that becomes a variable of the environment.
const ENVIRONMENT: &str = "environment";
/// The table of the file beside the YAML.
const CHECKS: &str = "checks";

/// The assertions of a request.
pub(super) fn read_assertions(runtime: Option<&Map>, side: &Side) -> Vec<Assertion> {
    let rows = runtime
        .map(|runtime| runtime.items("assertions"))
        .unwrap_or_default();
    let of_yaml = rows.iter().filter_map(Node::as_map).map(|row| Assertion {
        row: RowId::fresh(),
        expression: row.text("expression").to_owned(),
        operator: AssertionOperator::from(row.text("operator").to_owned()),
        value: row.text("value").to_owned(),
        state: state(row),
    });
    let own = own_rows(side, "assertions").map(|row| Assertion {
        row: RowId::fresh(),
        expression: text(row, "expression").to_owned(),
        operator: AssertionOperator::from(text(row, "operator").to_owned()),
        value: text(row, "value").to_owned(),
        state: own_state(row),
    });
    of_yaml.chain(own).collect()
}

/// The captures of a request.
pub(super) fn read_captures(runtime: Option<&Map>, side: &Side) -> Vec<Capture> {
    let rows = runtime
        .map(|runtime| runtime.items("actions"))
        .unwrap_or_default();
    let of_yaml = rows.iter().filter_map(as_capture).map(|row| Capture {
        row: RowId::fresh(),
        expression: capture_expression(row).to_owned(),
        variable: capture_variable(row).to_owned(),
        scope: capture_scope(row.map("variable")),
        state: state(row),
    });
    let own = own_rows(side, "captures").map(|row| Capture {
        row: RowId::fresh(),
        expression: text(row, "expression").to_owned(),
        variable: text(row, "variable").to_owned(),
        scope: match text(row, "scope") {
            ENVIRONMENT => CaptureScope::Environment,
            _ => CaptureScope::Run,
        },
        state: own_state(row),
    });
    of_yaml.chain(own).collect()
}

/// Rows of assertions.
const ASSERTIONS: RowKind = RowKind {
    is_row: |_| true,
    texts: |row| (row.text("expression"), row.text("value")),
};
/// Rows of captures: other actions are kept, and not carried out.
const CAPTURES: RowKind = RowKind {
    is_row: is_capture,
    texts: |row| (capture_variable(row), capture_expression(row)),
};

fn is_capture(row: &Map) -> bool {
    row.text("type") == "set-variable" && row.text("phase") == "after-response"
}

/// An action that is a capture.
pub(super) fn as_capture(node: &Node) -> Option<&Map> {
    node.as_map().filter(|row| is_capture(row))
}

fn capture_expression(row: &Map) -> &str {
    row.map("selector")
        .map_or("", |selector| selector.text("expression"))
}

fn capture_variable(row: &Map) -> &str {
    row.map("variable").map_or("", |variable| variable.text("name"))
}

/// Scopes that are neither are kept, and read as that of a run, as Bruno reads all of them.
fn capture_scope(variable: Option<&Map>) -> CaptureScope {
    match variable.map_or("", |variable| variable.text("scope")) {
        ENVIRONMENT => CaptureScope::Environment,
        _ => CaptureScope::Run,
    }
}

/// The word of a file.
fn scope_word(scope: CaptureScope) -> &'static str {
    match scope {
        CaptureScope::Run => "runtime",
        CaptureScope::Environment => ENVIRONMENT,
    }
}

/// Writes the assertions that have a place there.
pub(super) fn put_assertions(runtime: &mut Map, assertions: &[Assertion], order: &[&str]) {
    let of_yaml: Vec<&Assertion> = assertions
        .iter()
        .filter(|assertion| is_of_opencollection(&assertion.expression))
        .collect();
    let keys: Vec<(&str, &str)> = of_yaml
        .iter()
        .map(|assertion| (assertion.expression.as_str(), assertion.value.as_str()))
        .collect();
    let rows = with_rows_of(ASSERTIONS, runtime.items("assertions"), &keys, |at, before| {
        let mut row = before.cloned().unwrap_or_default();
        if let Some(assertion) = of_yaml.get(at) {
            row.put_text("expression", &assertion.expression, &ASSERTION);
            row.put_text("operator", assertion.operator.as_str(), &ASSERTION);
            row.put_filled("value", value_of(assertion), &ASSERTION);
            put_state(&mut row, assertion.state, &ASSERTION);
        }
        row
    });
    runtime.put_list("assertions", rows, order);
}

/// Operators that ask of what kind something is have no value.
fn value_of(assertion: &Assertion) -> &str {
    if assertion.operator.takes_value() {
        &assertion.value
    } else {
        ""
    }
}

/// Writes the captures that have a place there. Other actions stay where they are.
pub(super) fn put_captures(runtime: &mut Map, captures: &[Capture], order: &[&str]) {
    let of_yaml: Vec<&Capture> = captures
        .iter()
        .filter(|capture| is_of_opencollection(&capture.expression))
        .collect();
    let keys: Vec<(&str, &str)> = of_yaml
        .iter()
        .map(|capture| (capture.variable.as_str(), capture.expression.as_str()))
        .collect();
    let rows = with_rows_of(CAPTURES, runtime.items("actions"), &keys, |at, before| {
        of_yaml
            .get(at)
            .map_or_else(Map::default, |capture| capture_row(before, capture))
    });
    runtime.put_list("actions", rows, order);
}

fn capture_row(before: Option<&Map>, capture: &Capture) -> Map {
    let mut row = before.cloned().unwrap_or_default();
    row.put_text("type", "set-variable", &ACTION);
    row.put_text("phase", "after-response", &ACTION);
    let mut selector = row.map("selector").cloned().unwrap_or_default();
    selector.put_text("expression", &capture.expression, &SELECTOR);
    if selector.get("method").is_none() {
        selector.put_text("method", "jsonq", &SELECTOR);
    }
    row.put_map("selector", selector, &ACTION);
    let mut variable = row.map("variable").cloned().unwrap_or_default();
    variable.put_text("name", &capture.variable, &VARIABLE);
    if variable.get("scope").is_none() || capture_scope(Some(&variable)) != capture.scope {
        variable.put_text("scope", scope_word(capture.scope), &VARIABLE);
    }
    row.put_map("variable", variable, &ACTION);
    put_state(&mut row, capture.state, &ACTION);
    row
}

fn put_state(row: &mut Map, new: RowState, order: &[&str]) {
    match new {
        _ if state(row) == new => {}
        RowState::Enabled => {
            row.remove("disabled");
        }
        RowState::Disabled => row.put_plain("disabled", "true", order),
    }
}

/// Writes what only this program evaluates.
pub(super) fn put_own_checks(side: &mut Side, assertions: &[Assertion], captures: &[Capture]) {
    let assertions = assertions
        .iter()
        .filter(|assertion| !is_of_opencollection(&assertion.expression))
        .map(|assertion| {
            let texts = [
                ("expression", assertion.expression.as_str()),
                ("operator", assertion.operator.as_str()),
                ("value", value_of(assertion)),
            ];
            own_row(&texts, assertion.state)
        })
        .collect();
    let captures = captures
        .iter()
        .filter(|capture| !is_of_opencollection(&capture.expression))
        .map(|capture| {
            let texts = [
                ("expression", capture.expression.as_str()),
                ("variable", capture.variable.as_str()),
                ("scope", own_scope_word(capture.scope)),
            ];
            own_row(&texts, capture.state)
        })
        .collect();
    let mut table = side.table(CHECKS).cloned().unwrap_or_default();
    put_rows(&mut table, "assertions", assertions);
    put_rows(&mut table, "captures", captures);
    side.put(CHECKS, table);
}

/// The same, but nothing for the default.
fn own_scope_word(scope: CaptureScope) -> &'static str {
    match scope {
        CaptureScope::Run => "",
        CaptureScope::Environment => ENVIRONMENT,
    }
}

fn put_rows(table: &mut Table, key: &str, rows: Vec<Value>) {
    if rows.is_empty() {
        table.remove(key);
    } else {
        table.insert(key.to_owned(), Value::Array(rows));
    }
}

fn own_row(texts: &[(&str, &str)], state: RowState) -> Value {
    let filled = texts.iter().filter(|(_, text)| !text.is_empty());
    let mut row: Table = filled
        .map(|(key, text)| ((*key).to_owned(), Value::String((*text).to_owned())))
        .collect();
    if state == RowState::Disabled {
        row.insert("disabled".to_owned(), Value::Boolean(true));
    }
    Value::Table(row)
}

fn own_rows<'a>(side: &'a Side, key: &str) -> impl Iterator<Item = &'a Table> {
    let rows = side.table(CHECKS).and_then(|checks| checks.get(key)?.as_array());
    rows.into_iter().flatten().filter_map(Value::as_table)
}

fn text<'a>(row: &'a Table, key: &str) -> &'a str {
    row.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn own_state(row: &Table) -> RowState {
    match row.get("disabled") {
        Some(Value::Boolean(true)) => RowState::Disabled,
        _ => RowState::Enabled,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{read_request, same_content, write_request};
    use super::*;

    const FILE: &str = "\
info:
  name: list
  type: http

http:
  method: GET
  url: https://a.example/

runtime:
  scripts:
    - type: tests
      code: x
  assertions:
    # the status
    - expression: res.status
      operator: eq
      value: \"200\"
      description: kept
    - expression: res.body.id
      operator: isDefined
      disabled: true
    - expression: res.body
      operator: isOdd
      value: 1
  actions:
    - type: set-variable
      phase: before-request
      selector:
        expression: x
    - type: set-variable
      phase: after-response
      selector:
        expression: res.body.id
        method: jsonq
      variable:
        name: id
        scope: runtime
";

    #[test]
    fn what_bruno_writes_is_read_and_kept_as_it_is() {
        let request = read_request(FILE, None).unwrap();
        let words: Vec<String> = request.assertions.iter().map(Assertion::words).collect();
        assert_eq!(
            words,
            ["res.status eq 200", "res.body.id isDefined", "res.body isOdd 1"]
        );
        let states: Vec<RowState> = request.assertions.iter().map(|row| row.state).collect();
        assert_eq!(states, [RowState::Enabled, RowState::Disabled, RowState::Enabled]);
        let captures: Vec<(&str, &str)> = request
            .captures
            .iter()
            .map(|capture| (capture.variable.as_str(), capture.expression.as_str()))
            .collect();
        assert_eq!(captures, [("id", "res.body.id")]);
        let written = write_request(&request, Some((FILE, None))).unwrap();
        assert_eq!((written.yaml.as_str(), written.side), (FILE, None));
    }

    #[test]
    fn a_change_is_one_line_and_the_rest_stays() {
        let mut request = read_request(FILE, None).unwrap();
        request.assertions[0].value = "201".to_owned();
        request.captures[0].variable = "petId".to_owned();
        let written = write_request(&request, Some((FILE, None))).unwrap();
        let expected = FILE
            .replace("value: \"200\"", "value: \"201\"")
            .replace("name: id\n", "name: petId\n");
        assert_eq!(written.yaml, expected);
        request.assertions.remove(0);
        request.captures.clear();
        let written = write_request(&request, Some((FILE, None))).unwrap();
        assert!(!written.yaml.contains("res.status") && written.yaml.contains("before-request"));
        assert!(same_content(
            &read_request(&written.yaml, None).unwrap(),
            &request
        ));
    }

    #[test]
    fn what_only_this_program_evaluates_stands_in_the_file_beside() {
        let mut request = read_request(FILE, None).unwrap();
        let own = Assertion::new(
            "signature.signedHeaders",
            AssertionOperator::Eq,
            "host;x-amz-date",
        );
        request.assertions.insert(0, own);
        let xpath = Capture {
            state: RowState::Disabled,
            ..Capture::new("xpath('//Token')", "token")
        };
        request.captures.push(xpath);
        let written = write_request(&request, Some((FILE, None))).unwrap();
        assert_eq!(written.yaml, FILE);
        let side = written.side.unwrap();
        assert!(side.contains("[[checks.assertions]]"), "{side}");
        let again = read_request(&written.yaml, Some(&side)).unwrap();
        assert!(same_content(&again, &request));
        assert_eq!(again.assertions.len(), 4);
        request.assertions.remove(0);
        request.captures.pop();
        let written = write_request(&request, Some((FILE, Some(&side)))).unwrap();
        assert_eq!(written.side, None);
    }

    #[test]
    fn the_scope_of_a_capture_is_written_and_one_that_is_not_known_stays() {
        let of_folder = FILE.replace("scope: runtime", "scope: folder");
        let mut request = read_request(&of_folder, None).unwrap();
        assert_eq!(request.captures[0].scope, CaptureScope::Run);
        let written = write_request(&request, Some((&of_folder, None))).unwrap();
        assert_eq!(written.yaml, of_folder);
        request.captures[0].scope = CaptureScope::Environment;
        let own = Capture {
            scope: CaptureScope::Environment,
            ..Capture::new("xpath('//Token')", "token")
        };
        request.captures.push(own);
        let written = write_request(&request, Some((&of_folder, None))).unwrap();
        assert_eq!(written.yaml, FILE.replace("scope: runtime", "scope: environment"));
        let again = read_request(&written.yaml, written.side.as_deref()).unwrap();
        assert!(same_content(&again, &request));
    }

    #[test]
    fn new_rows_are_written_as_bruno_writes_them() {
        let request = crate::model::Request {
            assertions: vec![
                Assertion::new("res.status", AssertionOperator::Eq, "200"),
                Assertion::new("res.body", AssertionOperator::IsArray, ""),
            ],
            captures: vec![Capture::new("res.body[0].id", "id")],
            ..crate::model::Request::default()
        };
        let written = write_request(&request, None).unwrap();
        let end = written.yaml.split_once("runtime:\n").unwrap().1;
        let end = end.split_once("\n\n").map_or(end, |(runtime, _)| runtime);
        let expected = "  assertions:
    - expression: res.status
      operator: eq
      value: \"200\"
    - expression: res.body
      operator: isArray
  actions:
    - type: set-variable
      phase: after-response
      selector:
        expression: res.body[0].id
        method: jsonq
      variable:
        name: id
        scope: runtime";
        assert_eq!(end, expected);
    }
}
