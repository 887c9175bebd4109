//! The page of a request as code: languages, keyboard, what is remembered, and what it never shows.

use countersign::demo::{DEMO_SECRET, TEMPORARY_KEY_ID, TEMPORARY_SECRET, TEMPORARY_TOKEN};
use countersign::formats::code::Language;
use countersign::model::{CredentialSource, HeaderRow, SignatureLocation};
use countersign::ui::command::Command;
use eframe::egui::{Key, Modifiers};

use super::test_window::TestWindow;

fn open(window: &mut TestWindow) {
    window.run(Command::CopyAsCode);
    window.settle();
}

fn copied(window: &mut TestWindow) -> String {
    window.click("Copy the code");
    window.settle();
    window.copied.pop().unwrap()
}

#[test]
fn each_language_is_chosen_by_a_click_and_shown_without_secrets() {
    let mut window = TestWindow::first_start();
    let aws = &mut window.tab_mut().draft.request.http.auth.aws;
    TEMPORARY_KEY_ID.clone_into(&mut aws.access_key_id);
    aws.secret_access_key = TEMPORARY_SECRET.to_owned().into();
    aws.session_token = TEMPORARY_TOKEN.to_owned().into();
    window.settle();
    open(&mut window);
    for language in Language::ALL {
        window.click(&format!("Language: {}", language.name()));
        window.settle();
        window.assert_sees(language.needs());
        let told = window.everything_told();
        let code = copied(&mut window);
        for secret in [TEMPORARY_SECRET, TEMPORARY_TOKEN, DEMO_SECRET] {
            assert!(!code.contains(secret) && !told.contains(secret), "{language:?}");
        }
        assert!(
            code.contains("us-east-1") && code.contains("execute-api"),
            "{code}"
        );
        window.assert_sees("Copied the code");
    }
}

#[test]
fn arrows_go_through_the_languages_and_the_last_one_comes_back() {
    let mut window = TestWindow::first_start();
    open(&mut window);
    assert_eq!(window.focused().as_deref(), Some("Language: Python, botocore"));
    window.press(Modifiers::NONE, Key::ArrowDown);
    window.settle();
    assert_eq!(window.focused().as_deref(), Some("Language: Python, requests"));
    assert!(copied(&mut window).contains("import requests"));
    for _ in 0..20 {
        window.click("Language: Go");
        window.settle();
        window.press(Modifiers::NONE, Key::ArrowDown);
        window.settle();
    }
    assert_eq!(window.focused().as_deref(), Some("Language: Java"));
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    let mut window = window.restart();
    open(&mut window);
    assert_eq!(window.focused().as_deref(), Some("Language: Java"));
}

#[test]
fn credentials_are_those_of_the_source_and_none_have_to_be_there() {
    let mut window = TestWindow::first_start();
    let aws = &mut window.tab_mut().draft.request.http.auth.aws;
    aws.source = CredentialSource::Profile;
    "team".clone_into(&mut aws.profile);
    window.settle();
    open(&mut window);
    assert!(copied(&mut window).contains("Session(profile=\"team\")"));
}

#[test]
fn what_a_language_can_not_say_is_said_above_the_code_or_in_its_place() {
    let mut window = TestWindow::first_start();
    window.tab_mut().draft.request.http.headers =
        vec![HeaderRow::new("X-A", "1"), HeaderRow::new("X-A", "2")];
    window.settle();
    open(&mut window);
    window.click("Language: JavaScript, aws4fetch");
    window.settle();
    window.assert_sees("The client joins the lines of x-a to one, with commas between the values");
    window.click("Language: curl");
    window.settle();
    window
        .assert_sees("This tool signs header lines of one name of this request otherwise than AWS reads it");
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    window.tab_mut().draft.request.http.auth.aws.options.location =
        SignatureLocation::Query { expires_in: 60 };
    window.settle();
    open(&mut window);
    window.assert_sees(
        "The signature stands in the URL, and this tool signs into the Authorization header only",
    );
    window.click("Language: Go");
    window.settle();
    assert!(copied(&mut window).contains("PresignHTTP"));
}

#[test]
fn without_a_request_it_says_what_is_missing() {
    let mut window = TestWindow::first_start();
    window.run(Command::NewTab);
    window.settle();
    open(&mut window);
    window.assert_sees("Copy as code");
    assert!(!window.sees("import "));
}
