//! Replies that may be somebody else's word, or of a request that was signed elsewhere: what is said then, and how surely.

use countersign::diagnosis::{Diagnosable, Requested, diagnose};
use countersign::model::{Cause, Confidence, Finding, Mend, RequestPart};

use crate::support::refusals::{Refusal, first, named, positives};

/// API Gateway names the type of its own refusals, so what has none is of the application behind it.
#[test]
fn words_of_aws_from_behind_a_rest_api_are_not_taken_for_its_own() {
    let mut refusal = positives()
        .into_iter()
        .find(|refusal| refusal.title == "row 19: an unknown key")
        .unwrap();
    refusal
        .head
        .headers
        .retain(|(name, _)| name != "x-amzn-ErrorType");
    let findings = refusal.findings();
    assert_eq!(findings[0].cause, Cause::Unknown);
    assert!(
        findings[0].title.contains("behind the API"),
        "{}",
        findings[0].title
    );
    assert!(
        findings[1..]
            .iter()
            .all(|finding| finding.confidence == Confidence::Possible)
    );
}

/// The findings of a request that somebody else signed: what was signed is not known.
fn signed_elsewhere(refusal: &Refusal) -> Vec<Finding> {
    diagnose(&Diagnosable {
        request: refusal.request.as_ref().map(Requested::Received),
        ..Diagnosable::of_reply(&refusal.head, refusal.body.as_bytes())
    })
}

#[test]
fn equal_texts_of_a_request_signed_elsewhere_do_not_judge_the_secret() {
    for title in [
        "row 22: the same strings at an API",
        "row 24: the words of the IAM documentation",
        "row 49: the same strings",
        "row 82: Selling Partner API, the same strings",
    ] {
        let findings = signed_elsewhere(&named(title));
        let first = &findings[0];
        assert_eq!(
            (first.cause, first.confidence),
            (Cause::SignatureMismatch, Confidence::Likely),
            "{title}: {first:#?}"
        );
        assert!(first.title.contains("arrived as it was sent"), "{title}");
        assert!(
            first.steps[0].contains("Verify a request signed elsewhere"),
            "{title}"
        );
        assert_eq!((findings.len(), &first.mend), (1, &None), "{title}");
    }
}

#[test]
fn another_text_than_that_of_a_request_signed_elsewhere_is_not_laid_to_a_proxy() {
    for (title, part) in [
        ("row 22: another path arrived", RequestPart::Path),
        ("row 22: the method was changed", RequestPart::Method),
    ] {
        let found = signed_elsewhere(&named(title)).remove(0);
        assert_eq!(
            (found.cause, found.confidence, found.part),
            (Cause::RequestAltered, Confidence::Likely, Some(part)),
            "{title}"
        );
        assert!(
            found.title.ends_with("than it was sent")
                && found.meaning.contains("Or the reply is of another request"),
            "{title}: {} {}",
            found.title,
            found.meaning
        );
        assert!(found.evidence[0].text.starts_with("sent: "), "{title}");
    }
}

/// As saved or pasted on Windows.
#[test]
fn ends_of_lines_of_windows_are_no_alteration() {
    for (title, cause) in [
        ("row 22: the same strings at an API", Cause::WrongSecretKey),
        (
            "row 24: the words of the IAM documentation",
            Cause::WrongSecretKey,
        ),
        ("row 49: the same strings", Cause::WrongSecretKey),
        ("row 49: a key with another spelling", Cause::RequestAltered),
    ] {
        let mut refusal = named(title);
        let whole = first(&refusal);
        if let Some((front, rest)) = refusal.body.split_once("<CanonicalRequestBytes>") {
            let end = rest.split_once("</CanonicalRequestBytes>").unwrap().1;
            refusal.body = format!("{front}{end}");
        }
        refusal.body = refusal.body.replace('\n', "\r\n").replace("\\n", "\\r\\n");
        let found = first(&refusal);
        assert_eq!(
            (found.cause, found.confidence),
            (cause, Confidence::Certain),
            "{title}: {found:#?}"
        );
        assert_eq!((found.part, found.title), (whole.part, whole.title));
    }
}

/// A refusal with other headers, host and body.
fn changed(title: &str, host: &str, headers: &[(&str, &str)], body: &str) -> Refusal {
    let mut refusal = named(title);
    refusal.head.headers = headers
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let request = refusal.request.as_mut().unwrap();
    for (name, value) in &mut request.headers {
        if name.eq_ignore_ascii_case("host") {
            host.clone_into(value);
        }
    }
    body.clone_into(&mut refusal.body);
    refusal
}

const FUNCTION_URL: &str = "abcdefghijklmnopqrstuvwxyz012345.lambda-url.eu-west-1.on.aws";
const API: &str = "abcd123456.execute-api.us-east-1.amazonaws.com";
const BALANCER: &str = "shop-1234567890.eu-west-1.elb.amazonaws.com";

#[test]
fn a_denial_of_the_backends_own_call_says_nothing_about_the_signature() {
    let body = r#"{"message":"User: arn:aws:sts::123456789012:assumed-role/fn-role/fn is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::b/k\" because no identity-based policy allows the s3:GetObject action"}"#;
    let title = "row 40: a function URL, signed";
    for (host, header) in [
        (FUNCTION_URL, ("x-amzn-RequestId", "5f0d")),
        (API, ("apigw-requestid", "Vh4A")),
        (API, ("x-amz-apigw-id", "Uu4fGH")),
        (API, ("x-amzn-ErrorType", "AccessDeniedException")),
        (BALANCER, ("content-type", "application/json")),
    ] {
        let findings = changed(title, host, &[header], body).findings();
        let denied = findings
            .iter()
            .find(|finding| finding.cause == Cause::NotAuthorized)
            .unwrap();
        assert_eq!(findings[0].cause, Cause::Unknown, "{host} {header:?}");
        assert_eq!(denied.confidence, Confidence::Possible, "{host} {header:?}");
        assert_eq!(denied.ruled_out, Vec::<String>::new(), "{host} {header:?}");
        assert!(
            denied
                .title
                .starts_with("What stands behind the endpoint may not do s3:GetObject"),
            "{}",
            denied.title
        );
    }
}

/// The same words at the service itself, and of the endpoint's own action, are of the caller.
#[test]
fn a_denial_of_the_endpoints_own_action_is_of_the_caller() {
    let denial = |action: &str| {
        format!(
            r#"{{"message":"User: arn:aws:iam::123456789012:user/jo is not authorized to perform: {action} because no identity-based policy allows the {action} action"}}"#
        )
    };
    let typed = [("x-amzn-ErrorType", "AccessDeniedException")];
    for (host, action) in [
        (API, "execute-api:Invoke"),
        (FUNCTION_URL, "lambda:InvokeFunctionUrl"),
        ("lambda.eu-west-1.amazonaws.com", "iam:PassRole"),
    ] {
        let found = first(&changed(
            "row 40: a function URL, signed",
            host,
            &typed,
            &denial(action),
        ));
        assert_eq!(
            (found.cause, found.confidence),
            (Cause::NotAuthorized, Confidence::Certain),
            "{host}"
        );
        assert!(found.ruled_out[0].contains("signature was right"), "{host}");
    }
}

/// A host name of AWS, or its front end's request id, says nothing about who wrote a body.
#[test]
fn words_of_aws_from_an_application_on_an_aws_host_are_doubted() {
    let body = r#"{"message":"The security token included in the request is expired"}"#;
    for (host, header) in [
        (FUNCTION_URL, ("x-amzn-RequestId", "5f0d")),
        (API, ("apigw-requestid", "Vh4A")),
    ] {
        let findings = changed("row 40: a function URL, signed", host, &[header], body).findings();
        assert_eq!(findings[0].cause, Cause::Unknown, "{host}");
        assert_eq!(
            (findings[1].cause, findings[1].confidence),
            (Cause::CredentialsExpired, Confidence::Possible),
            "{host}"
        );
    }
}

fn redirect(asked: &str, endpoint: &str) -> Finding {
    let body = format!(
        "<Error><Code>PermanentRedirect</Code><Message>The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.</Message><Endpoint>{endpoint}</Endpoint><RequestId>5R</RequestId></Error>"
    );
    first(&changed(
        "row 62: another endpoint",
        asked,
        &[("x-amz-request-id", "5R")],
        &body,
    ))
}

/// A reply may name any host, and following it signs a request for that host.
#[test]
fn an_endpoint_is_offered_within_what_was_called_alone() {
    let s3 = "bucket.s3.us-east-1.amazonaws.com";
    for (asked, endpoint) in [
        (s3, "bucket.s3.eu-west-1.amazonaws.com"),
        (s3, "bucket.s3-eu-west-1.amazonaws.com"),
        ("store.example.com:9000", "bucket.store.example.com"),
    ] {
        let found = redirect(asked, endpoint);
        assert_eq!(found.mend, Some(Mend::UseHost(endpoint.to_owned())), "{asked}");
        assert_eq!(found.confidence, Confidence::Certain, "{asked}");
    }
    for (asked, endpoint) in [
        (s3, "evil.example.com"),
        (s3, "bucket.s3.eu-west-1.amazonaws.com.evil.example"),
        (s3, "bucket.s3.cn-north-1.amazonaws.com.cn"),
        (s3, "shop-1234567890.eu-west-1.elb.amazonaws.com"),
        ("store.example.com", "evilstore.example.com"),
        ("store.example.com", "bucket.s3.eu-west-1.amazonaws.com"),
    ] {
        let found = redirect(asked, endpoint);
        assert_eq!(
            (found.cause, found.confidence, &found.mend),
            (Cause::BucketRedirect, Confidence::Likely, &None),
            "{asked} {endpoint}"
        );
        assert_eq!(found.title, format!("The bucket is at {endpoint}"));
    }
}

/// Who is named was known, so that the payload was not what the service stumbled over.
#[test]
fn a_caller_that_vpc_lattice_names_is_not_told_of_its_payload() {
    let mut refusal = named("row 78: VPC Lattice with a hashed payload");
    refusal.body = refusal
        .body
        .replace("User: anonymous", "User: arn:aws:iam::123456789012:user/jo");
    let findings = refusal.findings();
    let causes: Vec<_> = findings.iter().map(|finding| finding.cause).collect();
    assert_eq!(causes, [Cause::NotAuthorized]);
    assert_eq!(findings[0].confidence, Confidence::Certain);
}

#[test]
fn an_empty_region_is_said_to_be_none() {
    let mut refusal = named("row 15: another region than the host's");
    refusal.body = r#"{"message":"Credential should be scoped to a valid region, not ''. "}"#.to_owned();
    let found = first(&refusal);
    assert_eq!(found.cause, Cause::WrongRegion);
    assert_eq!(found.title, "The request was signed for no region");
}

#[test]
fn a_url_that_ends_later_by_its_own_time_is_not_said_to_have_ended_then() {
    let mut refusal = named("row 60: the URL has ended");
    assert!(first(&refusal).title.contains("ended 45 minutes ago"));
    refusal.body = refusal.body.replace(
        "<ServerTime>2026-11-20T13:00:00Z",
        "<ServerTime>2026-11-20T12:10:00Z",
    );
    let found = first(&refusal);
    assert_eq!(
        (found.cause, found.confidence),
        (Cause::PresignedUrlExpired, Confidence::Likely)
    );
    assert!(!found.title.contains("ago"), "{}", found.title);
}

#[test]
fn a_date_of_another_year_is_no_offset_of_a_clock() {
    let mut refusal = named("row 10: an API, five minutes");
    refusal.body = r#"{"message":"Signature expired: 20161120T120000Z is now earlier than 20261120T121200Z (20261120T121700Z - 5 min.)"}"#.to_owned();
    let found = first(&refusal);
    assert_eq!((found.cause, found.mend), (Cause::ClockBehind, None));
}

#[test]
fn a_status_that_is_none_is_no_error_of_a_server() {
    let mut refusal = named("row 30: in JSON");
    refusal.body = "no".to_owned();
    for (status, cause) in [
        (500, Cause::ServerError),
        (599, Cause::ServerError),
        (600, Cause::Unknown),
        (999, Cause::Unknown),
    ] {
        refusal.head.status = status;
        assert_eq!(first(&refusal).cause, cause, "{status}");
    }
}

/// What no row knows is told by its code, with less certainty.
#[test]
fn a_malformed_header_of_s3_that_is_not_known_is_likely_incomplete() {
    let mut refusal = named("row 48: a part is missing");
    refusal.body = refusal
        .body
        .replace("missing SignedHeaders.", "something that is not known yet.");
    let found = first(&refusal);
    assert_eq!(
        (found.cause, found.confidence),
        (Cause::IncompleteAuthorization, Confidence::Likely)
    );
}
