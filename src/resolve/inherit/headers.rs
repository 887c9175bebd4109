//! Header rows that a request takes from what it stands in.

use super::Ancestor;
use crate::model::{HeaderRow, Request};

/// The rows that are sent besides the request's own, each with the name of the ancestor that has it: those of the nearest
/// ancestor first.
///
/// A row is left out when something nearer to the request sends one of that name, in any case of letters (RFC 9110, 5.1). A
/// row that is switched off is sent by nobody and hides nothing, as in Bruno. Several rows of one name in one table all
/// count, as they do in the request's own.
pub fn inherited_headers(request: &Request, ancestors: &[Ancestor]) -> Vec<(HeaderRow, String)> {
    let mut sent: Vec<String> = request.http.headers.iter().filter_map(name_of).collect();
    let mut inherited = Vec::new();
    for ancestor in ancestors {
        let rows = ancestor.headers.iter();
        let counting: Vec<&HeaderRow> = rows
            .filter(|row| name_of(row).is_some_and(|name| !sent.contains(&name)))
            .collect();
        sent.extend(counting.iter().copied().filter_map(name_of));
        inherited.extend(
            counting
                .into_iter()
                .map(|row| (row.clone(), ancestor.name.clone())),
        );
    }
    inherited
}

/// The name that a row is sent with, as it compares.
fn name_of(row: &HeaderRow) -> Option<String> {
    row.is_sent().then(|| row.name.trim().to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Auth, RowState};

    fn off(name: &str) -> HeaderRow {
        HeaderRow {
            state: RowState::Disabled,
            ..HeaderRow::new(name, "off")
        }
    }

    fn ancestor(name: &str, rows: Vec<HeaderRow>) -> Ancestor {
        Ancestor {
            headers: rows.into(),
            ..Ancestor::of_auth(name, Auth::default())
        }
    }

    #[test]
    fn the_nearest_row_of_a_name_counts_and_a_row_that_is_off_does_not() {
        let mut request = Request::default();
        request.http.headers = vec![
            HeaderRow::new("x-own", "1"),
            off("X-Off"),
            HeaderRow::new("", "nameless"),
        ];
        let ancestors = [
            ancestor(
                "folder Pets",
                vec![
                    HeaderRow::new("X-Own", "hidden"),
                    HeaderRow::new("X-Both", "folder"),
                    HeaderRow::new("X-Twice", "1"),
                    HeaderRow::new("x-twice", "2"),
                    off("X-Far"),
                ],
            ),
            ancestor(
                "collection Shop",
                vec![
                    HeaderRow::new("x-both", "hidden"),
                    HeaderRow::new("x-twice", "hidden"),
                    HeaderRow::new("x-off", "sent"),
                    HeaderRow::new("x-far ", "sent"),
                ],
            ),
        ];
        let rows = inherited_headers(&request, &ancestors);
        let rows: Vec<(&str, &str, &str)> = rows
            .iter()
            .map(|(row, from)| (row.name.as_str(), row.value.as_str(), from.as_str()))
            .collect();
        assert_eq!(
            rows,
            [
                ("X-Both", "folder", "folder Pets"),
                ("X-Twice", "1", "folder Pets"),
                ("x-twice", "2", "folder Pets"),
                ("x-off", "sent", "collection Shop"),
                ("x-far ", "sent", "collection Shop"),
            ]
        );
    }
}
