//! An entry of Insomnia's tree: version 4 has a flat list with names of parents, version 5 a tree, with other keys.

use serde_json::Value;

use super::super::json::{text, text_at};

/// A folder, a request or something else.
#[derive(Clone, Debug)]
pub(super) struct Node<'a> {
    pub(super) kind: Kind,
    pub(super) value: &'a Value,
    /// In the order in which Insomnia shows them.
    pub(super) children: Vec<Self>,
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A folder.
    Folder,
    /// A request over HTTP.
    Request,
    /// Something else, in words.
    Other(&'static str),
}

impl<'a> Node<'a> {
    /// What it is called.
    pub(super) fn name(&self) -> String {
        text_at(self.value, "name")
    }

    /// Its note.
    pub(super) fn description(&self) -> String {
        match text_at(self.value, "description") {
            plain if plain.is_empty() => self
                .meta("description")
                .map(|value| text(Some(value)))
                .unwrap_or_default(),
            plain => plain,
        }
    }

    /// Where it stands among its neighbours.
    pub(super) fn sort_key(&self) -> f64 {
        let key = self.value.get("metaSortKey").or_else(|| self.meta("sortKey"));
        key.and_then(Value::as_f64).unwrap_or_default()
    }

    /// Its script before the request.
    pub(super) fn before(&self) -> String {
        self.script("preRequest", "preRequestScript")
    }

    /// Its script after the reply.
    pub(super) fn after(&self) -> String {
        self.script("afterResponse", "afterResponseScript")
    }

    /// A setting by its key in version 5 and in version 4.
    pub(super) fn setting(&self, key: &str, flat: &str) -> Option<&'a Value> {
        let nested = self.value.get("settings").and_then(|settings| settings.get(key));
        nested.or_else(|| self.value.get(flat))
    }

    fn meta(&self, key: &str) -> Option<&'a Value> {
        self.value.get("meta")?.get(key)
    }

    fn script(&self, key: &str, flat: &str) -> String {
        let nested = self.value.get("scripts").and_then(|scripts| scripts.get(key));
        text(nested.or_else(|| self.value.get(flat)))
    }

    /// Puts it and what it holds into Insomnia's order.
    pub(super) fn sorted(children: &mut [Self]) {
        children.sort_by(|one, other| one.sort_key().total_cmp(&other.sort_key()));
        for child in children {
            Self::sorted(&mut child.children);
        }
    }
}
