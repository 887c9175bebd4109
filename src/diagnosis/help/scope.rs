//! Help for the credential scope (date, region, service, terminator) and for the endpoint that it is good for.

use super::{CauseHelp, pages};

pub(super) static MALFORMED_CREDENTIAL: CauseHelp = CauseHelp {
    title: "The credential does not have the five parts that it needs",
    meaning: &[
        "Credential is the access key ID and the credential scope: key, date, region, service and \
         aws4_request, with a slash between them",
        "A slash or blank in one of them gives too many parts, an empty one too few. The last part is \
         always aws4_request.",
    ],
    said: &[
        "IncompleteSignatureException: Credential must have exactly 5 slash-delimited elements, e.g. \
         keyid/date/region/service/term, got '…'",
        "Credential should be scoped with a valid terminator: 'aws4_request', not '…'.",
        "AuthorizationHeaderMalformed: The authorization header is malformed; the Credential is \
         mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".",
        "AuthorizationHeaderMalformed: The authorization header is malformed; incorrect terminal \"…\"",
        "AuthorizationHeaderMalformed: The authorization header is malformed; incorrect date format \"…\"",
    ],
    checks: &[
        "Count the parts of Credential in the Authorization header as sent",
        "Look for blanks and slashes in access key ID, region and service",
        "See whether a variable in one of these fields is empty or not replaced",
    ],
    fixes: &[
        "Correct the field that holds the slash or blank, or clear region and service so that they come \
         from the host",
        "In a presigned URL, write the slashes of X-Amz-Credential as %2F once and not twice",
    ],
    page: Some(pages::ELEMENTS),
};

pub(super) static WRONG_REGION: CauseHelp = CauseHelp {
    title: "The request was signed for another region",
    meaning: &[
        "The region is part of the credential scope, and the service takes only signatures for its own. \
         Amazon S3 says which region it expects, other services only say that this one is wrong.",
        "Services with one endpoint for the whole world have a region too: us-east-1 for IAM and \
         sts.amazonaws.com",
        "It says nothing about the keys, which are likely looked at later",
    ],
    said: &[
        "InvalidSignatureException, SignatureDoesNotMatch, ForbiddenException: Credential should be scoped \
         to a valid region, not '…'.",
        "AuthorizationHeaderMalformed: The authorization header is malformed; the region '…' is wrong; \
         expecting '…'",
        "AuthorizationQueryParametersError: Error parsing the X-Amz-Credential parameter; the region '…' \
         is wrong; expecting '…'",
    ],
    checks: &[
        "Read the region that the reply expects, in the message, in Region or in the header \
         x-amz-bucket-region",
        "Compare the region in the Auth section with the one in the host",
        "For a custom domain name, ask the owner of the API for its region: the host does not tell it",
        "For a bucket, where null means us-east-1: `aws s3api get-bucket-location --bucket BUCKET`",
    ],
    fixes: &[
        "Clear the region in the Auth section, so that it comes from the host",
        "For a custom domain name, type the region of the API",
        "When the host is that of another region, correct the host",
    ],
    page: Some(pages::ENDPOINTS),
};

pub(super) static WRONG_SERVICE: CauseHelp = CauseHelp {
    title: "The request was signed for another service",
    meaning: &[
        "The credential scope names the service by its signing name, which need not be the name in the \
         host: bedrock-runtime signs as bedrock, an API of API Gateway as execute-api",
        "The reply names the service that it expects",
        "It says nothing about the keys, which are likely looked at later",
    ],
    said: &[
        "InvalidSignatureException, SignatureDoesNotMatch, ForbiddenException: Credential should be scoped \
         to correct service: '…'.",
        "AuthorizationHeaderMalformed: The authorization header is malformed; incorrect service \"…\". \
         This endpoint belongs to \"s3\".",
    ],
    checks: &[
        "Read the service that the reply names",
        "Compare it with the service in the Auth section",
        "For a WebSocket of AWS IoT the service is iotdevicegateway, for an OpenSearch application \
         opensearch, for a serverless collection aoss",
    ],
    fixes: &[
        "Type the service that the reply names in the Auth section",
        "Clear the service, so that it comes from the host",
        "For a custom domain name of API Gateway, type execute-api",
    ],
    page: Some(pages::TROUBLESHOOTING),
};

pub(super) static BUCKET_REDIRECT: CauseHelp = CauseHelp {
    title: "The bucket is at another endpoint",
    meaning: &[
        "Amazon S3 names the endpoint of the bucket in the reply. The signature is good for the host that \
         was called, so the request has to be signed again for the other one.",
        "This is why signed requests do not follow a redirect by themselves",
    ],
    said: &[
        "PermanentRedirect: The bucket you are attempting to access must be addressed using the specified \
         endpoint…",
        "TemporaryRedirect",
    ],
    checks: &[
        "Read Endpoint in the reply and its header x-amz-bucket-region",
        "Ask for the region of the bucket: `aws s3api get-bucket-location --bucket BUCKET`",
    ],
    fixes: &[
        "Call the endpoint that the reply names, and let the region come from the host",
        "Choose Sign again at the redirect, when it has a Location header",
        "For a temporary redirect, use the other endpoint for this request only: a new bucket takes time \
         to be known everywhere",
    ],
    page: Some(pages::S3_REDIRECT),
};

pub(super) static S3EXPRESS_SESSION: CauseHelp = CauseHelp {
    title: "A directory bucket takes session credentials in a header of their own",
    meaning: &[
        "Directory buckets have two kinds of credentials. CreateSession is signed with those of IAM, with \
         their session token in x-amz-security-token. It gives credentials for objects, whose token goes \
         in x-amz-s3session-token.",
    ],
    said: &["InvalidRequest: CreateSession request should not include \"x-amz-s3session-token\""],
    checks: &[
        "Look at which of the two token headers was sent, and whether the request is CreateSession or one \
         for objects",
        "Check that the service is s3express",
    ],
    fixes: &[
        "Sign CreateSession with credentials of IAM, without x-amz-s3session-token",
        "Sign requests for objects with the credentials that CreateSession gave, which are good for a few \
         minutes",
    ],
    page: Some(pages::CREATE_SESSION),
};
