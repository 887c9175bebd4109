//! What `{{name}}` is, for people: in a field, under the pointer, and in a list to choose from.

use std::ops::Range;
use std::sync::Arc;

use super::expand::{At, expand};
use super::names::{Unnamed, named_in};
use super::process_environment::PREFIX;
use super::unusable::Unusable;
use super::{Scope, Value, dynamic};
use crate::model::{Secrecy, VariableLayer};

/// In the place of a secret within a shown value.
const HIDDEN: &str = "••••••";

/// A variable that counts, and what it hides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// Without braces.
    pub name: String,
    /// Whose variable it is.
    pub layer: VariableLayer,
    /// What defines it, for people: `environment dev`, `folder Pets`.
    pub place: Arc<str>,
    /// Its value as it may be shown.
    pub shown: Shown,
    /// The definitions of the same name that do not count, the nearest first.
    pub hides: Vec<(VariableLayer, Arc<str>)>,
}

/// A value as it may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// This text, with the variables in it replaced; a secret in it is a row of dots.
    Text(String),
    /// A secret whose value is on this computer.
    Secret,
    /// Made anew for every send.
    Dynamic,
}

/// A `{{name}}` in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// With the braces, in bytes of the text.
    pub span: Range<usize>,
    /// Without braces.
    pub name: String,
    /// What it is, or why it is nothing.
    pub found: Result<Definition, Unusable>,
}

/// A variable that can be named here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// Without braces.
    pub name: String,
    /// What it is, or why it has no value.
    pub found: Result<Definition, Unusable>,
}

/// Every `{{name}}` of a text, in order: exactly those that are replaced when the request is sent.
pub fn references(text: &str, scope: &Scope) -> Vec<Reference> {
    let reference = |named: super::names::Named<'_>| Reference {
        span: named.span,
        name: named.name.to_owned(),
        found: definition(named.name, scope),
    };
    named_in(text).map(reference).collect()
}

/// What a name stands for, without braces.
pub fn definition(name: &str, scope: &Scope) -> Result<Definition, Unusable> {
    let at = At {
        place: "",
        row: 0,
        offset: 0,
        unnamed: Unnamed::Text,
    };
    let mut text = String::new();
    let mut of_itself = None;
    if let Some(kind) = name.strip_prefix('$')
        && dynamic::names().any(|known| known == kind)
    {
        return Ok(Definition {
            name: name.to_owned(),
            layer: VariableLayer::Process,
            place: Arc::from("dynamic value"),
            shown: Shown::Dynamic,
            hides: Vec::new(),
        });
    }
    // A report may be made before there is a send, whose seed dynamic values need.
    let seeded;
    let scope = if scope.dynamic.is_some() {
        scope
    } else {
        seeded = scope.clone().with_dynamic(0, time::OffsetDateTime::UNIX_EPOCH);
        &seeded
    };
    expand(scope, name, at, &mut |piece, source| {
        if *source.name == *name {
            of_itself = Some(source.clone());
        }
        text.push_str(match source.secrecy {
            Secrecy::Plain => piece,
            Secrecy::Secret => HIDDEN,
        });
    })?;
    let is_secret = of_itself
        .as_ref()
        .is_some_and(|own| own.secrecy == Secrecy::Secret);
    let shown = if is_secret {
        Shown::Secret
    } else {
        Shown::Text(text)
    };
    let mut entries = scope.entries(name).iter().rev();
    let (layer, place) = match (entries.next(), of_itself) {
        (Some(entry), _) if !name.starts_with(PREFIX) => (entry.layer, Arc::clone(&entry.place)),
        (_, Some(own)) => (own.layer, own.place),
        // An empty value of the environment.
        (_, None) => (VariableLayer::Process, Arc::from("environment of the process")),
    };
    Ok(Definition {
        name: name.to_owned(),
        layer,
        place,
        shown,
        hides: entries
            .map(|entry| (entry.layer, Arc::clone(&entry.place)))
            .collect(),
    })
}

/// What can be named where this much of a name is typed: names that begin with it before those that hold it, by name, in
/// any case of letters.
pub fn completions(scope: &Scope, typed: &str) -> Vec<Completion> {
    let wanted = typed.trim().to_lowercase();
    let own = scope.names.keys().cloned();
    let environment = scope.process.names().map(|name| format!("{PREFIX}{name}"));
    let dynamic = dynamic::names().map(|name| format!("${name}"));
    let mut ranked: Vec<(bool, String)> = own
        .chain(environment)
        .chain(dynamic)
        .filter_map(|name| {
            let at = name.to_lowercase().find(&wanted)?;
            Some((at > 0, name))
        })
        .collect();
    ranked.sort_by_cached_key(|(later, name)| (*later, name.starts_with('$'), name.to_lowercase()));
    ranked
        .into_iter()
        .map(|(_, name)| Completion {
            found: definition(&name, scope),
            name,
        })
        .collect()
}

impl Scope {
    /// The secrets whose values this computer lacks, whether or not something names them: name, layer and place.
    pub fn missing_secrets(&self) -> Vec<(String, VariableLayer, Arc<str>)> {
        let counting = self
            .names
            .iter()
            .filter_map(|(name, entries)| Some((name, entries.last()?)));
        counting
            .filter(|(_, entry)| entry.value == Value::MissingSecret)
            .map(|(name, entry)| (name.clone(), entry.layer, Arc::clone(&entry.place)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Secret, Variable};

    fn scope() -> Scope {
        Scope::default()
            .with(VariableLayer::Process, "demo", "http://x:1")
            .define(
                VariableLayer::Collection,
                "collection Shop",
                &Variable::new("base", "{{demo}}/{{token}}"),
                None,
            )
            .define(
                VariableLayer::Environment,
                "environment dev",
                &Variable::secret("token"),
                Some(Secret::new("0123456789abcdef")),
            )
            .define(
                VariableLayer::Environment,
                "environment dev",
                &Variable::secret("gone"),
                None,
            )
            .define(
                VariableLayer::Folder,
                "folder Pets",
                &Variable::new("base", "x"),
                None,
            )
            .define(
                VariableLayer::Folder,
                "folder Cats",
                &Variable::new("base", "{{demo}}/{{token}}/{{$uuid}}"),
                None,
            )
            .with_process_environment(
                Arc::new(|name| (name == "STAGE").then(|| "blue".to_owned())),
                &[("API_KEY".to_owned(), "of the file".to_owned())],
            )
    }

    fn of(name: &str) -> Result<Definition, Unusable> {
        definition(name, &scope())
    }

    #[test]
    fn a_definition_says_where_it_stands_and_what_it_hides() {
        let base = of("base").unwrap();
        assert_eq!((base.layer, &*base.place), (VariableLayer::Folder, "folder Cats"));
        let hides: Vec<(VariableLayer, &str)> = base
            .hides
            .iter()
            .map(|(layer, place)| (*layer, &**place))
            .collect();
        assert_eq!(
            hides,
            [
                (VariableLayer::Folder, "folder Pets"),
                (VariableLayer::Collection, "collection Shop")
            ]
        );
        let Shown::Text(text) = base.shown else {
            panic!("not shown")
        };
        assert!(text.starts_with("http://x:1/••••••/"), "{text}");
    }

    #[test]
    fn no_secret_is_shown() {
        assert_eq!(of("token").unwrap().shown, Shown::Secret);
        assert_eq!(of("process.env.API_KEY").unwrap().shown, Shown::Secret);
        let stage = of("process.env.STAGE").unwrap();
        assert_eq!(stage.shown, Shown::Text("blue".to_owned()));
        assert_eq!(&*stage.place, "environment of the process");
        let shown = format!(
            "{:?}{:?}",
            references("{{base}}{{token}}{{gone}}", &scope()),
            scope()
        );
        assert!(
            !shown.contains("0123456789abcdef") && !shown.contains("of the file"),
            "{shown}"
        );
    }

    #[test]
    fn what_has_no_value_says_why() {
        let missing = of("gone").unwrap_err();
        assert_eq!(missing.kind(), "secret-variable-missing");
        assert_eq!(
            missing.to_string(),
            "the value of the secret {{gone}} of environment dev is not on this computer"
        );
        assert_eq!(
            missing.hint(&[]),
            "Give the value of {{gone}} for environment dev: it stays on this computer"
        );
        assert_eq!(of("STAGE").unwrap_err().kind(), "unknown-variable");
        assert_eq!(of("process.env.NONE").unwrap_err().kind(), "unknown-variable");
        assert_eq!(of("$none").unwrap_err().kind(), "unknown-variable");
        assert!(of("$none").unwrap_err().hint(&[]).contains("{{$uuid}}"));
        assert_eq!(of("$uuid").unwrap().shown, Shown::Dynamic);
        let missing = scope().missing_secrets();
        assert_eq!(missing.len(), 1);
        assert_eq!(missing[0].0, "gone");
    }

    #[test]
    fn names_are_offered_by_how_they_begin() {
        let offered = |typed: &str| -> Vec<String> {
            completions(&scope(), typed)
                .into_iter()
                .map(|offer| offer.name)
                .collect()
        };
        assert_eq!(offered("to"), ["token"]);
        assert_eq!(
            offered("E")[..5],
            ["base", "demo", "gone", "process.env.API_KEY", "token"]
        );
        assert_eq!(offered("$u"), ["$uuid"]);
        assert_eq!(offered("process.env.a"), ["process.env.API_KEY"]);
        assert_eq!(offered("").first().map(String::as_str), Some("base"));
    }
}
