//! Temporary credentials that the demo's STS gave out.

use base64::Engine as _;
use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;

use super::keys::{AccessKey, Lifetime};
use crate::model::Secret;

/// Letters and digits of access key IDs.
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// One session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedSession {
    /// `ASIA` and sixteen characters.
    pub key_id: String,
    /// Secret access key.
    pub secret: Secret,
    /// Session token.
    pub token: Secret,
    /// ARN of the session.
    pub principal: String,
    /// The moment from which on it is over.
    pub expiration: OffsetDateTime,
}

/// What the credentials derive from: the demo has no randomness, and its credentials open nothing.
#[derive(Clone, Copy, Debug)]
pub struct SessionSeed<'a> {
    /// ARN of the session.
    pub principal: &'a str,
    /// The server's clock.
    pub now: OffsetDateTime,
    /// Counts the sessions of a server.
    pub serial: u64,
}

impl SessionSeed<'_> {
    fn digest(self, purpose: &str) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(purpose);
        hash.update(self.now.unix_timestamp_nanos().to_be_bytes());
        hash.update(self.serial.to_be_bytes());
        hash.update(self.principal);
        hash.finalize().into()
    }
}

impl IssuedSession {
    /// Derives the credentials.
    pub fn new(seed: SessionSeed<'_>, expiration: OffsetDateTime) -> Self {
        let encode = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(bytes);
        let key_id: String = seed
            .digest("key id")
            .iter()
            .take(16)
            .filter_map(|byte| ALPHABET.get(usize::from(byte % 32)))
            .map(|letter| char::from(*letter))
            .collect();
        let token: Vec<u8> = (0..6)
            .flat_map(|part| seed.digest(&format!("token {part}")))
            .collect();
        Self {
            key_id: format!("ASIA{key_id}"),
            secret: Secret::new(encode(seed.digest("secret").get(..30).unwrap_or_default())),
            token: Secret::new(format!("FwoGZXIvYXdz{}", encode(&token))),
            principal: seed.principal.to_owned(),
            expiration,
        }
    }

    /// The key as it is at `now`.
    pub fn key_at(&self, now: OffsetDateTime) -> AccessKey {
        let token = self.token.clone();
        AccessKey {
            id: self.key_id.clone(),
            secret: self.secret.clone(),
            lifetime: if now < self.expiration {
                Lifetime::Session(token)
            } else {
                Lifetime::Ended(token)
            },
            principal: self.principal.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_sessions_differ_and_have_the_form_of_aws() {
        let now = time::macros::datetime!(2026-11-20 12:00 UTC);
        let issue = |serial| {
            let seed = SessionSeed {
                principal: "arn",
                now,
                serial,
            };
            IssuedSession::new(seed, now)
        };
        let (first, second) = (issue(1), issue(2));
        assert_eq!((first.key_id.len(), first.secret.len()), (20, 40));
        assert!(
            first.key_id != second.key_id && first.secret != second.secret && first.token != second.token
        );
    }
}
