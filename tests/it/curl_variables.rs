//! Variables in every part of a curl command on the command line: taken from the environment, or named when unset.

use crate::command_line::PINNED;
use crate::support::command::{DEMO, Ran, run_with};

const API: &str = "https://abcd123456.execute-api.us-east-1.amazonaws.com/dev/pets";

fn sign(variables: &[(&str, &str)], command: &str) -> Ran {
    let all = [&DEMO[..], variables].concat();
    run_with(&all, "", &["sign", "--json", "--time", PINNED, "--curl", command])
}

/// A command with variables, and the same without.
const SAME: &[(&str, &str)] = &[
    (
        "curl --aws-sigv4 \"aws:amz:${REGION}:${SERVICE:-execute-api}\" https://h.example/x",
        "curl --aws-sigv4 aws:amz:eu-west-1:execute-api https://h.example/x",
    ),
    (
        "curl --aws-sigv4 aws:amz:${NONE:-us-east-1}:s3 https://h.example/x",
        "curl --aws-sigv4 aws:amz:us-east-1:s3 https://h.example/x",
    ),
    (
        "curl $URL",
        "curl https://abcd123456.execute-api.us-east-1.amazonaws.com/dev/pets",
    ),
    (
        "curl \"$URL/7?a=${A}\"",
        "curl https://abcd123456.execute-api.us-east-1.amazonaws.com/dev/pets/7?a=1",
    ),
    (
        "curl $URL -H \"X-Trace: Bearer $TOKEN\" -A \"$A\" -e ${A} -b \"c=$A\"",
        "curl https://abcd123456.execute-api.us-east-1.amazonaws.com/dev/pets -H 'X-Trace: Bearer t0k' -A 1 -e 1 -b c=1",
    ),
    (
        "curl -X \"$METHOD\" $URL -d \"{\\\"a\\\":$A}\" --data-urlencode \"b=$TOKEN\"",
        "curl -X PUT https://abcd123456.execute-api.us-east-1.amazonaws.com/dev/pets -d '{\"a\":1}' --data-urlencode b=t0k",
    ),
    (
        "curl.exe \"$env:URL\" -H 'X-A: $A' -H \"X-B: ${env:A}\"",
        "curl https://abcd123456.execute-api.us-east-1.amazonaws.com/dev/pets -H 'X-A: $A' -H 'X-B: 1'",
    ),
    (
        "C:\\>curl \"%URL%\" -H \"X-B: %A%\"",
        "curl https://abcd123456.execute-api.us-east-1.amazonaws.com/dev/pets -H 'X-B: 1'",
    ),
    ("curl -o \"$NOT_SET\" -w '%{http_code}' $URL", "curl $URL"),
    ("curl --cacert $NOT_SET $URL", "curl --cacert x $URL"),
];

const SET: [(&str, &str); 6] = [
    ("REGION", "eu-west-1"),
    ("URL", API),
    ("A", "1"),
    ("TOKEN", "t0k"),
    ("METHOD", "PUT"),
    ("EMPTY", ""),
];

#[test]
fn what_is_set_is_put_in() {
    for (command, same) in SAME {
        let (with, without) = (sign(&SET, command), sign(&SET, same));
        assert_eq!(
            (with.code, without.code),
            (0, 0),
            "{command}: {with:?} {without:?}"
        );
        assert_eq!(with.out, without.out, "{command}");
        assert!(!with.err.contains("stays as written"), "{}", with.err);
    }
}

#[test]
fn what_is_not_set_is_refused_by_name_in_every_place() {
    for command in [
        "curl \"$MISSING\"",
        "curl https://${MISSING}/x",
        "curl $URL -H \"x-a: $MISSING\"",
        "curl $URL -H \"Authorization: Bearer $MISSING\"",
        "curl --aws-sigv4 \"aws:amz:${MISSING}:s3\" $URL",
        "curl --aws-sigv4 \"aws:amz:us-east-1:$MISSING\" $URL",
        "curl $URL -d \"$MISSING\"",
        "curl $URL -X $MISSING",
        "curl $URL -F \"a=$MISSING\"",
        "curl $URL --oauth2-bearer $MISSING",
        "curl $URL --connect-to ::$MISSING:",
        "curl $URL -m $MISSING",
        "curl.exe \"$env:MISSING\"",
        "C:\\>curl \"%MISSING%\"",
        "awscurl --service $MISSING $URL",
    ] {
        let ran = sign(&SET, command);
        assert_eq!(ran.code, 2, "{command}: {ran:?}");
        assert!(
            ran.err.contains("takes MISSING from the environment"),
            "{command}: {}",
            ran.err
        );
    }
    let token = sign(
        &SET,
        "curl --aws-sigv4 aws:amz $URL -H \"X-Amz-Security-Token: $MISSING\"",
    );
    assert_eq!(token.code, 3, "{token:?}");
    let only_shell = sign(&SET, "curl $URL -H \"x-date: $(date)\"");
    assert_eq!(only_shell.code, 2, "{only_shell:?}");
    assert!(only_shell.err.contains("$(date)"), "{}", only_shell.err);
}

#[test]
fn awscurl_has_a_variable_for_its_region() {
    let scope = |variables: &[(&str, &str)], command: &str| {
        let ran = sign(variables, command);
        assert_eq!(ran.code, 0, "{ran:?}");
        ran.json()["credential_scope"].as_str().unwrap().to_owned()
    };
    let command = "awscurl https://h.example/x";
    assert_eq!(scope(&[], command), "20261120/us-east-1/execute-api/aws4_request");
    assert_eq!(
        scope(&[("AWS_DEFAULT_REGION", "eu-west-3")], command),
        "20261120/eu-west-3/execute-api/aws4_request"
    );
}

#[test]
fn verify_reads_them_too() {
    let variables = [&DEMO[..], &[("HERE", API)]].concat();
    let printed = run_with(
        &variables,
        "",
        &["sign", "GET", API, "--time", PINNED, "--as", "curl"],
    );
    let command = printed.out.replace(API, "\"$HERE\"");
    assert!(command.contains("$HERE"));
    let ran = run_with(&variables, "", &["verify", "--time", PINNED, "--curl", &command]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let ran = run_with(&DEMO, "", &["verify", "--time", PINNED, "--curl", &command]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("HERE"), "{}", ran.err);
}
