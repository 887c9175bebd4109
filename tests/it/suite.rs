//! AWS's official Signature Version 4 test suite, header form, through our canonicaliser and our signer.
//!
//! The files come with the source of the `aws-sigv4` package, which cargo has on every machine that built
//! this test.

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
use countersign::model::{
    BodyDigest, Chosen, Credentials, Endpoint, HeaderSource, Live, Origin, Proof, Reason, Scheme, Secret,
    SigningOptions, SigningPlan, SigningTime, Traced, WireHeader, WireRequest,
};
use countersign::sigv4::{
    ContentSha256, Normalisation, PathEncoding, ServiceRules, Signer, canonical_request_by, signature_of,
    string_to_sign_of,
};

#[test]
fn all_cases_of_the_official_suite_give_the_published_texts() {
    let mut cases = 0;
    for folder in folders() {
        if !folder.join("header-signature.txt").exists() {
            continue;
        }
        let case = Case::read(&folder);
        // The suite takes the path of its requests as raw text, to be encoded once.
        case.check(PathEncoding::Single);
        if case.path_is_plain() {
            case.check(PathEncoding::Double);
        }
        cases += 1;
    }
    assert_eq!(cases, 38);
}

/// Two cases beside the official ones, from smithy-rs: the path of an API Gateway and of a Lambda call.
#[test]
fn double_encoding_gives_the_published_canonical_requests() {
    let mut cases = 0;
    for folder in folders() {
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

fn folders() -> Vec<PathBuf> {
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
        .join("v4");
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
    request: WireRequest,
    plan: SigningPlan<Live>,
    normalisation: Normalisation,
    content_sha256: ContentSha256,
    canonical_request: String,
    string_to_sign: String,
    signature: String,
    signed_request: String,
}

impl Case {
    fn read(folder: &Path) -> Self {
        let context: serde_json::Value = serde_json::from_str(&read(folder, "context.json")).unwrap();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let flag = |name: &str| context[name].as_bool().unwrap_or(false);
        let keys = &context["credentials"];
        // A token that is to be added after signing takes no part in it.
        let token = keys["token"].as_str().filter(|_| !flag("omit_session_token"));
        let chosen = |name: &str| Chosen {
            value: text(&context[name]),
            reason: Reason::Typed,
        };
        let time = text(&context["timestamp"]).replace(['-', ':'], "");
        Self {
            name: folder.file_name().unwrap().to_string_lossy().into_owned(),
            request: read_request(&read(folder, "request.txt")),
            plan: SigningPlan {
                credentials: Credentials::new(
                    text(&keys["access_key_id"]),
                    Secret::new(text(&keys["secret_access_key"])),
                    token.map(Secret::new),
                ),
                region: chosen("region"),
                service: chosen("service"),
                time: SigningTime::parse_amz_date(&time).unwrap(),
                options: SigningOptions::default(),
                notes: Vec::new(),
            },
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
            canonical_request: read(folder, "header-canonical-request.txt"),
            string_to_sign: read(folder, "header-string-to-sign.txt"),
            signature: read(folder, "header-signature.txt"),
            signed_request: read(folder, "header-signed-request.txt"),
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
        assert_eq!(report.signature, self.signature, "{name}");
        assert_eq!(report.proof, Proof::Proved, "{name}");
        let authorization = self
            .signed_request
            .lines()
            .find_map(|line| line.strip_prefix("Authorization:"));
        assert_eq!(
            Some(report.authorization.as_str()),
            authorization.map(str::trim),
            "{name}"
        );

        let string_to_sign = string_to_sign_of(
            &self.plan.time.amz_date(),
            report.credential_scope.as_str(),
            &self.canonical_request,
        );
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
        body: Bytes::copy_from_slice(body.as_bytes()),
        digest: BodyDigest::of(body.as_bytes()),
    }
}
