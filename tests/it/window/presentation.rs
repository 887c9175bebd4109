//! Shown to an audience: larger, without access key IDs, and nothing of it kept.

use countersign::ui::command::Command;
use countersign::ui::reply::response_view::ResponsePage;
use countersign::ui::section::Section;
use eframe::egui::{Key, Modifiers, Vec2};

use super::body_viewer::received;
use super::test_window::{TestMachine, TestWindow};

/// No text drawn holds the access key ID of the tab in front.
#[track_caller]
fn assert_no_key_id(window: &TestWindow, place: &str) {
    let id = &window.report_live().access_key_id;
    let drawn: Vec<String> = window
        .texts()
        .into_iter()
        .filter(|text| text.contains(id))
        .collect();
    assert!(drawn.is_empty(), "{place}: {drawn:#?}");
}

#[test]
fn no_access_key_id_is_drawn_while_presenting() {
    let mut window = TestWindow::start(TestMachine::with_size(Vec2::new(1900.0, 2600.0)));
    window.run(Command::OpenWrongSecretSample);
    window.send();
    let body = String::from_utf8(window.sent().received.bytes.to_vec()).unwrap();
    let id = window.report_live().access_key_id.clone();
    assert!(window.sees(&id));
    window.run(Command::Present);
    window.settle();
    for command in [Command::ShowLiveSignature, Command::ShowSentSignature] {
        window.run(command);
        for section in [
            Section::Auth,
            Section::Params,
            Section::Headers,
            Section::Body,
            Section::Checks,
            Section::Settings,
        ] {
            window.tab_mut().section = section;
            window.settle();
            assert_no_key_id(&window, &format!("{command:?}, {section:?}"));
        }
    }
    window.tab_mut().reply.response.page = ResponsePage::Wire;
    window.settle();
    window.assert_sees("••••••••");
    assert_no_key_id(&window, "the request as sent");
    window.run(Command::CompareWithService);
    window.settle();
    assert_no_key_id(&window, "comparison");
    window.click("Paste another text");
    window.settle();
    window.paste(&format!("{body} {id}"));
    window.settle();
    assert_no_key_id(&window, "the paste");
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    window.run(Command::ExplainSteps);
    for step in 1..=13 {
        window.settle();
        assert_no_key_id(&window, &format!("step {step}"));
        window.press(Modifiers::NONE, Key::ArrowRight);
    }
    window.press(Modifiers::NONE, Key::Escape);
    window.run(Command::Present);
    window.settle();
    assert!(window.sees(&id));
}

#[test]
fn the_zoom_of_a_presentation_is_not_kept() {
    let mut window = TestWindow::first_start();
    window.run(Command::ZoomIn);
    window.settle();
    window.run(Command::Present);
    window.settle();
    let larger = window.harness.ctx.zoom_factor();
    assert!(larger > 1.4, "{larger}");
    window.run(Command::ZoomIn);
    window.settle();
    assert!(window.harness.ctx.zoom_factor() > larger);
    let mut window = window.restart();
    assert!((window.harness.ctx.zoom_factor() - 1.1).abs() < 0.01);
    window.run(Command::Present);
    window.run(Command::ZoomOut);
    window.run(Command::Present);
    window.settle();
    assert!((window.harness.ctx.zoom_factor() - 1.1).abs() < 0.01);
}

#[test]
fn keys_in_a_reply_are_masked_in_every_view_of_it() {
    let body = r#"{"mine":"AKIAIOSFODNN7EXAMPLE","given":{"AccessKeyId":"ASIAY34FZKBOKMUTVV7A"}}"#;
    let mut window = received("application/json", body.as_bytes().to_vec());
    let given = "ASIAY34FZKBOKMUTVV7A";
    assert!(window.sees(given));
    window.run(Command::Present);
    window.settle();
    for view in ["Body: Raw", "Body: Tree", "Body: Pretty"] {
        window.click(view);
        window.until("the view", |window| window.sees("ASIA****************"));
        assert!(
            !window.sees(given) && !window.sees("AKIAIOSFODNN7EXAMPLE"),
            "{view}"
        );
        assert!(!window.everything_told().contains(given), "{view}: told");
    }
    window.run(Command::CopyResponseBody);
    window.until("the copy is made", |window| !window.copied.is_empty());
    assert!(window.copied.pop().unwrap().contains(given), "a copy is whole");
    window.run(Command::Present);
    window.settle();
    assert!(window.sees(given));
}
