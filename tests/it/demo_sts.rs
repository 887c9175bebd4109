//! The demo server's STS: identity, assumed roles on every product, MFA, refusals.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use countersign::demo::{DEMO_MFA_CODE, DEMO_MFA_ROLE, DEMO_MFA_SERIAL, DEMO_ROLE, DemoServer};

use crate::demo_products::{error, expect, s3, send, server, sts};
use crate::support::signed_call::{Call, NOW, Style};

fn assume(role: &str, more: &str) -> Call {
    let role: String = url::form_urlencoded::byte_serialize(role.as_bytes()).collect();
    sts(&format!(
        "Action=AssumeRole&Version=2011-06-15&RoleArn={role}&RoleSessionName=me{more}"
    ))
}

#[test]
fn the_caller_is_named() {
    let server = server();
    let reply = send(
        &server,
        &sts("Action=GetCallerIdentity&Version=2011-06-15").sign(),
    );
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert_eq!(reply.element("Arn"), "arn:aws:iam::123456789012:user/demo");
    assert_eq!(reply.element("Account"), "123456789012");
    assert_eq!(reply.element("RequestId"), reply.header("x-amzn-requestid"));
    assert!(reply.body.starts_with("<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>"));
    let presigned = Call {
        method: "GET",
        target: "/?Action=GetCallerIdentity&Version=2011-06-15",
        headers: Vec::new(),
        style: Style::Presigned(60),
        ..sts("")
    };
    assert_eq!(send(&server, &presigned.sign()).status, 200);
}

#[test]
fn assumed_roles_work_on_all_products_until_they_expire() {
    let offset = Arc::new(AtomicI64::new(0));
    let clock = Arc::clone(&offset);
    let now = move || NOW + time::Duration::seconds(clock.load(Ordering::SeqCst));
    let server = DemoServer::builder(now).spawn(0).unwrap();
    let reply = send(&server, &assume(DEMO_ROLE, "&DurationSeconds=900").sign());
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert_eq!(
        reply.element("Arn"),
        "arn:aws:sts::123456789012:assumed-role/demo/me"
    );
    assert_eq!(reply.element("Expiration"), "2026-11-20T12:15:00Z");
    let key_id: &'static str = reply.element("AccessKeyId").leak();
    let secret: &'static str = reply.element("SecretAccessKey").leak();
    let token: &'static str = reply.element("SessionToken").leak();
    assert!(key_id.starts_with("ASIA") && key_id.len() == 20);
    let with = |call: Call, secs: i64| {
        offset.store(secs, Ordering::SeqCst);
        let call = Call {
            key_id,
            secret,
            token: Some(token),
            time: NOW + time::Duration::seconds(secs),
            ..call
        };
        send(&server, &call.sign())
    };
    assert_eq!(with(Call::default(), 899).status, 200);
    assert_eq!(with(s3("GET", "/demo-bucket/", ""), 899).status, 200);
    let identity = with(sts("Action=GetCallerIdentity&Version=2011-06-15"), 899);
    assert_eq!(identity.element("UserId"), "AROADBQP57FF2AEXAMPLE:me");
    assert_eq!(
        with(assume(DEMO_ROLE, "&DurationSeconds=3601"), 899).element("Message"),
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
    );
    let over = with(Call::default(), 900);
    assert_eq!(over.header("x-amzn-errortype"), "ExpiredTokenException");
    expect(
        &with(s3("GET", "/demo-bucket/", ""), 900),
        400,
        "ExpiredToken",
        "The provided token has expired.",
    );
    expect(
        &with(sts("Action=GetCallerIdentity&Version=2011-06-15"), 900),
        403,
        "ExpiredToken",
        "The security token included in the request is expired",
    );
}

#[test]
fn a_role_may_ask_for_mfa() {
    let server = server();
    let code = format!("&SerialNumber={DEMO_MFA_SERIAL}&TokenCode=");
    let good = send(
        &server,
        &assume(DEMO_MFA_ROLE, &format!("{code}{DEMO_MFA_CODE}")).sign(),
    );
    assert_eq!(
        good.element("Arn"),
        "arn:aws:sts::123456789012:assumed-role/demo-mfa/me"
    );
    let denied = |role: &str| {
        format!(
            "User: arn:aws:iam::123456789012:user/demo is not authorized to perform: sts:AssumeRole on resource: {role}"
        )
    };
    let elsewhere = "arn:aws:iam::123456789012:role/other";
    for (role, more, message) in [
        (DEMO_MFA_ROLE, String::new(), denied(DEMO_MFA_ROLE)),
        (elsewhere, String::new(), denied(elsewhere)),
        (
            DEMO_MFA_ROLE,
            format!("{code}654321"),
            "MultiFactorAuthentication failed with invalid MFA one time pass code. ".to_owned(),
        ),
        (
            DEMO_MFA_ROLE,
            "&TokenCode=123456".to_owned(),
            "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code. ".to_owned(),
        ),
        (
            DEMO_MFA_ROLE,
            "&SerialNumber=x&TokenCode=123456".to_owned(),
            "MultiFactorAuthentication failed, unable to validate MFA code. Please verify your MFA serial number is valid and associated with this user. ".to_owned(),
        ),
    ] {
        expect(&send(&server, &assume(role, &more).sign()), 403, "AccessDenied", &message);
    }
}

#[test]
fn sts_refuses_in_the_xml_of_the_query_protocol() {
    let server = server();
    let identity = || sts("Action=GetCallerIdentity&Version=2011-06-15");
    let invalid = "The security token included in the request is invalid.";
    for (call, status, code, start) in [
        (
            identity().sign().without("authorization"),
            403,
            "MissingAuthenticationToken",
            "Request is missing Authentication Token",
        ),
        (
            identity().sign().with("authorization", "Bearer abc"),
            400,
            "IncompleteSignature",
            "Invalid key=value pair (missing equal-sign) in Authorization header",
        ),
        (
            Call {
                key_id: "AKIAI44QH8DHBEXAMPLE",
                ..identity()
            }
            .sign(),
            403,
            "InvalidClientTokenId",
            invalid,
        ),
        (
            Call {
                time: NOW - time::Duration::minutes(16),
                ..identity()
            }
            .sign(),
            403,
            "SignatureDoesNotMatch",
            "Signature expired: 20261120T114400Z is now earlier than 20261120T114500Z (20261120T120000Z - 15 min.)",
        ),
        (
            Call {
                region: "eu-west-1",
                ..identity()
            }
            .sign(),
            403,
            "SignatureDoesNotMatch",
            "Credential should be scoped to a valid region, not 'eu-west-1'.",
        ),
        (
            Call {
                secret: "wrong",
                ..identity()
            }
            .sign(),
            403,
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret",
        ),
        (
            sts("Action=Nonsense&Version=2011-06-15").sign(),
            400,
            "InvalidAction",
            "Could not find operation Nonsense for version 2011-06-15",
        ),
        (
            assume(DEMO_ROLE, "&DurationSeconds=100").sign(),
            400,
            "ValidationError",
            "1 validation error detected: Value '100' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
        ),
    ] {
        let reply = send(&server, &call);
        let (got_status, got_code, message) = error(&reply);
        assert_eq!((got_status, got_code.as_str()), (status, code), "{message}");
        assert!(message.starts_with(start), "{message}");
    }
}
