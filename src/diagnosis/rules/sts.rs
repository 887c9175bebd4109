//! STS, and sign-in with IAM Identity Center.

use super::super::pattern;
use super::super::rule::Rule;
use super::super::scene::Scene;
use super::refine;
use crate::model::{Cause, Confidence, RequestPart};

const LACKS_DEVICE: &str =
    "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code";

fn lacks_device(scene: &Scene<'_>) -> bool {
    let message = scene.reply.message.as_ref();
    message
        .is_some_and(|message| pattern::find(LACKS_DEVICE, &message.value, &scene.reply.sentences).is_some())
}

pub(super) static RULES: &[Rule] = &[
    Rule {
        rows: &[68],
        cause: Cause::MfaRequired,
        says: &[LACKS_DEVICE],
        title: "The role asks for an MFA device, and the call named none",
        meaning: "SerialNumber and TokenCode belong together, and both have to be sent.",
        steps: &["Add SerialNumber, the ARN of the device, and TokenCode, its six digits"],
        part: || Some(RequestPart::Body),
        ..Rule::BASE
    },
    Rule {
        rows: &[68],
        cause: Cause::MfaInvalid,
        says: &[
            "MultiFactorAuthentication failed with invalid MFA one time pass code",
            "MultiFactorAuthentication failed, unable to validate MFA code",
            "MultiFactorAuthentication failed*",
        ],
        needs: |scene| !lacks_device(scene),
        title: "The code of the MFA device was not accepted",
        meaning: "A code is good for some 30 seconds and for one use. The device has to be the caller's.",
        steps: &[
            "Wait for the next code, and send it at once",
            "Check SerialNumber: the ARN of a device of this user",
            "Set the clock of the device when its codes never work",
        ],
        part: || Some(RequestPart::Body),
        ..Rule::BASE
    },
    Rule {
        rows: &[69],
        cause: Cause::StsRegionDisabled,
        says: &["STS is not activated in this region for account*"],
        kinds: &["RegionDisabledException", "RegionDisabled"],
        title: "STS is not active in this region for the account",
        meaning: "An administrator of the account turns it on in the console of IAM; until then another region works.",
        steps: &[
            "Call STS in another region",
            "Have the region activated in the account settings of IAM",
        ],
        part: || Some(RequestPart::Region),
        ..Rule::BASE
    },
    Rule {
        rows: &[70],
        cause: Cause::WebIdentityInvalid,
        kinds: &[
            "InvalidIdentityToken",
            "InvalidIdentityTokenException",
            "IDPCommunicationError",
            "IDPCommunicationErrorException",
            "IDPRejectedClaim",
            "IDPRejectedClaimException",
            "MalformedPolicyDocument",
            "MalformedPolicyDocumentException",
            "PackedPolicyTooLarge",
            "PackedPolicyTooLargeException",
        ],
        title: "STS did not accept the identity token or the session policy",
        meaning: "It is no fault of the signature: such a call is not signed. The token is over or of another provider \
                  or audience, the provider could not be reached, or the session policy is malformed or too long.",
        steps: &[
            "Get a new token from the identity provider, and check its audience",
            "Check the provider in IAM: its address and its client IDs",
            "Check the session policy, or leave it out",
        ],
        part: || Some(RequestPart::Body),
        ..Rule::BASE
    },
    Rule {
        rows: &[80],
        cause: Cause::CredentialsExpired,
        says: &["Session token not found or invalid"],
        needs: |scene| scene.is_aws() || refine::is_sso(scene),
        title: "The sign-in with IAM Identity Center has ended",
        meaning: "The portal does not know the access token of the sign-in any more.",
        steps: &["Sign in again: aws sso login", "Then fetch the credentials again"],
        part: || Some(RequestPart::SessionToken),
        refine: refine::expired,
        ..Rule::BASE
    },
    Rule {
        rows: &[81],
        cause: Cause::SsoRoleNotAssigned,
        confidence: Confidence::Likely,
        says: &["No access"],
        needs: refine::is_sso,
        title: "The user has no such role in this account",
        meaning: "IAM Identity Center knows the sign-in, and has not assigned this account and role to the user.",
        steps: &[
            "Check account ID and role name",
            "Ask an administrator to assign the permission set to the user",
        ],
        ..Rule::BASE
    },
];
