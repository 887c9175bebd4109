//! Changing a file in place: what means the same as before keeps its lines, its comments and its spelling.

use std::str::FromStr as _;

use yaml_edit::{AsYaml, Document, Mapping, ScalarStyle, ScalarValue, Sequence, YamlFile, YamlNode};

use super::alignment::{Step, alignment};
use super::emit::{Writing, nested_list, nested_map, writing};
use super::{Map, Node, Scalar, parse};

/// The file `before`, which is read as `old`, changed so that it is read as `new`. `None` where that does not succeed:
/// what came out was read back and is something else.
pub(in crate::store::opencollection) fn edited(before: &str, old: &Map, new: &Map) -> Option<String> {
    if old == new {
        return Some(before.to_owned());
    }
    // What an alias stands for can not be changed in it: then a larger piece is written anew, and as little as does.
    WAYS.into_iter().find_map(|way| {
        let file = YamlFile::from_str(before).ok()?;
        let top = file.document()?.as_mapping()?;
        edit_map(&top, old, new, way)?;
        let after = file.to_string();
        (parse(&after).as_ref() == Ok(new)).then(|| with_blank_lines(before, after, new))
    })
}

/// How a file is changed.
#[derive(Clone, Copy, Debug)]
struct Way {
    /// How many mappings and lists within each other are changed in place; what is deeper is written anew when it differs.
    depth: usize,
    moved: Moved,
}

/// What becomes of an item that has another place in its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Moved {
    /// It goes there with its comments.
    Whole,
    /// It is written anew, as a comment above its first line would end up elsewhere.
    Anew,
}

/// The first that succeeds keeps most of what is there.
const WAYS: [Way; 5] = [
    Way {
        depth: usize::MAX,
        moved: Moved::Whole,
    },
    Way::of_depth(usize::MAX),
    Way::of_depth(3),
    Way::of_depth(2),
    Way::of_depth(1),
];

impl Way {
    const fn of_depth(depth: usize) -> Self {
        Self {
            depth,
            moved: Moved::Anew,
        }
    }

    /// For what stands in a mapping or list; `None` where that is written anew.
    fn within(self) -> Option<Self> {
        let depth = self.depth.checked_sub(1).filter(|depth| *depth > 0)?;
        Some(Self { depth, ..self })
    }
}

/// Blank lines behind a text of many lines stand within it, and would go with it: they come back before the line that
/// follows.
fn with_blank_lines(before: &str, after: String, new: &Map) -> String {
    let (old, now): (Vec<&str>, Vec<&str>) = (lines(before), lines(&after));
    let alike = |(one, other): &(&&str, &&str)| one == other;
    let head = old.iter().zip(&now).take_while(alike).count();
    let most = old.len().min(now.len()) - head;
    let ends = old.iter().rev().zip(now.iter().rev()).take(most);
    let tail = ends.take_while(alike).count();
    let was = old.get(head..old.len() - tail).unwrap_or_default();
    let is = now.get(head..now.len() - tail).unwrap_or_default();
    let blanks = |lines: &[&str]| {
        lines
            .iter()
            .rev()
            .take_while(|line| line.trim().is_empty())
            .count()
    };
    let missing = blanks(was).saturating_sub(blanks(is));
    if is.is_empty() || tail == 0 || missing == 0 {
        return after;
    }
    let at = now.len() - tail;
    let (first, rest) = now.split_at(at);
    let added = was.get(was.len() - missing..).unwrap_or_default();
    let whole = [first, added, rest].concat().concat();
    if parse(&whole).as_ref() == Ok(new) {
        whole
    } else {
        after
    }
}

/// With their ends.
fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

fn edit_map(mapping: &Mapping, old: &Map, new: &Map, way: Way) -> Option<()> {
    for (key, _) in old.entries() {
        if new.get(key).is_none() {
            mapping.remove(key.as_str())?;
        }
    }
    for (at, (key, node)) in new.entries().iter().enumerate() {
        match old.get(key) {
            Some(before) if before == node => {}
            Some(before) => edit_value(mapping, key, before, node, way)?,
            None => mapping.insert_at_index(at, key.as_str(), value(node)?.as_ref()),
        }
    }
    Some(())
}

fn edit_value(mapping: &Mapping, key: &str, old: &Node, new: &Node, way: Way) -> Option<()> {
    match (old, new, way.within()) {
        (Node::Map(old), Node::Map(new), Some(within)) if !old.is_empty() && !new.is_empty() => {
            edit_map(&mapping.get_mapping(key)?, old, new, within)
        }
        (Node::List(old), Node::List(new), Some(within)) if !old.is_empty() && !new.is_empty() => {
            edit_list(&mapping.get_sequence(key)?, old, new, within)
        }
        _ => {
            mapping.set(key, value(new)?.as_ref());
            Some(())
        }
    }
}

/// Items that stay keep their lines, and comments stand beside the items that they stood beside.
fn edit_list(sequence: &Sequence, old: &[Node], new: &[Node], way: Way) -> Option<()> {
    let steps = alignment(old, new);
    let mut moved = Vec::new();
    for step in &steps {
        if let Step::Remove(was) = step
            && way.moved == Moved::Whole
            && let (Some(item), Some(YamlNode::Mapping(node))) = (old.get(*was), sequence.get(*was))
        {
            moved.push((item, node));
        }
    }
    let mut place = 0;
    for step in steps {
        match step {
            Step::Keep(was, is) => {
                let (was, is) = (old.get(was)?, new.get(is)?);
                if was != is {
                    edit_item(sequence, place, was, is, way)?;
                }
                place += 1;
            }
            Step::Remove(_) => {
                sequence.remove(place)?;
            }
            Step::Add(is) => {
                let item = new.get(is)?;
                match moved.iter().position(|(before, _)| *before == item) {
                    Some(at) => sequence.insert(place, &moved.swap_remove(at).1),
                    None => sequence.insert(place, value(item)?.as_ref()),
                }
                place += 1;
            }
        }
    }
    Some(())
}

fn edit_item(sequence: &Sequence, at: usize, old: &Node, new: &Node, way: Way) -> Option<()> {
    match (old, new, sequence.get(at)?, way.within()) {
        (Node::Map(old), Node::Map(new), YamlNode::Mapping(mapping), Some(within))
            if !old.is_empty() && !new.is_empty() =>
        {
            edit_map(&mapping, old, new, within)
        }
        _ => sequence.set(at, value(new)?.as_ref()).then_some(()),
    }
}

/// A new piece of the file.
fn value(node: &Node) -> Option<Box<dyn AsYaml>> {
    Some(match node {
        Node::Scalar(scalar) => Box::new(scalar_value(scalar)),
        Node::Map(map) => Box::new(Document::from_str(&nested_map(map)).ok()?.as_mapping()?),
        Node::List(items) => Box::new(Document::from_str(&nested_list(items)).ok()?.as_sequence()?),
    })
}

fn scalar_value(scalar: &Scalar) -> ScalarValue {
    let text = scalar.raw();
    match writing(scalar) {
        Writing::Plain if scalar.is_text() => ScalarValue::with_style(text, ScalarStyle::Plain),
        Writing::Plain => ScalarValue::parse(text),
        Writing::Single => ScalarValue::with_style(text, ScalarStyle::SingleQuoted),
        Writing::Double => ScalarValue::with_style(text, ScalarStyle::DoubleQuoted),
        Writing::Block => ScalarValue::with_style(text, ScalarStyle::Literal),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# about this file\ninfo:\n  name: list   # shown\n  type: http\n\nhttp:\n  method: GET\n  headers:\n    - name: A # first\n      value: '1'\n    - name: B\n      value: 2\n  auth: inherit\n\n# kept\nx-own: {a: [1, 2]}\n";

    fn changed(change: impl FnOnce(&mut Map)) -> String {
        let old = parse(FILE).unwrap();
        let mut new = old.clone();
        change(&mut new);
        let after = edited(FILE, &old, &new).expect("edited in place");
        assert_eq!(parse(&after), Ok(new.clone()));
        let crlf = FILE.replace('\n', "\r\n");
        let after_crlf = edited(&crlf, &parse(&crlf).unwrap(), &new).expect("edited in place");
        assert_eq!(after_crlf.replace("\r\n", "\n"), after);
        assert!(!after_crlf.replace("\r\n", "").contains('\n'), "{after_crlf:?}");
        after
    }

    fn with_http(change: impl FnOnce(&mut Map)) -> String {
        changed(|map| {
            let mut http = map.map("http").unwrap().clone();
            change(&mut http);
            map.put_map("http", http, &[]);
        })
    }

    #[test]
    fn one_value_changes_one_line() {
        let after = with_http(|http| http.put_text("method", "POST", &[]));
        assert_eq!(after, FILE.replace("GET", "POST"));
    }

    #[test]
    fn a_text_becomes_a_mapping_and_a_body_comes_in() {
        let after = with_http(|http| {
            let mut auth = Map::default();
            auth.put_text("type", "awsv4", &[]);
            auth.put_text("region", "us-east-1", &[]);
            http.put("auth", Node::Map(auth), &[]);
            let mut body = Map::default();
            body.put_text("type", "json", &[]);
            body.put_text("data", "{\n  \"a\": 1\n}", &[]);
            http.put("body", Node::Map(body), &["headers", "body", "auth"]);
        });
        let expected = FILE.replace(
            "  auth: inherit\n",
            "  body:\n    type: json\n    data: |-\n      {\n        \"a\": 1\n      }\n  auth:\n    type: awsv4\n    region: us-east-1\n",
        );
        assert_eq!(after, expected);
    }

    #[test]
    fn comments_stand_beside_the_rows_that_they_stood_beside() {
        let file = "h:\n  - name: A # a\n    value: 1\n  - name: B # b\n    value: 2\n  # of C\n  - name: C\n    value: 3 # \
                    c\n  - name: D\n    value: |\n      d\n";
        let old = parse(file).unwrap();
        let after = |order: &[usize]| {
            let rows = old.items("h");
            let mut new = old.clone();
            let rows = order.iter().map(|at| rows.get(*at).unwrap().clone());
            new.put_list("h", rows.collect(), &[]);
            edited(file, &old, &new).expect("edited in place")
        };
        assert_eq!(
            after(&[1, 2, 3]),
            file.replace("  - name: A # a\n    value: 1\n", "")
        );
        // The last one to the front: it keeps its spelling, and the others their comments.
        let last = "  - name: D\n    value: |\n      d\n";
        let others = file.strip_prefix("h:\n").and_then(|rows| rows.strip_suffix(last));
        assert_eq!(after(&[3, 0, 1, 2]), format!("h:\n{last}{}", others.unwrap()));
        // The first one goes, and the last one is another: two places differ, and no more.
        let mut new = old.clone();
        let mut rows = old.items("h").get(1..).unwrap().to_vec();
        if let Some(Node::Map(row)) = rows.last_mut() {
            row.put_text("value", "e", &[]);
        }
        new.put_list("h", rows, &[]);
        let expected = file
            .replace("  - name: A # a\n    value: 1\n", "")
            .replace("value: |\n      d\n", "value: e\n");
        assert_eq!(edited(file, &old, &new), Some(expected));
    }

    #[test]
    fn a_blank_line_behind_a_block_stays() {
        for end in ["\n", "\r\n"] {
            let file = "b:\n  data: |\n    x\n    y\n\n  auth: inherit\n\nlast: 1\n".replace('\n', end);
            let old = parse(&file).unwrap();
            let mut new = old.clone();
            let mut body = old.map("b").unwrap().clone();
            body.put_text("data", "x\nz\n", &[]);
            new.put_map("b", body, &[]);
            assert_eq!(edited(&file, &old, &new), Some(file.replace('y', "z")));
        }
    }

    #[test]
    fn what_an_alias_stands_for_is_written_in_its_place_and_the_rest_stays() {
        let file = "# kept\nx: &h\n  - name: A # first\n    value: &v one\n  - name: B\n    value: *v\nhttp:\n  url: y # \
                    too\n  headers: *h\n";
        let old = parse(file).unwrap();
        let mut new = old.clone();
        let mut http = old.map("http").unwrap().clone();
        let mut rows = http.items("headers").to_vec();
        if let Some(Node::Map(row)) = rows.first_mut() {
            row.put_text("value", "two", &[]);
        }
        http.put_list("headers", rows, &[]);
        new.put_map("http", http, &[]);
        let rows = "  headers:\n    - name: A\n      value: two\n    - name: B\n      value: one\n";
        assert_eq!(
            edited(file, &old, &new),
            Some(file.replace("  headers: *h\n", rows))
        );
    }

    #[test]
    fn rows_come_and_go() {
        let row = |name: &str| {
            let mut row = Map::default();
            row.put_text("name", name, &[]);
            row.put_text("value", "3", &[]);
            Node::Map(row)
        };
        let after = with_http(|http| {
            let mut items = http.items("headers").to_vec();
            items.insert(1, row("C"));
            http.put_list("headers", items, &[]);
        });
        let expected = FILE.replace(
            "    - name: B\n",
            "    - name: C\n      value: \"3\"\n    - name: B\n",
        );
        assert_eq!(after, expected);
        let after = with_http(|http| {
            let items = http.items("headers").get(1..).unwrap().to_vec();
            http.put_list("headers", items, &[]);
        });
        assert_eq!(
            after,
            FILE.replace("    - name: A # first\n      value: '1'\n", "")
        );
        let after = with_http(|http| {
            http.remove("headers");
        });
        assert!(
            after.contains("x-own: {a: [1, 2]}") && !after.contains("name: A"),
            "{after}"
        );
    }
}
