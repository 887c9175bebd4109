//! The card over a refused request: the cause, one main fix, and what the fix does.

use countersign::demo::{DemoServer, Misbehaviour};
use countersign::model::{AuthKind, Cause, HeaderRow, SignatureLocation};
use countersign::ui::command::Command;
use countersign::ui::section::Section;
use countersign::ui::tokens::tokens;
use eframe::egui::{Key, Shape};

use super::test_window::TestWindow;
use crate::support::server::Server;

/// The sample whose request the embedded server answers with 200, edited before it is sent.
fn sample(edit: impl FnOnce(&mut TestWindow)) -> TestWindow {
    let mut window = TestWindow::first_start();
    edit(&mut window);
    window.settle();
    window.send();
    window
}

fn first_cause(window: &TestWindow) -> Option<Cause> {
    window
        .sent()
        .received
        .findings
        .first()
        .map(|finding| finding.cause)
}

#[test]
fn a_request_that_succeeds_has_no_finding() {
    let window = sample(|_| {});
    assert_eq!((window.status(), first_cause(&window)), (200, None));
}

#[test]
fn a_wrong_secret_is_named_and_its_field_takes_the_cursor() {
    let mut window = TestWindow::first_start();
    window.run(Command::OpenWrongSecretSample);
    window.settle();
    window.send();
    assert_eq!(
        (window.status(), first_cause(&window)),
        (403, Some(Cause::WrongSecretKey))
    );
    window.assert_sees("certain");
    window.tab_mut().section = Section::Params;
    window.settle();
    window.click("Enter the secret access key");
    window.settle();
    assert_eq!(window.tab().section, Section::Auth);
    assert_eq!(window.focused().as_deref(), Some("Secret access key"));
}

#[test]
fn a_wrong_region_is_mended_by_one_click_undone_mended_and_sent_to_200() {
    let mut window = sample(|window| {
        "us-west-2".clone_into(&mut window.tab_mut().draft.request.http.auth.aws.region);
    });
    assert_eq!(
        (window.status(), first_cause(&window)),
        (403, Some(Cause::WrongRegion))
    );
    let region = |window: &TestWindow| window.tab().draft.request.http.auth.aws.region.clone();
    window.click_last("Use us-east-1");
    assert_eq!(region(&window), "us-east-1");
    window.run(Command::Undo);
    window.settle();
    assert_eq!(region(&window), "us-west-2");
    window.click_last("Use us-east-1");
    window.send();
    assert_eq!((window.status(), first_cause(&window)), (200, None));
}

#[test]
fn a_wrong_service_is_mended_by_one_click() {
    let mut window = sample(|window| {
        "s3".clone_into(&mut window.tab_mut().draft.request.http.auth.aws.service);
    });
    assert_eq!(first_cause(&window), Some(Cause::WrongService));
    window.click("Sign for execute-api");
    window.settle();
    window.send();
    assert_eq!(window.status(), 200);
}

#[test]
fn an_unknown_stage_is_a_matter_of_the_route_and_never_of_the_keys() {
    let window = sample(|window| {
        let url = window.tab().draft.request.http.url.replace("/dev/", "/prod/");
        window.tab_mut().draft.request.http.url = url;
    });
    assert_eq!(first_cause(&window), Some(Cause::RouteOrStageNotFound));
    window.assert_sees("certain");
}

#[test]
fn a_refusal_of_another_program_is_not_taken_for_one_of_aws() {
    let server = Server::<()>::start(|mut connection, _| {
        while connection.request().is_some() {
            let body = r#"{"error":"invalid_grant","detail":"Session expired, log in again"}"#;
            let head = "HTTP/1.1 401 Unauthorized\r\ncontent-type: application/json\r\n";
            connection.write(format!("{head}content-length: {}\r\n\r\n{body}", body.len()).as_bytes());
        }
    });
    let mut window = TestWindow::first_start();
    window.fill("URL", &format!("http://127.0.0.1:{}/login", server.port()));
    let aws = &mut window.tab_mut().draft.request.http.auth.aws;
    "us-east-1".clone_into(&mut aws.region);
    "execute-api".clone_into(&mut aws.service);
    window.settle();
    window.send();
    let sure = window
        .sent()
        .received
        .findings
        .iter()
        .any(|finding| finding.confidence.as_str() == "certain" && finding.cause != Cause::Unknown);
    assert!(!sure, "{:?}", window.sent().received.findings);
}

#[test]
fn steps_and_other_causes_are_unfolded_and_the_help_is_one_click_away() {
    let mut window = TestWindow::first_start();
    window.run(Command::OpenWrongSecretSample);
    window.settle();
    window.send();
    window.assert_sees_not("What to do");
    let more = window
        .texts()
        .into_iter()
        .find(|text| text.starts_with("Steps"))
        .expect("a button that unfolds the steps");
    window.click(&more);
    window.settle();
    window.assert_sees("What to do");
    window.click("What this means");
    window.settle();
    window.assert_sees("How to check");
    window.assert_sees("wrong-secret-key");
    window.harness.key_press(Key::Escape);
    window.settle();
    window.assert_sees_not("How to check");
}

#[test]
fn the_report_for_support_shows_all_of_it_and_holds_no_secret() {
    let mut window = TestWindow::first_start();
    window.run(Command::OpenWrongSecretSample);
    window.settle();
    let token = "token/Canary+For/The/Bundle==0123456789";
    let secret = "wrong/Secret/Canary/For/The/Bundle012345";
    let aws = &mut window.tab_mut().draft.request.http.auth.aws;
    token.clone_into(aws.session_token.expose_for_editing_mut());
    secret.clone_into(aws.secret_access_key.expose_for_editing_mut());
    window.settle();
    window.send();
    let signature = window.report_sent().signature.clone();
    window.run(Command::ReportForSupport);
    window.settle();
    // The page comes into sight over some frames.
    (0..10).for_each(|_| window.frame());
    window.click("Copy the report");
    window.settle();
    let [report] = window.copied.as_slice() else {
        panic!("{:?}", window.copied)
    };
    for words in [
        "## Why it failed",
        "## Request",
        "## What was signed",
        "## Reply",
        "## Connection and clock",
        "x-amzn-",
    ] {
        assert!(
            report.to_lowercase().contains(&words.to_lowercase()),
            "{words} is not in {report}"
        );
    }
    for hidden in [token, secret, signature.as_str()] {
        assert!(!report.contains(hidden), "{hidden} is in {report}");
    }
    window.click("Signature, good for some minutes");
    window.settle();
    window.click("Copy the report");
    window.settle();
    let with_signature = window.copied.last().unwrap();
    assert!(with_signature.contains(&signature) && !with_signature.contains(token));
}

#[test]
fn a_skewed_clock_is_mended_by_the_time_of_the_service_and_told_in_the_status_bar() {
    let mut window = TestWindow::first_start();
    let now = *window.machine.now.lock().unwrap();
    let server = DemoServer::builder(move || now)
        .misbehave(Misbehaviour::SkewedClock(time::Duration::minutes(17)))
        .spawn(0)
        .unwrap();
    window.fill("URL", &format!("{}/dev/pets", server.address()));
    window.send();
    assert_eq!(
        (window.status(), first_cause(&window)),
        (403, Some(Cause::ClockBehind))
    );
    window.assert_sees("Clock +17 min");
    window.click("Sign with the service's time");
    window.settle();
    window.assert_sees("Signing with the service's time, +17 min");
    window.send();
    assert_eq!((window.status(), first_cause(&window)), (200, None));
    window.run(Command::UseOwnTime);
    window.settle();
    window.send();
    assert_eq!(window.status(), 403);
    window.assert_sees("signatures will be refused");
}

#[test]
fn what_a_finding_rests_on_is_underlined_in_the_reply() {
    let window = sample(|window| {
        "us-west-2".clone_into(&mut window.tab_mut().draft.request.http.auth.aws.region);
    });
    let body = &window.sent().received.bytes;
    let first = &window.sent().received.findings[0];
    let range = first
        .evidence
        .iter()
        .find_map(|evidence| evidence.range.clone())
        .expect("evidence in the body");
    let words = std::str::from_utf8(&body[range]).unwrap();
    assert!(words.contains("us-west-2"), "{words}");
    let bad = tokens(&window.harness.ctx).bad;
    let is_underline =
        |shape: &Shape| matches!(shape, Shape::LineSegment { stroke, .. } if stroke.color == bad);
    let shapes = &window.harness.output().shapes;
    assert!(
        shapes.iter().any(|clipped| is_underline(&clipped.shape)),
        "a line under the words"
    );
}

#[test]
fn the_signature_of_a_presigned_url_is_not_in_the_report_and_a_secret_header_never_is() {
    let mut window = TestWindow::first_start();
    let http = &mut window.tab_mut().draft.request.http;
    http.auth.aws.options.location = SignatureLocation::Query { expires_in: 900 };
    http.headers
        .push(HeaderRow::new("x-api-key", "canary-api-key-0123456789"));
    window.settle();
    window.send();
    assert_eq!(window.status(), 200);
    let signature = window.report_sent().signature.clone();
    window.run(Command::ReportForSupport);
    // The page comes into sight over some frames.
    (0..10).for_each(|_| window.frame());
    window.click("Copy the report");
    window.settle();
    let report = window.copied.last().unwrap();
    assert!(report.contains("X-Amz-Expires=900"), "{report}");
    for hidden in [signature.as_str(), "canary-api-key-0123456789"] {
        assert!(!report.contains(hidden), "{hidden} is in {report}");
    }
}

#[test]
fn cookies_and_tokens_of_the_exchange_are_not_in_the_report() {
    let server = Server::<()>::start(|mut connection, _| {
        while connection.request().is_some() {
            let head = "HTTP/1.1 403 Forbidden\r\nset-cookie: sid=canary-cookie-of-the-reply; Path=/\r\n\
                        x-auth-token: canary-token-of-the-reply\r\ncontent-length: 0\r\n\r\n";
            connection.write(head.as_bytes());
        }
    });
    let mut window = TestWindow::first_start();
    window.fill("URL", &format!("http://127.0.0.1:{}/", server.port()));
    let http = &mut window.tab_mut().draft.request.http;
    http.auth.kind = AuthKind::None;
    http.headers.push(HeaderRow::new(
        "Authorization",
        "Bearer canary-bearer-of-the-request",
    ));
    http.headers
        .push(HeaderRow::new("Cookie", "a=canary-cookie-of-the-request; b=2"));
    window.settle();
    window.send();
    window.run(Command::ReportForSupport);
    // The page comes into sight over some frames.
    (0..10).for_each(|_| window.frame());
    window.click("Copy the report");
    window.settle();
    let report = window.copied.last().unwrap();
    assert!(!report.contains("canary-"), "{report}");
    assert!(
        report.contains("Bearer ") && report.contains("Path=/"),
        "{report}"
    );
}
