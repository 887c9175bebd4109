//! Finding text in the body: the row with the field, and what was found.

use std::ops::Range;

use eframe::egui::{Button, Color32, Id, Key, Modifiers, RichText, Stroke, Ui, vec2};

use super::view::BodyView;
use crate::engine::BodyWork;
use crate::text::measure::grouped;
use crate::text::search::{CaseMatch, Extent, MOST_MATCHES, Matches, Query, QueryKind, SearchError};
use crate::ui::fonts;
use crate::ui::icons;
use crate::ui::tokens::{size, tokens};
use crate::ui::widgets::bar::bar;
use crate::ui::widgets::field::Field;
use crate::ui::widgets::icon_button::icon_button;

/// Name of the field.
const FIELD: &str = "Find in the body";
/// Room for the switches beside the field, and for the longest count.
const BESIDE: f32 = 220.0;

/// Identity of the field.
pub(super) fn field_id() -> Id {
    Id::unique(FIELD)
}

/// The search of one viewer.
#[derive(Debug, Default)]
pub struct Finder {
    is_open: bool,
    takes_focus: bool,
    text: String,
    kind: QueryKind,
    /// What is alike; a search begins with any case.
    case: Case,
    extent: Extent,
    asked: Option<Query>,
    outcome: Option<Result<Matches, String>>,
    current: Option<usize>,
    /// A step that was ordered while the search was under way.
    first_step: Option<Step>,
}

/// The setting "match case".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Case {
    #[default]
    Any,
    Exact,
}

/// Which match comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The one below.
    Next,
    /// The one above.
    Previous,
}

impl Finder {
    fn query(&self) -> Query {
        Query {
            text: self.text.clone(),
            kind: self.kind,
            case: match self.case {
                Case::Any => CaseMatch::Any,
                Case::Exact => CaseMatch::Exact,
            },
            extent: self.extent,
        }
    }

    /// The body is another one: what was found is not in it.
    pub(super) fn forget(&mut self) {
        self.asked = None;
        self.outcome = None;
        self.current = None;
    }

    /// Takes what was found; gives the first match from `offset` on.
    pub(super) fn found(&mut self, matches: Matches, offset: usize) -> Option<Range<usize>> {
        self.current = match self.first_step.take() {
            Some(Step::Previous) => matches.previous_from(offset),
            Some(Step::Next) | None => matches.next_from(offset),
        };
        let bytes = self
            .current
            .and_then(|number| matches.ranges.get(number).cloned());
        self.outcome = Some(Ok(matches));
        bytes
    }

    pub(super) fn failed(&mut self, error: &SearchError) {
        self.outcome = Some(Err(error.to_string()));
        self.current = None;
    }

    /// What was found, while the row is open.
    pub(super) fn matches(&self) -> Option<&Matches> {
        self.outcome.as_ref().filter(|_| self.is_open)?.as_ref().ok()
    }

    /// The match in front.
    pub(super) fn current(&self) -> Option<Range<usize>> {
        self.matches()?.ranges.get(self.current?).cloned()
    }

    /// `3 of 120`.
    fn count(&self) -> String {
        match (&self.outcome, self.current) {
            _ if self.text.is_empty() => String::new(),
            (None, _) => "Searching…".to_owned(),
            (Some(Err(error)), _) => error.clone(),
            (Some(Ok(found)), _) if found.total == 0 => "Not found".to_owned(),
            (Some(Ok(found)), Some(at)) => {
                let all = format!("{} of {}", grouped(at as u64 + 1), grouped(found.total as u64));
                if found.total > MOST_MATCHES {
                    format!("{all}, the first {} are marked", grouped(MOST_MATCHES as u64))
                } else {
                    all
                }
            }
            (Some(Ok(found)), None) => grouped(found.total as u64),
        }
    }
}

impl BodyView {
    pub(super) fn finds(&self) -> bool {
        self.finder.is_open
    }

    pub(super) fn close_find(&mut self) {
        self.finder.is_open = false;
    }

    /// Opens the row and puts the cursor into its field.
    pub fn open_find(&mut self) {
        self.finder.is_open = true;
        self.finder.takes_focus = true;
    }

    /// Goes to the next match or the one before; opens the row when it is closed.
    pub fn step_find(&mut self, step: Step) {
        if !self.finder.is_open || self.finder.text.is_empty() {
            self.open_find();
            return;
        }
        let Some(found) = self.finder.matches() else {
            self.finder.first_step = Some(step);
            return;
        };
        let count = found.ranges.len();
        if count == 0 {
            return;
        }
        let at = match (self.finder.current, step) {
            (Some(at), Step::Next) => (at + 1) % count,
            (Some(at), Step::Previous) => at.checked_sub(1).unwrap_or(count - 1),
            (None, _) => 0,
        };
        let bytes = found.ranges.get(at).cloned();
        self.finder.current = Some(at);
        if let Some(bytes) = bytes {
            self.go_to(bytes);
        }
    }
}

/// The row while it is drawn, and what was asked for in it.
struct FindRow<'a> {
    view: &'a mut BodyView,
    step: Option<Step>,
    close: bool,
}

/// Draws the row when it is open, and asks for a search when its text changed.
pub fn find_ui(ui: &mut Ui, view: &mut BodyView) {
    if !view.finder.is_open {
        return;
    }
    let mut row = FindRow {
        view,
        step: None,
        close: false,
    };
    bar(
        ui,
        36.0,
        &mut row,
        |ui, row| {
            if icon_button(ui, icons::ARROW_LEFT, "Previous match").clicked() {
                row.step = Some(Step::Previous);
            }
            if icon_button(ui, icons::ARROW_RIGHT, "Next match").clicked() {
                row.step = Some(Step::Next);
            }
            row.close = icon_button(ui, icons::X, "Close the search").clicked();
            ui.add_space(size::PAD);
        },
        |ui, row| {
            ui.add_space(size::PAD);
            let finder = &mut row.view.finder;
            let id = field_id();
            let width = (ui.available_width() - BESIDE).max(90.0);
            let field = Field::mono(&mut finder.text, FIELD)
                .hint("Find")
                .width(width)
                .id(id)
                .ui(ui);
            if std::mem::take(&mut finder.takes_focus) {
                field.request_focus();
            }
            let (enter, back) = ui.input(|input| (input.key_pressed(Key::Enter), input.modifiers.shift));
            if field.lost_focus() && enter {
                row.step = Some(if back { Step::Previous } else { Step::Next });
                field.request_focus();
            }
            if (field.has_focus() || field.lost_focus())
                && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape))
            {
                row.close = true;
            }
            ui.spacing_mut().item_spacing.x = 2.0;
            switch(ui, "Aa", "Match case", &mut finder.case, [Case::Any, Case::Exact]);
            let words = [Extent::Anywhere, Extent::WholeWord];
            switch(ui, "W", "Whole word", &mut finder.extent, words);
            let kinds = [QueryKind::Text, QueryKind::Regex];
            switch(ui, ".*", "Regular expression", &mut finder.kind, kinds);
            ui.add_space(size::GAP);
            let colors = tokens(ui.ctx());
            let ink = match finder.outcome {
                Some(Err(_)) => colors.bad,
                _ => colors.second,
            };
            let count = RichText::new(finder.count()).font(fonts::caption()).color(ink);
            ui.add(eframe::egui::Label::new(count).truncate());
        },
    );
    let FindRow { view, step, close } = row;
    search_when_changed(view);
    if let Some(step) = step {
        view.step_find(step);
    }
    if close {
        view.close_find();
    }
}

fn search_when_changed(view: &mut BodyView) {
    let query = view.finder.query();
    if view.finder.asked.as_ref() == Some(&query) {
        return;
    }
    view.finder.forget();
    if !query.text.is_empty() {
        view.ask(view.document().clone(), BodyWork::Find(query.clone()), 0..0);
    }
    view.finder.asked = Some(query);
}

/// A small button that stays down.
fn switch<T: Copy + PartialEq>(ui: &mut Ui, text: &str, name: &str, value: &mut T, [off, on]: [T; 2]) {
    let colors = tokens(ui.ctx());
    let is_on = *value == on;
    let (ink, fill) = if is_on {
        (colors.text, colors.raised)
    } else {
        (colors.third, Color32::TRANSPARENT)
    };
    let button = Button::new(RichText::new(text).font(fonts::mono()).color(ink))
        .selected(is_on)
        .fill(fill)
        .stroke(Stroke::NONE)
        .min_size(vec2(26.0, 26.0));
    if ui.add(button).accessible_name(name).on_hover_text(name).clicked() {
        *value = if is_on { off } else { on };
    }
}
