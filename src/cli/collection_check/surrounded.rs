//! What requests are read against, made once for all requests of a folder: a collection has many of them, and may have many
//! variables.

use crate::cli::request_file::around;
use crate::engine::Ambient;
use crate::model::{Collection, Environment, ItemPath, Request, VariableValue};
use crate::resolve::Surroundings;

/// Makes surroundings, and keeps those of the last folder.
pub struct Surrounded<'a> {
    collection: &'a Collection,
    environments: &'a [Option<&'a Environment>],
    ambient: Ambient,
    last: Option<(ItemPath, Vec<Surroundings>)>,
}

impl<'a> Surrounded<'a> {
    /// In each of these environments.
    pub fn new(
        collection: &'a Collection,
        environments: &'a [Option<&'a Environment>],
        ambient: Ambient,
    ) -> Self {
        Self {
            collection,
            environments,
            ambient,
            last: None,
        }
    }

    /// What a request is read against, in the order of the environments.
    pub fn of(&mut self, path: &ItemPath, request: &Request) -> Vec<Surroundings> {
        let is_secret = |value: &VariableValue| *value == VariableValue::Secret;
        if request
            .variables
            .iter()
            .any(|variable| is_secret(&variable.value))
        {
            return self.made(path, request);
        }
        let folder = path.parent().unwrap_or_default();
        match &self.last {
            Some((known, made)) if *known == folder => made.clone(),
            _ => {
                let made = self.made(path, request);
                self.last = Some((folder, made.clone()));
                made
            }
        }
    }

    fn made(&self, path: &ItemPath, request: &Request) -> Vec<Surroundings> {
        let environments = self.environments.iter();
        environments
            .map(|environment| around(self.collection, path, request, *environment, &self.ambient))
            .collect()
    }
}
