use super::*;
use crate::model::{
    AwsAuth, BodyDigest, Endpoint, HeaderSource, Scheme, Secret, SigningTime, Traced, WireHeader,
};
use crate::model::{WireBody, WireRequest};
use crate::sigv4::{Signer, plan};

const TOKEN: &str = "IQoJb3JpZ2luX2VjEXAMPLE//////////wEX+token==";

fn report(token: &str) -> SigningReport {
    let host = "abcd123456.execute-api.us-east-1.amazonaws.com";
    let wire = WireRequest {
        endpoint: Endpoint {
            scheme: Scheme::Https,
            host: host.to_owned(),
            port: 443,
        },
        method: Traced::rule("GET", "test"),
        target: Traced::rule("/dev/pets?limit=10", "test"),
        headers: vec![WireHeader {
            name: Traced::rule("host", "test"),
            value: Traced::rule(host, "test"),
            source: HeaderSource::Client(""),
        }],
        body: WireBody::default(),
        digest: BodyDigest::of(b""),
    };
    let auth = AwsAuth {
        access_key_id: "AKIDEXAMPLE".to_owned(),
        secret_access_key: Secret::new("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
        session_token: Secret::new(token),
        ..AwsAuth::default()
    };
    let time = SigningTime::parse_amz_date("20150830T123600Z").unwrap();
    let plan = plan(&auth, &wire.endpoint, time).unwrap();
    Signer::default().sign(&wire, &plan).unwrap().report
}

fn pasted(canonical: Option<&str>, to_sign: Option<&str>) -> PastedExpectation {
    PastedExpectation {
        canonical_request: canonical.map(str::to_owned),
        string_to_sign: to_sign.map(str::to_owned),
        repairs: Vec::new(),
    }
}

fn told(judged: &Judged) -> String {
    format!("{}\n{}", judged.title, judged.sentences.join("\n"))
}

#[test]
fn equal_strings_name_the_secret_and_the_clock_only_when_it_is_proved() {
    let report = report("");
    let (canonical, to_sign) = (report.canonical_request.as_str(), report.string_to_sign.as_str());
    let both = judge(&report, &pasted(Some(canonical), Some(to_sign)));
    assert_eq!(both.likeness, Likeness::Same);
    assert!(told(&both).contains("the clock is not the cause") && told(&both).contains("different keys"));
    let canonical_alone = judge(&report, &pasted(Some(canonical), None));
    assert!(told(&canonical_alone).contains("Paste the string to sign"));
    assert!(!told(&canonical_alone).contains("clock"));
    assert!(!told(&canonical_alone).contains("different keys"));
    let to_sign_alone = judge(&report, &pasted(None, Some(to_sign)));
    assert!(told(&to_sign_alone).contains("so that is the same too"));
}

#[test]
fn the_first_differing_line_is_named() {
    let report = report("");
    let canonical = report.canonical_request.as_str();
    for (from, to, says) in [
        ("GET", "POST", "Line 1 differs first: the method"),
        ("/dev/pets", "/prod/pets", "Line 2 differs first: the path"),
        ("limit=10", "limit=1", "Line 3 differs first: the query"),
        ("host:abcd", "host:efgh", "Line 4 differs first: header host"),
        ("T123600Z", "T123601Z", "two sends"),
        ("\n\nhost;", "\n\naccept;host;", "the list of signed headers"),
        ("e3b0c442", "f3b0c442", "the payload hash"),
    ] {
        let theirs = canonical.replacen(from, to, 1);
        assert_ne!(theirs, canonical);
        let judged = judge(&report, &pasted(Some(&theirs), None));
        assert_eq!(judged.likeness, Likeness::Differs);
        assert!(told(&judged).contains(says), "{says}: {}", told(&judged));
    }
    let without_host = canonical.replacen("host:abcd123456.execute-api.us-east-1.amazonaws.com\n", "", 1);
    let judged = judge(&report, &pasted(Some(&without_host), None));
    assert!(told(&judged).contains("Only we have header host"));
}

#[test]
fn a_string_to_sign_is_compared_by_its_four_lines() {
    let report = report("");
    let to_sign = report.string_to_sign.as_str();
    for (from, to, says) in [
        (
            "us-east-1",
            "eu-west-1",
            "the region is us-east-1 here and eu-west-1",
        ),
        (
            "execute-api",
            "lambda",
            "the service is execute-api here and lambda",
        ),
        ("T123600Z", "T123700Z", "differ in the time"),
        ("AWS4-HMAC", "AWS4-ECDSA", "another algorithm"),
        (
            report.canonical_request_hash.as_str(),
            "00",
            "paste the service's canonical request",
        ),
    ] {
        let judged = judge(&report, &pasted(None, Some(&to_sign.replace(from, to))));
        assert_eq!(judged.likeness, Likeness::Differs);
        assert!(told(&judged).contains(says), "{says}: {}", told(&judged));
    }
}

#[test]
fn the_hash_tells_a_text_that_was_spoilt_by_copying() {
    let report = report("");
    let spoilt = report.canonical_request.as_str().replace("limit", "Limit");
    let judged = judge(
        &report,
        &pasted(Some(&spoilt), Some(report.string_to_sign.as_str())),
    );
    assert_eq!(judged.likeness, Likeness::Same);
    assert!(told(&judged).contains("changed while it was copied"));
    let other = report
        .string_to_sign
        .as_str()
        .replace(&report.canonical_request_hash, &"0".repeat(64));
    let judged = judge(&report, &pasted(Some(&spoilt), Some(&other)));
    assert!(
        told(&judged).contains("one of them is not whole"),
        "{}",
        told(&judged)
    );
}

#[test]
fn a_hidden_session_token_is_not_a_difference() {
    let report = report(TOKEN);
    let canonical = report.canonical_request.as_str();
    let marked = canonical.replace(TOKEN, &redact::mark("session token", TOKEN));
    let judged = judge(&report, &pasted(Some(&marked), None));
    assert_eq!(judged.likeness, Likeness::Same);
    assert!(told(&judged).contains("those of ours"));
    for mask in ["****", "IQoJ...", "<redacted>", "REDACTED", ""] {
        let masked = canonical.replace(TOKEN, mask);
        let judged = judge(&report, &pasted(Some(&masked), None));
        assert_eq!(judged.likeness, Likeness::Same, "{mask}");
        assert!(told(&judged).contains("was not compared"));
    }
    let other = canonical.replace(TOKEN, "IQoJother");
    let judged = judge(&report, &pasted(Some(&other), None));
    assert_eq!(judged.likeness, Likeness::Differs);
    assert!(told(&judged).contains("header x-amz-security-token"));
}
