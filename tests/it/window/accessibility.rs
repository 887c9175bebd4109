//! What somebody without eyes or without a pointer is given.

use countersign::demo::{DEMO_KEY_ID, DEMO_SECRET};
use countersign::model::{AuthKind, BodyKind, FormRow, HeaderRow, PartRow};
use countersign::ui::command::Command;
use countersign::ui::reply::response_view::ResponsePage;
use countersign::ui::section::Section;
use countersign::ui::shown_signature::Side;
use eframe::egui::accesskit::{Action, Role};
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::NodeT as _;

use super::test_window::TestWindow;

/// A node as it is told.
#[derive(Debug)]
struct Told {
    role: Role,
    name: String,
    value: String,
    is_control: bool,
}

fn tree(window: &TestWindow) -> Vec<Told> {
    let nodes = window.harness.root().children_recursive();
    nodes
        .map(|node| {
            let node = node.accesskit_node();
            let role = node.role();
            let value = node.value().unwrap_or_default();
            // A label is told by its text.
            let own = if role == Role::Label {
                value.clone()
            } else {
                String::new()
            };
            let acts =
                node.data().supports_action(Action::Click) || node.data().supports_action(Action::Focus);
            Told {
                role,
                name: node.label().unwrap_or(own),
                value,
                // The bar of a scroll area belongs to what is in it, and Tab passes it by.
                is_control: acts && !matches!(role, Role::Window | Role::Label | Role::ScrollBar),
            }
        })
        .collect()
}

/// Code points of an icon font mean nothing to a voice.
fn is_private(character: char) -> bool {
    ('\u{e000}'..='\u{f8ff}').contains(&character)
}

/// Whatever takes a click or the focus has a name in words and a role, and no icon is spelled out.
#[track_caller]
fn assert_told(window: &TestWindow, screen: &str) {
    let tree = tree(window);
    let controls: Vec<&Told> = tree.iter().filter(|node| node.is_control).collect();
    assert!(controls.len() > 10, "{screen}: {controls:#?}");
    let nameless: Vec<&&Told> = controls
        .iter()
        .filter(|node| node.name.trim().is_empty() || node.role == Role::Unknown)
        .collect();
    assert!(nameless.is_empty(), "{screen}: {nameless:#?}");
    let spelled: Vec<&Told> = tree
        .iter()
        .filter(|node| node.name.chars().chain(node.value.chars()).any(is_private))
        .collect();
    assert!(spelled.is_empty(), "{screen}: {spelled:#?}");
}

/// Each kind of auth and of body, with a row in every table.
fn sections(window: &mut TestWindow, what: &str) {
    let http = &mut window.tab_mut().draft.request.http;
    http.headers = vec![HeaderRow::new("x-a", "1"), HeaderRow::new("x-b", "2")];
    http.body.form = vec![FormRow::default()];
    http.body.parts = vec![PartRow::default()];
    for section in [
        Section::Params,
        Section::Headers,
        Section::Checks,
        Section::Settings,
    ] {
        window.tab_mut().section = section;
        window.settle();
        assert_told(window, &format!("{what}, {section:?}"));
    }
    window.tab_mut().section = Section::Auth;
    for kind in [
        AuthKind::None,
        AuthKind::Basic,
        AuthKind::Bearer,
        AuthKind::ApiKey,
        AuthKind::AwsSignature,
    ] {
        window.tab_mut().draft.request.http.auth.kind = kind;
        window.settle();
        assert_told(window, &format!("{what}, {kind:?}"));
    }
    window.click("Advanced signing options");
    window.settle();
    assert_told(window, &format!("{what}, advanced"));
    window.click("Advanced signing options");
    window.tab_mut().section = Section::Body;
    for kind in [
        BodyKind::None,
        BodyKind::Json,
        BodyKind::Text,
        BodyKind::Xml,
        BodyKind::Form,
        BodyKind::Multipart,
        BodyKind::File,
        BodyKind::GraphQl,
    ] {
        window.tab_mut().draft.request.http.body.kind = kind;
        window.settle();
        assert_told(window, &format!("{what}, {kind:?}"));
    }
    window.tab_mut().draft.request.http.body.kind = BodyKind::None;
}

#[test]
fn every_control_of_every_section_page_and_overlay_has_a_name_in_words() {
    let mut window = TestWindow::first_start();
    assert_told(&window, "first start");
    sections(&mut window, "nothing sent");
    for wrong in [false, true] {
        window.run(if wrong {
            Command::OpenWrongSecretSample
        } else {
            Command::OpenSample
        });
        window.send();
        for page in [
            ResponsePage::Body,
            ResponsePage::Headers,
            ResponsePage::Timeline,
            ResponsePage::Wire,
        ] {
            for side in [Side::Live, Side::AsSent] {
                let tab = window.tab_mut();
                (tab.reply.response.page, tab.signature.side) = (page, side);
                window.settle();
                assert_told(&window, &format!("wrong: {wrong}, {page:?}, {side:?}"));
            }
        }
    }
    window.tab_mut().reply.response.page = ResponsePage::Body;
    window.run(Command::FindInBody);
    window.settle();
    assert_told(&window, "search in the body");
    for overlay in [
        Command::OpenPalette,
        Command::ListTabs,
        Command::ShowShortcuts,
        Command::OpenNetwork,
        Command::OpenSettings,
        Command::ChangeKeys,
        Command::OpenCookies,
        Command::SaveResponseBody,
        Command::TestProtection,
    ] {
        window.run(overlay);
        window.settle();
        assert_told(&window, &format!("{overlay:?}"));
        window.press(Modifiers::NONE, Key::Escape);
        window.settle();
        window.press(Modifiers::NONE, Key::Escape);
        window.settle();
    }
    window.click("Menu");
    window.settle();
    assert_told(&window, "menu");
}

/// Roles by which a screen reader tells what can be done.
#[test]
fn controls_have_the_role_of_what_they_are() {
    let window = TestWindow::first_start();
    let tree = tree(&window);
    for (name, role) in [
        ("Send", Role::Button),
        ("Tab List pets", Role::Tab),
        ("Auth", Role::Tab),
        ("Auth: AWS Signature", Role::RadioButton),
        ("URL", Role::TextInput),
        ("Secret access key", Role::PasswordInput),
        ("Width of the response pane", Role::Slider),
    ] {
        assert!(
            tree.iter().any(|node| node.name == name && node.role == role),
            "{name} is no {role:?}"
        );
    }
}

/// The names passed by Tab, from the first on, until one comes again.
fn round(window: &mut TestWindow) -> Vec<String> {
    window.press(Modifiers::NONE, Key::Escape);
    let mut passed: Vec<String> = Vec::new();
    for _ in 0..80 {
        window.press(Modifiers::NONE, Key::Tab);
        window.settle();
        let name = window.focused().unwrap_or_default();
        if passed.first() == Some(&name) {
            break;
        }
        passed.push(name);
    }
    passed
}

#[test]
fn tab_goes_through_the_window_from_left_to_right_and_from_top_to_bottom() {
    let mut window = TestWindow::first_start();
    window.send();
    let passed = round(&mut window);
    let landmarks = [
        "Tab List pets",
        "Tab Wrong secret",
        "New request",
        "Menu",
        "Method GET",
        "URL",
        "Send",
        "Params",
        "Auth",
        "Headers",
        "Body",
        "Settings",
        "Auth: None",
        "Access key ID",
        "Secret access key",
        "Region",
        "Body text",
        "Signature: Live",
        "Copy the Authorization header",
        "Copy the canonical request",
    ];
    let places: Vec<Option<usize>> = landmarks
        .iter()
        .map(|name| passed.iter().position(|passed| passed == name))
        .collect();
    assert!(
        places.is_sorted() && !places.contains(&None),
        "{places:?} in {passed:#?}"
    );
}

/// Presses Tab until what has the focus is called `name`.
#[track_caller]
fn tab_to(window: &mut TestWindow, name: &str) {
    for _ in 0..80 {
        window.press(Modifiers::NONE, Key::Tab);
        window.settle();
        if window.focused().as_deref() == Some(name) {
            return;
        }
    }
    panic!("Tab does not come to {name:?}");
}

#[test]
fn the_first_request_is_typed_signed_sent_read_and_copied_from_by_keys_alone() {
    let mut window = TestWindow::first_start();
    window.ctrl(Key::N);
    window.settle();
    window.type_text("{{demo}}/dev/pets/2");
    window.settle();
    tab_to(&mut window, "Auth: AWS Signature");
    window.press(Modifiers::NONE, Key::Space);
    window.settle();
    tab_to(&mut window, "Access key ID");
    window.type_text(DEMO_KEY_ID);
    tab_to(&mut window, "Secret access key");
    window.type_text(DEMO_SECRET);
    window.send_by(|window| window.ctrl(Key::Enter));
    assert_eq!(window.status(), 200);
    tab_to(&mut window, "Body text");
    let told: Vec<String> = tree(&window).into_iter().map(|node| node.name).collect();
    assert!(told.contains(&"200 OK".to_owned()), "the status is told");
    assert!(
        told.iter().any(|name| name.contains("\"type\": \"cat\"")),
        "a line of the body is told"
    );
    tab_to(&mut window, "Copy the Authorization header");
    window.press(Modifiers::NONE, Key::Space);
    window.settle();
    assert_eq!(window.copied, [window.report_sent().authorization.as_str()]);
    let told = window.everything_told();
    assert!(
        told.contains("Copied the Authorization header"),
        "and what happened is told"
    );
    assert!(!told.contains(DEMO_SECRET));
}

#[test]
fn the_lines_of_a_body_are_told_as_they_come_into_sight() {
    let mut window = TestWindow::first_start();
    window.fill("URL", "{{demo}}/dev/pets");
    window.send();
    let told: Vec<String> = tree(&window).into_iter().map(|node| node.name).collect();
    let drawn = window.texts();
    for line in ["\"type\": \"dog\"", "\"price\": 249.99"] {
        assert!(drawn.iter().any(|text| text.contains(line)), "{line} is drawn");
        assert!(told.iter().any(|name| name.contains(line)), "{line} is told");
    }
}
