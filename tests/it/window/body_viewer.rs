//! The viewer of the reply body: rows, selection, copies and search on bodies that came over a connection.

use std::fmt::Write as _;

use countersign::model::AuthKind;
use countersign::text::{Position, Selection};
use countersign::ui::command::Command;
use countersign::ui::tab::BodyLayout;
use eframe::egui::{Event, Key, Modifiers, PointerButton, Pos2, Rect, pos2, vec2};
use egui_kittest::kittest::Queryable as _;

use super::desk::Desk;
use crate::support::server::Server;

/// A window that has received `body`.
fn received(content_type: &'static str, body: Vec<u8>) -> Desk {
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
fn lines(count: usize) -> Vec<u8> {
    let mut text = String::new();
    for number in 1..=count {
        writeln!(text, "line {number}").unwrap();
    }
    text.into_bytes()
}

/// Where a text is drawn.
#[track_caller]
fn place_of(desk: &Desk, text: &str) -> Rect {
    let drawn = desk.drawn();
    let found = drawn.iter().find(|drawn| drawn.text == text);
    found.unwrap_or_else(|| panic!("{text:?} is not drawn")).seen
}

fn button(pos: Pos2, pressed: bool, modifiers: Modifiers) -> Event {
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

fn clicks(desk: &mut Desk, at: Pos2, count: usize, modifiers: Modifiers) {
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
fn copied(desk: &mut Desk) -> String {
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

fn find(desk: &mut Desk, text: &str, count: &str) {
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
fn a_charset_is_shown_with_its_reason_and_can_be_chosen() {
    let mut desk = received("text/plain; charset=windows-1252", b"caf\xe9 \xa3\n".to_vec());
    place_of(&desk, "caf\u{e9} \u{a3}");
    desk.click("Charset: windows-1252");
    desk.settle();
    desk.click("Charset: choose UTF-8");
    desk.until("the body is read again", |desk| desk.sees("caf<E9> <A3>"));
    desk.assert_sees("2 places are not UTF-8 and are marked");
    desk.click("Charset: UTF-8");
    desk.settle();
    desk.click("Charset: as the body says");
    desk.until("the body is read again", |desk| desk.sees("caf\u{e9} \u{a3}"));
}

#[test]
fn what_is_not_json_is_said_with_its_place() {
    let desk = received("application/json", b"{\"a\": 1,\n nonsense}".to_vec());
    desk.assert_sees("Not JSON from line 2, character 2 on");
}
