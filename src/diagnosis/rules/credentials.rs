//! Keys and tokens that are not known or over, and what policies say.

use super::super::reply::Form;
use super::super::rule::{Check, REFUSALS, Rule};
use super::refine;
use crate::model::{Cause, Confidence, RequestPart};

pub(super) static RULES: &[Rule] = &[
    Rule {
        rows: &[19, 20, 33],
        cause: Cause::UnknownAccessKey,
        says: &["The security token included in the request is invalid"],
        kinds: &[
            "UnrecognizedClientException",
            "InvalidClientTokenId",
            "InvalidAccessKeyId",
        ],
        title: "The service does not know the access key ID",
        meaning: "The key was deleted or made inactive, it is of another partition (China, GovCloud), its account has \
                  not enabled this region, or it has a character too many. A temporary key is known only together \
                  with its session token.",
        steps: &[
            "Copy access key ID, secret access key and session token again, all from one place",
            "Check in IAM that the key exists and is active",
            "Check that the region is enabled for the account",
        ],
        part: || Some(RequestPart::AccessKeyId),
        check: Some(Check::Key),
        refine: refine::unknown_key,
        ..Rule::BASE
    },
    Rule {
        rows: &[50],
        cause: Cause::UnknownAccessKey,
        says: &["The AWS Access Key Id you provided does not exist in our records"],
        title: "The service does not know the access key ID",
        meaning: "The key was deleted, is of another partition (China, GovCloud) or of another vendor, or is temporary \
                  and came without its session token.",
        steps: &[
            "Copy the credentials again, all from one place",
            "Check in IAM that the key exists",
        ],
        part: || Some(RequestPart::AccessKeyId),
        refine: refine::unknown_key,
        ..Rule::BASE
    },
    Rule {
        rows: &[20],
        cause: Cause::UnknownAccessKey,
        says: &["AWS was not able to validate the provided access credentials"],
        kinds: &["AuthFailure"],
        confidence: Confidence::Likely,
        title: "The service could not validate the credentials",
        meaning: "EC2 says this for an unknown or inactive key, for a wrong secret, and for a clock that is off.",
        steps: &[
            "Copy the credentials again, all from one place",
            "Check this computer's clock",
        ],
        part: || Some(RequestPart::AccessKeyId),
        refine: refine::unknown_key,
        ..Rule::BASE
    },
    Rule {
        rows: &[21],
        cause: Cause::CredentialsExpired,
        says: &["The security token included in the request is expired"],
        kinds: &["ExpiredTokenException", "ExpiredToken"],
        title: "The temporary credentials have ended",
        meaning: "Credentials of a role, of IAM Identity Center or of an MFA session live for minutes to hours.",
        steps: &[
            "Get new credentials: sign in again, or assume the role again",
            "Replace access key ID, secret access key and session token together",
        ],
        part: || Some(RequestPart::SessionToken),
        refine: refine::expired,
        ..Rule::BASE
    },
    Rule {
        rows: &[52],
        cause: Cause::CredentialsExpired,
        says: &["The provided token has expired"],
        needs: |scene| scene.is_aws() || refine::is_s3_error(scene),
        title: "The temporary credentials have ended",
        meaning: "Credentials of a role, of IAM Identity Center or of an MFA session live for minutes to hours.",
        steps: &["Get new credentials, and replace all three values together"],
        part: || Some(RequestPart::SessionToken),
        refine: refine::expired,
        ..Rule::BASE
    },
    Rule {
        rows: &[25, 26, 27, 31, 61, 67, 71, 78],
        cause: Cause::NotAuthorized,
        says: &[
            "User: * is not authorized to perform: * on resource: *",
            "User: * is not authorized to perform: *",
        ],
        title: "The caller may not do this: {1}",
        meaning: "No policy allows it. A policy that was attached a moment ago takes some seconds to work everywhere.",
        steps: &[
            "Allow the action for the caller, in an identity-based policy or in the policy of the resource",
            "After a change of policy wait half a minute and send again",
        ],
        refine: refine::denied,
        ..Rule::BASE
    },
    // <https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html>
    Rule {
        rows: &[25],
        cause: Cause::NotAuthorized,
        says: &["You are not authorized to perform this operation. Encoded authorization failure message: *"],
        kinds: &["UnauthorizedOperation"],
        needs: |scene| scene.reply.form == Form::Xml && scene.is_aws(),
        title: "The caller may not do this, and EC2 says why in an encoded message",
        meaning: "EC2 looks at policies when it knows the caller. The message says which policy and statement decided, \
                  and is encoded as not every caller may read that.",
        steps: &[
            "Decode the message: call DecodeAuthorizationMessage of STS, as in aws sts decode-authorization-message, \
             with a caller who may",
            "Allow the action for the caller, in an identity-based policy",
        ],
        ..Rule::BASE
    },
    Rule {
        rows: &[72],
        cause: Cause::OpensearchRoleMapping,
        statuses: REFUSALS,
        says: &["no permissions for * and User [name=arn:*"],
        title: "OpenSearch knows the caller and has no role for it",
        meaning: "The signature was right: the name of the caller is in the reply. Fine-grained access control asks for \
                  a role inside of OpenSearch as well.",
        steps: &[
            "Map the ARN of the caller to a role in the security settings of OpenSearch Dashboards",
            "Check that the role has the permission in the message",
        ],
        refine: refine::caller_is_known,
        ..Rule::BASE
    },
];
