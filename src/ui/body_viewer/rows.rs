//! The rows of search, filter and line number over a body: Escape closes them, wherever in the pane the cursor is.

use eframe::egui::text_edit::TextEditState;
use eframe::egui::{Context, Key, Modifiers};

use super::view::BodyView;
use super::{filter, find, line};

/// Takes an Escape that is meant for the rows: not one typed into another text field.
pub fn takes_escape(ctx: &Context) -> bool {
    let focused = ctx.memory(eframe::egui::Memory::focused);
    let own = [find::field_id(), filter::field_id(), line::field_id()];
    let elsewhere = focused.is_some_and(|id| !own.contains(&id) && TextEditState::load(ctx, id).is_some());
    !elsewhere && ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape))
}

impl BodyView {
    /// Whether one of them is open.
    pub fn has_rows(&self) -> bool {
        self.finds() || self.filters() || self.goes_to_line()
    }

    /// Closes the number of a line, or else the search, or else the filter.
    pub fn close_rows(&mut self) {
        if self.goes_to_line() {
            self.close_go_to_line();
        } else if self.finds() {
            self.close_find();
        } else {
            self.close_filter();
        }
    }
}
