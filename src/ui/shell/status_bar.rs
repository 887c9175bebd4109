//! The bar at the foot of the window.

use eframe::egui::{Align, Frame, Label, Layout, Margin, RichText, Ui};

use crate::model::AuthKind;
use crate::ui::context::{DemoStatus, PanelContext};
use crate::ui::fonts;
use crate::ui::presentation;
use crate::ui::shell::toasts::{Line, Toasts};
use crate::ui::tab::{CredentialsUsed, SecretNote, Tab};
use crate::ui::tokens::size;
use crate::ui::widgets::pill::tag;

/// Draws the bar.
pub fn status_bar_ui(ui: &mut Ui, tab: Option<&Tab>, toasts: &Toasts, ctx: &PanelContext<'_>) {
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
                if toasts.line_ui(ui) == Line::Free {
                    ui.add(caption(demo));
                }
                ui.spacing_mut().item_spacing.x = 22.0;
                if presentation::is_on(ui.ctx()) {
                    let text = "Presenting: access key IDs are masked";
                    tag(ui, text, "Presentation mode; the command of that name ends it");
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    if let Some(tab) = tab {
                        ui.add(caption(credentials_text(tab)));
                    }
                });
            });
        });
}

fn credentials_text(tab: &Tab) -> String {
    if !tab.signs() {
        let kind = match tab.auth().kind {
            AuthKind::Basic => "Basic auth",
            AuthKind::Bearer => "Bearer token",
            AuthKind::ApiKey => "API key",
            AuthKind::None | AuthKind::AwsSignature => "No auth",
            AuthKind::Inherit => "Nothing to inherit",
        };
        return match tab.inherited() {
            Some(inherited) => format!("{kind}, from {}", inherited.from),
            None => kind.to_owned(),
        };
    }
    let (keys, secrets) = match (tab.live.credentials, tab.inherited()) {
        (CredentialsUsed::Example, _) => ("Example keys, preview only", &tab.secrets),
        (CredentialsUsed::Typed, None) => ("Typed keys", &tab.secrets),
        (CredentialsUsed::Typed, Some(inherited)) => ("Shared keys", &inherited.secrets),
    };
    match &secrets.secret_access_key {
        SecretNote::Kept => format!("{keys}, kept by the key store"),
        SecretNote::MemoryOnly(_) => format!("{keys}, secret in memory only"),
        _ => keys.to_owned(),
    }
}
