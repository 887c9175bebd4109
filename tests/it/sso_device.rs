//! Signing in to IAM Identity Center with a code, at the demo server.

use std::sync::Arc;

use countersign::credentials::sso::token_state;
use countersign::demo::{Phase, SsoFault};
use countersign::model::{SignInMethod, SignInState, SsoError, TokenState};
use time::macros::datetime;

use crate::support::server::PATIENCE;
use crate::support::sso::{Bench, START_URL, approve, endpoints, json_file, session};

#[test]
fn a_person_says_yes_and_the_aws_cli_s_cache_has_a_token() {
    let bench = Bench::with(&[SsoFault::SlowDown(1), SsoFault::Pending(2)]);
    let (ended, states) = bench.sign_in(SignInMethod::DeviceCode, |state, _| approve(state));
    let signed_in = ended.unwrap();
    assert_eq!(
        *bench.naps.lock().unwrap(),
        [1, 6, 6, 6],
        "five seconds more after slow down"
    );
    let [
        SignInState::Registering,
        SignInState::WaitingForCode {
            user_code,
            url,
            url_with_code,
            expires,
        },
        SignInState::Done { until },
    ] = states.as_slice()
    else {
        panic!("{states:?}")
    };
    assert_eq!(user_code.len(), 9);
    assert_eq!(*url_with_code, format!("{url}?user_code={user_code}"));
    assert_eq!(*expires, datetime!(2026-11-20 12:10 UTC));
    assert_eq!(*until, datetime!(2026-11-20 13:00 UTC));
    assert_eq!(signed_in.file, bench.token_file());
    let token = bench.token();
    assert_eq!(token["startUrl"], START_URL);
    assert_eq!(token["region"], "us-east-1");
    assert_eq!(token["expiresAt"], "2026-11-20T13:00:00Z");
    assert_eq!(token["registrationExpiresAt"], "2027-02-18T12:00:00Z");
    for name in ["accessToken", "refreshToken", "clientId", "clientSecret"] {
        assert!(token[name].as_str().unwrap().len() > 20, "{name}");
    }
    let told = |name: &str| {
        let value = token[name].as_str().unwrap().as_bytes();
        let secrets = &signed_in.further_secrets;
        secrets
            .iter()
            .any(|(_, secret)| secret.expose_for_search() == value)
    };
    assert!(told("accessToken") && told("refreshToken") && told("clientSecret"));
    assert_eq!(
        token_state(&bench.session, &bench.deps),
        Ok(TokenState::SignedIn { until: *until })
    );
}

#[cfg(unix)]
#[test]
fn only_the_user_may_read_the_cache() {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let bench = Bench::with(&[]);
    bench.sign_in_by_code().unwrap();
    assert_eq!(mode(&bench.cache_folder()), 0o700);
    assert_eq!(mode(bench.cache_folder().parent().unwrap()), 0o700);
    let registration = bench
        .deps
        .cache
        .registration_file(&bench.session, SignInMethod::DeviceCode);
    assert_eq!([mode(&bench.token_file()), mode(&registration)], [0o600, 0o600]);
    std::fs::set_permissions(bench.token_file(), std::fs::Permissions::from_mode(0o644)).unwrap();
    bench.sign_in_by_code().unwrap();
    assert_eq!(mode(&bench.token_file()), 0o600, "a new sign-in closes it again");
    let names: Vec<_> = std::fs::read_dir(bench.cache_folder()).unwrap().collect();
    assert_eq!(names.len(), 2, "nothing else stays: {names:?}");
}

#[test]
fn a_person_says_no() {
    let bench = Bench::with(&[SsoFault::Denied]);
    assert_eq!(bench.sign_in_by_code(), Err(SsoError::Denied));
    assert!(!bench.token_file().exists());
}

#[test]
fn the_service_says_that_the_code_has_ended() {
    let bench = Bench::with(&[SsoFault::CodeExpired]);
    assert_eq!(bench.sign_in_by_code(), Err(SsoError::TooLate));
}

#[test]
fn nobody_is_asked_when_the_code_has_ended_by_our_clock() {
    let bench = Bench::with(&[]);
    let (ended, states) = bench.sign_in(SignInMethod::DeviceCode, |state, _| {
        if let SignInState::WaitingForCode { .. } = state {
            bench.pass(time::Duration::minutes(10));
        }
    });
    assert_eq!(ended, Err(SsoError::TooLate));
    assert_eq!(states.last(), Some(&SignInState::Failed(SsoError::TooLate)));
    assert_eq!(bench.asked(), ["/client/register", "/device_authorization"]);
}

#[test]
fn it_is_cancelled_while_it_registers() {
    let bench = Bench::with(&[]);
    bench.server.hold(Phase::BeforeReply);
    let server = &bench.server;
    let (ended, states) = std::thread::scope(|scope| {
        bench.sign_in(SignInMethod::DeviceCode, |state, cancel| {
            if *state == SignInState::Registering {
                let cancel = cancel.clone();
                scope.spawn(move || {
                    assert!(server.wait_until_held(Phase::BeforeReply, PATIENCE));
                    cancel.cancel();
                });
            }
        })
    });
    bench.server.release(Phase::BeforeReply);
    assert_eq!(ended, Err(SsoError::Cancelled));
    assert_eq!(
        states,
        [SignInState::Registering, SignInState::Failed(SsoError::Cancelled)]
    );
}

#[test]
fn it_is_cancelled_while_a_person_is_waited_for() {
    let bench = Bench::with(&[]);
    let (ended, _) = bench.sign_in(SignInMethod::DeviceCode, |state, cancel| {
        if let SignInState::WaitingForCode { .. } = state {
            cancel.cancel();
        }
    });
    assert_eq!(ended, Err(SsoError::Cancelled));
    assert!(!bench.token_file().exists());
}

#[test]
fn the_program_registers_once_for_each_way() {
    let bench = Bench::with(&[]);
    let registrations = || {
        bench
            .asked()
            .iter()
            .filter(|path| *path == "/client/register")
            .count()
    };
    bench.sign_in_by_code().unwrap();
    bench.sign_in_by_code().unwrap();
    assert_eq!(registrations(), 1);
    bench.sign_in_by_browser().0.unwrap();
    assert_eq!(
        registrations(),
        2,
        "the registration for a code does not do for the browser"
    );
    bench.sign_in_by_browser().0.unwrap();
    assert_eq!(registrations(), 2);
    bench.sign_in_by_code().unwrap();
    assert_eq!(registrations(), 2, "each has its own file");
    bench.pass(time::Duration::days(90) - time::Duration::minutes(14));
    bench.sign_in_by_code().unwrap();
    assert_eq!(registrations(), 3, "one that is about to end is replaced");
}

#[test]
fn a_registration_that_the_service_forgot_is_made_anew() {
    let bench = Bench::with(&[SsoFault::RegistrationExpired]);
    assert_eq!(
        bench.sign_in_by_code().unwrap_err().kind(),
        "sso-registration-ended",
        "a new one that is refused is an error"
    );
    bench.sign_in_by_code().unwrap();
    // As if the service forgot it later: what is kept here is one that it does not know.
    let file = bench
        .deps
        .cache
        .registration_file(&bench.session, SignInMethod::DeviceCode);
    let mut kept = json_file(&file);
    kept["clientId"] = "forgotten".into();
    serde_json::to_writer(std::fs::File::create(&file).unwrap(), &kept).unwrap();
    bench.sign_in_by_code().unwrap();
    assert_ne!(json_file(&file)["clientId"], "forgotten");
}

#[test]
fn damaged_files_are_put_aside_and_named() {
    let bench = Bench::with(&[]);
    std::fs::create_dir_all(bench.cache_folder()).unwrap();
    let files = [
        bench.token_file(),
        bench
            .deps
            .cache
            .registration_file(&bench.session, SignInMethod::DeviceCode),
    ];
    for file in &files {
        std::fs::copy("Cargo.toml", file).unwrap();
    }
    assert_eq!(
        token_state(&bench.session, &bench.deps).unwrap_err().kind(),
        "sso-cache-damaged"
    );
    let signed_in = bench.sign_in_by_code().unwrap();
    assert_eq!(signed_in.set_aside.len(), 2);
    for aside in &signed_in.set_aside {
        assert_eq!(
            std::fs::read(aside).unwrap(),
            std::fs::read("Cargo.toml").unwrap()
        );
    }
    assert!(token_state(&bench.session, &bench.deps).is_ok());
}

#[test]
fn a_profile_without_a_session_has_its_token_under_the_start_url() {
    let mut bench = Bench::with(&[]);
    bench.session = session(None);
    bench.session.profile = Some("old".to_owned());
    bench.session.scopes.clear();
    bench.sign_in_by_code().unwrap();
    // SHA-1 of the start URL, from `printf %s … | sha1sum`.
    let name = bench.token_file().file_name().unwrap().to_owned();
    assert_eq!(name, "7487b5b67d5fa1132cf33fa93ae51ef38cc37752.json");
    assert!(
        bench.token().get("refreshToken").is_none(),
        "as the AWS CLI registers for it"
    );
}

#[test]
fn a_service_that_is_not_there_is_named() {
    let mut bench = Bench::with(&[]);
    let gone = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap()
    };
    bench.deps = bench.deps.clone().at(endpoints(&format!("http://{gone}")));
    let error = bench.sign_in_by_code().unwrap_err();
    let SsoError::NotReached {
        operation,
        host,
        problem,
    } = &error
    else {
        panic!("{error:?}")
    };
    assert_eq!((*operation, host), ("RegisterClient", &gone.to_string()));
    assert!(problem.to_string().contains("refused"), "{problem}");
}

#[test]
fn the_clones_of_what_is_needed_share_the_sign_ins() {
    let bench = Bench::with(&[]);
    assert!(Arc::ptr_eq(&bench.deps.sessions, &bench.deps.clone().sessions));
}
