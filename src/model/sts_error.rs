//! Why STS gave no credentials.

use std::path::PathBuf;

use super::CallProblem;

/// Why STS gave no credentials.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StsError {
    /// The service was not reached.
    #[error("{operation} did not reach {host}: {problem}")]
    NotReached {
        /// What was asked, as `AssumeRole`.
        operation: &'static str,
        /// The host.
        host: String,
        /// The cause.
        problem: CallProblem,
    },
    /// The service refused.
    #[error("{operation} was refused by {host}: {code}: {message}")]
    Refused {
        /// What was asked.
        operation: &'static str,
        /// The host.
        host: String,
        /// Code of the error, as `AccessDenied`.
        code: String,
        /// Its own words.
        message: String,
    },
    /// What came is not what STS answers.
    #[error("{operation} got a reply from {host} that is not one of STS: status {status}")]
    Unreadable {
        /// What was asked.
        operation: &'static str,
        /// The host.
        host: String,
        /// Status code of the reply.
        status: u16,
    },
    /// The call can not be made of what the role says.
    #[error("{operation} can not be asked: {reason}")]
    NotAsked {
        /// What was to be asked.
        operation: &'static str,
        /// What is missing or wrong.
        reason: String,
    },
    /// The file with the web identity token gives none.
    #[error("the web identity token can not be read from {}: {reason}", path.display())]
    TokenFile {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}

/// A reason of STS to refuse, by which the next step is told.
/// <https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    NotAllowed,
    Mfa,
    CallerEnded,
    CallerUnknown,
    CallerSecret,
    Clock,
    Scope,
    Parameter,
    Policy,
    PolicySize,
    RegionOff,
    TokenEnded,
    TokenInvalid,
    TokenRejected,
    IdentityProvider,
    Busy,
    Other,
}

impl Refusal {
    fn of(operation: &str, code: &str, message: &str) -> Self {
        match code {
            "AccessDenied" | "AccessDeniedException" if message.contains("MultiFactorAuthentication") => {
                Self::Mfa
            }
            "AccessDenied" | "AccessDeniedException" => Self::NotAllowed,
            "ExpiredToken" | "ExpiredTokenException" if operation == "AssumeRoleWithWebIdentity" => {
                Self::TokenEnded
            }
            "ExpiredToken" | "ExpiredTokenException" => Self::CallerEnded,
            "InvalidClientTokenId" | "UnrecognizedClientException" => Self::CallerUnknown,
            "SignatureDoesNotMatch" if message.contains("Signature expired") => Self::Clock,
            "SignatureDoesNotMatch" if message.contains("scoped") => Self::Scope,
            "SignatureDoesNotMatch" => Self::CallerSecret,
            "RequestExpired" => Self::Clock,
            "ValidationError" => Self::Parameter,
            "MalformedPolicyDocument" => Self::Policy,
            "PackedPolicyTooLarge" => Self::PolicySize,
            "RegionDisabledException" => Self::RegionOff,
            "InvalidIdentityToken" => Self::TokenInvalid,
            "IDPRejectedClaim" => Self::TokenRejected,
            "IDPCommunicationError" => Self::IdentityProvider,
            "Throttling" | "ThrottlingException" | "ServiceUnavailable" | "InternalFailure" => Self::Busy,
            _ => Self::Other,
        }
    }

    fn kind(self) -> &'static str {
        match self {
            Self::NotAllowed => "sts-not-allowed",
            Self::Mfa => "sts-mfa-refused",
            Self::CallerEnded => "sts-caller-expired",
            Self::CallerUnknown => "sts-key-unknown",
            Self::CallerSecret => "sts-secret-wrong",
            Self::Clock => "sts-clock",
            Self::Scope => "sts-region-wrong",
            Self::Parameter => "sts-parameter",
            Self::Policy => "sts-policy-malformed",
            Self::PolicySize => "sts-policy-too-large",
            Self::RegionOff => "sts-region-disabled",
            Self::TokenEnded => "web-identity-expired",
            Self::TokenInvalid => "web-identity-invalid",
            Self::TokenRejected => "web-identity-rejected",
            Self::IdentityProvider => "identity-provider-unreachable",
            Self::Busy => "sts-busy",
            Self::Other => "sts-refused",
        }
    }

    fn hint(self) -> &'static str {
        match self {
            Self::NotAllowed => {
                "Check both policies: the role's trust policy must name the caller, and the caller's must allow \
                 sts:AssumeRole. External ID and MFA may be conditions"
            }
            Self::Mfa => {
                "Check the serial number of the MFA device and enter the code that it shows now; a code is good once"
            }
            Self::CallerEnded => "Fetch or paste new credentials of the caller: its session has ended",
            Self::CallerUnknown => {
                "Check the caller's access key ID, and that temporary credentials have their session token"
            }
            Self::CallerSecret => {
                "Check the caller's secret access key: it does not belong to its access key ID"
            }
            Self::Clock => "Set the clock of this machine: STS takes signatures of the last 15 minutes",
            Self::Scope => "Set the region of STS to the one of its endpoint",
            Self::Parameter => "Correct the field of the role that the message names",
            Self::Policy => "Correct the session policy: it is no policy document of IAM",
            Self::PolicySize => "Shorten the session policy",
            Self::RegionOff => "Choose another region for STS, or enable this one for the account",
            Self::TokenEnded => "Have the web identity token written anew: its time is over",
            Self::TokenInvalid => {
                "Check the file of the web identity token and the identity provider that IAM knows"
            }
            Self::TokenRejected => {
                "Ask the identity provider why it rejects the claim: the token may be revoked"
            }
            Self::IdentityProvider => "Try again: STS did not reach the identity provider",
            Self::Busy => "Try again in a moment",
            Self::Other => "Check the role, its trust policy and the caller",
        }
    }
}

impl StsError {
    /// Stable slug.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::NotReached { problem, .. } => problem.kind(),
            Self::Refused {
                operation,
                code,
                message,
                ..
            } => Refusal::of(operation, code, message).kind(),
            Self::Unreadable { .. } => "sts-unreadable",
            Self::NotAsked { .. } => "sts-not-asked",
            Self::TokenFile { .. } => "web-identity-file",
        }
    }

    /// True when it is the caller's credentials that STS does not take: others have to be fetched.
    pub fn blames_caller(&self) -> bool {
        let Self::Refused {
            operation,
            code,
            message,
            ..
        } = self
        else {
            return false;
        };
        matches!(
            Refusal::of(operation, code, message),
            Refusal::CallerEnded | Refusal::CallerUnknown | Refusal::CallerSecret
        )
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::NotReached { problem, .. } => problem.hint(),
            Self::Refused {
                operation,
                code,
                message,
                ..
            } => Refusal::of(operation, code, message).hint().to_owned(),
            Self::Unreadable { .. } => {
                "Check the endpoint of STS: another server may answer there".to_owned()
            }
            Self::NotAsked { .. } => "Complete the role on the Auth tab or in the profile".to_owned(),
            Self::TokenFile { .. } => {
                "Check AWS_WEB_IDENTITY_TOKEN_FILE or web_identity_token_file, and that the file is there"
                    .to_owned()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_to_refuse_has_its_own_next_step() {
        let of = |operation, code: &str, message: &str| {
            let error = StsError::Refused {
                operation,
                host: "sts.amazonaws.com".to_owned(),
                code: code.to_owned(),
                message: message.to_owned(),
            };
            (error.kind(), error.hint())
        };
        // The texts of STS as reference/aws-errors.md has them.
        let rows = [
            (
                "AssumeRole",
                "AccessDenied",
                "User: x is not authorized to perform: sts:AssumeRole",
                "sts-not-allowed",
            ),
            (
                "AssumeRole",
                "AccessDenied",
                "MultiFactorAuthentication failed with invalid MFA one time pass code. ",
                "sts-mfa-refused",
            ),
            (
                "AssumeRole",
                "ExpiredToken",
                "The security token included in the request is expired",
                "sts-caller-expired",
            ),
            (
                "AssumeRoleWithWebIdentity",
                "ExpiredTokenException",
                "Token expired",
                "web-identity-expired",
            ),
            (
                "AssumeRole",
                "SignatureDoesNotMatch",
                "Signature expired: a is now earlier than b",
                "sts-clock",
            ),
            (
                "AssumeRole",
                "SignatureDoesNotMatch",
                "The request signature we calculated does not match",
                "sts-secret-wrong",
            ),
            (
                "AssumeRole",
                "SignatureDoesNotMatch",
                "Credential should be scoped to a valid region",
                "sts-region-wrong",
            ),
            ("AssumeRole", "NewError", "", "sts-refused"),
        ];
        let mut hints = Vec::new();
        for (operation, code, message, kind) in rows {
            let (found, hint) = of(operation, code, message);
            assert_eq!(found, kind, "{code} {message}");
            hints.push(hint);
        }
        hints.sort();
        hints.dedup();
        assert_eq!(hints.len(), rows.len());
    }
}
