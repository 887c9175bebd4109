//! Searches and filters. Input: a line with the query, then the body.

use countersign::text::json_path::json_path;
use countersign::text::line_diff::{changed_words, diff_lines};
use countersign::text::search::{Query, find_all};
use countersign::text::xpath::xpath;
use countersign::text::{Tape, never};

/// Any query is read or refused; what is found lies in the body and holds what was asked for.
pub fn run(data: &[u8]) {
    let at = data.iter().position(|byte| *byte == b'\n').unwrap_or(0);
    let (query, body) = data.split_at(at);
    let query = String::from_utf8_lossy(query);
    let found = find_all(body, &Query::text(&query), &never).unwrap();
    for range in found.ranges {
        assert_eq!(&body[range], query.as_bytes());
    }
    for query in [
        Query::text(&query).in_any_case().as_whole_word(),
        Query::text(&query).as_whole_word(),
        Query::regex(&query),
    ] {
        if let Ok(found) = find_all(body, &query, &never) {
            assert!(found.ranges.windows(2).all(|pair| pair[0].end <= pair[1].start));
            assert!(
                found
                    .ranges
                    .iter()
                    .all(|range| !range.is_empty() && range.end <= body.len())
            );
        }
    }
    let tape = Tape::of(body, &never).unwrap();
    if let Ok(picked) = json_path(body, &tape, &query, &never) {
        assert!(picked.results.iter().all(|result| result.range.end <= body.len()));
    }
    let text = String::from_utf8_lossy(body);
    if let Ok(picked) = xpath(&text, &query, &never) {
        assert!(
            picked
                .results
                .iter()
                .all(|result| text.get(result.range.clone()).is_some())
        );
    }
    let diff = diff_lines(data, body, &never).unwrap();
    diff.rows(2);
    let (removed, added) = changed_words(&query, &text);
    assert!(removed.iter().all(|range| query.get(range.clone()).is_some()));
    assert!(added.iter().all(|range| text.get(range.clone()).is_some()));
}
