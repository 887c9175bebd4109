//! The real binary with files that never end, services that say nothing, and variables and files that are none.

use std::io::Write as _;
use std::path::Path;

use tempfile::TempDir;

use crate::support::command::{DEMO, Ran, Variables, binary, run_with};
use crate::support::server::{Server, recorder};

const TARGET: &str = "http://127.0.0.1:1/";

fn home(config: &str) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join(".aws");
    std::fs::create_dir(&folder).unwrap();
    let mut file = std::fs::File::create_new(folder.join("config")).unwrap();
    file.write_all(config.as_bytes()).unwrap();
    home
}

fn run_in(home: &Path, variables: Variables<'_>, arguments: &[&str]) -> Ran {
    run_with(
        &[variables, &[("HOME", home.to_str().unwrap())]].concat(),
        "",
        arguments,
    )
}

fn saying(reply: String) -> (Server<()>, String) {
    let server = Server::start(move |mut connection, _| {
        while connection.request().is_some() {
            connection.write(reply.as_bytes());
        }
    });
    let endpoint = format!("http://127.0.0.1:{}", server.port());
    (server, endpoint)
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_a_token_is_no_token() {
    let home = home("");
    let pipe = home.path().join("pipe");
    assert!(
        std::process::Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let pipe = pipe.to_str().unwrap();
    let variables = [
        ("AWS_WEB_IDENTITY_TOKEN_FILE", pipe),
        ("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/a"),
    ];
    let ran = run_in(home.path(), &variables, &["whoami"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.err.contains("it is no file"), "{ran:?}");

    let variables = [
        ("AWS_CONTAINER_CREDENTIALS_FULL_URI", TARGET),
        ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", pipe),
    ];
    let ran = run_in(
        home.path(),
        &variables,
        &["whoami", "--credential-source", "container"],
    );
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(
        ran.err.contains("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"),
        "{ran:?}"
    );

    let cache = home.path().join(".aws/sso/cache");
    std::fs::create_dir_all(&cache).unwrap();
    let name =
        countersign::credentials::sso::TokenCache::at(cache).token_file(&crate::support::sso::session(None));
    std::os::unix::fs::symlink("/dev/zero", &name).unwrap();
    let start = crate::support::sso::START_URL;
    let role = ["--sso-account", "123456789012", "--sso-role", "a"];
    let flags = ["whoami", "--sso-start-url", start, "--sso-region", "us-east-1"];
    let ran = run_in(home.path(), &[], &[&flags[..], &role].concat());
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.err.contains("it is no file"), "{ran:?}");
}

#[test]
fn the_time_for_a_send_is_that_of_its_calls_too() {
    let silent = Server::<()>::start(|connection, _| drop(connection.until_closed()));
    let sts = format!("http://127.0.0.1:{}", silent.port());
    let home = home("");
    let variables = [DEMO[0], DEMO[1], ("AWS_ENDPOINT_URL_STS", &sts)];
    let role = ["--assume-role", "arn:aws:iam::123456789012:role/a"];
    let send = [
        "send",
        "GET",
        TARGET,
        "--region",
        "us-east-1",
        "--service",
        "s3",
        "--max-time",
        "0.3",
    ];
    let ran = run_in(home.path(), &variables, &[&send[..], &role].concat());
    assert!(ran.err.contains("0.3 seconds"), "{ran:?}");
}

#[test]
fn a_config_file_that_the_aws_cli_refuses_is_refused_with_keys_in_the_environment_too() {
    let home = home("[profile a\n");
    let sign = ["sign", "GET", TARGET, "--region", "us-east-1", "--service", "s3"];
    let ran = run_in(home.path(), &DEMO, &sign);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.err.contains("config line 1"), "{ran:?}");
    // Keys that are given by flags have nothing to do with it.
    let id = ["--access-key-id", DEMO[0].1];
    let ran = run_in(home.path(), &DEMO, &[&sign[..], &id].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[cfg(unix)]
#[test]
fn a_key_that_is_no_text_is_not_passed_over() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    let home =
        home("[default]\naws_access_key_id = AKIASOMEBODYELSE\naws_secret_access_key = s3cret-of-somebody\n");
    for variable in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"] {
        let output = binary()
            .env("HOME", home.path())
            .envs(DEMO)
            .env(variable, OsStr::from_bytes(b"AKIA\xff"))
            .args(["sign", "GET", TARGET, "--region", "us-east-1", "--service", "s3"])
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(3), "{said}");
        assert!(said.contains(&format!("{variable} is not UTF-8 text")), "{said}");
    }
}

#[test]
fn a_container_that_gives_ended_or_empty_credentials_gives_none() {
    let home = home("");
    let given = |id: &str, secret: &str, token: &str, end: &str| {
        let body = format!(
            r#"{{"AccessKeyId":"{id}","SecretAccessKey":"{secret}","Token":"{token}","Expiration":"{end}"}}"#
        );
        format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len())
    };
    let later = "2106-01-01T00:00:00Z";
    for (reply, word) in [
        (
            given("ASIA1", "s", "t", "2020-01-01T00:00:00Z"),
            "from the container's endpoint ended at 2020-01-01",
        ),
        (given("", "s", "t", later), "the access key ID is empty"),
        (given("ASIA1", "", "t", later), "the secret access key is empty"),
        (given("ASIA1", "s", "", later), "the session token is empty"),
        (
            given("ASIA1", "s", "t\\n[default]", later),
            "the session token holds a control character",
        ),
    ] {
        let (_server, endpoint) = saying(reply);
        let variables = [("AWS_CONTAINER_CREDENTIALS_FULL_URI", endpoint.as_str())];
        let export = ["credentials", "export", "--credential-source", "container"];
        let ran = run_in(home.path(), &variables, &export);
        assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{ran:?}");
        assert!(ran.err.contains(word), "{word}: {ran:?}");
    }
}

#[test]
fn what_a_container_says_of_its_token_and_path_is_hidden() {
    let home = home("");
    let path = "/v2/credentials/5b3c7a1e-0000-1111-2222-333344445555";
    let body = format!(r#"{{"Code":"Denied","Message":"{path} with t0ken-of-the-pod is not known"}}"#);
    let reply = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    let (_server, endpoint) = saying(reply);
    let token = home.path().join("token");
    std::fs::File::create_new(&token)
        .and_then(|mut file| file.write_all(b"t0ken-of-the-pod"))
        .unwrap();
    let uri = format!("{endpoint}{path}");
    for (name, value) in [
        ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", token.to_str().unwrap()),
        ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "t0ken-of-the-pod"),
    ] {
        let variables = [
            ("AWS_CONTAINER_CREDENTIALS_FULL_URI", uri.as_str()),
            (name, value),
        ];
        let ran = run_in(
            home.path(),
            &variables,
            &["whoami", "--json", "--credential-source", "container"],
        );
        assert!(ran.all().contains("is not known"), "{ran:?}");
        assert!(
            !ran.all().contains("t0ken") && !ran.all().contains("5b3c7a1e"),
            "{ran:?}"
        );
    }
}

#[test]
fn no_password_of_an_endpoint_is_shown_with_the_plan() {
    let server = recorder();
    let home = home(
        "[profile role]\nrole_arn = arn:aws:iam::123456789012:role/a\ncredential_source = Environment\n",
    );
    let endpoint = format!("http://bob:hunter2@127.0.0.1:{}", server.port());
    for name in ["AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"] {
        let variables = [DEMO[0], DEMO[1], (name, endpoint.as_str())];
        for arguments in [
            &["credentials", "show", "--profile", "role"][..],
            &["credentials", "show", "--profile", "role", "--json"],
            &["credentials", "list"],
            &["whoami", "--profile", "role"],
        ] {
            let ran = run_in(home.path(), &variables, arguments);
            assert!(ran.all().contains(name), "{ran:?}");
            assert!(
                !ran.all().contains("hunter2") && !ran.all().contains("bob"),
                "{ran:?}"
            );
        }
    }
    assert_eq!(server.accepted(), 0);
}
