//! A 403, and what the service expected.

use countersign::demo::{DemoServer, Misbehaviour};
use countersign::ui::command::Command;
use countersign::ui::tab::Side;
use eframe::egui::Key;

use super::desk::Desk;

#[test]
fn the_wrong_secret_is_a_403_for_the_same_request() {
    let mut desk = Desk::first_start();
    desk.click("Tab Wrong secret");
    desk.settle();
    desk.send();
    assert_eq!(desk.status(), 403);
    desk.assert_sees("403 Forbidden");
    desk.assert_sees("The secret does not belong to this access key ID");
    desk.assert_sees("0 occurrences in the bytes sent");
    assert_eq!(desk.sent().comparison.as_ref().unwrap().first_difference, None);
    show_comparison(&mut desk);
    desk.assert_sees("so the secret does not belong to this access key ID");
}

/// Makes the window as high as the whole signature pane.
fn show_comparison(desk: &mut Desk) {
    desk.harness.set_size(eframe::egui::vec2(1280.0, 1600.0));
    desk.settle();
    desk.assert_sees("Compared with what the service expected");
}

/// Sends the sample through a proxy with this fault.
fn sent_through(fault: Misbehaviour) -> (Desk, DemoServer) {
    let mut desk = Desk::first_start();
    let now = desk.room.now.clone();
    let server = DemoServer::builder(move || *now.lock().unwrap())
        .misbehave(fault)
        .spawn(0)
        .unwrap();
    desk.fill("URL", &format!("{}/dev/pets", server.address()));
    desk.send();
    assert_eq!(desk.status(), 403);
    (desk, server)
}

/// Both sides of the first differing line, as they are drawn.
fn marked(desk: &mut Desk, ours: &str, theirs: &str) {
    let comparison = desk.sent().comparison.clone().unwrap();
    let line = &comparison.lines[comparison.first_difference.unwrap()];
    assert_eq!(line.ours.as_deref(), Some(ours));
    assert_eq!(line.theirs.as_deref(), Some(theirs));
    show_comparison(desk);
    let underlined = |text: &str| {
        desk.drawn().iter().any(|drawn| {
            let sections = &drawn.galley.job.sections;
            drawn.text == text
                && sections
                    .iter()
                    .any(|section| section.format.underline.width > 0.0)
        })
    };
    assert!(underlined(ours), "ours is marked: {:#?}", desk.texts());
    assert!(underlined(theirs), "theirs is marked: {:#?}", desk.texts());
}

#[test]
fn a_path_rewritten_on_the_way_is_the_marked_line() {
    let (mut desk, _server) = sent_through(Misbehaviour::RewritePath {
        from: "/dev/pets".to_owned(),
        to: "/dev/pets/2".to_owned(),
    });
    desk.assert_sees("The service received another request: line 2 differs");
    desk.assert_sees_not("The secret does not belong");
    marked(&mut desk, "/dev/pets", "/dev/pets/2");
}

#[test]
fn a_header_rewritten_on_the_way_is_the_marked_line() {
    let (mut desk, server) = sent_through(Misbehaviour::RewriteHeader {
        name: "host".to_owned(),
        value: "inner.example".to_owned(),
    });
    let ours = format!(
        "host:abcd123456.execute-api.us-east-1.localhost:{}",
        server.port()
    );
    desk.assert_sees("The service received another request: line 4 differs");
    marked(&mut desk, &ours, "host:inner.example");
}

#[test]
fn compare_in_the_response_brings_the_comparison_into_sight() {
    let mut desk = Desk::first_start();
    desk.click("Tab Wrong secret");
    desk.settle();
    desk.send_by(|desk| desk.ctrl(Key::R));
    desk.click("Signature: Live");
    desk.settle();
    desk.assert_sees_not("Compared with what the service expected");
    desk.click("Compare");
    desk.settle();
    assert_eq!(desk.tab().side, Side::AsSent);
    desk.assert_sees("so the secret does not belong to this access key ID");
}

#[test]
fn the_right_secret_mends_the_request() {
    let mut desk = Desk::first_start();
    desk.run(Command::NextTab);
    desk.send();
    assert_eq!(desk.status(), 403);
    desk.fill("Secret access key", countersign::demo::DEMO_SECRET);
    desk.send();
    assert_eq!(desk.status(), 200);
    desk.assert_sees_not("The secret does not belong");
    assert!(desk.sent().comparison.is_none());
}
