//! Why no reply came, as findings.

use super::Diagnosable;
use crate::model::{Cause, ChainTrust, Confidence, Evidence, EvidencePlace, Failure, Finding, Stage};

/// The finding for a send without a reply; `None` while nothing was sent, where the message says all.
pub(super) fn finding(input: &Diagnosable<'_>, failure: &Failure) -> Option<Finding> {
    if !matches!(
        failure.stage,
        Stage::Connecting | Stage::Waiting | Stage::Receiving
    ) {
        return None;
    }
    let host = host(input);
    let (cause, title, meaning, steps) = words(failure, &host);
    let mut evidence = vec![Evidence::at(EvidencePlace::Connection, failure.message.clone())];
    let tls = input.connection.and_then(|connection| connection.tls.as_ref());
    if let Some(last) = tls.and_then(|tls| tls.chain.last())
        && matches!(tls.map(|tls| &tls.trust), Some(ChainTrust::Refused(_)))
    {
        evidence.push(Evidence::at(
            EvidencePlace::Connection,
            format!("The certificate was issued by {}", last.issuer),
        ));
    }
    if let Some(proxy) = input
        .connection
        .and_then(|connection| connection.proxy.as_deref())
    {
        evidence.push(Evidence::at(
            EvidencePlace::Connection,
            format!("Through the proxy {proxy}"),
        ));
    }
    let hint = failure.hint.trim_end_matches('.').to_owned();
    let mut all: Vec<String> = Vec::new();
    if !hint.is_empty() {
        all.push(hint);
    }
    all.extend(steps.iter().map(|step| (*step).to_owned()));
    Some(Finding {
        cause,
        confidence: Confidence::Certain,
        title,
        evidence,
        meaning: meaning.to_owned(),
        ruled_out: vec!["The signature was not looked at: no service answered".to_owned()],
        steps: all,
        mend: None,
        policy: None,
        part: None,
    })
}

fn host(input: &Diagnosable<'_>) -> String {
    let host = input.request.map(super::asked::Asked::of).map(|asked| asked.host);
    host.filter(|host| !host.is_empty())
        .unwrap_or_else(|| "the host".to_owned())
}

type Words = (Cause, String, &'static str, &'static [&'static str]);

fn words(failure: &Failure, host: &str) -> Words {
    let is_vpce = host.contains("vpce");
    match failure.kind {
        "dns-failure" if is_vpce => (
            Cause::DnsFailure,
            format!("{host} has no address here"),
            "Names of VPC endpoints are known inside of their VPC, and outside only where its DNS is forwarded.",
            &["Connect to the VPC, or send from inside of it"],
        ),
        "dns-failure" => (
            Cause::DnsFailure,
            format!("{host} has no address"),
            "The name is misspelled, its region does not exist, what it named was deleted, or this network can not \
             resolve it.",
            &[
                "Check the id and the region in the host name",
                "Check the network, VPN and proxy",
            ],
        ),
        "connection-refused" => (
            Cause::ConnectionRefused,
            format!("Nothing listens at {host}"),
            "The computer is there and takes no connections on this port.",
            &["Check the port in the URL, and that the server runs"],
        ),
        "unreachable" => (
            Cause::ConnectionRefused,
            format!("There is no way to {host}"),
            "The network says that the address can not be reached.",
            &["Check the network, VPN and firewall"],
        ),
        "tls-failure" if failure.message.contains("inspecting proxy") => (
            Cause::TlsFailure,
            "An inspecting proxy opens TLS between here and the service".to_owned(),
            "Its certificate comes from an authority of the network, which this computer does not know. Such a proxy can \
             also change requests, so that signatures no longer match.",
            &["Have the service's hosts excepted from inspection"],
        ),
        "tls-failure" => (
            Cause::TlsFailure,
            format!("No TLS connection to {host} came about"),
            "The connection was there, and its security was not.",
            &["Look at the certificate in the connection details"],
        ),
        "timeout" => (
            Cause::Timeout,
            format!("{host} did not answer in time"),
            "Security groups and firewalls that drop packets look like this, and private endpoints that are called from \
             outside.",
            &[
                "Check that this network may reach the host",
                "Give it more time in the settings of the request",
            ],
        ),
        "proxy-failure" | "proxy-authentication" => (
            Cause::ProxyFailure,
            "The proxy gave no way to the service".to_owned(),
            "The proxy was asked for a tunnel, and the service was not reached.",
            &["Check the proxy in the network settings, or send without it"],
        ),
        _ => (
            Cause::Unknown,
            sentence(&failure.message),
            "No reply came, and the reason is not one that has a name here.",
            &["Send again", "Try another network"],
        ),
    }
}

fn sentence(message: &str) -> String {
    let mut letters = message.trim_end_matches('.').chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => "No reply came".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(kind: &'static str, stage: Stage) -> Failure {
        Failure {
            kind,
            stage,
            message: "h:443 did this. ".to_owned(),
            hint: "Do that.".to_owned(),
        }
    }

    fn cause(kind: &'static str) -> Option<Cause> {
        let failure = failure(kind, Stage::Connecting);
        finding(&Diagnosable::default(), &failure).map(|finding| finding.cause)
    }

    #[test]
    fn each_kind_of_the_connection_layer_has_its_cause() {
        let kinds = [
            ("dns-failure", Cause::DnsFailure),
            ("connection-refused", Cause::ConnectionRefused),
            ("tls-failure", Cause::TlsFailure),
            ("timeout", Cause::Timeout),
            ("proxy-failure", Cause::ProxyFailure),
            ("proxy-authentication", Cause::ProxyFailure),
            ("malformed-reply", Cause::Unknown),
        ];
        for (kind, expected) in kinds {
            assert_eq!(cause(kind), Some(expected), "{kind}");
        }
    }

    #[test]
    fn what_failed_before_sending_says_all_by_itself() {
        let failure = failure("secret-missing", Stage::Signing);
        assert_eq!(finding(&Diagnosable::default(), &failure), None);
    }

    #[test]
    fn an_inspecting_proxy_is_named() {
        let mut failure = failure("tls-failure", Stage::Connecting);
        failure.message =
            "this looks like an inspecting proxy: the certificate was issued by Corp".to_owned();
        let found = finding(&Diagnosable::default(), &failure).unwrap();
        assert!(found.title.contains("inspecting proxy"), "{}", found.title);
        assert_eq!(found.steps.first().map(String::as_str), Some("Do that"));
    }
}
