//! The journal of drafts, the history, the key store, collections and settings: the only layer that writes the user's files.

pub mod collection;
pub mod disk;
pub mod files;
pub mod history;
pub mod import_folder;
pub mod journal;
pub mod keys;
pub mod opencollection;
pub mod places;
mod session;
pub mod settings;
mod unfinished;
