//! `AssumeRoleWithWebIdentity`, with tokens that are words and no signed ones.

use time::{Duration, OffsetDateTime};

use super::Parameters;
use super::assume_role::{DEMO_ROLE, required, session, valid_name};
use super::error::StsError;
use crate::demo::keys::Keys;

/// A token that the demo account's identity provider has given out.
pub const DEMO_IDENTITY_TOKEN: &str = "demo-identity-token";
/// One whose time is over.
pub const ENDED_IDENTITY_TOKEN: &str = "demo-identity-token-ended";

/// What stands in the result. <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html>
pub fn assume_role(parameters: &Parameters, keys: &Keys, now: OffsetDateTime) -> Result<String, StsError> {
    let role = required(parameters, "RoleArn", "roleArn")?;
    let session_name = required(parameters, "RoleSessionName", "roleSessionName")?;
    valid_name(&session_name)?;
    match required(parameters, "WebIdentityToken", "webIdentityToken")?.as_str() {
        DEMO_IDENTITY_TOKEN if role == DEMO_ROLE => {
            Ok(session("demo", &session_name, Duration::hours(1), keys, now))
        }
        DEMO_IDENTITY_TOKEN => Err(StsError::NotAuthorizedByToken),
        ENDED_IDENTITY_TOKEN => Err(StsError::IdentityTokenEnded),
        _ => Err(StsError::IdentityTokenInvalid),
    }
}
