//! Whatever is typed, what is shown is what was signed, and nothing panics.

#![expect(
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test: what is not there is a failure"
)]

use countersign::model::{
    Auth, AuthKind, AwsAuth, Body, BodyDigest, BodyKind, HeaderRow, HttpRequest, Request, Secret,
    SigningReport, SigningTime, Traced, WireRequest,
};
use countersign::resolve::{Scope, assemble, resolve};
use countersign::sigv4::{ServiceRules, infer};
use countersign::sigv4::{
    Signer, canonical_request_by, choose_spelling, plan, signature_of, string_to_sign_of,
};
use proptest::prelude::*;

const URL_CHARS: &str = "aZ09-._~/%+&=?#;:@!$'()*,[]{}|\\^`\"<> \té😀\u{7f}\u{85}\u{0}";

fn path_and_query() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        proptest::sample::select(URL_CHARS.chars().collect::<Vec<_>>()).prop_map(String::from),
        proptest::sample::select(vec![
            "/",
            "//",
            "/.",
            "/..",
            "/./",
            "/../",
            "%2F",
            "%2f",
            "%20",
            "%zz",
            "%4",
            "%FF",
            "%c3%a9",
            "?",
            "&",
            "=",
            "a=b",
            "&a",
            "X-Amz-Date=1",
            "%EF%BF%BD",
            "%E2%82",
            "pets"
        ])
        .prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn header() -> impl Strategy<Value = HeaderRow> {
    let name = prop_oneof![
        proptest::sample::select(vec![
            "Accept",
            "Content-Type",
            "content-md5",
            "X-Amz-Meta-A",
            "x-amz-meta-a",
            "X-Amz-Date",
            "Authorization",
            "x-amz-security-token",
            "X-Amz-Content-Sha256",
            "Host",
            "Cookie",
            "User-Agent",
            "Content-Length",
            "Range",
            "x-custom",
            "X-Custom",
            "date",
            "If-Match",
            "Connection"
        ])
        .prop_map(str::to_owned),
        "[a-zA-Z0-9!#$%&'*+.^_`|~-]{1,12}",
    ];
    let value = prop_oneof![
        "[ -~\t]{0,24}",
        proptest::sample::select(vec![
            "",
            " ",
            "  a   b  ",
            "\"a   b\"",
            "é  😀",
            "a, b",
            "\t x",
            "UNSIGNED-PAYLOAD"
        ])
        .prop_map(str::to_owned),
    ];
    (name, value).prop_map(|(name, value)| HeaderRow::new(name, value))
}

fn host() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec![
        "https://abcd123456.execute-api.us-east-1.amazonaws.com",
        "http://abcd123456.execute-api.us-east-1.localhost:8080",
        "https://bucket.s3.eu-west-1.amazonaws.com",
        "https://abc.us-east-1.aoss.amazonaws.com",
        "https://n-id.hash.vpc-lattice-svcs.us-east-1.on.aws",
        "STS.amazonaws.com",
        "http://[::1]:9000",
        "https://bücher.example",
    ])
}

pub fn request() -> impl Strategy<Value = Request> {
    (
        proptest::sample::select(vec!["GET", "POST", "PUT", "delete", "M-SEARCH"]),
        host(),
        path_and_query(),
        proptest::collection::vec(header(), 0..6),
        proptest::option::of(".{0,40}"),
        proptest::sample::select(vec!["", "token", "to ken\n=="]),
    )
        .prop_map(|(method, host, path, headers, body, token)| {
            let inferred =
                host.contains("amazonaws") || host.contains("localhost") || host.contains("on.aws");
            let separator = if path.starts_with(['/', '?', '#']) {
                ""
            } else {
                "/"
            };
            Request {
                http: HttpRequest {
                    method: method.to_owned(),
                    url: format!("{host}{separator}{path}"),
                    headers,
                    body: Body {
                        kind: if body.is_some() {
                            BodyKind::Json
                        } else {
                            BodyKind::None
                        },
                        text: body.unwrap_or_default().into(),
                        ..Body::default()
                    },
                    auth: Auth {
                        kind: AuthKind::AwsSignature,
                        aws: AwsAuth {
                            access_key_id: "AKIDEXAMPLE".to_owned(),
                            secret_access_key: Secret::new("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
                            session_token: Secret::new(token),
                            region: if inferred { "" } else { "eu-central-1" }.to_owned(),
                            service: if inferred { "" } else { "execute-api" }.to_owned(),
                            ..AwsAuth::default()
                        },
                        ..Auth::default()
                    },
                    ..HttpRequest::default()
                },
                ..Request::default()
            }
        })
}

pub fn unsigned(request: &Request) -> Option<WireRequest> {
    let resolved = choose_spelling(resolve(request, &Scope::default()).ok()?, &request.http.auth);
    let digest = BodyDigest::of(&resolved.body_in_memory().unwrap());
    Some(assemble(&resolved, &digest).ok()?.wire)
}

pub fn covers_once(text: &Traced) {
    let mut end = 0;
    for segment in text.segments() {
        assert_eq!(segment.range.start, end, "{text:?}");
        assert!(segment.range.end > segment.range.start, "{text:?}");
        end = segment.range.end;
    }
    assert_eq!(end, text.len(), "{text:?}");
}

pub fn sections_name_the_lines(report: &SigningReport) {
    let text = report.canonical_request.as_str();
    let sections = &report.sections;
    let mut parts = vec![
        &text[sections.method.clone()],
        &text[sections.path.clone()],
        &text[sections.query.clone()],
    ];
    parts.extend(sections.headers.iter().map(|range| &text[range.clone()]));
    parts.extend([
        "",
        &text[sections.signed_headers.clone()],
        &text[sections.payload_hash.clone()],
    ]);
    assert_eq!(parts.join("\n"), text);
}

/// A verifier that has only what arrived, as a server has.
fn verifies(wire: &WireRequest, report: &SigningReport, secret: &Secret, service: &str, region: &str) {
    let headers: Vec<(String, String)> = wire
        .headers
        .iter()
        .map(|line| (line.name.as_str().to_owned(), line.value.as_str().to_owned()))
        .collect();
    let value = |name: &str| {
        headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.clone())
    };
    let payload_hash = headers
        .iter()
        .find(|(key, value)| key == "x-amz-content-sha256" && !value.is_empty())
        .map(|(_, hash)| hash.clone());
    let canonical = canonical_request_by(
        ServiceRules::of(service),
        wire.method.as_str(),
        wire.target.as_str(),
        &headers,
        &report.signed_headers,
        &payload_hash.unwrap_or_else(|| wire.digest.sha256.clone()),
    );
    assert_eq!(canonical, report.canonical_request.as_str());
    let date = value("x-amz-date").unwrap();
    let string = string_to_sign_of(&date, report.credential_scope.as_str(), &canonical);
    let time = SigningTime::parse_amz_date(&date).unwrap();
    assert_eq!(
        signature_of(secret, time, region, service, &string),
        report.signature
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_shown_is_what_was_signed(request in request()) {
        let Some(wire) = unsigned(&request) else { return Ok(()) };
        let time = SigningTime::parse_amz_date("20261120T120000Z").unwrap();
        let plan = plan(&request.http.auth.aws, &wire.endpoint, time).unwrap();
        // A session token typed in a row must be one.
        let Ok(live) = Signer::default().sign(&wire, &plan) else { return Ok(()) };
        let (sealed, report) = Signer::default().seal(wire, &plan).unwrap();
        prop_assert_eq!(&live.report, &report);
        prop_assert!(report.proof.holds());
        for text in [&report.canonical_request, &report.string_to_sign, &report.credential_scope, &report.authorization] {
            covers_once(text);
        }
        sections_name_the_lines(&report);

        let wire = sealed.get();
        covers_once(&wire.target);
        prop_assert!(wire.target.as_str().bytes().all(|byte| (0x21..0x7F).contains(&byte)));
        for line in &wire.headers {
            covers_once(&line.name);
            covers_once(&line.value);
        }
        for name in ["authorization", "x-amz-date"] {
            prop_assert_eq!(wire.headers.iter().filter(|line| line.name.as_str() == name).count(), 1);
        }
        for name in &report.signed_headers {
            prop_assert!(wire.header(name).is_some(), "{} is signed and not sent", name);
        }
        for line in &wire.headers {
            if line.name.as_str().starts_with("x-amz-") {
                prop_assert!(report.signed_headers.contains(&line.name.as_str().to_owned()));
            }
        }
        let secret = &request.http.auth.aws.secret_access_key;
        verifies(wire, &report, secret, &plan.service.value, &plan.region.value);
    }

    #[test]
    fn no_text_in_any_field_panics(
        method in any::<String>(),
        url in any::<String>(),
        name in any::<String>(),
        value in any::<String>(),
        key in any::<String>(),
        secret in any::<String>(),
        region in any::<String>(),
    ) {
        let request = Request {
            http: HttpRequest {
                method,
                url: url.clone(),
                headers: vec![HeaderRow::new(name, value)],
                ..HttpRequest::default()
            },
            ..Request::default()
        };
        infer(&url);
        if let Some(wire) = unsigned(&request) {
            let auth = AwsAuth {
                access_key_id: key,
                secret_access_key: Secret::new(secret.as_str()),
                session_token: Secret::new(secret),
                service: region.clone(),
                region,
                ..AwsAuth::default()
            };
            let time = SigningTime::parse_amz_date("20261120T120000Z").unwrap();
            if let Ok(plan) = plan(&auth, &wire.endpoint, time) {
                let signed = Signer::default().sign(&wire, &plan);
                prop_assert!(signed.is_ok_and(|signed| signed.report.proof.holds()));
            }
        }
    }
}
