//! Whether a field was typed in since the cursor came. What the cursor only passes through is meant as it is, and nothing
//! else is offered in its place.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use eframe::egui::{Id, Response, Ui};

/// What stood in a field when the cursor came, or was last chosen from a list. A fingerprint, as it may be a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsEntered {
    id: Id,
    before: Option<u64>,
}

/// Whether something was chosen from the list in this frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// Nothing was.
    Nothing,
    /// It is in the text now.
    Something,
}

impl AsEntered {
    /// Of a field that is about to be drawn.
    pub fn of(ui: &Ui, field: Id) -> Self {
        let id = field.with("text when the cursor came");
        Self {
            id,
            before: ui.data(|data| data.get_temp(id)),
        }
    }

    /// Whether the text is another one than it was.
    pub fn is_typed_in(self, text: &str) -> bool {
        self.before.is_some_and(|before| before != fingerprint(text))
    }

    /// Takes note of a field as it was drawn.
    pub fn settle(self, ui: &Ui, field: &Response, text: &str, chosen: Chosen) {
        let has_focus = field.has_focus();
        if chosen == Chosen::Something || (has_focus && self.before.is_none()) {
            ui.data_mut(|data| data.insert_temp(self.id, fingerprint(text)));
        } else if !has_focus && self.before.is_some() {
            ui.data_mut(|data| data.remove::<u64>(self.id));
        }
    }
}

fn fingerprint(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
