//! Help for API Gateway and `CloudFront`: what they refuse before or beside the signature.

use super::{CauseHelp, pages};

pub(super) static ROUTE_OR_STAGE_NOT_FOUND: CauseHelp = CauseHelp {
    title: "The API has no such method, stage or path",
    meaning: &[
        "API Gateway answers Missing Authentication Token when it finds no method for the URL. On a \
         request that was signed it has nothing to do with tokens.",
        "The stage is missing from the path or written twice, the path or the method is another one, or \
         the API was changed and not deployed since",
        "The default endpoint has the stage in front of the path. A custom domain name has the base path \
         of the mapping there, and no stage.",
        "An HTTP API says Not Found with status 404 instead",
    ],
    said: &[
        "MissingAuthenticationTokenException: Missing Authentication Token",
        "{\"message\":\"Forbidden\"} on POST …/@connections/…",
        "IncompleteSignatureException: '…' not a valid key=value pair (missing equal-sign) in \
         Authorization header: '…'.",
    ],
    checks: &[
        "Compare the URL with the invoke URL that the console shows at the stage",
        "Look at upper and lower case, at a slash at the end and at the method: all of them count",
        "List the stages: `aws apigateway get-stages --rest-api-id API_ID`",
        "List paths and methods: `aws apigateway get-resources --rest-api-id API_ID --embed methods`",
        "For a custom domain name, list its mappings: `aws apigateway get-base-path-mappings --domain-name \
         DOMAIN`",
    ],
    fixes: &[
        "Put the stage in front of the path on the default endpoint",
        "Leave the stage out on a custom domain name, and write the base path of the mapping",
        "Correct method or path",
        "Deploy the API: `aws apigateway create-deployment --rest-api-id API_ID --stage-name STAGE`",
        "For the connections of a WebSocket API, write the stage in front of @connections and check the \
         API ID",
    ],
    page: Some(pages::INVOKE),
};

pub(super) static AUTHORIZER_DENIED: CauseHelp = CauseHelp {
    title: "An authorizer of the API refused the request",
    meaning: &[
        "This route has an authorizer of its own, a Lambda function, a JWT authorizer or a user pool of \
         Amazon Cognito. It decides, and a signature plays no part.",
        "Status 401 means that it got no token or not a valid one, 403 that it said no",
    ],
    said: &[
        "AccessDeniedException: User is not authorized to access this resource with an explicit deny",
        "AccessDeniedException: User is not authorized to access this resource with an explicit deny in an \
         identity-based policy",
        "AccessDeniedException: User is not authorized to access this resource",
        "UnauthorizedException: Unauthorized",
    ],
    checks: &[
        "Ask which authorizer the method has: `aws apigateway get-method --rest-api-id API_ID \
         --resource-id RESOURCE_ID --http-method METHOD`",
        "See which header the authorizer reads its token from, and whether it was sent",
        "See whether the token is current and made for this API",
        "Look at the logs of the Lambda function or of the stage",
        "See whether the authorizer remembers an earlier answer, as its result can be cached",
    ],
    fixes: &[
        "Send the token that the authorizer expects, in place of a signature",
        "Let the Lambda function return a policy that allows all methods and paths for which the answer is \
         cached",
        "When the method is meant for IAM, set its authorization to AWS_IAM and deploy the API",
    ],
    page: Some(pages::LAMBDA_AUTHORIZER),
};

pub(super) static API_KEY_OR_WAF: CauseHelp = CauseHelp {
    title: "API Gateway refused the request before its authorization",
    meaning: &[
        "The word Forbidden alone comes from API Gateway itself, and not from a signature. The API key is \
         missing or wrong, a web ACL of AWS WAF blocked the request, or it came in by a name that is not \
         open.",
        "The last is so when a custom domain name has no mapping for the path, when the default endpoint \
         is disabled, when a client certificate is missing, or when a private API is called from outside \
         or through another VPC endpoint",
    ],
    said: &["ForbiddenException: Forbidden"],
    checks: &[
        "See whether the method wants an API key, and whether x-api-key was sent: `aws apigateway \
         get-method --rest-api-id API_ID --resource-id RESOURCE_ID --http-method METHOD`",
        "See whether the default endpoint is disabled, and which kind of endpoint it is: `aws apigateway \
         get-rest-api --rest-api-id API_ID`",
        "For a custom domain name, list its mappings: `aws apigateway get-base-path-mappings --domain-name \
         DOMAIN`",
        "In a VPC, see where the name leads, as an endpoint with private DNS takes all names of \
         execute-api: `nslookup HOST`",
        "Look at the sampled requests of the web ACL",
    ],
    fixes: &[
        "Send the API key in x-api-key, one that is in a usage plan of this stage",
        "Call the custom domain name when the default endpoint is disabled",
        "Add the mapping to the custom domain name",
        "Call a private API through its VPC endpoint, and a public one not through a VPC endpoint",
        "Let the owner of the web ACL allow the request",
    ],
    page: Some(pages::GATEWAY_RESPONSES),
};

pub(super) static HTTP_API_FORBIDDEN: CauseHelp = CauseHelp {
    title: "An HTTP API refused the request and does not say why",
    meaning: &[
        "An HTTP API of API Gateway gives one answer to all of it: no signature, a wrong signature, and no \
         permission. The header apigw-requestid tells that it is an HTTP API.",
        "A route that does not exist is not among them: that is Not Found, with status 404",
        "HTTP APIs have no resource policies. A caller of another account has to assume a role of the \
         account that owns the API.",
    ],
    said: &["{\"message\":\"Forbidden\"} with the header apigw-requestid"],
    checks: &[
        "Run Test protection: when all three answers are the same, it says nothing, and the next steps \
         decide",
        "Test the keys elsewhere, and see whose they are: `aws sts get-caller-identity --profile PROFILE`",
        "Check region and service in the Auth section: execute-api, and the region of the API for a custom \
         domain name",
        "See what the route asks for: `aws apigatewayv2 get-routes --api-id API_ID`",
        "See whether the policies of the caller allow it: `aws iam simulate-principal-policy \
         --policy-source-arn CALLER_ARN --action-names execute-api:Invoke --resource-arns API_ARN`",
    ],
    fixes: &[
        "Allow execute-api:Invoke for the route in a policy of the caller",
        "From another account, assume a role of the account that owns the API: it needs a trust policy for \
         the caller, and the caller a policy for sts:AssumeRole",
        "Correct keys, region or service, when they turned out to be wrong",
    ],
    page: Some(pages::HTTP_API_IAM),
};

pub(super) static PRIVATE_ENDPOINT_POLICY: CauseHelp = CauseHelp {
    title: "The policy of a VPC endpoint had the Authorization header checked",
    meaning: &[
        "A private API is called through a VPC endpoint. When that has a policy of its own, API Gateway \
         reads the Authorization header to learn who calls, also for a method that does not use IAM.",
        "Then a header of another kind, or a signature for something else, is refused",
    ],
    said: &[
        "IncompleteSignatureException: '…' not a valid key=value pair (missing equal-sign) in \
         Authorization header: '…'.",
        "InvalidSignatureException: The request signature we calculated does not match the signature you \
         provided. …",
    ],
    checks: &[
        "See whether the API is a private one: `aws apigateway get-rest-api --rest-api-id API_ID`",
        "Look at the policy of the endpoint: `aws ec2 describe-vpc-endpoints --vpc-endpoint-ids \
         VPC_ENDPOINT_ID`",
        "See what the method asks for: `aws apigateway get-method --rest-api-id API_ID --resource-id \
         RESOURCE_ID --http-method METHOD`",
    ],
    fixes: &[
        "Send the application's own token in another header than Authorization",
        "Sign the request with AWS Signature for execute-api",
        "Let the owner give the endpoint the default policy, and guard the API by its resource policy",
    ],
    page: Some(pages::VPC_ENDPOINT_POLICY),
};

pub(super) static CLOUDFRONT_SIGNED_URL_REQUIRED: CauseHelp = CauseHelp {
    title: "The distribution takes URLs signed for CloudFront",
    meaning: &[
        "This CloudFront distribution gives its content only to signed URLs or signed cookies of \
         CloudFront. They are made with a private key of their own, and Signature Version 4 does not count \
         here.",
    ],
    said: &[
        "MissingKey: Missing Key-Pair-Id query parameter or cookie value",
        "Unknown Key",
    ],
    checks: &[
        "Look for Key-Pair-Id, Signature and Policy or Expires in the query, or for the cookies of the \
         same names",
        "See whether the content is meant to be read through CloudFront or at its origin",
        "See which key groups the distribution trusts: `aws cloudfront get-distribution-config --id \
         DISTRIBUTION_ID`",
    ],
    fixes: &[
        "Ask the owner for a signed URL or signed cookies of CloudFront, and set Auth to None",
        "Call the origin itself with AWS Signature, when it is open to you",
        "For Unknown Key, use a key that is in a key group of this distribution",
    ],
    page: Some(pages::CLOUDFRONT_SIGNED),
};

pub(super) static CLOUDFRONT_BLOCKED: CauseHelp = CauseHelp {
    title: "CloudFront refused the request itself",
    meaning: &[
        "The page comes from CloudFront, so the API most likely never saw the request. A web ACL of AWS \
         WAF, a geographic restriction, a method that is not allowed, or a host that the distribution does \
         not know can be the reason.",
        "X-Cache and Via with the name CloudFront prove nothing alone: edge-optimized APIs of API Gateway \
         send them too",
    ],
    said: &["The request could not be satisfied"],
    checks: &[
        "Look at the Server header: it says CloudFront, and the body is an HTML page",
        "Call the origin or the default endpoint of the API without CloudFront",
        "See whether the host is among the alternate domain names of the distribution: `aws cloudfront \
         get-distribution-config --id DISTRIBUTION_ID`",
        "Give x-amz-cf-id of the reply to the owner, who finds it in the logs",
    ],
    fixes: &[
        "Correct the host, or let the owner add it to the alternate domain names",
        "Let the owner allow the request in the web ACL, the geographic restriction or the list of methods",
        "Call the API at its own endpoint",
    ],
    page: Some(pages::CLOUDFRONT_403),
};
