//! Whatever the options of a request ask for, in either form, version and spelling: what is shown is what was
//! signed, a verifier that has only what arrived agrees, and each piece names what it came from.

#![expect(
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test: what is not there is a failure"
)]

use countersign::model::{
    BodyDigest, ContentSha256Header, Field, HostSigned, KeyShown, Origin, PathEncodingOption,
    PathNormalization, PayloadSigning, Request, RowId, SignatureLocation, SigningAlgorithm, SigningOptions,
    SigningReport, SigningTime, TargetSpelling, TokenPlacement, Traced, WireRequest,
};
use countersign::sigv4::{
    Normalisation, PathEncoding, ServiceRules, Signer, canonical_request_by, plan, signature_of,
    string_to_sign_of,
};
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, VerifyingKey};
use proptest::prelude::*;

use crate::signing_properties::{covers_once, request, sections_name_the_lines, unsigned};

fn names() -> impl Strategy<Value = Vec<String>> {
    let name = proptest::sample::select(vec![
        "Host",
        "accept",
        "user-agent",
        "X-Amz-Date",
        "x-amz-security-token",
        "x-amz-content-sha256",
        "x-amz-region-set",
        "x-amz-meta-a",
        "x-amz-user-agent",
        "x-custom",
        "content-type",
        "content-length",
        "range",
        "authorization",
        " nobody ",
        "",
        "é",
    ]);
    proptest::collection::vec(name.prop_map(str::to_owned), 0..4)
}

fn options() -> impl Strategy<Value = SigningOptions> {
    let location = prop_oneof![
        Just(SignatureLocation::Header),
        (1_u32..=604_800).prop_map(|expires_in| SignatureLocation::Query { expires_in }),
    ];
    let algorithm = prop_oneof![
        3 => Just(SigningAlgorithm::SigV4),
        1 => proptest::sample::select(vec!["", "*", "us-east-1,eu-*"]).prop_map(|set| SigningAlgorithm::SigV4a {
            region_set: vec![set.to_owned()],
        }),
    ];
    let choices = (
        proptest::sample::select(vec![
            PayloadSigning::Auto,
            PayloadSigning::Signed,
            PayloadSigning::Unsigned,
        ]),
        proptest::sample::select(vec![
            ContentSha256Header::Auto,
            ContentSha256Header::Always,
            ContentSha256Header::Never,
        ]),
        proptest::sample::select(vec![
            PathEncodingOption::Auto,
            PathEncodingOption::Single,
            PathEncodingOption::Double,
        ]),
        proptest::sample::select(vec![
            PathNormalization::Auto,
            PathNormalization::On,
            PathNormalization::Off,
        ]),
        proptest::sample::select(vec![
            TokenPlacement::Auto,
            TokenPlacement::Signed,
            TokenPlacement::AfterSigning,
        ]),
    );
    let host = proptest::option::of(proptest::sample::select(vec!["proxy.example.com", " ", ""]));
    (location, algorithm, choices, host, names(), names()).prop_map(
        |(location, algorithm, choices, host, unsigned_headers, signed_headers_extra)| {
            let (payload, content_sha256_header, path_encoding, normalize_path, session_token_placement) =
                choices;
            SigningOptions {
                location,
                payload,
                content_sha256_header,
                path_encoding,
                normalize_path,
                session_token_placement,
                algorithm,
                signing_host: host.map(str::to_owned),
                unsigned_headers,
                signed_headers_extra,
            }
        },
    )
}

fn with_options() -> impl Strategy<Value = Request> {
    let spelling = proptest::sample::select(vec![
        TargetSpelling::Auto,
        TargetSpelling::AsTyped,
        TargetSpelling::Canonical,
    ]);
    (request(), options(), spelling).prop_map(|(mut request, options, spelling)| {
        request.http.auth.aws.options = options;
        request.settings.spelling = spelling;
        request
    })
}

fn time() -> SigningTime {
    SigningTime::parse_amz_date("20261120T120000Z").unwrap()
}

/// The rules as the options change them.
fn rules_of(service: &str, options: &SigningOptions) -> ServiceRules {
    let mut rules = ServiceRules::of(service);
    match options.path_encoding {
        PathEncodingOption::Auto => {}
        PathEncodingOption::Single => rules.path_encoding = PathEncoding::Single,
        PathEncodingOption::Double => rules.path_encoding = PathEncoding::Double,
    }
    match options.normalize_path {
        PathNormalization::Auto => {}
        PathNormalization::On => rules.normalisation = Normalisation::On,
        PathNormalization::Off => rules.normalisation = Normalisation::Off,
    }
    rules
}

/// What a verifier knows of the signature from the request alone.
struct Arrived {
    /// Without what is not signed.
    target: String,
    date: String,
    signature: String,
    credential: String,
    signed_headers: Vec<String>,
}

impl Arrived {
    fn of(wire: &WireRequest) -> Self {
        match wire.header("authorization") {
            Some(header) => Self::in_header(wire, header.value.as_str()),
            None => Self::in_query(wire),
        }
    }

    fn in_header(wire: &WireRequest, value: &str) -> Self {
        let piece = |name: &str| {
            let (_, rest) = value.split_once(name).unwrap();
            rest.split(", ").next().unwrap().to_owned()
        };
        Self {
            target: wire.target.as_str().to_owned(),
            date: wire.header("x-amz-date").unwrap().value.as_str().to_owned(),
            signature: piece("Signature="),
            credential: piece("Credential="),
            signed_headers: piece("SignedHeaders=").split(';').map(str::to_owned).collect(),
        }
    }

    /// The signature covers what stands before it.
    fn in_query(wire: &WireRequest) -> Self {
        let (target, rest) = wire.target.as_str().rsplit_once("&X-Amz-Signature=").unwrap();
        let piece = |name: &str| {
            let (_, rest) = target.rsplit_once(name).unwrap();
            decoded(rest.split('&').next().unwrap())
        };
        Self {
            target: target.to_owned(),
            date: piece("X-Amz-Date="),
            signature: rest.split('&').next().unwrap().to_owned(),
            credential: piece("X-Amz-Credential="),
            signed_headers: piece("X-Amz-SignedHeaders=")
                .split(';')
                .map(str::to_owned)
                .collect(),
        }
    }
}

/// A verifier that has only what arrived, and is told where the request says otherwise than its service.
fn verifies(wire: &WireRequest, request: &Request, report: &SigningReport, service: &str, region: &str) {
    let auth = &request.http.auth.aws;
    let arrived = Arrived::of(wire);
    let headers: Vec<(String, String)> = wire
        .headers
        .iter()
        .map(|line| {
            let value = match (&report.host, line.name.as_str()) {
                (HostSigned::Differs { signed, .. }, "host") => signed.clone(),
                _ => line.value.as_str().to_owned(),
            };
            (line.name.as_str().to_owned(), value)
        })
        .collect();
    let said = headers
        .iter()
        .find(|(name, value)| name == "x-amz-content-sha256" && !value.is_empty())
        .map(|(_, hash)| hash.clone());
    let payload_hash =
        said.unwrap_or_else(|| unsaid_payload_hash(wire, auth.options.payload, &auth.options, service));
    let canonical = canonical_request_by(
        rules_of(service, &auth.options),
        wire.method.as_str(),
        &arrived.target,
        &headers,
        &arrived
            .signed_headers
            .iter()
            .filter(|name| !name.is_empty())
            .cloned()
            .collect::<Vec<_>>(),
        &payload_hash,
    );
    assert_eq!(canonical, report.canonical_request.as_str());
    let (_, scope) = arrived.credential.split_once('/').unwrap();
    match &report.key {
        KeyShown::Chain => {
            let string = string_to_sign_of(&arrived.date, scope, &canonical);
            assert_eq!(string, report.string_to_sign.as_str());
            let secret = &auth.secret_access_key;
            assert_eq!(
                signature_of(secret, time(), region, service, &string),
                arrived.signature
            );
        }
        KeyShown::PublicKey { x, y } => {
            let hash = BodyDigest::of(canonical.as_bytes()).sha256;
            let string = format!("AWS4-ECDSA-P256-SHA256\n{}\n{scope}\n{hash}", arrived.date);
            assert_eq!(string, report.string_to_sign.as_str());
            let key = VerifyingKey::from_sec1_bytes(&unhex(&format!("04{x}{y}"))).unwrap();
            let signature = Signature::from_der(&unhex(&arrived.signature)).unwrap();
            assert!(key.verify(string.as_bytes(), &signature).is_ok());
        }
    }
}

/// The payload hash where no header says it.
fn unsaid_payload_hash(
    wire: &WireRequest,
    payload: PayloadSigning,
    options: &SigningOptions,
    service: &str,
) -> String {
    let in_query = options.location != SignatureLocation::Header;
    let usually_unsigned = service == "vpc-lattice-svcs" || (service == "s3" && in_query);
    match payload {
        PayloadSigning::Unsigned => "UNSIGNED-PAYLOAD".to_owned(),
        PayloadSigning::Auto if usually_unsigned => "UNSIGNED-PAYLOAD".to_owned(),
        PayloadSigning::Auto | PayloadSigning::Signed => wire.digest.sha256.clone(),
    }
}

fn decoded(text: &str) -> String {
    let mut pieces = text.split('%');
    let mut out = pieces.next().unwrap().to_owned();
    for piece in pieces {
        let byte = u8::from_str_radix(&piece[..2], 16).unwrap();
        out.push(char::from(byte));
        out.push_str(&piece[2..]);
    }
    out
}

fn unhex(text: &str) -> Vec<u8> {
    text.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

fn count_parameter(wire: &WireRequest, name: &str) -> usize {
    let query = wire.query().unwrap_or_default();
    query
        .as_str()
        .split('&')
        .filter(|piece| piece.split('=').next() == Some(name))
        .count()
}

/// Signs with `request` as it stands.
fn report_of(request: &Request) -> Option<(WireRequest, SigningReport)> {
    let wire = unsigned(request)?;
    let plan = plan(&request.http.auth.aws, &wire.endpoint, time()).unwrap();
    // A session token typed in a row must be one.
    let signed = Signer::default().sign(&wire, &plan).ok()?;
    let report = signed.report.clone();
    Some((signed.applied_to(wire), report))
}

/// What a change may touch.
#[derive(Clone, Copy, Debug)]
enum Changed {
    /// One character of the URL, at this byte.
    Url(usize),
    /// The value of this row.
    Value(RowId),
}

/// Pieces that do not come from what was changed, nor from a hash or signature over it, sorted: a parameter
/// may move to another place.
fn others(text: &Traced, changed: Changed) -> Vec<String> {
    let mut pieces: Vec<String> = text
        .segments()
        .iter()
        .filter(|segment| match (&segment.origin, changed) {
            (
                Origin::Typed {
                    field: Field::Url,
                    span,
                },
                Changed::Url(at),
            ) => !span.contains(&at),
            (
                Origin::Typed {
                    field: Field::HeaderValue(row),
                    ..
                },
                Changed::Value(changed),
            ) => *row != changed,
            (Origin::Rule("SHA-256 of the canonical request") | Origin::Signature, _) => false,
            _ => true,
        })
        .map(|segment| format!("{:?} {:?}", &text.as_str()[segment.range.clone()], segment.origin))
        .collect();
    pieces.sort();
    pieces
}

fn only_the_named_pieces_differ(before: &SigningReport, after: &SigningReport, changed: Changed) {
    for (before, after) in [
        (&before.canonical_request, &after.canonical_request),
        (&before.string_to_sign, &after.string_to_sign),
        (&before.credential_scope, &after.credential_scope),
        (&before.authorization, &after.authorization),
        (
            &before.presigned_url.clone().unwrap_or_default(),
            &after.presigned_url.clone().unwrap_or_default(),
        ),
    ] {
        assert_eq!(others(before, changed), others(after, changed), "{changed:?}");
    }
}

/// Places of the URL where one letter can stand for another: behind the host, not part of an escape, of a
/// name that signing takes away, or of a fragment.
fn letters_of(url: &str) -> Vec<usize> {
    let start = url.find("://").map_or(0, |at| at + 3);
    let start = url[start..]
        .find(['/', '?', '#'])
        .map_or(url.len(), |at| start + at);
    let end = url.find('#').unwrap_or(url.len());
    let bytes = url.as_bytes();
    (start..end)
        .filter(|at| {
            let near = &bytes[at.saturating_sub(2)..*at];
            bytes[*at].is_ascii_lowercase() && !near.contains(&b'%')
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_option_is_signed_as_it_is_shown(request in with_options()) {
        let Some(unsigned) = unsigned(&request) else { return Ok(()) };
        let auth = &request.http.auth.aws;
        let plan = plan(auth, &unsigned.endpoint, time()).unwrap();
        let Ok(live) = Signer::default().sign(&unsigned, &plan) else { return Ok(()) };
        let (sealed, report) = Signer::default().seal(unsigned, &plan).unwrap();
        prop_assert_eq!(&live.report, &report);
        prop_assert!(report.proof.holds(), "{:?}", report.canonical_request.as_str());
        let wire = sealed.get();
        prop_assert_eq!(&live.target, &wire.target);
        for text in [
            &report.canonical_request,
            &report.string_to_sign,
            &report.credential_scope,
            &report.authorization,
            &report.presigned_url.clone().unwrap_or_default(),
            &wire.target,
        ] {
            covers_once(text);
        }
        sections_name_the_lines(&report);
        prop_assert!(wire.target.as_str().bytes().all(|byte| (0x21..0x7F).contains(&byte)));
        for name in &report.signed_headers {
            prop_assert!(wire.header(name).is_some(), "{} is signed and not sent", name);
        }
        let in_query = auth.options.location != SignatureLocation::Header;
        let once = usize::from(in_query);
        for name in ["X-Amz-Signature", "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Expires", "X-Amz-SignedHeaders"] {
            prop_assert_eq!(count_parameter(wire, name), once, "{}", name);
        }
        if in_query {
            prop_assert_eq!(count_parameter(wire, "X-Amz-Date"), 1);
            prop_assert_eq!(wire.header("authorization"), None);
            let url = report.presigned_url.as_ref().unwrap();
            prop_assert!(url.as_str().ends_with(wire.target.as_str()));
        }
        verifies(wire, &request, &report, &plan.service.value, &plan.region.value);
    }

    #[test]
    fn a_changed_letter_of_the_url_changes_only_the_pieces_that_name_it(
        request in with_options(),
        pick in any::<proptest::sample::Index>(),
    ) {
        let url = request.http.url.clone();
        let letters = letters_of(&url);
        if letters.is_empty() || url.to_ascii_lowercase().contains("x-amz") {
            return Ok(());
        }
        let at = letters[pick.index(letters.len())];
        let other = if url.as_bytes()[at] == b'q' { "k" } else { "q" };
        let mut changed = request.clone();
        changed.http.url.replace_range(at..=at, other);
        let (Some((_, before)), Some((_, after))) = (report_of(&request), report_of(&changed)) else {
            return Ok(());
        };
        only_the_named_pieces_differ(&before, &after, Changed::Url(at));
    }

    #[test]
    fn a_changed_value_changes_only_the_pieces_that_name_it(
        request in with_options(),
        value in "[a-z]{1,8}",
        pick in any::<proptest::sample::Index>(),
    ) {
        if request.http.headers.is_empty() {
            return Ok(());
        }
        let at = pick.index(request.http.headers.len());
        let mut changed = request.clone();
        let row = changed.http.headers[at].row;
        let name = changed.http.headers[at].name.to_ascii_lowercase();
        // An empty value leaves these to signing; and the framing is the client's.
        let special = ["x-amz-content-sha256", "content-length", "transfer-encoding", "host"];
        if special.contains(&name.as_str()) || request.http.headers[at].value.trim().is_empty() {
            return Ok(());
        }
        changed.http.headers[at].value = value;
        let (Some((_, before)), Some((_, after))) = (report_of(&request), report_of(&changed)) else {
            return Ok(());
        };
        only_the_named_pieces_differ(&before, &after, Changed::Value(row));
    }

    #[test]
    fn no_text_in_any_option_panics(
        mut request in with_options(),
        host in any::<Option<String>>(),
        first in proptest::collection::vec(any::<String>(), 0..3),
        second in proptest::collection::vec(any::<String>(), 0..3),
        regions in proptest::collection::vec(any::<String>(), 0..3),
        expires_in in any::<u32>(),
        form in any::<bool>(),
    ) {
        request.http.auth.aws.options = SigningOptions {
            location: if form { SignatureLocation::Header } else { SignatureLocation::Query { expires_in } },
            signing_host: host,
            unsigned_headers: first,
            signed_headers_extra: second,
            algorithm: SigningAlgorithm::SigV4a { region_set: regions },
            ..request.http.auth.aws.options
        };
        if let Some(wire) = unsigned(&request)
            && let Ok(plan) = plan(&request.http.auth.aws, &wire.endpoint, time())
        {
            let signed = Signer::default().sign(&wire, &plan);
            let holds = match signed {
                Ok(signed) => signed.report.proof.holds(),
                Err(error) => error.kind() == "session-token-unusable",
            };
            prop_assert!(holds);
        }
    }
}

/// Found by `no_text_in_any_option_panics`: two spaces in the header of a region set were signed as one.
#[test]
fn a_region_set_has_no_blanks_and_its_proof_holds() {
    for (typed, meant) in [
        (vec!["!  !"], Some("!!")),
        (vec!["eu -west-1", " us-*\t"], Some("eu-west-1,us-*")),
        (vec!["\u{200b}"], None),
    ] {
        let mut request = countersign::model::Request::default();
        "https://abcd123456.execute-api.us-east-1.amazonaws.com/".clone_into(&mut request.http.url);
        let aws = &mut request.http.auth.aws;
        request.http.auth.kind = countersign::model::AuthKind::AwsSignature;
        "AKIDEXAMPLE".clone_into(&mut aws.access_key_id);
        aws.secret_access_key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".to_owned().into();
        aws.options.algorithm = SigningAlgorithm::SigV4a {
            region_set: typed.into_iter().map(str::to_owned).collect(),
        };
        let wire = unsigned(&request).unwrap();
        let plan = plan(&request.http.auth.aws, &wire.endpoint, time());
        assert_eq!(plan.as_ref().ok().map(|plan| plan.region.value.as_str()), meant);
        if let Ok(plan) = plan {
            assert!(Signer::default().sign(&wire, &plan).unwrap().report.proof.holds());
        }
    }
}

#[test]
fn letters_are_found_behind_the_host() {
    assert_eq!(letters_of("https://h.com/a%4bc?d#e"), [14, 18, 20]);
    assert_eq!(letters_of("https://h.com"), Vec::<usize>::new());
}
