//! Panels and widgets: egui over the model and the reports. They read and edit state and emit actions; they
//! do no input or output.

pub mod action;
pub mod body_viewer;
pub mod command;
pub mod context;
pub mod credential_words;
pub mod disclosure;
pub mod draft;
pub mod editor;
pub mod field_focus;
pub mod focus_ring;
pub mod fonts;
pub mod icons;
pub mod key_steps;
pub mod last_exchange;
pub mod links;
pub mod live;
pub mod masking;
pub mod mono_text;
pub mod open_piece;
pub mod page;
pub mod pick;
pub mod presentation;
pub mod reply;
pub mod secret_notes;
pub mod section;
pub mod sentence;
pub mod shell;
pub mod shown_body;
pub mod shown_signature;
pub mod signature;
pub mod tokens;
pub mod unchanged;
pub mod undo;
pub mod widgets;
