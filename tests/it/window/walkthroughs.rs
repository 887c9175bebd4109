//! The walkthroughs in `docs/`, followed at the window word by word, and their pictures.

mod guide;

use std::collections::BTreeSet;
use std::sync::Arc;

use countersign::demo::DemoServer;
use countersign::ui::command::Command;
use countersign::ui::context::DemoStatus;

use self::guide::{Guide, PORT_SAID, folder, pictures_wanted, text_of};
use super::test_window::{TestMachine, TestWindow};
use crate::support::sso::browse;

const WALKTHROUGHS: [&str; 4] = [
    "rest-api.md",
    "petstore.md",
    "cross-account-http-api.md",
    "identity-center.md",
];
/// What the repository carries at most.
const MOST_PICTURES: usize = 10;
const MOST_BYTES: u64 = 1_500_000;

/// A first start that follows a document with the embedded server.
fn with_embedded_server(document: &'static str) -> Guide {
    let window = TestWindow::first_start();
    let DemoStatus::Ready { port, .. } = *window.app().demo() else {
        panic!("no embedded server")
    };
    Guide::open(document, window, port)
}

/// `countersign demo-server` on the clock of this machine. The port is the one that the documents say only in pictures.
fn demo_server(machine: &TestMachine) -> DemoServer {
    let now = Arc::clone(&machine.now);
    let said = pictures_wanted().map(|_| PORT_SAID.parse().unwrap());
    let builder = DemoServer::builder(move || *now.lock().unwrap());
    builder.spawn(said.unwrap_or_default()).unwrap()
}

/// A new request with the keys of the demo user.
fn new_request_with_keys(guide: &mut Guide) {
    guide.choose(Command::NewTab);
    guide.url();
    guide.type_into("Access key ID");
    guide.type_into("Secret access key");
}

#[test]
fn a_rest_api_with_iam_authorization() {
    let mut guide = with_embedded_server("rest-api.md");
    new_request_with_keys(&mut guide);
    guide.sees("from host");
    guide.send(200);
    guide.sees("proved");
    guide.picture("rest-api-200");
    guide.url();
    guide.send(403);
    guide.sees("Missing Authentication Token");
    guide.sees("The API has no GET /pets");
    guide.click("Steps");
    guide.picture("rest-api-missing-token");
    guide.url();
    guide.click_named("None", "Auth: None");
    guide.send(403);
    guide.sees("Missing Authentication Token");
    guide.window.scroll_to("Turn on AWS Signature");
    guide.sees("The method wants a signature, and the request has none");
    guide.click("Turn on AWS Signature");
    guide.send(200);
    guide.choose(Command::TestProtection);
    guide
        .window
        .until("three verdicts", |window| !window.sees("Waiting"));
    guide.sees("Refused, as it should be");
    guide.sees("The credentials are accepted");
    guide.click("Close");
    guide.end();
}

#[test]
fn the_pet_store_with_its_generated_header() {
    let mut guide = with_embedded_server("petstore.md");
    new_request_with_keys(&mut guide);
    guide.send(200);
    guide.sees("AWS4-HMAC-SHA256");
    guide.sees("host;x-amz-date");
    guide.click_named("Path", "Path: /dev/pets");
    guide.picture("petstore-header");
    guide.click("Headers");
    guide.sees("x-amz-date");
    guide.sees("not signed");
    guide.url();
    guide.click("Params");
    guide.fill("petId", "Path parameter petId");
    guide.send(200);
    guide.sees("/dev/pets/2");
    guide.sees("\"cat\"");
    guide.picture("petstore-pet");
    guide.click_named("Wire", "Response wire");
    guide.sees("GET /dev/pets/2 HTTP/1.1");
    guide.choose(Command::ExplainSteps);
    guide.ends_by_escape();
    guide.end();
}

#[test]
fn an_http_api_of_another_account() {
    let machine = TestMachine::default();
    let server = demo_server(&machine);
    let window = TestWindow::start(machine);
    let mut guide = Guide::open("cross-account-http-api.md", window, server.port());
    guide.choose(Command::NewTab);
    guide.url();
    guide.paste_into("Access key ID");
    guide.send(200);
    guide.sees("x-amz-security-token");
    guide.picture("cross-account-pasted");
    guide.click_named("None", "Auth: None");
    guide.send(403);
    guide.sees("Forbidden");
    guide.sees("The HTTP API refused the call, and HTTP APIs never say why");
    guide.click("Policy and steps");
    guide.sees("Policy of the caller");
    guide.picture("cross-account-forbidden");
    new_request_with_keys(&mut guide);
    guide.click("Assume a role");
    guide.fill("Role", "ARN of role");
    guide.click("Options of role");
    guide.type_into("STS endpoint");
    guide.click("Options of role");
    guide.send(200);
    guide.sees("role/demo (123456789012)");
    guide.sees("ends in 60 min");
    guide.picture("cross-account-assumed");
    guide.send_by(Command::SendAsCaller, 200);
    guide.choose(Command::ShowOwnCalls);
    guide.sees("AssumeRole");
    guide.click("Close");
    guide.end();
}

#[test]
fn access_through_iam_identity_center() {
    let machine = TestMachine::default();
    let server = demo_server(&machine);
    let home = machine.data_dir().join("home");
    std::fs::create_dir(&home).unwrap();
    machine.set("HOME", home.to_str().unwrap());
    // The variables of the command line that the document has.
    let text = text_of("identity-center.md");
    let variables = text
        .split_whitespace()
        .filter_map(|word| word.split_once('='))
        .filter(|(name, _)| name.starts_with("AWS_ENDPOINT_URL_"));
    let mut set = 0;
    for (name, value) in variables {
        machine.set(name, &value.replace(PORT_SAID, &server.port().to_string()));
        set += 1;
    }
    assert_eq!(set, 2, "one for each service");
    let window = TestWindow::start(machine);
    let mut guide = Guide::open("identity-center.md", window, server.port());
    guide.choose(Command::NewTab);
    guide.url();
    guide.click_named("Credentials", "Credentials: Typed keys");
    guide.click_named("IAM Identity Center", "Credentials: choose IAM Identity Center");
    guide.type_into("Start URL");
    guide.fill("Its region", "Region of IAM Identity Center");
    guide.click("Choose account and role…");
    guide
        .window
        .until("the browser is opened", |window| !window.opened_urls.is_empty());
    guide.window.settle();
    guide.picture("identity-center-sign-in");
    guide.names("Use a code instead");
    guide.names("Cancel");
    let shown = browse(&guide.window.opened_urls[0]);
    guide
        .window
        .until("the accounts are listed", |window| window.sees("Which account?"));
    assert_eq!(shown.recv().unwrap().status, 200);
    guide
        .window
        .until("they have come", |window| window.sees("Demo ("));
    // The page is as high as its rows at once.
    guide.window.assert_sees("Sandbox (210987654321)");
    guide.window.settle();
    guide.sees("Which account?");
    guide.picture("identity-center-accounts");
    guide.click("Demo (123456789012)");
    guide.window.until("its roles are listed", |window| {
        window.has_button("DemoDeveloper")
    });
    guide.window.settle();
    guide.click("DemoDeveloper");
    guide.send(200);
    guide.sees("DemoDeveloper (123456789012)");
    guide.picture("identity-center-200");
    guide.choose(Command::SignOut);
    guide.window.until("it is told", |window| {
        window.sees("Signed out of IAM Identity Center")
    });
    guide.sees("Signed out of IAM Identity Center");
    guide.end();
}

/// Targets of the links of a document that are files here.
fn linked(text: &str) -> Vec<&str> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    targets.filter(|target| !target.starts_with("https://")).collect()
}

#[test]
fn every_link_leads_to_a_file_and_every_picture_is_shown() {
    let mut reached = BTreeSet::new();
    for document in WALKTHROUGHS.into_iter().chain(["README.md"]) {
        for target in linked(&text_of(document)) {
            assert!(folder().join(target).exists(), "{document}: {target}");
            reached.insert(target.to_owned());
        }
    }
    for document in WALKTHROUGHS {
        assert!(reached.contains(document), "{document} is in the index");
    }
    let pictures: Vec<_> = std::fs::read_dir(folder().join("pictures"))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let bytes: u64 = pictures.iter().map(|file| file.metadata().unwrap().len()).sum();
    assert!(
        pictures.len() <= MOST_PICTURES && bytes <= MOST_BYTES,
        "{} pictures of {bytes} bytes",
        pictures.len()
    );
    for picture in pictures {
        let name = format!("pictures/{}", picture.file_name().to_str().unwrap());
        assert!(reached.contains(&name), "{name} is shown");
    }
}
