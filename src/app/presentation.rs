//! Presentation mode: larger, and without access key IDs.

use eframe::egui::Context;

use super::App;
use crate::ui::presentation::Presentation;

/// How much larger the window is drawn.
const LARGER: f32 = 1.35;

/// Whether the window is shown to an audience. Not kept over a restart.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Presenting {
    /// No audience: access key IDs are shown.
    #[default]
    Off,
    /// Larger, and without access key IDs.
    On {
        /// The zoom factor to go back to.
        zoom_before: f32,
    },
}

impl Presenting {
    /// Whether it is on.
    pub fn is_on(self) -> bool {
        self != Self::Off
    }
}

impl App {
    /// Turns presentation mode on or off.
    pub(super) fn toggle_presentation(&mut self, ctx: &Context) {
        self.overlay.presenting = match self.overlay.presenting {
            Presenting::Off => {
                let zoom_before = ctx.zoom_factor();
                ctx.set_zoom_factor(zoom_before * LARGER);
                Presenting::On { zoom_before }
            }
            Presenting::On { zoom_before } => {
                ctx.set_zoom_factor(zoom_before);
                Presenting::Off
            }
        };
    }

    /// Tells the panels which access key IDs an audience does not see.
    pub(super) fn tell_presentation(&mut self) {
        let ids = self.overlay.presenting.is_on().then(|| {
            let mut ids = vec![self.shared_auth().aws.access_key_id.clone()];
            for tab in self.tabs() {
                ids.push(tab.draft.request.http.auth.aws.access_key_id.clone());
                if let Some(report) = &tab.draft.live.report {
                    ids.push(report.access_key_id.clone());
                }
                if let Some(report) = tab
                    .last
                    .sent
                    .as_ref()
                    .and_then(|sent| sent.exchange.report.as_ref())
                {
                    ids.push(report.access_key_id.clone());
                }
            }
            // The longest first: one may be the start of another.
            ids.sort_by_key(|id| std::cmp::Reverse(id.len()));
            ids.dedup();
            ids
        });
        self.around.presentation = Presentation(ids);
    }
}
