//! Pages of the list, the newest first, searched and filtered.

use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};

use super::database::Database;
use super::error::{Doing, HistoryError};
use super::query::{self, Conditions};
use super::row::{self, COLUMN_COUNT, COLUMNS};
use super::search_text::with_note;
use super::terms::Terms;
use super::writing::plain_text;
use crate::model::{HistoryCursor, HistoryQuery, HistoryRow};

/// What the index finds is compared with its text; after so many a page ends, with what it has.
const COMPARED_FOR_A_PAGE: usize = 2_000;
/// Or after so many bytes of text.
const COMPARED_BYTES: u64 = 16 << 20;
/// Matches are counted up to here.
const COUNTED: usize = 10_000;
/// And compared up to here, so that counting takes no longer than a page.
const COMPARED_FOR_A_COUNT: usize = 2_000;

/// A page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryPage {
    /// The newest first.
    pub rows: Vec<HistoryRow>,
    /// Where the next page begins; `None` when there is no more. A page of a search may have few rows, or none, and go on
    /// all the same.
    pub next: Option<HistoryCursor>,
}

/// How many exchanges there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// So many.
    Exactly(usize),
    /// More than are counted.
    AtLeast(usize),
}

impl Database {
    /// At most `size` exchanges, the newest first, below `before` or from the top.
    pub fn page(
        &self,
        query: &HistoryQuery,
        before: Option<HistoryCursor>,
        size: usize,
    ) -> Result<HistoryPage, HistoryError> {
        let terms = Terms::new(&query.text);
        let page = match terms.index_query() {
            Some(index_query) => {
                self.searched_page(&terms, index_query, query, before, size, COMPARED_FOR_A_PAGE)
            }
            None => self.listed_page(&terms, query, before, size),
        };
        page.map_err(self.failed(Doing::Read))
    }

    /// How many exchanges a query finds.
    pub fn count(&self, query: &HistoryQuery) -> Result<Count, HistoryError> {
        let terms = Terms::new(&query.text);
        if let Some(index_query) = terms.index_query() {
            let page = self
                .searched_page(&terms, index_query, query, None, COUNTED, COMPARED_FOR_A_COUNT)
                .map_err(self.failed(Doing::Read))?;
            return Ok(counted(page.rows.len(), page.next.is_some()));
        }
        let mut conditions = query::of_filter(&query.filter);
        query::add_short_terms(&mut conditions, &terms);
        let sql = format!(
            "SELECT count(*) FROM (SELECT 1 FROM exchanges WHERE {} LIMIT {})",
            conditions.sql,
            COUNTED + 1
        );
        let count: i64 = self
            .connection
            .query_row(&sql, params_from_iter(conditions.values), |row| row.get(0))
            .map_err(self.failed(Doing::Read))?;
        let count = usize::try_from(count).unwrap_or_default();
        Ok(counted(count.min(COUNTED), count > COUNTED))
    }

    /// How SQLite goes about a page without a search: for tests.
    pub fn plan_of(
        &self,
        query: &HistoryQuery,
        before: Option<HistoryCursor>,
    ) -> Result<Vec<String>, HistoryError> {
        let listing = listing(&Terms::new(&query.text), query, before, 50);
        let explained = || -> rusqlite::Result<Vec<String>> {
            let mut statement = self
                .connection
                .prepare(&format!("EXPLAIN QUERY PLAN {}", listing.sql))?;
            let steps = statement.query_map(params_from_iter(listing.values), |row| row.get(3))?;
            steps.collect()
        };
        explained().map_err(self.failed(Doing::Read))
    }

    fn listed_page(
        &self,
        terms: &Terms,
        query: &HistoryQuery,
        before: Option<HistoryCursor>,
        size: usize,
    ) -> rusqlite::Result<HistoryPage> {
        let listing = listing(terms, query, before, size);
        let mut statement = self.connection.prepare(&listing.sql)?;
        let rows = statement.query_map(params_from_iter(listing.values), row::read)?;
        let mut rows: Vec<HistoryRow> = rows.collect::<rusqlite::Result<_>>()?;
        let is_more = rows.len() > size;
        rows.truncate(size);
        let next = rows.last().map(|row| row.cursor).filter(|_| is_more);
        Ok(HistoryPage { rows, next })
    }

    fn searched_page(
        &self,
        terms: &Terms,
        index_query: String,
        query: &HistoryQuery,
        before: Option<HistoryCursor>,
        size: usize,
        compared: usize,
    ) -> rusqlite::Result<HistoryPage> {
        let mut conditions = query::of_filter(&query.filter);
        let mut values = vec![Value::Text(index_query), below(before)];
        values.append(&mut conditions.values);
        // The order of the tables is that of the index, which gives the newest first without sorting.
        let sql = format!(
            "SELECT {COLUMNS}, texts.plain_bytes, texts.data FROM search \
             CROSS JOIN exchanges ON exchanges.seq = search.rowid CROSS JOIN texts ON texts.seq = search.rowid \
             WHERE search MATCH ? AND search.rowid < ? AND {} ORDER BY search.rowid DESC",
            conditions.sql
        );
        let mut statement = self.connection.prepare(&sql)?;
        let mut found = statement.query(params_from_iter(values))?;
        let mut page = HistoryPage::default();
        let mut last = None;
        let mut looked_at = 0;
        let mut bytes = 0;
        while let Some(row) = found.next()? {
            if page.rows.len() == size || looked_at == compared || bytes >= COMPARED_BYTES {
                page.next = last;
                break;
            }
            let listed = row::read(row)?;
            last = Some(listed.cursor);
            looked_at += 1;
            bytes += row.get::<_, i64>(COLUMN_COUNT)?.unsigned_abs();
            if has_terms(row, &listed.note, terms)? {
                page.rows.push(listed);
            }
        }
        Ok(page)
    }
}

/// Whether the text of a row has what was looked for. One that can not be read is shown: opening it says what is wrong.
fn has_terms(row: &Row<'_>, note: &str, terms: &Terms) -> rusqlite::Result<bool> {
    let bytes: i64 = row.get(COLUMN_COUNT)?;
    let data = row.get_ref(COLUMN_COUNT + 1)?;
    let data = data.as_blob().unwrap_or_default();
    let text = plain_text(bytes, data);
    Ok(text.map_or(true, |text| terms.are_in(&with_note(&text, note))))
}

/// The statement of a page without the index; one row more says whether there is another page.
fn listing(terms: &Terms, query: &HistoryQuery, before: Option<HistoryCursor>, size: usize) -> Conditions {
    let mut conditions = query::of_filter(&query.filter);
    if !terms.is_empty() {
        query::add_short_terms(&mut conditions, terms);
    }
    if before.is_some() {
        conditions.add("exchanges.seq < ?", [below(before)]);
    }
    let limit = i64::try_from(size).unwrap_or(i64::MAX).saturating_add(1);
    conditions.values.push(Value::Integer(limit));
    conditions.sql = format!(
        "SELECT {COLUMNS} FROM exchanges WHERE {} ORDER BY exchanges.seq DESC LIMIT ?",
        conditions.sql
    );
    conditions
}

fn below(before: Option<HistoryCursor>) -> Value {
    Value::Integer(before.map_or(i64::MAX, HistoryCursor::number))
}

fn counted(count: usize, is_more: bool) -> Count {
    if is_more {
        Count::AtLeast(count)
    } else {
        Count::Exactly(count)
    }
}
