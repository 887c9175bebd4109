//! The palette over requests and past sends, and the list of open requests.

use countersign::ui::command::Command;
use countersign::ui::tab::Tab;
use eframe::egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::Queryable as _;

use super::desk::{Desk, Room};

fn titles(desk: &Desk) -> Vec<String> {
    desk.app().tabs().iter().map(Tab::title).collect()
}

/// A window with so many tabs, `Order 1` and so on; the last is in front.
fn with_tabs(desk: &mut Desk, count: usize) {
    for number in 1..=count {
        desk.run(Command::NewTab);
        let tab = desk.tab_mut();
        tab.request.info.name = format!("Order {number}");
        tab.request.http.url = format!("https://example.com/orders/{number}");
        desk.frame();
    }
    desk.settle();
}

/// What the palette shows in this order: headings and names.
fn listed(desk: &Desk) -> Vec<String> {
    let field = desk.find_field("Search commands").unwrap().rect();
    let mut rows: Vec<_> = desk
        .drawn()
        .into_iter()
        .filter(|drawn| drawn.seen.top() > field.bottom() && field.x_range().contains(drawn.seen.left()))
        .collect();
    rows.sort_by(|one, two| one.seen.center().y.total_cmp(&two.seen.center().y));
    rows.into_iter().map(|drawn| drawn.text).collect()
}

#[test]
fn a_past_send_is_found_by_its_url_and_opened_as_it_was_sent() {
    let mut desk = Desk::first_start();
    desk.fill("URL", "{{demo}}/dev/pets/2?then=1");
    desk.send();
    assert_eq!(desk.status(), 200);
    desk.fill("URL", "https://example.com/something-else");
    desk.ctrl(Key::K);
    desk.settle();
    desk.type_text("pets/2?then");
    desk.settle();
    let listed = listed(&desk);
    assert_eq!(listed.first().map(String::as_str), Some("Sent in this run"));
    desk.assert_sees("200 OK, 12:00:00");
    desk.press(Modifiers::NONE, Key::Enter);
    desk.settle();
    assert_eq!(desk.tab().request.http.url, "{{demo}}/dev/pets/2?then=1");
    assert_eq!(desk.app().tabs().len(), 3, "in a new tab");
    desk.send();
    assert_eq!(desk.status(), 200, "with the secret it was sent with");
}

#[test]
fn a_send_without_reply_is_remembered_too() {
    let mut desk = Desk::first_start();
    desk.fill("URL", "http://127.0.0.1:1/nobody-listens");
    desk.send();
    desk.ctrl(Key::K);
    desk.settle();
    desk.type_text("nobody-listens");
    desk.settle();
    desk.assert_sees("No reply, 12:00:00");
}

#[test]
fn open_and_closed_requests_are_gone_to_by_their_names() {
    let mut desk = Desk::first_start();
    desk.ctrl(Key::K);
    desk.settle();
    desk.type_text("Wrong secret");
    desk.settle();
    assert!(listed(&desk).contains(&"Open requests".to_owned()));
    desk.press(Modifiers::NONE, Key::Escape);
    desk.run(Command::NextTab);
    desk.tab_mut().request.info.name = "Zebra".to_owned();
    desk.run(Command::CloseTab);
    desk.run(Command::NewTab);
    desk.run(Command::CloseTab);
    desk.settle();
    desk.ctrl(Key::K);
    desk.settle();
    desk.type_text("zebra");
    desk.settle();
    assert_eq!(listed(&desk).first().map(String::as_str), Some("Closed requests"));
    desk.press(Modifiers::NONE, Key::Enter);
    desk.settle();
    assert_eq!(desk.tab().title(), "Zebra", "it and not the one closed last");
    desk.ctrl(Key::K);
    desk.settle();
    desk.type_text("List pets");
    desk.settle();
    assert_eq!(listed(&desk).first().map(String::as_str), Some("Open requests"));
    desk.press(Modifiers::NONE, Key::Enter);
    desk.settle();
    assert_eq!(desk.tab().title(), "List pets");
}

#[test]
fn sixty_tabs_are_listed_found_closed_and_gone_to_by_keys() {
    let mut desk = Desk::first_start();
    with_tabs(&mut desk, 58);
    assert_eq!(desk.app().tabs().len(), 60);
    desk.click("List open requests…");
    desk.settle();
    assert_eq!(desk.focused().as_deref(), Some("Search open requests"));
    desk.assert_sees("Order 58");
    let field = desk.field("Search open requests").rect();
    let ends: Vec<f32> = desk
        .harness
        .query_all_by_label_contains("Close Order")
        .map(|node| node.rect())
        .filter(|place| place.top() > field.bottom())
        .map(|place| place.right())
        .collect();
    let is_one_column = ends
        .iter()
        .all(|end| (end - ends[0]).abs() < 0.5 && *end <= field.right() + 1.0);
    assert!(ends.len() > 8 && is_one_column, "{ends:?} beside {field}");
    desk.type_text("orders/17");
    desk.settle();
    desk.press(Modifiers::SHIFT, Key::Delete);
    desk.settle();
    assert_eq!(desk.app().tabs().len(), 59);
    assert!(!titles(&desk).contains(&"Order 17".to_owned()));
    assert_eq!(
        desk.focused().as_deref(),
        Some("Search open requests"),
        "it stays open"
    );
    desk.ctrl(Key::A);
    desk.type_text("orders/23");
    desk.settle();
    desk.press(Modifiers::NONE, Key::Enter);
    desk.settle();
    assert_eq!(desk.tab().title(), "Order 23");
    let tab = desk.button("Tab Order 23").rect();
    let menu = desk.button("List open requests…").rect();
    assert!(
        tab.left() >= 0.0 && tab.right() <= menu.left(),
        "the strip shows it: {tab}"
    );
}

#[test]
fn a_row_of_the_list_is_closed_with_its_button() {
    let mut desk = Desk::first_start();
    desk.run(Command::ListTabs);
    desk.settle();
    let closes: Vec<_> = desk
        .harness
        .query_all_by_label("Close Wrong secret")
        .map(|node| node.rect())
        .collect();
    assert_eq!(closes.len(), 2, "in the strip and in the list");
    let of_list = closes
        .into_iter()
        .max_by(|one, two| one.top().total_cmp(&two.top()))
        .unwrap();
    desk.click_at(of_list.center());
    desk.settle();
    assert_eq!(titles(&desk), ["List pets"]);
    desk.assert_sees("Enter goes to the request");
}

#[test]
fn the_arrows_walk_through_a_long_list_and_the_row_stays_in_sight() {
    let mut desk = Desk::first_start();
    with_tabs(&mut desk, 58);
    desk.run(Command::ListTabs);
    desk.settle();
    for key in [
        Key::PageUp,
        Key::PageUp,
        Key::PageUp,
        Key::PageUp,
        Key::PageUp,
        Key::PageUp,
    ] {
        desk.press(Modifiers::NONE, key);
        desk.settle();
    }
    desk.assert_sees("List pets");
    for _ in 0..40 {
        desk.press(Modifiers::NONE, Key::ArrowDown);
    }
    desk.settle();
    desk.press(Modifiers::NONE, Key::Enter);
    desk.settle();
    let title = desk.tab().title();
    assert_eq!(desk.app().tabs()[40].title(), title);
}

#[test]
fn the_list_button_is_there_only_when_tabs_do_not_fit() {
    let mut desk = Desk::first_start();
    assert!(!desk.has_button("List open requests…"));
    with_tabs(&mut desk, 20);
    assert!(desk.has_button("List open requests…"));
    desk.run(Command::CloseOtherTabs);
    desk.settle();
    assert!(!desk.has_button("List open requests…"));
}

#[test]
fn the_strip_follows_the_tab_in_front_and_else_stays_where_it_was_scrolled() {
    let mut desk = Desk::first_start();
    with_tabs(&mut desk, 40);
    let window = desk.harness.ctx.content_rect();
    for _ in 0..20 {
        desk.ctrl_shift(Key::Tab);
        desk.settle();
        let title = format!("Tab {}", desk.tab().title());
        let place = desk.button(&title).rect();
        assert!(
            place.left() >= 0.0 && place.right() < window.right(),
            "{title}: {place}"
        );
    }
}

#[test]
fn the_palette_fits_small_and_zoomed_windows() {
    for size in [vec2(430.0, 270.0), vec2(720.0, 480.0), vec2(1920.0, 1080.0)] {
        let mut desk = Desk::start(Room::with_size(size));
        desk.ctrl(Key::K);
        desk.settle();
        let window = desk.harness.ctx.content_rect();
        let field = desk.field("Search commands").rect();
        assert!(window.contains_rect(field), "{size}: {field}");
        let away: Vec<_> = desk
            .harness
            .query_all_by_label("Send")
            .map(|node| node.rect())
            .filter(|place| place.right() > window.right())
            .collect();
        assert!(away.is_empty(), "{size}: {away:?}");
    }
}
