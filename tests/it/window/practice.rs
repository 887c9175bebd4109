//! "Break it": each of the eight faults is seen as a refusal, found, mended by the keyboard, and said to be mended.

use countersign::model::{Cause, Secret};
use countersign::ui::command::Command;
use countersign::ui::practised_fault::PractisedFault;
use eframe::egui::{Key, Modifiers};

use super::test_window::TestWindow;

/// Opens the fault from the page by keys alone, and sends it.
fn broken(fault: PractisedFault) -> TestWindow {
    let mut window = TestWindow::first_start();
    window.run(Command::BreakIt);
    window.settle();
    for _ in 0..20 {
        if window.focused().as_deref() == Some(fault.name()) {
            break;
        }
        window.press(Modifiers::NONE, Key::Tab);
        window.settle();
    }
    assert_eq!(window.focused().as_deref(), Some(fault.name()), "reached by Tab");
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    window.until("the address of the proxy", |window| {
        !window.tab().draft.request.http.url.contains("{{proxy}}") || window.tab().draft.live.wire.is_some()
    });
    window.send_by(|window| window.ctrl(Key::Enter));
    assert!(window.status() >= 400, "{fault:?} is refused");
    window
}

fn cause(window: &TestWindow) -> Cause {
    window.sent().received.findings.first().expect("a finding").cause
}

/// Puts the cursor on the card's fix with the Tab key, and presses it.
fn press_fix(window: &mut TestWindow, name: &str) {
    for _ in 0..120 {
        if window.focused().as_deref() == Some(name) {
            window.press(Modifiers::NONE, Key::Enter);
            window.settle();
            return;
        }
        window.press(Modifiers::NONE, Key::Tab);
        window.frame();
    }
    panic!("{name:?} is not reached by Tab");
}

fn send_mended(window: &mut TestWindow, fault: PractisedFault) {
    window.send_by(|window| window.ctrl(Key::Enter));
    assert!(
        (200..300).contains(&window.status()),
        "{fault:?}: {}",
        window.status()
    );
    window.settle();
    window.assert_sees("Mended");
    assert_eq!(window.tab().practised, None, "said once");
}

#[test]
fn a_wrong_region_and_a_wrong_service_are_mended_by_the_fix() {
    for (fault, expected, fix) in [
        (PractisedFault::WrongRegion, Cause::WrongRegion, "Use us-east-1"),
        (
            PractisedFault::WrongService,
            Cause::WrongService,
            "Sign for execute-api",
        ),
    ] {
        let mut window = broken(fault);
        assert_eq!(cause(&window), expected);
        press_fix(&mut window, fix);
        send_mended(&mut window, fault);
    }
}

#[test]
fn an_old_clock_is_mended_by_the_time_now() {
    let mut window = broken(PractisedFault::OldClock);
    assert_eq!(cause(&window), Cause::ClockBehind);
    window.run(Command::UseTimeNow);
    window.settle();
    send_mended(&mut window, PractisedFault::OldClock);
}

#[test]
fn a_wrong_secret_is_mended_by_the_right_one() {
    let mut window = broken(PractisedFault::WrongSecret);
    assert_eq!(cause(&window), Cause::WrongSecretKey);
    press_fix(&mut window, "Enter the secret access key");
    assert_eq!(window.focused().as_deref(), Some("Secret access key"));
    window.ctrl(Key::A);
    window.type_text("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    window.settle();
    send_mended(&mut window, PractisedFault::WrongSecret);
}

#[test]
fn a_missing_token_is_mended_by_the_one_in_the_note() {
    let mut window = broken(PractisedFault::MissingToken);
    assert_eq!(cause(&window), Cause::SessionTokenMissing);
    press_fix(&mut window, "Enter the session token");
    assert_eq!(window.focused().as_deref(), Some("Session token"));
    let note = window.tab().draft.request.docs.to_string();
    let token = note
        .split("```")
        .nth(1)
        .expect("the token in a block")
        .trim()
        .to_owned();
    window.paste(&token);
    window.settle();
    assert_eq!(
        window.tab().draft.request.http.auth.aws.session_token,
        Secret::new(&token)
    );
    send_mended(&mut window, PractisedFault::MissingToken);
}

#[test]
fn a_wrong_stage_is_a_route_fault_and_mended_in_the_url() {
    let mut window = broken(PractisedFault::WrongStage);
    assert_eq!(cause(&window), Cause::RouteOrStageNotFound);
    window.ctrl(Key::L);
    window.ctrl(Key::A);
    window.type_text("{{demo}}/dev/pets");
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    send_mended(&mut window, PractisedFault::WrongStage);
}

#[test]
fn what_a_proxy_changes_is_named_and_mended_by_going_past_it() {
    for fault in [PractisedFault::HeaderChanged, PractisedFault::BodyChanged] {
        let mut window = broken(fault);
        assert_eq!(cause(&window), Cause::RequestAltered, "{fault:?}");
        let part = window.sent().received.findings[0]
            .part
            .clone()
            .expect("the part that differs");
        let expected = match fault {
            PractisedFault::HeaderChanged => "header:x-amz-meta-team",
            _ => "payload-hash",
        };
        assert_eq!(part.slug(), expected);
        window.ctrl(Key::L);
        window.ctrl(Key::A);
        window.type_text("{{demo}}/dev/pets");
        window.press(Modifiers::NONE, Key::Escape);
        window.settle();
        send_mended(&mut window, fault);
    }
}
