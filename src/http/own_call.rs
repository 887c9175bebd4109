//! The program's own calls: STS, IAM Identity Center, metadata. Through `reqwest`, with TLS and proxy from where a send
//! takes them.
//!
//! They are few, so a client is made for each: certificate files are read as they are then, and no connection is kept.
//! Nothing is followed, repeated or taken from the environment behind the user's back.

use std::error::Error;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::sign::CertifiedKey;

use super::CONNECT_TIMEOUT;
use super::identity::{authorities, identity};
use super::peer::Peer;
use super::proxy_choice::{client_certificate_for, proxy_for};
use super::resolver::{Lookup, LookupError, SystemLookup};
use super::tls::{Terms, Tls, Trust, Witness};
use crate::model::{CallLimits, CallProblem, Endpoint, Network, Protocol, Proxy, Scheme};
use crate::redact::{Signatures, hide_by_name};

/// Where instances ask, over IPv6 (<https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html>).
const INSTANCE_IPV6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);
/// Where pods ask, over IPv6 (<https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html>).
const POD_IPV6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x23);

/// Makes the program's own calls. Needs a tokio runtime with time and network around [`Self::call`].
pub struct OwnCaller {
    tls: Tls,
    lookup: Arc<dyn Lookup>,
}

impl Default for OwnCaller {
    fn default() -> Self {
        Self::new(Arc::new(SystemLookup), Trust::System)
    }
}

impl OwnCaller {
    /// With another lookup or further certificate authorities than the default. Reads nothing.
    pub fn new(lookup: Arc<dyn Lookup>, trust: Trust) -> Self {
        Self {
            tls: Tls::new(trust),
            lookup,
        }
    }

    /// One request and its whole reply. `environment` names the proxy where the settings say so; `connect_timeout` is that
    /// of the caller, where it is shorter than that of the settings.
    pub async fn call(
        &self,
        request: http::Request<Bytes>,
        network: &Network,
        connect_timeout: Option<Duration>,
        limits: CallLimits,
        environment: &(dyn Fn(&str) -> Option<String> + Sync),
    ) -> Result<http::Response<Bytes>, CallProblem> {
        let time = total_time(network, limits);
        let endpoint = endpoint_of(request.uri())?;
        let proxy = if is_metadata(&endpoint.host) {
            None
        } else {
            proxy_for(network, &endpoint, environment).map_err(|error| CallProblem::Setting {
                reason: error.to_string(),
                hint: error.hint(),
            })?
        };
        let (client, witness) = self
            .client(&endpoint, network, proxy.as_ref(), (connect_timeout, time))
            .await?;
        let why = |error: reqwest::Error| problem(&error, &witness, proxy.as_ref(), time);
        let request = reqwest::Request::try_from(request)
            .map_err(|error| CallProblem::Address(error.without_url().to_string()))?;
        let mut reply = client.execute(request).await.map_err(why)?;
        let mut body = BytesMut::new();
        while let Some(chunk) = reply.chunk().await.map_err(why)? {
            if body.len() + chunk.len() > limits.reply_bytes {
                return Err(CallProblem::TooLarge {
                    limit_bytes: limits.reply_bytes,
                });
            }
            body.extend_from_slice(&chunk);
        }
        let mut whole = http::Response::new(body.freeze());
        *whole.status_mut() = reply.status();
        *whole.headers_mut() = std::mem::take(reply.headers_mut());
        Ok(whole)
    }

    async fn client(
        &self,
        endpoint: &Endpoint,
        network: &Network,
        proxy: Option<&Proxy>,
        (connect_timeout, time): (Option<Duration>, Duration),
    ) -> Result<(reqwest::Client, Arc<Witness>), CallProblem> {
        let setting = |reason: String| CallProblem::Setting {
            reason,
            hint: "Check the network settings".to_owned(),
        };
        let files = Files::read(network, endpoint).await?;
        let name = ServerName::try_from(Peer::new(&endpoint.host, endpoint.port).host)
            .map_err(|_error| CallProblem::Address(endpoint.host.clone()))?;
        let terms = Terms {
            name,
            protocol: Protocol::Http1,
            roots: files.roots,
            identity: files.identity,
            accepted: network.accepted.clone(),
        };
        let witness = Arc::new(Witness::default());
        let tls = self
            .tls
            .config(terms, &witness)
            .map_err(|error| setting(error.to_string()))?;
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .no_proxy()
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .pool_max_idle_per_host(0)
            .dns_resolver(Arc::new(Resolver(Arc::clone(&self.lookup))))
            .timeout(time);
        if let Some(limit) = connect_time(network, connect_timeout) {
            builder = builder.connect_timeout(limit);
        }
        if let Some(proxy) = proxy {
            let mut through = reqwest::Proxy::all(&proxy.url).map_err(|error| setting(error.to_string()))?;
            if !proxy.user.is_empty() {
                through = through.basic_auth(&proxy.user, proxy.password.expose_to_proxy());
            }
            builder = builder.proxy(through);
        }
        let client = builder.build().map_err(|error| setting(error.to_string()))?;
        Ok((client, witness))
    }
}

/// What the files of the network settings hold.
#[derive(Default)]
struct Files {
    roots: Vec<CertificateDer<'static>>,
    identity: Option<Arc<CertifiedKey>>,
}

impl Files {
    /// Reads them on a thread for blocking work.
    async fn read(network: &Network, endpoint: &Endpoint) -> Result<Self, CallProblem> {
        let own = client_certificate_for(network, &endpoint.host).cloned();
        let paths = network.authorities.clone();
        if endpoint.scheme == Scheme::Http || (own.is_none() && paths.is_empty()) {
            return Ok(Self::default());
        }
        let reading = tokio::task::spawn_blocking(move || {
            Ok(Self {
                roots: authorities(&paths)?,
                identity: own.as_ref().map(identity).transpose()?,
            })
        });
        let read = reading.await.map_err(|error| CallProblem::Setting {
            reason: error.to_string(),
            hint: "Try again".to_owned(),
        })?;
        read.map_err(|error: super::CertificateFileError| CallProblem::Setting {
            reason: error.to_string(),
            hint: error.hint(),
        })
    }
}

/// The names of a send resolve alike: those below `localhost` are loopback.
struct Resolver(Arc<dyn Lookup>);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let found = self.0.lookup(name.as_str().to_owned());
        Box::pin(async move {
            let addresses = found.await.map_err(LookupError::Failed)?;
            if addresses.is_empty() {
                return Err(LookupError::NoAddress.into());
            }
            // The port of the URL takes the place of 0.
            let all = addresses.into_iter().map(|address| SocketAddr::new(address, 0));
            Ok(Box::new(all) as Addrs)
        })
    }
}

fn endpoint_of(uri: &http::Uri) -> Result<Endpoint, CallProblem> {
    let scheme = match uri.scheme_str() {
        Some("https") => Scheme::Https,
        Some("http") => Scheme::Http,
        _ => return Err(CallProblem::Address(shown(uri))),
    };
    let host = uri.host().filter(|host| !host.is_empty());
    let host = host.ok_or_else(|| CallProblem::Address(shown(uri)))?;
    if uri
        .authority()
        .is_some_and(|authority| authority.as_str().contains('@'))
    {
        return Err(CallProblem::Password {
            host: host.to_owned(),
        });
    }
    Ok(Endpoint {
        scheme,
        host: host.to_owned(),
        port: uri.port_u16().unwrap_or_else(|| scheme.default_port()),
    })
}

/// A URL for people, without user, password and what in its query could be secret.
fn shown(uri: &http::Uri) -> String {
    hide_by_name(&uri.to_string(), Signatures::Hidden)
}

/// The addresses of containers and instances, which exist on this machine alone: no proxy reaches them.
fn is_metadata(host: &str) -> bool {
    match Peer::new(host, 0).ip() {
        Some(IpAddr::V4(address)) => Ipv4Addr::is_link_local(&address),
        Some(IpAddr::V6(address)) => [INSTANCE_IPV6, POD_IPV6].contains(&address),
        None => false,
    }
}

/// The program's limit for a whole exchange counts here too where it is shorter.
fn total_time(network: &Network, limits: CallLimits) -> Duration {
    match network.total_timeout_ms {
        Some(said) if said > 0 => limits.time.min(Duration::from_millis(said)),
        _ => limits.time,
    }
}

/// The shorter of the caller's time and that of the settings, where 0 is no limit.
fn connect_time(network: &Network, caller: Option<Duration>) -> Option<Duration> {
    let said = network
        .connect_timeout_ms
        .map_or(CONNECT_TIMEOUT, Duration::from_millis);
    let said = Some(said).filter(|time| !time.is_zero());
    said.into_iter().chain(caller).min()
}

/// The cause behind an error of the client, which names neither URL nor secret.
fn problem(error: &reqwest::Error, witness: &Witness, proxy: Option<&Proxy>, after: Duration) -> CallProblem {
    if let Some(problem) = witness.known_problem() {
        return CallProblem::Tls(problem.to_string());
    }
    if error.is_timeout() {
        return CallProblem::TimedOut { after };
    }
    let causes = || std::iter::successors(error.source(), |&error| beneath(error));
    let last = causes()
        .last()
        .map_or_else(|| "no cause is told".to_owned(), ToString::to_string);
    if let Some(proxy) = proxy.filter(|_| error.is_connect()) {
        return CallProblem::Proxy {
            proxy: proxy.url.clone(),
            reason: last,
        };
    }
    if let Some(lookup) = causes().find_map(|cause| cause.downcast_ref::<LookupError>()) {
        return CallProblem::HostUnknown(lookup.to_string());
    }
    if causes().any(<dyn std::error::Error>::is::<rustls::Error>) {
        return CallProblem::Tls(last);
    }
    if !error.is_connect() {
        return CallProblem::BrokenOff(last);
    }
    let kind = causes()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .map(io::Error::kind)
        .last();
    match kind {
        Some(io::ErrorKind::ConnectionRefused) => CallProblem::ConnectionRefused,
        // A server that hangs up inside the handshake, or speaks no TLS.
        Some(io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData | io::ErrorKind::ConnectionReset) => {
            CallProblem::Tls(last)
        }
        _ => CallProblem::Unreachable(last),
    }
}

/// What lies beneath an error. An error of a stream tells the source of what it holds, and not what it holds.
fn beneath<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(held) => Some(held),
        None => error.source(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_is_asked_without_a_proxy() {
        for host in [
            "169.254.169.254",
            "169.254.170.2",
            "169.254.170.23",
            "[fd00:ec2::254]",
            "[fd00:ec2::23]",
        ] {
            assert!(is_metadata(host), "{host}");
        }
        for host in [
            "sts.amazonaws.com",
            "10.0.0.1",
            "[::1]",
            "169.254.169.254.example",
        ] {
            assert!(!is_metadata(host), "{host}");
        }
    }

    #[test]
    fn the_shorter_time_counts_and_zero_is_none() {
        let network = |connect, total| Network {
            connect_timeout_ms: connect,
            total_timeout_ms: total,
            ..Network::default()
        };
        let second = Some(Duration::from_secs(1));
        assert_eq!(connect_time(&network(None, None), second), second);
        assert_eq!(connect_time(&network(Some(0), None), None), None);
        assert_eq!(
            connect_time(&network(Some(500), None), second),
            Some(Duration::from_millis(500))
        );
        let usual = CallLimits::default();
        assert_eq!(total_time(&network(None, Some(0)), usual), usual.time);
        assert_eq!(total_time(&network(None, Some(90_000)), usual), usual.time);
        assert_eq!(
            total_time(&network(None, Some(10)), usual),
            Duration::from_millis(10)
        );
    }

    #[test]
    fn only_urls_with_a_host_are_called() {
        for wrong in ["ftp://a/", "/latest", "a:1"] {
            let uri: http::Uri = wrong.parse().unwrap();
            assert!(
                matches!(endpoint_of(&uri), Err(CallProblem::Address(_))),
                "{wrong}"
            );
        }
        let uri = "ftp://bob:hunter2@a/".parse().unwrap();
        let told = endpoint_of(&uri).unwrap_err().to_string();
        assert!(!told.contains("hunter2") && told.contains("@a/"), "{told}");
        let uri = "http://bob:hunter2@sts.example/".parse().unwrap();
        let told = endpoint_of(&uri).unwrap_err().to_string();
        assert!(
            !told.contains("hunter2") && told.contains("sts.example"),
            "{told}"
        );
        let endpoint = endpoint_of(&"https://[::1]:8443/a?b".parse().unwrap()).unwrap();
        assert_eq!((endpoint.host.as_str(), endpoint.port), ("[::1]", 8443));
    }
}
