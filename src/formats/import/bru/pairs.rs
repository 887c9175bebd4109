//! The pairs of a block: `name: value`, with `~` in front when switched off, and `@` in front of local variables.

use super::super::TransferOutcome;
use super::super::report::Report;
use crate::model::RowState;

/// A pair.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pair {
    /// Without its signs and quotes.
    pub(super) name: String,
    /// Trimmed; of a list its names with commas between them.
    pub(super) value: String,
    /// Whether it takes part.
    pub(super) state: RowState,
    /// Where a variable counts.
    pub(super) reach: Reach,
    /// What an annotation above it says.
    pub(super) description: String,
}

/// Where a variable counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Reach {
    /// As its place says.
    #[default]
    Usual,
    /// In this request alone: `@`.
    Local,
}

/// The pairs of a block.
pub(super) fn pairs_of(text: &str) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let mut lines = text.lines();
    let mut description = String::new();
    while let Some(line) = lines.next() {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        if let Some(annotation) = annotation(line) {
            if let Some(said) = annotation.strip_prefix("description") {
                description = described(said, &mut lines);
            }
            continue;
        }
        let (name, value) = split(line);
        let mut pair = signed(&name);
        pair.value = whole_value(value, &mut lines);
        pair.description = std::mem::take(&mut description);
        pairs.push(pair);
    }
    pairs
}

/// The value of the pair of this name; empty when there is none.
pub(super) fn value_of(pairs: &[Pair], name: &str) -> String {
    let mut named = pairs.iter().filter(|pair| pair.name == name);
    named
        .next_back()
        .map(|pair| pair.value.clone())
        .unwrap_or_default()
}

/// Says that descriptions of rows do not come, where rows have some: there is no place for them here.
pub(super) fn not_described(pairs: &[Pair], what: &str, place: &str, report: &mut Report) {
    if pairs.iter().any(|pair| !pair.description.is_empty()) {
        let text = format!("The descriptions of the {what}");
        report.add(place, TransferOutcome::Dropped, text);
    }
}

/// Whether pairs have annotations that mean nothing here, as the type of a value.
pub(super) fn has_other_annotations(text: &str) -> bool {
    let mut annotations = text.lines().filter_map(|line| annotation(line.trim()));
    annotations.any(|annotation| !annotation.starts_with("description"))
}

/// `@name` or `@name(…)` alone in its line, without its sign.
fn annotation(line: &str) -> Option<&str> {
    let rest = line.strip_prefix('@')?;
    let end = rest.find(['(', ':', ' ']).unwrap_or(rest.len());
    let (_, after) = rest.split_at_checked(end)?;
    (after.is_empty() || after.starts_with('(')).then_some(rest)
}

fn described<'a>(said: &str, lines: &mut impl Iterator<Item = &'a str>) -> String {
    let inner = said.trim().trim_start_matches('(');
    if let Some(first) = inner.strip_prefix("'''") {
        return multiline(first, lines).0;
    }
    let inner = inner.strip_suffix(')').unwrap_or(inner);
    for quote in ['\'', '"'] {
        if let Some(text) = inner
            .strip_prefix(quote)
            .and_then(|rest| rest.strip_suffix(quote))
        {
            return text.replace("\\\"", "\"");
        }
    }
    inner.to_owned()
}

/// Name with its signs, and value.
fn split(line: &str) -> (String, &str) {
    let quoted = line.strip_prefix('"').map(|rest| ("", rest));
    let quoted = quoted.or_else(|| line.strip_prefix("~\"").map(|rest| ("~", rest)));
    if let Some((sign, rest)) = quoted {
        let mut name = sign.to_owned();
        let mut letters = rest.char_indices();
        while let Some((at, letter)) = letters.next() {
            match letter {
                '\\' if rest.get(at + 1..).is_some_and(|rest| rest.starts_with('"')) => {
                    letters.next();
                    name.push('"');
                }
                '"' => {
                    let after = rest.get(at + 1..).unwrap_or_default().trim_start();
                    return (name, after.strip_prefix(':').unwrap_or(after).trim());
                }
                letter => name.push(letter),
            }
        }
    }
    let (name, value) = line.split_once(':').unwrap_or((line, ""));
    (name.trim().to_owned(), value.trim())
}

fn signed(name: &str) -> Pair {
    let (name, state) = match name.strip_prefix('~') {
        Some(name) => (name, RowState::Disabled),
        None => (name, RowState::Enabled),
    };
    let (name, reach) = match name.strip_prefix('@') {
        Some(name) => (name, Reach::Local),
        None => (name, Reach::Usual),
    };
    Pair {
        name: name.trim().to_owned(),
        state,
        reach,
        ..Pair::default()
    }
}

/// A value that may go on in the next lines: a text between `'''`, or a list.
fn whole_value<'a>(value: &str, lines: &mut impl Iterator<Item = &'a str>) -> String {
    if let Some(first) = value.strip_prefix("'''") {
        let (text, after) = multiline(first, lines);
        return if after.is_empty() {
            text
        } else {
            format!("{text} {after}")
        };
    }
    if value == "[" {
        let names: Vec<&str> = lines
            .map(str::trim)
            .take_while(|line| *line != "]")
            .filter(|line| !line.is_empty())
            .collect();
        return names.join(", ");
    }
    value.to_owned()
}

/// The text between `'''`, without the four spaces in front of each line, and what follows it.
fn multiline<'a>(first: &str, lines: &mut impl Iterator<Item = &'a str>) -> (String, String) {
    if let Some((text, after)) = first.split_once("'''") {
        return (text.to_owned(), after.trim().to_owned());
    }
    let mut found: Vec<&str> = Vec::new();
    if !first.trim().is_empty() {
        found.push(first);
    }
    let mut after = "";
    for line in lines {
        if let Some((last, rest)) = line.split_once("'''") {
            if !last.trim().is_empty() {
                found.push(without_indent(last));
            }
            after = rest;
            break;
        }
        found.push(without_indent(line));
    }
    (found.join("\n"), after.trim().to_owned())
}

fn without_indent(line: &str) -> &str {
    let blanks = line
        .bytes()
        .take(4)
        .take_while(|byte| matches!(byte, b' ' | b'\t'))
        .count();
    line.get(blanks..).unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_have_signs_quotes_and_many_lines() {
        let pairs = pairs_of(
            "  url: https://x/?a=b:c\n  ~off: 1\n  @local: 2\n  ~@both: 3\n  \"a: \\\"b\": c\n  ~\"d:e\": f\n  text: '''\n    one\n      two\n  ''' @contentType(text/plain)\n  tags: [\n    a\n    b\n  ]\n  @description('what it is')\n  last: \n",
        );
        let read: Vec<(&str, &str)> = pairs
            .iter()
            .map(|pair| (pair.name.as_str(), pair.value.as_str()))
            .collect();
        assert_eq!(
            read,
            [
                ("url", "https://x/?a=b:c"),
                ("off", "1"),
                ("local", "2"),
                ("both", "3"),
                ("a: \"b", "c"),
                ("d:e", "f"),
                ("text", "one\n  two @contentType(text/plain)"),
                ("tags", "a, b"),
                ("last", "")
            ]
        );
        assert_eq!(pairs[1].state, RowState::Disabled);
        assert_eq!(pairs[2].reach, Reach::Local);
        assert_eq!(
            (pairs[3].state, pairs[3].reach),
            (RowState::Disabled, Reach::Local)
        );
        assert_eq!(pairs[5].state, RowState::Disabled);
        assert_eq!(pairs[8].description, "what it is");
        assert!(has_other_annotations("  @number\n  a: 1\n"));
        assert!(!has_other_annotations("  @description('a')\n  @b: 1\n"));
    }

    #[test]
    fn what_does_not_end_goes_to_the_end() {
        assert_eq!(pairs_of("  a: '''\n    b\n")[0].value, "b");
        assert_eq!(pairs_of("  a: [\n    b\n")[0].value, "b");
        assert_eq!(pairs_of("  \"a: b\n")[0].name, "\"a");
    }
}
