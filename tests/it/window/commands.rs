//! What each command does. A new command has no case here and does not compile.
//! Long because every command has its case in one match.

use countersign::model::{BodyKind, Outcome, SignatureLocation};
use countersign::ui::body_viewer::LineWrap;
use countersign::ui::command::Command;
use countersign::ui::credential_status::CredentialJob;
use countersign::ui::live::LiveClock;
use countersign::ui::section::Section;
use countersign::ui::shown_signature::Side;
use countersign::ui::tokens::{self, Contrast, Density};
use eframe::egui::accesskit::Role;
use eframe::egui::{Key, ThemePreference, ViewportCommand};

use egui_kittest::kittest::Queryable as _;

use super::collections;
use super::test_window::TestWindow;
use crate::support::order::execute_api;
use crate::support::server::Server;

fn titles(window: &TestWindow) -> Vec<String> {
    window.app().tabs().iter().map(|tab| tab.draft.title()).collect()
}

fn theme(window: &TestWindow) -> ThemePreference {
    window.harness.ctx.options(|options| options.theme_preference)
}

/// Runs the command as menu and palette do.
type Run = fn(&mut TestWindow, Command);

/// Sets the scene, runs the command, and looks at what it did.
#[expect(clippy::too_many_lines, reason = "one arm for each command")]
fn effect(window: &mut TestWindow, command: Command, run: Run) {
    match command {
        Command::Send => {
            window.send_by(|window| run(window, command));
            assert_eq!(window.status(), 200);
        }
        Command::Cancel => cancel(window, run),
        Command::NewTab
        | Command::DuplicateTab
        | Command::CloseTab
        | Command::CloseOtherTabs
        | Command::RenameTab
        | Command::ReopenTab
        | Command::NextTab
        | Command::PreviousTab => tabs(window, command, run),
        Command::ListTabs => {
            run(window, command);
            window.settle();
            assert_eq!(window.focused().as_deref(), Some("Search open requests"));
        }
        Command::SaveRequest | Command::SaveRequestAs => {
            run(window, command);
            window.settle();
            window.assert_sees("Save the request");
            window.assert_sees("A request is kept in a collection");
        }
        Command::SaveAll => {
            run(window, command);
            window.assert_sees("Nothing is unsaved");
        }
        Command::ShowUnsaved | Command::CopyRequestPath => {
            run(window, command);
            window.assert_sees("This request is in no collection yet");
        }
        Command::EditInherited => {
            run(window, command);
            window.settle();
            window.assert_sees("Shared authorization");
        }
        Command::OpenCollection => {
            run(window, command);
            window.settle();
            assert_eq!(window.focused().as_deref(), Some("Folder of the collection"));
        }
        Command::NewCollection => {
            run(window, command);
            window.settle();
            assert_eq!(window.focused().as_deref(), Some("Name of the collection"));
        }
        Command::ShowSidebar => {
            run(window, command);
            window.settle();
            window.assert_sees("A collection is a folder of requests");
            run(window, command);
            window.settle();
            assert!(!window.sees("A collection is a folder of requests"));
        }
        Command::FilterSidebar => {
            run(window, command);
            window.settle();
            window.assert_sees("A collection is a folder of requests");
        }
        Command::ShowHistory => {
            run(window, command);
            window.until("the history is read", |window| {
                window.sees("Nothing was sent yet")
            });
            assert_eq!(window.focused().as_deref(), Some("Search the history"));
        }
        Command::ImportCollection => {
            run(window, command);
            window.settle();
            assert_eq!(window.focused().as_deref(), Some("File to import"));
        }
        Command::ExportCollection => {
            collections::open_request_of_a_new_collection(window);
            run(window, command);
            window.settle();
            assert_eq!(window.focused().as_deref(), Some("File to write"));
        }
        Command::UndoImport => {
            run(window, command);
            window.settle();
            window.assert_sees("Nothing was imported since the start");
        }
        Command::RunRequests => {
            collections::open_request_of_a_new_collection(window);
            run(window, command);
            window.settle();
            window.assert_sees("Run Pet store");
            assert_eq!(window.focused().as_deref(), Some("Run 2 requests"));
        }
        Command::ShowRun => {
            run(window, command);
            window.settle();
            window.assert_sees("Nothing was run yet");
        }
        Command::SwitchEnvironment | Command::EditEnvironments | Command::FillMissingValues => {
            collections::open_request_of_a_new_collection(window);
            run(window, command);
            window.settle();
            match command {
                Command::SwitchEnvironment => assert!(window.has_button("Use local")),
                Command::EditEnvironments => assert!(window.has_button("Add variable")),
                _ => window.assert_sees("No environment is chosen"),
            }
        }
        Command::GoToVariable => {
            run(window, command);
            window.assert_sees("Put the cursor into a {{variable}} first");
        }
        Command::EditGlobalVariables => {
            run(window, command);
            window.settle();
            assert!(window.has_button("Add variable"));
        }
        Command::FocusUrl => {
            run(window, command);
            assert_eq!(window.focused().as_deref(), Some("URL"));
        }
        Command::Undo | Command::Redo => history(window, command, run),
        Command::ShowParams => {
            run(window, command);
            assert_eq!(window.tab().section, Section::Params);
            assert!(window.find_field("Parameter 1 name").is_some());
        }
        Command::ShowAuth => {
            window.tab_mut().section = Section::Body;
            run(window, command);
            assert_eq!(window.tab().section, Section::Auth);
            assert!(window.find_field("Access key ID").is_some());
        }
        Command::ShowHeaders => {
            run(window, command);
            assert_eq!(window.tab().section, Section::Headers);
            assert!(window.has_button("Add header"));
        }
        Command::ShowBody => {
            run(window, command);
            assert_eq!(window.tab().section, Section::Body);
            assert!(window.has_button("Body: JSON"));
        }
        Command::BeautifyBody => {
            let body = &mut window.tab_mut().draft.request.http.body;
            body.kind = BodyKind::Json;
            "{\"a\":[1]}".clone_into(&mut body.text);
            run(window, command);
            assert_eq!(
                window.tab().draft.request.http.body.text,
                "{\n  \"a\": [\n    1\n  ]\n}"
            );
        }
        Command::ShowChecks => {
            run(window, command);
            assert_eq!(window.tab().section, Section::Checks);
            assert!(window.has_button("Add assertion"));
        }
        Command::ForgetCaptured => {
            run(window, command);
            window.assert_sees("No captured value is in memory");
        }
        Command::ShowSettings => {
            run(window, command);
            assert_eq!(window.tab().section, Section::Settings);
            assert!(window.has_button("Redirects: Stop"));
        }
        Command::ShowDocs => {
            run(window, command);
            window.settle();
            assert_eq!(window.tab().section, Section::Docs);
            assert!(window.field("Note").value().is_none_or(|text| text.is_empty()));
        }
        Command::SaveResponseBody => {
            window.send();
            run(window, command);
            window.settle();
            window.assert_sees("Save the response body");
            assert!(
                window
                    .field("Path to save to")
                    .value()
                    .unwrap()
                    .ends_with("pets.json")
            );
        }
        Command::OpenResponseBody => {
            window.send();
            run(window, command);
            window.settle();
            window.assert_sees("Open the response with another program?");
            assert!(window.machine.opener.0.lock().unwrap().is_empty());
        }
        Command::FetchCredentials
        | Command::WhoAmI
        | Command::SendAsCaller
        | Command::SignOut
        | Command::ShowOwnCalls
        | Command::ShowCredentialPlan
        | Command::CopyCredentialsAsShell
        | Command::CopyCredentialsAsProfile
        | Command::CopyCredentialsAsJson => credentials(window, command, run),
        Command::OpenCookies => {
            run(window, command);
            window.settle();
            window.assert_sees("No cookie yet");
        }
        Command::EditSharedAuth => {
            run(window, command);
            window.settle();
            window.assert_sees("for every request whose auth is Inherit");
        }
        Command::OpenNetwork => {
            run(window, command);
            window.settle();
            window.assert_sees("for all requests, from the next send on");
        }
        Command::OpenSettings => {
            run(window, command);
            window.settle();
            window.assert_sees("Wrap long lines");
        }
        Command::ChangeKeys => {
            run(window, command);
            window.settle();
            window.assert_sees("of commands; what is changed shows in menus and tooltips");
        }
        Command::VerifySignedElsewhere => {
            run(window, command);
            window.settle();
            assert_eq!(window.focused().as_deref(), Some("Signed request"));
        }
        Command::BreakIt => {
            run(window, command);
            window.settle();
            window.assert_sees("Wrong stage");
        }
        Command::ReportForSupport => {
            window.send();
            run(window, command);
            window.settle();
            window.assert_sees("This is all that is in it");
        }
        Command::UseServiceTime => {
            window.send();
            run(window, command);
            window.settle();
            window.assert_sees("Signing with the service's time");
        }
        Command::UseOwnTime => {
            window.send();
            window.run(Command::UseServiceTime);
            run(window, command);
            window.settle();
            window.assert_sees_not("Signing with the service's time,");
        }
        Command::ShowTimeline => {
            window.send();
            run(window, command);
            window.settle();
            window.assert_sees("from start to end");
        }
        Command::PutPanesBeside
        | Command::StackPanes
        | Command::TurnPanes
        | Command::ShowResponseAlone
        | Command::ShowSignatureAlone => panes(window, command, run),
        Command::MinifyBody => {
            let body = &mut window.tab_mut().draft.request.http.body;
            body.kind = BodyKind::Json;
            "{ \"a\": [ 1 ] }".clone_into(&mut body.text);
            run(window, command);
            assert_eq!(window.tab().draft.request.http.body.text, "{\"a\":[1]}");
        }
        Command::ChooseBodyFile => {
            run(window, command);
            assert_eq!(window.tab().section, Section::Body);
            window.until("the dialog answers", |window| {
                window.sees("No file dialog answers on this system")
            });
        }
        Command::ShowLiveSignature => {
            window.send();
            run(window, command);
            assert_eq!(window.tab().signature.side, Side::Live);
        }
        Command::ShowSentSignature => {
            window.send();
            window.tab_mut().signature.side = Side::Live;
            run(window, command);
            assert_eq!(window.tab().signature.side, Side::AsSent);
        }
        Command::PinTime => {
            run(window, command);
            assert!(matches!(window.tab().draft.clock, LiveClock::Pinned(_)));
            window.assert_sees("pinned to 20261120T120000Z");
        }
        Command::UseTimeNow => {
            window.run(Command::PinTime);
            *window.machine.now.lock().unwrap() += time::Duration::seconds(5);
            run(window, command);
            assert!(
                matches!(window.tab().draft.clock, LiveClock::LastEdit(time) if time.clock() == "12:00:05")
            );
            window.assert_sees("as of 12:00:05 UTC");
        }
        Command::ExplainSteps => {
            run(window, command);
            window.settle();
            window.assert_sees("Step 1 of 13");
        }
        Command::CopySignatureReport => {
            run(window, command);
            let [text] = window.copied.as_slice() else {
                panic!("{:?}", window.copied)
            };
            assert!(text.starts_with("# Signature of GET /dev/pets\n"), "{text}");
            assert!(text.contains(window.report_live().canonical_request.as_str()));
        }
        Command::SaveSignatureReport => {
            run(window, command);
            window.settle();
            window.assert_sees("Save the signature report");
            let path = window.field("Path to save to").value().unwrap();
            assert!(path.ends_with("signature-get-dev-pets.md"), "{path}");
        }
        Command::Present => {
            let before = window.harness.ctx.zoom_factor();
            run(window, command);
            window.settle();
            window.assert_sees("Presenting: access key IDs are masked");
            assert!(window.harness.ctx.zoom_factor() > before);
            window.run(command);
            window.settle();
            window.assert_sees_not("Presenting");
            assert!((window.harness.ctx.zoom_factor() - before).abs() < f32::EPSILON);
        }
        Command::CompareWithService => {
            run(window, command);
            window.settle();
            assert_eq!(window.focused().as_deref(), Some("Text of the service"));
        }
        Command::CopyAuthorization
        | Command::CopyCanonicalRequest
        | Command::CopyStringToSign
        | Command::CopyResponseBody => copy(window, command, run),
        Command::FindInBody | Command::FindNext | Command::FindPrevious => {
            window.send();
            run(window, command);
            window.settle();
            assert_eq!(window.focused().as_deref(), Some("Find in the body"));
        }
        Command::CompareWithPrevious
        | Command::PinResponse
        | Command::CompareWithPinned
        | Command::NextDifference
        | Command::PreviousDifference => compare(window, command, run),
        Command::FilterBody | Command::GoToLine => {
            window.send();
            run(window, command);
            window.settle();
            let field = match command {
                Command::FilterBody => "Filter the body by a path",
                _ => "Go to line",
            };
            assert_eq!(window.focused().as_deref(), Some(field));
        }
        Command::ToggleLineWrap => {
            assert_eq!(window.tab().reply.viewer.line_wrap(), LineWrap::Pane);
            run(window, command);
            window.settle();
            assert_eq!(window.tab().reply.viewer.line_wrap(), LineWrap::Off);
        }
        Command::ShowBodyTree => {
            window.send();
            run(window, command);
            window.until("the tree is read", |window| {
                let rows = window.harness.query_all_by_role(Role::TreeItem);
                rows.count() > 1
            });
        }
        Command::CopyBodyValue | Command::CopyBodyPath => {
            window.send();
            run(window, command);
            window.until("it is copied", |window| !window.copied.is_empty());
            if command == Command::CopyBodyPath {
                assert_eq!(window.copied, ["$"]);
            } else {
                let value = |bytes: &[u8]| serde_json::from_slice::<serde_json::Value>(bytes).unwrap();
                let copied = window.copied[0].as_bytes();
                assert_eq!(value(copied), value(&window.sent().received.bytes));
                assert!(copied.starts_with(b"[\n  {\n    \""), "{:?}", window.copied);
            }
        }
        Command::CopyAsCode => {
            run(window, command);
            window.settle();
            assert_eq!(window.focused().as_deref(), Some("Language: Python, botocore"));
            window.click("Copy the code");
            assert!(window.copied[0].contains("SigV4Auth(credentials, \"execute-api\", \"us-east-1\")"));
        }
        Command::CopyAsCurlEnv
        | Command::CopyAsCurlSigned
        | Command::CopyAsAwscurl
        | Command::CopyAsRaw
        | Command::CopyAsPresignedUrl => copy_as(window, command, run),
        Command::TestProtection => {
            run(window, command);
            window.until("the verdicts", |window| {
                window.sees("Verdict") && window.sees("Refused, as it should be") && !window.sees("Waiting")
            });
        }
        Command::OpenSample => {
            run(window, command);
            assert_eq!(titles(window), ["List pets", "List pets", "Wrong secret"]);
        }
        Command::OpenWrongSecretSample => {
            run(window, command);
            assert_eq!(titles(window), ["List pets", "Wrong secret", "Wrong secret"]);
            window.send();
            assert_eq!(window.status(), 403);
        }
        Command::UseDarkTheme | Command::UseLightTheme | Command::UseSystemTheme => {
            let (before, after) = match command {
                Command::UseDarkTheme => (Command::UseLightTheme, ThemePreference::Dark),
                Command::UseLightTheme => (Command::UseDarkTheme, ThemePreference::Light),
                _ => (Command::UseDarkTheme, ThemePreference::System),
            };
            window.run(before);
            run(window, command);
            assert_eq!(theme(window), after);
        }
        Command::ToggleHighContrast
        | Command::ToggleDensity
        | Command::ZoomIn
        | Command::ZoomOut
        | Command::ResetZoom => look_of(window, command, run),
        Command::OpenPalette => {
            run(window, command);
            assert_eq!(window.focused().as_deref(), Some("Search commands"));
        }
        Command::ShowShortcuts => {
            run(window, command);
            window.assert_sees("Keyboard shortcuts");
            window.assert_sees("Ctrl+Enter");
        }
        Command::Quit => {
            run(window, command);
            assert!(window.commands.contains(&ViewportCommand::Close));
        }
    }
}

/// Those that lay out response and signature.
fn panes(window: &mut TestWindow, command: Command, run: Run) {
    window.send();
    let at = |window: &TestWindow, name: &str| window.button(name).rect().left_center();
    let beside = |window: &TestWindow| {
        let (response, signature) = (at(window, "Response body"), at(window, "Signature: Live"));
        response.x < signature.x && (response.y - signature.y).abs() < 2.0
    };
    let stacked =
        |window: &TestWindow| at(window, "Response body").y + 100.0 < at(window, "Signature: Live").y;
    if command == Command::PutPanesBeside {
        window.run(Command::StackPanes);
        window.settle();
        assert!(stacked(window));
    }
    run(window, command);
    window.settle();
    match command {
        Command::PutPanesBeside => assert!(beside(window)),
        Command::StackPanes | Command::TurnPanes => assert!(stacked(window)),
        Command::ShowResponseAlone => {
            assert!(window.has_button("Response body") && !window.has_button("Signature: Live"));
        }
        _ => assert!(window.has_button("Signature: Live") && !window.has_button("Response body")),
    }
    if command != Command::PutPanesBeside && command != Command::StackPanes {
        window.run(command);
        window.settle();
        assert!(beside(window), "again undoes it");
    }
}

/// Contrast, density and zoom, each there and back.
fn look_of(window: &mut TestWindow, command: Command, run: Run) {
    let look = |window: &TestWindow| tokens::look(&window.harness.ctx);
    let zoom = |window: &TestWindow| window.harness.ctx.zoom_factor();
    let before = window.button("Send").rect().height();
    run(window, command);
    window.settle();
    match command {
        Command::ToggleHighContrast => {
            assert_eq!(look(window).contrast, Contrast::High);
            window.run(command);
            assert_eq!(look(window).contrast, Contrast::Normal);
        }
        Command::ToggleDensity => {
            assert_eq!(look(window).density, Density::Compact);
            assert!(window.button("Send").rect().height() < before);
            window.run(command);
            assert_eq!(look(window).density, Density::Comfortable);
        }
        Command::ZoomIn => assert!((zoom(window) - 1.1).abs() < 0.01),
        Command::ZoomOut => assert!((zoom(window) - 0.9).abs() < 0.01),
        _ => {
            window.run(Command::ZoomIn);
            window.run(Command::ZoomIn);
            run(window, command);
            window.settle();
            assert!((zoom(window) - 1.0).abs() < 0.01);
        }
    }
}

/// Undo and redo.
fn history(window: &mut TestWindow, command: Command, run: Run) {
    let before = window.tab().draft.request.http.url.clone();
    window.fill("URL", "https://example.com/");
    let typed = window.tab().draft.request.http.url.clone();
    while command == Command::Redo && window.tab().draft.history.can_undo() {
        window.run(Command::Undo);
    }
    run(window, command);
    let url = &window.tab().draft.request.http.url;
    match command {
        Command::Undo => assert!(typed.starts_with(url.as_str()) && *url != typed),
        _ => assert!(*url != before && typed.starts_with(url.as_str())),
    }
}

/// Those that open, close and turn tabs.
fn tabs(window: &mut TestWindow, command: Command, run: Run) {
    match command {
        Command::NewTab => {
            run(window, command);
            assert_eq!(titles(window), ["List pets", "New request", "Wrong secret"]);
            assert_eq!(window.focused().as_deref(), Some("URL"));
        }
        Command::DuplicateTab => {
            run(window, command);
            assert_eq!(titles(window), ["List pets", "List pets copy", "Wrong secret"]);
            assert_eq!(window.tab().draft.title(), "List pets copy");
            let urls: Vec<&str> = window
                .app()
                .tabs()
                .iter()
                .map(|tab| tab.draft.request.http.url.as_str())
                .collect();
            assert_eq!(urls[0], urls[1]);
        }
        Command::CloseTab => {
            run(window, command);
            assert_eq!(titles(window), ["Wrong secret"]);
        }
        Command::CloseOtherTabs => {
            window.run(Command::NewTab);
            run(window, command);
            assert_eq!(titles(window), ["New request"]);
            window.run(Command::ReopenTab);
            assert_eq!(window.app().tabs().len(), 2);
        }
        Command::RenameTab => {
            run(window, command);
            window.settle();
            assert_eq!(window.focused().as_deref(), Some("Name of the request"));
            window.type_text("Dogs only");
            window.press(eframe::egui::Modifiers::NONE, Key::Enter);
            window.settle();
            assert_eq!(titles(window), ["Dogs only", "Wrong secret"]);
        }
        Command::ReopenTab => {
            window.run(Command::CloseTab);
            run(window, command);
            assert_eq!(window.tab().draft.title(), "List pets");
            assert_eq!(window.app().tabs().len(), 2);
        }
        Command::NextTab | Command::PreviousTab => {
            window.run(Command::NewTab);
            run(window, command);
            let title = if command == Command::NextTab {
                "Wrong secret"
            } else {
                "List pets"
            };
            assert_eq!(window.tab().draft.title(), title);
        }
        other => panic!("{other:?} is not about tabs"),
    }
}

/// Those that compare replies.
fn compare(window: &mut TestWindow, command: Command, run: Run) {
    window.send();
    match command {
        Command::PinResponse => {
            run(window, command);
            window.assert_sees("Pinned until Countersign quits");
        }
        Command::CompareWithPrevious | Command::CompareWithPinned => {
            if command == Command::CompareWithPinned {
                window.run(Command::PinResponse);
            }
            window.send();
            run(window, command);
            window.until("they are compared", |window| {
                window.sees("The responses are the same")
            });
        }
        _ => {
            let url = &mut window.tab_mut().draft.request.http.url;
            *url = url.replace("type=dog", "type=cat");
            window.send();
            window.run(Command::CompareWithPrevious);
            window.until("they are compared", |window| window.sees(" change"));
            run(window, command);
            let (at, of) = window.tab().reply.compare.as_ref().unwrap().position();
            let expected = if command == Command::NextDifference { 1 } else { of };
            assert_eq!(at, Some(expected));
        }
    }
}

fn cancel(window: &mut TestWindow, run: Run) {
    let server = Server::<()>::start(|mut connection, seen| {
        connection.request();
        seen.send(()).unwrap();
        connection.until_closed();
        seen.send(()).unwrap();
    });
    window.fill("URL", &execute_api(server.port(), "/dev/pets"));
    window.click("Send");
    server.next();
    window.send_by(|window| run(window, Command::Cancel));
    assert!(matches!(
        window.sent().exchange.outcome,
        Outcome::Cancelled { .. }
    ));
    server.next();
}

fn copy(window: &mut TestWindow, command: Command, run: Run) {
    window.send();
    run(window, command);
    let report = window.report_sent();
    let expected = match command {
        Command::CopyAuthorization => report.authorization.as_str().to_owned(),
        Command::CopyCanonicalRequest => report.canonical_request.as_str().to_owned(),
        Command::CopyStringToSign => report.string_to_sign.as_str().to_owned(),
        _ => String::from_utf8(window.sent().received.bytes.to_vec()).unwrap(),
    };
    assert_eq!(window.copied, [expected]);
    assert_eq!(window.app().messages().len(), 1);
}

fn copy_as(window: &mut TestWindow, command: Command, run: Run) {
    if command == Command::CopyAsPresignedUrl {
        window.tab_mut().draft.request.http.auth.aws.options.location =
            SignatureLocation::Query { expires_in: 60 };
        window.settle();
    }
    run(window, command);
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
    let [text] = window.copied.as_slice() else {
        panic!("{command:?}: {:?}", window.app().messages())
    };
    assert!(text.starts_with(starts) && text.contains(holds), "{text}");
    assert_eq!(window.app().messages().len(), 1);
}

/// Chooses the command by its name in the palette.
fn from_palette(window: &mut TestWindow, command: Command) {
    window.ctrl(Key::K);
    window.frame();
    window.paste(command.text());
    window.frame();
    window.press(eframe::egui::Modifiers::NONE, Key::Enter);
    window.frame();
    window.frame();
}

/// Clicks the command in the menu.
fn from_menu(window: &mut TestWindow, command: Command) {
    window.click_in_menu(command.text());
    window.frame();
}

/// Presses the keys that the menu shows.
fn by_keys(window: &mut TestWindow, command: Command) {
    let keys = command.shortcuts()[0];
    let mut modifiers = keys.modifiers;
    modifiers.ctrl |= modifiers.command;
    modifiers.command |= modifiers.ctrl;
    window.press(modifiers, keys.logical_key);
    window.frame();
}

#[test]
fn every_command_does_what_it_says_from_the_palette() {
    for command in Command::ALL {
        if command != Command::OpenPalette {
            effect(&mut TestWindow::first_start(), command, from_palette);
        }
    }
}

#[test]
fn every_command_does_what_it_says_from_the_menu() {
    for command in Command::ALL {
        effect(&mut TestWindow::first_start(), command, from_menu);
    }
}

#[test]
fn every_command_does_what_it_says_by_its_keys() {
    for command in Command::ALL {
        if !command.shortcuts().is_empty() {
            effect(&mut TestWindow::first_start(), command, by_keys);
        }
    }
}

#[test]
fn commands_with_nothing_to_act_on_say_so_and_change_nothing() {
    let mut window = TestWindow::first_start();
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
        window.run(command);
        assert_eq!(window.app().messages().last(), Some(&says), "{command:?}");
    }
    window.run(Command::Cancel);
    assert_eq!(titles(&window), ["List pets", "Wrong secret"]);
    assert!(window.copied.is_empty() && window.tab().signature.side == Side::Live);
}

/// The signed sample has typed keys, which need nobody.
fn credentials(window: &mut TestWindow, command: Command, run: Run) {
    window.run(Command::OpenSample);
    window.settle();
    match command {
        Command::FetchCredentials => {
            run(window, command);
            window.until("they are there", |window| {
                !window.tab().draft.credential_job.is_running()
            });
            assert_eq!(window.tab().draft.credential_job, CredentialJob::Idle);
        }
        Command::WhoAmI => {
            let sts = super::credentials::sts(window);
            window.machine.set("AWS_ENDPOINT_URL_STS", &sts);
            run(window, command);
            window.until("STS has answered", |window| {
                !window.tab().draft.credential_job.is_running()
            });
            window.settle();
            window.assert_sees("user/demo (123456789012)");
        }
        Command::SendAsCaller => {
            run(window, command);
            window.settle();
            window.assert_sees("No role is assumed here");
        }
        Command::SignOut => {
            run(window, command);
            window.until("it is told", |window| {
                window.sees("Nobody was signed in") || window.sees("Not signed out")
            });
        }
        Command::ShowCredentialPlan => {
            run(window, command);
            window.until("it is read", |window| window.sees("Send asks nobody for them"));
            window.assert_sees("the form");
            window.assert_sees_not("wJalrXUtnFEMI");
        }
        Command::ShowOwnCalls => {
            run(window, command);
            window.settle();
            window.assert_sees("None yet");
        }
        _ => {
            run(window, command);
            window.settle();
            window.assert_sees("in clear text, where every");
            assert!(window.copied.is_empty(), "not before it is allowed");
            window.click("Copy");
            window.settle();
            let copied = window.copied.last().unwrap();
            assert!(copied.contains("wJalrXUtnFEMI"), "{copied}");
        }
    }
}
