//! Why a request was refused: the card, its steps and policy, the help, the report, and the page that verifies.

use countersign::ui::command::Command;
use eframe::egui::{Theme, vec2};

use super::fixed_transport::Prepared;
use super::gallery::{BOTH, Gallery};

const HOST: &str = "abcd123456.execute-api.us-east-1.amazonaws.com";
const DENIED: &str = r#"{"message":"User: arn:aws:iam::123456789012:user/ada is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:us-east-1:********9012:abcd123456/dev/GET/pets because no identity-based policy allows the execute-api:Invoke action"}"#;

#[test]
fn a_wrong_region_in_a_narrow_window() {
    let mut gallery = Gallery::with_size(vec2(900.0, 700.0));
    let window = &mut gallery.window;
    "us-west-2".clone_into(&mut window.tab_mut().draft.request.http.auth.aws.region);
    window.settle();
    window.send();
    gallery.picture("wrong-region", BOTH);
}

#[test]
fn a_denial_with_its_policy() {
    let mut gallery = Gallery::open();
    gallery.prepare(
        HOST,
        vec![Prepared {
            status: 403,
            reason: "Forbidden",
            headers: vec![
                ("content-type", "application/json".to_owned()),
                ("x-amzn-errortype", "AccessDeniedException".to_owned()),
                ("x-amz-apigw-id", "Jx7c9EXAMPLE=".to_owned()),
            ],
            body: DENIED.into(),
        }],
    );
    let window = &mut gallery.window;
    window.fill("URL", &format!("https://{HOST}/dev/pets"));
    window.send();
    window.run(Command::ShowResponseAlone);
    window.settle();
    let unfold = window.texts().into_iter().find(|text| text.starts_with("Policy"));
    window.click(&unfold.expect("a button that unfolds the policy"));
    window.settle();
    gallery.picture("denied-policy", BOTH);
}

#[test]
fn the_help_about_a_cause() {
    let mut gallery = Gallery::open();
    let window = &mut gallery.window;
    window.run(Command::NextTab);
    window.send();
    window.click("What this means");
    window.settle();
    gallery.picture("cause-help", BOTH);
}

#[test]
fn the_report_for_support() {
    let mut gallery = Gallery::open();
    let window = &mut gallery.window;
    window.run(Command::NextTab);
    window.send();
    window.run(Command::ReportForSupport);
    window.settle();
    gallery.picture("support-report", &[Theme::Light]);
}

#[test]
fn a_request_signed_elsewhere_is_verified() {
    let mut gallery = Gallery::open();
    let window = &mut gallery.window;
    window.run(Command::VerifySignedElsewhere);
    window.settle();
    window.fill_by_paste("Signed request", crate::window::verify_page::DOCUMENTED);
    window.until("a check", |window| window.sees("No verdict on the signature yet"));
    window.fill(
        "Secret to verify with",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEZ",
    );
    window.until("the mistake", |window| {
        window.sees("This gives exactly the signature")
    });
    gallery.picture("verify", BOTH);
}

#[test]
fn a_request_broken_for_practice_and_the_page_it_comes_from() {
    let mut gallery = Gallery::with_size(vec2(900.0, 700.0));
    gallery.window.run(Command::BreakIt);
    gallery.window.settle();
    gallery.picture("break-it", BOTH);
    let window = &mut gallery.window;
    window.click("Missing session token");
    window.settle();
    window.send();
    window.until("the key store has the secret", |window| {
        window.sees("kept by this computer's key store")
    });
    gallery.picture("practice", BOTH);
}
