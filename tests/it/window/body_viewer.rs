//! The viewer of the reply body: rows, selection, copies and search on bodies that came over a connection.

use std::fmt::Write as _;

use countersign::model::{AuthKind, BodyKind};
use countersign::text::{Position, Selection};
use countersign::ui::body_viewer::LineWrap;
use countersign::ui::command::Command;
use countersign::ui::reply::response_view::BodyLayout;
use eframe::egui::{Event, Key, Modifiers, PointerButton, Pos2, Rect, pos2, vec2};
use egui_kittest::kittest::Queryable as _;

use super::test_window::TestWindow;
use crate::support::server::Server;

/// A window that has received `body`.
pub(super) fn received(content_type: &'static str, body: Vec<u8>) -> TestWindow {
    let server: Server<()> = Server::start(move |mut connection, _| {
        connection.request();
        let length = body.len();
        let head =
            format!("HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\n\r\n");
        connection.write(head.as_bytes());
        connection.write(&body);
        connection.until_closed();
    });
    let mut window = TestWindow::first_start();
    window.tab_mut().draft.request.http.auth.kind = AuthKind::None;
    window.fill("URL", &format!("http://127.0.0.1:{}/", server.port()));
    window.send();
    window
}

/// Lines `line 1` to `line N`.
pub(super) fn lines(count: usize) -> Vec<u8> {
    let mut text = String::new();
    for number in 1..=count {
        writeln!(text, "line {number}").unwrap();
    }
    text.into_bytes()
}

/// Where a text is drawn.
#[track_caller]
pub(super) fn place_of(window: &TestWindow, text: &str) -> Rect {
    let drawn = window.drawn();
    let found = drawn.iter().find(|drawn| drawn.text == text);
    found.unwrap_or_else(|| panic!("{text:?} is not drawn")).seen
}

pub(super) fn button(pos: Pos2, pressed: bool, modifiers: Modifiers) -> Event {
    Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers,
    }
}

fn drag(window: &mut TestWindow, from: Pos2, to: Pos2) {
    window.event(Event::PointerMoved(from));
    window.event(button(from, true, Modifiers::NONE));
    for part in [0.3, 0.7, 1.0] {
        window.event(Event::PointerMoved(from + (to - from) * part));
    }
    window.event(button(to, false, Modifiers::NONE));
    window.settle();
}

pub(super) fn clicks(window: &mut TestWindow, at: Pos2, count: usize, modifiers: Modifiers) {
    window.event(Event::ModifiersChanged(modifiers));
    window.event(Event::PointerMoved(at));
    for _ in 0..count {
        window.event(button(at, true, modifiers));
        window.event(button(at, false, modifiers));
    }
    window.event(Event::ModifiersChanged(Modifiers::NONE));
    window.settle();
}

/// What Ctrl+C puts on the clipboard.
#[track_caller]
pub(super) fn copied(window: &mut TestWindow) -> String {
    window.event(Event::Copy);
    window.frame();
    window.copied.pop().expect("something is copied")
}

#[test]
fn the_rows_in_sight_are_told_to_a_screen_reader() {
    let window = received("text/plain", lines(5000));
    assert!(window.harness.query_by_label("line 1").is_some());
    assert!(window.harness.query_by_label("line 400").is_none());
    assert!(window.harness.query_by_label("Body text").is_some());
}

#[test]
fn keys_reach_the_last_of_two_million_lines_exactly() {
    let count = 2_000_000;
    let mut window = received("text/plain", lines(count));
    let at = place_of(&window, "line 2").center();
    clicks(&mut window, at, 1, Modifiers::NONE);
    assert_eq!(window.focused().as_deref(), Some("Body text"));
    window.press(Modifiers::NONE, Key::End);
    window.settle();
    let last = format!("line {count}");
    place_of(&window, &last);
    place_of(&window, "line 1999999");
    window.press(Modifiers::NONE, Key::ArrowUp);
    window.press(Modifiers::NONE, Key::ArrowUp);
    window.settle();
    let top = window.tab().reply.viewer.top();
    window.press(Modifiers::NONE, Key::PageUp);
    window.settle();
    assert!(window.tab().reply.viewer.top() < top - 3);
    window.press(Modifiers::NONE, Key::PageDown);
    window.settle();
    assert_eq!(window.tab().reply.viewer.top(), top);
    window.press(Modifiers::NONE, Key::Home);
    window.settle();
    place_of(&window, "line 1");
    assert_eq!(window.tab().reply.viewer.top(), 0);
}

#[test]
fn the_scroll_bar_reaches_both_ends() {
    let mut window = received("text/plain", lines(100_000));
    let node = window.harness.get_by_label("Body text").rect();
    let bar = |y: f32| pos2(node.right() + 6.0, y);
    drag(&mut window, bar(node.top() + 4.0), bar(node.bottom() + 400.0));
    place_of(&window, "line 100000");
    drag(&mut window, bar(node.bottom() - 4.0), bar(node.top() - 400.0));
    place_of(&window, "line 1");
    clicks(&mut window, bar(node.center().y), 1, Modifiers::NONE);
    let top = window.tab().reply.viewer.top();
    assert!((49_000..51_000).contains(&top), "{top}");
}

#[test]
fn a_drag_selects_and_the_copy_is_of_the_body() {
    let mut window = received("text/plain", lines(300));
    let first = place_of(&window, "line 2");
    let second = place_of(&window, "line 4");
    drag(
        &mut window,
        first.left_center(),
        second.right_center() + vec2(30.0, 0.0),
    );
    assert_eq!(copied(&mut window), "line 2\nline 3\nline 4");
    let third = place_of(&window, "line 6");
    clicks(
        &mut window,
        third.right_center() + vec2(20.0, 0.0),
        1,
        Modifiers::SHIFT,
    );
    assert_eq!(copied(&mut window), "line 2\nline 3\nline 4\nline 5\nline 6");
}

#[test]
fn a_double_click_takes_the_word_and_a_third_the_line() {
    let mut window = received("text/plain", b"alpha beta gamma\nsecond\n".to_vec());
    // The frames of a harness are too far apart for a double click.
    let ctx = window.harness.ctx.clone();
    ctx.options_mut(|options| options.input_options.max_double_click_delay = 0.6);
    let at = place_of(&window, "alpha beta gamma").center();
    clicks(&mut window, at, 2, Modifiers::NONE);
    assert_eq!(copied(&mut window), "beta");
    clicks(&mut window, at, 3, Modifiers::NONE);
    assert_eq!(copied(&mut window), "alpha beta gamma");
}

#[test]
fn a_drag_beyond_the_edge_scrolls_and_selects_on() {
    let mut window = received("text/plain", lines(3000));
    let from = place_of(&window, "line 1").left_center();
    let node = window.harness.get_by_label("Body text").rect();
    let below = pos2(from.x + 5.0, node.bottom() + 16.0);
    window.event(Event::PointerMoved(from));
    window.event(button(from, true, Modifiers::NONE));
    window.event(Event::PointerMoved(below));
    for _ in 0..40 {
        window.frame();
    }
    window.event(button(below, false, Modifiers::NONE));
    window.settle();
    assert!(window.tab().reply.viewer.top() > 5);
    let text = copied(&mut window);
    assert!(text.starts_with("line 1\nline 2\n") && text.lines().count() > 20);
}

#[test]
fn all_of_a_large_body_is_copied_by_a_worker_or_refused_with_a_sentence() {
    let body = lines(50_000);
    let mut window = received("text/plain", body.clone());
    let at = place_of(&window, "line 2").center();
    clicks(&mut window, at, 1, Modifiers::NONE);
    window.ctrl(Key::A);
    window.event(Event::Copy);
    window.until("the copy is made", |window| !window.copied.is_empty());
    assert_eq!(window.copied.pop().unwrap().as_bytes(), body.trim_ascii_end());

    let mut window = received("text/plain", lines(1_200_000));
    let at = place_of(&window, "line 2").center();
    clicks(&mut window, at, 1, Modifiers::NONE);
    window.ctrl(Key::A);
    window.event(Event::Copy);
    window.until("the limit is said", |window| {
        window.sees("are too large for the clipboard")
    });
    assert!(window.copied.is_empty());
}

#[test]
fn json_is_shown_indented_raw_and_in_hex() {
    let mut window = received("application/json", b"{\"name\":\"Rex\",\"tags\":[1,2]}".to_vec());
    place_of(&window, "  \"name\": \"Rex\",");
    window.click("Body: Raw");
    window.settle();
    place_of(&window, "{\"name\":\"Rex\",\"tags\":[1,2]}");
    window.click("Body: Hex");
    window.settle();
    assert!(window.sees("00000000  7b 22 6e 61 6d 65 22 3a"));
    window.click("Body: Pretty");
    window.settle();
    let row = place_of(&window, "  \"name\": \"Rex\",");
    clicks(&mut window, row.center(), 1, Modifiers::NONE);
    window.ctrl(Key::A);
    let value: serde_json::Value = serde_json::from_slice(&window.sent().received.bytes).unwrap();
    assert_eq!(copied(&mut window), serde_json::to_string_pretty(&value).unwrap());
}

#[test]
fn bytes_that_are_no_text_open_in_hex() {
    let window = received("application/octet-stream", (0..=255).cycle().take(2000).collect());
    assert!(window.sees("00000010  10 11 12 13"));
}

pub(super) fn find(window: &mut TestWindow, text: &str, count: &str) {
    window.fill("Find in the body", text);
    let count = count.to_owned();
    window.until("the search ends", move |window| window.sees(&count));
    window.settle();
}

#[test]
fn a_search_counts_and_steps_through_the_whole_body() {
    let mut window = received("text/plain", lines(3000));
    window.ctrl(Key::F);
    window.settle();
    assert_eq!(window.focused().as_deref(), Some("Find in the body"));
    find(&mut window, "LINE 15", "1 of 111");
    place_of(&window, "line 15");
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    window.assert_sees("2 of 111");
    place_of(&window, "line 150");
    window.press(Modifiers::NONE, Key::F3);
    window.press(Modifiers::SHIFT, Key::F3);
    window.press(Modifiers::SHIFT, Key::F3);
    window.press(Modifiers::SHIFT, Key::F3);
    window.settle();
    window.assert_sees("111 of 111");
    place_of(&window, "line 1599");
    let found = window.tab().reply.viewer.selection().unwrap();
    let place = |column| Position { row: 1598, column };
    assert_eq!(
        found,
        Selection {
            anchor: place(0),
            head: place(7)
        }
    );
    window.click("Whole word");
    window.until("the search ends", |window| window.sees("1 of 1"));
    window.click("Match case");
    window.until("the search ends", |window| window.sees("Not found"));
    window.press(Modifiers::NONE, Key::Escape);
}

#[test]
fn a_pattern_is_searched_for_and_a_wrong_one_is_said() {
    let mut window = received("text/plain", lines(3000));
    window.run(Command::FindInBody);
    window.settle();
    window.click("Regular expression");
    find(&mut window, "^line 1.0$", "1 of 10");
    find(&mut window, "line (", "The pattern can not be read");
}

#[test]
fn a_body_in_a_file_is_shown_to_its_end_without_being_loaded() {
    let count = 7_000_000;
    let body = lines(count);
    let length = body.len();
    assert!(length > 64 << 20);
    let mut window = received("text/plain", body);
    assert_eq!(window.sent().received.bytes.len(), 8 << 20);
    window.until("rows are read", |window| window.sees("line 1"));
    let at = place_of(&window, "line 2").center();
    clicks(&mut window, at, 1, Modifiers::NONE);
    window.press(Modifiers::NONE, Key::End);
    let last = format!("line {count}");
    window.until("rows are read", |window| window.sees(&last));
    let last = format!("{:08x}  ", (length - 1) / 16 * 16);
    window.tab_mut().reply.response.layout = BodyLayout::Hex;
    window.frame();
    let at = window.harness.get_by_label("Body text").rect().center();
    clicks(&mut window, at, 1, Modifiers::NONE);
    window.press(Modifiers::NONE, Key::End);
    window.until("rows are read", |window| window.sees(&last));
    window.run(Command::FindInBody);
    window.settle();
    window.tab_mut().reply.response.layout = BodyLayout::Raw;
    window.settle();
    find(&mut window, "line 6999998", "1 of 1");
    window.until("rows are read", |window| window.sees("line 6999998"));
}

#[test]
fn a_bracket_is_folded_and_the_copy_holds_what_it_hides() {
    let mut window = received(
        "application/json",
        b"{\"a\":{\"x\":1,\"y\":2},\"b\":[3]}".to_vec(),
    );
    place_of(&window, "    \"x\": 1,");
    window.click("Fold line 2");
    window.settle();
    window.assert_sees_not("\"x\": 1,");
    place_of(&window, "  \"a\": {");
    place_of(&window, "  \"b\": [");
    let at = place_of(&window, "  \"b\": [").center();
    clicks(&mut window, at, 1, Modifiers::NONE);
    window.ctrl(Key::A);
    assert!(copied(&mut window).contains("\"x\": 1,"));
    window.run(Command::FindInBody);
    window.settle();
    find(&mut window, "\"y\"", "1 of 1");
    place_of(&window, "    \"y\": 2");
}

#[test]
fn what_is_not_json_is_said_with_its_place() {
    let window = received("application/json", b"{\"a\": 1,\n nonsense}".to_vec());
    window.assert_sees("Not JSON from line 2, character 2 on");
}

/// The text is in sight to its last character.
#[track_caller]
fn assert_whole(window: &TestWindow, text: &str) {
    let place = place_of(window, text);
    let area = window.harness.get_by_label("Body text").rect();
    let drawn = window.drawn();
    let galley = &drawn.iter().find(|drawn| drawn.text == text).unwrap().galley;
    assert!(place.right() <= area.right(), "{text}");
    assert!(
        galley.size().x <= place.width() + 1.0,
        "{text} is cut at the edge"
    );
}

#[test]
fn wrapped_rows_of_indented_text_are_in_sight_to_their_end() {
    let word = "abcdefghij ".repeat(40);
    let json = format!("{{\"a\":{{\"b\":[\"{word}\"]}}}}");
    let xml = format!("<a><b><c>{word}</c></b></a>");
    for (content_type, body) in [("application/json", json), ("application/xml", xml)] {
        let window = received(content_type, body.into_bytes());
        let rows: Vec<String> = window.texts();
        let continued: Vec<&String> = rows
            .iter()
            .filter(|row| row.starts_with("      ") && row.contains("abc"))
            .collect();
        assert!(continued.len() > 3, "{rows:#?}");
        for row in continued {
            assert_whole(&window, row);
        }
    }
}

#[test]
fn a_line_number_leads_to_its_line_among_five_million() {
    let count = 5_000_000;
    let mut window = received("text/plain", lines(count));
    window.until("rows are read", |window| window.sees("line 1"));
    window.ctrl(Key::G);
    window.settle();
    assert_eq!(window.focused().as_deref(), Some("Go to line"));
    window.until("all lines are counted", |window| window.sees("of 5,000,000"));
    for (typed, line) in [
        ("4,999,999", "line 4999999"),
        ("1234567", "line 1234567"),
        ("99999999", "line 5000000"),
    ] {
        window.fill("Go to line", typed);
        window.press(Modifiers::NONE, Key::Enter);
        window.until("the line is in sight", |window| window.sees(line));
        window.settle();
        place_of(&window, line);
        let found = window.tab().reply.viewer.selection().unwrap();
        let number: usize = line.strip_prefix("line ").unwrap().parse().unwrap();
        assert_eq!((found.anchor.row, found.head.row), (number - 1, number - 1));
    }
    window.fill("Go to line", "x");
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    window.assert_sees("Type a number up to 5,000,000");
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    assert!(window.find_field("Go to line").is_none());
}

#[test]
fn lines_are_wrapped_or_not_and_the_choice_stays() {
    let long = format!("{}end\nnext", "word ".repeat(150));
    let mut window = received("text/plain", long.into_bytes());
    let rows = |window: &TestWindow| window.tab().reply.viewer.document().lines().rows();
    assert!(rows(&window) > 5);
    window.run(Command::ToggleLineWrap);
    window.settle();
    assert_eq!(rows(&window), 2);
    let at = place_of(&window, "next").left_center();
    clicks(&mut window, at - vec2(0.0, 20.0), 1, Modifiers::NONE);
    window.press(Modifiers::NONE, Key::ArrowRight);
    window.settle();
    window.ctrl(Key::A);
    assert!(copied(&mut window).ends_with("end\nnext"));
    let mut window = window.restart();
    window.settle();
    assert_eq!(window.tab().reply.viewer.line_wrap(), LineWrap::Off);
}

/// A line that is too long for one row says so, and its copy is one line.
#[test]
fn a_line_that_is_broken_though_lines_are_not_wrapped_says_that_it_goes_on() {
    let long = "0123456789".repeat(700);
    let mut window = received("text/plain", format!("{long}\nnext").into_bytes());
    window.run(Command::ToggleLineWrap);
    window.settle();
    let at = place_of(&window, "next").center();
    clicks(&mut window, at, 1, Modifiers::NONE);
    let says = "the line goes on in the next row";
    let told = |window: &TestWindow| window.drawn().iter().filter(|drawn| drawn.text == says).count();
    // It stands behind the row, which is wider than the pane.
    for _ in 0..1200 {
        window.press(Modifiers::NONE, Key::ArrowRight);
    }
    window.settle();
    assert_eq!(told(&window), 2);
    window.ctrl(Key::A);
    assert_eq!(copied(&mut window), format!("{long}\nnext"));
    window.run(Command::ToggleLineWrap);
    window.settle();
    assert_eq!(told(&window), 0);
}

/// Of a long row only the part in sight is laid out; where a click falls and what is marked stays exact.
#[test]
fn a_click_far_to_the_right_of_a_long_line_is_exact() {
    let mut line = String::new();
    for number in 0..300 {
        write!(line, "n{number:04} ").unwrap();
    }
    let mut window = received("text/plain", line.into_bytes());
    window.run(Command::ToggleLineWrap);
    window.run(Command::FindInBody);
    window.settle();
    find(&mut window, "n0200", "1 of 1");
    let found = window.tab().reply.viewer.selection().unwrap();
    assert_eq!((found.anchor.column, found.head.column), (1200, 1205));
    let drawn = window.drawn();
    let row = drawn.iter().find(|drawn| drawn.text.contains("n0200 ")).unwrap();
    assert!(row.text.len() < 300);
    let columns = u16::try_from(row.text.len()).unwrap();
    let glyph = row.galley.size().x / f32::from(columns);
    let at = pos2(row.seen.left() + 4.6 * glyph, row.seen.center().y);
    let column_at = |window: &mut TestWindow, at: Pos2| {
        clicks(window, at, 1, Modifiers::NONE);
        window.tab().reply.viewer.selection().unwrap().head.column
    };
    let first = column_at(&mut window, at);
    // The match was brought to the middle of the pane.
    assert!((1150..1200).contains(&first), "{first}");
    assert_eq!(column_at(&mut window, at + vec2(30.0 * glyph, 0.0)), first + 30);
    let ctx = window.harness.ctx.clone();
    ctx.options_mut(|options| options.input_options.max_double_click_delay = 0.6);
    window.harness.step();
    clicks(&mut window, at, 2, Modifiers::NONE);
    let word = copied(&mut window);
    let number = first / 6;
    assert!(
        word == format!("n{number:04}") || word == " ",
        "{word} at {first}"
    );
}

#[test]
fn what_is_hidden_in_a_header_value_is_drawn() {
    let server: Server<()> = Server::start(|mut connection, _| {
        while connection.request().is_some() {
            let head = "HTTP/1.1 200 OK\r\nx-mark: a\u{202E}b\u{200B}c\r\ncontent-length: 0\r\n\r\n";
            connection.write(head.as_bytes());
        }
    });
    let mut window = TestWindow::first_start();
    window.tab_mut().draft.request.http.auth.kind = AuthKind::None;
    window.fill("URL", &format!("http://127.0.0.1:{}/", server.port()));
    window.send();
    window.click("Response headers");
    window.settle();
    window.assert_sees("a<U+202E>b<U+200B>c");
    // The request as sent, too.
    window
        .tab_mut()
        .draft
        .request
        .http
        .url
        .push_str("path?q=a\u{202E}b");
    window.tab_mut().draft.request.http.body.kind = BodyKind::Text;
    window.tab_mut().draft.request.http.body.text = "one\ntwo \u{200B}here".into();
    window.send();
    window.click("Response wire");
    window.settle();
    window.assert_sees("one\ntwo <U+200B>here");
}
