//! What a signer of AWS has added to a request, in its header or its query: region and service are read from it, and it is taken
//! off, as it is of another time.

use percent_encoding::percent_decode_str;

use super::super::TransferOutcome;
use super::super::report::Report;
use crate::model::{
    Auth, AuthKind, HttpRequest, PayloadSigning, SignatureLocation, SigningAlgorithm, SigningOptions,
};
use crate::resolve::query_text::{Pair, pairs};

/// Headers that signing adds.
const ADDED: [&str; 5] = [
    "authorization",
    "x-amz-date",
    "x-amz-security-token",
    "x-amz-content-sha256",
    "x-amz-region-set",
];
/// Parameters that signing adds.
const IN_QUERY: [&str; 9] = [
    "x-amz-algorithm",
    "x-amz-credential",
    "x-amz-date",
    "x-amz-expires",
    "x-amz-signedheaders",
    "x-amz-security-token",
    "x-amz-region-set",
    "x-amz-content-sha256",
    "x-amz-signature",
];
/// How long a link works where it does not say so, in seconds.
const USUAL_SECONDS: u32 = 3_600;
/// The longest that AWS lets it work.
const MOST_SECONDS: u32 = 604_800;

/// What a credential says: `AKID/20260101/us-east-1/execute-api/aws4_request`, without a region in version 4A.
struct Credential {
    key_id: String,
    region: String,
    service: String,
}

/// Puts AWS Signature in the place of a signature that was sent.
pub(super) fn taken_off(http: &mut HttpRequest, place: &str, report: &mut Report) {
    let authorization = value(http, "authorization").unwrap_or_default();
    let in_header = authorization.starts_with("AWS4-");
    let in_query = query_value(&http.url, "X-Amz-Signature").is_some()
        && query_value(&http.url, "X-Amz-Algorithm").is_some();
    if in_header {
        of_header(&authorization, http, place, report);
    } else if in_query {
        of_query(http, place, report);
    }
}

fn of_header(authorization: &str, http: &mut HttpRequest, place: &str, report: &mut Report) {
    let (algorithm, rest) = authorization.split_once(' ').unwrap_or((authorization, ""));
    let said = rest
        .split(',')
        .find_map(|part| part.trim().strip_prefix("Credential="))
        .unwrap_or_default();
    let credential = Credential::of(said, algorithm);
    let mut options = SigningOptions::default();
    if let Some(regions) = value(http, "x-amz-region-set") {
        options.algorithm = SigningAlgorithm::SigV4a {
            region_set: regions
                .split(',')
                .map(|region| region.trim().to_owned())
                .collect(),
        };
    }
    if value(http, "x-amz-content-sha256").as_deref() == Some("UNSIGNED-PAYLOAD") {
        options.payload = PayloadSigning::Unsigned;
    }
    let has_token = value(http, "x-amz-security-token").is_some();
    http.headers
        .retain(|row| !ADDED.contains(&row.name.trim().to_ascii_lowercase().as_str()));
    put(credential, options, has_token, http, place, report);
}

fn of_query(http: &mut HttpRequest, place: &str, report: &mut Report) {
    let algorithm = query_value(&http.url, "X-Amz-Algorithm").unwrap_or_default();
    let said = query_value(&http.url, "X-Amz-Credential").unwrap_or_default();
    let credential = Credential::of(&said, &algorithm);
    let seconds = query_value(&http.url, "X-Amz-Expires").and_then(|seconds| seconds.parse().ok());
    let mut options = SigningOptions {
        location: SignatureLocation::Query {
            expires_in: seconds.unwrap_or(USUAL_SECONDS).clamp(1, MOST_SECONDS),
        },
        ..SigningOptions::default()
    };
    if let Some(regions) = query_value(&http.url, "X-Amz-Region-Set") {
        options.algorithm = SigningAlgorithm::SigV4a {
            region_set: regions
                .split(',')
                .map(|region| region.trim().to_owned())
                .collect(),
        };
    }
    let has_token = query_value(&http.url, "X-Amz-Security-Token").is_some();
    http.url = without(&http.url, &IN_QUERY);
    put(credential, options, has_token, http, place, report);
}

fn put(
    credential: Credential,
    options: SigningOptions,
    has_token: bool,
    http: &mut HttpRequest,
    place: &str,
    report: &mut Report,
) {
    let mut auth = Auth {
        kind: AuthKind::AwsSignature,
        ..Auth::default()
    };
    auth.aws.region = credential.region;
    auth.aws.service = credential.service;
    auth.aws.options = options;
    let is_temporary = has_token || credential.key_id.starts_with("ASIA");
    let keys = if is_temporary {
        "its keys were temporary: choose others"
    } else {
        auth.aws.access_key_id = credential.key_id;
        "its secret access key is in no archive: give it, or choose other keys"
    };
    let text = format!("Its signature comes as AWS Signature, which signs it afresh; {keys}");
    report.add(place, TransferOutcome::Changed, text);
    http.auth = auth;
}

impl Credential {
    fn of(text: &str, algorithm: &str) -> Self {
        let parts: Vec<&str> = text.split('/').collect();
        let is_4a = algorithm.contains("ECDSA");
        // A key id may have slashes of its own: what follows it is counted from the end.
        let from_end = |at: usize| parts.iter().rev().nth(at).copied().unwrap_or_default().to_owned();
        Self {
            key_id: parts.first().copied().unwrap_or_default().to_owned(),
            service: from_end(1),
            region: if is_4a { String::new() } else { from_end(2) },
        }
    }
}

fn value(http: &HttpRequest, name: &str) -> Option<String> {
    let row = http
        .headers
        .iter()
        .find(|row| row.name.trim().eq_ignore_ascii_case(name))?;
    Some(row.value.trim().to_owned())
}

fn query_value(url: &str, name: &str) -> Option<String> {
    let is_it = |pair: &Pair| {
        let found = url.get(pair.name.clone());
        found.is_some_and(|found| found.eq_ignore_ascii_case(name))
    };
    let pair = pairs(url).into_iter().find(is_it)?;
    let value = url.get(pair.value?)?;
    Some(percent_decode_str(value).decode_utf8_lossy().into_owned())
}

/// The URL without these parameters.
fn without(url: &str, names: &[&str]) -> String {
    let (address, fragment) = match url.split_once('#') {
        Some((address, fragment)) => (address, format!("#{fragment}")),
        None => (url, String::new()),
    };
    let Some((address, query)) = address.split_once('?') else {
        return url.to_owned();
    };
    let stays = |pair: &&str| {
        let name = pair.split('=').next().unwrap_or_default().to_ascii_lowercase();
        !names.contains(&name.as_str())
    };
    let query = query.split('&').filter(stays).collect::<Vec<_>>().join("&");
    let question = if query.is_empty() { "" } else { "?" };
    format!("{address}{question}{query}{fragment}")
}
