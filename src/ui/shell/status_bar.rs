//! The bar at the foot of the window.

use eframe::egui::{Align, Frame, Label, Layout, Margin, RichText, Ui};

use crate::model::AuthKind;
use crate::ui::context::{DemoStatus, PanelContext};
use crate::ui::draft::Draft;
use crate::ui::fonts;
use crate::ui::live::CredentialsUsed;
use crate::ui::secret_notes::SecretNote;
use crate::ui::tokens::size;
use crate::ui::widgets::pill::tag;

/// Draws the bar.
pub fn status_bar_ui(ui: &mut Ui, draft: Option<&Draft>, ctx: &PanelContext<'_>) {
    let colors = ctx.tokens;
    Frame::new()
        .fill(colors.ground)
        .inner_margin(Margin::symmetric(14, 0))
        .show(ui, |ui| {
            ui.set_height(size::STATUS_BAR);
            let caption = |text: String| {
                Label::new(RichText::new(text).font(fonts::caption()).color(colors.third)).truncate()
            };
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 22.0;
                let demo = match ctx.demo {
                    DemoStatus::Starting => "Embedded server: starting".to_owned(),
                    DemoStatus::Ready { port, .. } => format!("Embedded server on port {port}"),
                    DemoStatus::Failed(why) => format!("Embedded server not available: {why}"),
                };
                ui.add(caption(demo));
                if ctx.presentation.is_on() {
                    let text = "Presenting: access key IDs are masked";
                    tag(ui, text, "Presentation mode; the command of that name ends it");
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    if let Some(draft) = draft {
                        ui.add(caption(credentials_text(draft)));
                    }
                });
            });
        });
}

fn credentials_text(draft: &Draft) -> String {
    if !draft.signs() {
        let kind = match draft.auth().kind {
            AuthKind::Basic => "Basic auth",
            AuthKind::Bearer => "Bearer token",
            AuthKind::ApiKey => "API key",
            AuthKind::None | AuthKind::AwsSignature => "No auth",
            AuthKind::Inherit => "Nothing to inherit",
        };
        return match draft.inherited() {
            Some(inherited) => format!("{kind}, from {}", inherited.from),
            None => kind.to_owned(),
        };
    }
    let (keys, secrets) = match (draft.live.credentials, draft.inherited()) {
        (CredentialsUsed::Example, _) => ("Example keys, preview only", &draft.secrets),
        (CredentialsUsed::Typed, None) => ("Typed keys", &draft.secrets),
        (CredentialsUsed::Typed, Some(inherited)) => ("Shared keys", &inherited.secrets),
    };
    match &secrets.secret_access_key {
        SecretNote::Kept => format!("{keys}, kept by the key store"),
        SecretNote::MemoryOnly(_) => format!("{keys}, secret in memory only"),
        _ => keys.to_owned(),
    }
}
