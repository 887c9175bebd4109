//! Panels and widgets: egui over the model and the reports. They read and edit state and emit actions; they
//! do no input or output.

pub mod action;
pub mod command;
pub mod context;
pub mod editor;
pub mod field_focus;
pub mod focus_ring;
pub mod fonts;
pub mod glyphs;
pub mod icons;
pub mod links;
pub mod masking;
pub mod pick;
pub mod presentation;
pub mod reply;
pub mod sentence;
pub mod shell;
pub mod signature;
pub mod tab;
pub mod tokens;
pub mod widgets;
