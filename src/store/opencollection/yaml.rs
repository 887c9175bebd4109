//! YAML as a tree of texts, lists and mappings: read within limits, written as Bruno lays it out, and edited in place.
//!
//! Nothing here knows what the keys mean.

mod alignment;
mod edit;
mod emit;
mod node;
mod parse;
mod problem;
mod scalar;

pub use problem::YamlProblem;

pub(super) use edit::edited;
pub(super) use emit::emitted;
pub(super) use node::{Map, Node};
pub(super) use parse::{parse, parser};
pub(super) use scalar::Scalar;
