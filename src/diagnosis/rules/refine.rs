//! What the request adds to a row: the mend where the answer is known, and other causes that it makes likelier.

mod clock;
mod denied;
mod keys;
mod place;
mod sent;

use super::super::asked::Carried;
use super::super::mismatch;
use super::super::reply::Form;
use super::super::rule::Hit;
use super::super::scene::{Answerer, Gateway, Scene};
use crate::model::{Cause, Confidence, Evidence, EvidencePlace, Finding, Mend, RequestPart};

pub(super) use clock::{clock, sign_now, url_ended};
pub(super) use denied::{caller_is_known, denied, function_url, http_api, s3_denied};
pub(super) use keys::{expired, invalid_token, unknown_key};
pub(super) use place::{
    bucket_moved, connections, no_route, opensearch_ui, region_by_head, region_of_host, region_said,
    service_said, service_said_second,
};
pub(super) use sent::{
    aoss, expiry, mqtt, other_body, presign_again, send_hash, sign_host, unsigned_headers, unsigned_payload,
};

/// True for API Gateway, and for a body that came alone.
pub(super) fn may_be_gateway(scene: &Scene<'_>) -> bool {
    scene.is_aws() || scene.answerer == Answerer::Unknown || scene.gateway != Gateway::No
}

/// True unless the headers of the reply are of something else.
pub(super) fn is_not_foreign(scene: &Scene<'_>) -> bool {
    matches!(scene.answerer, Answerer::Aws | Answerer::Unknown)
}

/// True for an error in XML from S3 or a store that speaks its language.
pub(super) fn is_s3_error(scene: &Scene<'_>) -> bool {
    scene.reply.form == Form::Xml && (scene.is_aws() || scene.is_signed() || scene.reply.head.is_none())
}

/// True for the portal of IAM Identity Center.
pub(super) fn is_sso(scene: &Scene<'_>) -> bool {
    scene.host_contains("portal.sso.") || scene.sent_header("x-amz-sso_bearer_token").is_some()
}

/// True for `AppSync`, by its host or by the form of its errors.
pub(super) fn is_appsync(scene: &Scene<'_>) -> bool {
    let is_form = scene
        .reply
        .fields
        .iter()
        .any(|field| field.path == "errors.0.errortype");
    scene.is_host_of("appsync") || (is_form && scene.is_aws())
}

/// True for the data plane of `IoT`, which sends a trace id with what it refuses.
pub(super) fn is_iot(scene: &Scene<'_>) -> bool {
    scene.host_contains(".iot.") || (scene.is_aws() && scene.reply.has_field("traceid"))
}

/// The finding with a mend.
fn mended(mut finding: Finding, mend: Option<Mend>) -> Vec<Finding> {
    finding.mend = mend;
    vec![finding]
}

/// Evidence from the request.
fn from_request(text: impl Into<String>) -> Evidence {
    Evidence::at(EvidencePlace::Request, text)
}

/// A further cause on the same evidence.
fn also(finding: &Finding, cause: Cause, confidence: Confidence, title: &str, steps: &[&str]) -> Finding {
    Finding {
        cause,
        confidence,
        title: title.to_owned(),
        evidence: finding.evidence.clone(),
        meaning: String::new(),
        ruled_out: Vec::new(),
        steps: steps.iter().map(|step| (*step).to_owned()).collect(),
        mend: None,
        policy: None,
        part: None,
    }
}

/// No signature arrived: none was sent, or something dropped it.
pub(super) fn unsigned(scene: &Scene<'_>, _hit: &Hit, mut finding: Finding) -> Vec<Finding> {
    match scene.carried() {
        Some(Carried::Signature) => {
            "The signature was sent and did not arrive".clone_into(&mut finding.title);
            "Something between here and the service dropped the Authorization header, as proxies and redirects to \
             another host do."
                .clone_into(&mut finding.meaning);
            finding.steps = vec!["Send it past the proxy, or let the proxy forward Authorization".to_owned()];
            mended(finding, None)
        }
        Some(Carried::Other) => mended(finding, Some(Mend::DropTypedAuthorization)),
        Some(Carried::Nothing) => mended(finding, Some(Mend::TurnOnSigning)),
        None => mended(finding, None),
    }
}

/// A presigned URL with an Authorization header beside it.
pub(super) fn two_methods(scene: &Scene<'_>, _hit: &Hit, finding: Finding) -> Vec<Finding> {
    let header = scene.sent_header("authorization").unwrap_or_default();
    let mend = if header.starts_with("AWS4-") {
        Mend::DropUrlSignature
    } else {
        Mend::DropTypedAuthorization
    };
    mended(finding, scene.asked.as_ref().map(|_| mend))
}

/// A Bearer or Basic token, or a spoilt header. API Gateway says the same for routes that do not exist.
pub(super) fn foreign_authorization(scene: &Scene<'_>, _hit: &Hit, mut finding: Finding) -> Vec<Finding> {
    let carried = scene.carried();
    if carried == Some(Carried::Other) {
        let value = scene.sent_header("authorization").unwrap_or_default();
        let scheme = value.split_whitespace().next().unwrap_or_default();
        if scheme.len() < 20 && !scheme.contains(['=', '.']) {
            finding.evidence.push(from_request(format!(
                "The Authorization header begins with {scheme}"
            )));
        }
        finding.mend = Some(Mend::DropTypedAuthorization);
    }
    if carried == Some(Carried::Signature) {
        "A signature was sent, and the service met a part of the header that is no key=value pair: the header was \
         pasted with its name, a key holds a line feed, or a proxy added a header of its own."
            .clone_into(&mut finding.meaning);
    }
    let is_gateway = scene.gateway != Gateway::No;
    if carried == Some(Carried::Signature) || !is_gateway {
        return vec![finding];
    }
    if scene.host_contains("vpce") {
        let private = Finding {
            meaning: "With a policy of its own on the VPC endpoint, API Gateway reads the Authorization header of every \
                      call, also where the method asks for another kind of token."
                .to_owned(),
            part: Some(RequestPart::Authorization),
            ..also(
                &finding,
                Cause::PrivateEndpointPolicy,
                Confidence::Likely,
                "The policy of the VPC endpoint has the Authorization header read as a signature",
                &[
                    "Send the token in another header, and let the authorizer read that one",
                    "Or give the VPC endpoint the default policy",
                ],
            )
        };
        return vec![private, lowered(finding)];
    }
    let route = Finding {
        meaning: "API Gateway says this of every Authorization header without a signature when method, path or stage do \
                  not fit, and it is the commonest reason. A route with IAM authorization says it too."
            .to_owned(),
        part: Some(RequestPart::Path),
        ..also(
            &finding,
            Cause::RouteOrStageNotFound,
            Confidence::Likely,
            "The API has no such method or path, or the route wants an AWS signature",
            &[
                "Check method, path and stage, and that the API was deployed since the route was made",
                "When the route has IAM authorization, choose AWS Signature",
            ],
        )
    };
    let second = if carried.is_some() {
        Confidence::Likely
    } else {
        Confidence::Possible
    };
    finding.confidence = second;
    vec![route, finding]
}

/// Parts of the header are missing.
pub(super) fn incomplete(scene: &Scene<'_>, hit: &Hit, mut finding: Finding) -> Vec<Finding> {
    if let Some(message) = &scene.reply.message
        && !hit.matched.range.is_empty()
    {
        let lower = message.value.to_ascii_lowercase();
        let parts = ["credential", "signedheaders", "signature", "x-amz-date"];
        let names = ["Credential", "SignedHeaders", "Signature", "the date"];
        let missing: Vec<&str> = parts
            .iter()
            .zip(names)
            .filter(|(part, _)| {
                lower.contains(&format!("'{part}' parameter"))
                    || lower.contains(&format!("'{part}' or"))
                    || lower.contains(&format!("missing {part}"))
            })
            .map(|(_, name)| name)
            .collect();
        if !missing.is_empty() {
            finding.title = format!("The Authorization header lacks parts: {}", missing.join(", "));
        }
        if missing == ["the date"] {
            finding.part = Some(RequestPart::Header("x-amz-date".to_owned()));
        }
    }
    if scene.carried() == Some(Carried::Other) {
        return foreign_authorization(scene, hit, finding);
    }
    vec![finding]
}

/// The signature does not match.
pub(super) fn mismatch(scene: &Scene<'_>, hit: &Hit, finding: Finding) -> Vec<Finding> {
    if let Some(compared) = mismatch::compared(scene, hit) {
        return vec![compared];
    }
    let mut findings = vec![mismatch::without_strings(scene, finding)];
    let Some(asked) = scene.asked.as_ref() else {
        return findings;
    };
    let Some(first) = findings.first_mut() else {
        return findings;
    };
    let has_body = matches!(asked.request.method.as_str(), "POST" | "PUT" | "PATCH");
    if asked.is_presigned() && asked.host.contains(".lambda-url.") && asked.body_bytes != Some(0) {
        "A presigned URL signs UNSIGNED-PAYLOAD as a rule, which function URLs do not take: the hash of the body has to \
         be signed."
            .clone_into(&mut first.meaning);
        first.mend = Some(Mend::SignPayload);
        first.part = Some(RequestPart::PayloadHash);
        return findings;
    }
    let has_hash = asked.request.header("x-amz-content-sha256").is_some();
    if scene.came_through_cloudfront() && has_body && !has_hash {
        let required = Finding {
            meaning: "With origin access control CloudFront signs the call to the function itself, and takes the hash of \
                      the body from x-amz-content-sha256 of the client. Without it the signature can not match."
                .to_owned(),
            mend: Some(Mend::SendContentSha256Header),
            part: Some(RequestPart::Header("x-amz-content-sha256".to_owned())),
            ..also(
                first,
                Cause::ContentSha256Required,
                Confidence::Likely,
                "CloudFront signs for the origin and needs the hash of the body from you",
                &["Send x-amz-content-sha256 with the SHA-256 of the body"],
            )
        };
        let other = lowered(first.clone());
        return vec![required, other];
    }
    if scene.came_through_cloudfront()
        && !asked.is_host_of("execute-api")
        && !asked.host.ends_with(".amazonaws.com")
    {
        first.steps.insert(
            0,
            "Sign the host that the origin sees: API Gateway's custom domain name, or the origin's own where a \
             distribution of yours rewrites Host"
                .to_owned(),
        );
    }
    findings
}

/// The finding, one step less sure.
fn lowered(mut finding: Finding) -> Finding {
    finding.confidence = finding.confidence.lower();
    finding
}

/// `Forbidden` of a REST API.
pub(super) fn forbidden(scene: &Scene<'_>, _hit: &Hit, mut finding: Finding) -> Vec<Finding> {
    if scene.sent_header("x-api-key").is_some() {
        finding.evidence.push(from_request("An x-api-key was sent"));
    } else if scene.asked.is_some() {
        finding.evidence.push(from_request("No x-api-key was sent"));
    }
    vec![finding]
}
