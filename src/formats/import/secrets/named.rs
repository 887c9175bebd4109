//! Variables that secret fields name: what is in them is secret, whatever they are called.

use std::collections::{BTreeMap, BTreeSet};

use super::fields::secret_fields;
use super::names::names_in;
use crate::formats::import::{CollectionTree, TreeItem};
use crate::model::{Auth, HeaderRow, Variable, VariableValue};

/// Headers that hold credentials and nothing else.
const HEADERS: [&str; 5] = [
    "authorization",
    "proxy-authorization",
    "cookie",
    "x-api-key",
    "x-amz-security-token",
];

/// Their names, and those of the variables that stand in them.
pub(super) struct NamedBySecrets(BTreeSet<String>);

impl NamedBySecrets {
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }
}

/// Collects them from all auth and from headers for credentials.
pub(super) fn named_by_secrets(collection: &CollectionTree) -> NamedBySecrets {
    let mut names = BTreeSet::new();
    let mut tables: Vec<&[Variable]> = vec![&collection.defaults.variables];
    of_auth(&collection.defaults.auth, &mut names);
    of_headers(&collection.defaults.headers, &mut names);
    of_items(&collection.items, &mut names, &mut tables);
    for environment in &collection.environments {
        tables.push(&environment.variables);
    }
    let mut inner: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for variable in tables.into_iter().flatten() {
        if let VariableValue::Text(text) = &variable.value {
            let named = inner.entry(&variable.name).or_default();
            named.extend(names_in(text));
        }
    }
    let mut waiting: Vec<String> = names.iter().cloned().collect();
    while let Some(name) = waiting.pop() {
        for named in inner.get(name.as_str()).into_iter().flatten() {
            if names.insert((*named).to_owned()) {
                waiting.push((*named).to_owned());
            }
        }
    }
    NamedBySecrets(names)
}

fn of_items<'a>(items: &'a [TreeItem], names: &mut BTreeSet<String>, tables: &mut Vec<&'a [Variable]>) {
    for item in items {
        match item {
            TreeItem::Folder(folder) => {
                of_auth(&folder.defaults.auth, names);
                of_headers(&folder.defaults.headers, names);
                tables.push(&folder.defaults.variables);
                of_items(&folder.items, names, tables);
            }
            TreeItem::Request(request) => {
                of_auth(&request.http.auth, names);
                of_headers(&request.http.headers, names);
                tables.push(&request.variables);
            }
        }
    }
}

fn of_auth(auth: &Auth, names: &mut BTreeSet<String>) {
    for (_, secret) in secret_fields(&mut auth.clone()) {
        names.extend(names_in(secret.expose_for_editing()).map(str::to_owned));
    }
}

fn of_headers(headers: &[HeaderRow], names: &mut BTreeSet<String>) {
    for row in headers.iter().filter(|row| is_for_credentials(row)) {
        names.extend(names_in(&row.value).map(str::to_owned));
    }
}

fn is_for_credentials(row: &HeaderRow) -> bool {
    HEADERS.contains(&row.name.trim().to_ascii_lowercase().as_str())
}

/// Where the credentials of a header begin, behind their scheme; nothing for other headers, and for AWS's own, of which
/// only the signature is secret.
pub(super) fn credentials_from(row: &HeaderRow) -> Option<usize> {
    let value = &row.value;
    if !is_for_credentials(row) || value.trim_start().starts_with("AWS") {
        return None;
    }
    let scheme = value.split_once(' ').map(|(scheme, _)| scheme);
    let is_word = |scheme: &&str| scheme.bytes().all(|byte| byte.is_ascii_alphabetic());
    Some(scheme.filter(is_word).map_or(0, str::len))
}
