//! `AssumeRole`: two roles, one of which wants a code of an MFA device.

use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use super::Parameters;
use super::error::StsError;
use crate::demo::keys::{AccessKey, DEMO_ACCOUNT, Keys};
use crate::demo::xml::{element, parent};

/// A role that every principal of the demo may assume.
pub const DEMO_ROLE: &str = "arn:aws:iam::123456789012:role/demo";
/// A role whose trust policy asks for MFA.
pub const DEMO_MFA_ROLE: &str = "arn:aws:iam::123456789012:role/demo-mfa";
/// The MFA device of the demo user.
pub const DEMO_MFA_SERIAL: &str = "arn:aws:iam::123456789012:mfa/demo";
/// The code that the device always shows.
pub const DEMO_MFA_CODE: &str = "123456";

/// The role ID of AWS's own example.
pub const ROLE_ID: &str = "AROADBQP57FF2AEXAMPLE";

const LEAST_SECS: i64 = 900;
const USUAL_SECS: i64 = 3_600;
/// The maximum session duration of both roles.
const MOST_SECS: i64 = 43_200;

/// What stands in the result: the session, and its credentials.
pub fn assume_role(
    parameters: &Parameters,
    caller: &AccessKey,
    keys: &Keys,
    now: OffsetDateTime,
) -> Result<String, StsError> {
    let role = required(parameters, "RoleArn", "roleArn")?;
    let session_name = required(parameters, "RoleSessionName", "roleSessionName")?;
    valid_name(&session_name)?;
    let duration = duration(parameters, caller)?;
    let mfa = mfa(parameters)?;
    let refused = || StsError::NotAuthorized {
        principal: caller.principal.clone(),
        role: role.clone(),
    };
    let role_name = match (role.as_str(), mfa) {
        (DEMO_ROLE, _) => "demo",
        (DEMO_MFA_ROLE, Mfa::Proved) => "demo-mfa",
        _ => return Err(refused()),
    };
    Ok(session(role_name, &session_name, duration, keys, now))
}

/// The session of a role and its credentials, as they stand in the result.
pub fn session(
    role_name: &str,
    session_name: &str,
    duration: Duration,
    keys: &Keys,
    now: OffsetDateTime,
) -> String {
    let arn = format!("arn:aws:sts::{DEMO_ACCOUNT}:assumed-role/{role_name}/{session_name}");
    let session = keys.issue(&arn, now, now.saturating_add(duration));
    let expiration = session
        .expiration
        .replace_nanosecond(0)
        .unwrap_or(session.expiration)
        .format(&Rfc3339)
        .unwrap_or_default();
    let user = [
        element("AssumedRoleId", &format!("{ROLE_ID}:{session_name}")),
        element("Arn", &arn),
    ];
    let credentials = [
        element("AccessKeyId", &session.key_id),
        element("SecretAccessKey", session.secret.expose_for_signing()),
        element("SessionToken", session.token.expose_for_signing()),
        element("Expiration", &expiration),
    ];
    format!(
        "{}{}",
        parent("AssumedRoleUser", &user.concat()),
        parent("Credentials", &credentials.concat())
    )
}

/// A parameter that has to be there.
pub fn required(parameters: &Parameters, name: &str, member: &str) -> Result<String, StsError> {
    parameters.get(name).ok_or_else(|| {
        StsError::Validation(format!(
            "1 validation error detected: Value null at '{member}' failed to satisfy constraint: Member must not \
             be null"
        ))
    })
}

/// What STS takes for the name of a session.
pub fn valid_name(name: &str) -> Result<(), StsError> {
    let right = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte));
    let member = format!(
        "1 validation error detected: Value '{name}' at 'roleSessionName' failed to satisfy constraint: Member must"
    );
    if !right {
        return Err(StsError::Validation(format!(
            "{member} satisfy regular expression pattern: [\\w+=,.@-]*"
        )));
    }
    match name.len() {
        0..2 => Err(StsError::Validation(format!(
            "{member} have length greater than or equal to 2"
        ))),
        65.. => Err(StsError::Validation(format!(
            "{member} have length less than or equal to 64"
        ))),
        _ => Ok(()),
    }
}

fn duration(parameters: &Parameters, caller: &AccessKey) -> Result<Duration, StsError> {
    let Some(text) = parameters.get("DurationSeconds") else {
        return Ok(Duration::seconds(USUAL_SECS));
    };
    let refused = |constraint: &str| {
        StsError::Validation(format!(
            "1 validation error detected: Value '{text}' at 'durationSeconds' failed to satisfy constraint: \
             Member must have value {constraint}"
        ))
    };
    let secs: i64 = text
        .parse()
        .map_err(|_| StsError::Validation(format!("The value '{text}' for durationSeconds is no integer")))?;
    if secs < LEAST_SECS {
        return Err(refused("greater than or equal to 900"));
    }
    if secs > MOST_SECS {
        return Err(refused("less than or equal to 43200"));
    }
    if secs > USUAL_SECS && caller.principal.contains(":assumed-role/") {
        return Err(StsError::Validation(
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
                .to_owned(),
        ));
    }
    Ok(Duration::seconds(secs))
}

/// What was shown of an MFA device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mfa {
    NotShown,
    Proved,
}

fn mfa(parameters: &Parameters) -> Result<Mfa, StsError> {
    match (parameters.get("SerialNumber"), parameters.get("TokenCode")) {
        (None, None) => Ok(Mfa::NotShown),
        (Some(serial), Some(_)) if serial != DEMO_MFA_SERIAL => Err(StsError::MfaSerial),
        (Some(_), Some(code)) if code == DEMO_MFA_CODE => Ok(Mfa::Proved),
        (Some(_), Some(_)) => Err(StsError::MfaCode),
        _ => Err(StsError::MfaIncomplete),
    }
}
