//! What the tables of the editor share: the check box of a row, its places, and the button that adds one.

use eframe::egui::{Align, Id, Layout, Response, RichText, Ui, UiBuilder, vec2};

use crate::model::{RowId, RowState};
use crate::ui::tokens::size;
use crate::ui::{fonts, icons};

/// Width of the check box with its gap.
pub const CHECK: f32 = 26.0;
/// Width of the button at the end of a row.
pub const TRASH: f32 = 34.0;

/// Whether a row of a table is one yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// A row of the request.
    Real,
    /// It becomes one when something is typed into it.
    Empty,
}

/// Identity of the empty row of a table without rows. It keeps it when it becomes a row, and with it the cursor.
pub fn empty_row(ui: &Ui, table: Id) -> RowId {
    ui.data_mut(|data| *data.get_temp_mut_or_default::<RowId>(table.with("empty row")))
}

/// The empty row became a row: the next one is another.
pub fn empty_row_taken(ui: &Ui, table: Id) {
    ui.data_mut(|data| data.remove::<RowId>(table.with("empty row")));
}

/// The check box in front of a row.
pub fn check_ui(ui: &mut Ui, state: &mut RowState, name: &str) {
    let mut enabled = *state == RowState::Enabled;
    let response = ui.checkbox(&mut enabled, "").accessible_name(name);
    if response.changed() {
        *state = if enabled {
            RowState::Enabled
        } else {
            RowState::Disabled
        };
    }
}

/// The button below the rows that adds one.
pub fn add_ui(ui: &mut Ui, text: &str) -> Response {
    let button = ui.button((
        RichText::new(icons::PLUS).font(fonts::icons(size::CAPTION)),
        RichText::new(text),
    ));
    button.accessible_name(text)
}

/// A place of fixed width in a row, its content centred in height.
pub fn cell_ui<R>(ui: &mut Ui, width: f32, add: impl FnOnce(&mut Ui) -> R) -> R {
    let (_, rect) = ui.allocate_space(vec2(width, ui.spacing().interact_size.y));
    let place = UiBuilder::new()
        .max_rect(rect)
        .layout(Layout::left_to_right(Align::Center));
    add(&mut ui.new_child(place))
}
