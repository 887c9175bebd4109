//! The cursor in the field of a page or popup that has just opened.

use eframe::egui::Response;

/// Whether the field has been given the cursor. A frame in which its surroundings are measured takes it away again, so it
/// is given until it stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FirstFocus {
    /// Not yet.
    #[default]
    Wanted,
    /// It has; the user may move it.
    Given,
}

impl FirstFocus {
    /// Gives it to the field as drawn, once.
    pub fn give(&mut self, field: &Response) {
        if field.has_focus() {
            *self = Self::Given;
        } else if *self == Self::Wanted {
            field.request_focus();
        }
    }
}
