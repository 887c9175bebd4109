//! What the shell would put in, as variables of this program.

use std::collections::{BTreeMap, BTreeSet};

use super::marks::Marks;
use super::scan::{Input, scan};
use crate::model::Variable;

/// Texts in texts are read so deep.
const DEEPEST: usize = 3;
/// A variable that a script puts together grows no longer: each addition copies it.
const LONGEST_BYTES: usize = 16 << 10;
/// The longest name of a command that is told.
const LONGEST_NAME: usize = 40;

/// The variables of a script while it is read.
#[derive(Default)]
pub(super) struct Values {
    /// Those of the collection: what each was set to first.
    first: Vec<Variable>,
    /// What each is now, and where it stands in `first`, where it does.
    now: BTreeMap<String, Now>,
    /// The names of what has none, by how it is written.
    nameless: BTreeMap<String, String>,
    /// What is to be told, in its order.
    pub(super) notes: Vec<String>,
    told: BTreeSet<String>,
    /// How deep texts stand in each other.
    depth: usize,
}

struct Now {
    value: String,
    is_first: bool,
}

/// A parameter as it is written between `$` and its end.
#[derive(Debug, PartialEq, Eq)]
enum Written<'a> {
    /// `$NAME`, `${NAME}`
    Name(&'a str),
    /// `${NAME:-text}` and the like.
    Default(&'a str, &'a str),
    /// `$1`
    Argument(&'a str),
    /// `$(…)`, `` `…` ``
    Command(&'a str),
    /// What has no meaning here.
    Other,
}

impl Values {
    /// Sets a variable to a text without marks.
    pub(super) fn set(&mut self, name: &str, value: String) {
        let is_first = match self.now.get(name) {
            None => {
                self.first.push(Variable::new(name, value.as_str()));
                true
            }
            Some(now) => now.is_first && now.value == value,
        };
        self.now.insert(name.to_owned(), Now { value, is_first });
    }

    /// Makes a variable known that something else fills: a capture, a loop, a person.
    pub(super) fn fill(&mut self, name: &str) {
        let now = Now {
            value: String::new(),
            is_first: true,
        };
        self.now.entry(name.to_owned()).or_insert(now);
    }

    /// Adds to what a variable is now.
    pub(super) fn add(&mut self, name: &str, more: &str) {
        let value = self.value(name).unwrap_or_default();
        if value.len() + more.len() > LONGEST_BYTES {
            let text = format!("{name} grows longer than what is kept of it here");
            return self.note(text);
        }
        let value = format!("{value}{more}");
        self.set(name, value);
    }

    /// Whether a variable is set in the script.
    pub(super) fn has(&self, name: &str) -> bool {
        self.now.contains_key(name)
    }

    /// What a variable is now.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.now.get(name).map(|now| now.value.as_str())
    }

    /// The value that a variable has now, where the collection has another one.
    pub(super) fn changed(&self, name: &str) -> Option<Variable> {
        let now = self.now.get(name).filter(|now| !now.is_first)?;
        Some(Variable::new(name, now.value.as_str()))
    }

    /// The variables of the collection.
    pub(super) fn into_variables(self) -> Vec<Variable> {
        self.first
    }

    /// A text in which references stand in the place of marks.
    pub(super) fn referring(&mut self, text: &str, marks: &Marks) -> String {
        marks.replaced(text, |written| self.referring_to(written))
    }

    /// The reference for what is written so.
    pub(super) fn referring_to(&mut self, written: &str) -> String {
        match read(written) {
            Written::Name("RANDOM") if !self.has("RANDOM") => "{{$randomInt}}".to_owned(),
            Written::Name(name) if self.has(name) => format!("{{{{{name}}}}}"),
            Written::Name(name) => {
                let text = format!(
                    "{name} is set nowhere in the script: it is read from the environment as {{{{process.env.{name}}}}}"
                );
                self.note(text);
                format!("{{{{process.env.{name}}}}}")
            }
            Written::Default(name, default) => {
                if !self.has(name) {
                    let default = without_quotes(default);
                    if default.contains(['$', '`']) {
                        self.fill(name);
                        self.note(format!(
                            "The default of {name} is worked out by the shell: set {{{{{name}}}}}"
                        ));
                    } else {
                        self.set(name, default.to_owned());
                        self.note(format!(
                            "{name} has the value that the script has for it where nothing else is set"
                        ));
                    }
                }
                format!("{{{{{name}}}}}")
            }
            Written::Argument(number) => {
                let name = format!("arg_{number}");
                self.note(format!("An argument of the script is {{{{{name}}}}} now: set it"));
                self.waiting(&name)
            }
            Written::Command(command) => {
                if let Some(name) = known_command(command) {
                    return format!("{{{{{name}}}}}");
                }
                if let Some(text) = self.heredoc_in(command) {
                    return text;
                }
                let word = told_word(command.split_whitespace().next().unwrap_or_default());
                self.nameless(&format!("What the command {word} gives"), written)
            }
            Written::Other => self.nameless("What the shell works out", written),
        }
    }

    /// The text of `$(cat <<EOF … )`, by which scripts write bodies of many lines.
    fn heredoc_in(&mut self, command: &str) -> Option<String> {
        if !command.contains("<<") || self.depth >= DEEPEST {
            return None;
        }
        let mut marks = Marks::of(command);
        let mut commands = scan(command, &mut marks).commands.into_iter();
        let (command, None) = (commands.next()?, commands.next()) else {
            return None;
        };
        let Some(Input::Text(text)) = command.input.filter(|_| command.text.trim() == "cat") else {
            return None;
        };
        self.depth += 1;
        let text = self.referring(&text, &marks);
        self.depth -= 1;
        Some(text.trim_end_matches('\n').to_owned())
    }

    fn nameless(&mut self, what: &str, written: &str) -> String {
        if let Some(name) = self.nameless.get(written) {
            return format!("{{{{{name}}}}}");
        }
        let name = format!("shell_{}", self.nameless.len() + 1);
        self.nameless.insert(written.to_owned(), name.clone());
        self.note(format!("{what} is {{{{{name}}}}} now: nothing is run, so set it"));
        self.waiting(&name)
    }

    /// A variable of the collection without a value.
    fn waiting(&mut self, name: &str) -> String {
        let reference = format!("{{{{{name}}}}}");
        if !self.has(name) {
            self.set(name, String::new());
        }
        reference
    }

    fn note(&mut self, text: String) {
        if self.told.insert(text.clone()) {
            self.notes.push(text);
        }
    }
}

/// The value that a command gives which every sender works out alike.
fn known_command(command: &str) -> Option<&'static str> {
    let words: Vec<&str> = command.split_whitespace().collect();
    match words.as_slice() {
        ["uuidgen"] | ["uuidgen", "-r"] | ["cat", "/proc/sys/kernel/random/uuid"] => Some("$uuid"),
        ["date", "+%s"] | ["date", "-u", "+%s"] => Some("$timestamp"),
        _ => None,
    }
}

/// The command between `$(` and `)`, or between back-ticks.
pub(super) fn command_in(written: &str) -> Option<&str> {
    match read(written) {
        Written::Command(command) => Some(command),
        _ => None,
    }
}

/// The name of a variable that stands for itself.
pub(super) fn name_in(written: &str) -> Option<&str> {
    match read(written) {
        Written::Name(name) | Written::Default(name, _) => Some(name),
        _ => None,
    }
}

fn read(written: &str) -> Written<'_> {
    if let Some(inner) = written.strip_prefix('`') {
        return Written::Command(inner.strip_suffix('`').unwrap_or(inner));
    }
    // A process that is read like a file, and the words of an array.
    let Some(rest) = written.strip_prefix('$') else {
        return Written::Other;
    };
    if rest.starts_with("((") {
        return Written::Other;
    }
    if let Some(inner) = rest.strip_prefix('(') {
        return Written::Command(inner.strip_suffix(')').unwrap_or(inner));
    }
    let inner = rest
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'))
        .unwrap_or(rest);
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let end = inner.find(|letter| !is_name(letter)).unwrap_or(inner.len());
    let (name, operator) = inner.split_at_checked(end).unwrap_or((inner, ""));
    if name.is_empty() {
        return Written::Other;
    }
    let is_number = name.bytes().all(|byte| byte.is_ascii_digit());
    let operator = operator.strip_prefix(':').unwrap_or(operator);
    match operator.chars().next() {
        None | Some('-' | '=') if is_number => Written::Argument(name),
        None => Written::Name(name),
        Some('?') if !is_number => Written::Name(name),
        Some('?') => Written::Argument(name),
        Some('-' | '=') => Written::Default(name, operator.get(1..).unwrap_or_default()),
        Some(_) => Written::Other,
    }
}

/// The name of a command as it may be told: what is no plain name may be a secret.
pub(super) fn told_word(word: &str) -> &str {
    let is_plain =
        |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '/' | '_' | '-' | '[');
    let is_name = !word.is_empty() && word.len() <= LONGEST_NAME && word.chars().all(is_plain);
    if is_name { word } else { "of another form" }
}

fn without_quotes(text: &str) -> &str {
    let between = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    between('"').or_else(|| between('\'')).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_first_is_the_collections_and_what_comes_later_the_requests() {
        let mut values = Values::default();
        values.set("A", "1".to_owned());
        assert!(values.changed("A").is_none());
        for _ in 0..2 {
            values.set("A", "2".to_owned());
            let changed = [values.changed("A").unwrap()];
            assert!(Variable::say_the_same(&changed, &[Variable::new("A", "2")]));
        }
        assert!(Variable::say_the_same(
            &values.into_variables(),
            &[Variable::new("A", "1")]
        ));
    }

    #[test]
    fn references_stand_for_what_the_shell_puts_in() {
        let mut values = Values::default();
        values.set("A", "1".to_owned());
        for (written, reference) in [
            ("$A", "{{A}}"),
            ("${A}", "{{A}}"),
            ("${A:-x}", "{{A}}"),
            ("$HOME", "{{process.env.HOME}}"),
            ("${B:-\"x y\"}", "{{B}}"),
            ("${C:?needed}", "{{process.env.C}}"),
            ("$1", "{{arg_1}}"),
            ("${2:-x}", "{{arg_2}}"),
            ("$(date +%s)", "{{$timestamp}}"),
            ("`uuidgen`", "{{$uuid}}"),
            ("$(cat secret.txt)", "{{shell_1}}"),
            ("$((1 + 1))", "{{shell_2}}"),
            ("${A%x}", "{{shell_3}}"),
            ("$@", "{{shell_4}}"),
            ("$RANDOM", "{{$randomInt}}"),
            ("$(cat <<EOF\n{\"a\": \"$A\"}\nEOF\n)", "{\"a\": \"{{A}}\"}"),
        ] {
            assert_eq!(values.referring_to(written), reference, "{written}");
        }
        assert_eq!(values.value("B"), Some("x y"));
    }
}
