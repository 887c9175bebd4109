//! What the request in front is read against: the variables of program, collection, environment and folders, and what it
//! inherits.

use std::path::Path;
use std::sync::Arc;

use super::live::Inputs;
use super::{App, Tab, Unrecorded};
use crate::model::{Caution, Collection, Environment, SigningTime, VariableLayer};
use crate::resolve::{Braces, Chosen, Scope, SecretPlace, Surroundings, surroundings_of};
use crate::store::keys::VariablePlace;
use crate::ui::context::DemoStatus;
use crate::ui::shell::environment_picker::EnvironmentChoices;

/// The random bits of a live report: what `{{$uuid}}` stands for in it stays while one types.
const LIVE_SEED: u128 = 0;

/// What the picker of environments shows.
pub(super) struct Choices {
    collection: Arc<Collection>,
    chosen: Option<String>,
    missing: usize,
}

impl Choices {
    /// The environment in force.
    pub(super) fn chosen(&self) -> Option<String> {
        self.chosen.clone()
    }

    /// The same for drawing.
    pub(super) fn borrowed(&self) -> EnvironmentChoices<'_> {
        EnvironmentChoices {
            collection: &self.collection.name,
            environments: &self.collection.environments,
            chosen: self.chosen.as_deref(),
            missing: self.missing,
        }
    }
}

impl App {
    /// What the live report of the request in front depends on besides itself.
    pub(super) fn inputs(&self) -> Inputs {
        let moment = self.tab().map(|tab| tab.draft.clock.time());
        let moment = moment.unwrap_or_else(|| self.now());
        self.inputs_with(LIVE_SEED, moment)
    }

    /// What a send of the request in front depends on: `{{$uuid}}` and the like are new in each.
    pub(super) fn inputs_of_send(&self) -> Inputs {
        self.inputs_with((self.ambient.random)(), self.signing_now())
    }

    fn inputs_with(&self, seed: u128, moment: SigningTime) -> Inputs {
        let Surroundings { scope, ancestors } = self.surroundings();
        Inputs {
            scope: scope.with_dynamic(seed, moment.moment()),
            ancestors,
            credentials: self.jobs.engine.credentials().clone(),
        }
    }

    /// The variables that the request in front can name, and where its typed paths start.
    pub(super) fn scope(&self) -> Scope {
        self.surroundings().scope
    }

    /// The same with the variables of the request itself.
    pub(super) fn scope_of_request(&self) -> Scope {
        let scope = self.scope();
        match self.tab() {
            Some(tab) => scope.of_request(&tab.draft.request).into_owned(),
            None => scope,
        }
    }

    /// What the request in front is read against, captured values over all other variables.
    fn surroundings(&self) -> Surroundings {
        let Surroundings { scope, ancestors } = self.surroundings_of_files();
        Surroundings {
            scope: {
                let root = self.root_in_front();
                let chosen = root.and_then(|root| self.session.workspace.chosen.get(root));
                self.session
                    .captured
                    .over(root, chosen.map(String::as_str), scope)
            },
            ancestors,
        }
    }

    /// The same without captured values. A request that is in no collection inherits from the shared authorization, and
    /// can name the global variables.
    fn surroundings_of_files(&self) -> Surroundings {
        let workspace = &self.session.workspace;
        let mut base = self.base_scope();
        let tab = self.tab();
        let item = tab.and_then(Tab::item);
        let collection = item.and_then(|item| workspace.collection(&item.root));
        if let (Some(tab), Some(item), Some(collection)) = (tab, item, collection) {
            let root = &item.root;
            let chosen = Chosen {
                environment: workspace.environment(root),
                globals: &workspace.globals.variables,
                secrets: &|place, name| workspace.secrets.known(&variable_place(root, place), name),
                environment_of_process: Arc::clone(&self.ambient.environment),
            };
            return surroundings_of(
                base,
                collection,
                &item.path,
                &tab.draft.request.variables,
                &chosen,
            );
        }
        let globals = VariablePlace::global();
        for variable in &workspace.globals.variables {
            let secret = workspace.secrets.known(&globals, variable.name.trim());
            base = base.define(VariableLayer::Global, "global variables", variable, secret);
        }
        // What a collection that is not open gives is not known, and nothing else takes its place.
        let ancestors = match item {
            Some(_) => Arc::default(),
            None => self.session.shared.ancestors(),
        };
        Surroundings {
            scope: base.with_process_environment(Arc::clone(&self.ambient.environment), &[]),
            ancestors,
        }
    }

    /// The variables that the program itself has values for.
    pub(super) fn base_scope(&self) -> Scope {
        let mut base = Scope::new(Braces::Variables, self.session.folders.clone());
        if let Some(address) = &self.around.demo_proxy {
            base = base.with(VariableLayer::Process, "proxy", address);
        }
        if let DemoStatus::Ready { address, .. } = &self.around.demo {
            base = base.with(VariableLayer::Process, "demo", address);
        }
        base
    }

    /// Chooses the environment of a collection; an empty name means none.
    pub(super) fn choose_environment(&mut self, root: &Path, name: String) {
        let chosen = &mut self.session.workspace.chosen;
        if name.is_empty() {
            chosen.remove(root);
        } else {
            chosen.insert(root.to_path_buf(), name);
        }
        self.session.scope_revision += 1;
        self.session.unrecorded = Unrecorded::Something;
    }

    /// What the picker of environments shows; `None` while no request of a collection is in front.
    pub(super) fn environment_choices(&self) -> Option<Choices> {
        let root = self.root_in_front()?;
        let workspace = &self.session.workspace;
        Some(Choices {
            collection: Arc::clone(workspace.collection(root)?),
            chosen: workspace.chosen.get(root).cloned(),
            missing: self.missing_secrets(root).len(),
        })
    }

    /// Whether the environment in force is marked as dangerous.
    pub(super) fn is_dangerous(&self) -> bool {
        self.environment_in_front()
            .is_some_and(|environment| environment.caution == Caution::Dangerous)
    }

    /// The environment in force for the request in front.
    pub fn environment_in_front(&self) -> Option<&Environment> {
        let root = self.root_in_front()?;
        self.session.workspace.environment(root)
    }
}

/// Under which name the value of a secret variable is kept.
pub(super) fn variable_place(root: &Path, place: SecretPlace<'_>) -> VariablePlace {
    match place {
        SecretPlace::Global => VariablePlace::global(),
        SecretPlace::Collection => VariablePlace::collection(root),
        SecretPlace::Environment(name) => VariablePlace::environment(root, name),
        SecretPlace::Folder(path) | SecretPlace::Request(path) => VariablePlace::item(root, path.as_str()),
    }
}
