//! Signing in to IAM Identity Center, as the window and the command line see it.

use std::path::PathBuf;

use time::OffsetDateTime;

use super::{Secret, SsoError, SsoSession};

/// By which of OAuth's grants a person signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignInMethod {
    /// In a browser on this machine, which comes back to it: authorization code with PKCE (RFC 7636).
    Browser,
    /// In a browser anywhere, with a code to compare (RFC 8628): for machines without a browser.
    DeviceCode,
}

impl SignInMethod {
    /// What the AWS CLI would take: the code for a profile that has no `sso-session`, else the browser.
    pub fn usual(session: &SsoSession) -> Self {
        if session.name.is_none() && session.profile.is_some() {
            Self::DeviceCode
        } else {
            Self::Browser
        }
    }
}

/// Where a sign-in stands. Each state but the last two may be cancelled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignInState {
    /// The program makes itself known.
    Registering,
    /// The person has to open this address in a browser of this machine, and sign in there.
    WaitingForBrowser {
        /// The address; good for this sign-in alone.
        url: String,
    },
    /// The person has to open an address anywhere, compare the code, and sign in there.
    WaitingForCode {
        /// What the page shows, as `ABCD-EFGH`.
        user_code: String,
        /// The address, to be typed.
        url: String,
        /// The address with the code in it, to be clicked.
        url_with_code: String,
        /// When the code ends.
        expires: OffsetDateTime,
    },
    /// The person is done; the program fetches its token.
    Exchanging,
    /// Signed in.
    Done {
        /// When the token ends, unless it is refreshed.
        until: OffsetDateTime,
    },
    /// Not signed in.
    Failed(SsoError),
}

/// A sign-in that succeeded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// When the token ends, unless it is refreshed.
    pub until: OffsetDateTime,
    /// The file in which the AWS CLI finds it too.
    pub file: PathBuf,
    /// Damaged cache files that stood in the way, under the names that they have now.
    pub set_aside: Vec<PathBuf>,
    /// Tokens and client secret, each with its label: they must be found and hidden.
    pub further_secrets: Vec<(&'static str, Secret)>,
}

/// What the token cache says of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenState {
    /// Nobody signed in, or they signed out.
    None,
    /// Somebody is signed in.
    SignedIn {
        /// When the token ends, unless it is refreshed.
        until: OffsetDateTime,
    },
    /// The token has ended, but can be refreshed without a person.
    Refreshable {
        /// When it ended.
        since: OffsetDateTime,
    },
    /// The token has ended.
    Expired {
        /// When it ended.
        since: OffsetDateTime,
    },
}

/// What became of a sign-out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedOut {
    /// The file that was removed; `None` when nobody was signed in.
    pub removed: Option<PathBuf>,
    /// Why the portal was not told, where it was not: the token then works elsewhere until it ends.
    pub not_told: Option<SsoError>,
}

/// An account that the person may use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SsoAccount {
    /// Twelve digits.
    pub account_id: String,
    /// Its name; may be empty.
    pub name: String,
    /// Address of its root user; may be empty.
    pub email: String,
}

/// A permission set that the person has in an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SsoRole {
    /// Twelve digits.
    pub account_id: String,
    /// Name of the permission set.
    pub name: String,
}
