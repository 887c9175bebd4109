//! The collections that are open, as a tree.

pub mod row;
pub mod row_menu;
pub mod sidebar_panel;
pub mod sidebar_view;
pub mod tree;
