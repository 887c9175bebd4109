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
        let expands = self.parts_taken(&Wish::numbered(name), text, place);
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

    /// A secret text with variables for what stands between those that it names.
    pub(super) fn parts_taken(&mut self, wish: &Wish<'_>, text: &str, place: &str) -> String {
        let mut expands = String::new();
        let mut at = 0;
        for span in braced(text) {
            let between = text.get(at..span.start).unwrap_or_default();
            expands.push_str(&self.words_taken(wish, between, place));
            expands.push_str(text.get(span.clone()).unwrap_or_default());
            at = span.end;
        }
        expands.push_str(&self.words_taken(wish, text.get(at..).unwrap_or_default(), place));
        expands
    }

    /// Each word that is long enough becomes a variable. An address is none that somebody keeps to himself.
    fn words_taken(&mut self, wish: &Wish<'_>, text: &str, place: &str) -> String {
        let words = text.split_inclusive(is_between);
        let taken = words.map(|word| {
            let bare = word.trim_end_matches(is_between);
            if bare.len() < SHORTEST_PART_BYTES || bare.contains("://") {
                return word.to_owned();
            }
            let reference = self.secret(wish, Secret::new(bare), place);
            word.replacen(bare, &reference, 1)
        });
        taken.collect()
    }
}

/// What parts the words of a secret text, those of a cookie among them.
fn is_between(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, ';' | '=')
}
