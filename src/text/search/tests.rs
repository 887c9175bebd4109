use proptest::prelude::*;

use super::super::source::tests::Spilled;
use super::super::stop::never;
use super::*;

fn found(text: &str, query: &Query) -> Vec<Range<usize>> {
    let found = find_all(text.as_bytes(), query, &never).unwrap();
    assert_eq!(found.total, found.ranges.len());
    found.ranges
}

#[test]
fn case_and_whole_words() {
    let text = "Cat cat concat cat_ CÄT, é.cat";
    assert_eq!(found(text, &Query::text("cat")), [4..7, 11..14, 15..18, 29..32]);
    assert_eq!(found(text, &Query::text("cat").as_whole_word()), [4..7, 29..32]);
    assert_eq!(
        found(text, &Query::text("cät").in_any_case()),
        std::slice::from_ref(&(20..24))
    );
    assert_eq!(
        found(text, &Query::text("CAT").in_any_case().as_whole_word()),
        [0..3, 4..7, 29..32]
    );
    assert_eq!(
        found("a -x- b", &Query::text("-X-").in_any_case().as_whole_word()),
        std::slice::from_ref(&(2..5))
    );
    assert_eq!(found(text, &Query::regex("c.t").as_whole_word()), [4..7, 29..32]);
    assert!(found(text, &Query::text("")).is_empty());
}

#[test]
fn patterns_see_lines_and_skip_the_empty() {
    assert_eq!(found("ab\r\nb\nab", &Query::regex("^a?b$")), [0..2, 4..5, 6..8]);
    assert_eq!(found("aXbb", &Query::regex("b*")), std::slice::from_ref(&(2..4)));
    assert!(found("ba", &Query::regex(r"\Aa")).is_empty());
}

#[test]
fn errors_are_readable() {
    let error = |query: &Query| find_all(&b"x"[..], query, &never).unwrap_err().to_string();
    assert_eq!(
        error(&Query::regex("a(b")),
        "The pattern can not be read: unclosed group"
    );
    assert_eq!(
        error(&Query::regex("(?:a{1000}){1000}")),
        "The pattern is too large: use smaller repetitions"
    );
    assert_eq!(
        error(&Query::text(&"x".repeat(10_001))),
        "The search text is longer than 10,000 bytes"
    );
    assert!(error(&Query::regex(&"(".repeat(5000))).starts_with("The pattern can not be read"));
    assert_eq!(
        find_all(&b"xx"[..], &Query::text("x"), &|| true),
        Err(Stopped.into())
    );
}

#[test]
fn next_and_previous_go_round() {
    let text = "x..x..x";
    let matches = find_all(text.as_bytes(), &Query::text("x"), &never).unwrap();
    assert_eq!(
        [matches.next_from(0), matches.next_from(1), matches.next_from(7)],
        [Some(0), Some(1), Some(0)]
    );
    assert_eq!(
        [matches.previous_from(6), matches.previous_from(0)],
        [Some(1), Some(2)]
    );
    assert_eq!(matches.within(1..4), std::slice::from_ref(&(3..4)));
    assert_eq!(Matches::default().next_from(0), None);
    assert_eq!(
        find_next(text.as_bytes(), &Query::text("x"), 1, &never),
        Ok(Some(3..4))
    );
    assert_eq!(find_next(text.as_bytes(), &Query::text("y"), 1, &never), Ok(None));
}

#[test]
fn matches_across_windows_are_found_once() {
    let mut bytes = vec![b'.'; 3 * WINDOW_BYTES];
    let places = [
        WINDOW_BYTES - 3,
        WINDOW_BYTES + OVERLAP_BYTES - 2,
        2 * WINDOW_BYTES - 1,
        2 * WINDOW_BYTES + 10,
    ];
    for at in places {
        bytes[at..at + 6].copy_from_slice(b"needle");
    }
    let spilled = Spilled { bytes: bytes.clone() };
    for query in [
        Query::text("needle"),
        Query::text("NEEDLE").in_any_case(),
        Query::regex("n.{4}e"),
    ] {
        let expected: Vec<_> = places.iter().map(|at| *at..at + 6).collect();
        assert_eq!(find_all(&bytes, &query, &never).unwrap().ranges, expected);
        assert_eq!(find_all(&spilled, &query, &never).unwrap().ranges, expected);
    }
}

#[test]
fn matches_beyond_the_bound_are_counted() {
    let bytes = vec![b'x'; MOST_MATCHES + 7];
    let found = find_all(&bytes, &Query::text("x"), &never).unwrap();
    assert_eq!(
        (found.ranges.len(), found.total),
        (MOST_MATCHES, MOST_MATCHES + 7)
    );
}

proptest! {
    #[test]
    fn equal_the_search_in_one_piece(
        bytes in proptest::collection::vec(prop_oneof![Just(b'a'), Just(b'b'), Just(b'A'), Just(b'\n'), Just(0xFF)], 0..200),
        text in "[abA]{1,3}",
        any_case in any::<bool>(),
    ) {
        let query = if any_case { Query::text(&text).in_any_case() } else { Query::text(&text) };
        let prefix = if any_case { "(?i)" } else { "" };
        let expected: Vec<_> = Regex::new(&format!("{prefix}{text}")).unwrap().find_iter(&bytes).map(|found| found.range()).collect();
        prop_assert_eq!(find_all(&bytes, &query, &never).unwrap().ranges, expected);
    }

    #[test]
    fn any_pattern_is_read_or_refused(pattern in "[a-c\\\\(){}\\[\\]*+?|^$.0-9]{0,12}", text in "[a-c\n]{0,30}") {
        if let Ok(found) = find_all(text.as_bytes(), &Query::regex(&pattern), &never) {
            for pair in found.ranges.windows(2) {
                prop_assert!(pair[0].end <= pair[1].start);
            }
        }
    }
}
