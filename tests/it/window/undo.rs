//! Undo and redo over the whole request.

use countersign::model::{BodyKind, Request, RowState};
use countersign::ui::command::Command;
use countersign::ui::tab::Section;
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::NodeT as _;

use super::desk::Desk;
use super::random::Random;

fn undo(desk: &mut Desk) {
    desk.ctrl(Key::Z);
}

#[test]
fn typing_is_undone_by_the_second_and_the_cursor_stays_where_it_was() {
    let mut desk = Desk::first_start();
    desk.enter("URL");
    desk.press(Modifiers::NONE, Key::Home);
    // A frame of the harness takes a quarter of a second.
    desk.type_text("abcdefgh");
    let typed = desk.tab().request.http.url.clone();
    assert!(typed.starts_with("abcdefgh{{demo}}"));
    undo(&mut desk);
    let url = desk.tab().request.http.url.clone();
    assert!(url.len() < typed.len() && url.len() > "{{demo}}/dev/pets?type=dog&limit=10".len());
    assert_eq!(desk.focused().as_deref(), Some("URL"), "the focus stays");
    let left = url.find("{{demo}}").unwrap();
    desk.type_text("X");
    let place = desk.tab().request.http.url.find('X');
    assert_eq!(place, Some(left), "the cursor stands where the text went");
    desk.ctrl_shift(Key::Z);
    assert!(desk.tab().request.http.url.contains('X'), "an edit ends the redo");
}

#[test]
fn an_undo_shows_the_section_of_the_edit_and_redo_too() {
    let mut desk = Desk::first_start();
    desk.fill("Region", "eu-west-1");
    desk.click("Headers");
    desk.settle();
    desk.click("Add header");
    desk.settle();
    desk.fill("Header 1 name", "x-a");
    desk.click("Body");
    desk.settle();
    let end = desk.tab().request.clone();
    undo(&mut desk);
    assert_eq!(desk.tab().section, Section::Headers);
    while desk.tab().request.http.auth.aws.region == "eu-west-1" {
        undo(&mut desk);
    }
    assert_eq!(desk.tab().section, Section::Auth);
    desk.settle();
    while desk.tab().history.can_redo() {
        desk.ctrl(Key::Y);
    }
    assert_eq!(desk.tab().request, end);
    assert_eq!(desk.tab().section, Section::Headers);
    desk.settle();
    assert_eq!(desk.field("Header 1 name").value().as_deref(), Some("x-a"));
}

#[test]
fn with_nothing_to_undo_menu_and_palette_are_grey_and_say_why() {
    let mut desk = Desk::first_start();
    desk.click("Menu");
    desk.settle();
    for command in [Command::Undo, Command::Redo, Command::ReopenTab] {
        let entry = desk.button(command.text());
        assert!(entry.accesskit_node().is_disabled(), "{command:?}");
    }
    desk.press(Modifiers::NONE, Key::Escape);
    desk.ctrl(Key::K);
    desk.type_text("undo");
    desk.settle();
    desk.assert_sees("Nothing to undo");
    desk.press(Modifiers::NONE, Key::Escape);
    desk.settle();
    desk.enter("URL");
    undo(&mut desk);
    assert_eq!(desk.app().messages(), ["Nothing to undo"]);
    desk.ctrl(Key::Y);
    assert_eq!(desk.app().messages().last(), Some(&"Nothing to redo"));
}

#[test]
fn each_tab_has_its_own_past() {
    let mut desk = Desk::first_start();
    desk.fill("Region", "eu-west-1");
    desk.ctrl(Key::Tab);
    desk.settle();
    let other = desk.tab().request.clone();
    undo(&mut desk);
    assert_eq!(desk.tab().request, other);
    desk.ctrl(Key::Tab);
    desk.settle();
    assert_eq!(desk.tab().request.http.auth.aws.region, "eu-west-1");
    while desk.tab().history.can_undo() {
        undo(&mut desk);
    }
    assert_eq!(desk.tab().request.http.auth.aws.region, "");
}

/// What a person does to a request, by the keyboard or a button.
fn edit(desk: &mut Desk, random: &mut Random) {
    let sections = ["Params", "Auth", "Headers", "Body"];
    match random.below(9) {
        0 => desk.click(random.pick(&sections)),
        1 => {
            desk.ctrl(Key::L);
            desk.press(Modifiers::NONE, Key::End);
            desk.type_text(random.pick(&["&a=1", "/b", "é"]));
        }
        2 => desk.press(Modifiers::NONE, Key::Backspace),
        3 if desk.tab().section == Section::Headers => {
            desk.click("Add header");
            desk.frame();
            desk.type_text("x");
        }
        4 if desk.tab().section == Section::Headers && !desk.tab().request.http.headers.is_empty() => {
            desk.click("Send header 1");
        }
        5 if desk.tab().section == Section::Params && desk.find_field("Parameter 2 name").is_some() => {
            desk.click("Send parameter 1");
        }
        6 if desk.tab().section == Section::Auth => desk.click("Auth: None"),
        7 if desk.tab().section == Section::Body => desk.click("Body: JSON"),
        // Between two edits time passes, or not.
        _ => (0..random.below(5)).for_each(|_| desk.frame()),
    }
}

#[test]
fn any_sequence_of_edits_is_undone_to_the_start_and_redone_to_the_end() {
    const SEQUENCES: usize = 500;
    let mut desk = Desk::first_start();
    let mut random = Random(0x000e_d170);
    let mut edited = 0;
    for number in 0..SEQUENCES {
        let start: Request = desk.tab().request.clone();
        desk.tab_mut().history = countersign::ui::editor::undo::UndoHistory::new(&start);
        for _ in 0..=random.below(5) {
            edit(&mut desk, &mut random);
        }
        if random.below(3) == 0 {
            undo(&mut desk);
            desk.ctrl(Key::Y);
        }
        desk.frame();
        let end = desk.tab().request.clone();
        while desk.tab().history.can_undo() {
            undo(&mut desk);
        }
        assert_eq!(desk.tab().request, start, "sequence {number}");
        edited += usize::from(start != end);
        while desk.tab().history.can_redo() {
            desk.ctrl(Key::Y);
        }
        assert_eq!(desk.tab().request, end, "sequence {number}");
        // Every sequence begins at the start again.
        while desk.tab().history.can_undo() {
            undo(&mut desk);
        }
    }
    assert!(edited > SEQUENCES / 3, "{edited} sequences edited something");
    assert_eq!(desk.tab().request.http.body.kind, BodyKind::None);
    let rows = &desk.tab().request.http.headers;
    assert!(rows.iter().all(|row| row.state == RowState::Enabled));
}
