//! Captured values: variables of the open window, or of the environment in force when the capture says so.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::App;
use super::checks::TakenValues;
use crate::engine::{Captured, CapturedValue};
use crate::model::{
    CaptureScope, CollectionAccess, Environment, Secret, Variable, VariableLayer, VariableValue,
};
use crate::resolve::{Scope, can_be_named};
use crate::store::keys::VariablePlace;
use crate::ui::shell::toasts::Kind;

/// Where captured values stand.
const LAYER: VariableLayer = VariableLayer::Runtime;
/// What defines captured values, for people.
const PLACE: &str = "captured values";

/// Folder of a collection and its environment in force; `None` for requests that are in none, and for no environment.
type Captor = (Option<PathBuf>, Option<String>);

/// Captured values in memory: those of each collection in each environment, and those of requests that are in none. They
/// hide all other variables, as Bruno's runtime variables do. What one environment gave out is not sent to another one.
#[derive(Debug, Default)]
pub(super) struct CapturedVariables {
    values: BTreeMap<Captor, Vec<Captured>>,
    /// Names that are being written to the environment of a collection: they stay here until its file is read again.
    on_the_way: Vec<(PathBuf, String, OnTheWay, Vec<String>)>,
}

/// How far captured values are on their way into a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OnTheWay {
    Writing,
    Written,
}

impl CapturedVariables {
    fn keep(&mut self, of: Captor, new: Captured) {
        let captured = self.values.entry(of).or_default();
        captured.retain(|old| old.name != new.name);
        captured.push(new);
    }

    /// The file of an environment was written, or not: then its values stay in memory.
    pub(super) fn environment_written(&mut self, root: &Path, environment: &str, is_written: bool) {
        if is_written {
            for (of, name, how, _) in &mut self.on_the_way {
                if of == root && name == environment {
                    *how = OnTheWay::Written;
                }
            }
        } else {
            self.on_the_way
                .retain(|(of, name, ..)| of != root || name != environment);
        }
    }

    /// A collection was read again: what its environments have now is not needed here any more.
    pub(super) fn collection_read(&mut self, root: &Path) {
        let (values, on_the_way) = (&mut self.values, &mut self.on_the_way);
        on_the_way.retain(|(of, environment, how, names)| {
            if of != root || *how == OnTheWay::Writing {
                return true;
            }
            let key = (Some(of.clone()), Some(environment.clone()));
            if let Some(captured) = values.get_mut(&key) {
                captured.retain(|old| !names.contains(&old.name));
            }
            false
        });
    }

    /// Those of a collection in an environment over the others of its scope.
    pub(super) fn over(&self, root: Option<&Path>, environment: Option<&str>, scope: Scope) -> Scope {
        let key = (root.map(Path::to_path_buf), environment.map(str::to_owned));
        let captured = self.values.get(&key);
        captured.into_iter().flatten().fold(scope, |scope, captured| {
            let name = captured.name.as_str();
            match &captured.value {
                CapturedValue::Plain(text) => scope.define_literal(LAYER, PLACE, name, text),
                CapturedValue::Secret(secret) => {
                    scope.define(LAYER, PLACE, &Variable::secret(name), Some(secret.clone()))
                }
            }
        })
    }

    /// The names that are captured in a collection, in any of its environments.
    pub(super) fn names(&self, root: &Path) -> Vec<String> {
        let of_root = self
            .values
            .iter()
            .filter(|((of, _), _)| of.as_deref() == Some(root));
        let captured = of_root.flat_map(|(_, captured)| captured);
        captured.map(|captured| captured.name.clone()).collect()
    }

    fn count(&self) -> usize {
        self.values.values().map(Vec::len).sum()
    }
}

impl App {
    /// Puts captured values into effect.
    pub(super) fn take_captured(&mut self, taken: TakenValues) {
        let TakenValues {
            root,
            environment,
            values,
        } = taken;
        let of: Captor = (root.clone(), environment.clone());
        let target = root.zip(environment);
        let mut for_environment = Vec::new();
        for (captured, scope) in values {
            match (scope, &target) {
                (CaptureScope::Environment, Some(_)) if names_a_variable(&captured) => {
                    let name = &captured.name;
                    let text = format!(
                        "The value captured for {name} has {{{{braces}}}} in it, which would name variables in the environment: \
                         it stays in memory, as a text"
                    );
                    self.overlay.toasts.push(Kind::Problem, text);
                    self.session.captured.keep(of.clone(), captured);
                }
                (CaptureScope::Environment, Some(_)) if can_be_named(&captured.name) => {
                    for_environment.push(captured);
                }
                _ => self.session.captured.keep(of.clone(), captured),
            }
        }
        self.session.scope_revision += 1;
        if let Some((root, name)) = target
            && !for_environment.is_empty()
        {
            self.capture_into(root, &name, for_environment);
        }
    }

    /// Writes captured values into an environment. A credential goes to the key store, as every secret variable does. What
    /// can not be written stays in memory.
    fn capture_into(&mut self, root: PathBuf, name: &str, captured: Vec<Captured>) {
        let access = self.session.workspace.collection(&root).map(|of| &of.access);
        let is_read_only = matches!(access, Some(CollectionAccess::ReadOnly { .. }));
        let known = self.known_environment(&root, name).filter(|_| !is_read_only);
        let Some(mut environment) = known else {
            let text = format!("The environment {name} can not be written: captured values stay in memory");
            self.overlay.toasts.push(Kind::Problem, text);
            let of: Captor = (Some(root), Some(name.to_owned()));
            for captured in captured {
                self.session.captured.keep(of.clone(), captured);
            }
            return;
        };
        let before = environment.variables.clone();
        let place = VariablePlace::environment(&root, name);
        let mut names = Vec::new();
        let of: Captor = (Some(root.clone()), Some(name.to_owned()));
        let environment_name = name.to_owned();
        for captured in captured {
            // In effect at once, whenever the file is read again.
            self.session.captured.keep(of.clone(), captured.clone());
            let Captured { name, value } = captured;
            if let Some(secret) = put(&mut environment, &name, value) {
                self.keep_variable(&place, &name, secret);
            }
            names.push(name);
        }
        let how = if Variable::say_the_same(&before, &environment.variables) {
            OnTheWay::Written
        } else {
            OnTheWay::Writing
        };
        let written = (root.clone(), environment_name, how, names.clone());
        self.session.captured.on_the_way.push(written);
        if how == OnTheWay::Written {
            self.session.captured.collection_read(&root);
            return;
        }
        let text = format!("Captured into the environment {name}: {}", names.join(", "));
        self.overlay.toasts.push(Kind::Done, text);
        self.write_environment(root, environment, Vec::new());
    }

    /// Forgets all captured values that are in memory.
    pub(super) fn forget_captured(&mut self) {
        let text = match self.session.captured.count() {
            0 => "No captured value is in memory".to_owned(),
            1 => "One captured value is forgotten".to_owned(),
            count => format!("{count} captured values are forgotten"),
        };
        self.session.captured = CapturedVariables::default();
        for tab in self.session.tabs.iter_mut().chain(&mut self.session.closed) {
            tab.last.checks.forget_taken();
        }
        self.session.scope_revision += 1;
        self.overlay.toasts.push(Kind::Done, text);
    }
}

/// Whether a text would name variables in a table. In memory it names none: who sent it must not have secrets sent.
fn names_a_variable(captured: &Captured) -> bool {
    match &captured.value {
        CapturedValue::Plain(text) => text.contains("{{"),
        CapturedValue::Secret(_) => false,
    }
}

/// Gives a variable of an environment a value: what the file says of it, and what the key store takes.
fn put(environment: &mut Environment, name: &str, value: CapturedValue) -> Option<Secret> {
    let rows = environment.variables.iter_mut();
    let known = rows.rev().find(|row| row.counts() && row.name.trim() == name);
    let is_secret = known
        .as_ref()
        .is_some_and(|variable| variable.value == VariableValue::Secret);
    let (value, secret) = match value {
        CapturedValue::Plain(text) if is_secret => (VariableValue::Secret, Some(Secret::new(text))),
        CapturedValue::Plain(text) => (VariableValue::Text(text), None),
        CapturedValue::Secret(secret) => (VariableValue::Secret, Some(secret)),
    };
    match known {
        Some(variable) => variable.value = value,
        None => environment.variables.push(Variable {
            value,
            ..Variable::new(name, "")
        }),
    }
    secret
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::{Shown, definition};

    fn captured(name: &str, value: CapturedValue) -> Captured {
        Captured {
            name: name.to_owned(),
            value,
        }
    }

    fn plain(text: &str) -> CapturedValue {
        CapturedValue::Plain(text.to_owned())
    }

    #[test]
    fn captured_values_hide_others_and_those_of_another_collection_are_not_seen() {
        let mut all = CapturedVariables::default();
        let root = PathBuf::from("/c");
        let of: Captor = (Some(root.clone()), Some("dev".to_owned()));
        all.keep(of.clone(), captured("id", plain("1")));
        all.keep(of.clone(), captured("id", plain("2")));
        let token = CapturedValue::Secret(Secret::new("t0ken-0123"));
        all.keep(of.clone(), captured("token", token));
        all.keep(of, captured("planted", plain("{{token}}")));
        let below = Scope::default().with(VariableLayer::Request, "id", "own");
        let scope = all.over(Some(&root), Some("dev"), below.clone());
        let id = definition("id", &scope).unwrap();
        assert_eq!((id.shown, &*id.place), (Shown::Text("2".to_owned()), PLACE));
        assert_eq!(definition("token", &scope).unwrap().shown, Shown::Secret);
        let planted = definition("planted", &scope).unwrap().shown;
        assert_eq!(planted, Shown::Text("{{token}}".to_owned()));
        for (root, environment) in [
            (None, None),
            (Some(root.as_path()), Some("prod")),
            (Some(&root), None),
        ] {
            let other = all.over(root, environment, below.clone());
            let id = definition("id", &other).unwrap().shown;
            assert_eq!(id, Shown::Text("own".to_owned()), "{root:?} {environment:?}");
        }
        assert_eq!(all.count(), 3);
    }

    #[test]
    fn a_value_on_its_way_into_a_file_is_in_effect_until_the_file_is_read() {
        let mut all = CapturedVariables::default();
        let root = PathBuf::from("/c");
        let of: Captor = (Some(root.clone()), Some("dev".to_owned()));
        all.keep(of, captured("id", plain("1")));
        let names = vec!["id".to_owned()];
        let on_the_way = (root.clone(), "dev".to_owned(), OnTheWay::Writing, names);
        all.on_the_way.push(on_the_way.clone());
        all.collection_read(&root);
        assert_eq!(all.count(), 1, "it is not in the file yet");
        all.environment_written(&root, "dev", true);
        assert_eq!(all.count(), 1, "and then not read yet");
        all.collection_read(&root);
        assert_eq!(all.count(), 0);
        let failed = captured("id", plain("2"));
        all.keep((Some(root.clone()), Some("dev".to_owned())), failed);
        all.on_the_way.push(on_the_way);
        all.environment_written(&root, "dev", false);
        all.collection_read(&root);
        assert_eq!(all.count(), 1, "what can not be written stays in memory");
    }

    #[test]
    fn a_credential_never_becomes_a_text_of_an_environment() {
        let mut environment = Environment {
            variables: vec![Variable::secret("pin"), Variable::new("id", "1")],
            ..Environment::default()
        };
        assert_eq!(put(&mut environment, "id", plain("2")), None);
        assert_eq!(put(&mut environment, "new", plain("3")), None);
        assert!(put(&mut environment, "pin", plain("1234")).is_some());
        let secret = CapturedValue::Secret(Secret::new("t0ken-0123"));
        assert!(put(&mut environment, "id", secret.clone()).is_some());
        assert!(put(&mut environment, "token", secret).is_some());
        let values: Vec<(&str, &VariableValue)> = environment
            .variables
            .iter()
            .map(|variable| (variable.name.as_str(), &variable.value))
            .collect();
        let text = VariableValue::Text("3".to_owned());
        assert_eq!(
            values,
            [
                ("pin", &VariableValue::Secret),
                ("id", &VariableValue::Secret),
                ("new", &text),
                ("token", &VariableValue::Secret),
            ]
        );
    }
}
