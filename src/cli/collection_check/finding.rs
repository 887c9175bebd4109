//! What a check found, for people and for JSON.

use std::collections::HashSet;

use serde::Serialize;

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Finding {
    /// Whether it fails the check.
    pub weight: Weight,
    /// Stable slug.
    pub kind: &'static str,
    /// The file, from the folder of the collection on.
    pub path: String,
    /// What is amiss, without any value that may be secret.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

/// Whether a finding fails the check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Weight {
    /// It does.
    Fault,
    /// It is said, as it is a matter of this machine.
    Note,
}

/// A path for a person: the folder of the collection itself is a dot, and no name breaks the line.
fn on_one_line(path: &str) -> String {
    match path {
        "" => ".".to_owned(),
        path => path
            .chars()
            .map(|ch| if ch.is_control() { '\u{fffd}' } else { ch })
            .collect(),
    }
}

/// All that was found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    findings: Vec<Finding>,
    seen: HashSet<Finding>,
    /// How many requests were looked at.
    pub requests: usize,
}

/// `{"requests","findings":[{"kind","path","message","hint"}],"notes":[…]}`.
#[derive(Serialize)]
pub struct JsonFound<'a> {
    requests: usize,
    findings: Vec<JsonFinding<'a>>,
    notes: Vec<JsonFinding<'a>>,
}

#[derive(Serialize)]
struct JsonFinding<'a> {
    kind: &'a str,
    path: &'a str,
    message: &'a str,
    hint: &'a str,
}

impl Found {
    /// One more, unless it is known.
    pub fn add(&mut self, finding: Finding) {
        if self.seen.insert(finding.clone()) {
            self.findings.push(finding);
        }
    }

    /// Several more.
    pub fn extend(&mut self, findings: impl IntoIterator<Item = Finding>) {
        for finding in findings {
            self.add(finding);
        }
    }

    /// Whether the check fails.
    pub fn has_faults(&self) -> bool {
        self.of(Weight::Fault).next().is_some()
    }

    fn of(&self, weight: Weight) -> impl Iterator<Item = &Finding> {
        self.findings
            .iter()
            .filter(move |finding| finding.weight == weight)
    }

    /// The lines for a person.
    pub fn lines(&self) -> Vec<String> {
        let line = |label: &str, finding: &Finding| {
            format!(
                "{}: {label}{}. {}",
                on_one_line(&finding.path),
                finding.message,
                finding.hint
            )
        };
        let faults = self.of(Weight::Fault).map(|finding| line("", finding));
        let notes = self.of(Weight::Note).map(|finding| line("note: ", finding));
        let count = |count: usize, one: &str, many: &str| match count {
            1 => format!("1 {one}"),
            count => format!("{count} {many}"),
        };
        let end = format!(
            "{}: {}, {}",
            count(self.requests, "request", "requests"),
            count(self.of(Weight::Fault).count(), "finding", "findings"),
            count(self.of(Weight::Note).count(), "note", "notes"),
        );
        faults.chain(notes).chain([end]).collect()
    }

    /// The object for programs.
    pub fn json(&self) -> JsonFound<'_> {
        let of = |weight| {
            let findings = self.of(weight).map(|finding| JsonFinding {
                kind: finding.kind,
                path: &finding.path,
                message: &finding.message,
                hint: &finding.hint,
            });
            findings.collect()
        };
        JsonFound {
            requests: self.requests,
            findings: of(Weight::Fault),
            notes: of(Weight::Note),
        }
    }
}
