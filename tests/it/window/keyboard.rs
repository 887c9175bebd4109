//! No pointer: everything is reached by keys.

use std::collections::BTreeSet;

use countersign::demo::{DEMO_KEY_ID, DEMO_SECRET};
use countersign::model::{AuthKind, BodyKind, HeaderRow};
use countersign::ui::command::Command;
use countersign::ui::tab::{Section, Tab};
use eframe::egui::{Key, Modifiers, ThemePreference};

use super::desk::Desk;

fn titles(desk: &Desk) -> Vec<String> {
    desk.app().tabs().iter().map(Tab::title).collect()
}

/// Presses Tab until what has the focus is called `name`.
#[track_caller]
fn tab_to(desk: &mut Desk, name: &str) {
    let mut passed = Vec::new();
    for _ in 0..60 {
        desk.press(Modifiers::NONE, Key::Tab);
        desk.settle();
        let focused = desk.focused().unwrap_or_default();
        if focused == name {
            return;
        }
        passed.push(focused);
    }
    panic!("Tab does not come to {name:?}: {passed:#?}");
}

#[test]
fn a_signed_request_is_made_and_sent_without_a_pointer() {
    let mut desk = Desk::first_start();
    desk.ctrl(Key::N);
    desk.settle();
    desk.type_text("{{demo}}/dev/pets/2");
    tab_to(&mut desk, "Auth: AWS Signature");
    desk.press(Modifiers::NONE, Key::Space);
    desk.settle();
    assert_eq!(desk.tab().request.http.auth.kind, AuthKind::AwsSignature);
    tab_to(&mut desk, "Access key ID");
    desk.type_text(DEMO_KEY_ID);
    tab_to(&mut desk, "Secret access key");
    desk.type_text(DEMO_SECRET);
    desk.send_by(|desk| desk.ctrl(Key::Enter));
    assert_eq!(desk.status(), 200);
    desk.assert_sees("\"cat\"");
    assert_eq!(titles(&desk), ["List pets", "/dev/pets/2", "Wrong secret"]);
}

#[test]
fn ctrl_l_selects_the_url_and_enter_in_it_sends() {
    let mut desk = Desk::first_start();
    desk.ctrl(Key::L);
    desk.settle();
    assert_eq!(desk.focused().as_deref(), Some("URL"));
    desk.type_text("{{demo}}/dev/pets/3");
    assert_eq!(
        desk.tab().request.http.url,
        "{{demo}}/dev/pets/3",
        "what stood there is replaced"
    );
    desk.send_by(|desk| desk.press(Modifiers::NONE, Key::Enter));
    assert_eq!(desk.status(), 200);
    desk.assert_sees("\"fish\"");
    assert_eq!(desk.focused().as_deref(), Some("URL"), "the cursor stays");
}

#[test]
fn the_palette_runs_a_command_by_its_letters() {
    let mut desk = Desk::first_start();
    desk.ctrl(Key::K);
    desk.settle();
    assert_eq!(desk.focused().as_deref(), Some("Search commands"));
    desk.type_text("light");
    desk.settle();
    desk.press(Modifiers::NONE, Key::Enter);
    desk.settle();
    assert_eq!(desk.find_field("Search commands").map(|node| node.rect()), None);
    let theme = desk.harness.ctx.options(|options| options.theme_preference);
    assert_eq!(theme, ThemePreference::Light);
}

#[test]
fn the_arrows_choose_in_the_palette_and_escape_leaves_it() {
    let mut desk = Desk::first_start();
    desk.ctrl(Key::P);
    desk.settle();
    for key in [Key::ArrowDown, Key::ArrowDown, Key::ArrowUp, Key::ArrowDown] {
        desk.press(Modifiers::NONE, key);
    }
    desk.press(Modifiers::NONE, Key::Enter);
    desk.settle();
    assert_eq!(
        titles(&desk),
        ["List pets", "New request", "Wrong secret"],
        "the third is New request"
    );
    desk.ctrl(Key::K);
    desk.settle();
    desk.type_text("close");
    desk.press(Modifiers::NONE, Key::Escape);
    desk.settle();
    assert!(desk.find_field("Search commands").is_none());
    assert_eq!(desk.app().tabs().len(), 3, "nothing was run");
}

#[test]
fn tabs_open_close_come_back_and_turn_by_keys() {
    let mut desk = Desk::first_start();
    desk.ctrl(Key::Tab);
    assert_eq!(desk.tab().title(), "Wrong secret");
    desk.ctrl(Key::Tab);
    assert_eq!(desk.tab().title(), "List pets", "round the end");
    desk.ctrl_shift(Key::Tab);
    assert_eq!(desk.tab().title(), "Wrong secret", "round the start");
    desk.ctrl(Key::PageUp);
    assert_eq!(desk.tab().title(), "List pets");
    desk.ctrl(Key::PageDown);
    assert_eq!(desk.tab().title(), "Wrong secret");
    desk.ctrl(Key::W);
    assert_eq!(titles(&desk), ["List pets"]);
    desk.ctrl(Key::W);
    assert_eq!(titles(&desk), ["New request"], "there is always one");
    desk.ctrl_shift(Key::T);
    desk.ctrl_shift(Key::T);
    desk.ctrl_shift(Key::T);
    desk.settle();
    let mut back = titles(&desk);
    back.sort();
    assert_eq!(back, ["List pets", "New request", "Wrong secret"]);
    assert_eq!(desk.app().messages(), ["No closed tab to reopen"]);
}

#[test]
fn f1_shows_the_keys_and_escape_leaves_them() {
    let mut desk = Desk::first_start();
    for open in [
        (Modifiers::NONE, Key::F1),
        (Modifiers::CTRL | Modifiers::COMMAND, Key::Slash),
    ] {
        desk.press(open.0, open.1);
        desk.settle();
        desk.assert_sees("Keyboard shortcuts");
        desk.assert_sees("Ctrl+Enter");
        desk.press(Modifiers::NONE, Key::Escape);
        desk.settle();
        desk.assert_sees_not("Keyboard shortcuts");
    }
}

#[test]
fn tab_walks_through_the_auth_section_in_the_order_of_the_eyes() {
    let mut desk = Desk::first_start();
    assert_eq!(desk.tab().section, Section::Auth);
    tab_to(&mut desk, "Auth: None");
    let mut walked = vec!["Auth: None".to_owned()];
    let mut places = vec![desk.button("Auth: None").rect()];
    for _ in 0..10 {
        desk.press(Modifiers::NONE, Key::Tab);
        desk.settle();
        let name = desk.focused().unwrap();
        let place = match desk.find_field(&name) {
            Some(field) => field.rect(),
            None => desk.button(&name).rect(),
        };
        walked.push(name);
        places.push(place);
    }
    let expected = [
        "Auth: None",
        "Auth: Basic",
        "Auth: Bearer token",
        "Auth: API key",
        "Auth: AWS Signature",
        "Auth: Inherit",
        "Access key ID",
        "Secret access key",
        "Show secret access key",
        "Session token",
        "Advanced signing options",
    ];
    assert_eq!(walked, expected);
    // Two columns: down the left one, then the right one.
    for pair in places[..10].windows(2) {
        assert!(pair[0].top() <= pair[1].bottom() && pair[0].center().y <= pair[1].center().y + 1.0);
    }
    tab_to(&mut desk, "Service");
    desk.press(Modifiers::SHIFT, Key::Tab);
    desk.settle();
    assert_eq!(desk.focused().as_deref(), Some("Region"), "and back");
}

/// Walks round the window by Tab and gives what was not passed. In the body Tab types itself: Escape leaves
/// it, and Shift+Tab comes from the other end.
fn missed(desk: &mut Desk) -> Vec<String> {
    let controls = desk.controls();
    let mut reached = BTreeSet::new();
    for modifiers in [Modifiers::NONE, Modifiers::SHIFT] {
        for _ in 0..controls.len() + 10 {
            desk.press(modifiers, Key::Tab);
            desk.settle();
            reached.extend(desk.focused());
            if desk.find_field("Body").is_some_and(|body| body.is_focused()) {
                break;
            }
        }
        desk.press(Modifiers::NONE, Key::Escape);
        desk.settle();
        assert_eq!(desk.focused(), None);
    }
    controls
        .into_iter()
        .filter(|name| !reached.contains(name))
        .collect()
}

#[test]
fn every_button_and_field_of_the_window_is_reached_by_tab() {
    let mut desk = Desk::first_start();
    desk.run(Command::NextTab);
    desk.send();
    assert_eq!(desk.status(), 403);
    desk.tab_mut().request.http.headers = vec![HeaderRow::new("x-a", "1")];
    desk.tab_mut().request.http.body.kind = BodyKind::Json;
    for section in [Section::Params, Section::Auth, Section::Headers, Section::Body] {
        desk.tab_mut().section = section;
        desk.settle();
        assert_eq!(missed(&mut desk), Vec::<String>::new(), "{section:?}");
    }
}

#[test]
fn undo_in_the_url_stays_within_its_tab() {
    let mut desk = Desk::first_start();
    desk.fill("URL", "{{demo}}/dev/pets/1");
    desk.ctrl(Key::Tab);
    desk.settle();
    desk.ctrl(Key::L);
    desk.settle();
    for _ in 0..30 {
        desk.ctrl(Key::Z);
    }
    assert_eq!(desk.tab().request.http.url, "{{demo}}/dev/pets");
    desk.ctrl(Key::Tab);
    desk.settle();
    assert_eq!(desk.tab().request.http.url, "{{demo}}/dev/pets/1");
    desk.ctrl(Key::L);
    for _ in 0..30 {
        desk.ctrl(Key::Z);
    }
    assert_eq!(
        desk.tab().request.http.url,
        "{{demo}}/dev/pets?type=dog&limit=10",
        "and works there"
    );
}
