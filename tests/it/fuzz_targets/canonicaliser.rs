//! A typed request to canonical request and signature.
//!
//! Input: a line of words that set options, a line with method and what follows the host, header lines, an
//! empty line, a body:
//!
//! ```text
//! s3 query token
//! PUT /a/../b?x=+
//! X-A: 1
//!
//! body
//! ```

use countersign::model::{
    Auth, AuthKind, AwsAuth, Body, BodyKind, HeaderRow, HttpRequest, PathEncodingOption, PathNormalization,
    PayloadSigning, Request, Secret, SignatureLocation, SigningOptions, TargetSpelling, WireRequest,
};
use countersign::sigv4::{ServiceRules, Signer, canonical_request_by, canonicalise, plan};

use super::checks::{covers_once, now, report_is_sound, secret, unsigned};

/// Whatever is typed, what is shown is what was signed; and what a verifier reads from the request that arrives
/// is the same.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (words, rest) = text.split_once('\n').unwrap_or(("", &text));
    any_text(rest);
    let Ok(wire) = unsigned(&request(words, rest)) else {
        return;
    };
    let (canonical, _) = canonicalise(&wire, &wire.headers);
    covers_once(&canonical);
    let auth = auth(words);
    let plan = plan(&auth, &wire.endpoint, now()).unwrap();
    let Ok((sealed, report)) = Signer::default().seal(wire, &plan) else {
        return;
    };
    report_is_sound(&report);
    let wire = sealed.get();
    covers_once(&wire.target);
    for name in &report.signed_headers {
        assert!(wire.header(name).is_some(), "{name} is signed and not sent");
    }
    if report.presigned_url.is_none() && plan.options.path_encoding == PathEncodingOption::Auto {
        let payload_hash = last_line(report.canonical_request.as_str());
        let rules = ServiceRules::of(&auth.service);
        if plan.options.normalize_path == PathNormalization::Auto {
            let read = as_received(wire, rules, &report.signed_headers, payload_hash);
            assert_eq!(read, report.canonical_request.as_str());
        }
    }
}

/// The verifier's canonicaliser takes texts that no request line can hold.
fn any_text(text: &str) {
    for service in ["s3", "execute-api"] {
        let headers = [("x".to_owned(), text.to_owned())];
        let rules = ServiceRules::of(service);
        let read = canonical_request_by(rules, "GET", text, &headers, &["x".to_owned()], text);
        assert!(read.starts_with("GET\n"));
        assert!(read.ends_with(text));
    }
}

fn last_line(text: &str) -> &str {
    text.rsplit('\n').next().unwrap_or_default()
}

fn as_received(wire: &WireRequest, rules: ServiceRules, signed: &[String], payload_hash: &str) -> String {
    let headers: Vec<(String, String)> = wire
        .headers
        .iter()
        .map(|line| (line.name.as_str().to_owned(), line.value.as_str().to_owned()))
        .collect();
    canonical_request_by(
        rules,
        wire.method.as_str(),
        wire.target.as_str(),
        &headers,
        signed,
        payload_hash,
    )
}

fn request(words: &str, text: &str) -> Request {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.split('\n');
    let first = lines.next().unwrap_or_default();
    let (method, target) = first.split_once(' ').unwrap_or(("GET", first));
    let mut request = Request {
        http: HttpRequest {
            method: method.to_owned(),
            url: format!("https://host.example{target}"),
            headers: lines
                .map(|line| line.split_once(':').unwrap_or((line, "")))
                .map(|(name, value)| HeaderRow::new(name, value))
                .collect(),
            body: Body {
                kind: BodyKind::Raw,
                text: body.into(),
                ..Body::default()
            },
            auth: Auth {
                kind: AuthKind::AwsSignature,
                aws: auth(words),
                ..Auth::default()
            },
            ..HttpRequest::default()
        },
        ..Request::default()
    };
    if says(words, "canonical") {
        request.settings.spelling = TargetSpelling::Canonical;
    } else if says(words, "typed") {
        request.settings.spelling = TargetSpelling::AsTyped;
    }
    request
}

fn says(words: &str, word: &str) -> bool {
    words.split(' ').any(|other| other == word)
}

fn auth(words: &str) -> AwsAuth {
    let says = |word| says(words, word);
    let services = ["s3", "aoss", "vpc-lattice-svcs", "iotdevicegateway"];
    AwsAuth {
        access_key_id: "AKIDEXAMPLE".to_owned(),
        secret_access_key: secret(),
        session_token: Secret::new(if says("token") { "a/token+==" } else { "" }),
        region: "eu-central-1".to_owned(),
        service: services
            .into_iter()
            .find(|service| says(service))
            .unwrap_or("execute-api")
            .to_owned(),
        expiry: None,
        options: SigningOptions {
            location: if says("query") {
                SignatureLocation::Query { expires_in: 900 }
            } else {
                SignatureLocation::Header
            },
            payload: if says("unsigned") {
                PayloadSigning::Unsigned
            } else {
                PayloadSigning::Auto
            },
            path_encoding: match (says("single"), says("double")) {
                (true, _) => PathEncodingOption::Single,
                (_, true) => PathEncodingOption::Double,
                _ => PathEncodingOption::Auto,
            },
            normalize_path: match (says("normal"), says("raw")) {
                (true, _) => PathNormalization::On,
                (_, true) => PathNormalization::Off,
                _ => PathNormalization::Auto,
            },
            ..SigningOptions::default()
        },
        ..AwsAuth::default()
    }
}
