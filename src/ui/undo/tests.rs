use proptest::prelude::*;

use super::*;
use crate::model::{Assertion, Capture, HeaderRow, RowState};

fn url(text: &str) -> Request {
    let mut request = Request::default();
    request.http.url = text.to_owned();
    request
}

fn undo(history: &mut UndoHistory) -> Option<Request> {
    history.undo().map(|change| change.request)
}

fn redo(history: &mut UndoHistory) -> Option<Request> {
    history.redo().map(|change| change.request)
}

#[test]
fn the_cursor_goes_behind_what_changed() {
    for (old, new, at) in [
        ("abcd", "ab", 2),
        ("ab", "abcd", 4),
        ("aXXb", "ab", 1),
        ("aab", "ab", 1),
        ("é", "éü", 2),
        ("", "", 0),
        ("abc", "xyz", 3),
    ] {
        assert_eq!(end_of_change(old, new), at, "{old} {new}");
    }
    let mut history = UndoHistory::new(&url("https://h/"));
    let place = Id::unique("url field");
    history.observe(&url("https://hello/"), 0.0, Some(place));
    assert_eq!(history.undo().unwrap().cursor, Some((place, 9)));
    assert_eq!(history.redo().unwrap().cursor, Some((place, 13)));
}

#[test]
fn a_request_has_edits_until_it_is_what_was_opened_again() {
    let mut history = UndoHistory::new(&url("a"));
    assert_eq!(history.edits(), Edits::None);
    history.observe(&url("ab"), 0.0, None);
    assert_eq!(history.edits(), Edits::Some);
    history.undo();
    assert_eq!(history.edits(), Edits::None);
    history.redo();
    assert_eq!(history.edits(), Edits::Some);
    history.observe(&url("a"), 9.0, None);
    assert_eq!(history.edits(), Edits::None, "typed back");
    history.amend(|request| request.http.method.push('X'));
    assert_eq!(history.edits(), Edits::None, "what is no edit makes none");
    let mut earlier = UndoHistory::of_edited(&url("a"));
    earlier.observe(&url("ab"), 0.0, None);
    earlier.undo();
    assert_eq!(earlier.edits(), Edits::Some, "what it was opened as is not known");
}

#[test]
fn a_change_names_the_section_in_which_it_is_seen() {
    let start = url("a");
    let section = |edit: &dyn Fn(&mut Request)| {
        let mut history = UndoHistory::new(&start);
        let mut request = start.clone();
        edit(&mut request);
        history.observe(&request, 0.0, None);
        history.undo().unwrap().section
    };
    assert_eq!(section(&|request| request.http.url.clear()), None);
    assert_eq!(section(&|request| request.http.method.clear()), None);
    assert_eq!(
        section(&|request| request.http.body.text.push('x')),
        Some(Section::Body)
    );
    assert_eq!(section(&|request| request.docs.push('x')), Some(Section::Docs));
    let checks: [&dyn Fn(&mut Request); 2] = [
        &|request| request.assertions.push(Assertion::default()),
        &|request| request.captures.push(Capture::default()),
    ];
    assert!(
        checks
            .into_iter()
            .all(|edit| section(edit) == Some(Section::Checks))
    );
    let region = |request: &mut Request| request.http.auth.aws.region.push('x');
    assert_eq!(section(&region), Some(Section::Auth));
    let flip = |request: &mut Request| {
        let options = &mut request.http.auth.aws.options;
        options.unsigned_headers.push("x-a".to_owned());
    };
    assert_eq!(section(&flip), Some(Section::Headers));
    let value = |request: &mut Request| request.http.path_values.push(crate::model::PathValue::default());
    assert_eq!(section(&value), Some(Section::Params));
}

#[test]
fn what_the_key_store_gives_back_is_in_every_state() {
    let mut history = UndoHistory::new(&url("a"));
    history.observe(&url("b"), 0.0, None);
    history.amend(|request| request.http.auth.aws.region.push('x'));
    assert_eq!(undo(&mut history).unwrap().http.auth.aws.region, "x");
    assert_eq!(redo(&mut history).unwrap().http.auth.aws.region, "x");
}

#[test]
fn typing_in_one_field_is_one_step_a_second() {
    let mut history = UndoHistory::new(&url(""));
    for (now, text) in [(0.0, "a"), (0.4, "ab"), (0.9, "abc"), (1.1, "abcd")] {
        history.observe(&url(text), now, None);
    }
    assert_eq!(undo(&mut history), Some(url("abc")));
    assert_eq!(undo(&mut history), Some(url("")));
    assert_eq!(history.undo(), None);
    assert_eq!(redo(&mut history), Some(url("abc")));
    assert_eq!(redo(&mut history), Some(url("abcd")));
    assert!(!history.can_redo());
}

#[test]
fn another_field_is_another_step_at_once() {
    let mut request = url("a");
    let mut history = UndoHistory::new(&url(""));
    history.observe(&request, 0.0, None);
    request.http.body.text.push('x');
    history.observe(&request, 0.1, None);
    assert_eq!(undo(&mut history), Some(url("a")));
}

#[test]
fn a_row_that_is_switched_off_is_a_step_of_its_own() {
    let mut request = url("a");
    request.http.headers.push(HeaderRow::new("x", "1"));
    let mut history = UndoHistory::new(&request);
    for (now, state) in [(0.0, RowState::Disabled), (0.1, RowState::Enabled)] {
        request.http.headers.first_mut().unwrap().state = state;
        history.observe(&request, now, None);
    }
    assert_eq!(
        undo(&mut history).unwrap().http.headers.first().unwrap().state,
        RowState::Disabled
    );
    assert_eq!(
        undo(&mut history).unwrap().http.headers.first().unwrap().state,
        RowState::Enabled
    );
}

#[test]
fn an_edit_after_an_undo_ends_the_redo() {
    let mut history = UndoHistory::new(&url(""));
    history.observe(&url("a"), 0.0, None);
    history.undo();
    history.observe(&url("b"), 5.0, None);
    assert!(!history.can_redo());
    assert_eq!(undo(&mut history), Some(url("")));
}

#[test]
fn large_texts_are_forgotten_before_they_fill_the_memory() {
    let mut request = Request::default();
    let mut history = UndoHistory::new(&request);
    for step in 0..40_u32 {
        request.http.body.text = char::from(b'a' + u8::try_from(step % 26).unwrap())
            .to_string()
            .repeat(4 * 1024 * 1024)
            .into();
        history.observe(&request, f64::from(step) * 2.0, None);
    }
    let undone = std::iter::from_fn(|| history.undo()).count();
    assert!((1..=8).contains(&undone), "{undone}");
}

#[test]
fn a_large_body_is_held_once_however_often_something_else_is_edited() {
    let mut request = Request::default();
    request.http.body.text = "x".repeat(4 * 1024 * 1024).into();
    let mut history = UndoHistory::new(&request);
    for step in 0..100_u32 {
        request.http.url = format!("https://h/{step}");
        history.observe(&request, f64::from(step) * 2.0, None);
    }
    let states: Vec<Request> = std::iter::from_fn(|| undo(&mut history)).collect();
    assert_eq!(states.len(), 100);
    let body = &request.http.body.text;
    assert!(
        states
            .iter()
            .all(|state| state.http.body.text.is_shared_with(body))
    );
}

proptest! {
    #[test]
    fn undoing_everything_returns_to_the_start_and_redoing_to_the_end(
        edits in proptest::collection::vec((0_u8..6, "[a-z]{0,4}", 0.0_f64..2.0), 1..60),
    ) {
        let start = url("https://example.com");
        let mut request = start.clone();
        let mut history = UndoHistory::new(&start);
        let mut now = 0.0;
        for (what, text, later) in edits {
            now += later;
            let http = &mut request.http;
            match what {
                0 => http.url.push_str(&text),
                1 => http.body.text = text.into(),
                2 => http.headers.push(HeaderRow::new(text, "v")),
                3 => drop(http.headers.pop()),
                4 => if let Some(row) = http.headers.first_mut() { row.value = text },
                _ => http.method = text,
            }
            history.observe(&request, now, None);
        }
        while let Some(undone) = undo(&mut history) {
            request = undone;
        }
        prop_assert_eq!(&request, &start);
        let end = Request::clone(history.future.first().unwrap_or(&history.present));
        while let Some(redone) = redo(&mut history) {
            request = redone;
        }
        prop_assert_eq!(request, end);
    }
}
