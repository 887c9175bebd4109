//! What each command does. A new command has no case here and does not compile.
//! Long because every command has its case in one match.

use countersign::model::{BodyKind, Outcome, SignatureLocation};
use countersign::ui::command::Command;
use countersign::ui::reply::body_viewer::LineWrap;
use countersign::ui::tab::{LiveClock, Section, Side, Tab};
use countersign::ui::tokens::{self, Contrast, Density};
use eframe::egui::accesskit::Role;
use eframe::egui::{Key, ThemePreference, ViewportCommand};

use egui_kittest::kittest::Queryable as _;

use super::desk::Desk;
use crate::support::order::execute_api;
use crate::support::server::Server;

fn titles(desk: &Desk) -> Vec<String> {
    desk.app().tabs().iter().map(Tab::title).collect()
}

fn theme(desk: &Desk) -> ThemePreference {
    desk.harness.ctx.options(|options| options.theme_preference)
}

/// Runs the command as menu and palette do.
type Run = fn(&mut Desk, Command);

/// Sets the scene, runs the command, and looks at what it did.
#[expect(clippy::too_many_lines, reason = "one arm for each command")]
fn effect(desk: &mut Desk, command: Command, run: Run) {
    match command {
        Command::Send => {
            desk.send_by(|desk| run(desk, command));
            assert_eq!(desk.status(), 200);
        }
        Command::Cancel => cancel(desk, run),
        Command::NewTab
        | Command::DuplicateTab
        | Command::CloseTab
        | Command::CloseOtherTabs
        | Command::RenameTab
        | Command::ReopenTab
        | Command::NextTab
        | Command::PreviousTab => tabs(desk, command, run),
        Command::ListTabs => {
            run(desk, command);
            desk.settle();
            assert_eq!(desk.focused().as_deref(), Some("Search open requests"));
        }
        Command::FocusUrl => {
            run(desk, command);
            assert_eq!(desk.focused().as_deref(), Some("URL"));
        }
        Command::Undo | Command::Redo => history(desk, command, run),
        Command::ShowParams => {
            run(desk, command);
            assert_eq!(desk.tab().section, Section::Params);
            assert!(desk.find_field("Parameter 1 name").is_some());
        }
        Command::ShowAuth => {
            desk.tab_mut().section = Section::Body;
            run(desk, command);
            assert_eq!(desk.tab().section, Section::Auth);
            assert!(desk.find_field("Access key ID").is_some());
        }
        Command::ShowHeaders => {
            run(desk, command);
            assert_eq!(desk.tab().section, Section::Headers);
            assert!(desk.has_button("Add header"));
        }
        Command::ShowBody => {
            run(desk, command);
            assert_eq!(desk.tab().section, Section::Body);
            assert!(desk.has_button("Body: JSON"));
        }
        Command::BeautifyBody => {
            let body = &mut desk.tab_mut().request.http.body;
            body.kind = BodyKind::Json;
            "{\"a\":[1]}".clone_into(&mut body.text);
            run(desk, command);
            assert_eq!(desk.tab().request.http.body.text, "{\n  \"a\": [\n    1\n  ]\n}");
        }
        Command::ShowSettings => {
            run(desk, command);
            assert_eq!(desk.tab().section, Section::Settings);
            assert!(desk.has_button("Redirects: Stop"));
        }
        Command::ShowDocs => {
            run(desk, command);
            desk.settle();
            assert_eq!(desk.tab().section, Section::Docs);
            assert!(desk.field("Note").value().is_none_or(|text| text.is_empty()));
        }
        Command::SaveResponseBody => {
            desk.send();
            run(desk, command);
            desk.settle();
            desk.assert_sees("Save the response body");
            assert!(
                desk.field("Path to save to")
                    .value()
                    .unwrap()
                    .ends_with("pets.json")
            );
        }
        Command::OpenResponseBody => {
            desk.send();
            run(desk, command);
            desk.settle();
            desk.assert_sees("Open the response with another program?");
            assert!(desk.room.opener.0.lock().unwrap().is_empty());
        }
        Command::OpenCookies => {
            run(desk, command);
            desk.settle();
            desk.assert_sees("No cookie yet");
        }
        Command::EditSharedAuth => {
            run(desk, command);
            desk.settle();
            desk.assert_sees("for every request whose auth is Inherit");
        }
        Command::OpenNetwork => {
            run(desk, command);
            desk.settle();
            desk.assert_sees("for all requests, from the next send on");
        }
        Command::ShowTimeline => {
            desk.send();
            run(desk, command);
            desk.settle();
            desk.assert_sees("from start to end");
        }
        Command::PutPanesBeside
        | Command::StackPanes
        | Command::TurnPanes
        | Command::ShowResponseAlone
        | Command::ShowSignatureAlone => panes(desk, command, run),
        Command::MinifyBody => {
            let body = &mut desk.tab_mut().request.http.body;
            body.kind = BodyKind::Json;
            "{ \"a\": [ 1 ] }".clone_into(&mut body.text);
            run(desk, command);
            assert_eq!(desk.tab().request.http.body.text, "{\"a\":[1]}");
        }
        Command::ChooseBodyFile => {
            run(desk, command);
            assert_eq!(desk.tab().section, Section::Body);
            desk.until("the dialog answers", |desk| {
                desk.sees("No file dialog answers on this system")
            });
        }
        Command::ShowLiveSignature => {
            desk.send();
            run(desk, command);
            assert_eq!(desk.tab().side, Side::Live);
        }
        Command::ShowSentSignature => {
            desk.send();
            desk.tab_mut().side = Side::Live;
            run(desk, command);
            assert_eq!(desk.tab().side, Side::AsSent);
        }
        Command::PinTime => {
            run(desk, command);
            assert!(matches!(desk.tab().clock, LiveClock::Pinned(_)));
            desk.assert_sees("pinned to 20261120T120000Z");
        }
        Command::UseTimeNow => {
            desk.run(Command::PinTime);
            *desk.room.now.lock().unwrap() += time::Duration::seconds(5);
            run(desk, command);
            assert!(matches!(desk.tab().clock, LiveClock::LastEdit(time) if time.clock() == "12:00:05"));
            desk.assert_sees("as of 12:00:05 UTC");
        }
        Command::ExplainSteps => {
            run(desk, command);
            desk.settle();
            desk.assert_sees("Step 1 of 13");
        }
        Command::CopySignatureReport => {
            run(desk, command);
            let [text] = desk.copied.as_slice() else {
                panic!("{:?}", desk.copied)
            };
            assert!(text.starts_with("# Signature of GET /dev/pets\n"), "{text}");
            assert!(text.contains(desk.report_live().canonical_request.as_str()));
        }
        Command::SaveSignatureReport => {
            run(desk, command);
            desk.settle();
            desk.assert_sees("Save the signature report");
            let path = desk.field("Path to save to").value().unwrap();
            assert!(path.ends_with("signature-get-dev-pets.md"), "{path}");
        }
        Command::Present => {
            let before = desk.harness.ctx.zoom_factor();
            run(desk, command);
            desk.settle();
            desk.assert_sees("Presenting: access key IDs are masked");
            assert!(desk.harness.ctx.zoom_factor() > before);
            desk.run(command);
            desk.settle();
            desk.assert_sees_not("Presenting");
            assert!((desk.harness.ctx.zoom_factor() - before).abs() < f32::EPSILON);
        }
        Command::CompareWithService => {
            run(desk, command);
            desk.settle();
            assert_eq!(desk.focused().as_deref(), Some("Text of the service"));
        }
        Command::CopyAuthorization
        | Command::CopyCanonicalRequest
        | Command::CopyStringToSign
        | Command::CopyResponseBody => copy(desk, command, run),
        Command::FindInBody | Command::FindNext | Command::FindPrevious => {
            desk.send();
            run(desk, command);
            desk.settle();
            assert_eq!(desk.focused().as_deref(), Some("Find in the body"));
        }
        Command::CompareWithPrevious
        | Command::PinResponse
        | Command::CompareWithPinned
        | Command::NextDifference
        | Command::PreviousDifference => compare(desk, command, run),
        Command::FilterBody | Command::GoToLine => {
            desk.send();
            run(desk, command);
            desk.settle();
            let field = match command {
                Command::FilterBody => "Filter the body by a path",
                _ => "Go to line",
            };
            assert_eq!(desk.focused().as_deref(), Some(field));
        }
        Command::ToggleLineWrap => {
            assert_eq!(desk.tab().viewer.line_wrap(), LineWrap::Pane);
            run(desk, command);
            desk.settle();
            assert_eq!(desk.tab().viewer.line_wrap(), LineWrap::Off);
        }
        Command::ShowBodyTree => {
            desk.send();
            run(desk, command);
            desk.until("the tree is read", |desk| {
                let rows = desk.harness.query_all_by_role(Role::TreeItem);
                rows.count() > 1
            });
        }
        Command::CopyBodyValue | Command::CopyBodyPath => {
            desk.send();
            run(desk, command);
            desk.until("it is copied", |desk| !desk.copied.is_empty());
            if command == Command::CopyBodyPath {
                assert_eq!(desk.copied, ["$"]);
            } else {
                let value = |bytes: &[u8]| serde_json::from_slice::<serde_json::Value>(bytes).unwrap();
                let copied = desk.copied[0].as_bytes();
                assert_eq!(value(copied), value(&desk.sent().received.bytes));
                assert!(copied.starts_with(b"[\n  {\n    \""), "{:?}", desk.copied);
            }
        }
        Command::CopyAsCurlEnv
        | Command::CopyAsCurlSigned
        | Command::CopyAsAwscurl
        | Command::CopyAsRaw
        | Command::CopyAsPresignedUrl => copy_as(desk, command, run),
        Command::TestProtection => {
            run(desk, command);
            desk.until("the verdicts", |desk| {
                desk.sees("Verdict") && desk.sees("Refused, as it should be") && !desk.sees("Waiting")
            });
        }
        Command::OpenSample => {
            run(desk, command);
            assert_eq!(titles(desk), ["List pets", "List pets", "Wrong secret"]);
        }
        Command::OpenWrongSecretSample => {
            run(desk, command);
            assert_eq!(titles(desk), ["List pets", "Wrong secret", "Wrong secret"]);
            desk.send();
            assert_eq!(desk.status(), 403);
        }
        Command::UseDarkTheme | Command::UseLightTheme | Command::UseSystemTheme => {
            let (before, after) = match command {
                Command::UseDarkTheme => (Command::UseLightTheme, ThemePreference::Dark),
                Command::UseLightTheme => (Command::UseDarkTheme, ThemePreference::Light),
                _ => (Command::UseDarkTheme, ThemePreference::System),
            };
            desk.run(before);
            run(desk, command);
            assert_eq!(theme(desk), after);
        }
        Command::ToggleHighContrast
        | Command::ToggleDensity
        | Command::ZoomIn
        | Command::ZoomOut
        | Command::ResetZoom => look_of(desk, command, run),
        Command::OpenPalette => {
            run(desk, command);
            assert_eq!(desk.focused().as_deref(), Some("Search commands"));
        }
        Command::ShowShortcuts => {
            run(desk, command);
            desk.assert_sees("Keyboard shortcuts");
            desk.assert_sees("Ctrl+Enter");
        }
        Command::Quit => {
            run(desk, command);
            assert!(desk.commands.contains(&ViewportCommand::Close));
        }
    }
}

/// Those that lay out response and signature.
fn panes(desk: &mut Desk, command: Command, run: Run) {
    desk.send();
    let at = |desk: &Desk, name: &str| desk.button(name).rect().left_center();
    let beside = |desk: &Desk| {
        let (response, signature) = (at(desk, "Response body"), at(desk, "Signature: Live"));
        response.x < signature.x && (response.y - signature.y).abs() < 2.0
    };
    let stacked = |desk: &Desk| at(desk, "Response body").y + 100.0 < at(desk, "Signature: Live").y;
    if command == Command::PutPanesBeside {
        desk.run(Command::StackPanes);
        desk.settle();
        assert!(stacked(desk));
    }
    run(desk, command);
    desk.settle();
    match command {
        Command::PutPanesBeside => assert!(beside(desk)),
        Command::StackPanes | Command::TurnPanes => assert!(stacked(desk)),
        Command::ShowResponseAlone => {
            assert!(desk.has_button("Response body") && !desk.has_button("Signature: Live"));
        }
        _ => assert!(desk.has_button("Signature: Live") && !desk.has_button("Response body")),
    }
    if command != Command::PutPanesBeside && command != Command::StackPanes {
        desk.run(command);
        desk.settle();
        assert!(beside(desk), "again undoes it");
    }
}

/// Contrast, density and zoom, each there and back.
fn look_of(desk: &mut Desk, command: Command, run: Run) {
    let look = |desk: &Desk| tokens::look(&desk.harness.ctx);
    let zoom = |desk: &Desk| desk.harness.ctx.zoom_factor();
    let before = desk.button("Send").rect().height();
    run(desk, command);
    desk.settle();
    match command {
        Command::ToggleHighContrast => {
            assert_eq!(look(desk).contrast, Contrast::High);
            desk.run(command);
            assert_eq!(look(desk).contrast, Contrast::Normal);
        }
        Command::ToggleDensity => {
            assert_eq!(look(desk).density, Density::Compact);
            assert!(desk.button("Send").rect().height() < before);
            desk.run(command);
            assert_eq!(look(desk).density, Density::Comfortable);
        }
        Command::ZoomIn => assert!((zoom(desk) - 1.1).abs() < 0.01),
        Command::ZoomOut => assert!((zoom(desk) - 0.9).abs() < 0.01),
        _ => {
            desk.run(Command::ZoomIn);
            desk.run(Command::ZoomIn);
            run(desk, command);
            desk.settle();
            assert!((zoom(desk) - 1.0).abs() < 0.01);
        }
    }
}

/// Undo and redo.
fn history(desk: &mut Desk, command: Command, run: Run) {
    let before = desk.tab().request.http.url.clone();
    desk.fill("URL", "https://example.com/");
    let typed = desk.tab().request.http.url.clone();
    while command == Command::Redo && desk.tab().history.can_undo() {
        desk.run(Command::Undo);
    }
    run(desk, command);
    let url = &desk.tab().request.http.url;
    match command {
        Command::Undo => assert!(typed.starts_with(url.as_str()) && *url != typed),
        _ => assert!(*url != before && typed.starts_with(url.as_str())),
    }
}

/// Those that open, close and turn tabs.
fn tabs(desk: &mut Desk, command: Command, run: Run) {
    match command {
        Command::NewTab => {
            run(desk, command);
            assert_eq!(titles(desk), ["List pets", "New request", "Wrong secret"]);
            assert_eq!(desk.focused().as_deref(), Some("URL"));
        }
        Command::DuplicateTab => {
            run(desk, command);
            assert_eq!(titles(desk), ["List pets", "List pets copy", "Wrong secret"]);
            assert_eq!(desk.tab().title(), "List pets copy");
            let urls: Vec<&str> = desk
                .app()
                .tabs()
                .iter()
                .map(|tab| tab.request.http.url.as_str())
                .collect();
            assert_eq!(urls[0], urls[1]);
        }
        Command::CloseTab => {
            run(desk, command);
            assert_eq!(titles(desk), ["Wrong secret"]);
        }
        Command::CloseOtherTabs => {
            desk.run(Command::NewTab);
            run(desk, command);
            assert_eq!(titles(desk), ["New request"]);
            desk.run(Command::ReopenTab);
            assert_eq!(desk.app().tabs().len(), 2);
        }
        Command::RenameTab => {
            run(desk, command);
            desk.settle();
            assert_eq!(desk.focused().as_deref(), Some("Name of the request"));
            desk.type_text("Dogs only");
            desk.press(eframe::egui::Modifiers::NONE, Key::Enter);
            desk.settle();
            assert_eq!(titles(desk), ["Dogs only", "Wrong secret"]);
        }
        Command::ReopenTab => {
            desk.run(Command::CloseTab);
            run(desk, command);
            assert_eq!(desk.tab().title(), "List pets");
            assert_eq!(desk.app().tabs().len(), 2);
        }
        Command::NextTab | Command::PreviousTab => {
            desk.run(Command::NewTab);
            run(desk, command);
            let title = if command == Command::NextTab {
                "Wrong secret"
            } else {
                "List pets"
            };
            assert_eq!(desk.tab().title(), title);
        }
        other => panic!("{other:?} is not about tabs"),
    }
}

/// Those that compare replies.
fn compare(desk: &mut Desk, command: Command, run: Run) {
    desk.send();
    match command {
        Command::PinResponse => {
            run(desk, command);
            desk.assert_sees("Pinned until Countersign quits");
        }
        Command::CompareWithPrevious | Command::CompareWithPinned => {
            if command == Command::CompareWithPinned {
                desk.run(Command::PinResponse);
            }
            desk.send();
            run(desk, command);
            desk.until("they are compared", |desk| {
                desk.sees("The responses are the same")
            });
        }
        _ => {
            let url = &mut desk.tab_mut().request.http.url;
            *url = url.replace("type=dog", "type=cat");
            desk.send();
            desk.run(Command::CompareWithPrevious);
            desk.until("they are compared", |desk| desk.sees(" change"));
            run(desk, command);
            let (at, of) = desk.tab().compare.as_ref().unwrap().position();
            let expected = if command == Command::NextDifference { 1 } else { of };
            assert_eq!(at, Some(expected));
        }
    }
}

fn cancel(desk: &mut Desk, run: Run) {
    let server = Server::<()>::start(|mut connection, seen| {
        connection.request();
        seen.send(()).unwrap();
        connection.until_closed();
        seen.send(()).unwrap();
    });
    desk.fill("URL", &execute_api(server.port(), "/dev/pets"));
    desk.click("Send");
    server.next();
    desk.send_by(|desk| run(desk, Command::Cancel));
    assert!(matches!(desk.sent().exchange.outcome, Outcome::Cancelled { .. }));
    server.next();
}

fn copy(desk: &mut Desk, command: Command, run: Run) {
    desk.send();
    run(desk, command);
    let report = desk.report_sent();
    let expected = match command {
        Command::CopyAuthorization => report.authorization.as_str().to_owned(),
        Command::CopyCanonicalRequest => report.canonical_request.as_str().to_owned(),
        Command::CopyStringToSign => report.string_to_sign.as_str().to_owned(),
        _ => String::from_utf8(desk.sent().received.bytes.to_vec()).unwrap(),
    };
    assert_eq!(desk.copied, [expected]);
    assert_eq!(desk.app().messages().len(), 1);
}

fn copy_as(desk: &mut Desk, command: Command, run: Run) {
    if command == Command::CopyAsPresignedUrl {
        desk.tab_mut().request.http.auth.aws.options.location = SignatureLocation::Query { expires_in: 60 };
        desk.settle();
    }
    run(desk, command);
    let (starts, holds) = match command {
        Command::CopyAsCurlEnv => ("curl ", "--aws-sigv4 aws:amz:us-east-1:execute-api"),
        Command::CopyAsCurlSigned => ("curl ", "authorization: AWS4-HMAC-SHA256 "),
        Command::CopyAsAwscurl => ("awscurl ", "--region us-east-1"),
        Command::CopyAsRaw => (
            "GET /dev/pets?type=dog&limit=10 HTTP/1.1\r\n",
            "AWS4-HMAC-SHA256 ",
        ),
        _ => ("http://", "X-Amz-Signature="),
    };
    let [text] = desk.copied.as_slice() else {
        panic!("{command:?}: {:?}", desk.app().messages())
    };
    assert!(text.starts_with(starts) && text.contains(holds), "{text}");
    assert_eq!(desk.app().messages().len(), 1);
}

/// Chooses the command by its name in the palette.
fn from_palette(desk: &mut Desk, command: Command) {
    desk.ctrl(Key::K);
    desk.frame();
    desk.paste(command.text());
    desk.frame();
    desk.press(eframe::egui::Modifiers::NONE, Key::Enter);
    desk.frame();
    desk.frame();
}

/// Clicks the command in the menu.
fn from_menu(desk: &mut Desk, command: Command) {
    desk.click_in_menu(command.text());
    desk.frame();
}

/// Presses the keys that the menu shows.
fn by_keys(desk: &mut Desk, command: Command) {
    let keys = command.shortcuts()[0];
    let mut modifiers = keys.modifiers;
    modifiers.ctrl |= modifiers.command;
    modifiers.command |= modifiers.ctrl;
    desk.press(modifiers, keys.logical_key);
    desk.frame();
}

#[test]
fn every_command_does_what_it_says_from_the_palette() {
    for command in Command::ALL {
        if command != Command::OpenPalette {
            effect(&mut Desk::first_start(), command, from_palette);
        }
    }
}

#[test]
fn every_command_does_what_it_says_from_the_menu() {
    for command in Command::ALL {
        effect(&mut Desk::first_start(), command, from_menu);
    }
}

#[test]
fn every_command_does_what_it_says_by_its_keys() {
    for command in Command::ALL {
        if !command.shortcuts().is_empty() {
            effect(&mut Desk::first_start(), command, by_keys);
        }
    }
}

#[test]
fn commands_with_nothing_to_act_on_say_so_and_change_nothing() {
    let mut desk = Desk::first_start();
    for (command, says) in [
        (Command::ShowSentSignature, "Nothing sent yet"),
        (Command::CopyResponseBody, "Nothing to copy yet"),
        (Command::FindInBody, "No response body to search yet"),
        (Command::OpenResponseBody, "No response body to open yet"),
        (
            Command::CompareWithPrevious,
            "No response to compare yet: send the request first",
        ),
        (
            Command::PinResponse,
            "No response to pin yet: send the request first",
        ),
        (
            Command::NextDifference,
            "No comparison is open: compare with the previous response first",
        ),
        (Command::FilterBody, "No response body yet"),
        (Command::ReopenTab, "No closed tab to reopen"),
        (Command::Undo, "Nothing to undo"),
        (Command::Redo, "Nothing to redo"),
        (
            Command::BeautifyBody,
            "The body is not JSON, so it stays as it is",
        ),
    ] {
        desk.run(command);
        assert_eq!(desk.app().messages().last(), Some(&says), "{command:?}");
    }
    desk.run(Command::Cancel);
    assert_eq!(titles(&desk), ["List pets", "Wrong secret"]);
    assert!(desk.copied.is_empty() && desk.tab().side == Side::Live);
}
