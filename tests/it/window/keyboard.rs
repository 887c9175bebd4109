//! No pointer: everything is reached by keys.

use std::collections::BTreeSet;

use countersign::demo::{DEMO_KEY_ID, DEMO_SECRET};
use countersign::model::{AuthKind, BodyKind, HeaderRow};
use countersign::ui::command::Command;
use countersign::ui::section::Section;
use eframe::egui::{Key, Modifiers, ThemePreference};

use super::test_window::TestWindow;

fn titles(window: &TestWindow) -> Vec<String> {
    window.app().tabs().iter().map(|tab| tab.draft.title()).collect()
}

/// Presses Tab until what has the focus is called `name`.
#[track_caller]
fn tab_to(window: &mut TestWindow, name: &str) {
    let mut passed = Vec::new();
    for _ in 0..60 {
        window.press(Modifiers::NONE, Key::Tab);
        window.settle();
        let focused = window.focused().unwrap_or_default();
        if focused == name {
            return;
        }
        passed.push(focused);
    }
    panic!("Tab does not come to {name:?}: {passed:#?}");
}

#[test]
fn a_signed_request_is_made_and_sent_without_a_pointer() {
    let mut window = TestWindow::first_start();
    window.ctrl(Key::N);
    window.settle();
    window.type_text("{{demo}}/dev/pets/2");
    tab_to(&mut window, "Auth: AWS Signature");
    window.press(Modifiers::NONE, Key::Space);
    window.settle();
    assert_eq!(window.tab().draft.request.http.auth.kind, AuthKind::AwsSignature);
    tab_to(&mut window, "Access key ID");
    window.type_text(DEMO_KEY_ID);
    tab_to(&mut window, "Secret access key");
    window.type_text(DEMO_SECRET);
    window.send_by(|window| window.ctrl(Key::Enter));
    assert_eq!(window.status(), 200);
    window.assert_sees("\"cat\"");
    assert_eq!(titles(&window), ["List pets", "/dev/pets/2", "Wrong secret"]);
}

#[test]
fn ctrl_l_selects_the_url_and_enter_in_it_sends() {
    let mut window = TestWindow::first_start();
    window.ctrl(Key::L);
    window.settle();
    assert_eq!(window.focused().as_deref(), Some("URL"));
    window.type_text("{{demo}}/dev/pets/3");
    assert_eq!(
        window.tab().draft.request.http.url,
        "{{demo}}/dev/pets/3",
        "what stood there is replaced"
    );
    window.send_by(|window| window.press(Modifiers::NONE, Key::Enter));
    assert_eq!(window.status(), 200);
    window.assert_sees("\"fish\"");
    assert_eq!(window.focused().as_deref(), Some("URL"), "the cursor stays");
}

#[test]
fn the_palette_runs_a_command_by_its_letters() {
    let mut window = TestWindow::first_start();
    window.ctrl(Key::K);
    window.settle();
    assert_eq!(window.focused().as_deref(), Some("Search commands"));
    window.type_text("light");
    window.settle();
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    assert_eq!(window.find_field("Search commands").map(|node| node.rect()), None);
    let theme = window.harness.ctx.options(|options| options.theme_preference);
    assert_eq!(theme, ThemePreference::Light);
}

#[test]
fn the_arrows_choose_in_the_palette_and_escape_leaves_it() {
    let mut window = TestWindow::first_start();
    window.ctrl(Key::P);
    window.settle();
    for key in [Key::ArrowDown, Key::ArrowDown, Key::ArrowUp, Key::ArrowDown] {
        window.press(Modifiers::NONE, key);
    }
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    assert_eq!(
        titles(&window),
        ["List pets", "New request", "Wrong secret"],
        "the third is New request"
    );
    window.ctrl(Key::K);
    window.settle();
    window.type_text("close");
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    assert!(window.find_field("Search commands").is_none());
    assert_eq!(window.app().tabs().len(), 3, "nothing was run");
}

#[test]
fn tabs_open_close_come_back_and_turn_by_keys() {
    let mut window = TestWindow::first_start();
    window.ctrl(Key::Tab);
    assert_eq!(window.tab().draft.title(), "Wrong secret");
    window.ctrl(Key::Tab);
    assert_eq!(window.tab().draft.title(), "List pets", "round the end");
    window.ctrl_shift(Key::Tab);
    assert_eq!(window.tab().draft.title(), "Wrong secret", "round the start");
    window.ctrl(Key::PageUp);
    assert_eq!(window.tab().draft.title(), "List pets");
    window.ctrl(Key::PageDown);
    assert_eq!(window.tab().draft.title(), "Wrong secret");
    window.ctrl(Key::W);
    assert_eq!(titles(&window), ["List pets"]);
    window.ctrl(Key::W);
    assert_eq!(titles(&window), ["New request"], "there is always one");
    window.ctrl_shift(Key::T);
    window.ctrl_shift(Key::T);
    window.ctrl_shift(Key::T);
    window.settle();
    let mut back = titles(&window);
    back.sort();
    assert_eq!(back, ["List pets", "New request", "Wrong secret"]);
    assert_eq!(window.app().messages(), ["No closed tab to reopen"]);
}

#[test]
fn f1_shows_the_keys_and_escape_leaves_them() {
    let mut window = TestWindow::first_start();
    for open in [
        (Modifiers::NONE, Key::F1),
        (Modifiers::CTRL | Modifiers::COMMAND, Key::Slash),
    ] {
        window.press(open.0, open.1);
        window.settle();
        window.assert_sees("Keyboard shortcuts");
        window.assert_sees("Ctrl+Enter");
        window.press(Modifiers::NONE, Key::Escape);
        window.settle();
        window.assert_sees_not("Keyboard shortcuts");
    }
}

#[test]
fn tab_walks_through_the_auth_section_in_the_order_of_the_eyes() {
    let mut window = TestWindow::first_start();
    assert_eq!(window.tab().section, Section::Auth);
    tab_to(&mut window, "Auth: None");
    let mut walked = vec!["Auth: None".to_owned()];
    let mut places = vec![window.button("Auth: None").rect()];
    for _ in 0..10 {
        window.press(Modifiers::NONE, Key::Tab);
        window.settle();
        let name = window.focused().unwrap();
        let place = match window.find_field(&name) {
            Some(field) => field.rect(),
            None => window.button(&name).rect(),
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
        "Credentials: Typed keys",
        "Assume a role",
        "Access key ID",
        "Secret access key",
        "Show secret access key",
    ];
    assert_eq!(walked, expected);
    // Two columns: down the left one, then the right one.
    for pair in places[..10].windows(2) {
        assert!(pair[0].top() <= pair[1].bottom() && pair[0].center().y <= pair[1].center().y + 1.0);
    }
    tab_to(&mut window, "Service");
    window.press(Modifiers::SHIFT, Key::Tab);
    window.settle();
    assert_eq!(window.focused().as_deref(), Some("Region"), "and back");
}

/// Walks round the window by Tab and gives what was not passed. In the body Tab types itself: Escape leaves
/// it, and Shift+Tab comes from the other end.
fn missed(window: &mut TestWindow) -> Vec<String> {
    let controls = window.controls();
    let mut reached = BTreeSet::new();
    for modifiers in [Modifiers::NONE, Modifiers::SHIFT] {
        for _ in 0..controls.len() + 10 {
            window.press(modifiers, Key::Tab);
            window.settle();
            reached.extend(window.focused());
            if window.find_field("Body").is_some_and(|body| body.is_focused()) {
                break;
            }
        }
        window.press(Modifiers::NONE, Key::Escape);
        window.settle();
        assert_eq!(window.focused(), None);
    }
    controls
        .into_iter()
        .filter(|name| !reached.contains(name))
        .collect()
}

#[test]
fn every_button_and_field_of_the_window_is_reached_by_tab() {
    let mut window = TestWindow::first_start();
    window.run(Command::NextTab);
    window.send();
    assert_eq!(window.status(), 403);
    window.tab_mut().draft.request.http.headers = vec![HeaderRow::new("x-a", "1")];
    window.tab_mut().draft.request.http.body.kind = BodyKind::Json;
    for section in [Section::Params, Section::Auth, Section::Headers, Section::Body] {
        window.tab_mut().section = section;
        window.settle();
        assert_eq!(missed(&mut window), Vec::<String>::new(), "{section:?}");
    }
}

#[test]
fn undo_in_the_url_stays_within_its_tab() {
    let mut window = TestWindow::first_start();
    window.fill("URL", "{{demo}}/dev/pets/1");
    window.ctrl(Key::Tab);
    window.settle();
    window.ctrl(Key::L);
    window.settle();
    for _ in 0..30 {
        window.ctrl(Key::Z);
    }
    assert_eq!(window.tab().draft.request.http.url, "{{demo}}/dev/pets");
    window.ctrl(Key::Tab);
    window.settle();
    assert_eq!(window.tab().draft.request.http.url, "{{demo}}/dev/pets/1");
    window.ctrl(Key::L);
    for _ in 0..30 {
        window.ctrl(Key::Z);
    }
    assert_eq!(
        window.tab().draft.request.http.url,
        "{{demo}}/dev/pets?type=dog&limit=10",
        "and works there"
    );
}
