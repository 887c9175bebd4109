use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use super::*;
use crate::model::{
    AwsAuth, BodyDigest, Endpoint, HeaderSource, Scheme, SignatureLocation, SigningOptions, Traced, WireBody,
    WireHeader,
};
use crate::sigv4::{Signer, plan};

const SECRET: &str = "Canary/Secret+Key=1234567890/abcdefghijk";
const TOKEN: &str = "Canary//Token+With=Padding==";

fn wire(target: &str, headers: &[(&str, &str)]) -> WireRequest {
    let host = "abcd123456.execute-api.us-east-1.amazonaws.com";
    let line = |name: &str, value: &str| WireHeader {
        name: Traced::rule(name, "test"),
        value: Traced::rule(value, "test"),
        source: HeaderSource::Typed,
    };
    let mut lines = vec![line("host", host)];
    lines.extend(headers.iter().map(|(name, value)| line(name, value)));
    WireRequest {
        endpoint: Endpoint {
            scheme: Scheme::Https,
            host: host.to_owned(),
            port: 443,
        },
        method: Traced::rule("GET", "test"),
        target: Traced::rule(target, "test"),
        headers: lines,
        body: WireBody::default(),
        digest: BodyDigest::of(b""),
    }
}

fn auth(token: &str, location: SignatureLocation) -> AwsAuth {
    AwsAuth {
        access_key_id: "AKIDEXAMPLE".to_owned(),
        secret_access_key: Secret::new(SECRET),
        session_token: Secret::new(token),
        options: SigningOptions {
            location,
            ..SigningOptions::default()
        },
        ..AwsAuth::default()
    }
}

fn at(text: &str) -> SigningTime {
    SigningTime::parse_amz_date(text).unwrap()
}

/// The document, and the report it is of.
fn document(unsigned: WireRequest, auth: &AwsAuth, now: &str, key_ids: KeyIds) -> (String, SigningReport) {
    let plan = plan(auth, &unsigned.endpoint, at("20150830T123600Z")).unwrap();
    let signed = Signer::default().sign(&unsigned, &plan).unwrap();
    let wire = signed.applied_to(unsigned);
    let reply = ReportedReply {
        status: "403 Forbidden".to_owned(),
        error: vec![format!("The token was {TOKEN} and `*odd*`")],
        ids: vec![("x-amzn-requestid".to_owned(), "c6af9ac6".to_owned())],
        diagnosis: vec!["The region is us-east-1 here and eu-west-1 at the service".to_owned()],
    };
    let document = SignatureReport {
        wire: &wire,
        report: &signed.report,
        state: ReportState::AsSent,
        notes: &["One note with <b>markup</b>".to_owned()],
        reply: Some(&reply),
        key_ids,
        now: at(now),
    };
    let text = signature_report(&document, &KnownSecrets::of_aws(auth)).into_inner();
    (text, signed.report)
}

/// The code blocks as a Markdown parser gives them, and all other text.
fn parsed(markdown: &str) -> (Vec<(String, String)>, String) {
    let (mut blocks, mut prose) = (Vec::new(), String::new());
    let mut open: Option<(String, String)> = None;
    for event in Parser::new(markdown) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                open = Some((language.to_string(), String::new()));
            }
            Event::End(TagEnd::CodeBlock) => blocks.extend(open.take()),
            Event::Text(text) => match &mut open {
                Some((_, block)) => block.push_str(&text),
                None => prose.push_str(&text),
            },
            Event::Code(text) => prose.push_str(&text),
            Event::End(TagEnd::Item | TagEnd::Paragraph | TagEnd::Heading(_)) => prose.push('\n'),
            Event::Html(_) | Event::InlineHtml(_) => panic!("markup: {event:?}"),
            _ => {}
        }
    }
    (blocks, prose)
}

fn block(blocks: &[(String, String)], at: usize) -> &str {
    let (_, text) = &blocks[at];
    text.strip_suffix('\n').unwrap()
}

#[test]
fn the_code_blocks_give_back_the_exact_texts() {
    let odd = [
        ("x-note", "``` ````` `a` <b>&amp; \\ | * _ é 日本"),
        ("x-tab", "a\tb"),
        ("x-fence", "~~~"),
    ];
    for target in [
        "/dev/pets?type=dog&limit=10",
        "/",
        "/a%60b%60%60c?q=%60",
        "//x/../%C3%A9?a=%20+b",
    ] {
        for headers in [&odd[..], &[]] {
            let auth = auth("", SignatureLocation::Header);
            let (text, report) = document(wire(target, headers), &auth, "20150830T123700Z", KeyIds::Shown);
            let (blocks, prose) = parsed(&text);
            assert_eq!(blocks.len(), 4, "{text}");
            assert_eq!(block(&blocks, 1), report.authorization.as_str());
            assert_eq!(block(&blocks, 2), report.canonical_request.as_str());
            assert_eq!(block(&blocks, 3), report.string_to_sign.as_str());
            assert!(block(&blocks, 0).starts_with(&format!("GET {target} HTTP/1.1\nhost: ")));
            for words in [
                report.signature.as_str(),
                report.canonical_request_hash.as_str(),
                report.credential_scope.as_str(),
                "Proved",
                "403 Forbidden",
                "x-amzn-requestid: c6af9ac6",
                "eu-west-1 at the service",
                "One note with <b>markup</b>",
                "and `*odd*`",
            ] {
                assert!(prose.contains(words), "{words}: {prose}");
            }
        }
    }
}

#[test]
fn no_secret_is_in_it_in_any_encoding() {
    let reversed: String = TOKEN.chars().rev().collect();
    let target = format!(
        "/a?one={}&two={TOKEN}",
        TOKEN.replace('/', "%2F").replace('+', "%2B").replace('=', "%3D")
    );
    let headers = [
        ("x-typed", SECRET),
        ("x-json", "\"Canary\\/\\/Token+With=Padding==\""),
        ("x-base64", "Q2FuYXJ5Ly9Ub2tlbitXaXRoPVBhZGRpbmc9PQ=="),
        (
            "x-hex",
            "43616e6172792f2f546f6b656e2b576974683d50616464696e673d3d",
        ),
        ("x-api-key", "a-canary-of-an-api-key"),
        ("cookie", "session=a-canary-cookie"),
        ("x-reversed", reversed.as_str()),
    ];
    for location in [
        SignatureLocation::Header,
        SignatureLocation::Query { expires_in: 900 },
    ] {
        let auth = auth(TOKEN, location);
        let (text, report) = document(wire(&target, &headers), &auth, "20150830T123700Z", KeyIds::Shown);
        let known = KnownSecrets::of_aws(&auth);
        assert!(
            known.count_occurrences(report.canonical_request.as_str().as_bytes()) > 0,
            "there is one to hide"
        );
        assert_eq!(known.count_occurrences(text.as_bytes()), 0, "{text}");
        // And in what a reader of the rendered page sees.
        let (blocks, prose) = parsed(&text);
        let rendered = format!("{prose}{blocks:?}");
        assert_eq!(known.count_occurrences(rendered.as_bytes()), 0, "{rendered}");
        for canary in ["canary-of-an-api", "a-canary-cookie", "Q2FuYXJ5", "43616e61"] {
            assert!(!text.contains(canary), "{canary}: {text}");
        }
        assert!(text.contains("[session token, 28 bytes, sha256 "));
        assert!(text.contains("[secret access key, 40 bytes, sha256 "));
        assert!(text.contains(&reversed), "only what is a secret is replaced");
    }
}

#[test]
fn the_signature_of_a_presigned_url_is_hidden_while_it_works() {
    let auth = auth("", SignatureLocation::Query { expires_in: 900 });
    let (working, report) = document(wire("/a", &[]), &auth, "20150830T125000Z", KeyIds::Shown);
    assert!(!working.contains(&report.signature));
    assert!(working.contains("X-Amz-Signature=[signature, 64 bytes, sha256 "));
    let (over, report) = document(wire("/a", &[]), &auth, "20150830T125101Z", KeyIds::Shown);
    assert!(over.contains(&format!("X-Amz-Signature={}", report.signature)));
    let (blocks, _) = parsed(&over);
    assert_eq!(block(&blocks, 1), report.presigned_url.unwrap().as_str());
}

#[test]
fn access_key_ids_are_masked_for_presentations() {
    let auth = auth("", SignatureLocation::Header);
    let (text, _) = document(wire("/a", &[]), &auth, "20150830T123700Z", KeyIds::Masked);
    assert!(!text.contains("AKIDEXAMPLE"));
    assert!(text.contains("Credential=AKID••••••••/20150830"));
}

#[test]
fn the_file_is_named_after_the_request() {
    let name = |target: &str| suggested_name(&wire(target, &[]));
    assert_eq!(name("/dev/pets?type=dog"), "signature-get-dev-pets.md");
    assert_eq!(name("/"), "signature-get.md");
    assert_eq!(name("/../..%2Fetc/passwd"), "signature-get-2Fetc-passwd.md");
}
