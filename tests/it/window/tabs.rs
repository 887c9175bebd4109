//! The strip of tabs: order, names, and what can be done with a tab that is not in front.

use countersign::ui::command::Command;
use countersign::ui::editor::undo::Edits;
use countersign::ui::tab::Tab;
use eframe::egui::{Event, Key, Modifiers, PointerButton, vec2};
use egui_kittest::kittest::NodeT as _;

use super::desk::Desk;

fn titles(desk: &Desk) -> Vec<String> {
    desk.app().tabs().iter().map(Tab::title).collect()
}

#[test]
fn a_tab_goes_where_it_is_dragged_and_the_front_one_stays_in_front() {
    let mut desk = Desk::first_start();
    desk.run(Command::OpenSample);
    desk.settle();
    assert_eq!(titles(&desk), ["List pets", "List pets", "Wrong secret"]);
    let from = desk.button("Tab Wrong secret").rect().left_center() + vec2(20.0, 0.0);
    let by = vec2(12.0 - from.x, 0.0);
    desk.drag(from, by);
    assert_eq!(titles(&desk), ["Wrong secret", "List pets", "List pets"]);
    assert_eq!(desk.tab().title(), "List pets");
    let desk = desk.restart();
    assert_eq!(titles(&desk), ["Wrong secret", "List pets", "List pets"]);
}

#[test]
fn escape_gives_a_new_name_up_and_an_empty_one_is_the_path() {
    let mut desk = Desk::first_start();
    desk.press(Modifiers::NONE, Key::F2);
    desk.settle();
    desk.type_text("x");
    desk.press(Modifiers::NONE, Key::Escape);
    desk.settle();
    assert_eq!(desk.tab().title(), "List pets");
    desk.press(Modifiers::NONE, Key::F2);
    desk.settle();
    desk.press(Modifiers::NONE, Key::Delete);
    desk.press(Modifiers::NONE, Key::Enter);
    desk.settle();
    assert_eq!(desk.tab().title(), "/dev/pets");
    desk.ctrl(Key::Z);
    assert_eq!(desk.tab().title(), "List pets", "a name is undone like any edit");
}

/// Whether a screen reader is told that a tab has edits.
fn is_marked(desk: &Desk, tab: &str) -> bool {
    let told = desk
        .button(tab)
        .accesskit_node()
        .description()
        .expect("a description");
    told.contains("Edited since it was opened")
}

#[test]
fn a_tab_with_edits_is_marked_until_they_are_undone_and_after_a_restart() {
    let mut desk = Desk::first_start();
    assert!(!is_marked(&desk, "Tab List pets"));
    desk.tab_mut().request.http.url.push_str("&x=1");
    desk.settle();
    assert!(is_marked(&desk, "Tab List pets"));
    assert!(!is_marked(&desk, "Tab Wrong secret"));
    desk.ctrl(Key::Z);
    desk.settle();
    assert!(!is_marked(&desk, "Tab List pets"), "undone");
    desk.tab_mut().request.http.url.push_str("&x=2");
    desk.settle();
    let desk = desk.restart();
    assert!(is_marked(&desk, "Tab List pets"));
    assert!(!is_marked(&desk, "Tab Wrong secret"));
    assert_eq!(desk.tab().history.edits(), Edits::Some);
}

#[test]
fn a_click_with_the_middle_button_closes_and_nothing_is_asked() {
    let mut desk = Desk::first_start();
    desk.tab_mut().request.http.url.push_str("&x=1");
    desk.settle();
    let pos = desk.button("Tab List pets").rect().left_center() + vec2(20.0, 0.0);
    desk.event(Event::PointerMoved(pos));
    for pressed in [true, false] {
        desk.event(Event::PointerButton {
            pos,
            button: PointerButton::Middle,
            pressed,
            modifiers: Modifiers::NONE,
        });
    }
    desk.settle();
    assert_eq!(titles(&desk), ["Wrong secret"]);
    desk.run(Command::ReopenTab);
    desk.settle();
    assert_eq!(titles(&desk), ["Wrong secret", "List pets"]);
    assert!(desk.tab().request.http.url.ends_with("&x=1"), "nothing is lost");
    assert_eq!(desk.tab().history.edits(), Edits::Some);
}
