//! Secrets of what is saved: typed ones become secret variables, and what looks like one is asked about.

use std::collections::BTreeSet;
use std::path::Path;

use super::saving_requests::FIRST_ENVIRONMENT;
use super::secrets::{note_mut, secret, secret_mut};
use super::workspace::root_of;
use super::{App, Overlay};
use crate::model::{
    Auth, DraftId, Environment, Item, Request, RowId, Secret, SecretScan, Variable, VariableValue,
};
use crate::redact::{Suspect, TypedPlace, free_name, make_variable, secrets_typed};
use crate::store::keys::{SecretPart, VariablePlace};
use crate::ui::collection_action::WithSuspects;
use crate::ui::secret_notes::SecretNote;
use crate::ui::shell::suspects_page::{SaveTarget, SuspectsPage};
use crate::ui::shell::toasts::Kind;

impl App {
    /// Turns typed secrets of a request into secret variables of an environment: the file gets `{{name}}`, the key store
    /// the value.
    pub(super) fn secrets_to_variables(&mut self, id: &DraftId, root: &Path, environment: Option<&str>) {
        let Some(at) = self.session.tabs.iter().position(|tab| tab.draft.id == *id) else {
            return;
        };
        let Some(tab) = self.session.tabs.get_mut(at) else {
            return;
        };
        let mut auth = std::mem::take(&mut tab.draft.request.http.auth);
        let own = tab.draft.request.variables.clone();
        let made = self.auth_secrets_to_variables(&mut auth, &own, root, environment);
        let Some(tab) = self.session.tabs.get_mut(at) else {
            return;
        };
        tab.draft.request.http.auth = auth;
        for part in made {
            *note_mut(&mut tab.draft.secrets, part) = SecretNote::Quiet;
            self.session.touched.push(id.clone());
        }
    }

    /// The same for the auth of anything, of a request with these variables of its own; which fields name a variable now.
    pub(super) fn auth_secrets_to_variables(
        &mut self,
        auth: &mut Auth,
        own: &[Variable],
        root: &Path,
        environment: Option<&str>,
    ) -> Vec<SecretPart> {
        let is_typed = |part: &SecretPart| {
            let value = secret(auth, *part);
            !value.is_empty() && value.is_no_reference()
        };
        let found: Vec<SecretPart> = SecretPart::ALL.into_iter().filter(is_typed).collect();
        if found.is_empty() {
            return found;
        }
        let mut target = self.target_environment(root, environment);
        let name = target.name.clone();
        let place = VariablePlace::environment(root, &name);
        let others = self.other_names(root, own);
        let mut made = Vec::new();
        for part in &found {
            let value = secret(auth, *part).clone();
            let variable = self.variable_for((&mut target, &others), &place, *part, &value);
            let reference = format!("{{{{{variable}}}}}");
            *secret_mut(auth, *part) = Secret::new(reference.as_str());
            made.push(reference);
            self.keep_variable(&place, &variable, value);
        }
        self.choose_and_write(root, target);
        let (verb, noun) = match made.len() {
            1 => ("is", "a secret variable"),
            _ => ("are", "secret variables"),
        };
        let text = format!(
            "{} {verb} now {noun} of the environment {name}; the value stays on this computer",
            made.join(" and "),
        );
        self.overlay.toasts.push(Kind::Done, text);
        found
    }

    /// The names that variables of a collection have outside of its environments. A request, a folder or a captured value
    /// would hide a secret of an environment, and be sent in its place; and it would hide what stands in the collection
    /// from other requests.
    fn other_names(&self, root: &Path, own: &[Variable]) -> BTreeSet<String> {
        fn of_folders<'a>(items: &'a [Item], all: &mut Vec<&'a [Variable]>) {
            for item in items {
                if let Item::Folder(folder) = item {
                    all.push(&folder.defaults.variables);
                    of_folders(&folder.items, all);
                }
            }
        }
        let workspace = &self.session.workspace;
        let mut all = vec![own, workspace.globals.variables.as_slice()];
        if let Some(collection) = workspace.collection(root) {
            all.push(&collection.defaults.variables);
            of_folders(&collection.items, &mut all);
        }
        let counting = all.into_iter().flatten().filter(|variable| variable.counts());
        let names = counting.map(|variable| variable.name.trim().to_owned());
        names.chain(self.session.captured.names(root)).collect()
    }

    /// The name of the variable that takes a secret: one that has this value already, or a new one, and none that means
    /// something elsewhere.
    fn variable_for(
        &self,
        (target, others): (&mut Environment, &BTreeSet<String>),
        place: &VariablePlace,
        part: SecretPart,
        value: &Secret,
    ) -> String {
        let wish = match part {
            SecretPart::SecretAccessKey => "secret_access_key",
            SecretPart::SessionToken => "session_token",
            SecretPart::Password => "password",
            SecretPart::BearerToken => "bearer_token",
            SecretPart::ApiKey => "api_key",
        };
        let secrets = &self.session.workspace.secrets;
        let mut number = 1;
        loop {
            let name = if number == 1 {
                wish.to_owned()
            } else {
                format!("{wish}_{number}")
            };
            let there = target.variables.iter().find(|variable| variable.name == name);
            match there.map(|variable| (variable, variable.counts())) {
                _ if others.contains(&name) => number += 1,
                None if secrets.is_free_for(place, &name, value) => {
                    target.variables.push(Variable::secret(&name));
                    return name;
                }
                // The same value again, or a variable that waits for one.
                Some((variable, true))
                    if variable.value == VariableValue::Secret
                        && secrets.is_free_for(place, &name, value) =>
                {
                    return name;
                }
                _ => number += 1,
            }
        }
    }

    /// Asks about what looks like a secret in a request that is saved, unless a person said that it is none; true when it
    /// is asked now.
    pub(super) fn asks_about_suspects(&mut self, id: &DraftId, target: SaveTarget) -> bool {
        if self.session.settings.security.secret_scan == SecretScan::Off {
            return false;
        }
        let Some(tab) = self.tab_of(id) else { return false };
        let mut suspects = secrets_typed(&tab.draft.request);
        suspects.retain(|suspect| !tab.kept_suspects.contains(suspect));
        if suspects.is_empty() {
            return false;
        }
        self.show_page(Overlay::Suspects(SuspectsPage::new(id.clone(), target, suspects)));
        true
    }

    /// Goes on with the save of the page that asks about suspects.
    pub(super) fn save_with_suspects(&mut self, choice: WithSuspects) {
        let page = match std::mem::take(&mut self.overlay.page) {
            Overlay::Suspects(page) => page,
            other => {
                self.overlay.page = other;
                return;
            }
        };
        let id = page.draft.clone();
        let root = match &page.target {
            SaveTarget::File => self.tab_of(&id).and_then(root_of).map(Path::to_path_buf),
            SaveTarget::New { folder, .. } => Some(folder.root.clone()),
        };
        let Some(root) = root else { return };
        match choice {
            WithSuspects::Keep => {
                if let Some(tab) = self.session.tabs.iter_mut().find(|tab| tab.draft.id == id) {
                    tab.kept_suspects = page.suspects;
                }
            }
            WithSuspects::MakeVariables => {
                let environment = match &page.target {
                    SaveTarget::New { environment, .. } if !environment.is_empty() => {
                        Some(environment.as_str())
                    }
                    _ => None,
                };
                self.suspects_to_variables(&id, &root, environment, page.suspects);
            }
        }
        match page.target {
            SaveTarget::File => self.write_tab(&id),
            SaveTarget::New { folder, name, .. } => self.write_new(&id, &folder, &name),
        }
    }

    /// Makes secret variables of an environment of what looks like secrets in a tab.
    fn suspects_to_variables(
        &mut self,
        id: &DraftId,
        root: &Path,
        environment: Option<&str>,
        suspects: Vec<Suspect>,
    ) {
        let of_tab = |app: &mut Self, request: &mut Request| {
            if let Some(tab) = app.session.tabs.iter_mut().find(|tab| tab.draft.id == *id) {
                std::mem::swap(&mut tab.draft.request, request);
            }
        };
        let mut request = Request::default();
        of_tab(self, &mut request);
        self.make_variables(&mut request, root, environment, suspects);
        of_tab(self, &mut request);
        self.session.touched.push(id.clone());
    }

    /// The same in the texts of any request. The last in a text comes first, as each moves what stands behind it.
    pub(super) fn make_variables(
        &mut self,
        request: &mut Request,
        root: &Path,
        environment: Option<&str>,
        suspects: Vec<Suspect>,
    ) {
        let mut target = self.target_environment(root, environment);
        let place = VariablePlace::environment(root, &target.name);
        let others = self.other_names(root, &request.variables);
        for suspect in suspects.into_iter().rev() {
            let is_taken = |name: &str| {
                others.contains(name) || target.variables.iter().any(|variable| variable.name == name)
            };
            let name = free_name(suspect.what, &is_taken);
            // A variable of the request itself names the one of the environment.
            let made = match suspect.place {
                TypedPlace::Variable(row) => value_to_variable(request, row, &name),
                _ => make_variable(request, &suspect, &name),
            };
            if let Some(value) = made {
                target.variables.push(Variable::secret(&name));
                self.keep_variable(&place, &name, value);
            }
        }
        self.choose_and_write(root, target);
    }

    /// The environment that takes secrets: the wished one, the one in force, or the first.
    fn target_environment(&self, root: &Path, environment: Option<&str>) -> Environment {
        let chosen = self.session.workspace.chosen.get(root).cloned();
        let name = environment
            .map(str::to_owned)
            .or(chosen)
            .unwrap_or_else(|| FIRST_ENVIRONMENT.to_owned());
        self.known_environment(root, &name)
            .unwrap_or_else(|| Environment {
                name,
                ..Environment::default()
            })
    }

    /// Writes the environment, and chooses it where none is: another one that is in force stays.
    fn choose_and_write(&mut self, root: &Path, target: Environment) {
        let chosen = &mut self.session.workspace.chosen;
        chosen
            .entry(root.to_path_buf())
            .or_insert_with(|| target.name.clone());
        self.session.scope_revision += 1;
        self.write_environment(root.to_path_buf(), target, Vec::new());
    }
}

/// A variable of a request names another one from now on; the value it had.
fn value_to_variable(request: &mut Request, row: RowId, name: &str) -> Option<Secret> {
    let mut variables = request.variables.iter_mut();
    let variable = variables.find(|variable| variable.row == row)?;
    let VariableValue::Text(text) = &mut variable.value else {
        return None;
    };
    let value = std::mem::replace(text, format!("{{{{{name}}}}}"));
    Some(Secret::new(value))
}
