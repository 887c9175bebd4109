//! What was sent beside the signature: hashes, headers, payload, life of a URL.

use super::{Finding, Hit, Mend, Scene, from_request, mended};
use crate::model::{BodyDigest, Cause, Confidence, RequestPart};

/// The longest life of a presigned URL of S3, in seconds: a week.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html>
const WEEK_SECONDS: u32 = 604_800;

/// A presigned URL that is not whole.
pub(in super::super) fn presign_again(_scene: &Scene<'_>, _hit: &Hit, finding: Finding) -> Vec<Finding> {
    mended(finding, Some(Mend::PresignAgain))
}

/// `host` has to be signed.
pub(in super::super) fn sign_host(_scene: &Scene<'_>, _hit: &Hit, finding: Finding) -> Vec<Finding> {
    mended(finding, Some(Mend::SignHeaders(vec!["host".to_owned()])))
}

/// The hash has to be sent.
pub(in super::super) fn send_hash(_scene: &Scene<'_>, _hit: &Hit, finding: Finding) -> Vec<Finding> {
    mended(finding, Some(Mend::SendContentSha256Header))
}

/// `OpenSearch` Serverless: the hash, or else the data access policy.
pub(in super::super) fn aoss(scene: &Scene<'_>, _hit: &Hit, mut finding: Finding) -> Vec<Finding> {
    let hint = "x-aoss-response-hint";
    if let Some(value) = scene.reply.header(hint) {
        let place = crate::model::EvidencePlace::Header(hint.to_owned());
        finding
            .evidence
            .insert(0, crate::model::Evidence::at(place, value));
    }
    let has_hash = scene.sent_header("x-amz-content-sha256").is_some();
    let is_right = scene.asked.as_ref().and_then(|asked| asked.service()) == Some("aoss");
    if scene.is_unsigned() {
        finding.cause = Cause::UnsignedRequest;
        "OpenSearch Serverless refused an unsigned request".clone_into(&mut finding.title);
        return mended(finding, Some(Mend::TurnOnSigning));
    }
    if scene.is_signed() && !is_right {
        finding.cause = Cause::WrongService;
        "OpenSearch Serverless is signed for the service aoss".clone_into(&mut finding.title);
        finding.part = Some(RequestPart::Service);
        return mended(finding, Some(Mend::UseService("aoss".to_owned())));
    }
    if scene.is_signed() && has_hash {
        finding.cause = Cause::NotAuthorized;
        "No data access policy of the collection allows it, or a signed header was rewritten"
            .clone_into(&mut finding.title);
        finding.part = None;
        return vec![finding];
    }
    mended(finding, Some(Mend::SendContentSha256Header))
}

/// The body is another one.
pub(in super::super) fn other_body(scene: &Scene<'_>, _hit: &Hit, mut finding: Finding) -> Vec<Finding> {
    let sent = scene
        .reply
        .element("clientcomputedcontentsha256")
        .map(|field| field.value.trim().to_owned());
    if sent.as_deref() == Some(BodyDigest::of(b"").sha256.as_str()) {
        "The hash of an empty body was sent, and the body is not empty".clone_into(&mut finding.title);
        "The client hashed the body before it had one, as some do for files and forms."
            .clone_into(&mut finding.meaning);
    }
    let computed = scene
        .reply
        .element("s3computedcontentsha256")
        .map(|field| field.value.trim().to_owned());
    if computed.as_deref() == Some(BodyDigest::of(b"").sha256.as_str()) {
        "The body was lost on its way: an empty one arrived".clone_into(&mut finding.title);
        "The hash that was sent is that of the whole body, and the service saw none."
            .clone_into(&mut finding.meaning);
    }
    vec![finding]
}

/// The headers that S3 lists.
pub(in super::super) fn unsigned_headers(
    scene: &Scene<'_>,
    _hit: &Hit,
    mut finding: Finding,
) -> Vec<Finding> {
    let names: Vec<String> = scene
        .reply
        .element("headersnotsigned")
        .map(|field| {
            let words = field
                .value
                .split([',', ' ', '\n', ';'])
                .filter(|name| !name.is_empty());
            words.map(str::to_ascii_lowercase).take(20).collect()
        })
        .unwrap_or_default();
    if names.is_empty() {
        return vec![finding];
    }
    finding.title = format!("Headers were sent and not signed: {}", names.join(", "));
    if let [name] = names.as_slice() {
        finding.part = Some(RequestPart::Header(name.clone()));
    }
    mended(finding, Some(Mend::SignHeaders(names)))
}

/// The life of a URL.
pub(in super::super) fn expiry(scene: &Scene<'_>, _hit: &Hit, mut finding: Finding) -> Vec<Finding> {
    let asked = scene.asked.as_ref().and_then(|asked| asked.claim.as_ref());
    if let Some(expires) = asked.and_then(|claim| claim.expires.as_deref()) {
        let text = crate::diagnosis::rule::piece(expires);
        finding
            .evidence
            .push(from_request(format!("X-Amz-Expires is {text}")));
    }
    mended(finding, Some(Mend::CapExpiry(WEEK_SECONDS)))
}

/// The payload has to go unsigned.
pub(in super::super) fn unsigned_payload(_scene: &Scene<'_>, _hit: &Hit, finding: Finding) -> Vec<Finding> {
    mended(finding, Some(Mend::UnsignedPayload))
}

/// MQTT over WebSocket.
pub(in super::super) fn mqtt(scene: &Scene<'_>, _hit: &Hit, mut finding: Finding) -> Vec<Finding> {
    let service = scene
        .asked
        .as_ref()
        .and_then(|asked| asked.credential.as_ref())
        .map(|found| found.service.clone());
    if service.as_deref() == Some("iotdevicegateway") {
        finding.confidence = Confidence::Possible;
        return vec![finding];
    }
    mended(finding, Some(Mend::UseService("iotdevicegateway".to_owned())))
}
