//! A signed request written for other tools, read back as what it was.

use countersign::formats::copy::{CopyError, CopyForm, CopyWarning, ShellForm, copy_as};
use countersign::formats::{from_curl, from_raw_http, request_from_curl};
use countersign::model::{
    Auth, AuthKind, AwsAuth, BodyDigest, BodyPiece, HeaderRow, HttpRequest, ReceivedBody, Request, Secret,
    SignatureLocation, SigningReport, SigningTime, TargetSpelling, WireBody, WireRequest,
};
use countersign::resolve::{Scope, assemble, resolve};
use countersign::sigv4::{Signer, plan};
use proptest::prelude::*;

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

/// A request with this body, signed with the documented example key.
fn signed(request: &Request, body: &[u8]) -> Option<(WireRequest, SigningReport)> {
    let mut resolved = resolve(request, &Scope::default()).ok()?;
    if !body.is_empty() {
        resolved.body = Some(WireBody::from(body.to_vec()));
    }
    let assembled = assemble(&resolved, &BodyDigest::of(body)).ok()?;
    let time = SigningTime::parse_amz_date("20261120T120000Z").unwrap();
    let plan = plan(&request.http.auth.aws, &assembled.wire.endpoint, time).ok()?;
    let (wire, report) = Signer::default().seal(assembled.wire, &plan).ok()?;
    Some((wire.get().clone(), report))
}

fn request(method: &str, url: &str, headers: &[(&str, &str)]) -> Request {
    Request {
        http: HttpRequest {
            method: method.to_owned(),
            url: url.to_owned(),
            headers: headers
                .iter()
                .map(|(name, value)| HeaderRow::new(*name, *value))
                .collect(),
            auth: Auth {
                kind: AuthKind::AwsSignature,
                aws: AwsAuth {
                    access_key_id: "AKIDEXAMPLE".to_owned(),
                    secret_access_key: Secret::new(SECRET),
                    region: "us-east-1".to_owned(),
                    service: "execute-api".to_owned(),
                    ..AwsAuth::default()
                },
                ..Auth::default()
            },
            ..HttpRequest::default()
        },
        ..Request::default()
    }
}

fn copied(form: CopyForm, shell: ShellForm, request: &Request, body: &[u8]) -> Result<String, CopyError> {
    let (wire, report) = signed(request, body).unwrap();
    copy_as(form, shell, &wire, Some(&report), request).map(|copied| copied.text)
}

/// Method, target, header lines in order of name, and body.
type Sent = (String, String, Vec<(String, String)>, Vec<u8>);

fn sent(wire: &WireRequest) -> Sent {
    let mut headers: Vec<(String, String)> = wire
        .headers
        .iter()
        .map(|header| (header.name.as_str().to_owned(), header.value.as_str().to_owned()))
        .collect();
    headers.sort();
    (
        wire.method.as_str().to_owned(),
        wire.target.as_str().to_owned(),
        headers,
        wire.body.in_memory().unwrap().to_vec(),
    )
}

/// The body of an imported request, which holds either text or bytes.
fn body_of(request: &Request) -> Vec<u8> {
    let body = &request.http.body;
    [body.text.as_bytes(), &body.bytes[..]].concat()
}

/// What our own client sends for a curl command.
fn sent_for(command: &str) -> Sent {
    let imported = request_from_curl(command).unwrap();
    let body = body_of(&imported.request);
    let mut unsigned = imported.request;
    unsigned.http.body = countersign::model::Body::default();
    // The target stands as it was signed, to the byte.
    unsigned.settings.spelling = TargetSpelling::AsTyped;
    let mut resolved = resolve(&unsigned, &Scope::default()).unwrap();
    if !body.is_empty() {
        resolved.body = Some(WireBody::from(body.clone()));
    }
    sent(&assemble(&resolved, &BodyDigest::of(&body)).unwrap().wire)
}

#[test]
fn a_plain_get_in_every_form() {
    let mut get = request("GET", "https://h.example/dev/pets?limit=1", &[("x-note", "it's")]);
    let text = |form, shell, request: &Request| copied(form, shell, request, b"").unwrap();
    assert_eq!(
        text(CopyForm::CurlWithKeys, ShellForm::Bash, &get),
        "curl 'https://h.example/dev/pets?limit=1' \\\n  --aws-sigv4 aws:amz:us-east-1:execute-api \\\n  \
         --user \"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY\" \\\n  -H $'x-note: it\\'s'"
    );
    get.http.auth.aws.session_token = Secret::new("t0ken");
    assert_eq!(
        text(CopyForm::CurlWithKeys, ShellForm::Power, &get),
        "curl.exe 'https://h.example/dev/pets?limit=1' `\n  --aws-sigv4 aws:amz:us-east-1:execute-api `\n  \
         --user \"${env:AWS_ACCESS_KEY_ID}:${env:AWS_SECRET_ACCESS_KEY}\" `\n  \
         -H \"x-amz-security-token: ${env:AWS_SESSION_TOKEN}\" `\n  -H 'x-note: it''s'"
    );
    assert_eq!(
        text(CopyForm::Awscurl, ShellForm::Bash, &get),
        "awscurl --service execute-api --region us-east-1 \\\n  -X GET \\\n  -H $'x-note: it\\'s' \\\n  -H 'accept: */*' \\\n  \
         'https://h.example/dev/pets?limit=1'"
    );
    let raw = text(CopyForm::RawHttp, ShellForm::Bash, &get);
    assert!(
        raw.starts_with("GET /dev/pets?limit=1 HTTP/1.1\r\nhost: h.example\r\nx-note: it's\r\n"),
        "{raw}"
    );
    assert!(raw.ends_with("\r\n\r\n"), "{raw}");
}

#[test]
fn no_form_shows_the_secret_and_those_with_a_token_say_so() {
    let mut get = request("GET", "https://h.example/x", &[]);
    get.http.auth.aws.session_token = Secret::new("t0ken");
    let (wire, report) = signed(&get, b"").unwrap();
    for (form, holds_token) in [
        (CopyForm::CurlSignedOnce, true),
        (CopyForm::RawHttp, true),
        (CopyForm::CurlWithKeys, false),
        (CopyForm::Awscurl, false),
    ] {
        let copied = copy_as(form, ShellForm::Bash, &wire, Some(&report), &get).unwrap();
        assert!(!copied.text.contains(SECRET), "{form:?}");
        assert_eq!(copied.text.contains("t0ken"), holds_token, "{form:?}");
        assert_eq!(
            copied.warnings.contains(&CopyWarning::HoldsToken),
            holds_token,
            "{form:?}"
        );
    }
}

#[test]
fn what_a_form_can_not_say_is_refused_with_its_reason() {
    let post = request("POST", "https://h.example/x", &[]);
    let once = |body: &[u8], shell| copied(CopyForm::CurlSignedOnce, shell, &post, body);
    assert_eq!(once(b"a\0b", ShellForm::Bash), Err(CopyError::Nul));
    assert_eq!(once(b"\xff", ShellForm::Power), Err(CopyError::NotText));
    assert!(once(b"\xff", ShellForm::Bash).is_ok());
    assert!(matches!(
        once(&b"a".repeat(200_000), ShellForm::Bash),
        Err(CopyError::BodyTooLong { .. })
    ));
    assert_eq!(
        copied(CopyForm::RawHttp, ShellForm::Bash, &post, b"\xff"),
        Err(CopyError::NotText)
    );
    assert_eq!(
        copied(CopyForm::Awscurl, ShellForm::Bash, &post, b"@a"),
        Err(CopyError::LooksLikeFile)
    );
    assert_eq!(
        copied(CopyForm::PresignedUrl, ShellForm::Bash, &post, b""),
        Err(CopyError::NotPresigned)
    );
    let (mut wire, report) = signed(&post, b"").unwrap();
    assert_eq!(
        copy_as(CopyForm::CurlWithKeys, ShellForm::Bash, &wire, None, &post),
        Err(CopyError::NotSigned)
    );
    let file = || BodyPiece::File(std::sync::Arc::new("/tmp/a b".into()));
    wire.body = WireBody::new([BodyPiece::Bytes("a".into()), file()]);
    for form in [
        CopyForm::CurlSignedOnce,
        CopyForm::CurlWithKeys,
        CopyForm::Awscurl,
        CopyForm::RawHttp,
    ] {
        let refused = copy_as(form, ShellForm::Bash, &wire, Some(&report), &post).unwrap_err();
        assert_eq!(refused, CopyError::BodyOfFiles, "{form:?}");
        assert!(!refused.hint().is_empty() && !refused.kind().is_empty());
    }
    wire.body = WireBody::new([file()]);
    let copied = copy_as(
        CopyForm::CurlSignedOnce,
        ShellForm::Bash,
        &wire,
        Some(&report),
        &post,
    )
    .unwrap();
    assert!(
        copied.text.contains("--data-binary '@/tmp/a b'"),
        "{}",
        copied.text
    );
}

#[test]
fn a_presigned_url_is_copied_as_it_is() {
    let mut get = request("GET", "https://h.example/x", &[]);
    get.http.auth.aws.options.location = SignatureLocation::Query { expires_in: 60 };
    let url = copied(CopyForm::PresignedUrl, ShellForm::Bash, &get, b"").unwrap();
    assert!(
        url.starts_with("https://h.example/x?X-Amz-Algorithm=AWS4-HMAC-SHA256&"),
        "{url}"
    );
    let once = copied(CopyForm::CurlSignedOnce, ShellForm::Bash, &get, b"").unwrap();
    assert!(once.starts_with(&format!("curl '{url}'")), "{once}");
    assert_eq!(
        copied(CopyForm::CurlWithKeys, ShellForm::Bash, &get, b""),
        Err(CopyError::Presigned)
    );
}

#[test]
fn where_curl_signs_otherwise_is_said() {
    let warnings = |url: &str, service: &str| {
        let mut get = request("GET", url, &[]);
        service.clone_into(&mut get.http.auth.aws.service);
        let (wire, report) = signed(&get, b"").unwrap();
        copy_as(
            CopyForm::CurlWithKeys,
            ShellForm::Bash,
            &wire,
            Some(&report),
            &get,
        )
        .unwrap()
        .warnings
    };
    assert_eq!(warnings("https://h.example/dev/pets?a=1&b=2", "execute-api"), []);
    assert_eq!(
        warnings("https://h.example/x?b=2&a=1", "execute-api"),
        [CopyWarning::QueryNotSorted]
    );
    assert_eq!(
        warnings("https://h.example/model/a%3Ab", "bedrock"),
        [CopyWarning::PathEncodedTwice]
    );
    assert_eq!(warnings("https://h.example/a%3Ab", "s3"), []);
    assert_eq!(
        warnings("https://h.example/x?acl", "execute-api"),
        [CopyWarning::QuerySpelling]
    );
    let mut get = request("GET", "https://h.example/x", &[("host", "other.example")]);
    get.http.auth.aws.options.unsigned_headers = vec!["x-a".to_owned()];
    let (wire, report) = signed(&get, b"").unwrap();
    let copied = copy_as(
        CopyForm::CurlWithKeys,
        ShellForm::Bash,
        &wire,
        Some(&report),
        &get,
    )
    .unwrap();
    assert_eq!(
        copied.warnings,
        [CopyWarning::OptionsLeftOut, CopyWarning::HostLeftOut]
    );
}

#[test]
fn the_settings_of_the_connection_are_kept() {
    let mut get = request("GET", "https://h.example/a/../b?x[]=1", &[]);
    get.settings.connect_to = "[::1]:8443".to_owned();
    let text = copied(CopyForm::CurlSignedOnce, ShellForm::Bash, &get, b"").unwrap();
    assert!(
        text.contains("--path-as-is") && text.contains("--globoff"),
        "{text}"
    );
    assert!(text.contains("--connect-to '::[::1]:8443'"), "{text}");
    let back = request_from_curl(&text).unwrap().request;
    assert_eq!(back.settings.connect_to, "[::1]:8443");
    assert_eq!(back.http.url, get.http.url);
}

fn urls() -> impl Strategy<Value = String> {
    r"[a-zA-Z0-9/._~%:@!$&'()*+,;=é |^\[\]-]{0,24}(\?[a-zA-Z0-9/._~%:@!$&'()*+,;= \[\]?-]{0,24})?"
        .prop_map(|target| format!("https://h.example/{target}"))
}

fn header_rows() -> impl Strategy<Value = Vec<(String, String)>> {
    let name = r"(x-[a-z]{1,4}|accept|content-type|user-agent|range|cookie|X-Mixed|x!#\$%&'\*\+\^`\|~)";
    let value = "[^\\x00-\\x08\\x0a-\\x1f\\x7f{}]{0,20}";
    prop::collection::vec((name, value), 0..5)
}

fn bodies() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        Just(Vec::new()),
        "[ -~\\n\\r\\té日😀]{1,60}".prop_map(String::into_bytes),
        r#"[{}"'\\$`!@#&\n]{1,30}"#.prop_map(String::into_bytes),
        prop::collection::vec(1_u8.., 1..60),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// Printed for either shell and read again, the command is the same request to the byte.
    #[test]
    fn a_printed_command_is_read_as_the_same_request(
        method in r"(GET|POST|PUT|PATCH|DELETE|OPTIONS|M-SEARCH|x!'\$)",
        url in urls(),
        headers in header_rows(),
        body in bodies(),
        token in prop_oneof![Just(""), Just("tok+/==")],
    ) {
        let rows: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let mut request = request(&method, &url, &rows);
        request.http.auth.aws.session_token = Secret::new(token);
        let Some((wire, report)) = signed(&request, &body) else { return Ok(()) };
        for shell in [ShellForm::Bash, ShellForm::Power] {
            let copied = match copy_as(CopyForm::CurlSignedOnce, shell, &wire, Some(&report), &request) {
                Ok(copied) => copied,
                Err(CopyError::NotText) => continue,
                Err(error) => return Err(TestCaseError::fail(format!("{error}"))),
            };
            prop_assert_eq!(sent_for(&copied.text), sent(&wire), "{}", copied.text);
        }
        let copied = copy_as(CopyForm::CurlSignedOnce, ShellForm::Bash, &wire, Some(&report), &request).unwrap();
        let received = from_curl(&copied.text).unwrap().request;
        prop_assert_eq!(received.target.as_str(), wire.target.as_str());
        prop_assert_eq!(received.body, ReceivedBody::Known(body.clone()), "{}", copied.text);
        if method.bytes().all(|byte| byte.is_ascii_uppercase())
            && let Ok(copied) = copy_as(CopyForm::RawHttp, ShellForm::Bash, &wire, Some(&report), &request) {
            let received = from_raw_http(copied.text.as_bytes()).unwrap().request;
            prop_assert_eq!(received.method.as_str(), wire.method.as_str());
            prop_assert_eq!(received.target.as_str(), wire.target.as_str());
        }
    }

    /// curl that signs by itself carries everything but the signature.
    #[test]
    fn a_command_with_keys_is_read_as_the_same_request(url in urls(), body in bodies(), value in "[ -z]{0,12}") {
        let request = request("POST", &url, &[("x-a", value.as_str()), ("content-type", "application/json")]);
        let Some((wire, report)) = signed(&request, &body) else { return Ok(()) };
        let copied = copy_as(CopyForm::CurlWithKeys, ShellForm::Bash, &wire, Some(&report), &request).unwrap();
        let imported = request_from_curl(&copied.text).unwrap();
        let http = &imported.request.http;
        prop_assert_eq!(http.auth.kind, AuthKind::AwsSignature);
        prop_assert_eq!((http.auth.aws.region.as_str(), http.auth.aws.service.as_str()), ("us-east-1", "execute-api"));
        prop_assert!(http.auth.aws.access_key_id.is_empty() && http.auth.aws.secret_access_key.is_empty());
        let bytes = body_of(&imported.request);
        prop_assert_eq!(bytes, body);
        prop_assert_eq!(http.url.as_str(), format!("https://h.example{}", wire.target.as_str()));
    }
}
