//! What the pane shows while typing is what is signed at Send.

use countersign::app::samples;
use countersign::demo::{DEMO_SECRET, TEMPORARY_KEY_ID, TEMPORARY_SECRET, TEMPORARY_TOKEN};
use countersign::model::{AuthKind, BodyKind, HeaderRow, Outcome, Response, RowState, Secret};
use countersign::ui::command::Command;
use countersign::ui::live::{CredentialsUsed, Freshness};
use countersign::ui::shown_signature::Side;
use eframe::egui::Key;
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use super::random::Random;
use super::test_window::TestWindow;

const EDITS: u32 = 500;
const PINNED: OffsetDateTime = datetime!(2026-11-20 12:00:00 UTC);

const METHODS: &[&str] = &["GET", "GET", "POST", "PUT", "DELETE", "OPTIONS", "get", "BREW"];
/// Characters that one of the two canonical forms treats in its own way.
const PATH: &[&str] = &[
    "/", "/pets", "//", "/.", "/..", "a", "%20", "%2f", "%2F", "%", " ", "é", "ж", "~", "*", "+", "'", "(",
    ":", "@", "!", "$", "\\", "|", "{", "^", "\"",
];
const QUERY: &[&str] = &[
    "a", "b=", "=", "&", "&&", "type=dog", "%20", "+", " ", "é", "%", "%zz", "/", "?", "~", "*", "'", "A=1",
    "a=2", "#", "[", "]", ";", ",", "{", "|",
];
const NAMES: &[&str] = &[
    "x-a",
    "X-A",
    "Accept",
    "x-amz-meta-b",
    "Content-Type",
    "User-Agent",
    "X-Amz-Date",
    "Host",
    "Cookie",
    "bad name",
    "",
    "Content-Length",
    "Authorization",
];
const VALUES: &[&str] = &[
    "",
    "1",
    " a  b ",
    "é",
    "a,b",
    "\t",
    "\"q\"",
    "text/plain",
    "*/*",
    "line\nbreak",
];
const REGIONS: &[&str] = &["", "", "", "us-east-1", "eu-west-1", " us-east-1 ", "us/east"];
const SERVICES: &[&str] = &["", "", "", "execute-api", "s3", "sts", "lambda", "aoss"];
const SECRETS: &[&str] = &[
    DEMO_SECRET,
    DEMO_SECRET,
    TEMPORARY_SECRET,
    "x",
    "",
    " with blanks ",
];
const BODIES: &[&str] = &["", "{\"type\":\"dog\",\"price\":1}", "é", "\n", "x", "[1, 2]"];

/// One random change of the request in front, most of them through the fields; gives what was changed.
fn edit(window: &mut TestWindow, random: &mut Random) -> &'static str {
    match random.below(12) {
        0 => {
            random
                .pick(METHODS)
                .clone_into(&mut window.tab_mut().draft.request.http.method);
            "method"
        }
        1..=3 => {
            let url = format!("{{{{demo}}}}/dev/pets{}", random.text(PATH, 5));
            window.fill_by_paste("URL", &url);
            assert_eq!(window.tab().draft.request.http.url, url);
            "path"
        }
        4..=5 => {
            let url = format!("{{{{demo}}}}/dev/pets?{}", random.text(QUERY, 5));
            window.fill_by_paste("URL", &url);
            assert_eq!(window.tab().draft.request.http.url, url);
            "query"
        }
        6..=8 => {
            edit_headers(&mut window.tab_mut().draft.request.http.headers, random);
            "headers"
        }
        9 => {
            let body = &mut window.tab_mut().draft.request.http.body;
            body.kind = [BodyKind::None, BodyKind::Json, BodyKind::Text][random.below(3)];
            body.text = random.text(BODIES, 3).into();
            "body"
        }
        10 => {
            window.fill_by_paste("Region", random.pick(REGIONS));
            window.fill_by_paste("Service", random.pick(SERVICES));
            "scope"
        }
        _ => {
            window.fill_by_paste("Secret access key", random.pick(SECRETS));
            window.fill_by_paste("Session token", random.pick(&["", "", TEMPORARY_TOKEN, "short"]));
            "secrets"
        }
    }
}

fn edit_headers(rows: &mut Vec<HeaderRow>, random: &mut Random) {
    match (random.below(3), rows.last_mut()) {
        (0, Some(row)) => {
            row.state = match row.state {
                RowState::Enabled => RowState::Disabled,
                RowState::Disabled => RowState::Enabled,
            };
        }
        (1, Some(_)) => drop(rows.pop()),
        _ => {
            rows.truncate(4);
            rows.push(HeaderRow::new(random.pick(NAMES), random.pick(VALUES)));
        }
    }
}

/// What was shown and what was sent, for all that followed one edit.
#[derive(Default)]
struct Tally {
    signed: usize,
    refused: usize,
    accepted: usize,
}

fn compare(window: &TestWindow, shown: &countersign::ui::live::Live, what: &str, tally: &mut Tally) {
    let exchange = &window.sent().exchange;
    let blocked = shown.report.is_none() || shown.credentials == CredentialsUsed::Example;
    let Some(sent) = exchange.report.as_ref().filter(|_| !blocked) else {
        let problem = shown
            .problem
            .as_ref()
            .unwrap_or_else(|| panic!("{what}: no problem shown"));
        let Outcome::Failed(failure) = &exchange.outcome else {
            panic!("{what}: {problem:?} was shown, and then {:?}", exchange.outcome);
        };
        assert_eq!(
            (problem.kind, &problem.message),
            (failure.kind, &failure.message),
            "{what}"
        );
        assert_eq!(exchange.wire, None, "{what}: nothing leaves");
        tally.refused += 1;
        return;
    };
    let live = shown.report.as_ref().unwrap();
    assert_eq!(
        live.canonical_request.as_str(),
        sent.canonical_request.as_str(),
        "{what}"
    );
    assert_eq!(
        live.string_to_sign.as_str(),
        sent.string_to_sign.as_str(),
        "{what}"
    );
    assert_eq!(live.authorization.as_str(), sent.authorization.as_str(), "{what}");
    assert_eq!(live.signature, sent.signature, "{what}");
    assert_eq!(live, sent, "{what}: down to notes and origins");
    assert!(sent.proof.holds(), "{what}: {}", sent.canonical_request.as_str());
    tally.signed += 1;
    // The server builds its canonical request from the bytes that came.
    if let Some(comparison) = &window.sent().comparison {
        assert_eq!(comparison.first_difference, None, "{what}: {comparison:#?}");
    }
    if let Outcome::Replied(Response { head, .. }) = &exchange.outcome {
        tally.accepted += usize::from(head.status == 200);
    } else {
        panic!("{what}: {:?}", exchange.outcome);
    }
}

#[test]
fn after_five_hundred_random_edits_live_and_sent_agree_byte_for_byte() {
    let mut window = TestWindow::first_start();
    window.run(Command::PinTime);
    let mut random = Random(20_261_120);
    let mut tally = Tally::default();
    for round in 0..EDITS {
        // What hinders is repaired now and then: the next rounds start from a request that can be sent.
        if round % 10 == 0 {
            window.tab_mut().draft.request = samples::list_pets();
        }
        let before = window.tab().draft.request.clone();
        let what = edit(&mut window, &mut random);
        window.settle();
        if window.tab().draft.request != before {
            assert_eq!(window.tab().signature.side, Side::Live);
        }
        let shown = window.tab().draft.live.clone();
        let what = format!("round {round}, {what}: {:?}", window.tab().draft.request);
        // The clock goes on; the pin holds.
        *window.machine.now.lock().unwrap() = PINNED + Duration::seconds(i64::from(round % 240));
        window.send_by(|window| window.ctrl(Key::Enter));
        compare(&window, &shown, &what, &mut tally);
    }
    assert!(tally.signed > 350, "{} of {EDITS} were signed", tally.signed);
    assert!(tally.refused > 20, "{} of {EDITS} were refused", tally.refused);
    assert!(
        tally.accepted > 50,
        "{} of {EDITS} were answered 200",
        tally.accepted
    );
}

#[test]
fn temporary_credentials_agree_as_well() {
    let mut window = TestWindow::first_start();
    window.run(Command::PinTime);
    let aws = &mut window.tab_mut().draft.request.http.auth.aws;
    TEMPORARY_KEY_ID.clone_into(&mut aws.access_key_id);
    aws.secret_access_key = Secret::new(TEMPORARY_SECRET);
    aws.session_token = Secret::new(TEMPORARY_TOKEN);
    window.settle();
    let shown = window.tab().draft.live.clone();
    window.send();
    assert_eq!(window.status(), 200);
    compare(&window, &shown, "temporary", &mut Tally::default());
}

#[test]
fn every_typed_character_makes_a_new_signature_and_turns_the_pane_to_live() {
    let mut window = TestWindow::first_start();
    window.send();
    assert_eq!(window.tab().signature.side, Side::AsSent);
    let mut seen = vec![window.report_sent().signature.clone()];
    window.enter("URL");
    for ch in ["{{demo}}/dev/pets?a", "b", "c"] {
        window.paste(ch);
        assert_eq!(window.tab().signature.side, Side::Live);
        window.settle();
        let signature = window.report_live().signature.clone();
        assert!(!seen.contains(&signature));
        window.assert_sees(&signature);
        seen.push(signature);
    }
}

#[test]
fn without_a_pin_send_takes_its_own_time() {
    let mut window = TestWindow::first_start();
    let shown = window.report_live().time;
    *window.machine.now.lock().unwrap() += Duration::seconds(90);
    window.settle();
    assert_eq!(window.report_live().time, shown, "no clock ticks in the pane");
    window.send();
    assert_eq!(window.status(), 200);
    assert_eq!(window.report_sent().time.clock(), "12:01:30");
    window.assert_sees("signed 12:01:30 UTC");
}

#[test]
fn a_pinned_time_stays_through_edits_and_sends_until_now_is_asked_for() {
    let mut window = TestWindow::first_start();
    window.click("Pin the signing time");
    *window.machine.now.lock().unwrap() += Duration::seconds(90);
    window.fill("URL", "{{demo}}/dev/pets?limit=1");
    window.assert_sees("pinned to 20261120T120000Z");
    window.send();
    assert_eq!(window.report_sent().time.clock(), "12:00:00");
    window.click("Signature: Live");
    window.settle();
    window.click("Sign with the time now");
    window.settle();
    assert_eq!(window.report_live().time.clock(), "12:01:30");
    assert_eq!(window.tab().draft.request.http.auth.kind, AuthKind::AwsSignature);
}

/// The payload hash of the live report.
fn hash(window: &TestWindow) -> String {
    let canonical = window.report_live().canonical_request.as_str();
    canonical.lines().last().unwrap().to_owned()
}

/// Text bodies that the worker hashes: a moment, and so long that much can happen meanwhile.
const SOME_BYTES: usize = 200_000;
const MANY_BYTES: usize = 60_000_000;

fn fill(window: &mut TestWindow, byte: &str, bytes: usize) {
    let body = &mut window.tab_mut().draft.request.http.body;
    body.kind = BodyKind::Text;
    body.text = byte.repeat(bytes).into();
    window.frame();
}

fn is_made(window: &TestWindow) -> bool {
    window.tab().draft.live.freshness == Freshness::Current
}

#[test]
fn a_report_that_was_made_too_late_is_not_shown() {
    let mut window = TestWindow::first_start();
    let digest = hash(&window);
    fill(&mut window, "x", MANY_BYTES);
    window.tab_mut().draft.request.http.body.kind = BodyKind::None;
    window.frame();
    assert_eq!(hash(&window), digest);
    // Answers come in order: with this one the first one is here.
    window.run(Command::NextTab);
    fill(&mut window, "x", SOME_BYTES);
    window.until("the second report", is_made);
    assert_ne!(hash(&window), digest);
    window.run(Command::PreviousTab);
    window.settle();
    assert_eq!(hash(&window), digest);
}

#[test]
fn a_report_that_the_worker_skipped_is_asked_for_again() {
    let mut window = TestWindow::first_start();
    window.run(Command::OpenSample);
    window.settle();
    fill(&mut window, "x", MANY_BYTES);
    for _ in 0..2 {
        window.run(Command::NextTab);
        fill(&mut window, "y", SOME_BYTES);
    }
    for _ in 0..3 {
        window.until("the report", is_made);
        window.run(Command::NextTab);
        window.frame();
    }
}
