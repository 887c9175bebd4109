//! Words that a variable spreads into several: arrays, and options that a script keeps in a variable.

use std::collections::BTreeMap;

use super::front::How;
use super::marks::Marks;
use super::scan::scan;
use super::values::{Values, name_in};
use super::words_of;
use crate::formats::curl::Program;

/// More words than this of one array are none that a person wrote.
const MOST_WORDS: usize = 200;
/// Nor are these of one command.
const MOST_OF_A_COMMAND: usize = 10_000;

/// The arrays of a script while it is read.
#[derive(Debug, Default)]
pub(super) struct Arrays {
    words: BTreeMap<String, Vec<String>>,
}

/// What spreading a command's words gave.
#[derive(Debug, Default)]
pub(super) struct Spread {
    pub(super) words: Vec<String>,
    /// Arrays and arguments whose words are not known, as they are written.
    pub(super) unknown: Vec<String>,
}

impl Arrays {
    /// Takes `(…)` for the words of an array; anything else is none.
    pub(super) fn set(&mut self, name: &str, how: How, value: &str, marks: &mut Marks) -> bool {
        let written = marks.alone(value).filter(|written| written.starts_with('('));
        let Some(inner) = written.and_then(|written| written.get(1..)) else {
            return false;
        };
        let inner = inner.strip_suffix(')').unwrap_or(inner).to_owned();
        let commands = scan(&inner, marks).commands;
        let words = commands.iter().flat_map(|command| words_of(&command.text));
        let array = self.words.entry(name.to_owned()).or_default();
        if how == How::Set {
            array.clear();
        }
        let left = MOST_WORDS.saturating_sub(array.len());
        array.extend(words.take(left));
        true
    }

    /// Puts the words of arrays and of options in their places.
    pub(super) fn spread(&self, words: Vec<String>, values: &Values, marks: &Marks) -> Spread {
        let mut spread = Spread::default();
        for (at, word) in words.into_iter().enumerate() {
            let Some(written) = marks.alone(&word) else {
                spread.words.push(word);
                continue;
            };
            if matches!(written, "$@" | "$*" | "${@}" | "${*}") {
                spread.unknown.push(written.to_owned());
            } else if let Some(name) = array_in(written) {
                let known = self.words.get(name);
                match known.filter(|_| spread.words.len() < MOST_OF_A_COMMAND) {
                    Some(words) => spread.words.extend(words.iter().cloned()),
                    None => spread.unknown.push(written.to_owned()),
                }
            } else if let Some(words) = name_in(written)
                .and_then(|name| values.value(name))
                .and_then(|value| plain_words(value, at))
            {
                spread.words.extend(words);
            } else {
                spread.words.push(word);
            }
        }
        spread
    }
}

/// `${NAME[@]}` and `${NAME[*]}`, also with what stands for an empty one behind it.
fn array_in(written: &str) -> Option<&str> {
    let inner = written.strip_prefix("${")?;
    let (name, rest) = inner.split_once('[')?;
    let is_name = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    (is_name && (rest.starts_with("@]") || rest.starts_with("*]"))).then_some(name)
}

/// The words that a shell makes of a value without quotes: the program in front, or options behind it. No value of another
/// kind is parted, since it may have stood in quotes.
fn plain_words(value: &str, at: usize) -> Option<Vec<String>> {
    let words: Vec<String> = value.split_whitespace().map(str::to_owned).collect();
    let first = words.first()?;
    let is_program = at == 0 && Program::named(first).is_some();
    let is_options = at > 0 && first.starts_with('-') && first.len() > 1 && !value.contains(['"', '\'']);
    (is_program || is_options).then_some(words)
}
