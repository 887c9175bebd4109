//! A URL that is signed already: sent as it stands on the command line, unless another signature is asked for.

use crate::command_line::{API, demo};
use crate::support::command::{DEMO, run, run_with};

#[test]
fn a_presigned_url_is_sent_as_it_stands_and_said() {
    let (_server, url) = demo();
    let presigned = run(&["sign", "GET", &url, "--as", "url"]).out;
    let presigned = presigned.trim();
    let target = presigned.split_once("/dev").unwrap().1;
    let curl = format!("curl '{presigned}'");
    for request in [
        &["GET", presigned][..],
        &["--curl", &curl],
        &["GET", presigned, "--region", "eu-west-1"],
    ] {
        let ran = run(&[&["send", "--fail", "--json"], request].concat());
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(
            ran.all()
                .contains("signed already for us-east-1/execute-api, works for"),
            "{ran:?}"
        );
        assert!(ran.out.contains(target), "{}", ran.out);
        assert!(!ran.out.contains("\"authorization\",\"AWS4"), "{}", ran.out);
    }
    // Nobody's keys are needed.
    let ran = run_with(&[], "", &["send", "--fail", "GET", presigned]);
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn an_expired_one_looks_expired_and_is_signed_again_when_asked() {
    let (_server, url) = demo();
    let old = ["sign", "GET", &url, "--time", "20200101T000000Z", "--as", "url"];
    let dead = run(&old).out;
    let dead = dead.trim();
    let ran = run(&["send", "--fail", "GET", dead]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.err.contains("expired") && ran.err.contains("--auth aws signs it again"),
        "{}",
        ran.err
    );
    for flags in [&["--auth", "aws"][..], &["--presign", "60"]] {
        let again = run(&[&["send", "--fail", "GET", dead], flags].concat());
        assert_eq!(again.code, 0, "{again:?}");
    }
    let refused = run(&["sign", "GET", dead]);
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(
        refused.err.contains("--auth aws") && refused.err.contains("verify --url"),
        "{}",
        refused.err
    );
    let signed = run(&["sign", "GET", dead, "--auth", "aws"]);
    assert_eq!(signed.code, 0, "{signed:?}");
    assert!(
        signed.err.contains("the one in the URL is not sent"),
        "{}",
        signed.err
    );
    let checked = run_with(&DEMO, "", &["verify", "--url", dead]);
    assert!(checked.out.contains("xpired"), "{checked:?}");
}

#[test]
fn a_url_with_parts_of_a_signature_is_signed() {
    let half = format!("{API}?X-Amz-Date=20200101T000000Z&X-Amz-Expires=60");
    let ran = run(&["sign", "GET", &half]);
    assert_eq!(ran.code, 0, "{ran:?}");
}
