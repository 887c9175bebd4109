//! Pasting curl commands and credentials, and dropping files that hold credentials.

use countersign::demo::DEMO_ROLE;
use countersign::model::{AuthKind, BodyKind};
use countersign::ui::command::Command;
use countersign::ui::context::DemoStatus;
use countersign::ui::section::Section;

use super::test_window::TestWindow;

/// The example keys of AWS's documentation.
const KEY_ID: &str = "AKIAIOSFODNN7EXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const TEMPORARY: &str = "ASIAIOSFODNN7EXAMPLE";
const TOKEN: &str = "IQoJb3JpZ2luX2VjEXAMPLEtokenEXAMPLEtokenEXAMPLEtokenEXAMPLEtokenEXAMPLEtoken==";

fn of_sts(expiration: &str) -> String {
    format!(
        r#"{{"Credentials": {{"AccessKeyId": "{TEMPORARY}", "SecretAccessKey": "{SECRET}", "SessionToken": "{TOKEN}", "Expiration": "{expiration}"}}}}"#
    )
}

fn keys(window: &TestWindow) -> [String; 3] {
    let aws = &window.tab().draft.request.http.auth.aws;
    [
        aws.access_key_id.clone(),
        aws.secret_access_key.expose_for_editing().to_owned(),
        aws.session_token.expose_for_editing().to_owned(),
    ]
}

/// A new tab without a cursor in any field.
fn without_cursor() -> TestWindow {
    let mut window = TestWindow::first_start();
    window.run(Command::NewTab);
    window.settle();
    window.harness.ctx.memory_mut(|memory| {
        if let Some(id) = memory.focused() {
            memory.surrender_focus(id);
        }
    });
    window.settle();
    assert_eq!(window.focused(), None);
    window
}

#[test]
fn a_curl_command_fills_the_empty_tab() {
    let mut window = TestWindow::first_start();
    window.run(Command::NewTab);
    window.settle();
    assert_eq!(window.focused().as_deref(), Some("URL"));
    window.paste("curl -X PUT 'https://h.example/a?b=c' \\\n  -H 'x-one: 1' -k --data-raw '{\"a\":1}'");
    window.settle();
    assert_eq!(window.app().tabs().len(), 3);
    let http = &window.tab().draft.request.http;
    assert_eq!(
        (http.method.as_str(), http.url.as_str()),
        ("PUT", "https://h.example/a?b=c")
    );
    assert_eq!(http.body.text, "{\"a\":1}");
    assert!(
        http.headers
            .iter()
            .any(|row| row.name == "x-one" && row.value == "1")
    );
    let said = window.app().messages().join("\n");
    assert!(
        said.contains("Read a curl command: PUT with") && said.contains("a body"),
        "{said}"
    );
    assert!(said.contains("-k was left out"), "{said}");
    window.assert_sees("-k was left out");
}

#[test]
fn a_curl_command_opens_a_tab_beside_one_that_is_used_and_leaves_that_alone() {
    let mut window = TestWindow::first_start();
    window.enter("URL");
    let before = window.tab().draft.request.clone();
    window.paste("curl https://h.example/x");
    window.settle();
    assert_eq!(window.app().tabs().len(), 3);
    assert_eq!(window.tab().draft.request.http.url, "https://h.example/x");
    assert_eq!(window.app().tabs()[0].draft.request, before);
}

#[test]
fn a_curl_command_that_can_not_be_read_says_why_and_changes_nothing() {
    let mut window = TestWindow::first_start();
    window.enter("URL");
    let before = window.tab().draft.request.clone();
    window.paste("curl 'https://h.example/x");
    window.settle();
    assert_eq!(window.tab().draft.request, before);
    assert_eq!(window.app().tabs().len(), 2);
    window.assert_sees("The curl command was not read");
}

#[test]
fn a_url_is_pasted_as_text() {
    let mut window = TestWindow::first_start();
    window.fill_by_paste("URL", "https://h.example/curl?x=curl");
    assert_eq!(
        window.tab().draft.request.http.url,
        "https://h.example/curl?x=curl"
    );
    assert_eq!(window.app().tabs().len(), 2);
    assert!(window.app().messages().is_empty());
}

#[test]
fn a_large_curl_command_is_read_behind_the_window() {
    let mut window = TestWindow::first_start();
    window.run(Command::NewTab);
    window.settle();
    let body = "x".repeat(3_000_000);
    window.paste(&format!("curl https://h.example/large --data-raw '{body}'"));
    assert_eq!(
        window.tab().draft.request.http.url,
        "",
        "nothing is read in the frame of the paste"
    );
    window.until("the command is read", |window| {
        window.tab().draft.request.http.url == "https://h.example/large"
    });
    assert_eq!(window.tab().draft.request.http.body.text.len(), body.len());
    assert_eq!(window.app().tabs().len(), 3);
}

#[test]
fn files_of_a_pasted_command_are_not_read_before_a_yes() {
    let mut window = TestWindow::first_start();
    window.run(Command::NewTab);
    window.settle();
    let path = window.machine.data_dir().join("a-body");
    std::fs::File::create_new(&path)
        .and_then(|mut file| std::io::Write::write_all(&mut file, b"12345"))
        .unwrap();
    let path = path.to_str().unwrap().to_owned();
    let command = format!("curl https://h.example/ --data-binary '@{path}'");
    window.paste(&command);
    window.settle();
    assert_eq!(window.tab().draft.request.http.body.file.path, "");
    window.assert_sees("None of them was read");
    window.click("Cancel");
    window.settle();
    assert_eq!(window.tab().draft.request.http.body.file.path, "");
    window.run(Command::NewTab);
    window.settle();
    window.paste(&command);
    window.settle();
    window.click("Use these files");
    window.settle();
    let body = &window.tab().draft.request.http.body;
    assert_eq!(
        (body.kind, body.file.path.as_str()),
        (BodyKind::File, path.as_str())
    );
    assert_eq!(window.tab().section, Section::Body);
}

#[test]
fn credentials_pasted_into_any_key_field_fill_all_of_them() {
    for field in ["Access key ID", "Secret access key", "Session token"] {
        let mut window = TestWindow::first_start();
        window.enter(field);
        window.paste(&of_sts("2026-11-20T12:43:30Z"));
        window.settle();
        assert_eq!(keys(&window), [TEMPORARY, SECRET, TOKEN], "{field}");
        let says = format!("Read access key {TEMPORARY}, session token, expires in 43 min");
        assert_eq!(window.app().messages(), [says.as_str()]);
        window.assert_sees(&says);
        // The token of the set before does not belong to the next one.
        window.enter(field);
        window.paste(&format!(
            "export AWS_ACCESS_KEY_ID={KEY_ID}\nexport AWS_SECRET_ACCESS_KEY={SECRET}\n"
        ));
        window.settle();
        assert_eq!(keys(&window), [KEY_ID, SECRET, ""], "{field}");
        window.assert_sees("The session token of the credentials before was cleared");
    }
}

#[test]
fn a_key_id_alone_and_other_text_are_pasted_as_text() {
    let mut window = TestWindow::first_start();
    window.fill_by_paste("Access key ID", TEMPORARY);
    window.fill_by_paste("Session token", "only text");
    assert_eq!(keys(&window), [TEMPORARY, SECRET, "only text"]);
    assert!(window.app().messages().is_empty());
    // Another kind of field takes everything as text.
    window.click("Headers");
    window.settle();
    let of_sts = of_sts("2026-11-20T12:43:30Z");
    window.click("Add header");
    window.settle();
    window.paste(&of_sts);
    window.settle();
    assert!(
        window
            .tab()
            .draft
            .request
            .http
            .headers
            .iter()
            .any(|row| row.name.contains("AccessKeyId"))
    );
    assert_eq!(keys(&window), [TEMPORARY, SECRET, "only text"]);
}

#[test]
fn expired_credentials_are_used_and_it_is_said() {
    let mut window = without_cursor();
    window.paste(&of_sts("2026-11-20T10:00:00Z"));
    window.settle();
    assert_eq!(keys(&window), [TEMPORARY, SECRET, TOKEN]);
    assert_eq!(window.tab().draft.request.http.auth.kind, AuthKind::AwsSignature);
    window.assert_sees("session token, expired 2 h ago");
}

#[test]
fn several_profiles_are_a_question() {
    let mut window = without_cursor();
    window.paste(&format!(
        "[default]\naws_access_key_id = {KEY_ID}\naws_secret_access_key = {SECRET}\n\n[other]\n\
         aws_access_key_id = AKIAI44QH8DHBEXAMPLE\naws_secret_access_key = je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY\n"
    ));
    window.settle();
    assert_eq!(keys(&window), ["", "", ""]);
    window.assert_sees("Which credentials?");
    assert!(
        !window.everything_told().contains("je7MtGbClwBF"),
        "no secret is shown"
    );
    window.click("other: access key AKIAI44QH8DHBEXAMPLE");
    window.settle();
    assert_eq!(keys(&window)[0], "AKIAI44QH8DHBEXAMPLE");
    assert_eq!(keys(&window)[1], "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY");
}

fn dropped(content: &[u8], name: &str) -> TestWindow {
    let mut window = TestWindow::first_start();
    let path = window.machine.data_dir().join(name);
    std::fs::File::create_new(&path)
        .and_then(|mut file| std::io::Write::write_all(&mut file, content))
        .unwrap();
    window.drop_files(&[&path]);
    window
}

#[test]
fn a_dropped_access_keys_csv_fills_the_key_fields() {
    let csv = "\u{feff}Access key ID,Secret access key\r\nAKIAI44QH8DHBEXAMPLE,je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY\r\n";
    let mut window = dropped(csv.as_bytes(), "accessKeys.csv");
    window.until("the file is read", |window| {
        keys(window)[0] == "AKIAI44QH8DHBEXAMPLE"
    });
    window.settle();
    assert_eq!(keys(&window)[1], "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY");
    assert_eq!(window.tab().draft.request.http.body.kind, BodyKind::None);
    window.assert_sees("Read access key AKIAI44QH8DHBEXAMPLE");
}

#[test]
fn other_files_too_large_ones_and_bytes_are_the_body() {
    let of_sts = of_sts("2026-11-20T12:43:30Z");
    let large = format!("{of_sts}{}", " ".repeat(70_000));
    for content in [b"a,b\n1,2\n".as_slice(), large.as_bytes(), &[0xff, 0xfe, 0x00]] {
        let mut window = dropped(content, "some.csv");
        window.until("the file is looked at", |window| {
            window.tab().draft.request.http.body.kind == BodyKind::File
        });
        assert!(
            window
                .tab()
                .draft
                .request
                .http
                .body
                .file
                .path
                .ends_with("some.csv")
        );
        assert_eq!(keys(&window)[0], KEY_ID);
    }
}

/// Calls `AssumeRole` at the embedded server.
fn assume_role(window: &mut TestWindow) {
    let DemoStatus::Ready { port, .. } = window.app().demo() else {
        panic!("the embedded server runs")
    };
    let role: String = url::form_urlencoded::byte_serialize(DEMO_ROLE.as_bytes()).collect();
    let url = format!(
        "http://sts.us-east-1.localhost:{port}/?Action=AssumeRole&Version=2011-06-15&RoleArn={role}&RoleSessionName=me"
    );
    window.fill_by_paste("URL", &url);
    window.send();
    assert_eq!(window.status(), 200);
}

#[test]
fn the_credentials_of_an_assumed_role_are_used_with_one_click() {
    let mut window = TestWindow::first_start();
    assume_role(&mut window);
    window.assert_sees("This reply gives out credentials");
    window.assert_sees("session token, until 2026-11-20 13:00 UTC");
    window.click("Use as credentials");
    window.settle();
    let [key_id, secret, token] = keys(&window);
    assert!(key_id.starts_with("ASIA") && key_id != TEMPORARY && secret.len() == 40 && !token.is_empty());
    window.assert_sees(&format!(
        "Read access key {key_id}, session token, expires in 59 min"
    ));
    window.fill_by_paste("URL", "{{demo}}/dev/pets");
    window.send();
    assert_eq!(window.status(), 200, "the role may call the API");
    window.assert_sees_not("This reply gives out credentials");
}

#[test]
fn the_credentials_of_a_reply_go_into_another_tab_or_a_new_one() {
    let mut window = TestWindow::first_start();
    assume_role(&mut window);
    window.click("Use in another tab…");
    window.settle();
    window.assert_sees("In which tab?");
    window.click("1: Wrong secret");
    window.settle();
    assert_eq!(window.tab().draft.title(), "Wrong secret");
    window.send();
    assert_eq!(window.status(), 200, "the wrong secret is replaced");
    assert_eq!(
        window.app().tabs()[0].draft.request.http.auth.aws.access_key_id,
        KEY_ID
    );
    window.run(Command::PreviousTab);
    window.settle();
    window.click("Use in another tab…");
    window.settle();
    window.click("A new tab");
    window.settle();
    assert_eq!(window.app().tabs().len(), 3);
    assert!(keys(&window)[0].starts_with("ASIA"));
}

#[test]
fn an_aws_host_without_auth_is_offered_a_signature() {
    let mut window = TestWindow::first_start();
    window.run(Command::NewTab);
    window.settle();
    window.paste("curl https://abcd123456.execute-api.eu-west-1.amazonaws.com/dev/pets");
    window.settle();
    assert_eq!(window.tab().draft.request.http.auth.kind, AuthKind::None);
    window.click("Sign this (execute-api, eu-west-1)");
    window.settle();
    assert_eq!(window.tab().draft.request.http.auth.kind, AuthKind::AwsSignature);
    window.assert_sees_not("Sign this (");
    // No scheme: https is meant.
    window.click("Auth: None");
    window.fill_by_paste("URL", "abcd123456.execute-api.us-east-1.amazonaws.com/dev/pets");
    assert!(window.has_button("Sign this (execute-api, us-east-1)"));
    // Other hosts are left alone.
    window.fill_by_paste("URL", "https://h.example/dev/pets");
    window.assert_sees_not("Sign this (");
}

#[test]
fn places_to_fill_in_are_named() {
    let mut window = TestWindow::first_start();
    let url = "https://{restapi-id}.execute-api.{region}.amazonaws.com/dev";
    window.fill_by_paste("URL", url);
    assert_eq!(window.tab().draft.request.http.url, url);
    window.assert_sees("This URL has places to fill in: {restapi-id}, {region}");
}
