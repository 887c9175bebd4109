//! The header table, with the lines that we add, and the session token that nobody reads by accident.

use countersign::demo::{TEMPORARY_KEY_ID, TEMPORARY_SECRET, TEMPORARY_TOKEN};
use countersign::model::{HeaderRow, RowState};
use countersign::ui::command::Command;
use countersign::ui::reply::response_view::ResponsePage;
use countersign::ui::section::Section;
use countersign::ui::shown_signature::Side;
use eframe::egui::{Event, ImeEvent, Key, Modifiers, Rect, vec2};

use super::screen::{TOKEN_START, mark};
use super::test_window::{TestMachine, TestWindow};

/// A window with temporary credentials and the header table in front.
fn with_token() -> TestWindow {
    with_token_in(TestWindow::first_start())
}

fn with_token_in(mut window: TestWindow) -> TestWindow {
    window.fill("Access key ID", TEMPORARY_KEY_ID);
    window.fill_by_paste("Secret access key", TEMPORARY_SECRET);
    window.fill_by_paste("Session token", TEMPORARY_TOKEN);
    window.click("Headers");
    window.settle();
    assert!(TEMPORARY_TOKEN.starts_with(TOKEN_START));
    window
}

/// The texts in sight on the line of `name` in the header table, left to right.
fn line(window: &TestWindow, name: &str) -> Vec<String> {
    let editor_ends = window.panes_at() - 20.0;
    let drawn = window.drawn();
    let at: Rect = drawn
        .iter()
        .find(|drawn| drawn.text == name && drawn.seen.bottom() < editor_ends)
        .unwrap_or_else(|| panic!("no line {name:?}: {:#?}", window.texts()))
        .seen;
    let mut found: Vec<_> = drawn
        .into_iter()
        .filter(|drawn| (drawn.seen.top() - at.top()).abs() < 6.0)
        .collect();
    found.sort_by(|one, two| one.seen.left().total_cmp(&two.seen.left()));
    found.into_iter().map(|drawn| drawn.text).collect()
}

#[test]
fn the_lines_we_add_are_listed_as_they_will_be_and_were_sent() {
    let mut window = with_token();
    window.make_editor_higher(120.0);
    let authorization = window.report_live().authorization.as_str().to_owned();
    let live = [
        ("x-amz-date", "20261120T120000Z".to_owned(), "signed"),
        ("x-amz-security-token", mark(), "signed"),
        ("authorization", authorization, "not signed"),
    ];
    for (name, value, signed) in &live {
        assert_eq!(line(&window, name), [name, value.as_str(), signed], "live");
    }
    *window.machine.now.lock().unwrap() += time::Duration::seconds(61);
    window.send();
    assert_eq!(
        (window.status(), window.tab().signature.side),
        (200, Side::AsSent)
    );
    let sent = window.report_sent().authorization.as_str().to_owned();
    assert_eq!(
        line(&window, "x-amz-date"),
        ["x-amz-date", "20261120T120101Z", "signed"]
    );
    assert_eq!(
        line(&window, "authorization"),
        ["authorization", sent.as_str(), "not signed"]
    );
    assert_eq!(line(&window, "host")[2], "signed");
    window.click("Signature: Live");
    window.settle();
    assert_eq!(line(&window, "x-amz-date")[1], "20261120T120000Z");
}

#[test]
fn typed_rows_say_whether_they_are_signed_and_can_be_switched_off_and_removed() {
    let mut window = TestWindow::first_start();
    window.click("Headers");
    window.settle();
    for (number, name, value) in [
        (1, "X-Api-Key", "abc"),
        (2, "User-Agent", "mine"),
        (3, "X-Gone", "x"),
    ] {
        window.click("Add header");
        window.settle();
        window.fill(&format!("Header {number} name"), name);
        window.fill(&format!("Header {number} value"), value);
    }
    assert_eq!(
        line(&window, "X-Api-Key").last().map(String::as_str),
        Some("\u{e18e}")
    );
    assert!(line(&window, "X-Api-Key").contains(&"signed".to_owned()));
    assert!(line(&window, "User-Agent").contains(&"not signed".to_owned()));
    assert_eq!(
        window.report_live().signed_headers,
        ["host", "x-amz-date", "x-api-key", "x-gone"]
    );
    window.click("Send header 1");
    window.settle();
    assert_eq!(
        window.tab().draft.request.http.headers[0].state,
        RowState::Disabled
    );
    assert_eq!(
        window.report_live().signed_headers,
        ["host", "x-amz-date", "x-gone"]
    );
    window.click("Remove header 3");
    window.settle();
    assert_eq!(window.report_live().signed_headers, ["host", "x-amz-date"]);
    assert_eq!(window.tab().draft.request.http.headers.len(), 2);
    window.send();
    assert_eq!(window.status(), 200);
    let wire = window.sent().exchange.wire.as_ref().unwrap();
    let agent: Vec<&str> = wire
        .headers
        .iter()
        .filter(|header| header.name.as_str().eq_ignore_ascii_case("user-agent"))
        .map(|header| header.value.as_str())
        .collect();
    assert_eq!(agent, ["mine"]);
}

#[test]
fn a_row_removed_from_the_middle_leaves_the_others_their_texts() {
    let mut window = TestWindow::first_start();
    window.click("Headers");
    window.settle();
    for number in 1..=3 {
        window.click("Add header");
        window.settle();
        window.fill(&format!("Header {number} name"), &format!("x-{number}"));
    }
    window.click("Remove header 2");
    window.settle();
    window.enter("Header 2 name");
    window.type_text("x-three");
    let names: Vec<&str> = window
        .tab()
        .draft
        .request
        .http
        .headers
        .iter()
        .map(|row| row.name.as_str())
        .collect();
    assert_eq!(names, ["x-1", "x-three"]);
}

#[test]
fn the_session_token_is_masked_on_every_screen_until_it_is_asked_for() {
    let mut window = with_token();
    window.send();
    assert_eq!(window.status(), 200);
    let mut screens = 0;
    for section in [Section::Params, Section::Auth, Section::Headers, Section::Body] {
        for page in [ResponsePage::Body, ResponsePage::Headers, ResponsePage::Wire] {
            for side in [Side::Live, Side::AsSent] {
                let tab = window.tab_mut();
                (tab.section, tab.reply.response.page, tab.signature.side) = (section, page, side);
                window.settle();
                let told = window.everything_told();
                assert!(!told.contains(TOKEN_START), "{section:?} {page:?} {side:?}");
                assert!(told.contains(&mark()));
                screens += 1;
            }
        }
    }
    assert_eq!(screens, 24);
    for command in [Command::OpenPalette, Command::ShowShortcuts] {
        window.run(command);
        assert!(!window.everything_told().contains(TOKEN_START));
        window.press(eframe::egui::Modifiers::NONE, eframe::egui::Key::Escape);
        window.settle();
    }
}

#[test]
fn asking_for_the_session_token_shows_it_and_hiding_masks_it_again() {
    // The line is below the button, and a long one.
    let machine = TestMachine::with_size(eframe::egui::vec2(1280.0, 1000.0));
    let mut window = with_token_in(TestWindow::start(machine));
    window.click("Auth");
    window.settle();
    let place = window.button("Show the session token").rect();
    assert!(window.harness.ctx.content_rect().contains_rect(place));
    window.click("Show the session token");
    window.settle();
    let line = format!("x-amz-security-token:{TEMPORARY_TOKEN}");
    window.assert_sees(&line);
    window.scroll_to("Hide the session token");
    window.click("Hide the session token");
    window.settle();
    assert!(!window.everything_told().contains(TOKEN_START));
    window.assert_sees(&format!("x-amz-security-token:{}", mark()));
}

/// A window with rows of these names, the header table in front.
fn with_rows(names: &[&str]) -> TestWindow {
    let mut window = TestWindow::first_start();
    let rows = names.iter().map(|name| HeaderRow::new(*name, "1"));
    window.tab_mut().draft.request.http.headers = rows.collect();
    window.click("Headers");
    window.settle();
    window
}

fn names(window: &TestWindow) -> Vec<&str> {
    let rows = &window.tab().draft.request.http.headers;
    rows.iter().map(|row| row.name.as_str()).collect()
}

#[test]
fn a_name_is_completed_by_keys_while_the_list_is_open_and_only_then() {
    let mut window = with_rows(&[]);
    window.click("Add header");
    window.settle();
    window.type_text("content-t");
    window.settle();
    assert!(
        window.has_button("content-type media type of the body"),
        "{:#?}",
        window.controls()
    );
    window.press(Modifiers::NONE, Key::Tab);
    window.settle();
    assert_eq!(names(&window), ["content-type"]);
    assert_eq!(
        window.focused().as_deref(),
        Some("Header 1 name"),
        "the list took the key"
    );
    window.press(Modifiers::NONE, Key::Tab);
    window.settle();
    assert_eq!(
        window.focused().as_deref(),
        Some("Header 1 value"),
        "closed, it takes none"
    );
    window.type_text("application/x-amz");
    window.press(Modifiers::NONE, Key::ArrowDown);
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    assert_eq!(
        window.tab().draft.request.http.headers[0].value,
        "application/x-amz-json-1.1"
    );
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    assert_eq!(
        window.focused().as_deref(),
        Some("Header 2 name"),
        "Enter makes a row"
    );
    window.type_text("x-a");
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    window.press(Modifiers::NONE, Key::Tab);
    window.settle();
    assert_eq!(names(&window), ["content-type", "x-a"], "Escape closed the list");
    assert_eq!(window.focused().as_deref(), Some("Header 2 value"));
}

#[test]
fn a_name_that_the_cursor_passes_through_stays_as_it_is() {
    let mut window = with_rows(&["x-a", "acc"]);
    window.enter("Header 1 name");
    window.settle();
    for _ in 0..12 {
        window.press(Modifiers::NONE, Key::Tab);
        window.settle();
    }
    assert_eq!(names(&window), ["x-a", "acc"]);
}

#[test]
fn an_input_method_keeps_its_keys() {
    let mut window = with_rows(&[]);
    window.click("Add header");
    window.settle();
    window.event(Event::Ime(ImeEvent::Preedit {
        text: "acc".to_owned(),
        active_range_chars: None,
    }));
    assert!(!window.controls().iter().any(|name| name.starts_with("accept ")));
    window.press(Modifiers::NONE, Key::Enter);
    assert!(!names(&window).contains(&"accept"));
}

#[test]
fn whether_a_header_is_signed_can_be_turned_around_and_back() {
    let mut window = with_rows(&["x-team", "User-Agent"]);
    assert_eq!(
        window.report_live().signed_headers,
        ["host", "x-amz-date", "x-team"]
    );
    window.click("Do not sign x-team");
    window.settle();
    window.click("Sign user-agent");
    window.settle();
    assert_eq!(
        window.report_live().signed_headers,
        ["host", "user-agent", "x-amz-date"]
    );
    assert!(line(&window, "x-team").contains(&"not signed".to_owned()));
    window.assert_sees("proved");
    window.send();
    assert_eq!(window.status(), 200);
    let mut window = window.restart();
    window.click("Headers");
    window.settle();
    assert_eq!(
        window.report_live().signed_headers,
        ["host", "user-agent", "x-amz-date"]
    );
    window.click("x-team: back to automatic");
    window.settle();
    window.click("user-agent: back to automatic");
    window.settle();
    assert_eq!(
        window.report_live().signed_headers,
        ["host", "x-amz-date", "x-team"]
    );
    assert!(!window.has_button("Do not sign host") && !window.has_button("Sign authorization"));
}

#[test]
fn rows_move_by_their_handle_and_by_keys_and_duplicates_stay() {
    let mut window = with_rows(&["x-a", "x-b", "x-b"]);
    window.tab_mut().draft.request.http.headers[2].value = "2".to_owned();
    window.settle();
    let place = |window: &TestWindow, number: usize| {
        let field = window.field(&format!("Header {number} name")).rect();
        field.left_center() - vec2(42.0, 0.0)
    };
    let from = place(&window, 1);
    let by = place(&window, 3) - from + vec2(0.0, 8.0);
    window.drag(from, by);
    assert_eq!(names(&window), ["x-b", "x-b", "x-a"]);
    window.enter("Header 3 value");
    window.press(Modifiers::ALT, Key::ArrowUp);
    window.settle();
    assert_eq!(names(&window), ["x-b", "x-a", "x-b"]);
    assert_eq!(
        window.focused().as_deref(),
        Some("Header 2 value"),
        "the cursor goes along"
    );
    window.ctrl(Key::Z);
    assert_eq!(names(&window), ["x-b", "x-b", "x-a"]);
    let canonical = window.report_live().canonical_request.as_str().to_owned();
    assert!(canonical.contains("x-b:1,2\n"), "{canonical}");
}

#[test]
fn headers_are_edited_as_text() {
    let mut window = with_rows(&["x-a"]);
    window.click("Headers: Bulk edit");
    window.settle();
    window.fill_by_paste("Headers as text", "X-Api-Key: abc\n// x-off: 1\nx-empty:\n");
    let rows = &window.tab().draft.request.http.headers;
    let states: Vec<RowState> = rows.iter().map(|row| row.state).collect();
    assert_eq!(names(&window), ["X-Api-Key", "x-off", "x-empty"]);
    assert_eq!(states, [RowState::Enabled, RowState::Disabled, RowState::Enabled]);
    assert_eq!(
        window.report_live().signed_headers,
        ["host", "x-amz-date", "x-api-key", "x-empty"]
    );
    window.click("Headers: Rows");
    window.settle();
    assert_eq!(window.field("Header 1 value").value().as_deref(), Some("abc"));
}

fn wheel(window: &mut TestWindow, y: f32) {
    window.event(Event::MouseWheel {
        unit: eframe::egui::MouseWheelUnit::Point,
        delta: eframe::egui::vec2(0.0, y),
        phase: eframe::egui::TouchPhase::Move,
        source: eframe::egui::MouseWheelSource::Unknown,
        modifiers: Modifiers::NONE,
    });
    (0..8).for_each(|_| window.frame());
}

#[test]
fn tab_walks_through_a_long_table_row_by_row_and_the_focus_survives_scrolling() {
    let mut window = TestWindow::first_start();
    let rows = (0..300).map(|number| HeaderRow::new(format!("x-h-{number}"), "v"));
    window.tab_mut().draft.request.http.headers = rows.collect();
    window.tab_mut().section = Section::Headers;
    window.settle();
    window.settle();
    assert!(
        window.find_field("Header 300 name").is_some(),
        "Shift+Tab goes to it"
    );
    assert!(window.find_field("Header 150 name").is_none(), "far out of sight");
    window.enter("Header 1 name");
    let mut names = Vec::new();
    for _ in 0..80 {
        window.press(Modifiers::NONE, Key::Tab);
        window.frame();
        window.frame();
        let (name, place) = window.focus().unwrap();
        assert!(place.top() >= 0.0 && place.bottom() <= 800.0, "{name}: {place}");
        if name.ends_with(" name") {
            names.push(name);
        }
    }
    let expected: Vec<String> = (2..names.len() + 2)
        .map(|number| format!("Header {number} name"))
        .collect();
    assert_eq!(names, expected);
    assert!(names.len() >= 14, "{names:?}");
    let row = names.len() + 1;
    window.enter(&format!("Header {row} name"));
    let pos = window.field(&format!("Header {row} name")).rect().center();
    let is_in_sight = |window: &TestWindow| {
        let before = format!("x-h-{}", row - 2);
        window.drawn().iter().any(|drawn| drawn.text == before)
    };
    window.event(Event::PointerMoved(pos));
    assert!(is_in_sight(&window));
    wheel(&mut window, -2_000.0);
    assert!(!is_in_sight(&window));
    window.type_text("x-new");
    window.settle();
    assert_eq!(window.tab().draft.request.http.headers[row - 1].name, "x-new");
    while !window.focused().unwrap().starts_with("Remove header") {
        window.press(Modifiers::NONE, Key::Tab);
    }
    let button = window.focused();
    (0..4).for_each(|_| window.frame());
    wheel(&mut window, -2_000.0);
    assert!(!is_in_sight(&window));
    assert_eq!(window.focused(), button);
}
