//! Credentials that are fetched: each source, chains of roles, what is remembered and what is asked.

use std::sync::Arc;

use countersign::demo::{
    CONTAINER_PATH, CONTAINER_TOKEN, DEMO_IDENTITY_TOKEN, DEMO_KEY_ID, DEMO_MFA_CODE, DEMO_MFA_ROLE,
    DEMO_MFA_SERIAL, DEMO_ROLE, DEMO_SECRET, DemoServer, Phase,
};
use countersign::engine::{Deps, exchange};
use countersign::model::{
    Answers, AssumeRoleForm, AuthKind, AwsAuth, BodyDigest, CredentialSource, Exchange, ExpiredUse,
    LinkSource, Outcome, OwnCallOutcome, Question, Secret, SendAs, Stage,
};
use tokio_util::sync::CancellationToken;

use crate::child;
use crate::support::credentials::{
    Home, MovedClock, ask, demo, demo_role, deps_in, form, lent, profile_dev, user_of, with_code,
};
use crate::support::order::{execute_api, order, signed};
use crate::support::server::PATIENCE;
use crate::support::signed_call::NOW;

async fn send(deps: &Deps, server: &DemoServer, auth: &AwsAuth, answers: Answers) -> Exchange {
    let mut request = signed(&execute_api(server.port(), "/dev/pets"));
    request.http.auth.kind = AuthKind::AwsSignature;
    request.http.auth.aws = auth.clone();
    let order = countersign::engine::Order {
        answers,
        ..order(request)
    };
    exchange::run(deps, &order, &CancellationToken::new()).await
}

fn status(exchange: &Exchange) -> u16 {
    match &exchange.outcome {
        Outcome::Replied(response) => response.head.status,
        other => panic!("{other:?} {:?}", exchange.question),
    }
}

fn kind(exchange: &Exchange) -> &'static str {
    match &exchange.outcome {
        Outcome::Failed(failure) => failure.kind,
        other => panic!("{other:?}"),
    }
}

/// Requests that STS was asked with, by what they asked.
fn asked(server: &DemoServer, action: &str) -> usize {
    let is_asked = |body: &[u8]| memchr::memmem::find(body, format!("Action={action}&").as_bytes()).is_some();
    server
        .requests()
        .iter()
        .filter(|request| is_asked(&request.body))
        .count()
}

/// Waits on a thread of its own, so that the sends go on.
async fn is_held(server: &Arc<DemoServer>) -> bool {
    let server = Arc::clone(server);
    let wait = move || server.wait_until_held(Phase::BeforeReply, PATIENCE);
    tokio::task::spawn_blocking(wait).await.unwrap()
}

fn key_id_of(exchange: &Exchange) -> String {
    let wire = exchange.wire.as_ref().unwrap();
    let line = wire.header("authorization").unwrap().value.as_str().to_owned();
    line.split_once("Credential=")
        .unwrap()
        .1
        .split('/')
        .next()
        .unwrap()
        .to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_environment_signs_and_is_shown_as_a_chain_of_one() {
    let clock = MovedClock::default();
    let server = demo(&clock);
    let deps = deps_in(&clock, &user_of(&server.sts_address(), &[]), |_| {});
    let auth = form(CredentialSource::Environment, Vec::new());
    assert_eq!(
        deps.credentials
            .at_hand(&auth, SendAs::LastRole)
            .unwrap_err()
            .kind(),
        "credentials-not-fetched"
    );
    let exchange = send(&deps, &server, &auth, Answers::default()).await;
    assert_eq!(status(&exchange), 200);
    assert_eq!(exchange.chain.len(), 1);
    assert_eq!(exchange.chain[0].source, LinkSource::Environment);
    assert_eq!(exchange.secret_occurrences, Some(0));
    assert_eq!(server.requests().len(), 1, "nobody else was asked");
    let at_hand = deps.credentials.at_hand(&auth, SendAs::LastRole).unwrap();
    assert_eq!(at_hand.credentials.access_key_id, DEMO_KEY_ID);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_chain_of_two_roles_is_fetched_once_and_each_identity_can_send() {
    let clock = MovedClock::default();
    let server = demo(&clock);
    let deps = deps_in(&clock, &user_of(&server.sts_address(), &[]), |_| {});
    let auth = form(
        CredentialSource::Environment,
        vec![demo_role("first"), demo_role("second")],
    );
    let exchange = send(&deps, &server, &auth, Answers::default()).await;
    assert_eq!(status(&exchange), 200);
    let arns: Vec<Option<&str>> = exchange.chain.iter().map(|link| link.arn.as_deref()).collect();
    let session = |name| format!("arn:aws:sts::123456789012:assumed-role/demo/{name}");
    assert_eq!(
        arns,
        [
            None,
            Some(session("first").as_str()),
            Some(session("second").as_str())
        ]
    );
    assert_eq!(exchange.chain[2].expires, Some(NOW + time::Duration::hours(1)));
    assert_eq!(key_id_of(&exchange), exchange.chain[2].access_key_id);

    for (roles, at) in [(0, 2), (1, 1), (2, 0), (9, 0)] {
        let answers = Answers {
            send_as: SendAs::Before(roles),
            ..Answers::default()
        };
        let sent = send(&deps, &server, &auth, answers).await;
        assert_eq!(status(&sent), 200);
        assert_eq!(
            key_id_of(&sent),
            exchange.chain[at].access_key_id,
            "before {roles}"
        );
        let at_hand = deps.credentials.at_hand(&auth, SendAs::Before(roles)).unwrap();
        assert_eq!(at_hand.chain, exchange.chain[..=at]);
    }
    assert_eq!(asked(&server, "AssumeRole"), 2, "each role once");

    let given = deps.credentials.at_hand(&auth, SendAs::LastRole).unwrap();
    let labels: Vec<&str> = given.further_secrets.iter().map(|(label, _)| *label).collect();
    assert_eq!(
        labels,
        ["secret access key", "secret access key", "session token"]
    );
    assert_eq!(given.further_secrets[0].1, Secret::new(DEMO_SECRET));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn typed_keys_assume_a_role() {
    let clock = MovedClock::default();
    let server = demo(&clock);
    let deps = deps_in(&clock, &[], |_| {});
    let mut auth = signed("http://localhost/").http.auth.aws;
    auth.access_key_id.insert(0, ' ');
    auth.roles = vec![AssumeRoleForm {
        sts_endpoint: server.sts_address(),
        duration_seconds: Some(900),
        ..demo_role("typed")
    }];
    let exchange = send(&deps, &server, &auth, Answers::default()).await;
    assert_eq!(status(&exchange), 200);
    assert_eq!(exchange.chain[0].source, LinkSource::Typed);
    assert_eq!(exchange.chain[1].expires, Some(NOW + time::Duration::minutes(15)));
    let given = deps.credentials.at_hand(&auth, SendAs::LastRole).unwrap();
    assert_eq!(given.notes.len(), 1, "the blank in front is told");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sessions_are_renewed_before_their_end_and_those_with_a_code_at_it() {
    let clock = MovedClock::default();
    let server = demo(&clock);
    let deps = deps_in(&clock, &user_of(&server.sts_address(), &[]), |_| {});
    let auth = form(CredentialSource::Environment, vec![demo_role("me")]);
    for (seconds, calls) in [(0, 1), (3_299, 1), (3_300, 2), (3_301, 2)] {
        clock.to(seconds);
        assert_eq!(
            status(&send(&deps, &server, &auth, Answers::default()).await),
            200
        );
        assert_eq!(asked(&server, "AssumeRole"), calls, "after {seconds} seconds");
    }

    clock.to(0);
    let mfa = AssumeRoleForm {
        role_arn: DEMO_MFA_ROLE.to_owned(),
        mfa_serial: DEMO_MFA_SERIAL.to_owned(),
        ..demo_role("me")
    };
    let auth = form(CredentialSource::Environment, vec![mfa]);
    let missing = send(&deps, &server, &auth, Answers::default()).await;
    assert_eq!(kind(&missing), "mfa-code-needed");
    let Some(Question::MfaCode { serial, role_arn }) = &missing.question else {
        panic!("{:?}", missing.question)
    };
    assert_eq!(
        (serial.as_str(), role_arn.as_str()),
        (DEMO_MFA_SERIAL, DEMO_MFA_ROLE)
    );
    let other = send(
        &deps,
        &server,
        &auth,
        with_code("arn:aws:iam::1:mfa/other", DEMO_MFA_CODE),
    )
    .await;
    assert_eq!(kind(&other), "mfa-code-needed", "a code is for one device");
    let wrong = send(&deps, &server, &auth, with_code(DEMO_MFA_SERIAL, "654321")).await;
    assert_eq!(kind(&wrong), "sts-mfa-refused");
    let right = send(&deps, &server, &auth, with_code(DEMO_MFA_SERIAL, DEMO_MFA_CODE)).await;
    assert_eq!(status(&right), 200);
    clock.to(3_599);
    assert_eq!(
        status(&send(&deps, &server, &auth, Answers::default()).await),
        200
    );
    clock.to(3_600);
    let ended = send(&deps, &server, &auth, Answers::default()).await;
    assert_eq!(kind(&ended), "mfa-code-needed");
    let anyway = Answers {
        expired: ExpiredUse::SendAnyway,
        ..Answers::default()
    };
    assert_eq!(
        status(&send(&deps, &server, &auth, anyway).await),
        403,
        "the service says so"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_sends_at_once_ask_once() {
    let clock = MovedClock::default();
    let server = Arc::new(demo(&clock));
    let deps = deps_in(&clock, &user_of(&server.sts_address(), &[]), |_| {});
    let auth = form(CredentialSource::Environment, vec![demo_role("me")]);
    server.hold(Phase::BeforeReply);
    let held = async {
        assert!(is_held(&server).await);
        server.release(Phase::BeforeReply);
    };
    let nothing_said = ask(Answers::default());
    let provide = || deps.credentials.provide(&auth, &nothing_said);
    let (one, two, ()) = tokio::join!(provide(), provide(), held);
    assert_eq!(one.unwrap(), two.unwrap());
    assert_eq!(asked(&server, "AssumeRole"), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cancel_ends_the_fetching() {
    let clock = MovedClock::default();
    let server = Arc::new(demo(&clock));
    let deps = deps_in(&clock, &user_of(&server.sts_address(), &[]), |_| {});
    let mut request = signed(&execute_api(server.port(), "/dev/pets"));
    request.http.auth.aws = form(CredentialSource::Environment, vec![demo_role("me")]);
    let order = order(request);
    let cancel = CancellationToken::new();
    server.hold(Phase::BeforeReply);
    let held = async {
        assert!(is_held(&server).await);
        cancel.cancel();
    };
    let (exchange, ()) = tokio::join!(exchange::run(&deps, &order, &cancel), held);
    let Outcome::Cancelled {
        stage,
        response: None,
    } = exchange.outcome
    else {
        panic!("{:?}", exchange.outcome)
    };
    assert_eq!(stage, Stage::FetchingCredentials);
    assert_eq!(deps.credentials.calls()[0].outcome, OwnCallOutcome::Cancelled);
    server.release(Phase::BeforeReply);
    assert_eq!(
        status(&send(&deps, &server, &order.request.http.auth.aws, Answers::default()).await),
        200
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_web_identity_is_exchanged_and_its_token_read_fresh() {
    let clock = MovedClock::default();
    let server = demo(&clock);
    let home = Home::with("");
    let token = home.path("token");
    home.write(
        "config",
        &format!("[profile dev]\nweb_identity_token_file = {token}\nrole_arn = {DEMO_ROLE}\nrole_session_name = pod\n"),
    );
    home.write("token", "not yet");
    let variables = home.variables(&server.sts_address());
    let deps = deps_in(&clock, &lent(&variables), |_| {});
    let auth = profile_dev();
    let early = send(&deps, &server, &auth, Answers::default()).await;
    assert_eq!(kind(&early), "web-identity-invalid");
    home.write("token", &format!("{DEMO_IDENTITY_TOKEN}\n"));
    let exchange = send(&deps, &server, &auth, Answers::default()).await;
    assert_eq!(status(&exchange), 200);
    assert_eq!(
        exchange.chain[0].arn.as_deref(),
        Some("arn:aws:sts::123456789012:assumed-role/demo/pod")
    );
    let unsigned = server.requests();
    assert!(unsigned[0].header("authorization").is_none(), "nobody signs it");
    let given = deps.credentials.at_hand(&auth, SendAs::LastRole).unwrap();
    assert_eq!(
        given.further_secrets,
        [("web identity token", Secret::new(DEMO_IDENTITY_TOKEN))]
    );
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_runs_when_it_is_allowed_and_once() {
    let clock = MovedClock::default();
    let server = demo(&clock);
    let home = Home::with("");
    let runs = home.path("runs");
    let command = format!(
        r#"echo run >> '{runs}'; printf '{{"Version":1,"AccessKeyId":"{DEMO_KEY_ID}","SecretAccessKey":"{DEMO_SECRET}"}}'"#
    );
    let config = |command: &str| {
        format!(
            "[profile base]\ncredential_process = {command}\n[profile dev]\nsource_profile = base\nrole_arn = {DEMO_ROLE}\n"
        )
    };
    home.write("config", &config(&command));
    let variables = home.variables(&server.sts_address());
    let deps = deps_in(&clock, &lent(&variables), |_| {});
    let auth = profile_dev();
    let refused = send(&deps, &server, &auth, Answers::default()).await;
    assert_eq!(kind(&refused), "process-not-allowed");
    let Some(Question::FirstRun {
        command: shown,
        place,
        profile,
    }) = &refused.question
    else {
        panic!("{:?}", refused.question)
    };
    assert_eq!((shown, profile.as_str()), (&command, "base"));
    assert_eq!(
        (place.file.to_str().unwrap(), place.line),
        (home.path("config").as_str(), 2)
    );
    assert!(!std::path::Path::new(&runs).exists(), "it has not run");
    let allowed = |command: &str| Answers {
        allowed_commands: vec![BodyDigest::of(command.as_bytes()).sha256],
        ..Answers::default()
    };
    let other = send(&deps, &server, &auth, allowed("another command")).await;
    assert_eq!(kind(&other), "process-not-allowed");
    for _ in 0..2 {
        let exchange = send(&deps, &server, &auth, allowed(&command)).await;
        assert_eq!(status(&exchange), 200);
        let source = LinkSource::Process {
            profile: "base".to_owned(),
        };
        assert_eq!(exchange.chain[0].source, source);
    }
    assert_eq!(home.read("runs"), "run\n");
    let refreshed = deps.credentials.refresh(&auth, &ask(allowed(&command))).await;
    assert!(refreshed.is_ok());
    assert_eq!(home.read("runs"), "run\nrun\n");
    // A comment in the file changes nothing, another command everything.
    home.write("config", &format!("# mine\n{}", config(&command)));
    assert_eq!(status(&send(&deps, &server, &auth, allowed(&command)).await), 200);
    assert_eq!(home.read("runs"), "run\nrun\n");
    home.write(
        "config",
        &config(&format!("{command} ")).replace("printf", "printf "),
    );
    assert_eq!(
        kind(&send(&deps, &server, &auth, allowed(&command)).await),
        "process-not-allowed"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_instance_is_asked_by_version_2_and_every_call_is_written_down() {
    let clock = MovedClock::default();
    let server = demo(&clock);
    let endpoint = format!("http://127.0.0.1:{}", server.port());
    let variables = [
        ("AWS_EC2_METADATA_SERVICE_ENDPOINT", endpoint.as_str()),
        ("AWS_ENDPOINT_URL_STS", &server.sts_address()),
    ];
    let deps = deps_in(&clock, &variables, |_| {});
    let auth = form(CredentialSource::Instance, vec![demo_role("from-an-instance")]);
    let exchange = send(&deps, &server, &auth, Answers::default()).await;
    assert_eq!(status(&exchange), 200);
    assert_eq!(exchange.chain[0].source, LinkSource::Instance);
    assert_eq!(exchange.chain[0].expires, Some(NOW + time::Duration::hours(6)));
    let calls = deps.credentials.calls();
    let told: Vec<(&str, u64)> = calls
        .iter()
        .map(|call| (call.operation.as_str(), call.number))
        .collect();
    assert_eq!(
        told,
        [
            ("metadata token", 1),
            ("instance credentials", 2),
            ("instance credentials", 3),
            ("AssumeRole", 4)
        ]
    );
    assert!(
        calls
            .iter()
            .all(|call| call.outcome == OwnCallOutcome::Replied(200) && call.began == NOW)
    );
    assert_eq!(calls[0].host, format!("127.0.0.1:{}", server.port()));
    let given = deps.credentials.at_hand(&auth, SendAs::LastRole).unwrap();
    let shown = format!("{calls:?} {given:?} {:?}", exchange.chain);
    for (label, secret) in &given.further_secrets {
        assert_eq!(
            memchr::memmem::find(shown.as_bytes(), secret.expose_for_search()),
            None,
            "{label}"
        );
    }
}

/// The variables of a container are read from the process by the provider, so this one is a process of its own.
#[test]
fn a_container_is_asked_with_its_token() {
    let clock = MovedClock::default();
    let server = demo(&clock);
    let ran = child::command(
        "credentials::a_container_in_a_process_of_its_own",
        &server.port().to_string(),
    )
    .env(
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        format!("http://127.0.0.1:{}{CONTAINER_PATH}", server.port()),
    )
    .env("AWS_CONTAINER_AUTHORIZATION_TOKEN", CONTAINER_TOKEN)
    .env_remove("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
    .env_remove("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")
    .output()
    .unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stdout));
    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].header("authorization"), Some(CONTAINER_TOKEN));
}

#[tokio::test]
async fn a_container_in_a_process_of_its_own() {
    if child::argument().is_none() {
        return;
    }
    let names = [
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    ];
    let values: Vec<(&str, String)> = names
        .iter()
        .filter_map(|name| Some((*name, child::environment(name)?)))
        .collect();
    let variables: Vec<(&str, &str)> = values
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let deps = deps_in(&MovedClock::default(), &variables, |_| {});
    let auth = form(CredentialSource::Container, Vec::new());
    let given = deps
        .credentials
        .provide(&auth, &ask(Answers::default()))
        .await
        .unwrap();
    assert_eq!(given.chain[0].source, LinkSource::Container);
    assert_eq!(given.expires, Some(NOW + time::Duration::hours(6)));
    assert_eq!(
        given.further_secrets,
        [("container authorization token", Secret::new(CONTAINER_TOKEN))]
    );
    let calls = deps.credentials.calls();
    assert_eq!(calls[0].operation, "container credentials");
    assert!(
        !format!("{calls:?}").contains("5b3c7a1e"),
        "the path is as good as a password"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_am_i_names_every_identity_and_is_asked_once_for_each_value() {
    let clock = MovedClock::default();
    let server = demo(&clock);
    let deps = deps_in(&clock, &user_of(&server.sts_address(), &[]), |_| {});
    let auth = form(CredentialSource::Environment, vec![demo_role("me")]);
    let nothing_said = ask(Answers::default());
    for _ in 0..2 {
        let identities = deps.credentials.who_am_i(&auth, &nothing_said).await.unwrap();
        let arns: Vec<&str> = identities.iter().map(|identity| identity.arn.as_str()).collect();
        assert_eq!(
            arns,
            [
                "arn:aws:iam::123456789012:user/demo",
                "arn:aws:sts::123456789012:assumed-role/demo/me"
            ]
        );
        assert_eq!(identities[0].account, "123456789012");
    }
    assert_eq!(asked(&server, "GetCallerIdentity"), 2);
    let at_hand = deps.credentials.at_hand(&auth, SendAs::LastRole).unwrap();
    assert_eq!(
        at_hand.chain[0].arn.as_deref(),
        Some("arn:aws:iam::123456789012:user/demo")
    );

    let mut typed = signed("http://localhost/").http.auth.aws;
    typed.access_key_id = DEMO_KEY_ID.to_owned();
    let alone = deps.credentials.at_hand(&typed, SendAs::LastRole).unwrap();
    assert_eq!(alone.chain.len(), 1, "the same key typed is known by its ARN");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_login_signs_while_it_lasts() {
    let clock = MovedClock::default();
    let server = demo(&clock);
    let session = "arn:aws:iam::123456789012:user/bob";
    let home = Home::with(&format!("login_session = {session}"));
    let cache = serde_json::json!({
        "accessToken": {
            "accessKeyId": countersign::demo::TEMPORARY_KEY_ID,
            "secretAccessKey": countersign::demo::TEMPORARY_SECRET,
            "sessionToken": countersign::demo::TEMPORARY_TOKEN,
            "expiresAt": "2026-11-20T12:15:00Z",
        },
        "refreshToken": "r3fresh-token-value",
    });
    let name = format!("{}.json", BodyDigest::of(session.as_bytes()).sha256);
    home.write(&name, &cache.to_string());
    let variables = home.variables(&server.sts_address());
    let deps = deps_in(&clock, &lent(&variables), |_| {});
    let auth = profile_dev();
    let exchange = send(&deps, &server, &auth, Answers::default()).await;
    assert_eq!(status(&exchange), 200);
    assert_eq!(exchange.chain[0].arn.as_deref(), Some(session));
    clock.to(900);
    let ended = send(&deps, &server, &auth, Answers::default()).await;
    assert_eq!(kind(&ended), "login-expired");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forgotten_form_is_fetched_anew_and_the_revision_tells() {
    let clock = MovedClock::default();
    let server = demo(&clock);
    let deps = deps_in(&clock, &user_of(&server.sts_address(), &[]), |_| {});
    let provider = &deps.credentials;
    let auth = form(CredentialSource::Environment, vec![demo_role("me")]);
    let nothing_said = ask(Answers::default());
    let first = provider.provide(&auth, &nothing_said).await.unwrap();
    let revision = provider.revision();
    provider.provide(&auth, &nothing_said).await.unwrap();
    assert_eq!(provider.revision(), revision, "nothing new");
    provider.forget(&auth);
    assert!(provider.revision() > revision);
    assert!(provider.at_hand(&auth, SendAs::LastRole).is_err());
    let second = provider.provide(&auth, &nothing_said).await.unwrap();
    assert_ne!(first.credentials, second.credentials);
    assert_eq!(asked(&server, "AssumeRole"), 2);
    // Another session of the role is another value.
    let other = form(CredentialSource::Environment, vec![demo_role("you")]);
    assert!(provider.at_hand(&other, SendAs::LastRole).is_err());
}
