//! Panels and widgets: egui over the model and the reports. They read and edit state and emit actions; they
//! do no input or output.

pub mod action;
pub mod auth_advanced;
pub mod auth_kinds;
pub mod auth_panel;
pub mod body_panel;
pub mod body_viewer;
pub mod bulk;
pub mod command;
pub mod comparison;
pub mod context;
pub mod fonts;
pub mod header_words;
pub mod headers_panel;
pub mod icons;
pub mod masking;
pub mod menu;
pub mod palette;
pub mod params_panel;
pub mod params_table;
pub mod pieces;
pub mod remarks;
pub mod request_bar;
pub mod response_panel;
pub mod section_tabs;
pub mod sentence;
pub mod shortcuts;
pub mod signature_panel;
pub mod status_bar;
pub mod tab;
pub mod tab_strip;
pub mod toasts;
pub mod tokens;
pub mod undo;
pub mod widgets;
pub mod wire_view;
