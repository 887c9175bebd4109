//! What a user can type, and what must be sent and signed for it: each row of `tests/fixtures/ugly/inputs.jsonl`
//! cites the judge who says so, and `tests/foreign/ugly_inputs.py` asks those judges.

#![expect(clippy::unwrap_used, reason = "a test: what is not there is a failure")]

use std::collections::{BTreeMap, BTreeSet};

use countersign::model::{
    Auth, AuthKind, AwsAuth, Body, BodyDigest, BodyKind, HeaderRow, HttpRequest, Request, Secret,
    SignatureLocation, SigningOptions, SigningReport, SigningTime, TargetSpelling, WireRequest,
};
use countersign::resolve::{Scope, assemble, resolve};
use countersign::sigv4::{Signer, choose_spelling, plan};
use serde::Deserialize;

const ROWS: &str = include_str!("../fixtures/ugly/inputs.jsonl");

/// The parameters that a presigned URL gets.
const SIGNATURE_PARAMETERS: [&str; 7] = [
    "X-Amz-Algorithm=",
    "X-Amz-Credential=",
    "X-Amz-Date=",
    "X-Amz-SignedHeaders=",
    "X-Amz-Expires=",
    "X-Amz-Security-Token=",
    "X-Amz-Signature=",
];

/// One typed request with what is expected of it.
#[derive(Deserialize)]
struct Row {
    name: String,
    url: String,
    #[serde(default = "get")]
    method: String,
    #[serde(default)]
    headers: Vec<(String, String)>,
    body: Option<String>,
    #[serde(default)]
    spelling: Spelling,
    #[serde(default = "execute_api")]
    service: String,
    #[serde(default)]
    token: String,
    /// Seconds of a presigned URL.
    presign: Option<u32>,
    #[serde(default)]
    unsigned: Vec<String>,
    #[serde(default)]
    extra: Vec<String>,
    /// What is built and signed, or why nothing is.
    #[serde(flatten)]
    expected: Expected,
    judge: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Expected {
    Refused { error: String },
    Signed(Signed),
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
struct Signed {
    /// Value of the Host header.
    host: String,
    /// Path and query as sent, without what presigning adds.
    wire: String,
    /// Canonical path.
    path: String,
    /// Canonical query.
    query: String,
    /// The list of signed headers.
    #[serde(rename = "signed")]
    headers: String,
    /// Canonical values of the typed headers that are signed.
    values: BTreeMap<String, String>,
    /// Rules of the notes.
    notes: BTreeSet<String>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Spelling {
    #[default]
    Auto,
    AsTyped,
    Canonical,
}

fn get() -> String {
    "GET".to_owned()
}

fn execute_api() -> String {
    "execute-api".to_owned()
}

impl Row {
    fn request(&self) -> Request {
        let mut request = Request {
            http: HttpRequest {
                method: self.method.clone(),
                url: self.url.clone(),
                headers: self
                    .headers
                    .iter()
                    .map(|(name, value)| HeaderRow::new(name.as_str(), value.as_str()))
                    .collect(),
                body: self.body.as_ref().map_or_else(Body::default, |text| Body {
                    kind: BodyKind::Raw,
                    text: text.clone().into(),
                    ..Body::default()
                }),
                auth: Auth {
                    kind: AuthKind::AwsSignature,
                    aws: self.auth(),
                    ..Auth::default()
                },
                ..HttpRequest::default()
            },
            ..Request::default()
        };
        request.settings.spelling = match self.spelling {
            Spelling::Auto => TargetSpelling::Auto,
            Spelling::AsTyped => TargetSpelling::AsTyped,
            Spelling::Canonical => TargetSpelling::Canonical,
        };
        request
    }

    fn auth(&self) -> AwsAuth {
        AwsAuth {
            access_key_id: "AKIDEXAMPLE".to_owned(),
            secret_access_key: Secret::new("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
            session_token: Secret::new(self.token.as_str()),
            region: "us-east-1".to_owned(),
            service: self.service.clone(),
            expiry: None,
            options: SigningOptions {
                location: self.presign.map_or(SignatureLocation::Header, |expires_in| {
                    SignatureLocation::Query { expires_in }
                }),
                unsigned_headers: self.unsigned.clone(),
                signed_headers_extra: self.extra.clone(),
                ..SigningOptions::default()
            },
            ..AwsAuth::default()
        }
    }

    /// What our own code makes of the row, or the slug of its refusal.
    fn signed(&self) -> Result<Signed, &'static str> {
        let request = self.request();
        let resolved = resolve(&request, &Scope::default()).map_err(|error| error.kind())?;
        let resolved = choose_spelling(resolved, &request.http.auth);
        let digest = BodyDigest::of(&resolved.body_in_memory().unwrap());
        let assembled = assemble(&resolved, &digest).map_err(|error| error.kind())?;
        let time = SigningTime::parse_amz_date("20261120T120000Z").unwrap();
        let plan =
            plan(&request.http.auth.aws, &assembled.wire.endpoint, time).map_err(|error| error.kind())?;
        let (sealed, report) = Signer::default()
            .seal(assembled.wire, &plan)
            .map_err(|error| error.kind())?;
        assert!(report.proof.holds(), "{}", self.name);
        let notes = assembled.notes.iter().chain(&report.notes);
        let notes = notes.map(|note| note.rule.to_owned()).collect();
        Ok(self.found(sealed.get(), &report, notes))
    }

    fn found(&self, wire: &WireRequest, report: &SigningReport, notes: BTreeSet<String>) -> Signed {
        let text = report.canonical_request.as_str();
        let part = |range: &std::ops::Range<usize>| text.get(range.clone()).unwrap().to_owned();
        let typed: BTreeSet<String> = self
            .headers
            .iter()
            .map(|(name, _)| name.trim().to_ascii_lowercase())
            .filter(|name| !["host", "x-amz-date", "x-amz-security-token"].contains(&name.as_str()))
            .collect();
        let values = report.sections.headers.iter().map(|range| {
            let line = part(range);
            let (name, value) = line.split_once(':').unwrap();
            (name.to_owned(), value.to_owned())
        });
        Signed {
            host: wire.header("host").unwrap().value.as_str().to_owned(),
            wire: if self.presign.is_some() {
                without_signature(wire.target.as_str())
            } else {
                wire.target.as_str().to_owned()
            },
            path: part(&report.sections.path),
            query: part(&report.sections.query),
            headers: part(&report.sections.signed_headers),
            values: values.filter(|(name, _)| typed.contains(name)).collect(),
            notes,
        }
    }
}

/// The target without what presigning added to its end.
fn without_signature(target: &str) -> String {
    let (path, query) = target.split_once('?').unwrap();
    let kept: Vec<&str> = query
        .split('&')
        .filter(|piece| !SIGNATURE_PARAMETERS.iter().any(|name| piece.starts_with(name)))
        .collect();
    if kept.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", kept.join("&"))
    }
}

#[test]
fn every_ugly_input_gives_what_its_judge_says() {
    let (mut rows, mut open, mut wrong) = (0, Vec::new(), Vec::new());
    for line in ROWS.lines() {
        let row: Row = serde_json::from_str(line).unwrap();
        assert!(!row.judge.is_empty(), "{} cites no judge", row.name);
        if row.judge.iter().any(|judge| judge.starts_with("open ")) {
            open.push(row.name.clone());
        }
        rows += 1;
        match (&row.expected, row.signed()) {
            (Expected::Signed(expected), Ok(found)) if *expected == found => {}
            (Expected::Refused { error }, Err(found)) if error == found => {}
            (Expected::Signed(expected), found) => {
                wrong.push(format!(
                    "{}\n  expected {expected:?}\n  found    {found:?}",
                    row.name
                ));
            }
            (Expected::Refused { error }, found) => {
                wrong.push(format!("{}\n  expected {error}\n  found    {found:?}", row.name));
            }
        }
    }
    println!(
        "{rows} rows, {} of them without a judge: {}",
        open.len(),
        open.join(", ")
    );
    assert!(wrong.is_empty(), "{} rows\n{}", wrong.len(), wrong.join("\n"));
    assert!(rows >= 120, "{rows} rows");
}
