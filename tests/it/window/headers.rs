//! The header table, with the lines that we add, and the session token that nobody reads by accident.

use countersign::demo::{TEMPORARY_KEY_ID, TEMPORARY_SECRET, TEMPORARY_TOKEN};
use countersign::model::{HeaderRow, RowState};
use countersign::ui::command::Command;
use countersign::ui::tab::{ResponsePage, Section, Side};
use eframe::egui::{Event, ImeEvent, Key, Modifiers, Rect, vec2};

use super::desk::Desk;
use super::screen::{TOKEN_START, mark};

/// A desk with temporary credentials and the header table in front.
fn with_token() -> Desk {
    let mut desk = Desk::first_start();
    desk.fill("Access key ID", TEMPORARY_KEY_ID);
    desk.fill_by_paste("Secret access key", TEMPORARY_SECRET);
    desk.fill_by_paste("Session token", TEMPORARY_TOKEN);
    desk.click("Headers");
    desk.settle();
    assert!(TEMPORARY_TOKEN.starts_with(TOKEN_START));
    desk
}

/// The texts in sight on the line of `name` in the header table, left to right.
fn line(desk: &Desk, name: &str) -> Vec<String> {
    let editor_ends = desk.panes_at() - 20.0;
    let drawn = desk.drawn();
    let at: Rect = drawn
        .iter()
        .find(|drawn| drawn.text == name && drawn.seen.bottom() < editor_ends)
        .unwrap_or_else(|| panic!("no line {name:?}: {:#?}", desk.texts()))
        .seen;
    let mut found: Vec<_> = drawn
        .into_iter()
        .filter(|drawn| (drawn.seen.center().y - at.center().y).abs() < 6.0)
        .collect();
    found.sort_by(|one, two| one.seen.left().total_cmp(&two.seen.left()));
    found.into_iter().map(|drawn| drawn.text).collect()
}

#[test]
fn the_lines_we_add_are_listed_as_they_will_be_and_were_sent() {
    let mut desk = with_token();
    desk.make_editor_higher(120.0);
    let authorization = desk.report_live().authorization.as_str().to_owned();
    let live = [
        ("x-amz-date", "20261120T120000Z".to_owned(), "signed"),
        ("x-amz-security-token", mark(), "signed"),
        ("authorization", authorization, "not signed"),
    ];
    for (name, value, signed) in &live {
        assert_eq!(line(&desk, name), [name, value.as_str(), signed], "live");
    }
    *desk.room.now.lock().unwrap() += time::Duration::seconds(61);
    desk.send();
    assert_eq!((desk.status(), desk.tab().side), (200, Side::AsSent));
    let sent = desk.report_sent().authorization.as_str().to_owned();
    assert_eq!(
        line(&desk, "x-amz-date"),
        ["x-amz-date", "20261120T120101Z", "signed"]
    );
    assert_eq!(
        line(&desk, "authorization"),
        ["authorization", sent.as_str(), "not signed"]
    );
    assert_eq!(line(&desk, "host")[2], "signed");
    desk.click("Signature: Live");
    desk.settle();
    assert_eq!(line(&desk, "x-amz-date")[1], "20261120T120000Z");
}

#[test]
fn typed_rows_say_whether_they_are_signed_and_can_be_switched_off_and_removed() {
    let mut desk = Desk::first_start();
    desk.click("Headers");
    desk.settle();
    for (number, name, value) in [
        (1, "X-Api-Key", "abc"),
        (2, "User-Agent", "mine"),
        (3, "X-Gone", "x"),
    ] {
        desk.click("Add header");
        desk.settle();
        desk.fill(&format!("Header {number} name"), name);
        desk.fill(&format!("Header {number} value"), value);
    }
    assert_eq!(
        line(&desk, "X-Api-Key").last().map(String::as_str),
        Some("\u{e18e}")
    );
    assert!(line(&desk, "X-Api-Key").contains(&"signed".to_owned()));
    assert!(line(&desk, "User-Agent").contains(&"not signed".to_owned()));
    assert_eq!(
        desk.report_live().signed_headers,
        ["host", "x-amz-date", "x-api-key", "x-gone"]
    );
    desk.click("Send header 1");
    desk.settle();
    assert_eq!(desk.tab().request.http.headers[0].state, RowState::Disabled);
    assert_eq!(
        desk.report_live().signed_headers,
        ["host", "x-amz-date", "x-gone"]
    );
    desk.click("Remove header 3");
    desk.settle();
    assert_eq!(desk.report_live().signed_headers, ["host", "x-amz-date"]);
    assert_eq!(desk.tab().request.http.headers.len(), 2);
    desk.send();
    assert_eq!(desk.status(), 200);
    let wire = desk.sent().exchange.wire.as_ref().unwrap();
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
    let mut desk = Desk::first_start();
    desk.click("Headers");
    desk.settle();
    for number in 1..=3 {
        desk.click("Add header");
        desk.settle();
        desk.fill(&format!("Header {number} name"), &format!("x-{number}"));
    }
    desk.click("Remove header 2");
    desk.settle();
    desk.enter("Header 2 name");
    desk.type_text("x-three");
    let names: Vec<&str> = desk
        .tab()
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
    let mut desk = with_token();
    desk.send();
    assert_eq!(desk.status(), 200);
    let mut screens = 0;
    for section in [Section::Params, Section::Auth, Section::Headers, Section::Body] {
        for page in [ResponsePage::Body, ResponsePage::Headers, ResponsePage::Wire] {
            for side in [Side::Live, Side::AsSent] {
                let tab = desk.tab_mut();
                (tab.section, tab.response.page, tab.side) = (section, page, side);
                desk.settle();
                let told = desk.everything_told();
                assert!(!told.contains(TOKEN_START), "{section:?} {page:?} {side:?}");
                assert!(told.contains(&mark()));
                screens += 1;
            }
        }
    }
    assert_eq!(screens, 24);
    for command in [Command::OpenPalette, Command::ShowShortcuts] {
        desk.run(command);
        assert!(!desk.everything_told().contains(TOKEN_START));
        desk.press(eframe::egui::Modifiers::NONE, eframe::egui::Key::Escape);
        desk.settle();
    }
}

#[test]
fn asking_for_the_session_token_shows_it_and_hiding_masks_it_again() {
    let mut desk = with_token();
    let place = desk.button("Show the session token").rect();
    assert!(desk.harness.ctx.content_rect().contains_rect(place));
    desk.click("Show the session token");
    desk.settle();
    desk.assert_sees(&format!("x-amz-security-token:{TEMPORARY_TOKEN}"));
    desk.scroll_to("Hide the session token");
    desk.click("Hide the session token");
    desk.settle();
    assert!(!desk.everything_told().contains(TOKEN_START));
    desk.assert_sees(&format!("x-amz-security-token:{}", mark()));
}

/// A desk with rows of these names, the header table in front.
fn with_rows(names: &[&str]) -> Desk {
    let mut desk = Desk::first_start();
    let rows = names.iter().map(|name| HeaderRow::new(*name, "1"));
    desk.tab_mut().request.http.headers = rows.collect();
    desk.click("Headers");
    desk.settle();
    desk
}

fn names(desk: &Desk) -> Vec<&str> {
    let rows = &desk.tab().request.http.headers;
    rows.iter().map(|row| row.name.as_str()).collect()
}

#[test]
fn a_name_is_completed_by_keys_while_the_list_is_open_and_only_then() {
    let mut desk = with_rows(&[]);
    desk.click("Add header");
    desk.settle();
    desk.type_text("content-t");
    desk.settle();
    assert!(
        desk.has_button("content-type media type of the body"),
        "{:#?}",
        desk.controls()
    );
    desk.press(Modifiers::NONE, Key::Tab);
    desk.settle();
    assert_eq!(names(&desk), ["content-type"]);
    assert_eq!(
        desk.focused().as_deref(),
        Some("Header 1 name"),
        "the list took the key"
    );
    desk.press(Modifiers::NONE, Key::Tab);
    desk.settle();
    assert_eq!(
        desk.focused().as_deref(),
        Some("Header 1 value"),
        "closed, it takes none"
    );
    desk.type_text("application/x-amz");
    desk.press(Modifiers::NONE, Key::ArrowDown);
    desk.press(Modifiers::NONE, Key::Enter);
    desk.settle();
    assert_eq!(
        desk.tab().request.http.headers[0].value,
        "application/x-amz-json-1.1"
    );
    desk.press(Modifiers::NONE, Key::Enter);
    desk.settle();
    assert_eq!(
        desk.focused().as_deref(),
        Some("Header 2 name"),
        "Enter makes a row"
    );
    desk.type_text("x-a");
    desk.press(Modifiers::NONE, Key::Escape);
    desk.settle();
    desk.press(Modifiers::NONE, Key::Tab);
    desk.settle();
    assert_eq!(names(&desk), ["content-type", "x-a"], "Escape closed the list");
    assert_eq!(desk.focused().as_deref(), Some("Header 2 value"));
}

#[test]
fn a_name_that_the_cursor_passes_through_stays_as_it_is() {
    let mut desk = with_rows(&["x-a", "acc"]);
    desk.enter("Header 1 name");
    desk.settle();
    for _ in 0..12 {
        desk.press(Modifiers::NONE, Key::Tab);
        desk.settle();
    }
    assert_eq!(names(&desk), ["x-a", "acc"]);
}

#[test]
fn an_input_method_keeps_its_keys() {
    let mut desk = with_rows(&[]);
    desk.click("Add header");
    desk.settle();
    desk.event(Event::Ime(ImeEvent::Preedit {
        text: "acc".to_owned(),
        active_range_chars: None,
    }));
    assert!(!desk.controls().iter().any(|name| name.starts_with("accept ")));
    desk.press(Modifiers::NONE, Key::Enter);
    assert!(!names(&desk).contains(&"accept"));
}

#[test]
fn whether_a_header_is_signed_can_be_turned_around_and_back() {
    let mut desk = with_rows(&["x-team", "User-Agent"]);
    assert_eq!(
        desk.report_live().signed_headers,
        ["host", "x-amz-date", "x-team"]
    );
    desk.click("Do not sign x-team");
    desk.settle();
    desk.click("Sign user-agent");
    desk.settle();
    assert_eq!(
        desk.report_live().signed_headers,
        ["host", "user-agent", "x-amz-date"]
    );
    assert!(line(&desk, "x-team").contains(&"not signed".to_owned()));
    desk.assert_sees("proved");
    desk.send();
    assert_eq!(desk.status(), 200);
    let mut desk = desk.restart();
    desk.click("Headers");
    desk.settle();
    assert_eq!(
        desk.report_live().signed_headers,
        ["host", "user-agent", "x-amz-date"]
    );
    desk.click("x-team: back to automatic");
    desk.settle();
    desk.click("user-agent: back to automatic");
    desk.settle();
    assert_eq!(
        desk.report_live().signed_headers,
        ["host", "x-amz-date", "x-team"]
    );
    assert!(!desk.has_button("Do not sign host") && !desk.has_button("Sign authorization"));
}

#[test]
fn rows_move_by_their_handle_and_by_keys_and_duplicates_stay() {
    let mut desk = with_rows(&["x-a", "x-b", "x-b"]);
    desk.tab_mut().request.http.headers[2].value = "2".to_owned();
    desk.settle();
    let place = |desk: &Desk, number: usize| {
        let field = desk.field(&format!("Header {number} name")).rect();
        field.left_center() - vec2(42.0, 0.0)
    };
    let from = place(&desk, 1);
    let by = place(&desk, 3) - from + vec2(0.0, 8.0);
    desk.drag(from, by);
    assert_eq!(names(&desk), ["x-b", "x-b", "x-a"]);
    desk.enter("Header 3 value");
    desk.press(Modifiers::ALT, Key::ArrowUp);
    desk.settle();
    assert_eq!(names(&desk), ["x-b", "x-a", "x-b"]);
    assert_eq!(
        desk.focused().as_deref(),
        Some("Header 2 value"),
        "the cursor goes along"
    );
    desk.ctrl(Key::Z);
    assert_eq!(names(&desk), ["x-b", "x-b", "x-a"]);
    let canonical = desk.report_live().canonical_request.as_str().to_owned();
    assert!(canonical.contains("x-b:1,2\n"), "{canonical}");
}

#[test]
fn headers_are_edited_as_text() {
    let mut desk = with_rows(&["x-a"]);
    desk.click("Headers: Bulk edit");
    desk.settle();
    desk.fill_by_paste("Headers as text", "X-Api-Key: abc\n// x-off: 1\nx-empty:\n");
    let rows = &desk.tab().request.http.headers;
    let states: Vec<RowState> = rows.iter().map(|row| row.state).collect();
    assert_eq!(names(&desk), ["X-Api-Key", "x-off", "x-empty"]);
    assert_eq!(states, [RowState::Enabled, RowState::Disabled, RowState::Enabled]);
    assert_eq!(
        desk.report_live().signed_headers,
        ["host", "x-amz-date", "x-api-key", "x-empty"]
    );
    desk.click("Headers: Rows");
    desk.settle();
    assert_eq!(desk.field("Header 1 value").value().as_deref(), Some("abc"));
}

fn wheel(desk: &mut Desk, y: f32) {
    desk.event(Event::MouseWheel {
        unit: eframe::egui::MouseWheelUnit::Point,
        delta: eframe::egui::vec2(0.0, y),
        phase: eframe::egui::TouchPhase::Move,
        source: eframe::egui::MouseWheelSource::Unknown,
        modifiers: Modifiers::NONE,
    });
    (0..8).for_each(|_| desk.frame());
}

#[test]
fn tab_walks_through_a_long_table_row_by_row_and_the_focus_survives_scrolling() {
    let mut desk = Desk::first_start();
    let rows = (0..300).map(|number| HeaderRow::new(format!("x-h-{number}"), "v"));
    desk.tab_mut().request.http.headers = rows.collect();
    desk.tab_mut().section = Section::Headers;
    desk.settle();
    desk.settle();
    assert!(
        desk.find_field("Header 300 name").is_some(),
        "Shift+Tab goes to it"
    );
    assert!(desk.find_field("Header 150 name").is_none(), "far out of sight");
    desk.enter("Header 1 name");
    let mut names = Vec::new();
    for _ in 0..80 {
        desk.press(Modifiers::NONE, Key::Tab);
        desk.frame();
        desk.frame();
        let (name, place) = desk.focus().unwrap();
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
    desk.enter(&format!("Header {row} name"));
    let pos = desk.field(&format!("Header {row} name")).rect().center();
    let is_in_sight = |desk: &Desk| {
        let before = format!("x-h-{}", row - 2);
        desk.drawn().iter().any(|drawn| drawn.text == before)
    };
    desk.event(Event::PointerMoved(pos));
    assert!(is_in_sight(&desk));
    wheel(&mut desk, -2_000.0);
    assert!(!is_in_sight(&desk));
    desk.type_text("x-new");
    desk.settle();
    assert_eq!(desk.tab().request.http.headers[row - 1].name, "x-new");
    while !desk.focused().unwrap().starts_with("Remove header") {
        desk.press(Modifiers::NONE, Key::Tab);
    }
    let button = desk.focused();
    (0..4).for_each(|_| desk.frame());
    wheel(&mut desk, -2_000.0);
    assert!(!is_in_sight(&desk));
    assert_eq!(desk.focused(), button);
}
