//! Open tabs and unsaved drafts, kept through restart and kill.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::places::Places;
use crate::model::{DraftId, Request};

/// Everything the window brings back after a restart.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Session {
    pub drafts: Vec<DraftRecord>,
    /// Index of the tab in front.
    pub active: usize,
    pub preferences: Preferences,
}

/// One open tab.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DraftRecord {
    pub id: DraftId,
    /// Without its secrets: serde skips them.
    pub request: Request,
    /// Which secrets were typed, so that the field can say what is missing.
    #[serde(default)]
    pub secrets: TypedSecrets,
}

/// Which secret fields had a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TypedSecrets {
    pub secret_access_key: bool,
    pub session_token: bool,
}

/// Choices of the window that outlive it. Free-form values the window reads leniently.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// `dark`, `light` or empty for the system's.
    pub theme: String,
    /// Share of the width for the response pane, 0 for the default.
    pub response_share: f32,
    /// Height of the request editor in points, 0 for the default.
    pub editor_height: f32,
}

/// What was found when the journal was opened.
#[derive(Debug, Default)]
pub struct Opened {
    /// `None` on the first start.
    pub session: Option<Session>,
    /// A damaged file set aside, a newer schema: one sentence each with cause and next step.
    pub problems: Vec<String>,
}

/// Writes the session behind the window's back, on its own thread.
pub struct Journal {}

impl Journal {
    /// Reads the journal and starts its thread. `on_problem` is called from that thread when a write fails.
    pub fn open(_places: &Places, _on_problem: Arc<dyn Fn(String) + Send + Sync>) -> (Self, Opened) {
        (Self {}, Opened::default())
    }
    /// Hands over the newest state; returns at once. It is on disk at most 300 ms after the last call and at
    /// most 1 s after the first unwritten one.
    pub fn record(&self, _session: Session) {}
    /// Writes what is outstanding and waits for it: for the end of the program.
    pub fn flush(&self) {}
}
