//! Help for getting credentials: AWS STS and IAM Identity Center.

use super::{CauseHelp, pages};

pub(super) static STS_REGION_DISABLED: CauseHelp = CauseHelp {
    title: "AWS STS is not active in this region for the account",
    meaning: &[
        "The administrator of an account decides in which regions AWS STS gives credentials. In this one \
         it does not, whatever the signature.",
    ],
    said: &[
        "RegionDisabledException: STS is not activated in this region for account:…. Your account \
         administrator can activate STS in this region using the IAM Console.",
    ],
    checks: &[
        "Look at the region in the host and in the Auth section",
        "Call another region: `aws sts get-caller-identity --region us-east-1`",
        "In the IAM console, look at Account settings for the regions where AWS STS is active",
    ],
    fixes: &[
        "Call AWS STS in a region where it is active",
        "Let the administrator activate it in the account settings of IAM",
    ],
    page: Some(pages::STS_REGIONS),
};

pub(super) static MFA_REQUIRED: CauseHelp = CauseHelp {
    title: "A code of an MFA device is needed",
    meaning: &[
        "The call has to carry the serial number of the MFA device and a code of it. One of them or both \
         were not sent.",
        "A trust policy that asks for MFA denies AssumeRole without them in the same words as for any \
         other caller: not authorized to perform sts:AssumeRole",
    ],
    said: &[
        "AccessDenied: MultiFactorAuthentication failed, must provide both MFA serial number and one time \
         pass code.",
        "AccessDenied: User: … is not authorized to perform: sts:AssumeRole on resource: …",
    ],
    checks: &[
        "Look for SerialNumber and TokenCode in the request as sent",
        "Look for aws:MultiFactorAuthPresent in the trust policy: `aws iam get-role --role-name ROLE`",
        "Ask for the serial number of the device: `aws iam list-mfa-devices --user-name USER`",
    ],
    fixes: &[
        "Send SerialNumber, which is the ARN of the device, and TokenCode, which is the code that it shows \
         now",
        "Or get credentials that carry the MFA first: `aws sts get-session-token --serial-number MFA_ARN \
         --token-code CODE`",
    ],
    page: Some(pages::MFA),
};

pub(super) static MFA_INVALID: CauseHelp = CauseHelp {
    title: "The code of the MFA device was not accepted",
    meaning: &[
        "A code counts once and for about half a minute. This one was mistyped, used before or too old, or \
         belongs to another device than the serial number.",
    ],
    said: &[
        "AccessDenied: MultiFactorAuthentication failed with invalid MFA one time pass code.",
        "AccessDenied: MultiFactorAuthentication failed, unable to validate MFA code. Please verify your \
         MFA serial number…",
    ],
    checks: &[
        "See whether the same code was sent twice, as in a repeated request",
        "Compare the serial number with that of the device: `aws iam list-mfa-devices --user-name USER`",
        "Look at the clock of the device that makes the codes",
    ],
    fixes: &[
        "Wait for the next code and send that one",
        "Correct SerialNumber: it is the ARN of the user's own device, of the account of the user",
        "Let the administrator synchronize the device in IAM",
    ],
    page: Some(pages::MFA),
};

pub(super) static WEB_IDENTITY_INVALID: CauseHelp = CauseHelp {
    title: "The web identity token or the session policy was not accepted",
    meaning: &[
        "AssumeRoleWithWebIdentity is not signed: the token of the identity provider takes the place of \
         the signature. Token, provider or session policy has a fault.",
        "ExpiredTokenException and InvalidIdentityToken are about the token, IDPRejectedClaim and \
         IDPCommunicationError about the provider, MalformedPolicyDocument and PackedPolicyTooLarge about \
         the session policy and tags",
    ],
    said: &[
        "InvalidIdentityToken",
        "ExpiredTokenException",
        "IDPRejectedClaim",
        "IDPCommunicationError",
        "MalformedPolicyDocument",
        "PackedPolicyTooLarge",
    ],
    checks: &[
        "Read the code of the reply, which tells the three kinds apart",
        "Look at exp, iss and aud in the token: it has to be current, and issuer and audience those of the \
         provider in IAM",
        "See which providers IAM knows: `aws iam list-open-id-connect-providers`",
        "Look at the trust policy of the role: `aws iam get-role --role-name ROLE`",
    ],
    fixes: &[
        "Get a new token from the identity provider and send it at once",
        "Register issuer and audience in IAM as they stand in the token",
        "For IDPCommunicationError, try again a few times: AWS did not reach the provider",
        "Correct the session policy, or make it and the session tags smaller",
    ],
    page: Some(pages::WEB_IDENTITY),
};

pub(super) static SSO_ROLE_NOT_ASSIGNED: CauseHelp = CauseHelp {
    title: "The user does not have this role in this account",
    meaning: &[
        "The sign-in to IAM Identity Center counts. What is refused is the pair of account and permission \
         set that was asked for, as it is not assigned to the user.",
    ],
    said: &["ForbiddenException: No access"],
    checks: &[
        "Compare sso_account_id and sso_role_name of the profile with what the AWS access portal offers",
        "See whether somebody else is signed in",
        "See whether the assignment was made or taken away recently",
    ],
    fixes: &[
        "Choose an account and a role that the AWS access portal offers",
        "Let the administrator assign the permission set for the account to the user or to one of the \
         user's groups",
        "Sign in again after the assignment: `aws sso login --profile PROFILE`",
    ],
    page: Some(pages::SSO_ASSIGNMENT),
};
