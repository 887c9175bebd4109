//! The strip of tabs: order, names, and what can be done with a tab that is not in front.

use countersign::ui::command::Command;
use countersign::ui::tab::Tab;
use eframe::egui::{Key, Modifiers, vec2};

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
