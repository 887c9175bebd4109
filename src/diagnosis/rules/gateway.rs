//! API Gateway: what authorizers, API keys, domains and HTTP APIs say.

use super::super::rule::Rule;
use super::super::scene::{Gateway, Scene};
use super::refine;
use crate::model::{Cause, Confidence, RequestPart};

fn is_gateway(scene: &Scene<'_>) -> bool {
    scene.gateway != Gateway::No || scene.reply.header("x-amzn-errortype").is_some()
}

fn is_rest_forbidden(scene: &Scene<'_>) -> bool {
    let is_typed =
        scene.reply.header("x-amzn-errortype").is_some() && scene.reply.is_kind(&["ForbiddenException"]);
    is_typed && !refine::is_iot(scene) && scene.gateway != Gateway::Http && !scene.is_host_of("lambda")
}

fn is_http_api(scene: &Scene<'_>) -> bool {
    scene.gateway == Gateway::Http
}

fn is_management_api(scene: &Scene<'_>) -> bool {
    scene
        .asked
        .as_ref()
        .is_some_and(|asked| asked.path().contains("@connections"))
}

fn is_typed_unauthorized(scene: &Scene<'_>) -> bool {
    let is_typed =
        scene.reply.header("x-amzn-errortype").is_some() && scene.reply.is_kind(&["UnauthorizedException"]);
    is_typed && !refine::is_sso(scene) && !refine::is_appsync(scene)
}

fn is_jwt_refusal(scene: &Scene<'_>) -> bool {
    is_http_api(scene) && scene.reply.header("www-authenticate").is_some()
}

pub(super) static RULES: &[Rule] = &[
    Rule {
        rows: &[32],
        cause: Cause::AuthorizerDenied,
        says: &["User is not authorized to access this resource"],
        needs: is_gateway,
        title: "A Lambda authorizer of the API refused the call",
        meaning: "The method does not use IAM authorization, so the signature is not what was looked at: the policy that \
                  the authorizer returned does not allow this call, or denies it.",
        steps: &[
            "Check the token or header that the authorizer reads",
            "Look into the authorizer's log for the policy that it returned",
            "Check whether a cached policy of another path was used: its resource has to cover this one",
        ],
        part: || Some(RequestPart::Authorization),
        ..Rule::BASE
    },
    Rule {
        rows: &[38],
        cause: Cause::RouteOrStageNotFound,
        confidence: Confidence::Likely,
        statuses: &[403, 404],
        says: &["Forbidden"],
        needs: is_management_api,
        title: "There is no such stage or API for @connections",
        meaning: "Messages to WebSocket clients go to @connections behind the stage of the API that the client is connected to.",
        steps: &[
            "Put the stage in front of @connections",
            "Check that the API id in the host is the WebSocket API's",
        ],
        part: || Some(RequestPart::Path),
        refine: refine::connections,
        ..Rule::BASE
    },
    Rule {
        rows: &[34],
        cause: Cause::ApiKeyOrWaf,
        confidence: Confidence::Likely,
        statuses: &[403],
        says: &["Forbidden"],
        needs: is_rest_forbidden,
        title: "API Gateway refused the call before it looked at the signature",
        meaning: "It says no more than Forbidden for a missing or wrong API key, for a web ACL of AWS WAF, for a custom \
                  domain without a mapping for this path, for a default endpoint that was disabled, for mutual TLS, and \
                  for a private API that is called by its public name.",
        steps: &[
            "Add the header x-api-key when the method asks for one, and check that the key is in a usage plan of the stage",
            "Check the domain: its API mapping for this path, or the default endpoint when it is disabled",
            "Call a private API through its VPC endpoint",
            "Look into the log of the web ACL",
        ],
        part: || Some(RequestPart::Host),
        refine: refine::forbidden,
        ..Rule::BASE
    },
    Rule {
        rows: &[35],
        cause: Cause::HttpApiForbidden,
        confidence: Confidence::Likely,
        statuses: &[403],
        says: &["Forbidden"],
        needs: is_http_api,
        title: "The HTTP API refused the call, and HTTP APIs never say why",
        meaning: "An unsigned call, a signature that does not match and a caller without permission all get the same \
                  reply.",
        steps: &[
            "Check that the signature was proved here, for the region of the API and the service execute-api",
            "Allow execute-api:Invoke for the caller",
            "Send the same call with credentials that are known to work: when it passes, it is the policy",
        ],
        refine: refine::http_api,
        ..Rule::BASE
    },
    Rule {
        rows: &[36],
        cause: Cause::AuthorizerDenied,
        statuses: &[401],
        says: &["Unauthorized"],
        needs: is_typed_unauthorized,
        title: "An authorizer of the API wants another kind of token",
        meaning: "The route has a JWT, Cognito or Lambda authorizer: an AWS signature is not looked at.",
        steps: &[
            "Send the token that the authorizer reads, as a Bearer token",
            "Or give the route IAM authorization, and deploy it",
        ],
        part: || Some(RequestPart::Authorization),
        ..Rule::BASE
    },
    Rule {
        rows: &[36],
        cause: Cause::AuthorizerDenied,
        confidence: Confidence::Likely,
        statuses: &[401, 403],
        says: &["Unauthorized", "Forbidden"],
        needs: is_jwt_refusal,
        title: "A JWT authorizer of the HTTP API refused the token",
        meaning: "The route has a JWT authorizer: an AWS signature is not looked at.",
        steps: &["Send a JWT of the right issuer and audience, as a Bearer token"],
        part: || Some(RequestPart::Authorization),
        ..Rule::BASE
    },
    Rule {
        rows: &[2],
        cause: Cause::RouteOrStageNotFound,
        confidence: Confidence::Likely,
        statuses: &[404],
        says: &["Not Found"],
        needs: is_http_api,
        title: "The HTTP API has no route for {method} {path}",
        meaning: "No route or stage fits. It has nothing to do with the signature.",
        steps: &[
            "Check method and path against the routes of the API",
            "A named stage stands in front of the path; the stage $default does not",
            "Deploy the stage when automatic deployment is off",
        ],
        part: || Some(RequestPart::Path),
        refine: refine::no_route,
        ..Rule::BASE
    },
];
