//! The Authorization header as a verifier reads it. Input: its value.

use countersign::model::ReceivedRequest;
use countersign::sigv4::verify::{Authorization, Credential, verify};

use super::checks::{now, secret};

/// Whatever the header holds, it is read or refused, and what was read says the same when it is written again.
pub fn run(data: &[u8]) {
    let value = String::from_utf8_lossy(data);
    if let Ok(read) = Authorization::parse(&value) {
        assert_eq!(
            Authorization::parse(&printed(&read)).as_ref(),
            Ok(&read),
            "{value:?}"
        );
        if let Some(credential) = read.credential.as_deref().and_then(Credential::parse) {
            assert!(read.credential.unwrap().ends_with(credential.scope()));
        }
    }
    let mut request = ReceivedRequest::default();
    request.push_header("host", "h.example");
    request.push_header("x-amz-date", "20261120T120000Z");
    request.push_header("authorization", &value);
    let found = verify(&request, now(), Some(&secret()));
    let again = verify(&request, now(), None);
    assert_eq!(found.claim, again.claim);
    assert_eq!(found.faults, again.faults);
}

/// The header much as AWS documents it. A comma at the end keeps white space that belongs to a value.
fn printed(read: &Authorization) -> String {
    let parts = [
        ("Credential", &read.credential),
        ("SignedHeaders", &read.signed_headers),
        ("Signature", &read.signature),
    ];
    if read.algorithm.is_empty() {
        return String::new();
    }
    let mut text = format!("{} ,", read.algorithm);
    for (key, value) in parts {
        if let Some(value) = value {
            text.extend([" ", key, "=", value.as_str(), ","]);
        }
    }
    text
}
