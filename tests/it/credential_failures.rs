//! Whatever keeps credentials from being had, nothing reaches the API: counted on a socket. Each failure has a slug of its
//! own, a cause and a next step. Long because every failure has its row.

use std::io;
use std::net::{IpAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use countersign::credentials::Surroundings;
use countersign::demo::{
    DEMO_IDENTITY_TOKEN, DEMO_KEY_ID, DEMO_MFA_ROLE, DEMO_MFA_SERIAL, DEMO_ROLE, DEMO_SECRET,
    ENDED_IDENTITY_TOKEN,
};
use countersign::engine::{Order, exchange};
use countersign::http::{Lookup, OwnCaller, Trust};
use countersign::model::{
    Answers, AssumeRoleForm, AwsAuth, Body, BodyDigest, BodyKind, CredentialSource, FileBody, Network,
    Outcome, ProxyMode, Secret, Stage,
};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use tokio_util::sync::CancellationToken;

use crate::support::credentials::{
    Home, MovedClock, demo, demo_role, deps_with_caller, form, lent, profile_dev, user_of, with_code,
};
use crate::support::order::{execute_api, order, signed};
use crate::support::server::Server;

/// A name that nobody has, and `127.0.0.1` for every other one.
struct NoSuchName;

impl Lookup for NoSuchName {
    fn lookup(&self, host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        async move {
            if host.ends_with(".invalid") {
                return Err(io::Error::other("no such name"));
            }
            Ok(vec![IpAddr::from([127, 0, 0, 1])])
        }
        .boxed()
    }
}

/// An API that must not be reached, and what all its failures were.
struct Api {
    server: Server<()>,
    kinds: Vec<&'static str>,
}

/// What a failing send was made of.
#[derive(Default)]
struct Case<'a> {
    environment: &'a [(&'a str, &'a str)],
    answers: Answers,
    network: Network,
}

impl Api {
    fn new() -> Self {
        Self {
            server: Server::start(|_, _| panic!("a connection")),
            kinds: Vec::new(),
        }
    }

    async fn fails(
        &mut self,
        kind: &'static str,
        word: &str,
        auth: AwsAuth,
        case: Case<'_>,
        change: impl FnOnce(&mut Surroundings),
    ) {
        let caller = OwnCaller::new(Arc::new(NoSuchName), Trust::System);
        let deps = deps_with_caller(&MovedClock::default(), case.environment, caller, change);
        let mut request = signed(&execute_api(self.server.port(), "/dev/pets"));
        request.http.auth.aws = auth;
        // A file that is not there: nothing looks for it before there are credentials.
        request.http.body = Body {
            kind: BodyKind::File,
            file: FileBody {
                path: "/countersign/no/such/file".to_owned(),
                ..FileBody::default()
            },
            ..Body::default()
        };
        // Only the time of a call by itself counts.
        request.settings.total_timeout_ms = Some(0);
        let order = Order {
            answers: case.answers,
            network: Arc::new(case.network),
            ..order(request)
        };
        let exchange = exchange::run(&deps, &order, &CancellationToken::new()).await;
        let Outcome::Failed(failure) = &exchange.outcome else {
            panic!("{kind}: {:?}", exchange.outcome);
        };
        assert_eq!(failure.kind, kind, "{failure:?}");
        assert_eq!(failure.stage, Stage::FetchingCredentials, "{kind}");
        let text = format!("{} {}", failure.message, failure.hint);
        assert!(text.contains(word), "{kind}: {text}");
        assert!(!failure.message.is_empty() && !failure.hint.is_empty(), "{kind}");
        assert!(!text.contains(DEMO_SECRET) && !text.contains("s3cret"), "{text}");
        assert_eq!((&exchange.wire, &exchange.report), (&None, &None), "{kind}");
        assert_eq!(self.server.accepted(), 0, "{kind}");
        self.kinds.push(kind);
    }

    /// Fails while a role is assumed at this endpoint.
    async fn role_fails(&mut self, kind: &'static str, word: &str, endpoint: &str, network: Network) {
        let case = Case {
            environment: &user_of(endpoint, &[]),
            network,
            ..Case::default()
        };
        let auth = form(CredentialSource::Environment, vec![demo_role("me")]);
        self.fails(kind, word, auth, case, |_| {}).await;
    }

    /// Fails with a profile of these lines.
    async fn profile_fails(
        &mut self,
        kind: &'static str,
        word: &str,
        lines: &str,
        sts: &str,
        answers: Answers,
    ) {
        let home = Home::with(lines);
        let variables = home.variables(sts);
        let case = Case {
            environment: &lent(&variables),
            answers,
            ..Case::default()
        };
        self.fails(kind, word, profile_dev(), case, |_| {}).await;
    }

    fn at_least(&self, count: usize) {
        let mut kinds = self.kinds.clone();
        kinds.sort_unstable();
        kinds.dedup();
        assert!(kinds.len() >= count, "{} kinds: {kinds:?}", kinds.len());
    }
}

/// A server that says one thing to everybody.
fn saying(reply: impl Into<Vec<u8>>) -> (Server<()>, String) {
    let reply: Vec<u8> = reply.into();
    let server = Server::start(move |mut connection, _| {
        while connection.request().is_some() {
            connection.write(&reply);
        }
    });
    let endpoint = format!("http://127.0.0.1:{}", server.port());
    (server, endpoint)
}

fn reply(status: u16, body: &str) -> String {
    format!(
        "HTTP/1.1 {status} X\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// An error of STS, as its API reference prints them.
fn refusal(code: &str, message: &str) -> String {
    let body = format!(
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type><Code>{code}</Code>\
         <Message>{message}</Message></Error><RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId></ErrorResponse>"
    );
    reply(400, &body)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_sts_refuses_is_told_and_nothing_is_sent() {
    let mut api = Api::new();
    for (kind, code, message, word) in [
        (
            "sts-not-allowed",
            "AccessDenied",
            "User: a is not authorized to perform: sts:AssumeRole",
            "trust policy",
        ),
        (
            "sts-caller-expired",
            "ExpiredToken",
            "The security token included in the request is expired",
            "ended",
        ),
        (
            "sts-key-unknown",
            "InvalidClientTokenId",
            "The security token included in the request is invalid.",
            "access key ID",
        ),
        (
            "sts-secret-wrong",
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match",
            "secret access key",
        ),
        (
            "sts-clock",
            "SignatureDoesNotMatch",
            "Signature expired: a is now earlier than b",
            "clock",
        ),
        (
            "sts-region-wrong",
            "SignatureDoesNotMatch",
            "Credential should be scoped to a valid region.",
            "region",
        ),
        (
            "sts-parameter",
            "ValidationError",
            "Value 'x' at 'roleArn' failed",
            "roleArn",
        ),
        (
            "sts-policy-malformed",
            "MalformedPolicyDocument",
            "Syntax errors in policy.",
            "session policy",
        ),
        (
            "sts-policy-too-large",
            "PackedPolicyTooLarge",
            "exceeds the allowed space",
            "Shorten",
        ),
        (
            "sts-region-disabled",
            "RegionDisabledException",
            "STS is not activated in this region",
            "another region",
        ),
        ("sts-busy", "Throttling", "Rate exceeded", "again"),
        (
            "sts-refused",
            "NeverSeenBefore",
            "what a service may say one day",
            "NeverSeenBefore",
        ),
    ] {
        let (server, endpoint) = saying(refusal(code, message));
        api.role_fails(kind, word, &endpoint, Network::default()).await;
        assert_eq!(server.accepted(), 1, "{kind}: no retry");
    }
    let (_server, endpoint) = saying(reply(503, "<html>down</html>"));
    api.role_fails("sts-unreadable", "503", &endpoint, Network::default())
        .await;
    let empty = "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult/></AssumeRoleResponse>";
    let (_server, endpoint) = saying(reply(200, empty));
    api.role_fails("sts-unreadable", "200", &endpoint, Network::default())
        .await;
    api.at_least(13);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_sts_that_is_not_reached_is_told_with_the_cause() {
    let mut api = Api::new();
    let direct = Network::default;
    api.role_fails(
        "call-host-unknown",
        "no such name",
        "https://sts.invalid",
        direct(),
    )
    .await;
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let closed = format!("http://{free}");
    api.role_fails("call-connection-refused", "refused", &closed, direct())
        .await;
    api.role_fails("call-address", "no http or https URL", "nonsense", direct())
        .await;
    api.role_fails("call-address", "https://", "ftp://sts.example", direct())
        .await;

    let silent = Server::<()>::start(|connection, _| drop(connection.until_closed()));
    let endpoint = format!("http://127.0.0.1:{}", silent.port());
    let short = Network {
        total_timeout_ms: Some(100),
        ..Network::default()
    };
    api.role_fails("call-timed-out", "0.1 seconds", &endpoint, short)
        .await;
    let closing = Server::<()>::start(|mut connection, _| drop(connection.request()));
    let endpoint = format!("http://127.0.0.1:{}", closing.port());
    api.role_fails("call-broken-off", "before the reply", &endpoint, direct())
        .await;
    let (_server, endpoint) = saying(reply(200, &"x".repeat(1024 * 1024 + 1)));
    api.role_fails("call-reply-too-large", "1048576", &endpoint, direct())
        .await;
    let plain = Server::<()>::start(|mut connection, _| {
        connection.wait_for(b"");
        connection.write(b"HTTP/1.1 400 no TLS\r\ncontent-length: 0\r\n\r\n");
    });
    let https = format!("https://127.0.0.1:{}", plain.port());
    api.role_fails("call-tls", "TLS", &https, direct()).await;

    let through = |url: &str| Network {
        proxy: countersign::model::ProxySettings {
            mode: ProxyMode::Explicit,
            url: url.to_owned(),
            user: "bob".to_owned(),
            password: Secret::new("s3cret-of-proxy"),
            ..Default::default()
        },
        ..Network::default()
    };
    api.role_fails(
        "call-setting",
        "proxy",
        "https://sts.example",
        through("gopher://a"),
    )
    .await;
    let (proxy, address) = saying("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
    api.role_fails(
        "call-proxy",
        &proxy.address.to_string(),
        "https://sts.example",
        through(&address),
    )
    .await;
    assert_eq!(proxy.accepted(), 1);
    let gone = Network {
        authorities: vec!["/countersign/no/such/file.pem".to_owned()],
        ..Network::default()
    };
    api.role_fails("call-setting", "file.pem", "https://sts.invalid", gone)
        .await;
    api.at_least(9);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_that_gives_nothing_sends_nothing() {
    let mut api = Api::new();
    let pair = format!(r#""AccessKeyId":"{DEMO_KEY_ID}","SecretAccessKey":"{DEMO_SECRET}""#);
    let printing = |json: &str| format!("printf '%s' '{json}'");
    for (kind, word, command) in [
        (
            "process-failed",
            "sign in first",
            "echo sign in first >&2; exit 7".to_owned(),
        ),
        ("process-failed", "signal", "kill -9 $$".to_owned()),
        ("process-not-json", "line 1 column 1", printing("s3cret words")),
        (
            "process-version",
            "Version 2",
            printing(&format!("{{\"Version\":2,{pair}}}")),
        ),
        (
            "process-key-missing",
            "SecretAccessKey",
            printing(r#"{"Version":1,"AccessKeyId":"A"}"#),
        ),
        (
            "process-expiration",
            "Expiration",
            printing(&format!("{{\"Version\":1,{pair},\"Expiration\":\"soon\"}}")),
        ),
        (
            "process-expired",
            "2026-11-20 11:00 UTC",
            printing(&format!(
                "{{\"Version\":1,{pair},\"Expiration\":\"2026-11-20T11:00:00Z\"}}"
            )),
        ),
        (
            "process-output-too-large",
            "65536",
            "exec cat /dev/zero".to_owned(),
        ),
    ] {
        let answers = Answers {
            allowed_commands: vec![BodyDigest::of(command.as_bytes()).sha256],
            ..Answers::default()
        };
        let lines = format!("credential_process = {command}");
        api.profile_fails(kind, word, &lines, "", answers).await;
    }
    let silent = "exec tail -f /dev/null";
    let home = Home::with(&format!("credential_process = {silent}"));
    let variables = home.variables("");
    let case = Case {
        environment: &lent(&variables),
        answers: Answers {
            allowed_commands: vec![BodyDigest::of(silent.as_bytes()).sha256],
            ..Answers::default()
        },
        ..Case::default()
    };
    let short = |surroundings: &mut Surroundings| surroundings.process_limit = Duration::from_millis(50);
    api.fails("process-timed-out", "profile dev", profile_dev(), case, short)
        .await;
    let lines = "credential_process = exit 0";
    api.profile_fails("process-not-allowed", "exit 0", lines, "", Answers::default())
        .await;
    api.at_least(9);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::too_many_lines, reason = "one row after the other")]
async fn what_is_missing_at_home_sends_nothing() {
    let mut api = Api::new();
    let server = demo(&MovedClock::default());
    let sts = server.sts_address();
    let environment = |roles| form(CredentialSource::Environment, roles);
    let none = Case::default;

    api.fails(
        "variable-missing",
        "AWS_ACCESS_KEY_ID",
        environment(Vec::new()),
        none(),
        |_| {},
    )
    .await;
    let half = [("AWS_ACCESS_KEY_ID", DEMO_KEY_ID)];
    let case = Case {
        environment: &half,
        ..none()
    };
    api.fails(
        "variable-missing",
        "AWS_SECRET_ACCESS_KEY",
        environment(Vec::new()),
        case,
        |_| {},
    )
    .await;
    for (end, kind, word) in [
        (
            "2026-11-20T12:00:00Z",
            "credentials-expired",
            "by AWS_CREDENTIAL_EXPIRATION, ended at 2026-11-20 12:00 UTC",
        ),
        ("tomorrow", "expiration-unreadable", "AWS_CREDENTIAL_EXPIRATION"),
    ] {
        let variables = user_of(&sts, &[("AWS_CREDENTIAL_EXPIRATION", end)]);
        let case = Case {
            environment: &variables,
            ..none()
        };
        api.fails(kind, word, environment(Vec::new()), case, |_| {}).await;
    }
    for (kind, word, lines) in [
        (
            "key-incomplete",
            "aws_secret_access_key",
            "aws_access_key_id = AKIA",
        ),
        ("profile-without-credentials", "dev", "region = us-east-1"),
        (
            "source-profile-missing",
            "gone",
            "role_arn = arn:aws:iam::1:role/a\nsource_profile = gone",
        ),
        (
            "role-source-missing",
            "source_profile",
            "role_arn = arn:aws:iam::1:role/a",
        ),
        (
            "credential-source-unknown",
            "Moon",
            "role_arn = arn:aws:iam::1:role/a\ncredential_source = Moon",
        ),
        ("config-unreadable", "line 2", "no equals sign"),
    ] {
        api.profile_fails(kind, word, lines, &sts, Answers::default())
            .await;
    }
    let half = format!("aws_access_key_id = {DEMO_KEY_ID}\naws_secret_access_key =");
    api.profile_fails("value-empty", "config line 3", &half, &sts, Answers::default())
        .await;

    let mfa = AssumeRoleForm {
        role_arn: DEMO_MFA_ROLE.to_owned(),
        mfa_serial: DEMO_MFA_SERIAL.to_owned(),
        ..demo_role("me")
    };
    let user = user_of(&sts, &[]);
    for (answers, kind, word) in [
        (Answers::default(), "mfa-code-needed", DEMO_MFA_SERIAL),
        (
            with_code(DEMO_MFA_SERIAL, "654321"),
            "sts-mfa-refused",
            "good once",
        ),
    ] {
        let case = Case {
            environment: &user,
            answers,
            ..none()
        };
        api.fails(kind, word, environment(vec![mfa.clone()]), case, |_| {})
            .await;
    }
    let nameless = AssumeRoleForm::default();
    let case = Case {
        environment: &user,
        ..none()
    };
    api.fails("field-empty", "role", environment(vec![nameless]), case, |_| {})
        .await;

    let folder = tempfile::tempdir().unwrap();
    let token = |text: &str, role: &str| {
        let path = folder.path().join("token");
        io::Write::write_all(&mut std::fs::File::create(&path).unwrap(), text.as_bytes()).unwrap();
        format!("web_identity_token_file = {}\nrole_arn = {role}", path.display())
    };
    let nothing = Answers::default;
    let missing = format!("web_identity_token_file = /no/such/token\nrole_arn = {DEMO_ROLE}");
    api.profile_fails("web-identity-file", "/no/such/token", &missing, &sts, nothing())
        .await;
    for (kind, word, text, role) in [
        ("web-identity-file", "it is empty", " ", DEMO_ROLE),
        ("web-identity-expired", "anew", ENDED_IDENTITY_TOKEN, DEMO_ROLE),
        (
            "web-identity-invalid",
            "identity provider",
            "s3cret.token",
            DEMO_ROLE,
        ),
        (
            "sts-not-allowed",
            "trust policy",
            DEMO_IDENTITY_TOKEN,
            "arn:aws:iam::123456789012:role/other",
        ),
    ] {
        api.profile_fails(kind, word, &token(text, role), &sts, nothing())
            .await;
    }

    let login = "login_session = arn:aws:iam::123456789012:user/bob";
    api.profile_fails("not-logged-in", "aws login --profile dev", login, &sts, nothing())
        .await;
    let center = "sso_start_url = https://d-1234567890.awsapps.com/start\nsso_region = us-east-1\n\
                  sso_account_id = 123456789012\nsso_role_name = Reader";
    api.profile_fails(
        "sign-in-needed",
        "aws sso login --profile dev",
        center,
        &sts,
        nothing(),
    )
    .await;
    api.at_least(13);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn metadata_that_give_nothing_send_nothing() {
    let mut api = Api::new();
    let container = form(CredentialSource::Container, Vec::new());
    api.fails(
        "variable-missing",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        container,
        Case::default(),
        |_| {},
    )
    .await;
    let token =
        "HTTP/1.1 200 OK\r\nx-aws-ec2-metadata-token-ttl-seconds: 60\r\ncontent-length: 5\r\n\r\ntoken";
    let then = |second: &'static str| {
        let server = Server::<()>::start(move |mut connection, _| {
            while let Some(request) = connection.request() {
                let is_token = request.starts_with(b"PUT ");
                connection.write(if is_token { token } else { second }.as_bytes());
            }
        });
        let endpoint = format!("http://127.0.0.1:{}", server.port());
        (server, endpoint)
    };
    let (_roleless, no_role) = then("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n");
    let (broken, odd) = then("HTTP/1.1 500 Oops\r\ncontent-length: 0\r\n\r\n");
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let closed = format!("http://{free}");
    let endpoint = "AWS_EC2_METADATA_SERVICE_ENDPOINT";
    for (kind, word, variable, value) in [
        (
            "instance-metadata-off",
            "AWS_EC2_METADATA_DISABLED",
            "AWS_EC2_METADATA_DISABLED",
            "True",
        ),
        ("instance-settings", "no URL", endpoint, "not a URL"),
        (
            "instance-without-role",
            "instance profile",
            endpoint,
            no_role.as_str(),
        ),
        ("metadata-refused", "the instance", endpoint, odd.as_str()),
        (
            "call-connection-refused",
            "another source",
            endpoint,
            closed.as_str(),
        ),
    ] {
        let case = Case {
            environment: &[(variable, value)],
            ..Case::default()
        };
        let auth = form(CredentialSource::Instance, Vec::new());
        api.fails(kind, word, auth, case, |_| {}).await;
    }
    assert_eq!(broken.accepted(), 2, "the token and the role, without a retry");
    api.at_least(6);
}
