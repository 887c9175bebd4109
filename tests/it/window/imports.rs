//! Collections of other programs in the window: dropped, looked through, imported, sent, and taken back.

use std::sync::Arc;

use countersign::demo::DEMO_SECRET;
use countersign::model::AuthKind;
use countersign::ui::command::Command;
use eframe::egui::vec2;

use super::collection_losses::choose_in_menu;
use super::collections::{Collection, open_request, open_request_of_a_new_collection};
use super::test_window::{Picks, TestMachine, TestWindow};
use crate::support::files::Files;
use crate::support::server::Server;

/// Two requests, one in a folder, signed with a literal secret; and a body of a kind that is not known.
fn shop() -> String {
    serde_json::json!({
        "info": { "name": "Shop" },
        "auth": { "type": "awsv4", "awsv4": [
            { "key": "accessKey", "value": "AKIAIOSFODNN7EXAMPLE" }, { "key": "secretKey", "value": DEMO_SECRET },
            { "key": "region", "value": "us-east-1" }, { "key": "service", "value": "execute-api" } ] },
        "item": [
            { "name": "Orders", "item": [{ "name": "List orders", "request": { "method": "GET", "url": "{{demo}}/dev/pets" } }] },
            { "name": "Odd", "request": { "method": "POST", "url": "https://x/", "body": { "mode": "odd" } } }]
    })
    .to_string()
}

fn dropped(machine: TestMachine) -> TestWindow {
    let file = machine.write("shop.postman_collection.json", &shop());
    let mut window = TestWindow::start(machine);
    window.drop_files(&[&file]);
    window.until("it is read", |window| window.sees("What comes"));
    window.settle();
    window
}

fn has_row(window: &TestWindow, name: &str) -> bool {
    window.has_button(name)
}

#[test]
fn a_dropped_file_is_shown_imported_sent_and_taken_back() {
    let mut window = dropped(TestMachine::default());
    window.assert_sees("2 requests, 1 folder, 1 variable");
    window.assert_sees("What does not come as it was (3)");
    window.assert_sees("Odd: A body of the kind \"odd\"");
    let folder = window.machine.data_dir().join("apis");
    std::fs::create_dir(&folder).unwrap();
    window.fill("Folder of new collections", folder.to_str().unwrap());
    assert!(
        !folder.join("Shop").exists(),
        "nothing is written before it is asked for"
    );
    window.click("Import what is shown");
    window.until("it is imported", |window| window.sees("Undo the import"));
    window.until("the collection is open", |window| has_row(window, "POST Odd"));
    assert!(folder.join("Shop/Orders/List orders.yml").exists());
    let yaml = std::fs::read_to_string(folder.join("Shop/opencollection.yml")).unwrap();
    assert!(
        yaml.contains("{{secret_access_key}}") && !yaml.contains(DEMO_SECRET),
        "{yaml}"
    );
    window.click("Close");
    window.settle();
    window.click("Orders, folder");
    window.settle();
    open_request(&mut window, "GET List orders", "List orders");
    assert_eq!(window.tab().draft.auth().kind, AuthKind::AwsSignature);
    // The value of the secret came with it, and no file has it.
    window.send();
    assert_eq!(window.status(), 200);
    window.run(Command::UndoImport);
    window.until("it is taken back", |window| {
        window.sees("The import was taken back")
    });
    assert!(!folder.join("Shop").exists());
    assert!(!has_row(&window, "POST Odd"));
}

#[test]
fn into_an_open_collection_it_becomes_a_folder_that_can_be_taken_back() {
    let machine = TestMachine::default();
    let file = machine.write("shop.json", &shop());
    let dev = machine.write("dev.json", r#"{"name":"dev","values":[{"key":"a","value":"1"}]}"#);
    let mut window = TestWindow::start(machine);
    let collection: Collection = open_request_of_a_new_collection(&mut window);
    let before = collection.read("opencollection.yml");
    window.drop_files(&[&file, &dev]);
    window.until("it is read", |window| window.sees("What comes"));
    window.settle();
    window.assert_sees("environment of 1 variable");
    window.click("Into: A new collection");
    window.settle();
    window.click("Into: choose Pet store / Dogs");
    window.settle();
    window.click("Import what is shown");
    window.until("it is imported", |window| window.sees("Undo the import"));
    assert!(collection.has("dogs/Shop/folder.yml") && collection.has("environments/dev.yml"));
    window.settle();
    window.click("Undo the import");
    window.until("it is taken back", |window| {
        window.sees("The import was taken back")
    });
    assert!(!collection.has("dogs/Shop") && !collection.has("environments/dev.yml"));
    assert!(collection.has("dogs/adopt.yml"), "what was there stays");
    assert_eq!(collection.read("opencollection.yml"), before);
}

#[test]
fn what_is_not_there_any_more_is_said_and_an_import_that_fails_keeps_the_one_before() {
    let machine = TestMachine::default();
    let dev = machine.write("dev.json", r#"{"name":"dev","values":[{"key":"a","value":"1"}]}"#);
    let mut window = dropped(machine);
    let folder = window.machine.data_dir().join("apis");
    std::fs::create_dir(&folder).unwrap();
    window.fill("Folder of new collections", folder.to_str().unwrap());
    window.click("Import what is shown");
    window.until("it is imported", |window| window.sees("Undo the import"));
    window.settle();
    window.click("Close");
    window.settle();
    window.drop_files(&[&dev]);
    window.until("it is read", |window| window.sees("environment of 1 variable"));
    window.settle();
    window.click("Import what is shown");
    window.until("it is refused", |window| {
        window.sees("choose the collection that they are for")
    });
    window.settle();
    window.click("Close");
    window.settle();
    std::fs::rename(folder.join("Shop"), folder.join("Renamed")).unwrap();
    window.run(Command::UndoImport);
    window.until("it is said", |window| window.sees("Not there any more"));
    assert!(folder.join("Renamed").exists());
}

#[test]
fn what_can_not_be_read_says_why_and_other_json_is_a_body_as_before() {
    let machine = TestMachine::default();
    let broken = machine.write("broken.json", "{\"info\":");
    let other = machine.write("other.json", "{\"a\": 1}");
    let mut window = TestWindow::start(machine);
    window.run(Command::ImportCollection);
    window.settle();
    window.fill("File to import", broken.to_str().unwrap());
    window.click("Read");
    window.until("it is refused", |window| window.sees("it ends in the middle"));
    window.settle();
    assert_eq!(
        window.focused().as_deref(),
        Some("File to import"),
        "to be typed again"
    );
    window.click("Close");
    window.settle();
    window.drop_files(&[&other]);
    let path = other.to_str().unwrap().to_owned();
    window.until("it is the body", |window| {
        window.tab().draft.request.http.body.file.path == path
    });
}

#[test]
fn a_pasted_text_is_read_where_files_are_named_and_a_path_stays_a_path() {
    let mut window = TestWindow::start(TestMachine::default());
    window.run(Command::ImportCollection);
    window.settle();
    window.paste("/no/file.json");
    window.settle();
    window.assert_sees_not("What comes");
    window.paste(&shop());
    window.until("it is read", |window| window.sees("What comes"));
    window.assert_sees("2 requests, 1 folder, 1 variable");
}

/// Answers every request alike, and reports each.
fn answering(reply: String) -> Server<Vec<u8>> {
    Server::start(move |mut connection, report| {
        while let Some(request) = connection.request() {
            connection.write(reply.as_bytes());
            report.send(request).unwrap();
        }
    })
}

#[test]
fn an_address_is_fetched_after_asking_and_with_nothing_of_the_person() {
    let body = shop();
    let server = answering(format!(
        "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    ));
    let mut window = TestWindow::start(TestMachine::default());
    window.run(Command::ImportCollection);
    window.settle();
    let url = format!("http://127.0.0.1:{}/shop.json?v=1", server.port());
    window.fill("File to import", &url);
    window.click("Read");
    window.settle();
    window.assert_sees(&format!("Fetch {url}?"));
    window.assert_sees("It is not encrypted");
    assert_eq!(server.accepted(), 0, "nothing is asked before it is agreed to");
    window.click("Fetch the file");
    window.until("it is read", |window| window.sees("What comes"));
    window.assert_sees("2 requests, 1 folder, 1 variable");
    window.settle();
    let request = String::from_utf8(server.next()).unwrap().to_ascii_lowercase();
    assert!(
        request.starts_with("get /shop.json?v=1 http/1.1\r\n"),
        "{request}"
    );
    for header in ["authorization", "cookie", "referer"] {
        assert!(!request.contains(&format!("{header}:")), "{request}");
    }
    window.click("Close");
    window.settle();
    window.run(Command::ShowOwnCalls);
    window.settle();
    window.assert_sees("file to import");
}

#[test]
fn what_can_not_be_fetched_says_why_and_nothing_is_followed() {
    let server = answering(
        "HTTP/1.1 302 Found\r\nlocation: https://elsewhere.example/a.json\r\ncontent-length: 0\r\n\r\n"
            .to_owned(),
    );
    let mut window = TestWindow::start(TestMachine::default());
    window.run(Command::ImportCollection);
    window.settle();
    window.fill("File to import", &format!("http://127.0.0.1:{}/", server.port()));
    window.click("Read");
    window.settle();
    window.click("Fetch the file");
    window.until("it is said", |window| {
        window.sees("The server sends on to https://elsewhere.example/a.json")
    });
    window.settle();
    assert_eq!(window.focused().as_deref(), Some("File to import"));
    window.fill("File to import", "http://127.0.0.1:9/");
    window.click("Read");
    window.settle();
    window.click("Fetch the file");
    window.until("it is said", |window| window.sees("127.0.0.1:9 was not reached"));
}

#[test]
fn the_page_fits_a_small_window() {
    let window = dropped(TestMachine::with_size(vec2(800.0, 600.0)));
    window.assert_inside("Import what is shown");
    window.assert_inside("Close");
}

#[test]
fn a_dropped_folder_of_bruno_is_imported_and_one_that_opens_as_it_is_is_opened() {
    let machine = TestMachine::default();
    let folder = machine.data_dir().join("shop");
    std::fs::create_dir(&folder).unwrap();
    machine.write(
        "shop/bruno.json",
        r#"{"version":"1","name":"Shop","type":"collection"}"#,
    );
    let request = "meta {\n  name: List\n}\n\nget {\n  url: {{demo}}/dev/pets\n  auth: none\n}\n";
    machine.write("shop/list.bru", request);
    machine.write("shop/key.pem", "not read");
    let mut window = TestWindow::start(machine);
    window.drop_files(&[&folder]);
    window.until("it is read", |window| window.sees("What comes"));
    window.settle();
    window.assert_sees("1 request, 0 folders");
    window.assert_sees("1 other file of the folder, which is not read");
    let apis = window.machine.data_dir().join("apis");
    std::fs::create_dir(&apis).unwrap();
    window.fill("Folder of new collections", apis.to_str().unwrap());
    window.click("Import what is shown");
    window.until("it is open", |window| has_row(window, "GET List"));
    window.settle();
    window.click("Close");
    window.settle();
    choose_in_menu(&mut window, "Shop, collection", "Close collection");
    assert!(!has_row(&window, "GET List"), "it is closed");
    window.drop_files(&[&apis.join("Shop")]);
    window.until("it is open again", |window| has_row(window, "GET List"));
    assert!(!window.sees("What comes"), "it is a collection now");
}

#[test]
fn a_folder_of_request_files_is_picked_and_dropped_with_its_environments() {
    let folder = Files::new();
    let write = |name: &str, text: &str| folder.write(name, text.as_bytes());
    write("a.http", "### List\nGET {{host}}/dev/pets\n");
    write("b.http", "### Other\nGET https://x.example/b\n");
    write(
        "http-client.env.json",
        r#"{"dev": {"host": "https://dev.example"}}"#,
    );
    let secret = r#"{"dev": {"key": "a-private-value"}}"#;
    write("http-client.private.env.json", secret);
    let place = folder.place("");
    let picks = Picks(place.clone());
    let mut window = TestWindow::start(TestMachine::with_dialogs(Arc::new(picks)));
    window.run(Command::ImportCollection);
    window.settle();
    window.click("Browse for a folder");
    let path = place.to_str().unwrap().to_owned();
    window.until("the path is taken", |window| {
        let field = window.find_field("File to import");
        field
            .and_then(|field| field.value())
            .is_some_and(|value| value == path)
    });
    window.settle();
    window.click("Read");
    window.until("it is read", |window| window.sees("What comes"));
    window.settle();
    window.assert_sees("2 requests, 2 folders");
    window.assert_sees("environment of 2 variables");
    window.click("Close");
    window.settle();
    window.drop_files(&[&place]);
    window.until("it is read", |window| window.sees("What comes"));
    window.settle();
    window.assert_sees("2 requests, 2 folders");
}

#[test]
fn a_file_of_requests_and_a_script_are_read_by_their_path() {
    let machine = TestMachine::default();
    let http = machine.write("calls.http", "### List\nGET {{demo}}/dev/pets\n");
    let script = machine.write("calls.sh", "curl https://x.example/one | jq .\n");
    let mut window = TestWindow::start(machine);
    window.drop_files(&[&http, &script]);
    window.until("both are read", |window| window.sees("What comes"));
    window.settle();
    assert!(window.sees("List") && window.sees("GET /one"));
    window.assert_sees("What the script does with its reply: jq");
}
