//! Collections in the sidebar: opened, filtered, edited, saved, renamed, moved, deleted and brought back.

use std::path::{Path, PathBuf};

use countersign::app::FileRead;
use countersign::demo::DEMO_SECRET;
use countersign::model::{AuthKind, Caution, CollectionAccess, Secret};
use countersign::sigv4::pieces::PieceKind;
use countersign::ui::command::Command;
use countersign::ui::sidebar::row::Unsaved;
use eframe::egui::{Key, Modifiers, vec2};

use super::collection_losses::choose_in_menu;
use super::test_window::{TestMachine, TestWindow};

const ROOT_FILE: &str = r#"opencollection: 1.0.0

info:
  name: Pet store

request:
  headers:
    - name: x-team
      value: pets
  auth:
    type: awsv4
    accessKeyId: "{{key_id}}"
    secretAccessKey: "{{secret_key}}"
    service: execute-api
    region: us-east-1
  variables:
    - name: key_id
      value: AKIAIOSFODNN7EXAMPLE
"#;

pub const LIST: &str = r#"info:
  name: List pets
  type: http
  seq: 1

http:
  method: GET
  url: "{{demo}}/dev/pets" # the sample API
  auth: inherit
"#;

const ADOPT: &str = r#"info:
  name: Adopt a pet
  type: http
  seq: 2

http:
  method: POST
  url: "{{demo}}/dev/pets"
  auth: inherit
"#;

const LOCAL: &str = r"name: local
variables:
  - secret: true
    name: secret_key
";

/// A collection of two requests in a folder, and an environment whose secret no file has.
pub struct Collection(pub PathBuf);

impl Collection {
    fn new(machine: &TestMachine) -> Self {
        let collection = Self(machine.data_dir().join("pets"));
        collection.write("opencollection.yml", ROOT_FILE);
        collection.write("list.yml", LIST);
        collection.write("dogs/folder.yml", "info:\n  name: Dogs\n  type: folder\n");
        collection.write("dogs/adopt.yml", ADOPT);
        collection.write("environments/local.yml", LOCAL);
        collection
    }

    #[expect(clippy::disallowed_methods, reason = "files of the test")]
    pub fn write(&self, name: &str, text: &str) {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.join(name)).unwrap()
    }

    /// Replaces a text in a file, as another program would.
    pub fn change(&self, name: &str, from: &str, to: &str) {
        self.write(name, &self.read(name).replace(from, to));
    }

    /// Adds an environment that is marked as dangerous.
    pub fn add_dangerous(&self, window: &mut TestWindow) {
        self.write(
            "environments/prod.yml",
            "name: prod\nvariables:\n  - name: secret_key\n    value: x\n",
        );
        self.write(
            "environments/prod.countersign.toml",
            "version = 1\n\n[environment]\ncaution = \"dangerous\"\n",
        );
        window.until("the environment is read", |window| {
            window.app().collections()[0]
                .collection()
                .and_then(|collection| collection.environment("prod"))
                .is_some_and(|environment| environment.caution == Caution::Dangerous)
        });
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.join(name).exists()
    }
}

/// A window with the collection open and unfolded.
pub fn opened() -> (TestWindow, Collection) {
    opened_on(TestMachine::default())
}

fn opened_on(machine: TestMachine) -> (TestWindow, Collection) {
    let collection = Collection::new(&machine);
    let mut window = TestWindow::start(machine);
    open(&mut window, &collection.0);
    (window, collection)
}

fn open(window: &mut TestWindow, root: &Path) {
    window.run(Command::OpenCollection);
    window.settle();
    window.fill("Folder of the collection", root.to_str().unwrap());
    window.click("Open");
    window.until("the collection is open", |window| {
        window.has_button("GET List pets")
    });
    window.settle();
}

pub fn open_request(window: &mut TestWindow, row: &str, name: &str) {
    window.click(row);
    window.until("the request is open", |window| {
        window.tab().draft.request.info.name == name && window.tab().file.is_some()
    });
    window.settle();
}

/// Makes a collection, opens it, and a request of it.
pub fn open_request_of_a_new_collection(window: &mut TestWindow) -> Collection {
    let collection = Collection::new(&window.machine);
    open(window, &collection.0);
    open_request(window, "GET List pets", "List pets");
    collection
}

pub fn unsaved(window: &TestWindow) -> Unsaved {
    window.tab().file.as_ref().unwrap().unsaved
}

#[test]
fn a_collection_is_opened_by_its_path_and_shows_its_items() {
    let (mut window, _collection) = opened();
    for name in ["Pet store", "Dogs", "List pets"] {
        window.assert_sees(name);
    }
    window.assert_sees_not("Adopt a pet");
    window.click("Dogs, folder");
    window.settle();
    window.assert_sees("Adopt a pet");
}

#[test]
fn a_folder_that_is_dropped_on_the_window_is_opened() {
    let machine = TestMachine::default();
    let collection = Collection::new(&machine);
    let mut window = TestWindow::start(machine);
    window.drop_files(&[&collection.0]);
    window.until("the collection is open", |window| window.sees("List pets"));
}

#[test]
fn a_folder_without_a_collection_says_so_in_the_sidebar() {
    let machine = TestMachine::default();
    let folder = machine.data_dir().join("empty");
    std::fs::create_dir(&folder).unwrap();
    let mut window = TestWindow::start(machine);
    window.drop_files(&[&folder]);
    window.until("it is told", |window| window.sees("has no opencollection.yml"));
}

#[test]
fn a_request_inherits_and_is_edited_saved_and_read_as_it_was_written() {
    let (mut window, collection) = opened();
    open_request(&mut window, "GET List pets", "List pets");
    assert_eq!(window.tab().draft.request.http.auth.kind, AuthKind::Inherit);
    assert_eq!(window.tab().draft.auth().kind, AuthKind::AwsSignature);
    assert_eq!(unsaved(&window), Unsaved::None);
    window.fill("URL", "{{demo}}/dev/pets?type=dog");
    window.settle();
    assert_eq!(unsaved(&window), Unsaved::Some);
    window.ctrl(Key::S);
    window.until("it is saved", |window| unsaved(window) == Unsaved::None);
    // One line, its comment and all others as they were.
    let changed = LIST.replace("dev/pets\" #", "dev/pets?type=dog\" #");
    let saved = collection.read("list.yml");
    let common = changed
        .lines()
        .filter(|line| saved.lines().any(|other| other == *line))
        .count();
    assert_eq!(common, changed.lines().count(), "{saved}");
}

/// A request of the collection in the environment local, whose secret has no value here.
pub fn in_local(machine: TestMachine) -> (TestWindow, Collection) {
    let (mut window, collection) = opened_on(machine);
    open_request(&mut window, "GET List pets", "List pets");
    window.run(Command::SwitchEnvironment);
    window.settle();
    window.click("Use local");
    window.settle();
    (window, collection)
}

#[test]
fn a_secret_is_asked_for_and_then_signs() {
    let (mut window, collection) = in_local(TestMachine::default());
    // Nothing leaves while the secret has no value.
    window.send();
    assert!(window.sent().exchange.wire.is_none());
    window.click_last("Missing secret values…");
    window.fill("Value of secret_key", DEMO_SECRET);
    window.click("Keep in the key store");
    window.settle();
    window.send();
    assert_eq!(window.status(), 200);
    let wire = window.sent().exchange.wire.as_ref().unwrap();
    assert_eq!(wire.header("x-team").unwrap().value.as_str(), "pets");
    for name in ["opencollection.yml", "list.yml", "environments/local.yml"] {
        assert!(!collection.read(name).contains("wJalr"), "{name}");
    }
}

#[test]
fn the_signature_and_the_cursor_lead_through_a_variable_to_its_definition() {
    let tall = TestMachine::with_size(vec2(1280.0, 1600.0));
    let (mut window, _collection) = in_local(tall);
    window.run(Command::FillMissingValues);
    window.settle();
    window.fill("Value of secret_key", DEMO_SECRET);
    window.click("Keep in the key store");
    window.settle();
    let pieces = window.pieces();
    let (_, credential) = pieces
        .iter()
        .find(|(_, piece)| piece.kind == PieceKind::Credential)
        .unwrap();
    let row = format!("Credential: {}", credential.text.as_str());
    window.click(&row);
    window.settle();
    window.assert_sees("From {{key_id}} of collection Pet store");
    window.click("Go to {{key_id}}");
    window.settle();
    assert_eq!(window.focused().as_deref(), Some("Variable 1 name"));
    window.press(Modifiers::NONE, Key::Escape);
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    assert!(!window.has_button("Add variable"), "the page is closed");
    // By the keyboard, from a field that names it.
    window.fill("URL", "{{key_id}}/dev");
    window.press(Modifiers::NONE, Key::Home);
    window.press(Modifiers::NONE, Key::ArrowRight);
    window.settle();
    window.press(Modifiers::NONE, Key::F12);
    window.settle();
    assert_eq!(window.focused().as_deref(), Some("Variable 1 name"));
}

#[test]
fn saving_a_draft_puts_it_into_a_folder_and_its_secret_into_the_key_store() {
    let (mut window, collection) = opened();
    window.run(Command::NewTab);
    window.settle();
    window.fill("URL", "{{demo}}/dev/pets/1");
    let auth = &mut window.tab_mut().draft.request.http.auth;
    auth.kind = AuthKind::AwsSignature;
    auth.aws.access_key_id = "AKIDSAVED".to_owned();
    auth.aws.secret_access_key = Secret::new("canary-secret-of-the-draft");
    window.settle();
    window.ctrl(Key::S);
    window.settle();
    window.assert_sees("becomes a secret variable of an environment");
    window.fill("Name of the request", "One pet");
    window.click("Save");
    window.until("it is saved", |window| window.tab().file.is_some());
    window.settle();
    let file = collection.read("One pet.yml");
    assert!(
        file.contains("{{secret_access_key}}") && file.contains("AKIDSAVED"),
        "{file}"
    );
    window.until("the environment is written", |_| {
        collection
            .read("environments/local.yml")
            .contains("secret_access_key")
    });
    for name in ["One pet.yml", "environments/local.yml"] {
        assert!(!collection.read(name).contains("canary"), "{name}");
    }
    assert_eq!(window.app().environment_in_front().unwrap().name, "local");
    // It still signs: the field names the variable, whose value is here.
    window.until("it is signed", |window| window.tab().draft.live.report.is_some());
    assert_eq!(unsaved(&window), Unsaved::None);
}

#[test]
fn a_file_changed_by_another_program_is_shown_again_or_both_sides_are() {
    let (mut window, collection) = opened();
    open_request(&mut window, "GET List pets", "List pets");
    collection.write("list.yml", &LIST.replace("/dev/pets", "/dev/cats"));
    window.until("it is read again", |window| {
        window.tab().draft.request.http.url.ends_with("/dev/cats")
    });
    window.fill("URL", "{{demo}}/dev/mine");
    window.settle();
    collection.write("list.yml", &LIST.replace("/dev/pets", "/dev/theirs"));
    window.until("both sides are shown", |window| {
        window.sees("The file was changed by another program")
    });
    window.settle();
    assert!(
        window
            .texts()
            .iter()
            .any(|text| text.starts_with('-') && text.contains("theirs"))
    );
    assert!(
        window
            .texts()
            .iter()
            .any(|text| text.starts_with('+') && text.contains("mine"))
    );
    window.click("Keep mine");
    window.until("it is saved", |_| {
        collection.read("list.yml").contains("/dev/mine")
    });
    assert_eq!(window.tab().draft.request.http.url, "{{demo}}/dev/mine");
}

#[test]
fn an_item_is_renamed_duplicated_deleted_and_brought_back_by_keys() {
    let (mut window, collection) = opened();
    window.run(Command::FilterSidebar);
    window.settle();
    for _ in 0..3 {
        window.press(Modifiers::NONE, Key::ArrowDown);
        window.settle();
    }
    assert_eq!(window.focused().as_deref(), Some("GET List pets"));
    window.press(Modifiers::NONE, Key::F2);
    window.settle();
    window.fill("Name of the item", "All pets");
    window.press(Modifiers::NONE, Key::Enter);
    window.until("it is renamed", |window| window.sees("All pets"));
    window.settle();
    assert!(collection.has("All pets.yml") && !collection.has("list.yml"));
    window.ctrl(Key::D);
    window.until("there is a copy", |window| window.sees("All pets copy"));
    window.settle();
    assert!(collection.has("All pets copy.yml"));
    window.press(Modifiers::NONE, Key::Delete);
    window.until("the copy is deleted", |window| {
        window.sees("Deleted All pets copy") && !window.has_button("GET All pets copy")
    });
    window.settle();
    assert!(collection.has("All pets.yml") && !collection.has("All pets copy.yml"));
    window.run(Command::FilterSidebar);
    window.settle();
    for _ in 0..3 {
        window.press(Modifiers::NONE, Key::ArrowDown);
        window.settle();
    }
    assert_eq!(window.focused().as_deref(), Some("GET All pets"));
    window.press(Modifiers::NONE, Key::Delete);
    window.until("it is deleted", |_| !collection.has("All pets.yml"));
    window.until("the sidebar says so", |window| {
        window.sees("Deleted All pets") && !window.sees("Deleted All pets copy")
    });
    window.click("Undo");
    window.until("it is back", |_| collection.has("All pets.yml"));
}

#[test]
fn the_filter_finds_in_closed_folders_and_escape_ends_it() {
    let (mut window, _collection) = opened();
    window.fill("Filter the sidebar", "adopt");
    window.settle();
    assert!(window.has_button("POST Adopt a pet"));
    assert!(!window.has_button("GET List pets"));
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    assert!(window.has_button("GET List pets"));
}

#[test]
fn collections_tabs_and_unsaved_edits_come_back_after_a_restart() {
    let (mut window, collection) = opened();
    open_request(&mut window, "GET List pets", "List pets");
    window.fill("URL", "{{demo}}/dev/edited");
    window.settle();
    let mut window = window.restart();
    window.until("the collection is open", |window| window.sees("Dogs"));
    window.until("the file is read", |window| {
        window
            .tab()
            .file
            .as_ref()
            .is_some_and(|file| file.read == FileRead::Done)
    });
    assert_eq!(window.tab().draft.request.http.url, "{{demo}}/dev/edited");
    assert_eq!(unsaved(&window), Unsaved::Some);
    assert_eq!(collection.read("list.yml"), LIST);
    window.run(Command::ShowUnsaved);
    window.settle();
    window.assert_sees("What Save would change in list.yml");
    window.click("Save");
    window.until("it is saved", |_| {
        collection.read("list.yml").contains("/dev/edited")
    });
}

#[test]
fn a_dangerous_environment_asks_before_what_may_change_data() {
    let (mut window, collection) = opened();
    collection.add_dangerous(&mut window);
    window.click("Dogs, folder");
    window.settle();
    open_request(&mut window, "POST Adopt a pet", "Adopt a pet");
    window.run(Command::SwitchEnvironment);
    window.settle();
    window.click("Use prod, which is marked as dangerous");
    window.settle();
    window.run(Command::Send);
    window.settle();
    assert!(window.tab().last.sending.is_none() && window.tab().last.sent.is_none());
    window.assert_sees("prod");
    window.send_by(|window| window.click("Send POST to prod"));
    assert!(window.tab().last.sent.is_some());
}

#[test]
fn a_request_is_dragged_into_a_folder_and_its_tab_goes_along() {
    let (mut window, collection) = opened();
    open_request(&mut window, "GET List pets", "List pets");
    let from = window.button("GET List pets").rect().center();
    let to = window.button("Dogs, folder").rect().center();
    window.drag(from, to - from);
    window.until("it is moved", |_| {
        collection.has("dogs/list.yml") && !collection.has("list.yml")
    });
    window.until("the tab knows", |window| {
        window.tab().file.as_ref().unwrap().item.path.as_str() == "dogs/list.yml"
    });
    window.settle();
    // And it is saved there.
    window.fill("URL", "{{demo}}/dev/moved");
    window.settle();
    window.ctrl(Key::S);
    window.until("it is saved", |_| {
        collection.read("dogs/list.yml").contains("/dev/moved")
    });
    assert!(!collection.has("list.yml"));
}

#[test]
fn several_collections_are_open_at_once_and_one_is_closed() {
    let (mut window, collection) = opened();
    let other = collection.0.parent().unwrap().join("shop");
    std::fs::create_dir(&other).unwrap();
    Collection(other.clone()).write(
        "opencollection.yml",
        "opencollection: 1.0.0\n\ninfo:\n  name: Shop\n",
    );
    Collection(other.clone()).write("buy.yml", &LIST.replace("List pets", "Buy"));
    window.drop_files(&[&other]);
    window.until("both are open", |window| {
        window.has_button("GET Buy") && window.has_button("GET List pets")
    });
    // Without auth of the collection an inherited one is None, and says so.
    open_request(&mut window, "GET Buy", "Buy");
    assert_eq!(window.tab().draft.auth().kind, AuthKind::None);
    let mut window = window.restart();
    assert_eq!(window.app().collections().len(), 2);
    window.until("both are read", |window| {
        window.has_button("GET Buy") && window.has_button("GET List pets")
    });
    window.settle();
    choose_in_menu(&mut window, "Pet store, collection", "Close collection");
    assert!(window.has_button("GET Buy") && !window.has_button("GET List pets"));
    assert_eq!(collection.read("list.yml"), LIST, "its files stay");
    let window = window.restart();
    assert_eq!(window.app().collections().len(), 1);
}

#[test]
fn a_new_collection_is_made_and_takes_new_folders_and_requests() {
    let mut window = TestWindow::first_start();
    let folder = window.machine.data_dir().to_owned();
    window.run(Command::NewCollection);
    window.settle();
    window.fill("Name of the collection", "My APIs");
    window.fill("Folder in which it is made", folder.to_str().unwrap());
    window.click("Make collection");
    window.until("it is open", |window| window.has_button("My APIs, collection"));
    window.settle();
    assert!(folder.join("my-apis/opencollection.yml").exists());
    let at = window.button("My APIs, collection").rect().center();
    window.secondary_click_at(at);
    window.click_last("New request");
    window.until("it is open", |window| window.tab().file.is_some());
    assert_eq!(window.tab().draft.request.http.auth.kind, AuthKind::Inherit);
    assert!(folder.join("my-apis/New request.yml").exists());
}

#[test]
fn a_read_only_file_keeps_its_content_and_the_tab_its_edits() {
    let (mut window, collection) = opened();
    open_request(&mut window, "GET List pets", "List pets");
    window.fill("URL", "{{demo}}/dev/edited");
    window.settle();
    // A later version of the format is only shown.
    collection.change("opencollection.yml", "1.0.0", "9.0.0");
    window.until("it is read", |window| {
        window.app().collections()[0]
            .collection()
            .is_some_and(|collection| matches!(collection.access, CollectionAccess::ReadOnly { .. }))
    });
    window.ctrl(Key::S);
    window.settle();
    window.assert_sees("The collection is only shown");
    assert_eq!(collection.read("list.yml"), LIST);
    assert_eq!(window.tab().draft.request.http.url, "{{demo}}/dev/edited");
    assert_eq!(unsaved(&window), Unsaved::Some);
}
