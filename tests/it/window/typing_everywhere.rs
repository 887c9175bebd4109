//! Every text field there is, found by its role: typed in with every shortcut pressed between two characters.

use std::collections::BTreeSet;

use countersign::model::{
    ApiKeyPlacement, AuthKind, BodyKind, PartKind, SignatureLocation, SigningAlgorithm,
};
use countersign::ui::command::Command;
use countersign::ui::disclosure::Disclosure;
use eframe::egui::accesskit::Role;
use eframe::egui::{Event, ImeEvent, Modifiers};
use egui_kittest::kittest::NodeT as _;

use super::screen::is_text_field;
use super::test_window::TestWindow;

/// Characters of one, two and three bytes.
const CHARACTERS: [&str; 6] = ["a", "é", "я", "ß", "€", "9"];

/// Commands that end typing in a field, or take it back: the others must leave it as it is.
fn leaves_the_field(command: Command) -> bool {
    matches!(
        command,
        Command::Cancel
            | Command::NewTab
            | Command::DuplicateTab
            | Command::CloseTab
            | Command::RenameTab
            | Command::ReopenTab
            | Command::NextTab
            | Command::PreviousTab
            | Command::SaveRequest
            | Command::SaveRequestAs
            | Command::OpenCollection
            | Command::FilterSidebar
            | Command::ShowHistory
            | Command::ShowChecks
            | Command::RunRequests
            | Command::ExportCollection
            | Command::ImportCollection
            | Command::UndoImport
            | Command::ShowRun
            | Command::Undo
            | Command::Redo
            | Command::FocusUrl
            | Command::SaveResponseBody
            | Command::FindInBody
            | Command::FindNext
            | Command::FindPrevious
            | Command::FilterBody
            | Command::GoToLine
            | Command::ListTabs
            | Command::ExplainSteps
            | Command::CopyAsCode
            | Command::OpenPalette
            | Command::OpenNetwork
            | Command::OpenSettings
            | Command::ChangeKeys
            | Command::ShowShortcuts
            | Command::Quit
    )
}

/// Commands that take away the rows over a reply's body, or the reply.
fn hides_the_reply(command: Command) -> bool {
    matches!(
        command,
        Command::Send
            | Command::ShowSignatureAlone
            | Command::CompareWithPrevious
            | Command::CompareWithPinned
            | Command::CompareWithService
    )
}

/// Fields over a reply's body.
const OVER_A_REPLY: [&str; 3] = ["Find in the body", "Filter the body by a path", "Go to line"];

fn fields(window: &TestWindow) -> Vec<String> {
    let nodes = window.harness.root().children_recursive();
    nodes
        .map(|node| node.accesskit_node())
        .filter(|node| is_text_field(node.role()) && !node.is_disabled())
        .map(|node| node.label().expect("a name"))
        .collect()
}

fn body(window: &mut TestWindow, kind: BodyKind) {
    window.run(Command::ShowBody);
    window.tab_mut().draft.request.http.body.kind = kind;
}

fn auth(window: &mut TestWindow, kind: AuthKind) {
    window.run(Command::ShowAuth);
    window.tab_mut().draft.request.http.auth.kind = kind;
}

/// Shows each place that has fields of its own.
const PLACES: [fn(&mut TestWindow); 26] = [
    |window| {
        window.tab_mut().auth.advanced = Disclosure::Open;
        auth(window, AuthKind::AwsSignature);
    },
    |window| {
        let options = &mut window.tab_mut().draft.request.http.auth.aws.options;
        options.location = SignatureLocation::Query { expires_in: 900 };
        options.algorithm = SigningAlgorithm::SigV4a {
            region_set: Vec::new(),
        };
        window.tab_mut().auth.advanced = Disclosure::Open;
        auth(window, AuthKind::AwsSignature);
        window.run(Command::PinTime);
    },
    |window| auth(window, AuthKind::Basic),
    |window| auth(window, AuthKind::Bearer),
    |window| {
        window.tab_mut().draft.request.http.auth.api_key.placement = ApiKeyPlacement::Header;
        auth(window, AuthKind::ApiKey);
    },
    |window| window.run(Command::ShowParams),
    |window| {
        window.run(Command::ShowParams);
        window.settle();
        window.click("Query parameters: Bulk edit");
    },
    |window| {
        window.run(Command::ShowHeaders);
        window.settle();
        window.click("Headers: Bulk edit");
    },
    |window| {
        window.run(Command::ShowHeaders);
        window.settle();
        window.click("Add header");
    },
    |window| body(window, BodyKind::Json),
    |window| body(window, BodyKind::Xml),
    |window| body(window, BodyKind::Text),
    |window| {
        body(window, BodyKind::Form);
        window.settle();
        window.click("Add field");
    },
    |window| {
        body(window, BodyKind::Multipart);
        window.settle();
        window.click("Add text");
    },
    |window| {
        let parts = &mut window.tab_mut().draft.request.http.body.parts;
        parts[0].kind = PartKind::File;
    },
    |window| body(window, BodyKind::File),
    |window| body(window, BodyKind::GraphQl),
    |window| window.run(Command::ShowDocs),
    |window| {
        window.run(Command::ShowChecks);
        window.settle();
        window.click("Add assertion");
        window.settle();
        window.click("Add capture");
    },
    |window| window.run(Command::ShowSettings),
    |window| window.run(Command::RenameTab),
    |window| {
        window.send();
        for row in [Command::FindInBody, Command::FilterBody, Command::GoToLine] {
            window.run(row);
            window.settle();
        }
    },
    |window| {
        window.send();
        window.run(Command::SaveResponseBody);
    },
    |window| window.run(Command::OpenPalette),
    |window| window.run(Command::OpenNetwork),
    |window| {
        window.run(Command::OpenSettings);
        window.settle();
        window.click("Section: Credentials");
    },
];

/// Puts the cursor into the field, wherever it is, over what stands there.
fn enter(window: &mut TestWindow, name: &str) {
    window.field(name).focus();
    window.frame();
    window.settle();
    assert!(window.field(name).is_focused(), "{name} takes the focus");
    window.ctrl(eframe::egui::Key::A);
    window.press(Modifiers::NONE, eframe::egui::Key::Delete);
}

/// What stands in a field; of a secret, as many dots as it has characters.
fn assert_holds(window: &TestWindow, name: &str, text: &str, what: &str) {
    let node = window.field(name);
    assert!(node.is_focused(), "{name} keeps the focus: {what}");
    let value = node.value().unwrap_or_default();
    if node.accesskit_node().role() == Role::PasswordInput {
        assert_eq!(value.chars().count(), text.chars().count(), "{name}: {what}");
    } else {
        assert_eq!(value, text, "{name}: {what}");
    }
}

fn for_every_field(mut visit: impl FnMut(&mut TestWindow, &str)) {
    let mut visited = BTreeSet::new();
    for show in PLACES {
        let mut window = TestWindow::first_start();
        // What comes after a part was added.
        body(&mut window, BodyKind::Multipart);
        window.settle();
        window.click("Add text");
        show(&mut window);
        window.settle();
        for name in fields(&window) {
            if visited.insert(name.clone()) {
                visit(&mut window, &name);
                // What is looked for hides the other fields of the page.
                if name == "Search the settings" {
                    show(&mut window);
                    window.settle();
                }
            }
        }
    }
    for name in [
        "Expires in seconds",
        "Fixed time",
        "Region set",
        "Connect timeout in milliseconds",
        "Query parameters as text",
        "Headers as text",
        "Find in the body",
        "Go to line",
    ] {
        assert!(visited.contains(name), "{name} in {visited:?}");
    }
    assert!(visited.len() > 45, "{visited:?}");
}

#[test]
fn every_field_keeps_every_character_whatever_keys_are_pressed_between() {
    let shortcuts: Vec<_> = Command::ALL
        .into_iter()
        .filter(|command| !leaves_the_field(*command))
        .flat_map(|command| command.shortcuts().into_iter().map(move |keys| (command, keys)))
        .collect();
    for_every_field(|window, name| {
        enter(window, name);
        let mut typed = String::new();
        let over_a_reply = OVER_A_REPLY.contains(&name);
        let kept = shortcuts
            .iter()
            .filter(|(command, _)| !over_a_reply || !hides_the_reply(*command));
        for ((command, keys), character) in kept.zip(CHARACTERS.iter().cycle()) {
            window.type_text(character);
            typed.push_str(character);
            let mut modifiers = keys.modifiers;
            modifiers.ctrl |= modifiers.command;
            modifiers.command |= modifiers.ctrl;
            window.press(modifiers, keys.logical_key);
            assert_holds(window, name, &typed, &format!("{command:?}"));
        }
    });
}

#[test]
fn every_field_takes_what_an_input_method_composes_and_what_altgr_types() {
    let altgr = Modifiers::CTRL | Modifiers::COMMAND | Modifiers::ALT;
    for_every_field(|window, name| {
        enter(window, name);
        for text in ["j", "ж", "жя"] {
            window.event(Event::Ime(ImeEvent::Preedit {
                text: text.to_owned(),
                active_range_chars: None,
            }));
        }
        window.event(Event::Ime(ImeEvent::Commit("жя€".to_owned())));
        assert_holds(window, name, "жя€", "composed");
        let mut typed = "жя€".to_owned();
        for command in Command::ALL {
            for keys in command
                .shortcuts()
                .into_iter()
                .filter(|keys| keys.modifiers.command)
            {
                window.press(altgr, keys.logical_key);
            }
        }
        for character in ["@", "€", "{", "\\", "ł"] {
            window.press(altgr, eframe::egui::Key::Q);
            window.type_text(character);
            typed.push_str(character);
        }
        assert_holds(window, name, &typed, "AltGr");
        assert_eq!(window.app().tabs().len(), 2, "{name}");
    });
}
