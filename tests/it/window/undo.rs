//! Undo and redo over the whole request.

use countersign::model::{BodyKind, Request, RowState};
use countersign::ui::command::Command;
use countersign::ui::section::Section;
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::NodeT as _;

use super::random::Random;
use super::test_window::TestWindow;

fn undo(window: &mut TestWindow) {
    window.ctrl(Key::Z);
}

#[test]
fn typing_is_undone_by_the_second_and_the_cursor_stays_where_it_was() {
    let mut window = TestWindow::first_start();
    window.enter("URL");
    window.press(Modifiers::NONE, Key::Home);
    // A frame of the harness takes a quarter of a second.
    window.type_text("abcdefgh");
    let typed = window.tab().draft.request.http.url.clone();
    assert!(typed.starts_with("abcdefgh{{demo}}"));
    undo(&mut window);
    let url = window.tab().draft.request.http.url.clone();
    assert!(url.len() < typed.len() && url.len() > "{{demo}}/dev/pets?type=dog&limit=10".len());
    assert_eq!(window.focused().as_deref(), Some("URL"), "the focus stays");
    let left = url.find("{{demo}}").unwrap();
    window.type_text("X");
    let place = window.tab().draft.request.http.url.find('X');
    assert_eq!(place, Some(left), "the cursor stands where the text went");
    window.ctrl_shift(Key::Z);
    assert!(
        window.tab().draft.request.http.url.contains('X'),
        "an edit ends the redo"
    );
}

#[test]
fn an_undo_shows_the_section_of_the_edit_and_redo_too() {
    let mut window = TestWindow::first_start();
    window.fill("Region", "eu-west-1");
    window.click("Headers");
    window.settle();
    window.click("Add header");
    window.settle();
    window.fill("Header 1 name", "x-a");
    window.click("Body");
    window.settle();
    let end = window.tab().draft.request.clone();
    undo(&mut window);
    assert_eq!(window.tab().section, Section::Headers);
    while window.tab().draft.request.http.auth.aws.region == "eu-west-1" {
        undo(&mut window);
    }
    assert_eq!(window.tab().section, Section::Auth);
    window.settle();
    while window.tab().draft.history.can_redo() {
        window.ctrl(Key::Y);
    }
    assert_eq!(window.tab().draft.request, end);
    assert_eq!(window.tab().section, Section::Headers);
    window.settle();
    assert_eq!(window.field("Header 1 name").value().as_deref(), Some("x-a"));
}

#[test]
fn with_nothing_to_undo_menu_and_palette_are_grey_and_say_why() {
    let mut window = TestWindow::first_start();
    window.click("Menu");
    window.settle();
    for command in [Command::Undo, Command::Redo, Command::ReopenTab] {
        let entry = window.button(command.text());
        assert!(entry.accesskit_node().is_disabled(), "{command:?}");
    }
    window.press(Modifiers::NONE, Key::Escape);
    window.ctrl(Key::K);
    window.type_text("undo");
    window.settle();
    window.assert_sees("Nothing to undo");
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    window.enter("URL");
    undo(&mut window);
    assert_eq!(window.app().messages(), ["Nothing to undo"]);
    window.ctrl(Key::Y);
    assert_eq!(window.app().messages().last(), Some(&"Nothing to redo"));
}

#[test]
fn each_tab_has_its_own_past() {
    let mut window = TestWindow::first_start();
    window.fill("Region", "eu-west-1");
    window.ctrl(Key::Tab);
    window.settle();
    let other = window.tab().draft.request.clone();
    undo(&mut window);
    assert_eq!(window.tab().draft.request, other);
    window.ctrl(Key::Tab);
    window.settle();
    assert_eq!(window.tab().draft.request.http.auth.aws.region, "eu-west-1");
    while window.tab().draft.history.can_undo() {
        undo(&mut window);
    }
    assert_eq!(window.tab().draft.request.http.auth.aws.region, "");
}

/// What a person does to a request, by the keyboard or a button.
fn edit(window: &mut TestWindow, random: &mut Random) {
    let sections = ["Params", "Auth", "Headers", "Body"];
    match random.below(9) {
        0 => window.click(random.pick(&sections)),
        1 => {
            window.ctrl(Key::L);
            window.press(Modifiers::NONE, Key::End);
            window.type_text(random.pick(&["&a=1", "/b", "é"]));
        }
        2 => window.press(Modifiers::NONE, Key::Backspace),
        3 if window.tab().section == Section::Headers => {
            window.click("Add header");
            window.frame();
            window.type_text("x");
        }
        4 if window.tab().section == Section::Headers
            && !window.tab().draft.request.http.headers.is_empty() =>
        {
            window.click("Send header 1");
        }
        5 if window.tab().section == Section::Params && window.find_field("Parameter 2 name").is_some() => {
            window.click("Send parameter 1");
        }
        6 if window.tab().section == Section::Auth => window.click("Auth: None"),
        7 if window.tab().section == Section::Body => window.click("Body: JSON"),
        // Between two edits time passes, or not.
        _ => (0..random.below(5)).for_each(|_| window.frame()),
    }
}

#[test]
fn any_sequence_of_edits_is_undone_to_the_start_and_redone_to_the_end() {
    const SEQUENCES: usize = 500;
    let mut window = TestWindow::first_start();
    let mut random = Random(0x000e_d170);
    let mut edited = 0;
    for number in 0..SEQUENCES {
        let start: Request = window.tab().draft.request.clone();
        window.tab_mut().draft.history = countersign::ui::undo::UndoHistory::new(&start);
        for _ in 0..=random.below(5) {
            edit(&mut window, &mut random);
        }
        if random.below(3) == 0 {
            undo(&mut window);
            window.ctrl(Key::Y);
        }
        window.frame();
        let end = window.tab().draft.request.clone();
        while window.tab().draft.history.can_undo() {
            undo(&mut window);
        }
        assert_eq!(window.tab().draft.request, start, "sequence {number}");
        edited += usize::from(start != end);
        while window.tab().draft.history.can_redo() {
            window.ctrl(Key::Y);
        }
        assert_eq!(window.tab().draft.request, end, "sequence {number}");
        // Every sequence begins at the start again.
        while window.tab().draft.history.can_undo() {
            undo(&mut window);
        }
    }
    assert!(edited > SEQUENCES / 3, "{edited} sequences edited something");
    assert_eq!(window.tab().draft.request.http.body.kind, BodyKind::None);
    let rows = &window.tab().draft.request.http.headers;
    assert!(rows.iter().all(|row| row.state == RowState::Enabled));
}
