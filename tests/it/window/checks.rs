//! Checks in the window: assertions typed and judged on the reply at hand, captures for the next send.

use std::path::Path;

use countersign::demo::DEMO_ROLE;
use countersign::model::{Assertion, AssertionOperator, Capture, CaptureScope, HeaderRow};
use countersign::ui::command::Command;
use countersign::ui::context::DemoStatus;
use countersign::ui::reply_checks::ReplyChecks;
use countersign::ui::section::Section;
use eframe::egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::NodeT as _;

use super::collections::open_request_of_a_new_collection;
use super::history;
use super::test_window::{TestMachine, TestWindow};

fn tall() -> TestMachine {
    TestMachine::with_size(vec2(1280.0, 1000.0))
}

/// A window with a reply and its checks in front.
fn answered() -> TestWindow {
    let mut window = TestWindow::start(tall());
    window.fill_by_paste("URL", "{{demo}}/dev/pets/1");
    window.send();
    window.run(Command::ShowChecks);
    window.settle();
    window
}

fn told(window: &TestWindow, words: &str) -> bool {
    window.everything_told().contains(words)
}

/// Waits until a row tells this, as `Assertion 1 passed: 200`.
#[track_caller]
fn until_told(window: &mut TestWindow, words: &str) {
    window.until(words, |window| told(window, words));
    window.settle();
}

/// Adds an assertion as typing does.
fn assert_that(window: &mut TestWindow, expression: &str, operator: AssertionOperator, value: &str) {
    let assertion = Assertion::new(expression, operator, value);
    window.tab_mut().draft.request.assertions.push(assertion);
    window.settle();
}

fn capture(window: &mut TestWindow, expression: &str, variable: &str, scope: CaptureScope) {
    let capture = Capture {
        scope,
        ..Capture::new(expression, variable)
    };
    window.tab_mut().draft.request.captures.push(capture);
    window.settle();
}

/// Sends, and waits until the checks are carried out.
fn send(window: &mut TestWindow) {
    window.send();
    window.until("the checks are done", |window| {
        matches!(window.tab().last.checks, ReplyChecks::Done(_))
    });
    window.settle();
}

/// What a field tells of a variable at its cursor.
fn told_of(window: &mut TestWindow, variable: &str) -> String {
    let before = window.tab().draft.request.http.url.clone();
    window.fill_by_paste("URL", &format!("{{{{{variable}}}}}"));
    window.press(Modifiers::NONE, Key::ArrowLeft);
    window.settle();
    let field = window.field("URL");
    let told = field.accesskit_node().description().unwrap_or_default();
    window.tab_mut().draft.request.http.url = before;
    window.settle();
    told
}

#[test]
fn an_assertion_that_is_typed_is_judged_on_the_reply_at_hand() {
    let mut window = answered();
    assert_eq!(window.tab().section, Section::Checks);
    window.fill("Assertion 1 expression", "res.status");
    assert_eq!(window.tab().draft.request.assertions.len(), 1);
    window.fill("Assertion 1 value", "200");
    until_told(&mut window, "Assertion 1 passed: 200");
    window.assert_sees("The check passed");
    // Typed over, it fails at once: nothing is sent again.
    let exchange = window.sent().exchange.id;
    window.fill("Assertion 1 value", "201");
    until_told(&mut window, "Assertion 1 failed: is 200");
    window.assert_sees("The check did not pass");
    assert_eq!(window.sent().exchange.id, exchange);
    // The status line tells of the reply, not of the check.
    assert_eq!(window.status(), 200);
    assert!(!told(&window, "The request was edited since"));
    // Taken back, it holds again.
    window.run(Command::Undo);
    until_told(&mut window, "Assertion 1 passed: 200");
    assert_eq!(window.tab().draft.request.assertions[0].value, "200");
    // Switched off, nothing is checked.
    window.click("Judge assertion 1");
    window.settle();
    assert!(!told(&window, "Assertion 1 passed"));
    window.assert_sees_not("The check passed");
}

#[test]
fn every_kind_of_fact_is_judged() {
    let mut window = answered();
    for (expression, operator, value) in [
        ("res.headers.content-type", AssertionOperator::Contains, "json"),
        ("jsonpath('$.type')", AssertionOperator::Eq, "dog"),
        ("res.body.price", AssertionOperator::Gt, "100"),
        ("res.body.id", AssertionOperator::IsNumber, ""),
        (
            "regex('\"type\":\\s*\"(\\w+)')",
            AssertionOperator::In,
            "cat, dog",
        ),
        (
            "signature.signedHeaders",
            AssertionOperator::Eq,
            "host;x-amz-date",
        ),
        ("signature.region", AssertionOperator::Eq, "us-east-1"),
        ("size.body", AssertionOperator::Lt, "1000"),
        ("res.responseTime", AssertionOperator::Gte, "0"),
        ("certificate.daysLeft", AssertionOperator::Gt, "30"),
        ("xpath('//x')", AssertionOperator::IsDefined, ""),
    ] {
        assert_that(&mut window, expression, operator, value);
    }
    window.until("all are judged", |window| {
        window.tab().last.checks.counts().all == 11
    });
    window.settle();
    let counts = window.tab().last.checks.counts();
    assert_eq!(counts.passed, 9, "{:#?}", window.tab().last.checks.records());
    // Those that do not hold are told first, and lead to their rows.
    window.assert_sees("9 of 11 checks passed");
    window.click("List the checks");
    window.settle();
    let sorted = window.tab().last.checks.failures_first();
    let last = sorted.iter().take(2).map(|record| record.words.get().clone());
    let last: Vec<String> = last.collect();
    assert!(
        last.iter().any(|words| words.starts_with("xpath")),
        "{last:?}: no XML, so it can not be judged"
    );
    let button = window
        .controls()
        .into_iter()
        .find(|name| name.starts_with("Go to the check certificate.daysLeft"))
        .unwrap();
    window.tab_mut().section = Section::Auth;
    window.settle();
    window.click(&button);
    window.settle();
    assert_eq!(window.focused().as_deref(), Some("Assertion 10 expression"));
}

#[test]
fn a_wrong_expression_is_told_at_its_row_while_it_is_typed() {
    let mut window = TestWindow::start(tall());
    window.run(Command::ShowChecks);
    window.settle();
    window.fill("Assertion 1 expression", "res.body.map(x => x.id)");
    window.assert_sees("The expression is more than a path");
    window.fill("Assertion 1 expression", "jsonpath('$.[')");
    window.assert_sees("The path can not be read at character");
    window.fill("Assertion 1 expression", "res.body.id");
    window.assert_sees_not("can not be read");
    window.fill("Capture 1 expression", "res.body.id");
    window.assert_sees("name the variable that takes the value");
    window.fill("Capture 1 variable", "a b");
    window.assert_sees("No text can name the variable a b");
    window.fill("Capture 1 variable", "id");
    window.assert_sees_not("No text can name");
}

#[test]
fn the_keyboard_is_enough_and_expressions_are_completed() {
    let mut window = answered();
    // Nothing fails, so the cursor is taken nowhere; the empty row is the first that Tab comes to.
    window.enter("Assertion 1 expression");
    window.type_text("res.stat");
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    assert_eq!(window.tab().draft.request.assertions[0].expression, "res.status");
    window.press(Modifiers::NONE, Key::Tab);
    assert_eq!(
        window.focused().as_deref(),
        Some("Assertion 1 operator: equals"),
        "the next stop is the operator"
    );
    window.press(Modifiers::NONE, Key::Tab);
    window.type_text("200");
    until_told(&mut window, "Assertion 1 passed: 200");
    // Enter in the last row makes another.
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    assert_eq!(window.focused().as_deref(), Some("Assertion 2 expression"));
    window.type_text("content-t");
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    let second = window.tab().draft.request.assertions[1].clone();
    assert_eq!(second.expression, "res.headers.content-type");
    // Alt and an arrow put it above the first.
    window.press(Modifiers::ALT, Key::ArrowUp);
    window.settle();
    assert_eq!(window.tab().draft.request.assertions[0].row, second.row);
    window.click("Remove assertion 1");
    window.settle();
    assert_eq!(window.tab().draft.request.assertions.len(), 1);
    window.run(Command::Undo);
    window.settle();
    assert_eq!(window.tab().draft.request.assertions.len(), 2);
}

#[test]
fn an_operator_without_a_value_has_no_field_for_one() {
    let mut window = answered();
    window.fill("Assertion 1 expression", "res.body");
    assert!(window.find_field("Assertion 1 value").is_some());
    window.click("Assertion 1 operator: equals");
    window.settle();
    window.button("Assertion 1 operator: choose is there").focus();
    window.settle();
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    assert!(window.find_field("Assertion 1 value").is_none());
    until_told(&mut window, "Assertion 1 passed");
}

#[test]
fn checks_are_saved_with_the_request_and_come_back() {
    let mut window = TestWindow::start(tall());
    let collection = open_request_of_a_new_collection(&mut window);
    window.run(Command::ShowChecks);
    window.settle();
    window.fill("Assertion 1 expression", "res.status");
    window.fill("Assertion 1 value", "200");
    window.click("Add assertion");
    window.settle();
    window.fill("Assertion 2 expression", "signature.region");
    window.fill("Assertion 2 value", "us-east-1");
    window.fill("Capture 1 expression", "res.body[0].id");
    window.fill("Capture 1 variable", "petId");
    window.click("Capture 1 kept: in memory");
    window.settle();
    window.click("Capture 1 kept: choose in environment");
    window.settle();
    window.ctrl(Key::S);
    window.until("it is saved", |_| collection.has("list.countersign.toml"));
    window.until("it is written", |_| collection.read("list.yml").contains("petId"));
    let yaml = collection.read("list.yml");
    assert!(yaml.contains("# the sample API"), "comments stay: {yaml}");
    assert!(yaml.contains("- expression: res.status\n      operator: eq\n      value: \"200\""));
    assert!(yaml.contains("name: petId\n        scope: environment"), "{yaml}");
    assert!(!yaml.contains("signature"), "others do not evaluate it: {yaml}");
    assert!(
        collection
            .read("list.countersign.toml")
            .contains("signature.region")
    );
    let words = |window: &TestWindow| -> Vec<String> {
        let assertions = window.tab().draft.request.assertions.iter();
        assertions.map(Assertion::words).collect()
    };
    let before = words(&window);
    window.run(Command::CloseTab);
    window.settle();
    super::collections::open_request(&mut window, "GET List pets", "List pets");
    assert_eq!(words(&window), before);
    assert_eq!(
        window.tab().draft.request.captures[0].scope,
        CaptureScope::Environment
    );
}

#[test]
fn a_captured_value_is_a_variable_of_the_next_send_until_it_is_forgotten() {
    let mut window = answered();
    capture(&mut window, "res.body.type", "kind", CaptureScope::Run);
    until_told(&mut window, "Capture 1 passed: from the next send on: \"dog\"");
    // Tried on a reply, nothing is taken: only a send does.
    assert!(told_of(&mut window, "kind").starts_with("Nothing defines"));
    send(&mut window);
    assert_eq!(told_of(&mut window, "kind"), "dog. From captured values");
    assert!(told(&window, "Capture 1 passed: \"dog\""));
    window.run(Command::DuplicateTab);
    window.settle();
    window.fill_by_paste("URL", "{{demo}}/dev/pets?type={{kind}}");
    window.send();
    assert_eq!(window.status(), 200);
    let wire = window.sent().exchange.wire.clone().unwrap();
    assert!(wire.target.as_str().ends_with("type=dog"));
    window.run(Command::ForgetCaptured);
    window.settle();
    window.assert_sees("One captured value is forgotten");
    assert!(told_of(&mut window, "kind").starts_with("Nothing defines"));
}

#[test]
fn a_capture_into_the_environment_is_in_its_file() {
    let mut window = TestWindow::start(tall());
    let collection = open_request_of_a_new_collection(&mut window);
    collection.write(
        "environments/local.yml",
        "# of the team\nname: local\nvariables:\n  - secret: true\n    name: secret_key\n  - name: petId # the first one\n    value: none\n",
    );
    window.until("the environment is read", |window| {
        let environment = window.app().collections()[0]
            .collection()
            .and_then(|collection| collection.environment("local"));
        environment.is_some_and(|environment| environment.variables.len() == 2)
    });
    choose_local(&mut window);
    let secret = countersign::demo::DEMO_SECRET;
    window.run(Command::FillMissingValues);
    window.settle();
    window.fill("Value of secret_key", secret);
    window.click("Keep in the key store");
    window.settle();
    capture(
        &mut window,
        "res.body[1].type",
        "petId",
        CaptureScope::Environment,
    );
    capture(
        &mut window,
        "signature.accessKeyId",
        "session_token",
        CaptureScope::Environment,
    );
    send(&mut window);
    window.until("it is written", |_| {
        collection.read("environments/local.yml").contains("cat")
    });
    let yaml = collection.read("environments/local.yml");
    assert!(
        yaml.starts_with("# of the team\nname: local\n") && yaml.contains("petId # the first one"),
        "{yaml}"
    );
    assert!(
        yaml.contains("name: session_token") && !yaml.contains("AKIA"),
        "a credential is a secret variable there: {yaml}"
    );
    window.until("it is read", |window| {
        let environment = window.app().collections()[0]
            .collection()
            .and_then(|collection| collection.environment("local"));
        environment.is_some_and(|environment| environment.variables.len() == 3)
    });
    window.settle();
    assert_eq!(told_of(&mut window, "petId"), "cat. From environment local");
    assert!(told_of(&mut window, "session_token").starts_with("A secret"));
    // The same value again writes nothing.
    let before = collection.read("environments/local.yml");
    send(&mut window);
    assert_eq!(collection.read("environments/local.yml"), before);
}

fn choose_local(window: &mut TestWindow) {
    window.run(Command::SwitchEnvironment);
    window.settle();
    window.click("Use local");
    window.settle();
}

#[test]
fn a_captured_credential_is_told_nowhere_and_written_nowhere() {
    let mut window = TestWindow::start(tall());
    let DemoStatus::Ready { port, .. } = window.app().demo() else {
        panic!("the embedded server runs")
    };
    let role: String = url::form_urlencoded::byte_serialize(DEMO_ROLE.as_bytes()).collect();
    let url = format!(
        "http://sts.us-east-1.localhost:{port}/?Action=AssumeRole&Version=2011-06-15&RoleArn={role}&RoleSessionName=me"
    );
    window.fill_by_paste("URL", &url);
    window.run(Command::ShowChecks);
    window.settle();
    capture(&mut window, "xpath('//SessionToken')", "taken", CaptureScope::Run);
    capture(&mut window, "xpath('//Credentials')", "all", CaptureScope::Run);
    assert_that(
        &mut window,
        "xpath('//SecretAccessKey')",
        AssertionOperator::Eq,
        "nothing",
    );
    send(&mut window);
    assert_eq!(window.status(), 200);
    let received = window.sent().received.clone();
    let credentials = &received.credentials.as_ref().unwrap().chosen;
    let secrets = [
        credentials.secret_access_key.expose_for_signing().to_owned(),
        credentials.session_token.expose_for_editing().to_owned(),
    ];
    // The body of the reply shows them; nothing else does.
    window.run(Command::ShowTimeline);
    window.settle();
    let tells = |window: &TestWindow| {
        let told = window.everything_told();
        secrets.iter().any(|secret| told.contains(secret.as_str()))
    };
    assert!(!tells(&window));
    assert!(told(&window, "Capture 1 passed: a secret, hidden"));
    assert!(told(&window, "Capture 2 passed: a secret, hidden"));
    assert!(told(
        &window,
        "Assertion 1 failed: is [value behind a secret name"
    ));
    window.click("List the checks");
    window.settle();
    assert!(!tells(&window));
    // In the next tab it is sent, and hidden in all that is told of it.
    window.run(Command::DuplicateTab);
    window.settle();
    window.fill_by_paste("URL", "{{demo}}/dev/pets/2");
    let headers = &mut window.tab_mut().draft.request.http.headers;
    headers.push(HeaderRow::new("x-mine", "{{taken}}"));
    window.settle();
    window.send();
    let wire = window.sent().exchange.wire.clone().unwrap();
    let sent = wire
        .headers
        .iter()
        .find(|header| header.name.as_str() == "x-mine");
    assert!(sent.unwrap().value.as_str() == secrets[1], "it is sent");
    for command in [
        Command::ShowHeaders,
        Command::ShowTimeline,
        Command::EditGlobalVariables,
        Command::ShowHistory,
    ] {
        window.run(command);
        window.settle();
        let told = window.everything_told();
        for secret in &secrets {
            // What the table shows of a header that is sent is what the signature signs.
            let is_shown = told.contains(secret.as_str());
            assert!(!is_shown, "{command:?}");
        }
        window.press(Modifiers::NONE, Key::Escape);
        window.settle();
    }
    let folder = window.machine.folder.clone();
    let data_dir = window.machine.data_dir().to_owned();
    drop(window.close());
    let kept = history::kept_texts(&data_dir);
    assert_eq!(kept.len(), 2);
    for secret in &secrets {
        assert!(kept.iter().all(|text| !text.contains(secret.as_str())));
        assert!(!is_in_files(folder.path(), secret));
    }
}

fn is_in_files(folder: &Path, secret: &str) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return is_in_files(&path, secret);
        }
        String::from_utf8_lossy(&std::fs::read(&path).unwrap()).contains(secret)
    })
}

#[test]
fn an_exchange_of_the_history_is_checked_as_it_was_kept() {
    let mut window = answered();
    assert_that(&mut window, "res.body.type", AssertionOperator::Eq, "dog");
    send(&mut window);
    let machine = window.close();
    let mut window = TestWindow::start(machine);
    window.run(Command::ShowHistory);
    window.until("it is listed", |window| !window.app().history_rows().is_empty());
    window.settle();
    window.press(Modifiers::NONE, Key::ArrowDown);
    window.settle();
    window.press(Modifiers::NONE, Key::Enter);
    window.until("it is open", |window| {
        window
            .tab()
            .last
            .sent
            .as_ref()
            .is_some_and(|sent| sent.kept.is_some())
    });
    window.until("it is judged", |window| {
        matches!(window.tab().last.checks, ReplyChecks::Done(_))
    });
    window.settle();
    window.assert_sees("The check passed");
    // What was not kept can not be judged.
    let sent = window.tab_mut().last.sent.as_mut().unwrap();
    sent.kept.as_mut().unwrap().body_left_out = Some("The body is not kept".to_owned());
    window.run(Command::ShowChecks);
    window.settle();
    window.fill("Assertion 1 value", "cat");
    until_told(&mut window, "Assertion 1 can not be judged: The body is not kept");
}
