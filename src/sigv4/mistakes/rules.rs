//! The rules of S3 for another service, and those of others for S3.

use super::subject::Subject;
use super::words::Words;

/// Whose rules were followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RulesMistake {
    /// Those of S3: path encoded once and not normalised.
    OfS3,
    /// Those of presigned URLs of S3: the payload is unsigned too.
    OfS3Presigned,
    /// Those of all others: path encoded twice and normalised.
    OfOthers,
    /// The same for a presigned URL: the body is signed too.
    OfOthersPresigned,
}

impl RulesMistake {
    pub(super) const USUAL: [Self; 4] = [
        Self::OfS3,
        Self::OfS3Presigned,
        Self::OfOthers,
        Self::OfOthersPresigned,
    ];

    pub(super) fn words(self, subject: &Subject<'_>) -> Words {
        let service = &subject.credential.service;
        match self {
            Self::OfS3 | Self::OfS3Presigned => Words::new(
                "rules-of-s3",
                format!("The request was signed by the rules of S3, and {service} has others"),
                "Sign with the rules of all services but S3: the path encoded once more than it is sent, and normalised.",
            ),
            Self::OfOthers | Self::OfOthersPresigned => Words::new(
                "rules-of-others",
                format!("The request was signed by the rules of other services, and {service} has its own"),
                "Sign with the rules of S3: the key encoded once and not normalised, and UNSIGNED-PAYLOAD in a presigned URL.",
            ),
        }
    }
}
