//! Fields of auth that hold secrets.

use super::Taking;
use super::names::{Wish, braced};
use crate::formats::import::{TransferNote, TransferOutcome};
use crate::model::{Auth, AuthKind, Secret};

/// Text between variables of so many bytes may be a part of a secret.
const SHORTEST_PART_BYTES: usize = 8;

/// The secret fields of the kind that is chosen, with the name that a variable for each has.
pub(super) fn secret_fields(auth: &mut Auth) -> Vec<(&'static str, &mut Secret)> {
    match auth.kind {
        AuthKind::AwsSignature => vec![
            ("secret_access_key", &mut auth.aws.secret_access_key),
            ("session_token", &mut auth.aws.session_token),
        ],
        AuthKind::Basic => vec![("password", &mut auth.basic.password)],
        AuthKind::Bearer => vec![("bearer_token", &mut auth.bearer.token)],
        AuthKind::ApiKey => vec![("api_key", &mut auth.api_key.value)],
        AuthKind::None | AuthKind::Inherit => Vec::new(),
    }
}

impl Taking {
    pub(super) fn of_auth(&mut self, auth: &mut Auth, place: &str) {
        for (name, secret) in secret_fields(auth) {
            if secret.is_empty() || !secret.is_no_reference() {
                continue;
            }
            let text = secret.expose_for_editing();
            let reference = if braced(text).is_empty() {
                self.secret(&Wish::numbered(name), secret.clone(), place)
            } else {
                let text = text.to_owned();
                self.of_partly_variable(name, &text, place)
            };
            *secret = Secret::new(reference);
        }
    }

    /// A secret field holds one variable or none. What is put together from variables and text becomes a variable with
    /// that text, in which the variables still count.
    fn of_partly_variable(&mut self, name: &str, text: &str, place: &str) -> String {
        let mut expands = String::new();
        let mut at = 0;
        for span in braced(text) {
            let between = text.get(at..span.start).unwrap_or_default();
            expands.push_str(&self.of_part(name, between, place));
            expands.push_str(text.get(span.clone()).unwrap_or_default());
            at = span.end;
        }
        expands.push_str(&self.of_part(name, text.get(at..).unwrap_or_default(), place));
        let (variable, is_new) = self.names.of_text(&Wish::numbered(name), expands);
        let reference = format!("{{{{{variable}}}}}");
        if is_new {
            self.report.push(TransferNote {
                place: place.to_owned(),
                outcome: TransferOutcome::Changed,
                text: format!("Auth of variables and text is the variable {reference} now, which holds both"),
            });
        }
        reference
    }

    fn of_part(&mut self, name: &str, text: &str, place: &str) -> String {
        let word = text.trim();
        if word.len() < SHORTEST_PART_BYTES || word.contains(char::is_whitespace) {
            return text.to_owned();
        }
        let reference = self.secret(&Wish::numbered(name), Secret::new(word), place);
        text.replacen(word, &reference, 1)
    }
}
