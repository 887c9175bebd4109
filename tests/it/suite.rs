//! AWS's official Signature Version 4 and 4A test suites, header and query form, through our canonicaliser and
//! our signer.
//!
//! The files come with the source of the `aws-sigv4` package, which cargo has on every machine that built
//! this test. Signatures of Version 4A differ from run to run of their makers, so they are verified with the
//! public key that the suite publishes: ours, and the published ones over our string to sign.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test: what is not there is a failure"
)]

use std::fs;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use cargo_metadata::MetadataCommand;
use countersign::formats::from_raw_http;
use countersign::model::{
    BodyDigest, Chosen, Credentials, Endpoint, HeaderSource, KeyShown, Live, Origin, Proof, Reason, Scheme,
    Secret, SignatureLocation, SigningAlgorithm, SigningOptions, SigningPlan, SigningTime, TokenPlacement,
    Traced, WireHeader, WireRequest,
};
use countersign::sigv4::verify::{Verdict, verify};
use countersign::sigv4::{
    ContentSha256, Normalisation, PathEncoding, ServiceRules, Signed, Signer, canonical_request_by,
    signature_of, string_to_sign_of,
};
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, VerifyingKey};

#[test]
fn all_cases_of_the_official_suite_give_the_published_texts() {
    assert_eq!(cases_of(Version::V4), 76);
}

#[test]
fn all_cases_of_the_official_suite_of_version_4a_verify() {
    assert_eq!(cases_of(Version::V4a), 76);
}

/// Checks every case in both forms; how many that were.
fn cases_of(version: Version) -> usize {
    let mut cases = 0;
    for folder in folders(version) {
        for form in [Form::Header, Form::Query] {
            if !folder.join(form.file("signature")).exists() {
                continue;
            }
            let case = Case::read(&folder, form, version);
            // The suite takes the path of its requests as raw text, to be encoded once.
            case.check(PathEncoding::Single);
            if case.path_is_plain() {
                case.check(PathEncoding::Double);
            }
            cases += 1;
        }
    }
    cases
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Version {
    V4,
    V4a,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Header,
    Query,
}

impl Form {
    /// Name of a file of this form.
    fn file(self, what: &str) -> String {
        match self {
            Self::Header => format!("header-{what}.txt"),
            Self::Query => format!("query-{what}.txt"),
        }
    }
}

/// Two cases beside the official ones, from smithy-rs: the path of an API Gateway and of a Lambda call.
#[test]
fn double_encoding_gives_the_published_canonical_requests() {
    let mut cases = 0;
    for folder in folders(Version::V4) {
        if folder.join("header-signature.txt").exists() {
            continue;
        }
        let request = read_request(&read(&folder, "request.txt"));
        let headers: Vec<(String, String)> = pairs(&request.headers);
        let signed = ["host".to_owned(), "x-amz-date".to_owned()];
        let expected = read(&folder, "header-canonical-request.txt");
        let date = expected
            .split("x-amz-date:")
            .nth(1)
            .unwrap()
            .lines()
            .next()
            .unwrap()
            .to_owned();
        let mut headers = headers;
        headers.retain(|(name, _)| name != "x-amz-date");
        headers.push(("x-amz-date".to_owned(), date));
        let canonical = canonical_request_by(
            ServiceRules::DEFAULT,
            request.method.as_str(),
            request.target.as_str(),
            &headers,
            &signed,
            &request.digest.sha256,
        );
        assert_eq!(canonical, expected, "{}", folder.display());
        cases += 1;
    }
    assert_eq!(cases, 2);
}

fn folders(version: Version) -> Vec<PathBuf> {
    let metadata = MetadataCommand::new()
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .other_options(
            ["--offline", "--filter-platform", "host-tuple"]
                .map(str::to_owned)
                .to_vec(),
        )
        .exec()
        .expect("cargo metadata");
    let package = metadata
        .packages
        .iter()
        .find(|package| package.name.as_str() == "aws-sigv4")
        .expect("aws-sigv4 among the packages");
    let suite = package
        .manifest_path
        .with_file_name("aws-signing-test-suite")
        .join(match version {
            Version::V4 => "v4",
            Version::V4a => "v4a",
        });
    let mut folders: Vec<PathBuf> = fs::read_dir(&suite)
        .unwrap_or_else(|error| panic!("{suite}: {error}"))
        .map(|entry| entry.unwrap().path())
        .collect();
    folders.sort();
    folders
}

fn read(folder: &Path, name: &str) -> String {
    let path = folder.join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

struct Case {
    name: String,
    form: Form,
    request: WireRequest,
    plan: SigningPlan<Live>,
    normalisation: Normalisation,
    content_sha256: ContentSha256,
    canonical_request: String,
    string_to_sign: String,
    signature: String,
    signed_request: String,
    /// Of Version 4A.
    public_key: Option<PublicKey>,
}

impl Case {
    fn read(folder: &Path, form: Form, version: Version) -> Self {
        let context: serde_json::Value = serde_json::from_str(&read(folder, "context.json")).unwrap();
        let flag = |name: &str| context[name].as_bool().unwrap_or(false);
        Self {
            name: format!("{} {}", folder.display(), form.file("")),
            form,
            request: read_request(&read(folder, "request.txt")),
            plan: plan_of(&context, form, version),
            normalisation: if flag("normalize") {
                Normalisation::On
            } else {
                Normalisation::Off
            },
            content_sha256: if flag("sign_body") {
                ContentSha256::BodyHash
            } else {
                ContentSha256::NotNeeded
            },
            canonical_request: read(folder, &form.file("canonical-request")),
            string_to_sign: read(folder, &form.file("string-to-sign")),
            signature: read(folder, &form.file("signature")),
            signed_request: read(folder, &form.file("signed-request")),
            public_key: (version == Version::V4a).then(|| PublicKey::read(folder)),
        }
    }

    /// True when encoding the path once or twice is the same.
    fn path_is_plain(&self) -> bool {
        let path = self.request.path();
        path.as_str()
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte))
    }

    fn check(&self, path_encoding: PathEncoding) {
        let name = &self.name;
        let rules = ServiceRules {
            path_encoding,
            normalisation: self.normalisation,
            content_sha256: self.content_sha256,
            reason: "context.json",
            ..ServiceRules::DEFAULT
        };
        let signed = Signer::default()
            .sign_these(&self.request, &self.request.headers, &self.plan, rules)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let report = &signed.report;
        assert_eq!(
            report.canonical_request.as_str(),
            self.canonical_request,
            "{name}"
        );
        assert_eq!(report.string_to_sign.as_str(), self.string_to_sign, "{name}");
        assert_eq!(report.proof, Proof::Proved, "{name}");
        match &self.public_key {
            None => {
                assert_eq!(report.signature, self.signature, "{name}");
                self.check_request(&signed, str::to_owned);
                self.check_by_steps(report.credential_scope.as_str());
            }
            Some(key) => {
                let KeyShown::PublicKey { x, y } = &report.key else {
                    panic!("{name}: no public key");
                };
                assert_eq!((x, y), (&key.x, &key.y), "{name}");
                assert!(key.verifies(&self.string_to_sign, &report.signature), "{name}");
                assert!(
                    key.verifies(report.string_to_sign.as_str(), &self.signature),
                    "{name}"
                );
                let other = self.string_to_sign.replace("aws4_request", "aws5_request");
                assert!(!key.verifies(&other, &report.signature), "{name}");
                // The published request carries another signature of the same text.
                self.check_request(&signed, |published| {
                    let (before, signature) = published.rsplit_once("Signature=").unwrap();
                    assert!(key.verifies(report.string_to_sign.as_str(), signature), "{name}");
                    format!("{before}Signature={}", report.signature)
                });
            }
        }
    }

    /// Authorization header or request line, with what `replace` makes of the published one.
    fn check_request(&self, signed: &Signed, replace: impl Fn(&str) -> String) {
        let name = &self.name;
        let report = &signed.report;
        match self.form {
            Form::Header => {
                let authorization = self
                    .signed_request
                    .lines()
                    .find_map(|line| line.strip_prefix("Authorization:"))
                    .unwrap();
                assert_eq!(
                    report.authorization.as_str(),
                    replace(authorization.trim()),
                    "{name}"
                );
                assert_eq!(report.presigned_url, None, "{name}");
            }
            Form::Query => {
                assert!(report.authorization.is_empty(), "{name}");
                let line = self.signed_request.lines().next().unwrap();
                let line = line.strip_suffix(" HTTP/1.1").unwrap();
                // The published line holds the path as raw text, and the parameters in another order.
                assert_eq!(
                    parameters(signed.target.as_str()),
                    parameters(&replace(line)),
                    "{name}"
                );
            }
        }
    }

    /// The same by the functions for verifiers.
    fn check_by_steps(&self, scope: &str) {
        let name = &self.name;
        let string_to_sign = string_to_sign_of(&self.plan.time.amz_date(), scope, &self.canonical_request);
        assert_eq!(string_to_sign, self.string_to_sign, "{name}");
        let SigningPlan {
            credentials,
            region,
            service,
            time,
            ..
        } = &self.plan;
        let secret = &credentials.secret_access_key;
        assert_eq!(
            signature_of(secret, *time, &region.value, &service.value, &string_to_sign),
            self.signature,
            "{name}"
        );
    }
}

/// The parameters of a query, sorted.
fn parameters(target: &str) -> Vec<String> {
    let (_, query) = target.split_once('?').unwrap();
    let mut parameters: Vec<String> = query.split('&').map(str::to_owned).collect();
    parameters.sort();
    parameters
}

fn plan_of(context: &serde_json::Value, form: Form, version: Version) -> SigningPlan<Live> {
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let keys = &context["credentials"];
    let chosen = |name: &str| Chosen {
        value: text(&context[name]),
        reason: Reason::Typed,
    };
    let time = text(&context["timestamp"]).replace(['-', ':'], "");
    let seconds = context["expiration_in_seconds"].as_u64().unwrap();
    SigningPlan {
        credentials: Credentials::new(
            text(&keys["access_key_id"]),
            Secret::new(text(&keys["secret_access_key"])),
            keys["token"].as_str().map(Secret::new),
        ),
        region: chosen("region"),
        service: chosen("service"),
        time: SigningTime::parse_amz_date(&time).unwrap(),
        options: SigningOptions {
            location: match form {
                Form::Header => SignatureLocation::Header,
                Form::Query => SignatureLocation::Query {
                    expires_in: u32::try_from(seconds).unwrap(),
                },
            },
            session_token_placement: if context["omit_session_token"].as_bool() == Some(true) {
                TokenPlacement::AfterSigning
            } else {
                TokenPlacement::Signed
            },
            algorithm: match version {
                Version::V4 => SigningAlgorithm::SigV4,
                Version::V4a => SigningAlgorithm::SigV4a {
                    region_set: vec![text(&context["region"])],
                },
            },
            ..SigningOptions::default()
        },
        notes: Vec::new(),
    }
}

/// The key that the suite publishes for checking its signatures.
struct PublicKey {
    x: String,
    y: String,
    key: VerifyingKey,
}

impl PublicKey {
    fn read(folder: &Path) -> Self {
        let json: serde_json::Value = serde_json::from_str(&read(folder, "public-key.json")).unwrap();
        let [x, y] = ["X", "Y"].map(|name| json[name].as_str().unwrap().to_owned());
        let point = unhex(&format!("04{x}{y}"));
        let key = VerifyingKey::from_sec1_bytes(&point).expect("a point of the curve");
        Self { x, y, key }
    }

    fn verifies(&self, text: &str, signature: &str) -> bool {
        let signature = Signature::from_der(&unhex(signature)).expect("an ASN.1 signature");
        self.key.verify(text.as_bytes(), &signature).is_ok()
    }
}

fn unhex(text: &str) -> Vec<u8> {
    text.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

fn pairs(headers: &[WireHeader]) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|header| (header.name.as_str().to_owned(), header.value.as_str().to_owned()))
        .collect()
}

/// Request line, header lines, empty line, body; a line that starts with a blank belongs to the value before
/// it and is joined with one space (RFC 9112, 5.2).
fn read_request(text: &str) -> WireRequest {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let request_line = lines.next().unwrap().strip_suffix(" HTTP/1.1").unwrap();
    let (method, target) = request_line.split_once(' ').unwrap();
    let mut headers: Vec<(String, String)> = Vec::new();
    for line in lines {
        if line.starts_with([' ', '\t']) {
            let (_, value) = headers.last_mut().unwrap();
            *value = format!("{value} {}", line.trim());
        } else {
            let (name, value) = line.split_once(':').unwrap();
            headers.push((name.to_ascii_lowercase(), value.to_owned()));
        }
    }
    let host = headers.iter().find(|(name, _)| name == "host").unwrap().1.clone();
    let given = |text: &str| Traced::new(text, Origin::Rule("test suite"));
    WireRequest {
        endpoint: Endpoint {
            scheme: Scheme::Https,
            host,
            port: 443,
        },
        method: given(method),
        target: given(target),
        headers: headers
            .iter()
            .map(|(name, value)| WireHeader {
                name: given(name),
                value: given(value),
                source: HeaderSource::Typed,
            })
            .collect(),
        body: Bytes::copy_from_slice(body.as_bytes()).into(),
        digest: BodyDigest::of(body.as_bytes()),
    }
}

/// The signed requests that the suite publishes, given to the verifier as they stand: its own canonicaliser, its
/// own reading of dates, and the published signatures. Left out are the cases whose signer was told not to
/// normalise the path, which no service does that is not of the S3 family, and in the query form those whose
/// token was put in after signing, as `IoT` alone wants it.
#[test]
fn the_signed_requests_of_the_official_suite_verify() {
    let now = SigningTime::parse_amz_date("20150830T123600Z").unwrap();
    let secret = Secret::new("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    let mut cases = 0;
    for version in [Version::V4, Version::V4a] {
        for folder in folders(version) {
            for form in [Form::Header, Form::Query] {
                let name = folder.file_name().unwrap().to_str().unwrap();
                let late_token = name == "post-sts-header-after" && form == Form::Query;
                if !folder.join(form.file("signature")).exists()
                    || name.ends_with("-unnormalized")
                    || late_token
                {
                    continue;
                }
                let text = read(&folder, &form.file("signed-request"));
                let request = from_raw_http(text.as_bytes()).unwrap().request;
                let verification = verify(&request, now, Some(&secret));
                assert_eq!(verification.verdict, Verdict::Valid, "{name}: {verification:#?}");
                cases += 1;
            }
        }
    }
    // Twice 76, less 28 that are not normalised and 2 with a late token.
    assert_eq!(cases, 122);
}
