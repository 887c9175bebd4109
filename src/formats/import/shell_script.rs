//! Scripts with commands of curl and awscurl, many at once. No command is run: the script is parted into its simple commands,
//! those of curl are read as pasted ones are, variables that are set become variables of the collection, and what only a shell
//! can work out becomes a variable that waits for its value, with a line in the report.

mod filter;
mod front;
mod marks;
mod request;
mod scan;
mod spread;
mod values;

use std::collections::BTreeMap;

use super::kept::add_paragraph;
use super::lines::with_plain_ends;
use super::report::Report;
use super::{CollectionTree, TransferOutcome, TreeItem};
use crate::formats::curl::Program;
use crate::formats::shell;
use crate::model::{Capture, Request};
use front::{Assigned, How, Parts, assignment, parts_of};
use marks::Marks;
use scan::{After, Command, Input, scan};
use spread::{Arrays, Spread};
use values::{Values, command_in, told_word};

/// Commands in commands are read so deep.
const DEEPEST: usize = 3;
/// So many names of other commands are told.
const MOST_NAMES: usize = 20;
/// Commands that may start curl with words that are not known.
const STARTERS: [&str; 12] = [
    "xargs", "parallel", "watch", "ssh", "docker", "podman", "kubectl", "find", "flock", "retry", "su",
    "doas",
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
    arrays: Arrays,
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

impl Reading {
    /// Reads commands; the request of the last curl command among them is what comes back.
    fn commands(&mut self, commands: Vec<Command>, marks: &mut Marks, depth: usize) -> Option<usize> {
        let mut found = None;
        let mut commands = commands.into_iter().peekable();
        let mut piped = None;
        while let Some(mut command) = commands.next() {
            self.around(&command.text);
            let Parts { assigned, words } = parts_of(&command.text);
            let Spread { words, unknown } = self.arrays.spread(words, &self.values, marks);
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
                    filters.push(parts_of(&next.text).words);
                }
                if let Some(at) = self.curl(command, Parts { assigned, words }, marks) {
                    self.without(at, &unknown);
                    self.filtered(at, &filters, marks);
                    found = Some(at);
                }
                continue;
            }
            if let Some(inner) = script_in(&words) {
                self.above = std::mem::take(&mut command.comments);
                found = self.inner(inner, marks, depth).or(found);
                self.comments.append(&mut self.above);
                continue;
            }
            piped = written_by(&words, &command);
            let next = commands.peek().map(|next| parts_of(&next.text));
            let next = next
                .and_then(|parts| parts.words.first().cloned())
                .unwrap_or_default();
            self.is_taken = piped.is_some() && Program::named(&next).is_some();
            if command.after == After::Piped && piped.is_none() && Program::named(&next).is_some() {
                let written = format!("$({})", marks.written(command.text.trim()));
                piped = Some(Input::Text(marks.add(&written)));
            }
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
        assigned: Vec<Assigned>,
        words: &[String],
        marks: &mut Marks,
        depth: usize,
        found: &mut Option<usize>,
    ) {
        let Some((first, rest)) = words.split_first() else {
            for assigned in assigned {
                self.assign(assigned, marks, depth, found);
            }
            return;
        };
        match first.as_str() {
            setter if SETTERS.contains(&setter) => {
                for word in rest {
                    if let Some(assigned) = assignment(word) {
                        self.assign(assigned, marks, depth, found);
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
                if STARTERS.contains(&word) && rest.iter().any(|word| names_curl(word)) {
                    let text = format!("A curl command that {word} starts, which does not come");
                    self.report.add("", TransferOutcome::Dropped, text);
                }
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
        Assigned { name, value, how }: Assigned,
        marks: &mut Marks,
        depth: usize,
        found: &mut Option<usize>,
    ) {
        let (name, value) = (name.as_str(), value.as_str());
        if self.arrays.set(name, how, value, marks) {
            return;
        }
        let command = marks.alone(value).and_then(command_in).map(str::to_owned);
        let Some(command) = command.filter(|command| command.contains("curl")) else {
            self.within(value, marks, depth, found);
            let value = self.values.referring(value, marks);
            if how == How::Added {
                self.values.add(name, &value);
            } else if value != format!("{{{{{name}}}}}") {
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

    /// Says which words of a command are not known.
    fn without(&mut self, at: usize, unknown: &[String]) {
        if let Some(request) = self.requests.get(at)
            && !unknown.is_empty()
        {
            let text = format!(
                "{} of its command, whose words only the shell knows",
                unknown.join(", ")
            );
            self.report
                .add(&request.info.name, TransferOutcome::Dropped, text);
        }
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

/// The script in a word of a command: `bash -c '…'`, `eval "…"`.
fn script_in(words: &[String]) -> Option<&str> {
    let (first, rest) = words.split_first()?;
    let name = first.rsplit('/').next().unwrap_or_default();
    let script = match (name, rest) {
        ("sh" | "bash" | "zsh" | "dash" | "ksh", [flag, script, ..])
            if flag.starts_with('-') && flag.ends_with('c') =>
        {
            script
        }
        // The word of `eval`, which is taken away.
        (_, []) if first.contains(char::is_whitespace) => first,
        _ => return None,
    };
    script.contains("curl").then_some(script.as_str())
}

/// Whether a word is curl, or a command with it.
fn names_curl(word: &str) -> bool {
    word.split_whitespace().any(|word| Program::named(word).is_some())
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
