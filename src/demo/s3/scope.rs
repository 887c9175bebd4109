//! What is wrong with a credential, in the words of S3. It names the first fault only.

use crate::model::SigningTime;
use crate::sigv4::TERMINATOR;
use crate::sigv4::verify::Credential;

const REGION: &str = "us-east-1";
const SERVICE: &str = "s3";

/// The first fault of a credential.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScopeFault {
    /// It does not have five parts.
    #[error("the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".")]
    Malformed,
    /// The date is no date.
    #[error("incorrect date format \"{0}\". This date in the credential must be in the format \"yyyyMMdd\".")]
    DateFormat(String),
    /// Another region.
    #[error("the region '{0}' is wrong; expecting '{REGION}'")]
    Region(String),
    /// Another service.
    #[error("incorrect service \"{0}\". This endpoint belongs to \"{SERVICE}\".")]
    Service(String),
    /// Another end.
    #[error("incorrect terminal \"{0}\". This endpoint uses \"{TERMINATOR}\".")]
    Terminal(String),
    /// Another day than that of the signing time.
    #[error("Invalid credential date \"{date}\". This date is not the same as X-Amz-Date: \"{signed}\".")]
    OtherDate {
        /// Date in the scope.
        date: String,
        /// Date of the signing time.
        signed: String,
    },
}

impl ScopeFault {
    /// The region to use, when it is the region that is wrong.
    pub fn region(&self) -> Option<&'static str> {
        matches!(self, Self::Region(_)).then_some(REGION)
    }
}

/// Takes a credential apart and checks it.
pub fn check(text: &str, signed_at: Option<SigningTime>) -> Result<Credential, ScopeFault> {
    let credential = Credential::parse(text).ok_or(ScopeFault::Malformed)?;
    if SigningTime::parse_amz_date(&format!("{}T000000Z", credential.date)).is_none() {
        return Err(ScopeFault::DateFormat(credential.date));
    }
    if credential.region != REGION {
        return Err(ScopeFault::Region(credential.region));
    }
    if credential.service != SERVICE {
        return Err(ScopeFault::Service(credential.service));
    }
    if credential.terminator != TERMINATOR {
        return Err(ScopeFault::Terminal(credential.terminator));
    }
    match signed_at.map(SigningTime::scope_date) {
        Some(signed) if signed != credential.date => Err(ScopeFault::OtherDate {
            date: credential.date,
            signed,
        }),
        _ => Ok(credential),
    }
}
