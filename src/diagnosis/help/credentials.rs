//! Help for access key IDs, secret access keys and session tokens.

use super::{CauseHelp, pages};

pub(super) static UNKNOWN_ACCESS_KEY: CauseHelp = CauseHelp {
    title: "The service does not know the access key ID",
    meaning: &[
        "The access key ID is mistyped, deleted or inactive, or it belongs to another partition, such as \
         China. It is also unknown in a region that is not enabled for the account.",
        "A temporary access key ID, which begins with ASIA, is unknown too when its session token was not \
         sent",
        "The word token in the message misleads: services say it of a long-term key as well, which has none",
    ],
    said: &[
        "UnrecognizedClientException: The security token included in the request is invalid.",
        "InvalidClientTokenId: The security token included in the request is invalid.",
        "AccessDeniedException: The security token included in the request is invalid.",
        "InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.",
    ],
    checks: &[
        "Compare the access key ID in the Auth section with where it was copied from, and look for a blank \
         at its end",
        "When it begins with ASIA, see that there is a session token from the same place",
        "Ask AWS who the keys belong to: `aws sts get-caller-identity --profile PROFILE`",
        "Ask for the account of the key: `aws sts get-access-key-info --access-key-id ACCESS_KEY_ID`",
        "See whether the key is active: `aws iam list-access-keys --user-name USER`",
        "See whether the region is enabled: `aws account get-region-opt-status --region-name REGION`",
    ],
    fixes: &[
        "Enter the access key ID again, together with its secret access key",
        "Enter the session token when the key is a temporary one",
        "Make the key active again, or create a new one, in IAM",
        "Call a region of the partition that the key belongs to",
    ],
    page: Some(pages::ACCESS_KEYS),
};

pub(super) static SESSION_TOKEN_MISSING: CauseHelp = CauseHelp {
    title: "The temporary access key ID came without its session token",
    meaning: &[
        "An access key ID that begins with ASIA belongs to temporary credentials. They are three: access \
         key ID, secret access key and session token, and all three have to be used.",
        "Without the token the service does not find the key, and says so in the words that it has for \
         unknown keys",
    ],
    said: &[
        "UnrecognizedClientException: The security token included in the request is invalid.",
        "InvalidClientTokenId: The security token included in the request is invalid.",
        "InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.",
    ],
    checks: &[
        "Look at the session token in the Auth section: it is empty, or a variable in it has no value on \
         this computer",
        "Look for x-amz-security-token in the request as sent, or for X-Amz-Security-Token in a presigned \
         URL",
        "Test all three together: `aws sts get-caller-identity --profile PROFILE`",
    ],
    fixes: &[
        "Enter the session token that came with this access key ID",
        "Get all three anew and copy them together: `aws configure export-credentials --profile PROFILE`",
    ],
    page: Some(pages::TEMPORARY),
};

pub(super) static SESSION_TOKEN_INVALID: CauseHelp = CauseHelp {
    title: "The session token is not valid",
    meaning: &[
        "The token was cut or changed, comes from other credentials than the access key ID, or belongs to \
         another partition",
        "A region that has to be enabled first takes only tokens of regional endpoints of AWS STS, or of a \
         global one that was set to tokens for all regions",
    ],
    said: &["InvalidToken: The provided token is malformed or otherwise invalid."],
    checks: &[
        "See whether the whole token was copied, as terminals wrap it over many lines",
        "See whether access key ID and token come from the same reply",
        "See whether the key is a long-term one, which begins with AKIA and has no token",
        "See whether the region is enabled: `aws account get-region-opt-status --region-name REGION`",
    ],
    fixes: &[
        "Enter access key ID, secret access key and session token anew, all from one reply",
        "Clear the session token when the key begins with AKIA",
        "Get the token from the AWS STS endpoint of a region: `aws sts assume-role --region REGION \
         --role-arn ROLE_ARN --role-session-name NAME`",
    ],
    page: Some(pages::STS_REGIONS),
};

pub(super) static CREDENTIALS_EXPIRED: CauseHelp = CauseHelp {
    title: "The temporary credentials have expired",
    meaning: &[
        "Temporary credentials count from minutes to hours, depending on where they come from. These are \
         over, and nothing but new ones helps.",
        "A role that was assumed with the credentials of another role lasts one hour at most",
    ],
    said: &[
        "ExpiredTokenException, ExpiredToken: The security token included in the request is expired",
        "ExpiredToken: The provided token has expired.",
        "UnauthorizedException: Session token not found or invalid",
    ],
    checks: &[
        "See when the credentials were made, and for how long",
        "Ask the AWS CLI for its current ones: `aws sts get-caller-identity --profile PROFILE`",
        "See whether a variable or the environment still holds older ones",
    ],
    fixes: &[
        "Sign in again: `aws sso login --profile PROFILE`",
        "Assume the role again, and enter all three of access key ID, secret access key and session token",
        "For a longer session, ask for more seconds, within the maximum session duration of the role",
    ],
    page: Some(pages::USE_TEMPORARY),
};

pub(super) static WRONG_SECRET_KEY: CauseHelp = CauseHelp {
    title: "The secret access key does not belong to this access key ID",
    meaning: &[
        "Both sides signed the same text and got different signatures, so the keys differ. The access key \
         ID is known: it is the secret access key that is wrong.",
        "It was cut or mistyped, comes from another user or another session, or was rotated. Or the \
         signature itself was changed on the way.",
        "The service never sees the secret access key, so it can not say more",
    ],
    said: &[
        "InvalidSignatureException, SignatureDoesNotMatch: The request signature we calculated does not \
         match the signature you provided. Check your AWS Secret Access Key and signing method. Consult \
         the service documentation for details.",
        "SignatureDoesNotMatch: The request signature we calculated does not match the signature you \
         provided. Check your key and signing method.",
    ],
    checks: &[
        "Choose Compare: canonical request and string to sign are equal on both sides",
        "See whether the secret access key was copied whole: it usually has 40 characters, and + and / can \
         be among them",
        "Look for blanks, line breaks, quotes and backslashes around or in it",
        "See whether key and secret come from the same line of the file, the same user, the same session",
        "Test the pair with another client: `aws sts get-caller-identity --profile PROFILE`",
    ],
    fixes: &[
        "Enter the secret access key again, best together with its access key ID",
        "When it is lost, create a new access key, as IAM shows a secret only once: `aws iam \
         create-access-key --user-name USER`",
        "For temporary credentials, get all three anew",
    ],
    page: Some(pages::TROUBLESHOOTING),
};

pub(super) static BEARER_KEY_INVALID: CauseHelp = CauseHelp {
    title: "The API key in the Authorization header was not accepted",
    meaning: &[
        "Amazon Bedrock takes an API key as a Bearer token in place of a signature. This one is mistyped, \
         has expired, or is used in another region than the one it was made for.",
        "No signature was looked at",
    ],
    said: &["Authentication failed: Please make sure your API Key is valid."],
    checks: &[
        "Look at the region in the host, which is often the wrong one",
        "See when the key was made: a short-term key lasts 12 hours at most",
        "Look for a blank or a line break in the token",
    ],
    fixes: &[
        "Call the region that the key was made for",
        "Make a new key in the Amazon Bedrock console",
        "Use AWS Signature with an access key ID in place of the API key",
    ],
    page: Some(pages::BEDROCK_KEY),
};

pub(super) static SERVICE_NOT_ENABLED: CauseHelp = CauseHelp {
    title: "The account is not subscribed to the service",
    meaning: &[
        "The access key ID is known, but its account does not have the service, or does not have it in \
         this region",
    ],
    said: &[
        "OptInRequired: The AWS Access Key Id needs a subscription for the service",
        "SubscriptionRequiredException: The AWS Access Key Id needs a subscription for the service",
    ],
    checks: &[
        "See whose account it is: `aws sts get-caller-identity --profile PROFILE`",
        "See whether the region is enabled: `aws account get-region-opt-status --region-name REGION`",
        "Open the service in the console of that account, which tells whether it has to be activated",
    ],
    fixes: &[
        "Enable the service, or the region, for the account",
        "Call the service in a region where the account has it",
        "For a new account, finish its registration and wait until AWS has activated it",
    ],
    page: Some(pages::REGIONS),
};
