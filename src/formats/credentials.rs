//! AWS credentials in a text that somebody pastes, or in a reply: of the console, the command line, STS, containers.
//!
//! ```text
//! text ─┬─ CSV with a header row ────────────────┐
//!       ├─ JSON: every object, lists of pairs ───┼──▶ findings ──▶ sets ──▶ PastedCredentials
//!       └─ all else: names with values behind ───┘
//! ```
//!
//! Names decide, not shapes: a text without a name for the key ID and one for the secret is none, with one exception,
//! the bare values in a row. Placeholders are no values. Nothing is read from files or the environment.

mod csv;
mod field;
mod json;
mod scan;
mod set;

use time::OffsetDateTime;

use crate::model::{AwsAuth, KeyExpiry, Secret, SigningTime};
use set::Findings;

/// Longer texts are not searched.
const LONGEST: usize = 1_000_000;

/// Credentials found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastedCredentials {
    /// What to take: the profile `default` when there are several, else the first.
    pub chosen: CredentialSet,
    /// Further ones, to choose from.
    pub others: Vec<CredentialSet>,
}

/// One set of credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialSet {
    /// Access key ID. Not a secret.
    pub access_key_id: String,
    /// Secret access key.
    pub secret_access_key: Secret,
    /// Session token; empty for long-term keys.
    pub session_token: Secret,
    /// Region that stands beside them.
    pub region: Option<String>,
    /// When they end.
    pub expires: Option<OffsetDateTime>,
    /// Name of the profile or user.
    pub profile: Option<String>,
    /// What may not be as meant.
    pub remarks: Vec<CredentialRemark>,
}

/// Something about credentials that the user should know. Never holds a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CredentialRemark {
    /// The expiry has passed.
    #[error("These credentials expired at {at}: get new ones")]
    Expired {
        /// In the form of X-Amz-Date.
        at: String,
    },
    /// A key ID of temporary credentials without the token that belongs to it.
    #[error("{access_key_id} belongs to temporary credentials, and there is no session token beside it")]
    TokenMissing {
        /// The key ID.
        access_key_id: String,
    },
    /// The value was wrapped over lines.
    #[error("The {field} was wrapped over lines, which were joined")]
    Joined {
        /// Which value.
        field: &'static str,
    },
    /// There was a token of other credentials.
    #[error("The session token of the credentials before was cleared: there is none beside the new key")]
    TokenCleared,
}

impl CredentialSet {
    /// Puts the set into the form. A token of other credentials goes; region and service stay, as the host says them.
    pub fn put_into(&self, auth: &mut AwsAuth) -> Vec<CredentialRemark> {
        let mut remarks = self.remarks.clone();
        if self.session_token.is_empty() && !auth.session_token.is_empty() {
            remarks.push(CredentialRemark::TokenCleared);
        }
        auth.access_key_id.clone_from(&self.access_key_id);
        auth.secret_access_key = self.secret_access_key.clone();
        auth.session_token = self.session_token.clone();
        auth.expiry = self.expires.map(|at| KeyExpiry {
            access_key_id: self.access_key_id.clone(),
            unix_seconds: at.unix_timestamp(),
        });
        remarks
    }
}

/// The credentials in a pasted text; `None` when it holds none. `now` tells what has expired.
pub fn read(text: &str, now: SigningTime) -> Option<PastedCredentials> {
    if text.len() > LONGEST {
        return None;
    }
    let text = text.trim_start_matches('\u{feff}').trim();
    let by_form = json::findings(text).or_else(|| csv::findings(text));
    choose(by_form.unwrap_or_else(|| scan::findings(text)), now)
        .or_else(|| choose(set::bare_values(text), now))
}

/// The credentials in a reply, as STS, IAM, Cognito, the SSO portal and container endpoints give them out.
pub fn credentials_in_reply(body: &[u8], content_type: &str, now: SigningTime) -> Option<PastedCredentials> {
    if body.len() > LONGEST {
        return None;
    }
    let text = std::str::from_utf8(body)
        .ok()?
        .trim_start_matches('\u{feff}')
        .trim();
    let media_type = content_type.to_ascii_lowercase();
    if text.starts_with(['{', '[']) && !media_type.contains("html") {
        return choose(json::findings(text)?, now);
    }
    let is_xml = text.starts_with('<') && !media_type.contains("html");
    is_xml.then(|| choose(scan::findings(text), now)).flatten()
}

fn choose(findings: Findings, now: SigningTime) -> Option<PastedCredentials> {
    let mut sets = findings.into_sets(now);
    let at = sets
        .iter()
        .position(|set| set.profile.as_deref() == Some("default"))
        .unwrap_or_default();
    (at < sets.len()).then(|| PastedCredentials {
        chosen: sets.remove(at),
        others: sets,
    })
}
