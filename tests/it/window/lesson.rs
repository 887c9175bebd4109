//! The derivation step by step.

use countersign::model::{HeaderRow, Secret};
use countersign::sigv4::{LessonForm, LessonStep, key_steps, plan, preview_plan};
use countersign::ui::command::Command;
use countersign::ui::tab::Side;
use eframe::egui::{Key, Modifiers, Vec2};

use super::desk::{Desk, Room};
use crate::support::kinds::{Kind, kinds};

/// A window in which nothing has to be scrolled.
fn tall() -> Desk {
    Desk::start(Room::with_size(Vec2::new(1900.0, 3000.0)))
}

fn kind(name: &str) -> Kind {
    kinds().into_iter().find(|kind| kind.name == name).unwrap()
}

fn explain(desk: &mut Desk, name: &str) -> LessonForm {
    let kind = kind(name);
    desk.tab_mut().request = kind.request;
    desk.settle();
    desk.run(Command::ExplainSteps);
    desk.settle();
    LessonForm::of(&desk.tab().shown_signed().unwrap())
}

/// What a step shows besides its title, from the report.
fn shown(desk: &Desk, step: LessonStep) -> Vec<String> {
    let report = desk.tab().shown_signed().unwrap();
    let text = report.canonical_request.as_str();
    let part = |range: &std::ops::Range<usize>| text.get(range.clone()).unwrap().to_owned();
    let sections = &report.sections;
    let lines = |text: &str| -> Vec<String> { text.lines().map(str::to_owned).collect() };
    let http = desk.tab().shown_typed().unwrap();
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
fn look(desk: &Desk, form: LessonForm, step: LessonStep, name: &str) {
    desk.assert_sees(step.title(form));
    desk.assert_sees(&format!("Step {} of {}", form.number(step), form.steps().len()));
    let told = desk.everything_told();
    for words in shown(desk, step) {
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

fn there_and_back(desk: &mut Desk, form: LessonForm, name: &str) {
    for step in form.steps() {
        look(desk, form, *step, name);
        desk.press(Modifiers::NONE, Key::ArrowRight);
        desk.settle();
    }
    for step in form.steps().iter().rev() {
        look(desk, form, *step, name);
        desk.press(Modifiers::NONE, Key::PageUp);
        desk.settle();
    }
}

#[test]
fn every_kind_of_request_is_explained_from_its_report_forward_and_back() {
    let mut desk = tall();
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
        let form = explain(&mut desk, name);
        assert_eq!(form, expected, "{name}");
        there_and_back(&mut desk, form, name);
        desk.press(Modifiers::NONE, Key::Escape);
        desk.settle();
    }
}

#[test]
fn a_presigned_request_of_version_4a_has_its_own_titles() {
    let mut desk = tall();
    let form = explain(&mut desk, "a presigned multi-region access point");
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
        desk.press(Modifiers::NONE, Key::Home);
        (1..form.number(*step)).for_each(|_| desk.press(Modifiers::NONE, Key::ArrowRight));
        desk.settle();
        desk.assert_sees(title);
        desk.assert_sees("X-Amz-Region-Set=");
    }
    desk.press(Modifiers::NONE, Key::End);
    desk.settle();
    desk.assert_sees("the presigned URL");
}

#[test]
fn what_changed_stands_beside_what_was_typed() {
    let mut desk = tall();
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
        let form = explain(&mut desk, name);
        (1..form.number(step)).for_each(|_| desk.press(Modifiers::NONE, Key::ArrowRight));
        desk.settle();
        for words in ["Typed", typed, "Signed", signed] {
            desk.assert_sees(words);
        }
        desk.press(Modifiers::NONE, Key::Escape);
        desk.settle();
    }
    let form = explain(&mut desk, "REST API");
    for _ in form.steps() {
        desk.assert_sees_not("Typed");
        desk.press(Modifiers::NONE, Key::ArrowRight);
        desk.settle();
    }
}

#[test]
fn live_and_as_sent_are_explained_each_from_its_own_report() {
    let mut desk = tall();
    desk.send();
    desk.fill("URL", "{{demo}}/dev/cats");
    desk.run(Command::ExplainSteps);
    desk.settle();
    assert_eq!(desk.tab().side, Side::Live);
    there_and_back(&mut desk, LessonForm::Header, "live");
    desk.press(Modifiers::NONE, Key::ArrowRight);
    desk.press(Modifiers::NONE, Key::ArrowRight);
    desk.settle();
    desk.assert_sees("/dev/cats");
    desk.click("Explain: As sent");
    desk.settle();
    desk.assert_sees("/dev/pets");
    desk.assert_sees_not("/dev/cats");
    desk.press(Modifiers::NONE, Key::Home);
    desk.settle();
    there_and_back(&mut desk, LessonForm::Header, "as sent");
}

#[test]
fn only_the_page_and_the_program_take_keys_while_it_covers_the_window() {
    let mut desk = Desk::first_start();
    desk.run(Command::ExplainSteps);
    desk.settle();
    let tabs = desk.app().tabs().len();
    desk.ctrl(Key::Enter);
    desk.press(Modifiers::NONE, Key::F5);
    desk.ctrl(Key::T);
    desk.ctrl(Key::W);
    desk.paste("curl https://example.com/");
    desk.settle();
    assert!(desk.tab().sending.is_none() && desk.tab().sent.is_none());
    assert_eq!(desk.app().tabs().len(), tabs);
    desk.assert_sees("Step 1 of 13");
    desk.ctrl(Key::Plus);
    desk.settle();
    assert!(desk.harness.ctx.zoom_factor() > 1.05);
    desk.assert_sees("Step 1 of 13");
    desk.click("Next step");
    desk.settle();
    desk.assert_sees("Step 2 of 13");
    desk.press(Modifiers::NONE, Key::Escape);
    desk.settle();
    desk.assert_sees("Send");
    desk.assert_sees_not("of 13");
    desk.send_by(|desk| desk.ctrl(Key::Enter));
}

#[test]
fn the_steps_of_the_key_are_shown_on_request_and_hidden_on_leaving() {
    let mut desk = tall();
    let form = explain(&mut desk, "REST API");
    let tab = desk.tab();
    let (auth, wire) = (&tab.request.http.auth.aws, tab.live.wire.as_ref().unwrap());
    let time = desk.report_live().time;
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
    let sees_any = |desk: &Desk| hex.iter().any(|hex| desk.sees(hex));
    (1..form.number(LessonStep::SigningKey)).for_each(|_| desk.press(Modifiers::NONE, Key::ArrowRight));
    desk.settle();
    assert!(!sees_any(&desk));
    for leave in [Key::ArrowLeft, Key::Escape] {
        desk.click("Show key steps");
        desk.settle();
        assert!(hex.iter().all(|hex| desk.sees(hex)));
        desk.press(Modifiers::NONE, leave);
        desk.settle();
        assert!(!sees_any(&desk));
        desk.press(Modifiers::NONE, Key::ArrowRight);
        desk.settle();
        assert!(!sees_any(&desk));
    }
    desk.run(Command::ExplainSteps);
    (1..form.number(LessonStep::SigningKey)).for_each(|_| desk.press(Modifiers::NONE, Key::ArrowRight));
    desk.settle();
    desk.click("Show key steps");
    desk.settle();
    desk.ctrl(Key::K);
    desk.settle();
    desk.press(Modifiers::NONE, Key::Escape);
    desk.settle();
    assert!(!sees_any(&desk));
}

#[test]
fn secrets_typed_into_url_and_headers_are_masked_in_every_step() {
    let mut desk = tall();
    let http = &mut desk.tab_mut().request.http;
    http.auth.aws.session_token = Secret::new("a-token-of-mine/1234567890");
    http.url = "https://abcd123456.execute-api.us-east-1.amazonaws.com/dev?t=a-token-of-mine%2F1234567890"
        .to_owned();
    http.headers.push(HeaderRow::new("X-Api-Key", "key-of-mine-1234"));
    http.headers
        .push(HeaderRow::new("Cookie", "session=cookie-of-mine"));
    desk.settle();
    desk.run(Command::ExplainSteps);
    desk.settle();
    for _ in LessonForm::Header.steps() {
        let told = desk.everything_told();
        for secret in ["a-token-of-mine", "key-of-mine", "cookie-of-mine"] {
            assert!(!told.contains(secret), "{secret} in {told}");
        }
        desk.press(Modifiers::NONE, Key::ArrowRight);
        desk.settle();
    }
}

#[test]
fn the_palette_lies_over_the_page_and_leaves_it_where_it_was() {
    let mut desk = Desk::first_start();
    desk.run(Command::ExplainSteps);
    desk.settle();
    (0..3).for_each(|_| desk.press(Modifiers::NONE, Key::ArrowRight));
    desk.settle();
    desk.assert_sees("Step 4 of 13");
    desk.ctrl(Key::K);
    desk.settle();
    desk.assert_sees("Step 4 of 13");
    // Its keys are the palette's.
    for key in [Key::ArrowRight, Key::Home, Key::End, Key::PageDown] {
        desk.press(Modifiers::NONE, key);
    }
    desk.settle();
    desk.assert_sees("Step 4 of 13");
    desk.press(Modifiers::NONE, Key::Escape);
    desk.settle();
    desk.assert_sees("Step 4 of 13");
    // What changes the look leaves it.
    let zoom = desk.harness.ctx.zoom_factor();
    desk.ctrl(Key::K);
    desk.settle();
    desk.type_text("zoom in");
    desk.press(Modifiers::NONE, Key::Enter);
    desk.settle();
    assert!(desk.harness.ctx.zoom_factor() > zoom);
    desk.assert_sees("Step 4 of 13");
    desk.press(Modifiers::NONE, Key::ArrowRight);
    desk.settle();
    desk.assert_sees("Step 5 of 13");
    // What acts on a request shows it.
    let tabs = desk.app().tabs().len();
    desk.ctrl(Key::K);
    desk.settle();
    desk.type_text("new tab");
    desk.press(Modifiers::NONE, Key::Enter);
    desk.settle();
    assert_eq!(desk.app().tabs().len(), tabs + 1);
    desk.assert_sees_not("of 13");
    desk.assert_sees("Send");
}

#[test]
fn the_first_step_shows_method_url_headers_and_the_start_of_the_body() {
    let mut desk = tall();
    let mut kind = kind("DynamoDB");
    let token = "a-token-of-mine/1234567890";
    kind.request.http.auth.aws.session_token = Secret::new(token);
    let lines: Vec<String> = (0..20).map(|line| format!("  \"line {line}\": 1,")).collect();
    let body = format!("{{\n  \"t\": \"{token}\",\n{}\n}}", lines.join("\n"));
    kind.request.http.body.text = body.as_str().into();
    let (method, url) = (kind.request.http.method.clone(), kind.request.http.url.clone());
    let header = kind.request.http.headers[0].clone();
    desk.tab_mut().request = kind.request;
    desk.settle();
    desk.run(Command::ExplainSteps);
    desk.settle();
    let digest = countersign::model::BodyDigest::of(body.as_bytes()).sha256;
    for words in [
        format!("{method} {url}"),
        format!("{}: {}", header.name, header.value),
        "\"line 5\": 1,".to_owned(),
        format!("The body: {} bytes", body.len()),
        format!("Its SHA-256: {digest}"),
    ] {
        desk.assert_sees(&words);
    }
    desk.assert_sees_not("\"line 6\"");
    assert!(!desk.everything_told().contains(token));

    let empty = explain(&mut desk, "REST API");
    assert_eq!(empty, LessonForm::Header);
    desk.assert_sees("The request has no body");
}

/// Requests whose steps are shown to a room.
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
        let mut desk = Desk::start(Room::with_size(size));
        desk.run(Command::Present);
        for kind in shown_to_a_room() {
            let name = kind.name;
            desk.tab_mut().request = kind.request;
            desk.settle();
            desk.run(Command::ExplainSteps);
            desk.settle();
            let form = LessonForm::of(&desk.tab().shown_signed().unwrap());
            for step in form.steps() {
                desk.assert_sees(step.title(form));
                let right = desk.harness.ctx.content_rect().right();
                for drawn in desk.drawn() {
                    let what = format!("{name}, {step:?}, {size}: {:?}", drawn.text);
                    let whole = drawn.galley.rect.width();
                    assert!(
                        drawn.seen.right() <= right && drawn.seen.width() >= whole - 1.0,
                        "{what}"
                    );
                    let heights = drawn.galley.job.sections.iter();
                    let least = heights
                        .map(|section| section.format.font_id.size)
                        .fold(f32::INFINITY, f32::min);
                    let pixels = least * desk.harness.ctx.zoom_factor();
                    let buttons = ["Close", "Next step", "Step before", "Show key steps"];
                    let is_button = buttons.contains(&drawn.text.as_str());
                    assert!(is_button || pixels >= 17.0, "{what}: {pixels}");
                }
                desk.press(Modifiers::NONE, Key::ArrowRight);
                desk.settle();
            }
            desk.press(Modifiers::NONE, Key::Escape);
            desk.settle();
        }
    }
}
