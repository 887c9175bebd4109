//! The strip of tabs: order, names, and what can be done with a tab that is not in front.

use countersign::ui::command::Command;
use countersign::ui::undo::Edits;
use eframe::egui::{Event, Key, Modifiers, PointerButton, vec2};
use egui_kittest::kittest::NodeT as _;

use super::test_window::TestWindow;

fn titles(window: &TestWindow) -> Vec<String> {
    window.app().tabs().iter().map(|tab| tab.draft.title()).collect()
}

#[test]
fn a_tab_goes_where_it_is_dragged_and_the_front_one_stays_in_front() {
    let mut window = TestWindow::first_start();
    window.run(Command::OpenSample);
    window.settle();
    assert_eq!(titles(&window), ["List pets", "List pets", "Wrong secret"]);
    let from = window.button("Tab Wrong secret").rect().left_center() + vec2(20.0, 0.0);
    let by = vec2(12.0 - from.x, 0.0);
    window.drag(from, by);
    assert_eq!(titles(&window), ["Wrong secret", "List pets", "List pets"]);
    assert_eq!(window.tab().draft.title(), "List pets");
    let window = window.restart();
    assert_eq!(titles(&window), ["Wrong secret", "List pets", "List pets"]);
}

#[test]
fn escape_gives_a_new_name_up_and_an_empty_one_is_the_path() {
    let mut window = TestWindow::first_start();
    window.press(Modifiers::NONE, Key::F2);
    window.settle();
    window.type_text("x");
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    assert_eq!(window.tab().draft.title(), "List pets");
    window.press(Modifiers::NONE, Key::F2);
    window.settle();
    window.press(Modifiers::NONE, Key::Delete);
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    assert_eq!(window.tab().draft.title(), "/dev/pets");
    window.ctrl(Key::Z);
    assert_eq!(
        window.tab().draft.title(),
        "List pets",
        "a name is undone like any edit"
    );
}

/// Whether a screen reader is told that a tab has edits.
fn is_marked(window: &TestWindow, tab: &str) -> bool {
    let told = window
        .button(tab)
        .accesskit_node()
        .description()
        .expect("a description");
    told.contains("Edited since it was opened")
}

#[test]
fn a_tab_with_edits_is_marked_until_they_are_undone_and_after_a_restart() {
    let mut window = TestWindow::first_start();
    assert!(!is_marked(&window, "Tab List pets"));
    window.tab_mut().draft.request.http.url.push_str("&x=1");
    window.settle();
    assert!(is_marked(&window, "Tab List pets"));
    assert!(!is_marked(&window, "Tab Wrong secret"));
    window.ctrl(Key::Z);
    window.settle();
    assert!(!is_marked(&window, "Tab List pets"), "undone");
    window.tab_mut().draft.request.http.url.push_str("&x=2");
    window.settle();
    let window = window.restart();
    assert!(is_marked(&window, "Tab List pets"));
    assert!(!is_marked(&window, "Tab Wrong secret"));
    assert_eq!(window.tab().draft.history.edits(), Edits::Some);
}

#[test]
fn a_click_with_the_middle_button_closes_and_nothing_is_asked() {
    let mut window = TestWindow::first_start();
    window.tab_mut().draft.request.http.url.push_str("&x=1");
    window.settle();
    let pos = window.button("Tab List pets").rect().left_center() + vec2(20.0, 0.0);
    window.event(Event::PointerMoved(pos));
    for pressed in [true, false] {
        window.event(Event::PointerButton {
            pos,
            button: PointerButton::Middle,
            pressed,
            modifiers: Modifiers::NONE,
        });
    }
    window.settle();
    assert_eq!(titles(&window), ["Wrong secret"]);
    window.run(Command::ReopenTab);
    window.settle();
    assert_eq!(titles(&window), ["Wrong secret", "List pets"]);
    assert!(
        window.tab().draft.request.http.url.ends_with("&x=1"),
        "nothing is lost"
    );
    assert_eq!(window.tab().draft.history.edits(), Edits::Some);
}
