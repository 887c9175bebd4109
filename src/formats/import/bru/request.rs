//! A request of Bruno, and what it shares with folder and collection.

use std::collections::BTreeMap;

use super::super::TransferOutcome;
use super::super::kept::{add_paragraph, keep_in_note};
use super::super::report::Report;
use super::super::text_body::content_type_of;
use super::blocks::{Block, Blocks, End, outdented};
use super::pairs::{Pair, has_other_annotations, not_described, pairs_of, value_of};
use super::{auth, body};
use crate::model::{
    Assertion, AssertionOperator, Capture, Defaults, DisabledParam, HeaderRow, Info, PathValue, Redirects,
    Request, RowState, TargetSpelling, Variable,
};

/// Blocks that say the method.
const METHODS: [&str; 10] = [
    "get", "post", "put", "delete", "patch", "options", "head", "connect", "trace", "http",
];
/// Blocks whose text is kept in the note, with the moment at which Bruno runs each.
const SCRIPTS: [(&str, &str); 3] = [
    ("script:pre-request", "before the request"),
    ("script:post-response", "after the response"),
    ("tests", "to test the response"),
];
/// Blocks that are read elsewhere.
const KNOWN: [&str; 12] = [
    "meta",
    "headers",
    "query",
    "params:query",
    "params:path",
    "vars:pre-request",
    "vars:post-response",
    "assert",
    "docs",
    "settings",
    "auth",
    "body",
];

/// The block with method and URL.
pub(super) fn method_block<'a>(blocks: &Blocks<'a>) -> Option<Block<'a>> {
    blocks
        .all
        .iter()
        .find(|block| METHODS.contains(&block.name))
        .copied()
}

/// Reads a request.
pub(super) fn read(
    name: String,
    blocks: &Blocks<'_>,
    line: Block<'_>,
    place: &str,
    report: &mut Report,
) -> Request {
    let pairs = pairs_of(line.text);
    let mut request = Request {
        info: Info { name },
        ..Request::default()
    };
    request.http.method = match line.name {
        "http" => value_of(&pairs, "method"),
        name => name.to_ascii_uppercase(),
    };
    request.http.url = value_of(&pairs, "url");
    request.http.headers = headers(blocks, place, report);
    request.http.auth = auth::read(&value_of(&pairs, "auth"), blocks, place, report);
    let mode = value_of(&pairs, "body");
    request.http.body = body::read(&mode, blocks, place, report);
    if mode == body::SPARQL && content_type_of(&request.http.headers).is_none() {
        let row = HeaderRow::new("Content-Type", "application/sparql-query");
        request.http.headers.push(row);
    }
    params(blocks, &mut request, place, report);
    request.variables = variables(blocks, "vars:pre-request");
    let mut docs = docs_of(blocks);
    checks(blocks, &mut request, &mut docs, place, report);
    settings(blocks, &mut request, place, report);
    scripts(blocks, &mut docs, place, report);
    rest(blocks, place, report);
    request.docs = docs.into();
    request
}

/// What a folder or collection gives to its requests, and its note.
pub(super) fn defaults(blocks: &Blocks<'_>, place: &str, report: &mut Report) -> (Defaults, String) {
    let mode = blocks
        .named("auth")
        .map(|block| value_of(&pairs_of(block.text), "mode"))
        .unwrap_or_default();
    let mut defaults = Defaults {
        headers: headers(blocks, place, report),
        variables: variables(blocks, "vars:pre-request"),
        auth: auth::read(&mode, blocks, place, report),
        ..Defaults::default()
    };
    let mut docs = docs_of(blocks);
    let after = blocks
        .named("vars:post-response")
        .map(|block| outdented(block.text));
    if let Some(text) = after.filter(|text| !text.trim().is_empty()) {
        let title = "Variables that Bruno takes from each response, which are not taken here";
        keep_in_note(&mut docs, title, "", &text);
        let text =
            "Its variables after the response are kept as text in the note: captures belong to requests";
        report.add(place, TransferOutcome::Kept, text);
    }
    scripts(blocks, &mut docs, place, report);
    for block in &blocks.all {
        let is_of_requests = matches!(block.name, "query" | "assert" | "settings" | "body")
            || block.name.starts_with("params:")
            || block.name.starts_with("body:");
        if is_of_requests {
            let text = format!("The block {}, which belongs to requests", block.name);
            report.add(place, TransferOutcome::Dropped, text);
        }
    }
    rest(blocks, place, report);
    defaults.variables.retain(|variable| !variable.name.is_empty());
    (defaults, docs)
}

fn docs_of(blocks: &Blocks<'_>) -> String {
    let mut docs = String::new();
    if let Some(block) = blocks.named("docs") {
        add_paragraph(&mut docs, &outdented(block.text));
    }
    docs
}

fn headers(blocks: &Blocks<'_>, place: &str, report: &mut Report) -> Vec<HeaderRow> {
    let pairs = blocks.named("headers").map(|block| pairs_of(block.text));
    let pairs = pairs.unwrap_or_default();
    not_described(&pairs, "header rows", place, report);
    pairs
        .into_iter()
        .map(|pair| HeaderRow {
            state: pair.state,
            ..HeaderRow::new(pair.name, pair.value)
        })
        .collect()
}

/// The variables of a block.
pub(super) fn variables(blocks: &Blocks<'_>, name: &str) -> Vec<Variable> {
    let pairs = blocks.named(name).map(|block| pairs_of(block.text));
    let variables = pairs.unwrap_or_default().into_iter().map(|pair| Variable {
        state: pair.state,
        description: pair.description,
        ..Variable::new(pair.name, pair.value)
    });
    variables.collect()
}

/// Bruno sends the query of the URL's text: parameters that are not in it are switched off.
fn params(blocks: &Blocks<'_>, request: &mut Request, place: &str, report: &mut Report) {
    let query = blocks.named("params:query").or(blocks.named("query"));
    let pairs = query.map(|block| pairs_of(block.text)).unwrap_or_default();
    let path = blocks.named("params:path").map(|block| pairs_of(block.text));
    let path = path.unwrap_or_default();
    not_described(&[pairs.as_slice(), &path].concat(), "parameters", place, report);
    let url = request.http.url.clone();
    let in_url = url.split_once('?').map_or("", |(_, query)| query);
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for pair in in_url.split('&') {
        let name = pair.split_once('=').map_or(pair, |(name, _)| name);
        *names.entry(name).or_default() += 1;
    }
    let mut before = 0;
    for pair in pairs {
        if pair.state == RowState::Enabled
            && let Some(left) = names.get_mut(pair.name.as_str()).filter(|left| **left > 0)
        {
            *left -= 1;
            before += 1;
            continue;
        }
        if pair.state == RowState::Enabled {
            let text = format!(
                "The parameter {} is not in the URL, which Bruno sends: it comes switched off",
                pair.name
            );
            report.add(place, TransferOutcome::Changed, text);
        }
        request.http.disabled_params.push(DisabledParam {
            name: pair.name,
            value: Some(pair.value),
            after: before,
            ..DisabledParam::default()
        });
    }
    // Bruno sends the value of a row that is switched off too.
    for pair in path {
        request.http.path_values.push(PathValue {
            name: pair.name,
            value: pair.value,
            ..PathValue::default()
        });
    }
}

fn checks(blocks: &Blocks<'_>, request: &mut Request, docs: &mut String, place: &str, report: &mut Report) {
    let asserted = blocks.named("assert").map(|block| pairs_of(block.text));
    let asserted = asserted.unwrap_or_default();
    not_described(&asserted, "assertions", place, report);
    for pair in asserted {
        let (operator, value) = compared(&pair.value);
        if !is_of_reply(&pair.name) {
            let text = format!(
                "The assertion about {} is kept, and is not evaluated here",
                pair.name
            );
            report.add(place, TransferOutcome::Kept, text);
        }
        request.assertions.push(Assertion {
            state: pair.state,
            ..Assertion::new(pair.name, operator, value)
        });
    }
    let taken = blocks
        .named("vars:post-response")
        .map(|block| pairs_of(block.text));
    let taken = taken.unwrap_or_default();
    not_described(&taken, "variables after the response", place, report);
    let (taken, other): (Vec<Pair>, Vec<Pair>) = taken.into_iter().partition(|pair| is_of_reply(&pair.value));
    request.captures.extend(taken.into_iter().map(|pair| Capture {
        state: pair.state,
        ..Capture::new(pair.value, pair.name)
    }));
    if other.is_empty() {
        return;
    }
    let lines: Vec<String> = other
        .iter()
        .map(|pair| {
            let off = match pair.state {
                RowState::Enabled => "",
                RowState::Disabled => "~",
            };
            format!("{off}{}: {}", pair.name, pair.value)
        })
        .collect();
    let title = "Variables that Bruno works out after the response, which are not set here";
    keep_in_note(docs, title, "", &lines.join("\n"));
    for pair in other {
        let text = format!(
            "The variable {} is worked out by a script: it is kept as text in the note",
            pair.name
        );
        report.add(place, TransferOutcome::Kept, text);
    }
}

/// The first word is the operator where it is one; else all of it has to be equal.
fn compared(text: &str) -> (AssertionOperator, &str) {
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    match AssertionOperator::from(word.to_owned()) {
        AssertionOperator::Other(_) => (AssertionOperator::Eq, text),
        known => (known, rest.trim()),
    }
}

/// Whether an expression is a path into the reply, or a query of its body.
fn is_of_reply(expression: &str) -> bool {
    let Some(rest) = expression.trim().strip_prefix("res") else {
        return false;
    };
    let is_query = rest.starts_with("('") || rest.starts_with("(\"");
    let is_path = rest.starts_with(['.', '[', '?'])
        && rest
            .chars()
            .all(|letter| letter.is_alphanumeric() || "._-$[]'\"?()".contains(letter));
    let calls = rest.matches('(').count();
    let is_known_call = ["getHeader(", "getStatus(", "getBody(", "getResponseTime("]
        .iter()
        .any(|call| rest.starts_with(&format!(".{call}")));
    (is_query && calls == 1) || (is_path && (calls == 0 || (calls == 1 && is_known_call)))
}

fn settings(blocks: &Blocks<'_>, request: &mut Request, place: &str, report: &mut Report) {
    let pairs = blocks.named("settings").map(|block| pairs_of(block.text));
    for pair in pairs.unwrap_or_default() {
        match (pair.name.as_str(), pair.value.as_str()) {
            ("encodeUrl", "true") | ("timeout", "0" | "inherit" | "") => {}
            ("encodeUrl", "false") => request.settings.spelling = TargetSpelling::AsTyped,
            ("followRedirects", "true") => request.settings.redirects = Redirects::SameOrigin,
            ("followRedirects", "false") => request.settings.redirects = Redirects::Stop,
            ("timeout", value) if value.parse::<u64>().is_ok() => {
                request.settings.total_timeout_ms = value.parse().ok();
            }
            (name, _) => report.add(place, TransferOutcome::Dropped, format!("Its setting {name}")),
        }
    }
}

fn scripts(blocks: &Blocks<'_>, docs: &mut String, place: &str, report: &mut Report) {
    for (name, moment) in SCRIPTS {
        let text = blocks.named(name).map(|block| outdented(block.text));
        let Some(code) = text.filter(|code| !code.trim().is_empty()) else {
            continue;
        };
        let title = format!("Script of Bruno {moment}, which is not run here");
        keep_in_note(docs, &title, "js", &code);
        let text = format!("Its script {moment} is kept as text in the note, and is not run");
        report.add(place, TransferOutcome::Kept, text);
    }
}

/// What is left has a line each.
fn rest(blocks: &Blocks<'_>, place: &str, report: &mut Report) {
    if let Some(meta) = blocks.named("meta") {
        for pair in pairs_of(meta.text) {
            if !matches!(pair.name.as_str(), "name" | "type" | "seq") && !pair.value.is_empty() {
                report.add(place, TransferOutcome::Dropped, format!("Its {}", pair.name));
            }
        }
    }
    typed(blocks, place, report);
    for (at, block) in blocks.all.iter().enumerate() {
        let is_second = blocks.all.iter().take(at).any(|before| before.name == block.name);
        if is_second && block.name != "example" {
            let text = format!("Another block {}: the first one counts", block.name);
            report.add(place, TransferOutcome::Dropped, text);
        }
        if block.end == End::Missing {
            let text = format!(
                "The block {} does not end: all to the end of the file was taken for it",
                block.name
            );
            report.add(place, TransferOutcome::Changed, text);
        }
        let is_known = KNOWN.contains(&block.name)
            || METHODS.contains(&block.name)
            || SCRIPTS.iter().any(|(name, _)| *name == block.name)
            || block.name.starts_with("auth:")
            || block.name.starts_with("body:");
        if block.name == "example" {
            report.add(place, TransferOutcome::Dropped, "1 saved response");
        } else if !is_known {
            report.add(
                place,
                TransferOutcome::Dropped,
                format!("The block {}", block.name),
            );
        }
    }
    for line in &blocks.stray {
        let text = format!("The line {}, which stands in no block", quoted(line));
        report.add(place, TransferOutcome::Dropped, text);
    }
}

/// Values of variables are texts here, whatever Bruno was told of their type.
pub(super) fn typed(blocks: &Blocks<'_>, place: &str, report: &mut Report) {
    let variables = blocks.all.iter().filter(|block| block.name.starts_with("vars"));
    if variables
        .into_iter()
        .any(|block| has_other_annotations(block.text))
    {
        report.add(
            place,
            TransferOutcome::Dropped,
            "The types of its variables, which are texts here",
        );
    }
}

/// The first word of a line: what follows may be a secret.
fn quoted(line: &str) -> String {
    let word = line.split([' ', ':', '=']).next().unwrap_or_default();
    format!("{:?}", word.chars().take(40).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_into_the_reply_are_taken() {
        for (expression, is_path) in [
            ("res.body.token", true),
            ("res.body.items[0].id", true),
            ("res('items[0].id')", true),
            ("res.headers['x-y']", true),
            ("res.getHeader('x-y')", true),
            ("res.body.items.map(x => x.id)", false),
            ("res.body.a.toUpperCase()", false),
            ("res('a') + res('b')", false),
            ("$res.body.token", false),
            ("1", false),
        ] {
            assert_eq!(is_of_reply(expression), is_path, "{expression}");
        }
    }

    #[test]
    fn the_first_word_is_the_operator_where_it_is_one() {
        assert_eq!(compared("eq 200"), (AssertionOperator::Eq, "200"));
        assert_eq!(compared("isNumber"), (AssertionOperator::IsNumber, ""));
        assert_eq!(compared("hello world"), (AssertionOperator::Eq, "hello world"));
    }
}
