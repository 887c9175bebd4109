//! Query and path parameters. The URL is the truth about the query, in Bruno too; its `params` repeat it for the table,
//! and remember those that are switched off.

use super::rows::{put_state, put_text_of, state, with_rows};
use super::yaml::{Map, Node};
use crate::model::{DisabledParam, HttpRequest, PathValue, RowId, RowState};
use crate::resolve::query_text;

/// A row of `params`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct ParamRow {
    name: String,
    /// `None` for a name without `=`.
    value: Option<String>,
    place: Place,
    state: RowState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Query,
    Path,
}

/// The parameters that are switched off, and the values of path parameters.
pub(super) fn read_params(section: &Map) -> (Vec<DisabledParam>, Vec<PathValue>) {
    let (mut disabled, mut path_values) = (Vec::new(), Vec::new());
    let mut after = 0;
    for row in section.items("params").iter().filter_map(Node::as_map) {
        let name = row.text("name").to_owned();
        match (row.text("type"), state(row)) {
            ("path", _) => path_values.push(PathValue {
                row: RowId::fresh(),
                name,
                value: row.text("value").to_owned(),
            }),
            (_, RowState::Enabled) => after += 1,
            (_, RowState::Disabled) => disabled.push(DisabledParam {
                row: RowId::fresh(),
                name,
                value: row.get("value").map(|value| value.as_text().to_owned()),
                after,
            }),
        }
    }
    (disabled, path_values)
}

/// Writes them so that they agree with the URL, when anything of it changed.
pub(super) fn put_params(section: &mut Map, http: &HttpRequest, order: &[&str]) {
    let (disabled, path_values) = read_params(section);
    let there = rows(section.text("url"), &disabled, &path_values);
    let rows = rows(&http.url, &http.disabled_params, &http.path_values);
    if there == rows {
        return;
    }
    let keys: Vec<(&str, &str)> = rows
        .iter()
        .map(|row| (row.name.as_str(), row.value.as_deref().unwrap_or_default()))
        .collect();
    let nodes = with_rows(section.items("params"), &keys, |at, before| {
        rows.get(at).map_or_else(Map::default, |row| written(before, row))
    });
    section.put_list("params", nodes, order);
}

fn written(before: Option<&Map>, row: &ParamRow) -> Map {
    const ORDER: [&str; 5] = ["name", "value", "type", "description", "disabled"];
    let mut map = before.cloned().unwrap_or_default();
    put_text_of(&mut map, before, ("name", &row.name), &ORDER);
    match (&row.value, row.state) {
        (Some(value), _) => put_text_of(&mut map, before, ("value", value), &ORDER),
        (None, RowState::Enabled) => put_text_of(&mut map, before, ("value", ""), &ORDER),
        (None, RowState::Disabled) => {
            map.remove("value");
        }
    }
    let place = match row.place {
        Place::Query => "query",
        Place::Path => "path",
    };
    map.put_text("type", place, &ORDER);
    put_state(&mut map, row.state);
    map
}

/// The rows that agree with a URL: its parameters with those that are switched off in between, then path values.
fn rows(url: &str, disabled: &[DisabledParam], path_values: &[PathValue]) -> Vec<ParamRow> {
    let query = |name: &str, value: Option<&str>, state| ParamRow {
        name: name.to_owned(),
        value: value.map(str::to_owned),
        place: Place::Query,
        state,
    };
    let pairs = query_text::pairs(url);
    let text = |range: &std::ops::Range<usize>| url.get(range.clone()).unwrap_or_default();
    let mut rows = Vec::new();
    let mut off = disabled.iter().peekable();
    for (at, pair) in pairs.iter().enumerate() {
        while let Some(param) = off.next_if(|param| param.after <= at) {
            rows.push(query(&param.name, param.value.as_deref(), RowState::Disabled));
        }
        rows.push(query(
            text(&pair.name),
            pair.value.as_ref().map(text),
            RowState::Enabled,
        ));
    }
    rows.extend(off.map(|param| query(&param.name, param.value.as_deref(), RowState::Disabled)));
    rows.extend(path_values.iter().map(|path| ParamRow {
        name: path.name.clone(),
        value: Some(path.value.clone()),
        place: Place::Path,
        state: RowState::Enabled,
    }));
    rows
}
