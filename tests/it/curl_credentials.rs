//! Whose credentials a curl command is signed with: those that it names, and no others.

use countersign::demo::{DEMO_KEY_ID, DEMO_SECRET, TEMPORARY_KEY_ID, TEMPORARY_SECRET, TEMPORARY_TOKEN};

use crate::command_line::{PINNED, demo};
use crate::support::command::{Ran, run_with};

const HOST: &str = "https://minio.example:9000/bucket";

/// An environment of AWS, beside which the command names others.
const AWS: [(&str, &str); 3] = [
    ("AWS_ACCESS_KEY_ID", "AKIAI44QH8DHBEXAMPLE"),
    (
        "AWS_SECRET_ACCESS_KEY",
        "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY",
    ),
    ("AWS_SESSION_TOKEN", "AQoDYXdzEJr"),
];

fn sign(more: &[(&str, &str)], command: &str, flags: &[&str]) -> Ran {
    let variables = [&AWS[..], more].concat();
    let arguments = [&["sign", "--json", "--time", PINNED, "--curl", command], flags].concat();
    run_with(&variables, "", &arguments)
}

fn signature(ran: &Ran) -> String {
    assert_eq!(ran.code, 0, "{ran:?}");
    ran.json()["authorization"].as_str().unwrap().to_owned()
}

#[test]
fn variables_of_the_command_are_the_ones_taken() {
    let command = |user: &str| format!("curl --user {user} --aws-sigv4 aws:amz:us-east-1:s3 {HOST}");
    let set = [("MINIO_USER", "minio"), ("MINIO_PASS", "minio123")];
    let named = sign(&set, &command("\"$MINIO_USER:$MINIO_PASS\""), &[]);
    let literal = sign(&[], &command("minio:minio123"), &[]);
    assert_eq!(signature(&named), signature(&literal));
    assert!(signature(&named).contains("Credential=minio/"));
    assert!(!named.all().to_ascii_lowercase().contains("security-token"));
    for (user, names) in [
        ("\"$MINIO_USER:$MINIO_PASS\"", "MINIO_USER and MINIO_PASS"),
        ("\"minio:${MINIO_PASS}\"", "MINIO_PASS"),
        (
            "\"${MINIO_USER}\":\"${MINIO_PASS:?set it}\"",
            "MINIO_USER and MINIO_PASS",
        ),
    ] {
        let ran = sign(&[("MINIO_OTHER", "x")], &command(user), &[]);
        assert_eq!(ran.code, 3, "{user}: {ran:?}");
        assert!(ran.err.contains(&format!("takes {names} from")), "{}", ran.err);
        assert!(!ran.all().contains("AKIAI44QH8DHBEXAMPLE"), "{ran:?}");
    }
    // Set to nothing is not set.
    let empty = sign(&[("K", "minio"), ("S", "")], &command("\"$K:$S\""), &[]);
    assert_eq!(empty.code, 3, "{empty:?}");
}

#[test]
fn a_user_without_a_secret_borrows_none() {
    for command in [
        format!("curl -u minio --aws-sigv4 aws:amz:us-east-1:s3 {HOST}"),
        format!("curl -u minio: --aws-sigv4 aws:amz:us-east-1:s3 {HOST}"),
        format!("curl -u ':minio123' --aws-sigv4 aws:amz:us-east-1:s3 {HOST}"),
        "curl --aws-sigv4 aws:amz:us-east-1:s3 https://minio@minio.example/x".to_owned(),
        format!("awscurl --service s3 --access_key minio {HOST}"),
        format!("awscurl --service s3 --profile minio {HOST}"),
        format!("curl --netrc --aws-sigv4 aws:amz:us-east-1:s3 {HOST}"),
        format!("curl --digest -u minio:minio123 {HOST}"),
        format!("curl --negotiate -u : {HOST}"),
    ] {
        let ran = sign(&[], &command, &[]);
        assert_eq!(ran.code, 3, "{command}: {ran:?}");
    }
    // The secret belongs to that very key.
    let own = format!("curl -u AKIAI44QH8DHBEXAMPLE --aws-sigv4 aws:amz:us-east-1:s3 {HOST}");
    assert!(signature(&sign(&[], &own, &[])).contains("Credential=AKIAI44QH8DHBEXAMPLE/"));
    // Said by flags, other keys win over those of the command, and take nothing of it.
    let other = format!("curl -u minio:minio123 --aws-sigv4 aws:amz:us-east-1:s3 {HOST}");
    let ran = sign(&[], &other, &["--access-key-id", "other"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    let flags = ["--access-key-id", "other", "--secret-from", "env:S"];
    assert!(signature(&sign(&[("S", "s")], &other, &flags)).contains("Credential=other/"));
}

#[test]
fn the_environment_stands_in_where_no_user_is_named() {
    for command in [
        format!("curl --aws-sigv4 aws:amz:us-east-1:s3 {HOST}"),
        format!("awscurl --service s3 {HOST}"),
    ] {
        let ran = sign(&[], &command, &[]);
        assert!(signature(&ran).contains("Credential=AKIAI44QH8DHBEXAMPLE/"));
        assert!(signature(&ran).contains("x-amz-security-token"), "{ran:?}");
    }
}

#[test]
fn a_session_token_goes_with_its_key_alone() {
    let (_server, url) = demo();
    let temporary = [
        ("AWS_ACCESS_KEY_ID", TEMPORARY_KEY_ID),
        ("AWS_SECRET_ACCESS_KEY", TEMPORARY_SECRET),
        ("AWS_SESSION_TOKEN", TEMPORARY_TOKEN),
        ("OWN_KEY", DEMO_KEY_ID),
        ("OWN_SECRET", DEMO_SECRET),
    ];
    let send = |user: &str| {
        let command = format!("curl '{url}' --aws-sigv4 aws:amz:us-east-1:execute-api {user}");
        run_with(&temporary, "", &["send", "--fail", "--json", "--curl", &command])
    };
    for user in [
        "",
        "-u \"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY\"",
        "-u \"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY\" -H \"x-amz-security-token: $AWS_SESSION_TOKEN\"",
    ] {
        let ran = send(user);
        assert_eq!(ran.code, 0, "{user}: {ran:?}");
    }
    let ran = send("-u \"$OWN_KEY:$OWN_SECRET\"");
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        !ran.out.to_ascii_lowercase().contains("x-amz-security-token"),
        "{ran:?}"
    );
}
