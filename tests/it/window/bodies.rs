//! The editors of every kind of body: what is typed, picked or dropped is what the server gets.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use countersign::model::{AuthKind, BodyKind, PartKind};
use countersign::ui::command::Command;

use super::test_window::{Picks, TestMachine, TestWindow};
use crate::support::files::Files;
use crate::support::server::{Server, recorder};

/// A window on the body section of an unsigned POST to this server.
fn posting_to(server: &Server<Vec<u8>>, machine: TestMachine) -> TestWindow {
    let mut window = TestWindow::start(machine);
    window.tab_mut().draft.request.http.auth.kind = AuthKind::None;
    "POST".clone_into(&mut window.tab_mut().draft.request.http.method);
    window.fill("URL", &format!("http://127.0.0.1:{}/", server.port()));
    window.click("Body");
    window.settle();
    window
}

/// Sends and gives head and body as the server got them.
fn received(window: &mut TestWindow, server: &Server<Vec<u8>>) -> (String, Vec<u8>) {
    window.send();
    assert_eq!(window.status(), 200);
    let request = server.next();
    let at = memchr::memmem::find(&request, b"\r\n\r\n").unwrap() + 4;
    let head = String::from_utf8(request[..at].to_vec()).unwrap();
    (head, request[at..].to_vec())
}

#[test]
fn a_form_is_typed_row_by_row_and_a_row_without_its_check_stays_out() {
    let server = recorder();
    let mut window = posting_to(&server, TestMachine::default());
    window.click("Body: Form");
    window.settle();
    for (number, name, value) in [(1, "a b", "red & blue"), (2, "left", "out"), (3, "é", "")] {
        window.click("Add field");
        window.settle();
        assert_eq!(window.focused(), Some(format!("Field {number} name")));
        window.fill(&format!("Field {number} name"), name);
        window.fill(&format!("Field {number} value"), value);
    }
    window.click("Send field 2");
    let (head, body) = received(&mut window, &server);
    assert!(head.contains("content-type: application/x-www-form-urlencoded"));
    assert_eq!(body, b"a+b=red+%26+blue&%C3%A9=");
    window.click("Remove field 1");
    window.settle();
    let (_, body) = received(&mut window, &server);
    assert_eq!(body, b"%C3%A9=");
}

#[test]
fn parts_are_texts_and_files_with_names_types_and_a_boundary() {
    let server = recorder();
    let files = Files::new();
    let path = PathBuf::from(files.write("pet.bin", &[0, 255, 10]));
    let mut window = posting_to(&server, picking(&path));
    window.click("Body: Multipart");
    window.settle();
    window.fill("Boundary", "the-boundary");
    window.click("Add text");
    window.settle();
    window.fill("Part 1 name", "name");
    window.fill("Part 1 value", "Rex");
    window.click("Add file");
    window.settle();
    window.fill("Part 2 name", "photo");
    window.click("Browse for the file of part 2");
    window.until("the picked path is in its field", |window| {
        window.tab().draft.request.http.body.parts[1].path == path.to_str().unwrap()
    });
    window.fill("Part 2 file name", "rex.jpg");
    window.fill("Part 2 content type", "image/jpeg");
    let (head, body) = received(&mut window, &server);
    assert!(
        head.contains("content-type: multipart/form-data; boundary=the-boundary"),
        "{head}"
    );
    let expected = [
        &b"--the-boundary\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nRex\r\n"[..],
        b"--the-boundary\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"rex.jpg\"\r\n",
        b"Content-Type: image/jpeg\r\n\r\n\x00\xff\n\r\n--the-boundary--\r\n",
    ];
    assert_eq!(
        String::from_utf8_lossy(&body).to_lowercase(),
        String::from_utf8_lossy(&expected.concat()).to_lowercase()
    );
    window.click("Response wire");
    window.settle();
    window.assert_sees(&format!("[file {}, 3 bytes]", path.display()));
}

/// A machine in which every file dialog answers with this path.
fn picking(path: &Path) -> TestMachine {
    TestMachine::with_dialogs(Arc::new(Picks(path.to_owned())))
}

#[test]
fn a_picked_file_is_the_body() {
    let server = recorder();
    let files = Files::new();
    let path = PathBuf::from(files.write("body.json", br#"{"from": "a file"}"#));
    let mut window = posting_to(&server, picking(&path));
    window.click("Body: File");
    window.settle();
    window.click("Browse for the body's file");
    window.until("the picked path is in its field", |window| {
        window.tab().draft.request.http.body.file.path == path.to_str().unwrap()
    });
    let (head, body) = received(&mut window, &server);
    assert!(head.contains("content-type: application/json"), "{head}");
    assert_eq!(body, b"{\"from\": \"a file\"}");
    window.fill("Content type of the file", "text/x-mine");
    let (head, _) = received(&mut window, &server);
    assert!(head.contains("content-type: text/x-mine"), "{head}");
}

#[test]
fn without_a_file_dialog_the_path_is_typed_and_a_missing_file_says_so() {
    let server = recorder();
    let mut window = posting_to(&server, TestMachine::default());
    window.click("Body: File");
    window.settle();
    window.click("Browse for the body's file");
    window.until("the window says that there is none", |window| {
        window.sees("No file dialog answers on this system")
    });
    let missing = window.machine.data_dir().join("no such file");
    window.fill_by_paste("Path of the body's file", missing.to_str().unwrap());
    window.send();
    window.assert_sees("No reply");
    assert_eq!(server.accepted(), 0, "nothing was sent");
}

#[test]
fn a_dropped_file_is_the_body_or_a_part_of_it() {
    let mut window = TestWindow::first_start();
    window.drop_files(&["/tmp/one.json", "/tmp/two.json"].map(Path::new));
    // They are looked into first, as they could be collections.
    window.until("the first file is the body", |window| {
        let body = &window.tab().draft.request.http.body;
        (body.kind, body.file.path.as_str()) == (BodyKind::File, "/tmp/one.json")
    });
    assert!(
        window.find_field("Path of the body's file").is_some(),
        "the section is shown"
    );
    window.assert_sees("Only the first file is the body");
    window.click("Body: Multipart");
    window.settle();
    window.drop_files(&["/tmp/one.json", "/tmp/two.json"].map(Path::new));
    window.until("both files are parts", |window| {
        window.tab().draft.request.http.body.parts.len() == 2
    });
    let body = &window.tab().draft.request.http.body;
    assert_eq!(body.kind, BodyKind::Multipart);
    let parts: Vec<_> = body
        .parts
        .iter()
        .map(|part| (part.kind, part.path.as_str()))
        .collect();
    assert_eq!(
        parts,
        [
            (PartKind::File, "/tmp/one.json"),
            (PartKind::File, "/tmp/two.json")
        ]
    );
}

#[test]
fn the_first_mistake_in_json_is_told_while_typing() {
    let mut window = TestWindow::first_start();
    window.click("Body");
    window.settle();
    window.click("Body: JSON");
    window.settle();
    window.fill("Body", "{\"price\": 1,}");
    window.assert_sees("Not JSON at line 1, column 13; sent as it stands");
    window.fill("Body", "{\"price\": 1}");
    window.assert_sees("Valid JSON");
    window.click("Beautify");
    window.settle();
    assert_eq!(window.tab().draft.request.http.body.text, "{\n  \"price\": 1\n}");
    window.click("Minify");
    window.settle();
    assert_eq!(window.tab().draft.request.http.body.text, "{\"price\":1}");
    window.fill("Body", "{\"at\": {{demo}}}");
    window.assert_sees("Not JSON at line 1, column 9");
    window.fill("Body", "{\"at\": \"{{demo}}\"}");
    window.assert_sees("Valid JSON");
}

#[test]
fn a_graphql_operation_is_sent_as_json_and_its_variables_are_checked() {
    let server = recorder();
    let mut window = posting_to(&server, TestMachine::default());
    window.click("Body: GraphQL");
    window.settle();
    window.fill("Query", "query A { pets } query B { owners }");
    window.fill("Variables", "[1]");
    window.assert_sees("The variables must be a JSON object");
    window.fill("Variables", "{\"type\": \"dog\"}");
    window.assert_sees("Valid JSON");
    window.fill("Operation name", "B");
    let (head, body) = received(&mut window, &server);
    assert!(head.contains("content-type: application/json"), "{head}");
    let sent: serde_json::Value = serde_json::from_slice(&body).unwrap();
    let expected = serde_json::json!({
        "query": "query A { pets } query B { owners }",
        "variables": {"type": "dog"},
        "operationName": "B",
    });
    assert_eq!(sent, expected);
}

#[test]
fn what_was_typed_for_one_kind_is_there_again_after_another() {
    let mut window = TestWindow::first_start();
    window.click("Body");
    window.settle();
    window.click("Body: XML");
    window.settle();
    window.fill("Body", "<a/>");
    for kind in ["Form", "Multipart", "File", "GraphQL", "None", "Text"] {
        window.click(&format!("Body: {kind}"));
        window.settle();
    }
    assert_eq!(window.tab().draft.request.http.body.text, "<a/>");
    assert!(
        !window.has_button("Body: Raw"),
        "only for what came from a command line"
    );
    window.tab_mut().draft.request.http.body.kind = BodyKind::Raw;
    window.settle();
    assert!(window.has_button("Body: Raw"));
}

#[test]
fn a_copied_request_has_rows_of_its_own() {
    let mut window = TestWindow::first_start();
    window.click("Body");
    window.settle();
    window.click("Body: Form");
    window.settle();
    window.click("Add field");
    window.settle();
    window.run(Command::DuplicateTab);
    window.settle();
    let rows: Vec<_> = window
        .app()
        .tabs()
        .iter()
        .flat_map(|tab| &tab.draft.request.http.body.form)
        .map(|field| field.row)
        .collect();
    assert_eq!(rows.len(), 2);
    assert_ne!(rows[0], rows[1]);
}

#[test]
fn a_narrow_window_offers_the_kinds_in_a_list() {
    let mut window = TestWindow::start(TestMachine::with_size(eframe::egui::vec2(720.0, 480.0)));
    window.click("Body");
    window.settle();
    window.click("Body: None");
    window.settle();
    window.click("Body: choose GraphQL");
    window.settle();
    assert_eq!(window.tab().draft.request.http.body.kind, BodyKind::GraphQl);
}
