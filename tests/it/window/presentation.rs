//! Shown to an audience: larger, without access key IDs, and nothing of it kept.

use countersign::ui::command::Command;
use countersign::ui::tab::{ResponsePage, Section};
use eframe::egui::{Key, Modifiers, Vec2};

use super::body_viewer::received;
use super::desk::{Desk, Room};

/// No text drawn holds the access key ID of the tab in front.
#[track_caller]
fn assert_no_key_id(desk: &Desk, place: &str) {
    let id = &desk.report_live().access_key_id;
    let drawn: Vec<String> = desk
        .texts()
        .into_iter()
        .filter(|text| text.contains(id))
        .collect();
    assert!(drawn.is_empty(), "{place}: {drawn:#?}");
}

#[test]
fn no_access_key_id_is_drawn_while_presenting() {
    let mut desk = Desk::start(Room::with_size(Vec2::new(1900.0, 2600.0)));
    desk.run(Command::OpenWrongSecretSample);
    desk.send();
    let body = String::from_utf8(desk.sent().received.bytes.to_vec()).unwrap();
    let id = desk.report_live().access_key_id.clone();
    assert!(desk.sees(&id));
    desk.run(Command::Present);
    desk.settle();
    for command in [Command::ShowLiveSignature, Command::ShowSentSignature] {
        desk.run(command);
        for section in [
            Section::Auth,
            Section::Params,
            Section::Headers,
            Section::Body,
            Section::Settings,
        ] {
            desk.tab_mut().section = section;
            desk.settle();
            assert_no_key_id(&desk, &format!("{command:?}, {section:?}"));
        }
    }
    desk.tab_mut().response.page = ResponsePage::Wire;
    desk.settle();
    desk.assert_sees("••••••••");
    assert_no_key_id(&desk, "the request as sent");
    desk.run(Command::CompareWithService);
    desk.settle();
    assert_no_key_id(&desk, "comparison");
    desk.click("Paste another text");
    desk.settle();
    desk.paste(&format!("{body} {id}"));
    desk.settle();
    assert_no_key_id(&desk, "the paste");
    desk.press(Modifiers::NONE, Key::Escape);
    desk.settle();
    desk.run(Command::ExplainSteps);
    for step in 1..=13 {
        desk.settle();
        assert_no_key_id(&desk, &format!("step {step}"));
        desk.press(Modifiers::NONE, Key::ArrowRight);
    }
    desk.press(Modifiers::NONE, Key::Escape);
    desk.run(Command::Present);
    desk.settle();
    assert!(desk.sees(&id));
}

#[test]
fn the_zoom_of_a_presentation_is_not_kept() {
    let mut desk = Desk::first_start();
    desk.run(Command::ZoomIn);
    desk.settle();
    desk.run(Command::Present);
    desk.settle();
    let larger = desk.harness.ctx.zoom_factor();
    assert!(larger > 1.4, "{larger}");
    desk.run(Command::ZoomIn);
    desk.settle();
    assert!(desk.harness.ctx.zoom_factor() > larger);
    let mut desk = desk.restart();
    assert!((desk.harness.ctx.zoom_factor() - 1.1).abs() < 0.01);
    desk.run(Command::Present);
    desk.run(Command::ZoomOut);
    desk.run(Command::Present);
    desk.settle();
    assert!((desk.harness.ctx.zoom_factor() - 1.1).abs() < 0.01);
}

#[test]
fn keys_in_a_reply_are_masked_in_every_view_of_it() {
    let body = r#"{"mine":"AKIAIOSFODNN7EXAMPLE","given":{"AccessKeyId":"ASIAY34FZKBOKMUTVV7A"}}"#;
    let mut desk = received("application/json", body.as_bytes().to_vec());
    let given = "ASIAY34FZKBOKMUTVV7A";
    assert!(desk.sees(given));
    desk.run(Command::Present);
    desk.settle();
    for view in ["Body: Raw", "Body: Tree", "Body: Pretty"] {
        desk.click(view);
        desk.until("the view", |desk| desk.sees("ASIA****************"));
        assert!(!desk.sees(given) && !desk.sees("AKIAIOSFODNN7EXAMPLE"), "{view}");
        assert!(!desk.everything_told().contains(given), "{view}: told");
    }
    desk.run(Command::CopyResponseBody);
    desk.until("the copy is made", |desk| !desk.copied.is_empty());
    assert!(desk.copied.pop().unwrap().contains(given), "a copy is whole");
    desk.run(Command::Present);
    desk.settle();
    assert!(desk.sees(given));
}
