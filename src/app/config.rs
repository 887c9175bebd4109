//! What the window is given when it starts: real things in the program, fixed ones in tests.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::dialogs::Dialogs;
use super::opening::Opener;
use crate::engine::Ambient;
use crate::http::Transport;
use crate::sigv4::Signer;
use crate::store::keys::KeyStore;
use crate::store::places::Places;

/// Surroundings of the window.
#[derive(Clone)]
pub struct AppConfig {
    /// Where journal and settings live.
    pub places: Places,
    /// Folder of a collection to open at the start.
    pub collection: Option<PathBuf>,
    /// Where typed secrets are kept.
    pub key_store: Arc<dyn KeyStore>,
    /// Clock, randomness, environment.
    pub ambient: Ambient,
    /// The signer.
    pub signer: Signer,
    /// What sends.
    pub transport: Arc<dyn Transport>,
    /// What asks the user for files.
    pub dialogs: Arc<dyn Dialogs>,
    /// What starts other programs.
    pub opener: Arc<dyn Opener>,
    /// Called, from any thread, whenever something new waits for the window; besides the repaint.
    pub on_wake: Arc<dyn Fn() + Send + Sync>,
    /// Whether to close after the first frame, for measuring the start.
    pub first_frame: AfterFirstFrame,
    /// Set by the first frame: from then on a panic is printed, before it becomes a sentence.
    pub opened: Arc<AtomicBool>,
}

/// What happens after the first frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AfterFirstFrame {
    /// The window stays.
    #[default]
    Stay,
    /// The window closes.
    Close,
}
