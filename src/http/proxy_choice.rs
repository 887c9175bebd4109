//! Which proxy and which client certificate a request gets. Pure: the environment is an argument.

use std::net::IpAddr;

use ipnet::IpNet;
use percent_encoding::percent_decode_str;

use super::peer::Peer;
use super::proxy::ProxyAddress;
use crate::model::{ClientCertificate, Endpoint, Network, Proxy, ProxyMode, Scheme, Secret};

/// A proxy setting that can not be read. Its text stays out: it may hold a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the proxy address in {place} is not scheme://host:port with http, https, socks5 or socks5h")]
pub struct ProxySettingError {
    /// The environment variable, or `the network settings`.
    pub place: String,
}

impl ProxySettingError {
    /// Stable slug for JSON.
    pub fn kind(&self) -> &'static str {
        "proxy-setting"
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        format!("Write it as http://host:port in {}.", self.place)
    }
}

/// The proxy for an endpoint; `None` means a direct connection. `env` reads an environment variable.
///
/// Names of variables as curl has them: `https_proxy` before `HTTPS_PROXY`, `http_proxy` in lower case only (in
/// a CGI program `HTTP_PROXY` is a header of the request), then `all_proxy` and `ALL_PROXY`. Loopback is always
/// direct, and so is what `no_proxy`, `NO_PROXY` (not for a proxy of the settings) or the settings name.
pub fn proxy_for(
    network: &Network,
    endpoint: &Endpoint,
    env: &dyn Fn(&str) -> Option<String>,
) -> Result<Option<Proxy>, ProxySettingError> {
    let settings = &network.proxy;
    let peer = Peer::new(&endpoint.host, endpoint.port);
    if settings.mode == ProxyMode::Direct || is_loopback(&peer) || is_bypassed(&peer, &settings.bypass) {
        return Ok(None);
    }
    if settings.mode == ProxyMode::Explicit {
        return explicit(network);
    }
    let first = |names: &[&str]| {
        let mut set = names
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), env(name)?)));
        set.find(|(_, value)| !value.trim().is_empty())
    };
    let names: &[&str] = match endpoint.scheme {
        Scheme::Https => &["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"],
        Scheme::Http => &["http_proxy", "all_proxy", "ALL_PROXY"],
    };
    let Some((place, value)) = first(names) else {
        return Ok(None);
    };
    if first(&["no_proxy", "NO_PROXY"]).is_some_and(|(_, list)| is_bypassed(&peer, &list)) {
        return Ok(None);
    }
    from_url(&value).map(Some).ok_or(ProxySettingError { place })
}

/// The proxy of the settings. Credentials in its URL count when the fields for them are empty.
fn explicit(network: &Network) -> Result<Option<Proxy>, ProxySettingError> {
    let settings = &network.proxy;
    if settings.url.trim().is_empty() {
        return Ok(None);
    }
    let mut proxy = from_url(&settings.url).ok_or_else(|| ProxySettingError {
        place: "the network settings".to_owned(),
    })?;
    if !settings.user.is_empty() {
        proxy.user.clone_from(&settings.user);
        proxy.password = settings.password.clone();
    }
    Ok(Some(proxy))
}

/// Reads `[scheme://][user[:password]@]host[:port]`; without a scheme it is `http`, as in curl.
fn from_url(text: &str) -> Option<Proxy> {
    let text = text.trim();
    let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let (userinfo, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let (user, password) = userinfo.split_once(':').unwrap_or((userinfo, ""));
    let address = ProxyAddress::of(&format!("{scheme}://{host}"))?;
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    Some(Proxy {
        url: address.to_string(),
        user: decoded(user),
        password: Secret::new(decoded(password)),
    })
}

/// True for `localhost`, names below it, and loopback addresses.
fn is_loopback(peer: &Peer) -> bool {
    let name = bare_name(&peer.host);
    let address = peer.ip().is_some_and(|ip| ip.to_canonical().is_loopback());
    address || name == "localhost" || name.ends_with(".localhost")
}

/// True when an entry of a list as in `NO_PROXY` names the peer. Entries stand between commas and blanks.
fn is_bypassed(peer: &Peer, list: &str) -> bool {
    list.split(|character: char| character == ',' || character.is_whitespace())
        .filter(|entry| !entry.is_empty())
        .any(|entry| entry_matches(peer, entry))
}

/// `*`, a network as `10.0.0.0/8`, an address, or a name, which also stands for all names below it; address and
/// name with a port when they mean that port only.
fn entry_matches(peer: &Peer, entry: &str) -> bool {
    if entry == "*" {
        return true;
    }
    if let Ok(network) = entry.parse::<IpNet>() {
        return peer.ip().is_some_and(|ip| network.contains(&ip.to_canonical()));
    }
    let (host, port) = host_and_port(entry);
    if port.is_some_and(|port| port != peer.port) {
        return false;
    }
    if let Ok(address) = host.parse::<IpAddr>() {
        return peer
            .ip()
            .is_some_and(|ip| ip.to_canonical() == address.to_canonical());
    }
    let wanted = bare_name(host.trim_start_matches('*').trim_start_matches('.'));
    let name = bare_name(&peer.host);
    let below = name.strip_suffix(wanted.as_str());
    !wanted.is_empty() && below.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Splits `host:port` and `[::1]:port`; an IPv6 address without brackets has no port.
fn host_and_port(entry: &str) -> (&str, Option<u16>) {
    if let Some(rest) = entry.strip_prefix('[') {
        let (host, port) = rest.split_once(']').unwrap_or((rest, ""));
        return (host, port.strip_prefix(':').and_then(|port| port.parse().ok()));
    }
    match entry.split_once(':') {
        Some((host, port)) if !port.contains(':') => match port.parse() {
            Ok(port) => (host, Some(port)),
            Err(_) => (entry, None),
        },
        _ => (entry, None),
    }
}

fn bare_name(host: &str) -> String {
    host.trim_end_matches('.').to_ascii_lowercase()
}

/// The client certificate for a host: the one for exactly that name, else the one for the nearest `*.` above it.
pub fn client_certificate_for<'a>(network: &'a Network, host: &str) -> Option<&'a ClientCertificate> {
    let peer = Peer::new(host, 0);
    let name = bare_name(&peer.host);
    let fitting = network.client_certificates.iter().filter_map(|certificate| {
        let pattern = Peer::new(certificate.host.trim(), 0);
        let pattern = bare_name(&pattern.host);
        let fit = match pattern.strip_prefix("*.") {
            // One more than the longest `*.` so that the exact name wins.
            None if pattern == name => usize::MAX,
            Some(above) if name.strip_suffix(above).is_some_and(|rest| rest.ends_with('.')) => above.len(),
            _ => return None,
        };
        Some((fit, certificate))
    });
    fitting
        .max_by_key(|(fit, _)| *fit)
        .map(|(_, certificate)| certificate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ProxySettings;

    type Variables = [(&'static str, &'static str)];

    fn endpoint(scheme: Scheme, host: &str) -> Endpoint {
        Endpoint {
            scheme,
            host: host.to_owned(),
            port: scheme.default_port(),
        }
    }

    fn chosen(network: &Network, host: &str, scheme: Scheme, set: &[(&str, &str)]) -> Option<String> {
        let env = |name: &str| {
            let found = set.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let proxy = proxy_for(network, &endpoint(scheme, host), &env).unwrap();
        proxy.map(|proxy| {
            let password = proxy.password.expose_to_proxy();
            format!("{} {} {password}", proxy.url, proxy.user)
        })
    }

    #[test]
    fn the_environment_is_read_as_curl_reads_it() {
        let network = Network::default();
        let https: [(&Variables, Option<&str>); 6] = [
            (&[], None),
            (&[("HTTPS_PROXY", "http://p:1")], Some("http://p:1  ")),
            (
                &[("https_proxy", "q"), ("HTTPS_PROXY", "http://p:1")],
                Some("http://q:80  "),
            ),
            (&[("ALL_PROXY", "socks5h://s")], Some("socks5h://s:1080  ")),
            (&[("http_proxy", "http://p:1"), ("HTTPS_PROXY", " ")], None),
            (
                &[("HTTPS_PROXY", "http://us%40er:p%3Aw@p:1/")],
                Some("http://p:1 us@er p:w"),
            ),
        ];
        for (set, expected) in https {
            let found = chosen(&network, "api.example", Scheme::Https, set);
            assert_eq!(found.as_deref(), expected, "{set:?}");
        }
        for (name, expected) in [("http_proxy", true), ("HTTP_PROXY", false)] {
            let found = chosen(&network, "api.example", Scheme::Http, &[(name, "http://p:1")]);
            assert_eq!(found.is_some(), expected, "{name}");
        }
    }

    #[test]
    fn loopback_and_the_bypass_list_are_direct() {
        let cases = [
            ("localhost", "", true),
            ("a.b.localhost", "", true),
            ("127.1.2.3", "", true),
            ("[::1]", "", true),
            ("api.example", "", false),
            ("api.example", "*", true),
            ("api.example", "example", true),
            ("api.example", ".example", true),
            ("api.example", "*.example", true),
            ("API.Example.", "other, api.EXAMPLE", true),
            ("myexample", "example", false),
            ("api.example", "pi.example", false),
            ("api.example", "api.example:443", true),
            ("api.example", "api.example:8443", false),
            ("10.1.2.3", "10.0.0.0/8", true),
            ("11.1.2.3", "10.0.0.0/8", false),
            ("10.1.2.3", "10.1.2.3", true),
            ("10.example", "10.0.0.0/8", false),
            ("[fd00::7]", "fd00::/8 x", true),
            ("[fd00::7]", "[fd00::7]:443", true),
            ("[fd00::7]", "fd00::8", false),
            ("api.example", ".", false),
        ];
        for (host, list, direct) in cases {
            let set = [("https_proxy", "http://p:1"), ("no_proxy", list)];
            let found = chosen(&Network::default(), host, Scheme::Https, &set);
            assert_eq!(found.is_none(), direct, "{host} {list}");
            let proxy = ProxySettings {
                mode: ProxyMode::Explicit,
                url: "http://p:1".to_owned(),
                bypass: list.to_owned(),
                ..ProxySettings::default()
            };
            let network = Network {
                proxy,
                ..Network::default()
            };
            let found = chosen(&network, host, Scheme::Https, &[("NO_PROXY", "*")]);
            assert_eq!(found.is_none(), direct, "{host} {list}");
        }
    }

    #[test]
    fn a_bad_setting_is_named_without_its_text() {
        let network = Network::default();
        let env = |name: &str| (name == "https_proxy").then(|| "ftp://u:canary@p".to_owned());
        let error = proxy_for(&network, &endpoint(Scheme::Https, "a.example"), &env).unwrap_err();
        let text = format!("{error} {} {error:?}", error.hint());
        assert!(text.contains("https_proxy") && !text.contains("canary"), "{text}");
    }

    #[test]
    fn the_nearest_client_certificate_is_taken() {
        let certificate = |host: &str| ClientCertificate {
            host: host.to_owned(),
            ..ClientCertificate::default()
        };
        let network = Network {
            client_certificates: ["*.example", "*.a.example", "b.a.example", "[::1]"]
                .map(certificate)
                .to_vec(),
            ..Network::default()
        };
        for (host, expected) in [
            ("b.a.example", Some("b.a.example")),
            ("B.a.example.", Some("b.a.example")),
            ("c.a.example", Some("*.a.example")),
            ("c.example", Some("*.example")),
            ("example", None),
            ("cexample", None),
            ("::1", Some("[::1]")),
        ] {
            let found = client_certificate_for(&network, host).map(|found| found.host.as_str());
            assert_eq!(found, expected, "{host}");
        }
    }
}
