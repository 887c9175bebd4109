//! `--curl` and `--as` on the command line, with the real binary.

use countersign::demo::{DEMO_KEY_ID, DEMO_SECRET, TEMPORARY_KEY_ID, TEMPORARY_SECRET, TEMPORARY_TOKEN};

use crate::command_line::{API, PINNED, demo};
use crate::support::command::{DEMO, SAID, run, run_with};

#[test]
fn a_curl_command_is_signed_and_sent() {
    let (_server, url) = demo();
    let pet = r#"{"type":"dog","price":1.5}"#;
    let post = format!("curl -X POST '{url}' -H 'Content-Type: application/json' -d '{pet}'");
    let ran = run(&["send", "-i", "--curl", &post]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.starts_with("HTTP/1.1 200 OK\n"), "{}", ran.out);
    // From standard input, quoted for the command prompt of Windows.
    let windows = format!("curl ^\"{url}?limit=1^&a=b^\" ^\r\n  -H ^\"x-a: b^\"\r\n");
    let ran = run_with(&DEMO, &windows, &["send", "--curl", "-", "--fail"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, SAID), "{ran:?}");
    // Its own credentials win over those of the environment, and variables take those.
    let own = format!(
        "curl '{url}' --aws-sigv4 aws:amz:us-east-1:execute-api -u '{TEMPORARY_KEY_ID}:{TEMPORARY_SECRET}' -H 'x-amz-security-token: {TEMPORARY_TOKEN}'"
    );
    let ran = run_with(
        &[
            ("AWS_ACCESS_KEY_ID", "AKIAI44QH8DHBEXAMPLE"),
            ("AWS_SECRET_ACCESS_KEY", "other"),
        ],
        &own,
        &["send", "--curl", "-", "--fail"],
    );
    assert_eq!(ran.code, 0, "{ran:?}");
    let variables = format!(
        "curl '{url}' --aws-sigv4 aws:amz:us-east-1:execute-api -u \"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY\""
    );
    let ran = run(&["send", "--curl", &variables, "--fail"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
}

#[test]
fn unsigned_only_when_asked_and_never_signed_twice() {
    let (_server, url) = demo();
    let get = format!("curl {url}");
    let ran = run(&["send", "-i", "--curl", &get, "--auth", "none"]);
    assert!(ran.out.contains("Missing Authentication Token"), "{ran:?}");
    let ran = run_with(&[], "", &["send", "--curl", &get]);
    assert_eq!(ran.code, 3, "{ran:?}");
    let bearer = format!("curl -H 'Authorization: Bearer x' {API}");
    let ran = run(&["sign", "--curl", &bearer]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("nothing to sign"), "{}", ran.err);
}

#[test]
fn what_is_not_taken_over_is_said() {
    let (_server, url) = demo();
    let ran = run(&["send", "--curl", &format!("curl -k --frob {url}")]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.err.contains("--frob") && ran.err.contains("-k was left out"),
        "{}",
        ran.err
    );
    for (command, kind) in [
        (
            format!("curl -d @/etc/passwd {url}"),
            "is not read unless you allow it",
        ),
        (
            format!("curl -T /etc/passwd {url}"),
            "is not read unless you allow it",
        ),
        (format!("curl '{url}"), "ends inside"),
        ("wget h".to_owned(), "no curl command"),
    ] {
        let ran = run(&["send", "--curl", &command]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
        assert!(ran.err.contains(kind), "{}", ran.err);
    }
    let both = run(&["send", "GET", &url, "--curl", "curl h"]);
    assert_eq!(both.code, 2, "{both:?}");
    let twice = run(&["sign", "--curl", "-", "--secret-from", "stdin"]);
    assert!(twice.err.contains("Standard input"), "{}", twice.err);
}

#[test]
fn the_signed_request_is_printed_in_every_form() {
    let sign = |form: &str, more: &[&str]| {
        let ran = run(&[&["sign", "GET", API, "--time", PINNED, "--as", form], more].concat());
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(!ran.all().contains(DEMO_SECRET), "{ran:?}");
        ran
    };
    let once = sign("curl", &[]);
    assert!(once.out.starts_with(&format!("curl {API} \\\n")), "{}", once.out);
    assert!(
        once.out
            .contains("-H 'authorization: AWS4-HMAC-SHA256 Credential="),
        "{}",
        once.out
    );
    assert!(
        once.err.contains("15 minutes after 20261120T120000Z"),
        "{}",
        once.err
    );
    let keys = sign("curl-env", &["--shell", "powershell"]);
    assert!(
        keys.out
            .contains("--user \"${env:AWS_ACCESS_KEY_ID}:${env:AWS_SECRET_ACCESS_KEY}\""),
        "{}",
        keys.out
    );
    assert!(!keys.all().contains(DEMO_KEY_ID), "{keys:?}");
    assert!(
        sign("awscurl", &[])
            .out
            .starts_with("awscurl --service execute-api --region us-east-1 ")
    );
    let raw = sign("raw", &[]);
    assert!(
        raw.out.starts_with("GET /dev/pets HTTP/1.1\r\nhost: "),
        "{}",
        raw.out
    );
    let url = sign("url", &[]);
    assert!(
        url.out.contains("&X-Amz-Expires=900&") && url.out.ends_with('\n'),
        "{}",
        url.out
    );
    assert!(
        sign("url", &["--presign", "60"])
            .out
            .contains("&X-Amz-Expires=60&")
    );
    let refused = run(&["sign", "GET", API, "--as", "curl-env", "--presign", "60"]);
    assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{refused:?}");
}

/// What is printed can be given back: the request that arrives has the signature that was printed.
#[test]
fn a_printed_command_can_be_sent_by_us() {
    let (_server, url) = demo();
    let printed = run(&["sign", "GET", &format!("{url}?limit=1"), "--as", "curl"]);
    let ran = run_with(&[], &printed.out, &["send", "--curl", "-", "--fail"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let printed = run(&["sign", "GET", &url, "--as", "url"]);
    let ran = run_with(
        &[],
        "",
        &["send", "GET", printed.out.trim(), "--auth", "none", "--fail"],
    );
    assert_eq!(ran.code, 0, "{ran:?}");
}
