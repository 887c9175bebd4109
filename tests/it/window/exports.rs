//! Collections exported in the window: chosen, looked through, written, and nothing replaced that nobody gave up.

use countersign::ui::command::Command;
use eframe::egui::vec2;
use serde_json::Value;

use super::collections::{Collection, open_request_of_a_new_collection};
use super::test_window::{TestMachine, TestWindow};

/// A page on the export of a collection with requests, and the folder that it is written into.
fn page(machine: TestMachine) -> (TestWindow, Collection, std::path::PathBuf) {
    let mut window = TestWindow::start(machine);
    let collection = open_request_of_a_new_collection(&mut window);
    window.run(Command::ExportCollection);
    window.until("it is made", |window| window.sees("2 requests"));
    window.settle();
    let folder = window.machine.data_dir().join("exports");
    std::fs::create_dir(&folder).unwrap();
    (window, collection, folder)
}

fn file(window: &TestWindow) -> String {
    window.field("File to write").value().unwrap_or_default()
}

fn json(path: &std::path::Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn an_export_is_made_for_each_format_and_written_once() {
    let (mut window, _collection, folder) = page(TestMachine::default());
    let file = folder.join("pets.json");
    window.fill("File to write", file.to_str().unwrap());
    window.click("Write the export");
    window.until("it is written", |window| window.sees("Wrote "));
    let postman = json(&file);
    assert_eq!(
        postman["info"]["schema"],
        "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
    );
    let before = std::fs::read_to_string(&file).unwrap();
    window.settle();
    window.click("Format: Postman collection v2.1");
    window.settle();
    window.click("Format: choose OpenAPI 3.0");
    window.until("it is made anew", |window| window.is_enabled("Write the export"));
    window.settle();
    window.click("Write the export");
    window.until("it is refused", |window| {
        window.sees("is there already, and nothing was written")
    });
    assert_eq!(
        std::fs::read_to_string(&file).unwrap(),
        before,
        "what is there stays"
    );
    window.settle();
    window.click("Replace");
    window.until("it is written", |window| window.sees("Wrote "));
    assert_eq!(json(&file)["openapi"], "3.0.3");
}

#[test]
fn the_file_has_the_name_of_what_is_exported_until_another_is_typed() {
    let (mut window, _collection, _folder) = page(TestMachine::default());
    assert!(file(&window).ends_with("Pet store.postman_collection.json"));
    window.click("Format: Postman collection v2.1");
    window.settle();
    window.click("Format: choose HAR 1.2");
    window.until("it is made anew", |window| window.is_enabled("Write the export"));
    window.settle();
    assert!(file(&window).ends_with("Pet store.har"));
    window.click("What to export: Pet store");
    window.settle();
    window.click("What to export: choose Pet store / Dogs");
    window.until("it is made anew", |window| window.sees("1 request"));
    window.settle();
    assert!(file(&window).ends_with("Dogs.har"));
    window.fill("File to write", "/somewhere/else.har");
    window.click("Format: HAR 1.2");
    window.settle();
    window.click("Format: choose OpenAPI 3.0");
    window.settle();
    assert_eq!(file(&window), "/somewhere/else.har");
}

#[test]
fn what_can_not_be_written_is_said_and_can_be_tried_again() {
    let (mut window, _collection, folder) = page(TestMachine::default());
    window.fill(
        "File to write",
        folder.join("no/such/pets.json").to_str().unwrap(),
    );
    window.click("Write the export");
    window.until("it is refused", |window| window.sees("was not written"));
    window.settle();
    window.fill("File to write", folder.join("pets.json").to_str().unwrap());
    window.click("Write the export");
    window.until("it is written", |window| window.sees("Wrote "));
    assert!(folder.join("pets.json").exists());
}

#[test]
fn the_menu_of_a_folder_exports_that_folder() {
    let mut window = TestWindow::start(TestMachine::default());
    open_request_of_a_new_collection(&mut window);
    let at = window.button("Dogs, folder").rect().center();
    window.secondary_click_at(at);
    window.settle();
    window.click_last("Export…");
    window.until("it is made", |window| window.sees("1 request"));
    window.settle();
    assert!(window.has_button("What to export: Pet store / Dogs"));
    assert!(file(&window).ends_with("Dogs.postman_collection.json"));
}

#[test]
fn the_page_fits_a_small_window() {
    let (window, ..) = page(TestMachine::with_size(vec2(800.0, 600.0)));
    window.assert_inside("Write the export");
    window.assert_inside("Close");
}
