//! The palette over requests and past sends, and the list of open requests.

use countersign::ui::command::Command;
use eframe::egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::Queryable as _;

use super::test_window::{TestMachine, TestWindow};

fn titles(window: &TestWindow) -> Vec<String> {
    window.app().tabs().iter().map(|tab| tab.draft.title()).collect()
}

/// A window with so many tabs, `Order 1` and so on; the last is in front.
fn with_tabs(window: &mut TestWindow, count: usize) {
    for number in 1..=count {
        window.run(Command::NewTab);
        let tab = window.tab_mut();
        tab.draft.request.info.name = format!("Order {number}");
        tab.draft.request.http.url = format!("https://example.com/orders/{number}");
        window.frame();
    }
    window.settle();
}

/// What the palette shows in this order: headings and names.
fn listed(window: &TestWindow) -> Vec<String> {
    let field = window.find_field("Search commands").unwrap().rect();
    let mut rows: Vec<_> = window
        .drawn()
        .into_iter()
        .filter(|drawn| drawn.seen.top() > field.bottom() && field.x_range().contains(drawn.seen.left()))
        .collect();
    rows.sort_by(|one, two| one.seen.center().y.total_cmp(&two.seen.center().y));
    rows.into_iter().map(|drawn| drawn.text).collect()
}

#[test]
fn a_past_send_is_found_by_its_url_and_opened_as_it_was_sent() {
    let mut window = TestWindow::first_start();
    window.fill("URL", "{{demo}}/dev/pets/2?then=1");
    window.send();
    assert_eq!(window.status(), 200);
    window.fill("URL", "https://example.com/something-else");
    window.ctrl(Key::K);
    window.settle();
    window.type_text("pets/2?then");
    window.settle();
    let listed = listed(&window);
    assert_eq!(listed.first().map(String::as_str), Some("Sent in this run"));
    window.assert_sees("200 OK, 12:00:00");
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    assert_eq!(window.tab().draft.request.http.url, "{{demo}}/dev/pets/2?then=1");
    assert_eq!(window.app().tabs().len(), 3, "in a new tab");
    window.send();
    assert_eq!(window.status(), 200, "with the secret it was sent with");
}

#[test]
fn a_send_without_reply_is_remembered_too() {
    let mut window = TestWindow::first_start();
    window.fill("URL", "http://127.0.0.1:1/nobody-listens");
    window.send();
    window.ctrl(Key::K);
    window.settle();
    window.type_text("nobody-listens");
    window.settle();
    window.assert_sees("No reply, 12:00:00");
}

#[test]
fn open_and_closed_requests_are_gone_to_by_their_names() {
    let mut window = TestWindow::first_start();
    window.ctrl(Key::K);
    window.settle();
    window.type_text("Wrong secret");
    window.settle();
    assert!(listed(&window).contains(&"Open requests".to_owned()));
    window.press(Modifiers::NONE, Key::Escape);
    window.run(Command::NextTab);
    window.tab_mut().draft.request.info.name = "Zebra".to_owned();
    window.run(Command::CloseTab);
    window.run(Command::NewTab);
    window.run(Command::CloseTab);
    window.settle();
    window.ctrl(Key::K);
    window.settle();
    window.type_text("zebra");
    window.settle();
    assert_eq!(
        listed(&window).first().map(String::as_str),
        Some("Closed requests")
    );
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    assert_eq!(
        window.tab().draft.title(),
        "Zebra",
        "it and not the one closed last"
    );
    window.ctrl(Key::K);
    window.settle();
    window.type_text("List pets");
    window.settle();
    assert_eq!(listed(&window).first().map(String::as_str), Some("Open requests"));
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    assert_eq!(window.tab().draft.title(), "List pets");
}

#[test]
fn sixty_tabs_are_listed_found_closed_and_gone_to_by_keys() {
    let mut window = TestWindow::first_start();
    with_tabs(&mut window, 58);
    assert_eq!(window.app().tabs().len(), 60);
    window.click("List open requests…");
    window.settle();
    assert_eq!(window.focused().as_deref(), Some("Search open requests"));
    window.assert_sees("Order 58");
    let field = window.field("Search open requests").rect();
    let ends: Vec<f32> = window
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
    window.type_text("orders/17");
    window.settle();
    window.press(Modifiers::SHIFT, Key::Delete);
    window.settle();
    assert_eq!(window.app().tabs().len(), 59);
    assert!(!titles(&window).contains(&"Order 17".to_owned()));
    assert_eq!(
        window.focused().as_deref(),
        Some("Search open requests"),
        "it stays open"
    );
    window.ctrl(Key::A);
    window.type_text("orders/23");
    window.settle();
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    assert_eq!(window.tab().draft.title(), "Order 23");
    let tab = window.button("Tab Order 23").rect();
    let menu = window.button("List open requests…").rect();
    assert!(
        tab.left() >= 0.0 && tab.right() <= menu.left(),
        "the strip shows it: {tab}"
    );
}

#[test]
fn a_row_of_the_list_is_closed_with_its_button() {
    let mut window = TestWindow::first_start();
    window.run(Command::ListTabs);
    window.settle();
    let closes: Vec<_> = window
        .harness
        .query_all_by_label("Close Wrong secret")
        .map(|node| node.rect())
        .collect();
    assert_eq!(closes.len(), 2, "in the strip and in the list");
    let of_list = closes
        .into_iter()
        .max_by(|one, two| one.top().total_cmp(&two.top()))
        .unwrap();
    window.click_at(of_list.center());
    window.settle();
    assert_eq!(titles(&window), ["List pets"]);
    window.assert_sees("Enter goes to the request");
}

#[test]
fn the_arrows_walk_through_a_long_list_and_the_row_stays_in_sight() {
    let mut window = TestWindow::first_start();
    with_tabs(&mut window, 58);
    window.run(Command::ListTabs);
    window.settle();
    for key in [
        Key::PageUp,
        Key::PageUp,
        Key::PageUp,
        Key::PageUp,
        Key::PageUp,
        Key::PageUp,
    ] {
        window.press(Modifiers::NONE, key);
        window.settle();
    }
    window.assert_sees("List pets");
    for _ in 0..40 {
        window.press(Modifiers::NONE, Key::ArrowDown);
    }
    window.settle();
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    let title = window.tab().draft.title();
    assert_eq!(window.app().tabs()[40].draft.title(), title);
}

#[test]
fn the_list_button_is_there_only_when_tabs_do_not_fit() {
    let mut window = TestWindow::first_start();
    assert!(!window.has_button("List open requests…"));
    with_tabs(&mut window, 20);
    assert!(window.has_button("List open requests…"));
    window.run(Command::CloseOtherTabs);
    window.settle();
    assert!(!window.has_button("List open requests…"));
}

#[test]
fn the_strip_follows_the_tab_in_front_and_else_stays_where_it_was_scrolled() {
    let mut window = TestWindow::first_start();
    with_tabs(&mut window, 40);
    let area = window.harness.ctx.content_rect();
    for _ in 0..20 {
        window.ctrl_shift(Key::Tab);
        window.settle();
        let title = format!("Tab {}", window.tab().draft.title());
        let place = window.button(&title).rect();
        assert!(
            place.left() >= 0.0 && place.right() < area.right(),
            "{title}: {place}"
        );
    }
}

#[test]
fn the_palette_fits_small_and_zoomed_windows() {
    for size in [vec2(430.0, 270.0), vec2(720.0, 480.0), vec2(1920.0, 1080.0)] {
        let mut window = TestWindow::start(TestMachine::with_size(size));
        window.ctrl(Key::K);
        window.settle();
        let area = window.harness.ctx.content_rect();
        let field = window.field("Search commands").rect();
        assert!(area.contains_rect(field), "{size}: {field}");
        let away: Vec<_> = window
            .harness
            .query_all_by_label("Send")
            .map(|node| node.rect())
            .filter(|place| place.right() > area.right())
            .collect();
        assert!(away.is_empty(), "{size}: {away:?}");
    }
}
