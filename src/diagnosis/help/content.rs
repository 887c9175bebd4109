//! Help for a request that is not what was signed, and for the hash of the body.

use super::{CauseHelp, pages};

pub(super) static REQUEST_ALTERED: CauseHelp = CauseHelp {
    title: "What arrived is not what was signed",
    meaning: &[
        "The service shows the canonical request that it made of what it received, and that is another one \
         than ours. The first differing line says what was changed.",
        "Something between changed it, such as a proxy, a gateway or a CDN, or the client changed it after \
         signing. Or both sides follow different rules for the path or the query.",
        "This says nothing about the secret access key, as the texts already differ",
    ],
    said: &[
        "InvalidSignatureException, SignatureDoesNotMatch: The request signature we calculated does not \
         match the signature you provided. Check your AWS Secret Access Key and signing method. Consult \
         the service documentation for details. The Canonical String for this request should have been '…' \
         The String-to-Sign should have been '…'",
        "SignatureDoesNotMatch: The request signature we calculated does not match the signature you \
         provided. Check your key and signing method.",
    ],
    checks: &[
        "Choose Compare, and look at the first differing line: it is marked, with characters that can not \
         be seen",
        "Path: see whether it is encoded once more or once less on the other side",
        "Query: see whether parameters were added, dropped, sorted or encoded otherwise, and whether there \
         is a raw +",
        "Host: see whether a proxy or a CloudFront distribution sends another one on",
        "Header: see whether the service received another value, or did not receive the header",
        "Payload hash: see whether the body was compressed, reformatted or converted on the way",
        "Send it without the proxy, or to the endpoint of the service itself",
    ],
    fixes: &[
        "Path: set Path encoding in the Advanced options of the Auth section",
        "Query: write a literal plus as %2B and a space as %20",
        "Host: let the proxy pass Host on, or set Signing host to the host that the service sees",
        "Header: send it without signing it, by the switch at its row, when something between changes it",
        "Payload hash: let nothing between touch the body",
        "For a custom domain name of API Gateway, sign that name, with the region and execute-api typed",
    ],
    page: Some(pages::CANONICAL_REQUEST),
};

pub(super) static SIGNATURE_MISMATCH: CauseHelp = CauseHelp {
    title: "The signature does not match, and the service does not say why",
    meaning: &[
        "The signature is not the one that the service computed, and the access key ID is most likely \
         known. The reply does not show what it computed it from, so the reason can not be read off.",
        "Either the secret access key is wrong, or what arrived is not what was signed. A Lambda function \
         URL behind CloudFront says the same when x-amz-content-sha256 is missing.",
    ],
    said: &[
        "InvalidSignatureException, SignatureDoesNotMatch: The request signature we calculated does not \
         match the signature you provided. Check your AWS Secret Access Key and signing method. Consult \
         the service documentation for details.",
        "InvalidSignature: The request signature we calculated does not match the signature you provided.",
    ],
    checks: &[
        "Test the keys against a service that answers plainly: `aws sts get-caller-identity --profile \
         PROFILE`",
        "See whether the host is that of the service, or of a proxy or a CloudFront distribution before it",
        "Send a plain GET without query and body: when it is accepted, the keys are right",
        "Then add path, query, headers and body one by one until it is refused",
        "Ask the owner for the canonical request in the logs of the service, and give it to Compare",
    ],
    fixes: &[
        "Enter the secret access key again when the keys are refused elsewhere too",
        "For a Lambda function URL behind CloudFront, set Content hash header to Always",
        "For a presigned Lambda function URL with a body, set Payload to Signed",
        "For a proxy that changes Host, set Signing host to the host that the service sees",
    ],
    page: Some(pages::TROUBLESHOOTING),
};

pub(super) static CONTENT_SHA256_REQUIRED: CauseHelp = CauseHelp {
    title: "The service wants the hash of the body in x-amz-content-sha256",
    meaning: &[
        "Some services need the SHA-256 of the body in a header of its own, also when the body is empty: \
         Amazon S3 and stores that are like it, OpenSearch Serverless for writes, a Lambda function URL \
         behind CloudFront for PUT and POST",
        "Only Amazon S3 says so. OpenSearch Serverless answers Forbidden, and CloudFront lets Lambda \
         answer that the signature does not match.",
    ],
    said: &[
        "InvalidRequest: Missing required header for this request: x-amz-content-sha256",
        "InvalidRequest: header 'x-amz-content-sha256' must be included in signature",
        "{\"status\":403,\"request-id\":…,\"error\":{\"reason\":\"403 Forbidden\",\"type\":\"Forbidden\"}} \
         with the header x-aoss-response-hint: X01:gw-helper-deny",
        "InvalidSignatureException: The request signature we calculated does not match the signature you \
         provided. …",
    ],
    checks: &[
        "Look for x-amz-content-sha256 in the request as sent and among the signed headers",
        "Look at Content hash header in the Advanced options of the Auth section",
        "Check the service in the Auth section: s3 for Amazon S3, aoss for a serverless collection",
    ],
    fixes: &[
        "Set Content hash header to Always",
        "Set the service to s3 when the host is a store that is like Amazon S3",
        "For OpenSearch Serverless, sign no content-length and no header that a balancer takes off, and \
         check the data access policy",
    ],
    page: Some(pages::S3_HEADER),
};

pub(super) static CONTENT_SHA256_MISMATCH: CauseHelp = CauseHelp {
    title: "The body is not the one whose hash was sent",
    meaning: &[
        "The service computed the SHA-256 of the body that it received, and it is not the one in \
         x-amz-content-sha256. The reply shows both.",
        "The body was changed after it was hashed, or another body was hashed. A hash that begins with \
         e3b0c442 is that of an empty body.",
    ],
    said: &[
        "XAmzContentSHA256Mismatch: The provided 'x-amz-content-sha256' header does not match what was \
         computed.",
    ],
    checks: &[
        "Compare ClientComputedContentSHA256 and S3ComputedContentSHA256 in the reply with the payload \
         hash in the signature pane",
        "See whether a typed x-amz-content-sha256 row is left from another body",
        "See whether a proxy compresses or converts the body",
    ],
    fixes: &[
        "Remove the typed x-amz-content-sha256 row, so that signing writes it",
        "Let nothing between touch the body",
        "When another client signed it, let that client hash the body that it sends, and not an empty one",
    ],
    page: Some(pages::S3_ERRORS),
};

pub(super) static UNSIGNED_PAYLOAD_REQUIRED: CauseHelp = CauseHelp {
    title: "The service takes only an unsigned payload",
    meaning: &[
        "VPC Lattice does not look at bodies when it checks a signature. It wants UNSIGNED-PAYLOAD in \
         x-amz-content-sha256 in place of the hash.",
    ],
    said: &["AccessDeniedException: User: … is not authorized to perform: … on resource: …"],
    checks: &[
        "Look at x-amz-content-sha256 in the request as sent",
        "Check that the service is vpc-lattice-svcs",
        "When both are right, look at the auth policy of the service and of the service network",
    ],
    fixes: &[
        "Set Payload to Unsigned in the Advanced options of the Auth section",
        "Clear the service, so that it comes from the host, or type vpc-lattice-svcs for a custom domain \
         name",
    ],
    page: Some(pages::LATTICE),
};
