//! Routes, regions, services and endpoints.

use super::{Finding, Hit, Mend, Scene, also, from_request, mended};
use crate::diagnosis::denial::partition_of;
use crate::diagnosis::rule::piece;
use crate::model::{Cause, Confidence, Evidence, EvidencePlace, RequestPart};
use crate::sigv4::{HostHint, infer};

/// First segments of a path that are names of stages as a rule.
const STAGES: [&str; 9] = [
    "dev", "test", "prod", "stage", "staging", "beta", "qa", "default", "live",
];

/// API Gateway has no such method, path or stage, or the request is unsigned.
pub(in super::super) fn no_route(scene: &Scene<'_>, _hit: &Hit, mut finding: Finding) -> Vec<Finding> {
    finding.mend = path_mend(scene);
    if scene.asked.is_none() {
        "The API has no such method, path or stage".clone_into(&mut finding.title);
    }
    if scene.is_signed() {
        if finding.cause == Cause::RouteOrStageNotFound && scene.reply.status() != Some(404) {
            finding.confidence = Confidence::Certain;
            "The request carries a signature, so it is not what is missing: no method, path or stage of the API fits, or \
             the API was not deployed since it was made."
                .clone_into(&mut finding.meaning);
            finding.ruled_out =
                vec!["The signature was not looked at yet, so it is not the cause".to_owned()];
            finding.evidence.push(from_request("The request was signed"));
        }
        return vec![finding];
    }
    if scene.reply.status() == Some(404) {
        return vec![finding];
    }
    let mut unsigned = Finding {
        meaning: "A method with IAM authorization says the same to an unsigned call as to a path that does not exist."
            .to_owned(),
        part: Some(RequestPart::Authorization),
        ..also(
            &finding,
            Cause::UnsignedRequest,
            if scene.is_unsigned() { Confidence::Likely } else { Confidence::Possible },
            "The method wants a signature, and the request has none",
            &["Turn on AWS Signature and send again: when the words stay, the path is wrong"],
        )
    };
    if scene.is_unsigned() {
        unsigned
            .evidence
            .push(from_request("The request carries no AWS signature"));
        unsigned.mend = Some(Mend::TurnOnSigning);
    }
    vec![finding, unsigned]
}

/// The stage in front of the path, or out of it.
fn path_mend(scene: &Scene<'_>) -> Option<Mend> {
    let asked = scene.asked.as_ref()?;
    let first = asked
        .path()
        .trim_start_matches('/')
        .split('/')
        .next()
        .unwrap_or_default();
    if asked.is_host_of("execute-api") {
        return first.is_empty().then_some(Mend::AddStage);
    }
    // A custom domain has a mapping in place of the stage.
    let is_custom =
        !asked.is_aws_host() && !asked.host.starts_with("localhost") && !asked.host.starts_with("127.");
    (is_custom && STAGES.contains(&first)).then(|| Mend::RemoveStage(first.to_owned()))
}

/// `@connections` without a stage.
pub(in super::super) fn connections(scene: &Scene<'_>, _hit: &Hit, mut finding: Finding) -> Vec<Finding> {
    let lacks_stage = scene.asked.as_ref().is_some_and(|asked| {
        asked.path().starts_with("/@connections") || asked.path().starts_with("/%40connections")
    });
    if lacks_stage {
        finding.confidence = Confidence::Certain;
        "The stage is missing in front of @connections".clone_into(&mut finding.title);
        return mended(finding, Some(Mend::AddStage));
    }
    vec![finding]
}

/// The region of the host, when it is another than that of the scope.
pub(in super::super) fn region_of_host(scene: &Scene<'_>, hit: &Hit, mut finding: Finding) -> Vec<Finding> {
    if hit.matched.captures.first().is_some_and(String::is_empty) {
        "The request was signed for no region".clone_into(&mut finding.title);
    }
    let asked = scene.asked.as_ref();
    let region = asked.and_then(|asked| asked.hint.as_ref()?.region.clone());
    let signed = asked
        .and_then(|asked| asked.credential.as_ref())
        .map(|credential| credential.region.clone());
    mended(
        finding,
        region
            .filter(|region| Some(region) != signed.as_ref())
            .map(Mend::UseRegion),
    )
}

/// The region that S3 names.
pub(in super::super) fn region_said(scene: &Scene<'_>, hit: &Hit, finding: Finding) -> Vec<Finding> {
    let element = scene
        .reply
        .element("region")
        .map(|field| field.value.trim().to_owned());
    let header = scene.reply.header("x-amz-bucket-region").map(str::to_owned);
    let said = Some(hit.capture(1).to_owned()).filter(|region| !region.is_empty());
    mended(
        finding,
        element
            .or(header)
            .or(said)
            .filter(|region| is_name(region))
            .map(Mend::UseRegion),
    )
}

/// The region that S3 names in a header of a reply to HEAD.
pub(in super::super) fn region_by_head(scene: &Scene<'_>, _hit: &Hit, mut finding: Finding) -> Vec<Finding> {
    let Some(region) = scene.region_by_head().filter(|region| is_name(region)) else {
        return Vec::new();
    };
    let place = EvidencePlace::Header("x-amz-bucket-region".to_owned());
    finding.evidence.push(Evidence::at(place, region));
    if let Some(signed_for) = scene.asked.as_ref().and_then(|asked| asked.region()) {
        finding.title = format!(
            "The request was signed for {}, and the bucket is in {region}",
            piece(signed_for)
        );
    }
    mended(finding, Some(Mend::UseRegion(region.to_owned())))
}

/// The service that the reply names.
pub(in super::super) fn service_said(_scene: &Scene<'_>, hit: &Hit, finding: Finding) -> Vec<Finding> {
    let service = Some(hit.capture(0).to_owned()).filter(|service| is_name(service));
    mended(finding, service.map(Mend::UseService))
}

/// The same, where the wrong one is named first.
pub(in super::super) fn service_said_second(_scene: &Scene<'_>, hit: &Hit, finding: Finding) -> Vec<Finding> {
    let service = Some(hit.capture(1).to_owned()).filter(|service| is_name(service));
    mended(finding, service.map(Mend::UseService))
}

fn is_name(text: &str) -> bool {
    (1..=40).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

/// The bucket's own endpoint.
pub(in super::super) fn bucket_moved(scene: &Scene<'_>, _hit: &Hit, mut finding: Finding) -> Vec<Finding> {
    let region = scene
        .reply
        .header("x-amz-bucket-region")
        .map(str::to_owned)
        .or_else(|| Some(scene.reply.element("region")?.value.trim().to_owned()));
    if let Some(endpoint) = scene.reply.element("endpoint") {
        let host = endpoint.value.trim().to_ascii_lowercase();
        finding.title = format!("The bucket is at {}", piece(&host));
        let is_host = host.contains('.') && host.split('.').all(is_name);
        if is_host && may_be_called_instead(scene, &host) {
            return mended(finding, Some(Mend::UseHost(host)));
        }
        finding.confidence = finding.confidence.max(Confidence::Likely);
        finding.steps.insert(
            0,
            "Check that the endpoint is the store's own before you sign a request for it".to_owned(),
        );
        return vec![finding];
    }
    if let Some(region) = region.filter(|region| is_name(region)) {
        finding.title = format!("The bucket is in {region}");
        return mended(finding, Some(Mend::UseRegion(region)));
    }
    vec![finding]
}

/// A reply may name any host, and a signed request is only sent on to one that the caller trusted already: to S3 in the
/// partition that was called, or to a name below the host that was called.
fn may_be_called_instead(scene: &Scene<'_>, endpoint: &str) -> bool {
    let partition = |hint: &HostHint| hint.region.as_deref().map_or("aws", partition_of);
    let s3 = infer(endpoint).filter(|hint| hint.service == "s3");
    let Some(asked) = &scene.asked else {
        return s3.is_some();
    };
    let is_s3_of_partition = s3
        .zip(asked.hint.as_ref())
        .is_some_and(|(named, called)| partition(&named) == partition(called));
    let own = asked.host.split(':').next().unwrap_or_default();
    let is_below = endpoint
        .strip_suffix(own)
        .is_some_and(|front| !own.is_empty() && (front.is_empty() || front.ends_with('.')));
    is_s3_of_partition || is_below
}

/// An application of `OpenSearch`, signed for a domain.
pub(in super::super) fn opensearch_ui(scene: &Scene<'_>, _hit: &Hit, mut finding: Finding) -> Vec<Finding> {
    let service = scene
        .asked
        .as_ref()
        .and_then(|asked| asked.credential.as_ref())
        .map(|found| found.service.clone());
    match service.as_deref() {
        Some("opensearch") => {
            finding.cause = Cause::NotAuthorized;
            "The caller may not use this OpenSearch application".clone_into(&mut finding.title);
            finding.part = None;
            vec![finding]
        }
        Some(_) => mended(finding, Some(Mend::UseService("opensearch".to_owned()))),
        None => vec![finding],
    }
}
