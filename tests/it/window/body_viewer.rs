//! The viewer of the reply body: rows, selection, copies and search on bodies that came over a connection.

use std::fmt::Write as _;

use countersign::model::{AuthKind, BodyKind};
use countersign::text::{Position, Selection};
use countersign::ui::command::Command;
use countersign::ui::reply::body_viewer::LineWrap;
use countersign::ui::tab::BodyLayout;
use eframe::egui::{Event, Key, Modifiers, PointerButton, Pos2, Rect, pos2, vec2};
use egui_kittest::kittest::Queryable as _;

use super::desk::Desk;
use crate::support::server::Server;

/// A window that has received `body`.
pub(super) fn received(content_type: &'static str, body: Vec<u8>) -> Desk {
    let server: Server<()> = Server::start(move |mut connection, _| {
        connection.request();
        let length = body.len();
        let head =
            format!("HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\n\r\n");
        connection.write(head.as_bytes());
        connection.write(&body);
        connection.until_closed();
    });
    let mut desk = Desk::first_start();
    desk.tab_mut().request.http.auth.kind = AuthKind::None;
    desk.fill("URL", &format!("http://127.0.0.1:{}/", server.port()));
    desk.send();
    desk
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
pub(super) fn place_of(desk: &Desk, text: &str) -> Rect {
    let drawn = desk.drawn();
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

fn drag(desk: &mut Desk, from: Pos2, to: Pos2) {
    desk.event(Event::PointerMoved(from));
    desk.event(button(from, true, Modifiers::NONE));
    for part in [0.3, 0.7, 1.0] {
        desk.event(Event::PointerMoved(from + (to - from) * part));
    }
    desk.event(button(to, false, Modifiers::NONE));
    desk.settle();
}

pub(super) fn clicks(desk: &mut Desk, at: Pos2, count: usize, modifiers: Modifiers) {
    desk.event(Event::ModifiersChanged(modifiers));
    desk.event(Event::PointerMoved(at));
    for _ in 0..count {
        desk.event(button(at, true, modifiers));
        desk.event(button(at, false, modifiers));
    }
    desk.event(Event::ModifiersChanged(Modifiers::NONE));
    desk.settle();
}

/// What Ctrl+C puts on the clipboard.
#[track_caller]
pub(super) fn copied(desk: &mut Desk) -> String {
    desk.event(Event::Copy);
    desk.frame();
    desk.copied.pop().expect("something is copied")
}

#[test]
fn the_rows_in_sight_are_told_to_a_screen_reader() {
    let desk = received("text/plain", lines(5000));
    assert!(desk.harness.query_by_label("line 1").is_some());
    assert!(desk.harness.query_by_label("line 400").is_none());
    assert!(desk.harness.query_by_label("Body text").is_some());
}

#[test]
fn keys_reach_the_last_of_two_million_lines_exactly() {
    let count = 2_000_000;
    let mut desk = received("text/plain", lines(count));
    let at = place_of(&desk, "line 2").center();
    clicks(&mut desk, at, 1, Modifiers::NONE);
    assert_eq!(desk.focused().as_deref(), Some("Body text"));
    desk.press(Modifiers::NONE, Key::End);
    desk.settle();
    let last = format!("line {count}");
    place_of(&desk, &last);
    place_of(&desk, "line 1999999");
    desk.press(Modifiers::NONE, Key::ArrowUp);
    desk.press(Modifiers::NONE, Key::ArrowUp);
    desk.settle();
    let top = desk.tab().viewer.top();
    desk.press(Modifiers::NONE, Key::PageUp);
    desk.settle();
    assert!(desk.tab().viewer.top() < top - 3);
    desk.press(Modifiers::NONE, Key::PageDown);
    desk.settle();
    assert_eq!(desk.tab().viewer.top(), top);
    desk.press(Modifiers::NONE, Key::Home);
    desk.settle();
    place_of(&desk, "line 1");
    assert_eq!(desk.tab().viewer.top(), 0);
}

#[test]
fn the_scroll_bar_reaches_both_ends() {
    let mut desk = received("text/plain", lines(100_000));
    let node = desk.harness.get_by_label("Body text").rect();
    let bar = |y: f32| pos2(node.right() + 6.0, y);
    drag(&mut desk, bar(node.top() + 4.0), bar(node.bottom() + 400.0));
    place_of(&desk, "line 100000");
    drag(&mut desk, bar(node.bottom() - 4.0), bar(node.top() - 400.0));
    place_of(&desk, "line 1");
    clicks(&mut desk, bar(node.center().y), 1, Modifiers::NONE);
    let top = desk.tab().viewer.top();
    assert!((49_000..51_000).contains(&top), "{top}");
}

#[test]
fn a_drag_selects_and_the_copy_is_of_the_body() {
    let mut desk = received("text/plain", lines(300));
    let first = place_of(&desk, "line 2");
    let second = place_of(&desk, "line 4");
    drag(
        &mut desk,
        first.left_center(),
        second.right_center() + vec2(30.0, 0.0),
    );
    assert_eq!(copied(&mut desk), "line 2\nline 3\nline 4");
    let third = place_of(&desk, "line 6");
    clicks(
        &mut desk,
        third.right_center() + vec2(20.0, 0.0),
        1,
        Modifiers::SHIFT,
    );
    assert_eq!(copied(&mut desk), "line 2\nline 3\nline 4\nline 5\nline 6");
}

#[test]
fn a_double_click_takes_the_word_and_a_third_the_line() {
    let mut desk = received("text/plain", b"alpha beta gamma\nsecond\n".to_vec());
    // The frames of a harness are too far apart for a double click.
    let ctx = desk.harness.ctx.clone();
    ctx.options_mut(|options| options.input_options.max_double_click_delay = 0.6);
    let at = place_of(&desk, "alpha beta gamma").center();
    clicks(&mut desk, at, 2, Modifiers::NONE);
    assert_eq!(copied(&mut desk), "beta");
    clicks(&mut desk, at, 3, Modifiers::NONE);
    assert_eq!(copied(&mut desk), "alpha beta gamma");
}

#[test]
fn a_drag_beyond_the_edge_scrolls_and_selects_on() {
    let mut desk = received("text/plain", lines(3000));
    let from = place_of(&desk, "line 1").left_center();
    let node = desk.harness.get_by_label("Body text").rect();
    let below = pos2(from.x + 5.0, node.bottom() + 16.0);
    desk.event(Event::PointerMoved(from));
    desk.event(button(from, true, Modifiers::NONE));
    desk.event(Event::PointerMoved(below));
    for _ in 0..40 {
        desk.frame();
    }
    desk.event(button(below, false, Modifiers::NONE));
    desk.settle();
    assert!(desk.tab().viewer.top() > 5);
    let text = copied(&mut desk);
    assert!(text.starts_with("line 1\nline 2\n") && text.lines().count() > 20);
}

#[test]
fn all_of_a_large_body_is_copied_by_a_worker_or_refused_with_a_sentence() {
    let body = lines(50_000);
    let mut desk = received("text/plain", body.clone());
    let at = place_of(&desk, "line 2").center();
    clicks(&mut desk, at, 1, Modifiers::NONE);
    desk.ctrl(Key::A);
    desk.event(Event::Copy);
    desk.until("the copy is made", |desk| !desk.copied.is_empty());
    assert_eq!(desk.copied.pop().unwrap().as_bytes(), body.trim_ascii_end());

    let mut desk = received("text/plain", lines(1_200_000));
    let at = place_of(&desk, "line 2").center();
    clicks(&mut desk, at, 1, Modifiers::NONE);
    desk.ctrl(Key::A);
    desk.event(Event::Copy);
    desk.until("the limit is said", |desk| {
        desk.sees("are too large for the clipboard")
    });
    assert!(desk.copied.is_empty());
}

#[test]
fn json_is_shown_indented_raw_and_in_hex() {
    let mut desk = received("application/json", b"{\"name\":\"Rex\",\"tags\":[1,2]}".to_vec());
    place_of(&desk, "  \"name\": \"Rex\",");
    desk.click("Body: Raw");
    desk.settle();
    place_of(&desk, "{\"name\":\"Rex\",\"tags\":[1,2]}");
    desk.click("Body: Hex");
    desk.settle();
    assert!(desk.sees("00000000  7b 22 6e 61 6d 65 22 3a"));
    desk.click("Body: Pretty");
    desk.settle();
    let row = place_of(&desk, "  \"name\": \"Rex\",");
    clicks(&mut desk, row.center(), 1, Modifiers::NONE);
    desk.ctrl(Key::A);
    let value: serde_json::Value = serde_json::from_slice(&desk.sent().received.bytes).unwrap();
    assert_eq!(copied(&mut desk), serde_json::to_string_pretty(&value).unwrap());
}

#[test]
fn bytes_that_are_no_text_open_in_hex() {
    let desk = received("application/octet-stream", (0..=255).cycle().take(2000).collect());
    assert!(desk.sees("00000010  10 11 12 13"));
}

pub(super) fn find(desk: &mut Desk, text: &str, count: &str) {
    desk.fill("Find in the body", text);
    let count = count.to_owned();
    desk.until("the search ends", move |desk| desk.sees(&count));
    desk.settle();
}

#[test]
fn a_search_counts_and_steps_through_the_whole_body() {
    let mut desk = received("text/plain", lines(3000));
    desk.ctrl(Key::F);
    desk.settle();
    assert_eq!(desk.focused().as_deref(), Some("Find in the body"));
    find(&mut desk, "LINE 15", "1 of 111");
    place_of(&desk, "line 15");
    desk.press(Modifiers::NONE, Key::Enter);
    desk.settle();
    desk.assert_sees("2 of 111");
    place_of(&desk, "line 150");
    desk.press(Modifiers::NONE, Key::F3);
    desk.press(Modifiers::SHIFT, Key::F3);
    desk.press(Modifiers::SHIFT, Key::F3);
    desk.press(Modifiers::SHIFT, Key::F3);
    desk.settle();
    desk.assert_sees("111 of 111");
    place_of(&desk, "line 1599");
    let found = desk.tab().viewer.selection().unwrap();
    let place = |column| Position { row: 1598, column };
    assert_eq!(
        found,
        Selection {
            anchor: place(0),
            head: place(7)
        }
    );
    desk.click("Whole word");
    desk.until("the search ends", |desk| desk.sees("1 of 1"));
    desk.click("Match case");
    desk.until("the search ends", |desk| desk.sees("Not found"));
    desk.press(Modifiers::NONE, Key::Escape);
}

#[test]
fn a_pattern_is_searched_for_and_a_wrong_one_is_said() {
    let mut desk = received("text/plain", lines(3000));
    desk.run(Command::FindInBody);
    desk.settle();
    desk.click("Regular expression");
    find(&mut desk, "^line 1.0$", "1 of 10");
    find(&mut desk, "line (", "The pattern can not be read");
}

#[test]
fn a_body_in_a_file_is_shown_to_its_end_without_being_loaded() {
    let count = 7_000_000;
    let body = lines(count);
    let length = body.len();
    assert!(length > 64 << 20);
    let mut desk = received("text/plain", body);
    assert_eq!(desk.sent().received.bytes.len(), 8 << 20);
    desk.until("rows are read", |desk| desk.sees("line 1"));
    let at = place_of(&desk, "line 2").center();
    clicks(&mut desk, at, 1, Modifiers::NONE);
    desk.press(Modifiers::NONE, Key::End);
    let last = format!("line {count}");
    desk.until("rows are read", |desk| desk.sees(&last));
    let last = format!("{:08x}  ", (length - 1) / 16 * 16);
    desk.tab_mut().response.layout = BodyLayout::Hex;
    desk.frame();
    let at = desk.harness.get_by_label("Body text").rect().center();
    clicks(&mut desk, at, 1, Modifiers::NONE);
    desk.press(Modifiers::NONE, Key::End);
    desk.until("rows are read", |desk| desk.sees(&last));
    desk.run(Command::FindInBody);
    desk.settle();
    desk.tab_mut().response.layout = BodyLayout::Raw;
    desk.settle();
    find(&mut desk, "line 6999998", "1 of 1");
    desk.until("rows are read", |desk| desk.sees("line 6999998"));
}

#[test]
fn a_bracket_is_folded_and_the_copy_holds_what_it_hides() {
    let mut desk = received(
        "application/json",
        b"{\"a\":{\"x\":1,\"y\":2},\"b\":[3]}".to_vec(),
    );
    place_of(&desk, "    \"x\": 1,");
    desk.click("Fold line 2");
    desk.settle();
    desk.assert_sees_not("\"x\": 1,");
    place_of(&desk, "  \"a\": {");
    place_of(&desk, "  \"b\": [");
    let at = place_of(&desk, "  \"b\": [").center();
    clicks(&mut desk, at, 1, Modifiers::NONE);
    desk.ctrl(Key::A);
    assert!(copied(&mut desk).contains("\"x\": 1,"));
    desk.run(Command::FindInBody);
    desk.settle();
    find(&mut desk, "\"y\"", "1 of 1");
    place_of(&desk, "    \"y\": 2");
}

#[test]
fn what_is_not_json_is_said_with_its_place() {
    let desk = received("application/json", b"{\"a\": 1,\n nonsense}".to_vec());
    desk.assert_sees("Not JSON from line 2, character 2 on");
}

/// The text is in sight to its last character.
#[track_caller]
fn assert_whole(desk: &Desk, text: &str) {
    let place = place_of(desk, text);
    let area = desk.harness.get_by_label("Body text").rect();
    let drawn = desk.drawn();
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
        let desk = received(content_type, body.into_bytes());
        let rows: Vec<String> = desk.texts();
        let continued: Vec<&String> = rows
            .iter()
            .filter(|row| row.starts_with("      ") && row.contains("abc"))
            .collect();
        assert!(continued.len() > 3, "{rows:#?}");
        for row in continued {
            assert_whole(&desk, row);
        }
    }
}

#[test]
fn a_line_number_leads_to_its_line_among_five_million() {
    let count = 5_000_000;
    let mut desk = received("text/plain", lines(count));
    desk.until("rows are read", |desk| desk.sees("line 1"));
    desk.ctrl(Key::G);
    desk.settle();
    assert_eq!(desk.focused().as_deref(), Some("Go to line"));
    desk.until("all lines are counted", |desk| desk.sees("of 5,000,000"));
    for (typed, line) in [
        ("4,999,999", "line 4999999"),
        ("1234567", "line 1234567"),
        ("99999999", "line 5000000"),
    ] {
        desk.fill("Go to line", typed);
        desk.press(Modifiers::NONE, Key::Enter);
        desk.until("the line is in sight", |desk| desk.sees(line));
        desk.settle();
        place_of(&desk, line);
        let found = desk.tab().viewer.selection().unwrap();
        let number: usize = line.strip_prefix("line ").unwrap().parse().unwrap();
        assert_eq!((found.anchor.row, found.head.row), (number - 1, number - 1));
    }
    desk.fill("Go to line", "x");
    desk.press(Modifiers::NONE, Key::Enter);
    desk.settle();
    desk.assert_sees("Type a number up to 5,000,000");
    desk.press(Modifiers::NONE, Key::Escape);
    desk.settle();
    assert!(desk.find_field("Go to line").is_none());
}

#[test]
fn lines_are_wrapped_or_not_and_the_choice_stays() {
    let long = format!("{}end\nnext", "word ".repeat(150));
    let mut desk = received("text/plain", long.into_bytes());
    let rows = |desk: &Desk| desk.tab().viewer.document().lines().rows();
    assert!(rows(&desk) > 5);
    desk.run(Command::ToggleLineWrap);
    desk.settle();
    assert_eq!(rows(&desk), 2);
    let at = place_of(&desk, "next").left_center();
    clicks(&mut desk, at - vec2(0.0, 20.0), 1, Modifiers::NONE);
    desk.press(Modifiers::NONE, Key::ArrowRight);
    desk.settle();
    desk.ctrl(Key::A);
    assert!(copied(&mut desk).ends_with("end\nnext"));
    let mut desk = desk.restart();
    desk.settle();
    assert_eq!(desk.tab().viewer.line_wrap(), LineWrap::Off);
}

/// A line that is too long for one row says so, and its copy is one line.
#[test]
fn a_line_that_is_broken_though_lines_are_not_wrapped_says_that_it_goes_on() {
    let long = "0123456789".repeat(700);
    let mut desk = received("text/plain", format!("{long}\nnext").into_bytes());
    desk.run(Command::ToggleLineWrap);
    desk.settle();
    let at = place_of(&desk, "next").center();
    clicks(&mut desk, at, 1, Modifiers::NONE);
    let says = "the line goes on in the next row";
    let told = |desk: &Desk| desk.drawn().iter().filter(|drawn| drawn.text == says).count();
    // It stands behind the row, which is wider than the pane.
    for _ in 0..1200 {
        desk.press(Modifiers::NONE, Key::ArrowRight);
    }
    desk.settle();
    assert_eq!(told(&desk), 2);
    desk.ctrl(Key::A);
    assert_eq!(copied(&mut desk), format!("{long}\nnext"));
    desk.run(Command::ToggleLineWrap);
    desk.settle();
    assert_eq!(told(&desk), 0);
}

/// Of a long row only the part in sight is laid out; where a click falls and what is marked stays exact.
#[test]
fn a_click_far_to_the_right_of_a_long_line_is_exact() {
    let mut line = String::new();
    for number in 0..300 {
        write!(line, "n{number:04} ").unwrap();
    }
    let mut desk = received("text/plain", line.into_bytes());
    desk.run(Command::ToggleLineWrap);
    desk.run(Command::FindInBody);
    desk.settle();
    find(&mut desk, "n0200", "1 of 1");
    let found = desk.tab().viewer.selection().unwrap();
    assert_eq!((found.anchor.column, found.head.column), (1200, 1205));
    let drawn = desk.drawn();
    let row = drawn.iter().find(|drawn| drawn.text.contains("n0200 ")).unwrap();
    assert!(row.text.len() < 300);
    let columns = u16::try_from(row.text.len()).unwrap();
    let glyph = row.galley.size().x / f32::from(columns);
    let at = pos2(row.seen.left() + 4.6 * glyph, row.seen.center().y);
    let column_at = |desk: &mut Desk, at: Pos2| {
        clicks(desk, at, 1, Modifiers::NONE);
        desk.tab().viewer.selection().unwrap().head.column
    };
    let first = column_at(&mut desk, at);
    // The match was brought to the middle of the pane.
    assert!((1150..1200).contains(&first), "{first}");
    assert_eq!(column_at(&mut desk, at + vec2(30.0 * glyph, 0.0)), first + 30);
    let ctx = desk.harness.ctx.clone();
    ctx.options_mut(|options| options.input_options.max_double_click_delay = 0.6);
    desk.harness.step();
    clicks(&mut desk, at, 2, Modifiers::NONE);
    let word = copied(&mut desk);
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
    let mut desk = Desk::first_start();
    desk.tab_mut().request.http.auth.kind = AuthKind::None;
    desk.fill("URL", &format!("http://127.0.0.1:{}/", server.port()));
    desk.send();
    desk.click("Response headers");
    desk.settle();
    desk.assert_sees("a<U+202E>b<U+200B>c");
    // The request as sent, too.
    desk.tab_mut().request.http.url.push_str("path?q=a\u{202E}b");
    desk.tab_mut().request.http.body.kind = BodyKind::Text;
    desk.tab_mut().request.http.body.text = "one\ntwo \u{200B}here".into();
    desk.send();
    desk.click("Response wire");
    desk.settle();
    desk.assert_sees("one\ntwo <U+200B>here");
}
