//! What a service says of an error stands above its body, and never pushes it away.

use countersign::model::AuthKind;
use eframe::egui::vec2;

use super::test_window::{TestMachine, TestWindow};
use crate::support::server::Server;

fn answering(head: &'static str, body: String, machine: TestMachine) -> TestWindow {
    let server = Server::<()>::start(move |mut connection, _| {
        while connection.request().is_some() {
            connection.write(format!("{head}content-length: {}\r\n\r\n{body}", body.len()).as_bytes());
        }
    });
    let mut window = TestWindow::start(machine);
    window.tab_mut().draft.request.http.auth.kind = AuthKind::None;
    window.fill(
        "URL",
        &format!("http://127.0.0.1:{}/photos?token=hidden", server.port()),
    );
    window.send();
    window
}

const S3: &str = "HTTP/1.1 403 Forbidden\r\ncontent-type: application/xml\r\nx-amz-request-id: 4442587FB7D0A2F9\r\n\
                  x-amz-id-2: Gjjt1m\r\ndate: Fri, 20 Nov 2026 12:00:00 GMT\r\n";

#[test]
fn code_message_and_ids_are_lifted_and_copied_without_the_query() {
    let body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>AccessDenied</Code><Message>Access \
                Denied</Message><RequestId>4442587FB7D0A2F9</RequestId><HostId>Gjjt1m</HostId></Error>";
    let mut window = answering(S3, body.to_owned(), TestMachine::default());
    for words in ["AccessDenied", "Access Denied", "4442587FB7D0A2F9", "x-amz-id-2"] {
        window.assert_sees(words);
    }
    window.click("Copy the error with its ids");
    window.settle();
    let [copied] = window.copied.as_slice() else {
        panic!("{:?}", window.copied)
    };
    for line in [
        "403 Forbidden",
        "Code: AccessDenied",
        "Message: Access Denied",
        "x-amz-request-id: 4442587FB7D0A2F9",
        "x-amz-id-2: Gjjt1m",
        "date: Fri, 20 Nov 2026 12:00:00 GMT",
    ] {
        assert!(
            copied.lines().any(|found| found == line),
            "{line:?} is not in {copied}"
        );
    }
    assert!(
        copied.contains("/photos") && !copied.contains("hidden"),
        "{copied}"
    );
}

#[test]
fn a_long_message_is_folded_and_the_body_stays_in_sight_in_a_small_window() {
    let message =
        "User: arn:aws:sts::123456789012:assumed-role/a/b is not authorized to perform it. ".repeat(200);
    let body = serde_json::json!({ "message": message, "zz": "the end" }).to_string();
    let head = "HTTP/1.1 403 Forbidden\r\ncontent-type: application/json\r\nx-amzn-errortype: AccessDeniedException\r\n\
                x-amzn-requestid: c6af\r\n";
    let mut window = answering(head, body, TestMachine::with_size(vec2(900.0, 700.0)));
    let in_sight = |window: &TestWindow| {
        window.assert_sees("AccessDeniedException");
        window.assert_sees("\"message\": ");
        let row = window
            .drawn()
            .into_iter()
            .find(|drawn| drawn.text.contains("\"message\": "));
        assert!(row.unwrap().seen.height() > 10.0);
    };
    in_sight(&window);
    window.click("Show all of the message");
    window.settle();
    in_sight(&window);
    window.click("Show less of the message");
    window.settle();
    in_sight(&window);
}

#[test]
fn an_error_under_status_200_is_told() {
    let body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\n<Error><Code>InternalError</Code><Message>We encountered \
                an internal error. Please try again.</Message><RequestId>6</RequestId></Error>";
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/xml\r\n";
    let window = answering(head, body.to_owned(), TestMachine::default());
    window.assert_sees("InternalError");
    window.assert_sees("We encountered an internal error");
}
