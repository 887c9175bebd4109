//! Response and signature: side by side, one above the other, or one of them alone.

use eframe::egui::{Rect, Stroke, Ui, pos2};

use crate::model::Request;
use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::draft::Draft;
use crate::ui::last_exchange::LastExchange;
use crate::ui::reply::response_panel::{
    Edited, KeysOf, ReplySurroundings, ReplyView, RequestUrl, outcome_ui, response_panel_ui,
};
use crate::ui::signature::nothing_signed::{nothing_signed, strip_ui};
use crate::ui::signature::signature_panel::{Reveal, SignatureView, signature_panel_ui};
use crate::ui::tokens::{heights, tokens};
use crate::ui::widgets::pane_head::{PaneHead, Shown};
use crate::ui::widgets::split::{Arrangement, pane, split};

/// Below this width in points two panes side by side hold no line of a canonical request.
const WIDE_ENOUGH: f32 = 720.0;
/// Below this height in points two panes above each other hold little but their heads.
const HIGH_ENOUGH: f32 = 280.0;
/// A pane lower than this shows next to nothing.
const LEAST: f32 = 140.0;
/// What the panes keep unless the user drags the edge of the editor further down: the head of a reply and some lines.
const ROOM: f32 = 240.0;
/// The same for two of them above each other.
const STACKED_ROOM: f32 = 320.0;
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

    /// Height in points that the panes keep beside an editor whose edge nobody dragged.
    pub fn comfortable_height(&self, width: f32) -> f32 {
        match (self.shown, self.fitting(width, HIGH_ENOUGH)) {
            (Shown::Both, Arrangement::Stacked) => STACKED_ROOM,
            _ => ROOM,
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
    let around = ReplySurroundings {
        pane: PaneHead {
            shown: panes.shown,
            arrangement: panes.arrangement,
            chosen: panes.arrangement,
        },
        token: signature_view.token,
        keys: if draft.inherits() {
            KeysOf::Shared
        } else {
            KeysOf::ThisTab
        },
        url: if draft.request.http.url.trim().is_empty() {
            RequestUrl::Empty
        } else {
            RequestUrl::Typed
        },
        edited: match &last.sent {
            Some(sent) if !is_sent_alike(&sent.typed, &draft.request) => Edited::Since,
            _ => Edited::NotSince,
        },
    };
    let nothing = nothing_signed(signature_view.shown(draft, last));
    if let Some(nothing) = nothing.filter(|_| panes.shown == Shown::Both) {
        let [response, strip] = folded(ui, heights(ui.ctx()).pane_head);
        pane(ui, "response", response, |ui| {
            response_panel_ui(ui, reply, last, around, ctx, out);
        });
        let sides = last.sent.is_some().then_some(&mut signature_view.side);
        pane(ui, "signature", strip, |ui| strip_ui(ui, nothing, sides, out));
        return;
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
        let around = ReplySurroundings { pane: head, ..around };
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

/// Whether two requests are sent alike: checks and the note are about the reply, and for people.
fn is_sent_alike(one: &Request, other: &Request) -> bool {
    one.http == other.http && one.settings == other.settings && one.variables == other.variables
}

/// The places of the response, and under it of the strip of a signature pane with nothing in it: the choice of the user
/// stays for when there is something to show.
fn folded(ui: &Ui, strip: f32) -> [Rect; 2] {
    let whole = ui.available_rect_before_wrap();
    let line = (whole.bottom() - strip).max(whole.top());
    let stroke = Stroke::new(1.0, tokens(ui.ctx()).line);
    ui.painter().hline(whole.x_range(), line, stroke);
    [
        Rect::from_min_max(whole.min, pos2(whole.right(), line)),
        Rect::from_min_max(pos2(whole.left(), line + 1.0), whole.max),
    ]
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
