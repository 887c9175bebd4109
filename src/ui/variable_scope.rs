//! The variables of one scope while they are edited: as they are on disk, as they are typed, and the values of secrets,
//! which stand in no file.

use std::sync::Arc;

use crate::model::{
    Environment, ItemPath, RowId, RowState, Secrecy, Secret, Variable, VariableLayer, VariableValue,
};

/// A variable as a field names it, and what defines it: what leads to its row in a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedVariable {
    /// Name without braces.
    pub name: String,
    /// Whose variable it is, and what defines it; `None` for one that nothing defines.
    pub defined: Option<(VariableLayer, Arc<str>)>,
}

/// Whose variables they are.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ScopeId {
    /// Of this person, for all requests.
    Global,
    /// Of the collection in front.
    Collection,
    /// Of a folder that the request in front stands in.
    Folder {
        /// Where it stands in the collection.
        path: ItemPath,
        /// What it is called.
        name: String,
    },
    /// Of the request in front.
    Request,
    /// Of an environment of the collection, by its name.
    Environment(String),
}

impl ScopeId {
    /// What it is called in the window.
    pub fn title(&self) -> &str {
        match self {
            Self::Global => "Global",
            Self::Collection => "Collection",
            Self::Request => "This request",
            Self::Folder { name, .. } | Self::Environment(name) => name,
        }
    }
}

/// Where the value of a secret is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SecretPlace {
    /// The key store of the system has it.
    KeyStore,
    /// No key store answers: the program has it until it ends.
    Memory,
    /// The key store is being asked.
    Loading,
    /// Nowhere on this computer.
    #[default]
    Missing,
}

impl SecretPlace {
    /// The same for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::KeyStore => "In the key store of this computer",
            Self::Memory => "In memory until the program ends: no key store answers",
            Self::Loading => "Asking the key store…",
            Self::Missing => "No value on this computer",
        }
    }
}

/// The value of a secret variable, by the row of its table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretCell {
    /// The row.
    pub row: RowId,
    /// As typed, at first as it is kept.
    pub value: Secret,
    /// As it is kept; empty where it is not.
    kept: Secret,
    /// Where it is kept.
    pub place: SecretPlace,
    /// The text that the variable had before it was made a secret. It may be the value.
    text: Secret,
}

impl SecretCell {
    /// A value as it is kept.
    pub fn new(row: RowId, kept: Secret, place: SecretPlace) -> Self {
        Self {
            row,
            value: kept.clone(),
            kept,
            place,
            text: Secret::default(),
        }
    }

    /// Whether the value typed is another one than the one kept.
    pub fn is_unsaved(&self) -> bool {
        self.value != self.kept
    }
}

/// A value typed for a secret variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedSecret {
    /// Name of the variable.
    pub name: String,
    /// The value.
    pub value: Secret,
}

/// What is kept of a scope when it is saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedVariables {
    /// Whose they are.
    pub scope: ScopeId,
    /// What its file says. Of the collection and of the global scope only the variables count.
    pub environment: Environment,
    /// Values for the key store: of every secret that has one.
    pub secrets: Vec<TypedSecret>,
    /// Names whose values the key store forgets: they were removed, renamed, emptied, or are secrets no more.
    pub forgotten: Vec<String>,
}

/// The variables of one scope while they are edited.
#[derive(Clone, Debug)]
pub struct VariableScope {
    /// Whose they are.
    pub id: ScopeId,
    /// As typed.
    pub environment: Environment,
    /// As on disk.
    saved: Environment,
    /// Values of secrets.
    pub secrets: Vec<SecretCell>,
    /// Why it can not be changed, for people.
    pub read_only: Option<String>,
    /// Why the last save did not happen, for people.
    pub problem: Option<String>,
}

impl VariableScope {
    /// A scope as it is on disk, with the values that this computer has, by name.
    pub fn new(id: ScopeId, saved: Environment, values: &[(TypedSecret, SecretPlace)]) -> Self {
        let secrets = saved.variables.iter().filter_map(|variable| {
            if variable.value != VariableValue::Secret {
                return None;
            }
            let kept = values.iter().find(|(known, _)| known.name == variable.name);
            Some(match kept {
                Some((known, place)) => SecretCell::new(variable.row, known.value.clone(), *place),
                None => SecretCell::new(variable.row, Secret::default(), SecretPlace::Missing),
            })
        });
        Self {
            id,
            secrets: secrets.collect(),
            environment: saved.clone(),
            saved,
            read_only: None,
            problem: None,
        }
    }

    /// Whether something is typed that is neither on disk nor in the key store.
    pub fn is_unsaved(&self) -> bool {
        !same(&self.environment, &self.saved) || self.secret_rows().any(|(_, cell)| cell.is_unsaved())
    }

    /// Whether a value was typed for a secret that is not kept yet.
    pub fn has_unsaved_secrets(&self) -> bool {
        self.secret_rows().any(|(_, cell)| cell.is_unsaved())
    }

    /// Types these variables in the place of those on disk. Rows of the same names are the same ones; secrets have the
    /// values that this computer has.
    pub fn type_over(&mut self, mut environment: Environment, values: &[(TypedSecret, SecretPlace)]) {
        environment.name.clone_from(&self.saved.name);
        let mut known: Vec<&Variable> = self.saved.variables.iter().collect();
        for variable in &mut environment.variables {
            let at = known.iter().position(|known| known.name == variable.name);
            variable.row = at.map_or_else(RowId::default, |at| known.remove(at).row);
            let has_cell = self.secrets.iter().any(|cell| cell.row == variable.row);
            if variable.value == VariableValue::Secret && !has_cell {
                let kept = values.iter().find(|(known, _)| known.name == variable.name);
                let (kept, place) =
                    kept.map_or_else(Default::default, |(known, place)| (known.value.clone(), *place));
                self.secrets.push(SecretCell::new(variable.row, kept, place));
            }
        }
        self.environment = environment;
    }

    /// Takes back what was typed.
    pub fn revert(&mut self) {
        self.environment = self.saved.clone();
        self.problem = None;
        for cell in &mut self.secrets {
            cell.value = cell.kept.clone();
        }
        let rows = &self.saved.variables;
        self.secrets
            .retain(|cell| rows.iter().any(|row| row.row == cell.row));
    }

    /// What saving keeps.
    pub fn to_save(&self) -> SavedVariables {
        let secrets: Vec<TypedSecret> = self
            .secret_rows()
            .filter(|(_, cell)| !cell.value.is_empty())
            .map(|(variable, cell)| TypedSecret {
                name: variable.name.clone(),
                value: cell.value.clone(),
            })
            .collect();
        let kept_before = self.saved.variables.iter().filter(|variable| {
            let cell = self.secrets.iter().find(|cell| cell.row == variable.row);
            // Of a removed row the cell is gone.
            variable.value == VariableValue::Secret && cell.is_none_or(|cell| !cell.kept.is_empty())
        });
        let forgotten = kept_before
            .map(|variable| variable.name.clone())
            .filter(|name| !secrets.iter().any(|secret| secret.name == *name))
            .collect();
        SavedVariables {
            scope: self.id.clone(),
            environment: self.environment.clone(),
            secrets,
            forgotten,
        }
    }

    /// Its environment is called otherwise now.
    pub fn rename(&mut self, id: ScopeId) {
        id.title().clone_into(&mut self.environment.name);
        id.title().clone_into(&mut self.saved.name);
        self.id = id;
    }

    /// Takes the scope as it is now on disk. What was typed since stays; what was not follows the disk, and its rows keep
    /// their identities by their places, so that the cursor stays.
    pub fn follow(&mut self, mut now: Self) {
        let typed = self.is_unsaved() && !same(&self.environment, &now.saved);
        let rows = self.environment.variables.iter();
        for (variable, before) in now.saved.variables.iter_mut().zip(rows) {
            if variable.name == before.name {
                let cell = now.secrets.iter_mut().find(|cell| cell.row == variable.row);
                if let Some(cell) = cell {
                    cell.row = before.row;
                }
                variable.row = before.row;
            }
        }
        now.environment = now.saved.clone();
        for cell in &self.secrets {
            let known = now.secrets.iter_mut().find(|known| known.row == cell.row);
            match known {
                Some(known) if cell.is_unsaved() => known.value = cell.value.clone(),
                None if typed => now.secrets.push(cell.clone()),
                _ => {}
            }
        }
        if typed {
            now.environment = std::mem::take(&mut self.environment);
            now.problem = now.problem.or(self.problem.take());
        }
        *self = now;
    }

    /// Makes a variable a secret, or text. A secret becomes no text by that: what was text before it was made a secret
    /// comes back, and its value stays aside.
    pub fn set_secret(&mut self, row: RowId, secrecy: Secrecy) {
        let Some(variable) = self
            .environment
            .variables
            .iter_mut()
            .find(|variable| variable.row == row)
        else {
            return;
        };
        let place = self.secrets.iter().position(|cell| cell.row == row);
        match (&mut variable.value, secrecy) {
            (VariableValue::Text(text), Secrecy::Secret) => {
                let text = Secret::new(std::mem::take(text));
                variable.value = VariableValue::Secret;
                if let Some(cell) = place.and_then(|at| self.secrets.get_mut(at)) {
                    cell.text = text;
                } else {
                    let mut cell = SecretCell::new(row, Secret::default(), SecretPlace::Missing);
                    cell.value = text.clone();
                    cell.text = text;
                    self.secrets.push(cell);
                }
            }
            (VariableValue::Secret, Secrecy::Plain) => {
                let cell = place.and_then(|at| self.secrets.get(at));
                let text = cell.map(|cell| cell.text.expose_for_editing().to_owned());
                variable.value = VariableValue::Text(text.unwrap_or_default());
            }
            _ => {}
        }
    }

    /// A row for each new one, with its identity.
    pub fn add(&mut self) -> RowId {
        let variable = Variable::default();
        let row = variable.row;
        self.environment.variables.push(variable);
        row
    }

    /// Takes a row out.
    pub fn remove(&mut self, row: RowId) {
        self.environment.variables.retain(|variable| variable.row != row);
        let in_file = self.saved.variables.iter().any(|variable| variable.row == row);
        if !in_file {
            self.secrets.retain(|cell| cell.row != row);
        }
    }

    /// Puts a row into another place.
    pub fn move_row(&mut self, from: usize, to: usize) {
        let rows = &mut self.environment.variables;
        if from < rows.len() && to < rows.len() {
            let row = rows.remove(from);
            rows.insert(to, row);
        }
    }

    /// The text of a variable that is no secret; empty when there is none.
    pub fn text(&self, name: &str) -> &str {
        let rows = self.environment.variables.iter();
        let found = rows.rev().find(|variable| variable.name == name);
        match found.map(|variable| &variable.value) {
            Some(VariableValue::Text(text)) => text,
            _ => "",
        }
    }

    /// Gives a variable a text. One that is emptied goes, unless it has a note.
    pub fn set_text(&mut self, name: &str, text: String) {
        let rows = &mut self.environment.variables;
        let place = rows.iter().rposition(|variable| variable.name == name);
        match place.and_then(|at| rows.get_mut(at)) {
            Some(variable) if text.is_empty() && variable.description.is_empty() => {
                let row = variable.row;
                rows.retain(|variable| variable.row != row);
            }
            Some(variable) => {
                variable.state = RowState::Enabled;
                variable.value = VariableValue::Text(text);
            }
            None if text.is_empty() => {}
            None => rows.push(Variable::new(name, text)),
        }
    }

    /// Secret variables with their cells.
    fn secret_rows(&self) -> impl Iterator<Item = (&Variable, &SecretCell)> {
        let secret = |variable: &&Variable| variable.value == VariableValue::Secret;
        self.environment
            .variables
            .iter()
            .filter(secret)
            .filter_map(|variable| {
                let cell = self.secrets.iter().find(|cell| cell.row == variable.row)?;
                Some((variable, cell))
            })
    }
}

/// Whether two say the same, whatever the identities of their rows are.
fn same(one: &Environment, other: &Environment) -> bool {
    let says = |variable: &Variable| {
        (
            variable.name.clone(),
            variable.value.clone(),
            variable.state,
            variable.description.clone(),
        )
    };
    one.name == other.name
        && one.color == other.color
        && one.caution == other.caution
        && one.variables.len() == other.variables.len()
        && one
            .variables
            .iter()
            .zip(&other.variables)
            .all(|(one, other)| says(one) == says(other))
}

/// Why an environment can not be called so, for people; `None` when it can. `taken` are the names of the others. The name is
/// that of its file, on every system.
pub fn name_problem(name: &str, taken: &[String]) -> Option<&'static str> {
    let name = name.trim();
    if name.is_empty() {
        return Some("It needs a name");
    }
    let unusable =
        |ch: char| ch.is_control() || matches!(ch, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    if name.contains(unusable) {
        return Some("The name is that of a file, so none of / \\ : * ? \" < > | can be in it");
    }
    if name.starts_with('.') || name.ends_with('.') {
        return Some("The name is that of a file, so it neither begins nor ends with a full stop");
    }
    let lower = name.to_lowercase();
    if taken.iter().any(|other| other.to_lowercase() == lower) {
        return Some("There is one of that name");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Caution;

    fn scope(variables: Vec<Variable>) -> VariableScope {
        let known = TypedSecret {
            name: "token".to_owned(),
            value: Secret::new("s3cret"),
        };
        VariableScope::new(
            ScopeId::Environment("dev".to_owned()),
            environment(variables),
            &[(known, SecretPlace::KeyStore)],
        )
    }

    fn environment(variables: Vec<Variable>) -> Environment {
        Environment {
            name: "dev".to_owned(),
            variables,
            ..Environment::default()
        }
    }

    fn names(secrets: &[TypedSecret]) -> Vec<&str> {
        secrets.iter().map(|secret| secret.name.as_str()).collect()
    }

    #[test]
    fn what_is_typed_is_unsaved_until_it_is_on_disk_and_taken_back_by_revert() {
        let mut scope = scope(vec![Variable::new("base", "a"), Variable::secret("token")]);
        assert!(!scope.is_unsaved());
        scope.environment.variables[0].value = VariableValue::Text("b".to_owned());
        scope.secrets[0].value = Secret::new("other");
        assert!(scope.is_unsaved());
        let row = scope.environment.variables[0].row;
        let written = environment(vec![Variable::new("base", "b"), Variable::secret("token")]);
        let kept = TypedSecret {
            name: "token".to_owned(),
            value: Secret::new("other"),
        };
        let now = VariableScope::new(scope.id.clone(), written, &[(kept, SecretPlace::Memory)]);
        scope.follow(now);
        assert!(!scope.is_unsaved());
        assert_eq!(scope.environment.variables[0].row, row, "the cursor stays");
        assert_eq!(scope.secrets[0].place, SecretPlace::Memory);
        scope.environment.caution = Caution::Dangerous;
        scope.secrets[0].value = Secret::new("third");
        scope.revert();
        assert!(!scope.is_unsaved());
        assert_eq!(scope.secrets[0].value, Secret::new("other"));
    }

    #[test]
    fn what_was_typed_stays_when_the_file_changes_below_it() {
        let mut scope = scope(vec![Variable::new("base", "a"), Variable::secret("token")]);
        scope.environment.variables[0].value = VariableValue::Text("mine".to_owned());
        scope.secrets[0].value = Secret::new("mine too");
        let theirs = environment(vec![
            Variable::new("base", "theirs"),
            Variable::secret("token"),
            Variable::new("more", "1"),
        ]);
        scope.follow(VariableScope::new(scope.id.clone(), theirs.clone(), &[]));
        assert_eq!(scope.text("base"), "mine");
        assert!(scope.is_unsaved());
        assert_eq!(names(&scope.to_save().secrets), ["token"]);
        assert_eq!(scope.to_save().secrets[0].value, Secret::new("mine too"));
        // Untouched it follows.
        let mut untouched = self::scope(vec![Variable::new("base", "a")]);
        untouched.follow(VariableScope::new(untouched.id.clone(), theirs, &[]));
        assert_eq!(untouched.text("more"), "1");
        assert!(!untouched.is_unsaved());
    }

    #[test]
    fn a_secret_never_becomes_text_by_the_switch() {
        let mut scope = scope(vec![Variable::new("base", "plain"), Variable::secret("token")]);
        let [base, token] = [0, 1].map(|at: usize| scope.environment.variables[at].row);
        scope.set_secret(token, Secrecy::Plain);
        assert_eq!(scope.text("token"), "");
        assert_eq!(scope.to_save().forgotten, ["token"]);
        scope.set_secret(token, Secrecy::Secret);
        assert!(!scope.is_unsaved(), "and back again as it was");
        scope.set_secret(base, Secrecy::Secret);
        let saved = scope.to_save();
        assert_eq!(saved.environment.variables[0].value, VariableValue::Secret);
        assert_eq!(saved.secrets[0].value, Secret::new("plain"));
        scope.set_secret(base, Secrecy::Plain);
        assert_eq!(scope.text("base"), "plain");
        assert!(!scope.is_unsaved());
    }

    #[test]
    fn the_key_store_forgets_what_has_no_row_any_more() {
        let mut scope = scope(vec![Variable::secret("token"), Variable::secret("unknown")]);
        assert_eq!(scope.to_save().forgotten, [""; 0]);
        scope.environment.variables[0].name = "renamed".to_owned();
        let saved = scope.to_save();
        assert_eq!(
            (names(&saved.secrets), saved.forgotten),
            (vec!["renamed"], vec!["token".to_owned()])
        );
        let row = scope.environment.variables[0].row;
        scope.remove(row);
        assert_eq!(scope.to_save().forgotten, ["token"]);
        scope.revert();
        assert_eq!(names(&scope.to_save().secrets), ["token"]);
    }

    #[test]
    fn a_variable_of_the_group_is_made_by_typing_and_goes_when_it_is_emptied() {
        let mut scope = scope(vec![]);
        scope.set_text("aws_region", "eu-west-1".to_owned());
        assert_eq!(scope.text("aws_region"), "eu-west-1");
        scope.set_text("aws_region", String::new());
        assert!(!scope.is_unsaved());
        scope.set_text("aws_region", "eu-west-1".to_owned());
        scope.environment.variables[0].description = "ours".to_owned();
        scope.set_text("aws_region", String::new());
        assert_eq!(scope.environment.variables.len(), 1);
    }

    #[test]
    fn names_of_environments_are_names_of_files() {
        let taken = ["Prod".to_owned()];
        for good in ["dev", "eu west", "ü", "a.b"] {
            assert_eq!(name_problem(good, &taken), None, "{good}");
        }
        for bad in ["", " ", "a/b", "..", ".git", "a.", "a:b", "PROD", "a\tb", "a\\b"] {
            assert!(name_problem(bad, &taken).is_some(), "{bad}");
        }
    }
}
