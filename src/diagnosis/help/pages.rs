//! Pages of AWS's documentation and of standards that the help leads to.

use super::Page;

pub(super) const ACCESS_DENIED: Page = Page {
    title: "Troubleshoot access denied error messages",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html",
};
pub(super) const ACCESS_KEYS: Page = Page {
    title: "Manage access keys for IAM users",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html",
};
pub(super) const ADD_SIGNATURE: Page = Page {
    title: "Add the signature to the request",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#add-signature-to-request",
};
pub(super) const APPSYNC: Page = Page {
    title: "Configuring authorization and authentication to secure your GraphQL APIs",
    url: "https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html",
};
pub(super) const BEDROCK_KEY: Page = Page {
    title: "Use an Amazon Bedrock API key",
    url: "https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-use.html",
};
pub(super) const CANONICAL_REQUEST: Page = Page {
    title: "Create a canonical request",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-canonical-request",
};
pub(super) const CLOUDFRONT_403: Page = Page {
    title: "HTTP 403 status code (Permission Denied)",
    url: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/http-403-permission-denied.html",
};
pub(super) const CLOUDFRONT_SIGNED: Page = Page {
    title: "Serve private content with signed URLs and signed cookies",
    url: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/PrivateContent.html",
};
pub(super) const COMMON_ERRORS: Page = Page {
    title: "Common Error Types",
    url: "https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html",
};
pub(super) const CONNECT: Page = Page {
    title: "RFC 9110, section 9.3.6: CONNECT",
    url: "https://www.rfc-editor.org/rfc/rfc9110#section-9.3.6",
};
pub(super) const CREATE_SESSION: Page = Page {
    title: "CreateSession (Amazon S3)",
    url: "https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateSession.html",
};
pub(super) const ELEMENTS: Page = Page {
    title: "Elements of an AWS API request signature",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html",
};
pub(super) const ENDPOINTS: Page = Page {
    title: "AWS service endpoints",
    url: "https://docs.aws.amazon.com/general/latest/gr/rande.html",
};
pub(super) const FUNCTION_URL: Page = Page {
    title: "Control access to Lambda function URLs",
    url: "https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
};
pub(super) const GATEWAY_RESPONSES: Page = Page {
    title: "Gateway response types for API Gateway",
    url: "https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html",
};
pub(super) const HTTP_API_IAM: Page = Page {
    title: "Control access to HTTP APIs with IAM authorization in API Gateway",
    url: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html",
};
pub(super) const INVOKE: Page = Page {
    title: "Invoke REST APIs in API Gateway",
    url: "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-call-api.html",
};
pub(super) const IOT: Page = Page {
    title: "Authorization (AWS IoT Core)",
    url: "https://docs.aws.amazon.com/iot/latest/developerguide/iot-authorization.html",
};
pub(super) const LAMBDA_AUTHORIZER: Page = Page {
    title: "Use API Gateway Lambda authorizers",
    url: "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html",
};
pub(super) const LATTICE: Page = Page {
    title: "SIGv4 authenticated requests for Amazon VPC Lattice",
    url: "https://docs.aws.amazon.com/vpc-lattice/latest/ug/sigv4-authenticated-requests.html",
};
pub(super) const MFA: Page = Page {
    title: "Secure API access with MFA",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html",
};
pub(super) const NOT_FOUND: Page = Page {
    title: "RFC 9110, section 15.5.5: 404 Not Found",
    url: "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.5",
};
pub(super) const OPENSEARCH: Page = Page {
    title: "Fine-grained access control in Amazon OpenSearch Service",
    url: "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/fgac.html",
};
pub(super) const REGIONS: Page = Page {
    title: "Enable or disable AWS Regions in your account",
    url: "https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html",
};
pub(super) const S3_ERRORS: Page = Page {
    title: "Error responses (Amazon S3)",
    url: "https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html",
};
pub(super) const S3_HEADER: Page = Page {
    title: "Signature calculations for the Authorization header (Amazon S3)",
    url: "https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html",
};
pub(super) const S3_QUERY: Page = Page {
    title: "Authenticating requests: using query parameters (Amazon S3)",
    url: "https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html",
};
pub(super) const S3_REDIRECT: Page = Page {
    title: "Request redirection and the REST API (Amazon S3)",
    url: "https://docs.aws.amazon.com/AmazonS3/latest/API/RESTRedirect.html",
};
pub(super) const SERVER_ERRORS: Page = Page {
    title: "RFC 9110, section 15.6: server error 5xx",
    url: "https://www.rfc-editor.org/rfc/rfc9110#section-15.6",
};
pub(super) const SSO_ASSIGNMENT: Page = Page {
    title: "Assign user or group access to AWS accounts",
    url: "https://docs.aws.amazon.com/singlesignon/latest/userguide/assignusers.html",
};
pub(super) const STS_REGIONS: Page = Page {
    title: "Manage AWS STS in an AWS Region",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html",
};
pub(super) const TEMPORARY: Page = Page {
    title: "Temporary security credentials",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#temporary-security-credentials",
};
pub(super) const THROTTLING: Page = Page {
    title: "Throttle requests to your REST APIs for better throughput in API Gateway",
    url: "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html",
};
pub(super) const TLS_ALERTS: Page = Page {
    title: "RFC 8446, section 6.2: error alerts",
    url: "https://www.rfc-editor.org/rfc/rfc8446#section-6.2",
};
pub(super) const TROUBLESHOOTING: Page = Page {
    title: "Troubleshoot Signature Version 4 signing for AWS API requests",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html",
};
pub(super) const USE_TEMPORARY: Page = Page {
    title: "Use temporary credentials with AWS resources",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_use-resources.html",
};
pub(super) const V4A: Page = Page {
    title: "How Signature Version 4A works",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html#how-sigv4a-works",
};
pub(super) const VPC_ENDPOINT_POLICY: Page = Page {
    title: "Use VPC endpoint policies for private APIs in API Gateway",
    url: "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-vpc-endpoint-policies.html",
};
pub(super) const WEB_IDENTITY: Page = Page {
    title: "AssumeRoleWithWebIdentity",
    url: "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html",
};
