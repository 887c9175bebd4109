//! Runs of collections: verdicts, captures, data, order, ends, and reports without secrets.

mod captures;
mod data;
mod ends;
mod engine;
mod hostile;
mod reports;
mod verdicts;

use std::fs;
use std::path::Path;

use countersign::demo::{DEMO_KEY_ID, DEMO_SECRET};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::command::{Ran, Variables, run_with};
use crate::support::server::Server;

const KEY: (&str, &str) = ("COUNTERSIGN_SECRET_SECRET_ACCESS_KEY", DEMO_SECRET);

/// The root of a collection whose requests are signed as the demo user.
fn signed_root() -> String {
    format!(
        "opencollection: 1.0.0\ninfo:\n  name: Shop\nrequest:\n  auth:\n    type: awsv4\n    accessKeyId: {DEMO_KEY_ID}\n    \
         secretAccessKey: '{{{{secretAccessKey}}}}'\n    service: execute-api\n    region: us-east-1\n  variables:\n    - secret: \
         true\n      name: secretAccessKey\n"
    )
}

const PLAIN_ROOT: &str = "opencollection: 1.0.0\ninfo:\n  name: Shop\n";

/// A request with what stands below `http` and below `runtime`.
fn request(method: &str, url: &str, http: &str, runtime: &str) -> String {
    let runtime = if runtime.is_empty() {
        String::new()
    } else {
        format!("runtime:\n{runtime}")
    };
    format!("info:\n  name: r\n  type: http\nhttp:\n  method: {method}\n  url: '{url}'\n{http}{runtime}")
}

fn assertion(expression: &str, operator: &str, value: &str) -> String {
    let quoted = serde_json::to_string(value).unwrap();
    let expression = serde_json::to_string(expression).unwrap();
    format!("    - expression: {expression}\n      operator: {operator}\n      value: {quoted}\n")
}

fn capture(expression: &str, variable: &str) -> String {
    let expression = serde_json::to_string(expression).unwrap();
    format!(
        "    - type: set-variable\n      phase: after-response\n      selector:\n        expression: {expression}\n        method: \
         jsonq\n      variable:\n        name: {variable}\n        scope: runtime\n"
    )
}

fn collection(files: &[(&str, String)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, text) in files {
        write(folder.path(), path, text.as_bytes());
    }
    folder
}

#[expect(clippy::disallowed_methods, reason = "files of the test")]
fn write(folder: &Path, path: &str, text: &[u8]) {
    let file = folder.join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

fn ran(variables: Variables<'_>, collection: &TempDir, flags: &[&str]) -> Ran {
    let place = collection.path().to_str().unwrap().to_owned();
    run_with(variables, "", &[&["run", &place], flags].concat())
}

fn json_of(variables: Variables<'_>, collection: &TempDir, flags: &[&str]) -> (i32, Value) {
    let ran = ran(variables, collection, &[flags, &["--report", "json"]].concat());
    (ran.code, ran.json())
}

/// What came of each request, in order.
fn results(report: &Value) -> Vec<(&str, &str)> {
    let requests = report["requests"].as_array().unwrap();
    requests
        .iter()
        .map(|request| {
            (
                request["path"].as_str().unwrap(),
                request["result"].as_str().unwrap(),
            )
        })
        .collect()
}

/// A server that answers by path: status, header lines and body; and tells each request line.
fn answering(replies: &'static [(&'static str, u16, &'static str, &'static str)]) -> Server<String> {
    Server::start(move |mut connection, report| {
        while let Some(bytes) = connection.request() {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let path = text.split(' ').nth(1).unwrap_or_default();
            let path = path.split('?').next().unwrap_or_default().to_owned();
            report.send(text).ok();
            let found = replies.iter().find(|(of, ..)| *of == path);
            let (_, status, headers, body) = found.copied().unwrap_or(("", 404, "", "none"));
            let length = body.len();
            connection.write(
                format!("HTTP/1.1 {status} X\r\n{headers}content-length: {length}\r\n\r\n{body}").as_bytes(),
            );
        }
    })
}
