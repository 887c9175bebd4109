//! The tree of a reply body, and what a path picks of it.

use std::fmt::Write as _;

use countersign::ui::command::Command;
use countersign::ui::tokens::tokens;
use eframe::egui::accesskit::Role;
use eframe::egui::epaint::Shape;
use eframe::egui::{Color32, Event, Key, Modifiers, Rect, vec2};

use egui_kittest::kittest::Queryable as _;

use super::body_viewer::{clicks, find, place_of, received};
use super::test_window::TestWindow;

/// Chooses an entry of the menu on a text.
#[track_caller]
fn choose(window: &mut TestWindow, on: &str, entry: &str) {
    let at = place_of(window, on).left_center() + vec2(2.0, 0.0);
    window.secondary_click_at(at);
    window.click(entry);
}

#[track_caller]
fn copied_by_worker(window: &mut TestWindow) -> String {
    window.until("the copy is made", |window| !window.copied.is_empty());
    window.copied.pop().unwrap()
}

const NESTED: &str = r#"{"a":{"x":1,"b c":"two\nlines"},"list":[{"id":7},{"id":8}],"none":null}"#;

#[test]
fn a_tree_is_folded_by_click_and_keys_and_gives_values_and_paths() {
    let mut window = received("application/json", NESTED.as_bytes().to_vec());
    window.click("Body: Tree");
    window.until("the tree is read", |window| window.sees("\"list\": [ 2 items ]"));
    place_of(&window, "\"a\": { 2 members }");
    place_of(&window, "\"x\": 1");
    // The arrow stands left of the text.
    let a = place_of(&window, "\"a\": { 2 members }");
    window.click_at(a.left_center() - vec2(9.0, 0.0));
    window.settle();
    window.assert_sees_not("\"x\": 1");
    assert_eq!(window.focused().as_deref(), Some("Body text"));
    window.press(Modifiers::NONE, Key::ArrowRight);
    window.settle();
    place_of(&window, "\"x\": 1");
    for _ in 0..2 {
        window.press(Modifiers::NONE, Key::ArrowDown);
    }
    window.event(Event::Copy);
    assert_eq!(copied_by_worker(&mut window), "two\nlines");
    window.run(Command::CopyBodyPath);
    assert_eq!(copied_by_worker(&mut window), "$.a['b c']");
    window.press(Modifiers::NONE, Key::ArrowLeft);
    window.press(Modifiers::NONE, Key::ArrowLeft);
    window.settle();
    window.assert_sees_not("\"x\": 1");
    choose(&mut window, "\"list\": [ 2 items ]", "Fold all below");
    window.settle();
    window.assert_sees_not("{ 1 member }");
    choose(&mut window, "\"list\": [ 2 items ]", "Unfold all below");
    window.settle();
    choose(&mut window, "\"id\": 8", "Copy the path");
    assert_eq!(copied_by_worker(&mut window), "$.list[1].id");
    choose(&mut window, "\"list\": [ 2 items ]", "Copy the value");
    assert_eq!(
        copied_by_worker(&mut window),
        "[\n  {\n    \"id\": 7\n  },\n  {\n    \"id\": 8\n  }\n]"
    );
    assert!(
        window
            .harness
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
    let mut window = received("application/json", format!("[{items}0]").into_bytes());
    window.click("Body: Tree");
    window.until("the tree is read", |window| window.sees("[ 501 items ]"));
    window.assert_sees_not("item-400");
    window.run(Command::FindInBody);
    window.settle();
    find(&mut window, "item-400", "1 of 1");
    place_of(&window, "\"id\": \"item-400\"");
}

#[test]
fn markup_has_a_tree_folds_and_paths_too() {
    let xml = "<List><Item id='1'><Name>one &amp; a</Name></Item><Item id='2'><Name>two</Name></Item></List>";
    let mut window = received("application/xml", xml.as_bytes().to_vec());
    choose(&mut window, "    <Name>two</Name>", "Copy the path");
    assert_eq!(copied_by_worker(&mut window), "/List[1]/Item[2]/Name[1]");
    choose(&mut window, "    <Name>one &amp; a</Name>", "Copy the value");
    assert_eq!(copied_by_worker(&mut window), "one & a");
    choose(&mut window, "    <Name>two</Name>", "Copy the line");
    assert_eq!(copied_by_worker(&mut window), "    <Name>two</Name>");
    window.until("it can be folded", |window| window.has_button("Fold line 2"));
    window.click("Fold line 2");
    window.settle();
    window.assert_sees_not("one &amp; a");
    place_of(&window, "    <Name>two</Name>");
    window.click("Body: Tree");
    window.until("the tree is read", |window| window.sees("<List> 2 children"));
    place_of(&window, "<Name>two</Name>");
}

#[test]
fn a_path_shows_what_it_picks_and_escape_brings_the_body_back() {
    let mut window = received("application/json", NESTED.as_bytes().to_vec());
    window.run(Command::FilterBody);
    window.settle();
    assert_eq!(window.focused().as_deref(), Some("Filter the body by a path"));
    window.type_text("$.list[*].id");
    // The rows of what was picked may be read a frame later than it is counted.
    window.until("it is filtered", |window| {
        window.sees("2 results") && window.sees("  7,")
    });
    window.assert_sees_not("\"none\"");
    window.fill("Filter the body by a path", "$.list[");
    window.until("it is refused", |window| {
        window.sees("The path can not be read at character 8: the path ends too early")
    });
    // What was found before is still there.
    assert!(window.tab().reply.viewer.is_filtered());
    window.fill("Filter the body by a path", "$.nobody");
    window.until("nothing is found", |window| {
        window.sees("Nothing found") && window.sees("[]")
    });
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    place_of(&window, "  \"none\": null");
    assert!(!window.tab().reply.viewer.is_filtered());
    // The same path for the next reply.
    window.run(Command::FilterBody);
    window.settle();
    window.fill("Filter the body by a path", "$.none");
    window.until("it is filtered", |window| window.sees("1 result"));
    window.fill("Filter the body by a path", "");
    place_of(&window, "  \"none\": null");
}

#[test]
fn xml_is_filtered_by_xpath() {
    let mut body = "<List>".to_owned();
    for number in 0..20_000 {
        write!(body, "<Key n='{number}'>k{number}</Key>").unwrap();
    }
    body.push_str("</List>");
    let mut window = received("text/xml", body.into_bytes());
    window.run(Command::FilterBody);
    window.settle();
    window.type_text("//Key");
    window.until("it is filtered", |window| {
        window.sees("The first 10,000 of 20,000 results")
    });
    window.fill("Filter the body by a path", "//Key[@n='19999']");
    window.until("it is filtered", |window| window.sees("1 result"));
    place_of(&window, "<Key n='19999'>k19999</Key>");
}

#[test]
fn a_bracket_of_a_body_in_a_file_is_folded_and_its_tree_is_refused_with_a_sentence() {
    let item = format!("{{\"name\":\"{}\"}},", "x".repeat(2000));
    let body = format!(
        "{{\"items\":[{}0],\"last\":1}}",
        item.repeat((66 << 20) / item.len())
    );
    let mut window = received("application/json", body.into_bytes());
    window.until("it is indented", |window| window.sees("  \"items\": ["));
    window.until("it can be folded", |window| window.has_button("Fold line 2"));
    window.click("Fold line 2");
    window.until("it is folded", |window| window.sees("  \"last\": 1"));
    window.assert_sees_not("xxx");
    window.click("Body: Tree");
    window.settle();
    window.assert_sees("the tree is for bodies in memory");
}

#[test]
fn many_nodes_are_unfolded_by_a_worker_and_what_is_found_comes_into_sight() {
    let mut items = String::new();
    for number in 0..60_000 {
        write!(items, "{{\"id\":\"item-{number}\"}},").unwrap();
    }
    let mut window = received(
        "application/json",
        format!("{{\"list\":[{items}0]}}").into_bytes(),
    );
    window.click("Body: Tree");
    window.until("the tree is read", |window| {
        window.sees("\"list\": [ 60,001 items ]")
    });
    let list = place_of(&window, "\"list\": [ 60,001 items ]");
    window.click_at(list.left_center() - vec2(9.0, 0.0));
    window.until("it is unfolded", |window| window.sees("0: { 1 member }"));
    window.press(Modifiers::NONE, Key::ArrowLeft);
    window.settle();
    window.assert_sees_not("0: { 1 member }");
    window.run(Command::FindInBody);
    window.settle();
    find(&mut window, "item-54321", "1 of 1");
    window.until("it is in sight", |window| window.sees("\"id\": \"item-54321\""));
}

#[test]
fn a_body_of_forty_megabytes_is_filtered() {
    let mut body = "{\"Items\":[".to_owned();
    for number in 0..200_000 {
        write!(body, "{{\"id\":{number},\"note\":\"{}\"}},", "x".repeat(180)).unwrap();
    }
    body.push_str("0]}");
    assert!(body.len() > 40_000_000);
    let mut window = received("application/json", body.into_bytes());
    window.run(Command::FilterBody);
    window.settle();
    window.type_text("$.Items[?@.id==199999].id");
    window.until("it is filtered", |window| window.sees("1 result"));
    place_of(&window, "  199999");
    window.fill("Filter the body by a path", "$..id");
    window.until("it is filtered", |window| {
        window.sees("The first 100,000 of 200,000 results")
    });
}

/// Texts on which the colour of what is found lies.
fn marked_rows(window: &TestWindow) -> Vec<String> {
    fn marks(shape: &Shape, fill: Color32, found: &mut Vec<Rect>) {
        match shape {
            Shape::Vec(shapes) => shapes.iter().for_each(|shape| marks(shape, fill, found)),
            Shape::Rect(rect) if rect.fill == fill && rect.rect.is_positive() => found.push(rect.rect),
            _ => {}
        }
    }
    let fill = tokens(&window.harness.ctx).warning_ground;
    let mut found = Vec::new();
    for clipped in &window.harness.output().shapes {
        marks(&clipped.shape, fill, &mut found);
    }
    let is_marked = |seen: Rect| found.iter().any(|mark| mark.shrink(1.0).intersects(seen));
    let drawn = window.drawn().into_iter();
    drawn
        .filter(|drawn| is_marked(drawn.seen))
        .map(|drawn| drawn.text)
        .collect()
}

#[test]
fn a_folded_node_is_marked_when_it_holds_what_is_found() {
    let mut window = received("application/json", NESTED.as_bytes().to_vec());
    window.click("Body: Tree");
    window.until("the tree is read", |window| window.sees("\"none\": null"));
    window.run(Command::FindInBody);
    window.settle();
    find(&mut window, "two", "1 of 1");
    window.until("it is in sight", |window| window.sees("\"b c\": \"two\\nlines\""));
    let marked = marked_rows(&window);
    assert_eq!(marked, ["\"b c\": \"two\\nlines\""]);
    let open = place_of(&window, "\"a\": { 2 members }").left_center();
    clicks(&mut window, open - vec2(9.0, 0.0), 1, Modifiers::NONE);
    window.settle();
    window.assert_sees_not("\"b c\": \"two\\nlines\"");
    assert_eq!(marked_rows(&window), ["\"a\": { 2 members }"]);
}
