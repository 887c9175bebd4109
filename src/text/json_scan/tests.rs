use proptest::prelude::*;

use super::super::stop::never;
use super::*;

fn ended(bytes: &[u8]) -> Ended {
    scan(bytes, &never, &mut |_| Flow::On).unwrap()
}

fn problem(text: &str) -> (usize, String) {
    match ended(text.as_bytes()) {
        Ended::Invalid { error, .. } => (error.offset, error.to_string()),
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn problems_have_a_place_and_words() {
    for (text, offset, words) in [
        ("", 0, "The text ends where a value is expected"),
        ("[1,]", 3, "A comma before a closing bracket"),
        ("{\"a\":1,}", 7, "A comma before a closing bracket"),
        ("{'a':1}", 1, "A key or } is expected, not '"),
        ("{\"a\" 1}", 5, "A colon is expected, not 1"),
        ("[1 2]", 3, "A comma or ] is expected, not 2"),
        ("[1}", 2, "A closing bracket of the other kind"),
        ("nul", 3, "A word other than true, false and null"),
        ("None", 0, "A word other than true, false and null"),
        ("01", 1, "A number that JSON does not allow"),
        ("[.5]", 1, "A number that JSON does not allow"),
        ("1.", 2, "A number that JSON does not allow"),
        (
            "\"a\tb\"",
            2,
            "A control character in a string: it has to be escaped",
        ),
        (r#""\x""#, 2, "An escape that JSON does not have"),
        (r#""\u12g4""#, 5, "An escape that JSON does not have"),
        ("{}{}", 2, "A second value without a line end before it"),
        ("[", 1, "The text ends where a value or ] is expected"),
        ("\"a", 2, "The text ends where the end of a string is expected"),
        ("\u{0}", 0, "A value is expected, not byte 00"),
    ] {
        assert_eq!(problem(text), (offset, words.to_owned()), "{text}");
    }
}

#[test]
fn lines_of_json_and_a_byte_order_mark_are_read() {
    assert_eq!(ended(b"{\"a\":1}\n[2]\r\n3\n"), Ended::Valid);
    assert_eq!(ended(b"\xEF\xBB\xBF{}"), Ended::Valid);
}

#[test]
fn a_million_nested_arrays_are_read_without_recursion() {
    let deep = "[".repeat(1_000_000) + &"]".repeat(1_000_000);
    assert_eq!(ended(deep.as_bytes()), Ended::Valid);
    assert_eq!(problem(&"[".repeat(1_000_000)).0, 1_000_000);
}

fn almost_json() -> impl Strategy<Value = Vec<u8>> {
    let piece = proptest::sample::select(vec![
        "{", "}", "[", "]", ":", ",", "\"a\"", "\"", "\\", "u00e9", "1", "-", "0", ".5", "e+", "true",
        "fals", "null", " ", "\t", "é", "{\"k\":", "[1,2]", "\"\\n\"",
    ]);
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat().into_bytes())
}

proptest! {
    #[test]
    fn what_serde_json_reads_is_read_and_nothing_else(bytes in almost_json()) {
        let expected = serde_json::from_slice::<serde::de::IgnoredAny>(&bytes).is_ok();
        prop_assert_eq!(ended(&bytes) == Ended::Valid, expected);
    }

    #[test]
    fn pieces_give_the_events_of_the_whole(
        bytes in almost_json(),
        cuts in proptest::collection::vec(1usize..5, 0..30),
    ) {
        let mut whole = Vec::new();
        let ended = scan(&bytes, &never, &mut |event| {
            whole.push(event);
            Flow::On
        }).unwrap();
        let mut pieces = Vec::new();
        let mut each = |event| {
            pieces.push(event);
            Flow::On
        };
        let mut scanner = Scanner::default();
        let mut rest = bytes.as_slice();
        let mut result = Ok(());
        for cut in cuts.into_iter().chain([bytes.len()]) {
            let (piece, after) = rest.split_at(cut.min(rest.len()));
            result = result.and_then(|()| scanner.feed(piece, &mut each));
            rest = after;
        }
        let result = result.and_then(|()| scanner.finish(&mut each));
        let place = |ended| match ended {
            Ended::Invalid { error, .. } => Some(error),
            _ => None,
        };
        prop_assert_eq!(place(result.err().unwrap_or(Ended::Valid)), place(ended));
        prop_assert_eq!(pieces, whole);
    }
}
