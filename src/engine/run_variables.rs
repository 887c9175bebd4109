//! Variables of one iteration of a run: its data row, and what was captured so far.

use crate::model::{Secret, Variable, VariableLayer};
use crate::redact::{KnownSecrets, secret_kind, secrets_by_name};
use crate::resolve::Scope;

use super::run_plan::{DataRow, RunContent};

/// The place of captured variables, which hides data rows and flags.
const CAPTURED: &str = "captured in this run";

/// A value that a request captured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Captured {
    /// The variable.
    pub name: String,
    /// What it stands for now.
    pub value: CapturedValue,
}

/// What was captured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CapturedValue {
    /// A text that may be shown.
    Plain(String),
    /// A credential: a secret of the run from now on.
    Secret(Secret),
}

/// What the data row and earlier requests say.
#[derive(Debug, Default)]
pub(super) struct RunVariables {
    place: String,
    columns: Vec<(String, String)>,
    captured: Vec<Captured>,
    known: KnownSecrets,
}

impl RunVariables {
    /// Those of an iteration that begins.
    pub(super) fn of_row(number: usize, row: &DataRow) -> Self {
        let mut known = KnownSecrets::default();
        for (_, value) in &row.0 {
            for (label, secret) in secrets_by_name(value) {
                known.insert(label, &secret);
            }
        }
        Self {
            place: format!("data row {number}"),
            columns: row.0.clone(),
            known,
            ..Self::default()
        }
    }

    /// A request's scope with them over all others, and the secrets among them.
    ///
    /// A column is a secret when the collection calls the variable so, or when its name does.
    pub(super) fn applied(&self, content: &RunContent) -> (Scope, KnownSecrets) {
        let mut scope = content.scope.clone();
        let mut known = self.known.clone();
        for (name, value) in &self.columns {
            let is_of_collection = content.secret_names.iter().any(|secret| secret == name);
            let is_secret = is_of_collection || secret_kind(name).is_some();
            scope = if is_secret && !value.is_empty() {
                let secret = Secret::new(value.as_str());
                known.insert("data of the run", &secret);
                scope.define(
                    VariableLayer::Runtime,
                    &self.place,
                    &Variable::secret(name),
                    Some(secret),
                )
            } else if is_of_collection {
                // A secret without a value, so that nothing is sent in its place.
                scope.define(VariableLayer::Runtime, &self.place, &Variable::secret(name), None)
            } else {
                scope.define(
                    VariableLayer::Runtime,
                    &self.place,
                    &Variable::new(name, value),
                    None,
                )
            };
        }
        for captured in &self.captured {
            let name = captured.name.as_str();
            scope = match &captured.value {
                CapturedValue::Plain(text) => {
                    scope.define_literal(VariableLayer::Runtime, CAPTURED, name, text)
                }
                CapturedValue::Secret(secret) => scope.define(
                    VariableLayer::Runtime,
                    CAPTURED,
                    &Variable::secret(name),
                    Some(secret.clone()),
                ),
            };
        }
        (scope, known)
    }

    /// Keeps what a request captured; a variable that is captured again has the new value.
    /// Secrets that its reply gave out are known from now on.
    pub(super) fn keep(&mut self, captured: Vec<Captured>, given: &[(String, Secret)]) {
        for (label, secret) in given {
            self.known.insert(label.as_str(), secret);
        }
        for new in captured {
            if let CapturedValue::Secret(secret) = &new.value {
                self.known.insert(format!("captured {}", new.name), secret);
            }
            self.captured.retain(|old| old.name != new.name);
            self.captured.push(new);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::resolve::{Shown, Unusable, definition};

    fn content() -> RunContent {
        RunContent {
            request: Arc::default(),
            scope: Scope::default().with(VariableLayer::Request, "id", "own"),
            ancestors: Arc::default(),
            region: None,
            secret_names: Arc::from(["pin".to_owned()]),
        }
    }

    fn shown(scope: &Scope, name: &str) -> Shown {
        definition(name, scope).unwrap().shown
    }

    #[test]
    fn a_capture_hides_the_data_row_which_hides_the_file() {
        let row = |columns: &[(&str, &str)]| {
            let columns = columns
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            DataRow(columns.collect())
        };
        let mut variables = RunVariables::of_row(
            1,
            &row(&[("id", "1"), ("pin", "12345678"), ("apiKey", "k3y-0123")]),
        );
        let (scope, known) = variables.applied(&content());
        assert_eq!(shown(&scope, "id"), Shown::Text("1".to_owned()));
        assert_eq!(
            (shown(&scope, "pin"), shown(&scope, "apiKey")),
            (Shown::Secret, Shown::Secret)
        );
        assert!(!known.redact("12345678 k3y-0123").get().contains("0123"));
        let empty = RunVariables::of_row(1, &row(&[("pin", ""), ("apiKey", "")]));
        let (scope, _) = empty.applied(&content());
        let found = definition("pin", &scope);
        assert!(
            matches!(found, Err(Unusable::MissingSecret { .. })),
            "never sent as nothing"
        );
        assert_eq!(
            shown(&scope, "apiKey"),
            Shown::Text(String::new()),
            "not called secret"
        );
        let captured = |name: &str, value| Captured {
            name: name.to_owned(),
            value,
        };
        variables.keep(vec![captured("id", CapturedValue::Plain("2".to_owned()))], &[]);
        let given = [("session token".to_owned(), Secret::new("given-out-0123"))];
        variables.keep(
            vec![captured("id", CapturedValue::Secret(Secret::new("t0ken-0123")))],
            &given,
        );
        let (scope, known) = variables.applied(&content());
        assert_eq!(shown(&scope, "id"), Shown::Secret);
        assert!(!known.redact("t0ken-0123 given-out-0123").get().contains("0123"));
    }
}
