//! What an empty request, an empty table and an empty lesson offer.

use countersign::model::{AuthKind, BodyKind, HeaderRow};
use countersign::ui::command::Command;
use countersign::ui::section::Section;
use countersign::ui::shown_signature::Side;
use eframe::egui::{Key, Memory, Modifiers, ViewportCommand};

use super::test_window::TestWindow;

#[test]
fn a_new_tab_does_not_scold_and_offers_three_ways_to_begin() {
    let mut window = TestWindow::first_start();
    window.run(Command::NewTab);
    window.settle();
    for scolds in ["has no URL", "needs an access key", "the field is empty"] {
        window.assert_sees_not(scolds);
    }
    window.assert_sees("Nothing to sign yet");
    window.click("Paste a curl command");
    window.settle();
    assert!(window.commands.contains(&ViewportCommand::RequestPaste));
    window.paste("curl -X POST https://example.com/a -d b=c");
    window.until("the command is read", |window| {
        window.tab().draft.request.http.method == "POST"
    });
    assert_eq!(window.tab().draft.request.http.url, "https://example.com/a");
    window.run(Command::NewTab);
    window.settle();
    window.click("Paste a URL");
    window.settle();
    window.paste("https://example.com/b");
    window.settle();
    assert_eq!(window.tab().draft.request.http.url, "https://example.com/b");
    window.run(Command::NewTab);
    window.settle();
    window.click("Open a sample");
    window.settle();
    assert_eq!(window.tab().draft.title(), "List pets");
}

#[test]
fn an_empty_key_is_told_at_its_own_field() {
    let mut window = TestWindow::first_start();
    window.fill("Access key ID", "");
    let words = "Signing needs an access key ID, and the field is empty";
    let field = window.field("Access key ID").rect();
    let drawn = window.drawn();
    let told = drawn.iter().find(|drawn| drawn.text.starts_with(words)).unwrap();
    assert!(
        (told.seen.top() - field.bottom()).abs() < 24.0,
        "{} {field}",
        told.seen
    );
    assert!(told.seen.left() >= field.left() && told.seen.right() <= field.right() + 1.0);
}

#[test]
fn the_first_row_of_a_table_is_there_and_keeps_the_cursor_when_it_becomes_one() {
    let mut window = TestWindow::first_start();
    for (kind, name) in [
        (BodyKind::Form, "Field 1 name"),
        (BodyKind::Multipart, "Part 1 name"),
    ] {
        window.tab_mut().section = Section::Body;
        window.tab_mut().draft.request.http.body.kind = kind;
        window.settle();
        window.enter(name);
        window.type_text("colour");
        window.settle();
        assert!(window.field(name).is_focused(), "{name}");
        assert_eq!(window.field(name).value().as_deref(), Some("colour"));
    }
    let body = &window.tab().draft.request.http.body;
    assert_eq!((body.form.len(), body.parts.len()), (1, 1));
    window.click("Headers");
    window.settle();
    window.enter("Header 1 name");
    window.type_text("x-team");
    window.settle();
    assert!(window.field("Header 1 name").is_focused());
    let rows: Vec<&str> = window
        .tab()
        .draft
        .request
        .http
        .headers
        .iter()
        .map(|row| row.name.as_str())
        .collect();
    assert_eq!(rows, ["x-team"]);
}

#[test]
fn the_lesson_of_an_unsigned_request_says_what_to_do() {
    let mut window = TestWindow::first_start();
    window.tab_mut().draft.request.http.auth.kind = AuthKind::None;
    window.settle();
    window.run(Command::ExplainSteps);
    window.settle();
    window.assert_sees("This request is not signed");
    window.assert_sees_not("Step 1 of");
    window.click("Sign with AWS Signature");
    window.settle();
    window.assert_sees("Step 1 of");
}

#[test]
fn the_lesson_of_an_unsigned_send_offers_the_live_one() {
    let mut window = TestWindow::first_start();
    window.tab_mut().draft.request.http.auth.kind = AuthKind::None;
    window.settle();
    window.send();
    window.tab_mut().draft.request.http.auth.kind = AuthKind::AwsSignature;
    window.settle();
    window.run(Command::ShowSentSignature);
    window.run(Command::ExplainSteps);
    window.settle();
    assert_eq!(window.tab().signature.side, Side::AsSent);
    window.click("Explain the live signature");
    window.settle();
    assert_eq!(window.tab().signature.side, Side::Live);
    window.assert_sees("Step 1 of");
}

#[test]
fn a_failure_says_when_the_request_was_edited_since() {
    let mut window = TestWindow::first_start();
    window.fill("URL", "http://127.0.0.1:1/");
    window.send();
    let words = "The request was edited since";
    window.assert_sees_not(words);
    window.fill("URL", "http://127.0.0.1:1/other");
    window.assert_sees(words);
}

#[test]
fn escape_closes_search_and_filter_and_number_keys_choose_tabs() {
    let mut window = TestWindow::first_start();
    window.send();
    window.run(Command::FilterBody);
    window.run(Command::FindInBody);
    window.settle();
    let pane = window.field("Find in the body").rect();
    assert!(pane.width() > 180.0, "the field takes the width there is: {pane}");
    // The cursor is nowhere.
    window.harness.ctx.memory_mut(Memory::stop_text_input);
    window.settle();
    for (open, closed) in [
        ("Filter the body by a path", "Find in the body"),
        ("URL", "Filter the body by a path"),
    ] {
        window.press(Modifiers::NONE, Key::Escape);
        window.settle();
        assert!(window.find_field(closed).is_none(), "{closed}");
        assert!(window.find_field(open).is_some(), "{open}");
    }
    window.ctrl(Key::Num2);
    window.settle();
    assert_eq!(window.tab().draft.title(), "Wrong secret");
    window.ctrl(Key::Num1);
    window.settle();
    assert_eq!(window.tab().draft.title(), "List pets");
    window.ctrl(Key::Num9);
    window.settle();
    assert_eq!(window.tab().draft.title(), "Wrong secret");
}

#[test]
fn a_content_type_that_contradicts_the_body_is_named_at_both_and_mended_by_a_click() {
    let mut window = TestWindow::first_start();
    window.tab_mut().draft.request.http.headers = vec![HeaderRow::new("Content-Type", "text/xml")];
    window.tab_mut().draft.request.http.body.kind = BodyKind::Json;
    for section in [Section::Headers, Section::Body] {
        window.tab_mut().section = section;
        "text/xml".clone_into(&mut window.tab_mut().draft.request.http.headers[0].value);
        window.settle();
        window.assert_sees("Content-Type says text/xml, and the body is JSON");
        window.click("Use application/json");
        window.settle();
        assert_eq!(
            window.tab().draft.request.http.headers[0].value,
            "application/json"
        );
        window.assert_sees_not("Content-Type says");
    }
}
