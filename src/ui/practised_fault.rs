//! The faults that a request is opened with for practice.

/// What is wrong with a request made for practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PractisedFault {
    /// The secret access key is another one.
    WrongSecret,
    /// It is signed for a time that is over.
    OldClock,
    /// It is signed for another region.
    WrongRegion,
    /// It is signed for another service.
    WrongService,
    /// A proxy changes a signed header.
    HeaderChanged,
    /// A proxy writes the body anew.
    BodyChanged,
    /// Temporary keys go without their session token.
    MissingToken,
    /// The stage does not exist.
    WrongStage,
}

impl PractisedFault {
    /// All, the daily ones first.
    pub const ALL: [Self; 8] = [
        Self::WrongSecret,
        Self::OldClock,
        Self::WrongRegion,
        Self::WrongService,
        Self::MissingToken,
        Self::WrongStage,
        Self::HeaderChanged,
        Self::BodyChanged,
    ];

    /// On its button and on the tab.
    pub fn name(self) -> &'static str {
        match self {
            Self::WrongSecret => "Wrong secret",
            Self::OldClock => "Old clock",
            Self::WrongRegion => "Wrong region",
            Self::WrongService => "Wrong service",
            Self::HeaderChanged => "Header changed on the way",
            Self::BodyChanged => "Body changed on the way",
            Self::MissingToken => "Missing session token",
            Self::WrongStage => "Wrong stage",
        }
    }

    /// What was done to the request.
    pub fn what(self) -> &'static str {
        match self {
            Self::WrongSecret => "the secret access key has one character that is not its own",
            Self::OldClock => "it is signed for a time 20 minutes ago",
            Self::WrongRegion => "it is signed for eu-west-1, and the API is in us-east-1",
            Self::WrongService => "it is signed for s3, and the host is API Gateway's",
            Self::HeaderChanged => "it goes through a proxy that changes a signed header",
            Self::BodyChanged => "it goes through a proxy that writes the JSON anew",
            Self::MissingToken => "the keys are temporary, and their session token is not there",
            Self::WrongStage => "the path begins with a stage that was never deployed",
        }
    }

    /// Said when the request is answered as it should be.
    pub fn mended(self) -> String {
        format!("Mended. What was wrong: {}", self.what())
    }
}
