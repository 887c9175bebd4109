//! The tree, the filter and the folds of a reply body.

use std::fmt::Write as _;

use countersign::ui::command::Command;
use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers, PointerButton, Pos2, vec2};
use egui_kittest::kittest::Queryable as _;

use super::body_viewer::{button, find, place_of, received};
use super::desk::Desk;

fn secondary_click(desk: &mut Desk, at: Pos2) {
    desk.event(Event::PointerMoved(at));
    for pressed in [true, false] {
        desk.event(Event::PointerButton {
            pos: at,
            button: PointerButton::Secondary,
            pressed,
            modifiers: Modifiers::NONE,
        });
    }
    desk.settle();
}

/// Chooses an entry of the menu on a text.
#[track_caller]
fn choose(desk: &mut Desk, on: &str, entry: &str) {
    let at = place_of(desk, on).left_center() + vec2(2.0, 0.0);
    secondary_click(desk, at);
    desk.click(entry);
}

#[track_caller]
fn copied_by_worker(desk: &mut Desk) -> String {
    desk.until("the copy is made", |desk| !desk.copied.is_empty());
    desk.copied.pop().unwrap()
}

const NESTED: &str = r#"{"a":{"x":1,"b c":"two\nlines"},"list":[{"id":7},{"id":8}],"none":null}"#;

#[test]
fn a_tree_is_folded_by_click_and_keys_and_gives_values_and_paths() {
    let mut desk = received("application/json", NESTED.as_bytes().to_vec());
    desk.click("Body: Tree");
    desk.until("the tree is read", |desk| desk.sees("\"list\": [ 2 items ]"));
    place_of(&desk, "\"a\": { 2 members }");
    place_of(&desk, "\"x\": 1");
    // The arrow stands left of the text.
    let a = place_of(&desk, "\"a\": { 2 members }");
    desk.click_at(a.left_center() - vec2(9.0, 0.0));
    desk.settle();
    desk.assert_sees_not("\"x\": 1");
    assert_eq!(desk.focused().as_deref(), Some("Body text"));
    desk.press(Modifiers::NONE, Key::ArrowRight);
    desk.settle();
    place_of(&desk, "\"x\": 1");
    for _ in 0..2 {
        desk.press(Modifiers::NONE, Key::ArrowDown);
    }
    desk.event(Event::Copy);
    assert_eq!(copied_by_worker(&mut desk), "two\nlines");
    desk.run(Command::CopyBodyPath);
    assert_eq!(copied_by_worker(&mut desk), "$.a['b c']");
    desk.press(Modifiers::NONE, Key::ArrowLeft);
    desk.press(Modifiers::NONE, Key::ArrowLeft);
    desk.settle();
    desk.assert_sees_not("\"x\": 1");
    choose(&mut desk, "\"list\": [ 2 items ]", "Fold all below");
    desk.settle();
    desk.assert_sees_not("{ 1 member }");
    choose(&mut desk, "\"list\": [ 2 items ]", "Unfold all below");
    desk.settle();
    choose(&mut desk, "\"id\": 8", "Copy the path");
    assert_eq!(copied_by_worker(&mut desk), "$.list[1].id");
    choose(&mut desk, "\"list\": [ 2 items ]", "Copy the value");
    assert_eq!(
        copied_by_worker(&mut desk),
        "[\n  {\n    \"id\": 7\n  },\n  {\n    \"id\": 8\n  }\n]"
    );
    assert!(
        desk.harness
            .query_by_role_and_label(Role::TreeItem, "\"none\": null")
            .is_some()
    );
}

#[test]
fn a_search_opens_the_tree_where_it_finds() {
    let mut items = String::new();
    for number in 0..500 {
        write!(items, "{{\"id\":\"item-{number}\"}},").unwrap();
    }
    let mut desk = received("application/json", format!("[{items}0]").into_bytes());
    desk.click("Body: Tree");
    desk.until("the tree is read", |desk| desk.sees("[ 501 items ]"));
    desk.assert_sees_not("item-400");
    desk.run(Command::FindInBody);
    desk.settle();
    find(&mut desk, "item-400", "1 of 1");
    place_of(&desk, "\"id\": \"item-400\"");
}

#[test]
fn markup_has_a_tree_folds_and_paths_too() {
    let xml = "<List><Item id='1'><Name>one &amp; a</Name></Item><Item id='2'><Name>two</Name></Item></List>";
    let mut desk = received("application/xml", xml.as_bytes().to_vec());
    choose(&mut desk, "    <Name>two</Name>", "Copy the path");
    assert_eq!(copied_by_worker(&mut desk), "/List[1]/Item[2]/Name[1]");
    choose(&mut desk, "    <Name>one &amp; a</Name>", "Copy the value");
    assert_eq!(copied_by_worker(&mut desk), "one & a");
    choose(&mut desk, "    <Name>two</Name>", "Copy the line");
    assert_eq!(copied_by_worker(&mut desk), "    <Name>two</Name>");
    desk.click("Fold line 2");
    desk.settle();
    desk.assert_sees_not("one &amp; a");
    place_of(&desk, "    <Name>two</Name>");
    desk.click("Body: Tree");
    desk.until("the tree is read", |desk| desk.sees("<List> 2 children"));
    place_of(&desk, "<Name>two</Name>");
}

#[test]
fn a_path_shows_what_it_picks_and_escape_brings_the_body_back() {
    let mut desk = received("application/json", NESTED.as_bytes().to_vec());
    desk.run(Command::FilterBody);
    desk.settle();
    assert_eq!(desk.focused().as_deref(), Some("Filter the body by a path"));
    desk.type_text("$.list[*].id");
    desk.until("it is filtered", |desk| desk.sees("2 results"));
    place_of(&desk, "  7,");
    desk.assert_sees_not("\"none\"");
    desk.fill("Filter the body by a path", "$.list[");
    desk.until("it is refused", |desk| {
        desk.sees("The path can not be read at character 8: the path ends too early")
    });
    // What was found before is still there.
    assert!(desk.tab().viewer.is_filtered());
    desk.fill("Filter the body by a path", "$.nobody");
    desk.until("nothing is found", |desk| desk.sees("Nothing found"));
    place_of(&desk, "[]");
    desk.press(Modifiers::NONE, Key::Escape);
    desk.settle();
    place_of(&desk, "  \"none\": null");
    assert!(!desk.tab().viewer.is_filtered());
    // The same path for the next reply.
    desk.run(Command::FilterBody);
    desk.settle();
    desk.fill("Filter the body by a path", "$.none");
    desk.until("it is filtered", |desk| desk.sees("1 result"));
    desk.fill("Filter the body by a path", "");
    place_of(&desk, "  \"none\": null");
}

#[test]
fn xml_is_filtered_by_xpath() {
    let mut body = "<List>".to_owned();
    for number in 0..20_000 {
        write!(body, "<Key n='{number}'>k{number}</Key>").unwrap();
    }
    body.push_str("</List>");
    let mut desk = received("text/xml", body.into_bytes());
    desk.run(Command::FilterBody);
    desk.settle();
    desk.type_text("//Key");
    desk.until("it is filtered", |desk| {
        desk.sees("The first 10,000 of 20,000 results")
    });
    desk.fill("Filter the body by a path", "//Key[@n='19999']");
    desk.until("it is filtered", |desk| desk.sees("1 result"));
    place_of(&desk, "<Key n='19999'>k19999</Key>");
}

/// A click while something is under way, so that the window need not come to rest.
pub(super) fn clicks_now(desk: &mut Desk, at: Pos2) {
    desk.event(Event::PointerMoved(at));
    desk.event(button(at, true, Modifiers::NONE));
    desk.event(button(at, false, Modifiers::NONE));
}

#[test]
fn a_bracket_of_a_body_in_a_file_is_folded_and_its_tree_is_refused_with_a_sentence() {
    let item = format!("{{\"name\":\"{}\"}},", "x".repeat(2000));
    let body = format!(
        "{{\"items\":[{}0],\"last\":1}}",
        item.repeat((66 << 20) / item.len())
    );
    let mut desk = received("application/json", body.into_bytes());
    desk.until("it is indented", |desk| desk.sees("  \"items\": ["));
    desk.click("Fold line 2");
    desk.until("it is folded", |desk| desk.sees("  \"last\": 1"));
    desk.assert_sees_not("xxx");
    desk.click("Body: Tree");
    desk.settle();
    desk.assert_sees("the tree is for bodies in memory");
}

#[test]
fn many_nodes_are_unfolded_by_a_worker_and_what_is_found_comes_into_sight() {
    let mut items = String::new();
    for number in 0..60_000 {
        write!(items, "{{\"id\":\"item-{number}\"}},").unwrap();
    }
    let mut desk = received(
        "application/json",
        format!("{{\"list\":[{items}0]}}").into_bytes(),
    );
    desk.click("Body: Tree");
    desk.until("the tree is read", |desk| desk.sees("\"list\": [ 60,001 items ]"));
    let list = place_of(&desk, "\"list\": [ 60,001 items ]");
    desk.click_at(list.left_center() - vec2(9.0, 0.0));
    desk.until("it is unfolded", |desk| desk.sees("0: { 1 member }"));
    desk.press(Modifiers::NONE, Key::ArrowLeft);
    desk.settle();
    desk.assert_sees_not("0: { 1 member }");
    desk.run(Command::FindInBody);
    desk.settle();
    find(&mut desk, "item-54321", "1 of 1");
    desk.until("it is in sight", |desk| desk.sees("\"id\": \"item-54321\""));
}
