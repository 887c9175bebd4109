//! Why a variable has no value.

use std::sync::Arc;

use crate::model::VariableLayer;
use crate::resolve::ResolveError;

/// Names can be chained so far: a value that names a variable, whose value names one, and so on.
pub const DEEPEST_CHAIN: usize = 16;

/// Why a `{{name}}` stands for nothing. No variant holds a value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// Nothing defines it.
    #[error("nothing defines the variable {{{{{name}}}}}{}", in_values(through))]
    Undefined {
        /// Name without braces.
        name: String,
        /// The variables whose values lead to it, from the field on.
        through: Vec<String>,
    },
    /// It is a secret, and this computer does not have its value.
    #[error(
        "the value of the secret {{{{{name}}}}} of {place} is not on this computer{}",
        in_values(through)
    )]
    MissingSecret {
        /// Name without braces.
        name: String,
        /// Whose variable it is.
        layer: VariableLayer,
        /// What defines it, for people.
        place: Arc<str>,
        /// The variables whose values lead to it, from the field on.
        through: Vec<String>,
    },
    /// It is a secret, and the key store has not said yet whether it has its value.
    #[error(
        "the key store has not given the value of the secret {{{{{name}}}}} of {place} yet{}",
        in_values(through)
    )]
    AwaitedSecret {
        /// Name without braces.
        name: String,
        /// What defines it, for people.
        place: Arc<str>,
        /// The variables whose values lead to it, from the field on.
        through: Vec<String>,
    },
    /// Braces that hold what no variable is called.
    #[error("{{{{{text}}}}} names no variable{}{}", asks(text), in_values(through))]
    NoName {
        /// What they hold, cut where it is long.
        text: String,
        /// The variables whose values lead to it, from the field on.
        through: Vec<String>,
    },
    /// It would come from a `.env` that can not be read, and goes over the environment.
    #[error(
        "the file .env of the collection can not be read ({reason}), so the value of {{{{{name}}}}} is not known{}",
        in_values(through)
    )]
    DotEnvDamaged {
        /// Name without braces.
        name: String,
        /// Why it can not be read.
        reason: Arc<str>,
        /// The variables whose values lead to it, from the field on.
        through: Vec<String>,
    },
    /// Its value names itself, directly or by others.
    #[error("the variables {} name each other in a circle", chained(chain))]
    Circle {
        /// From the field on, the last one being among those before it.
        chain: Vec<String>,
    },
    /// Values name variables in a chain longer than [`DEEPEST_CHAIN`].
    #[error(
        "the variables {} are chained too deep: {DEEPEST_CHAIN} is the most",
        chained(chain)
    )]
    TooDeep {
        /// From the field on.
        chain: Vec<String>,
    },
    /// Values that name others several times grow beyond all use.
    #[error(
        "the value of the variable {{{{{name}}}}} is too large, as the values in it name others again and again"
    )]
    TooLarge {
        /// The one that the field names.
        name: String,
    },
}

/// Whether the slug of an error says that a variable has no value.
pub fn is_kind_of_variables(kind: &str) -> bool {
    matches!(
        kind,
        "unknown-variable"
            | "secret-variable-missing"
            | "secret-variable-awaited"
            | "variable-circle"
            | "variable-too-deep"
            | "variable-too-large"
            | "variable-name-unusable"
            | "dot-env-damaged"
    )
}

/// Bruno's form of a question, which nobody answers here.
fn asks(text: &str) -> &'static str {
    if text.starts_with('?') {
        ": it asks for a value when the request is sent, and no questions are asked here"
    } else {
        ""
    }
}

fn in_values(through: &[String]) -> String {
    if through.is_empty() {
        String::new()
    } else {
        format!(", which is named by {}", chained(through))
    }
}

fn chained(chain: &[String]) -> String {
    let braced: Vec<String> = chain.iter().map(|name| format!("{{{{{name}}}}}")).collect();
    braced.join(" → ")
}

impl Unusable {
    /// The name at fault, without braces.
    pub fn name(&self) -> &str {
        match self {
            Self::Undefined { name, .. }
            | Self::MissingSecret { name, .. }
            | Self::AwaitedSecret { name, .. }
            | Self::DotEnvDamaged { name, .. }
            | Self::NoName { text: name, .. }
            | Self::TooLarge { name } => name,
            Self::Circle { chain } | Self::TooDeep { chain } => chain.last().map_or("", String::as_str),
        }
    }

    /// What the field does that names it, in a sentence.
    pub fn of_field(&self) -> &'static str {
        match self {
            Self::NoName { .. } => "has braces without a name",
            _ => "uses a variable without a value",
        }
    }

    /// The variables between the field and the one at fault.
    pub fn through(&self) -> &[String] {
        match self {
            Self::Undefined { through, .. }
            | Self::MissingSecret { through, .. }
            | Self::AwaitedSecret { through, .. }
            | Self::NoName { through, .. }
            | Self::DotEnvDamaged { through, .. } => through,
            Self::Circle { .. } | Self::TooDeep { .. } | Self::TooLarge { .. } => &[],
        }
    }

    /// Stable slug for JSON.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Undefined { .. } => "unknown-variable",
            Self::MissingSecret { .. } => "secret-variable-missing",
            Self::AwaitedSecret { .. } => "secret-variable-awaited",
            Self::NoName { .. } => "variable-name-unusable",
            Self::DotEnvDamaged { .. } => "dot-env-damaged",
            Self::Circle { .. } => "variable-circle",
            Self::TooDeep { .. } => "variable-too-deep",
            Self::TooLarge { .. } => "variable-too-large",
        }
    }

    /// What to do about it, with the names that are defined.
    pub fn hint(&self, known: &[String]) -> String {
        match self {
            Self::Undefined { name, .. } if name.starts_with('$') => {
                let known: Vec<String> = super::dynamic::names()
                    .map(|name| format!("{{{{${name}}}}}"))
                    .collect();
                format!("Dynamic values are {}", known.join(", "))
            }
            Self::Undefined { name, .. } if name.starts_with(super::process_environment::PREFIX) => {
                "Set it in the environment that the program starts in, or in the .env file of the collection"
                    .to_owned()
            }
            Self::Undefined { .. } if known.is_empty() => {
                "No variable is defined: write the value itself".to_owned()
            }
            Self::Undefined { .. } => {
                let known: Vec<String> = known.iter().map(|name| format!("{{{{{name}}}}}")).collect();
                format!(
                    "Check the spelling or write the value itself; defined: {}",
                    known.join(", ")
                )
            }
            Self::MissingSecret { name, place, .. } => {
                format!("Give the value of {{{{{name}}}}} for {place}: it stays on this computer")
            }
            Self::AwaitedSecret { .. } => {
                "Wait a moment, or unlock the key store if it asks for that".to_owned()
            }
            Self::NoName { text, .. } if text.starts_with('?') => {
                "Define a variable for it and write its name in the braces, as {{id}}, or write the value itself".to_owned()
            }
            Self::NoName { .. } => {
                "A name has letters, digits, _, - and . only: correct it, or write braces that are meant as text as %7B and %7D"
                    .to_owned()
            }
            Self::DotEnvDamaged { .. } => {
                "Mend the file .env or take it away: what stands in it goes over the environment".to_owned()
            }
            Self::Circle { .. } => "Write a value in one of them that names none of the others".to_owned(),
            Self::TooDeep { .. } => "Name the last of them directly".to_owned(),
            Self::TooLarge { .. } => "Write the values out".to_owned(),
        }
    }

    /// The error of a field that names it. `place` is the field in a sentence.
    pub(in crate::resolve) fn in_field(self, place: &str, known: Vec<String>) -> ResolveError {
        let place = self.place_through(place);
        match self.directly() {
            Self::Undefined { name, .. } => ResolveError::UnknownVariable { name, place, known },
            why => ResolveError::VariableUnusable { why, place },
        }
    }

    /// The field in a sentence, with the way from there to the name at fault.
    pub(in crate::resolve) fn place_through(&self, place: &str) -> String {
        match self.through() {
            [] => place.to_owned(),
            through => format!("{place} through {}", chained(through)),
        }
    }

    /// Without the way to it, where that is told apart.
    pub(in crate::resolve) fn directly(mut self) -> Self {
        match &mut self {
            Self::Undefined { through, .. }
            | Self::MissingSecret { through, .. }
            | Self::AwaitedSecret { through, .. }
            | Self::NoName { through, .. }
            | Self::DotEnvDamaged { through, .. } => through.clear(),
            Self::Circle { .. } | Self::TooDeep { .. } | Self::TooLarge { .. } => {}
        }
        self
    }
}
