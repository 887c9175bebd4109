//! Replies as AWS's services send them, with their public sources where the wording is not in the documentation.

use proptest::prelude::*;

use super::*;

fn head(status: u16, headers: &[(&str, &str)]) -> ResponseHead {
    let headers = headers
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    ResponseHead {
        status,
        headers,
        reason: String::new(),
    }
}

/// Status, headers, body, code, start of the message, value of one id.
type Case = (
    u16,
    &'static [(&'static str, &'static str)],
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

const CASES: &[Case] = &[
    // API Gateway, REST API.
    (
        403,
        &[
            ("x-amzn-RequestId", "c6af9ac6"),
            ("x-amzn-ErrorType", "MissingAuthenticationTokenException"),
            ("x-amz-apigw-id", "Uu4f"),
        ],
        r#"{"message":"Missing Authentication Token"}"#,
        "MissingAuthenticationTokenException",
        "Missing Authentication Token",
        "Uu4f",
    ),
    (
        403,
        &[
            ("x-amzn-ErrorType", "InvalidSignatureException"),
            ("x-amzn-RequestId", "r-1"),
        ],
        "{\"message\":\"The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.\\n\\nThe Canonical String for this request should have been\\n'GET\\n/'\"}",
        "InvalidSignatureException",
        "The request signature we calculated does not match",
        "r-1",
    ),
    (
        403,
        &[("x-amzn-ErrorType", "AccessDeniedException")],
        r#"{"Message":"User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:us-east-1:********9012:abcd123456/dev/GET/pets"}"#,
        "AccessDeniedException",
        "User: anonymous is not authorized",
        "",
    ),
    (
        403,
        &[("x-amzn-ErrorType", "ForbiddenException")],
        r#"{"message":"Forbidden"}"#,
        "ForbiddenException",
        "Forbidden",
        "",
    ),
    (
        401,
        &[("x-amzn-ErrorType", "UnauthorizedException")],
        r#"{"message":"Unauthorized"}"#,
        "UnauthorizedException",
        "Unauthorized",
        "",
    ),
    (
        429,
        &[("x-amzn-ErrorType", "TooManyRequestsException")],
        r#"{"message":"Too Many Requests"}"#,
        "TooManyRequestsException",
        "Too Many Requests",
        "",
    ),
    (
        502,
        &[("x-amzn-ErrorType", "InternalServerErrorException")],
        r#"{"message": "Internal server error"}"#,
        "InternalServerErrorException",
        "Internal server error",
        "",
    ),
    // API Gateway, HTTP API.
    (
        403,
        &[("apigw-requestid", "Vh3nXjQVIAMEJ6A=")],
        r#"{"message":"Forbidden"}"#,
        "",
        "Forbidden",
        "Vh3nXjQVIAMEJ6A=",
    ),
    (
        404,
        &[("apigw-requestid", "Vh4A")],
        r#"{"message":"Not Found"}"#,
        "",
        "Not Found",
        "Vh4A",
    ),
    // AWS JSON 1.0 and 1.1.
    (
        400,
        &[("x-amzn-RequestId", "LPD1")],
        r#"{"__type":"com.amazon.coral.service#UnrecognizedClientException","message":"The security token included in the request is invalid."}"#,
        "UnrecognizedClientException",
        "The security token included",
        "LPD1",
    ),
    (
        400,
        &[],
        r#"{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"Requested resource not found"}"#,
        "ResourceNotFoundException",
        "Requested resource not found",
        "",
    ),
    (
        400,
        &[],
        r#"{"__type":"ExpiredTokenException","message":"The security token included in the request is expired"}"#,
        "ExpiredTokenException",
        "The security token included in the request is expired",
        "",
    ),
    (
        400,
        &[],
        r#"{"__type":"InvalidSignatureException","message":"Signature expired: 20261120T115000Z is now earlier than 20261120T115501Z (20261120T120001Z - 5 min.)"}"#,
        "InvalidSignatureException",
        "Signature expired: 20261120T115000Z",
        "",
    ),
    (
        404,
        &[],
        "<UnknownOperationException/>",
        "UnknownOperationException",
        "",
        "",
    ),
    (
        400,
        &[],
        r#"{"__type":"com.amazon.coral.service#SerializationException"}"#,
        "SerializationException",
        "",
        "",
    ),
    // REST-JSON: Lambda, and its error type with an address behind it.
    (
        403,
        &[
            ("x-amzn-ErrorType", "AccessDeniedException"),
            ("x-amzn-RequestId", "7a"),
        ],
        r#"{"Message":"Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"}"#,
        "AccessDeniedException",
        "Forbidden. For troubleshooting",
        "7a",
    ),
    (
        404,
        &[(
            "x-amzn-ErrorType",
            "ResourceNotFoundException:http://internal.amazon.com/coral/com.amazon.coral.service/",
        )],
        r#"{"Type":"User","Message":"Function not found: arn:aws:lambda:us-east-1:123456789012:function:x"}"#,
        "ResourceNotFoundException",
        "Function not found",
        "",
    ),
    (
        502,
        &[],
        r#"{"errorType":"Error","errorMessage":"boom","trace":[]}"#,
        "Error",
        "boom",
        "",
    ),
    // Query protocol: STS, IAM, SNS.
    (
        403,
        &[("x-amzn-RequestId", "01234567")],
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  <Error>\n    <Type>Sender</Type>\n    <Code>InvalidClientTokenId</Code>\n    <Message>The security token included in the request is invalid.</Message>\n  </Error>\n  <RequestId>01234567</RequestId>\n</ErrorResponse>",
        "InvalidClientTokenId",
        "The security token included",
        "01234567",
    ),
    (
        403,
        &[],
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.</Message></Error><RequestId>rq-9</RequestId></ErrorResponse>",
        "SignatureDoesNotMatch",
        "The request signature we calculated",
        "rq-9",
    ),
    (
        400,
        &[],
        r#"{"Error":{"Code":"ValidationError","Message":"1 validation error detected","Type":"Sender"},"RequestId":"json-7"}"#,
        "ValidationError",
        "1 validation error detected",
        "json-7",
    ),
    // EC2.
    (
        401,
        &[],
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error><Code>AuthFailure</Code><Message>AWS was not able to validate the provided access credentials</Message></Error></Errors><RequestID>59dbff89-35bd-4eac-99ed-be587EXAMPLE</RequestID></Response>",
        "AuthFailure",
        "AWS was not able to validate",
        "59dbff89-35bd-4eac-99ed-be587EXAMPLE",
    ),
    // S3.
    (
        403,
        &[
            ("x-amz-request-id", "4442587FB7D0A2F9"),
            ("x-amz-id-2", "Gjjt1m+cjU4OPvX9O9/8RuvnG41"),
        ],
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message><RequestId>4442587FB7D0A2F9</RequestId><HostId>Gjjt1m+cjU4OPvX9O9/8RuvnG41</HostId></Error>",
        "AccessDenied",
        "Access Denied",
        "Gjjt1m+cjU4OPvX9O9/8RuvnG41",
    ),
    (
        400,
        &[],
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>AuthorizationHeaderMalformed</Code><Message>The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-west-1'</Message><Region>eu-west-1</Region><RequestId>5R</RequestId><HostId>h=</HostId></Error>",
        "AuthorizationHeaderMalformed",
        "The authorization header is malformed; the region 'us-east-1'",
        "5R",
    ),
    (
        301,
        &[],
        "<Error><Code>PermanentRedirect</Code><Message>x</Message></Error>",
        "-",
        "",
        "",
    ),
    (
        200,
        &[],
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\n<Error><Code>InternalError</Code><Message>We encountered an internal error. Please try again.</Message><RequestId>656c76696e6727732072657175657374</RequestId></Error>",
        "InternalError",
        "We encountered an internal error",
        "656c76696e6727732072657175657374",
    ),
    (
        404,
        &[("x-amz-request-id", "W"), ("x-amz-id-2", "Y")],
        "<html>\n<head><title>404 Not Found</title></head>\n<body>\n<h1>404 Not Found</h1>\n<ul>\n<li>Code: NoSuchKey</li>\n<li>Message: The specified key does not exist.</li>\n<li>Key: a&amp;b</li>\n<li>RequestId: W</li>\n<li>HostId: Y</li>\n</ul>\n<hr/>\n</body>\n</html>",
        "NoSuchKey",
        "The specified key does not exist.",
        "Y",
    ),
    // HEAD: no body.
    (403, &[("x-amz-request-id", "HEAD1")], "", "", "", "HEAD1"),
    // CloudFront, a load balancer, and a plain proxy.
    (
        403,
        &[("x-amz-cf-id", "cf-1==")],
        "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\" \"http://www.w3.org/TR/html4/loose.dtd\">\n<HTML><HEAD><META HTTP-EQUIV=\"Content-Type\" CONTENT=\"text/html; charset=iso-8859-1\">\n<TITLE>ERROR: The request could not be satisfied</TITLE>\n</HEAD><BODY>\n<H1>403 ERROR</H1>\n<H2>The request could not be satisfied.</H2>\n<HR noshade size=\"1px\">\nRequest blocked.\nWe can't connect to the server for this app or website at this time.\n<BR clear=\"all\">\n<HR noshade size=\"1px\">\n<PRE>\nGenerated by cloudfront (CloudFront)\nRequest ID: cf-1==\n</PRE>\n<ADDRESS>\n</ADDRESS>\n</BODY></HTML>",
        "",
        "The request could not be satisfied. Request blocked. We can't connect",
        "cf-1==",
    ),
    (
        503,
        &[("server", "awselb/2.0")],
        "<html>\r\n<head><title>503 Service Temporarily Unavailable</title></head>\r\n<body>\r\n<center><h1>503 Service Temporarily Unavailable</h1></center>\r\n</body>\r\n</html>\r\n",
        "",
        "503 Service Temporarily Unavailable",
        "",
    ),
    (
        502,
        &[("server", "awselb/2.0")],
        "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n",
        "",
        "502 Bad Gateway",
        "",
    ),
    (
        403,
        &[],
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>MissingKey</Code><Message>Missing Key-Pair-Id query parameter or cookie value</Message></Error>",
        "MissingKey",
        "Missing Key-Pair-Id",
        "",
    ),
    // Wrapped and foreign forms.
    (
        403,
        &[],
        r#"{"errors":[{"message":"Access to requested resource is denied.","code":"Unauthorized","details":""}]}"#,
        "Unauthorized",
        "Access to requested resource",
        "",
    ),
    (
        401,
        &[("x-amzn-ErrorType", "UnauthorizedException")],
        r#"{"errors":[{"errorType":"UnauthorizedException","message":"You are not authorized to make this call."}]}"#,
        "UnauthorizedException",
        "You are not authorized to make this call.",
        "",
    ),
    (
        200,
        &[],
        r#"{"data":{"getPet":null},"errors":[{"path":["getPet"],"data":null,"errorType":"Unauthorized","message":"Not Authorized to access getPet on type Query"}]}"#,
        "Unauthorized",
        "Not Authorized to access getPet",
        "",
    ),
    (
        403,
        &[],
        r#"{"error":{"root_cause":[{"type":"security_exception","reason":"no permissions for [indices:data/read/search]"}],"type":"security_exception","reason":"no permissions for [indices:data/read/search]"},"status":403}"#,
        "security_exception",
        "no permissions for",
        "",
    ),
    (
        403,
        &[("x-aoss-response-hint", "X01:gw-helper-deny")],
        r#"{"status":403,"request-id":"aoss-5","error":{"reason":"403 Forbidden","type":"Forbidden"}}"#,
        "Forbidden",
        "403 Forbidden",
        "aoss-5",
    ),
    (
        403,
        &[],
        r#"{"message":"Forbidden","traceId":"a1b2"}"#,
        "",
        "Forbidden",
        "a1b2",
    ),
    (
        400,
        &[],
        r#"{"error":"invalid_grant","error_description":"Incorrect username or password."}"#,
        "invalid_grant",
        "Incorrect username or password.",
        "",
    ),
    (401, &[], r#"{"error":"unauthorized"}"#, "", "unauthorized", ""),
];

#[test]
fn replies_of_aws_are_read() {
    for (status, headers, body, code, message, id) in CASES {
        let reply = error_reply(&head(*status, headers), body.as_bytes());
        if *code == "-" {
            assert_eq!(reply, None, "{body}");
            continue;
        }
        let reply = reply.unwrap_or_else(|| panic!("nothing in {status} {body}"));
        assert_eq!(reply.code.as_deref().unwrap_or_default(), *code, "{body}");
        let said = reply.message.as_deref().unwrap_or_default();
        assert!(
            said.starts_with(message) && said.is_empty() == message.is_empty(),
            "{said:?} of {body}"
        );
        assert!(
            id.is_empty() || reply.ids.iter().any(|(_, value)| value == id),
            "{id} is not in {:?}",
            reply.ids
        );
        let mut values: Vec<&String> = reply.ids.iter().map(|(_, value)| value).collect();
        values.sort();
        values.dedup();
        assert_eq!(
            values.len(),
            reply.ids.len(),
            "an id stands twice: {:?}",
            reply.ids
        );
    }
}

#[test]
fn the_strings_of_a_mismatch_are_left_to_the_comparison() {
    let message = "No match.\n\nThe Canonical String for this request should have been\n'GET\nx-amz-security-token:TOKEN'";
    let body = serde_json::json!({ "message": message }).to_string();
    let reply = error_reply(&head(403, &[]), body.as_bytes()).unwrap();
    assert_eq!(reply.message.as_deref(), Some("No match."));
    assert_eq!(error_message(body.as_bytes()).as_deref(), Some(message));
}

#[test]
fn other_bodies_say_nothing() {
    for body in [
        "",
        "null",
        "[]",
        "{}",
        "<html>",
        "<a><b/></a>",
        r#"{"message":null}"#,
        r#"{"message":""}"#,
        r#"{"pets":[{"type":"dog"}]}"#,
        "\u{0}",
        "Bad gateway",
    ] {
        assert_eq!(error_reply(&head(500, &[]), body.as_bytes()), None, "{body}");
        assert_eq!(error_message(body.as_bytes()), None, "{body}");
    }
    assert_eq!(error_message(&[0xFF, 0xFE]), None);
    let long = format!("{{\"message\":\"{}\"}}", "x".repeat(LONGEST_ERROR_BODY));
    assert_eq!(error_reply(&head(500, &[]), long.as_bytes()), None);
}

#[test]
fn a_good_reply_is_no_error_whatever_words_are_in_it() {
    for body in [
        r#"{"message":"created"}"#,
        r#"{"error":null,"code":"OK"}"#,
        r#"{"errors":[]}"#,
        "<ListBucketResult><Name>error</Name></ListBucketResult>",
        "<html><head><title>Home</title></head></html>",
    ] {
        let headers = [("x-amzn-requestid", "1")];
        assert_eq!(error_reply(&head(200, &headers), body.as_bytes()), None, "{body}");
    }
}

/// Nested deeply, with a document type, and with an entity that doubles.
#[test]
fn hostile_xml_is_left_alone() {
    let deep = "<Error>".repeat(20_000);
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><Error><Code>&b;</Code></Error>";
    for body in [deep.as_str(), bomb] {
        assert_eq!(error_reply(&head(500, &[]), body.as_bytes()), None);
    }
}

proptest! {
    #[test]
    fn any_body_is_read_or_left_alone(body in "[<>{}\\[\\]\":/a-zA-Z!?&; \\n]{0,200}", status in 200u16..600) {
        error_reply(&head(status, &[]), body.as_bytes());
        error_reply(&head(status, &[]), format!("<title>{body}</title><h2>{body}").as_bytes());
    }
}
