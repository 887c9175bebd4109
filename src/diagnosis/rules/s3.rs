//! S3 and what speaks its language.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>

use super::super::rule::Rule;
use super::refine;
use crate::model::{Cause, Confidence, RequestPart};

pub(super) static RULES: &[Rule] = &[
    Rule {
        rows: &[46],
        cause: Cause::WrongRegion,
        says: &["The authorization header is malformed; the region '*' is wrong; expecting '*'"],
        title: "The request was signed for {0}, and the bucket is in {1}",
        meaning: "S3 takes signatures for the region of the bucket, and says which one that is.",
        steps: &[
            "Sign for {1}",
            "Call the bucket at the endpoint of its region, which is quicker too",
        ],
        part: || Some(RequestPart::Region),
        refine: refine::region_said,
        ..Rule::BASE
    },
    // A reply to HEAD has no body: the header says where the bucket is, and not that this is what failed.
    Rule {
        rows: &[46, 62],
        cause: Cause::WrongRegion,
        confidence: Confidence::Likely,
        statuses: &[301, 307, 400],
        needs: |scene| scene.region_by_head().is_some(),
        title: "The request was signed for {region}, and the bucket is in another region",
        meaning: "S3 takes signatures for the region of the bucket. A reply to HEAD says so in the header \
                  x-amz-bucket-region alone.",
        steps: &[
            "Sign for the region in x-amz-bucket-region, and call the bucket at the endpoint of that region",
            "When that is refused too, send GET: its reply says why",
        ],
        part: || Some(RequestPart::Region),
        refine: refine::region_by_head,
        ..Rule::BASE
    },
    Rule {
        rows: &[59],
        cause: Cause::WrongRegion,
        says: &["Error parsing the X-Amz-Credential parameter; the region '*' is wrong; expecting '*'"],
        title: "The URL was signed for {0}, and the bucket is in {1}",
        meaning: "S3 takes signatures for the region of the bucket, and says which one that is.",
        steps: &["Make the presigned URL anew for {1}"],
        part: || Some(RequestPart::Region),
        refine: refine::region_said,
        ..Rule::BASE
    },
    Rule {
        rows: &[47],
        cause: Cause::WrongService,
        says: &[
            "incorrect service \"*\". This endpoint belongs to \"*\"",
            "The authorization header is malformed; incorrect service \"*\". This endpoint belongs to \"*\"",
            "Error parsing the X-Amz-Credential parameter; incorrect service \"*\". This endpoint belongs to \"*\"",
            "unknown service '*' in credential scope; expected '*'",
        ],
        statuses: &[400, 403, 501],
        title: "The request was signed for {0}, and this endpoint is {1}",
        meaning: "The service in the credential scope has to be the endpoint's.",
        steps: &["Sign for {1}"],
        part: || Some(RequestPart::Service),
        refine: refine::service_said_second,
        ..Rule::BASE
    },
    Rule {
        rows: &[59],
        cause: Cause::MalformedDate,
        says: &[
            "X-Amz-Date must be in the ISO8601 Long Format *",
            "Invalid credential date *",
            "The authorization header is malformed; Invalid credential date *",
            "The authorization header is malformed; incorrect date format *",
            "Error parsing the X-Amz-Credential parameter; incorrect date format *",
        ],
        title: "A date of the signature is not written as AWS asks",
        meaning: "X-Amz-Date is written as 20260131T235959Z and the date of the scope as 20260131, in UTC.",
        steps: &["Let the program write the date: remove a typed one"],
        part: || Some(RequestPart::Time),
        refine: refine::sign_now,
        ..Rule::BASE
    },
    Rule {
        rows: &[59],
        cause: Cause::UnsupportedAlgorithm,
        says: &["X-Amz-Algorithm only supports *"],
        title: "The service does not take this algorithm in a presigned URL",
        meaning: "It takes AWS4-HMAC-SHA256; Signature Version 4A is for multi-region access points.",
        steps: &["Choose Signature Version 4 in the advanced settings of the signature"],
        part: || Some(RequestPart::Query),
        ..Rule::BASE
    },
    Rule {
        rows: &[48],
        cause: Cause::MalformedCredential,
        says: &[
            "The authorization header is malformed; the Credential is mal-formed; expecting *",
            "Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting *",
            "The authorization header is malformed; incorrect terminal *",
            "Error parsing the X-Amz-Credential parameter; incorrect terminal *",
        ],
        title: "The credential has not the five parts that it needs",
        meaning: "It is access key ID, date, region, service and aws4_request, with slashes between them. An empty \
                  region, or a slash or blank in a key, gives another number.",
        steps: &["Check access key ID, region and service for slashes and blanks, and that none is empty"],
        part: || Some(RequestPart::AccessKeyId),
        ..Rule::BASE
    },
    Rule {
        rows: &[48],
        cause: Cause::IncompleteAuthorization,
        says: &[
            "The authorization header is malformed; missing *",
            "The authorization header is malformed; the authorization header requires three components: *",
        ],
        title: "The Authorization header lacks parts",
        meaning: "It has Credential, SignedHeaders and Signature, with commas between them.",
        steps: &["Let the program write the header: remove a typed Authorization row"],
        part: || Some(RequestPart::Authorization),
        refine: refine::incomplete,
        ..Rule::BASE
    },
    // What no other row knows: by its code alone, so that it does not stand beside them.
    Rule {
        rows: &[48],
        cause: Cause::IncompleteAuthorization,
        confidence: Confidence::Likely,
        kinds: &["AuthorizationHeaderMalformed"],
        title: "S3 can not read the Authorization header",
        meaning: "It has Credential, SignedHeaders and Signature, with commas between them, and the credential has five \
                  parts with slashes between them. The message says which one it is.",
        steps: &["Let the program write the header: remove a typed Authorization row"],
        part: || Some(RequestPart::Authorization),
        refine: refine::incomplete,
        ..Rule::BASE
    },
    Rule {
        rows: &[51],
        cause: Cause::SessionTokenInvalid,
        says: &["The provided token is malformed or otherwise invalid"],
        kinds: &["InvalidToken"],
        title: "The session token is not one, or not for this endpoint",
        meaning: "It is cut off, of another partition, of the global STS endpoint for a region that has to be opted in, \
                  or of another session than the access key ID.",
        steps: &[
            "Copy access key ID, secret access key and session token again, all of one session",
            "Get credentials from the STS endpoint of the region",
        ],
        part: || Some(RequestPart::SessionToken),
        refine: refine::invalid_token,
        ..Rule::BASE
    },
    Rule {
        rows: &[53],
        cause: Cause::ClockBehind,
        says: &["The difference between the request time and the current time is too large"],
        kinds: &["RequestTimeTooSkewed"],
        title: "The signing time is too far from the service's clock",
        meaning: "S3 takes a signature for 15 minutes around the time it was made for.",
        steps: &["Set this computer's clock, or sign with the service's time"],
        part: || Some(RequestPart::Time),
        refine: refine::clock,
        ..Rule::BASE
    },
    Rule {
        rows: &[54],
        cause: Cause::ContentSha256Required,
        says: &[
            "Missing required header for this request: x-amz-content-sha256",
            "missing header: x-amz-content-sha256",
        ],
        title: "The header x-amz-content-sha256 is missing",
        meaning: "S3 wants the hash of the body, or UNSIGNED-PAYLOAD, in a signed header.",
        steps: &["Send x-amz-content-sha256: the advanced settings of the signature have a switch for it"],
        part: || Some(RequestPart::Header("x-amz-content-sha256".to_owned())),
        refine: refine::send_hash,
        ..Rule::BASE
    },
    Rule {
        rows: &[66],
        cause: Cause::ContentSha256Required,
        says: &["header 'x-amz-content-sha256' must be included in signature"],
        title: "The header x-amz-content-sha256 has to be sent and signed",
        meaning: "This store wants the hash of the body in a signed header, as S3 does.",
        steps: &["Send x-amz-content-sha256: the advanced settings of the signature have a switch for it"],
        part: || Some(RequestPart::Header("x-amz-content-sha256".to_owned())),
        refine: refine::send_hash,
        ..Rule::BASE
    },
    Rule {
        rows: &[55],
        cause: Cause::ContentSha256Mismatch,
        says: &["The provided 'x-amz-content-sha256' header does not match what was computed"],
        kinds: &["XAmzContentSHA256Mismatch"],
        title: "The body that arrived is not the one whose hash was sent",
        meaning: "The body was changed after it was hashed, or the hash is of another one.",
        steps: &[
            "Remove a typed x-amz-content-sha256, so that the hash is made of the body",
            "Look for a proxy that rewrites bodies",
        ],
        part: || Some(RequestPart::Body),
        refine: refine::other_body,
        ..Rule::BASE
    },
    Rule {
        rows: &[56],
        cause: Cause::HeadersNotSigned,
        says: &["There were headers present in the request which were not signed"],
        title: "Headers were sent that have to be signed and were not",
        meaning: "S3 wants every x-amz- header in the signature.",
        steps: &[
            "Sign these headers: turn them on in the header table",
            "Or do not send them",
        ],
        part: || Some(RequestPart::SignedHeaders),
        refine: refine::unsigned_headers,
        ..Rule::BASE
    },
    Rule {
        rows: &[57],
        cause: Cause::PresignExpiryInvalid,
        says: &[
            "X-Amz-Expires must be less than a week *",
            "X-Amz-Expires must be non-negative",
            "X-Amz-Expires should be a number",
        ],
        title: "The life of the presigned URL is not one that S3 takes",
        meaning: "X-Amz-Expires is a number of seconds from 1 to 604800, which is a week.",
        steps: &["Choose at most 604800 seconds"],
        part: || Some(RequestPart::Expiry),
        refine: refine::expiry,
        ..Rule::BASE
    },
    Rule {
        rows: &[58],
        cause: Cause::IncompleteAuthorization,
        says: &["Query-string authentication version 4 requires the *"],
        title: "The presigned URL lacks parameters",
        meaning: "A presigned URL is good only with all of its X-Amz- parameters.",
        steps: &[
            "Copy the whole URL again, up to its end",
            "Make a new presigned URL",
        ],
        part: || Some(RequestPart::Query),
        refine: refine::presign_again,
        ..Rule::BASE
    },
    Rule {
        rows: &[60],
        cause: Cause::PresignedUrlExpired,
        says: &["Request has expired"],
        needs: refine::is_s3_error,
        title: "The presigned URL has ended",
        meaning: "It was made for a number of seconds, which are over. With temporary credentials it ends with them, \
                  however long it was made for.",
        steps: &["Make a new presigned URL"],
        part: || Some(RequestPart::Expiry),
        refine: refine::url_ended,
        ..Rule::BASE
    },
    Rule {
        rows: &[61],
        cause: Cause::NotAuthorized,
        confidence: Confidence::Likely,
        statuses: &[200, 403],
        says: &["Access Denied"],
        kinds: &["AccessDenied"],
        needs: refine::is_s3_error,
        title: "S3 denies access, and does not say by which policy",
        meaning: "A policy of the caller or of the bucket, Block Public Access, or the key of an encrypted object. A key \
                  that does not exist looks the same to a caller without s3:ListBucket. An unsigned request gets it too.",
        steps: &[
            "Allow the action for the caller, and check the policy of the bucket",
            "Check bucket and key: without s3:ListBucket a missing object is denied too",
            "For an object encrypted with KMS allow the use of its key",
        ],
        refine: refine::s3_denied,
        ..Rule::BASE
    },
    Rule {
        rows: &[62],
        cause: Cause::BucketRedirect,
        statuses: &[301, 307, 400, 403],
        says: &[
            "The bucket you are attempting to access must be addressed using the specified endpoint",
            "The bucket is in this region: *",
            "Please re-send this request to the specified temporary endpoint",
        ],
        kinds: &["PermanentRedirect", "TemporaryRedirect", "Redirect"],
        title: "The bucket is at another endpoint",
        meaning: "The signature is good for the host that was signed alone, so the request has to be signed again for \
                  the other one. It was not sent there.",
        steps: &["Call the endpoint in the reply, signed for its region"],
        part: || Some(RequestPart::Host),
        refine: refine::bucket_moved,
        ..Rule::BASE
    },
    Rule {
        rows: &[63],
        cause: Cause::S3expressSession,
        says: &["CreateSession request should not include \"x-amz-s3session-token\""],
        title: "A directory bucket takes two kinds of token, and this is the other one",
        meaning: "CreateSession is called with ordinary credentials and x-amz-security-token; objects are then called \
                  with the credentials of that session and x-amz-s3session-token.",
        steps: &[
            "Call CreateSession with the credentials of IAM",
            "Call objects with the credentials that it returned",
        ],
        part: || Some(RequestPart::SessionToken),
        ..Rule::BASE
    },
    Rule {
        rows: &[64],
        cause: Cause::NotASigv4Header,
        says: &["The authorization mechanism you have provided is not supported. Please use *"],
        title: "The store takes Signature Version 4 and got something else",
        meaning: "An Authorization header of Signature Version 2, or one without a region, looks like this.",
        steps: &["Choose AWS Signature with Version 4, and remove a typed Authorization row"],
        part: || Some(RequestPart::Authorization),
        refine: refine::foreign_authorization,
        ..Rule::BASE
    },
    Rule {
        rows: &[65],
        cause: Cause::MissingHeader,
        says: &["Your request is missing a required header"],
        kinds: &["MissingSecurityHeader"],
        needs: refine::is_s3_error,
        title: "A header is missing that S3 asks for",
        meaning: "The reply does not always name it: the hash of the body and the date are the usual ones.",
        steps: &[
            "Check that x-amz-date and x-amz-content-sha256 are sent",
            "Read the operation's page for further headers",
        ],
        ..Rule::BASE
    },
];
