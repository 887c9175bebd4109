//! Request and variables to the unsigned wire request. Pure.
//!
//! [`resolve()`] replaces `{{variables}}` and keeps origins; [`assemble()`] spells the request target and lays
//! out the header lines exactly as they will be sent, but for what signing adds.

mod assemble;
mod auth;
mod aws_fields;
mod body;
mod canonical_target;
mod error;
pub mod foreign_characters;
mod header_table;
mod inherit;
mod location;
pub mod path_params;
pub(crate) mod percent;
pub mod placeholders;
pub mod query_text;
mod request;
mod surroundings;
mod target;
mod texts;
mod unresolved;
mod url;
mod variables;

pub use assemble::{Assembled, assemble, endpoint_of};
pub use auth::{AuthHeader, secret_after_variables};
pub use aws_fields::{auth_after_variables, aws_fields};
pub use body::{BodyError, Folders};
pub use error::ResolveError;
pub use inherit::{
    Ancestor, Applied, Setting, applied, inherited_headers, inherited_settings, with_inherited,
};
pub use location::{Destination, destination, url_of};
pub use request::{ResolvedHeader, ResolvedRequest, resolve, resolve_with};
pub use surroundings::{Chosen, SecretPlace, Surroundings, ancestors_of, secret_names, surroundings_of};
pub use target::escapes_are_text;
pub use unresolved::{Unresolved, missing_secrets, names_secret, secrets_named, unresolved, unresolved_in};
pub use variables::{
    Braces, Completion, DEEPEST_CHAIN, Definition, KnownSecret, PLACE_OF_REQUEST, ReadEnvironment, Reference,
    Scope, Shown, Unusable, can_be_named, completions, definition, is_kind_of_variables, references,
    text_after_variables,
};
