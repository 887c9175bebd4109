//! Pasting curl commands and credentials, and dropping files that hold credentials.

use std::path::PathBuf;
use std::sync::Arc;

use countersign::demo::DEMO_ROLE;
use countersign::model::{AuthKind, BodyKind};
use countersign::ui::command::Command;
use countersign::ui::context::DemoStatus;
use countersign::ui::tab::Section;
use eframe::egui::DroppedFile;

use super::desk::Desk;

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

fn keys(desk: &Desk) -> [String; 3] {
    let aws = &desk.tab().request.http.auth.aws;
    [
        aws.access_key_id.clone(),
        aws.secret_access_key.expose_for_editing().to_owned(),
        aws.session_token.expose_for_editing().to_owned(),
    ]
}

/// A new tab without a cursor in any field.
fn without_cursor() -> Desk {
    let mut desk = Desk::first_start();
    desk.run(Command::NewTab);
    desk.settle();
    desk.harness.ctx.memory_mut(|memory| {
        if let Some(id) = memory.focused() {
            memory.surrender_focus(id);
        }
    });
    desk.settle();
    assert_eq!(desk.focused(), None);
    desk
}

#[test]
fn a_curl_command_fills_the_empty_tab() {
    let mut desk = Desk::first_start();
    desk.run(Command::NewTab);
    desk.settle();
    assert_eq!(desk.focused().as_deref(), Some("URL"));
    desk.paste("curl -X PUT 'https://h.example/a?b=c' \\\n  -H 'x-one: 1' -k --data-raw '{\"a\":1}'");
    desk.settle();
    assert_eq!(desk.app().tabs().len(), 3);
    let http = &desk.tab().request.http;
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
    let said = desk.app().messages().join("\n");
    assert!(
        said.contains("Read a curl command: PUT with") && said.contains("a body"),
        "{said}"
    );
    assert!(said.contains("-k was left out"), "{said}");
    desk.assert_sees("-k was left out");
}

#[test]
fn a_curl_command_opens_a_tab_beside_one_that_is_used_and_leaves_that_alone() {
    let mut desk = Desk::first_start();
    desk.enter("URL");
    let before = desk.tab().request.clone();
    desk.paste("curl https://h.example/x");
    desk.settle();
    assert_eq!(desk.app().tabs().len(), 3);
    assert_eq!(desk.tab().request.http.url, "https://h.example/x");
    assert_eq!(desk.app().tabs()[0].request, before);
}

#[test]
fn a_curl_command_that_can_not_be_read_says_why_and_changes_nothing() {
    let mut desk = Desk::first_start();
    desk.enter("URL");
    let before = desk.tab().request.clone();
    desk.paste("curl 'https://h.example/x");
    desk.settle();
    assert_eq!(desk.tab().request, before);
    assert_eq!(desk.app().tabs().len(), 2);
    desk.assert_sees("The curl command was not read");
}

#[test]
fn a_url_is_pasted_as_text() {
    let mut desk = Desk::first_start();
    desk.fill_by_paste("URL", "https://h.example/curl?x=curl");
    assert_eq!(desk.tab().request.http.url, "https://h.example/curl?x=curl");
    assert_eq!(desk.app().tabs().len(), 2);
    assert!(desk.app().messages().is_empty());
}

#[test]
fn a_large_curl_command_is_read_behind_the_window() {
    let mut desk = Desk::first_start();
    desk.run(Command::NewTab);
    desk.settle();
    let body = "x".repeat(3_000_000);
    desk.paste(&format!("curl https://h.example/large --data-raw '{body}'"));
    assert_eq!(
        desk.tab().request.http.url,
        "",
        "nothing is read in the frame of the paste"
    );
    desk.until("the command is read", |desk| {
        desk.tab().request.http.url == "https://h.example/large"
    });
    assert_eq!(desk.tab().request.http.body.text.len(), body.len());
    assert_eq!(desk.app().tabs().len(), 3);
}

#[test]
fn files_of_a_pasted_command_are_not_read_before_a_yes() {
    let mut desk = Desk::first_start();
    desk.run(Command::NewTab);
    desk.settle();
    let path = desk.room.data_dir().join("a-body");
    std::fs::File::create_new(&path)
        .and_then(|mut file| std::io::Write::write_all(&mut file, b"12345"))
        .unwrap();
    let path = path.to_str().unwrap().to_owned();
    let command = format!("curl https://h.example/ --data-binary '@{path}'");
    desk.paste(&command);
    desk.settle();
    assert_eq!(desk.tab().request.http.body.file.path, "");
    desk.assert_sees("None of them was read");
    desk.click("Cancel");
    desk.settle();
    assert_eq!(desk.tab().request.http.body.file.path, "");
    desk.run(Command::NewTab);
    desk.settle();
    desk.paste(&command);
    desk.settle();
    desk.click("Use these files");
    desk.settle();
    let body = &desk.tab().request.http.body;
    assert_eq!(
        (body.kind, body.file.path.as_str()),
        (BodyKind::File, path.as_str())
    );
    assert_eq!(desk.tab().section, Section::Body);
}

#[test]
fn credentials_pasted_into_any_key_field_fill_all_of_them() {
    for field in ["Access key ID", "Secret access key", "Session token"] {
        let mut desk = Desk::first_start();
        desk.enter(field);
        desk.paste(&of_sts("2026-11-20T12:43:30Z"));
        desk.settle();
        assert_eq!(keys(&desk), [TEMPORARY, SECRET, TOKEN], "{field}");
        let says = format!("Read access key {TEMPORARY}, session token, expires in 43 min");
        assert_eq!(desk.app().messages(), [says.as_str()]);
        desk.assert_sees(&says);
        // The token of the set before does not belong to the next one.
        desk.enter(field);
        desk.paste(&format!(
            "export AWS_ACCESS_KEY_ID={KEY_ID}\nexport AWS_SECRET_ACCESS_KEY={SECRET}\n"
        ));
        desk.settle();
        assert_eq!(keys(&desk), [KEY_ID, SECRET, ""], "{field}");
        desk.assert_sees("The session token of the credentials before was cleared");
    }
}

#[test]
fn a_key_id_alone_and_other_text_are_pasted_as_text() {
    let mut desk = Desk::first_start();
    desk.fill_by_paste("Access key ID", TEMPORARY);
    desk.fill_by_paste("Session token", "only text");
    assert_eq!(keys(&desk), [TEMPORARY, SECRET, "only text"]);
    assert!(desk.app().messages().is_empty());
    // Another kind of field takes everything as text.
    desk.click("Headers");
    desk.settle();
    let of_sts = of_sts("2026-11-20T12:43:30Z");
    desk.click("Add header");
    desk.settle();
    desk.paste(&of_sts);
    desk.settle();
    assert!(
        desk.tab()
            .request
            .http
            .headers
            .iter()
            .any(|row| row.name.contains("AccessKeyId"))
    );
    assert_eq!(keys(&desk), [TEMPORARY, SECRET, "only text"]);
}

#[test]
fn expired_credentials_are_used_and_it_is_said() {
    let mut desk = without_cursor();
    desk.paste(&of_sts("2026-11-20T10:00:00Z"));
    desk.settle();
    assert_eq!(keys(&desk), [TEMPORARY, SECRET, TOKEN]);
    assert_eq!(desk.tab().request.http.auth.kind, AuthKind::AwsSignature);
    desk.assert_sees("session token, expired 2 h ago");
}

#[test]
fn several_profiles_are_a_question() {
    let mut desk = without_cursor();
    desk.paste(&format!(
        "[default]\naws_access_key_id = {KEY_ID}\naws_secret_access_key = {SECRET}\n\n[other]\n\
         aws_access_key_id = AKIAI44QH8DHBEXAMPLE\naws_secret_access_key = je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY\n"
    ));
    desk.settle();
    assert_eq!(keys(&desk), ["", "", ""]);
    desk.assert_sees("Which credentials?");
    assert!(
        !desk.everything_told().contains("je7MtGbClwBF"),
        "no secret is shown"
    );
    desk.click("other: access key AKIAI44QH8DHBEXAMPLE");
    desk.settle();
    assert_eq!(keys(&desk)[0], "AKIAI44QH8DHBEXAMPLE");
    assert_eq!(keys(&desk)[1], "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY");
}

#[derive(Debug)]
struct Dropped(PathBuf);

impl DroppedFile for Dropped {
    fn path(&self) -> &std::path::Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        panic!("the window must not read files")
    }
}

fn dropped(content: &[u8], name: &str) -> Desk {
    let mut desk = Desk::first_start();
    let path = desk.room.data_dir().join(name);
    std::fs::File::create_new(&path)
        .and_then(|mut file| std::io::Write::write_all(&mut file, content))
        .unwrap();
    let files = &mut desk.harness.input_mut().dropped_files;
    files.push(Arc::new(Dropped(path)) as _);
    desk.frame();
    desk
}

#[test]
fn a_dropped_access_keys_csv_fills_the_key_fields() {
    let csv = "\u{feff}Access key ID,Secret access key\r\nAKIAI44QH8DHBEXAMPLE,je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY\r\n";
    let mut desk = dropped(csv.as_bytes(), "accessKeys.csv");
    desk.until("the file is read", |desk| keys(desk)[0] == "AKIAI44QH8DHBEXAMPLE");
    desk.settle();
    assert_eq!(keys(&desk)[1], "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY");
    assert_eq!(desk.tab().request.http.body.kind, BodyKind::None);
    desk.assert_sees("Read access key AKIAI44QH8DHBEXAMPLE");
}

#[test]
fn other_files_too_large_ones_and_bytes_are_the_body() {
    let of_sts = of_sts("2026-11-20T12:43:30Z");
    let large = format!("{of_sts}{}", " ".repeat(70_000));
    for content in [b"a,b\n1,2\n".as_slice(), large.as_bytes(), &[0xff, 0xfe, 0x00]] {
        let mut desk = dropped(content, "some.csv");
        desk.until("the file is looked at", |desk| {
            desk.tab().request.http.body.kind == BodyKind::File
        });
        assert!(desk.tab().request.http.body.file.path.ends_with("some.csv"));
        assert_eq!(keys(&desk)[0], KEY_ID);
    }
}

/// Calls `AssumeRole` at the embedded server.
fn assume_role(desk: &mut Desk) {
    let DemoStatus::Ready { port, .. } = desk.app().demo() else {
        panic!("the embedded server runs")
    };
    let role: String = url::form_urlencoded::byte_serialize(DEMO_ROLE.as_bytes()).collect();
    let url = format!(
        "http://sts.us-east-1.localhost:{port}/?Action=AssumeRole&Version=2011-06-15&RoleArn={role}&RoleSessionName=me"
    );
    desk.fill_by_paste("URL", &url);
    desk.send();
    assert_eq!(desk.status(), 200);
}

#[test]
fn the_credentials_of_an_assumed_role_are_used_with_one_click() {
    let mut desk = Desk::first_start();
    assume_role(&mut desk);
    desk.assert_sees("This reply gives out credentials");
    desk.assert_sees("session token, until 2026-11-20 13:00 UTC");
    desk.click("Use as credentials");
    desk.settle();
    let [key_id, secret, token] = keys(&desk);
    assert!(key_id.starts_with("ASIA") && key_id != TEMPORARY && secret.len() == 40 && !token.is_empty());
    desk.assert_sees(&format!(
        "Read access key {key_id}, session token, expires in 59 min"
    ));
    desk.fill_by_paste("URL", "{{demo}}/dev/pets");
    desk.send();
    assert_eq!(desk.status(), 200, "the role may call the API");
    desk.assert_sees_not("This reply gives out credentials");
}

#[test]
fn the_credentials_of_a_reply_go_into_another_tab_or_a_new_one() {
    let mut desk = Desk::first_start();
    assume_role(&mut desk);
    desk.click("Use in another tab…");
    desk.settle();
    desk.assert_sees("In which tab?");
    desk.click("1: Wrong secret");
    desk.settle();
    assert_eq!(desk.tab().title(), "Wrong secret");
    desk.send();
    assert_eq!(desk.status(), 200, "the wrong secret is replaced");
    assert_eq!(desk.app().tabs()[0].request.http.auth.aws.access_key_id, KEY_ID);
    desk.run(Command::PreviousTab);
    desk.settle();
    desk.click("Use in another tab…");
    desk.settle();
    desk.click("A new tab");
    desk.settle();
    assert_eq!(desk.app().tabs().len(), 3);
    assert!(keys(&desk)[0].starts_with("ASIA"));
}

#[test]
fn an_aws_host_without_auth_is_offered_a_signature() {
    let mut desk = Desk::first_start();
    desk.run(Command::NewTab);
    desk.settle();
    desk.paste("curl https://abcd123456.execute-api.eu-west-1.amazonaws.com/dev/pets");
    desk.settle();
    assert_eq!(desk.tab().request.http.auth.kind, AuthKind::None);
    desk.click("Sign this (execute-api, eu-west-1)");
    desk.settle();
    assert_eq!(desk.tab().request.http.auth.kind, AuthKind::AwsSignature);
    desk.assert_sees_not("Sign this (");
    // No scheme: https is meant.
    desk.click("Auth: None");
    desk.fill_by_paste("URL", "abcd123456.execute-api.us-east-1.amazonaws.com/dev/pets");
    assert!(desk.has_button("Sign this (execute-api, us-east-1)"));
    // Other hosts are left alone.
    desk.fill_by_paste("URL", "https://h.example/dev/pets");
    desk.assert_sees_not("Sign this (");
}

#[test]
fn places_to_fill_in_are_named() {
    let mut desk = Desk::first_start();
    let url = "https://{restapi-id}.execute-api.{region}.amazonaws.com/dev";
    desk.fill_by_paste("URL", url);
    assert_eq!(desk.tab().request.http.url, url);
    desk.assert_sees("This URL has places to fill in: {restapi-id}, {region}");
}
