//! What others say when credentials fail, and what is said of it: without the secrets that they were shown.

use std::sync::Arc;

use countersign::demo::{DEMO_KEY_ID, DEMO_MFA_SERIAL, DEMO_SECRET};
use countersign::engine::Deps;
use countersign::model::{
    Answers, AssumeRoleForm, AwsAuth, CredentialSource, CredentialsError, Network, ProxyMode, ProxySettings,
};

use crate::support::credentials::{
    Home, MovedClock, ask, demo_role, deps_in, form, lent, profile_dev, user_of, with_code,
};
use crate::support::server::{Server, recorder};

const TOKEN: &str = "IQoJb3JpZ2luX2VjEXAMPLETOKENTOKENTOKEN";

/// A server that answers each request with what is made of it.
fn answering(answer: impl Fn(&str) -> (u16, String) + Send + Sync + 'static) -> (Server<()>, String) {
    let server = Server::start(move |mut connection, _| {
        while let Some(request) = connection.request() {
            let (status, body) = answer(&String::from_utf8_lossy(&request));
            let head = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n\r\n", body.len());
            connection.write(format!("{head}{body}").as_bytes());
        }
    });
    let endpoint = format!("http://127.0.0.1:{}", server.port());
    (server, endpoint)
}

/// As AWS answers a signature that does not match: with the canonical request that it made of the request.
fn quoting(request: &str) -> (u16, String) {
    let header = |name: &str| {
        let line = request
            .lines()
            .find(|line| line.to_ascii_lowercase().starts_with(name));
        line.and_then(|line| line.split_once(": "))
            .map_or("", |(_, value)| value)
    };
    let body = request.split("\r\n\r\n").nth(1).unwrap_or_default();
    let message = format!(
        "The request signature we calculated does not match the signature you provided.\n\nThe Canonical String for this \
         request should have been\n'POST\n/\n\nhost:sts\nx-amz-security-token:{}\n\n{body}'",
        header("x-amz-security-token")
    )
    .replace('&', "&amp;");
    let document = format!(
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type>\
         <Code>SignatureDoesNotMatch</Code><Message>{message}</Message></Error></ErrorResponse>"
    );
    (403, document)
}

async fn refused(deps: &Deps, auth: &AwsAuth, answers: Answers) -> CredentialsError {
    deps.credentials.provide(auth, &ask(answers)).await.unwrap_err()
}

fn all_of(error: &CredentialsError) -> String {
    format!("{error} {} {error:?}", error.hint())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_sts_quotes_of_the_request_is_hidden() {
    let (_server, sts) = answering(quoting);
    let variables = user_of(&sts, &[("AWS_SESSION_TOKEN", TOKEN)]);
    let deps = deps_in(&MovedClock::default(), &variables, |_| {});
    let mfa = AssumeRoleForm {
        mfa_serial: DEMO_MFA_SERIAL.to_owned(),
        ..demo_role("me")
    };
    let auth = form(CredentialSource::Environment, vec![mfa]);
    let error = refused(&deps, &auth, with_code(DEMO_MFA_SERIAL, "918273")).await;
    assert_eq!(error.kind(), "sts-secret-wrong");
    let all = all_of(&error);
    assert!(
        all.contains("session token, ") && all.contains("[MFA code]"),
        "{all}"
    );
    for secret in [TOKEN, DEMO_SECRET, "918273"] {
        assert!(!all.contains(secret), "{all}");
    }

    let auth = form(CredentialSource::Environment, Vec::new());
    let asked = deps.credentials.who_am_i(&auth, &ask(Answers::default())).await;
    let all = all_of(&asked.unwrap_err());
    assert!(all.contains("GetCallerIdentity") && !all.contains(TOKEN), "{all}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_token_of_a_web_identity_is_hidden() {
    let (_server, sts) = answering(quoting);
    let home = Home::with("");
    let file = home.path("token");
    home.write("token", "no-jwt-of-any-shape-1234567890");
    home.write(
        "config",
        &format!(
            "[profile dev]\nweb_identity_token_file = {file}\nrole_arn = arn:aws:iam::123456789012:role/a\n"
        ),
    );
    let variables = home.variables(&sts);
    let deps = deps_in(&MovedClock::default(), &lent(&variables), |_| {});
    let all = all_of(&refused(&deps, &profile_dev(), Answers::default()).await);
    assert!(all.contains("web identity token, "), "{all}");
    assert!(!all.contains("no-jwt-of-any-shape"), "{all}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn long_messages_are_cut_and_stand_on_one_line() {
    let (_server, sts) = answering(|_| {
        let body = format!(
            "<ErrorResponse><Error><Code>{}</Code><Message>{}</Message></Error></ErrorResponse>",
            "C".repeat(100_000),
            "word \n".repeat(100_000)
        );
        (400, body)
    });
    let variables = user_of(&sts, &[]);
    let deps = deps_in(&MovedClock::default(), &variables, |_| {});
    let auth = form(CredentialSource::Environment, vec![demo_role("me")]);
    let error = refused(&deps, &auth, Answers::default()).await.to_string();
    assert!(error.len() < 1_000 && error.lines().count() == 1, "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_config_file_that_contradicts_itself_is_told_without_its_values() {
    let key = "aws_secret_access_key";
    let home = Home::with(&format!(
        "sso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Reader\n{key} = s3cret-of-the-profile\n\
         [sso-session corp]\nsso_start_url = https://d-1.awsapps.com/start\nsso_region = us-east-1\n\
         {key} = s3cret-of-the-session"
    ));
    let variables = home.variables("");
    let deps = deps_in(&MovedClock::default(), &lent(&variables), |_| {});
    let error = refused(&deps, &profile_dev(), Answers::default()).await;
    assert_eq!(error.kind(), "sso-contradiction");
    let listed = format!("{:?}", deps.credentials.profiles());
    for all in [all_of(&error), listed] {
        assert!(all.contains(key), "{all}");
        assert!(!all.contains("s3cret"), "{all}");
    }
    assert!(
        error.to_string().contains("config line 5") && error.to_string().contains("config line 9"),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_password_of_an_endpoint_is_told_and_none_is_sent() {
    let server = recorder();
    let at_server = format!("http://bob:hunter2@127.0.0.1:{}", server.port());
    let role = form(CredentialSource::Environment, vec![demo_role("me")]);
    let instance = form(CredentialSource::Instance, Vec::new());
    let container = form(CredentialSource::Container, Vec::new());
    let metadata = "AWS_EC2_METADATA_SERVICE_ENDPOINT";
    for (auth, variable, value) in [
        (&role, "AWS_ENDPOINT_URL_STS", at_server.as_str()),
        (&role, "AWS_ENDPOINT_URL_STS", "ftp://bob:hunter2@sts.example"),
        (&role, "AWS_ENDPOINT_URL_STS", "bob:hunter2@sts.example"),
        (&instance, metadata, at_server.as_str()),
        (&instance, metadata, "http://bob:hunter2@not a host"),
        (
            &container,
            "AWS_CONTAINER_CREDENTIALS_FULL_URI",
            at_server.as_str(),
        ),
    ] {
        let variables = user_of("", &[(variable, value)]);
        let variables: Vec<_> = variables
            .into_iter()
            .filter(|(name, value)| *name != "AWS_ENDPOINT_URL_STS" || !value.is_empty())
            .collect();
        let deps = deps_in(&MovedClock::default(), &variables, |_| {});
        let error = refused(&deps, auth, Answers::default()).await;
        let all = format!("{} {:?}", all_of(&error), deps.credentials.calls());
        assert!(!all.contains("hunter2") && !all.contains("bob"), "{value}: {all}");
    }
    assert_eq!(server.accepted(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_token_of_an_instance_goes_by_no_proxy_whatever_its_address() {
    let proxy = recorder();
    let (instance, endpoint) = answering(|request| {
        if request.starts_with("PUT ") {
            return (200, "metadata-token".to_owned());
        }
        (404, String::new())
    });
    // A name, which the settings would send by the proxy.
    let endpoint = endpoint.replace("127.0.0.1", "metadata.localhost");
    let variables = [("AWS_EC2_METADATA_SERVICE_ENDPOINT", endpoint.as_str())];
    let deps = deps_in(&MovedClock::default(), &variables, |_| {});
    let mut asking = ask(Answers::default());
    asking.network = Arc::new(Network {
        proxy: ProxySettings {
            mode: ProxyMode::Explicit,
            url: format!("http://127.0.0.1:{}", proxy.port()),
            ..ProxySettings::default()
        },
        ..Network::default()
    });
    let auth = form(CredentialSource::Instance, Vec::new());
    deps.credentials.provide(&auth, &asking).await.unwrap_err();
    assert_eq!(proxy.accepted(), 0);
    assert!(instance.accepted() > 0);
    assert_ne!(DEMO_KEY_ID, "");
}
