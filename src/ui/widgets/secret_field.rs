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
    let shown_id = ui.make_persistent_id((name, "shown"));
    let shown = ui
        .data(|data| data.get_temp::<bool>(shown_id))
        .unwrap_or_default();
    let masking = if shown { Masking::Clear } else { Masking::Masked };
    let response = Field::mono(secret.expose_for_editing_mut(), name)
        .hint(hint)
        .width(width)
        .right(40)
        .masking(masking)
        .ui(ui);
    if secret.is_empty() {
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
