//! Names of the variables that are made for secrets.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::Range;

use crate::formats::import::{CollectionTree, ImportedSecret, SecretHome, TreeItem};
use crate::model::{Auth, HeaderRow, Request, Secret, Variable, VariableValue};
use crate::redact::SecretShape;

use super::fields::secret_fields;

/// What a variable is to be called, where that name is free.
pub(super) struct Wish<'a> {
    name: &'a str,
    /// Between the name and a number.
    between: &'static str,
}

impl<'a> Wish<'a> {
    /// `password`, `password_2`, as variables for fields of auth and after other variables are called.
    pub(super) fn numbered(name: &'a str) -> Self {
        Self { name, between: "_" }
    }

    /// `token`, `token2`, as for what looks like a secret.
    pub(super) fn of(what: SecretShape) -> Self {
        Self {
            name: what.variable_name(),
            between: "",
        }
    }
}

/// A variable that was made.
pub(super) struct Made {
    name: String,
    value: Value,
}

#[derive(PartialEq)]
enum Value {
    Secret(Secret),
    Text(String),
}

impl Value {
    fn hashed(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        match self {
            Self::Secret(secret) => secret.expose_for_search().hash(&mut hasher),
            Self::Text(text) => text.hash(&mut hasher),
        }
        hasher.finish()
    }
}

impl Made {
    /// The variable, and its value where that is secret.
    pub(super) fn into_parts(self, home: SecretHome) -> (Variable, Option<ImportedSecret>) {
        match self.value {
            Value::Text(text) => (Variable::new(self.name, text), None),
            Value::Secret(value) => {
                let secret = ImportedSecret {
                    home,
                    name: self.name.clone(),
                    value,
                };
                (Variable::secret(self.name), Some(secret))
            }
        }
    }
}

/// The names that are taken, and the variables that were made.
pub(super) struct Names {
    taken: BTreeSet<String>,
    /// The number that the next variable of a wish gets.
    next: BTreeMap<String, u32>,
    made: Vec<Made>,
    /// Places in `made`, by the hash of the value.
    by_hash: BTreeMap<u64, Vec<usize>>,
}

impl Names {
    /// Every name that a variable has somewhere, or that something names: the latter may be defined elsewhere.
    pub(super) fn of(collection: &CollectionTree) -> Self {
        let mut taken = BTreeSet::new();
        of_table(&collection.defaults.variables, &mut taken);
        of_headers(&collection.defaults.headers, &mut taken);
        of_auth(&collection.defaults.auth, &mut taken);
        for environment in &collection.environments {
            of_table(&environment.variables, &mut taken);
        }
        of_items(&collection.items, &mut taken);
        Self {
            taken,
            next: BTreeMap::new(),
            made: Vec::new(),
            by_hash: BTreeMap::new(),
        }
    }

    /// The name of the variable for a secret, and whether it is new.
    pub(super) fn of_secret(&mut self, wish: &Wish<'_>, value: Secret) -> (String, bool) {
        self.of_value(wish, Value::Secret(value))
    }

    /// The name of the variable with a text, and whether it is new.
    pub(super) fn of_text(&mut self, wish: &Wish<'_>, text: String) -> (String, bool) {
        self.of_value(wish, Value::Text(text))
    }

    fn of_value(&mut self, wish: &Wish<'_>, value: Value) -> (String, bool) {
        let alike = self.by_hash.entry(value.hashed()).or_default();
        let mut known = alike.iter().filter_map(|at| self.made.get(*at));
        if let Some(known) = known.find(|made| made.value == value) {
            return (known.name.clone(), false);
        }
        alike.push(self.made.len());
        let number = self.next.entry(wish.name.to_owned()).or_insert(1);
        let name = loop {
            let name = match *number {
                1 => wish.name.to_owned(),
                number => format!("{}{}{number}", wish.name, wish.between),
            };
            *number = number.saturating_add(1);
            if self.taken.insert(name.clone()) {
                break name;
            }
        };
        let made = Made {
            name: name.clone(),
            value,
        };
        self.made.push(made);
        (name, true)
    }

    /// What is made from now on is made apart from what was made before.
    pub(super) fn apart(&mut self) -> Vec<Made> {
        self.by_hash.clear();
        std::mem::take(&mut self.made)
    }

    /// The other way: what was made apart.
    pub(super) fn back(&mut self, before: Vec<Made>) -> Vec<Made> {
        self.by_hash.clear();
        std::mem::replace(&mut self.made, before)
    }

    pub(super) fn take_made(&mut self) -> Vec<Made> {
        std::mem::take(&mut self.made)
    }
}

/// The places of variables in a text, with their braces.
pub(super) fn braced(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text.get(from..).and_then(|rest| rest.find("{{")) {
        let start = from + start;
        let Some(length) = text.get(start..).and_then(|rest| rest.find("}}")) else {
            break;
        };
        from = start + length + 2;
        found.push(start..from);
    }
    found
}

/// The names in a text.
pub(super) fn names_in(text: &str) -> impl Iterator<Item = &str> {
    braced(text).into_iter().filter_map(|span| {
        let name = text.get(span)?.strip_prefix("{{")?.strip_suffix("}}")?.trim();
        (!name.is_empty()).then_some(name)
    })
}

fn add(text: &str, names: &mut BTreeSet<String>) {
    names.extend(names_in(text).map(str::to_owned));
}

fn of_items(items: &[TreeItem], names: &mut BTreeSet<String>) {
    for item in items {
        match item {
            TreeItem::Folder(folder) => {
                of_table(&folder.defaults.variables, names);
                of_headers(&folder.defaults.headers, names);
                of_auth(&folder.defaults.auth, names);
                of_items(&folder.items, names);
            }
            TreeItem::Request(request) => of_request(request, names),
        }
    }
}

fn of_request(request: &Request, names: &mut BTreeSet<String>) {
    let http = &request.http;
    of_table(&request.variables, names);
    of_headers(&http.headers, names);
    of_auth(&http.auth, names);
    let body = &http.body;
    let texts: [&str; 5] = [
        &http.url,
        &body.text,
        &body.graphql.query,
        &body.graphql.variables,
        &body.file.path,
    ];
    for text in texts {
        add(text, names);
    }
    for param in &http.disabled_params {
        add(&param.name, names);
        add(param.value.as_deref().unwrap_or_default(), names);
    }
    for value in &http.path_values {
        add(&value.value, names);
    }
    for row in &body.form {
        add(&row.name, names);
        add(&row.value, names);
    }
    for part in &body.parts {
        for text in [&part.name, &part.text, &part.path, &part.file_name] {
            add(text, names);
        }
    }
    for assertion in &request.assertions {
        add(&assertion.value, names);
    }
    names.extend(request.captures.iter().map(|capture| capture.variable.clone()));
}

fn of_table(table: &[Variable], names: &mut BTreeSet<String>) {
    for variable in table {
        names.insert(variable.name.clone());
        if let VariableValue::Text(text) = &variable.value {
            add(text, names);
        }
    }
}

fn of_headers(headers: &[HeaderRow], names: &mut BTreeSet<String>) {
    for header in headers {
        add(&header.name, names);
        add(&header.value, names);
    }
}

fn of_auth(auth: &Auth, names: &mut BTreeSet<String>) {
    for (_, secret) in secret_fields(&mut auth.clone()) {
        add(secret.expose_for_editing(), names);
    }
    let aws = &auth.aws;
    for text in [
        &aws.access_key_id,
        &aws.region,
        &aws.service,
        &aws.profile,
        &auth.basic.username,
        &auth.api_key.key,
    ] {
        add(text, names);
    }
}
