//! Rows of tables: which node of the file a row was, and headers.

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

/// For each new row the node that it was, by which it keeps its description and what else stands there. Rows are known
/// by name and value, then by name, then by their place.
pub(super) fn matched<'a>(old: &'a [Node], new: &[(&str, &str)]) -> Vec<Option<&'a Map>> {
    matched_by(old, new, &|map| (map.text("name"), map.text("value")))
}

/// The same for rows that are known by other keys: what tells the two texts of a row.
pub(super) fn matched_by<'a>(
    old: &'a [Node],
    new: &[(&str, &str)],
    texts: &dyn Fn(&'a Map) -> (&'a str, &'a str),
) -> Vec<Option<&'a Map>> {
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

fn matched_by_name<'a>(
    old: &'a [Node],
    new: &[(&str, &str)],
    texts: &dyn Fn(&'a Map) -> (&'a str, &'a str),
) -> Vec<Option<&'a Map>> {
    let mut free: Vec<Option<&Map>> = old.iter().map(Node::as_map).collect();
    let mut matched: Vec<Option<&Map>> = new
        .iter()
        .map(|(name, _)| {
            let same_name = |map: Option<&'a Map>| map.is_some_and(|map| texts(map).0 == *name);
            free.iter_mut()
                .find(|map| same_name(**map))
                .and_then(Option::take)
        })
        .collect();
    if old.len() == new.len() {
        for (matched, free) in matched.iter_mut().zip(free) {
            *matched = matched.or(free);
        }
    }
    matched
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
    let rows = matched(section.items("headers"), &keys)
        .into_iter()
        .zip(headers)
        .map(|(before, header)| {
            let mut row = before.cloned().unwrap_or_default();
            row.put_text("name", &header.name, &ROW);
            row.put_text("value", &header.value, &ROW);
            put_state(&mut row, header.state);
            Node::Map(row)
        })
        .collect();
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
            matched(map.items("r"), new)
                .iter()
                .map(|row| row.map_or("-", |row| row.text("d")))
                .collect()
        };
        assert_eq!(matches(&[("a", "1"), ("b", "2"), ("c", "3")]), "xyz");
        assert_eq!(matches(&[("b", "2"), ("c", "3")]), "yz");
        assert_eq!(matches(&[("a", "1"), ("n", "0"), ("b", "2"), ("c", "3")]), "x-yz");
        assert_eq!(matches(&[("a", "1"), ("renamed", "2"), ("c", "3")]), "xyz");
        assert_eq!(matches(&[("c", "9"), ("a", "1")]), "zx");
        assert_eq!(matches(&[]), "");
    }
}
