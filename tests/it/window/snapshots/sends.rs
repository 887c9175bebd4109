//! What a send comes to: nothing yet, a reply, a refusal, no reply, and the time between.

use countersign::model::AuthKind;
use countersign::ui::command::Command;
use countersign::ui::tab::Disclosure;

use super::studio::{BOTH, Studio};

#[test]
fn a_first_start() {
    Studio::open().picture("first-start", BOTH);
}

#[test]
fn a_signed_request_and_its_reply() {
    let mut studio = Studio::open();
    studio.desk.send();
    studio.picture("signed", BOTH);
}

#[test]
fn a_wrong_secret() {
    let mut studio = Studio::open();
    studio.desk.run(Command::NextTab);
    studio.desk.send();
    studio.desk.click("Compare");
    studio.desk.settle();
    studio.picture("wrong-secret", BOTH);
}

#[test]
fn field_problems_and_no_reply() {
    let mut studio = Studio::open();
    let desk = &mut studio.desk;
    desk.fill(
        "URL",
        "https://abcd123456.execute-api.eu-west-1.amazonaws.com/prod/orders?limit=5",
    );
    desk.send();
    desk.tab_mut().advanced = Disclosure::Open;
    desk.make_editor_higher(150.0);
    desk.fill("Access key ID", "ASIAQRSTUVWX12345678");
    desk.fill("Region", "us-east-2");
    desk.fill("Secret access key", " wJalrXUtnFEMI/K7MDENG");
    desk.until("the secret is kept", |desk| {
        desk.sees("Secret access key: kept by")
    });
    studio.picture("problems", BOTH);
}

#[test]
fn a_send_under_way() {
    let mut studio = Studio::open();
    studio.prepare("api.example.com", Vec::new());
    let desk = &mut studio.desk;
    desk.tab_mut().request.http.auth.kind = AuthKind::Bearer;
    desk.fill("URL", "https://api.example.com/v2/reports?year=2026");
    desk.fill("Token", "Example.bearer-token_1234567890");
    desk.click("Send");
    desk.until("the reply is waited for", |desk| desk.sees("Waiting"));
    desk.until("the token is kept", |desk| desk.sees("Token: kept by"));
    desk.tab_mut().sending.as_mut().unwrap().began -= 12.3;
    studio.picture("sending", BOTH);
}
