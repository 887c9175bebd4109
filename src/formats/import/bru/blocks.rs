//! The blocks of a `.bru` file: a name, and what stands between its brackets. A block ends at the first line that begins with
//! its bracket, as Bruno's own reader has it.

/// A block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Block<'a> {
    /// As `body:json`.
    pub(super) name: &'a str,
    /// The lines between its brackets.
    pub(super) text: &'a str,
    /// What its brackets are.
    pub(super) brackets: Brackets,
    /// Whether it ends before the file does.
    pub(super) end: End,
}

/// What stands around a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Brackets {
    /// `{ … }`.
    Braces,
    /// `[ … ]`, around a list of names.
    Square,
}

/// Whether a block ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// It does.
    Closed,
    /// The file ends in it.
    Missing,
}

/// What a file consists of.
#[derive(Debug, Default)]
pub(super) struct Blocks<'a> {
    /// Its blocks in their order.
    pub(super) all: Vec<Block<'a>>,
    /// Lines outside of them.
    pub(super) stray: Vec<&'a str>,
}

impl<'a> Blocks<'a> {
    /// Reads a file whose lines end in `\n`.
    pub(super) fn of(text: &'a str) -> Self {
        let mut blocks = Self::default();
        let mut rest = text;
        while !rest.is_empty() {
            let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
            rest = after;
            let line = line.trim();
            let empty = line.strip_suffix('}').map(str::trim_end);
            if let Some(name) = empty.and_then(|line| line.strip_suffix('{')) {
                blocks.push(name, "", Brackets::Braces, End::Closed);
                continue;
            }
            let (name, brackets) = if let Some(name) = line.strip_suffix('{') {
                (name, Brackets::Braces)
            } else if let Some(name) = line.strip_suffix('[') {
                (name, Brackets::Square)
            } else {
                if !line.is_empty() {
                    blocks.stray.push(line);
                }
                continue;
            };
            let (inner, after) = inside(rest, brackets);
            let end = if after.is_some() {
                End::Closed
            } else {
                End::Missing
            };
            blocks.push(name, inner, brackets, end);
            rest = after.unwrap_or_default();
        }
        blocks
    }

    fn push(&mut self, name: &'a str, text: &'a str, brackets: Brackets, end: End) {
        self.all.push(Block {
            name: name.trim(),
            text,
            brackets,
            end,
        });
    }

    /// The first block of this name.
    pub(super) fn named(&self, name: &str) -> Option<Block<'a>> {
        self.all.iter().find(|block| block.name == name).copied()
    }
}

/// The text up to the line that closes a block, and what follows that line.
fn inside(text: &str, brackets: Brackets) -> (&str, Option<&str>) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let closes = match brackets {
            Brackets::Braces => line.starts_with('}'),
            Brackets::Square => line.trim() == "]",
        };
        if closes {
            let inner = text.get(..at).unwrap_or_default();
            let after = text.get(at + line.len()..).unwrap_or_default();
            return (inner.strip_suffix('\n').unwrap_or(inner), Some(after));
        }
        at += line.len();
    }
    (text, None)
}

/// The text of a block without the two spaces in front of each line.
pub(super) fn outdented(text: &str) -> String {
    let lines: Vec<&str> = text
        .lines()
        .map(|line| line.strip_prefix("  ").unwrap_or(line))
        .collect();
    lines.join("\n")
}

/// The names in a list.
pub(super) fn listed(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', ','])
        .map(str::trim)
        .filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_ends_where_a_line_begins_with_its_bracket() {
        let blocks = Blocks::of(
            "meta {\n  name: a\n}\n\nbody:json {\n  {\n    \"a\": {}\n  }\n}\nvars:secret [\n  a,\n  b\n]\ncolor: red\nheaders {}\n",
        );
        let names: Vec<&str> = blocks.all.iter().map(|block| block.name).collect();
        assert_eq!(names, ["meta", "body:json", "vars:secret", "headers"]);
        assert_eq!(outdented(blocks.all[1].text), "{\n  \"a\": {}\n}");
        assert_eq!(listed(blocks.all[2].text).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(blocks.stray, ["color: red"]);
        assert!(blocks.all.iter().all(|block| block.end == End::Closed));
    }

    #[test]
    fn a_block_that_does_not_end_goes_to_the_end_of_the_file() {
        let blocks = Blocks::of("get {\n  url: x");
        assert_eq!(blocks.all[0].end, End::Missing);
        assert_eq!(blocks.all[0].text, "  url: x");
    }
}
