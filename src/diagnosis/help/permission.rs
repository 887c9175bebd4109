//! Help for denials: the caller is known, or anonymous, and not allowed.

use super::{CauseHelp, pages};

pub(super) static NOT_AUTHORIZED: CauseHelp = CauseHelp {
    title: "No policy allows the request",
    meaning: &[
        "When the message names the caller by an ARN, the signature was accepted, and nobody needs to look \
         at keys or clocks again. What is missing is a policy that allows this action on this resource.",
        "The code AccessDenied alone does not prove that. Amazon S3 uses it for anonymous requests and \
         expired presigned URLs as well, and for a missing key in a bucket that the caller may not list.",
        "When the message has the word because, it names the kind of policy that does not allow it. A \
         caller of another account needs a policy on both sides.",
    ],
    said: &[
        "AccessDeniedException: User: … is not authorized to perform: … on resource: …",
        "AccessDeniedException: User: … is not authorized to perform: … on resource: … because no \
         identity-based policy allows the … action",
        "AccessDenied: Access Denied",
        "AccessDenied: User: … is not authorized to perform: sts:AssumeRole on resource: …",
    ],
    checks: &[
        "Read caller, action and resource in the message, and the kind of policy behind the word because",
        "See whether the caller is who it should be: `aws sts get-caller-identity --profile PROFILE`",
        "See whether the policy was attached a moment ago, and send again after a minute",
        "Try it without sending: `aws iam simulate-principal-policy --policy-source-arn CALLER_ARN \
         --action-names ACTION --resource-arns RESOURCE_ARN`",
        "For sts:AssumeRole, look at the trust policy, external ID and MFA: `aws iam get-role --role-name \
         ROLE`",
        "For Amazon S3, look at bucket policy, Block Public Access and the policy of the KMS key",
    ],
    fixes: &[
        "Let the caller have a policy that allows the action on the resource",
        "From another account, let the resource allow the caller too, by its own policy",
        "When a permissions boundary, a session policy, a service control policy or a VPC endpoint is \
         named, allow it there",
        "Use the credentials of a caller that is allowed",
    ],
    page: Some(pages::ACCESS_DENIED),
};

pub(super) static EXPLICIT_DENY: CauseHelp = CauseHelp {
    title: "A policy denies the request",
    meaning: &[
        "A statement with the effect Deny applies. It wins over every Allow, so a further permission does \
         not help.",
        "When the message names the caller by an ARN, the signature was accepted. The message names the \
         kind of policy, and only one of them when several deny.",
    ],
    said: &[
        "AccessDeniedException: User: … is not authorized to perform: … on resource: … with an explicit \
         deny in a service control policy",
        "AccessDeniedException: User: … is not authorized to perform: … on resource: … with an explicit \
         deny in an identity-based policy",
    ],
    checks: &[
        "Read the kind of policy at the end of the message",
        "Look at the conditions of the statement: source address, VPC endpoint, MFA, region and tags are \
         usual",
        "See which policies the caller has: `aws iam list-attached-role-policies --role-name ROLE`",
        "Look up the call in AWS CloudTrail, when it is logged",
    ],
    fixes: &[
        "Send it as the condition asks, from the right network, with MFA or to another region",
        "Take out or narrow the Deny statement in the policy that is named",
        "For a service control policy, ask the administrators of the organization",
    ],
    page: Some(pages::ACCESS_DENIED),
};

pub(super) static FUNCTION_URL_PERMISSION: CauseHelp = CauseHelp {
    title: "The caller may not call the function URL",
    meaning: &[
        "The function URL uses IAM, and the request was not signed or no policy allows it. Lambda has one \
         answer for both.",
        "Function URLs made since October 2025 need two actions: lambda:InvokeFunctionUrl and \
         lambda:InvokeFunction",
        "A caller of another account needs them in a policy of its own and in that of the function",
    ],
    said: &[
        "AccessDeniedException: Forbidden. For troubleshooting Function URL authorization issues, see: \
         …/urls-auth.html",
        "AccessDeniedException: Forbidden",
    ],
    checks: &[
        "See that the request was signed, for the service lambda",
        "See whether the URL uses IAM: `aws lambda get-function-url-config --function-name FUNCTION`",
        "Look for both actions in the policy of the function: `aws lambda get-policy --function-name \
         FUNCTION`",
        "See whose the keys are: `aws sts get-caller-identity --profile PROFILE`",
    ],
    fixes: &[
        "Choose AWS Signature in the Auth section",
        "Allow lambda:InvokeFunctionUrl and lambda:InvokeFunction in a policy of the caller",
        "From another account, allow both in the policy of the function too",
    ],
    page: Some(pages::FUNCTION_URL),
};

pub(super) static OPENSEARCH_ROLE_MAPPING: CauseHelp = CauseHelp {
    title: "The caller has no role in OpenSearch that allows it",
    meaning: &[
        "The signature was accepted, and the request reached OpenSearch. Its fine-grained access control \
         knows the caller by the ARN in the message and finds no role that has the permission.",
        "Policies of IAM do not help here: roles of OpenSearch are its own",
    ],
    said: &["security_exception: no permissions for [..] and User [name=arn…, backend_roles=[..]]"],
    checks: &[
        "Read the permission, the name and the backend roles in the message",
        "In OpenSearch Dashboards, look at Security, Roles and Mapped users for that ARN",
        "See whether fine-grained access control is on: `aws opensearch describe-domain --domain-name \
         DOMAIN`",
    ],
    fixes: &[
        "Map the ARN of the IAM role as a backend role to a role of OpenSearch that has the permission",
        "Add the permission to the role that the caller has",
    ],
    page: Some(pages::OPENSEARCH),
};

pub(super) static APPSYNC_UNAUTHORIZED: CauseHelp = CauseHelp {
    title: "AWS AppSync refused the request or a field",
    meaning: &[
        "Status 401 means that the API got no credentials or not those that its mode takes. A reply with \
         status 200 and Not Authorized in errors comes from the rules of a field or resolver: the \
         credentials were taken.",
        "An API has a default authorization mode, and a signature counts only where AWS_IAM is one of its \
         modes",
    ],
    said: &["UnauthorizedException", "Not Authorized to access … on type …"],
    checks: &[
        "Look at status and errors of the reply: 401 is about the API, 200 about a field",
        "Check that the service is appsync",
        "See which modes the API has: `aws appsync get-graphql-api --api-id API_ID`",
        "Look for appsync:GraphQL in the policies of the caller",
    ],
    fixes: &[
        "Let the API have AWS_IAM as a mode, or send the API key or token of its mode",
        "Allow appsync:GraphQL on the API, the types and the fields in a policy of the caller",
        "For a field, change its directive in the schema or the rule of its resolver",
    ],
    page: Some(pages::APPSYNC),
};

pub(super) static IOT_POLICY: CauseHelp = CauseHelp {
    title: "No policy allows it at AWS IoT",
    meaning: &[
        "AWS IoT says Forbidden without a reason. A policy does not allow the action on the topic, or the \
         host is not that of the account or of the region.",
    ],
    said: &["ForbiddenException: {\"message\":\"Forbidden\",\"traceId\":…}"],
    checks: &[
        "Compare the host with that of the account: `aws iot describe-endpoint --endpoint-type iot:Data-ATS`",
        "Compare the region in the host with the one in the Auth section",
        "See whose the keys are: `aws sts get-caller-identity --profile PROFILE`",
        "Look for the action, such as iot:Publish, and the ARN of the topic in the policies of the caller",
    ],
    fixes: &[
        "Call the host of the account that ends its first part with -ats",
        "Allow the action on the topic in an IAM policy of the caller",
        "Over WebSocket, give an authenticated identity of Amazon Cognito a policy of AWS IoT as well",
    ],
    page: Some(pages::IOT),
};
