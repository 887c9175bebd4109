//! No field loses a character.

use countersign::ui::command::Command;
use eframe::egui::{Event, Key, Modifiers};

use super::screen::is_text_field;
use super::test_window::TestWindow;
use egui_kittest::kittest::NodeT as _;

/// Every printable ASCII character, and letters of other alphabets that the fonts have.
fn characters() -> String {
    let ascii: String = (' '..='~').collect();
    format!("{ascii}äßéñøжя€")
}

/// What the fields of a screen are called.
fn fields(window: &TestWindow) -> Vec<String> {
    let nodes = window.harness.root().children_recursive();
    nodes
        .map(|node| node.accesskit_node())
        .filter(|node| is_text_field(node.role()))
        .map(|node| node.label().expect("a name"))
        .collect()
}

/// The text behind a field, which for secrets the accessibility tree does not tell.
fn text_of(window: &TestWindow, name: &str) -> String {
    let http = &window.tab().draft.request.http;
    let settings = &window.tab().draft.request.settings;
    let aws = &http.auth.aws;
    match name {
        "URL" => http.url.clone(),
        "Access key ID" => aws.access_key_id.clone(),
        "Secret access key" => aws.secret_access_key.expose_for_editing().to_owned(),
        "Session token" => aws.session_token.expose_for_editing().to_owned(),
        "Region" => aws.region.clone(),
        "Service" => aws.service.clone(),
        "Header 1 name" => http.headers[0].name.clone(),
        "Header 1 value" => http.headers[0].value.clone(),
        "Body" => http.body.text.to_string(),
        "Field 1 name" => http.body.form[0].name.clone(),
        "Field 1 value" => http.body.form[0].value.clone(),
        "Boundary" => http.body.boundary.clone(),
        "Part 1 name" => http.body.parts[0].name.clone(),
        "Part 1 value" => http.body.parts[0].text.clone(),
        "Part 1 path" => http.body.parts[0].path.clone(),
        "Part 1 file name" => http.body.parts[0].file_name.clone(),
        "Part 1 content type" => http.body.parts[0].content_type.clone(),
        "Path of the body's file" => http.body.file.path.clone(),
        "Content type of the file" => http.body.file.content_type.clone(),
        "Query" => http.body.graphql.query.to_string(),
        "Variables" => http.body.graphql.variables.to_string(),
        "Operation name" => http.body.graphql.operation_name.clone(),
        "Connect to" => settings.connect_to.clone(),
        "Server name" => settings.server_name.clone(),
        "Other method" => http.method.clone(),
        other => panic!("a field without a case: {other}"),
    }
}

/// Shows each screen that has fields of its own and visits them.
fn for_every_field(window: &mut TestWindow, mut visit: impl FnMut(&mut TestWindow, &str)) -> usize {
    let mut visited = std::collections::BTreeSet::new();
    for screen in [
        &["Auth"][..],
        &["Headers", "Add header"],
        &["Body", "Body: Text"],
        &["Body: Form", "Add field"],
        &["Body: Multipart", "Add text"],
        &["Part 1: File"],
        &["Body: File"],
        &["Body: GraphQL"],
        &["Settings"],
        &["Method GET"],
    ] {
        for button in screen {
            window.click(button);
            window.settle();
        }
        // Only digits stay in a time.
        for name in fields(window)
            .into_iter()
            .filter(|name| !name.ends_with("milliseconds"))
        {
            if visited.insert(name.clone()) {
                visit(window, &name);
            }
        }
    }
    visited.len()
}

#[test]
fn every_field_has_a_name_and_keeps_every_character() {
    let mut window = TestWindow::first_start();
    let text = characters();
    let count = for_every_field(&mut window, |window, name| {
        window.fill(name, &text);
        assert_eq!(text_of(window, name), text, "{name}");
    });
    assert_eq!(count, 25);
}

#[test]
fn letters_that_are_shortcuts_with_ctrl_are_typed_without_it() {
    let mut window = TestWindow::first_start();
    let tabs = window.app().tabs().len();
    window.enter("URL");
    for key in [
        Key::W,
        Key::K,
        Key::T,
        Key::L,
        Key::R,
        Key::I,
        Key::D,
        Key::N,
        Key::P,
        Key::B,
        Key::Q,
    ] {
        let letter = key.name().to_lowercase();
        for event in [
            Event::Key {
                key,
                physical_key: None,
                pressed: true,
                repeat: false,
                modifiers: Modifiers::NONE,
            },
            Event::Text(letter),
        ] {
            window.event(event);
        }
    }
    assert_eq!(window.tab().draft.request.http.url, "wktlridnpbq");
    assert_eq!(window.app().tabs().len(), tabs);
    assert!(window.commands.is_empty() && window.tab().last.sending.is_none());
}

#[test]
fn altgr_types_its_character_and_runs_nothing() {
    let mut window = TestWindow::first_start();
    window.enter("URL");
    let altgr = Modifiers::CTRL | Modifiers::COMMAND | Modifiers::ALT;
    for (key, text) in [(Key::Q, "@"), (Key::L, "ł"), (Key::T, "ŧ")] {
        window.press(altgr, key);
        window.type_text(text);
    }
    assert_eq!(window.tab().draft.request.http.url, "@łŧ");
    assert_eq!(window.app().tabs().len(), 2);
    assert!(window.commands.is_empty());
}

#[test]
fn ctrl_shortcuts_take_nothing_out_of_a_field() {
    let mut window = TestWindow::first_start();
    window.enter("URL");
    window.press(Modifiers::NONE, Key::End);
    let before = window.tab().draft.request.http.url.clone();
    for key in [Key::K, Key::I] {
        window.ctrl(key);
        window.settle();
        window.press(Modifiers::NONE, Key::Escape);
        window.settle();
    }
    window.ctrl(Key::W);
    window.ctrl_shift(Key::T);
    window.settle();
    assert_eq!(window.app().tabs()[1].draft.request.http.url, before);
}

#[test]
fn a_long_text_is_pasted_whole_into_every_field() {
    let mut window = TestWindow::first_start();
    let text = "0123456789abcdef".repeat(4_000);
    for_every_field(&mut window, |window, name| {
        window.fill_by_paste(name, &text);
        assert_eq!(text_of(window, name).len(), text.len(), "{name}");
        assert_eq!(text_of(window, name), text, "{name}");
        window.ctrl(Key::A);
        window.paste("x");
        window.settle();
        assert_eq!(text_of(window, name), "x", "{name}");
    });
}

#[test]
fn a_pasted_body_keeps_its_lines_and_a_beautified_one_can_be_sent() {
    let mut window = TestWindow::first_start();
    window.click("Body");
    window.settle();
    window.click("Body: JSON");
    window.settle();
    let text = "{\"type\":\"cat\",\r\n\t\"price\":1.50}\n";
    window.fill_by_paste("Body", text);
    assert_eq!(window.tab().draft.request.http.body.text, text);
    window.assert_sees("Valid JSON");
    window.run(Command::BeautifyBody);
    window.settle();
    assert_eq!(window.tab().draft.request.http.body.text.lines().count(), 4);
    window.fill("Body", "{\"type\": }");
    window.assert_sees("Not JSON at line 1, column 10");
}

#[test]
fn a_method_of_ones_own_is_typed_and_one_of_the_list_is_chosen() {
    let mut window = TestWindow::first_start();
    window.click("Method GET");
    window.settle();
    window.click("PATCH");
    window.settle();
    assert_eq!(window.tab().draft.request.http.method, "PATCH");
    window.click("Method PATCH");
    window.settle();
    window.fill("Other method", "PURGE");
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    assert_eq!(window.tab().draft.request.http.method, "PURGE");
    assert!(
        window.find_field("Other method").is_none(),
        "Enter closes the list"
    );
}

#[test]
fn an_input_method_composes_without_running_commands() {
    let mut window = TestWindow::first_start();
    window.enter("URL");
    window.press(Modifiers::NONE, Key::Delete);
    let ime = |event| Event::Ime(event);
    let preedit = eframe::egui::ImeEvent::Preedit {
        text: "e".to_owned(),
        active_range_chars: None,
    };
    window.event(ime(preedit));
    window.event(ime(eframe::egui::ImeEvent::Commit("é".to_owned())));
    window.settle();
    assert_eq!(window.tab().draft.request.http.url, "é");
}
