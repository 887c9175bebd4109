//! What any server says, and what is left to say when nothing is known.

use super::asked::Carried;
use super::reply::Form;
use super::rule::{kind_evidence, piece, status_evidence};
use super::scene::{Gateway, Scene};
use crate::model::{Cause, Confidence, Evidence, EvidencePlace, Finding, Mend, RequestPart};

const THROTTLED: [&str; 8] = [
    "ThrottlingException",
    "Throttling",
    "TooManyRequestsException",
    "RequestLimitExceeded",
    "ProvisionedThroughputExceededException",
    "SlowDown",
    "ServiceQuotaExceededException",
    "LimitExceededException",
];
const MISSING: [&str; 7] = [
    "NoSuchKey",
    "NoSuchBucket",
    "NoSuchUpload",
    "NoSuchVersion",
    "ResourceNotFoundException",
    "NotFoundException",
    "FileSystemNotFound",
];
const FAILED: [&str; 6] = [
    "InternalServerErrorException",
    "InternalServerException",
    "InternalFailure",
    "InternalError",
    "ServiceUnavailable",
    "ServiceUnavailableException",
];

/// A cause that has nothing to do with signatures, or the word that nothing is known.
pub(super) fn finding(scene: &Scene<'_>) -> Finding {
    let status = scene.reply.status();
    let is_kind = |kinds: &[&str]| scene.is_aws() && scene.may_go_by_kind() && scene.reply.is_kind(kinds);
    match status {
        Some(429) => throttled(scene),
        _ if is_kind(&THROTTLED) => throttled(scene),
        Some(404 | 410) => not_found(scene),
        _ if is_kind(&MISSING) => not_found(scene),
        Some(405) => not_allowed(scene),
        Some(500..=599) => server_error(scene),
        _ if is_kind(&FAILED) => server_error(scene),
        _ => unknown(scene),
    }
}

fn base(scene: &Scene<'_>, cause: Cause) -> Finding {
    let mut evidence: Vec<Evidence> = status_evidence(scene).into_iter().collect();
    evidence.extend(kind_evidence(scene));
    evidence.extend(said(scene));
    Finding {
        cause,
        confidence: Confidence::Likely,
        title: String::new(),
        evidence,
        meaning: String::new(),
        ruled_out: Vec::new(),
        steps: Vec::new(),
        mend: None,
        policy: None,
        part: None,
    }
}

/// What the reply says, as far as it is short.
fn said(scene: &Scene<'_>) -> Option<Evidence> {
    let message = scene.reply.message.as_ref()?;
    let first = message.value.trim().lines().next().unwrap_or_default();
    (!first.is_empty()).then(|| Evidence {
        place: EvidencePlace::Body,
        text: piece(first),
        range: message.in_body(&(0..message.value.len())),
    })
}

fn owned(steps: &[&str]) -> Vec<String> {
    steps.iter().map(|step| (*step).to_owned()).collect()
}

fn throttled(scene: &Scene<'_>) -> Finding {
    Finding {
        title: "Too many requests came at once, or a quota is used up".to_owned(),
        meaning: "It is no fault of the signature: the service counts requests and refuses what is above its limit.".to_owned(),
        steps: owned(&[
            "Wait as long as Retry-After says, or some seconds, and send again",
            "Check the rate and the quota of the API, of its usage plan and of the account",
        ]),
        confidence: Confidence::Certain,
        ..base(scene, Cause::Throttled)
    }
}

fn not_found(scene: &Scene<'_>) -> Finding {
    let title = if scene.reply.is_kind(&["NoSuchBucket"]) {
        "There is no such bucket"
    } else if scene.reply.is_kind(&["NoSuchKey"]) {
        "There is no object under this key"
    } else {
        "The server has nothing under this address"
    };
    Finding {
        title: title.to_owned(),
        meaning: "The server answered for itself, and not about the signature.".to_owned(),
        steps: owned(&[
            "Check the path, its capitals and its slashes",
            "Check host and stage",
        ]),
        part: Some(RequestPart::Path),
        ..base(scene, Cause::NotFound)
    }
}

fn not_allowed(scene: &Scene<'_>) -> Finding {
    let allowed = scene
        .reply
        .header("allow")
        .map(piece)
        .filter(|methods| !methods.is_empty());
    let mut steps = owned(&["Check the method against the documentation of the service"]);
    if let Some(methods) = &allowed {
        steps.insert(0, format!("Use one of these methods: {methods}"));
    }
    Finding {
        title: "The server does not take this method here".to_owned(),
        meaning: "The address exists for other methods. It is no fault of the signature.".to_owned(),
        steps,
        part: Some(RequestPart::Method),
        mend: allowed.as_deref().and_then(only_method).map(Mend::UseMethod),
        ..base(scene, Cause::NotFound)
    }
}

/// The one method of an Allow header (RFC 9110, 10.2.1) that is meant: of several none, but for HEAD and OPTIONS, which
/// nearly every address takes.
fn only_method(allowed: &str) -> Option<String> {
    let mut methods = allowed
        .split(',')
        .map(str::trim)
        .filter(|method| !method.is_empty() && !matches!(*method, "HEAD" | "OPTIONS"));
    let only = methods.next().filter(|_| methods.next().is_none())?;
    only.bytes()
        .all(|byte| byte.is_ascii_uppercase())
        .then(|| only.to_owned())
}

fn server_error(scene: &Scene<'_>) -> Finding {
    let status = scene.reply.status();
    let (title, meaning) = match status {
        Some(501) => (
            "The service does not have this operation",
            "It read the request and does not do what it asks for. A method or a parameter that it does not know looks \
             like this.",
        ),
        Some(502) => (
            "A gateway got no usable answer from what stands behind it",
            "The request came as far as the gateway. With API Gateway the integration failed: the function ended with an \
             error, or its reply has not the form that is asked for.",
        ),
        Some(503) => (
            "The service takes no requests at the moment",
            "It is overloaded, being deployed, or has no healthy target.",
        ),
        Some(504) => (
            "What stands behind the gateway did not answer in time",
            "The request came as far as the gateway, and its integration took too long.",
        ),
        _ => (
            "The service failed while it worked on the request",
            "It is no fault of the signature: a refusal has another status.",
        ),
    };
    Finding {
        title: title.to_owned(),
        meaning: meaning.to_owned(),
        steps: owned(&[
            "Send again after some seconds",
            "Look into the log of the service, with the request id of the reply",
        ]),
        ..base(scene, Cause::ServerError)
    }
}

/// Nothing matched.
fn unknown(scene: &Scene<'_>) -> Finding {
    if scene.is_from_integration() && scene.is_signed() {
        return integration(scene);
    }
    let scheme = scene.reply.header("www-authenticate").map(|value| {
        let scheme = value.split_whitespace().next().unwrap_or_default();
        piece(scheme.trim_end_matches(','))
    });
    let mut finding = base(scene, Cause::Unknown);
    if let Some(scheme) = scheme.filter(|scheme| !scheme.is_empty() && !scheme.starts_with("AWS4")) {
        finding.title = format!("I do not know: the server asks for {scheme}, not for an AWS signature");
        finding.evidence.push(Evidence::at(
            EvidencePlace::Header("www-authenticate".to_owned()),
            scheme.clone(),
        ));
        "The words are not those of a service of AWS. An application or a proxy seems to have answered, \
                           with an authorization of its own."
            .clone_into(&mut finding.meaning);
        finding.steps = owned(&[
            "Check that the host is the one that is meant",
            "Send the credentials that it asks for",
        ]);
        return finding;
    }
    let is_services_word = scene.is_aws() && !scene.is_from_integration();
    finding.title = match scene.reply.kind.as_deref().filter(|_| is_services_word) {
        Some(kind) => format!("I do not know this refusal: {}", piece(kind)),
        None => "I do not know why this was refused".to_owned(),
    };
    // <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html>
    let is_load_balancer = scene
        .reply
        .header("server")
        .is_some_and(|server| server.starts_with("awselb"));
    finding.meaning = match (scene.reply.form, is_services_word) {
        _ if is_load_balancer => "A load balancer of AWS answered for itself, or its web ACL did: the call did not reach what is \
                                  behind it, and load balancers do not look at signatures."
            .to_owned(),
        (Form::Html, _) => "A page came, which no service of AWS sends to a signed call. A proxy, a firewall or a login page \
                            seems to have answered."
            .to_owned(),
        (_, true) => "A service of AWS answered, in words that are not known here.".to_owned(),
        (_, false) => "The words are not those of a refusal by AWS. An application or a proxy seems to have answered.".to_owned(),
    };
    finding.steps = next_steps(scene);
    if scene.is_reply_to_head() {
        "I do not know: a reply to HEAD carries no reason".clone_into(&mut finding.title);
        "It has no body, so that the status is all that it says. The same call as GET is refused with the reason."
            .clone_into(&mut finding.meaning);
        if let Some(first) = finding.steps.first_mut() {
            "Send GET in place of HEAD: its reply says why".clone_into(first);
        }
        finding.mend = Some(Mend::UseMethod("GET".to_owned()));
        finding.part = Some(RequestPart::Method);
    }
    finding.confidence = Confidence::Possible;
    finding
}

/// What to try, in the order of cost.
fn next_steps(scene: &Scene<'_>) -> Vec<String> {
    let mut steps = owned(&["Read the body of the reply: it may say more than is understood here"]);
    if scene.carried() == Some(Carried::Signature) {
        steps.push("Check that the signature was proved, and its region and service".to_owned());
    } else {
        steps.push("Check whether the service wants an AWS signature at all".to_owned());
    }
    steps.extend(owned(&[
        "Send the same call with credentials that are known to work",
        "Send it from another network, past proxies",
        "Ask who runs the service, with the request id of the reply",
    ]));
    steps
}

/// Something behind an API or a function URL answered, so that its front end let the call in.
fn integration(scene: &Scene<'_>) -> Finding {
    let of_api = "I do not know: the application behind the API refused it, not API Gateway";
    let (title, own) = match scene.gateway {
        Gateway::Rest => (
            of_api,
            "API Gateway names the type of its own refusals in the header x-amzn-errortype, and this reply has none",
        ),
        Gateway::Http => (
            of_api,
            "An HTTP API has a few words for its own refusals, as Forbidden, and these are others",
        ),
        Gateway::Some | Gateway::No => (
            "I do not know: the function refused it, not its URL",
            "Lambda names the type of its own refusals in the header x-amzn-errortype, and this reply has none",
        ),
    };
    Finding {
        title: title.to_owned(),
        meaning: format!(
            "{own}. So the call was let in, and the words are of the function or server behind it, or of a service that \
             it called."
        ),
        steps: owned(&[
            "Look into the log of the function or server that answered",
            "When the words are of AWS, check the role of the function: it may be its own call that was refused",
        ]),
        ..base(scene, Cause::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_is_proposed_when_the_header_leaves_no_choice() {
        assert_eq!(only_method("GET, HEAD, OPTIONS").as_deref(), Some("GET"));
        assert_eq!(only_method("POST").as_deref(), Some("POST"));
        assert_eq!(only_method("GET, POST"), None);
        assert_eq!(only_method("HEAD"), None);
        assert_eq!(only_method("a b"), None);
    }
}
