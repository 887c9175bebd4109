//! The checks of the signed headers: the list as it is written, and the header lines it speaks of.

use super::claim::{Claim, SignaturePlace};
use super::credential::Credential;
use super::fault::Fault;
use crate::model::ReceivedRequest;

/// Headers that the AWS SDKs add to presigned requests without signing them.
const LEFT_OUT_OF_QUERY_FORM: [&str; 2] = ["x-amz-user-agent", "x-amz-checksum-mode"];

/// Faults of the list itself.
pub fn list(claim: &Claim) -> Vec<Fault> {
    let names = claim.signed_names();
    let mut found: Vec<Fault> = names
        .iter()
        .filter_map(|name| {
            if !is_header_name(name) {
                return Some(Fault::SignedHeadersMalformed {
                    piece: (*name).to_owned(),
                });
            }
            name.bytes()
                .any(|byte| byte.is_ascii_uppercase())
                .then(|| Fault::SignedHeadersUpperCase {
                    name: (*name).to_owned(),
                })
        })
        .collect();
    for (first, second) in names.iter().zip(names.iter().skip(1)) {
        if first > second && is_header_name(second) {
            found.push(Fault::SignedHeadersUnsorted {
                first: (*first).to_owned(),
                second: (*second).to_owned(),
            });
        }
    }
    let mut seen: Vec<String> = Vec::new();
    for name in names.iter().map(|name| name.to_ascii_lowercase()) {
        if seen.contains(&name) {
            found.push(Fault::SignedHeadersRepeat { name: name.clone() });
        }
        seen.push(name);
    }
    found
}

/// RFC 9110, 5.6.2.
fn is_header_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// What is signed and not there, and what is there and not signed.
pub fn lines(claim: &Claim, request: &ReceivedRequest, credential: Option<&Credential>) -> Vec<Fault> {
    if claim.signed_headers.is_none() {
        return Vec::new();
    }
    let signed: Vec<String> = claim
        .signed_names()
        .iter()
        .map(|name| name.to_ascii_lowercase())
        .collect();
    let mut found = Vec::new();
    if !signed.iter().any(|name| name == "host") {
        found.push(Fault::HostNotSigned);
    }
    found.extend(
        signed
            .iter()
            .filter(|name| is_header_name(name) && request.header(name).is_none())
            .map(|name| Fault::HeaderMissing { name: name.clone() }),
    );
    let iot = credential.is_some_and(|credential| credential.service == "iotdevicegateway");
    let may_be_unsigned = |name: &str| {
        (claim.place == SignaturePlace::Query && LEFT_OUT_OF_QUERY_FORM.contains(&name))
            || (iot && name == "x-amz-security-token")
    };
    let mut unsigned: Vec<&str> = request
        .headers
        .iter()
        .map(|(name, _)| name.as_str())
        .filter(|name| name.starts_with("x-amz-") && !may_be_unsigned(name))
        .filter(|name| !signed.iter().any(|signed| signed == name))
        .collect();
    unsigned.dedup();
    found.extend(unsigned.into_iter().map(|name| Fault::HeaderNotSigned {
        name: name.to_owned(),
    }));
    found
}
