//! What is typed on a page over the window and not saved stays when the page closes, when another comes in its place, and
//! when the program ends.

use countersign::ui::command::Command;
use countersign::ui::section::Section;
use eframe::egui::{Key, Modifiers, ViewportCommand};

use super::collection_losses::{choose_in_menu, open_variables};
use super::collections::{Collection, open_request, opened};
use super::test_window::TestWindow;

const INHERITED: &str = "Edit what requests inherit…";

fn type_variable(window: &mut TestWindow) {
    open_variables(window, "local");
    window.click("Add variable");
    window.settle();
    window.fill("Variable 2 name", "base");
    window.fill("Variable 2 value", "https://api.example.com");
}

/// Types a header that requests of the folder Dogs inherit.
pub fn type_header(window: &mut TestWindow) {
    choose_in_menu(window, "Dogs, folder", INHERITED);
    window.click("Part of what is inherited: Headers");
    window.settle();
    window.click_last("Add header");
    window.settle();
    window.fill("Header 1 name", "x-mine");
    window.fill("Header 1 value", "1");
}

fn with_folder() -> (TestWindow, Collection) {
    let (mut window, collection) = opened();
    open_request(&mut window, "GET List pets", "List pets");
    (window, collection)
}

#[test]
fn whatever_comes_in_the_place_of_a_page_what_is_typed_on_it_is_there_again() {
    for comes in [
        Command::OpenPalette,
        Command::OpenSettings,
        Command::ShowHistory,
        Command::ShowShortcuts,
        Command::ListTabs,
        Command::EditEnvironments,
        Command::SaveRequestAs,
    ] {
        let (mut window, collection) = with_folder();
        type_variable(&mut window);
        window.run(comes);
        window.settle();
        window.press(Modifiers::NONE, Key::Escape);
        window.settle();
        open_variables(&mut window, "local, not saved");
        window.ctrl(Key::S);
        window.until("it is saved", |_| {
            collection
                .read("environments/local.yml")
                .contains("api.example.com")
        });
        window.settle();
        window.click_last("Close");
        window.settle();
        type_header(&mut window);
        window.run(comes);
        window.settle();
        window.press(Modifiers::NONE, Key::Escape);
        window.settle();
        choose_in_menu(&mut window, "Dogs, folder", INHERITED);
        window.click_last("Save");
        window.until("it is written", |_| {
            collection.has("dogs/folder.yml") && collection.read("dogs/folder.yml").contains("x-mine")
        });
    }
}

#[test]
fn what_is_inherited_goes_back_to_the_file_when_it_is_discarded() {
    let (mut window, collection) = with_folder();
    let before = collection.read("dogs/folder.yml");
    type_header(&mut window);
    window.click("Discard changes");
    window.settle();
    choose_in_menu(&mut window, "Dogs, folder", INHERITED);
    window.click("Part of what is inherited: Headers");
    window.settle();
    window.assert_sees_not("x-mine");
    window.click_last("Close");
    window.settle();
    let window = window.restart();
    window.assert_sees_not("came back");
    assert_eq!(collection.read("dogs/folder.yml"), before);
}

#[test]
fn what_is_typed_for_a_folder_goes_along_when_that_is_renamed() {
    let (mut window, collection) = with_folder();
    type_header(&mut window);
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    choose_in_menu(&mut window, "Dogs, folder", "Rename…");
    window.fill("Name of the item", "Hounds");
    window.press(Modifiers::NONE, Key::Enter);
    window.until("it is renamed", |window| window.has_button("Hounds, folder"));
    window.settle();
    choose_in_menu(&mut window, "Hounds, folder", INHERITED);
    window.assert_sees("What requests of the folder Hounds inherit");
    window.click_last("Save");
    window.until("it is written", |_| {
        collection.has("Hounds/folder.yml") && collection.read("Hounds/folder.yml").contains("x-mine")
    });
}

/// Keys work over a page too.
#[test]
fn a_page_that_is_opened_over_itself_goes_on_with_what_is_typed() {
    let (mut window, collection) = with_folder();
    type_variable(&mut window);
    window.run(Command::EditEnvironments);
    window.settle();
    window.click("Variables of local, not saved");
    window.settle();
    window.ctrl(Key::S);
    window.until("it is saved", |_| {
        collection
            .read("environments/local.yml")
            .contains("api.example.com")
    });
}

/// As on another branch.
#[test]
fn what_is_typed_for_a_folder_that_is_gone_waits_until_it_is_there_again() {
    let (mut window, collection) = with_folder();
    type_header(&mut window);
    let folder = collection.0.join("dogs");
    let elsewhere = collection.0.with_extension("elsewhere");
    let machine = window.close();
    std::fs::rename(&folder, &elsewhere).unwrap();
    let mut window = TestWindow::start(machine);
    window.until("the collection is open", |window| {
        window.has_button("GET List pets")
    });
    window.settle();
    window.assert_sees_not("came back");
    std::fs::rename(&elsewhere, &folder).unwrap();
    window.until("it is told", |window| {
        window.sees("Unsaved changes of what requests of the folder Dogs inherit came back")
    });
    window.settle();
    choose_in_menu(&mut window, "Dogs, folder", INHERITED);
    window.click_last("Save");
    window.until("it is written", |_| {
        collection.read("dogs/folder.yml").contains("x-mine")
    });
}

/// Only values of secrets are in no journal.
#[test]
fn the_end_of_the_program_asks_about_typed_secrets_alone() {
    let (mut window, _collection) = with_folder();
    // The fields of the page are the only ones of their names.
    window.tab_mut().section = Section::Body;
    type_header(&mut window);
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    open_variables(&mut window, "local");
    window.fill("Variable 1 secret value", "typed-and-not-saved-4711");
    window.press_close();
    assert!(window.commands.contains(&ViewportCommand::CancelClose));
    window.settle();
    window.assert_sees("Values of secrets are typed and not saved: local.");
    window.click("Stay");
    window.settle();
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    choose_in_menu(&mut window, "Dogs, folder", INHERITED);
    window.click("Part of what is inherited: Auth");
    window.settle();
    window.click("Auth: Bearer token");
    window.settle();
    window.fill("Token", "typed-token-of-nobody");
    window.press_close();
    window.settle();
    window.assert_sees("local, the folder Dogs");
    window.click("Stay");
    window.settle();
    window.click("Discard changes");
    window.settle();
    open_variables(&mut window, "local, not saved");
    window.ctrl(Key::S);
    window.until("they are saved", |window| window.has_button("Variables of local"));
    window.settle();
    window.commands.clear();
    window.press_close();
    assert!(!window.commands.contains(&ViewportCommand::CancelClose));
}
