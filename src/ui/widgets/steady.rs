//! Fields that keep the cursor when the layout moves them.

use eframe::egui::{Id, Ui, UiBuilder};

/// Draws with identities that come from `id` and not from the place: egui derives them from the rows and columns
/// around, so that a field which a narrower window puts elsewhere would lose the focus while somebody types.
pub fn steady<R>(ui: &mut Ui, id: Id, add: impl FnOnce(&mut Ui) -> R) -> R {
    ui.scope_builder(UiBuilder::new().scope_id(id), add).inner
}
