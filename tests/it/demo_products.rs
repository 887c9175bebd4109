//! The further products of the demo server and its query form, against a client that signs with `aws-sigv4`
//! alone.

use countersign::demo::{
    DemoServer, EXPIRED_KEY_ID, EXPIRED_SECRET, EXPIRED_TOKEN, TEMPORARY_KEY_ID, TEMPORARY_SECRET,
    TEMPORARY_TOKEN,
};

use crate::support::raw_client::{RawReply, connect, exchange};
use crate::support::signed_call::{Call, NOW, SignedCall, Style};

pub const HTTP_API: &str = "wxyz987654.execute-api.us-east-1.localhost";
pub const S3: &str = "s3.us-east-1.localhost";
pub const STS: &str = "sts.us-east-1.localhost";

pub fn server() -> DemoServer {
    DemoServer::builder(|| NOW).spawn(0).unwrap()
}

pub fn send(server: &DemoServer, call: &SignedCall) -> RawReply {
    let bytes = call.bytes();
    let mut stream = connect(server.port());
    exchange(&mut stream, &bytes)
}

pub fn s3(method: &'static str, target: &'static str, body: &'static str) -> Call {
    Call {
        method,
        target,
        body,
        service: "s3",
        host: S3,
        style: Style::S3,
        ..Call::default()
    }
}

pub fn sts(body: &str) -> Call {
    Call {
        method: "POST",
        target: "/",
        headers: vec![(
            "content-type".to_owned(),
            "application/x-www-form-urlencoded".to_owned(),
        )],
        body: body.to_owned().leak(),
        service: "sts",
        host: STS,
        ..Call::default()
    }
}

/// Status, code and message of an XML error.
pub fn error(reply: &RawReply) -> (u16, String, String) {
    (reply.status, reply.element("Code"), reply.element("Message"))
}

pub fn expect(reply: &RawReply, status: u16, code: &str, message: &str) {
    assert_eq!(error(reply), (status, code.to_owned(), message.to_owned()));
}

// The query form of the REST API.

pub fn presigned(secs: u64) -> Call {
    Call {
        target: "/dev/pets?limit=1",
        style: Style::Presigned(secs),
        ..Call::default()
    }
}

#[test]
fn a_presigned_url_is_good_until_it_expires() {
    let call = presigned(60).sign();
    let at = |secs: i64| {
        let server = DemoServer::builder(move || NOW + time::Duration::seconds(secs))
            .spawn(0)
            .unwrap();
        send(&server, &call)
    };
    assert_eq!(at(0).status, 200);
    assert_eq!(at(60).status, 200);
    assert_eq!(
        at(61).message(),
        "Signature expired: 20261120T120000Z is now earlier than 20261120T120001Z (20261120T120101Z - 1 min.)"
    );
    let temporary = Call {
        key_id: TEMPORARY_KEY_ID,
        secret: TEMPORARY_SECRET,
        token: Some(TEMPORARY_TOKEN),
        ..presigned(60)
    };
    assert_eq!(send(&server(), &temporary.sign()).status, 200);
}

#[test]
fn mistakes_of_the_query_form_are_refused() {
    let altered = |from: &str, to: &str| {
        let mut call = presigned(60).sign();
        assert!(call.target.contains(from), "{from} in {}", call.target);
        call.target = call.target.replace(from, to);
        let reply = send(&server(), &call);
        (reply.header("x-amzn-errortype").to_owned(), reply.message())
    };
    assert_eq!(
        altered("X-Amz-Date=", "X-Date="),
        (
            "IncompleteSignatureException".to_owned(),
            "AWS query-string parameters must include 'X-Amz-Date'. Re-examine the query-string parameters."
                .to_owned()
        )
    );
    assert_eq!(
        altered("us%2Deast%2D1", "eu%2Dwest%2D1").1,
        "Credential should be scoped to a valid region, not 'eu-west-1'."
    );
    let (kind, message) = altered("limit=1", "limit=2");
    assert_eq!(kind, "InvalidSignatureException");
    assert!(message.contains("&limit=2\n"), "{message}");
    assert!(!message.contains("X-Amz-Signature"), "{message}");
    let both = presigned(60)
        .sign()
        .with("authorization", "AWS4-HMAC-SHA256 Credential=a");
    assert!(
        send(&server(), &both)
            .message()
            .starts_with("Found both 'X-Amz-Algorithm'")
    );
}

// The HTTP API.

#[test]
fn an_http_api_says_nothing_of_why() {
    let server = server();
    let call = |method, target| Call {
        method,
        target,
        host: HTTP_API,
        ..Call::default()
    };
    let good = send(&server, &call("GET", "/pets?limit=1").sign());
    assert_eq!(good.status, 200, "{}", good.body);
    assert!(good.header("apigw-requestid").ends_with('='));
    assert_eq!(
        (good.header("x-amz-apigw-id"), good.header("x-amzn-requestid")),
        ("", "")
    );
    let wrong = Call {
        secret: "wrong",
        ..call("GET", "/pets")
    };
    for refused in [
        call("GET", "/pets").sign().without("authorization"),
        wrong.sign(),
        call("DELETE", "/pets/1").sign(),
        call("GET", "/pets").sign().with("authorization", "Bearer abc"),
    ] {
        let reply = send(&server, &refused);
        assert_eq!(
            (reply.status, reply.body.as_str()),
            (403, r#"{"message":"Forbidden"}"#)
        );
        assert_eq!(reply.header("x-amzn-errortype"), "");
    }
    let unknown = send(&server, &call("GET", "/dev/pets").sign());
    assert_eq!(
        (unknown.status, unknown.body.as_str()),
        (404, r#"{"message":"Not Found"}"#)
    );
}

// S3.

#[test]
fn objects_are_put_listed_read_and_deleted() {
    let server = server();
    let put = Call {
        headers: vec![
            ("content-type".to_owned(), "text/plain".to_owned()),
            ("x-amz-meta-colour".to_owned(), "red".to_owned()),
        ],
        ..s3("PUT", "/demo-bucket/a%20b/%2B.txt", "hello")
    };
    let reply = send(&server, &put.sign());
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert_eq!(reply.header("server"), "AmazonS3");
    assert_eq!(reply.header("x-amz-request-id").len(), 16);
    let virtual_hosted = Call {
        host: "demo-bucket.s3.us-east-1.localhost",
        ..s3("GET", "/a%20b/%2B.txt", "")
    };
    let reply = send(&server, &virtual_hosted.sign());
    assert_eq!((reply.status, reply.body.as_str()), (200, "hello"));
    assert_eq!(reply.header("content-type"), "text/plain");
    assert_eq!(reply.header("x-amz-meta-colour"), "red");
    assert_eq!(reply.header("etag").len(), 34);
    let list = send(
        &server,
        &s3("GET", "/demo-bucket/?list-type=2&prefix=a", "").sign(),
    );
    assert_eq!(
        (list.element("Key"), list.element("KeyCount")),
        ("a b/+.txt".to_owned(), "1".to_owned())
    );
    let gone = send(&server, &s3("DELETE", "/demo-bucket/a%20b/%2B.txt", "").sign());
    assert_eq!(gone.status, 204);
    let missing = send(&server, &s3("GET", "/demo-bucket/a%20b/%2B.txt", "").sign());
    expect(&missing, 404, "NoSuchKey", "The specified key does not exist.");
    assert_eq!(missing.element("Key"), "a b/+.txt");
    let elsewhere = send(&server, &s3("GET", "/other-bucket/", "").sign());
    expect(
        &elsewhere,
        404,
        "NoSuchBucket",
        "The specified bucket does not exist",
    );
    let buckets = send(&server, &s3("GET", "/", "").sign());
    assert_eq!(buckets.element("Name"), "demo-bucket");
}

#[test]
fn keys_keep_their_bytes() {
    let server = server();
    for target in [
        "/demo-bucket//",
        "/demo-bucket/a/../b",
        "/demo-bucket/a//b/./",
        "/demo-bucket//..",
        "/demo-bucket/%C3%A4%20%2B%24%26%3A%40",
        "/demo-bucket/%FF",
    ] {
        let put = send(&server, &s3("PUT", target, target).sign());
        assert_eq!(put.status, 200, "{target}: {}", put.body);
        assert_eq!(send(&server, &s3("GET", target, "").sign()).body, target);
    }
    // S3 canonicalises the key that it reads, so another spelling of the same key is the same request.
    for (signed, sent) in [
        ("/demo-bucket//", "/demo-bucket/%2f"),
        ("/demo-bucket/a/../b", "/demo-bucket/%61/%2E%2E/b"),
        (
            "/demo-bucket/%C3%A4%20%2B%24%26%3A%40",
            "/demo-bucket/%c3%a4%20+$&:@",
        ),
    ] {
        let mut call = s3("GET", signed, "").sign();
        call.target = sent.to_owned();
        assert_eq!(send(&server, &call).body, signed, "{sent}");
    }
    let list = send(&server, &s3("GET", "/demo-bucket/?encoding-type=url", "").sign());
    for key in ["/", "/..", "a/../b", "a//b/./", "%C3%A4%20%2B%24%26%3A%40", "%FF"] {
        assert!(
            list.body.contains(&format!("<Key>{key}</Key>")),
            "{key} in {}",
            list.body
        );
    }
}

#[test]
fn s3_refuses_the_header_form_in_its_own_words() {
    let server = server();
    let good = || s3("PUT", "/demo-bucket/k", "hello").sign();
    let malformed = "AuthorizationHeaderMalformed";
    let region = send(
        &server,
        &Call {
            region: "eu-west-1",
            ..s3("GET", "/demo-bucket/k", "")
        }
        .sign(),
    );
    expect(
        &region,
        400,
        malformed,
        "The authorization header is malformed; the region 'eu-west-1' is wrong; expecting 'us-east-1'",
    );
    assert_eq!(region.element("Region"), "us-east-1");
    let cases = [
        (
            good().without("authorization"),
            403,
            "AccessDenied",
            "Access Denied",
        ),
        (
            good().with(
                "authorization",
                "AWS AKIAIOSFODNN7EXAMPLE:frJIUN8DYpKDtOLCwo//yllqDzg=",
            ),
            400,
            "InvalidRequest",
            "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
        ),
        (
            good().with("authorization", "Bearer abc"),
            400,
            "InvalidArgument",
            "Unsupported Authorization Type",
        ),
        (
            good().with("authorization", "AWS4-HMAC-SHA256 Credential=a"),
            400,
            malformed,
            "The authorization header is malformed; the authorization header requires three components: Credential, SignedHeaders, and Signature.",
        ),
        (
            good().replace("authorization", "Signature=", "Sig="),
            400,
            malformed,
            "The authorization header is malformed; missing Signature.",
        ),
        (
            good().replace("authorization", "/us-east-1", ""),
            400,
            malformed,
            "The authorization header is malformed; the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".",
        ),
        (
            good().replace("authorization", "/s3/", "/sts/"),
            400,
            malformed,
            "The authorization header is malformed; incorrect service \"sts\". This endpoint belongs to \"s3\".",
        ),
    ];
    for (call, status, code, message) in cases {
        expect(&send(&server, &call), status, code, message);
    }
}

#[test]
fn s3_refuses_dates_headers_and_keys_in_its_own_words() {
    let server = server();
    let good = || s3("PUT", "/demo-bucket/k", "hello").sign();
    let empty_hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let late = s3("PUT", "/demo-bucket/k", "hello");
    let cases = [
        (
            good().without("x-amz-date"),
            403,
            "AccessDenied",
            "AWS authentication requires a valid Date or x-amz-date header",
        ),
        (
            Call {
                time: NOW - time::Duration::minutes(16),
                ..late
            }
            .sign(),
            403,
            "RequestTimeTooSkewed",
            "The difference between the request time and the current time is too large.",
        ),
        (
            good().without("x-amz-content-sha256"),
            400,
            "InvalidRequest",
            "Missing required header for this request: x-amz-content-sha256",
        ),
        (
            good().with("x-amz-acl", "private"),
            403,
            "AccessDenied",
            "There were headers present in the request which were not signed",
        ),
        (
            Call {
                key_id: "AKIAI44QH8DHBEXAMPLE",
                ..s3("GET", "/demo-bucket/k", "")
            }
            .sign(),
            403,
            "InvalidAccessKeyId",
            "The AWS Access Key Id you provided does not exist in our records.",
        ),
        (
            Call {
                key_id: TEMPORARY_KEY_ID,
                secret: TEMPORARY_SECRET,
                token: Some("x"),
                ..s3("GET", "/demo-bucket/k", "")
            }
            .sign(),
            400,
            "InvalidToken",
            "The provided token is malformed or otherwise invalid.",
        ),
        (
            Call {
                key_id: EXPIRED_KEY_ID,
                secret: EXPIRED_SECRET,
                token: Some(EXPIRED_TOKEN),
                ..s3("GET", "/demo-bucket/k", "")
            }
            .sign(),
            400,
            "ExpiredToken",
            "The provided token has expired.",
        ),
        (
            good().with("x-amz-content-sha256", "hash"),
            400,
            "InvalidArgument",
            "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER or a valid sha256 value.",
        ),
    ];
    for (call, status, code, message) in cases {
        expect(&send(&server, &call), status, code, message);
    }
    let mut other_body = good();
    other_body.body = String::new();
    let reply = send(&server, &other_body);
    expect(
        &reply,
        400,
        "XAmzContentSHA256Mismatch",
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
    assert_eq!(reply.element("S3ComputedContentSHA256"), empty_hash);
    let unsigned = send(&server, &good().with("x-amz-acl", "private"));
    assert_eq!(unsigned.element("HeadersNotSigned"), "x-amz-acl");
}

#[test]
fn s3_shows_what_it_computed_with_its_bytes() {
    let call = Call {
        secret: "wrong",
        ..s3("GET", "/demo-bucket/a%20b?x-id=GetObject", "")
    };
    let reply = send(&server(), &call.sign());
    expect(
        &reply,
        403,
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    );
    let canonical = "GET\n/demo-bucket/a%20b\nx-id=GetObject\nhost:s3.us-east-1.localhost\nx-amz-content-sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\nx-amz-date:20261120T120000Z\n\nhost;x-amz-content-sha256;x-amz-date\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(reply.element("CanonicalRequest"), canonical);
    assert!(
        reply
            .element("CanonicalRequestBytes")
            .starts_with("47 45 54 0a 2f 64")
    );
    assert!(
        reply
            .element("StringToSignBytes")
            .starts_with("41 57 53 34 2d 48")
    );
    assert_eq!(reply.element("AWSAccessKeyId"), "AKIAIOSFODNN7EXAMPLE");
    assert_eq!(reply.element("SignatureProvided").len(), 64);
}

#[test]
fn s3_checks_presigned_urls() {
    let call = Call {
        style: Style::S3Presigned(60),
        ..s3("PUT", "/demo-bucket/k", "any body: it is not signed")
    };
    let server = server();
    assert_eq!(send(&server, &call.sign()).status, 200);
    let error = "AuthorizationQueryParametersError";
    for (from, to, status, code, message) in [
        (
            "X-Amz-Expires=60",
            "X-Amz-Expires=604801",
            400,
            error,
            "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds",
        ),
        (
            "X-Amz-Expires=60",
            "X-Amz-Expires=-1",
            400,
            error,
            "X-Amz-Expires must be non-negative",
        ),
        (
            "X-Amz-Expires=60",
            "X-Amz-Expires=1h",
            400,
            error,
            "X-Amz-Expires should be a number",
        ),
        (
            "X-Amz-Expires=60",
            "Expires=60",
            400,
            error,
            "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.",
        ),
        (
            "us%2Deast%2D1",
            "eu%2Dwest%2D1",
            400,
            error,
            "Error parsing the X-Amz-Credential parameter; the region 'eu-west-1' is wrong; expecting 'us-east-1'",
        ),
        (
            "X-Amz-Date=20261120T120000Z",
            "X-Amz-Date=today",
            400,
            error,
            "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"",
        ),
        (
            "/demo-bucket/k",
            "/demo-bucket/other",
            403,
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
        ),
    ] {
        let mut call = call.sign();
        assert!(call.target.contains(from), "{from} in {}", call.target);
        call.target = call.target.replace(from, to);
        expect(&send(&server, &call), status, code, message);
    }
    let late = DemoServer::builder(|| NOW + time::Duration::seconds(61))
        .spawn(0)
        .unwrap();
    let reply = send(&late, &call.sign());
    expect(&reply, 403, "AccessDenied", "Request has expired");
    assert_eq!(reply.element("X-Amz-Expires"), "60");
    assert_eq!(reply.element("Expires"), "2026-11-20T12:01:00Z");
    assert_eq!(reply.element("ServerTime"), "2026-11-20T12:01:01Z");
    let both = send(&server, &call.sign().with("authorization", "x"));
    expect(
        &both,
        400,
        "InvalidArgument",
        "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified",
    );
}

// STS.
