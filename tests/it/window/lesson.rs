//! The derivation step by step.

use countersign::model::{HeaderRow, Secret};
use countersign::sigv4::{LessonForm, LessonStep, key_steps, plan, preview_plan};
use countersign::ui::command::Command;
use countersign::ui::shown_signature::Side;
use eframe::egui::{Key, Modifiers, Vec2};

use super::test_window::{TestMachine, TestWindow};
use crate::support::kinds::{Kind, kinds};

/// A window in which nothing has to be scrolled.
fn tall() -> TestWindow {
    TestWindow::start(TestMachine::with_size(Vec2::new(1900.0, 3000.0)))
}

fn kind(name: &str) -> Kind {
    kinds().into_iter().find(|kind| kind.name == name).unwrap()
}

fn explain(window: &mut TestWindow, name: &str) -> LessonForm {
    let kind = kind(name);
    window.tab_mut().draft.request = kind.request;
    window.settle();
    window.run(Command::ExplainSteps);
    window.settle();
    LessonForm::of(&window.tab().shown().report().cloned().unwrap())
}

/// What a step shows besides its title, from the report.
fn shown(window: &TestWindow, step: LessonStep) -> Vec<String> {
    let report = window.tab().shown().report().cloned().unwrap();
    let text = report.canonical_request.as_str();
    let part = |range: &std::ops::Range<usize>| text.get(range.clone()).unwrap().to_owned();
    let sections = &report.sections;
    let lines = |text: &str| -> Vec<String> { text.lines().map(str::to_owned).collect() };
    let http = window.tab().shown().typed().unwrap();
    match step {
        LessonStep::Request => vec![format!("{} {}", http.method, http.url)],
        LessonStep::Method => vec![part(&sections.method)],
        LessonStep::Path => vec![part(&sections.path)],
        LessonStep::Query => part(&sections.query).split('&').map(str::to_owned).collect(),
        LessonStep::Headers => sections.headers.iter().map(part).collect(),
        LessonStep::SignedHeaders => vec![part(&sections.signed_headers)],
        LessonStep::PayloadHash => vec![part(&sections.payload_hash)],
        LessonStep::CanonicalRequest => {
            let mut all = lines(text);
            all.push(report.canonical_request_hash.clone());
            all
        }
        LessonStep::RegionSet => vec!["us-*".to_owned()],
        LessonStep::Scope => vec![report.credential_scope.as_str().to_owned()],
        LessonStep::StringToSign => lines(report.string_to_sign.as_str()),
        LessonStep::SigningKey => vec!["AWS4 + secret access key".to_owned(), "kSigning".to_owned()],
        LessonStep::KeyPair => vec!["AWS4A + secret access key".to_owned(), "public key".to_owned()],
        LessonStep::Signature | LessonStep::Sent => vec![report.signature.clone()],
    }
}

/// The step is in front with everything that it has of the report; a session token is not.
fn look(window: &TestWindow, form: LessonForm, step: LessonStep, name: &str) {
    window.assert_sees(step.title(form));
    window.assert_sees(&format!("Step {} of {}", form.number(step), form.steps().len()));
    let told = window.everything_told();
    for words in shown(window, step) {
        let holds_token = ["x-amz-security-token", "X-Amz-Security-Token"]
            .iter()
            .any(|token| words.contains(&format!("{token}=")) || words.starts_with(token));
        if !holds_token {
            assert!(told.contains(&words), "{name}, {step:?}: {words}");
        }
    }
    assert!(!told.contains("IQoJb3JpZ2luX2Vj"), "{name}, {step:?}");
    assert!(!told.contains("wJalrXUtnFEMI"), "{name}, {step:?}");
}

fn there_and_back(window: &mut TestWindow, form: LessonForm, name: &str) {
    for step in form.steps() {
        look(window, form, *step, name);
        window.press(Modifiers::NONE, Key::ArrowRight);
        window.settle();
    }
    for step in form.steps().iter().rev() {
        look(window, form, *step, name);
        window.press(Modifiers::NONE, Key::PageUp);
        window.settle();
    }
}

#[test]
fn every_kind_of_request_is_explained_from_its_report_forward_and_back() {
    let mut window = tall();
    for (name, expected) in [
        ("parameters out of order", LessonForm::Header),
        ("a space in the path", LessonForm::Header),
        ("two rows of a name", LessonForm::Header),
        ("temporary credentials", LessonForm::Header),
        ("DynamoDB", LessonForm::Header),
        ("no keys yet", LessonForm::Header),
        ("a presigned object with a token", LessonForm::Presigned),
        ("Version 4A with a region set", LessonForm::HeaderV4a),
    ] {
        let form = explain(&mut window, name);
        assert_eq!(form, expected, "{name}");
        there_and_back(&mut window, form, name);
        window.press(Modifiers::NONE, Key::Escape);
        window.settle();
    }
}

#[test]
fn a_presigned_request_of_version_4a_has_its_own_titles() {
    let mut window = tall();
    let form = explain(&mut window, "a presigned multi-region access point");
    assert_eq!(form, LessonForm::PresignedV4a);
    for title in [
        "The query, with the parameters of the signature",
        "The region set",
    ] {
        let step = form
            .steps()
            .iter()
            .find(|step| step.title(form) == title)
            .unwrap();
        window.press(Modifiers::NONE, Key::Home);
        (1..form.number(*step)).for_each(|_| window.press(Modifiers::NONE, Key::ArrowRight));
        window.settle();
        window.assert_sees(title);
        window.assert_sees("X-Amz-Region-Set=");
    }
    window.press(Modifiers::NONE, Key::End);
    window.settle();
    window.assert_sees("the presigned URL");
}

#[test]
fn what_changed_stands_beside_what_was_typed() {
    let mut window = tall();
    for (name, step, typed, signed) in [
        (
            "a space in the path",
            LessonStep::Path,
            "/dev/a b",
            "/dev/a%2520b",
        ),
        ("a plus in the query", LessonStep::Query, "q=a+b", "q=a%20b"),
        (
            "blanks in a header",
            LessonStep::Headers,
            "x-note:   a   b",
            "x-note:a b",
        ),
        ("method with blanks", LessonStep::Method, " PUT ", "PUT"),
        (
            "a custom domain",
            LessonStep::Headers,
            "API.Example.com:8443",
            "host:api.example.com:8443",
        ),
    ] {
        let form = explain(&mut window, name);
        (1..form.number(step)).for_each(|_| window.press(Modifiers::NONE, Key::ArrowRight));
        window.settle();
        for words in ["Typed", typed, "Signed", signed] {
            window.assert_sees(words);
        }
        window.press(Modifiers::NONE, Key::Escape);
        window.settle();
    }
    let form = explain(&mut window, "REST API");
    for _ in form.steps() {
        window.assert_sees_not("Typed");
        window.press(Modifiers::NONE, Key::ArrowRight);
        window.settle();
    }
}

#[test]
fn live_and_as_sent_are_explained_each_from_its_own_report() {
    let mut window = tall();
    window.send();
    window.fill("URL", "{{demo}}/dev/cats");
    window.run(Command::ExplainSteps);
    window.settle();
    assert_eq!(window.tab().signature.side, Side::Live);
    there_and_back(&mut window, LessonForm::Header, "live");
    window.press(Modifiers::NONE, Key::ArrowRight);
    window.press(Modifiers::NONE, Key::ArrowRight);
    window.settle();
    window.assert_sees("/dev/cats");
    window.click("Explain: As sent");
    window.settle();
    window.assert_sees("/dev/pets");
    window.assert_sees_not("/dev/cats");
    window.press(Modifiers::NONE, Key::Home);
    window.settle();
    there_and_back(&mut window, LessonForm::Header, "as sent");
}

#[test]
fn only_the_page_and_the_program_take_keys_while_it_covers_the_window() {
    let mut window = TestWindow::first_start();
    window.run(Command::ExplainSteps);
    window.settle();
    let tabs = window.app().tabs().len();
    window.ctrl(Key::Enter);
    window.press(Modifiers::NONE, Key::F5);
    window.ctrl(Key::T);
    window.ctrl(Key::W);
    window.paste("curl https://example.com/");
    window.settle();
    assert!(window.tab().last.sending.is_none() && window.tab().last.sent.is_none());
    assert_eq!(window.app().tabs().len(), tabs);
    window.assert_sees("Step 1 of 13");
    window.ctrl(Key::Plus);
    window.settle();
    assert!(window.harness.ctx.zoom_factor() > 1.05);
    window.assert_sees("Step 1 of 13");
    window.click("Next step");
    window.settle();
    window.assert_sees("Step 2 of 13");
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    window.assert_sees("Send");
    window.assert_sees_not("of 13");
    window.send_by(|window| window.ctrl(Key::Enter));
}

#[test]
fn the_steps_of_the_key_are_shown_on_request_and_hidden_on_leaving() {
    let mut window = tall();
    let form = explain(&mut window, "REST API");
    let tab = window.tab();
    let (auth, wire) = (
        &tab.draft.request.http.auth.aws,
        tab.draft.live.wire.as_ref().unwrap(),
    );
    let time = window.report_live().time;
    let steps = match plan(auth, &wire.endpoint, time) {
        Ok(plan) => key_steps(&plan),
        Err(_) => key_steps(&preview_plan(auth, &wire.endpoint, time).unwrap()),
    };
    let hex: Vec<String> = steps
        .unwrap()
        .steps
        .iter()
        .map(|step| step.expose_hex().to_owned())
        .collect();
    let sees_any = |window: &TestWindow| hex.iter().any(|hex| window.sees(hex));
    (1..form.number(LessonStep::SigningKey)).for_each(|_| window.press(Modifiers::NONE, Key::ArrowRight));
    window.settle();
    assert!(!sees_any(&window));
    for leave in [Key::ArrowLeft, Key::Escape] {
        window.click("Show key steps");
        window.settle();
        assert!(hex.iter().all(|hex| window.sees(hex)));
        window.press(Modifiers::NONE, leave);
        window.settle();
        assert!(!sees_any(&window));
        window.press(Modifiers::NONE, Key::ArrowRight);
        window.settle();
        assert!(!sees_any(&window));
    }
    window.run(Command::ExplainSteps);
    (1..form.number(LessonStep::SigningKey)).for_each(|_| window.press(Modifiers::NONE, Key::ArrowRight));
    window.settle();
    window.click("Show key steps");
    window.settle();
    window.ctrl(Key::K);
    window.settle();
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    assert!(!sees_any(&window));
}

#[test]
fn secrets_typed_into_url_and_headers_are_masked_in_every_step() {
    let mut window = tall();
    let http = &mut window.tab_mut().draft.request.http;
    http.auth.aws.session_token = Secret::new("a-token-of-mine/1234567890");
    http.url = "https://abcd123456.execute-api.us-east-1.amazonaws.com/dev?t=a-token-of-mine%2F1234567890"
        .to_owned();
    http.headers.push(HeaderRow::new("X-Api-Key", "key-of-mine-1234"));
    http.headers
        .push(HeaderRow::new("Cookie", "session=cookie-of-mine"));
    window.settle();
    window.run(Command::ExplainSteps);
    window.settle();
    for _ in LessonForm::Header.steps() {
        let told = window.everything_told();
        for secret in ["a-token-of-mine", "key-of-mine", "cookie-of-mine"] {
            assert!(!told.contains(secret), "{secret} in {told}");
        }
        window.press(Modifiers::NONE, Key::ArrowRight);
        window.settle();
    }
}

#[test]
fn the_palette_lies_over_the_page_and_leaves_it_where_it_was() {
    let mut window = TestWindow::first_start();
    window.run(Command::ExplainSteps);
    window.settle();
    (0..3).for_each(|_| window.press(Modifiers::NONE, Key::ArrowRight));
    window.settle();
    window.assert_sees("Step 4 of 13");
    window.ctrl(Key::K);
    window.settle();
    window.assert_sees("Step 4 of 13");
    // Its keys are the palette's.
    for key in [Key::ArrowRight, Key::Home, Key::End, Key::PageDown] {
        window.press(Modifiers::NONE, key);
    }
    window.settle();
    window.assert_sees("Step 4 of 13");
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    window.assert_sees("Step 4 of 13");
    // What changes the look leaves it.
    let zoom = window.harness.ctx.zoom_factor();
    window.ctrl(Key::K);
    window.settle();
    window.type_text("zoom in");
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    assert!(window.harness.ctx.zoom_factor() > zoom);
    window.assert_sees("Step 4 of 13");
    window.press(Modifiers::NONE, Key::ArrowRight);
    window.settle();
    window.assert_sees("Step 5 of 13");
    // What acts on a request shows it.
    let tabs = window.app().tabs().len();
    window.ctrl(Key::K);
    window.settle();
    window.type_text("new tab");
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    assert_eq!(window.app().tabs().len(), tabs + 1);
    window.assert_sees_not("of 13");
    window.assert_sees("Send");
}

#[test]
fn the_first_step_shows_method_url_headers_and_the_start_of_the_body() {
    let mut window = tall();
    let mut kind = kind("DynamoDB");
    let token = "a-token-of-mine/1234567890";
    kind.request.http.auth.aws.session_token = Secret::new(token);
    let lines: Vec<String> = (0..20).map(|line| format!("  \"line {line}\": 1,")).collect();
    let body = format!("{{\n  \"t\": \"{token}\",\n{}\n}}", lines.join("\n"));
    kind.request.http.body.text = body.as_str().into();
    let (method, url) = (kind.request.http.method.clone(), kind.request.http.url.clone());
    let header = kind.request.http.headers[0].clone();
    window.tab_mut().draft.request = kind.request;
    window.settle();
    window.run(Command::ExplainSteps);
    window.settle();
    let digest = countersign::model::BodyDigest::of(body.as_bytes()).sha256;
    for words in [
        format!("{method} {url}"),
        format!("{}: {}", header.name, header.value),
        "\"line 5\": 1,".to_owned(),
        format!("The body: {} bytes", body.len()),
        format!("Its SHA-256: {digest}"),
    ] {
        window.assert_sees(&words);
    }
    window.assert_sees_not("\"line 6\"");
    assert!(!window.everything_told().contains(token));

    let empty = explain(&mut window, "REST API");
    assert_eq!(empty, LessonForm::Header);
    window.assert_sees("The request has no body");
}

/// Requests whose steps are shown to a machine.
fn shown_to_a_room() -> Vec<Kind> {
    let mut with_body = kind("DynamoDB");
    let json: Vec<String> = (0..40)
        .map(|at| format!("\"attribute {at}\": {{\"S\": \"{at}\"}}"))
        .collect();
    with_body.request.http.body.text = format!("{{{}}}", json.join(",\n")).as_str().into();
    vec![
        with_body,
        kind("temporary credentials"),
        kind("a presigned object with a token"),
        kind("Version 4A with a region set"),
    ]
}

#[test]
fn every_step_is_readable_from_the_back_of_a_room() {
    for size in [Vec2::new(1280.0, 800.0), Vec2::new(1920.0, 1080.0)] {
        let mut window = TestWindow::start(TestMachine::with_size(size));
        window.run(Command::Present);
        for kind in shown_to_a_room() {
            let name = kind.name;
            window.tab_mut().draft.request = kind.request;
            window.settle();
            window.run(Command::ExplainSteps);
            window.settle();
            let form = LessonForm::of(&window.tab().shown().report().cloned().unwrap());
            for step in form.steps() {
                window.assert_sees(step.title(form));
                let right = window.harness.ctx.content_rect().right();
                for drawn in window.drawn() {
                    let what = format!("{name}, {step:?}, {size}: {:?}", drawn.text);
                    let whole = drawn.galley.rect.width();
                    assert!(!drawn.galley.elided, "{what}");
                    assert!(
                        drawn.seen.right() <= right && drawn.seen.width() >= whole - 1.0,
                        "{what}"
                    );
                    let heights = drawn.galley.job.sections.iter();
                    let least = heights
                        .map(|section| section.format.font_id.size)
                        .fold(f32::INFINITY, f32::min);
                    let pixels = least * window.harness.ctx.zoom_factor();
                    let buttons = ["Close", "Next step", "Previous step", "Show key steps"];
                    let is_button = buttons.contains(&drawn.text.as_str());
                    assert!(is_button || pixels >= 17.0, "{what}: {pixels}");
                }
                window.press(Modifiers::NONE, Key::ArrowRight);
                window.settle();
            }
            window.press(Modifiers::NONE, Key::Escape);
            window.settle();
        }
    }
}

#[test]
fn a_step_longer_than_the_window_is_moved_by_up_and_down() {
    let mut window = TestWindow::start(TestMachine::with_size(Vec2::new(1280.0, 800.0)));
    let mut kind = kind("REST API");
    let parameters: Vec<String> = (10..60).map(|at| format!("p{at}={at}")).collect();
    kind.request.http.url = format!(
        "https://abcd123456.execute-api.us-east-1.amazonaws.com/dev?{}",
        parameters.join("&")
    );
    window.tab_mut().draft.request = kind.request;
    window.settle();
    window.run(Command::ExplainSteps);
    (1..LessonForm::Header.number(LessonStep::Query))
        .for_each(|_| window.press(Modifiers::NONE, Key::ArrowRight));
    window.settle();
    let sees_last = |window: &TestWindow| window.texts().iter().any(|text| text == "p59=59");
    assert!(!sees_last(&window));
    for _ in 0..60 {
        window.press(Modifiers::NONE, Key::ArrowDown);
    }
    window.settle();
    assert!(sees_last(&window));
    for _ in 0..60 {
        window.press(Modifiers::NONE, Key::ArrowUp);
    }
    window.settle();
    assert!(!sees_last(&window) && window.texts().iter().any(|text| text == "p10=10"));
    window.assert_sees("Step 4 of 13");
}
