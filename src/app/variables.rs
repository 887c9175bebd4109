//! The pages of variables: opened, kept while they are closed with edits, and what they ask for.

use std::path::{Path, PathBuf};

use eframe::egui::Context;

use super::unsaved_variables::place_of;
use super::variable_secrets::Kept;
use super::workspace::root_of;
use super::{App, Overlay, Tab, Unrecorded};
use crate::model::{
    Answers, AuthKind, CollectionAccess, DraftId, Environment, Item, ItemPath, SecretScan, VariableLayer,
    VariableValue,
};
use crate::redact::secrets_typed;
use crate::store::keys::{VariableKey, VariablePlace};
use crate::ui::action::VariablesAction;
use crate::ui::command::Command;
use crate::ui::shell::danger_page::DangerPage;
use crate::ui::shell::environment_picker;
use crate::ui::shell::toasts::Kind;
use crate::ui::shell::variables_page::VariablesPage;
use crate::ui::variable_scope::{
    NamedVariable, SavedVariables, ScopeId, SecretPlace, TypedSecret, VariableScope,
};
use crate::ui::variables;

/// The name in `environment dev`, as variables are told.
fn environment_named(place: &str) -> &str {
    place.strip_prefix("environment ").unwrap_or(place)
}

impl App {
    /// Carries out a command about variables and environments.
    pub(super) fn run_on_environments(&mut self, command: Command, ctx: &Context) {
        if let Some(why) = command.unavailable(self.available()) {
            self.overlay.toasts.push(Kind::Refused, why);
            return;
        }
        match command {
            Command::SwitchEnvironment => environment_picker::open(ctx),
            Command::EditEnvironments => self.open_environments(),
            Command::EditGlobalVariables => self.open_variables(ScopeId::Global),
            Command::GoToVariable => self.go_to_variable(ctx),
            Command::FillMissingValues => self.open_missing_values(),
            _ => {}
        }
    }

    /// Opens the page of variables at the environment in force.
    pub(super) fn open_environments(&mut self) {
        let scope = match self.environment_in_front() {
            Some(environment) => ScopeId::Environment(environment.name.clone()),
            None => ScopeId::Collection,
        };
        self.open_variables(scope);
    }

    /// Opens the page of variables at the one that the cursor is in.
    fn go_to_variable(&mut self, ctx: &Context) {
        let Some(variable) = variables::at_cursor(ctx) else {
            let text = "Put the cursor into a {{variable}} first";
            self.overlay.toasts.push(Kind::Refused, text);
            return;
        };
        self.show_variable(&variable);
    }

    /// Opens the page of variables at this one.
    pub(super) fn show_variable(&mut self, variable: &NamedVariable) {
        let name = &variable.name;
        let scope = match &variable.defined {
            Some((VariableLayer::Runtime, _)) => {
                let text = format!(
                    "{name} was captured from a response: it is defined in no table. {} takes it away",
                    Command::ForgetCaptured.text()
                );
                self.overlay.toasts.push(Kind::Refused, text);
                return;
            }
            Some((VariableLayer::Process, place)) => {
                let text = format!("{name} comes from the {place}: it is defined in no table");
                self.overlay.toasts.push(Kind::Refused, text);
                return;
            }
            Some((VariableLayer::Global, _)) => ScopeId::Global,
            Some((VariableLayer::Collection, _)) => ScopeId::Collection,
            Some((VariableLayer::Folder, place)) => self.folder_scope(place),
            Some((VariableLayer::Request, _)) => ScopeId::Request,
            Some((VariableLayer::Environment, place)) if self.has_environment(environment_named(place)) => {
                ScopeId::Environment(environment_named(place).to_owned())
            }
            Some((VariableLayer::Environment, _)) | None => match self.environment_in_front() {
                Some(environment) => ScopeId::Environment(environment.name.clone()),
                None if self.root_in_front().is_some() => ScopeId::Collection,
                None => ScopeId::Global,
            },
        };
        self.open_variables(scope.clone());
        if let Overlay::Variables(page) = &mut self.overlay.page {
            page.show_variable(scope, name);
        }
    }

    fn has_environment(&self, name: &str) -> bool {
        let root = self.root_in_front();
        let collection = root.and_then(|root| self.session.workspace.collection(root));
        collection.is_some_and(|collection| collection.environment(name).is_some())
    }

    /// The scope of the folder that is called so where variables are told.
    fn folder_scope(&self, place: &str) -> ScopeId {
        let item = self.tab().and_then(Tab::item);
        let folders = item.and_then(|item| {
            let collection = self.session.workspace.collection(&item.root)?;
            Some(collection.folders_above(&item.path))
        });
        let told = |path: &str| place == format!("folder {path}") || place.ends_with(&format!("({path})"));
        let found = folders
            .into_iter()
            .flatten()
            .find(|folder| told(folder.path.as_str()));
        match found {
            Some(folder) => ScopeId::Folder {
                path: folder.path.clone(),
                name: folder.name.clone(),
            },
            None => ScopeId::Request,
        }
    }

    /// Opens the page of variables, with this scope in front.
    pub(super) fn open_variables(&mut self, front: ScopeId) {
        // One that is open is kept under the collection that it is of, and comes back here when that is in front.
        self.close_page();
        let root = self.root_in_front().map(Path::to_path_buf);
        let scopes = self.variable_scopes(root.as_deref());
        let closed = self.session.workspace.closed_variables.pages.remove(&root);
        let mut page = match closed {
            Some(mut page) => {
                page.follow(scopes);
                page
            }
            None => Box::new(VariablesPage::new(scopes, front.clone())),
        };
        self.type_again(root.as_deref(), &mut page);
        page.show(front);
        self.session.workspace.closed_variables.root = root;
        self.show_page(Overlay::Variables(page));
    }

    /// The page that is open or closed shows what is on disk now.
    pub(super) fn variables_changed(&mut self) {
        let root = self.session.workspace.closed_variables.root.clone();
        let scopes = self.variable_scopes(root.as_deref());
        if let Overlay::Variables(page) = &mut self.overlay.page {
            page.follow(scopes);
        }
    }

    fn variable_scopes(&self, root: Option<&Path>) -> Vec<VariableScope> {
        let workspace = &self.session.workspace;
        let scope = |id: ScopeId, environment: Environment, place: &VariablePlace| {
            let values = self.known_values(&environment, place);
            VariableScope::new(id, environment, &values)
        };
        let mut scopes = vec![scope(
            ScopeId::Global,
            workspace.globals.clone(),
            &VariablePlace::global(),
        )];
        let request = self
            .tab()
            .filter(|tab| root_of(tab) == root)
            .map(|tab| Environment {
                variables: tab.draft.request.variables.clone(),
                ..Environment::default()
            });
        let collection = root.and_then(|root| workspace.collection(root));
        let (Some(root), Some(collection)) = (root, collection) else {
            scopes.extend(request.map(|request| scope(ScopeId::Request, request, &VariablePlace::global())));
            return scopes;
        };
        let own = Environment {
            variables: collection.defaults.variables.clone(),
            ..Environment::default()
        };
        scopes.push(scope(ScopeId::Collection, own, &VariablePlace::collection(root)));
        let path = self.tab().filter(|tab| root_of(tab) == Some(root));
        let path = path.and_then(|tab| Some(tab.item()?.path.clone()));
        if let (Some(path), Some(request)) = (path, request) {
            for folder in collection.folders_above(&path).into_iter().rev() {
                let id = ScopeId::Folder {
                    path: folder.path.clone(),
                    name: folder.name.clone(),
                };
                let own = Environment {
                    variables: folder.defaults.variables.clone(),
                    ..Environment::default()
                };
                scopes.push(scope(id, own, &VariablePlace::item(root, folder.path.as_str())));
            }
            scopes.push(scope(
                ScopeId::Request,
                request,
                &VariablePlace::item(root, path.as_str()),
            ));
        }
        for environment in &collection.environments {
            let id = ScopeId::Environment(environment.name.clone());
            let place = VariablePlace::environment(root, &environment.name);
            scopes.push(scope(id, environment.clone(), &place));
        }
        if let CollectionAccess::ReadOnly { reason } = &collection.access {
            let is_kept =
                |scope: &&mut VariableScope| !matches!(scope.id, ScopeId::Global | ScopeId::Request);
            for scope in scopes.iter_mut().filter(is_kept) {
                scope.read_only = Some(reason.clone());
            }
        }
        scopes
    }

    /// The values that this computer has for the secrets of an environment.
    pub(super) fn known_values(
        &self,
        environment: &Environment,
        place: &VariablePlace,
    ) -> Vec<(TypedSecret, SecretPlace)> {
        let secrets = environment.variables.iter();
        secrets
            .filter(|variable| variable.value == VariableValue::Secret)
            .filter_map(|variable| {
                let cell = self.session.workspace.secrets.cell(place, variable.name.trim())?;
                let kept = match &cell.kept {
                    Kept::Loading => SecretPlace::Loading,
                    Kept::InKeyStore => SecretPlace::KeyStore,
                    Kept::InMemory(_) => SecretPlace::Memory,
                    Kept::Nowhere(_) | Kept::Refused(_) => SecretPlace::Missing,
                };
                let known = TypedSecret {
                    name: variable.name.clone(),
                    value: cell.value.clone(),
                };
                Some((known, kept))
            })
            .collect()
    }

    /// Carries out what the pages of variables ask for.
    pub(super) fn apply_to_variables(&mut self, action: VariablesAction) {
        let root = self.session.workspace.closed_variables.root.clone();
        let root = root.or_else(|| self.root_in_front().map(Path::to_path_buf));
        match (action, root) {
            (VariablesAction::Save(saved), root) => self.save_variables(*saved, root),
            (VariablesAction::KeepSecrets(values), Some(root)) => {
                for (scope, TypedSecret { name, value }) in values {
                    self.keep_variable(&place_of(&scope, Some(&root)), &name, value);
                }
                self.overlay
                    .toasts
                    .push(Kind::Done, "The values are kept on this computer");
            }
            (VariablesAction::Create { name, copy_of }, Some(root)) => {
                self.create_environment(root, name, copy_of.as_deref());
            }
            (VariablesAction::Rename { from, to }, Some(root)) => self.rename_environment(root, from, to),
            (VariablesAction::Delete(name), Some(root)) => self.delete_environment(root, name),
            (VariablesAction::UseInAuth { names, .. }, Some(root)) => self.use_in_auth(root, &names),
            (_, None) => {}
        }
        self.session.unrecorded = Unrecorded::Something;
    }

    pub(super) fn save_variables(&mut self, saved: SavedVariables, root: Option<PathBuf>) {
        // Those of a request are looked through when it is saved itself.
        if saved.scope != ScopeId::Request && self.warns_of_suspects(&saved) {
            return;
        }
        let in_file = self.tab().is_some_and(|tab| tab.file.is_some());
        if saved.scope == ScopeId::Request && !in_file && !saved.secrets.is_empty() {
            let text = "Save the request into a collection first: the value of a secret is kept for a file";
            self.overlay.toasts.push(Kind::Problem, text);
        }
        let place = match (&saved.scope, &root) {
            (ScopeId::Global, _) | (_, None) => VariablePlace::global(),
            (ScopeId::Collection, Some(root)) => VariablePlace::collection(root),
            (ScopeId::Folder { path, .. }, Some(root)) => VariablePlace::item(root, path.as_str()),
            (ScopeId::Request, Some(root)) => {
                let item = self.tab().and_then(Tab::item);
                let path = item.map(|item| item.path.as_str()).unwrap_or_default();
                VariablePlace::item(root, path)
            }
            (ScopeId::Environment(name), Some(root)) => VariablePlace::environment(root, name),
        };
        let of_no_file = saved.scope == ScopeId::Request && !in_file;
        for TypedSecret { name, value } in saved.secrets.into_iter().filter(|_| !of_no_file) {
            let known = self.session.workspace.secrets.value(&place, name.trim());
            if known.as_ref() != Some(&value) {
                self.keep_variable(&place, &name, value);
            }
        }
        // What a file still names keeps its value until the file is written.
        let forgotten: Vec<VariableKey> = saved
            .forgotten
            .iter()
            .map(|name| VariableKey {
                place: place.clone(),
                name: name.trim().to_owned(),
            })
            .collect();
        match (saved.scope, root) {
            // They are part of the request, which has its own Save.
            (ScopeId::Request, _) => {
                if let Some(tab) = self.tab_mut() {
                    tab.draft.request.variables = saved.environment.variables;
                }
                self.variables_changed();
            }
            (ScopeId::Folder { path, name }, Some(root)) => {
                let collection = self.session.workspace.collection(&root);
                let item = collection.and_then(|collection| collection.item(&path));
                let Some(Item::Folder(folder)) = item else {
                    if let Overlay::Variables(page) = &mut self.overlay.page {
                        let scope = ScopeId::Folder { path, name };
                        let text = "Its folder is gone, so there is no file for them: copy what you need to another scope";
                        page.failed(&scope, text.to_owned());
                    }
                    return;
                };
                let known = crate::model::Defaults::clone(&folder.defaults);
                let defaults = crate::model::Defaults {
                    variables: saved.environment.variables,
                    ..known.clone()
                };
                let what = format!("the variables of the folder {name}");
                self.write_defaults(root, path, &what, (known, defaults), forgotten);
            }
            (ScopeId::Global, _) | (_, None) => {
                self.session.workspace.globals = saved.environment;
                self.session.scope_revision += 1;
                self.forget_variables(&forgotten);
                self.variables_changed();
            }
            (ScopeId::Collection, Some(root)) => {
                let variables = saved.environment.variables;
                let what = "the variables of the collection";
                self.change_defaults(root, what, forgotten, move |defaults| {
                    defaults.variables = variables;
                });
            }
            (ScopeId::Environment(name), Some(root)) => {
                let environment = Environment {
                    name,
                    ..saved.environment
                };
                self.write_environment(root, environment, saved.forgotten);
            }
        }
    }

    /// Says what looks like a secret among variables that a file will have, once: saved again they are written.
    fn warns_of_suspects(&mut self, saved: &SavedVariables) -> bool {
        if self.session.settings.security.secret_scan == SecretScan::Off {
            return false;
        }
        let suspects = secrets_typed(&saved.environment);
        let warned = self
            .session
            .workspace
            .warned_of
            .replace(saved.environment.clone());
        if suspects.is_empty() || warned.as_ref() == Some(&saved.environment) {
            return false;
        }
        let list: Vec<String> = suspects
            .iter()
            .map(|suspect| format!("{} ({})", suspect.words, suspect.what.words()))
            .collect();
        let text = format!(
            "This looks like secrets: {}. Mark them as secret, or save again to write them to the file",
            list.join(", ")
        );
        if let Overlay::Variables(page) = &mut self.overlay.page {
            page.failed(&saved.scope, text);
        }
        true
    }

    /// Lets the collection's auth name the variables of an environment for profile, region and role.
    fn use_in_auth(&mut self, root: PathBuf, names: &[&'static str]) {
        let names = names.to_vec();
        self.change_defaults(root, "the auth of the collection", Vec::new(), move |defaults| {
            use crate::model::{AssumeRoleForm, CredentialSource};

            let auth = &mut defaults.auth;
            auth.kind = AuthKind::AwsSignature;
            if names.contains(&"aws_profile") {
                auth.aws.source = CredentialSource::Profile;
                "{{aws_profile}}".clone_into(&mut auth.aws.profile);
            }
            if names.contains(&"aws_region") {
                "{{aws_region}}".clone_into(&mut auth.aws.region);
            }
            if names.contains(&"aws_role_arn") {
                auth.aws.roles = vec![AssumeRoleForm {
                    role_arn: "{{aws_role_arn}}".to_owned(),
                    ..AssumeRoleForm::default()
                }];
            }
        });
    }

    /// Changes what requests inherit from a collection.
    fn change_defaults(
        &mut self,
        root: PathBuf,
        what: &str,
        forgotten: Vec<VariableKey>,
        change: impl FnOnce(&mut crate::model::Defaults),
    ) {
        let Some(collection) = self.session.workspace.collection(&root) else {
            return;
        };
        let known = crate::model::Defaults::clone(&collection.defaults);
        let mut defaults = known.clone();
        change(&mut defaults);
        self.write_defaults(root, ItemPath::default(), what, (known, defaults), forgotten);
    }

    /// Asks before something that may change data is sent in a dangerous environment; true when it is asked now.
    pub(super) fn asks_before_sending(&mut self) -> bool {
        let Some(environment) = self.environment_in_front() else {
            return false;
        };
        let Some(tab) = self.tab() else { return false };
        let wire = tab.draft.live.wire.as_deref();
        let method = wire.map_or(tab.draft.request.http.method.as_str(), |wire| {
            wire.method.as_str()
        });
        if !environment.caution.asks_before(method) {
            return false;
        }
        let host = wire.map_or(tab.draft.request.http.url.as_str(), |wire| {
            wire.endpoint.host.as_str()
        });
        let page = DangerPage::new(
            tab.draft.id.clone(),
            method.to_owned(),
            host.to_owned(),
            environment.name.clone(),
        );
        self.show_page(Overlay::Danger(page));
        true
    }

    /// Sends what was asked about.
    pub(super) fn send_though_dangerous(&mut self, draft: &DraftId, ctx: &Context) {
        if self.tab().is_some_and(|tab| tab.draft.id == *draft) {
            self.send_now(Answers::default(), ctx);
        }
    }
}
