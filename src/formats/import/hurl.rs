//! Files of Hurl: requests, what their responses are to be, and what is taken from them.
//!
//! <https://hurl.dev/docs/grammar.html>. What has no form here, as a filter or a checksum, is kept as text in the note.

mod asserts;
mod body;
mod request;
mod strings;

use std::collections::BTreeMap;

use super::kept::{add_paragraph, keep_in_note};
use super::lines::with_plain_ends;
use super::names::name_of_target;
use super::report::Report;
use super::{CollectionTree, TransferOutcome, TreeItem};
use crate::model::{Assertion, AssertionOperator, Request, Variable, VariableValue};
use strings::{plain, without_comment};

/// The longest comment that becomes the name of a request.
const LONGEST_NAME: usize = 60;

/// Whether a text that is called otherwise is such a file: a request, and a line of a response.
pub(super) fn is_one(text: &str) -> bool {
    let mut has_request = false;
    let mut lines = text
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    lines.any(|line| {
        has_request |= request_line(line).is_some_and(|(_, url)| url.contains("://") || url.contains("{{"));
        has_request && response_line(line).is_some()
    })
}

/// The lines of a file, and how far they are read.
struct Lines<'a> {
    all: Vec<&'a str>,
    at: usize,
}

impl<'a> Lines<'a> {
    fn peek(&self) -> Option<&'a str> {
        self.all.get(self.at).copied()
    }

    fn next(&mut self) -> Option<&'a str> {
        let line = self.peek()?;
        self.at += 1;
        Some(line)
    }
}

/// What was read so far.
#[derive(Default)]
struct Reading {
    report: Report,
    variables: Vec<Variable>,
    values: BTreeMap<String, VariableValue>,
    requests: Vec<Request>,
}

/// A request while it is read.
#[derive(Default)]
struct Entry {
    request: Request,
    comments: Vec<String>,
    /// Lines that have no form here.
    kept: Vec<String>,
    /// What is to be told, when the name is known.
    notes: Vec<(TransferOutcome, String)>,
    /// Of the section of cookies.
    cookies: Vec<String>,
    /// Of its options.
    aws: Option<String>,
    user: Option<String>,
}

/// Reads a file.
pub(super) fn collection(text: &str) -> CollectionTree {
    let text = with_plain_ends(text);
    let mut lines = Lines {
        all: text.lines().collect(),
        at: 0,
    };
    let mut reading = Reading::default();
    let mut comments = Vec::new();
    let mut stray = 0;
    while let Some(line) = lines.next() {
        let trimmed = line.trim();
        if let Some(comment) = trimmed.strip_prefix('#') {
            if !comment.trim().is_empty() {
                comments.push(comment.trim().to_owned());
            }
        } else if let Some((method, url)) = request_line(trimmed) {
            let mut entry = Entry {
                comments: std::mem::take(&mut comments),
                ..Entry::default()
            };
            method.clone_into(&mut entry.request.http.method);
            entry.request.http.url = plain(url);
            request::read(&mut entry, &mut lines, &mut reading);
            entry.finish(&mut reading);
        } else if !trimmed.is_empty() {
            stray += 1;
        }
    }
    if stray > 0 {
        let text = format!("{stray} lines that belong to no request");
        reading.report.add("", TransferOutcome::Dropped, text);
    }
    let mut docs = String::new();
    add_paragraph(&mut docs, &comments.join("\n"));
    let mut imported = CollectionTree {
        docs: docs.into(),
        items: reading
            .requests
            .into_iter()
            .map(|request| TreeItem::Request(Box::new(request)))
            .collect(),
        report: reading.report.notes,
        ..CollectionTree::default()
    };
    imported.defaults.variables = reading.variables;
    imported
}

impl Entry {
    fn note(&mut self, outcome: TransferOutcome, text: impl Into<String>) {
        self.notes.push((outcome, text.into()));
    }

    fn finish(mut self, reading: &mut Reading) {
        request::put_together(&mut self);
        let mut docs = String::new();
        let http = &self.request.http;
        self.request.info.name = match self.comments.as_slice() {
            [comment] if comment.chars().count() <= LONGEST_NAME => comment.clone(),
            comments => {
                add_paragraph(&mut docs, &comments.join("\n"));
                name_of_target(&http.method, &http.url)
            }
        };
        if !self.kept.is_empty() {
            let title = "Lines of Hurl that have no form here, and are not carried out";
            keep_in_note(&mut docs, title, "", &self.kept.join("\n"));
            let text = "Asserts, captures or options that have no form here are kept as text in the note";
            self.note(TransferOutcome::Kept, text);
        }
        self.request.docs = docs.into();
        for (outcome, text) in self.notes {
            reading.report.add(&self.request.info.name, outcome, text);
        }
        reading.requests.push(self.request);
    }

    fn asserts_status(&mut self, status: &str) {
        if status != "*" {
            let assertion = Assertion::new("res.status", AssertionOperator::Eq, status);
            self.request.assertions.push(assertion);
        }
    }
}

/// `GET https://…`: a word in capitals, and something behind it.
fn request_line(line: &str) -> Option<(&str, &str)> {
    let (method, url) = line.split_once([' ', '\t'])?;
    let is_method = !method.is_empty() && method.bytes().all(|byte| byte.is_ascii_uppercase());
    let url = without_comment(url).trim();
    (is_method && method != "HTTP" && !url.is_empty()).then_some((method, url))
}

/// `HTTP 200`, `HTTP/1.1 *`: version and status.
fn response_line(line: &str) -> Option<(&str, &str)> {
    let (version, status) = without_comment(line.trim()).trim().split_once([' ', '\t'])?;
    let status = status.trim();
    let is_version = matches!(version, "HTTP" | "HTTP/1.0" | "HTTP/1.1" | "HTTP/2" | "HTTP/3");
    let is_status = status == "*" || (!status.is_empty() && status.bytes().all(|byte| byte.is_ascii_digit()));
    (is_version && is_status).then_some((version, status))
}

#[cfg(test)]
mod tests;
