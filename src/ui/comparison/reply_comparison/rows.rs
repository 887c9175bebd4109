//! The rows of a comparison: what each shows, and what of it differs.

use std::ops::Range;

use crate::model::ResponseHead;
use crate::text::document_diff::{DiffItem, TextDiff};
use crate::text::line_diff::changed_words;
use crate::text::measure::grouped;
use crate::text::row_text;

/// Longest line of which the changed words are looked for while drawing; of a longer one, what stands between its
/// equal start and its equal end is marked.
const MOST_WORD_BYTES: usize = 4_000;
/// So much of a line is drawn.
const MOST_DRAWN_BYTES: usize = 2_000;
/// So much of it before the first difference.
const BEFORE_DIFFERENCE: usize = 200;

/// Header lines that differ from one reply to the next by their nature.
const ALWAYS_NEW: [&str; 9] = [
    "date",
    "age",
    "x-amzn-requestid",
    "x-amzn-trace-id",
    "x-amz-request-id",
    "x-amz-id-2",
    "x-amz-apigw-id",
    "apigw-requestid",
    "x-amz-cf-id",
];

/// Whether a line is in one of the replies or in both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// In both.
    Same,
    /// In the first.
    Removed,
    /// In the second.
    Added,
}

impl Sign {
    /// The mark in front of the line, so that colour is not all.
    pub fn mark(self) -> &'static str {
        match self {
            Self::Same => "",
            Self::Removed => "−",
            Self::Added => "+",
        }
    }
}

/// A row.
#[derive(Clone, Debug)]
pub enum Row<'a> {
    /// Title of a part.
    Heading(&'static str),
    /// Something to know about a part.
    Note(&'a str),
    /// Of status and headers.
    Head(&'a HeadLine),
    /// Of the body.
    Body(DiffItem),
}

/// A line of status and headers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadLine {
    /// In which reply it is.
    pub sign: Sign,
    /// The line.
    pub text: String,
    /// The line in its place in the other reply.
    pub pair: Option<String>,
    /// Whether it differs every time.
    pub is_always_new: bool,
    /// Whether a change begins here.
    pub begins: bool,
}

/// Status and headers against each other: first the status, then the headers that differ, in the order of the second
/// reply; those that are equal are counted.
pub fn head_lines(before: &ResponseHead, after: &ResponseHead) -> (Vec<HeadLine>, Vec<HeadLine>, usize) {
    let status = |head: &ResponseHead| format!("{} {}", head.status, head.reason).trim().to_owned();
    let (old, new) = (status(before), status(after));
    let status = if old == new {
        vec![HeadLine {
            sign: Sign::Same,
            text: new,
            pair: None,
            is_always_new: false,
            begins: false,
        }]
    } else {
        change(Some(&old), Some(&new), false)
    };
    let mut names: Vec<String> = Vec::new();
    for (name, _) in after.headers.iter().chain(&before.headers) {
        let name = name.to_ascii_lowercase();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let values = |head: &ResponseHead, name: &str| -> Vec<String> {
        let lines = head.headers.iter();
        lines
            .filter(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(key, value)| format!("{key}: {value}"))
            .collect()
    };
    let mut equal = 0;
    let mut lines = Vec::new();
    for name in &names {
        let (old, new) = (values(before, name), values(after, name));
        let is_always_new = ALWAYS_NEW.contains(&name.as_str());
        let is_same = |(one, other): (&String, &String)| value_of(one) == value_of(other);
        let paired = old.len().min(new.len());
        for pair in old.iter().zip(&new) {
            if is_same(pair) {
                equal += 1;
            } else {
                lines.extend(change(Some(pair.0), Some(pair.1), is_always_new));
            }
        }
        for line in old.iter().skip(paired) {
            lines.extend(change(Some(line), None, is_always_new));
        }
        for line in new.iter().skip(paired) {
            lines.extend(change(None, Some(line), is_always_new));
        }
    }
    // What differs every time is of no interest beside what does not.
    lines.sort_by_key(|line: &HeadLine| line.is_always_new);
    (status, lines, equal)
}

/// What follows the name; names differ in case between HTTP versions.
fn value_of(line: &str) -> &str {
    line.split_once(':').map_or(line, |(_, value)| value)
}

fn change(old: Option<&String>, new: Option<&String>, is_always_new: bool) -> Vec<HeadLine> {
    let line = |sign, text: Option<&String>, pair: Option<&String>, begins| {
        Some(HeadLine {
            sign,
            text: text?.clone(),
            pair: pair.cloned(),
            is_always_new,
            begins,
        })
    };
    let removed = line(Sign::Removed, old, new, true);
    let added = line(Sign::Added, new, old, old.is_none());
    removed.into_iter().chain(added).collect()
}

/// A line as it is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineText {
    /// In which reply it is.
    pub sign: Sign,
    /// Its numbers in the first and the second text, from 0.
    pub numbers: [Option<usize>; 2],
    /// What is drawn of it.
    pub text: String,
    /// The parts of `text` that differ from the line in its place.
    pub changed: Vec<Range<usize>>,
    /// What is to be said about it.
    pub remark: String,
}

impl LineText {
    /// A line of status or headers.
    pub fn of_head(line: &HeadLine) -> Self {
        let pair = line.pair.as_ref().map(String::as_bytes);
        let mut made = Self::new(line.sign, [None, None], line.text.as_bytes(), pair);
        if line.is_always_new {
            "differs every time".clone_into(&mut made.remark);
        }
        made
    }

    fn new(sign: Sign, numbers: [Option<usize>; 2], line: &[u8], pair: Option<&[u8]>) -> Self {
        let text = row_text(line, 0..line.len()).into_owned();
        let other = pair.map(|pair| row_text(pair, 0..pair.len()).into_owned());
        let changed = other
            .as_deref()
            .map_or_else(Vec::new, |other| differing(&text, other));
        let mut remark = String::new();
        if sign != Sign::Same && other.as_deref() == Some(text.as_str()) {
            // The texts are the same, so it is what ends them.
            line_end(line).clone_into(&mut remark);
        }
        let mut made = Self {
            sign,
            numbers,
            text,
            changed,
            remark,
        };
        made.cut();
        made
    }

    /// Keeps what is near the first difference of a long line.
    fn cut(&mut self) {
        let all = self.text.len();
        if all <= MOST_DRAWN_BYTES {
            return;
        }
        let first = self.changed.first().map_or(0, |range| range.start);
        let from = self
            .text
            .floor_char_boundary(first.saturating_sub(BEFORE_DIFFERENCE));
        let to = self.text.floor_char_boundary((from + MOST_DRAWN_BYTES).min(all));
        let ahead = if from > 0 {
            format!("({} bytes) …", grouped(from as u64))
        } else {
            String::new()
        };
        let behind = if to < all {
            format!("… {} more bytes", grouped((all - to) as u64))
        } else {
            String::new()
        };
        let moved = |at: usize| at.clamp(from, to) - from + ahead.len();
        let changed = self
            .changed
            .iter()
            .map(|range| moved(range.start)..moved(range.end));
        self.changed = changed.filter(|range| !range.is_empty()).collect();
        let kept = self.text.get(from..to).unwrap_or_default();
        self.text = format!("{ahead}{kept}");
        let remark = [self.remark.as_str(), &behind].join(" ");
        remark.trim().clone_into(&mut self.remark);
    }

    /// What a screen reader is told.
    pub fn told(&self) -> String {
        match self.sign {
            Sign::Same => self.text.clone(),
            Sign::Removed => format!("Removed: {}", self.text),
            Sign::Added => format!("Added: {}", self.text),
        }
    }
}

/// A line of the body.
pub fn line_text(texts: &TextDiff, item: DiffItem) -> LineText {
    match item {
        DiffItem::Same { before, after } | DiffItem::Folded { before, after, .. } => {
            LineText::new(Sign::Same, [Some(before), Some(after)], texts.after(after), None)
        }
        DiffItem::Removed { line, pair } => {
            let pair = pair.map(|pair| texts.after(pair));
            LineText::new(Sign::Removed, [Some(line), None], texts.before(line), pair)
        }
        DiffItem::Added { line, pair } => {
            let pair = pair.map(|pair| texts.before(pair));
            LineText::new(Sign::Added, [None, Some(line)], texts.after(line), pair)
        }
    }
}

fn line_end(line: &[u8]) -> &'static str {
    match line {
        [.., b'\r', b'\n'] => "ends with CR LF",
        [.., b'\n'] => "ends with LF",
        _ => "has no line end",
    }
}

/// The parts of `text` that differ from `other`.
fn differing(text: &str, other: &str) -> Vec<Range<usize>> {
    if text.len().max(other.len()) <= MOST_WORD_BYTES {
        return changed_words(other, text).1;
    }
    let same = |pairs: &mut dyn Iterator<Item = (char, char)>| -> usize {
        pairs
            .take_while(|(mine, theirs)| mine == theirs)
            .map(|(mine, _)| mine.len_utf8())
            .sum()
    };
    let start = same(&mut text.chars().zip(other.chars()));
    let rest = |of: &str| of.get(start..).unwrap_or_default().to_owned();
    let (mine, theirs) = (rest(text), rest(other));
    let end = text.len() - same(&mut mine.chars().rev().zip(theirs.chars().rev()));
    if start < end {
        std::iter::once(start..end).collect()
    } else {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(status: u16, headers: &[(&str, &str)]) -> ResponseHead {
        ResponseHead {
            status,
            reason: "R".to_owned(),
            headers: headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        }
    }

    fn signed(lines: &[HeadLine]) -> Vec<String> {
        lines
            .iter()
            .map(|line| format!("{}{}", line.sign.mark(), line.text))
            .collect()
    }

    #[test]
    fn headers_are_compared_by_name_and_in_the_order_of_repeats() {
        let before = head(
            200,
            &[
                ("Date", "1"),
                ("x-a", "same"),
                ("set-cookie", "a"),
                ("set-cookie", "b"),
                ("gone", "x"),
            ],
        );
        let after = head(
            403,
            &[
                ("x-new", "y"),
                ("X-A", "same"),
                ("date", "2"),
                ("set-cookie", "a"),
            ],
        );
        let (status, lines, equal) = head_lines(&before, &after);
        assert_eq!(signed(&status), ["−200 R", "+403 R"]);
        assert_eq!(
            signed(&lines),
            ["+x-new: y", "−set-cookie: b", "−gone: x", "−Date: 1", "+date: 2"]
        );
        assert_eq!(equal, 2);
        assert_eq!(lines.iter().filter(|line| line.begins).count(), 4);
        assert!(lines[3].is_always_new && !lines[0].is_always_new);
    }

    #[test]
    fn lines_that_differ_only_in_their_end_say_so() {
        let made = LineText::new(Sign::Removed, [None, None], b"a\r\n", Some(b"a\n"));
        assert_eq!(
            (made.text.as_str(), made.remark.as_str()),
            ("a", "ends with CR LF")
        );
        let made = LineText::new(Sign::Added, [None, None], b"a", Some(b"a\n"));
        assert_eq!(made.remark, "has no line end");
    }

    #[test]
    fn a_long_line_is_cut_around_its_first_difference() {
        let line = |mark: &str| format!("{}{mark}{}", "é".repeat(5_000), "z".repeat(9_000));
        let made = LineText::new(
            Sign::Added,
            [None, None],
            line("NEW").as_bytes(),
            Some(line("OLD").as_bytes()),
        );
        assert!(made.text.len() < MOST_DRAWN_BYTES + 40 && made.text.starts_with("(9,800 bytes) …"));
        assert_eq!(made.text.get(made.changed[0].clone()), Some("NEW"));
        assert!(made.remark.contains("more bytes"), "{}", made.remark);
    }
}
