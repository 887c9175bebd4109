//! The row that leads to a line by its number.

use eframe::egui::{Id, Key, Label, Modifiers, RichText, Ui};

use super::view::BodyView;
use crate::engine::BodyWork;
use crate::text::View;
use crate::text::measure::grouped;
use crate::ui::tokens::{size, tokens};
use crate::ui::widgets::bar::bar;
use crate::ui::widgets::field::Field;
use crate::ui::widgets::icon_button::icon_button;
use crate::ui::{fonts, icons};

/// Name of the field.
const FIELD: &str = "Go to line";

/// The row of one viewer.
#[derive(Debug, Default)]
pub struct GoToLine {
    is_open: bool,
    takes_focus: bool,
    text: String,
    /// What was typed is no number.
    is_wrong: bool,
}

impl BodyView {
    /// Opens the row and puts the cursor into its field.
    pub fn open_line(&mut self) {
        self.line = GoToLine {
            is_open: true,
            takes_focus: true,
            ..GoToLine::default()
        };
    }

    /// Brings a line into sight and selects its first row; in hex the byte of that number.
    pub(super) fn go_to_line(&mut self, number: usize) {
        let document = self.current();
        if self.view == View::Hex {
            let last = document.body().len().saturating_sub(1);
            let at = number.min(last);
            self.go_to(at..at + 1);
            return;
        }
        let last = document.view(self.view).lines();
        let work = BodyWork::Line(number.min(last).max(1));
        if self.in_memory(&document) {
            self.reveal = self.place_now(document, work);
        } else {
            self.ask_where(work);
        }
    }
}

/// A number as people write it: `1,234`, `1 234`, `0x4d2`.
fn number_of(text: &str) -> Option<usize> {
    let digits: String = text
        .chars()
        .filter(|ch| !matches!(ch, ',' | '\'' | '_' | '.') && !ch.is_whitespace())
        .collect();
    match digits.strip_prefix("0x") {
        Some(hex) => usize::from_str_radix(hex, 16).ok(),
        None => digits.parse().ok(),
    }
}

/// Identity of the field.
pub(super) fn field_id() -> Id {
    Id::unique(FIELD)
}

impl BodyView {
    pub(super) fn goes_to_line(&self) -> bool {
        self.line.is_open
    }

    pub(super) fn close_go_to_line(&mut self) {
        self.line.is_open = false;
    }
}

/// Draws the row when it is open.
pub fn go_to_line_ui(ui: &mut Ui, view: &mut BodyView) {
    if !view.line.is_open {
        return;
    }
    let document = view.current();
    let (what, all) = match view.view {
        View::Hex => ("Byte", document.body().len()),
        view => ("Line", document.view(view).lines()),
    };
    let (mut closes, mut goes) = (false, false);
    bar(
        ui,
        36.0,
        &mut (&mut view.line, &mut closes, &mut goes),
        |ui, (_, closes, _)| {
            **closes |= icon_button(ui, icons::X, "Close the line number").clicked();
            ui.add_space(size::PAD);
        },
        |ui, (line, closes, goes)| {
            ui.add_space(size::PAD);
            let colors = tokens(ui.ctx());
            let caption = |text: &str| RichText::new(text).font(fonts::caption()).color(colors.second);
            ui.label(caption(what));
            let mut field = Field::mono(&mut line.text, FIELD).width(110.0).id(field_id());
            if line.is_wrong {
                field = field.outline(colors.bad);
            }
            let field = field.ui(ui);
            if std::mem::take(&mut line.takes_focus) {
                field.request_focus();
            }
            if field.changed() {
                line.is_wrong = false;
            }
            if field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
                **goes = true;
                field.request_focus();
            }
            if (field.has_focus() || field.lost_focus())
                && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape))
            {
                **closes = true;
            }
            let all = grouped(all as u64);
            let says = if line.is_wrong {
                format!("Type a number up to {all}")
            } else {
                format!("of {all}")
            };
            ui.add(Label::new(caption(&says)).truncate());
        },
    );
    if closes {
        view.close_go_to_line();
    } else if goes {
        match number_of(&view.line.text) {
            Some(number) => view.go_to_line(number),
            None => view.line.is_wrong = true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_people_write_them() {
        for (text, number) in [
            ("12", Some(12)),
            (" 1,234,567 ", Some(1_234_567)),
            ("1 234", Some(1234)),
            ("0x1f", Some(31)),
            ("", None),
            ("-1", None),
            ("twelve", None),
        ] {
            assert_eq!(number_of(text), number, "{text}");
        }
    }
}
