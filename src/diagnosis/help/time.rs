//! Help for the signing time and for the life of a presigned URL.

use super::{CauseHelp, pages};

pub(super) static MALFORMED_DATE: CauseHelp = CauseHelp {
    title: "The service can not read the signing time",
    meaning: &[
        "The signing time has to look like 20261120T120000Z: date and time in UTC in the basic format of \
         ISO 8601, without dashes, colons or fractions of a second",
    ],
    said: &[
        "IncompleteSignatureException: Date must be in ISO-8601 'basic format'. Got '…'. See \
         http://en.wikipedia.org/wiki/ISO_8601",
        "AuthorizationQueryParametersError: X-Amz-Date must be in the ISO8601 Long Format \
         \"yyyyMMdd'T'HHmmss'Z'\"",
    ],
    checks: &[
        "Look for X-Amz-Date and Date among the header rows and the params: a typed one may be the reason",
        "Look at x-amz-date in the request as sent",
    ],
    fixes: &[
        "Remove typed X-Amz-Date and Date rows, as signing writes them",
        "Set Signing time to Automatic in the Advanced options of the Auth section",
        "In code that signs by hand, format the time in UTC as yyyyMMdd'T'HHmmss'Z'",
    ],
    page: Some(pages::ELEMENTS),
};

pub(super) static CLOCK_BEHIND: CauseHelp = CauseHelp {
    title: "The request was signed for a time that is over",
    meaning: &[
        "A signature counts for a few minutes around its signing time: 5 with many services, 15 with \
         Amazon S3, DynamoDB and others. This one came later than that.",
        "Either this computer's clock is behind, or the request was signed earlier and sent again: a \
         copied curl command, a pinned signing time, a presigned URL, a long wait in a queue",
        "The message holds the service's own time, in front of the minutes in parentheses",
    ],
    said: &[
        "InvalidSignatureException, SignatureDoesNotMatch: Signature expired: … is now earlier than … (… - \
         5 min.)",
        "InvalidSignatureException, SignatureDoesNotMatch: Signature expired: … is now earlier than … (… - \
         15 min.)",
        "RequestTimeTooSkewed: The difference between the request time and the current time is too large.",
    ],
    checks: &[
        "Look at the clock offset in the status bar",
        "See whether the signing time is pinned or set to Fixed",
        "Compare the signing time as sent with the Date header of the reply",
        "Check the clock of this computer: `timedatectl` on Linux, `w32tm /query /status` on Windows",
    ],
    fixes: &[
        "Choose Sign with the service's time, which counts until the program is closed",
        "Set the clock of this computer: let it follow a time server, and check date and time zone",
        "Take Signing time back to Automatic, or sign the old request again",
    ],
    page: Some(pages::TROUBLESHOOTING),
};

pub(super) static CLOCK_AHEAD: CauseHelp = CauseHelp {
    title: "The request was signed for a time that has not come",
    meaning: &[
        "A signature counts for a few minutes around its signing time: 5 with many services, 15 with \
         others. For the service the signing time of this one lies further ahead.",
        "Nearly always this computer's clock is ahead, or a signing time is pinned. A local time written \
         as UTC looks the same.",
    ],
    said: &[
        "InvalidSignatureException, SignatureDoesNotMatch: Signature not yet current: … is still later \
         than … (… + 5 min.)",
        "RequestTimeTooSkewed: The difference between the request time and the current time is too large.",
    ],
    checks: &[
        "Look at the clock offset in the status bar",
        "See whether the signing time is pinned or set to Fixed",
        "See whether the offset is a whole number of hours, which points to the time zone",
        "Check the clock of this computer: `timedatectl` on Linux, `w32tm /query /status` on Windows",
    ],
    fixes: &[
        "Choose Sign with the service's time, which counts until the program is closed",
        "Set the clock of this computer: let it follow a time server, and check date and time zone",
        "Take Signing time back to Automatic in the Advanced options of the Auth section",
    ],
    page: Some(pages::TROUBLESHOOTING),
};

pub(super) static SCOPE_DATE_MISMATCH: CauseHelp = CauseHelp {
    title: "The date of the credential scope is not that of the signing time",
    meaning: &[
        "The credential scope names a day, and X-Amz-Date a time. Both have to be the same day in UTC.",
        "They differ when one was made before midnight and the other after, when one is local time, or \
         when a signing key or a header of yesterday was used again",
    ],
    said: &[
        "SignatureDoesNotMatch: Date in Credential scope does not match YYYYMMDD from ISO-8601 version of \
         date from HTTP: '…' != '…', from '…'.",
        "AuthorizationHeaderMalformed: The authorization header is malformed; Invalid credential date …",
    ],
    checks: &[
        "Compare the second part of Credential with the first eight digits of x-amz-date as sent",
        "Look for a typed X-Amz-Date or Date row",
    ],
    fixes: &[
        "Remove typed X-Amz-Date and Date rows, and sign again",
        "In code that signs by hand, read the clock once per request and derive both from it",
        "In code that keeps the signing key, derive it anew for each day in UTC",
    ],
    page: Some(pages::TROUBLESHOOTING),
};

pub(super) static PRESIGN_EXPIRY_INVALID: CauseHelp = CauseHelp {
    title: "The life of the presigned URL is not one that the service takes",
    meaning: &[
        "X-Amz-Expires is a number of seconds. Amazon S3 takes at most 604800, which are seven days, and \
         no negative number.",
    ],
    said: &[
        "AuthorizationQueryParametersError: X-Amz-Expires must be less than a week (in seconds); that is, \
         the given X-Amz-Expires must be less than 604800 seconds",
        "AuthorizationQueryParametersError: X-Amz-Expires must be non-negative",
        "AuthorizationQueryParametersError: X-Amz-Expires should be a number",
    ],
    checks: &["Look at X-Amz-Expires in the URL as sent"],
    fixes: &[
        "Set the expiry in the Auth section to 604800 seconds or less, and make the URL anew",
        "For a link that lives longer, let a program of your own make a new URL when somebody asks for it",
    ],
    page: Some(pages::S3_QUERY),
};

pub(super) static PRESIGNED_URL_EXPIRED: CauseHelp = CauseHelp {
    title: "The presigned URL has expired",
    meaning: &[
        "A presigned URL works from its signing time for as many seconds as X-Amz-Expires says. That time \
         is over.",
        "Amazon S3 answers with the code AccessDenied, so it looks like a question of permissions and is \
         none",
    ],
    said: &["AccessDenied: Request has expired", "RequestExpired"],
    checks: &[
        "Add X-Amz-Expires to X-Amz-Date, and compare with Expires and ServerTime of the reply or with its \
         Date header",
        "Look at the clock offset in the status bar: a URL of a computer whose clock is behind ends too \
         early",
    ],
    fixes: &[
        "Make the presigned URL anew",
        "Sign it for longer: Amazon S3 takes up to 604800 seconds",
    ],
    page: Some(pages::S3_QUERY),
};
