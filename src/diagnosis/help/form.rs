//! Help for a signature that is absent, incomplete or of another form.

use super::{CauseHelp, pages};

pub(super) static UNSIGNED_REQUEST: CauseHelp = CauseHelp {
    title: "The request arrived without a signature",
    meaning: &[
        "The service looked for a signature in the Authorization header and in the query, and found none. \
         The credentials were not looked at.",
        "For AWS the caller of an unsigned request is anonymous. A policy that allows only named \
         principals denies it.",
    ],
    said: &[
        "MissingAuthenticationTokenException: Request is missing Authentication Token",
        "AccessDeniedException: User: anonymous is not authorized to perform: execute-api:Invoke on \
         resource: …",
        "User: anonymous is not authorized to perform: es:ESHttpGet…",
        "MissingAuthenticationToken: Request must contain either a valid (registered) AWS access key ID or \
         X.509 certificate.",
    ],
    checks: &[
        "Look at the Auth section: AWS Signature has to be chosen, or be inherited from a shared auth that \
         has it",
        "Look at the request as sent: the Authorization header has to begin with AWS4-",
        "See whether a redirect was followed: a signature is good for one host, and clients leave it \
         behind at the next",
        "Run Test protection: if the signed send is answered like the unsigned one, the signature is lost \
         on the way",
    ],
    fixes: &[
        "Choose AWS Signature in the Auth section, with an access key ID and its secret access key",
        "For an emulator on this computer, sign with any pair of keys",
        "When a proxy takes the Authorization header off, let the proxy pass it on or sign a presigned URL \
         instead",
        "When the API is meant to be public, the resource policy has to allow it for everybody",
    ],
    page: Some(pages::TROUBLESHOOTING),
};

pub(super) static TWO_AUTH_METHODS: CauseHelp = CauseHelp {
    title: "The request carries two signatures",
    meaning: &[
        "A presigned URL has its signature in the query. This request has one there and an Authorization \
         header as well, and the service takes only one.",
    ],
    said: &[
        "InvalidSignatureException: Found both 'X-Amz-Algorithm' as a query-string param and \
         'Authorization' as HTTP header.",
    ],
    checks: &[
        "Look for X-Amz-Algorithm and X-Amz-Signature in the params",
        "Look for an Authorization row in the headers, typed or inherited",
    ],
    fixes: &[
        "To call a presigned URL as it is, set Auth to None and remove the Authorization row",
        "To sign by yourself, take all X-Amz- parameters out of the URL",
    ],
    page: Some(pages::ADD_SIGNATURE),
};

pub(super) static NOT_A_SIGV4_HEADER: CauseHelp = CauseHelp {
    title: "The Authorization header is not one of Signature Version 4",
    meaning: &[
        "The service read the Authorization header as Signature Version 4 and could not. Often it is a \
         Bearer or Basic value, or one of Signature Version 2.",
        "API Gateway says the same about a path or method that does not exist, when the request has such a \
         header. So a wrong URL looks like a wrong header.",
        "Newer replies show the header as a hash in Base64, which can not be read back",
    ],
    said: &[
        "IncompleteSignatureException: '…' not a valid key=value pair (missing equal-sign) in \
         Authorization header: '…'.",
        "IncompleteSignatureException: Invalid key=value pair (missing equal-sign) in Authorization header \
         (hashed with SHA-256 and encoded with Base64): '…'.",
        "IncompleteSignatureException: Authorization header must begin with the algorithm name, which \
         cannot include an equal-sign",
        "InvalidRequest: The authorization mechanism you have provided is not supported. Please use \
         AWS4-HMAC-SHA256.",
    ],
    checks: &[
        "Look at the Authorization header as sent: it has to begin with AWS4-HMAC-SHA256 and a space",
        "See whether the header is there twice, typed as a row and made by Auth",
        "Look for a line break in the access key ID: one pasted with the key breaks the header",
        "Check method, stage and path of the API: `aws apigateway get-resources --rest-api-id API_ID \
         --embed methods`",
    ],
    fixes: &[
        "Choose AWS Signature in the Auth section and remove the typed Authorization row",
        "When the route wants a Bearer token, correct stage, path or method instead",
        "When other software signed the request, switch it from Signature Version 2 to Version 4",
    ],
    page: Some(pages::TROUBLESHOOTING),
};

pub(super) static INCOMPLETE_AUTHORIZATION: CauseHelp = CauseHelp {
    title: "Parts of the signature are missing",
    meaning: &[
        "A signature in a header needs Credential, SignedHeaders and Signature, and X-Amz-Date or Date \
         beside it. One in the query needs all of its X-Amz- parameters. The message names what was \
         missed.",
        "A JWT or an empty header gives the same message, as all parts are missing then",
    ],
    said: &[
        "IncompleteSignatureException: Authorization header requires 'Credential' parameter. Authorization \
         header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter.",
        "IncompleteSignatureException: Authorization header requires existence of either a 'X-Amz-Date' or \
         a 'Date' header.",
        "IncompleteSignatureException: AWS query-string parameters must include 'X-Amz-…'. Re-examine the \
         query-string parameters.",
        "AuthorizationHeaderMalformed: The authorization header is malformed; the authorization header \
         requires three components: Credential, SignedHeaders, and Signature.",
        "AuthorizationQueryParametersError: Query-string authentication version 4 requires the \
         X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and \
         X-Amz-Expires parameters.",
    ],
    checks: &[
        "Read which parts the message names",
        "Compare the Authorization header as sent with the one in the signature pane",
        "See whether a proxy takes x-amz-date away, or cuts the query of a presigned URL",
        "See whether the URL was copied whole: a chat or a shell cuts it at the first &",
    ],
    fixes: &[
        "Choose AWS Signature in the Auth section and remove the typed Authorization row",
        "Make the presigned URL anew and pass it on in quotes",
        "When the route wants a Bearer token, correct stage, path or method instead",
    ],
    page: Some(pages::ELEMENTS),
};

pub(super) static HOST_NOT_SIGNED: CauseHelp = CauseHelp {
    title: "The host is not among the signed headers",
    meaning: &[
        "Signature Version 4 covers the host in every request, so that a signature can not be used at \
         another one. In HTTP/2 the host is the field :authority.",
    ],
    said: &[
        "InvalidSignatureException: 'Host' or ':authority' must be a 'SignedHeader' in the AWS \
         Authorization.",
        "InvalidSignatureException: 'Host' must be a 'SignedHeader' in the AWS Authorization.",
    ],
    checks: &[
        "Look at SignedHeaders in the Authorization header, or at X-Amz-SignedHeaders in the query: host \
         has to be there",
        "See which client signed it, as this one always signs the host",
    ],
    fixes: &[
        "Sign the request again with AWS Signature in the Auth section",
        "In code that signs by hand, add host to the canonical headers and to the list of signed headers",
    ],
    page: Some(pages::CANONICAL_REQUEST),
};

pub(super) static UNSUPPORTED_ALGORITHM: CauseHelp = CauseHelp {
    title: "The service does not take this signing algorithm",
    meaning: &[
        "The algorithm at the start of the Authorization header is not one that the service knows. Most \
         services take AWS4-HMAC-SHA256 only, and few take Signature Version 4A.",
    ],
    said: &[
        "IncompleteSignatureException: Unsupported AWS 'algorithm': '…' (only AWS4-HMAC-SHA256 for now).",
        "AuthorizationQueryParametersError: X-Amz-Algorithm only supports …",
    ],
    checks: &[
        "Look at Algorithm in the Advanced options of the Auth section",
        "Look at the first word of the Authorization header, or at X-Amz-Algorithm in the query, for a \
         typing error",
    ],
    fixes: &[
        "Set Algorithm to Automatic, or to SigV4",
        "To reach several regions with one signature, call an endpoint that takes Signature Version 4A",
    ],
    page: Some(pages::V4A),
};

pub(super) static HEADERS_NOT_SIGNED: CauseHelp = CauseHelp {
    title: "Headers were sent that have to be signed and were not",
    meaning: &[
        "Amazon S3 wants every x-amz- header that is sent to be signed. The reply names those that are not.",
        "With a presigned URL, a header that the caller adds is not signed either",
    ],
    said: &[
        "AccessDenied: There were headers present in the request which were not signed",
        "InvalidRequest: header 'x-amz-content-sha256' must be included in signature",
    ],
    checks: &[
        "Read HeadersNotSigned in the reply",
        "Look at the header rows: each shows whether it is signed",
        "See whether something between adds x-amz- headers: compare the request as sent with what the \
         service received",
    ],
    fixes: &[
        "Sign the headers that the reply names, by the switch at their rows",
        "Remove them when they are not needed",
        "Make the presigned URL with those headers among the signed ones",
    ],
    page: Some(pages::S3_HEADER),
};

pub(super) static MISSING_HEADER: CauseHelp = CauseHelp {
    title: "A header is missing that the operation needs",
    meaning: &[
        "This is no fault of the signature. The service does not know which operation is meant, or misses \
         a header that the operation asks for.",
        "Services with a JSON protocol take the operation from X-Amz-Target and the version from \
         Content-Type",
    ],
    said: &[
        "UnknownOperationException",
        "MissingSecurityHeader: Your request is missing a required header.",
    ],
    checks: &[
        "Look up the headers of the operation in the API reference of the service",
        "See what the AWS CLI sends for the same operation: `aws SERVICE OPERATION --debug`",
    ],
    fixes: &[
        "For DynamoDB and other services with JSON 1.0, add X-Amz-Target and Content-Type \
         application/x-amz-json-1.0",
        "For Amazon S3, add the header that the operation requires",
    ],
    page: Some(pages::COMMON_ERRORS),
};
