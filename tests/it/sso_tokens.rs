//! What a sign-in at the demo's IAM Identity Center gives: refreshed tokens, accounts, roles, credentials, and its end.

use countersign::credentials::sso::{accounts, credentials, roles, sign_out, token_state};
use countersign::demo::{Phase, SsoFault};
use countersign::model::{
    CredentialSource, CredentialsError, IdentityCenterStep, LinkSource, Question, SsoError, TokenState,
};
use time::Duration;
use time::macros::datetime;

use crate::demo_products::send;
use crate::support::server::PATIENCE;
use crate::support::signed_call::{Call, NOW};
use crate::support::sso::{Bench, block_on, endpoints, form};

fn step(bench: &Bench, account_id: &str, role_name: &str) -> IdentityCenterStep {
    IdentityCenterStep {
        session: bench.session.clone(),
        account_id: form(account_id),
        role_name: form(role_name),
    }
}

fn account_ids(bench: &Bench) -> Result<Vec<String>, CredentialsError> {
    let accounts = block_on(accounts(&bench.session, &bench.deps))?;
    Ok(accounts.into_iter().map(|account| account.account_id).collect())
}

const ALL: [&str; 5] = [
    "123456789012",
    "111122223333",
    "444455556666",
    "777788889999",
    "210987654321",
];

#[test]
fn all_pages_of_accounts_and_roles_are_read() {
    let bench = Bench::with(&[SsoFault::PageOf(2)]);
    bench.sign_in_by_code().unwrap();
    assert_eq!(account_ids(&bench).unwrap(), ALL);
    let pages = |path: &str| bench.asked().iter().filter(|asked| *asked == path).count();
    assert_eq!(pages("/assignment/accounts"), 3);
    let roles = block_on(roles(&bench.session, ALL[0], &bench.deps)).unwrap();
    let names: Vec<_> = roles.iter().map(|role| role.name.as_str()).collect();
    assert_eq!(names, ["DemoAdministrator", "DemoDeveloper", "DemoReadOnly"]);
    assert_eq!(pages("/assignment/roles"), 2);
}

#[test]
fn credentials_of_a_role_sign_requests() {
    let bench = Bench::with(&[]);
    bench.sign_in_by_code().unwrap();
    let step = step(&bench, ALL[1], "DemoReadOnly");
    let given = block_on(credentials(&step, &bench.deps)).unwrap();
    assert_eq!(given.source, CredentialSource::IdentityCenter);
    assert_eq!(given.expires, Some(datetime!(2026-11-20 13:00 UTC)));
    assert_eq!(
        given.chain[0].source,
        LinkSource::IdentityCenter {
            account_id: ALL[1].to_owned(),
            role_name: "DemoReadOnly".to_owned()
        }
    );
    assert_eq!(given.further_secrets.len(), 3, "access, refresh, client secret");
    let call = Call {
        key_id: given.credentials.access_key_id.leak(),
        secret: given
            .credentials
            .secret_access_key
            .expose_for_signing()
            .to_owned()
            .leak(),
        token: given
            .credentials
            .session_token
            .map(|token| &*token.expose_for_signing().to_owned().leak()),
        time: NOW,
        ..Call::default()
    };
    assert_eq!(send(&bench.server, &call.sign()).status, 200);
    let delete = Call {
        method: "DELETE",
        target: "/dev/pets/1",
        ..call
    };
    let denied = send(&bench.server, &delete.sign());
    assert!(
        denied.message().contains(
            "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_DemoReadOnly_0123456789abcdef/demo"
        ),
        "{}",
        denied.message()
    );
}

#[test]
fn a_role_that_is_not_the_user_s_is_named() {
    let bench = Bench::with(&[]);
    bench.sign_in_by_code().unwrap();
    for (account, role) in [(ALL[1], "DemoAdministrator"), ("000000000000", "DemoReadOnly")] {
        assert_eq!(
            block_on(credentials(&step(&bench, account, role), &bench.deps)),
            Err(CredentialsError::Sso(SsoError::NoAccess {
                account_id: account.to_owned(),
                role_name: role.to_owned(),
                message: "No access".to_owned()
            }))
        );
    }
}

fn needs_sign_in(given: &Result<Vec<String>, CredentialsError>, bench: &Bench) -> bool {
    *given == Err(Question::SignIn(Box::new(bench.session.clone())).into())
}

#[test]
fn without_a_sign_in_there_is_a_question_and_no_call() {
    let bench = Bench::with(&[]);
    assert!(needs_sign_in(&account_ids(&bench), &bench));
    let given = block_on(credentials(&step(&bench, ALL[0], "DemoReadOnly"), &bench.deps));
    assert_eq!(given.unwrap_err().kind(), "sign-in-needed");
    assert_eq!(token_state(&bench.session, &bench.deps), Ok(TokenState::None));
    assert_eq!(bench.asked(), [""; 0]);
}

#[test]
fn a_token_is_refreshed_when_less_than_fifteen_minutes_are_left() {
    let bench = Bench::with(&[]);
    bench.sign_in_by_code().unwrap();
    let first = bench.token();
    let refreshes = || bench.asked().iter().filter(|path| *path == "/token").count() - 1;
    bench.pass(Duration::minutes(45));
    account_ids(&bench).unwrap();
    assert_eq!(refreshes(), 0);
    bench.pass(Duration::seconds(1));
    account_ids(&bench).unwrap();
    assert_eq!(refreshes(), 1);
    let second = bench.token();
    assert_ne!(second["accessToken"], first["accessToken"]);
    assert_ne!(second["refreshToken"], first["refreshToken"]);
    assert_eq!(second["expiresAt"], "2026-11-20T13:45:01Z");
    assert_eq!(second["clientId"], first["clientId"]);
    bench.pass(Duration::days(3));
    assert_eq!(
        token_state(&bench.session, &bench.deps),
        Ok(TokenState::Refreshable {
            since: datetime!(2026-11-20 13:45:01 UTC)
        })
    );
    account_ids(&bench).unwrap();
    assert_eq!(refreshes(), 2);
}

#[test]
fn two_at_once_refresh_once() {
    let bench = Bench::with(&[]);
    bench.sign_in_by_code().unwrap();
    bench.pass(Duration::hours(2));
    let (one, two) = block_on(async {
        tokio::join!(
            accounts(&bench.session, &bench.deps),
            accounts(&bench.session, &bench.deps)
        )
    });
    assert!(one.is_ok() && two.is_ok());
    assert_eq!(bench.asked().iter().filter(|path| *path == "/token").count(), 2);
}

#[test]
fn a_refused_refresh_leaves_the_old_token_to_its_end() {
    let bench = Bench::with(&[SsoFault::RefreshRefused]);
    bench.sign_in_by_code().unwrap();
    bench.pass(Duration::minutes(50));
    assert_eq!(account_ids(&bench).unwrap(), ALL);
    bench.pass(Duration::minutes(10));
    assert!(needs_sign_in(&account_ids(&bench), &bench));
}

#[test]
fn what_another_program_refreshed_meanwhile_is_used() {
    let bench = Bench::with(&[SsoFault::RefreshRefused]);
    bench.sign_in_by_code().unwrap();
    bench.pass(Duration::hours(2));
    let mut token = bench.token();
    token["accessToken"] = "aoaOTHER".into();
    token["expiresAt"] = "2026-11-20T15:00:00Z".into();
    bench.server.hold(Phase::BeforeReply);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            assert!(bench.server.wait_until_held(Phase::BeforeReply, PATIENCE));
            serde_json::to_writer(std::fs::File::create(bench.token_file()).unwrap(), &token).unwrap();
            bench.server.release(Phase::BeforeReply);
        });
        account_ids(&bench).unwrap_err();
    });
    let last = bench.server.requests().last().cloned().unwrap();
    assert_eq!(
        last.header("x-amz-sso_bearer_token"),
        Some("aoaOTHER"),
        "{}",
        last.target
    );
}

#[test]
fn a_token_that_ended_with_its_registration_needs_a_person() {
    let bench = Bench::with(&[]);
    bench.sign_in_by_code().unwrap();
    bench.pass(Duration::days(90));
    let calls = bench.asked().len();
    assert!(needs_sign_in(&account_ids(&bench), &bench));
    assert_eq!(bench.asked().len(), calls, "no call that can not succeed");
    assert!(matches!(
        token_state(&bench.session, &bench.deps),
        Ok(TokenState::Expired { .. })
    ));
}

#[test]
fn a_refresh_without_an_answer_is_told_as_such() {
    let mut bench = Bench::with(&[]);
    bench.sign_in_by_code().unwrap();
    bench.pass(Duration::hours(2));
    bench.deps = bench.deps.clone().at(endpoints("http://127.0.0.1:1"));
    let error = account_ids(&bench).unwrap_err();
    assert!(
        matches!(
            &error,
            CredentialsError::Sso(SsoError::NotReached {
                operation: "CreateToken",
                ..
            })
        ),
        "{error:?}"
    );
}

#[test]
fn a_token_that_the_portal_does_not_take_needs_a_person() {
    let bench = Bench::with(&[]);
    bench.sign_in_by_code().unwrap();
    let mut token = bench.token();
    token["accessToken"] = "aoaREVOKED".into();
    serde_json::to_writer(std::fs::File::create(bench.token_file()).unwrap(), &token).unwrap();
    assert!(needs_sign_in(&account_ids(&bench), &bench));
}

#[test]
fn signing_out_ends_the_token_and_removes_the_file() {
    let bench = Bench::with(&[]);
    bench.sign_in_by_code().unwrap();
    let token = std::fs::read(bench.token_file()).unwrap();
    let ended = block_on(sign_out(&bench.session, &bench.deps)).unwrap();
    assert_eq!(ended.removed, Some(bench.token_file()));
    assert_eq!(ended.not_told, None);
    assert!(!bench.token_file().exists());
    // Whoever kept the token can do nothing with it.
    std::fs::copy("Cargo.toml", bench.token_file()).unwrap();
    std::io::Write::write_all(&mut std::fs::File::create(bench.token_file()).unwrap(), &token).unwrap();
    assert!(needs_sign_in(&account_ids(&bench), &bench));
    // Once more, with a token that is over already; and with none.
    let ended = block_on(sign_out(&bench.session, &bench.deps)).unwrap();
    assert_eq!(ended.not_told, None);
    let ended = block_on(sign_out(&bench.session, &bench.deps)).unwrap();
    assert_eq!((ended.removed, ended.not_told), (None, None));
}

#[test]
fn signing_out_removes_the_file_also_without_an_answer() {
    let mut bench = Bench::with(&[]);
    bench.sign_in_by_code().unwrap();
    bench.deps = bench.deps.clone().at(endpoints("http://127.0.0.1:1"));
    let ended = block_on(sign_out(&bench.session, &bench.deps)).unwrap();
    assert_eq!(ended.removed, Some(bench.token_file()));
    assert_eq!(ended.not_told.unwrap().kind(), "sso-not-reached");
    assert!(!bench.token_file().exists());
}
