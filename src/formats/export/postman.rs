//! A collection of Postman, version 2.1, with a file for each environment.
//!
//! <https://schema.postman.com/collection/json/v2.1.0/draft-07/docs/index.html>. Postman knows no headers, settings and
//! effective variables of folders: what requests inherit of these stands in each of them.

mod auth;
mod body;
mod script;
#[cfg(test)]
mod tests;
mod url;

pub(super) use url::escaped;

use std::collections::BTreeSet;

use super::around::Around;
use super::locals::{Locals, Named};
use super::node::Node;
use super::{ExportSource, Exported, ExportedFile, Notes, settings_left_out};
use crate::formats::collection_tree::{CollectionTree, TransferOutcome, TreeFolder, TreeItem};
use crate::formats::import::place_below;
use crate::model::{
    Auth, AuthKind, Environment, HeaderRow, Redirects, Request, RequestSettings, RowState, Variable,
    VariableValue,
};
use crate::resolve::placeholders::host_of;
use crate::resolve::{Scope, references, with_inherited};

/// What the file says it is.
const SCHEMA: &str = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
/// In front of what is read from the process or from `.env`.
const PROCESS: &str = "process.env.";

/// Writes it.
pub(super) fn export(source: &ExportSource) -> Exported {
    let tree = &source.tree;
    let mut writer = Writer::new(tree);
    let top = writer.top_auth(&tree.defaults.auth);
    let items = writer.items(&tree.items, "", &Around::with_names(source));
    let mut info = Node::object([("name", Node::text(tree.name.as_str()))]);
    info.put_text("description", &tree.docs);
    info.put("schema", Node::text(SCHEMA));
    let mut collection = Node::object([("info", info), ("item", Node::List(items))]);
    if let Some(auth) = top {
        collection.put("auth", auth);
    }
    let variables = writer.variables(source);
    collection.put_list("variable", variables);
    Exported {
        text: collection.into_text(),
        beside: tree
            .environments
            .iter()
            .map(|of| writer.environment(of))
            .collect(),
        requests: tree.counts().requests,
        report: writer.notes.0,
    }
}

struct Writer<'a> {
    notes: Notes,
    named: Named,
    tree: &'a CollectionTree,
    /// Whether keys are named that Postman has to be given.
    credentials: BTreeSet<&'static str>,
}

/// The texts of one item.
struct Texts<'a> {
    locals: &'a Locals,
    named: &'a mut Named,
}

impl Texts<'_> {
    fn of(&mut self, text: &str) -> String {
        self.locals.put_in(text, self.named, spelled)
    }
}

/// A variable as Postman spells it: of our dynamic values it knows one by another name.
fn spelled(name: &str) -> String {
    let name = if name == "$uuid" { "$guid" } else { name };
    format!("{{{{{name}}}}}")
}

impl<'a> Writer<'a> {
    fn new(tree: &'a CollectionTree) -> Self {
        let of_collection = tree.defaults.variables.iter();
        let of_environments = tree.environments.iter().flat_map(|of| &of.variables);
        let names = of_collection
            .chain(of_environments)
            .map(|of| of.name.trim().to_owned());
        Self {
            notes: Notes::default(),
            named: Named::among(names),
            tree,
            credentials: BTreeSet::new(),
        }
    }

    fn items(&mut self, items: &[TreeItem], above: &str, around: &Around) -> Vec<Node> {
        let mut written = Vec::new();
        for item in items {
            written.push(match item {
                TreeItem::Folder(folder) => self.folder(folder, above, around),
                TreeItem::Request(request) => self.request(request, above, around),
            });
        }
        written
    }

    fn folder(&mut self, folder: &TreeFolder, above: &str, around: &Around) -> Node {
        let place = place_below(above, &folder.name);
        let inner = around.within(&folder.name, &folder.defaults, &mut self.named);
        if !folder.defaults.variables.is_empty() {
            self.note_of_locals(&place, &inner.locals);
        }
        if folder.defaults.headers.iter().any(HeaderRow::is_sent) {
            let text = "Headers of the folder stand in each of its requests";
            self.notes.add(&place, TransferOutcome::Changed, text);
        }
        let items = self.items(&folder.items, &place, &inner);
        let mut node = Node::object([("name", Node::text(folder.name.as_str()))]);
        node.put_text("description", &folder.docs);
        node.put("item", Node::List(items));
        // A folder can not switch auth off here, and would in Postman.
        let auth = &folder.defaults.auth;
        if (auth.not_understood().is_some() || !matches!(auth.kind, AuthKind::Inherit | AuthKind::None))
            && let Some(auth) = self.auth(auth, &inner.locals, &place, None)
        {
            node.put("auth", auth);
        }
        node
    }

    /// Postman reads a variable of the collection, and here a folder may hide what it names.
    fn note_of_locals(&mut self, place: &str, locals: &Locals) {
        let text = "Its variables stand in the place of their names: Postman knows those of collection and environment";
        self.notes.add(place, TransferOutcome::Changed, text);
        let scope = Scope::default();
        let of_environments = self.tree.environments.iter().flat_map(|of| &of.variables);
        for variable in self.tree.defaults.variables.iter().chain(of_environments) {
            let VariableValue::Text(text) = &variable.value else {
                continue;
            };
            if locals.hides(variable.name.trim()) {
                continue;
            }
            for named in references(text, &scope) {
                if locals.hides(&named.name) {
                    let text = format!(
                        "{{{{{}}}}} names {{{{{}}}}}, which has a value of its own here: Postman takes that of collection or environment",
                        variable.name.trim(),
                        named.name
                    );
                    self.notes.add(place, TransferOutcome::Changed, text);
                }
            }
        }
    }

    fn request(&mut self, request: &Request, above: &str, around: &Around) -> Node {
        let place = place_below(above, &request.info.name);
        let locals = around.locals.with(&request.variables, &mut self.named);
        if !request.variables.is_empty() {
            self.note_of_locals(&place, &locals);
        }
        let sent = with_inherited(request, &around.ancestors);
        let http = &sent.http;
        let mut texts = Texts {
            locals: &locals,
            named: &mut self.named,
        };
        let mut node = Node::object([("method", Node::text(http.method.as_str()))]);
        let headers = http.headers.iter().map(|row| header(row, &mut texts)).collect();
        node.put("header", Node::List(headers));
        let body = body::written(http, &mut texts, &place, &mut self.notes);
        let has_body = body.is_some();
        if let Some(body) = body {
            node.put("body", body);
        }
        let mut texts = Texts {
            locals: &locals,
            named: &mut self.named,
        };
        node.put("url", url::written(http, &mut texts));
        if let Some(auth) = self.auth_of_request(request, around, &locals, &place) {
            node.put("auth", auth);
        }
        node.put_text("description", &request.docs);
        let mut item = Node::object([("name", Node::text(name_of(request)))]);
        item.put_list(
            "event",
            script::written(request, self.tree, &place, &mut self.notes),
        );
        item.put("request", node);
        item.put("response", Node::List(Vec::new()));
        item.put("protocolProfileBehavior", behaviour(&sent.settings, has_body));
        settings_left_out(&sent.settings, &place, &mut self.notes);
        item
    }

    /// Its own auth, and inherited auth where Postman would read it differently for this request.
    fn auth_of_request(
        &mut self,
        request: &Request,
        around: &Around,
        locals: &Locals,
        place: &str,
    ) -> Option<Node> {
        let auth = &request.http.auth;
        if auth.kind == AuthKind::None && auth.not_understood().is_none() {
            return Some(auth::nothing());
        }
        match auth::applied_below(auth, &around.ancestors) {
            Some((applied, auth::From::Own)) => self.auth(&applied, locals, place, Some(&request.http.url)),
            Some((applied, auth::From::Above)) if auth::follows_host(&applied) => {
                self.auth(&applied, locals, place, Some(&request.http.url))
            }
            _ => None,
        }
    }

    fn top_auth(&mut self, auth: &Auth) -> Option<Node> {
        match auth.kind {
            AuthKind::Inherit | AuthKind::None if auth.not_understood().is_none() => None,
            _ => self.auth(auth, &Locals::default(), "", None),
        }
    }

    fn auth(&mut self, auth: &Auth, locals: &Locals, place: &str, url: Option<&str>) -> Option<Node> {
        let host = url.map(|url| self.host(url, locals));
        let mut texts = Texts {
            locals,
            named: &mut self.named,
        };
        let mut told = auth::Told {
            notes: &mut self.notes,
            credentials: &mut self.credentials,
        };
        auth::written(auth, &mut texts, host.as_deref(), place, &mut told)
    }

    /// The host of a URL with the values of collection and of the first environment that gives one.
    fn host(&self, url: &str, locals: &Locals) -> String {
        let mut named = Named::default();
        let url = locals.put_in(url, &mut named, spelled);
        let tables = std::iter::once(&self.tree.defaults.variables)
            .chain(self.tree.environments.iter().map(|of| &of.variables));
        for table in tables {
            let values = Locals::default().with(&self.tree.defaults.variables, &mut named);
            let url = values.with(table, &mut named).put_in(&url, &mut named, spelled);
            let host = host_of(&url);
            if !host.contains("{{") {
                return host.to_owned();
            }
        }
        String::new()
    }

    /// Variables of the collection, and those that its texts name besides.
    fn variables(&mut self, source: &ExportSource) -> Vec<Node> {
        let mut texts = Texts {
            locals: &Locals::default(),
            named: &mut self.named,
        };
        let own = &self.tree.defaults.variables;
        let mut variables: Vec<Node> = own
            .iter()
            .map(|of| variable(of, Table::Collection, &mut texts))
            .collect();
        let of_environments = self.tree.environments.iter().flat_map(|of| &of.variables);
        let mut known: BTreeSet<String> = own
            .iter()
            .chain(of_environments)
            .map(|of| of.name.trim().to_owned())
            .collect();
        let secrets: Vec<String> = texts.named.secrets.iter().cloned().collect();
        for name in secrets
            .iter()
            .map(String::as_str)
            .chain(self.credentials.iter().copied())
        {
            if known.insert(name.to_owned()) {
                variables.push(variable(&Variable::secret(name), Table::Collection, &mut texts));
            }
        }
        let mut wanted: Vec<String> = texts.named.outer.iter().rev().cloned().collect();
        while let Some(name) = wanted.pop() {
            if name.starts_with('$') || known.contains(&name) {
                continue;
            }
            known.insert(name.clone());
            let global = source
                .globals
                .iter()
                .find(|of| of.counts() && of.name.trim() == name);
            if let Some(global) = global {
                let before = texts.named.outer.clone();
                variables.push(variable(global, Table::Collection, &mut texts));
                wanted.extend(texts.named.outer.difference(&before).cloned());
                let text =
                    format!("The global variable {{{{{name}}}}} comes as a variable of the collection");
                self.notes.add("", TransferOutcome::Changed, text);
                continue;
            }
            let text = if name.starts_with(PROCESS) {
                format!(
                    "{{{{{name}}}}} is read from the environment of the process: in Postman it is a variable to be filled in"
                )
            } else {
                format!(
                    "{{{{{name}}}}} has no definition in the collection: in Postman it is a variable to be filled in"
                )
            };
            self.notes.add("", TransferOutcome::Changed, text);
            variables.push(variable(&Variable::new(name, ""), Table::Collection, &mut texts));
        }
        variables
    }

    fn environment(&mut self, environment: &Environment) -> ExportedFile {
        let mut texts = Texts {
            locals: &Locals::default(),
            named: &mut self.named,
        };
        let values = environment.variables.iter();
        let values = values
            .map(|of| variable(of, Table::Environment, &mut texts))
            .collect();
        let file = Node::object([
            ("name", Node::text(environment.name.as_str())),
            ("values", Node::List(values)),
            ("_postman_variable_scope", Node::text("environment")),
        ]);
        ExportedFile {
            name: environment.name.clone(),
            ending: "postman_environment.json",
            text: file.into_text(),
        }
    }
}

/// A name that a person sees in a list.
fn name_of(request: &Request) -> &str {
    match request.info.name.trim() {
        "" => request.http.url.as_str(),
        name => name,
    }
}

fn header(row: &HeaderRow, texts: &mut Texts<'_>) -> Node {
    let mut node = Node::object([
        ("key", Node::text(texts.of(&row.name))),
        ("value", Node::text(texts.of(&row.value))),
    ]);
    disabled(&mut node, row.state);
    node
}

fn disabled(node: &mut Node, state: RowState) {
    if state == RowState::Disabled {
        node.put("disabled", Node::from(true));
    }
}

/// Postman follows redirects, and sends no body with some methods, unless it is told.
fn behaviour(settings: &RequestSettings, has_body: bool) -> Node {
    let mut behaviour = Node::object([(
        "followRedirects",
        Node::from(settings.redirects != Redirects::Stop),
    )]);
    if has_body {
        behaviour.put("disableBodyPruning", Node::from(true));
    }
    behaviour
}

/// Where a variable stands: both tables say differently what is switched off.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Table {
    Collection,
    Environment,
}

fn variable(of: &Variable, table: Table, texts: &mut Texts<'_>) -> Node {
    let (value, kind) = match &of.value {
        VariableValue::Text(text) => (texts.of(text), "default"),
        VariableValue::Secret => (String::new(), "secret"),
    };
    let mut node = Node::object([
        ("key", Node::text(of.name.trim())),
        ("value", Node::text(value)),
        ("type", Node::text(kind)),
    ]);
    if table == Table::Environment {
        node.put("enabled", Node::from(of.state == RowState::Enabled));
    } else {
        disabled(&mut node, of.state);
    }
    node.put_text("description", &of.description);
    node
}
