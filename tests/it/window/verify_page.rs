//! The page that checks a request signed elsewhere: read from whatever was pasted, judged with the secret, sent nowhere.

use std::path::Path;

use countersign::sigv4::pieces::{PieceKind, PieceSection};
use countersign::ui::command::Command;
use eframe::egui::{Event, Key, Modifiers, vec2};

use super::inherit::files_under;
use super::test_window::TestWindow;
use crate::support::files::Files;

/// AWS's own example: GET of an object with a range.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html>
pub const DOCUMENTED: &str = "GET /test.txt HTTP/1.1\nHost: examplebucket.s3.amazonaws.com\n\
    Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,\
    SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,\
    Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41\n\
    Range: bytes=0-9\nx-amz-content-sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n\
    x-amz-date: 20130524T000000Z\n\n";
const DOCUMENTED_SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

fn opened() -> TestWindow {
    let mut window = TestWindow::first_start();
    window.run(Command::VerifySignedElsewhere);
    window.settle();
    window.assert_sees("Nothing is sent");
    window
}

/// The panes behind the page speak of canonical requests too.
fn is_checked(window: &TestWindow) -> bool {
    window
        .app()
        .verify_page()
        .is_some_and(|page| page.pieces().is_some())
}

#[test]
fn the_documented_request_is_decoded_and_its_signature_belongs_to_the_documented_secret() {
    let mut window = opened();
    window.fill_by_paste("Signed request", DOCUMENTED);
    window.until("a check", |window| window.sees("No verdict on the signature yet"));
    for words in [
        "20130524/us-east-1/s3/aws4_request",
        "host;range;x-amz-content-sha256;x-amz-date",
        "over for",
        "Canonical request",
    ] {
        window.assert_sees(words);
    }
    window.fill("Secret to verify with", DOCUMENTED_SECRET);
    window.until("a verdict", |window| {
        window.sees(
            "The signature belongs to this request and this secret, but a service would see the faults below",
        )
    });
    window.fill(
        "Secret to verify with",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEZ",
    );
    window.until("the other verdict", |window| {
        window.sees("The signature does not belong to this request and this secret")
    });
}

#[test]
fn the_canonical_request_is_that_of_the_documentation_and_is_copied() {
    let mut window = opened();
    window.fill_by_paste("Signed request", DOCUMENTED);
    window.until("a check", is_checked);
    window.harness.set_size(vec2(1280.0, 1400.0));
    window.settle();
    window.click_last("Copy the canonical request");
    // The same page prints it.
    let documented = "GET\n/test.txt\n\nhost:examplebucket.s3.amazonaws.com\nrange:bytes=0-9\n\
        x-amz-content-sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n\
        x-amz-date:20130524T000000Z\n\nhost;range;x-amz-content-sha256;x-amz-date\n\
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(window.copied, [documented]);
}

#[test]
fn what_is_no_request_says_so_and_an_empty_field_says_nothing() {
    let mut window = opened();
    window.fill_by_paste("Signed request", "the quick brown fox");
    window.until("a reason", |window| !window.sees("Nothing is sent"));
    window.assert_sees_not("No verdict");
    window.fill_by_paste("Signed request", "");
    window.until("nothing", |window| window.sees("Nothing is sent"));
}

#[test]
fn of_a_dropped_archive_the_signed_entry_is_taken_and_another_can_be_chosen() {
    let mut window = opened();
    let lines = DOCUMENTED.lines().skip(1).filter(|line| !line.is_empty());
    let headers: Vec<serde_json::Value> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| serde_json::json!({"name": name, "value": value}))
        .collect();
    let entry = |url: &str, headers: Vec<serde_json::Value>| {
        let request = serde_json::json!({"method": "GET", "url": url, "headers": headers});
        serde_json::json!({"request": request, "response": {"status": 403}})
    };
    let har = serde_json::json!({"log": {"entries": [
        entry("https://examplebucket.s3.amazonaws.com/other", Vec::new()),
        entry("https://examplebucket.s3.amazonaws.com/test.txt", headers),
    ]}});
    let files = Files::new();
    let path = files.write("failing.har", har.to_string().as_bytes());
    window.drop_files(&[Path::new(&path)]);
    window.until("a check", |window| window.sees("No verdict on the signature yet"));
    window.assert_sees("2. 403 GET https://examplebucket.s3.amazonaws.com/test.txt");
    window.fill("Secret to verify with", DOCUMENTED_SECRET);
    window.until("a verdict", |window| {
        window.sees(
            "The signature belongs to this request and this secret, but a service would see the faults below",
        )
    });
    assert!(
        window.tab().draft.request.http.body.file.path.is_empty(),
        "the tab is left alone"
    );
}

#[test]
fn the_secret_is_gone_with_the_page_and_in_no_file() {
    let mut window = opened();
    window.fill_by_paste("Signed request", DOCUMENTED);
    let canary = "canary/Secret/Of/The/Verify/Page+0123456";
    window.fill("Secret to verify with", canary);
    window.until("a verdict", |window| window.sees("does not belong"));
    window.click("Close");
    window.settle();
    window.run(Command::VerifySignedElsewhere);
    window.settle();
    window.assert_sees("Nothing is sent");
    let machine = window.close();
    for file in files_under(machine.data_dir()) {
        let content = std::fs::read(&file).unwrap();
        let found = content
            .windows(canary.len())
            .any(|part| part == canary.as_bytes());
        assert!(!found, "{}", file.display());
    }
}

#[test]
fn a_long_query_does_not_push_the_page_out_of_the_window() {
    let mut window = opened();
    let query = "&part=0123456789abcdef".repeat(60);
    let url = format!(
        "https://b.s3.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2F\
         us-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host{query}\
         &X-Amz-Signature=00"
    );
    window.fill_by_paste("Signed request", &url);
    window.until("a check", is_checked);
    window.settle();
    let field = window.field("Signed request").rect();
    assert!(field.left() > 0.0 && field.right() < 1280.0, "{field:?}");
}

#[test]
fn what_is_left_of_a_signature_is_counted_down() {
    let mut window = opened();
    let url = "https://b.s3.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F\
               20261120%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20261120T120000Z&X-Amz-Expires=90&X-Amz-SignedHeaders=host\
               &X-Amz-Signature=00";
    window.fill_by_paste("Signed request", url);
    window.until("a check", |window| window.sees("for 90 s more"));
    let delay = window.repaint_delay();
    assert!(delay <= std::time::Duration::from_secs(1), "{delay:?}");
    *window.machine.now.lock().unwrap() += time::Duration::seconds(30);
    window.frame();
    window.assert_sees("for 60 s more");
    *window.machine.now.lock().unwrap() += time::Duration::seconds(70);
    window.frame();
    window.assert_sees("over for 10 s");
}

/// The page with all of a request in sight.
fn checked(request: &str) -> TestWindow {
    let mut window = opened();
    window.fill_by_paste("Signed request", request);
    window.until("a check", is_checked);
    window.harness.set_size(vec2(1280.0, 2000.0));
    window.settle();
    window
}

/// What is lit on the page, as section, kind and name.
fn lit(window: &TestWindow) -> Vec<(PieceSection, PieceKind, String)> {
    let page = window.app().verify_page().unwrap();
    let pieces = page.pieces().unwrap();
    let lit = page.links().lit();
    let named = lit.pieces.iter().map(|id| pieces.get(*id).unwrap());
    named
        .map(|piece| (piece.section, piece.kind, piece.name.clone()))
        .collect()
}

fn point_at(window: &mut TestWindow, piece: &str) {
    let place = window.button(piece).rect().center();
    window.event(Event::PointerMoved(place));
    (0..3).for_each(|_| window.frame());
}

#[test]
fn pointing_at_a_piece_lights_what_says_the_same_and_nothing_of_the_editor() {
    use PieceSection::{Authorization, CanonicalRequest, StringToSign};
    let mut window = checked(DOCUMENTED);
    assert_eq!(lit(&window), []);
    point_at(&mut window, "Header: range:bytes=0-9");
    let range = |section, kind| (section, kind, "range".to_owned());
    assert_eq!(
        lit(&window),
        [
            range(Authorization, PieceKind::SignedHeader),
            range(CanonicalRequest, PieceKind::HeaderLine),
            range(CanonicalRequest, PieceKind::SignedHeader),
        ]
    );
    assert_eq!(window.app().links().lit().pieces, []);
    point_at(&mut window, "Time: 20130524T000000Z");
    let unnamed = |section, kind| (section, kind, String::new());
    let found = lit(&window);
    for piece in [
        unnamed(Authorization, PieceKind::ScopeDate),
        (CanonicalRequest, PieceKind::HeaderLine, "x-amz-date".to_owned()),
        unnamed(StringToSign, PieceKind::Time),
        unnamed(StringToSign, PieceKind::ScopeDate),
    ] {
        assert!(found.contains(&piece), "{piece:?}: {found:?}");
    }
    let delay = window.repaint_delay();
    assert!(
        delay > std::time::Duration::from_mins(1),
        "what is lit wakes nobody: {delay:?}"
    );
}

#[test]
fn a_click_explains_a_piece_and_escape_closes_it_before_the_page() {
    let mut window = checked(DOCUMENTED);
    let words = "Name and value of a header that the request lists among the signed ones";
    window.assert_sees_not(words);
    window.click("Header: range:bytes=0-9");
    window.settle();
    window.assert_sees(words);
    window.assert_sees("Create a canonical request");
    window.assert_sees_not("Go to its field");
    window.click("Credential: AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request");
    window.settle();
    window.assert_sees_not(words);
    window.assert_sees("Says whose secret access key the service checks the signature with");
    window.assert_sees_not("Go to its field");
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    window.assert_sees_not("Says whose secret access key the service checks the signature with");
    window.assert_sees("Verify a request signed elsewhere");
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    window.assert_sees_not("Verify a request signed elsewhere");
}

#[test]
fn enter_on_a_piece_opens_it_and_leaves_the_page_and_the_editor_alone() {
    let mut window = checked(DOCUMENTED);
    window.button("Header: range:bytes=0-9").focus();
    window.settle();
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    window.assert_sees("Copy header");
    window.assert_sees("Verify a request signed elsewhere");
}

#[test]
fn secrets_of_a_pasted_request_are_masked_in_pieces_and_copies_until_they_are_asked_for() {
    let canary = "canary0123456789abcdef";
    let request = format!(
        "GET /pets HTTP/1.1\nHost: h.example\nCookie: sid={canary}\nX-Api-Key: {canary}\n\
         X-Amz-Security-Token: {canary}\nX-Amz-Date: 20150830T123600Z\n\
         Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/execute-api/aws4_request, \
         SignedHeaders=cookie;host;x-amz-date;x-amz-security-token;x-api-key, Signature=00\n\n"
    );
    let mut window = checked(&request);
    window.click_last("Copy the canonical request");
    let copied = window.copied.pop().unwrap();
    assert!(!copied.contains(canary), "{copied}");
    assert!(copied.contains("cookie:[cookie, 26 bytes, sha256 "), "{copied}");
    assert!(!window.has_button(&format!("Header: cookie:sid={canary}")));
    window.click("Show the session token");
    window.settle();
    assert!(window.has_button(&format!("Header: cookie:sid={canary}")));
    window.click_last("Copy the canonical request");
    let copied = window.copied.pop().unwrap();
    assert_eq!(copied.matches(canary).count(), 3, "{copied}");
}
