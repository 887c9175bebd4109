//! What the flags for the connection mean: settings of the request, and of the network.

use super::draft::Draft;
use super::network_args::{FollowFlag, NetworkArgs, RouteArgs};
use super::print::Printer;
use super::problem::Problem;
use crate::engine::{Ambient, tls_name};
use crate::model::{
    AcceptedCertificate, ClientCertificate, Network, Protocol, ProxyMode, ProxySettings, Redirects, Secret,
};

/// Where the password of the proxy comes from: never from an argument.
const PROXY_PASSWORD: &str = "COUNTERSIGN_PROXY_PASSWORD";
/// Where the passphrase of the client certificate comes from.
const CERT_PASSPHRASE: &str = "COUNTERSIGN_CERT_PASSPHRASE";

/// Puts the flags into the settings of the request, and gives those of the network. Tells the printer what to
/// hide.
pub fn apply(
    args: &NetworkArgs,
    draft: &mut Draft,
    ambient: &Ambient,
    printer: &mut Printer<'_>,
) -> Result<Network, Problem> {
    // Over what a request file says.
    let settings = &mut draft.request.settings;
    if let Some(redirects) = redirects(args) {
        settings.redirects = redirects;
    }
    if let Some(address) = &args.connect_to {
        settings.connect_to.clone_from(address);
    }
    if let Some(name) = &args.server_name {
        settings.server_name.clone_from(name);
    }
    settings.connect_timeout_ms = args.connect_timeout.or(settings.connect_timeout_ms);
    settings.total_timeout_ms = args.max_time.or(settings.total_timeout_ms);
    if args.http2 {
        settings.protocol = Protocol::Http2;
    }
    let mut network = route(&args.route, ambient, &mut draft.warnings, printer);
    // The calls for credentials are a part of the send.
    network.total_timeout_ms = args.max_time;
    network.connect_timeout_ms = args.connect_timeout;
    if args.cert.is_none() && args.accept_certificate.is_none() {
        return Ok(network);
    }
    let wire = draft.outline()?.without_body()?;
    if let Some(certificate) = &args.cert {
        let passphrase = secret(ambient, CERT_PASSPHRASE);
        printer.hide_password("passphrase", &passphrase);
        network.client_certificates.push(ClientCertificate {
            host: wire.endpoint.host.clone(),
            certificate: certificate.clone(),
            key: args.key.clone().unwrap_or_default(),
            passphrase,
        });
    }
    if let Some(fingerprint) = &args.accept_certificate {
        network.accepted.push(AcceptedCertificate {
            server_name: tls_name(&draft.request.settings, &wire)
                .map_err(|failure| Problem::from(&failure))?,
            sha256: sha256(fingerprint)?,
        });
    }
    Ok(network)
}

/// The network of a command that sends nothing but the program's own calls.
pub fn own_calls(args: &RouteArgs, ambient: &Ambient, printer: &mut Printer<'_>) -> Network {
    let mut warnings = Vec::new();
    let network = route(args, ambient, &mut warnings, printer);
    for warning in warnings {
        printer.remark(&format!("warning: {warning}"));
    }
    network
}

/// Proxy and authorities, with what to warn about.
pub fn route(
    args: &RouteArgs,
    ambient: &Ambient,
    warnings: &mut Vec<String>,
    printer: &mut Printer<'_>,
) -> Network {
    let proxy = proxy(args, ambient, warnings);
    printer.hide_password("proxy password", &proxy.password);
    Network {
        proxy,
        authorities: args.cacert.clone(),
        ..Network::default()
    }
}

fn redirects(args: &NetworkArgs) -> Option<Redirects> {
    match (args.follow, args.location) {
        (Some(FollowFlag::Everywhere), _) => Some(Redirects::Everywhere),
        (Some(FollowFlag::SameOrigin), _) | (None, true) => Some(Redirects::SameOrigin),
        (Some(FollowFlag::Stop), _) => Some(Redirects::Stop),
        (None, false) => None,
    }
}

/// A proxy that is given beats the environment; the list of exceptions is for both.
fn proxy(args: &RouteArgs, ambient: &Ambient, warnings: &mut Vec<String>) -> ProxySettings {
    let bypass = args.noproxy.clone().unwrap_or_default();
    let Some(url) = &args.proxy else {
        return ProxySettings {
            bypass,
            ..ProxySettings::default()
        };
    };
    let (url, user, typed) = split_user(url);
    if !typed.is_empty() {
        warnings.push(format!(
            "other programs on this machine can see the proxy's password among the arguments: give it in \
             {PROXY_PASSWORD}"
        ));
    }
    let from_environment = secret(ambient, PROXY_PASSWORD);
    ProxySettings {
        mode: ProxyMode::Explicit,
        url,
        user,
        password: if from_environment.is_empty() {
            typed
        } else {
            from_environment
        },
        bypass,
    }
}

/// The URL without its user part; user name and password, decoded.
fn split_user(url: &str) -> (String, String, Secret) {
    let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let (user, password) = user.split_once(':').unwrap_or((user, ""));
    let decoded = |text: &str| {
        let decoded = percent_encoding::percent_decode_str(text);
        decoded.decode_utf8_lossy().into_owned()
    };
    (
        format!("{scheme}://{host}{path}"),
        decoded(user),
        Secret::new(decoded(password)),
    )
}

fn secret(ambient: &Ambient, name: &str) -> Secret {
    Secret::new((ambient.environment)(name).unwrap_or_default())
}

/// Reads a fingerprint as tools print it: hex digits of either case, with or without colons.
fn sha256(text: &str) -> Result<String, Problem> {
    let hex: String = text.chars().filter(|ch| *ch != ':').collect();
    if hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(hex.to_ascii_lowercase());
    }
    Err(Problem::usage(
        "malformed-fingerprint",
        "The value of --accept-certificate is not the SHA-256 of a certificate",
        "Write its 64 hex digits, with or without colons, as: openssl x509 -noout -fingerprint -sha256 -in FILE",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_may_have_colons_and_either_case() {
        let digits = "ab".repeat(32);
        let colons = vec!["AB"; 32].join(":");
        assert_eq!(sha256(&digits).as_deref(), Ok(digits.as_str()));
        assert_eq!(sha256(&colons).as_deref(), Ok(digits.as_str()));
        for wrong in ["", "ab", &"zz".repeat(32), &"ab".repeat(20)] {
            assert_eq!(
                sha256(wrong).unwrap_err().kind,
                "malformed-fingerprint",
                "{wrong}"
            );
        }
    }

    #[test]
    fn user_and_password_leave_the_url_of_a_proxy() {
        for (url, bare, user, password) in [
            ("http://proxy:3128", "http://proxy:3128", "", ""),
            ("http://me:p%40ss@proxy:3128/", "http://proxy:3128/", "me", "p@ss"),
            ("socks5h://me@proxy", "socks5h://proxy", "me", ""),
            ("me:a:b@proxy:1", "http://proxy:1", "me", "a:b"),
        ] {
            assert_eq!(
                split_user(url),
                (bare.to_owned(), user.to_owned(), Secret::new(password)),
                "{url}"
            );
        }
    }
}
