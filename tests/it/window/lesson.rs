//! The derivation step by step.

use countersign::sigv4::LessonStep;
use countersign::ui::command::Command;
use eframe::egui::{Key, Modifiers};

use super::desk::Desk;

/// What each step shows besides its title, from the report.
fn shown(desk: &Desk, step: LessonStep) -> Vec<String> {
    let report = desk.report_live();
    let text = report.canonical_request.as_str();
    let part = |range: &std::ops::Range<usize>| text.get(range.clone()).unwrap().to_owned();
    let sections = &report.sections;
    match step {
        LessonStep::Request => vec!["GET {{demo}}/dev/pets?".to_owned()],
        LessonStep::Method => vec![part(&sections.method)],
        LessonStep::Path => vec![part(&sections.path)],
        LessonStep::Query => vec![part(&sections.query)],
        LessonStep::Headers => sections.headers.iter().map(part).collect(),
        LessonStep::SignedHeaders => vec![part(&sections.signed_headers)],
        LessonStep::PayloadHash => vec![part(&sections.payload_hash)],
        LessonStep::CanonicalRequest => vec![report.canonical_request_hash.clone()],
        LessonStep::Scope => vec![report.credential_scope.as_str().to_owned()],
        LessonStep::StringToSign => report
            .string_to_sign
            .as_str()
            .lines()
            .map(str::to_owned)
            .collect(),
        LessonStep::SigningKey => vec!["AWS4 + secret access key".to_owned(), "kSigning".to_owned()],
        LessonStep::Signature | LessonStep::Sent => vec![report.signature.clone()],
    }
}

#[test]
fn every_step_shows_what_the_report_has_forward_and_back() {
    let mut desk = Desk::first_start();
    desk.run(Command::ExplainSteps);
    desk.settle();
    let look = |desk: &Desk, step: LessonStep| {
        desk.assert_sees(step.title());
        desk.assert_sees(&format!("Step {} of 13", step.number()));
        let told = desk.everything_told();
        for words in shown(desk, step) {
            assert!(told.contains(&words), "{step:?}: {words}");
        }
    };
    for step in LessonStep::ALL {
        look(&desk, step);
        desk.press(Modifiers::NONE, Key::ArrowRight);
        desk.settle();
    }
    look(&desk, LessonStep::Sent);
    for step in LessonStep::ALL.into_iter().rev() {
        look(&desk, step);
        desk.press(Modifiers::NONE, Key::PageUp);
        desk.settle();
    }
    desk.press(Modifiers::NONE, Key::End);
    desk.settle();
    look(&desk, LessonStep::Sent);
    desk.press(Modifiers::NONE, Key::Home);
    desk.settle();
    desk.click("Next step");
    desk.settle();
    look(&desk, LessonStep::Method);
    desk.press(Modifiers::NONE, Key::Escape);
    desk.settle();
    desk.assert_sees("Send");
    desk.assert_sees_not("of 13");
}
