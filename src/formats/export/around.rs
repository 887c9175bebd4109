//! What stands around an item of a collection while it is written.

use std::sync::Arc;

use super::ExportSource;
use super::locals::{Locals, Named};
use crate::model::{Defaults, Request};
use crate::resolve::Ancestor;

/// Ancestors, and what the names of texts stand for.
#[derive(Clone, Default)]
pub(super) struct Around {
    /// The nearest first.
    pub(super) ancestors: Vec<Ancestor>,
    /// Names that have a meaning here.
    pub(super) locals: Locals,
}

impl Around {
    /// For what stands in the collection itself, where names of its variables stay names.
    pub(super) fn with_names(source: &ExportSource) -> Self {
        Self {
            ancestors: vec![ancestor("the collection", &source.tree.defaults)],
            locals: Locals::default(),
        }
    }

    /// The same where they are put in. The environment counts that was chosen, or else the first one.
    pub(super) fn with_values(source: &ExportSource) -> Self {
        let tree = &source.tree;
        let mut named = Named::default();
        let mut environments = tree.environments.iter();
        let environment = match source.environment.as_deref() {
            Some(name) => environments.find(|of| of.name == name),
            None => environments.next(),
        };
        let mut around = Self::with_names(source);
        let environment = environment.map_or(&[][..], |environment| &environment.variables);
        for table in [&source.globals, &tree.defaults.variables, environment] {
            around.locals = around.locals.with(table, &mut named);
        }
        around
    }

    /// For what stands in a folder.
    pub(super) fn within(&self, name: &str, defaults: &Defaults, named: &mut Named) -> Self {
        let mut ancestors = vec![ancestor(&format!("folder {name}"), defaults)];
        ancestors.extend(self.ancestors.iter().cloned());
        Self {
            ancestors,
            locals: self.locals.with(&defaults.variables, named),
        }
    }

    /// What the texts of a request come to.
    pub(super) fn values_of(&self, request: &Request) -> Values {
        Values(self.locals.with(&request.variables, &mut Named::default()))
    }
}

fn ancestor(name: &str, defaults: &Defaults) -> Ancestor {
    Ancestor {
        name: name.to_owned(),
        auth: Arc::new(defaults.auth.clone()),
        headers: defaults.headers.as_slice().into(),
        settings: Arc::new(defaults.settings.clone()),
    }
}

/// What texts come to: what has a value that is no secret is put in, and other names stay.
pub(super) struct Values(Locals);

impl Values {
    /// The text with its values.
    pub(super) fn of(&self, text: &str) -> String {
        self.0
            .put_in(text, &mut Named::default(), |name| format!("{{{{{name}}}}}"))
    }

    /// The text with its values; `None` where a name stays.
    pub(super) fn whole(&self, text: &str) -> Option<String> {
        Some(self.of(text)).filter(|text| !text.contains("{{"))
    }
}
