//! Rows of a comparison under pointer and keys: chosen by dragging, copied as they stand or as one side.

use std::ops::RangeInclusive;

use eframe::egui::{Event, EventFilter, Key, Modifiers, PointerButton, Popup, Rect, Response, Ui};

use super::rows::{Row, Sign};
use super::view::ReplyComparison;
use crate::text::document_diff::DiffItem;
use crate::ui::action::Action;
use crate::ui::body_viewer::menu::entry;
use crate::ui::body_viewer::scroll::rows_in;

/// A copy ends here.
const MOST_COPIED_BYTES: usize = 1_000_000;

/// Rows that are chosen, in the order in which they were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Chosen {
    anchor: usize,
    head: usize,
}

impl Chosen {
    fn rows(self) -> RangeInclusive<usize> {
        self.anchor.min(self.head)..=self.anchor.max(self.head)
    }
}

/// What is copied of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// All of them, each behind its sign.
    Rows,
    /// The first reply.
    Before,
    /// The second.
    After,
}

impl Part {
    fn takes(self, sign: Sign) -> bool {
        match self {
            Self::Rows => true,
            Self::Before => sign != Sign::Added,
            Self::After => sign != Sign::Removed,
        }
    }
}

impl ReplyComparison {
    /// Whether a row is chosen.
    pub(super) fn is_chosen(&self, number: usize) -> bool {
        self.chosen.is_some_and(|chosen| chosen.rows().contains(&number))
    }

    /// What is chosen, or else everything, as a text.
    pub(super) fn copied(&self, part: Part) -> String {
        let Some(last) = self.rows().checked_sub(1) else {
            return String::new();
        };
        let rows = self.chosen.map_or(0..=last, Chosen::rows);
        // A whole side has the headers that are equal, too.
        let is_whole_side = self.chosen.is_none() && part != Part::Rows;
        let mut text = String::new();
        for number in rows {
            if text.len() > MOST_COPIED_BYTES {
                text.push_str("… the rest is left out\n");
                break;
            }
            let Some(row) = self.row(number) else { break };
            if !(is_whole_side && matches!(row, Row::Head(_) | Row::Note(_))) {
                self.push_row(&mut text, &row, part);
            }
            if is_whole_side && number == 0 {
                self.push_head(&mut text, part);
            }
        }
        text
    }

    fn push_row(&self, text: &mut String, row: &Row<'_>, part: Part) {
        let mut push = |sign: Sign, line: &str| {
            if part == Part::Rows {
                text.push_str(&match sign {
                    Sign::Same => " ".to_owned(),
                    sign => sign.mark().replace('−', "-"),
                });
            }
            if part.takes(sign) {
                text.push_str(line);
                text.push('\n');
            }
        };
        match row {
            Row::Heading(line) | Row::Note(line) if part == Part::Rows => {
                text.push_str(line);
                text.push('\n');
            }
            Row::Heading(_) | Row::Note(_) => {}
            Row::Head(line) => push(line.sign, &line.text),
            Row::Body(item) => {
                let Some(texts) = self.text() else { return };
                let line = |bytes: &[u8]| {
                    let line = String::from_utf8_lossy(bytes);
                    line.trim_end_matches(['\r', '\n']).to_owned()
                };
                match *item {
                    DiffItem::Same { after, .. } => push(Sign::Same, &line(texts.after(after))),
                    DiffItem::Removed { line: at, .. } => push(Sign::Removed, &line(texts.before(at))),
                    DiffItem::Added { line: at, .. } => push(Sign::Added, &line(texts.after(at))),
                    DiffItem::Folded { lines, .. } if part == Part::Rows => {
                        text.extend(["… ", &lines.to_string(), " equal lines\n"]);
                    }
                    DiffItem::Folded { after, lines, .. } => {
                        let room = MOST_COPIED_BYTES.saturating_sub(text.len());
                        let mut taken = 0;
                        for at in after..after + lines {
                            let line = line(texts.after(at));
                            taken += line.len();
                            if taken > room {
                                break;
                            }
                            text.push_str(&line);
                            text.push('\n');
                        }
                    }
                }
            }
        }
    }

    /// Status and all headers of a side, and the empty line behind them.
    fn push_head(&self, text: &mut String, part: Part) {
        let sent = if part == Part::Before {
            &self.other.sent
        } else {
            &self.sent
        };
        let Some(head) = sent.head() else { return };
        text.push_str(format!("{} {}", head.status, head.reason).trim_end());
        text.push('\n');
        for (name, value) in &head.headers {
            text.extend([name, ": ", value, "\n"]);
        }
        text.push('\n');
    }
}

/// Chooses rows with the pointer, and scrolls when it is dragged beyond an edge.
pub(super) fn choose(ui: &Ui, response: &Response, view: &mut ReplyComparison, area: Rect, total: usize) {
    let Some(pos) = response.interact_pointer_pos().filter(|_| total > 0) else {
        return;
    };
    let from_top = (pos.y - area.top()).clamp(0.0, area.height()) + view.place.into;
    let at = (view.place.top + rows_in(from_top)).min(total - 1);
    let (pressed, shift) = ui.input(|input| (input.pointer.primary_pressed(), input.modifiers.shift));
    let alone = Chosen { anchor: at, head: at };
    if response.secondary_clicked() {
        response.request_focus();
        if !view.is_chosen(at) {
            view.chosen = Some(alone);
        }
    } else if pressed {
        response.request_focus();
        view.chosen = Some(match view.chosen {
            Some(chosen) if shift => Chosen { head: at, ..chosen },
            _ => alone,
        });
    } else if response.dragged_by(PointerButton::Primary) {
        if let Some(chosen) = &mut view.chosen {
            chosen.head = at;
        }
        let beyond = (pos.y - area.bottom()).max(0.0) - (area.top() - pos.y).max(0.0);
        if beyond != 0.0 {
            view.place.scroll(beyond);
            ui.ctx().request_repaint();
        }
    }
}

/// Keys of the rows while they have the focus.
pub(super) fn keys(ui: &Ui, response: &Response, view: &mut ReplyComparison, total: usize, height: f32) {
    if !response.has_focus() {
        return;
    }
    let filter = EventFilter {
        horizontal_arrows: true,
        vertical_arrows: true,
        escape: view.chosen.is_some(),
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
    let page = rows_in(height).saturating_sub(1).max(1).cast_signed();
    let far = total.cast_signed();
    let last = total.saturating_sub(1);
    for (key, by) in [
        (Key::ArrowUp, -1),
        (Key::ArrowDown, 1),
        (Key::PageUp, -page),
        (Key::PageDown, page),
        (Key::Home, -far),
        (Key::End, far),
    ] {
        if pressed(Modifiers::SHIFT, key) {
            let top = view.place.top;
            let chosen = view.chosen.unwrap_or(Chosen {
                anchor: top,
                head: top,
            });
            let head = chosen.head.saturating_add_signed(by).min(last);
            view.chosen = Some(Chosen { head, ..chosen });
            view.place.bring_near(head, height);
        } else if pressed(Modifiers::NONE, key) {
            view.place.top = view.place.top.saturating_add_signed(by).min(total);
            view.place.into = 0.0;
        }
    }
    for (key, by) in [(Key::ArrowLeft, -32.0), (Key::ArrowRight, 32.0)] {
        if pressed(Modifiers::NONE, key) {
            view.place.x += by;
        }
    }
    if pressed(Modifiers::COMMAND, Key::A) {
        view.chosen = Some(Chosen {
            anchor: 0,
            head: last,
        });
    }
    if view.chosen.is_some() && pressed(Modifiers::NONE, Key::Escape) {
        view.chosen = None;
    }
    let copies = ui.input_mut(|input| {
        let before = input.events.len();
        input.events.retain(|event| !matches!(event, Event::Copy));
        input.events.len() < before
    });
    if copies {
        ui.ctx().copy_text(view.copied(Part::Rows));
    }
}

/// What a right click on the rows offers.
pub(super) fn menu(response: &Response, view: &ReplyComparison, out: &mut Vec<Action>) {
    response.context_menu(|ui| entries_ui(ui, view, out));
}

/// The same under a button.
pub(super) fn button_menu(response: &Response, view: &ReplyComparison, out: &mut Vec<Action>) {
    Popup::menu(response).show(|ui| entries_ui(ui, view, out));
}

fn entries_ui(ui: &mut Ui, view: &ReplyComparison, out: &mut Vec<Action>) {
    let entries = if view.chosen.is_some() {
        [
            ("Copy the chosen rows", Part::Rows, "the chosen rows"),
            (
                "Copy what the first has there",
                Part::Before,
                "lines of the first response",
            ),
            (
                "Copy what this one has there",
                Part::After,
                "lines of this response",
            ),
        ]
    } else {
        [
            ("Copy all rows", Part::Rows, "the comparison"),
            ("Copy the first response", Part::Before, "the first response"),
            ("Copy this response", Part::After, "this response"),
        ]
    };
    for (words, part, what) in entries {
        if entry(ui, words) {
            let text = view.copied(part);
            out.push(Action::Copy { text, what });
        }
    }
}
