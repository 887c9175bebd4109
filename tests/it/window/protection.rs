//! The protection test: three sends, three verdicts, and a question before anything is changed.

use countersign::ui::command::Command;
use eframe::egui::{Key, Modifiers};

use super::test_window::TestWindow;
use crate::support::order::execute_api;
use crate::support::server::{Server, recorder};

/// The rows of the table, each as it is read.
fn rows(window: &TestWindow) -> Vec<[String; 3]> {
    let texts = window.texts();
    let head = texts
        .iter()
        .position(|text| text == "Verdict")
        .expect("the head of the table");
    // In front of each stands its icon.
    let rows = texts[head + 1..].chunks_exact(4).take(3);
    rows.map(|row| [row[1].clone(), row[2].clone(), row[3].clone()])
        .collect()
}

#[test]
fn a_protected_api_refuses_two_of_three() {
    let mut window = TestWindow::first_start();
    window.run(Command::TestProtection);
    window.until("three verdicts", |window| !window.sees("Waiting"));
    assert_eq!(
        rows(&window),
        [
            ["Unsigned", "403", "Refused, as it should be"],
            ["Signed", "200", "The credentials are accepted"],
            ["Wrong secret", "403", "Refused, as it should be"],
        ]
    );
    assert!(window.tab().last.sent.is_none(), "the tab is left alone");
    window.click("Close");
    window.settle();
    window.assert_sees_not("as it should be");
}

#[test]
fn an_open_api_is_found_out_and_a_post_is_asked_about() {
    let server = recorder();
    let mut window = TestWindow::first_start();
    window.fill("URL", &execute_api(server.port(), "/dev/pets"));
    window.tab_mut().draft.request.http.method = "POST".to_owned();
    window.settle();
    window.run(Command::TestProtection);
    window.settle();
    window.assert_sees("POST may change things at the service");
    window.click("Cancel");
    window.settle();
    assert_eq!(server.accepted(), 0);
    window.run(Command::TestProtection);
    window.settle();
    window.click("Send three times");
    window.until("three verdicts", |window| {
        window.sees("Wrong secret") && !window.sees("Waiting")
    });
    let verdicts = rows(&window);
    let [unsigned, _, wrong] = verdicts.as_slice() else {
        panic!("three rows: {verdicts:?}");
    };
    assert_eq!(
        unsigned,
        &[
            "Unsigned",
            "200",
            "IAM auth is not on for this method, or the API was not redeployed"
        ]
    );
    assert_eq!(wrong, &["Wrong secret", "200", "Signatures are not checked here"]);
    let requests: Vec<String> = (0..3)
        .map(|_| String::from_utf8(server.next()).unwrap().to_ascii_lowercase())
        .collect();
    let signatures: std::collections::HashSet<&str> = requests
        .iter()
        .filter_map(|request| request.split("signature=").nth(1)?.split_whitespace().next())
        .collect();
    assert_eq!(signatures.len(), 2, "{requests:#?}");
    assert!(
        requests
            .iter()
            .any(|request| !request.contains("authorization") && !request.contains("x-amz-"))
    );
    assert!(
        requests
            .iter()
            .all(|request| request.starts_with("post /dev/pets "))
    );
}

#[test]
fn closing_the_page_cancels_what_is_under_way() {
    let server = Server::<()>::start(|mut connection, seen| {
        connection.request();
        seen.send(()).unwrap();
        connection.until_closed();
        seen.send(()).unwrap();
    });
    let mut window = TestWindow::first_start();
    window.fill("URL", &execute_api(server.port(), "/dev/pets"));
    window.run(Command::TestProtection);
    (0..3).for_each(|_| server.next());
    window.frame();
    window.press(Modifiers::NONE, Key::Escape);
    window.frame();
    // Each connection is seen to close.
    (0..3).for_each(|_| server.next());
    window.settle();
    window.assert_sees_not("Test protection");
}

#[test]
fn without_auth_or_keys_there_is_nothing_to_test() {
    let mut window = TestWindow::first_start();
    window.click("Auth: None");
    window.settle();
    window.run(Command::TestProtection);
    window.settle();
    window.assert_sees("Not tested. Auth is None");
    window.click("Auth: AWS Signature");
    window.fill("Secret access key", "");
    window.run(Command::TestProtection);
    window.settle();
    let said = window.app().messages();
    assert!(
        said.last().unwrap().starts_with("Not tested. ") && said.len() == 2,
        "{said:?}"
    );
}

#[test]
fn a_cookie_of_the_jar_does_not_let_the_unsigned_one_in() {
    let server = Server::start(|mut connection, seen| {
        while let Some(request) = connection.request() {
            connection.write(b"HTTP/1.1 200 OK\r\nset-cookie: session=1\r\ncontent-length: 0\r\n\r\n");
            seen.send(request).unwrap();
        }
    });
    let mut window = TestWindow::first_start();
    window.fill("URL", &execute_api(server.port(), "/dev/pets"));
    window.click("Auth: None");
    for expected in [false, true] {
        window.send();
        let request = String::from_utf8(server.next()).unwrap();
        assert_eq!(
            request.contains("session=1"),
            expected,
            "the jar is at work: {request}"
        );
    }
    window.click("Auth: AWS Signature");
    window.settle();
    window.run(Command::TestProtection);
    window.until("three verdicts", |window| {
        window.sees("Wrong secret") && !window.sees("Waiting")
    });
    for _ in 0..3 {
        let request = String::from_utf8(server.next()).unwrap();
        assert!(!request.contains("session=1"), "{request}");
    }
}
