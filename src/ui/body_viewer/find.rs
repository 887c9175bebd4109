//! Finding text in the body: the row with the field, and what was found.

use eframe::egui::{Button, Color32, Id, Key, Modifiers, RichText, Stroke, Ui, vec2};

use super::finder::{Case, Step};
use super::view::BodyView;
use crate::engine::BodyWork;
use crate::text::search::{Extent, QueryKind};
use crate::ui::fonts;
use crate::ui::icons;
use crate::ui::tokens::{size, tokens};
use crate::ui::widgets::bar::bar;
use crate::ui::widgets::field::Field;
use crate::ui::widgets::icon_button::icon_button;

/// Name of the field.
const FIELD: &str = "Find in the body";

impl BodyView {
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
            let id = Id::unique(FIELD);
            let width = (ui.available_width() * 0.4).clamp(90.0, 280.0);
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
        view.finder.is_open = false;
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
