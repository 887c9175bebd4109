//! Variables that were typed on their page and not saved: kept while the page is closed, and over a restart.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{App, Overlay};
use crate::model::{Environment, ItemPath};
use crate::store::journal::{ScopeRecord, UnsavedVariablesRecord};
use crate::store::keys::VariablePlace;
use crate::ui::shell::toasts::Kind;
use crate::ui::shell::variables_page::VariablesPage;
use crate::ui::variable_scope::ScopeId;

/// The pages of variables while they are closed: what was typed stays.
#[derive(Debug, Default)]
pub(super) struct ClosedVariables {
    /// One for each collection, and one for requests that are in none.
    pub(super) pages: BTreeMap<Option<PathBuf>, Box<VariablesPage>>,
    /// What goes onto a page when it is opened next.
    typed: BTreeMap<Option<PathBuf>, Vec<(ScopeId, Environment)>>,
    /// The collection that the page in front is of.
    pub(super) root: Option<PathBuf>,
}

impl ClosedVariables {
    /// What is typed and not saved, with the page that is open. Values of secrets are no part of it.
    pub(super) fn record(&self, open: Option<&VariablesPage>) -> Vec<UnsavedVariablesRecord> {
        let closed = self.pages.iter().map(|(root, page)| (root, &**page));
        let pages = closed.chain(open.map(|page| (&self.root, page)));
        let of_pages = pages.flat_map(|(root, page)| {
            page.unsaved_scopes()
                .map(move |(scope, environment)| (root, scope, environment))
        });
        let typed = self.typed.iter().flat_map(|(root, scopes)| {
            scopes
                .iter()
                .map(move |(scope, environment)| (root, scope, environment))
        });
        of_pages
            .chain(typed)
            .filter_map(|(root, scope, environment)| {
                Some(UnsavedVariablesRecord {
                    root: root.clone(),
                    scope: to_record(scope)?,
                    environment: environment.clone(),
                })
            })
            .collect()
    }
}

/// `None` for those of a request, which are part of its tab.
fn to_record(scope: &ScopeId) -> Option<ScopeRecord> {
    Some(match scope {
        ScopeId::Global => ScopeRecord::Global,
        ScopeId::Collection => ScopeRecord::Collection,
        ScopeId::Folder { path, name } => ScopeRecord::Folder {
            path: path.as_str().to_owned(),
            name: name.clone(),
        },
        ScopeId::Environment(name) => ScopeRecord::Environment(name.clone()),
        ScopeId::Request => return None,
    })
}

fn from_record(scope: ScopeRecord) -> Option<ScopeId> {
    Some(match scope {
        ScopeRecord::Global => ScopeId::Global,
        ScopeRecord::Collection => ScopeId::Collection,
        ScopeRecord::Folder { path, name } => ScopeId::Folder {
            path: ItemPath::new(&path)?,
            name,
        },
        ScopeRecord::Environment(name) => ScopeId::Environment(name),
    })
}

impl App {
    /// Takes what the journal has of unsaved variables.
    pub(super) fn restore_unsaved_variables(&mut self, records: Vec<UnsavedVariablesRecord>) {
        let mut titles = Vec::new();
        for record in records {
            let Some(scope) = from_record(record.scope) else {
                continue;
            };
            titles.push(scope.title().to_owned());
            let typed = &mut self.session.workspace.closed_variables.typed;
            typed
                .entry(record.root)
                .or_default()
                .push((scope, record.environment));
        }
        if !titles.is_empty() {
            let text = format!(
                "Unsaved variables of {} came back: the page of variables has them",
                titles.join(", ")
            );
            self.overlay.toasts.push(Kind::Problem, text);
        }
    }

    /// What is to be saved later is typed on the page of variables, unless something else is typed there already.
    pub(super) fn keep_typed_variables(
        &mut self,
        root: Option<PathBuf>,
        scope: ScopeId,
        environment: Environment,
    ) {
        let values = self.known_values(&environment, &place_of(&scope, root.as_deref()));
        let closed = &mut self.session.workspace.closed_variables;
        let open = match &mut self.overlay.page {
            Overlay::Variables(page) if closed.root == root => Some(page),
            _ => closed.pages.get_mut(&root),
        };
        match open {
            Some(page) => page.take_typed(scope, environment, &values),
            None => closed.typed.entry(root).or_default().push((scope, environment)),
        }
    }

    /// Puts what was typed before onto a page that is opened.
    pub(super) fn type_again(&mut self, root: Option<&Path>, page: &mut VariablesPage) {
        let key = root.map(Path::to_path_buf);
        let typed = self.session.workspace.closed_variables.typed.remove(&key);
        for (scope, environment) in typed.unwrap_or_default() {
            let values = self.known_values(&environment, &place_of(&scope, root));
            page.take_typed(scope, environment, &values);
        }
    }

    /// Keeps a page of variables that closes, when something is typed on it that is not saved; what is typed for the
    /// request in front is part of its tab from now on.
    pub(super) fn keep_variables_page(&mut self, mut page: Box<VariablesPage>) {
        if let Some(saved) = page.take_request() {
            let root = self.session.workspace.closed_variables.root.clone();
            self.save_variables(saved, root);
        }
        let unsaved = page.unsaved();
        if unsaved.is_empty() {
            return;
        }
        let values = if page.unsaved_secrets().next().is_some() {
            ", the values of secrets until the program ends"
        } else {
            ""
        };
        let text = format!(
            "Unsaved variables of {} are kept{values}: open the page again to save them",
            unsaved.join(", ")
        );
        self.overlay.toasts.push(Kind::Problem, text);
        let closed = &mut self.session.workspace.closed_variables;
        closed.pages.insert(closed.root.clone(), page);
    }
}

/// Under which name the secrets of a scope are kept.
pub(super) fn place_of(scope: &ScopeId, root: Option<&Path>) -> VariablePlace {
    match (scope, root) {
        (ScopeId::Environment(name), Some(root)) => VariablePlace::environment(root, name),
        (ScopeId::Collection, Some(root)) => VariablePlace::collection(root),
        (ScopeId::Folder { path, .. }, Some(root)) => VariablePlace::item(root, path.as_str()),
        (ScopeId::Global | ScopeId::Request, _) | (_, None) => VariablePlace::global(),
    }
}
