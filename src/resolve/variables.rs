//! `{{name}}` to the value of the variable, with the origin of every byte.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::body::Folders;
use super::error::ResolveError;
use crate::model::{Field, Origin, Traced, VariableLayer};

/// What the texts of a request are read against.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Values by name without braces, in layers: the last one that has a name counts.
    layers: BTreeMap<VariableLayer, BTreeMap<String, String>>,
    /// Whether braces in a body name variables.
    pub body_braces: Braces,
    /// Where typed paths start.
    pub folders: Folders,
}

impl Scope {
    /// One without variables.
    pub fn new(body_braces: Braces, folders: Folders) -> Self {
        Self {
            layers: BTreeMap::new(),
            body_braces,
            folders,
        }
    }

    /// One more variable; a value of that name in the same layer is replaced.
    #[must_use]
    pub fn with(mut self, layer: VariableLayer, name: &str, value: &str) -> Self {
        let names = self.layers.entry(layer).or_default();
        names.insert(name.to_owned(), value.to_owned());
        self
    }

    /// The value that counts, and whose it is.
    pub fn value(&self, name: &str) -> Option<(VariableLayer, &str)> {
        let mut from_the_nearest = self.layers.iter().rev();
        from_the_nearest.find_map(|(layer, names)| Some((*layer, names.get(name)?.as_str())))
    }

    /// Every name once, sorted.
    fn names(&self) -> Vec<String> {
        let names: BTreeSet<&String> = self.layers.values().flat_map(BTreeMap::keys).collect();
        names.into_iter().cloned().collect()
    }
}

/// What `{{name}}` is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Braces {
    /// A variable.
    #[default]
    Variables,
    /// Text: what a body is on the command line, where no file defines variables.
    Literal,
}

/// Replaces the variables of one field. `place` names the field in the error.
///
/// Braces that are not closed, or that hold what no variable is called, are literal text: a body may well
/// hold `{{` of its own. Values are taken as they are: a `{{` inside one names nothing.
pub(super) fn replace(
    text: &str,
    field: Field,
    place: &dyn Fn() -> String,
    scope: &Scope,
) -> Result<Traced, ResolveError> {
    let mut out = Traced::default();
    let mut literal_from = 0;
    for reference in references(text) {
        let Some((layer, value)) = scope.value(reference.name) else {
            return Err(ResolveError::UnknownVariable {
                name: reference.name.to_owned(),
                place: place(),
                known: scope.names(),
            });
        };
        push_literal(&mut out, text, literal_from..reference.span.start, field);
        literal_from = reference.span.end;
        out.push(
            value,
            Origin::Variable {
                name: Arc::from(reference.name),
                layer,
                field,
                span: reference.span,
            },
        );
    }
    push_literal(&mut out, text, literal_from..text.len(), field);
    Ok(out)
}

fn push_literal(out: &mut Traced, text: &str, span: Range<usize>, field: Field) {
    let literal = text.get(span.clone()).unwrap_or_default();
    out.push(literal, Origin::Typed { field, span });
}

struct Reference<'a> {
    name: &'a str,
    /// With the braces.
    span: Range<usize>,
}

/// Every `{{name}}` in order; of `{{a{{b}}` the inner one.
fn references(text: &str) -> impl Iterator<Item = Reference<'_>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(from..)?;
            let close = from + rest.find("}}")?;
            let open = text.get(from..close)?.rfind("{{").map(|at| from + at);
            from = close + 2;
            let Some(open) = open else { continue };
            let name = text.get(open + 2..close)?.trim();
            if is_name(name) {
                return Some(Reference {
                    name,
                    span: open..close + 2,
                });
            }
        }
    })
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .chars()
            .all(|ch| ch.is_alphanumeric() || matches!(ch, '_' | '-' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope() -> Scope {
        Scope::default().with(VariableLayer::Process, "demo", "http://x:1")
    }

    fn replaced(text: &str) -> Result<Traced, ResolveError> {
        replace(text, Field::Url, &|| "the URL".to_owned(), &scope())
    }

    #[test]
    fn literal_text_and_values_keep_their_origins() {
        let url = replaced("{{ demo }}/pets").unwrap();
        assert_eq!(url.as_str(), "http://x:1/pets");
        assert_eq!(
            url.segments()[0].origin,
            Origin::Variable {
                name: Arc::from("demo"),
                layer: VariableLayer::Process,
                field: Field::Url,
                span: 0..10
            }
        );
        assert_eq!(
            url.segments()[1].origin,
            Origin::Typed {
                field: Field::Url,
                span: 10..15
            }
        );
    }

    #[test]
    fn the_layer_nearest_to_the_request_counts() {
        let order = [
            VariableLayer::Process,
            VariableLayer::Global,
            VariableLayer::Collection,
            VariableLayer::Environment,
            VariableLayer::Request,
        ];
        let mut scope = Scope::default();
        for layer in order {
            scope = scope.with(layer, "a", layer.as_str());
            assert_eq!(scope.value("a"), Some((layer, layer.as_str())));
        }
        let from_below = scope.with(VariableLayer::Global, "b", "1");
        assert_eq!(from_below.value("b"), Some((VariableLayer::Global, "1")));
        assert_eq!(from_below.value("c"), None);
        assert_eq!(from_below.names(), ["a", "b"]);
    }

    #[test]
    fn an_unknown_variable_is_named_with_the_cure() {
        let error = replaced("{{host}}/pets").unwrap_err();
        assert_eq!(error.kind(), "unknown-variable");
        assert_eq!(
            error.to_string(),
            "the URL uses the variable {{host}}, which nothing defines"
        );
        assert!(error.hint().contains("{{demo}}"), "{}", error.hint());
    }

    #[test]
    fn braces_that_are_no_variable_are_literal() {
        for text in [
            "{{demo",
            "}}",
            "{{}}",
            "{{ }}",
            "{{\"a\": 1}}",
            "{demo}",
            "a}}b{{c",
            "é{{",
        ] {
            assert_eq!(replaced(text).unwrap().as_str(), text);
        }
        assert_eq!(replaced("{{x {{demo}}").unwrap().as_str(), "{{x http://x:1");
        assert_eq!(replaced("{{{demo}}}").unwrap().as_str(), "{http://x:1}");
    }
}
