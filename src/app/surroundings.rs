//! What all panels of a frame share.

use eframe::egui::Ui;
use time::OffsetDateTime;

use super::profiles::Profiles;
use crate::model::Network;
use crate::ui::command::Available;
use crate::ui::context::{DemoStatus, PanelContext};
use crate::ui::key_steps::OpenKeySteps;
use crate::ui::links::Links;
use crate::ui::presentation::Presentation;
use crate::ui::tokens::tokens;

/// Surroundings of the panels that no tab owns.
#[derive(Default)]
pub(super) struct Surroundings {
    pub(super) demo: DemoStatus,
    /// Address of the embedded server behind a proxy, once that was wanted.
    pub(super) demo_proxy: Option<String>,
    pub(super) links: Links,
    pub(super) key_steps: OpenKeySteps,
    pub(super) presentation: Presentation,
    pub(super) profiles: Profiles,
}

impl Surroundings {
    /// What panels are given in this frame.
    pub(super) fn context<'a>(
        &'a self,
        ui: &Ui,
        available: Available,
        network: &'a Network,
        now: OffsetDateTime,
    ) -> PanelContext<'a> {
        PanelContext {
            tokens: tokens(ui.ctx()),
            demo: &self.demo,
            available,
            now,
            profiles: self.profiles.list.as_deref(),
            network,
            links: &self.links,
            key_steps: &self.key_steps,
            presentation: &self.presentation,
        }
    }
}
