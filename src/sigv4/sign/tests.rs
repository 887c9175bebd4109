use super::*;
use crate::model::{AwsAuth, BodyDigest, Endpoint, HeaderSource, Origin, Scheme, Secret, SigningTime};
use crate::sigv4::lines::CONTENT_SHA256;
use crate::sigv4::plan;

fn header(name: &str, value: &str, source: HeaderSource) -> WireHeader {
    WireHeader {
        name: Traced::rule(name, "test"),
        value: Traced::rule(value, "test"),
        source,
    }
}

fn get(host: &str, target: &str) -> WireRequest {
    WireRequest {
        endpoint: Endpoint {
            scheme: Scheme::Https,
            host: host.to_owned(),
            port: 443,
        },
        method: Traced::typed("GET", Field::Method),
        target: Traced::typed(target, Field::Url),
        headers: vec![
            header("host", host, HeaderSource::Client("")),
            header("accept", "*/*", HeaderSource::Client("")),
            header("user-agent", "countersign/0", HeaderSource::Client("")),
        ],
        body: crate::model::WireBody::default(),
        digest: BodyDigest::of(b""),
    }
}

fn gateway() -> WireRequest {
    get("abcd123456.execute-api.us-east-1.amazonaws.com", "/dev/pets")
}

fn auth(token: &str) -> AwsAuth {
    AwsAuth {
        access_key_id: "AKIDEXAMPLE".to_owned(),
        secret_access_key: Secret::new("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
        session_token: Secret::new(token),
        ..AwsAuth::default()
    }
}

fn planned(wire: &WireRequest, auth: &AwsAuth) -> SigningPlan<Live> {
    plan(
        auth,
        &wire.endpoint,
        SigningTime::parse_amz_date("20150830T123600Z").unwrap(),
    )
    .unwrap()
}

fn names(lines: &[WireHeader]) -> Vec<&str> {
    lines.iter().map(|line| line.name.as_str()).collect()
}

#[test]
fn a_plain_get_signs_host_and_date_and_a_token_when_there_is_one() {
    let wire = gateway();
    let signed = Signer::default().sign(&wire, &planned(&wire, &auth(""))).unwrap();
    assert_eq!(signed.report.signed_headers, ["host", "x-amz-date"]);
    assert_eq!(names(&signed.added_headers), ["x-amz-date", "authorization"]);
    assert!(
        signed
            .report
            .authorization
            .as_str()
            .contains("SignedHeaders=host;x-amz-date,")
    );
    assert_eq!(signed.report.proof, Proof::Proved);

    let signed = Signer::default()
        .sign(&wire, &planned(&wire, &auth("token")))
        .unwrap();
    assert_eq!(
        signed.report.signed_headers,
        ["host", "x-amz-date", "x-amz-security-token"]
    );
    assert_eq!(
        names(&signed.added_headers),
        ["x-amz-date", "x-amz-security-token", "authorization"]
    );
    assert_eq!(signed.report.proof, Proof::Proved);
}

#[test]
fn another_canonical_request_is_caught() {
    let broken = Signer::with_canonicaliser(|wire, lines| {
        let (text, sections) = crate::sigv4::canonicalise(wire, lines);
        (
            Traced::rule(&text.as_str().replace("pets", "pests"), "broken"),
            sections,
        )
    });
    let wire = gateway();
    let signed = broken.sign(&wire, &planned(&wire, &auth(""))).unwrap();
    assert!(!signed.report.proof.holds());
}

#[test]
fn rows_that_signing_sets_are_replaced_with_a_note() {
    let mut wire = gateway();
    for name in ["authorization", "x-amz-date", "x-amz-security-token"] {
        wire.headers.push(header(name, "typed", HeaderSource::Typed));
    }
    let plan = planned(&wire, &auth("token"));
    let (sealed, report) = Signer::default().seal(wire, &plan).unwrap();
    assert_eq!(
        names(&sealed.get().headers),
        [
            "host",
            "accept",
            "user-agent",
            "x-amz-date",
            "x-amz-security-token",
            "authorization"
        ]
    );
    assert_eq!(
        sealed
            .get()
            .header("x-amz-security-token")
            .unwrap()
            .value
            .as_str(),
        "token"
    );
    let replaced = report
        .notes
        .iter()
        .filter(|note| note.rule == "header-replaced")
        .count();
    assert_eq!(replaced, 3);
    assert!(report.proof.holds());
}

fn rules(report: &SigningReport) -> Vec<&str> {
    report.notes.iter().map(|note| note.rule).collect()
}

/// Typed by hand it is what the field would be: signed, sent and said.
#[test]
fn a_token_in_a_row_is_the_session_token_when_the_field_is_empty() {
    let typed = Signer::default();
    let mut wire = gateway();
    let plan_of_field = planned(&wire, &auth("tok/en="));
    let (by_field, of_field) = typed.seal(wire.clone(), &plan_of_field).unwrap();
    wire.headers
        .push(header("x-amz-security-token", "tok/en=", HeaderSource::Typed));
    let mut temporary = auth("");
    temporary.access_key_id = "ASIAIOSFODNN7EXAMPLE".to_owned();
    let temporary = typed.sign(&wire, &planned(&wire, &temporary)).unwrap().report;
    assert!(!rules(&temporary).contains(&"session-token-missing"));
    let (by_row, of_row) = typed.seal(wire.clone(), &planned(&wire, &auth(""))).unwrap();
    assert_eq!(of_row.signature, of_field.signature);
    let lines = |sealed: &Sealed<WireRequest>| {
        let headers = &sealed.get().headers;
        let lines = headers
            .iter()
            .map(|line| (line.name.as_str().to_owned(), line.value.as_str().to_owned()));
        lines.collect::<Vec<_>>()
    };
    assert_eq!(lines(&by_row), lines(&by_field));
    assert!(rules(&of_row).contains(&crate::sigv4::SESSION_TOKEN_TYPED));
    assert!(!rules(&of_row).contains(&"header-replaced"));
    // An empty row is none.
    wire.headers.pop();
    wire.headers
        .push(header("x-amz-security-token", "", HeaderSource::Typed));
    let none = typed.sign(&wire, &planned(&wire, &auth(""))).unwrap();
    assert_eq!(names(&none.added_headers), ["x-amz-date", "authorization"]);
}

#[test]
fn a_token_in_the_query_is_the_session_token_of_a_presigned_request() {
    let presigned = |target: &str, token: &str, row: Option<&str>| {
        let mut wire = get("bucket.s3.us-east-1.amazonaws.com", target);
        if let Some(row) = row {
            wire.headers
                .push(header("x-amz-security-token", row, HeaderSource::Typed));
        }
        let mut auth = auth(token);
        auth.options.location = crate::model::SignatureLocation::Query { expires_in: 60 };
        Signer::default().sign(&wire, &planned(&wire, &auth)).unwrap()
    };
    let by_field = presigned("/key?a=1", "tok/en=", None);
    for typed in [
        presigned("/key?a=1&X-Amz-Security-Token=tok%2Fen%3D", "", None),
        presigned("/key?x-amz-security-token=tok/en%3D&a=1", "", None),
        presigned("/key?a=1", "", Some("tok/en=")),
    ] {
        assert_eq!(typed.report.signature, by_field.report.signature);
        assert_eq!(typed.target.as_str(), by_field.target.as_str());
        assert_eq!(typed.report.proof, Proof::Proved);
        assert!(rules(&typed.report).contains(&crate::sigv4::SESSION_TOKEN_TYPED));
    }
}

/// botocore 1.44 and the AWS Common Runtime sign `q=%E9` for it, as `tests/foreign/ugly_inputs.py` asks them.
#[test]
fn bytes_that_are_no_text_are_signed_as_they_are() {
    let wire = get(
        "abcd123456.execute-api.us-east-1.amazonaws.com",
        "/dev?q=%E9&b=%c3%a9",
    );
    for version in [
        crate::model::SigningAlgorithm::Auto,
        crate::model::SigningAlgorithm::SigV4a {
            region_set: vec!["*".to_owned()],
        },
    ] {
        let mut auth = auth("");
        auth.options.algorithm = version;
        let report = Signer::default()
            .sign(&wire, &planned(&wire, &auth))
            .unwrap()
            .report;
        assert!(report.canonical_request.as_str().contains("\nb=%C3%A9&q=%E9\n"));
        assert_eq!(report.proof, Proof::OwnCanonicalRequest);
        assert!(report.proof.holds());
        assert!(
            report
                .authorization
                .as_str()
                .ends_with(&format!("Signature={}", report.signature))
        );
    }
}

#[test]
fn tabs_in_a_value_are_signed_as_one_space_and_sent_as_they_are() {
    let mut wire = gateway();
    wire.headers
        .push(header("x-a", "a\t\tb  c \t d", HeaderSource::Typed));
    let (sealed, report) = Signer::default()
        .seal(wire.clone(), &planned(&wire, &auth("")))
        .unwrap();
    assert!(report.canonical_request.as_str().contains("\nx-a:a b c d\n"));
    assert_eq!(report.proof, Proof::Proved);
    assert_eq!(
        sealed.get().header("x-a").unwrap().value.as_str(),
        "a\t\tb  c \t d"
    );
}

#[test]
fn a_query_that_would_make_the_crate_panic_is_an_error() {
    let long = format!("/?a={}", ";".repeat(40_000));
    let wire = get("abcd123456.execute-api.us-east-1.amazonaws.com", &long);
    let error = Signer::default()
        .sign(&wire, &planned(&wire, &auth("")))
        .unwrap_err();
    assert_eq!(error.kind(), "target-too-long");
}

#[test]
fn authorization_pieces_know_where_they_came_from() {
    let wire = gateway();
    let report = Signer::default()
        .sign(&wire, &planned(&wire, &auth("")))
        .unwrap()
        .report;
    let origin_of = |piece: &str| {
        let at = report.authorization.as_str().find(piece).unwrap();
        report.authorization.slice(at..at + piece.len()).segments()[0]
            .origin
            .clone()
    };
    assert_eq!(origin_of("20150830"), Origin::Clock);
    assert_eq!(origin_of("us-east-1"), Origin::Host);
    assert_eq!(origin_of(&report.signature), Origin::Signature);
    assert!(matches!(
        origin_of("AKIDEXAMPLE"),
        Origin::Typed {
            field: Field::AccessKeyId,
            ..
        }
    ));
}

#[test]
fn a_presigned_url_under_header_auth_is_remarked_on() {
    let wire = get(
        "abcd123456.execute-api.us-east-1.amazonaws.com",
        "/?a=1&X-Amz-Signature=00",
    );
    let report = Signer::default()
        .sign(&wire, &planned(&wire, &auth("")))
        .unwrap()
        .report;
    assert!(report.notes.iter().any(|note| note.rule == "two-auth-methods"));
    assert!(report.proof.holds());
}

#[test]
fn an_empty_content_sha256_row_is_filled_in_where_the_service_requires_it() {
    let mut wire = get("bucket.s3.eu-west-1.amazonaws.com", "/key");
    wire.headers.push(header(CONTENT_SHA256, "", HeaderSource::Typed));
    let plan = planned(&wire, &auth(""));
    let (sealed, report) = Signer::default().seal(wire, &plan).unwrap();
    let sent: Vec<&WireHeader> = sealed
        .get()
        .headers
        .iter()
        .filter(|line| line.name.as_str() == CONTENT_SHA256)
        .collect();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].value.as_str(), sealed.get().digest.sha256);
    assert!(report.notes.iter().any(|note| note.rule == "header-replaced"));
}

#[test]
fn a_typed_payload_hash_is_signed_as_it_stands() {
    let mut wire = gateway();
    wire.headers
        .push(header(CONTENT_SHA256, "UNSIGNED-PAYLOAD", HeaderSource::Typed));
    let report = Signer::default()
        .sign(&wire, &planned(&wire, &auth("")))
        .unwrap()
        .report;
    assert!(report.canonical_request.as_str().ends_with("\nUNSIGNED-PAYLOAD"));
    assert_eq!(report.signed_headers, ["host", CONTENT_SHA256, "x-amz-date"]);
    assert!(report.proof.holds());
}
