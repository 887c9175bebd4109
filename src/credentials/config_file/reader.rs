//! Lines to sections and settings, by the rules of Python's `RawConfigParser` with its defaults.

use std::collections::BTreeMap;

use super::{BlockLine, ConfigFile, Refusal, RefusalReason, Section, Setting, Value, is_space};
use crate::model::Secret;

/// The section whose settings are in every other one. It is none itself.
const IN_ALL: &str = "DEFAULT";
const BYTE_ORDER_MARK: char = '\u{feff}';

/// Reads a file. It always ends with what can be read; whether the file counts is for its refusals to say.
pub fn read(bytes: &[u8]) -> ConfigFile {
    let mut reader = Reader::default();
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let (good, _) = bytes.split_at_checked(error.valid_up_to()).unwrap_or_default();
            let good = std::str::from_utf8(good).unwrap_or_default();
            reader.refuse(last_line(good), RefusalReason::NotUtf8);
            good
        }
    };
    for (index, line) in lines(text).enumerate() {
        reader.line(index.saturating_add(1), line);
    }
    reader.finish()
}

/// The lines as a Python file in text mode gives them.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text).filter(|text| !text.is_empty());
    std::iter::from_fn(move || {
        let text = rest?;
        let Some((line, behind)) = text.split_once(['\n', '\r']) else {
            rest = None;
            return Some(text);
        };
        let is_pair = text.as_bytes().get(line.len()) == Some(&b'\r');
        let behind = behind.strip_prefix('\n').filter(|_| is_pair).unwrap_or(behind);
        rest = Some(behind).filter(|behind| !behind.is_empty());
        Some(line)
    })
}

/// The line on which a text ends, from 1.
fn last_line(text: &str) -> usize {
    let is_open = !text.is_empty() && !text.ends_with(['\n', '\r']);
    lines(text).count().saturating_add(usize::from(!is_open))
}

/// A setting while its further lines may come.
struct Open {
    key: String,
    line: usize,
    /// Each with its line.
    pieces: Vec<(usize, String)>,
}

struct OpenSection {
    name: String,
    line: usize,
    settings: Vec<Open>,
}

#[derive(Default)]
struct Reader {
    in_all: Vec<Open>,
    sections: Vec<OpenSection>,
    /// Where lines go: into `DEFAULT`, or the section of this index.
    current: Option<Within>,
    /// True while the last setting of `current` may go on.
    goes_on: bool,
    indent: usize,
    first_lines: BTreeMap<(Within, String), usize>,
    /// Those at which botocore stops.
    stops: Vec<Refusal>,
    /// Those that it gathers until the end.
    gathered: Vec<Refusal>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Within {
    InAll,
    Section(usize),
}

impl Reader {
    fn refuse(&mut self, line: usize, reason: RefusalReason) {
        self.stops.push(Refusal { line, reason });
    }

    fn line(&mut self, number: usize, line: &str) {
        let text = line.trim_matches(is_space);
        if text.starts_with(['#', ';']) {
            return;
        }
        if text.is_empty() {
            self.go_on(number, "");
            return;
        }
        let indent = line.chars().take_while(|ch| is_space(*ch)).count();
        if indent > self.indent && self.go_on(number, text) {
            return;
        }
        self.indent = indent;
        if let Some(name) = header(text) {
            self.section(number, name);
        } else if self.current.is_none() {
            self.refuse(number, before_the_first_section(text));
        } else {
            self.setting(number, text);
        }
    }

    /// Adds a line to the setting above, where there is one.
    fn go_on(&mut self, number: usize, text: &str) -> bool {
        if !self.goes_on {
            return false;
        }
        let Some(open) = self.settings().and_then(|settings| settings.last_mut()) else {
            return false;
        };
        open.pieces.push((number, text.to_owned()));
        true
    }

    fn settings(&mut self) -> Option<&mut Vec<Open>> {
        match self.current? {
            Within::InAll => Some(&mut self.in_all),
            Within::Section(index) => self.sections.get_mut(index).map(|section| &mut section.settings),
        }
    }

    fn section(&mut self, number: usize, name: &str) {
        self.goes_on = false;
        if name == IN_ALL {
            self.current = Some(Within::InAll);
            return;
        }
        let known = self
            .sections
            .iter()
            .enumerate()
            .find(|(_, section)| section.name == name)
            .map(|(index, section)| (index, section.line));
        if let Some((index, first)) = known {
            let name = name.to_owned();
            self.refuse(number, RefusalReason::SectionTwice { name, first });
            self.current = Some(Within::Section(index));
            return;
        }
        self.current = Some(Within::Section(self.sections.len()));
        self.sections.push(OpenSection {
            name: name.to_owned(),
            line: number,
            settings: Vec::new(),
        });
    }

    fn setting(&mut self, number: usize, text: &str) {
        let Some((key, value)) = text.split_once(['=', ':']) else {
            self.gathered.push(Refusal {
                line: number,
                reason: RefusalReason::NoSetting,
            });
            return;
        };
        let key = key.trim_end_matches(is_space).to_lowercase();
        self.goes_on = false;
        if key.is_empty() {
            self.gathered.push(Refusal {
                line: number,
                reason: RefusalReason::NoSetting,
            });
        }
        let Some(place) = self.current else { return };
        if let Some(first) = self.first_lines.get(&(place, key.clone())).copied() {
            let section = self.section_name(place);
            self.refuse(number, RefusalReason::SettingTwice { section, key, first });
            return;
        }
        self.first_lines.insert((place, key.clone()), number);
        if key.is_empty() {
            return;
        }
        let value = value.trim_matches(is_space).to_owned();
        if let Some(settings) = self.settings() {
            settings.push(Open {
                key,
                line: number,
                pieces: vec![(number, value)],
            });
            self.goes_on = true;
        }
    }

    fn section_name(&self, place: Within) -> String {
        match place {
            Within::InAll => IN_ALL.to_owned(),
            Within::Section(index) => self
                .sections
                .get(index)
                .map(|section| section.name.clone())
                .unwrap_or_default(),
        }
    }

    fn finish(self) -> ConfigFile {
        let mut refusals = self.stops;
        refusals.extend(self.gathered);
        let mut sections = Vec::with_capacity(self.sections.len());
        for section in &self.sections {
            let has = |key: &str| section.settings.iter().any(|own| own.key == key);
            let inherited = self.in_all.iter().filter(|open| !has(&open.key));
            let settings = section
                .settings
                .iter()
                .chain(inherited)
                .map(|open| setting(open, &mut refusals))
                .collect();
            sections.push(Section {
                name: section.name.clone(),
                line: section.line,
                settings,
            });
        }
        ConfigFile { sections, refusals }
    }
}

/// What stands between the first and the last bracket. What follows is left out, as a comment would be.
fn header(text: &str) -> Option<&str> {
    let (name, _) = text.strip_prefix('[')?.rsplit_once(']')?;
    Some(name).filter(|name| !name.is_empty())
}

fn before_the_first_section(text: &str) -> RefusalReason {
    if text.starts_with(BYTE_ORDER_MARK) {
        RefusalReason::ByteOrderMark
    } else {
        RefusalReason::SectionMissing
    }
}

fn setting(open: &Open, refusals: &mut Vec<Refusal>) -> Setting {
    let joined: Vec<&str> = open.pieces.iter().map(|(_, piece)| piece.as_str()).collect();
    let text = joined.join("\n").trim_end_matches(is_space).to_owned();
    let value = if text.starts_with('\n') {
        Value::Block(block(open, refusals))
    } else {
        Value::Text(Secret::new(text))
    };
    Setting {
        key: open.key.clone(),
        line: open.line,
        value,
    }
}

/// The lines of a block. Of two with one name the last counts.
fn block(open: &Open, refusals: &mut Vec<Refusal>) -> Vec<BlockLine> {
    let mut block: Vec<BlockLine> = Vec::new();
    let pieces = open.pieces.iter();
    let lines = pieces.flat_map(|(line, piece)| piece.split(ends_line).map(move |text| (*line, text)));
    for (line, text) in lines {
        let text = text.trim_matches(is_space);
        if text.is_empty() {
            continue;
        }
        let Some((key, value)) = text.split_once('=') else {
            refusals.push(Refusal {
                line,
                reason: RefusalReason::NoBlockLine {
                    key: open.key.clone(),
                },
            });
            continue;
        };
        let key = key.trim_matches(is_space);
        block.retain(|other| other.key != key);
        block.push(BlockLine {
            key: key.to_owned(),
            line,
            value: Secret::new(value.trim_matches(is_space)),
        });
    }
    block
}

/// Characters that end a line within a block: more than those that end a line of the file.
/// <https://docs.python.org/3/library/stdtypes.html#str.splitlines>
fn ends_line(ch: char) -> bool {
    matches!(
        ch,
        '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<(String, usize, String, usize, String)> {
        let mut found = Vec::new();
        for section in read(text.as_bytes()).sections {
            for setting in section.settings {
                let value = match setting.value {
                    Value::Text(value) => value.expose_setting().to_owned(),
                    Value::Block(lines) => lines
                        .iter()
                        .map(|line| format!("<{} {}={}>", line.line, line.key, line.value.expose_setting()))
                        .collect::<Vec<_>>()
                        .concat(),
                };
                found.push((
                    section.name.clone(),
                    section.line,
                    setting.key,
                    setting.line,
                    value,
                ));
            }
        }
        found
    }

    fn refusals(text: &str) -> Vec<(usize, RefusalReason)> {
        let read = read(text.as_bytes());
        read.refusals.into_iter().map(|it| (it.line, it.reason)).collect()
    }

    #[test]
    fn every_value_has_its_line() {
        let text =
            "# first\r\n[a]\rK : v = w # no comment\n\n  more\n;x\n[b]\ns3 =\n  x = 1\n  # out\n  Y=2\n";
        let row = |section: &str, at, key: &str, line, value: &str| {
            (section.to_owned(), at, key.to_owned(), line, value.to_owned())
        };
        assert_eq!(
            texts(text),
            [
                row("a", 2, "k", 3, "v = w # no comment\n\nmore"),
                row("b", 7, "s3", 8, "<9 x=1><11 Y=2>"),
            ]
        );
        assert_eq!(refusals(text), []);
    }

    #[test]
    fn the_first_refusal_is_the_one_that_stops_botocore() {
        let twice = |first| RefusalReason::SettingTwice {
            section: "a".to_owned(),
            key: "k".to_owned(),
            first,
        };
        assert_eq!(
            refusals("[a]\nbogus\nk=1\nK=2\n"),
            [(4, twice(3)), (2, RefusalReason::NoSetting)]
        );
        assert_eq!(
            refusals("\u{feff}[a]\nk=1\n[b]"),
            [
                (1, RefusalReason::ByteOrderMark),
                (2, RefusalReason::SectionMissing)
            ]
        );
        for bytes in [&b"[a]\nk=\xff"[..], b"[a]\n\xff", b"[a]\r\xff\n\n"] {
            assert_eq!(read(bytes).refusals.first().map(|it| it.line), Some(2));
        }
    }

    #[test]
    fn what_stands_behind_a_mistake_is_read_for_lists() {
        let text = "[a]\nk=1\nk=2\n[b]\nbogus\nl=3\n[a]\nm=4\n";
        let keys: Vec<_> = texts(text).into_iter().map(|row| (row.0, row.2, row.4)).collect();
        let row =
            |section: &str, key: &str, value: &str| (section.to_owned(), key.to_owned(), value.to_owned());
        assert_eq!(keys, [row("a", "k", "1"), row("a", "m", "4"), row("b", "l", "3")]);
    }
}
