//! Small widgets that panels share. Each is a function of its state.

pub mod bar;
pub mod card;
pub mod choice;
pub mod edit_shared;
pub mod far_rows;
pub mod field;
pub mod first_focus;
pub mod form_row;
pub mod icon;
pub mod icon_button;
pub mod long_text;
pub mod modal_page;
pub mod number;
pub mod pane_head;
pub mod paste_field;
pub mod piece;
pub mod pill;
pub mod row_order;
pub mod secret_field;
pub mod section_head;
pub mod section_tab;
pub mod segmented;
pub mod split;
pub mod steady;
pub mod variables_text;
