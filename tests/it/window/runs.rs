//! Running requests of a collection from the window: chosen, under way, cancelled, failed, opened again, reported.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::mpsc::sync_channel;

use countersign::demo::{DEMO_KEY_ID, DEMO_ROLE, DEMO_SECRET};
use countersign::redact::run_record::RunRecord;
use countersign::ui::command::Command;
use countersign::ui::context::DemoStatus;
use countersign::ui::run_results::{RunProgress, RunResults};
use countersign::ui::shown_signature::Side;
use eframe::egui::{Key, Modifiers, ViewportCommand, vec2};

use super::collections::{Collection, open_request};
use super::test_window::{TestMachine, TestWindow};
use crate::support::server::Server;

const ROOT: &str = r#"opencollection: 1.0.0
info:
  name: Shop
request:
  auth:
    type: awsv4
    accessKeyId: AKIAIOSFODNN7EXAMPLE
    secretAccessKey: "{{process.env.DEMO_KEY}}"
    service: execute-api
    region: us-east-1
"#;

/// A request with one assertion about its status.
fn request(name: &str, seq: u32, (method, url): (&str, &str), status: &str) -> String {
    format!(
        "info:\n  name: {name}\n  type: http\n  seq: {seq}\nhttp:\n  method: {method}\n  url: \"{url}\"\n  auth: inherit\n\
         runtime:\n  assertions:\n    - expression: res.status\n      operator: eq\n      value: \"{status}\"\n"
    )
}

/// A window in which a collection of these requests is open.
fn shop(machine: TestMachine, files: &[(&str, String)]) -> (TestWindow, Collection) {
    machine.set("DEMO_KEY", DEMO_SECRET);
    let collection = Collection(machine.data_dir().join("shop"));
    collection.write("opencollection.yml", ROOT);
    for (name, text) in files {
        collection.write(name, text);
    }
    let mut window = TestWindow::start(machine);
    window.drop_files(&[&collection.0]);
    window.until("the collection is open", |window| {
        window
            .app()
            .collections()
            .first()
            .is_some_and(|shown| shown.collection().is_some())
    });
    window.settle();
    (window, collection)
}

/// Two requests that pass, in a folder and beside it, and one that fails between them.
fn three() -> Vec<(&'static str, String)> {
    vec![
        ("a.yml", request("Pets", 1, ("GET", "{{demo}}/dev/pets"), "200")),
        (
            "b.yml",
            request("Wrong", 2, ("GET", "{{demo}}/dev/pets/1"), "404"),
        ),
        (
            "in/c.yml",
            request("Cats", 1, ("GET", "{{demo}}/dev/pets?type=cat"), "200"),
        ),
    ]
}

fn results(window: &TestWindow) -> &RunResults {
    window.app().run_results().unwrap()
}

fn ended(window: &TestWindow) -> bool {
    window
        .app()
        .run_results()
        .is_some_and(|results| !results.is_under_way())
}

fn row(window: &TestWindow, at: usize) -> &RunRecord {
    results(window).row(at).unwrap()
}

/// Opens the page for the whole collection.
fn open_page(window: &mut TestWindow) {
    window.run(Command::RunRequests);
    window.settle();
    window.assert_sees("Run Shop");
}

/// Opens the page, runs three requests, and waits until the first one has ended.
fn begin_three(window: &mut TestWindow) {
    open_page(window);
    window.click("Run 3 requests");
    window.until("the run is under way", |window| {
        window
            .app()
            .run_results()
            .is_some_and(|results| results.rows() == 1)
    });
}

/// A run of three requests, whose second one waits for a server that never answers.
fn waiting_run() -> (TestWindow, Collection, Server<()>) {
    let server: Server<()> = Server::start(|mut connection, seen| {
        connection.wait_for(b"\r\n\r\n");
        seen.send(()).unwrap();
        connection.until_closed();
    });
    let slow = format!("http://127.0.0.1:{}/slow", server.port());
    let files = [
        ("a.yml", request("First", 1, ("GET", "{{demo}}/dev/pets"), "200")),
        ("b.yml", request("Slow", 2, ("GET", &slow), "200")),
        ("c.yml", request("Third", 3, ("GET", "{{demo}}/dev/pets"), "200")),
    ];
    let (mut window, collection) = shop(TestMachine::default(), &files);
    begin_three(&mut window);
    server.next();
    (window, collection, server)
}

/// Opens the page, runs everything, and waits for the end.
fn run_all(window: &mut TestWindow, count: usize) {
    open_page(window);
    let noun = if count == 1 { "request" } else { "requests" };
    window.click(&format!("Run {count} {noun}"));
    window.until("the run ends", ended);
    window.settle();
}

#[test]
fn a_collection_is_run_and_what_failed_comes_first_and_opens_as_it_was_sent() {
    let (mut window, _collection) = shop(TestMachine::default(), &three());
    run_all(&mut window, 3);
    assert_eq!(
        (results(&window).counts().passed, results(&window).counts().failed),
        (2, 1)
    );
    window.assert_sees("1 failed");
    window.assert_sees("2 of 3 assertions hold");
    // The failure is above what ran before it, and is the one that is explained.
    assert_eq!(row(&window, 0).name, "Wrong");
    assert_eq!(
        row(&window, 1).name,
        "Cats",
        "folders run first, as in the sidebar"
    );
    window.assert_sees("res.status eq 404: compared with 404, and it is 200");
    window.click("Open as it was sent");
    window.until("the exchange is open", |window| {
        window.tab().last.sent.is_some() && window.tab().signature.side == Side::AsSent
    });
    window.settle();
    assert_eq!(window.status(), 200);
    let sent = window.sent();
    assert!(sent.kept.is_some(), "it comes from the history");
    assert!(
        window
            .report_sent()
            .canonical_request
            .as_str()
            .contains("/dev/pets/1")
    );
    assert!(window.report_sent().proof.holds());
    // The run is there when its page is opened again.
    window.run(Command::ShowRun);
    window.settle();
    window.assert_sees("1 failed");
}

#[test]
fn every_request_of_a_run_is_in_the_history() {
    let (mut window, _collection) = shop(TestMachine::default(), &three());
    run_all(&mut window, 3);
    let machine = window.close();
    let kept = super::history::kept_texts(machine.data_dir());
    assert_eq!(kept.len(), 3);
    for (part, count) in [("type=cat", 1), ("/dev/pets/1", 1), (DEMO_SECRET, 0)] {
        let found = kept.iter().filter(|text| text.contains(part)).count();
        assert_eq!(found, count, "{part}");
    }
}

#[test]
fn a_run_is_cancelled_and_what_it_did_not_come_to_is_said() {
    let (mut window, _collection, _server) = waiting_run();
    window.assert_sees("Running");
    // The run goes on without its page, which comes back by the status bar.
    window.press(Modifiers::NONE, Key::Escape);
    window.frame();
    window.frame();
    window.click("Run: 1 of 3");
    window.frame();
    window.click("Cancel the run");
    window.until("the run ends", ended);
    window.settle();
    let counts = *results(&window).counts();
    assert_eq!((counts.passed, counts.failed, counts.not_run), (1, 0, 2));
    window.assert_sees("Not all was run");
    window.assert_sees("2 not run");
    assert!(matches!(results(&window).progress, RunProgress::Ended(_)));
}

#[test]
fn the_end_of_the_program_is_asked_about_while_a_run_is_under_way() {
    let (mut window, _collection, _server) = waiting_run();
    window.press_close();
    assert!(window.commands.contains(&ViewportCommand::CancelClose));
    window.settle();
    window.assert_sees("Quit Countersign?");
    window.assert_sees("1 of 3 requests ended");
    // Asked again, it stays asked; Enter stays in the program, and so does Escape.
    window.commands.clear();
    window.press_close();
    assert_eq!(window.commands, [ViewportCommand::CancelClose]);
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    assert!(!window.sees("Quit Countersign?"));
    window.assert_sees("Running");
    window.press_close();
    window.settle();
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    assert!(!window.sees("Quit Countersign?"));
    window.assert_sees("Running");
    // By the command, and with yes.
    window.run(Command::Quit);
    assert!(window.commands.contains(&ViewportCommand::Close));
    window.press_close();
    window.settle();
    window.commands.clear();
    window.click("Quit");
    window.press_close();
    assert!(window.commands.contains(&ViewportCommand::Close));
    assert!(!window.commands.contains(&ViewportCommand::CancelClose));
}

#[test]
fn a_window_without_a_run_closes_unasked() {
    let (mut window, _collection) = shop(TestMachine::default(), &three());
    run_all(&mut window, 3);
    window.press_close();
    assert!(!window.commands.contains(&ViewportCommand::CancelClose));
    assert!(!window.sees("Quit Countersign?"));
}

/// A role's session lasts an hour: two pass while the second request waits.
#[test]
fn credentials_that_end_in_the_middle_of_a_run_are_fetched_anew() {
    let (release, released) = sync_channel::<()>(0);
    let released = Mutex::new(released);
    let server: Server<()> = Server::start(move |mut connection, seen| {
        connection.wait_for(b"\r\n\r\n");
        seen.send(()).unwrap();
        released.lock().unwrap().recv().unwrap();
        connection.ok();
    });
    let slow = format!("http://127.0.0.1:{}/", server.port());
    let files = [
        ("a.yml", request("First", 1, ("GET", "{{demo}}/dev/pets"), "200")),
        (
            "b.yml",
            request("Slow", 2, ("GET", &slow), "200").replace("auth: inherit", "auth: none"),
        ),
        ("c.yml", request("Third", 3, ("GET", "{{demo}}/dev/pets"), "200")),
    ];
    let machine = TestMachine::default();
    let config = machine.write(
        "config",
        &format!(
            "[profile user]\naws_access_key_id = {DEMO_KEY_ID}\naws_secret_access_key = {DEMO_SECRET}\n\
             [profile role]\nrole_arn = {DEMO_ROLE}\nsource_profile = user\n"
        ),
    );
    machine.set("AWS_CONFIG_FILE", config.to_str().unwrap());
    let (mut window, collection) = shop(machine, &files);
    let DemoStatus::Ready { port, .. } = window.app().demo() else {
        panic!("the embedded server runs")
    };
    let sts = format!("http://sts.us-east-1.localhost:{port}");
    window.machine.set("AWS_ENDPOINT_URL_STS", &sts);
    collection.change(
        "opencollection.yml",
        "    accessKeyId: AKIAIOSFODNN7EXAMPLE\n",
        "    profileName: role\n",
    );
    collection.change(
        "opencollection.yml",
        "    secretAccessKey: \"{{process.env.DEMO_KEY}}\"\n",
        "",
    );
    window.until("the collection is read again", |window| {
        let shown = window.app().collections()[0].collection().unwrap();
        shown.defaults.auth.aws.profile == "role"
    });
    begin_three(&mut window);
    server.next();
    *window.machine.now.lock().unwrap() += time::Duration::hours(2);
    release.send(()).unwrap();
    window.until("the run ends", ended);
    assert_eq!(
        results(&window).counts().passed,
        3,
        "{:?}",
        results(&window).records()
    );
    let machine = window.close();
    let keys: BTreeSet<String> = super::history::kept_texts(machine.data_dir())
        .iter()
        .filter_map(|text| text.split_once("Credential=ASIA"))
        .filter_map(|(_, key)| key.get(..16).map(str::to_owned))
        .collect();
    assert_eq!(keys.len(), 2, "two sessions signed: {keys:?}");
}

#[test]
fn some_of_the_requests_are_chosen_and_run_by_keyboard_alone() {
    let (mut window, _collection) = shop(TestMachine::default(), &three());
    window.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::R);
    window.settle();
    assert_eq!(window.focused().as_deref(), Some("Run 3 requests"));
    window.click("Run Wrong");
    window.settle();
    window.click("Run 2 requests");
    window.until("the run ends", ended);
    window.settle();
    window.assert_sees("All passed");
    assert_eq!(results(&window).counts().requests, 2);
    window.click("Change…");
    window.settle();
    // What was chosen stays, and Enter runs it again.
    assert_eq!(window.focused().as_deref(), Some("Run 2 requests"));
    window.press(Modifiers::NONE, Key::Enter);
    window.until("the run ends", |window| {
        ended(window) && window.sees("All passed")
    });
}

#[test]
fn rows_of_data_are_iterations_and_a_file_that_can_not_be_used_says_why() {
    let files = [(
        "a.yml",
        request("Pet", 1, ("GET", "{{demo}}/dev/pets/{{id}}"), "{{wanted}}"),
    )];
    let (mut window, collection) = shop(TestMachine::default(), &files);
    collection.write("rows.csv", "id,wanted\n1,200\n2,200\n3,404\n");
    open_page(&mut window);
    window.fill("File with data", "rows.txt");
    window.click("Run 1 request");
    window.until("it is refused", |window| window.sees("can not be read"));
    window.fill("File with data", "rows.csv");
    window.settle();
    window.click("Run 1 request");
    window.until("the run ends", ended);
    window.settle();
    let all: Vec<(usize, bool)> = results(&window)
        .records()
        .iter()
        .map(|record| (record.iteration, record.passed()))
        .collect();
    assert_eq!(all, [(1, true), (2, true), (3, false)]);
}

#[test]
fn in_a_dangerous_environment_what_changes_data_waits_for_a_word() {
    let mut files = three();
    files.push(("d.yml", request("Adopt", 3, ("POST", "{{demo}}/dev/pets"), "400")));
    let (mut window, collection) = shop(TestMachine::default(), &files);
    collection.add_dangerous(&mut window);
    open_page(&mut window);
    window.click("Environment: No environment");
    window.settle();
    window.click("Environment: choose prod");
    window.settle();
    window.assert_sees("prod is marked as dangerous, and 1 request may change data in it");
    assert!(!window.is_enabled("Run 4 requests"));
    window.click("Run Adopt");
    window.settle();
    assert!(
        window.is_enabled("Run 3 requests"),
        "what reads is not asked about"
    );
    window.click("Run Adopt");
    window.settle();
    window.click("Send them all the same");
    window.settle();
    window.click("Run 4 requests");
    window.until("the run ends", ended);
    assert_eq!(results(&window).counts().requests, 4);
}

#[test]
fn running_again_in_another_environment_asks_again() {
    let files = [("d.yml", request("Adopt", 1, ("POST", "{{demo}}/dev/pets"), "400"))];
    let (mut window, collection) = shop(TestMachine::default(), &files);
    collection.add_dangerous(&mut window);
    run_all(&mut window, 1);
    window.click("Change…");
    window.settle();
    window.click("Environment: No environment");
    window.settle();
    window.click("Environment: choose prod");
    window.settle();
    window.click("Back to the last run");
    window.settle();
    window.assert_sees("Run of Shop");
    window.assert_sees_not("in prod");
    window.click("Run again");
    window.until("it is refused", |window| {
        window.sees("prod is marked as dangerous, and d.yml is a POST")
    });
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    let machine = window.close();
    let kept = super::history::kept_texts(machine.data_dir());
    assert_eq!(kept.len(), 1, "nothing was sent again");
}

#[test]
fn a_secret_without_a_value_is_named_before_anything_is_sent() {
    let files = [("a.yml", request("Pets", 1, ("GET", "{{demo}}/dev/pets"), "200"))];
    let (mut window, collection) = shop(TestMachine::default(), &files);
    collection.write(
        "environments/local.yml",
        "name: local\nvariables:\n  - secret: true\n    name: apikey\n",
    );
    collection.change("a.yml", "/dev/pets\"", "/dev/pets?k={{apikey}}\"");
    window.until("the environment is read", |window| {
        window.app().collections()[0]
            .collection()
            .is_some_and(|collection| collection.environment("local").is_some())
    });
    open_page(&mut window);
    window.click("Environment: No environment");
    window.settle();
    window.click("Environment: choose local");
    window.settle();
    window.click("Run 1 request");
    window.until("it is refused", |window| {
        window.sees("have no value on this computer: apikey")
    });
    assert!(window.app().run_results().is_none());
}

#[test]
fn a_report_is_written_without_a_secret_and_unsaved_edits_are_said() {
    let (mut window, collection) = shop(TestMachine::default(), &three());
    open_request(&mut window, "GET Pets", "Pets");
    window.fill("URL", "{{demo}}/dev/pets?unsaved=1");
    window.settle();
    open_page(&mut window);
    window.assert_sees("1 request has unsaved edits");
    window.click("Run 3 requests");
    window.until("the run ends", ended);
    window.settle();
    window.click("Save a report…");
    window.settle();
    let path = collection.0.join("report.xml");
    window.fill("File of the report", path.to_str().unwrap());
    window.click("Write the report");
    window.until("it is written", |window| window.sees("Wrote the report to"));
    // The page is lower by a row now, and stands elsewhere.
    window.settle();
    let report = std::fs::read_to_string(path).unwrap();
    assert!(report.contains("<testsuites"), "{report}");
    assert!(report.contains("failures=\"1\""), "{report}");
    assert!(!report.contains(DEMO_SECRET) && !report.contains("unsaved=1"));
    window.click("Save a report…");
    window.settle();
    let path = collection.0.join("report.xml");
    window.fill("File of the report", path.to_str().unwrap());
    window.click("Write the report");
    window.until("it is refused", |window| {
        window.sees("is there already, and is not replaced")
    });
    assert_eq!(
        window.field("File of the report").value().as_deref(),
        path.to_str()
    );
}

#[test]
fn without_a_history_a_row_says_why_it_does_not_open() {
    let (mut window, _collection) = shop(TestMachine::default(), &three());
    window.run(Command::ShowHistory);
    window.settle();
    window.click("What is kept…");
    window.settle();
    window.click("Keep what is sent");
    window.settle();
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    run_all(&mut window, 3);
    assert!(!window.is_enabled("Open as it was sent"));
    window.click("Open the request");
    window.until("the request is open", |window| {
        window.tab().draft.request.info.name == "Wrong"
    });
}

#[test]
fn the_page_fits_a_small_window_and_comes_to_rest() {
    let (mut window, _collection) = shop(TestMachine::with_size(vec2(800.0, 600.0)), &three());
    open_page(&mut window);
    window.assert_inside("Run 3 requests");
    window.click("Run 3 requests");
    window.until("the run ends", ended);
    window.settle();
    window.assert_inside("Run again");
    window.assert_inside("Open as it was sent");
    window.harness.run();
}

#[test]
fn what_is_not_run_of_the_files_is_named_beside_the_results() {
    let script = "  scripts:\n    - type: tests\n      code: test('x', () => {})\n";
    let with_script = request("Pets", 1, ("GET", "{{demo}}/dev/pets"), "200") + script;
    let (mut window, _collection) = shop(TestMachine::default(), &[("a.yml", with_script)]);
    open_page(&mut window);
    window.click("Run 1 request");
    window.until("the run ends", ended);
    window.settle();
    assert_eq!(results(&window).counts().passed, 1);
    window.assert_sees("Scripts are not run, and what they test is not checked: a.yml has some");
}
