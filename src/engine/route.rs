//! Which way a request takes: what its settings and those of the program say, for one hop.

use std::time::Duration;

use crate::http::{client_certificate_for, proxy_for};
use crate::model::{
    Address, Endpoint, Failure, Network, Protocol, Proxy, RequestSettings, Route, Stage, WireRequest,
};

/// Time for name resolution, TCP and TLS together, when neither request nor program say.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Decides the way of a request whose header lines are known. Nothing is looked up; what can not be read is
/// an error before anything is signed.
pub fn route(
    settings: &RequestSettings,
    protocol: Protocol,
    network: &Network,
    wire: &WireRequest,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Route, Failure> {
    let server_name = server_name(settings, wire)?;
    let asked_for = tls_name(settings, wire)?;
    Ok(Route {
        protocol,
        connect_to: connect_to(&settings.connect_to)?,
        server_name,
        proxy: proxy(network, &wire.endpoint, environment)?,
        authorities: network.authorities.clone(),
        client_certificate: client_certificate_for(network, &wire.endpoint.host).cloned(),
        accepted: network
            .accepted
            .iter()
            .filter(|accepted| accepted.server_name.eq_ignore_ascii_case(&asked_for))
            .cloned()
            .collect(),
        connect_timeout: connect_timeout(settings, network),
    })
}

/// The name that TLS asks for and looks up in the certificate: what an accepted certificate is kept under.
pub fn tls_name(settings: &RequestSettings, wire: &WireRequest) -> Result<String, Failure> {
    let own = || wire.endpoint.host.trim_matches(['[', ']']).to_owned();
    Ok(server_name(settings, wire)?.unwrap_or_else(own))
}

fn host_sent(wire: &WireRequest) -> Option<&str> {
    wire.header("host").map(|line| line.value.as_str())
}

/// SNI and certificate follow the host that is sent, unless a name is typed.
fn server_name(settings: &RequestSettings, wire: &WireRequest) -> Result<Option<String>, Failure> {
    let typed = settings.server_name.trim();
    if !typed.is_empty() {
        return match name_or_address(typed) {
            Some(name) => Ok(Some(name)),
            None => Err(failure(
                "server-name-invalid",
                format!("The server name {typed:?} is not a host name or an address"),
                "Write the name that stands in the certificate, as api.example.com, without scheme and port",
            )),
        };
    }
    let sent = host_sent(wire).and_then(|host| split_port(host).and_then(|(host, _)| name_or_address(host)));
    let own = wire.endpoint.host.trim_matches(['[', ']']);
    Ok(sent.filter(|sent| !sent.eq_ignore_ascii_case(own)))
}

/// Reads `host`, `host:port`, `[::1]:port` or a bare `::1`; empty is none.
fn connect_to(typed: &str) -> Result<Option<Address>, Failure> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let invalid = |what: String| {
        failure(
            "connect-to-invalid",
            format!("The address to connect to, {typed:?}, {what}"),
            "Write host, host:port or [::1]:port, without scheme and path; empty means the host of the URL",
        )
    };
    if typed.contains("://") || typed.contains('/') {
        return Err(invalid("is a URL".to_owned()));
    }
    let (host, port) =
        split_port(typed).ok_or_else(|| invalid("has brackets in the wrong place".to_owned()))?;
    let host = name_or_address(host).ok_or_else(|| invalid("has no host name or address".to_owned()))?;
    let port = match port {
        None => None,
        Some(digits) => Some(
            digits
                .parse::<u16>()
                .ok()
                .filter(|port| *port > 0 && digits.bytes().all(|byte| byte.is_ascii_digit()))
                .ok_or_else(|| invalid(format!("has the port {digits:?}, not one between 1 and 65535")))?,
        ),
    };
    Ok(Some(Address { host, port }))
}

/// Host and port as typed. More than one colon without brackets is an IPv6 address.
fn split_port(text: &str) -> Option<(&str, Option<&str>)> {
    if let Some(rest) = text.strip_prefix('[') {
        let (host, after) = rest.split_once(']')?;
        return match after {
            "" => Some((host, None)),
            after => Some((host, Some(after.strip_prefix(':')?))),
        };
    }
    match text.split_once(':') {
        Some((host, port)) if !port.contains(':') => Some((host, Some(port))),
        _ => Some((text, None)),
    }
}

/// The one spelling of a host name or an address, an IPv6 address without brackets.
fn name_or_address(text: &str) -> Option<String> {
    if let Ok(address) = text.parse::<std::net::Ipv6Addr>() {
        return Some(address.to_string());
    }
    match url::Host::parse(text).ok()? {
        url::Host::Domain(name) => Some(name),
        url::Host::Ipv4(address) => Some(address.to_string()),
        url::Host::Ipv6(_) => None,
    }
}

/// The request's own time, else the program's, else ten seconds; 0 is no limit.
fn connect_timeout(settings: &RequestSettings, network: &Network) -> Option<Duration> {
    let said = settings.connect_timeout_ms.or(network.connect_timeout_ms);
    limit(said.map_or(CONNECT_TIMEOUT, Duration::from_millis))
}

/// Who set a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SetBy {
    /// The settings of the request.
    Request,
    /// Those of the program.
    Program,
}

/// The time for the whole exchange and who set it: the request's own, else the program's; 0 is no limit.
pub(super) fn total_timeout(settings: &RequestSettings, network: &Network) -> Option<(Duration, SetBy)> {
    let (said, by) = match settings.total_timeout_ms {
        Some(own) => (own, SetBy::Request),
        None => (network.total_timeout_ms?, SetBy::Program),
    };
    limit(Duration::from_millis(said)).map(|limit| (limit, by))
}

fn limit(time: Duration) -> Option<Duration> {
    (!time.is_zero()).then_some(time)
}

/// The proxy for this endpoint, from settings and environment.
fn proxy(
    network: &Network,
    endpoint: &Endpoint,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Option<Proxy>, Failure> {
    proxy_for(network, endpoint, environment)
        .map_err(|error| failure(error.kind(), error.to_string(), &error.hint()))
}

fn failure(kind: &'static str, message: String, hint: &str) -> Failure {
    Failure {
        kind,
        stage: Stage::Building,
        message,
        hint: hint.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AcceptedCertificate, BodyDigest, HeaderSource, Scheme, Traced, WireBody, WireHeader};

    fn wire(host: &str, sent: &str) -> WireRequest {
        WireRequest {
            endpoint: Endpoint {
                scheme: Scheme::Https,
                host: host.to_owned(),
                port: 443,
            },
            method: Traced::rule("GET", "test"),
            target: Traced::rule("/", "test"),
            headers: vec![WireHeader {
                name: Traced::rule("host", "test"),
                value: Traced::rule(sent, "test"),
                source: HeaderSource::Typed,
            }],
            body: WireBody::default(),
            digest: BodyDigest::of(b""),
        }
    }

    fn routed(settings: &RequestSettings, network: &Network, sent: &str) -> Result<Route, Failure> {
        route(
            settings,
            settings.protocol,
            network,
            &wire("api.example.com", sent),
            &|_| None,
        )
    }

    fn address(typed: &str) -> Result<Option<(String, Option<u16>)>, &'static str> {
        match connect_to(typed) {
            Ok(address) => Ok(address.map(|address| (address.host, address.port))),
            Err(failure) => {
                assert!(failure.hint.contains("host:port"), "{failure:?}");
                Err(failure.kind)
            }
        }
    }

    #[test]
    fn an_address_to_connect_to_has_four_forms() {
        for (typed, host, port) in [
            ("127.0.0.1", "127.0.0.1", None),
            (" Backend.Example:8443 ", "backend.example", Some(8443)),
            ("[::1]:80", "::1", Some(80)),
            ("[::1]", "::1", None),
            ("::1", "::1", None),
            ("0:0:0:0:0:0:0:1", "::1", None),
            ("2001:db8::5", "2001:db8::5", None),
        ] {
            assert_eq!(address(typed), Ok(Some((host.to_owned(), port))), "{typed}");
        }
        assert_eq!(address("  "), Ok(None));
        for typed in [
            "http://a", "a/b", ":80", "a:0", "a:65536", "a:+1", "a:", "[::1", "[::1]80", "[a]x", "a b",
            "::1::2:3",
        ] {
            assert_eq!(address(typed), Err("connect-to-invalid"), "{typed}");
        }
    }

    #[test]
    fn the_name_for_tls_follows_the_host_sent_unless_typed() {
        let name = |typed: &str, sent: &str| {
            let settings = RequestSettings {
                server_name: typed.to_owned(),
                ..RequestSettings::default()
            };
            routed(&settings, &Network::default(), sent).map(|routed| routed.server_name)
        };
        assert_eq!(name("", "api.example.com"), Ok(None));
        assert_eq!(name("", "API.example.com:8443"), Ok(None));
        assert_eq!(
            name("", "other.example:8443"),
            Ok(Some("other.example".to_owned()))
        );
        assert_eq!(
            name("Typed.example", "other.example"),
            Ok(Some("typed.example".to_owned()))
        );
        for wrong in ["https://a", "a:1", "a b", "[::1"] {
            assert_eq!(
                name(wrong, "a").unwrap_err().kind,
                "server-name-invalid",
                "{wrong}"
            );
        }
    }

    #[test]
    fn times_of_the_request_win_and_zero_is_none() {
        let of = |own: Option<u64>, program: Option<u64>| {
            let settings = RequestSettings {
                connect_timeout_ms: own,
                total_timeout_ms: own,
                ..RequestSettings::default()
            };
            let network = Network {
                connect_timeout_ms: program,
                total_timeout_ms: program,
                ..Network::default()
            };
            (
                connect_timeout(&settings, &network).map(|time| time.as_millis()),
                total_timeout(&settings, &network).map(|(time, by)| (time.as_millis(), by)),
            )
        };
        assert_eq!(of(None, None), (Some(10_000), None));
        assert_eq!(of(None, Some(5)), (Some(5), Some((5, SetBy::Program))));
        assert_eq!(of(Some(7), Some(5)), (Some(7), Some((7, SetBy::Request))));
        assert_eq!(of(Some(0), Some(5)), (None, None));
        assert_eq!(of(None, Some(0)), (None, None));
    }

    #[test]
    fn only_certificates_accepted_for_the_name_asked_for_are_passed_on() {
        let accepted = |name: &str| AcceptedCertificate {
            server_name: name.to_owned(),
            sha256: name.to_owned(),
        };
        let network = Network {
            accepted: ["api.example.com", "other.example"].map(accepted).to_vec(),
            ..Network::default()
        };
        let names = |sent: &str| -> Vec<String> {
            let routed = routed(&RequestSettings::default(), &network, sent).unwrap();
            routed.accepted.into_iter().map(|one| one.sha256).collect()
        };
        assert_eq!(names("api.example.com"), ["api.example.com"]);
        assert_eq!(names("other.example"), ["other.example"]);
        assert!(names("third.example").is_empty());
    }
}
