//! What every panel is given to look at besides its own state.

use time::OffsetDateTime;

use crate::model::{Network, ProfileList};
use crate::ui::command::Available;
use crate::ui::key_steps::OpenKeySteps;
use crate::ui::links::Links;
use crate::ui::presentation::Presentation;
use crate::ui::tokens::Tokens;

/// Surroundings of a panel; what panels tell each other goes through `links` and `key_steps`.
#[derive(Clone, Copy, Debug)]
pub struct PanelContext<'a> {
    /// Colours of the theme in force.
    pub tokens: &'static Tokens,
    /// The embedded server.
    pub demo: &'a DemoStatus,
    /// What commands have to act on.
    pub available: Available,
    /// The profiles of the AWS config files; `None` until somebody looks.
    pub profiles: Option<&'a ProfileList>,
    /// This frame's time by the wall clock.
    pub now: OffsetDateTime,
    /// Network settings of the program.
    pub network: &'a Network,
    /// What is lit in editor and signature, and which field takes the cursor.
    pub links: &'a Links,
    /// Whose key steps are shown.
    pub key_steps: &'a OpenKeySteps,
    /// What an audience does not see.
    pub presentation: &'a Presentation,
}

/// Where the embedded server stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum DemoStatus {
    /// Not asked for yet, or being started.
    #[default]
    Starting,
    /// Listening; the value of `{{demo}}` and its port.
    Ready {
        /// `http://abcd123456.execute-api.us-east-1.localhost:PORT`.
        address: String,
        /// The port.
        port: u16,
    },
    /// Could not start, and why.
    Failed(String),
}
