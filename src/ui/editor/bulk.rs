//! Tables as text: one `name: value` a line, `//` in front of what is switched off.

use eframe::egui::{RichText, ScrollArea, Ui, vec2};

use crate::model::RowState;
use crate::ui::tokens::{size, tokens};
use crate::ui::widgets::variables_text::{ManyLines, TabKey, variables_text_ui};

/// A row as its line says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulkLine {
    /// Whether it takes part.
    pub state: RowState,
    /// The name.
    pub name: String,
    /// The value; `None` when the line is a name alone.
    pub value: Option<String>,
}

/// A table while it is edited as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bulk {
    text: String,
    /// The rows that the text stands for.
    of: Vec<BulkLine>,
}

impl Bulk {
    /// The text of these rows.
    pub fn new(rows: Vec<BulkLine>) -> Self {
        Self {
            text: to_text(&rows),
            of: rows,
        }
    }

    /// Follows a change made elsewhere: in the URL bar, or by an undo.
    pub fn follow(&mut self, rows: Vec<BulkLine>) {
        if rows != self.of {
            *self = Self::new(rows);
        }
    }

    /// Takes note of what the rows became of the text, which stays as typed.
    pub fn became(&mut self, rows: Vec<BulkLine>) {
        self.of = rows;
    }
}

/// What `{{name}}` is in a table as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BulkBraces {
    /// A variable of the request in front.
    Variables,
    /// Text as any.
    Text,
}

/// Draws the text; the rows when it was edited.
pub fn bulk_ui(ui: &mut Ui, bulk: &mut Bulk, name: &str, braces: BulkBraces) -> Option<Vec<BulkLine>> {
    let colors = tokens(ui.ctx());
    let hint = RichText::new("name: value\n// name: switched off").color(colors.third);
    let height = ui.available_height();
    let response = ScrollArea::vertical()
        .id_salt("bulk")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            let look = ManyLines {
                hint,
                min_size: vec2(0.0, (height - size::GAP).max(80.0)),
                tab: TabKey::Leaves,
            };
            match braces {
                BulkBraces::Text => ui.add(look.editor(&mut bulk.text)).accessible_name(name),
                BulkBraces::Variables => {
                    let id = ui.scope_id().with((name, "bulk"));
                    variables_text_ui(ui, id, &mut bulk.text, name, look)
                }
            }
        });
    response.inner.changed().then(|| parse(&bulk.text))
}

/// The lines of a table.
pub fn to_text(rows: &[BulkLine]) -> String {
    let lines: Vec<String> = rows.iter().map(line).collect();
    lines.join("\n")
}

fn line(row: &BulkLine) -> String {
    let mark = match row.state {
        RowState::Enabled => "",
        RowState::Disabled => "// ",
    };
    let name = &row.name;
    match &row.value {
        // A colon would end the name. One blank before a value is not of it.
        Some(value) if name.contains(':') && value.starts_with(' ') => format!("{mark}{name}= {value}"),
        Some(value) if name.contains(':') => format!("{mark}{name}={value}"),
        Some(value) => format!("{mark}{name}: {value}"),
        None if name.contains(':') => format!("{mark}{name}="),
        None => format!("{mark}{name}"),
    }
}

/// The rows of a text. Empty lines are none.
pub fn parse(text: &str) -> Vec<BulkLine> {
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(parse_line)
        .collect()
}

fn parse_line(line: &str) -> BulkLine {
    let line = line.trim_start();
    let (state, line) = match line.strip_prefix("//") {
        Some(rest) => (RowState::Disabled, rest.trim_start()),
        None => (RowState::Enabled, line),
    };
    let (name, value) = match separator(line) {
        Some(at) => (
            line.get(..at).unwrap_or_default(),
            line.get(at + 1..)
                .map(|value| value.strip_prefix(' ').unwrap_or(value)),
        ),
        None => (line, None),
    };
    BulkLine {
        state,
        name: name.trim_end().to_owned(),
        value: value.map(str::to_owned),
    }
}

/// The first `=`, or the first colon with a blank or nothing behind it, whichever comes first; else the first colon.
fn separator(line: &str) -> Option<usize> {
    let equals = line.find('=');
    let spaced = line
        .find(": ")
        .or_else(|| line.ends_with(':').then(|| line.len() - 1));
    match (equals, spaced) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other).or_else(|| line.find(':')),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn row(state: RowState, name: &str, value: Option<&str>) -> BulkLine {
        BulkLine {
            state,
            name: name.to_owned(),
            value: value.map(str::to_owned),
        }
    }

    #[test]
    fn lines_of_every_client_are_read() {
        use RowState::{Disabled, Enabled};
        for (line, expected) in [
            ("a: 1", row(Enabled, "a", Some("1"))),
            ("a:1", row(Enabled, "a", Some("1"))),
            ("a=1", row(Enabled, "a", Some("1"))),
            ("a", row(Enabled, "a", None)),
            ("a:", row(Enabled, "a", Some(""))),
            ("//a:1", row(Disabled, "a", Some("1"))),
            (" // a = b=c", row(Disabled, "a", Some("b=c"))),
            ("a: b=c", row(Enabled, "a", Some("b=c"))),
            ("url: https://h/?a=1", row(Enabled, "url", Some("https://h/?a=1"))),
            ("a:  two", row(Enabled, "a", Some(" two"))),
            ("filter:eq=1", row(Enabled, "filter:eq", Some("1"))),
        ] {
            assert_eq!(parse(line), [expected], "{line}");
        }
        assert_eq!(parse("\n  \n\r\na\r\n").len(), 1);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            rows in proptest::collection::vec(
                (any::<bool>(), "[a-z%:][a-z%:-]{0,5}", proptest::option::of("[a-z:=/%é ]{0,6}")), 0..6),
        ) {
            let rows: Vec<BulkLine> = rows
                .into_iter()
                .filter(|(_, name, value)| !(value.is_none() && name.contains(':')))
                .map(|(on, name, value)| row(
                    if on { RowState::Enabled } else { RowState::Disabled }, &name, value.as_deref()))
                .collect();
            prop_assert_eq!(parse(&to_text(&rows)), rows);
        }
    }
}
