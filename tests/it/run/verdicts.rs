//! Assertions give the verdicts of Bruno 4. `tests/foreign/bruno_run.py` asks Bruno itself about the same table.

use std::fmt::Write as _;

use super::{PLAIN_ROOT, answering, assertion, collection, json_of, request};

/// What the server of the table answers.
const BODY: &str = r#"{"id": 7, "price": 2.5, "name": "Tom", "tags": ["a", "b"], "empty": [], "none": null, "yes": true, "no": false, "text": "200", "nested": {"a.b": [{"x": 1}, {"x": 2}]}, "blank": "", "neg": -3, "big": 12345678901234567890, "length": "ü€"}"#;

const HEADERS: &str = "content-type: application/json\r\nx-one: 1\r\nset-cookie: a=1\r\nset-cookie: b=2\r\nx-two: a\r\n\
                       x-two: b\r\n";

/// The table: expression, operator, value, and what Bruno says. The judge reads the file too.
const TABLE: &str = include_str!("../../fixtures/runs/verdicts.json");

#[derive(serde::Deserialize)]
struct Row {
    expression: String,
    operator: String,
    value: String,
    holds: bool,
}

#[test]
fn each_operator_judges_as_bruno_does() {
    let server = answering(&[("/x", 200, HEADERS, BODY)]);
    let rows: Vec<Row> = serde_json::from_str(TABLE).unwrap();
    let mut runtime = "  assertions:\n".to_owned();
    for row in &rows {
        runtime.push_str(&assertion(&row.expression, &row.operator, &row.value));
    }
    let url = format!("http://127.0.0.1:{}/x", server.port());
    let collection = collection(&[
        ("opencollection.yml", PLAIN_ROOT.to_owned()),
        ("x.yml", request("GET", &url, "", &runtime)),
    ]);
    let (code, report) = json_of(&[], &collection, &[]);
    assert_eq!(code, 1);
    let checks = report["requests"][0]["checks"].as_array().unwrap();
    assert_eq!(checks.len(), rows.len());
    let mut wrong = String::new();
    for (row, check) in rows.iter().zip(checks) {
        if (check["result"] == "holds") != row.holds {
            writeln!(wrong, "{check}").unwrap();
        }
    }
    assert_eq!(wrong, "");
}

#[test]
fn what_only_this_program_evaluates_is_evaluated() {
    const XML: &str = "<r xmlns='u'><a id='1'>one</a><a>two</a></r>";
    let server = answering(&[
        ("/x", 200, "content-type: text/xml\r\n", XML),
        ("/j", 200, "", r#"{"a": [{"b": 1}, {"b": 2}]}"#),
    ]);
    let side = |rows: &[(&str, &str, &str)]| {
        let mut text = "version = 1\n".to_owned();
        for (expression, operator, value) in rows {
            write!(
                text,
                "[[checks.assertions]]\nexpression = {}\noperator = \"{operator}\"\nvalue = {}\n",
                serde_json::to_string(expression).unwrap(),
                serde_json::to_string(value).unwrap()
            )
            .unwrap();
        }
        text
    };
    let of = |path: &str| {
        request(
            "GET",
            &format!("http://127.0.0.1:{}{path}", server.port()),
            "",
            "",
        )
    };
    let collection = collection(&[
        ("opencollection.yml", PLAIN_ROOT.to_owned()),
        ("x.yml", of("/x")),
        (
            "x.countersign.toml",
            side(&[
                ("size.body", "eq", "44"),
                ("size.received", "gt", "0"),
                ("xpath('//a[1]')", "eq", "one"),
                ("xpath('//a/@id')", "eq", "\"1\""),
                ("xpath('//a')", "length", "2"),
                ("xpath('//gone')", "isUndefined", ""),
                ("regex('<a>(\\w+)</a>')", "eq", "two"),
                ("signature.signedHeaders", "isDefined", ""),
                ("certificate.daysLeft", "gt", "1"),
            ]),
        ),
        ("j.yml", of("/j")),
        (
            "j.countersign.toml",
            side(&[
                ("jsonpath('$.a[*].b')", "contains", "2"),
                ("jsonpath('$.a[0].b')", "eq", "1"),
                ("jsonpath('$.a[')", "isDefined", ""),
                ("jsonpath('$.gone')", "isUndefined", ""),
            ]),
        ),
    ]);
    let (_, report) = json_of(&[], &collection, &[]);
    let of_file = |path: &str| -> Vec<&str> {
        let requests = report["requests"].as_array().unwrap();
        let found = requests.iter().find(|request| request["path"] == path).unwrap();
        let checks = found["checks"].as_array().unwrap();
        checks
            .iter()
            .map(|check| check["result"].as_str().unwrap())
            .collect()
    };
    // Nothing was signed and there was no TLS: what would be there is not, and its parts can not be told.
    let holds = "holds";
    assert_eq!(
        of_file("x.yml"),
        [
            holds,
            holds,
            holds,
            holds,
            holds,
            holds,
            holds,
            "not-evaluated",
            "not-evaluated"
        ]
    );
    assert_eq!(of_file("j.yml"), [holds, holds, "not-evaluated", holds]);
}
