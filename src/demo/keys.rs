//! The access keys that the demo server knows: those of a table, and those that its STS gave out.
//!
//! The ones of the table stand in AWS's own documentation, so nobody can mistake them for live credentials.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use time::OffsetDateTime;

use super::session::{IssuedSession, SessionSeed};
use crate::model::Secret;

/// The account of all principals.
pub const DEMO_ACCOUNT: &str = "123456789012";

/// Sessions kept; older ones are forgotten.
const MOST_SESSIONS: usize = 1_000;

/// Access key ID of the long-term demo user.
pub const DEMO_KEY_ID: &str = "AKIAIOSFODNN7EXAMPLE";
/// Its secret access key, published in AWS's documentation.
pub const DEMO_SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

/// Access key ID of valid temporary credentials.
pub const TEMPORARY_KEY_ID: &str = "ASIAIOSFODNN7EXAMPLE";
/// Their secret access key, published in AWS's documentation of `AssumeRole`.
pub const TEMPORARY_SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY";
/// Their session token, published in the same place.
pub const TEMPORARY_TOKEN: &str = "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==";

/// Access key ID of temporary credentials whose session has ended.
pub const EXPIRED_KEY_ID: &str = "ASIAI44QH8DHBEXAMPLE";
/// Their secret access key, published in AWS's documentation.
pub const EXPIRED_SECRET: &str = "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY";
/// The session token that belongs to the expired keys.
pub const EXPIRED_TOKEN: &str = "AQoDYXdzEPT//////////wEXAMPLEexpired";

/// What a key needs beside its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lifetime {
    /// An IAM user's key: no session token.
    LongTerm,
    /// A session's key: this token goes with it.
    Session(Secret),
    /// A session's key whose time is over: this token went with it.
    Ended(Secret),
}

/// One key of the table, with the principal it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessKey {
    /// Access key ID.
    pub id: String,
    /// Secret access key.
    pub secret: Secret,
    /// Whether a session token goes with it.
    pub lifetime: Lifetime,
    /// ARN of the principal, as it stands in denials.
    pub principal: String,
}

/// All keys of one server.
#[derive(Debug, Default)]
pub struct Keys {
    issued: Mutex<Issued>,
}

#[derive(Debug, Default)]
struct Issued {
    sessions: VecDeque<IssuedSession>,
    /// Counts all that were ever issued.
    serial: u64,
}

impl Keys {
    /// Looks an access key ID up as it is at `now`; `None` for every key the demo account does not have.
    pub fn find(&self, access_key_id: &str, now: OffsetDateTime) -> Option<AccessKey> {
        table()
            .into_iter()
            .find(|key| key.id == access_key_id)
            .or_else(|| {
                let issued = self.lock();
                let session = issued
                    .sessions
                    .iter()
                    .find(|session| session.key_id == access_key_id)?;
                Some(session.key_at(now))
            })
    }

    /// Gives out temporary credentials.
    pub fn issue(&self, principal: &str, now: OffsetDateTime, expiration: OffsetDateTime) -> IssuedSession {
        let mut issued = self.lock();
        issued.serial += 1;
        let seed = SessionSeed {
            principal,
            now,
            serial: issued.serial,
        };
        let session = IssuedSession::new(seed, expiration);
        if issued.sessions.len() == MOST_SESSIONS {
            issued.sessions.pop_front();
        }
        issued.sessions.push_back(session.clone());
        session
    }

    fn lock(&self) -> MutexGuard<'_, Issued> {
        self.issued.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn table() -> [AccessKey; 3] {
    [
        AccessKey {
            id: DEMO_KEY_ID.to_owned(),
            secret: Secret::new(DEMO_SECRET),
            lifetime: Lifetime::LongTerm,
            principal: "arn:aws:iam::123456789012:user/demo".to_owned(),
        },
        AccessKey {
            id: TEMPORARY_KEY_ID.to_owned(),
            secret: Secret::new(TEMPORARY_SECRET),
            lifetime: Lifetime::Session(Secret::new(TEMPORARY_TOKEN)),
            principal: "arn:aws:sts::123456789012:assumed-role/demo/session".to_owned(),
        },
        AccessKey {
            id: EXPIRED_KEY_ID.to_owned(),
            secret: Secret::new(EXPIRED_SECRET),
            lifetime: Lifetime::Ended(Secret::new(EXPIRED_TOKEN)),
            principal: "arn:aws:sts::123456789012:assumed-role/demo/ended".to_owned(),
        },
    ]
}
