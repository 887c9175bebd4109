//! `{{process.env.NAME}}`: the `.env` of the collection, and under it the environment that the program was started in.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::model::Secrecy;
use crate::redact::secret_kind;

/// How such a name begins.
pub const PREFIX: &str = "process.env.";

/// Reads one variable of the environment; `None` when it is not set or not UTF-8.
pub type ReadEnvironment = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// What `{{process.env.NAME}}` is read from. Nothing of it is named without that prefix.
#[derive(Clone, Default)]
pub(super) struct ProcessEnvironment {
    read: Option<ReadEnvironment>,
    dot_env: Arc<BTreeMap<String, String>>,
    /// Why `.env` can not be read, when it can not.
    damage: Option<Arc<str>>,
}

/// Where such a value was found.
pub(super) struct Given {
    pub(super) value: String,
    pub(super) place: &'static str,
    pub(super) secrecy: Secrecy,
}

impl ProcessEnvironment {
    pub(super) fn new(read: ReadEnvironment, dot_env: &[(String, String)]) -> Self {
        Self {
            read: Some(read),
            dot_env: Arc::new(dot_env.iter().cloned().collect()),
            damage: None,
        }
    }

    /// The same with a `.env` that can not be read: no value is known then, as it may be one of the file.
    pub(super) fn damaged(self, reason: &str) -> Self {
        Self {
            damage: Some(Arc::from(reason)),
            ..self
        }
    }

    /// Why no value is known.
    pub(super) fn damage(&self) -> Option<Arc<str>> {
        self.damage.clone()
    }

    /// The value of a name without the prefix. It is a secret when its name says so.
    pub(super) fn value(&self, name: &str) -> Option<Given> {
        let (value, place) = match self.dot_env.get(name) {
            Some(value) => (value.clone(), ".env of the collection"),
            None => (self.read.as_ref()?(name)?, "environment of the process"),
        };
        Some(Given {
            value,
            place,
            secrecy: secrecy(name),
        })
    }

    /// The names of `.env`, which are the ones that can be listed.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.dot_env.keys().map(String::as_str)
    }
}

fn secrecy(name: &str) -> Secrecy {
    match secret_kind(name) {
        Some(_) => Secrecy::Secret,
        None => Secrecy::Plain,
    }
}

impl PartialEq for ProcessEnvironment {
    /// The environment of a process stays as it is: the same reader reads the same.
    fn eq(&self, other: &Self) -> bool {
        let same_reader = match (&self.read, &other.read) {
            (None, None) => true,
            (Some(one), Some(another)) => Arc::ptr_eq(one, another),
            _ => false,
        };
        same_reader && self.dot_env == other.dot_env && self.damage == other.damage
    }
}

impl Eq for ProcessEnvironment {}

impl fmt::Debug for ProcessEnvironment {
    /// Names alone: values may be secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.dot_env.keys()).finish()
    }
}
