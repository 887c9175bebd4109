//! What a list of the history is asked for.

use rusqlite::types::Value;

use super::terms::Terms;
use crate::model::{HistoryFilter, PinFilter, StatusClass};

/// Conditions with their values, for the end of a statement.
pub(super) struct Conditions {
    pub(super) sql: String,
    pub(super) values: Vec<Value>,
}

impl Conditions {
    /// Begins with one that is always there.
    fn new() -> Self {
        Self {
            sql: "1".to_owned(),
            values: Vec::new(),
        }
    }

    /// Adds a condition with `?` in the places of its values.
    pub(super) fn add(&mut self, sql: &str, values: impl IntoIterator<Item = Value>) {
        self.sql.push_str(" AND ");
        self.sql.push_str(sql);
        self.values.extend(values);
    }
}

/// The conditions of a filter.
pub(super) fn of_filter(filter: &HistoryFilter) -> Conditions {
    let mut conditions = Conditions::new();
    match filter.status {
        None => {}
        Some(StatusClass::NoReply) => conditions.add("exchanges.status IS NULL", []),
        Some(class) => {
            let from = match class {
                StatusClass::Informational | StatusClass::NoReply => 100,
                StatusClass::Successful => 200,
                StatusClass::Redirection => 300,
                StatusClass::ClientError => 400,
                StatusClass::ServerError => 500,
            };
            let range = [Value::Integer(from), Value::Integer(from + 99)];
            conditions.add("exchanges.status BETWEEN ? AND ?", range);
        }
    }
    for (sql, value) in [
        ("exchanges.host = ?", &filter.host),
        ("exchanges.method = ?", &filter.method),
        ("exchanges.environment = ?", &filter.environment),
        ("exchanges.cause = ?", &filter.cause),
        ("exchanges.collection = ?", &filter.collection),
        ("exchanges.request = ?", &filter.request),
    ] {
        if let Some(value) = value {
            conditions.add(sql, [Value::Text(value.clone())]);
        }
    }
    if filter.pins == PinFilter::Pinned {
        conditions.add("exchanges.is_pinned = 1", []);
    }
    conditions
}

/// Words too short for the index, in the columns of the list.
pub(super) fn add_short_terms(conditions: &mut Conditions, terms: &Terms) {
    for word in terms.words() {
        let pattern = Value::Text(format!("%{}%", escaped(word)));
        conditions.add(
            "(exchanges.url LIKE ? ESCAPE '\\' OR exchanges.method LIKE ? ESCAPE '\\' OR exchanges.note LIKE ? ESCAPE '\\')",
            [pattern.clone(), pattern.clone(), pattern],
        );
    }
}

fn escaped(word: &str) -> String {
    word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_patterns_are_looked_for_as_they_stand() {
        assert_eq!(escaped("a%_\\"), "a\\%\\_\\\\");
    }

    #[test]
    fn every_value_of_a_filter_has_its_place() {
        let filter = HistoryFilter {
            status: Some(StatusClass::ClientError),
            host: Some("h".to_owned()),
            pins: PinFilter::Pinned,
            ..HistoryFilter::default()
        };
        let conditions = of_filter(&filter);
        assert_eq!(
            conditions.sql,
            "1 AND exchanges.status BETWEEN ? AND ? AND exchanges.host = ? AND exchanges.is_pinned = 1"
        );
        assert_eq!(conditions.values.len(), conditions.sql.matches('?').count());
        assert_eq!(of_filter(&HistoryFilter::default()).sql, "1");
    }
}
