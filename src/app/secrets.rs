//! Where each secret of a tab stands: its field, its note, and whether the journal knows that it was typed.

use crate::model::{Auth, Secret};
use crate::store::journal::TypedSecrets;
use crate::store::keys::SecretPart;
use crate::ui::secret_notes::{SecretNote, SecretNotes};

/// The field.
pub(super) fn secret(auth: &Auth, part: SecretPart) -> &Secret {
    match part {
        SecretPart::SecretAccessKey => &auth.aws.secret_access_key,
        SecretPart::SessionToken => &auth.aws.session_token,
        SecretPart::Password => &auth.basic.password,
        SecretPart::BearerToken => &auth.bearer.token,
        SecretPart::ApiKey => &auth.api_key.value,
    }
}

/// The field, for changing it.
pub(super) fn secret_mut(auth: &mut Auth, part: SecretPart) -> &mut Secret {
    match part {
        SecretPart::SecretAccessKey => &mut auth.aws.secret_access_key,
        SecretPart::SessionToken => &mut auth.aws.session_token,
        SecretPart::Password => &mut auth.basic.password,
        SecretPart::BearerToken => &mut auth.bearer.token,
        SecretPart::ApiKey => &mut auth.api_key.value,
    }
}

/// Whether a secret field holds a value in the place of a variable's name.
pub(super) fn has_typed_secrets(auth: &Auth) -> bool {
    let mut values = SecretPart::ALL.into_iter().map(|part| secret(auth, part));
    values.any(|value| !value.is_empty() && value.is_no_reference())
}

/// What is said beside the field.
pub(super) fn note_mut(notes: &mut SecretNotes, part: SecretPart) -> &mut SecretNote {
    match part {
        SecretPart::SecretAccessKey => &mut notes.secret_access_key,
        SecretPart::SessionToken => &mut notes.session_token,
        SecretPart::Password => &mut notes.password,
        SecretPart::BearerToken => &mut notes.bearer_token,
        SecretPart::ApiKey => &mut notes.api_key,
    }
}

/// Whether the field had a value, in the journal.
pub(super) fn typed_mut(typed: &mut TypedSecrets, part: SecretPart) -> &mut bool {
    match part {
        SecretPart::SecretAccessKey => &mut typed.secret_access_key,
        SecretPart::SessionToken => &mut typed.session_token,
        SecretPart::Password => &mut typed.password,
        SecretPart::BearerToken => &mut typed.bearer_token,
        SecretPart::ApiKey => &mut typed.api_key,
    }
}
