//! The command line: the real binary against the demo server, and in-process where a part is broken on
//! purpose.

use std::io::{BufRead as _, BufReader};
use std::sync::Arc;

use countersign::blob::{BodyLimits, SpillFolder};
use countersign::cli::{self, Exit, Outcome, Stream, Surroundings};
use countersign::demo::{
    DEMO_KEY_ID, DEMO_SECRET, DemoServer, EXPIRED_KEY_ID, EXPIRED_SECRET, EXPIRED_TOKEN, TEMPORARY_KEY_ID,
    TEMPORARY_SECRET, TEMPORARY_TOKEN,
};
use countersign::engine::{Ambient, CookieJar, Deps};
use countersign::http::HyperTransport;
use countersign::model::{CanonicalSections, Origin, Traced, WireHeader, WireRequest};
use countersign::sigv4::{Signer, canonicalise};
use serde_json::{Value, json};

use crate::support::command::{DEMO, SAID, Variables, binary, run, run_with};

pub const PINNED: &str = "20261120T120000Z";
pub const API: &str = "https://abcd123456.execute-api.us-east-1.amazonaws.com/dev/pets";

pub fn demo() -> (DemoServer, String) {
    let server = DemoServer::spawn(0).unwrap();
    let url = format!("{}/dev/pets", server.address());
    (server, url)
}

#[test]
fn send_prints_the_body_and_with_i_the_head() {
    let (_server, url) = demo();
    let ran = run(&["send", "GET", &url]);
    assert_eq!((ran.code, ran.err.as_str()), (0, SAID), "{ran:?}");
    assert_eq!(serde_json::from_str::<Value>(&ran.out).unwrap()[1]["type"], "cat");
    let ran = run(&["send", "-i", "GET", &url]);
    assert!(ran.out.starts_with("HTTP/1.1 200 OK\n"), "{}", ran.out);
    assert!(ran.out.contains("\nx-amz-apigw-id: "), "{}", ran.out);
}

#[test]
fn each_kind_of_mistake_gets_the_text_of_aws() {
    let (_server, url) = demo();
    let one = format!("{url}/1");
    let elsewhere = url.replace("/dev/", "/prod/");
    let other_key = [("AWS_ACCESS_KEY_ID", "AKIAI44QH8DHBEXAMPLE"), DEMO[1]];
    let other_secret = [DEMO[0], ("AWS_SECRET_ACCESS_KEY", "another secret")];
    let no_token = [
        ("AWS_ACCESS_KEY_ID", TEMPORARY_KEY_ID),
        ("AWS_SECRET_ACCESS_KEY", TEMPORARY_SECRET),
    ];
    let ended = [
        ("AWS_ACCESS_KEY_ID", EXPIRED_KEY_ID),
        ("AWS_SECRET_ACCESS_KEY", EXPIRED_SECRET),
        ("AWS_SESSION_TOKEN", EXPIRED_TOKEN),
    ];
    let invalid = "The security token included in the request is invalid.";
    let mistakes: [(Variables<'_>, &[&str], &str); 11] = [
        (
            &DEMO,
            &["GET", &url, "--auth", "none"],
            "Missing Authentication Token",
        ),
        (&DEMO, &["GET", &elsewhere], "Missing Authentication Token"),
        (
            &DEMO,
            &["GET", &url, "--time", "20200101T000000Z"],
            "Signature expired: 20200101T000000Z is now earlier than ",
        ),
        (
            &DEMO,
            &["GET", &url, "--time", "20990101T000000Z"],
            "Signature not yet current: 20990101T000000Z is still later than ",
        ),
        (
            &DEMO,
            &["GET", &url, "--region", "eu-west-1"],
            "Credential should be scoped to a valid region, not 'eu-west-1'.",
        ),
        (
            &DEMO,
            &["GET", &url, "--service", "s3"],
            "Credential should be scoped to correct service: 'execute-api'.",
        ),
        (&other_key, &["GET", &url], invalid),
        (&no_token, &["GET", &url], invalid),
        (
            &ended,
            &["GET", &url],
            "The security token included in the request is expired",
        ),
        (
            &other_secret,
            &["GET", &url],
            "The request signature we calculated does not match the signature you provided.",
        ),
        (
            &DEMO,
            &["DELETE", &one],
            "User: arn:aws:iam::123456789012:user/demo is not authorized to perform: execute-api:Invoke on resource: ",
        ),
    ];
    for (variables, arguments, text) in mistakes {
        let ran = run_with(variables, "", &[&["send"], arguments].concat());
        let body: Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(
            body["message"].as_str().unwrap().starts_with(text),
            "{arguments:?}: {}",
            ran.out
        );
        let ran = run_with(variables, "", &[&["send", "--fail"], arguments].concat());
        assert_eq!(ran.code, 1, "{ran:?}");
    }
}

#[test]
fn a_wrong_secret_is_told_from_an_altered_request() {
    let (_server, url) = demo();
    let ran = run_with(
        &[DEMO[0], ("AWS_SECRET_ACCESS_KEY", "another secret")],
        "",
        &["send", "GET", &url],
    );
    assert!(
        ran.err
            .contains("computed the canonical request that was signed here"),
        "{}",
        ran.err
    );
    let fault = countersign::demo::Misbehaviour::RewritePath {
        from: "/dev/pets".to_owned(),
        to: "/dev/pets/1".to_owned(),
    };
    let altering = {
        let now = Ambient::system().now;
        DemoServer::builder(move || now())
            .misbehave(fault)
            .spawn(0)
            .unwrap()
    };
    let ran = run(&["send", "GET", &format!("{}/dev/pets", altering.address())]);
    assert!(
        ran.err.contains("signed: /dev/pets · arrived: /dev/pets/1"),
        "{}",
        ran.err
    );
}

#[test]
fn the_exit_code_tells_usage_signing_and_no_reply_apart() {
    let no_server = "http://127.0.0.1:1/";
    let none: Variables<'_> = &[];
    let cases: [(Variables<'_>, &[&str], i32, &str); 11] = [
        (none, &["sing"], 2, ""),
        (none, &["sign"], 2, "request-missing"),
        (&DEMO, &["sign", "GET"], 2, "request-missing"),
        (
            &DEMO,
            &["sign", "GET", API, "-H", "no colon"],
            2,
            "malformed-header",
        ),
        (
            &DEMO,
            &["sign", "GET", API, "--time", "noon"],
            2,
            "malformed-time",
        ),
        (&DEMO, &["sign", "GET", "ftp://example.com/"], 2, ""),
        (
            &DEMO,
            &["sign", "GET", API, "--auth", "none"],
            2,
            "nothing-to-sign",
        ),
        (none, &["sign", "GET", API], 3, "access-key-id-missing"),
        (&DEMO[..1], &["send", "GET", API], 3, "secret-missing"),
        (
            &DEMO,
            &["sign", "GET", "https://api.example.com/"],
            3,
            "region-missing",
        ),
        (
            &DEMO,
            &["send", "GET", no_server, "--region", "r", "--service", "s"],
            1,
            "connection-refused",
        ),
    ];
    for (variables, arguments, code, kind) in cases {
        let ran = run_with(variables, "", arguments);
        assert_eq!((ran.code, ran.out.as_str()), (code, ""), "{arguments:?}: {ran:?}");
        assert!(!ran.err.is_empty());
        if kind.is_empty() {
            continue;
        }
        assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
        let ran = run_with(variables, "", &[arguments, &["--json"]].concat());
        assert_eq!(
            (ran.code, ran.json()["error"]["kind"].as_str()),
            (code, Some(kind)),
            "{ran:?}"
        );
        for part in ["message", "hint"] {
            assert!(!ran.json()["error"][part].as_str().unwrap().is_empty(), "{ran:?}");
        }
    }
}

#[test]
fn help_and_version_go_to_standard_output() {
    let ran = run_with(&[], "", &["--help"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    for command in [
        "sign",
        "send",
        "verify",
        "explain",
        "whoami",
        "run",
        "import",
        "export",
        "code",
        "collection",
        "credentials",
        "completions",
        "demo",
        "demo-server",
    ] {
        assert!(ran.out.contains(command));
    }
    assert_eq!(
        run_with(&[], "", &["--version"]).out,
        concat!("countersign ", env!("CARGO_PKG_VERSION"), "\n")
    );
}

#[test]
fn the_region_of_the_environment_is_for_custom_domains_only() {
    let variables = [
        DEMO[0],
        DEMO[1],
        ("AWS_REGION", "eu-west-1"),
        ("AWS_DEFAULT_REGION", "eu-north-1"),
    ];
    let sign = |variables: &[(&str, &str)], url: &str, more: &[&str]| {
        let ran = run_with(
            variables,
            "",
            &[&["sign", "--json", "GET", url, "--time", PINNED], more].concat(),
        );
        ran.json()["credential_scope"].as_str().unwrap().to_owned()
    };
    assert_eq!(
        sign(&variables, API, &[]),
        "20261120/us-east-1/execute-api/aws4_request"
    );
    let custom = "https://api.example.com/";
    let service = ["--service", "execute-api"];
    assert_eq!(
        sign(&variables, custom, &service),
        "20261120/eu-west-1/execute-api/aws4_request"
    );
    let default = [variables[0], variables[1], variables[3]];
    assert_eq!(
        sign(&default, custom, &service),
        "20261120/eu-north-1/execute-api/aws4_request"
    );
    let typed = ["--service", "execute-api", "--region", "ap-south-1"];
    assert_eq!(
        sign(&variables, custom, &typed),
        "20261120/ap-south-1/execute-api/aws4_request"
    );
}

#[test]
fn temporary_credentials_are_signed_and_their_token_is_not_shown_to_people() {
    let (_server, url) = demo();
    let variables = [
        ("AWS_ACCESS_KEY_ID", TEMPORARY_KEY_ID),
        ("AWS_SECRET_ACCESS_KEY", TEMPORARY_SECRET),
        ("AWS_SESSION_TOKEN", TEMPORARY_TOKEN),
    ];
    assert_eq!(run_with(&variables, "", &["send", "--fail", "GET", &url]).code, 0);
    let ran = run_with(&variables, "", &["sign", "GET", API]);
    assert!(ran.out.contains("host;x-amz-date;x-amz-security-token"));
    assert!(
        ran.out.contains("x-amz-security-token:[session token, "),
        "{}",
        ran.out
    );
    assert!(!ran.all().contains(TEMPORARY_TOKEN));
    let mixed = run_with(
        &variables,
        "",
        &["sign", "GET", API, "--access-key-id", "AKIAOTHER"],
    );
    assert!(
        mixed.err.contains("AWS_SESSION_TOKEN was left out"),
        "{}",
        mixed.err
    );
}

#[test]
fn secrets_come_from_named_variables_and_standard_input() {
    let (_server, url) = demo();
    let send = [
        "send",
        "--fail",
        "GET",
        &url,
        "--access-key-id",
        DEMO_KEY_ID,
        "--secret-from",
    ];
    assert_eq!(
        run_with(&[("MINE", DEMO_SECRET)], "", &[&send[..], &["env:MINE"]].concat()).code,
        0
    );
    assert_eq!(
        run_with(
            &[],
            &format!("{DEMO_SECRET}\n"),
            &[&send[..], &["stdin"]].concat()
        )
        .code,
        0
    );
    assert_eq!(run_with(&[], "", &[&send[..], &["env:MISSING"]].concat()).code, 3);
    let pasted = run_with(&[], "", &[&send[..], &[DEMO_SECRET]].concat());
    assert_eq!(pasted.code, 2);
    assert!(!pasted.all().contains(DEMO_SECRET));
}

#[test]
fn the_secret_stands_in_no_output() {
    let (_server, url) = demo();
    let in_header = format!("X-Note: {DEMO_SECRET}");
    let commands: [&[&str]; 7] = [
        &["sign", "GET", API],
        &["sign", "--json", "GET", API],
        &["sign", "--json", "GET", API, "-H", &in_header],
        &["sign", "POST", API, "-d", DEMO_SECRET],
        &["send", "--json", "GET", &url, "-H", &in_header],
        &[
            "send",
            "-i",
            "GET",
            &url,
            "-H",
            &in_header,
            "--region",
            DEMO_SECRET,
        ],
        &["demo"],
    ];
    for arguments in commands {
        let ran = run(arguments);
        assert!(!ran.all().contains(DEMO_SECRET), "{arguments:?}: {ran:?}");
    }
}

#[test]
fn the_guided_run_ends_by_itself_without_a_terminal() {
    let ran = run_with(&[], "", &["demo"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    for text in [
        "403 Forbidden · MissingAuthenticationTokenException",
        "200 OK",
        "Proved: this canonical request gives this signature",
        "403 Forbidden · InvalidSignatureException",
        "computed the same canonical request",
    ] {
        assert!(ran.out.contains(text), "{text}: {}", ran.out);
    }
    assert!(!ran.out.contains('\x1b'));
}

#[test]
fn demo_server_says_where_it_is_and_serves() {
    let mut child = binary().args(["demo-server", "--port", "0"]).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    let address = first.strip_prefix("Listening on ").unwrap().to_owned();
    let text: Vec<String> = lines.by_ref().take(16).map(Result::unwrap).collect();
    let ran = run(&["send", "--fail", "GET", &format!("{address}/dev/pets")]);
    let port = address.rsplit(':').next().unwrap();
    let taken = run(&["demo-server", "--port", port]);
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        text.iter().any(|line| line.contains("curl --aws-sigv4")),
        "{text:?}"
    );
    assert_eq!((taken.code, taken.err.lines().count()), (1, 1), "{taken:?}");
}

/// Puts a blank where none is signed: a canonical request that nobody signed.
fn broken(wire: &WireRequest, headers: &[WireHeader]) -> (Traced, CanonicalSections) {
    let (text, sections) = canonicalise(wire, headers);
    let wrong = text.as_str().replacen("host:", "host: ", 1);
    (Traced::new(&wrong, Origin::Rule("broken")), sections)
}

fn run_broken(arguments: &[&str], input: &str) -> (Outcome, String, String) {
    let mut ambient = Ambient::system();
    ambient.environment = Arc::new(|name| {
        DEMO.iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| (*value).to_owned())
    });
    let deps = Deps {
        credentials: ambient.credentials(),
        ambient,
        signer: Signer::with_canonicaliser(broken),
        limits: BodyLimits::default(),
        spills: SpillFolder::system(),
        transport: Arc::new(HyperTransport::default()),
        cookies: CookieJar::default(),
    };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let arguments = [&["countersign"], arguments].concat();
    let outcome = cli::run(
        arguments.into_iter().map(Into::into),
        Surroundings {
            deps: &deps,
            input: &mut input.as_bytes(),
            out: &mut out,
            err: &mut err,
            input_is: Stream::Redirected,
            out_is: Stream::Redirected,
        },
    );
    (
        outcome,
        String::from_utf8(out).unwrap(),
        String::from_utf8(err).unwrap(),
    )
}

#[test]
fn a_wrong_canonical_request_is_caught_by_every_command() {
    let (_server, url) = demo();
    let line = json!({ "method": "GET", "url": API, "aws": {} }).to_string();
    let commands: [(&[&str], &str); 5] = [
        (&["sign", "--json", "GET", API], ""),
        (&["sign", "--jsonl"], &line),
        (&["send", "--json", "GET", &url], ""),
        (&["sign", "GET", API], ""),
        (&["demo"], ""),
    ];
    for (arguments, input) in commands {
        let (outcome, out, _) = run_broken(arguments, input);
        assert_eq!(outcome, Outcome::Exit(Exit::Signing), "{arguments:?}: {out}");
        if arguments.iter().any(|argument| argument.starts_with("--json")) {
            assert!(out.contains("\"consistent\":false"), "{out}");
        } else {
            assert!(out.contains("NOT PROVED"), "{out}");
        }
    }
}

/// The key of AWS's example of deriving a signing key: 20150830, us-east-1, iam.
/// <https://docs.aws.amazon.com/general/latest/gr/signature-v4-examples.html>
const PUBLISHED_SIGNING_KEY: &str = "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9";

#[test]
fn the_keys_of_the_derivation_are_printed_only_when_asked_for() {
    let keys = [
        ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
        (
            "AWS_SECRET_ACCESS_KEY",
            "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        ),
    ];
    let plain = [
        "sign",
        "GET",
        "https://iam.amazonaws.com/",
        "--time",
        "20150830T123600Z",
    ];
    for more in [&[][..], &["--json"]] {
        let without = run_with(&keys, "", &[&plain[..], more].concat());
        assert_eq!(without.code, 0, "{without:?}");
        assert!(!without.out.contains(PUBLISHED_SIGNING_KEY));
        let with = run_with(&keys, "", &[&plain[..], more, &["--key-steps"]].concat());
        assert_eq!(with.code, 0, "{with:?}");
        assert!(with.out.contains(PUBLISHED_SIGNING_KEY), "{}", with.out);
    }
}
