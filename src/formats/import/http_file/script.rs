//! Scripts between `{% … %}`. None is run: one that only checks the status or takes values of the response becomes assertions
//! and captures, and every other one is kept as text in the note.

mod simple;

use super::super::TransferOutcome;
use super::super::kept::{add_paragraph, counted, keep_in_note};
use super::super::report::Report;
use crate::model::Request;
use simple::simple;

/// A script, or the name of its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Script {
    moment: Moment,
    code: Code,
}

/// When the program runs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    Before,
    After,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Code {
    Written(String),
    InFile(String),
}

impl Script {
    /// One that is in a file, which is not read.
    pub(super) fn named(moment: Moment, path: &str) -> Self {
        Self {
            moment,
            code: Code::InFile(path.trim().to_owned()),
        }
    }
}

impl Moment {
    fn words(self) -> &'static str {
        match self {
            Self::Before => "before the request",
            Self::After => "after the response",
        }
    }
}

/// The scripts of a block, and the lines without them. One that does not end goes to the end of the block.
pub(super) fn scripts_of<'a>(lines: &[&'a str]) -> (Vec<&'a str>, Vec<Script>) {
    let (mut others, mut scripts) = (Vec::new(), Vec::new());
    let mut rest = lines.iter().copied();
    let mut sent = Moment::Before;
    while let Some(line) = rest.next() {
        let trimmed = line.trim();
        let opened = ["> {%", "< {%", ">{%", "<{%"]
            .into_iter()
            .find_map(|mark| trimmed.strip_prefix(mark));
        let (moment, first, close) = match opened {
            Some(first) if trimmed.starts_with('<') => (Moment::Before, first, "%}"),
            Some(first) => (Moment::After, first, "%}"),
            // httpYac
            None if trimmed == "{{" || trimmed.starts_with("{{@") || trimmed.starts_with("{{+") => {
                if trimmed.contains("}}") {
                    others.push(line);
                    continue;
                }
                (sent, "", "}}")
            }
            None => {
                if super::block::is_request_line(trimmed) {
                    sent = Moment::After;
                }
                others.push(line);
                continue;
            }
        };
        let mut code = Vec::new();
        if let Some((inner, _)) = first.split_once(close) {
            code.push(inner);
        } else {
            code.push(first);
            for line in rest.by_ref() {
                if let Some((last, _)) = line
                    .split_once(close)
                    .filter(|(_, after)| after.trim().is_empty())
                {
                    code.push(last);
                    break;
                }
                code.push(line);
            }
        }
        let code = code.join("\n").trim_matches('\n').to_owned();
        if !code.trim().is_empty() {
            scripts.push(Script {
                moment,
                code: Code::Written(code),
            });
        }
    }
    (others, scripts)
}

/// Takes the scripts of a request over.
pub(super) fn taken(
    scripts: Vec<Script>,
    request: &mut Request,
    docs: &mut String,
    place: &str,
    report: &mut Report,
) {
    for script in scripts {
        let moment = script.moment.words();
        let code = match script.code {
            Code::Written(code) => code,
            Code::InFile(path) => {
                add_paragraph(docs, &format!("Script {moment}, which is not run here: `{path}`"));
                let text = format!("Its script {moment} is in the file {path}, which is not read");
                report.add(place, TransferOutcome::Dropped, text);
                continue;
            }
        };
        if script.moment == Moment::After
            && let Some(simple) = simple(&code)
        {
            let text = format!(
                "Its script became {} and {}",
                counted(simple.assertions.len(), "assertion"),
                counted(simple.captures.len(), "capture")
            );
            report.add(place, TransferOutcome::Changed, text);
            request.assertions.extend(simple.assertions);
            request.captures.extend(simple.captures);
            continue;
        }
        keep_in_note(
            docs,
            &format!("Script {moment}, which is not run here"),
            "js",
            &code,
        );
        let text = format!("Its script {moment} is kept as text in the note, and is not run");
        report.add(place, TransferOutcome::Kept, text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_told_from_other_lines() {
        let text = "< {% a() %}\nGET https://x\n\nbody\n> {%\nb();\nif (c) {}\n%}\n> d.js\n{{\ne\n}}";
        let lines: Vec<&str> = text.lines().collect();
        let (others, scripts) = scripts_of(&lines);
        assert_eq!(others, ["GET https://x", "", "body", "> d.js"]);
        let moments: Vec<Moment> = scripts.iter().map(|script| script.moment).collect();
        assert_eq!(moments, [Moment::Before, Moment::After, Moment::After]);
        assert_eq!(scripts[1].code, Code::Written("b();\nif (c) {}".to_owned()));
        let (others, scripts) = scripts_of(&["> {%", "a", "GET https://x"]);
        assert_eq!((others.len(), scripts.len()), (0, 1));
    }
}
