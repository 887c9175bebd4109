//! From a name to its text: values that name other variables are followed, within limits.

use std::sync::Arc;

use super::dynamic::Occurrence;
use super::names::{Braced, Unnamed, braced_in};
use super::process_environment;
use super::unusable::{DEEPEST_CHAIN, Unusable};
use super::{Entry, Scope, Value};
use crate::model::{Secrecy, VariableLayer};

/// So many names are followed for one `{{name}}` of a field: values that name others several times grow fast.
const MOST_NAMES: usize = 10_000;
/// And so much text comes of it: more than any request has in its fields.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// Whose value a piece of text is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::resolve) struct Source {
    /// Without braces.
    pub(in crate::resolve) name: Arc<str>,
    pub(in crate::resolve) layer: VariableLayer,
    pub(in crate::resolve) place: Arc<str>,
    pub(in crate::resolve) secrecy: Secrecy,
}

/// A place where a variable is named, by which dynamic values differ.
#[derive(Clone, Copy, Debug)]
pub(in crate::resolve) struct At<'a> {
    /// The field in a sentence.
    pub(in crate::resolve) place: &'a str,
    /// Which row of its table, from 0.
    pub(in crate::resolve) row: usize,
    /// Where the braces open.
    pub(in crate::resolve) offset: usize,
    /// What braces without a name are there, in values too.
    pub(in crate::resolve) unnamed: Unnamed,
}

/// Tells the text of a name, piece by piece.
pub(in crate::resolve) fn expand(
    scope: &Scope,
    name: &str,
    at: At<'_>,
    out: &mut dyn FnMut(&str, &Source),
) -> Result<(), Unusable> {
    let mut walk = Walk {
        scope,
        at,
        chain: Vec::new(),
        offsets: vec![at.offset],
        names: 0,
        bytes: 0,
        out,
    };
    walk.name(name)
}

/// Longest text of braces that is told again.
const LONGEST_TOLD: usize = 60;

/// Braces without a name. `through` leads to them.
pub(in crate::resolve) fn no_name(text: &str, through: Vec<String>) -> Unusable {
    let mut told: String = text.chars().take(LONGEST_TOLD).collect();
    if told.len() < text.len() {
        told.push('…');
    }
    Unusable::NoName { text: told, through }
}

struct Walk<'a> {
    scope: &'a Scope,
    at: At<'a>,
    /// The names from the field down to the value that is being read.
    chain: Vec<String>,
    /// Where each of them stands in the value of the one before.
    offsets: Vec<usize>,
    names: usize,
    bytes: usize,
    out: &'a mut dyn FnMut(&str, &Source),
}

impl Walk<'_> {
    fn name(&mut self, name: &str) -> Result<(), Unusable> {
        self.names += 1;
        if self.names > MOST_NAMES {
            return Err(self.too_large(name));
        }
        if let Some(variable) = name.strip_prefix(process_environment::PREFIX) {
            return self.process_environment(name, variable);
        }
        if let Some(kind) = name.strip_prefix('$') {
            return self.dynamic(name, kind);
        }
        let scope = self.scope;
        let Some(entry) = scope.entry(name) else {
            return Err(self.undefined(name));
        };
        match &entry.value {
            Value::Text(text) => self.text(name, text, entry),
            Value::Literal(text) => self.put(name, text, &source(name, entry, Secrecy::Plain)),
            Value::Secret(secret) => {
                let source = source(name, entry, Secrecy::Secret);
                self.put(name, secret.expose_for_sending(), &source)
            }
            Value::MissingSecret => Err(Unusable::MissingSecret {
                name: name.to_owned(),
                layer: entry.layer,
                place: Arc::clone(&entry.place),
                through: self.chain.clone(),
            }),
            Value::AwaitedSecret => Err(Unusable::AwaitedSecret {
                name: name.to_owned(),
                place: Arc::clone(&entry.place),
                through: self.chain.clone(),
            }),
        }
    }

    fn text(&mut self, name: &str, text: &str, entry: &Entry) -> Result<(), Unusable> {
        let is_circle = self.chain.iter().any(|above| above == name);
        self.chain.push(name.to_owned());
        if is_circle {
            return Err(Unusable::Circle {
                chain: self.chain.clone(),
            });
        }
        if self.chain.len() > DEEPEST_CHAIN {
            return Err(Unusable::TooDeep {
                chain: self.chain.clone(),
            });
        }
        let source = source(name, entry, Secrecy::Plain);
        let mut literal_from = 0;
        for braced in braced_in(text) {
            let named = match (braced, self.at.unnamed) {
                (Braced::Name(named), _) => named,
                (Braced::Other(_), Unnamed::Text) => continue,
                (Braced::Other(text), Unnamed::Mistake) => return Err(no_name(text, self.chain.clone())),
            };
            self.put(
                name,
                text.get(literal_from..named.span.start).unwrap_or_default(),
                &source,
            )?;
            literal_from = named.span.end;
            self.offsets.push(named.span.start);
            self.name(named.name)?;
            self.offsets.pop();
        }
        self.put(name, text.get(literal_from..).unwrap_or_default(), &source)?;
        self.chain.pop();
        Ok(())
    }

    /// What stands in the environment is text, whatever braces it has.
    fn process_environment(&mut self, name: &str, variable: &str) -> Result<(), Unusable> {
        if let Some(reason) = self.scope.process.damage() {
            return Err(Unusable::DotEnvDamaged {
                name: name.to_owned(),
                reason,
                through: self.chain.clone(),
            });
        }
        let Some(given) = self.scope.process.value(variable) else {
            return Err(self.undefined(name));
        };
        let source = Source {
            name: Arc::from(name),
            layer: VariableLayer::Process,
            place: Arc::from(given.place),
            secrecy: given.secrecy,
        };
        self.put(name, &given.value, &source)
    }

    fn dynamic(&mut self, name: &str, kind: &str) -> Result<(), Unusable> {
        let at = Occurrence {
            place: self.at.place,
            row: self.at.row,
            offsets: &self.offsets,
        };
        let Some(value) = self.scope.dynamic.and_then(|dynamic| dynamic.value(kind, &at)) else {
            return Err(self.undefined(name));
        };
        let source = Source {
            name: Arc::from(name),
            layer: VariableLayer::Process,
            place: Arc::from("dynamic value"),
            secrecy: Secrecy::Plain,
        };
        self.put(name, &value, &source)
    }

    fn put(&mut self, name: &str, text: &str, source: &Source) -> Result<(), Unusable> {
        self.bytes = self.bytes.saturating_add(text.len());
        if self.bytes > MOST_BYTES {
            return Err(self.too_large(name));
        }
        if !text.is_empty() {
            (self.out)(text, source);
        }
        Ok(())
    }

    fn undefined(&self, name: &str) -> Unusable {
        Unusable::Undefined {
            name: name.to_owned(),
            through: self.chain.clone(),
        }
    }

    fn too_large(&self, name: &str) -> Unusable {
        let first = self.chain.first().map_or(name, String::as_str);
        Unusable::TooLarge {
            name: first.to_owned(),
        }
    }
}

fn source(name: &str, entry: &Entry, secrecy: Secrecy) -> Source {
    Source {
        name: Arc::from(name),
        layer: entry.layer,
        place: Arc::clone(&entry.place),
        secrecy,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Secret, Variable};

    const AT: At<'static> = At {
        place: "the URL",
        row: 0,
        offset: 0,
        unnamed: Unnamed::Mistake,
    };

    fn expanded(scope: &Scope, name: &str) -> Result<Vec<(String, String)>, Unusable> {
        let mut pieces = Vec::new();
        expand(scope, name, AT, &mut |text, source| {
            pieces.push((text.to_owned(), source.name.to_string()));
        })?;
        Ok(pieces)
    }

    fn chain_of(length: usize) -> Scope {
        (0..length).fold(Scope::default(), |scope, at| {
            let value = if at + 1 == length {
                "end".to_owned()
            } else {
                format!("{{{{v{}}}}}", at + 1)
            };
            scope.with(VariableLayer::Global, &format!("v{at}"), &value)
        })
    }

    fn piece(text: &str, name: &str) -> (String, String) {
        (text.to_owned(), name.to_owned())
    }

    #[test]
    fn values_name_other_variables_of_any_layer() {
        let scope = Scope::default()
            .with(VariableLayer::Collection, "url", "https://{{host}}/{{ stage }}/")
            .with(VariableLayer::Environment, "host", "{{id}}.example.com")
            .with(VariableLayer::Request, "id", "abc")
            .with(VariableLayer::Folder, "stage", "");
        assert_eq!(
            expanded(&scope, "url").unwrap(),
            [
                piece("https://", "url"),
                piece("abc", "id"),
                piece(".example.com", "host"),
                piece("/", "url"),
                piece("/", "url"),
            ]
        );
    }

    #[test]
    fn a_chain_of_sixteen_is_followed_and_one_more_is_not() {
        assert_eq!(expanded(&chain_of(16), "v0").unwrap(), [piece("end", "v15")]);
        let Err(Unusable::TooDeep { chain }) = expanded(&chain_of(17), "v0") else {
            panic!("not refused")
        };
        assert_eq!(chain.len(), 17);
        assert_eq!((chain[0].as_str(), chain[16].as_str()), ("v0", "v16"));
    }

    #[test]
    fn a_circle_is_named_whole() {
        let scope = Scope::default()
            .with(VariableLayer::Global, "a", "{{b}}")
            .with(VariableLayer::Environment, "b", "x{{c}}")
            .with(VariableLayer::Global, "c", "{{b}}")
            .with(VariableLayer::Global, "self", "{{self}}");
        let circle = |name| expanded(&scope, name).unwrap_err();
        let error = circle("a");
        assert_eq!(
            error.to_string(),
            "the variables {{a}} → {{b}} → {{c}} → {{b}} name each other in a circle"
        );
        let chain = ["self", "self"].map(str::to_owned).to_vec();
        assert_eq!(circle("self"), Unusable::Circle { chain });
    }

    #[test]
    fn values_that_double_at_every_step_end() {
        let scope = (0..15).fold(Scope::default(), |scope, at| {
            let next = format!("{{{{v{}}}}}", at + 1).repeat(10);
            scope.with(VariableLayer::Global, &format!("v{at}"), &next)
        });
        let scope = scope.with(VariableLayer::Global, "v15", "x");
        let name = "v0".to_owned();
        assert_eq!(expanded(&scope, "v0").unwrap_err(), Unusable::TooLarge { name });
    }

    #[test]
    fn what_a_secret_and_the_environment_hold_is_text() {
        let scope = Scope::default()
            .define(
                VariableLayer::Environment,
                "environment dev",
                &Variable::secret("token"),
                Some(Secret::new("a{{b}}{{$uuid}}")),
            )
            .with_process_environment(Arc::new(|name| Some(format!("{{{{{name}}}}}"))), &[]);
        assert_eq!(
            expanded(&scope, "token").unwrap(),
            [piece("a{{b}}{{$uuid}}", "token")]
        );
        assert_eq!(
            expanded(&scope, "process.env.HOME").unwrap(),
            [piece("{{HOME}}", "process.env.HOME")]
        );
    }
}
