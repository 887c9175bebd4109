//! The editors of every kind of body: what is typed, picked or dropped is what the server gets.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use countersign::model::{AuthKind, BodyKind, PartKind};
use countersign::ui::command::Command;
use eframe::egui::DroppedFile;

use super::desk::{Desk, Picks, Room};
use crate::support::files::Files;
use crate::support::server::{Server, recorder};

/// A window on the body section of an unsigned POST to this server.
fn posting_to(server: &Server<Vec<u8>>, room: Room) -> Desk {
    let mut desk = Desk::start(room);
    desk.tab_mut().request.http.auth.kind = AuthKind::None;
    "POST".clone_into(&mut desk.tab_mut().request.http.method);
    desk.fill("URL", &format!("http://127.0.0.1:{}/", server.port()));
    desk.click("Body");
    desk.settle();
    desk
}

/// Sends and gives head and body as the server got them.
fn received(desk: &mut Desk, server: &Server<Vec<u8>>) -> (String, Vec<u8>) {
    desk.send();
    assert_eq!(desk.status(), 200);
    let request = server.next();
    let at = memchr::memmem::find(&request, b"\r\n\r\n").unwrap() + 4;
    let head = String::from_utf8(request[..at].to_vec()).unwrap();
    (head, request[at..].to_vec())
}

#[test]
fn a_form_is_typed_row_by_row_and_a_row_without_its_check_stays_out() {
    let server = recorder();
    let mut desk = posting_to(&server, Room::default());
    desk.click("Body: Form");
    desk.settle();
    for (number, name, value) in [(1, "a b", "red & blue"), (2, "left", "out"), (3, "é", "")] {
        desk.click("Add field");
        desk.settle();
        assert_eq!(desk.focused(), Some(format!("Field {number} name")));
        desk.fill(&format!("Field {number} name"), name);
        desk.fill(&format!("Field {number} value"), value);
    }
    desk.click("Send field 2");
    let (head, body) = received(&mut desk, &server);
    assert!(head.contains("content-type: application/x-www-form-urlencoded"));
    assert_eq!(body, b"a+b=red+%26+blue&%C3%A9=");
    desk.click("Remove field 1");
    desk.settle();
    let (_, body) = received(&mut desk, &server);
    assert_eq!(body, b"%C3%A9=");
}

#[test]
fn parts_are_texts_and_files_with_names_types_and_a_boundary() {
    let server = recorder();
    let files = Files::new();
    let path = PathBuf::from(files.write("pet.bin", &[0, 255, 10]));
    let mut desk = posting_to(&server, picking(&path));
    desk.click("Body: Multipart");
    desk.settle();
    desk.fill("Boundary", "the-boundary");
    desk.click("Add text");
    desk.settle();
    desk.fill("Part 1 name", "name");
    desk.fill("Part 1 value", "Rex");
    desk.click("Add file");
    desk.settle();
    desk.fill("Part 2 name", "photo");
    desk.click("Browse for the file of part 2");
    desk.until("the picked path is in its field", |desk| {
        desk.tab().request.http.body.parts[1].path == path.to_str().unwrap()
    });
    desk.fill("Part 2 file name", "rex.jpg");
    desk.fill("Part 2 content type", "image/jpeg");
    let (head, body) = received(&mut desk, &server);
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
    desk.click("Response wire");
    desk.settle();
    desk.assert_sees(&format!("[file {}, 3 bytes]", path.display()));
}

/// A room in which every file dialog answers with this path.
fn picking(path: &Path) -> Room {
    Room::with_dialogs(Arc::new(Picks(path.to_owned())))
}

#[test]
fn a_picked_file_is_the_body() {
    let server = recorder();
    let files = Files::new();
    let path = PathBuf::from(files.write("body.json", br#"{"from": "a file"}"#));
    let mut desk = posting_to(&server, picking(&path));
    desk.click("Body: File");
    desk.settle();
    desk.click("Browse for the body's file");
    desk.until("the picked path is in its field", |desk| {
        desk.tab().request.http.body.file.path == path.to_str().unwrap()
    });
    let (head, body) = received(&mut desk, &server);
    assert!(head.contains("content-type: application/json"), "{head}");
    assert_eq!(body, b"{\"from\": \"a file\"}");
    desk.fill("Content type of the file", "text/x-mine");
    let (head, _) = received(&mut desk, &server);
    assert!(head.contains("content-type: text/x-mine"), "{head}");
}

#[test]
fn without_a_file_dialog_the_path_is_typed_and_a_missing_file_says_so() {
    let server = recorder();
    let mut desk = posting_to(&server, Room::default());
    desk.click("Body: File");
    desk.settle();
    desk.click("Browse for the body's file");
    desk.until("the window says that there is none", |desk| {
        desk.sees("No file dialog answers on this system")
    });
    let missing = desk.room.data_dir().join("no such file");
    desk.fill_by_paste("Path of the body's file", missing.to_str().unwrap());
    desk.send();
    desk.assert_sees("No reply");
    assert_eq!(server.accepted(), 0, "nothing was sent");
}

/// A file as the window system hands it over.
#[derive(Debug)]
struct Dropped(PathBuf);

impl DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        panic!("the window must not read files")
    }
}

fn drop_files(desk: &mut Desk, paths: &[&str]) {
    let files = &mut desk.harness.input_mut().dropped_files;
    files.extend(
        paths
            .iter()
            .map(|path| Arc::new(Dropped(PathBuf::from(path))) as _),
    );
    desk.frame();
    desk.settle();
}

#[test]
fn a_dropped_file_is_the_body_or_a_part_of_it() {
    let mut desk = Desk::first_start();
    drop_files(&mut desk, &["/tmp/one.json", "/tmp/two.json"]);
    let body = &desk.tab().request.http.body;
    assert_eq!(
        (body.kind, body.file.path.as_str()),
        (BodyKind::File, "/tmp/one.json")
    );
    assert!(
        desk.find_field("Path of the body's file").is_some(),
        "the section is shown"
    );
    desk.assert_sees("Only the first file is the body");
    desk.click("Body: Multipart");
    desk.settle();
    drop_files(&mut desk, &["/tmp/one.json", "/tmp/two.json"]);
    let body = &desk.tab().request.http.body;
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
    let mut desk = Desk::first_start();
    desk.click("Body");
    desk.settle();
    desk.click("Body: JSON");
    desk.settle();
    desk.fill("Body", "{\"price\": 1,}");
    desk.assert_sees("Not JSON at line 1, column 13; sent as it stands");
    desk.fill("Body", "{\"price\": 1}");
    desk.assert_sees("Valid JSON");
    desk.click("Beautify");
    desk.settle();
    assert_eq!(desk.tab().request.http.body.text, "{\n  \"price\": 1\n}");
    desk.click("Minify");
    desk.settle();
    assert_eq!(desk.tab().request.http.body.text, "{\"price\":1}");
    desk.fill("Body", "{\"at\": {{demo}}}");
    desk.assert_sees("Not JSON at line 1, column 9");
    desk.fill("Body", "{\"at\": \"{{demo}}\"}");
    desk.assert_sees("Valid JSON");
}

#[test]
fn a_graphql_operation_is_sent_as_json_and_its_variables_are_checked() {
    let server = recorder();
    let mut desk = posting_to(&server, Room::default());
    desk.click("Body: GraphQL");
    desk.settle();
    desk.fill("Query", "query A { pets } query B { owners }");
    desk.fill("Variables", "[1]");
    desk.assert_sees("The variables must be a JSON object");
    desk.fill("Variables", "{\"type\": \"dog\"}");
    desk.assert_sees("Valid JSON");
    desk.fill("Operation name", "B");
    let (head, body) = received(&mut desk, &server);
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
    let mut desk = Desk::first_start();
    desk.click("Body");
    desk.settle();
    desk.click("Body: XML");
    desk.settle();
    desk.fill("Body", "<a/>");
    for kind in ["Form", "Multipart", "File", "GraphQL", "None", "Text"] {
        desk.click(&format!("Body: {kind}"));
        desk.settle();
    }
    assert_eq!(desk.tab().request.http.body.text, "<a/>");
    assert!(
        !desk.has_button("Body: Raw"),
        "only for what came from a command line"
    );
    desk.tab_mut().request.http.body.kind = BodyKind::Raw;
    desk.settle();
    assert!(desk.has_button("Body: Raw"));
}

#[test]
fn a_copied_request_has_rows_of_its_own() {
    let mut desk = Desk::first_start();
    desk.click("Body");
    desk.settle();
    desk.click("Body: Form");
    desk.settle();
    desk.click("Add field");
    desk.settle();
    desk.run(Command::DuplicateTab);
    desk.settle();
    let rows: Vec<_> = desk
        .app()
        .tabs()
        .iter()
        .flat_map(|tab| &tab.request.http.body.form)
        .map(|field| field.row)
        .collect();
    assert_eq!(rows.len(), 2);
    assert_ne!(rows[0], rows[1]);
}

#[test]
fn a_narrow_window_offers_the_kinds_in_a_list() {
    let mut desk = Desk::start(Room::with_size(eframe::egui::vec2(720.0, 480.0)));
    desk.click("Body");
    desk.settle();
    desk.click("Body: None");
    desk.settle();
    desk.click("Body: choose GraphQL");
    desk.settle();
    assert_eq!(desk.tab().request.http.body.kind, BodyKind::GraphQl);
}
