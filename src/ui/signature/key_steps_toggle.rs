//! The link that shows the steps of the signing key.

use eframe::egui::{FontId, Label, RichText, Ui};

use crate::model::SigningReport;
use crate::sigv4::KeySteps;
use crate::sigv4::pieces::PieceKind;
use crate::ui::context::PanelContext;
use crate::ui::shown_signature::ShownSignature;
use crate::ui::tokens::{size, tokens};

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

/// The link that shows and hides the steps, with what they give away, in the font of its surroundings.
pub fn key_steps_toggle_ui(
    ui: &mut Ui,
    shown: ShownSignature<'_>,
    report: &SigningReport,
    steps: Option<&KeySteps>,
    font: &FontId,
    ctx: &PanelContext<'_>,
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
                ctx.key_steps.shut();
            } else {
                ctx.key_steps.open(shown, report);
            }
        }
        let warning = "kSigning signs anything for this day, region and service: whoever has it needs no secret access key";
        let ink = if steps.is_some() { colors.warning } else { colors.third };
        ui.add(Label::new(RichText::new(warning).font(font.clone()).color(ink)).wrap());
    });
}
