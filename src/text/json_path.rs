//! Picking values out of a JSON body with JSONPath.
//!
//! <https://www.rfc-editor.org/rfc/rfc9535>, by the crate `serde_json_path`. It works on a copy of the whole body in
//! memory, some ten times as large, and can not be stopped: so the size of the body and the work a path may cost are
//! bounded beforehand.

use std::collections::HashMap;
use std::ops::Range;

use serde_json::Value;
use serde_json_path::{JsonPath, PathElement};
use thiserror::Error;

use super::node_path::{PathStyle, path as path_of, string_value};
use super::source::part;
use super::{NodeId, NodeKind, Stop, Stopped, Tape};

/// Longest body that is filtered.
pub const MOST_JSON_PATH_BYTES: usize = 16_000_000;
/// Longest path.
pub const LONGEST_JSON_PATH_BYTES: usize = 1_000;
/// So many results are kept; the rest is counted.
pub const MOST_RESULTS: usize = 10_000;

/// Values that a path may look at.
const MOST_VISITS: usize = 20_000_000;
/// The same for a pattern, which is made again for each value.
const MOST_PATTERNS: usize = 20_000;
/// Parentheses within each other.
const MOST_NESTED: usize = 6;

/// Why a path gives nothing.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum JsonPathError {
    /// The path can not be read.
    #[error("The path can not be read at character {at}: {message}")]
    Path {
        /// From 1.
        at: usize,
        /// What is wrong.
        message: String,
    },
    /// The path is longer than [`LONGEST_JSON_PATH_BYTES`] or nested too deeply.
    #[error("The path is too long or nested too deeply")]
    PathTooLong,
    /// The body is longer than [`MOST_JSON_PATH_BYTES`].
    #[error("A body of more than 16 MB is not filtered: search it instead")]
    BodyTooLong,
    /// The body is not JSON, or nested beyond 128 levels.
    #[error("The body can not be filtered: {0}")]
    Body(String),
    /// The path would look at too many values.
    #[error("The path looks at too many values of this body: name more of the way to them")]
    TooMuchWork,
    /// The caller asked to stop.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

/// What a path picks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picked {
    /// The first [`MOST_RESULTS`], in the order of the body.
    pub results: Vec<PickedNode>,
    /// Number of all.
    pub total: usize,
}

/// A value that was picked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PickedNode {
    /// Its normalized path.
    pub path: String,
    /// Its node in the tape.
    pub node: NodeId,
    /// Its bytes in the body, as they came.
    pub range: Range<usize>,
}

/// The values of a body that a path picks. `tape` is the body's. Of a repeated key the last value counts.
pub fn json_path(body: &[u8], tape: &Tape, path: &str, stop: Stop<'_>) -> Result<Picked, JsonPathError> {
    if body.len() > MOST_JSON_PATH_BYTES {
        return Err(JsonPathError::BodyTooLong);
    }
    let shape = Shape::of(path);
    if path.len() > LONGEST_JSON_PATH_BYTES || shape.nested > MOST_NESTED {
        return Err(JsonPathError::PathTooLong);
    }
    let parsed = JsonPath::parse(path.trim()).map_err(|error| JsonPathError::Path {
        at: error.position() + 1,
        message: match error.message() {
            // The crate's word for anything it has no other word for.
            "parser error" => "no step of a path begins like this".to_owned(),
            other => other.to_owned(),
        },
    })?;
    let Some(root) = tape.node(0) else {
        return Err(JsonPathError::Body("it holds no value".to_owned()));
    };
    if shape.work(tape) > MOST_VISITS || (shape.has_pattern && tape.len() > MOST_PATTERNS) {
        return Err(JsonPathError::TooMuchWork);
    }
    if stop() {
        return Err(Stopped.into());
    }
    // Of lines of JSON: the first.
    let first = part(body, tape.range(root));
    let value: Value =
        serde_json::from_slice(first).map_err(|error| JsonPathError::Body(error.to_string()))?;
    if stop() {
        return Err(Stopped.into());
    }
    let found = parsed.query_located(&value);
    let mut finder = Finder {
        body,
        tape,
        members: HashMap::new(),
    };
    let mut nodes = Vec::new();
    for (number, located) in found.iter().enumerate() {
        if number % 1024 == 0 && stop() {
            return Err(Stopped.into());
        }
        let steps = located.location().iter();
        if let Some(node) = steps
            .copied_steps()
            .try_fold(root, |node, step| finder.step(node, &step))
        {
            nodes.push(node);
        }
    }
    nodes.sort_unstable();
    let total = nodes.len();
    nodes.truncate(MOST_RESULTS);
    Ok(Picked {
        total,
        results: nodes
            .into_iter()
            .map(|node| PickedNode {
                path: path_of(tape, body, node, PathStyle::JsonPath),
                node,
                range: tape.range(node),
            })
            .collect(),
    })
}

/// What a path may cost, seen from its letters.
struct Shape {
    /// Segments that visit all values below.
    descents: u32,
    /// Product of the numbers of selectors.
    selectors: usize,
    /// Deepest parenthesis or filter.
    nested: usize,
    /// A filter looks through many values for each of many.
    has_inner_query: bool,
    has_pattern: bool,
}

impl Shape {
    fn of(path: &str) -> Self {
        let mut shape = Self {
            descents: 0,
            selectors: 1,
            nested: 0,
            has_inner_query: false,
            has_pattern: path.contains("match") || path.contains("search"),
        };
        let (mut depth, mut filters) = (0_usize, 0_usize);
        let mut quote = None;
        let mut chars = path.chars().peekable();
        while let Some(ch) = chars.next() {
            match (quote, ch) {
                (Some(_), '\\') => drop(chars.next()),
                (Some(open), _) if ch == open => quote = None,
                (None, '\'' | '"') => quote = Some(ch),
                (None, '[' | '(') => {
                    depth += 1;
                    shape.nested = shape.nested.max(depth);
                }
                (None, ']' | ')') => depth = depth.saturating_sub(1),
                (None, ',') => shape.selectors = shape.selectors.saturating_mul(2),
                (None, '?') => filters += 1,
                (None, '.') if chars.peek() == Some(&'.') => {
                    shape.descents += 1;
                    shape.has_inner_query |= filters > 0 && depth > 0;
                }
                (None, '$' | '*') => shape.has_inner_query |= filters > 0 && depth > 0,
                // Within quotes nothing counts.
                _ => {}
            }
        }
        shape.has_inner_query |= filters > 1;
        shape
    }

    fn work(&self, tape: &Tape) -> usize {
        let nodes = tape.len();
        // JSON that is filtered has 128 levels at most.
        let levels = if self.descents > 1 {
            128_usize.min(nodes)
        } else {
            1
        };
        let again = levels.saturating_pow(self.descents.saturating_sub(1));
        let inner = if self.has_inner_query { nodes } else { 1 };
        nodes
            .saturating_mul(again)
            .saturating_mul(self.selectors)
            .saturating_mul(inner)
    }
}

/// One step of a location.
enum Step {
    Name(String),
    Index(usize),
}

/// Steps that own their names.
trait CopiedSteps {
    fn copied_steps(self) -> impl Iterator<Item = Step>;
}

impl<'a, 'b: 'a, I: Iterator<Item = &'a PathElement<'b>>> CopiedSteps for I {
    fn copied_steps(self) -> impl Iterator<Item = Step> {
        self.map(|element| match element {
            PathElement::Name(name) => Step::Name((*name).to_owned()),
            PathElement::Index(index) => Step::Index(*index),
        })
    }
}

/// Leads from locations to nodes.
struct Finder<'a> {
    body: &'a [u8],
    tape: &'a Tape,
    /// Members of the objects that were asked for, by name.
    members: HashMap<NodeId, HashMap<String, NodeId>>,
}

impl Finder<'_> {
    fn step(&mut self, node: NodeId, step: &Step) -> Option<NodeId> {
        match step {
            Step::Index(index) => self.tape.child(node, *index),
            Step::Name(name) => {
                let (tape, body) = (self.tape, self.body);
                let members = self
                    .members
                    .entry(node)
                    .or_insert_with(|| members_of(tape, body, node));
                members.get(name).copied()
            }
        }
    }
}

fn members_of(tape: &Tape, body: &[u8], node: NodeId) -> HashMap<String, NodeId> {
    let mut members = HashMap::new();
    let mut child = tape
        .first_child(node)
        .filter(|_| tape.kind(node) == NodeKind::Object);
    while let Some(member) = child {
        if let Some(key) = tape.key(body, member) {
            members.insert(string_value(part(body, key)), member);
        }
        child = tape.next_sibling(member);
    }
    members
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::never;
    use super::*;

    const STORE: &str = r#"{"store":{"book":[{"category":"reference","author":"Nigel Rees","price":8.95},
        {"category":"fiction","author":"Herman Melville","isbn":"0-553-21311-3","price":8.990}],
        "bicycle":{"color":"red","price":399}},"n'x":1,"n'x":2}"#;

    fn picked(body: &str, path: &str) -> Result<Picked, JsonPathError> {
        let tape = Tape::of(body.as_bytes(), &never).unwrap();
        json_path(body.as_bytes(), &tape, path, &never)
    }

    fn texts(path: &str) -> Vec<&'static str> {
        let found = picked(STORE, path).unwrap();
        found
            .results
            .into_iter()
            .map(|result| STORE.get(result.range).unwrap())
            .collect()
    }

    /// Paths of RFC 9535, section 1.5.
    #[test]
    fn the_paths_of_the_standard() {
        assert_eq!(
            texts("$.store.book[*].author"),
            ["\"Nigel Rees\"", "\"Herman Melville\""]
        );
        assert_eq!(texts("$..price"), ["8.95", "8.990", "399"]);
        assert_eq!(texts("$..book[-1].price"), ["8.990"]);
        assert_eq!(texts("$..book[?@.isbn].author"), ["\"Herman Melville\""]);
        assert_eq!(texts("$..book[?@.price<8.96].price"), ["8.95"]);
        assert_eq!(texts("$.store.book[?match(@.category, 'ref.*')].price"), ["8.95"]);
        assert_eq!(texts("$[\"n'x\"]"), ["2"]);
        assert_eq!(
            picked(STORE, "$..color").unwrap().results[0].path,
            "$['store']['bicycle']['color']"
        );
        assert_eq!(picked("{\"a\":1}\n{\"a\":2}", "$.a").unwrap().total, 1);
    }

    #[test]
    fn errors_say_what_to_do() {
        assert!(
            picked(STORE, "$.store[")
                .unwrap_err()
                .to_string()
                .starts_with("The path can not be read at character")
        );
        assert_eq!(
            picked(STORE, &format!("$.{}", "a".repeat(1000))),
            Err(JsonPathError::PathTooLong)
        );
        let long = format!("[\"{}\"]", "x".repeat(MOST_JSON_PATH_BYTES));
        assert_eq!(
            json_path(long.as_bytes(), &Tape::default(), "$", &never),
            Err(JsonPathError::BodyTooLong)
        );
        assert!(matches!(picked("", "$"), Err(JsonPathError::Body(_))));
        let deep = "[".repeat(200) + &"]".repeat(200);
        assert!(matches!(picked(&deep, "$"), Err(JsonPathError::Body(_))));
        let tape = Tape::of(STORE.as_bytes(), &never).unwrap();
        assert_eq!(
            json_path(STORE.as_bytes(), &tape, "$", &|| true),
            Err(Stopped.into())
        );
    }

    #[test]
    fn paths_that_would_never_end_are_refused() {
        let many = format!("[{}1]", "[1],".repeat(3000));
        for path in [
            "$..*..*..*..*",
            "$[?$..[?@..a]]",
            "$[?@[?@[?@]]]",
            &"$[*,*]".repeat(60),
        ] {
            let found = picked(&many, path);
            assert!(
                matches!(
                    found,
                    Err(JsonPathError::TooMuchWork | JsonPathError::Path { .. } | JsonPathError::PathTooLong)
                ),
                "{path}"
            );
        }
        let nested = format!("$[?{}@.a{}]", "(".repeat(40), ")".repeat(40));
        assert_eq!(picked(&many, &nested), Err(JsonPathError::PathTooLong));
        let twice = format!("${}", "[*,*]".repeat(60));
        let tower = "[".repeat(100) + &"]".repeat(100);
        assert_eq!(picked(&tower, &twice), Err(JsonPathError::TooMuchWork));
        let found = picked(&format!("[{}1]", "1,".repeat(MOST_RESULTS)), "$[*]").unwrap();
        assert_eq!(
            (found.results.len(), found.total),
            (MOST_RESULTS, MOST_RESULTS + 1)
        );
    }

    proptest! {
        #[test]
        fn any_path_is_read_or_refused(path in r#"\$([.\[\]*?@()'"a0-9,:<>=!&| -]|\.\.|\[\?){0,20}"#) {
            picked(STORE, &path).ok();
        }

        #[test]
        fn every_member_is_found_by_its_own_path(value in super::super::json_rows::tests::values()) {
            let text = value.to_string();
            let tape = Tape::of(text.as_bytes(), &never).unwrap();
            for number in 0..tape.len().min(20) {
                let node = tape.node(number).unwrap();
                let path = super::super::node_path::path(&tape, text.as_bytes(), node, super::super::node_path::PathStyle::JsonPath);
                if path.len() <= LONGEST_JSON_PATH_BYTES {
                    let found = json_path(text.as_bytes(), &tape, &path, &never).unwrap();
                    prop_assert_eq!(found.results.iter().map(|result| result.node).collect::<Vec<_>>(), vec![node], "{}", path);
                    prop_assert_eq!(&found.results[0].path, &path);
                }
            }
        }
    }
}
