//! A 403, and what the service expected.

use countersign::demo::{DemoServer, Misbehaviour};
use countersign::ui::command::Command;
use countersign::ui::shown_signature::Side;
use eframe::egui::Key;

use super::test_window::TestWindow;

#[test]
fn the_wrong_secret_is_a_403_for_the_same_request() {
    let mut window = TestWindow::first_start();
    window.click("Tab Wrong secret");
    window.settle();
    window.send();
    assert_eq!(window.status(), 403);
    window.assert_sees("403 Forbidden");
    window.assert_sees("The secret access key does not belong to this access key ID");
    window.assert_sees("0 occurrences in the bytes sent");
    assert_eq!(window.sent().comparison.as_ref().unwrap().first_difference, None);
    show_comparison(&mut window);
    window.assert_sees("so the secret does not belong to this access key ID");
}

/// Makes the window as high as the whole signature pane.
fn show_comparison(window: &mut TestWindow) {
    window.harness.set_size(eframe::egui::vec2(1280.0, 1600.0));
    window.settle();
    window.assert_sees("Compared with what the service expected");
}

/// Sends the sample through a proxy with this fault.
fn sent_through(fault: Misbehaviour) -> (TestWindow, DemoServer) {
    let mut window = TestWindow::first_start();
    let now = window.machine.now.clone();
    let server = DemoServer::builder(move || *now.lock().unwrap())
        .misbehave(fault)
        .spawn(0)
        .unwrap();
    window.fill("URL", &format!("{}/dev/pets", server.address()));
    window.send();
    assert_eq!(window.status(), 403);
    (window, server)
}

/// Both sides of the first differing line, as they are drawn.
fn marked(window: &mut TestWindow, ours: &str, theirs: &str) {
    let comparison = window.sent().comparison.clone().unwrap();
    let line = &comparison.lines[comparison.first_difference.unwrap()];
    assert_eq!(line.ours.as_deref(), Some(ours));
    assert_eq!(line.theirs.as_deref(), Some(theirs));
    show_comparison(window);
    let underlined = |text: &str| {
        window.drawn().iter().any(|drawn| {
            let sections = &drawn.galley.job.sections;
            drawn.text == text
                && sections
                    .iter()
                    .any(|section| section.format.underline.width > 0.0)
        })
    };
    assert!(underlined(ours), "ours is marked: {:#?}", window.texts());
    assert!(underlined(theirs), "theirs is marked: {:#?}", window.texts());
}

#[test]
fn a_path_rewritten_on_the_way_is_the_marked_line() {
    let (mut window, _server) = sent_through(Misbehaviour::RewritePath {
        from: "/dev/pets".to_owned(),
        to: "/dev/pets/2".to_owned(),
    });
    window.assert_sees("The path arrived otherwise than it was signed");
    window.assert_sees_not("does not belong to this access key ID");
    marked(&mut window, "/dev/pets", "/dev/pets/2");
}

#[test]
fn a_header_rewritten_on_the_way_is_the_marked_line() {
    let (mut window, server) = sent_through(Misbehaviour::RewriteHeader {
        name: "host".to_owned(),
        value: "inner.example".to_owned(),
    });
    let ours = format!(
        "host:abcd123456.execute-api.us-east-1.localhost:{}",
        server.port()
    );
    window.assert_sees("The header host arrived otherwise than it was signed");
    marked(&mut window, &ours, "host:inner.example");
}

#[test]
fn compare_in_the_response_brings_the_comparison_into_sight() {
    let mut window = TestWindow::first_start();
    window.click("Tab Wrong secret");
    window.settle();
    window.send_by(|window| window.ctrl(Key::R));
    window.click("Signature: Live");
    window.settle();
    window.assert_sees_not("Compared with what the service expected");
    window.click("Compare");
    window.settle();
    assert_eq!(window.tab().signature.side, Side::AsSent);
    window.assert_sees("so the secret does not belong to this access key ID");
}

#[test]
fn the_right_secret_mends_the_request() {
    let mut window = TestWindow::first_start();
    window.run(Command::NextTab);
    window.send();
    assert_eq!(window.status(), 403);
    window.fill("Secret access key", countersign::demo::DEMO_SECRET);
    window.send();
    assert_eq!(window.status(), 200);
    window.assert_sees_not("does not belong to this access key ID");
    assert!(window.sent().comparison.is_none());
}
