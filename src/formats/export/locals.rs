//! Variables of folders and requests, put in the place of their names: other formats know variables of the collection and of
//! environments alone.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Variable, VariableValue};
use crate::resolve::{DEEPEST_CHAIN, Scope, references};

/// A text grows so long at most by what stands for its names.
const LONGEST_TEXT: usize = 4 << 20;

/// The names that are defined below the collection, as they are for one request.
#[derive(Clone, Debug, Default)]
pub(super) struct Locals {
    defined: BTreeMap<String, Local>,
}

#[derive(Clone, Debug)]
enum Local {
    /// This text.
    Text(String),
    /// The variable of the collection that has this name in the file.
    Secret(String),
}

/// What the texts of a collection name, and what secret variables of folders and requests are called.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// Names that no folder or request defines.
    pub(super) outer: BTreeSet<String>,
    /// Secret variables of folders and requests, by the names that they get.
    pub(super) secrets: BTreeSet<String>,
    /// All names that are taken.
    taken: BTreeSet<String>,
}

impl Named {
    /// With the names of a collection and its environments.
    pub(super) fn among(names: impl Iterator<Item = String>) -> Self {
        Self {
            taken: names.collect(),
            ..Self::default()
        }
    }

    fn secret(&mut self, name: &str) -> String {
        let mut free = name.to_owned();
        let mut number = 1;
        while !self.taken.insert(free.clone()) {
            number += 1;
            free = format!("{name}_{number}");
        }
        self.secrets.insert(free.clone());
        free
    }
}

impl Locals {
    /// With the variables of one more folder, or of the request.
    pub(super) fn with(&self, variables: &[Variable], named: &mut Named) -> Self {
        let mut locals = self.clone();
        for variable in variables.iter().filter(|variable| variable.counts()) {
            let name = variable.name.trim().to_owned();
            let local = match &variable.value {
                VariableValue::Text(text) => Local::Text(text.clone()),
                VariableValue::Secret => Local::Secret(named.secret(&name)),
            };
            locals.defined.insert(name, local);
        }
        locals
    }

    /// True when it hides a name.
    pub(super) fn hides(&self, name: &str) -> bool {
        self.defined.contains_key(name)
    }

    /// The text with what stands for local names. Others are collected, and written by `spelled`.
    pub(super) fn put_in(&self, text: &str, named: &mut Named, spelled: fn(&str) -> String) -> String {
        let mut putting = Putting {
            locals: self,
            named,
            spelled,
            scope: Scope::default(),
            written: 0,
        };
        putting.text(text, 0)
    }
}

struct Putting<'a> {
    locals: &'a Locals,
    named: &'a mut Named,
    spelled: fn(&str) -> String,
    scope: Scope,
    written: usize,
}

impl Putting<'_> {
    fn text(&mut self, text: &str, depth: usize) -> String {
        let mut out = String::new();
        let mut from = 0;
        for reference in references(text, &self.scope) {
            out.push_str(text.get(from..reference.span.start).unwrap_or_default());
            from = reference.span.end;
            self.written += 1 + reference.name.len();
            let piece = match self.locals.defined.get(&reference.name) {
                Some(Local::Text(value)) if depth < DEEPEST_CHAIN && self.written < LONGEST_TEXT => {
                    self.written += value.len();
                    self.text(value, depth + 1)
                }
                Some(Local::Secret(name)) => format!("{{{{{name}}}}}"),
                _ => {
                    self.named.outer.insert(reference.name.clone());
                    (self.spelled)(&reference.name)
                }
            };
            out.push_str(&piece);
        }
        out.push_str(text.get(from..).unwrap_or_default());
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn braced(name: &str) -> String {
        format!("{{{{{name}}}}}")
    }

    #[test]
    fn the_nearest_definition_stands_in_the_place_of_its_name() {
        let mut named = Named::among(["token".to_owned()].into_iter());
        let folder = Locals::default().with(
            &[
                Variable::new("stage", "dev"),
                Variable::new("base", "{{host}}/{{stage}}"),
                Variable::secret("token"),
            ],
            &mut named,
        );
        let request = folder.with(&[Variable::new("stage", "prod")], &mut named);
        let text = request.put_in("{{base}}/pets?t={{token}}&n={{other}}", &mut named, braced);
        assert_eq!(text, "{{host}}/prod/pets?t={{token_2}}&n={{other}}");
        assert_eq!(named.outer.iter().collect::<Vec<_>>(), ["host", "other"]);
        assert_eq!(named.secrets.iter().collect::<Vec<_>>(), ["token_2"]);
    }

    #[test]
    fn names_that_lead_in_circles_or_grow_without_end_stay_names() {
        let mut named = Named::default();
        let circle = [Variable::new("a", "{{b}}"), Variable::new("b", "{{a}}")];
        let text = Locals::default()
            .with(&circle, &mut named)
            .put_in("{{a}}", &mut named, braced);
        assert!(text == "{{a}}" || text == "{{b}}", "{text}");
        let many = "{{x}}".repeat(50);
        let growing = [Variable::new("x", many.as_str())];
        let text = Locals::default()
            .with(&growing, &mut named)
            .put_in("{{x}}", &mut named, braced);
        assert!(text.len() < 4 * LONGEST_TEXT, "{}", text.len());
    }
}
