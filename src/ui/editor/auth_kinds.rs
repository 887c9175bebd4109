//! The forms of the kinds of auth that sign nothing: Basic, Bearer token and API key.

use eframe::egui::{RichText, Ui};

use crate::model::{ApiKeyPlacement, AuthKind};
use crate::ui::draft::Draft;
use crate::ui::editor::auth_source::Whose;
use crate::ui::editor::remarks::remarks_ui;
use crate::ui::tokens::{size, tokens};
use crate::ui::widgets::field::Field;
use crate::ui::widgets::form_row::row;
use crate::ui::widgets::secret_field::{secret_hint, secret_or_variable};
use crate::ui::widgets::segmented::segmented;

const WIDTH: f32 = 420.0;

/// Draws the form of the selected kind.
pub fn auth_kind_ui(ui: &mut Ui, draft: &mut Draft, whose: Whose) {
    let auth = &mut draft.request.http.auth;
    match auth.kind {
        AuthKind::None | AuthKind::AwsSignature | AuthKind::Inherit => {
            let text = match (whose, auth.kind) {
                (Whose::Shared, AuthKind::Inherit) => {
                    "Requests that inherit are not sent yet. Choose a kind, or paste credentials here"
                }
                (Whose::Folder, AuthKind::Inherit) => {
                    "What stands above the folder counts: another folder, or the collection"
                }
                (Whose::Shared | Whose::Folder | Whose::Collection, _) => {
                    "Requests that inherit are sent without auth; the values of the other kinds are kept"
                }
                (Whose::Request, _) => {
                    "The request is sent without auth; the values of the other kinds are kept"
                }
            };
            ui.label(RichText::new(text).color(tokens(ui.ctx()).third));
            return;
        }
        AuthKind::Basic => {
            row(ui, "User name", size::LABEL, |ui| {
                Field::mono(&mut auth.basic.username, "User name")
                    .width(WIDTH)
                    .ui(ui);
            });
            row(ui, "Password", size::LABEL, |ui| {
                let hint = secret_hint(&draft.secrets.password, "");
                secret_or_variable(ui, &mut auth.basic.password, "Password", hint, WIDTH);
            });
        }
        AuthKind::Bearer => {
            row(ui, "Token", size::LABEL, |ui| {
                let hint = secret_hint(&draft.secrets.bearer_token, "without the word Bearer");
                secret_or_variable(ui, &mut auth.bearer.token, "Token", hint, WIDTH);
            });
        }
        AuthKind::ApiKey => {
            row(ui, "Name", size::LABEL, |ui| {
                Field::mono(&mut auth.api_key.key, "API key name")
                    .hint("x-api-key")
                    .width(WIDTH)
                    .ui(ui);
            });
            row(ui, "Key", size::LABEL, |ui| {
                let hint = secret_hint(&draft.secrets.api_key, "");
                secret_or_variable(ui, &mut auth.api_key.value, "API key", hint, WIDTH);
            });
            row(ui, "Add to", size::LABEL, |ui| {
                let choices = [
                    (ApiKeyPlacement::Header, "Header"),
                    (ApiKeyPlacement::Query, "Query"),
                ];
                segmented(ui, "Add to", &mut auth.api_key.placement, &choices);
            });
        }
    }
    ui.add_space(4.0);
    remarks_ui(ui, draft);
}
