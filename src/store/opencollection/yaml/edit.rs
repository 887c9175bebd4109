//! Changing a file in place: what means the same as before keeps its lines, its comments and its spelling.

use std::str::FromStr as _;

use yaml_edit::{AsYaml, Document, Mapping, ScalarStyle, ScalarValue, Sequence, YamlFile, YamlNode};

use super::emit::{Writing, nested_list, nested_map, writing};
use super::{Map, Node, Scalar, parse};

/// The file `before`, which is read as `old`, changed so that it is read as `new`. `None` where that does not succeed:
/// what came out was read back and is something else.
pub(in crate::store::opencollection) fn edited(before: &str, old: &Map, new: &Map) -> Option<String> {
    if old == new {
        return Some(before.to_owned());
    }
    let file = YamlFile::from_str(before).ok()?;
    let top = file.document()?.as_mapping()?;
    edit_map(&top, old, new)?;
    let after = file.to_string();
    (parse(&after).as_ref() == Ok(new)).then_some(after)
}

fn edit_map(mapping: &Mapping, old: &Map, new: &Map) -> Option<()> {
    for (key, _) in old.entries() {
        if new.get(key).is_none() {
            mapping.remove(key.as_str())?;
        }
    }
    for (at, (key, node)) in new.entries().iter().enumerate() {
        match old.get(key) {
            Some(before) if before == node => {}
            Some(before) => edit_value(mapping, key, before, node)?,
            None => mapping.insert_at_index(at, key.as_str(), value(node)?.as_ref()),
        }
    }
    Some(())
}

fn edit_value(mapping: &Mapping, key: &str, old: &Node, new: &Node) -> Option<()> {
    match (old, new) {
        (Node::Map(old), Node::Map(new)) if !old.is_empty() && !new.is_empty() => {
            edit_map(&mapping.get_mapping(key)?, old, new)
        }
        (Node::List(old), Node::List(new)) if !old.is_empty() && !new.is_empty() => {
            edit_list(&mapping.get_sequence(key)?, old, new)
        }
        _ => {
            mapping.set(key, value(new)?.as_ref());
            Some(())
        }
    }
}

/// What is alike at both ends of the list stays; of the rest, item by item.
fn edit_list(sequence: &Sequence, old: &[Node], new: &[Node]) -> Option<()> {
    let head = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let (old, new) = (old.get(head..)?, new.get(head..)?);
    let tail = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take_while(|(old, new)| old == new)
        .count();
    let (old, new) = (old.get(..old.len() - tail)?, new.get(..new.len() - tail)?);
    for at in (new.len()..old.len()).rev() {
        sequence.remove(head + at)?;
    }
    for (at, item) in new.iter().enumerate() {
        let place = head + at;
        match old.get(at) {
            Some(before) if before == item => {}
            Some(before) => edit_item(sequence, place, before, item)?,
            None => sequence.insert(place, value(item)?.as_ref()),
        }
    }
    Some(())
}

fn edit_item(sequence: &Sequence, at: usize, old: &Node, new: &Node) -> Option<()> {
    match (old, new, sequence.get(at)?) {
        (Node::Map(old), Node::Map(new), YamlNode::Mapping(mapping))
            if !old.is_empty() && !new.is_empty() =>
        {
            edit_map(&mapping, old, new)
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
