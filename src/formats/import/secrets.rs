//! Secrets become secret variables, so that no file has them: fields of auth, variables, and what looks like a secret in
//! headers, URLs, bodies and other texts. In notes, which nothing is put into when they are shown, a mark stands for them.

mod fields;
mod named;
mod names;
mod notes;
mod titles;
mod variables;

use super::report::below;
use super::{CollectionTree, ImportedSecret, SecretHome, TransferNote, TransferOutcome, TreeItem};
use crate::model::{HeaderRow, Secret, Variable};
use crate::redact::{HasTexts, Suspect, TypedPlace, secrets_typed};
use names::{Names, Wish};
pub(super) use variables::hand_over;

/// A text with more secrets than this is a list of them.
const MOST_IN_A_TEXT: usize = 100;

/// Takes all that is or looks like a secret out of a collection.
pub(super) fn take_out(collection: &mut CollectionTree) {
    let named = named::named_by_secrets(collection);
    let mut taking = Taking {
        names: Names::of(collection),
        report: Vec::new(),
    };
    taking.of_auth(&mut collection.defaults.auth, "");
    taking.of_headers(&mut collection.defaults.headers, "");
    let secrets = &mut collection.secrets;
    variables::made_secret(
        &mut collection.defaults.variables,
        &named,
        &SecretHome::Collection,
        secrets,
    );
    taking.of_inner(&mut collection.defaults.variables, &named, "");
    taking.typed(
        &mut collection.defaults,
        "",
        Some((&SecretHome::Collection, secrets)),
    );
    taking.of_items(&mut collection.items, &named, "");
    for environment in &mut collection.environments {
        let home = SecretHome::Environment(environment.name.clone());
        variables::made_secret(&mut environment.variables, &named, &home, &mut collection.secrets);
        // An environment may come alone: what is taken from its texts stays in it.
        let outer = taking.names.apart();
        taking.of_inner(&mut environment.variables, &named, "");
        taking.typed(environment, "", Some((&home, &mut collection.secrets)));
        for made in taking.names.back(outer) {
            let (variable, secret) = made.into_parts(home.clone());
            environment.variables.push(variable);
            collection.secrets.extend(secret);
        }
    }
    for made in taking.names.take_made() {
        let (variable, secret) = made.into_parts(SecretHome::Collection);
        collection.defaults.variables.push(variable);
        collection.secrets.extend(secret);
    }
    collection.report.append(&mut taking.report);
    let known = notes::Known::of(&collection.secrets);
    notes::cleared(collection, &known);
    titles::cleared(collection, &known);
}

/// Of a text that is full of secrets one stretch from the first to the last.
fn few_in_each(suspects: &[Suspect]) -> Vec<Suspect> {
    let mut few: Vec<Suspect> = Vec::new();
    for of_text in suspects.chunk_by(|one, next| one.place == next.place) {
        match of_text {
            [first, .., last] if of_text.len() > MOST_IN_A_TEXT => few.push(Suspect {
                span: first.span.start..last.span.end,
                ..first.clone()
            }),
            several => few.extend_from_slice(several),
        }
    }
    few
}

/// Where secrets of a table's own variables go.
type Own<'a> = Option<(&'a SecretHome, &'a mut Vec<ImportedSecret>)>;

struct Taking {
    names: Names,
    report: Vec<TransferNote>,
}

impl Taking {
    fn of_items(&mut self, items: &mut [TreeItem], named: &named::NamedBySecrets, above: &str) {
        for item in items {
            match item {
                TreeItem::Folder(folder) => {
                    let place = below(above, &folder.name);
                    self.of_auth(&mut folder.defaults.auth, &place);
                    self.of_headers(&mut folder.defaults.headers, &place);
                    self.of_inner(&mut folder.defaults.variables, named, &place);
                    self.typed(&mut folder.defaults, &place, None);
                    self.of_items(&mut folder.items, named, &place);
                }
                TreeItem::Request(request) => {
                    let place = below(above, &request.info.name);
                    self.of_auth(&mut request.http.auth, &place);
                    self.of_headers(&mut request.http.headers, &place);
                    self.of_inner(&mut request.variables, named, &place);
                    self.typed(&mut **request, &place, None);
                }
            }
        }
    }

    /// Variables below the collection name a secret one of it, and so does what stands beside a variable in any table.
    fn of_inner(&mut self, table: &mut [Variable], named: &named::NamedBySecrets, place: &str) {
        for variable in table {
            let name = variable.name.clone();
            if let Some(text) = variables::secret_text(variable, named) {
                *text = if text.contains("{{") {
                    self.parts_taken(&Wish::numbered(&name), text, place)
                } else {
                    self.secret(&Wish::numbered(&name), Secret::new(text.as_str()), place)
                };
            }
        }
    }

    /// What stands beside a variable in a header for credentials. Those without a variable are found by what they hold.
    fn of_headers(&mut self, headers: &mut [HeaderRow], place: &str) {
        for row in headers {
            if let Some(from) = named::credentials_from(row)
                && row.value.contains("{{")
            {
                let (scheme, credentials) = row.value.split_at(from);
                let taken = self.parts_taken(&Wish::numbered("token"), credentials, place);
                row.value = format!("{scheme}{taken}");
            }
        }
    }

    /// What looks like a secret in the texts of something.
    fn typed(&mut self, of: &mut impl HasTexts, place: &str, mut own: Own<'_>) {
        // The last in a text comes first, as each moves what stands behind it.
        for suspect in few_in_each(&secrets_typed(of)).into_iter().rev() {
            if suspect.place == TypedPlace::Docs {
                continue;
            }
            if let (TypedPlace::Variable(row), Some((home, secrets))) = (suspect.place, &mut own)
                && let Some(variable) = of.variables_mut().iter_mut().find(|variable| variable.row == row)
                && variables::take_whole(variable, &suspect.span, home, secrets)
            {
                continue;
            }
            self.of_suspect(of, &suspect, place);
        }
    }

    fn of_suspect(&mut self, of: &mut impl HasTexts, suspect: &Suspect, place: &str) {
        let Some(text) = of.text_mut(suspect.place) else {
            return;
        };
        let Some(value) = text.get(suspect.span.clone()).map(Secret::new) else {
            return;
        };
        let reference = self.secret(&Wish::of(suspect.what), value, place);
        text.replace_range(suspect.span.clone(), &reference);
    }

    /// The reference to the secret variable with this value. Equal secrets share one.
    fn secret(&mut self, wish: &Wish<'_>, value: Secret, place: &str) -> String {
        let (name, is_new) = self.names.of_secret(wish, value);
        let reference = format!("{{{{{name}}}}}");
        if is_new {
            self.report.push(TransferNote {
                place: place.to_owned(),
                outcome: TransferOutcome::Changed,
                text: format!("A secret is the secret variable {reference} now: its value stands in no file"),
            });
        }
        reference
    }
}

#[cfg(test)]
mod tests;
