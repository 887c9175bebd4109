//! Every text field there is, found by its role: typed in with every shortcut pressed between two characters.

use std::collections::BTreeSet;

use countersign::model::{
    ApiKeyPlacement, AuthKind, BodyKind, PartKind, SignatureLocation, SigningAlgorithm,
};
use countersign::ui::command::Command;
use countersign::ui::tab::Disclosure;
use eframe::egui::accesskit::Role;
use eframe::egui::{Event, ImeEvent, Modifiers};
use egui_kittest::kittest::NodeT as _;

use super::desk::Desk;
use super::screen::is_text_field;

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
            | Command::OpenPalette
            | Command::OpenNetwork
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

fn fields(desk: &Desk) -> Vec<String> {
    let nodes = desk.harness.root().children_recursive();
    nodes
        .map(|node| node.accesskit_node())
        .filter(|node| is_text_field(node.role()) && !node.is_disabled())
        .map(|node| node.label().expect("a name"))
        .collect()
}

fn body(desk: &mut Desk, kind: BodyKind) {
    desk.run(Command::ShowBody);
    desk.tab_mut().request.http.body.kind = kind;
}

fn auth(desk: &mut Desk, kind: AuthKind) {
    desk.run(Command::ShowAuth);
    desk.tab_mut().request.http.auth.kind = kind;
}

/// Shows each place that has fields of its own.
const PLACES: [fn(&mut Desk); 24] = [
    |desk| {
        desk.tab_mut().advanced = Disclosure::Open;
        auth(desk, AuthKind::AwsSignature);
    },
    |desk| {
        let options = &mut desk.tab_mut().request.http.auth.aws.options;
        options.location = SignatureLocation::Query { expires_in: 900 };
        options.algorithm = SigningAlgorithm::SigV4a {
            region_set: Vec::new(),
        };
        desk.tab_mut().advanced = Disclosure::Open;
        auth(desk, AuthKind::AwsSignature);
        desk.run(Command::PinTime);
    },
    |desk| auth(desk, AuthKind::Basic),
    |desk| auth(desk, AuthKind::Bearer),
    |desk| {
        desk.tab_mut().request.http.auth.api_key.placement = ApiKeyPlacement::Header;
        auth(desk, AuthKind::ApiKey);
    },
    |desk| desk.run(Command::ShowParams),
    |desk| {
        desk.run(Command::ShowParams);
        desk.settle();
        desk.click("Query parameters: Bulk edit");
    },
    |desk| {
        desk.run(Command::ShowHeaders);
        desk.settle();
        desk.click("Headers: Bulk edit");
    },
    |desk| {
        desk.run(Command::ShowHeaders);
        desk.settle();
        desk.click("Add header");
    },
    |desk| body(desk, BodyKind::Json),
    |desk| body(desk, BodyKind::Xml),
    |desk| body(desk, BodyKind::Text),
    |desk| {
        body(desk, BodyKind::Form);
        desk.settle();
        desk.click("Add field");
    },
    |desk| {
        body(desk, BodyKind::Multipart);
        desk.settle();
        desk.click("Add text");
    },
    |desk| {
        let parts = &mut desk.tab_mut().request.http.body.parts;
        parts[0].kind = PartKind::File;
    },
    |desk| body(desk, BodyKind::File),
    |desk| body(desk, BodyKind::GraphQl),
    |desk| desk.run(Command::ShowDocs),
    |desk| desk.run(Command::ShowSettings),
    |desk| desk.run(Command::RenameTab),
    |desk| {
        desk.send();
        for row in [Command::FindInBody, Command::FilterBody, Command::GoToLine] {
            desk.run(row);
            desk.settle();
        }
    },
    |desk| {
        desk.send();
        desk.run(Command::SaveResponseBody);
    },
    |desk| desk.run(Command::OpenPalette),
    |desk| desk.run(Command::OpenNetwork),
];

/// Puts the cursor into the field, wherever it is, over what stands there.
fn enter(desk: &mut Desk, name: &str) {
    desk.field(name).focus();
    desk.frame();
    desk.settle();
    assert!(desk.field(name).is_focused(), "{name} takes the focus");
    desk.ctrl(eframe::egui::Key::A);
    desk.press(Modifiers::NONE, eframe::egui::Key::Delete);
}

/// What stands in a field; of a secret, as many dots as it has characters.
fn assert_holds(desk: &Desk, name: &str, text: &str, what: &str) {
    let node = desk.field(name);
    assert!(node.is_focused(), "{name} keeps the focus: {what}");
    let value = node.value().unwrap_or_default();
    if node.accesskit_node().role() == Role::PasswordInput {
        assert_eq!(value.chars().count(), text.chars().count(), "{name}: {what}");
    } else {
        assert_eq!(value, text, "{name}: {what}");
    }
}

fn for_every_field(mut visit: impl FnMut(&mut Desk, &str)) {
    let mut visited = BTreeSet::new();
    for show in PLACES {
        let mut desk = Desk::first_start();
        // What comes after a part was added.
        body(&mut desk, BodyKind::Multipart);
        desk.settle();
        desk.click("Add text");
        show(&mut desk);
        desk.settle();
        for name in fields(&desk) {
            if visited.insert(name.clone()) {
                visit(&mut desk, &name);
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
    for_every_field(|desk, name| {
        enter(desk, name);
        let mut typed = String::new();
        let over_a_reply = OVER_A_REPLY.contains(&name);
        let kept = shortcuts
            .iter()
            .filter(|(command, _)| !over_a_reply || !hides_the_reply(*command));
        for ((command, keys), character) in kept.zip(CHARACTERS.iter().cycle()) {
            desk.type_text(character);
            typed.push_str(character);
            let mut modifiers = keys.modifiers;
            modifiers.ctrl |= modifiers.command;
            modifiers.command |= modifiers.ctrl;
            desk.press(modifiers, keys.logical_key);
            assert_holds(desk, name, &typed, &format!("{command:?}"));
        }
    });
}

#[test]
fn every_field_takes_what_an_input_method_composes_and_what_altgr_types() {
    let altgr = Modifiers::CTRL | Modifiers::COMMAND | Modifiers::ALT;
    for_every_field(|desk, name| {
        enter(desk, name);
        for text in ["j", "ж", "жя"] {
            desk.event(Event::Ime(ImeEvent::Preedit {
                text: text.to_owned(),
                active_range_chars: None,
            }));
        }
        desk.event(Event::Ime(ImeEvent::Commit("жя€".to_owned())));
        assert_holds(desk, name, "жя€", "composed");
        let mut typed = "жя€".to_owned();
        for command in Command::ALL {
            for keys in command
                .shortcuts()
                .into_iter()
                .filter(|keys| keys.modifiers.command)
            {
                desk.press(altgr, keys.logical_key);
            }
        }
        for character in ["@", "€", "{", "\\", "ł"] {
            desk.press(altgr, eframe::egui::Key::Q);
            desk.type_text(character);
            typed.push_str(character);
        }
        assert_holds(desk, name, &typed, "AltGr");
        assert_eq!(desk.app().tabs().len(), 2, "{name}");
    });
}
