//! `{{name}}` to the value of the variable, with the origin of every byte.

mod definition;
mod dynamic;
mod expand;
mod known_secret;
mod names;
mod process_environment;
mod unusable;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use time::OffsetDateTime;

pub use definition::{Completion, Definition, Reference, Shown, completions, definition, references};
pub use known_secret::KnownSecret;
pub use process_environment::ReadEnvironment;
pub use unusable::{DEEPEST_CHAIN, Unusable, is_kind_of_variables};

use super::body::Folders;
use super::error::ResolveError;
use crate::model::{Field, Origin, Request, Secrecy, Secret, Traced, Variable, VariableLayer, VariableValue};
use dynamic::Dynamic;
pub(super) use expand::{At, expand, no_name};
pub(super) use names::{Braced, Unnamed, braced_in, named_in};
use process_environment::ProcessEnvironment;

/// What the texts of a request are read against. Cheap to copy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The definitions of each name without braces, the one that counts last.
    names: Arc<BTreeMap<String, Vec<Entry>>>,
    process: ProcessEnvironment,
    dynamic: Option<Dynamic>,
    /// Whether braces in a body name variables.
    pub body_braces: Braces,
    /// Where typed paths start.
    pub folders: Folders,
}

/// One definition of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    layer: VariableLayer,
    /// What defines it, for people.
    place: Arc<str>,
    value: Value,
}

/// What a definition holds.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Value {
    /// Text that may name other variables.
    Text(Arc<str>),
    /// Text that somebody else wrote: whatever braces it has, it names nothing.
    Literal(Arc<str>),
    /// A value that is taken as it stands, and is never shown.
    Secret(Secret),
    /// A secret whose value is not on this computer.
    MissingSecret,
    /// A secret whose value the key store was asked for.
    AwaitedSecret,
}

impl Scope {
    /// One without variables.
    pub fn new(body_braces: Braces, folders: Folders) -> Self {
        Self {
            body_braces,
            folders,
            ..Self::default()
        }
    }

    /// One more variable with a text; a value of that name in the same layer and place is replaced.
    #[must_use]
    pub fn with(self, layer: VariableLayer, name: &str, value: &str) -> Self {
        self.define(layer, layer.as_str(), &Variable::new(name, value), None)
    }

    /// One more variable, unless it is switched off. `place` is what defines it, for people: `environment dev`, `folder
    /// Pets`. `secret` is the value of a secret variable.
    ///
    /// A value of that name in the same layer and place is replaced. Within a layer, later places hide earlier ones: an
    /// outer folder comes before an inner one.
    #[must_use]
    pub fn define(
        mut self,
        layer: VariableLayer,
        place: &str,
        variable: &Variable,
        secret: impl Into<KnownSecret>,
    ) -> Self {
        if !variable.counts() {
            return self;
        }
        let value = match (&variable.value, secret.into()) {
            (VariableValue::Text(text), _) => Value::Text(Arc::from(text.as_str())),
            (VariableValue::Secret, KnownSecret::Value(secret)) => Value::Secret(secret),
            (VariableValue::Secret, KnownSecret::Missing) => Value::MissingSecret,
            (VariableValue::Secret, KnownSecret::Awaited) => Value::AwaitedSecret,
        };
        self.put(layer, place, &variable.name, value);
        self
    }

    /// One more variable with a text from elsewhere, as a reply: `{{name}}` in it is text, so that who wrote it can have no
    /// secret sent.
    #[must_use]
    pub fn define_literal(mut self, layer: VariableLayer, place: &str, name: &str, text: &str) -> Self {
        if !name.trim().is_empty() {
            self.put(layer, place, name, Value::Literal(Arc::from(text)));
        }
        self
    }

    fn put(&mut self, layer: VariableLayer, place: &str, name: &str, value: Value) {
        let names = Arc::make_mut(&mut self.names);
        let entries = names.entry(name.trim().to_owned()).or_default();
        let same = entries
            .iter_mut()
            .find(|entry| entry.layer == layer && *entry.place == *place);
        if let Some(entry) = same {
            entry.value = value;
        } else {
            let at = entries.partition_point(|entry| entry.layer <= layer);
            let place = Arc::from(place);
            entries.insert(at, Entry { layer, place, value });
        }
    }

    /// What `{{process.env.NAME}}` is read from: `.env` of the collection, then the environment of the process.
    #[must_use]
    pub fn with_process_environment(mut self, read: ReadEnvironment, dot_env: &[(String, String)]) -> Self {
        self.process = ProcessEnvironment::new(read, dot_env);
        self
    }

    /// The same when the `.env` can not be read: what it would go over is not taken in its place.
    #[must_use]
    pub fn with_damaged_dot_env(mut self, reason: &str) -> Self {
        self.process = std::mem::take(&mut self.process).damaged(reason);
        self
    }

    /// What `{{$uuid}}`, `{{$timestamp}}` and the like follow from: random bits of the send, and its moment. Without it
    /// nothing defines them.
    #[must_use]
    pub fn with_dynamic(mut self, seed: u128, now: OffsetDateTime) -> Self {
        self.dynamic = Some(Dynamic { seed, now });
        self
    }

    /// The scope of the texts of this request: with its own variables. The values of secret ones are those that were
    /// defined in layer [`VariableLayer::Request`] before, under [`PLACE_OF_REQUEST`].
    pub fn of_request(&self, request: &Request) -> Cow<'_, Self> {
        if request.variables.is_empty() {
            return Cow::Borrowed(self);
        }
        let own = |scope: Self, variable: &Variable| {
            let given = scope.given_to_request(variable.name.trim());
            scope.define(VariableLayer::Request, PLACE_OF_REQUEST, variable, given)
        };
        Cow::Owned(request.variables.iter().fold(self.clone(), own))
    }

    fn given_to_request(&self, name: &str) -> KnownSecret {
        let of_request =
            |entry: &&Entry| entry.layer == VariableLayer::Request && *entry.place == *PLACE_OF_REQUEST;
        match self
            .entries(name)
            .iter()
            .find(of_request)
            .map(|entry| &entry.value)
        {
            Some(Value::Secret(secret)) => KnownSecret::Value(secret.clone()),
            Some(Value::AwaitedSecret) => KnownSecret::Awaited,
            Some(Value::Text(_) | Value::Literal(_) | Value::MissingSecret) | None => KnownSecret::Missing,
        }
    }

    /// The definitions of a name, the one that counts last.
    fn entries(&self, name: &str) -> &[Entry] {
        self.names.get(name).map_or(&[], Vec::as_slice)
    }

    /// The definition that counts.
    fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries(name).last()
    }

    /// Every defined name once, sorted.
    pub fn names(&self) -> Vec<String> {
        self.names.keys().cloned().collect()
    }
}

/// Whether a text can name a variable of this name: not a dynamic value, and none of the process's environment.
pub fn can_be_named(name: &str) -> bool {
    let name = name.trim();
    names::is_name(name) && !name.starts_with('$') && !name.starts_with(process_environment::PREFIX)
}

/// What the variables of a request itself are defined by, for people.
pub const PLACE_OF_REQUEST: &str = "this request";

/// What `{{name}}` is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Braces {
    /// A variable.
    #[default]
    Variables,
    /// Text: what a body is on the command line, where no file defines variables.
    Literal,
}

/// A field, and which row of its table it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    field: Field,
    row: usize,
}

impl Spot {
    /// In a row, counted from 0.
    pub(super) fn of_row(field: Field, row: usize) -> Self {
        Self { field, row }
    }
}

impl From<Field> for Spot {
    fn from(field: Field) -> Self {
        Self { field, row: 0 }
    }
}

/// Replaces the variables of one field. `place` names the field in the error.
pub(super) fn replace(
    text: &str,
    spot: impl Into<Spot>,
    place: &dyn Fn() -> String,
    scope: &Scope,
) -> Result<Traced, ResolveError> {
    let Spot { field, row } = spot.into();
    let mut out = Traced::default();
    let mut literal_from = 0;
    let unnamed = Unnamed::of(field);
    for braced in braced_in(text) {
        let named = match (braced, unnamed) {
            (Braced::Name(named), _) => named,
            (Braced::Other(_), Unnamed::Text) => continue,
            (Braced::Other(other), Unnamed::Mistake) => {
                return Err(no_name(other, Vec::new()).in_field(&place(), scope.names()));
            }
        };
        let place = place();
        let at = At {
            place: &place,
            row,
            offset: named.span.start,
            unnamed,
        };
        push_literal(&mut out, text, literal_from..named.span.start, field);
        literal_from = named.span.end;
        expand(scope, named.name, at, &mut |piece, source| {
            let origin = Origin::Variable {
                name: Arc::clone(&source.name),
                layer: source.layer,
                place: Arc::clone(&source.place),
                secrecy: source.secrecy,
                field,
                span: named.span.clone(),
            };
            out.push(piece, origin);
        })
        .map_err(|why| why.in_field(&place, scope.names()))?;
    }
    push_literal(&mut out, text, literal_from..text.len(), field);
    Ok(out)
}

fn push_literal(out: &mut Traced, text: &str, span: Range<usize>, field: Field) {
    let literal = text.get(span.clone()).unwrap_or_default();
    out.push(literal, Origin::Typed { field, span });
}

/// A text that is compared and not sent, with its variables replaced; `place` names it in errors. The second are the
/// values of secret variables in it, which are to be hidden.
pub fn text_after_variables(
    text: &str,
    place: &str,
    scope: &Scope,
) -> Result<(String, Vec<Secret>), ResolveError> {
    // The origins go no further than this function, and no field is named.
    let replaced = replace(text, Field::Docs, &|| place.to_owned(), scope)?;
    let is_secret = |origin: &Origin| {
        matches!(
            origin,
            Origin::Variable {
                secrecy: Secrecy::Secret,
                ..
            }
        )
    };
    let secrets = replaced
        .segments()
        .iter()
        .filter(|segment| is_secret(&segment.origin))
        .filter_map(|segment| replaced.as_str().get(segment.range.clone()))
        .map(Secret::new)
        .collect();
    Ok((replaced.as_str().to_owned(), secrets))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Secrecy;

    fn scope() -> Scope {
        Scope::default().with(VariableLayer::Process, "demo", "http://x:1")
    }

    fn replaced(text: &str) -> Result<Traced, ResolveError> {
        replace(text, Field::Url, &|| "the URL".to_owned(), &scope())
    }

    #[test]
    fn a_text_from_elsewhere_names_nothing() {
        let secret = Variable::secret("key");
        let scope = scope()
            .define(
                VariableLayer::Environment,
                "environment dev",
                &secret,
                Some(Secret::new("s3cret-0123")),
            )
            .define_literal(
                VariableLayer::Runtime,
                "captured values",
                "got",
                "{{key}} {{got}} {{process.env.X}}",
            );
        let place = || "the URL".to_owned();
        let url = replace("a/{{got}}", Field::Url, &place, &scope).unwrap();
        assert_eq!(url.as_str(), "a/{{key}} {{got}} {{process.env.X}}");
        let of_text = scope.with(VariableLayer::Request, "x", "{{got}}");
        let url = replace("{{x}}", Field::Url, &place, &of_text).unwrap();
        assert_eq!(url.as_str(), "{{key}} {{got}} {{process.env.X}}");
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
                place: Arc::from("process"),
                secrecy: Secrecy::Plain,
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
    fn a_value_within_a_value_leads_to_where_it_is_defined() {
        let scope = scope()
            .define(
                VariableLayer::Collection,
                "collection Shop",
                &Variable::new("base", "{{demo}}/dev?key={{key}}"),
                None,
            )
            .define(
                VariableLayer::Environment,
                "environment dev",
                &Variable::secret("key"),
                Some(Secret::new("k{{demo}}")),
            );
        let url = replace("{{base}}&x", Field::Url, &|| "the URL".to_owned(), &scope).unwrap();
        assert_eq!(url.as_str(), "http://x:1/dev?key=k{{demo}}&x");
        let of = |at: usize| match &url.segments()[at].origin {
            Origin::Variable {
                name,
                place,
                secrecy,
                span,
                ..
            } => (name.to_string(), place.to_string(), *secrecy, span.clone()),
            other => panic!("{other:?}"),
        };
        let origin = |name: &str, place: &str, secrecy| (name.to_owned(), place.to_owned(), secrecy, 0..8);
        assert_eq!(of(0), origin("demo", "process", Secrecy::Plain));
        assert_eq!(of(1), origin("base", "collection Shop", Secrecy::Plain));
        assert_eq!(of(2), origin("key", "environment dev", Secrecy::Secret));
    }

    #[test]
    fn what_is_nearest_to_the_request_counts() {
        // The order of Bruno's documentation, <https://docs.usebruno.com/variables/overview>, with our process layer under it.
        let order = [
            (VariableLayer::Process, "process"),
            (VariableLayer::Global, "global"),
            (VariableLayer::Collection, "collection"),
            (VariableLayer::Environment, "environment"),
            (VariableLayer::Folder, "folder a"),
            (VariableLayer::Folder, "folder a/b"),
            (VariableLayer::Request, PLACE_OF_REQUEST),
            (VariableLayer::Runtime, "--var"),
        ];
        let value = |scope: &Scope, name: &str| {
            replace(&format!("{{{{{name}}}}}"), Field::Url, &String::new, scope)
                .map(|text| text.as_str().to_owned())
        };
        let define = |scope: Scope, (layer, place): &(VariableLayer, &str)| {
            scope.define(*layer, place, &Variable::new("a", *place), None)
        };
        for count in 1..=order.len() {
            let defined = &order[..count];
            let scope = defined.iter().fold(Scope::default(), define);
            assert_eq!(value(&scope, "a").unwrap(), defined[count - 1].1);
            // Layers need not be filled in their order; the places of one layer are.
            let mut by_layer_down = defined.to_vec();
            by_layer_down.sort_by_key(|(layer, _)| std::cmp::Reverse(*layer));
            let scope = by_layer_down.iter().fold(Scope::default(), define);
            assert_eq!(value(&scope, "a").unwrap(), defined[count - 1].1);
        }
    }

    #[test]
    fn variables_of_the_request_hide_all_but_those_of_the_run() {
        let request = Request {
            variables: vec![
                Variable::new("a", "own"),
                Variable::new("b", "own"),
                Variable::secret("s"),
            ],
            ..Request::default()
        };
        let scope = Scope::default()
            .with(VariableLayer::Folder, "a", "folder")
            .with(VariableLayer::Runtime, "b", "run")
            .define(
                VariableLayer::Request,
                PLACE_OF_REQUEST,
                &Variable::secret("s"),
                Some(Secret::new("given")),
            );
        let text = |scope: &Scope| {
            let place = || "the URL".to_owned();
            replace("{{a}} {{b}} {{s}}", Field::Url, &place, scope).map(|text| text.as_str().to_owned())
        };
        assert_eq!(text(&scope.of_request(&request)).unwrap(), "own run given");
        let without = Scope::default().of_request(&request).into_owned();
        assert_eq!(text(&without).unwrap_err().kind(), "secret-variable-missing");
    }

    #[test]
    fn switched_off_variables_and_empty_secrets_give_nothing() {
        let off = Variable {
            state: crate::model::RowState::Disabled,
            ..Variable::new("a", "1")
        };
        let scope = Scope::default().define(VariableLayer::Global, "global", &off, None);
        assert_eq!(scope, Scope::default());
        let empty = Some(Secret::default());
        let scope = scope.define(VariableLayer::Global, "global", &Variable::secret("s"), empty);
        assert_eq!(scope.entry("s").unwrap().value, Value::MissingSecret);
    }

    #[test]
    fn a_dot_env_that_can_not_be_read_gives_no_value_of_the_environment_in_its_place() {
        let scope = scope()
            .with_process_environment(Arc::new(|_| Some("of the process".to_owned())), &[])
            .with_damaged_dot_env("byte 7 is no UTF-8")
            .with(VariableLayer::Global, "target", "{{process.env.TARGET}}");
        let error = replace("{{target}}", Field::Url, &|| "the URL".to_owned(), &scope).unwrap_err();
        assert_eq!(error.kind(), "dot-env-damaged");
        assert!(
            error.to_string().contains(".env") && error.to_string().contains("byte 7"),
            "{error}"
        );
        assert_eq!(
            replace("{{demo}}", Field::Url, &String::new, &scope)
                .unwrap()
                .as_str(),
            "http://x:1"
        );
    }

    #[test]
    fn a_scope_is_equal_to_its_copy_and_to_no_other() {
        let read: ReadEnvironment = Arc::new(|_| None);
        let one = scope().with_process_environment(Arc::clone(&read), &[]);
        assert_eq!(one, one.clone());
        assert_eq!(one, scope().with_process_environment(read, &[]));
        assert_ne!(one, scope().with_process_environment(Arc::new(|_| None), &[]));
        assert_ne!(one, one.clone().with(VariableLayer::Global, "x", ""));
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
        let scope = scope().with(VariableLayer::Global, "base", "{{host}}/dev");
        let error = replace("{{base}}", Field::Url, &|| "the URL".to_owned(), &scope).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the URL through {{base}} uses the variable {{host}}, which nothing defines"
        );
    }

    #[test]
    fn braces_that_are_no_variable_are_literal_in_a_body_and_refused_elsewhere() {
        let in_body = |text: &str| replace(text, Field::Body, &|| "the body".to_owned(), &scope());
        for text in [
            "{{}}",
            "{{ }}",
            "{{\"a\": 1}}",
            "{{?What id}}",
            "{{a b}}",
            "{{plus+}}",
        ] {
            assert_eq!(in_body(text).unwrap().as_str(), text);
            let error = replaced(text).unwrap_err();
            assert_eq!(error.kind(), "variable-name-unusable", "{text}");
            assert!(
                error.to_string().contains(text.trim_matches(['{', '}']).trim()),
                "{error}"
            );
            let through = scope().with(VariableLayer::Global, "base", text);
            let named = |field| replace("{{base}}", field, &|| "the field".to_owned(), &through);
            assert_eq!(named(Field::Body).unwrap().as_str(), text);
            let error = named(Field::HeaderName(crate::model::RowId::fresh())).unwrap_err();
            assert!(
                error.to_string().contains("the field through {{base}}"),
                "{error}"
            );
        }
        let error = replaced("{{?What id}}").unwrap_err();
        assert!(
            error.to_string().contains("no questions are asked here"),
            "{error}"
        );
        for text in ["{{demo", "}}", "{demo}", "a}}b{{c", "é{{"] {
            assert_eq!(replaced(text).unwrap().as_str(), text);
        }
        assert_eq!(replaced("{{x {{demo}}").unwrap().as_str(), "{{x http://x:1");
        assert_eq!(replaced("{{{demo}}}").unwrap().as_str(), "{http://x:1}");
    }

    proptest::proptest! {
        #[test]
        fn references_are_exactly_what_is_replaced(text in "[{}$ a-c.é]{0,24}") {
            let scope = Scope::default()
                .with(VariableLayer::Global, "a", "<")
                .with(VariableLayer::Global, "b", "{{a}}>")
                .with_dynamic(1, OffsetDateTime::UNIX_EPOCH);
            let found = references(&text, &scope);
            let replaced = replace(&text, Field::Url, &String::new, &scope);
            let Ok(replaced) = replaced else {
                let is_mistake = braced_in(&text).any(|braced| matches!(braced, Braced::Other(_)));
                proptest::prop_assert!(is_mistake || found.iter().any(|reference| reference.found.is_err()));
                return Ok(());
            };
            proptest::prop_assert!(found.iter().all(|reference| reference.found.is_ok()));
            let mut from_origins: Vec<Range<usize>> = replaced
                .segments()
                .iter()
                .filter_map(|segment| match &segment.origin {
                    Origin::Variable { span, .. } => Some(span.clone()),
                    _ => None,
                })
                .collect();
            from_origins.dedup();
            let spans: Vec<Range<usize>> = found.into_iter().map(|reference| reference.span).collect();
            proptest::prop_assert_eq!(spans, from_origins);
        }
    }
}
