//! Replies made to hurt: what a server says it expected may be of any length, and a frame stays small.

use std::fmt::Write as _;

use countersign::ui::command::Command;

use super::test_window::TestWindow;
use crate::support::server::Server;

/// A 403 that says it expected `canonical`.
fn refusing(canonical: &str) -> Server<()> {
    let message = format!(
        "The request signature we calculated does not match the signature you provided.\n\nThe Canonical String for \
         this request should have been\n'{canonical}'\n\nThe String-to-Sign should have been\n'AWS4-HMAC-SHA256'\n"
    );
    let body = serde_json::json!({ "message": message }).to_string();
    Server::start(move |mut connection, _| {
        connection.request();
        let head = format!(
            "HTTP/1.1 403 Forbidden\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        connection.write(head.as_bytes());
        connection.write(body.as_bytes());
        connection.until_closed();
    })
}

/// Sends a signed request there and looks.
fn refused_with(canonical: &str) -> TestWindow {
    let server = refusing(canonical);
    let mut window = TestWindow::first_start();
    let host = "abcd123456.execute-api.us-east-1.localhost";
    window.fill("URL", &format!("http://{host}:{}/dev/pets", server.port()));
    window.send();
    assert_eq!(window.status(), 403);
    assert!(window.sent().comparison.is_some());
    window
}

fn characters_drawn(window: &TestWindow) -> usize {
    window.texts().iter().map(String::len).sum()
}

#[test]
fn twenty_thousand_expected_lines_are_counted_and_not_all_laid_out() {
    let canonical = (0..20_000).fold(String::new(), |mut text, line| {
        writeln!(text, "x{line}").unwrap();
        text
    });
    let window = refused_with(&canonical);
    let nodes = window.harness.root();
    let nodes = egui_kittest::kittest::NodeT::children_recursive(&nodes).count();
    assert!(nodes < 1_000, "{nodes} nodes");
    assert!(
        characters_drawn(&window) < 20_000,
        "{}",
        characters_drawn(&window)
    );
    window.assert_sees("The method arrived otherwise than it was signed");
}

#[test]
fn an_expected_line_of_two_hundred_thousand_characters_is_cut_around_the_difference() {
    let window = refused_with(&format!(
        "GET\n/dev/pets{}\n\nhost:h\n\nhost\nhash",
        "y".repeat(200_000)
    ));
    assert!(
        characters_drawn(&window) < 20_000,
        "{}",
        characters_drawn(&window)
    );
    window.assert_sees("The path arrived otherwise than it was signed");
    window.assert_sees("Compare");
}

#[test]
fn a_body_too_large_for_the_clipboard_stays_where_it_is_and_says_so() {
    let body = vec![b'a'; 20_000_000];
    let server: Server<()> = Server::start(move |mut connection, _| {
        connection.request();
        connection.write(format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len()).as_bytes());
        connection.write(&body);
        connection.until_closed();
    });
    let mut window = TestWindow::first_start();
    window.tab_mut().draft.request.http.auth.kind = countersign::model::AuthKind::None;
    window.fill("URL", &format!("http://127.0.0.1:{}/", server.port()));
    window.send();
    window.run(Command::CopyResponseBody);
    assert!(
        window
            .app()
            .messages()
            .iter()
            .any(|text| text.contains("too large for the clipboard")),
        "{:?}",
        window.app().messages()
    );
}
