//! Messages about what was just done: what they look like, and where they stand.

use countersign::model::BodyKind;
use countersign::ui::command::Command;
use countersign::ui::shell::toasts::Kind;
use eframe::egui::Rect;

use super::test_window::TestWindow;

fn place(window: &TestWindow, words: &str) -> Rect {
    let drawn = window.drawn();
    let found = drawn.iter().find(|drawn| drawn.text.contains(words));
    found
        .unwrap_or_else(|| panic!("{words:?} is not among {:#?}", window.texts()))
        .seen
}

/// No other text lies under or over this one.
#[track_caller]
fn assert_covers_nothing(window: &TestWindow, words: &str) {
    let own = place(window, words);
    for other in window.drawn().iter().filter(|drawn| !drawn.text.contains(words)) {
        let both = other.seen.intersect(own.expand(4.0));
        assert!(!both.is_positive(), "{words:?} lies over {:?}", other.text);
    }
}

#[test]
fn a_refusal_is_no_success_and_neither_covers_anything() {
    let mut window = TestWindow::first_start();
    let body = &mut window.tab_mut().draft.request.http.body;
    body.kind = BodyKind::Text;
    "not JSON".clone_into(&mut body.text);
    window.run(Command::BeautifyBody);
    window.settle();
    let refusal = "The body is not JSON, so it stays as it is";
    assert_eq!(window.app().message_kind(refusal), Some(Kind::Refused));
    assert_covers_nothing(&window, refusal);
    window.run(Command::CopyCanonicalRequest);
    window.settle();
    assert_eq!(
        window.app().message_kind("Copied the canonical request"),
        Some(Kind::Done)
    );
    assert_covers_nothing(&window, "Copied the canonical request");
    window.assert_sees("This canonical request reproduces the signature of aws-sigv4");
}

/// What every command says that has nothing to act on.
#[test]
fn a_command_with_nothing_to_act_on_never_says_done() {
    for command in [
        Command::CopyResponseBody,
        Command::SaveResponseBody,
        Command::OpenResponseBody,
        Command::FindInBody,
        Command::FilterBody,
        Command::GoToLine,
        Command::CompareWithPrevious,
        Command::PinResponse,
        Command::CompareWithPinned,
        Command::NextDifference,
        Command::CopyBodyValue,
        Command::CopyBodyPath,
        Command::ShowBodyTree,
        Command::BeautifyBody,
        Command::MinifyBody,
        Command::Undo,
        Command::Redo,
        Command::ReopenTab,
    ] {
        let mut window = TestWindow::first_start();
        window.run(command);
        for text in window.app().messages() {
            let kind = window.app().message_kind(text);
            assert_ne!(kind, Some(Kind::Done), "{command:?}: {text}");
        }
    }
}
