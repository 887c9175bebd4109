//! Credentials in a pasted text or a reply. Input: the text.

use countersign::formats::credentials::{credentials_in_reply, read};
use countersign::formats::paste::{placeholders, recognise};

use super::checks::now;

/// Nothing is made up: what is found stands in the text. No text for people shows a secret.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    recognise(&text, now());
    for range in placeholders(&text) {
        assert!(text.get(range).is_some(), "{text:?}");
    }
    credentials_in_reply(data, "text/xml", now());
    let Some(found) = read(&text, now()) else { return };
    let joined: String = text.split_whitespace().collect();
    for set in std::iter::once(&found.chosen).chain(&found.others) {
        let secret = set.secret_access_key.expose_for_signing();
        let token = set.session_token.expose_for_signing();
        assert!(!set.access_key_id.is_empty() && !secret.is_empty(), "{text:?}");
        assert_ne!(set.access_key_id, secret);
        // In JSON, characters may be escaped.
        if !text.contains('\\') {
            for value in [set.access_key_id.as_str(), secret, token] {
                assert!(joined.contains(value), "{text:?}");
            }
        }
        for remark in &set.remarks {
            // An access key id is no secret, and the text may give a piece of it as the secret.
            let beside_id = remark.to_string().replace(&set.access_key_id, "");
            assert!(!beside_id.contains(secret) || secret.len() < 16, "{text:?}");
        }
    }
}
