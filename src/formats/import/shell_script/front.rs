//! What stands in front of a command: words of the shell, variables that are set for it, and programs that only start it.

use super::words_of;
use crate::formats::curl::Program;

/// Words of the shell in front of a command.
const BEFORE: [&str; 14] = [
    "then", "else", "do", "!", "time", "{", "if", "elif", "while", "until", "sudo", "exec", "command", "eval",
];

/// A command with what stands in front of it taken apart.
pub(super) struct Parts {
    /// What is set in front of it, or alone.
    pub(super) assigned: Vec<Assigned>,
    /// The command and its arguments.
    pub(super) words: Vec<String>,
}

/// `NAME=value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Assigned {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) how: How,
}

/// What becomes of the value that was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// It is gone.
    Set,
    /// `+=`: the new one stands behind it.
    Added,
}

/// Takes a command apart.
pub(super) fn parts_of(text: &str) -> Parts {
    let mut words = words_of(text);
    // `function name {`
    if words.first().is_some_and(|word| word == "function") && words.len() > 2 {
        words.drain(..2);
    }
    let is_before =
        |word: &String| BEFORE.contains(&word.as_str()) || matches!(word.as_str(), "$" | "%" | ">");
    let start = words.iter().take_while(|word| is_before(word)).count();
    words.drain(..start);
    let mut assigned = taken(&mut words);
    let mut started = words.clone();
    let mut more = Vec::new();
    while let Some(count) = starter(&started) {
        started.drain(..count);
        more.append(&mut taken(&mut started));
    }
    let is_program = |word: &String| Program::named(word).is_some();
    if started.first().is_some_and(is_program) {
        assigned.append(&mut more);
        words = started;
    }
    Parts { assigned, words }
}

/// Takes the variables that are set in front.
fn taken(words: &mut Vec<String>) -> Vec<Assigned> {
    let end = words.iter().take_while(|word| assignment(word).is_some()).count();
    words.drain(..end).filter_map(|word| assignment(&word)).collect()
}

/// How many words a program takes that only starts the one behind it; `None` when it is no such program.
fn starter(words: &[String]) -> Option<usize> {
    let (first, rest) = words.split_first()?;
    let (with_value, operands): (&[&str], usize) = match first.as_str() {
        "env" => (&["-u", "-C"], 0),
        "nohup" | "setsid" | "chronic" | "caffeinate" => (&[], 0),
        "nice" | "ionice" => (&["-n", "-c"], 0),
        "stdbuf" => (&["-i", "-o", "-e"], 0),
        "timeout" | "gtimeout" => (&["-k", "-s"], 1),
        _ => return None,
    };
    let mut count = 0;
    while let Some(flag) = rest.get(count).filter(|word| word.starts_with('-')) {
        count += if with_value.contains(&flag.as_str()) { 2 } else { 1 };
    }
    let count = 1 + count + operands;
    (count < words.len()).then_some(count)
}

/// `NAME=value`, `NAME+=value`.
pub(super) fn assignment(word: &str) -> Option<Assigned> {
    let (name, value) = word.split_once('=')?;
    let (name, how) = match name.strip_suffix('+') {
        Some(name) => (name, How::Added),
        None => (name, How::Set),
    };
    let is_name = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && name.starts_with(|first: char| !first.is_ascii_digit());
    is_name.then(|| Assigned {
        name: name.to_owned(),
        value: value.to_owned(),
        how,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_starts_curl_is_taken_away() {
        for (text, words, assigned) in [
            ("if ! curl a", "curl a", ""),
            ("timeout -k 5 10s curl a", "curl a", ""),
            ("env -i A=1 B=2 curl a", "curl a", "A B"),
            ("nohup nice -n 5 /usr/bin/curl a", "/usr/bin/curl a", ""),
            ("A=1 stdbuf -oL curl a", "curl a", "A"),
            ("function f { curl a", "curl a", ""),
            ("timeout 10 wget a", "timeout 10 wget a", ""),
            ("env A=1 make", "env A=1 make", ""),
            ("timeout 10", "timeout 10", ""),
            ("A+=x B=y", "", "A B"),
        ] {
            let parts = parts_of(text);
            assert_eq!(parts.words.join(" "), words, "{text}");
            let names: Vec<&str> = parts.assigned.iter().map(|one| one.name.as_str()).collect();
            assert_eq!(names.join(" "), assigned, "{text}");
        }
        assert_eq!(assignment("A+=x").unwrap().how, How::Added);
        assert_eq!(assignment("1=x"), None);
    }
}
