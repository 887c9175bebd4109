//! Marks in the place of what a shell would put in.

use super::scan::expansion_end;

/// What was replaced by marks.
#[derive(Debug)]
pub(super) struct Marks {
    /// What no text of the script has.
    prefix: String,
    written: Vec<String>,
}

/// What ends a mark. Only letters that a host name may have stand in it, as a URL is read with it.
const END: char = 'z';

impl Marks {
    /// Marks for a script.
    pub(super) fn of(script: &str) -> Self {
        let numbers = script.match_indices("qvx").map(|(at, _)| {
            let rest = script.get(at + 3..).unwrap_or_default();
            let end = rest
                .find(|letter: char| !letter.is_ascii_digit())
                .unwrap_or(rest.len());
            rest.get(..end)
                .and_then(|digits| digits.parse::<u64>().ok())
                .unwrap_or_default()
        });
        let free = numbers.max().map_or(0, |highest| highest.saturating_add(1));
        let prefix = format!("qvx{free}x");
        Self {
            prefix,
            written: Vec::new(),
        }
    }

    /// The mark for what is written so.
    pub(super) fn add(&mut self, written: &str) -> String {
        let mark = format!("{}{}{END}", self.prefix, self.written.len());
        self.written.push(written.to_owned());
        mark
    }

    /// A text of double quotes with marks.
    pub(super) fn in_double_quotes(&mut self, text: &str) -> String {
        let mut marked = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find(['$', '`', '\\']) {
            let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
            marked.push_str(before);
            let end = if from.starts_with('\\') {
                1 + from.chars().nth(1).map_or(0, char::len_utf8)
            } else {
                match expansion_end(from) {
                    0 => 1,
                    end => {
                        let written = from.get(..end).unwrap_or(from);
                        let mark = self.add(written);
                        marked.push_str(&mark);
                        rest = from.get(end..).unwrap_or_default();
                        continue;
                    }
                }
            };
            marked.push_str(from.get(..end).unwrap_or(from));
            rest = from.get(end..).unwrap_or_default();
        }
        marked.push_str(rest);
        marked
    }

    /// Whether a text has marks.
    pub(super) fn is_in(&self, text: &str) -> bool {
        text.contains(&self.prefix)
    }

    /// The text with something in the place of each mark.
    pub(super) fn replaced(&self, text: &str, mut put: impl FnMut(&str) -> String) -> String {
        let mut replaced = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(&self.prefix) {
            replaced.push_str(before);
            let end = after.find(END).unwrap_or(after.len());
            let (number, after) = after.split_at_checked(end).unwrap_or((after, ""));
            let written = number
                .parse()
                .ok()
                .and_then(|number: usize| self.written.get(number));
            if let Some(written) = written {
                replaced.push_str(&put(written));
            }
            rest = after.strip_prefix(END).unwrap_or(after);
        }
        replaced.push_str(rest);
        replaced
    }

    /// The text as it was.
    pub(super) fn written(&self, text: &str) -> String {
        self.replaced(text, str::to_owned)
    }

    /// What a text stands for that is one mark and nothing else.
    pub(super) fn alone<'a>(&'a self, text: &str) -> Option<&'a str> {
        let number = text.strip_prefix(self.prefix.as_str())?.strip_suffix(END)?;
        let number: usize = number.parse().ok()?;
        self.written.get(number).map(String::as_str)
    }

    /// The mark that a text ends with.
    pub(super) fn last<'a>(&self, text: &'a str) -> Option<&'a str> {
        let mark = text.get(text.rfind(self.prefix.as_str())?..)?;
        self.alone(mark).map(|_| mark)
    }

    /// The mark that a text begins with.
    pub(super) fn first<'a>(&self, text: &'a str) -> Option<&'a str> {
        let after = text.strip_prefix(self.prefix.as_str())?;
        let end = self.prefix.len() + after.find(END)? + END.len_utf8();
        text.get(..end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_stands_for_what_was_written() {
        let mut marks = Marks::of("qvx7x $A");
        let text = marks.in_double_quotes("\"$A-${B:-c} \\$D $(e \"f\") g$\"");
        assert_eq!(marks.written(&text), "\"$A-${B:-c} \\$D $(e \"f\") g$\"");
        assert_eq!(marks.replaced(&text, |_| "_".to_owned()), "\"_-_ \\$D _ g$\"");
        let mark = marks.add("$X");
        assert_eq!(marks.alone(&mark), Some("$X"));
        assert_eq!(marks.alone("x"), None);
        assert_eq!(marks.first(&format!("{mark}/a")), Some(mark.as_str()));
        assert_eq!(marks.last(&format!("a.{mark}")), Some(mark.as_str()));
        assert_eq!(marks.last(&format!("{mark}.a")), None);
    }
}
