//! A presigned URL as somebody pastes it. Input: the URL.

use countersign::formats::from_url;
use countersign::sigv4::verify::{Presigned, SignaturePlace, target_without, verify};

use super::checks::{now, secret};

const SIGNATURE: [&str; 1] = ["X-Amz-Signature"];

/// Whatever is pasted, it is read or refused, and taking the signature out takes out that and nothing else.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    Presigned::parse(&text);
    for method in ["GET", "PUT"] {
        let Ok(imported) = from_url(&text, method) else {
            continue;
        };
        let request = imported.request;
        let found = verify(&request, now(), Some(&secret()));
        if let Some(claim) = &found.claim {
            assert_ne!(claim.place, SignaturePlace::Header, "{text:?}");
        }
        let bare = target_without(&request.target, &SIGNATURE);
        assert_eq!(target_without(&bare, &SIGNATURE), bare);
        if let Some(query) = request.query()
            && let Some(read) = Presigned::parse(query)
            && read.repeated.is_empty()
            && let Some(left) = bare
                .split_once('?')
                .and_then(|(_, query)| Presigned::parse(query))
        {
            assert_eq!(
                left,
                Presigned {
                    signature: None,
                    ..read
                },
                "{text:?}"
            );
        }
    }
}
