//! Credentials that came and can not be used: ended, empty, or not what any file can hold. And what becomes of those that
//! were there before.

use countersign::demo::{DEMO_KEY_ID, DEMO_SECRET};
use countersign::model::{
    Answers, AwsAuth, CredentialSource, CredentialsError, ExpiredUse, Question, SendAs,
};

use crate::support::credentials::{
    Home, MovedClock, ask, demo, demo_role, deps_in, form, lent, profile_dev, user_of,
};
use crate::support::server::Server;

/// One that says these texts, one after the other; the last one again and again.
fn saying(bodies: Vec<String>) -> (Server<()>, String) {
    let count = std::sync::Mutex::new(0);
    let server = Server::start(move |mut connection, _| {
        while connection.request().is_some() {
            let at = {
                let mut count = count.lock().unwrap();
                *count += 1;
                (*count - 1).min(bodies.len() - 1)
            };
            let (status, body) = bodies[at].split_once(' ').unwrap();
            let head = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n\r\n", body.len());
            connection.write(format!("{head}{body}").as_bytes());
        }
    });
    let endpoint = format!("http://127.0.0.1:{}", server.port());
    (server, endpoint)
}

/// As the reference of `AssumeRole` prints it.
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>
fn role(id: &str, secret: &str, token: &str, expiration: &str) -> String {
    format!(
        "200 <AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><AssumedRoleUser>\
         <Arn>arn:aws:sts::123456789012:assumed-role/demo/me</Arn><AssumedRoleId>A:me</AssumedRoleId></AssumedRoleUser>\
         <Credentials><AccessKeyId>{id}</AccessKeyId><SecretAccessKey>{secret}</SecretAccessKey><SessionToken>{token}\
         </SessionToken>{expiration}</Credentials></AssumeRoleResult></AssumeRoleResponse>"
    )
}

fn refusal(code: &str) -> String {
    format!(
        "403 <ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type><Code>{code}\
         </Code><Message>m</Message></Error></ErrorResponse>"
    )
}

fn with_role() -> AwsAuth {
    form(CredentialSource::Environment, vec![demo_role("me")])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_that_has_ended_already_is_asked_about_and_an_empty_part_is_refused() {
    let end = |end: &str| format!("<Expiration>{end}</Expiration>");
    let later = end("2026-11-20T13:00:00Z");
    for (reply, kind, word) in [
        (
            role("ASIA1", "s", "t", &end("2020-01-01T00:00:00Z")),
            "credentials-expired",
            "role arn:aws:iam::123456789012:role/demo ended at 2020-01-01",
        ),
        (
            role("ASIA1", "s", "t", &end("2026-11-20T12:00:00Z")),
            "credentials-expired",
            "ended at 2026-11-20 12:00",
        ),
        (role("ASIA1", "s", "t", ""), "sts-unreadable", "200"),
        (role("", "s", "t", &later), "sts-unreadable", "200"),
        (
            role("ASIA1", " ", "t", &later),
            "credentials-unusable",
            "secret access key is empty",
        ),
        (
            role("ASIA1", "s", "t&#10;u", &later),
            "credentials-unusable",
            "session token holds a control character",
        ),
    ] {
        let (_server, sts) = saying(vec![reply]);
        let deps = deps_in(&MovedClock::default(), &user_of(&sts, &[]), |_| {});
        let error = deps
            .credentials
            .provide(&with_role(), &ask(Answers::default()))
            .await
            .unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        assert!(error.to_string().contains(word), "{error}");
        if kind != "credentials-expired" {
            continue;
        }
        assert!(matches!(
            error,
            CredentialsError::Question(Question::Ended { .. })
        ));
        let anyway = Answers {
            expired: ExpiredUse::SendAnyway,
            ..Answers::default()
        };
        let given = deps
            .credentials
            .provide(&with_role(), &ask(anyway))
            .await
            .unwrap();
        assert_eq!(given.credentials.access_key_id, "ASIA1");
        assert_eq!(
            deps.credentials.calls().len(),
            1,
            "what came is used when somebody says so"
        );
    }
}

/// Not those that have ended: the SDK prolongs them, as botocore does, for a metadata service that is out of order.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_instance_that_gives_empty_credentials_gives_none() {
    let given = |id: &str, secret: &str, token: &str, end: &str| {
        format!(
            "200 {{\"Code\":\"Success\",\"AccessKeyId\":\"{id}\",\"SecretAccessKey\":\"{secret}\",\"Token\":\"{token}\",\"Expiration\":\"{end}\"}}"
        )
    };
    let later = "2026-11-20T18:00:00Z";
    for (credentials, kind, word) in [
        (
            given("", "s", "t", later),
            "credentials-unusable",
            "access key ID is empty",
        ),
        (
            given("ASIA1", "", "t", later),
            "credentials-unusable",
            "secret access key is empty",
        ),
        (
            given("ASIA1", "s", "", later),
            "metadata-refused",
            "session token is empty",
        ),
        (
            given("ASIA1\\nx", "s", "t", later),
            "credentials-unusable",
            "access key ID holds a control character",
        ),
    ] {
        let server = Server::<()>::start(move |mut connection, _| {
            while let Some(request) = connection.request() {
                let text = String::from_utf8_lossy(&request).into_owned();
                let body = match text.split(' ').nth(1) {
                    Some("/latest/api/token") => "token",
                    Some("/latest/meta-data/iam/security-credentials/") => "role",
                    _ => credentials.split_once(' ').unwrap().1,
                };
                let length = body.len();
                let head = format!(
                    "HTTP/1.1 200 OK\r\nx-aws-ec2-metadata-token-ttl-seconds: 60\r\ncontent-length: {length}\r\n\r\n"
                );
                connection.write(format!("{head}{body}").as_bytes());
            }
        });
        let endpoint = format!("http://127.0.0.1:{}", server.port());
        let deps = deps_in(
            &MovedClock::default(),
            &[("AWS_EC2_METADATA_SERVICE_ENDPOINT", &endpoint)],
            |_| {},
        );
        let auth = form(CredentialSource::Instance, Vec::new());
        let error = deps
            .credentials
            .provide(&auth, &ask(Answers::default()))
            .await
            .unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        assert!(error.to_string().contains(word), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn new_credentials_take_the_place_of_old_ones_when_they_have_come_and_not_before() {
    let later = "<Expiration>2026-11-20T13:00:00Z</Expiration>";
    let ended = "<Expiration>2026-11-20T11:00:00Z</Expiration>";
    let (_server, sts) = saying(vec![
        role("ASIA1", "s", "t", later),
        refusal("Throttling"),
        role("ASIA2", "s", "t", ended),
        role("ASIA3", "s", "t", later),
    ]);
    let deps = deps_in(&MovedClock::default(), &user_of(&sts, &[]), |_| {});
    let (auth, nothing_said) = (with_role(), ask(Answers::default()));
    let at_hand = || {
        let given = deps.credentials.at_hand(&auth, SendAs::LastRole).unwrap();
        given.credentials.access_key_id.clone()
    };
    deps.credentials.provide(&auth, &nothing_said).await.unwrap();
    for kind in ["sts-busy", "credentials-expired"] {
        let failed = deps.credentials.refresh(&auth, &nothing_said).await.unwrap_err();
        assert_eq!(failed.kind(), kind);
        assert_eq!(at_hand(), "ASIA1", "{kind}");
    }
    deps.credentials.refresh(&auth, &nothing_said).await.unwrap();
    assert_eq!(at_hand(), "ASIA3");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_caller_that_sts_does_not_take_is_fetched_anew_by_the_next_send() {
    for code in [
        "InvalidClientTokenId",
        "ExpiredToken",
        "SignatureDoesNotMatch",
        "AccessDenied",
    ] {
        let later = "<Expiration>2026-11-20T13:00:00Z</Expiration>";
        let (_server, sts) = saying(vec![refusal(code), role("ASIA1", "s", "t", later)]);
        let home = Home::with("");
        let runs = home.path("runs");
        let command = format!(
            r#"echo run >> '{runs}'; printf '{{"Version":1,"AccessKeyId":"{DEMO_KEY_ID}","SecretAccessKey":"{DEMO_SECRET}"}}'"#
        );
        home.write(
            "config",
            &format!(
                "[profile base]\ncredential_process = {command}\n[profile dev]\nsource_profile = base\n\
                 role_arn = arn:aws:iam::123456789012:role/demo\n"
            ),
        );
        let variables = home.variables(&sts);
        let deps = deps_in(&MovedClock::default(), &lent(&variables), |_| {});
        let answers = Answers {
            allowed_commands: vec![countersign::model::BodyDigest::of(command.as_bytes()).sha256],
            ..Answers::default()
        };
        let asking = ask(answers);
        deps.credentials
            .provide(&profile_dev(), &asking)
            .await
            .unwrap_err();
        deps.credentials.provide(&profile_dev(), &asking).await.unwrap();
        // A role that may not be assumed says nothing against the caller's keys.
        let expected = if code == "AccessDenied" {
            "run\n"
        } else {
            "run\nrun\n"
        };
        assert_eq!(home.read("runs"), expected, "{code}");
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_chain_that_failed_begins_anew_when_it_is_fetched_anew() {
    let clock = MovedClock::default();
    let server = demo(&clock);
    let home = Home::with("");
    let command = format!(
        r#"echo run >> '{}'; printf '{{"Version":1,"AccessKeyId":"AKIANOBODY","SecretAccessKey":"{DEMO_SECRET}"}}'"#,
        home.path("runs")
    );
    home.write(
        "config",
        &format!(
            "[profile base]\ncredential_process = {command}\n[profile dev]\nsource_profile = base\n\
             role_arn = arn:aws:iam::000000000000:role/none\n"
        ),
    );
    let variables = home.variables(&server.sts_address());
    let deps = deps_in(&clock, &lent(&variables), |_| {});
    let asking = ask(Answers {
        allowed_commands: vec![countersign::model::BodyDigest::of(command.as_bytes()).sha256],
        ..Answers::default()
    });
    for runs in ["run\n", "run\nrun\n"] {
        deps.credentials
            .refresh(&profile_dev(), &asking)
            .await
            .unwrap_err();
        assert_eq!(home.read("runs"), runs);
    }
}
