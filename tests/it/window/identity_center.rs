//! IAM Identity Center in the window: signing in by browser and by code, cancelling in each state, the choice of account
//! and role, and signing out.

use countersign::model::{CredentialSource, Outcome};
use countersign::ui::command::Command;
use countersign::ui::context::DemoStatus;

use super::test_window::{TestMachine, TestWindow};
use crate::support::sso::{START_URL, browse, get};

/// A window whose request gets its credentials from IAM Identity Center of the embedded server.
fn with_identity_center() -> TestWindow {
    let machine = TestMachine::default();
    let home = machine.data_dir().join("home");
    std::fs::create_dir(&home).unwrap();
    machine.set("HOME", home.to_str().unwrap());
    let mut window = TestWindow::start(machine);
    let DemoStatus::Ready { port, .. } = window.app().demo() else {
        panic!("no embedded server");
    };
    let url = format!("http://127.0.0.1:{port}");
    window.machine.set("AWS_ENDPOINT_URL_SSO", &url);
    window.machine.set("AWS_ENDPOINT_URL_SSO_OIDC", &url);
    let aws = &mut window.tab_mut().draft.request.http.auth.aws;
    aws.source = CredentialSource::IdentityCenter;
    START_URL.clone_into(&mut aws.identity_center.start_url);
    "us-east-1".clone_into(&mut aws.identity_center.region);
    window.run(Command::ShowAuth);
    window.settle();
    window
}

fn tokens(window: &TestWindow) -> usize {
    let folder = window.machine.data_dir().join("home/.aws/sso/cache");
    let Ok(entries) = std::fs::read_dir(folder) else {
        return 0;
    };
    entries
        .filter(|entry| {
            let text = std::fs::read_to_string(entry.as_ref().unwrap().path()).unwrap();
            text.contains("accessToken")
        })
        .count()
}

/// Opens the accounts, signing in by the browser on the way.
fn choose_account(window: &mut TestWindow) {
    window.click("Choose account and role…");
    window.until("the browser is opened", |window| !window.opened_urls.is_empty());
    window.settle();
    window.assert_sees("Sign in there in the browser");
    let shown = browse(&window.opened_urls[0]);
    window.until("the accounts are listed", |window| {
        window.sees("Which account?") && window.sees("111")
    });
    assert_eq!(
        shown.recv().unwrap().status,
        200,
        "the browser is told that it is done"
    );
    window.settle();
}

#[test]
fn an_account_and_a_role_are_chosen_after_a_sign_in_and_sign_the_request() {
    let mut window = with_identity_center();
    choose_account(&mut window);
    assert_eq!(tokens(&window), 1, "where the AWS CLI finds it");
    window.assert_sees("Sandbox (210987654321)");
    window.fill("Find an account or a role", "demo@");
    window.settle();
    window.assert_sees_not("Sandbox (210987654321)");
    window.click("Demo (123456789012)");
    window.until("its roles are listed", |window| {
        window.has_button("DemoDeveloper")
    });
    window.settle();
    window.click("DemoDeveloper");
    window.settle();
    let form = window.tab().draft.request.http.auth.aws.identity_center.clone();
    assert_eq!(
        (form.account_id.as_str(), form.role_name.as_str()),
        ("123456789012", "DemoDeveloper")
    );
    window.send();
    assert_eq!(window.status(), 200);
    window.assert_sees(&form.account_id);
    window.run(Command::SignOut);
    window.until("it is told", |window| {
        window.sees("Signed out of IAM Identity Center")
    });
    assert_eq!(tokens(&window), 0);
}

#[test]
fn a_send_without_a_sign_in_asks_for_one_and_goes_on_after_it() {
    let mut window = with_identity_center();
    let form = &mut window.tab_mut().draft.request.http.auth.aws.identity_center;
    form.account_id = "123456789012".to_owned();
    form.role_name = "DemoReadOnly".to_owned();
    window.settle();
    window.send();
    let Outcome::Failed(failure) = &window.sent().exchange.outcome else {
        panic!("{:?}", window.sent().exchange.outcome);
    };
    assert_eq!(failure.kind, "sign-in-needed");
    window.settle();
    window.send_by(|window| {
        window.click("Use a code");
        window.until("the code is shown", |window| window.sees("compare this code"));
        window.settle();
        window.assert_sees("The code ends in");
        assert!(
            window.opened_urls.is_empty(),
            "the code may be meant for another machine"
        );
        window.click("Open the browser");
        window.settle();
        assert_eq!(get(&window.opened_urls[0].clone()).status, 200);
    });
    assert_eq!(window.status(), 200);
    window.assert_sees("DemoReadOnly (123456789012)");
}

#[test]
fn a_sign_in_is_cancelled_in_each_state_and_leaves_no_token() {
    let mut window = with_identity_center();
    for by_code in [false, true] {
        window.click("Choose account and role…");
        window.until("the browser is opened", |window| {
            window.sees("Sign in there in the browser")
        });
        window.settle();
        if by_code {
            window.click("Use a code instead");
            window.until("the code is shown", |window| window.sees("compare this code"));
            window.settle();
        }
        let url = window.opened_urls.last().unwrap().clone();
        window.click("Cancel");
        window.settle();
        window.assert_sees_not("Sign in with IAM Identity Center");
        if !by_code {
            // Whoever goes on in the browser after that comes to a closed door.
            let back = get(&url);
            let address = url::Url::parse(back.header("location")).unwrap();
            let port = address.port().unwrap();
            assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_err());
        }
        assert_eq!(tokens(&window), 0);
    }
}

#[test]
fn what_is_missing_for_a_sign_in_is_told() {
    let mut window = with_identity_center();
    window.fill("Start URL", "");
    window.click("Choose account and role…");
    window.settle();
    window.assert_sees("Type the start URL and the region");
}
