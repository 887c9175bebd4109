//! Rows of tables: which node of the file a row was, and headers.

use std::borrow::Cow;
use std::collections::{HashMap, VecDeque};

use super::yaml::{Map, Node};
use crate::model::{HeaderRow, RowId, RowState};

/// Keys of a row in the order of the format.
pub(super) const ROW: [&str; 8] = [
    "secret",
    "name",
    "type",
    "value",
    "contentType",
    "description",
    "disabled",
    "uid",
];

/// The two texts by which a row is known.
type Texts = fn(&Map) -> (&str, &str);

/// What is a row of a list, and by which texts it is known.
#[derive(Clone, Copy)]
pub(super) struct RowKind {
    pub(super) is_row: fn(&Map) -> bool,
    pub(super) texts: Texts,
}

/// Rows of most tables.
const BY_NAME: RowKind = RowKind {
    is_row: |_| true,
    texts: |row| (row.text("name"), row.text("value")),
};

/// For each new row the node that it was, by which it keeps its description and what else stands there. Rows are known
/// by name and value, then by name, then by their place.
fn matched<'a>(old: &'a [Node], new: &[(&str, &str)], texts: Texts) -> Vec<Option<&'a Map>> {
    let key = |node: &'a Node| node.as_map().map(texts);
    let head = old
        .iter()
        .zip(new)
        .take_while(|(old, new)| key(old) == Some(**new))
        .count();
    let rest = (old.len() - head).min(new.len() - head);
    let tail = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take(rest)
        .take_while(|(old, new)| key(old) == Some(**new))
        .count();
    let middle_old = old.get(head..old.len() - tail).unwrap_or_default();
    let middle_new = new.get(head..new.len() - tail).unwrap_or_default();
    let mut matched: Vec<Option<&Map>> = old.iter().take(head).map(Node::as_map).collect();
    matched.extend(matched_by_name(middle_old, middle_new, texts));
    matched.extend(old.iter().skip(old.len() - tail).map(Node::as_map));
    matched
}

fn matched_by_name<'a>(old: &'a [Node], new: &[(&str, &str)], texts: Texts) -> Vec<Option<&'a Map>> {
    let mut free: Vec<Option<&Map>> = old.iter().map(Node::as_map).collect();
    let mut matched: Vec<Option<&Map>> = vec![None; new.len()];
    // Of rows with one name, each is the one with its value before it is any other.
    let mut places: HashMap<(&str, &str), VecDeque<usize>> = HashMap::new();
    for (at, map) in old.iter().enumerate() {
        if let Some(map) = map.as_map() {
            places.entry(texts(map)).or_default().push_back(at);
        }
    }
    for (matched, row) in matched.iter_mut().zip(new) {
        let place = places.get_mut(row).and_then(VecDeque::pop_front);
        *matched = place.and_then(|at| free.get_mut(at)?.take());
    }
    let mut places: HashMap<&str, VecDeque<usize>> = HashMap::new();
    for (at, map) in free.iter().enumerate() {
        if let Some(map) = map {
            places.entry(texts(map).0).or_default().push_back(at);
        }
    }
    let unmatched = matched
        .iter_mut()
        .zip(new)
        .filter(|(matched, _)| matched.is_none());
    for (matched, (name, _)) in unmatched {
        let place = places.get_mut(name).and_then(VecDeque::pop_front);
        *matched = place.and_then(|at| free.get_mut(at)?.take());
    }
    if old.len() == new.len() {
        for (matched, free) in matched.iter_mut().zip(free) {
            *matched = matched.or(free);
        }
    }
    matched
}

/// The list with these rows in the place of its own. What in it is no row, as a text or a list, is nobody's here and stays
/// behind as many rows as it stood behind.
pub(super) fn with_rows(
    old: &[Node],
    new: &[(&str, &str)],
    write: impl Fn(usize, Option<&Map>) -> Map,
) -> Vec<Node> {
    with_rows_of(BY_NAME, old, new, write)
}

/// The same for rows of another kind.
pub(super) fn with_rows_of(
    kind: RowKind,
    old: &[Node],
    new: &[(&str, &str)],
    write: impl Fn(usize, Option<&Map>) -> Map,
) -> Vec<Node> {
    let is_row = |node: &&Node| node.as_map().is_some_and(kind.is_row);
    let rows: Cow<'_, [Node]> = if old.iter().all(|node| is_row(&node)) {
        Cow::Borrowed(old)
    } else {
        Cow::Owned(old.iter().filter(is_row).cloned().collect())
    };
    let mut written = matched(&rows, new, kind.texts)
        .into_iter()
        .enumerate()
        .map(|(at, before)| Node::Map(write(at, before)));
    let mut list = Vec::with_capacity(old.len().max(new.len()));
    for node in old {
        if is_row(&node) {
            list.extend(written.next());
        } else {
            list.push(node.clone());
        }
    }
    list.extend(written);
    list
}

/// Sets a text of a row. In one that was there, a key that is left out says the same as an empty text, and stays out.
pub(super) fn put_text_of(row: &mut Map, before: Option<&Map>, (key, text): (&str, &str), order: &[&str]) {
    if before.is_none() || row.text(key) != text {
        row.put_text(key, text, order);
    }
}

/// Whether a row takes part.
pub(super) fn state(row: &Map) -> RowState {
    if row.is_true("disabled") {
        RowState::Disabled
    } else {
        RowState::Enabled
    }
}

/// Writes whether a row takes part.
pub(super) fn put_state(row: &mut Map, new: RowState) {
    match new {
        _ if state(row) == new => {}
        RowState::Enabled => {
            row.remove("disabled");
        }
        RowState::Disabled => row.put_plain("disabled", "true", &ROW),
    }
}

/// The headers of a request, folder or collection.
pub(super) fn read_headers(section: &Map) -> Vec<HeaderRow> {
    let rows = section.items("headers").iter().filter_map(Node::as_map);
    rows.map(|row| HeaderRow {
        row: RowId::fresh(),
        name: row.text("name").to_owned(),
        value: row.text("value").to_owned(),
        state: state(row),
    })
    .collect()
}

/// Writes them.
pub(super) fn put_headers(section: &mut Map, headers: &[HeaderRow], order: &[&str]) {
    let keys: Vec<(&str, &str)> = headers
        .iter()
        .map(|row| (row.name.as_str(), row.value.as_str()))
        .collect();
    let rows = with_rows(section.items("headers"), &keys, |at, before| {
        let mut row = before.cloned().unwrap_or_default();
        if let Some(header) = headers.get(at) {
            put_text_of(&mut row, before, ("name", &header.name), &ROW);
            put_text_of(&mut row, before, ("value", &header.value), &ROW);
            put_state(&mut row, header.state);
        }
        row
    });
    section.put_list("headers", rows, order);
}

#[cfg(test)]
mod tests {
    use super::super::yaml::parse;
    use super::*;

    #[test]
    fn a_row_is_known_by_name_and_value_then_name_then_place() {
        let file = "r:\n  - {name: a, value: 1, d: x}\n  - {name: b, value: 2, d: y}\n  - {name: c, value: 3, d: z}\n";
        let map = parse(file).unwrap();
        let matches = |new: &[(&str, &str)]| -> String {
            matched(map.items("r"), new, BY_NAME.texts)
                .iter()
                .map(|row| row.map_or("-", |row| row.text("d")))
                .collect()
        };
        assert_eq!(matches(&[("a", "1"), ("b", "2"), ("c", "3")]), "xyz");
        assert_eq!(matches(&[("b", "2"), ("c", "3")]), "yz");
        assert_eq!(matches(&[("a", "1"), ("n", "0"), ("b", "2"), ("c", "3")]), "x-yz");
        assert_eq!(matches(&[("a", "1"), ("renamed", "2"), ("c", "3")]), "xyz");
        assert_eq!(matches(&[("c", "9"), ("a", "1")]), "zx");
        let file = "r:\n  - {name: a, value: 1, d: x}\n  - {name: a, value: 2, d: y}\n  - {name: b, value: 3, d: z}\n";
        let map_of_twins = parse(file).unwrap();
        let rows = matched(
            map_of_twins.items("r"),
            &[("b", "3"), ("a", "2"), ("a", "9")],
            BY_NAME.texts,
        );
        let told: String = rows
            .iter()
            .map(|row| row.map_or("-", |row| row.text("d")))
            .collect();
        assert_eq!(told, "zyx", "the value tells rows of one name apart");
        assert_eq!(matches(&[]), "");
    }

    #[test]
    fn what_is_no_row_stays_where_it_is() {
        let map =
            parse("r:\n  - text\n  - {name: a, value: 1, d: x}\n  - [l]\n  - {name: b, value: 2, d: y}\n")
                .unwrap();
        let shown = |new: &[(&str, &str)]| -> String {
            let write = |at: usize, before: Option<&Map>| {
                let mut row = before.cloned().unwrap_or_default();
                row.put_text("name", new.get(at).map_or("", |row| row.0), &[]);
                row
            };
            let list = with_rows(map.items("r"), new, write);
            let one = |node: &Node| match node {
                Node::Map(row) => format!("{}{}", row.text("name"), row.text("d")),
                Node::List(_) => "[]".to_owned(),
                Node::Scalar(text) => text.as_text().to_owned(),
            };
            list.iter().map(one).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(shown(&[("a", "1"), ("b", "2")]), "text ax [] by");
        assert_eq!(shown(&[("a", "1")]), "text ax []");
        assert_eq!(shown(&[("c", "0"), ("a", "1"), ("b", "2")]), "text c [] ax by");
        assert_eq!(shown(&[]), "text []");
    }
}
