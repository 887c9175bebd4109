//! Picking elements, attributes and texts out of XML with a part of XPath 1.0.
//!
//! No maintained crate with a free licence evaluates XPath without an engine of its own for XPath 3.1 and its
//! schema types, so this is a documented part of <https://www.w3.org/TR/1999/REC-xpath-19991116/> over `roxmltree`:
//!
//! - paths: `/a/b`, `//b`, `.`, `..`, `@id`, `*`, `text()`, `node()`, `comment()`, unions with `|`;
//! - axes: `child`, `descendant`, `descendant-or-self`, `self`, `parent`, `ancestor`, `ancestor-or-self`,
//!   `following-sibling`, `preceding-sibling`, `attribute`;
//! - predicates: positions, paths, `=`, `!=`, `<`, `<=`, `>`, `>=`, `and`, `or`, strings, numbers, and the functions
//!   `position`, `last`, `count`, `not`, `contains`, `starts-with`, `string-length`, `normalize-space`,
//!   `local-name`, `name`, `string`, `number`, `true`, `false`.
//!
//! One thing differs on purpose: a name without prefix is found in every namespace, as AWS replies have a default
//! namespace that nobody wants to declare. A prefix means what it means at the element. There is no arithmetic, no
//! variable, and no path that begins with a function.

mod eval;
mod parse;

use std::ops::Range;

use roxmltree::{Document, ParsingOptions};
use thiserror::Error;

use super::{Stop, Stopped};

/// Longest path.
pub const LONGEST_XPATH_BYTES: usize = 1_000;
/// So many results are kept; the rest is counted.
pub const MOST_XPATH_RESULTS: usize = 10_000;

/// Elements, attributes and texts of a body that is filtered. Each takes 72 bytes of the tree and up to 32 of a list
/// while a path is followed: 125 MB. A list of a bucket has this many in 17 to 25 MB.
pub const MOST_NODES: usize = 1_200_000;
/// Characters that the reader makes room for, 72 bytes each.
const MOST_MARKS: usize = 3 * MOST_NODES;
/// Attributes of one tag.
const MOST_ATTRIBUTES: usize = 1_000;
/// Declarations of name spaces.
const MOST_NAMESPACES: usize = 10_000;
/// The same as [`MOST_NODES`] for the crate.
const MOST_NODES_AND_ROOT: u32 = 1_200_001;
/// So much of a text value is shown.
const SHOWN_VALUE_CHARS: usize = 200;
/// Longest text value that is compared, or taken whole.
pub const MOST_TEXT_BYTES: usize = 100_000;
/// Nodes that a path may look at.
const MOST_VISITS: usize = 20_000_000;

/// Why a path gives nothing.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum XPathError {
    /// The path can not be read.
    #[error("The path can not be read at character {at}: {problem}")]
    Path {
        /// From 1.
        at: usize,
        /// What is wrong.
        problem: &'static str,
    },
    /// The path is longer than [`LONGEST_XPATH_BYTES`].
    #[error("The path is longer than 1,000 bytes")]
    PathTooLong,
    /// The body is in a file.
    #[error("A body of more than 64 MiB is not filtered by a path: search it instead")]
    BodyTooLong,
    /// The body has more than [`MOST_NODES`].
    #[error(
        "A body of more than 1.2 million elements, attributes and texts is not filtered by a path: search it instead"
    )]
    TooManyNodes,
    /// Reading it would take memory or time far beyond its size.
    #[error(
        "A body with more than 1,000 attributes in a tag, 10,000 name spaces or 3.6 million of < and = is not filtered by a path: search it instead"
    )]
    TooCostly,
    /// A few bytes of entities may stand for gigabytes.
    #[error("A body that declares entities of its own is not filtered by a path: search it instead")]
    Entities,
    /// The body is not well-formed.
    #[error("The body can not be filtered: {0}")]
    Body(String),
    /// The path would look at too many nodes.
    #[error("The path looks at too many elements of this body: name more of the way to them")]
    TooMuchWork,
    /// The caller asked to stop.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

/// What a path picks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct XPathPicked {
    /// The first [`MOST_XPATH_RESULTS`], in the order of the body.
    pub results: Vec<XPathResult>,
    /// Number of all.
    pub total: usize,
}

/// An element, an attribute or a text that was picked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XPathResult {
    /// Its path: `/Error[1]/Code[1]/@id`.
    pub path: String,
    /// Its text value, at most 200 characters.
    pub value: String,
    /// Its bytes in the body.
    pub range: Range<usize>,
}

/// What a path picks of a body.
pub fn xpath(body: &str, path: &str, stop: Stop<'_>) -> Result<XPathPicked, XPathError> {
    limited(body, path, MOST_VISITS, SHOWN_VALUE_CHARS, stop)
}

/// The text values of what a path picks, whole up to [`MOST_TEXT_BYTES`]: for what compares or keeps them.
pub fn xpath_texts(body: &str, path: &str, stop: Stop<'_>) -> Result<Vec<String>, XPathError> {
    let picked = limited(body, path, MOST_VISITS, MOST_TEXT_BYTES, stop)?;
    Ok(picked.results.into_iter().map(|result| result.value).collect())
}

fn limited(
    body: &str,
    path: &str,
    most_visits: usize,
    value_chars: usize,
    stop: Stop<'_>,
) -> Result<XPathPicked, XPathError> {
    if path.len() > LONGEST_XPATH_BYTES {
        return Err(XPathError::PathTooLong);
    }
    let parsed = parse::parse(path)?;
    let bytes = body.as_bytes();
    if memchr::memmem::find(bytes, b"<!ENTITY").is_some() {
        return Err(XPathError::Entities);
    }
    if nodes_in(bytes) > MOST_NODES {
        return Err(XPathError::TooManyNodes);
    }
    if marks_in(bytes) > MOST_MARKS || is_slow_to_read(bytes) {
        return Err(XPathError::TooCostly);
    }
    if stop() {
        return Err(Stopped.into());
    }
    let options = ParsingOptions {
        allow_dtd: true,
        // Entities may hold elements.
        nodes_limit: MOST_NODES_AND_ROOT,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(body, options).map_err(|error| match error {
        roxmltree::Error::NodesLimitReached => XPathError::TooManyNodes,
        error => XPathError::Body(error.to_string()),
    })?;
    eval::pick(&document, &parsed, (most_visits, value_chars), stop)
}

/// What the reader makes room for before it reads: a node for each `<`, an attribute for each `=`.
fn marks_in(body: &[u8]) -> usize {
    memchr::memchr2_iter(b'<', b'=', body).count()
}

/// Whether reading the body takes time that grows with a square: each attribute is compared with those before it in its
/// tag, and each name space with those around it. Nothing can stop the reader.
fn is_slow_to_read(body: &[u8]) -> bool {
    if memchr::memmem::find_iter(body, b"xmlns")
        .take(MOST_NAMESPACES + 1)
        .count()
        > MOST_NAMESPACES
    {
        return true;
    }
    let mut attributes = 0;
    memchr::memchr2_iter(b'<', b'=', body).any(|at| {
        match (body.get(at), body.get(at + 1)) {
            (Some(b'<'), _) => attributes = 0,
            (_, Some(b'"' | b'\'' | b' ' | b'\t' | b'\r' | b'\n')) => attributes += 1,
            _ => {}
        }
        attributes > MOST_ATTRIBUTES
    })
}

/// At least as many nodes as the tree of a body will have, but for attributes with blanks before their value.
fn nodes_in(body: &[u8]) -> usize {
    memchr::memchr3_iter(b'<', b'>', b'=', body)
        .filter(|at| match (body.get(*at), body.get(at + 1)) {
            (Some(b'<'), next) => next != Some(&b'/'),
            (Some(b'>'), next) => next.is_some_and(|next| *next != b'<'),
            (_, next) => matches!(next, Some(b'"' | b'\'')),
        })
        .count()
}

#[cfg(test)]
mod tests;
