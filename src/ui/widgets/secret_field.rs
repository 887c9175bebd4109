//! A field for a secret: masked, with a button in it that shows the value.

use eframe::egui::{Rect, Response, Ui, UiBuilder, pos2, vec2};

use super::field::Field;
use super::icon_button::icon_button;
use crate::model::Secret;
use crate::ui::icons;
use crate::ui::masking::Masking;
use crate::ui::secret_notes::SecretNote;

/// A masked field with a button that shows the value. Gives the response of the field.
pub fn secret_field(ui: &mut Ui, secret: &mut Secret, name: &str, hint: &str, width: f32) -> Response {
    masked_ui(ui, secret, (name, hint), width, Takes::Text)
}

/// The same where `{{name}}` stands for a variable: its name is no secret and is shown.
pub fn secret_or_variable(ui: &mut Ui, secret: &mut Secret, name: &str, hint: &str, width: f32) -> Response {
    masked_ui(ui, secret, (name, hint), width, Takes::Variable)
}

/// What may be typed in the place of a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Takes {
    /// Nothing.
    Text,
    /// A variable.
    Variable,
}

fn masked_ui(
    ui: &mut Ui,
    secret: &mut Secret,
    (name, hint): (&str, &str),
    width: f32,
    takes: Takes,
) -> Response {
    let shown_id = ui.make_persistent_id((name, "shown"));
    let shown = ui
        .data(|data| data.get_temp::<bool>(shown_id))
        .unwrap_or_default();
    let is_reference = takes == Takes::Variable && secret.reference().is_some();
    let masking = if shown || is_reference {
        Masking::Clear
    } else {
        Masking::Masked
    };
    let field = Field::mono(secret.expose_for_editing_mut(), name)
        .hint(hint)
        .width(width)
        .right(40)
        .masking(masking);
    let response = match takes {
        Takes::Text => field.ui(ui),
        Takes::Variable => field.variables().ui(ui),
    };
    if secret.is_empty() || is_reference {
        return response;
    }
    let eye = Rect::from_center_size(
        pos2(response.rect.right() - 20.0, response.rect.center().y),
        vec2(28.0, 26.0),
    );
    ui.scope_builder(UiBuilder::new().max_rect(eye), |ui| {
        let (icon, verb) = if shown {
            (icons::EYE_OFF, "Hide")
        } else {
            (icons::EYE, "Show")
        };
        if icon_button(ui, icon, &format!("{verb} {}", name.to_lowercase())).clicked() {
            ui.data_mut(|data| data.insert_temp(shown_id, !shown));
        }
    });
    response
}

/// What an empty secret field says.
pub fn secret_hint<'a>(note: &SecretNote, otherwise: &'a str) -> &'a str {
    match note {
        SecretNote::Missing(_) => "not kept on this computer: type it again",
        SecretNote::Loading => "asking the key store…",
        SecretNote::Quiet | SecretNote::Kept | SecretNote::MemoryOnly(_) => otherwise,
    }
}
