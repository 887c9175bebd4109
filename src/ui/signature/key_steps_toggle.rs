//! The door to the steps of the signing key: shut until the user asks, and again when another request is shown.

use eframe::egui::{Context, FontId, Id, Label, RichText, Ui};

use crate::model::{DraftId, SigningReport};
use crate::prepare::key_steps;
use crate::sigv4::KeySteps;
use crate::sigv4::pieces::PieceKind;
use crate::ui::tab::{Side, Tab};
use crate::ui::tokens::{size, tokens};

/// For which key the door was opened. Holds nothing of the key.
#[derive(Clone, PartialEq, Eq)]
struct OpenFor {
    tab: DraftId,
    side: Side,
    /// The send shown, by its place in memory.
    sent: Option<usize>,
    access_key_id: String,
    scope: String,
}

impl OpenFor {
    fn of(tab: &Tab, report: &SigningReport) -> Self {
        let sent = tab.sent.as_ref().filter(|_| tab.side == Side::AsSent);
        Self {
            tab: tab.id.clone(),
            side: tab.side,
            sent: sent.map(|sent| std::sync::Arc::as_ptr(&sent.exchange).addr()),
            access_key_id: report.access_key_id.clone(),
            scope: report.credential_scope.as_str().to_owned(),
        }
    }
}

fn door() -> Id {
    Id::unique("key steps")
}

/// The steps, when the user has asked for those of this very key. Computed anew in each frame and kept nowhere.
pub fn opened(ctx: &Context, tab: &Tab, report: &SigningReport) -> Option<KeySteps> {
    let asked = ctx.data(|data| data.get_temp::<OpenFor>(door()))?;
    if asked != OpenFor::of(tab, report) {
        shut(ctx);
        return None;
    }
    steps(tab, report)
}

/// Forgets that the steps were asked for.
pub fn shut(ctx: &Context) {
    ctx.data_mut(|data| data.remove::<OpenFor>(door()));
}

fn steps(tab: &Tab, report: &SigningReport) -> Option<KeySteps> {
    let (auth, wire) = match tab.side {
        Side::Live => (&tab.live.auth.as_ref()?.aws, tab.live.wire.as_ref()?),
        Side::AsSent => {
            let sent = tab.sent.as_ref()?;
            (&sent.request.http.auth.aws, sent.exchange.wire.as_ref()?)
        }
    };
    key_steps(auth, &wire.endpoint, report.time)
}

/// The value of a step for its piece.
pub fn value_of(steps: &KeySteps, kind: PieceKind) -> Option<&str> {
    let name = match kind {
        PieceKind::KeyDate | PieceKind::KeyRegion | PieceKind::KeyService | PieceKind::KeySigning => {
            kind.label()
        }
        _ => return None,
    };
    let step = steps.steps.iter().find(|step| step.name == name)?;
    Some(step.expose_hex())
}

/// The link that opens and shuts the door, with what is behind it, in the font of its surroundings.
pub fn key_steps_toggle_ui(
    ui: &mut Ui,
    tab: &Tab,
    report: &SigningReport,
    steps: Option<&KeySteps>,
    font: &FontId,
) {
    let colors = tokens(ui.ctx());
    let verb = if steps.is_some() {
        "Hide key steps"
    } else {
        "Show key steps"
    };
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = size::GAP;
        let text = RichText::new(verb).font(font.clone()).color(colors.accent);
        if ui.link(text).clicked() {
            if steps.is_some() {
                shut(ui.ctx());
            } else {
                let asked = OpenFor::of(tab, report);
                ui.data_mut(|data| data.insert_temp(door(), asked));
            }
        }
        let warning = "kSigning signs anything for this day, region and service: whoever has it needs no secret access key";
        let ink = if steps.is_some() { colors.warning } else { colors.third };
        ui.add(Label::new(RichText::new(warning).font(font.clone()).color(ink)).wrap());
    });
}
