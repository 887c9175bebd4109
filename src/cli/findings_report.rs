//! Findings, for people and as JSON.

use serde::Serialize;

use super::print::{Ink, Printer};
use crate::model::{Evidence, Finding, Mend, PolicyHint};
use crate::text::visible_line;

/// `{"findings":[…]}`.
#[derive(Serialize)]
pub struct JsonFindings<'a> {
    findings: Vec<JsonFinding<'a>>,
}

/// One cause.
#[derive(Serialize)]
pub struct JsonFinding<'a> {
    cause: &'static str,
    confidence: &'static str,
    title: &'a str,
    evidence: Vec<JsonEvidence<'a>>,
    meaning: &'a str,
    ruled_out: &'a [String],
    fix: JsonFix<'a>,
    part: Option<String>,
    policy: Option<&'a PolicyHint>,
}

#[derive(Serialize)]
struct JsonEvidence<'a> {
    place: String,
    text: &'a str,
    /// First byte of the body, and the one behind the last.
    range: Option<[usize; 2]>,
}

#[derive(Serialize)]
struct JsonFix<'a> {
    steps: &'a [String],
    mend: Option<&'a Mend>,
}

/// The object that `explain --json` prints.
pub fn json(findings: &[Finding]) -> JsonFindings<'_> {
    JsonFindings {
        findings: of_findings(findings),
    }
}

/// Findings for a report.
pub fn of_findings(findings: &[Finding]) -> Vec<JsonFinding<'_>> {
    findings
        .iter()
        .map(|finding| JsonFinding {
            cause: finding.cause.slug(),
            confidence: finding.confidence.as_str(),
            title: &finding.title,
            evidence: finding.evidence.iter().map(of_evidence).collect(),
            meaning: &finding.meaning,
            ruled_out: &finding.ruled_out,
            fix: JsonFix {
                steps: &finding.steps,
                mend: finding.mend.as_ref(),
            },
            part: finding.part.as_ref().map(crate::model::RequestPart::slug),
            policy: finding.policy.as_ref(),
        })
        .collect()
}

fn of_evidence(evidence: &Evidence) -> JsonEvidence<'_> {
    JsonEvidence {
        place: evidence.place.label(),
        text: &evidence.text,
        range: evidence.range.as_ref().map(|range| [range.start, range.end]),
    }
}

/// Prints every finding with all that it says.
pub fn print(findings: &[Finding], printer: &mut Printer<'_>) {
    if findings.is_empty() {
        printer.line("The response is no refusal: there is nothing to explain");
    }
    for (number, finding) in findings.iter().enumerate() {
        if number > 0 {
            printer.line("");
        }
        printer.inked(Ink::Bold, &visible_line(&finding.title));
        printer.inked(
            Ink::Faint,
            &format!("{}, {}", finding.confidence.as_str(), finding.cause.slug()),
        );
        if !finding.meaning.is_empty() {
            printer.line(&visible_line(&finding.meaning));
        }
        for evidence in &finding.evidence {
            printer.line(&visible_line(&said(evidence)));
        }
        for sentence in &finding.ruled_out {
            printer.line(&visible_line(&format!("  ruled out: {sentence}")));
        }
        for (step, text) in finding.steps.iter().enumerate() {
            printer.line(&visible_line(&format!("  {}. {text}", step + 1)));
        }
        if let Some(hint) = &finding.policy {
            print_policy(hint, printer);
        }
    }
}

fn said(evidence: &Evidence) -> String {
    format!("  {}: {}", evidence.place.label(), evidence.text)
}

fn print_policy(hint: &PolicyHint, printer: &mut Printer<'_>) {
    printer.line("");
    printer.line(&format!(
        "  Called: {} on {}",
        visible_line(&hint.action),
        visible_line(&hint.resource)
    ));
    for document in &hint.documents {
        printer.inked(Ink::Bold, &format!("  {}", document.title));
        for line in document.json.lines() {
            printer.line(&format!("  {line}"));
        }
    }
    for remark in &hint.remarks {
        printer.line(&format!("  {remark}"));
    }
}

/// After a send: the first cause with its steps, and the titles of the others, on standard error.
pub fn remark(findings: &[Finding], printer: &mut Printer<'_>) {
    let Some((first, others)) = findings.split_first() else {
        return;
    };
    printer.remark(&format!(
        "why: {} ({}, {})",
        visible_line(&first.title),
        first.confidence.as_str(),
        first.cause.slug()
    ));
    // What any server says needs no more than its name.
    if first.cause.is_general() {
        return;
    }
    for evidence in first.evidence.iter().take(3) {
        printer.remark(&visible_line(&said(evidence)));
    }
    for step in &first.steps {
        printer.remark(&visible_line(&format!("  next: {step}")));
    }
    for other in others {
        printer.remark(&format!(
            "or: {} ({}, {})",
            visible_line(&other.title),
            other.confidence.as_str(),
            other.cause.slug()
        ));
    }
}
