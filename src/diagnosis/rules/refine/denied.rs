//! Denials: what they prove, and the policies that would be needed.

use super::{Finding, Hit, Mend, Scene, also, from_request, mended, unsigned};
use crate::diagnosis::asked::Asked;
use crate::diagnosis::denial::{self, Denial, Verdict};
use crate::diagnosis::rule::piece;
use crate::diagnosis::s3_action::{S3Target, s3_action};
use crate::diagnosis::scene::Gateway;
use crate::model::{Cause, Confidence, Evidence, EvidencePlace, RequestPart};

/// The service's words for a caller that it does not know.
const ANONYMOUS: &str = "anonymous";
/// Headers that an HTTP API itself does not send.
const APPLICATION_HEADERS: [&str; 5] = [
    "x-powered-by",
    "set-cookie",
    "etag",
    "vary",
    "content-security-policy",
];
const AFTER_A_CHANGE: &str = "After a change of policy wait half a minute and send again";
const SIGNATURE_HOLDS: &str = "The signature was right: the service names who called";

/// Before the reason that EC2 encodes
/// (<https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html>).
const ENCODED_REASON: &str = "Encoded authorization failure message:";

/// `User: … is not authorized to perform: …`.
pub(in super::super) fn denied(scene: &Scene<'_>, hit: &Hit, mut finding: Finding) -> Vec<Finding> {
    let denial = Denial::of(hit);
    if !denial.names_caller() && denial.principal != ANONYMOUS {
        // An application's own words, which only resemble these.
        return Vec::new();
    }
    finding.policy = Some(denial::hint(scene, &denial));
    let action = piece(&denial.action);
    if is_backends_own_call(scene, &denial) {
        return backend_denied(finding, &denial, &action);
    }
    finding.title = format!("The caller may not do {action}");
    if let Some(layer) = denial.layer.as_deref().map(piece) {
        if limits_others(&layer) {
            finding.steps = vec![
                format!("Allow the action in the {layer} too: it limits what the other policies allow"),
                AFTER_A_CHANGE.to_owned(),
            ];
        }
        finding
            .steps
            .insert(0, format!("Look at the {layer}: the reply names it"));
    }
    if scene
        .reply
        .message
        .as_ref()
        .is_some_and(|message| message.value.contains(ENCODED_REASON))
    {
        let step =
            "Decode the message at the end: DecodeAuthorizationMessage of STS tells which statement decided";
        finding.steps.push(step.to_owned());
    }
    if denial.names_caller() {
        finding.ruled_out = vec![SIGNATURE_HOLDS.to_owned()];
        finding
            .evidence
            .push(from_request(format!("Called as {}", piece(&denial.principal))));
    }
    let denies = denial.verdict == Verdict::Denied;
    if denial.principal == ANONYMOUS && !(denies && scene.is_signed()) {
        let mut findings = anonymous(scene, hit, finding.clone());
        if denies {
            findings.extend(explicit(finding, &denial, &action));
            for finding in &mut findings {
                finding.confidence = Confidence::Likely;
            }
        }
        return findings;
    }
    if denies {
        return explicit(finding, &denial, &action);
    }
    if denial.action.eq_ignore_ascii_case("sts:AssumeRole") {
        "The caller may not assume this role".clone_into(&mut finding.title);
        "The trust policy of the role or a policy of the caller does not allow it. A trust policy that \
                           asks for an ExternalId or an MFA device denies with the same words when none is sent.".clone_into(&mut finding.meaning);
        finding.steps = vec![
            "Check the trust policy of the role: its principal, and conditions on ExternalId and MFA"
                .to_owned(),
            "Allow sts:AssumeRole on the role for the caller".to_owned(),
            AFTER_A_CHANGE.to_owned(),
        ];
    }
    vec![finding]
}

/// True when the denied action is of another service than the one that was called: an API, a function URL or a load
/// balancer sent on what its backend was told.
fn is_backends_own_call(scene: &Scene<'_>, denial: &Denial) -> bool {
    let service = denial.action.split(':').next().unwrap_or_default();
    let is_hinted_otherwise = scene
        .asked
        .as_ref()
        .and_then(|asked| asked.hint.as_ref())
        .is_some_and(|hint| hint.service != "execute-api");
    let called = if scene.host_contains(".lambda-url.") {
        "lambda"
    } else if scene.gateway != Gateway::No && !is_hinted_otherwise {
        "execute-api"
    } else {
        // A load balancer asks for no permission, so that any denial is its target's. What stands behind a distribution
        // is not known.
        let is_distribution = scene.host_contains(".cloudfront.net");
        let runs_applications = scene.asked.as_ref().is_some_and(Asked::is_application_host);
        return runs_applications && !is_distribution;
    };
    !service.eq_ignore_ascii_case(called)
}

/// A call that the backend made under its own role.
fn backend_denied(mut finding: Finding, denial: &Denial, action: &str) -> Vec<Finding> {
    finding.confidence = Confidence::Possible;
    finding.title = format!("What stands behind the endpoint may not do {action}");
    "The action is not one of the endpoint that was called, so the backend seems to send on how a call of its own was \
     refused. It says nothing about the signature or the permissions of this request."
        .clone_into(&mut finding.meaning);
    finding.steps = vec![
        format!("Allow {action} for the role of the function or server behind the endpoint"),
        "Look into the log of that function or server".to_owned(),
    ];
    if denial.names_caller() {
        finding.evidence.push(Evidence::at(
            EvidencePlace::Body,
            format!("The caller that it names is {}", piece(&denial.principal)),
        ));
    }
    vec![finding]
}

/// Kinds of policy that grant nothing and limit the others.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>
fn limits_others(layer: &str) -> bool {
    let layer = layer.to_ascii_lowercase();
    [
        "session",
        "boundary",
        "service control",
        "resource control",
        "endpoint",
    ]
    .iter()
    .any(|kind| layer.contains(kind))
}

fn explicit(mut finding: Finding, denial: &Denial, action: &str) -> Vec<Finding> {
    finding.cause = Cause::ExplicitDeny;
    let layer = denial
        .layer
        .as_deref()
        .map_or_else(|| "a policy".to_owned(), |layer| format!("a {}", piece(layer)));
    finding.title = format!("An explicit deny in {layer} forbids {action}");
    "A Deny wins over every Allow, so that another policy does not help.".clone_into(&mut finding.meaning);
    let who = if layer.contains("service control") || layer.contains("resource control") {
        "Ask an administrator of the organization: the policy is not in this account"
    } else {
        "Remove the Deny, or make an exception in its condition"
    };
    finding.steps = vec![format!("Find the Deny in {layer}"), who.to_owned()];
    if denial.principal == ANONYMOUS {
        finding
            .meaning
            .push_str(" The call was not taken as signed: that may be what the Deny is for.");
        finding
            .steps
            .insert(0, "Sign the request, when it was not".to_owned());
    }
    vec![finding]
}

/// The service took the caller for nobody.
fn anonymous(scene: &Scene<'_>, hit: &Hit, mut finding: Finding) -> Vec<Finding> {
    finding.cause = Cause::UnsignedRequest;
    finding.part = Some(RequestPart::Authorization);
    "The service took the call as anonymous, and its policy allows nobody".clone_into(&mut finding.title);
    "The request was not signed, or the signature was spoilt so far that it did not count as one. An \
                       anonymous call needs a resource policy that allows everyone."
        .clone_into(&mut finding.meaning);
    finding.steps = vec![
        "Turn on AWS Signature for this request".to_owned(),
        "Or allow the call in the resource policy of the API or domain".to_owned(),
    ];
    if scene.is_signed() {
        finding.confidence = Confidence::Likely;
        "The request was signed and not taken as such: the method may not use IAM authorization, a \
                           proxy dropped the Authorization header, or the service of the scope is another one.".clone_into(&mut finding.meaning);
        finding.steps = vec![
            "Give the method IAM authorization and deploy it, or allow the call in the resource policy"
                .to_owned(),
            "Check that the signature is for the endpoint's service".to_owned(),
        ];
        if let Some(payload) = lattice(scene, &finding) {
            return vec![payload, finding];
        }
        return vec![finding];
    }
    let policy = finding.policy.clone();
    let mut findings = unsigned(scene, hit, finding);
    for finding in &mut findings {
        finding.policy.clone_from(&policy);
    }
    findings
}

/// VPC Lattice hashes no bodies, and takes a caller that signs one for nobody.
fn lattice(scene: &Scene<'_>, finding: &Finding) -> Option<Finding> {
    let sent = scene.sent_header("x-amz-content-sha256");
    let is_it =
        scene.host_contains(".vpc-lattice-svcs.") && scene.is_signed() && sent != Some("UNSIGNED-PAYLOAD");
    is_it.then(|| Finding {
        meaning:
            "VPC Lattice does not hash bodies: x-amz-content-sha256 has to be sent and signed with the value \
                  UNSIGNED-PAYLOAD, or the call does not count as signed."
                .to_owned(),
        mend: Some(Mend::UnsignedPayload),
        part: Some(RequestPart::PayloadHash),
        ..also(
            finding,
            Cause::UnsignedPayloadRequired,
            Confidence::Likely,
            "VPC Lattice takes signatures over UNSIGNED-PAYLOAD alone",
            &[
                "Use an unsigned payload",
                "Then check the auth policy of the service and of its network",
            ],
        )
    })
}

/// The reply names the caller, so the signature was right.
pub(in super::super) fn caller_is_known(
    _scene: &Scene<'_>,
    _hit: &Hit,
    mut finding: Finding,
) -> Vec<Finding> {
    finding.ruled_out = vec![SIGNATURE_HOLDS.to_owned()];
    vec![finding]
}

/// An HTTP API says nothing.
pub(in super::super) fn http_api(scene: &Scene<'_>, _hit: &Hit, mut finding: Finding) -> Vec<Finding> {
    finding.policy = Some(denial::http_api_hint(scene));
    if let Some(name) = APPLICATION_HEADERS
        .iter()
        .find(|name| scene.reply.header(name).is_some())
    {
        // An application behind the API has the same words for what it refuses itself.
        finding.confidence = Confidence::Possible;
        let place = EvidencePlace::Header((*name).to_owned());
        finding
            .evidence
            .push(Evidence::at(place, "An application behind the API sends this"));
    }
    if scene.is_unsigned() {
        finding
            .evidence
            .push(from_request("The request carries no AWS signature"));
        "An unsigned call gets the same reply as a signature that does not match and a caller without permission."
            .clone_into(&mut finding.meaning);
        finding.steps.insert(
            0,
            "Sign the request when the route has IAM authorization".to_owned(),
        );
        return mended(finding, Some(Mend::TurnOnSigning));
    }
    let asked = scene.asked.as_ref();
    let service = asked
        .and_then(|asked| asked.credential.as_ref())
        .map(|credential| credential.service.as_str());
    match service {
        Some(service) if service != "execute-api" => {
            finding
                .evidence
                .push(from_request(format!("Signed for the service {}", piece(service))));
            mended(finding, Some(Mend::UseService("execute-api".to_owned())))
        }
        _ => vec![finding],
    }
}

/// A function URL says the same for unsigned calls and for missing permissions.
pub(in super::super) fn function_url(scene: &Scene<'_>, _hit: &Hit, mut finding: Finding) -> Vec<Finding> {
    finding.policy = Some(denial::function_url_hint(scene));
    if scene.is_unsigned() {
        finding
            .evidence
            .push(from_request("The request carries no AWS signature"));
        return mended(finding, Some(Mend::TurnOnSigning));
    }
    if scene.is_signed() {
        "The function URL refused the call: no policy allows it, or it was signed for another service"
            .clone_into(&mut finding.title);
    }
    let service = scene.asked.as_ref().and_then(|asked| asked.service());
    let mend = service
        .filter(|service| *service != "lambda" && scene.is_signed())
        .map(|_| Mend::UseService("lambda".to_owned()));
    mended(finding, mend)
}

/// The action that the request asked for, when it is known.
fn called_s3_action(scene: &Scene<'_>) -> Option<&'static str> {
    let asked = scene.asked.as_ref()?;
    let target = match denial::called_arn(scene, "s3") {
        None => S3Target::Service,
        Some(arn) if arn.contains('/') => S3Target::Object,
        Some(_) => S3Target::Bucket,
    };
    let query = asked
        .request
        .target
        .split_once('?')
        .map_or("", |(_, query)| query);
    s3_action(&asked.request.method, target, query)
}

/// S3 says no more than `Access Denied`.
pub(in super::super) fn s3_denied(scene: &Scene<'_>, _hit: &Hit, mut finding: Finding) -> Vec<Finding> {
    finding.policy = called_s3_action(scene).map(|action| {
        let denial = Denial {
            action: action.to_owned(),
            ..Denial::default()
        };
        denial::hint(scene, &denial)
    });
    if scene.is_unsigned() {
        finding
            .evidence
            .push(from_request("The request carries no AWS signature"));
        finding.cause = Cause::UnsignedRequest;
        "S3 denies access to an unsigned request".clone_into(&mut finding.title);
        return mended(finding, Some(Mend::TurnOnSigning));
    }
    vec![finding]
}
