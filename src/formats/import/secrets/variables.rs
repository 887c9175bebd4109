//! Variables whose value is secret.

use std::ops::Range;

use super::named::NamedBySecrets;
use crate::formats::import::{ImportedSecret, SecretHome};
use crate::model::{RowState, Secret, Variable, VariableValue};
use crate::redact::secret_kind;

/// Makes those secret whose name says so or that a secret field names, and hands over the values.
pub(super) fn made_secret(
    table: &mut [Variable],
    named: &NamedBySecrets,
    home: &SecretHome,
    secrets: &mut Vec<ImportedSecret>,
) {
    for variable in table {
        if variable.value == VariableValue::Text(String::new()) && named.has(variable.name.trim()) {
            // It waits for a value, which is to be no text of a file either.
            variable.value = VariableValue::Secret;
        }
        if let Some(text) = secret_text(variable, named)
            && !text.contains("{{")
        {
            let value = Secret::new(std::mem::take(text));
            variable.value = VariableValue::Secret;
            hand_over(secrets, home, variable, value);
        }
    }
}

/// The value of a variable, when it is secret by its name or by what names it. It may name others in a part of it.
pub(super) fn secret_text<'a>(variable: &'a mut Variable, named: &NamedBySecrets) -> Option<&'a mut String> {
    let is_secret = secret_kind(&variable.name).is_some() || named.has(variable.name.trim());
    match &mut variable.value {
        VariableValue::Text(text) if is_secret && !text.trim().is_empty() => Some(text),
        VariableValue::Text(_) | VariableValue::Secret => None,
    }
}

/// Makes a variable secret whose whole value was found to be one.
pub(super) fn take_whole(
    variable: &mut Variable,
    span: &Range<usize>,
    home: &SecretHome,
    secrets: &mut Vec<ImportedSecret>,
) -> bool {
    match &mut variable.value {
        VariableValue::Text(text) if *span == (0..text.len()) => {
            let value = Secret::new(std::mem::take(text));
            variable.value = VariableValue::Secret;
            hand_over(secrets, home, variable, value);
            true
        }
        VariableValue::Text(_) | VariableValue::Secret => false,
    }
}

/// Adds the value of a secret variable. Of several of one name the last one that is switched on counts.
pub(in crate::formats::import) fn hand_over(
    secrets: &mut Vec<ImportedSecret>,
    home: &SecretHome,
    variable: &Variable,
    value: Secret,
) {
    let known = secrets
        .iter_mut()
        .find(|known| known.home == *home && known.name == variable.name);
    match known {
        Some(known) if variable.state == RowState::Enabled => known.value = value,
        Some(_) => {}
        None => secrets.push(ImportedSecret {
            home: home.clone(),
            name: variable.name.clone(),
            value,
        }),
    }
}
