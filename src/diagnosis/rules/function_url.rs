//! Lambda function URLs, `CloudFront` and `OpenSearch`.

use super::super::reply::Form;
use super::super::rule::Rule;
use super::super::scene::Scene;
use super::refine;
use crate::model::{Cause, Confidence, RequestPart};

fn is_function_url(scene: &Scene<'_>) -> bool {
    scene.host_contains(".lambda-url.")
}

fn is_cloudfront_page(scene: &Scene<'_>) -> bool {
    let page = scene.reply.page.as_str();
    page.contains("the request could not be satisfied") && page.contains("cloudfront")
}

fn is_aoss(scene: &Scene<'_>) -> bool {
    let hinted = scene
        .reply
        .header("x-aoss-response-hint")
        .is_some_and(|hint| hint.contains("gw-helper-deny"));
    hinted || (scene.is_host_of("aoss") && says_403(scene))
}

fn is_opensearch_ui(scene: &Scene<'_>) -> bool {
    scene.host_contains(".opensearch.") && says_403(scene)
}

fn says_403(scene: &Scene<'_>) -> bool {
    scene
        .reply
        .message
        .as_ref()
        .is_some_and(|message| message.value.trim() == "403 Forbidden")
}

pub(super) static RULES: &[Rule] = &[
    Rule {
        rows: &[40],
        cause: Cause::FunctionUrlPermission,
        says: &["Forbidden. For troubleshooting Function URL authorization issues, see: *"],
        title: "The function URL refused the call: unsigned, or no policy allows it",
        meaning: "A function URL with IAM authorization says the same for both. URLs made since October 2025 ask for \
                  lambda:InvokeFunctionUrl and lambda:InvokeFunction.",
        steps: &[
            "Sign the request for the service lambda",
            "Allow lambda:InvokeFunctionUrl and lambda:InvokeFunction for the caller",
        ],
        refine: refine::function_url,
        ..Rule::BASE
    },
    Rule {
        rows: &[40],
        cause: Cause::FunctionUrlPermission,
        confidence: Confidence::Likely,
        statuses: &[403],
        says: &["Forbidden"],
        needs: is_function_url,
        title: "The function URL refused the call: unsigned, or no policy allows it",
        meaning: "A function URL with IAM authorization says the same for both. The function itself may say it too.",
        steps: &[
            "Sign the request for the service lambda",
            "Allow lambda:InvokeFunctionUrl and lambda:InvokeFunction for the caller",
        ],
        refine: refine::function_url,
        ..Rule::BASE
    },
    Rule {
        rows: &[43],
        cause: Cause::CloudfrontSignedUrlRequired,
        says: &[
            "Missing Key-Pair-Id query parameter or cookie value",
            "Unknown Key-Pair-Id",
            "Unknown Key",
        ],
        kinds: &["MissingKey", "InvalidKey"],
        needs: |scene| scene.reply.form == Form::Xml,
        title: "The distribution wants a URL or cookie signed for CloudFront",
        meaning: "CloudFront has signatures of its own, made with a key pair of the distribution. An AWS signature does \
                  not help there.",
        steps: &[
            "Get a signed URL or signed cookies from who runs the distribution",
            "Or call the origin itself",
        ],
        part: || Some(RequestPart::Query),
        ..Rule::BASE
    },
    Rule {
        rows: &[44],
        cause: Cause::CloudfrontBlocked,
        confidence: Confidence::Likely,
        statuses: &[403],
        needs: is_cloudfront_page,
        title: "CloudFront refused the call: the origin never saw it",
        meaning: "A web ACL, a geographic restriction, a method that the distribution does not allow, or a host name \
                  that is not among its alternate names. The signature was not looked at.",
        steps: &[
            "Check that the host is an alternate domain name of the distribution",
            "Check the methods that its behaviour allows",
            "Look into the log of its web ACL, and its geographic restrictions",
        ],
        part: || Some(RequestPart::Host),
        ..Rule::BASE
    },
    Rule {
        rows: &[73],
        cause: Cause::ContentSha256Required,
        confidence: Confidence::Likely,
        needs: is_aoss,
        title: "OpenSearch Serverless wants the hash of the body as a signed header",
        meaning: "It refuses requests whose x-amz-content-sha256 is missing or not signed, and those that sign headers \
                  which its load balancer rewrites. Without a data access policy it says the same.",
        steps: &[
            "Send and sign x-amz-content-sha256",
            "Sign no accept-encoding, connection or content-length",
            "Sign for the service aoss",
            "Allow the caller in a data access policy of the collection",
        ],
        part: || Some(RequestPart::Header("x-amz-content-sha256".to_owned())),
        refine: refine::aoss,
        ..Rule::BASE
    },
    Rule {
        rows: &[74],
        cause: Cause::WrongService,
        confidence: Confidence::Likely,
        needs: is_opensearch_ui,
        title: "OpenSearch applications are signed for the service opensearch",
        meaning: "They refuse signatures for es and aoss, and callers without opensearch:ApplicationAccessAll.",
        steps: &[
            "Sign for opensearch",
            "Allow opensearch:ApplicationAccessAll for the caller",
        ],
        part: || Some(RequestPart::Service),
        refine: refine::opensearch_ui,
        ..Rule::BASE
    },
];
