//! Form, time and signature, as the authenticator checks them that most services share.

use super::super::rule::{Check, REFUSALS, Rule};
use super::refine;
use crate::model::{Cause, Confidence, RequestPart};

/// Statuses of the authenticator: some services answer 404 to what they can not route.
const WITH_404: &[u16] = &[400, 403, 404];

pub(super) static RULES: &[Rule] = &[
    Rule {
        rows: &[1],
        cause: Cause::UnsignedRequest,
        says: &["Request is missing Authentication Token"],
        title: "The request arrived without a signature",
        meaning: "The service found no Authorization header that begins with AWS4-, and no signature in the query.",
        steps: &[
            "Turn on AWS Signature for this request",
            "When it was on, look for a proxy that drops the Authorization header",
        ],
        part: || Some(RequestPart::Authorization),
        refine: refine::unsigned,
        ..Rule::BASE
    },
    Rule {
        rows: &[2],
        cause: Cause::RouteOrStageNotFound,
        confidence: Confidence::Likely,
        statuses: &[403],
        says: &["Missing Authentication Token"],
        kinds: &["MissingAuthenticationTokenException"],
        needs: refine::may_be_gateway,
        title: "The API has no {method} {path}",
        meaning: "API Gateway says this when no method, path or stage fits, whatever the signature, and when an \
                  unsigned request meets a method with IAM authorization.",
        steps: &[
            "Check the path: it begins with the stage at the default endpoint, and with the API mapping and no stage at a custom domain",
            "Check that the method exists there and spell it in capitals",
            "Deploy the API to the stage again: changes work only then",
        ],
        part: || Some(RequestPart::Path),
        refine: refine::no_route,
        ..Rule::BASE
    },
    Rule {
        rows: &[3],
        cause: Cause::TwoAuthMethods,
        says: &["Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header"],
        title: "The request is authorized twice: in the URL and in the Authorization header",
        meaning: "A presigned URL carries its signature in the query and takes no Authorization header beside it.",
        steps: &[
            "Send the presigned URL without auth",
            "Or take the X-Amz- parameters out of the URL and sign the request in the header",
        ],
        part: || Some(RequestPart::Authorization),
        refine: refine::two_methods,
        ..Rule::BASE
    },
    Rule {
        rows: &[4, 5, 37],
        cause: Cause::NotASigv4Header,
        says: &[
            "Invalid key=value pair (missing equal-sign) in Authorization header",
            "'*' not a valid key=value pair (missing equal-sign) in Authorization header",
        ],
        title: "The Authorization header is not a signature of AWS",
        meaning: "The service read the Authorization header as pairs of key=value and met one without an equal sign: a \
                  Bearer or Basic token, a header pasted with its name, or a line feed in a key.",
        steps: &[
            "Choose AWS Signature for this request",
            "Remove an Authorization row that was typed or pasted",
            "When the token is meant, check method and path: API Gateway says this for routes that do not exist",
        ],
        part: || Some(RequestPart::Authorization),
        refine: refine::foreign_authorization,
        ..Rule::BASE
    },
    Rule {
        rows: &[6],
        cause: Cause::NotASigv4Header,
        says: &[
            "Authorization header must begin with the algorithm name, which cannot include an equal-sign",
        ],
        title: "The Authorization header does not begin with the name of the algorithm",
        meaning: "The header has to begin with AWS4-HMAC-SHA256 and a space.",
        steps: &["Let the program write the header: choose AWS Signature and remove the typed row"],
        part: || Some(RequestPart::Authorization),
        refine: refine::foreign_authorization,
        ..Rule::BASE
    },
    Rule {
        rows: &[7],
        cause: Cause::IncompleteAuthorization,
        says: &[
            "Authorization header requires '*'",
            "Authorization header requires existence of *",
        ],
        kinds: &["IncompleteSignatureException", "IncompleteSignature"],
        title: "The Authorization header lacks parts: {0}",
        meaning: "The service looked for Credential, SignedHeaders, Signature and a date, and did not find all of them. \
                  Another kind of token, an empty header, or a date that was lost on the way look like this.",
        steps: &[
            "Choose AWS Signature, and remove an Authorization row that was typed",
            "Check that nothing on the way drops x-amz-date",
        ],
        part: || Some(RequestPart::Authorization),
        refine: refine::incomplete,
        ..Rule::BASE
    },
    Rule {
        rows: &[8],
        cause: Cause::IncompleteAuthorization,
        says: &["AWS query-string parameters must include '*'"],
        title: "The presigned URL lacks parameters: {0}",
        meaning: "A presigned URL is good only with all of its X-Amz- parameters.",
        steps: &[
            "Copy the whole URL again, up to the end of X-Amz-Signature",
            "Look for a proxy that drops parameters of the query",
            "Make a new presigned URL",
        ],
        part: || Some(RequestPart::Query),
        refine: refine::presign_again,
        ..Rule::BASE
    },
    Rule {
        rows: &[9],
        cause: Cause::MalformedDate,
        says: &["Date must be in ISO-8601 'basic format'. Got '*'"],
        title: "The signing time is not written as AWS asks: {0}",
        meaning: "X-Amz-Date is written as 20260131T235959Z, in UTC.",
        steps: &["Remove a typed x-amz-date, so that the program writes it"],
        part: || Some(RequestPart::Time),
        check: Some(Check::Form),
        ..Rule::BASE
    },
    Rule {
        rows: &[10],
        cause: Cause::ClockBehind,
        says: &[
            "Signature expired: * is now earlier than * (*)",
            "Signature expired: 20*",
        ],
        title: "The request was signed for a time that is over",
        meaning: "A signature is good for some minutes around the time it was made for.",
        steps: &["Set this computer's clock, or sign with the service's time"],
        part: || Some(RequestPart::Time),
        check: Some(Check::Time),
        refine: refine::clock,
        ..Rule::BASE
    },
    Rule {
        rows: &[11],
        cause: Cause::ClockAhead,
        says: &[
            "Signature not yet current: * is still later than * (*)",
            "Signature not yet current: 20*",
        ],
        title: "The request was signed for a time that has not come",
        meaning: "A signature is good for some minutes around the time it was made for.",
        steps: &["Set this computer's clock, or sign with the service's time"],
        part: || Some(RequestPart::Time),
        check: Some(Check::Time),
        refine: refine::clock,
        ..Rule::BASE
    },
    Rule {
        rows: &[29],
        cause: Cause::PresignedUrlExpired,
        confidence: Confidence::Likely,
        kinds: &["RequestExpired"],
        title: "The request came after its time",
        meaning: "It reached the service more than 15 minutes after its time stamp, or after the end of its life.",
        steps: &["Sign the request again", "Check this computer's clock"],
        part: || Some(RequestPart::Time),
        refine: refine::clock,
        ..Rule::BASE
    },
    Rule {
        rows: &[12],
        cause: Cause::HostNotSigned,
        says: &[
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization",
            "'Host' must be a 'SignedHeader' in the AWS Authorization",
        ],
        title: "The header host is not signed",
        meaning: "Every signature has to include host, so that it is good for one endpoint only.",
        steps: &["Sign host: turn it on in the header table"],
        part: || Some(RequestPart::SignedHeaders),
        check: Some(Check::Host),
        refine: refine::sign_host,
        ..Rule::BASE
    },
    Rule {
        rows: &[13],
        cause: Cause::UnsupportedAlgorithm,
        says: &["Unsupported AWS 'algorithm': '*'"],
        title: "The service does not take the algorithm {0}",
        meaning: "It takes AWS4-HMAC-SHA256 alone. Signature Version 4A is for a few endpoints of several regions.",
        steps: &["Choose Signature Version 4 in the advanced settings of the signature"],
        part: || Some(RequestPart::Authorization),
        check: Some(Check::Algorithm),
        ..Rule::BASE
    },
    Rule {
        rows: &[22, 23, 24, 39, 41, 42, 49, 82],
        cause: Cause::SignatureMismatch,
        says: &["The request signature we calculated does not match the signature you provided"],
        kinds: &[
            "SignatureDoesNotMatch",
            "InvalidSignatureException",
            "InvalidSignature",
        ],
        title: "The signature does not match, and the service does not say what it computed",
        meaning: "The access key ID is known. Either the secret access key is not its own, or what arrived is not what \
                  was signed.",
        steps: &[
            "Copy access key ID and secret access key again, both from one place",
            "Send it past proxies: they rewrite hosts, paths and headers",
            "Check that region and service are those of the endpoint",
        ],
        check: Some(Check::Signature),
        refine: refine::mismatch,
        ..Rule::BASE
    },
    Rule {
        rows: &[28],
        cause: Cause::ServiceNotEnabled,
        says: &["The AWS Access Key Id needs a subscription for the service"],
        kinds: &["OptInRequired", "SubscriptionRequiredException", "NotSignedUp"],
        title: "The account has no subscription to this service in this region",
        meaning: "The key is known; the service has to be turned on for its account first.",
        steps: &[
            "Open the service's console in this region with the account of the key",
            "Check that the region is enabled for the account",
            "At another store than S3 check the access key ID: some say this of a key that they do not know",
        ],
        part: || Some(RequestPart::Region),
        ..Rule::BASE
    },
    Rule {
        rows: &[30],
        cause: Cause::MissingHeader,
        statuses: WITH_404,
        kinds: &["UnknownOperationException"],
        title: "The service does not know which operation is meant",
        meaning: "It is no fault of the signature. JSON protocols name the operation in X-Amz-Target and the protocol in \
                  content-type.",
        steps: &[
            "Add X-Amz-Target, as DynamoDB_20120810.ListTables",
            "Set content-type to application/x-amz-json-1.0 or 1.1, as the service asks",
        ],
        part: || Some(RequestPart::Header("x-amz-target".to_owned())),
        ..Rule::BASE
    },
    Rule {
        rows: &[83],
        cause: Cause::UnsignedRequest,
        statuses: REFUSALS,
        says: &["Request must contain either a valid (registered) AWS access key ID or X.509 certificate"],
        title: "The request arrived without an access key ID",
        meaning: "Emulators ask for a signature too; most take any key.",
        steps: &["Turn on AWS Signature; for an emulator any access key ID and secret do"],
        part: || Some(RequestPart::Authorization),
        refine: refine::unsigned,
        ..Rule::BASE
    },
];
