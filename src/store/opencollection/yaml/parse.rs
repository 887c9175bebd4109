//! Reading YAML within limits, by the parser of serde-saphyr: its events keep the spelling of numbers and whether a text
//! was quoted, which serde's own types lose.

use std::collections::{HashMap, HashSet};

use serde_saphyr::granit_parser::{Event, Options, Parser, ScalarStyle, ScanError, Span, StrInput};

use super::super::merge_marks::unfinished_merge;
use super::{Map, Node, Scalar, YamlProblem};

/// Lists and mappings within each other.
const MAX_DEPTH: usize = 64;
/// Nodes of a file, those that aliases stand for included.
const MAX_NODES: usize = 400_000;
/// Bytes that aliases stand for.
const MAX_ALIASED_BYTES: usize = 16 << 20;

/// Reads a file that is one mapping.
pub(in crate::store::opencollection) fn parse(yaml: &str) -> Result<Map, YamlProblem> {
    read(yaml).map_err(|problem| unfinished_merge(yaml).unwrap_or(problem))
}

fn read(yaml: &str) -> Result<Map, YamlProblem> {
    let mut reader = Reader::default();
    for next in parser(yaml) {
        let (event, span) = next.map_err(|error| from_scan(&error))?;
        reader.take(event, span)?;
    }
    match reader.document {
        Some(Node::Map(map)) => Ok(map),
        Some(Node::Scalar(scalar)) if scalar.as_text().is_empty() => {
            Err(YamlProblem::of_file("the file is empty"))
        }
        Some(_) => Err(YamlProblem::of_file("it is no mapping of keys and values")),
        None => Err(YamlProblem::of_file("the file is empty")),
    }
}

/// The events of a file. A byte order mark within it is text, as other programs write it there without quotes.
pub(in crate::store::opencollection) fn parser(yaml: &str) -> Parser<'_, StrInput<'_>> {
    let mut options = Options::default();
    options.bom_inside_document_as_content = true;
    options.emit_comments = false;
    Parser::new_from_str_with_options(yaml, options)
}

fn from_scan(error: &ScanError) -> YamlProblem {
    // Kinds of problems with no more than a bracket of the file in them; one character of it may be secret.
    let told = error.kind().to_string();
    let reason = match told.split_once("unexpected character") {
        Some(_) => "a character that may not stand here".to_owned(),
        None => told,
    };
    YamlProblem {
        line: error.marker().line(),
        column: error.marker().col() + 1,
        reason,
    }
}

/// A list or mapping that is not at its end.
enum Open {
    List(Vec<Node>),
    Map {
        entries: Vec<(String, Node)>,
        keys: HashSet<String>,
        key: Option<String>,
    },
}

struct Frame {
    open: Open,
    anchor: usize,
    /// How deep the things in it go.
    height: usize,
}

/// What an alias stands for.
struct Anchored {
    node: Node,
    height: usize,
    nodes: usize,
    bytes: usize,
}

#[derive(Default)]
struct Reader {
    stack: Vec<Frame>,
    anchors: HashMap<usize, Anchored>,
    document: Option<Node>,
    documents: usize,
    nodes: usize,
    aliased_bytes: usize,
}

impl Reader {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), YamlProblem> {
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(at(span, "a second document begins, and only one is read"));
                }
                Ok(())
            }
            Event::Scalar(text, style, anchor, tag) => {
                let is_plain = style == ScalarStyle::Plain && tag.is_none();
                let text = text.into_owned();
                let scalar = if is_plain {
                    Scalar::plain(text)
                } else {
                    Scalar::text(text)
                };
                self.add(Node::Scalar(scalar), anchor, 0, span)
            }
            Event::SequenceStart(_, anchor, _) => self.open(Open::List(Vec::new()), anchor, span),
            Event::MappingStart(_, anchor, _) => {
                let map = Open::Map {
                    entries: Vec::new(),
                    keys: HashSet::new(),
                    key: None,
                };
                self.open(map, anchor, span)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Alias(anchor) => self.alias(anchor, span),
            _ => Ok(()),
        }
    }

    fn open(&mut self, open: Open, anchor: usize, span: Span) -> Result<(), YamlProblem> {
        if self.stack.len() >= MAX_DEPTH {
            return Err(at(span, "lists and mappings stand too deep within each other"));
        }
        self.stack.push(Frame {
            open,
            anchor,
            height: 0,
        });
        Ok(())
    }

    fn close(&mut self, span: Span) -> Result<(), YamlProblem> {
        let Some(frame) = self.stack.pop() else {
            return Ok(());
        };
        let node = match frame.open {
            Open::List(items) => Node::List(items),
            Open::Map { entries, .. } => Node::Map(Map::from_entries(entries)),
        };
        self.add(node, frame.anchor, frame.height + 1, span)
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<(), YamlProblem> {
        let Some(anchored) = self.anchors.get(&anchor) else {
            return Err(at(span, "an alias stands for something that it is in itself"));
        };
        self.nodes += anchored.nodes;
        self.aliased_bytes += anchored.bytes;
        if self.aliased_bytes > MAX_ALIASED_BYTES || self.nodes > MAX_NODES {
            return Err(at(span, "aliases stand for too much"));
        }
        let (node, height) = (anchored.node.clone(), anchored.height);
        self.add(node, 0, height, span)
    }

    fn add(&mut self, node: Node, anchor: usize, height: usize, span: Span) -> Result<(), YamlProblem> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(at(span, "the file has too many parts"));
        }
        if self.stack.len() + height > MAX_DEPTH {
            return Err(at(span, "lists and mappings stand too deep within each other"));
        }
        if anchor != 0 {
            let (nodes, bytes) = size(&node);
            let anchored = Anchored {
                node: node.clone(),
                height,
                nodes,
                bytes,
            };
            self.aliased_bytes += bytes;
            self.anchors.insert(anchor, anchored);
        }
        let Some(frame) = self.stack.last_mut() else {
            self.document = Some(node);
            return Ok(());
        };
        frame.height = frame.height.max(height);
        match &mut frame.open {
            Open::List(items) => items.push(node),
            Open::Map { entries, keys, key } => match key.take() {
                Some(key) => entries.push((key, node)),
                None => *key = Some(new_key(node, keys, span)?),
            },
        }
        Ok(())
    }
}

fn new_key(node: Node, keys: &mut HashSet<String>, span: Span) -> Result<String, YamlProblem> {
    let Node::Scalar(scalar) = node else {
        return Err(at(span, "a key is no text"));
    };
    let name = scalar.raw().to_owned();
    if !keys.insert(name.clone()) {
        return Err(at(span, "this key stands here for the second time"));
    }
    Ok(name)
}

fn size(node: &Node) -> (usize, usize) {
    let own = match node {
        Node::Scalar(scalar) => return (1, scalar.raw().len()),
        Node::List(items) => items.iter().map(size).collect::<Vec<_>>(),
        Node::Map(map) => map
            .entries()
            .iter()
            .map(|(key, node)| {
                let (nodes, bytes) = size(node);
                (nodes, bytes + key.len())
            })
            .collect(),
    };
    own.iter()
        .fold((1, 0), |sum, (nodes, bytes)| (sum.0 + nodes, sum.1 + bytes))
}

fn at(span: Span, reason: &str) -> YamlProblem {
    YamlProblem {
        line: span.start.line(),
        column: span.start.col() + 1,
        reason: reason.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(yaml: &str) -> String {
        parse(yaml).unwrap_err().to_string()
    }

    #[test]
    fn texts_keep_their_spelling() {
        let map = parse("\u{feff}a: 1e3\r\nb: 012\r\nc: no\r\nd: ~\r\ne: \"1\"\r\nf: 'it''s'\r\n").unwrap();
        let texts: Vec<&str> = map.entries().iter().map(|(_, node)| node.as_text()).collect();
        assert_eq!(texts, ["1e3", "012", "no", "", "1", "it's"]);
        assert_ne!(map.get("a"), Some(&Node::text("1e3")));
        assert_eq!(map.get("c"), Some(&Node::text("no")));
        assert_eq!(map.get("e"), Some(&Node::text("1")));
    }

    #[test]
    fn what_is_no_single_mapping_is_refused_with_its_place() {
        assert_eq!(reason(""), "line 1, column 1: the file is empty");
        assert_eq!(reason("# nothing\n"), "line 1, column 1: the file is empty");
        assert_eq!(
            reason("- a\n"),
            "line 1, column 1: it is no mapping of keys and values"
        );
        assert_eq!(
            reason("a: 1\nb:\n  c: 2\n  c: 3\n"),
            "line 4, column 3: this key stands here for the second time"
        );
        assert!(reason("a: 1\n---\nb: 2\n").ends_with("a second document begins, and only one is read"));
        assert!(reason("? [a]\n: b\n").ends_with("a key is no text"));
        assert!(reason("a:\n\tb: 1\n").starts_with("line 2"));
    }

    #[test]
    fn no_word_of_the_file_stands_in_a_problem() {
        for yaml in [
            "a: *wJalrXUtnFEMI\n",
            "a: \"wJalrXUtnFEMI\n",
            "wJalrXUtnFEMI: 1\nwJalrXUtnFEMI: 1\n",
            "a: !wJalrXUtnFEMI!x 1\n",
            "a: \"\\wJalrXUtnFEMI\"\n",
        ] {
            assert!(!reason(yaml).contains("wJal"), "{}", reason(yaml));
        }
    }

    #[test]
    fn a_hostile_file_ends_in_a_problem() {
        let deep = format!("a: {}", "[".repeat(5000));
        parse(&deep).unwrap_err();
        let bomb: String = (1..40).fold("a0: &a0 [x, x, x, x]\n".to_owned(), |file, at| {
            let before = at - 1;
            format!("{file}a{at}: &a{at} [*a{before}, *a{before}, *a{before}, *a{before}]\n")
        });
        assert!(
            reason(&bomb).ends_with("aliases stand for too much"),
            "{}",
            reason(&bomb)
        );
        let tower: String = (1..200).fold("a0: &a0 x\n".to_owned(), |file, at| {
            format!("{file}a{at}: &a{at} [*a{}]\n", at - 1)
        });
        assert!(reason(&tower).ends_with("too deep within each other"));
        let own = reason("a: &a [*a]\n");
        assert!(own.contains("alias"), "{own}");
    }
}
