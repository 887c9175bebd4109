//! Response and signature: side by side, one above the other, or one of them alone.

use eframe::egui::Ui;

use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::draft::Draft;
use crate::ui::last_exchange::LastExchange;
use crate::ui::reply::response_panel::{KeysOf, ReplySurroundings, ReplyView, outcome_ui, response_panel_ui};
use crate::ui::signature::signature_panel::{Reveal, SignatureView, signature_panel_ui};
use crate::ui::widgets::pane_head::{PaneHead, Shown};
use crate::ui::widgets::split::{Arrangement, pane, split};

/// Below this width in points two panes side by side hold no line of a canonical request.
const WIDE_ENOUGH: f32 = 720.0;
/// Below this height in points two panes above each other hold little but their heads.
const HIGH_ENOUGH: f32 = 280.0;
/// A pane lower than this shows next to nothing.
const LEAST: f32 = 140.0;
/// Where the line stands until somebody drags it.
const HALF: f32 = 0.5;

/// How the two panes are laid out, as the user chose it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Panes {
    /// How both stand to each other.
    pub arrangement: Arrangement,
    /// Which of them are shown.
    pub shown: Shown,
    /// Share of the width for the response, side by side.
    pub share_beside: f32,
    /// Share of the height for the response, stacked.
    pub share_stacked: f32,
}

impl Default for Panes {
    fn default() -> Self {
        Self {
            arrangement: Arrangement::Beside,
            shown: Shown::Both,
            share_beside: HALF,
            share_stacked: HALF,
        }
    }
}

impl Panes {
    /// Shows both panes in this arrangement.
    pub fn arrange(&mut self, arrangement: Arrangement) {
        self.arrangement = arrangement;
        self.shown = Shown::Both;
    }

    /// Shows one pane alone, or both again when it is alone already.
    pub fn toggle(&mut self, alone: Shown) {
        self.shown = if self.shown == alone { Shown::Both } else { alone };
    }

    /// Makes sure that a pane is in sight.
    pub fn bring(&mut self, wanted: Shown) {
        if self.shown != wanted {
            self.shown = Shown::Both;
        }
    }

    /// Height in points below which the panes can not be read.
    pub fn least_height(&self) -> f32 {
        match (self.shown, self.arrangement) {
            (Shown::Both, Arrangement::Stacked) => 2.0 * LEAST,
            _ => LEAST,
        }
    }

    /// The arrangement that fits a place of this size. The choice itself stays, for when the window is wider again.
    pub fn fitting(&self, width: f32, height: f32) -> Arrangement {
        match self.arrangement {
            Arrangement::Beside if width < WIDE_ENOUGH && height >= HIGH_ENOUGH => Arrangement::Stacked,
            chosen => chosen,
        }
    }
}

/// Draws the panes in what is left of `ui`.
///
/// `draft` and `last` are the request that they are of.
pub fn panes_ui(
    ui: &mut Ui,
    panes: &mut Panes,
    (reply, signature_view): (&mut ReplyView, &mut SignatureView),
    (draft, last): (&Draft, &LastExchange),
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    if signature_view.reveal == Some(Reveal::Comparison) {
        panes.bring(Shown::Signature);
    }
    let size = ui.available_size();
    let arrangement = panes.fitting(size.x, size.y);
    let head = PaneHead {
        shown: panes.shown,
        arrangement,
        chosen: panes.arrangement,
    };
    let [response, signature] = match (panes.shown, arrangement) {
        (Shown::Response, _) => [Some(ui.available_rect_before_wrap()), None],
        (Shown::Signature, _) => [None, Some(ui.available_rect_before_wrap())],
        (Shown::Both, Arrangement::Beside) => split(
            ui,
            arrangement,
            &mut panes.share_beside,
            "Width of the response pane",
        )
        .map(Some),
        (Shown::Both, Arrangement::Stacked) => split(
            ui,
            arrangement,
            &mut panes.share_stacked,
            "Height of the response pane",
        )
        .map(Some),
    };
    if let Some(place) = response {
        let around = ReplySurroundings {
            pane: head,
            token: signature_view.token,
            keys: if draft.inherits() {
                KeysOf::Shared
            } else {
                KeysOf::ThisTab
            },
        };
        pane(ui, "response", place, |ui| {
            response_panel_ui(ui, reply, last, around, ctx, out);
        });
    }
    if let Some(place) = signature {
        pane(ui, "signature", place, |ui| {
            let outcome = |ui: &mut Ui| outcome_ui(ui, last, ctx.tokens);
            signature_panel_ui(ui, signature_view, (draft, last), head, outcome, ctx, out);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_narrow_place_stacks_the_panes_and_the_choice_stays() {
        let mut panes = Panes::default();
        assert_eq!(panes.fitting(900.0, 316.0), Arrangement::Beside);
        assert_eq!(panes.fitting(600.0, 316.0), Arrangement::Stacked);
        assert_eq!(
            panes.fitting(600.0, 200.0),
            Arrangement::Beside,
            "too low for two heads"
        );
        assert_eq!(panes.arrangement, Arrangement::Beside);
        panes.arrange(Arrangement::Stacked);
        assert_eq!(panes.fitting(1920.0, 100.0), Arrangement::Stacked);
    }

    #[test]
    fn a_pane_alone_gives_its_place_back() {
        let mut panes = Panes::default();
        panes.toggle(Shown::Response);
        assert_eq!(panes.shown, Shown::Response);
        panes.toggle(Shown::Signature);
        assert_eq!(panes.shown, Shown::Signature);
        panes.bring(Shown::Signature);
        assert_eq!(panes.shown, Shown::Signature);
        panes.bring(Shown::Response);
        assert_eq!(panes.shown, Shown::Both);
        panes.toggle(Shown::Response);
        panes.toggle(Shown::Response);
        assert_eq!(panes.shown, Shown::Both);
    }
}
