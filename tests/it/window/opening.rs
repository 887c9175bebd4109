//! A reply body on its way to another program. None is started.

use std::fs;
use std::path::PathBuf;

use countersign::model::AuthKind;
use countersign::ui::command::Command;
use eframe::egui::{Key, Modifiers};

use super::test_window::{TestMachine, TestWindow};
use crate::support::server::Server;

fn received(content_type: &'static str, coding: &'static str, body: Vec<u8>) -> TestWindow {
    let server = Server::<()>::start(move |mut connection, _| {
        while connection.request().is_some() {
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\n{coding}content-length: {}\r\n\r\n",
                body.len()
            );
            connection.write(head.as_bytes());
            connection.write(&body);
        }
    });
    let mut window = TestWindow::start(TestMachine::default());
    window.tab_mut().draft.request.http.auth.kind = AuthKind::None;
    window.fill("URL", &format!("http://127.0.0.1:{}/run.bat", server.port()));
    window.send();
    window
}

fn opened(window: &TestWindow) -> Vec<(PathBuf, Vec<u8>)> {
    window.machine.opener.0.lock().unwrap().clone()
}

#[test]
fn a_decoded_copy_is_opened_after_asking_and_is_gone_with_the_program() {
    use std::io::Write as _;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(b"{\"a\":[1]}").unwrap();
    let mut window = received(
        "application/json",
        "content-encoding: gzip\r\n",
        gzip.finish().unwrap(),
    );
    window.run(Command::OpenResponseBody);
    window.settle();
    window.assert_sees("Open the response with another program?");
    window.assert_sees("The copy is removed when Countersign quits");
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    assert!(opened(&window).is_empty());

    window.run(Command::OpenResponseBody);
    window.settle();
    window.click("Open as .json");
    window.until("it is opened", |window| window.sees("Handed to the system"));
    let [(path, bytes)] = opened(&window).try_into().unwrap();
    assert_eq!(bytes, b"{\"a\":[1]}");
    assert_eq!(path.extension().unwrap(), "json");
    assert!(path.starts_with(window.machine.data_dir()) && fs::exists(&path).unwrap());
    let machine = window.close();
    assert!(!fs::exists(&path).unwrap(), "{path:?} is left behind");
    drop(machine);
}

#[test]
fn pages_are_warned_of_scripts_become_text_and_programs_are_only_saved() {
    let mut window = received("text/html", "", b"<!doctype html><script>1</script>".to_vec());
    window.run(Command::OpenResponseBody);
    window.settle();
    window.assert_sees("Browsers run the scripts in it");
    window.assert_sees("Open as .html");

    let mut window = received("application/x-bat", "", b"@echo off\r\ndel /q *\r\n".to_vec());
    window.run(Command::OpenResponseBody);
    window.settle();
    window.assert_sees("Open as .txt");

    let mut window = received("application/x-msdownload", "", b"MZ\x90\0\x03\0\0\0".to_vec());
    window.run(Command::OpenResponseBody);
    window.settle();
    window.assert_sees("they may be a program: save them instead");
    assert!(opened(&window).is_empty());
}

#[test]
fn the_name_that_a_reply_suggests_is_proposed_without_its_folders() {
    let mut window = received(
        "text/csv",
        "content-disposition: attachment; filename=\"../../pets 2026.csv\"\r\n",
        b"a,b".to_vec(),
    );
    window.run(Command::SaveResponseBody);
    window.settle();
    let path = window.field("Path to save to").value().unwrap();
    assert!(path.ends_with("pets 2026.csv") && !path.contains(".."), "{path}");
}
