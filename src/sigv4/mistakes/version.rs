//! Another version of the signature than the request says.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html>

use super::words::Words;

/// Which version was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VersionMistake {
    /// Version 2: its string to sign, signed with the secret itself.
    Version2,
    /// Version 4A, where the request says Version 4.
    Version4a,
    /// Version 4, where the request says Version 4A.
    Version4,
}

impl VersionMistake {
    pub(super) fn words(self) -> Words {
        const CURE: &str = "Sign with AWS4-HMAC-SHA256.";
        match self {
            Self::Version2 => Words::new(
                "signature-version-2",
                "The signature is one of Signature Version 2, and the request says Version 4",
                CURE,
            ),
            Self::Version4a => Words::new(
                "signature-version-4a",
                "The signature is one of Signature Version 4A, and the request says Version 4",
                "Name AWS4-ECDSA-P256-SHA256 and leave the region out of the scope, or sign with AWS4-HMAC-SHA256.",
            ),
            Self::Version4 => Words::new(
                "signature-version-4",
                "The signature is one of Signature Version 4, and the request says Version 4A",
                "Name AWS4-HMAC-SHA256 and put the region into the scope, or sign with AWS4-ECDSA-P256-SHA256.",
            ),
        }
    }
}
