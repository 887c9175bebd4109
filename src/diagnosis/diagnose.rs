//! From a refusal to its causes, the likeliest first.

use super::Diagnosable;
use super::clock::{server_time, words};
use super::reply::Form;
use super::rule::{Rule, piece};
use super::scene::{Answerer, Gateway, Scene};
use super::{general, no_reply, rules, scrub};
use crate::model::{Cause, Confidence, Evidence, EvidencePlace, Finding, RequestPart};

/// More causes than these help nobody.
const MOST_FINDINGS: usize = 5;
/// The narrowest window of time that services take, in seconds.
const WINDOW_SECONDS: i64 = 300;

/// Why a send was refused or got no reply: the likeliest cause first. Nothing for a send that went well.
///
/// Pure and total. What can not be known from what is there is not said: the last word is a finding that says that
/// nothing is known, with what to try next.
pub fn diagnose(input: &Diagnosable<'_>) -> Vec<Finding> {
    if let (Some(failure), None) = (input.failure, input.head) {
        return no_reply::finding(input, failure).into_iter().collect();
    }
    if input.head.is_none() && input.body.iter().all(u8::is_ascii_whitespace) {
        return Vec::new();
    }
    let scene = Scene::of(input);
    if !is_refusal(&scene) {
        return Vec::new();
    }
    let mut findings = by_table(&scene);
    doubt(&scene, &mut findings);
    findings.extend(by_clock(&scene, &findings));
    if !findings
        .iter()
        .any(|finding| finding.confidence < Confidence::Possible)
    {
        findings.insert(0, general::finding(&scene));
        if let Some(first) = findings.first_mut()
            && first.confidence == Confidence::Possible
        {
            // Nothing is surer than that nothing is sure.
            first.confidence = Confidence::Likely;
        }
    }
    findings.sort_by_key(|finding| finding.confidence);
    let mut told: Vec<Cause> = Vec::new();
    findings.retain(|finding| {
        let is_new = !told.contains(&finding.cause);
        told.push(finding.cause);
        is_new
    });
    findings.truncate(MOST_FINDINGS);
    let known = scrub::known_secrets(&scene);
    for finding in &mut findings {
        scrub::scrub(finding, &known);
    }
    findings
}

/// An error by its status, or by its body where the status says otherwise: S3 and GraphQL send errors under 200.
fn is_refusal(scene: &Scene<'_>) -> bool {
    match scene.reply.status() {
        None | Some(400..) => true,
        Some(200) => {
            let is_s3 = scene.reply.form == Form::Xml && scene.reply.element("code").is_some();
            let graphql = scene
                .reply
                .fields
                .iter()
                .any(|field| field.path == "errors.0.message");
            is_s3 || graphql
        }
        Some(301 | 307) => {
            let says_so = scene.reply.form == Form::Xml && scene.reply.kind.is_some();
            says_so || scene.region_by_head().is_some()
        }
        Some(_) => false,
    }
}

/// By the message; where it says nothing known, by the code; where there is none, by what else is known.
fn by_table(scene: &Scene<'_>) -> Vec<Finding> {
    let found = |by: &dyn Fn(&Rule) -> Option<Vec<Finding>>| {
        rules::all().filter_map(by).flatten().collect::<Vec<_>>()
    };
    if scene.answerer != Answerer::NotAws {
        let by_message = found(&|rule| Some(rule.findings(scene, &rule.by_message(scene)?)));
        if !by_message.is_empty() {
            return by_message;
        }
        if scene.may_go_by_kind() {
            let by_kind = found(&|rule| {
                let mut findings = rule.findings(scene, &rule.by_kind(scene)?);
                if !rule.says.is_empty() {
                    for finding in findings.iter_mut().filter(|finding| !is_proved(scene, finding)) {
                        finding.confidence = finding.confidence.lower();
                    }
                }
                Some(findings)
            });
            if !by_kind.is_empty() {
                return by_kind;
            }
        }
    }
    found(&|rule| Some(rule.findings(scene, &rule.by_scene(scene)?)))
}

/// What was compared with the text that was signed is proved, whoever answered.
fn is_proved(scene: &Scene<'_>, finding: &Finding) -> bool {
    scene.signed.is_some() && matches!(finding.cause, Cause::WrongSecretKey | Cause::RequestAltered)
}

/// Doubts what may not be AWS's own word.
fn doubt(scene: &Scene<'_>, findings: &mut [Finding]) {
    for finding in findings.iter_mut().filter(|finding| !is_proved(scene, finding)) {
        let is_gateways_own = matches!(
            finding.cause,
            Cause::HttpApiForbidden | Cause::RouteOrStageNotFound | Cause::AuthorizerDenied
        );
        finding.confidence = match (scene.answerer, scene.gateway) {
            _ if scene.is_from_integration() => Confidence::Possible,
            // The words for an explicit deny stand at the end.
            _ if scene.reply.is_cut && finding.cause == Cause::NotAuthorized => {
                finding.confidence.max(Confidence::Likely)
            }
            _ if scene.reply.is_wrapped => finding.confidence.lower(),
            (Answerer::Foreign, _) => finding.confidence.lower(),
            (_, Gateway::Http) if !is_gateways_own => finding.confidence.lower(),
            _ => finding.confidence,
        };
    }
}

/// A clock that is off explains refusals that say nothing.
fn by_clock(scene: &Scene<'_>, findings: &[Finding]) -> Option<Finding> {
    let is_silent = findings.iter().all(|finding| {
        matches!(
            finding.cause,
            Cause::HttpApiForbidden
                | Cause::FunctionUrlPermission
                | Cause::SignatureMismatch
                | Cause::Unknown
        )
    });
    if !is_silent || !scene.is_signed() || !matches!(scene.reply.status(), Some(401 | 403)) || !scene.is_aws()
    {
        return None;
    }
    let offset = scene.offset?;
    let off = offset.seconds.abs() - offset.uncertainty_seconds;
    if off <= WINDOW_SECONDS {
        return None;
    }
    let (cause, word) = if offset.seconds > 0 {
        (Cause::ClockBehind, "behind")
    } else {
        (Cause::ClockAhead, "ahead of")
    };
    let date = scene.reply.header("date").map(piece).unwrap_or_default();
    Some(Finding {
        cause,
        confidence: Confidence::Likely,
        title: format!(
            "This computer's clock is {} {word} the service's",
            words(offset.seconds)
        ),
        evidence: vec![Evidence::at(
            EvidencePlace::Clock,
            format!("The reply is dated {date}"),
        )],
        meaning: "Services refuse signatures that are more than 5 or 15 minutes off, and some do not say so."
            .to_owned(),
        ruled_out: Vec::new(),
        steps: vec!["Set this computer's clock, or sign with the service's time".to_owned()],
        mend: server_time(offset.seconds),
        policy: None,
        part: Some(RequestPart::Time),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Mend, ResponseHead};

    fn head(status: u16, headers: &[(&str, &str)]) -> ResponseHead {
        ResponseHead {
            status,
            reason: String::new(),
            headers: headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        }
    }

    #[test]
    fn what_went_well_has_no_findings() {
        for status in [200, 204, 206, 302, 304] {
            let head = head(status, &[("x-amzn-requestid", "1")]);
            assert_eq!(
                diagnose(&Diagnosable::of_reply(&head, br#"{"message":"created"}"#)),
                []
            );
        }
        assert_eq!(diagnose(&Diagnosable::default()), []);
    }

    #[test]
    fn all_faults_of_a_scope_are_told() {
        let body = br#"{"message":"Credential should be scoped to a valid region, not 'eu-west-1'. Credential should be scoped to correct service: 'execute-api'. "}"#;
        let head = head(403, &[("x-amzn-errortype", "InvalidSignatureException")]);
        let findings = diagnose(&Diagnosable::of_reply(&head, body));
        let causes: Vec<Cause> = findings.iter().map(|finding| finding.cause).collect();
        assert_eq!(causes, [Cause::WrongRegion, Cause::WrongService]);
        assert_eq!(findings[1].mend, Some(Mend::UseService("execute-api".to_owned())));
        let range = findings[1].evidence[0].range.clone().unwrap();
        assert_eq!(
            &body[range],
            b"Credential should be scoped to correct service: 'execute-api'"
        );
    }

    #[test]
    fn what_is_not_known_is_said_to_be_so() {
        let head = head(403, &[]);
        let findings = diagnose(&Diagnosable::of_reply(&head, b"no"));
        assert_eq!(findings[0].cause, Cause::Unknown);
        assert!(findings[0].title.starts_with("I do not know") && findings[0].steps.len() > 2);
    }
}
