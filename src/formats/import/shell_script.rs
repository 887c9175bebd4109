//! Scripts with commands of curl and awscurl, many at once. No command is run: the script is parted into its simple commands,
//! those of curl are read as pasted ones are, variables that are set become variables of the collection, and what only a shell
//! can work out becomes a variable that waits for its value, with a line in the report.

mod filter;
mod marks;
mod request;
mod scan;
mod values;

use std::collections::BTreeMap;

use super::kept::add_paragraph;
use super::lines::with_plain_ends;
use super::report::Report;
use super::{CollectionTree, TransferOutcome, TreeItem};
use crate::formats::curl::Program;
use crate::formats::shell;
use crate::model::{Capture, Request};
use marks::Marks;
use scan::{After, Command, Input, scan};
use values::{Values, command_in, told_word};

/// Commands in commands are read so deep.
const DEEPEST: usize = 3;
/// So many names of other commands are told.
const MOST_NAMES: usize = 20;
/// Words of the shell in front of a command.
const BEFORE: [&str; 14] = [
    "then", "else", "do", "!", "time", "{", "if", "elif", "while", "until", "sudo", "exec", "command", "eval",
];
/// Commands that set variables.
const SETTERS: [&str; 5] = ["export", "local", "readonly", "declare", "typeset"];
/// What does nothing that is missed here.
const HARMLESS: [&str; 12] = [
    "set", ":", "true", "done", "fi", "esac", "}", ";;", "shift", "return", "exit", "break",
];

/// Whether a text that is called otherwise is a script with such commands.
pub(super) fn is_one(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim_start();
        let line = line.strip_prefix("$ ").unwrap_or(line);
        ["curl ", "awscurl "]
            .iter()
            .any(|program| line.starts_with(program))
    })
}

/// The words of a command without marks or with them, as text; none where a quote is open.
fn words_of(text: &str) -> Vec<String> {
    let words = shell::words(text, &mut Vec::new()).unwrap_or_default();
    words.iter().map(shell::Word::text).collect()
}

/// What was read so far.
#[derive(Default)]
struct Reading {
    report: Report,
    values: Values,
    requests: Vec<Request>,
    /// Commands that are not run, and how often each stands there.
    others: BTreeMap<String, usize>,
    /// Loops and conditions around the command.
    inside: Vec<&'static str>,
    /// What the next filters behind a reply mean.
    filters: Filters,
    /// Comments above a command that has another one in it.
    above: Vec<String>,
    /// Whether what a command writes is the body of the next one.
    is_taken: bool,
    /// Comments above commands that are not run.
    comments: Vec<String>,
}

/// What filters behind a reply mean.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Filters {
    /// They are not carried out, which is said.
    #[default]
    Lost,
    /// They are a capture.
    Captured,
}

/// Reads a script.
pub(super) fn collection(text: &str) -> CollectionTree {
    let text = with_plain_ends(text);
    let mut marks = Marks::of(&text);
    let mut reading = Reading::default();
    let scanned = scan(&text, &mut marks);
    let mut docs = String::new();
    add_paragraph(&mut docs, &scanned.comments.join("\n"));
    reading.commands(scanned.commands, &mut marks, 0);
    add_paragraph(&mut docs, &reading.comments.join("\n"));
    let Reading {
        mut report,
        mut values,
        requests,
        others,
        ..
    } = reading;
    for note in std::mem::take(&mut values.notes) {
        report.add("", TransferOutcome::Changed, note);
    }
    if !others.is_empty() {
        let names: Vec<&str> = others.keys().map(String::as_str).take(MOST_NAMES).collect();
        let more = if others.len() > MOST_NAMES {
            " and others"
        } else {
            ""
        };
        let text = format!(
            "{} other commands of the script, which are not run: {}{more}",
            others.values().sum::<usize>(),
            names.join(", ")
        );
        report.add("", TransferOutcome::Dropped, text);
    }
    let mut imported = CollectionTree {
        docs: docs.into(),
        items: requests
            .into_iter()
            .map(|request| TreeItem::Request(Box::new(request)))
            .collect(),
        report: report.notes,
        ..CollectionTree::default()
    };
    imported.defaults.variables = values.into_variables();
    imported
}

/// A command with what stands in front of it taken apart.
struct Parts {
    /// `NAME=value` in front of it.
    assigned: Vec<(String, String)>,
    words: Vec<String>,
}

fn parts_of(command: &Command) -> Parts {
    let mut words = words_of(&command.text);
    let mut assigned = Vec::new();
    let is_before =
        |word: &String| BEFORE.contains(&word.as_str()) || matches!(word.as_str(), "$" | "%" | ">");
    let start = words.iter().take_while(|word| is_before(word)).count();
    words.drain(..start);
    let end = words.iter().take_while(|word| assignment(word).is_some()).count();
    for word in words.drain(..end) {
        assigned.extend(assignment(&word).map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
    Parts { assigned, words }
}

/// `NAME=value`.
fn assignment(word: &str) -> Option<(&str, &str)> {
    let (name, value) = word.split_once('=')?;
    let is_name = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && name.starts_with(|first: char| !first.is_ascii_digit());
    is_name.then_some((name, value))
}

impl Reading {
    /// Reads commands; the request of the last curl command among them is what comes back.
    fn commands(&mut self, commands: Vec<Command>, marks: &mut Marks, depth: usize) -> Option<usize> {
        let mut found = None;
        let mut commands = commands.into_iter().peekable();
        let mut piped = None;
        while let Some(mut command) = commands.next() {
            self.around(&command.text);
            let Parts { assigned, words } = parts_of(&command);
            let first = words.first().map(String::as_str).unwrap_or_default();
            if command.input.is_none() {
                command.input = piped.take();
            }
            if Program::named(first).is_some() {
                let mut filters = Vec::new();
                let mut after = command.after;
                while after == After::Piped
                    && let Some(next) = commands.next()
                {
                    after = next.after;
                    filters.push(parts_of(&next).words);
                }
                if let Some(at) = self.curl(command, &assigned, marks) {
                    self.filtered(at, &filters, marks);
                    found = Some(at);
                }
                continue;
            }
            piped = written_by(&words, &command);
            let next = commands.peek().map(parts_of);
            let next = next
                .and_then(|parts| parts.words.first().cloned())
                .unwrap_or_default();
            self.is_taken = piped.is_some() && Program::named(&next).is_some();
            self.above = std::mem::take(&mut command.comments);
            self.other(&command, assigned, &words, marks, depth, &mut found);
            self.comments.append(&mut self.above);
        }
        found
    }

    /// Keeps count of what stands around the next command.
    fn around(&mut self, text: &str) {
        for word in text.split_whitespace() {
            match word {
                "for" => self.inside.push("for"),
                "while" | "until" => self.inside.push("while"),
                "if" => self.inside.push("if"),
                "case" => self.inside.push("case"),
                "done" | "fi" | "esac" => {
                    self.inside.pop();
                }
                "do" | "then" | "else" | "elif" | "{" | "}" | "!" => {}
                _ => return,
            }
        }
    }

    fn other(
        &mut self,
        command: &Command,
        assigned: Vec<(String, String)>,
        words: &[String],
        marks: &mut Marks,
        depth: usize,
        found: &mut Option<usize>,
    ) {
        let Some((first, rest)) = words.split_first() else {
            for (name, value) in assigned {
                self.assign(&name, &value, marks, depth, found);
            }
            return;
        };
        match first.as_str() {
            setter if SETTERS.contains(&setter) => {
                for word in rest {
                    if let Some((name, value)) = assignment(word) {
                        let (name, value) = (name.to_owned(), value.to_owned());
                        self.assign(&name, &value, marks, depth, found);
                    }
                }
            }
            "for" | "read" | "select" => {
                let names = if first == "read" {
                    rest
                } else {
                    rest.get(..1).unwrap_or_default()
                };
                for name in names.iter().filter(|name| !name.starts_with('-')) {
                    self.values.set(name, String::new());
                    let text = format!(
                        "{name} has other values each time, which are not set here: set {{{{{name}}}}}"
                    );
                    self.report.add("", TransferOutcome::Changed, text);
                }
            }
            "source" | "." => {
                let text = "Another script that this one reads, which is not opened";
                self.report.add("", TransferOutcome::Dropped, text);
            }
            word if HARMLESS.contains(&word) => {}
            // What they write was taken for the body of the next command.
            "cat" | "echo" | "printf" if command.after == After::Piped && self.is_taken => {}
            word => {
                *self.others.entry(told(word, marks)).or_default() += 1;
                // A command may have others in its words.
                self.within(&command.text, marks, depth, found);
            }
        }
    }

    /// Commands of curl in what a text has between `$(` and `)`.
    fn within(&mut self, text: &str, marks: &mut Marks, depth: usize, found: &mut Option<usize>) {
        let mut inner = Vec::new();
        marks.replaced(text, |written| {
            inner.extend(
                command_in(written)
                    .filter(|command| command.contains("curl"))
                    .map(str::to_owned),
            );
            String::new()
        });
        for command in inner {
            *found = self.inner(&command, marks, depth).or(*found);
        }
    }

    fn inner(&mut self, command: &str, marks: &mut Marks, depth: usize) -> Option<usize> {
        if depth >= DEEPEST {
            self.report.add(
                "",
                TransferOutcome::Dropped,
                "A command that stands too deep in others",
            );
            return None;
        }
        let scanned = scan(command, marks);
        self.commands(scanned.commands, marks, depth + 1)
    }

    /// `NAME=value`. The output of a curl command is its request, whose reply is captured where that is simple.
    fn assign(
        &mut self,
        name: &str,
        value: &str,
        marks: &mut Marks,
        depth: usize,
        found: &mut Option<usize>,
    ) {
        let command = marks.alone(value).and_then(command_in).map(str::to_owned);
        let Some(command) = command.filter(|command| command.contains("curl")) else {
            self.within(value, marks, depth, found);
            let value = self.values.referring(value, marks);
            if value != format!("{{{{{name}}}}}") {
                self.values.set(name, value);
            }
            return;
        };
        let before = self.requests.len();
        let expression = filter::expression_of(&command, marks);
        if expression.is_some() {
            self.filters = Filters::Captured;
        }
        let at = self.inner(&command, marks, depth);
        self.filters = Filters::Lost;
        *found = at.or(*found);
        let request = at
            .filter(|at| *at >= before)
            .and_then(|at| self.requests.get_mut(at));
        let Some(request) = request else {
            self.values.fill(name);
            return;
        };
        let place = request.info.name.clone();
        let (outcome, text) = if let Some(expression) = expression {
            let text =
                format!("The script puts its reply into {name}: the capture {name} takes {expression}");
            request.captures.push(Capture::new(expression, name));
            (TransferOutcome::Changed, text)
        } else {
            let text = format!("The script makes {name} of its reply, which is not done here: capture it");
            (TransferOutcome::Dropped, text)
        };
        self.report.add(&place, outcome, text);
        self.values.fill(name);
    }

    /// Says what the script does with a reply.
    fn filtered(&mut self, at: usize, filters: &[Vec<String>], marks: &Marks) {
        let names: Vec<String> = filters
            .iter()
            .filter_map(|words| words.first())
            .map(|word| told(word, marks))
            .take(MOST_NAMES)
            .collect();
        if let Some(request) = self.requests.get(at)
            && !names.is_empty()
            && self.filters == Filters::Lost
        {
            let text = format!("What the script does with its reply: {}", names.join(", "));
            self.report
                .add(&request.info.name, TransferOutcome::Dropped, text);
        }
    }
}

/// The name of a command as it is told.
fn told(word: &str, marks: &Marks) -> String {
    let word = if marks.is_in(word) { "" } else { word };
    told_word(word).to_owned()
}

/// What a command writes for the next one to read, where its words say that.
fn written_by(words: &[String], command: &Command) -> Option<Input> {
    if command.after != After::Piped {
        return None;
    }
    let (first, rest) = words.split_first()?;
    match first.as_str() {
        "cat" if rest.is_empty() => command.input.clone(),
        "cat" => match rest {
            [path] if !path.starts_with('-') => Some(Input::File(path.clone())),
            _ => None,
        },
        "echo" => {
            let rest: Vec<&str> = rest
                .iter()
                .map(String::as_str)
                .skip_while(|word| matches!(*word, "-n" | "-e" | "-ne"))
                .collect();
            Some(Input::Text(format!("{}\n", rest.join(" "))))
        }
        "printf" => match rest {
            [text] if !text.contains(['%', '\\']) => Some(Input::Text(text.clone())),
            [format, text] if format == "%s" => Some(Input::Text(text.clone())),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests;
