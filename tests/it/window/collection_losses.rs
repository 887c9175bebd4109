//! What must not be lost or mistaken when files, names and secrets of a collection change under the window.
//! Long because each way to lose something has its own window.

use countersign::model::{AuthKind, Redirects, Secret, Variable};
use countersign::store::keys::{KeyName, VariableKey, VariablePlace};
use countersign::ui::command::Command;
use countersign::ui::sidebar::row::Unsaved;
use eframe::egui::{Key, Modifiers};

use super::collections::{Collection, LIST, open_request, opened, unsaved};
use super::kept_pages::type_header;
use super::test_window::TestWindow;

const FIRST: &str = "first-typed-secret-4711";
const SECOND: &str = "second-typed-secret-0815";

/// Opens the request of a row and types a secret access key of its own into it.
fn type_secret(window: &mut TestWindow, row: &str, name: &str, secret: &str) {
    open_request(window, row, name);
    let auth = &mut window.tab_mut().draft.request.http.auth;
    auth.kind = AuthKind::AwsSignature;
    "AKIDOFTHETEST".clone_into(&mut auth.aws.access_key_id);
    auth.aws.secret_access_key = Secret::new(secret);
    window.settle();
}

fn choose(window: &mut TestWindow, environment: &str) {
    window.run(Command::SwitchEnvironment);
    window.settle();
    window.click(&format!("Use {environment}"));
    window.settle();
}

/// Where an item stands in the sidebar is clicked with the other button, and this is chosen.
pub fn choose_in_menu(window: &mut TestWindow, row: &str, entry: &str) {
    let at = window.button(row).rect().center();
    window.secondary_click_at(at);
    window.settle();
    window.click_last(entry);
    window.settle();
}

fn of_request(collection: &Collection, path: &str) -> VariablePlace {
    VariablePlace::item(&collection.0, path)
}

/// Waits until the key store has this value for a secret variable.
#[track_caller]
fn until_kept(window: &mut TestWindow, place: &VariablePlace, name: &str, value: Option<&str>) {
    let key = KeyName::Variable(VariableKey {
        place: place.clone(),
        name: name.to_owned(),
    });
    let what = format!("the key store has {value:?} for {name}");
    window.until(&what, |window| {
        let kept = window.machine.key_store.get(&key).ok();
        kept.as_ref().map(Secret::expose_for_editing) == value
    });
}

fn rename_in_sidebar(window: &mut TestWindow, row: &str, name: &str) {
    choose_in_menu(window, row, "Rename…");
    window.fill("Name of the item", name);
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
}

pub fn open_variables(window: &mut TestWindow, environment: &str) {
    window.run(Command::EditEnvironments);
    window.settle();
    window.click(&format!("Variables of {environment}"));
    window.settle();
}

#[test]
fn two_secrets_that_are_saved_at_once_become_two_variables() {
    let (mut window, collection) = opened();
    window.click("Dogs, folder");
    window.settle();
    type_secret(&mut window, "GET List pets", "List pets", FIRST);
    type_secret(&mut window, "POST Adopt a pet", "Adopt a pet", SECOND);
    window.run(Command::SaveAll);
    window.until("both are saved", |window| {
        window
            .app()
            .tabs()
            .iter()
            .filter_map(|tab| tab.file.as_ref())
            .all(|file| file.unsaved == Unsaved::None)
    });
    window.until("the environment has both", |_| {
        collection
            .read("environments/local.yml")
            .contains("secret_access_key_2")
    });
    window.settle();
    let files = [collection.read("list.yml"), collection.read("dogs/adopt.yml")];
    assert!(files[0].contains("{{secret_access_key}}"), "{}", files[0]);
    assert!(files[1].contains("{{secret_access_key_2}}"), "{}", files[1]);
    let local = VariablePlace::environment(&collection.0, "local");
    until_kept(&mut window, &local, "secret_access_key", Some(FIRST));
    until_kept(&mut window, &local, "secret_access_key_2", Some(SECOND));
}

#[test]
fn a_typed_secret_takes_no_variable_that_has_another_meaning() {
    let (mut window, collection) = opened();
    collection.write(
        "environments/local.yml",
        "name: local\nvariables:\n  - name: secret_access_key\n    value: of somebody else\n",
    );
    window.until("the environment is read", |window| {
        window.app().collections()[0]
            .collection()
            .and_then(|collection| collection.environment("local"))
            .is_some_and(|local| local.variables[0].name == "secret_access_key")
    });
    type_secret(&mut window, "GET List pets", "List pets", FIRST);
    window.ctrl(Key::S);
    window.until("it is saved", |window| unsaved(window) == Unsaved::None);
    assert!(collection.read("list.yml").contains("{{secret_access_key_2}}"));
    window.until("the environment is written", |_| {
        collection
            .read("environments/local.yml")
            .contains("secret_access_key_2")
    });
    assert!(
        collection
            .read("environments/local.yml")
            .contains("of somebody else")
    );
}

#[test]
fn a_request_that_is_renamed_while_it_is_open_keeps_the_new_name() {
    let (mut window, collection) = opened();
    open_request(&mut window, "GET List pets", "List pets");
    rename_in_sidebar(&mut window, "GET List pets", "All pets");
    window.until("the tab knows", |window| {
        window.tab().draft.request.info.name == "All pets"
    });
    window.settle();
    assert_eq!(unsaved(&window), Unsaved::None);
    window.fill("URL", "{{demo}}/dev/edited");
    window.settle();
    window.ctrl(Key::S);
    window.until("it is saved", |_| {
        collection.has("All pets.yml") && collection.read("All pets.yml").contains("/dev/edited")
    });
    assert!(collection.read("All pets.yml").contains("name: All pets"));
}

#[test]
fn what_comes_back_in_the_place_of_a_file_that_was_gone_is_shown_beside_the_edits() {
    let (mut window, collection) = opened();
    open_request(&mut window, "GET List pets", "List pets");
    window.fill("URL", "{{demo}}/dev/mine");
    window.settle();
    std::fs::remove_file(collection.0.join("list.yml")).unwrap();
    window.until("it is missed", |window| {
        window.everything_told().contains("can not be read any more")
    });
    collection.write("list.yml", &LIST.replace("/dev/pets", "/dev/theirs"));
    window.until("both sides are shown", |window| {
        window.sees("The file was changed by another program")
    });
    assert!(collection.read("list.yml").contains("/dev/theirs"));
}

#[test]
fn nothing_is_written_over_a_file_that_can_not_be_read() {
    let (mut window, collection) = opened();
    open_request(&mut window, "GET List pets", "List pets");
    window.fill("URL", "{{demo}}/dev/mine");
    window.settle();
    let broken = LIST.replace("http:", "<<<<<<< HEAD\nhttp:");
    collection.write("list.yml", &broken);
    window.until("it is missed", |window| {
        window.everything_told().contains("can not be read any more")
    });
    window.ctrl(Key::S);
    window.settle();
    window.assert_sees("Not saved");
    assert_eq!(collection.read("list.yml"), broken);
    assert!(!collection.has("List pets.yml"));
    // Mended by hand, both are shown.
    collection.write("list.yml", &LIST.replace("/dev/pets", "/dev/theirs"));
    window.until("both sides are shown", |window| {
        window.sees("The file was changed by another program")
    });
}

/// The collection in its environment, whose secret this computer has.
fn with_a_kept_secret() -> (TestWindow, Collection) {
    let (mut window, collection) = opened();
    open_request(&mut window, "GET List pets", "List pets");
    choose(&mut window, "local");
    window.run(Command::FillMissingValues);
    window.settle();
    window.fill("Value of secret_key", FIRST);
    window.click("Keep in the key store");
    window.settle();
    (window, collection)
}

#[test]
fn an_environment_that_is_deleted_comes_back_with_the_values_of_its_secrets() {
    let (mut window, collection) = with_a_kept_secret();
    open_variables(&mut window, "local");
    window.click("Delete local");
    window.until("it is deleted", |_| !collection.has("environments/local.yml"));
    window.click_last("Close");
    window.until("the sidebar says so", |window| {
        window.sees("Deleted the environment local")
    });
    window.click("Undo");
    window.until("it is back", |_| collection.has("environments/local.yml"));
    window.until("it is read", |window| {
        window.app().collections()[0]
            .collection()
            .is_some_and(|collection| collection.environment("local").is_some())
    });
    until_kept(
        &mut window,
        &VariablePlace::environment(&collection.0, "local"),
        "secret_key",
        Some(FIRST),
    );
}

#[test]
fn a_request_whose_collection_is_closed_is_not_sent_with_anything_else() {
    let (mut window, _collection) = opened();
    open_request(&mut window, "GET List pets", "List pets");
    choose_in_menu(&mut window, "Pet store, collection", "Close collection");
    window.run(Command::Send);
    window.settle();
    assert!(window.tab().last.sending.is_none() && window.tab().last.sent.is_none());
    window.assert_sees("is not open, so it is not known what it inherits");
    assert_eq!(window.tab().draft.auth().kind, AuthKind::Inherit);
    assert!(window.tab().draft.live.report.is_none(), "nothing is signed");
}

#[test]
fn a_request_is_not_sent_without_the_environment_that_was_chosen() {
    let (mut window, collection) = opened();
    open_request(&mut window, "GET List pets", "List pets");
    choose(&mut window, "local");
    collection.write("environments/local.yml", "name: [local\n");
    window.until("it is read", |window| {
        window.app().collections()[0]
            .collection()
            .is_some_and(|collection| collection.environment("local").is_none())
    });
    window.settle();
    window.run(Command::Send);
    window.settle();
    assert!(window.tab().last.sending.is_none() && window.tab().last.sent.is_none());
    window.assert_sees("the environment local is chosen, and its file can not be read");
    std::fs::remove_file(collection.0.join("environments/local.yml")).unwrap();
    window.until("it is read", |window| {
        window.app().collections()[0]
            .collection()
            .is_some_and(|collection| collection.damaged.is_empty())
    });
    window.run(Command::Send);
    window.settle();
    window.assert_sees("the collection has none of that name");
}

#[test]
fn choice_and_secrets_go_along_to_the_name_that_the_file_of_an_environment_could_have() {
    let (mut window, collection) = with_a_kept_secret();
    open_variables(&mut window, "local");
    window.click("Rename local");
    window.settle();
    // A name that a file can not begin with.
    window.fill("New name of local", "-qa");
    window.press(Modifiers::NONE, Key::Enter);
    window.until("it is renamed", |_| !collection.has("environments/local.yml"));
    window.until("it is in force under its name", |window| {
        window
            .app()
            .environment_in_front()
            .is_some_and(|environment| collection.has(&format!("environments/{}.yml", environment.name)))
    });
    let name = window.app().environment_in_front().unwrap().name.clone();
    assert_ne!(name, "-qa");
    until_kept(
        &mut window,
        &VariablePlace::environment(&collection.0, &name),
        "secret_key",
        Some(FIRST),
    );
    until_kept(
        &mut window,
        &VariablePlace::environment(&collection.0, "local"),
        "secret_key",
        None,
    );
}

/// The request of the collection with a secret variable of its own, whose value is typed.
fn with_own_secret() -> (TestWindow, Collection) {
    let (mut window, collection) = opened();
    collection.write(
        "list.yml",
        &format!("{LIST}\nruntime:\n  variables:\n    - secret: true\n      name: own\n"),
    );
    open_request(&mut window, "GET List pets", "List pets");
    window.until("it is read", |window| {
        !window.tab().draft.request.variables.is_empty()
    });
    window.run(Command::EditEnvironments);
    window.settle();
    window.click("Variables of This request");
    window.settle();
    window.fill("Variable 1 secret value", FIRST);
    window.ctrl(Key::S);
    window.settle();
    window.click_last("Close");
    window.settle();
    until_kept(
        &mut window,
        &of_request(&collection, "list.yml"),
        "own",
        Some(FIRST),
    );
    (window, collection)
}

#[test]
fn the_secret_of_a_request_goes_along_when_it_is_renamed_open_or_not() {
    let (mut window, collection) = with_own_secret();
    rename_in_sidebar(&mut window, "GET List pets", "All pets");
    window.until("it is renamed", |_| collection.has("All pets.yml"));
    until_kept(
        &mut window,
        &of_request(&collection, "All pets.yml"),
        "own",
        Some(FIRST),
    );
    until_kept(&mut window, &of_request(&collection, "list.yml"), "own", None);
    // After a restart nobody asked the key store for it, as its tab is closed.
    window.run(Command::CloseTab);
    window.settle();
    let mut window = window.restart();
    window.until("the collection is open", |window| {
        window.has_button("GET All pets")
    });
    let from = window.button("GET All pets").rect().center();
    let to = window.button("Dogs, folder").rect().center();
    window.drag(from, to - from);
    until_kept(
        &mut window,
        &of_request(&collection, "dogs/All pets.yml"),
        "own",
        Some(FIRST),
    );
    until_kept(&mut window, &of_request(&collection, "All pets.yml"), "own", None);
}

#[test]
fn a_duplicate_has_the_values_of_the_secrets_too_known_or_asked_of_the_key_store_first() {
    let (mut window, collection) = with_own_secret();
    choose_in_menu(&mut window, "GET List pets", "Duplicate");
    window.until("there is a copy", |_| collection.has("List pets copy.yml"));
    for file in ["list.yml", "List pets copy.yml"] {
        until_kept(&mut window, &of_request(&collection, file), "own", Some(FIRST));
    }
    // After a restart nobody asked the key store for it, as its tab is closed.
    window.run(Command::CloseTab);
    window.settle();
    let mut window = window.restart();
    window.until("the collection is open", |window| {
        window.has_button("GET List pets copy")
    });
    window.settle();
    choose_in_menu(&mut window, "GET List pets copy", "Duplicate");
    window.until("there is one more", |_| collection.has("List pets copy copy.yml"));
    for file in ["list.yml", "List pets copy.yml", "List pets copy copy.yml"] {
        until_kept(&mut window, &of_request(&collection, file), "own", Some(FIRST));
    }
}

/// The disk is slow: whoever types elsewhere by the time that a renamed row comes back goes on there.
#[test]
fn a_row_that_comes_back_late_does_not_take_the_keyboard_from_who_types() {
    let (mut window, collection) = opened();
    open_request(&mut window, "GET List pets", "List pets");
    let folder = std::fs::File::open(&collection.0).unwrap();
    folder.lock().unwrap();
    rename_in_sidebar(&mut window, "GET List pets", "All pets");
    window.enter("URL");
    window.type_text("{{demo}}/dev");
    assert!(!collection.has("All pets.yml"), "the folder is locked");
    folder.unlock().unwrap();
    window.until("it is renamed", |window| {
        window.has_button("GET All pets, unsaved changes")
    });
    window.settle();
    window.type_text("/edited");
    assert_eq!(window.tab().draft.request.http.url, "{{demo}}/dev/edited");
    // Who does nothing else has the row.
    rename_in_sidebar(&mut window, "GET All pets, unsaved changes", "Pets");
    window.until("it is renamed", |window| {
        window.has_button("GET Pets, unsaved changes")
    });
    window.settle();
    assert_eq!(window.focused().as_deref(), Some("GET Pets, unsaved changes"));
}

#[test]
fn an_environment_that_can_not_be_written_is_kept_on_its_page() {
    let (mut window, collection) = opened();
    std::fs::remove_dir_all(collection.0.join("environments")).unwrap();
    // Nothing can be made in it.
    collection.write("environments", "a file in the place of the folder");
    window.until("it is read", |window| {
        window.app().collections()[0]
            .collection()
            .is_some_and(|collection| collection.environments.is_empty())
    });
    type_secret(&mut window, "GET List pets", "List pets", FIRST);
    window.ctrl(Key::S);
    window.until("it is told", |window| {
        window
            .everything_told()
            .contains("The environment local was not written")
    });
    assert!(!collection.read("list.yml").contains(FIRST));
    // What stood in the way is taken away, and it is saved there.
    std::fs::remove_file(collection.0.join("environments")).unwrap();
    open_variables(&mut window, "local, not saved");
    window.assert_sees("not saved");
    window.ctrl(Key::S);
    window.until("it is written", |_| collection.has("environments/local.yml"));
    assert!(
        collection
            .read("environments/local.yml")
            .contains("secret_access_key")
    );
    until_kept(
        &mut window,
        &VariablePlace::environment(&collection.0, "local"),
        "secret_access_key",
        Some(FIRST),
    );
}

#[test]
fn unsaved_variables_come_back_after_a_restart() {
    let (mut window, collection) = opened();
    open_request(&mut window, "GET List pets", "List pets");
    open_variables(&mut window, "local");
    window.click("Add variable");
    window.settle();
    window.fill("Variable 2 name", "base");
    window.fill("Variable 2 value", "https://api.example.com");
    window.settle();
    // The page is open while the program ends.
    let mut window = window.restart();
    window.until("the collection is open", |window| {
        window.has_button("GET List pets")
    });
    window.settle();
    window.assert_sees("Unsaved variables of local came back");
    assert!(!collection.read("environments/local.yml").contains("base"));
    open_variables(&mut window, "local, not saved");
    window.assert_sees("not saved");
    window.ctrl(Key::S);
    window.until("it is written", |_| {
        collection
            .read("environments/local.yml")
            .contains("https://api.example.com")
    });
    assert!(collection.read("environments/local.yml").contains("secret: true"));
}

#[test]
fn what_is_typed_for_one_request_is_not_shown_as_that_of_another() {
    let (mut window, _collection) = opened();
    window.click("Dogs, folder");
    window.settle();
    open_request(&mut window, "GET List pets", "List pets");
    window.run(Command::EditEnvironments);
    window.settle();
    window.click("Variables of This request");
    window.settle();
    window.click("Add variable");
    window.settle();
    window.fill("Variable 1 name", "of_list");
    window.click_last("Close");
    window.settle();
    assert_eq!(window.tab().draft.request.variables[0].name, "of_list");
    open_request(&mut window, "POST Adopt a pet", "Adopt a pet");
    window.run(Command::EditEnvironments);
    window.settle();
    window.click("Variables of This request");
    window.settle();
    window.assert_sees_not("of_list");
    window.click_last("Close");
    window.settle();
    assert!(window.tab().draft.request.variables.is_empty());
}

#[test]
fn settings_of_a_folder_are_edited_and_count_for_its_requests() {
    let (mut window, collection) = opened();
    window.click("Dogs, folder");
    window.settle();
    open_request(&mut window, "POST Adopt a pet", "Adopt a pet");
    choose_in_menu(&mut window, "Dogs, folder", "Edit what requests inherit…");
    window.click("Part of what is inherited: Settings");
    window.settle();
    window.click("Redirects: Stop");
    window.settle();
    window.click("Redirects: choose Follow within the origin");
    window.settle();
    window.click_last("Save");
    window.until("it is written", |_| {
        collection.has("dogs/folder.countersign.toml")
            && collection
                .read("dogs/folder.countersign.toml")
                .contains("redirects")
    });
    window.until("it is read", |window| {
        !window.tab().draft.inherited_settings.is_empty()
    });
    assert_eq!(window.tab().draft.request.settings.redirects, Redirects::Stop);
    window.click("Settings");
    window.settle();
    window.assert_sees("What happens at a redirect comes from folder");
}

#[test]
fn what_is_typed_on_the_page_of_what_is_inherited_comes_back_when_it_is_not_written() {
    let (mut window, collection) = opened();
    window.click("Dogs, folder");
    window.settle();
    type_header(&mut window);
    assert_eq!(
        window.app().links().lit().places,
        [],
        "the request in front has no such field"
    );
    // Neither Escape, nor another page in its place, nor the end of the program takes it away.
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    window.assert_sees("Unsaved changes of what requests of the folder Dogs inherit are kept");
    choose_in_menu(&mut window, "Dogs, folder", "Edit what requests inherit…");
    window.run(Command::OpenPalette);
    window.settle();
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    let mut window = window.restart();
    window.until("the collection is open", |window| {
        window.sees("Unsaved changes of what requests of the folder Dogs inherit came back")
    });
    window.settle();
    choose_in_menu(&mut window, "Dogs, folder", "Edit what requests inherit…");
    collection.write(
        "dogs/folder.yml",
        "info:\n  name: Dogs\n  type: folder\nrequest:\n  headers:\n    - name: x-theirs\n      value: \"2\"\n",
    );
    window.click_last("Save");
    window.until("it is told", |window| {
        window.everything_told().contains("was not written")
    });
    window.settle();
    window.assert_sees("What requests of the folder Dogs inherit");
    assert!(collection.read("dogs/folder.yml").contains("x-theirs"));
    window.click("Part of what is inherited: Headers");
    window.settle();
    window.assert_sees("x-mine");
    window.click_last("Save");
    window.until("it is written", |_| {
        collection.read("dogs/folder.yml").contains("x-mine")
    });
}

#[test]
fn the_form_of_missing_values_has_those_of_the_collection_and_folders_and_counts_who_needs_them() {
    let (mut window, collection) = opened();
    collection.change(
        "opencollection.yml",
        "  variables:\n",
        "  variables:\n    - secret: true\n      name: of_collection\n",
    );
    collection.write(
        "dogs/folder.yml",
        "info:\n  name: Dogs\n  type: folder\nrequest:\n  headers:\n    - name: x-dog\n      value: \"{{of_folder}}\"\n  \
         variables:\n    - secret: true\n      name: of_folder\n",
    );
    open_request(&mut window, "GET List pets", "List pets");
    window.until("it is read", |window| {
        window.app().collections()[0]
            .collection()
            .is_some_and(|collection| collection.defaults.variables.len() == 2)
    });
    choose(&mut window, "local");
    window.run(Command::FillMissingValues);
    window.until("they are counted", |window| window.sees("local, in 2 requests"));
    window.until("and those of the collection", |window| {
        window.sees("collection, in no request")
    });
    window.until("those of the folder too", |window| {
        window.sees("folder Dogs, in 1 request")
    });
    window.fill("Value of of_folder", FIRST);
    window.click("Keep in the key store");
    until_kept(
        &mut window,
        &of_request(&collection, "dogs"),
        "of_folder",
        Some(FIRST),
    );
}

#[test]
fn auth_that_is_not_understood_is_shown_and_nothing_is_sent_in_its_place() {
    let (mut window, collection) = opened();
    let file = LIST.replace(
        "auth: inherit",
        "auth:\n    type: oauth2\n    flow: client_credentials",
    );
    collection.write("list.yml", &file);
    open_request(&mut window, "GET List pets", "List pets");
    window.until("it is read", |window| {
        window.tab().draft.request.http.auth.unknown.is_some()
    });
    window.settle();
    window.assert_sees("The file has auth that is not understood here");
    window.send();
    assert!(window.sent().exchange.wire.is_none());
    // An edit elsewhere leaves it in the file.
    window.fill("URL", "{{demo}}/dev/edited");
    window.settle();
    window.ctrl(Key::S);
    window.until("it is saved", |window| unsaved(window) == Unsaved::None);
    assert!(collection.read("list.yml").contains("flow: client_credentials"));
    window.click("Send without auth");
    window.settle();
    window.send();
    assert!(window.sent().exchange.wire.is_some());
}

#[test]
fn a_typed_secret_takes_no_name_that_a_folder_the_request_or_the_collection_gives_a_value() {
    let (mut window, collection) = opened();
    collection.change(
        "opencollection.yml",
        "  variables:\n",
        "  variables:\n    - name: secret_access_key\n      value: of the collection\n",
    );
    collection.write(
        "dogs/folder.yml",
        "info:\n  name: Dogs\n  type: folder\nrequest:\n  variables:\n    - name: secret_access_key_2\n      value: of a folder\n",
    );
    window.until("they are read", |window| {
        let collection = window.app().collections()[0].collection();
        collection.is_some_and(|collection| collection.defaults.variables.len() == 2)
    });
    type_secret(&mut window, "GET List pets", "List pets", FIRST);
    let own = Variable::secret("secret_access_key_3");
    window.tab_mut().draft.request.variables.push(own);
    window.settle();
    window.ctrl(Key::S);
    window.until("it is saved", |window| unsaved(window) == Unsaved::None);
    assert!(collection.read("list.yml").contains("{{secret_access_key_4}}"));
    until_kept(
        &mut window,
        &VariablePlace::environment(&collection.0, "local"),
        "secret_access_key_4",
        Some(FIRST),
    );
}

#[test]
fn what_looks_like_a_secret_on_the_page_of_what_is_inherited_is_asked_about() {
    let (mut window, collection) = opened();
    window.click("Dogs, folder");
    window.settle();
    choose_in_menu(&mut window, "Dogs, folder", "Edit what requests inherit…");
    window.click("Part of what is inherited: Headers");
    window.settle();
    for (row, value) in [FIRST, SECOND].into_iter().enumerate() {
        window.click_last("Add header");
        window.settle();
        window.fill(&format!("Header {} name", row + 1), "x-api-key");
        window.fill(&format!("Header {} value", row + 1), value);
    }
    window.click_last("Save");
    window.settle();
    assert!(
        window
            .everything_told()
            .contains("Not saved: this looks like secrets")
    );
    assert!(!collection.has("dogs/folder.yml") || !collection.read("dogs/folder.yml").contains("x-api-key"));
    window.click("Make them variables");
    window.until("it is written", |_| {
        collection.has("dogs/folder.yml") && collection.read("dogs/folder.yml").contains("x-api-key")
    });
    let file = collection.read("dogs/folder.yml");
    assert_eq!(file.matches("{{").count(), 2, "{file}");
    assert!(!file.contains(FIRST) && !file.contains(SECOND), "{file}");
    let names: Vec<&str> = file
        .split("{{")
        .skip(1)
        .filter_map(|rest| rest.split("}}").next())
        .collect();
    let place = VariablePlace::environment(&collection.0, "local");
    until_kept(&mut window, &place, names[0], Some(FIRST));
    until_kept(&mut window, &place, names[1], Some(SECOND));
}

#[test]
fn a_comparison_that_is_open_shows_what_the_file_became_since() {
    let (mut window, collection) = opened();
    open_request(&mut window, "GET List pets", "List pets");
    window.fill("URL", "{{demo}}/dev/mine");
    window.settle();
    let shows = |window: &mut TestWindow, theirs: &str| {
        let what = format!("{theirs} is shown beside mine");
        window.until(&what, |window| {
            let texts = window.texts();
            texts
                .iter()
                .any(|text| text.starts_with('-') && text.contains(theirs))
        });
    };
    for theirs in ["/dev/first", "/dev/second"] {
        collection.write("list.yml", &LIST.replace("/dev/pets", theirs));
        shows(&mut window, theirs);
    }
    window.settle();
    window.click("Keep mine");
    window.until("it is saved", |_| {
        collection.read("list.yml").contains("/dev/mine")
    });
}

#[test]
fn variables_of_a_folder_that_is_gone_say_so_and_stay() {
    let (mut window, collection) = opened();
    window.click("Dogs, folder");
    window.settle();
    open_request(&mut window, "POST Adopt a pet", "Adopt a pet");
    window.run(Command::EditEnvironments);
    window.settle();
    window.click("Variables of Dogs");
    window.settle();
    window.fill("Variable 1 name", "typed");
    window.settle();
    std::fs::remove_dir_all(collection.0.join("dogs")).unwrap();
    window.until("it is told", |window| {
        window
            .everything_told()
            .contains("Its file is gone. Copy what you need")
    });
    window.click_last("Save");
    window.settle();
    assert!(window.everything_told().contains("Its folder is gone"));
    assert!(!collection.has("dogs/folder.yml"));
}
