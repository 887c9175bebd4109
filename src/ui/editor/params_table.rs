//! The params table: a view of the URL's query with the parameters that are switched off between.
//!
//! The URL's text is the truth for all that is sent. A table row is named by its place, as the text has no identities.

use crate::model::{DisabledParam, HttpRequest, RowId, RowState};
use crate::resolve::query_text::{self, Half};

/// A row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParamRow {
    /// Whether it stands in the URL.
    pub state: RowState,
    /// Name as it stands in the URL, escapes and all.
    pub name: String,
    /// Value as it stands in the URL; `None` without `=`.
    pub value: Option<String>,
    /// Identity of a row that is switched off.
    aside: Option<RowId>,
}

/// A change of the table. `usize` is the place of a row in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParamEdit {
    /// Another name or value.
    Set(usize, Half, String),
    /// A new last row with this name or value.
    Add(Half, String),
    /// Takes a row out.
    Remove(usize),
    /// Switches a row on or off.
    Switch(usize),
    /// Puts a row at another place.
    Move(usize, usize),
}

/// The rows from top to bottom.
pub fn rows(http: &HttpRequest) -> Vec<ParamRow> {
    let url = http.url.as_str();
    let text = |range: std::ops::Range<usize>| url.get(range).unwrap_or_default().to_owned();
    let pairs = query_text::pairs(url);
    let last = pairs.len();
    let aside_at = |place: usize| {
        let here = move |param: &&DisabledParam| param.after.min(last) == place;
        http.disabled_params.iter().filter(here).map(|param| ParamRow {
            state: RowState::Disabled,
            name: param.name.clone(),
            value: param.value.clone(),
            aside: Some(param.row),
        })
    };
    let mut rows = Vec::with_capacity(last + http.disabled_params.len());
    for (place, pair) in pairs.into_iter().enumerate() {
        rows.extend(aside_at(place));
        rows.push(ParamRow {
            state: RowState::Enabled,
            name: text(pair.name),
            value: pair.value.map(text),
            aside: None,
        });
    }
    rows.extend(aside_at(last));
    rows
}

/// How many parameters are sent.
pub fn sent(http: &HttpRequest) -> usize {
    query_text::pairs(&http.url).len()
}

/// Makes the change in the URL's text and in what is kept aside.
pub fn apply(http: &mut HttpRequest, edit: ParamEdit) {
    let mut table = rows(http);
    match edit {
        ParamEdit::Set(at, half, text) => set(http, &mut table, at, half, text),
        ParamEdit::Add(half, text) => {
            let (name, value) = match half {
                Half::Name => (text.as_str(), None),
                Half::Value => ("", Some(text.as_str())),
            };
            if !text.is_empty() {
                http.url = query_text::insert(&http.url, sent(http), name, value);
            }
            return;
        }
        ParamEdit::Remove(at) => take_out(http, &mut table, at),
        ParamEdit::Switch(at) => {
            let Some(row) = table.get(at).cloned() else { return };
            take_out(http, &mut table, at);
            let state = match row.state {
                RowState::Enabled => RowState::Disabled,
                RowState::Disabled => RowState::Enabled,
            };
            put_in(http, &mut table, at, ParamRow { state, ..row });
        }
        ParamEdit::Move(from, to) => {
            let Some(row) = table.get(from).cloned() else {
                return;
            };
            take_out(http, &mut table, from);
            put_in(http, &mut table, to, row);
        }
    }
    http.disabled_params = aside(&table);
}

fn set(http: &mut HttpRequest, table: &mut Vec<ParamRow>, at: usize, half: Half, text: String) {
    let is_last = at + 1 == table.len();
    let place = sent_before(table, at);
    let Some(row) = table.get_mut(at) else { return };
    if row.state == RowState::Enabled {
        if half == Half::Name && text.is_empty() && row.value.is_none() {
            if is_last {
                take_out(http, table, at);
                return;
            }
            // An empty piece is no parameter: the row would go, and the next one come under the cursor.
            http.url = query_text::set(&http.url, place, Half::Value, "");
        }
        http.url = query_text::set(&http.url, place, half, &text);
        return;
    }
    match half {
        Half::Name => row.name = text,
        Half::Value => row.value = Some(text),
    }
}

fn take_out(http: &mut HttpRequest, table: &mut Vec<ParamRow>, at: usize) {
    if at >= table.len() {
        return;
    }
    let place = sent_before(table, at);
    if table.remove(at).state == RowState::Enabled {
        http.url = query_text::remove(&http.url, place);
    }
}

fn put_in(http: &mut HttpRequest, table: &mut Vec<ParamRow>, at: usize, row: ParamRow) {
    let at = at.min(table.len());
    // A row without name and value has no form in a URL but `=`.
    let value = row
        .value
        .clone()
        .or_else(|| row.name.is_empty().then(String::new));
    if row.state == RowState::Enabled {
        let place = sent_before(table, at);
        http.url = query_text::insert(&http.url, place, &row.name, value.as_deref());
    }
    table.insert(at, row);
}

fn sent_before(table: &[ParamRow], at: usize) -> usize {
    let before = table.iter().take(at);
    before.filter(|row| row.state == RowState::Enabled).count()
}

/// The rows that are switched off, each with its place.
fn aside(table: &[ParamRow]) -> Vec<DisabledParam> {
    let off = |(_, row): &(usize, &ParamRow)| row.state == RowState::Disabled;
    table
        .iter()
        .enumerate()
        .filter(off)
        .map(|(at, row)| DisabledParam {
            row: row.aside.unwrap_or_else(RowId::fresh),
            name: row.name.clone(),
            value: row.value.clone(),
            after: sent_before(table, at),
        })
        .collect()
}

/// Puts these rows in the place of the whole table; a row without name and value is none.
pub fn replace_all(
    http: &mut HttpRequest,
    rows: impl IntoIterator<Item = (RowState, String, Option<String>)>,
) {
    let table: Vec<ParamRow> = rows
        .into_iter()
        .filter(|(_, name, value)| !name.is_empty() || value.is_some())
        .map(|(state, name, value)| ParamRow {
            state,
            name,
            value,
            aside: None,
        })
        .collect();
    let on = table.iter().filter(|row| row.state == RowState::Enabled);
    let on = on.map(|row| (row.name.as_str(), row.value.as_deref()));
    http.url = query_text::replace_all(&http.url, on);
    http.disabled_params = aside(&table);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn http(url: &str) -> HttpRequest {
        HttpRequest {
            url: url.to_owned(),
            ..HttpRequest::default()
        }
    }

    /// The rows as text, those switched off behind a slash.
    fn shown(http: &HttpRequest) -> Vec<String> {
        let rows = rows(http).into_iter().map(|row| {
            let value = row.value.map(|value| format!("={value}")).unwrap_or_default();
            let mark = if row.state == RowState::Disabled { "/" } else { "" };
            format!("{mark}{}{value}", row.name)
        });
        rows.collect()
    }

    #[test]
    fn a_row_switched_off_keeps_its_place_and_comes_back_as_it_was() {
        let url = "h/p?a=1&b&c=%20+&&d=#f";
        for at in 0..4 {
            let mut http = http(url);
            let before = shown(&http);
            apply(&mut http, ParamEdit::Switch(at));
            let mut off = before.clone();
            off[at].insert(0, '/');
            assert_eq!(shown(&http), off);
            assert_eq!(sent(&http), 3);
            apply(&mut http, ParamEdit::Switch(at));
            assert_eq!(shown(&http), before);
            assert!(http.disabled_params.is_empty());
        }
    }

    #[test]
    fn rows_switched_off_stay_between_their_neighbours() {
        let mut http = http("h/?a&b&c");
        apply(&mut http, ParamEdit::Switch(1));
        apply(&mut http, ParamEdit::Switch(0));
        assert_eq!(shown(&http), ["/a", "/b", "c"]);
        apply(&mut http, ParamEdit::Remove(2));
        assert_eq!(
            (shown(&http), http.url.as_str()),
            (vec!["/a".into(), "/b".into()], "h/")
        );
        apply(&mut http, ParamEdit::Switch(1));
        apply(&mut http, ParamEdit::Add(Half::Name, "d".to_owned()));
        assert_eq!(shown(&http), ["/a", "b", "d"]);
        apply(&mut http, ParamEdit::Move(2, 0));
        assert_eq!(
            (shown(&http).join(" "), http.url.as_str()),
            ("d /a b".to_owned(), "h/?d&b")
        );
    }

    #[test]
    fn a_name_that_is_deleted_leaves_its_row_under_the_cursor() {
        let mut http = http("h/?a&b");
        apply(&mut http, ParamEdit::Set(0, Half::Name, String::new()));
        assert_eq!(shown(&http), ["=", "b"]);
        apply(&mut http, ParamEdit::Set(1, Half::Name, String::new()));
        assert_eq!(shown(&http), ["="]);
    }

    #[test]
    fn a_url_cut_short_keeps_what_was_switched_off() {
        let mut http = http("h/?a&b&c");
        apply(&mut http, ParamEdit::Switch(2));
        "h/".clone_into(&mut http.url);
        assert_eq!(shown(&http), ["/c"]);
        apply(&mut http, ParamEdit::Switch(0));
        assert_eq!(http.url, "h/?c");
    }

    proptest! {
        /// What the table does to a list of rows, it does to the URL.
        #[test]
        fn the_table_is_a_list(
            edits in proptest::collection::vec((0_u8..5, 0_usize..6, 0_usize..6, "[a-z]{1,2}"), 0..30),
        ) {
            let mut http = http("https://h/p#f");
            let mut list: Vec<(bool, String)> = Vec::new();
            for (what, at, to, text) in edits {
                match what {
                    0 | 1 => {
                        list.push((true, text.clone()));
                        apply(&mut http, ParamEdit::Add(Half::Name, text));
                    }
                    2 if at < list.len() => {
                        list[at].0 ^= true;
                        apply(&mut http, ParamEdit::Switch(at));
                    }
                    3 if at < list.len() => {
                        list.remove(at);
                        apply(&mut http, ParamEdit::Remove(at));
                    }
                    4 if at < list.len() => {
                        let row = list.remove(at);
                        list.insert(to.min(list.len()), row);
                        apply(&mut http, ParamEdit::Move(at, to));
                    }
                    _ => {}
                }
                let expected: Vec<String> = list
                    .iter()
                    .map(|(on, name)| if *on { name.clone() } else { format!("/{name}") })
                    .collect();
                prop_assert_eq!(shown(&http), expected);
                prop_assert!(http.url.starts_with("https://h/p") && http.url.ends_with("#f"));
            }
        }
    }
}
