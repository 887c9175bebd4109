//! Settings of the program: what a person chose for the window and for all requests. Without secrets, as its file has them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::Network;

/// Everything that the file of settings holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProgramSettings {
    /// How the window looks.
    pub appearance: Appearance,
    /// How all requests reach the network. Its secrets are no part of the file.
    pub network: Network,
    /// Keys of commands that are not the usual ones, by the name of the command, as text.
    pub keys: BTreeMap<String, Vec<String>>,
    /// What is kept of sends, and how much.
    pub history: HistorySettings,
    /// What the program looks out for.
    pub security: SecuritySettings,
    /// What new requests begin with.
    pub credentials: CredentialDefaults,
}

/// How the window looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appearance {
    /// Dark or light.
    pub theme: ThemeChoice,
    /// How strong colours and borders are.
    pub contrast: ContrastChoice,
    /// How much stands in a window.
    pub rows: RowsChoice,
    /// How large everything is, in percent.
    pub zoom_percent: u16,
    /// What becomes of long lines of a response body.
    pub long_lines: LongLines,
}

impl Appearance {
    /// Below it nothing can be read, above it the smallest window shows one button.
    pub const ZOOM_PERCENT: std::ops::RangeInclusive<u16> = 50..=300;
}

impl Default for Appearance {
    fn default() -> Self {
        Self {
            theme: ThemeChoice::default(),
            contrast: ContrastChoice::default(),
            rows: RowsChoice::default(),
            zoom_percent: 100,
            long_lines: LongLines::default(),
        }
    }
}

/// Which colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThemeChoice {
    /// As the system has it, and changes it.
    #[default]
    System,
    /// Dark, whatever the system has.
    Dark,
    /// Light, whatever the system has.
    Light,
}

/// How strong colours and borders are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ContrastChoice {
    /// For most eyes and screens.
    #[default]
    Normal,
    /// Text at 7:1 and visible borders.
    High,
}

/// How high rows are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RowsChoice {
    /// Easy to hit.
    #[default]
    Comfortable,
    /// More of them in the same window.
    Compact,
}

/// What becomes of lines that are longer than the pane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LongLines {
    /// They are broken at its edge.
    #[default]
    Wrapped,
    /// They go on beyond it.
    Unwrapped,
}

/// What is kept of sends, and how much.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HistorySettings {
    /// Whether nothing is.
    pub off: bool,
    /// Folders of collections of which nothing is.
    pub off_for: Vec<PathBuf>,
    /// Days after which an exchange goes; `None` for never.
    pub days: Option<u64>,
    /// Megabytes that all may take; `None` for the usual limit.
    pub megabytes: Option<u64>,
    /// How many there may be; `None` for the usual limit.
    pub exchanges: Option<u64>,
}

impl HistorySettings {
    /// A hundred years.
    pub const MOST_DAYS: u64 = 36_500;
    /// A terabyte.
    pub const MOST_MEGABYTES: u64 = 1_000_000;
    /// More than a database of one person holds.
    pub const MOST_EXCHANGES: u64 = 10_000_000;

    /// Whether nothing was chosen.
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

/// What the program looks out for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SecuritySettings {
    /// Whether a save looks for secrets in what is written.
    pub secret_scan: SecretScan,
}

/// Whether a save looks for secrets in what is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SecretScan {
    /// It asks about what looks like one.
    #[default]
    On,
    /// It does not: for collections full of made-up keys.
    Off,
}

/// What new requests begin with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CredentialDefaults {
    /// Profile of the AWS config files; empty for typed keys.
    pub profile: String,
    /// Region; empty for the one of the host.
    pub region: String,
}

/// Something in the file of settings that does not count, for people.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SettingsProblem {
    /// Line of the file, from 1.
    pub line: usize,
    /// What is wrong and what counts in its place, as one sentence.
    pub text: String,
}

/// What is known of the file of settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SettingsFileState {
    /// It can be written; what in it does not count.
    #[default]
    Fine,
    /// Some values do not count.
    WithProblems(Vec<SettingsProblem>),
    /// It is no TOML, so nothing of it counts and it is not written; where it ends to be.
    NotToml {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What the reader of TOML says.
        reason: String,
    },
    /// The disk does not give it, or does not take it; why and what to do.
    Failed(String),
}
