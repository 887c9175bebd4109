//! What a send comes to: nothing yet, a reply, a refusal, no reply, and the time between.

use countersign::model::AuthKind;
use countersign::ui::command::Command;
use countersign::ui::disclosure::Disclosure;

use super::gallery::{BOTH, Gallery};

#[test]
fn a_first_start() {
    Gallery::open().picture("first-start", BOTH);
}

#[test]
fn a_signed_request_and_its_reply() {
    let mut gallery = Gallery::open();
    gallery.window.send();
    gallery.picture("signed", BOTH);
}

#[test]
fn a_wrong_secret() {
    let mut gallery = Gallery::open();
    gallery.window.run(Command::NextTab);
    gallery.window.send();
    gallery.window.click("Compare");
    gallery.window.settle();
    gallery.picture("wrong-secret", BOTH);
}

#[test]
fn field_problems_and_no_reply() {
    let mut gallery = Gallery::open();
    let window = &mut gallery.window;
    window.fill(
        "URL",
        "https://abcd123456.execute-api.eu-west-1.amazonaws.com/prod/orders?limit=5",
    );
    window.send();
    window.tab_mut().auth.advanced = Disclosure::Open;
    window.make_editor_higher(150.0);
    window.fill("Access key ID", "ASIAQRSTUVWX12345678");
    window.fill("Region", "us-east-2");
    window.fill("Secret access key", " wJalrXUtnFEMI/K7MDENG");
    window.until("the secret is kept", |window| {
        window.sees("Secret access key: kept by")
    });
    gallery.picture("problems", BOTH);
}

#[test]
fn a_send_under_way() {
    let mut gallery = Gallery::open();
    gallery.prepare("api.example.com", Vec::new());
    let window = &mut gallery.window;
    window.tab_mut().draft.request.http.auth.kind = AuthKind::Bearer;
    window.fill("URL", "https://api.example.com/v2/reports?year=2026");
    window.fill("Token", "Example.bearer-token_1234567890");
    window.click("Send");
    window.until("the reply is waited for", |window| window.sees("Waiting"));
    window.until("the token is kept", |window| window.sees("Token: kept by"));
    window.tab_mut().last.sending.as_mut().unwrap().began -= 12.3;
    gallery.picture("sending", BOTH);
}
