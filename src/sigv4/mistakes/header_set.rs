//! Which headers were signed: others than those that the list of signed headers names.

use super::names::{NameId, Names};
use super::words::Words;

/// Where a header stands, or is missing, that does not elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SetPlace {
    /// In the canonical headers and in the list in the canonical request.
    Both,
    /// In the canonical headers alone.
    Lines,
    /// In the list alone.
    List,
}

/// How the set of signed headers differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HeaderSet {
    /// A header was signed that the list sent does not name.
    Added {
        /// Lower-case name.
        name: NameId,
        /// Where.
        place: SetPlace,
    },
    /// A header that the list sent names was not signed.
    LeftOut {
        /// Lower-case name.
        name: NameId,
        /// Where.
        place: SetPlace,
    },
    /// Only `host` and `x-amz-date` were signed.
    HostAndDate,
}

/// Names of the header that carries the session token.
const TOKENS: [&str; 2] = ["x-amz-security-token", "x-amz-s3session-token"];

impl HeaderSet {
    pub(super) fn words(self, names: &Names) -> Words {
        match self {
            Self::Added { name, .. } if TOKENS.contains(&names.get(name)) => Words::new(
                "session-token-signed",
                "The session token was signed, and SignedHeaders does not name its header",
                "Name x-amz-security-token in SignedHeaders when it is signed; only AWS IoT over WebSocket leaves it out.",
            ),
            Self::LeftOut { name, .. } if TOKENS.contains(&names.get(name)) => Words::new(
                "session-token-not-signed",
                "The session token was added after signing: SignedHeaders names its header, and it was not signed",
                "Add x-amz-security-token before signing, and sign it.",
            ),
            Self::Added { name, place } => Words::new(
                "header-signed-not-listed",
                format!(
                    "The header {} was signed{}, and SignedHeaders does not name it",
                    names.get(name),
                    in_part(place)
                ),
                "Make SignedHeaders of the headers that are in the canonical request.",
            ),
            Self::LeftOut { name, place } => Words::new(
                "header-listed-not-signed",
                format!(
                    "SignedHeaders names {}, and it was not signed{}",
                    names.get(name),
                    in_part(place)
                ),
                "Sign every header that SignedHeaders names, or take the name out of it.",
            ),
            Self::HostAndDate => Words::new(
                "header-listed-not-signed",
                "Only host and x-amz-date were signed, and SignedHeaders names more",
                "Sign every header that SignedHeaders names, or take the names out of it.",
            ),
        }
    }
}

fn in_part(place: SetPlace) -> &'static str {
    match place {
        SetPlace::Both => "",
        SetPlace::Lines => " in the canonical headers",
        SetPlace::List => " in the list of the canonical request",
    }
}
