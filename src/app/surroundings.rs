//! What all panels of a frame share.

use eframe::egui::Ui;
use time::OffsetDateTime;

use super::profiles::Profiles;
use crate::model::{DraftId, ItemRef, Network};
use crate::ui::command::Available;
use crate::ui::context::{DemoStatus, PanelContext};
use crate::ui::key_steps::OpenKeySteps;
use crate::ui::links::Links;
use crate::ui::presentation::Presentation;
use crate::ui::tokens::tokens;

/// What the variables of the fields follow from: revision of the scope, tab with its revision, file, presentation.
pub(super) type VariablesBasis = (u64, Option<(DraftId, u64)>, Option<ItemRef>, Presentation);

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
    /// What fields were told of variables last.
    pub(super) told_variables: Option<VariablesBasis>,
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
