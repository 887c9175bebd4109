//! The last look before the connection: what is sent must be what is shown.
//!
//! hyper completes and repairs requests. For each repair that would make the bytes differ from the wire
//! request there is a refusal here, so that nothing is ever sent that was not shown.

use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Uri, header};
use rustls::pki_types::ServerName;

use super::target::{TargetError, checked_host, exact_target};
use crate::model::{Protocol, Route, Scheme, WireHeader, WireRequest};

/// Why a request can not be sent as it is shown. No byte was sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsendable {
    /// The method is no token of RFC 9110, 5.6.2.
    #[error("the method \"{method}\" can not stand in a request line")]
    Method {
        /// The method.
        method: String,
    },
    /// CONNECT names a tunnel and not a resource; its request line has no path.
    #[error("CONNECT asks a proxy for a tunnel and can not be sent as a request")]
    Connect,
    /// Host or target.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// A header name is no token, or not in lower case.
    #[error("the header name \"{name}\" can not be sent")]
    HeaderName {
        /// The name.
        name: String,
    },
    /// A header value has a line break or another control character.
    #[error("the value of the header {name} has a character that can not be sent")]
    HeaderValue {
        /// The name.
        name: String,
    },
    /// More header lines than fit into one request.
    #[error("there are too many header lines")]
    TooManyHeaders,
    /// Lines of one name do not stand together.
    #[error("the lines of the header {name} do not stand together")]
    HeaderOrder {
        /// The name.
        name: String,
    },
    /// The line is missing and the HTTP library would add it after signing.
    #[error("the header line {name} is missing")]
    HeaderMissing {
        /// The name.
        name: &'static str,
    },
    /// `content-length` is no number, not one number, or less than the body, which would cut the body off.
    #[error("content-length says \"{said}\" and the body has {length} bytes")]
    ContentLength {
        /// What the header lines say.
        said: String,
        /// Bytes of the body.
        length: u64,
    },
    /// HTTP/2 has no such line (RFC 9113, 8.2.2).
    #[error("HTTP/2 has no header {name}: it speaks of the connection, which HTTP/2 does itself")]
    NotInHttp2 {
        /// The name.
        name: String,
    },
    /// HTTP/2 says the host once, as `:authority`, and here there are two.
    #[error("HTTP/2 can not send the host \"{host}\" to {authority}")]
    OtherHostInHttp2 {
        /// The Host header.
        host: String,
        /// The URL's host and port.
        authority: String,
    },
    /// The name for SNI and certificate is none.
    #[error("TLS can not ask for the name \"{name}\"")]
    ServerName {
        /// The name.
        name: String,
    },
    /// `transfer-encoding` would change the framing of the body after signing.
    #[error("a transfer-encoding header can not be sent: the body goes out whole, with content-length")]
    TransferEncoding,
}

impl Unsendable {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Method { .. } => "Use letters only, as GET or POST.".to_owned(),
            Self::Connect => "Choose another method.".to_owned(),
            Self::Target(TargetError::Host { .. }) => "Check the host in the URL.".to_owned(),
            Self::Target(TargetError::Target { .. }) => {
                "Check the URL; a request target may have at most 65,500 bytes.".to_owned()
            }
            Self::HeaderName { .. } => "Use letters, digits and hyphens in the header name.".to_owned(),
            Self::HeaderValue { .. } => {
                "Remove line breaks and control characters from the value.".to_owned()
            }
            Self::TooManyHeaders => "Remove header rows.".to_owned(),
            Self::HeaderOrder { .. } => "Put the rows of this name one below the other.".to_owned(),
            Self::HeaderMissing { name } => format!("Add the header {name}."),
            Self::ContentLength { .. } => {
                "Remove the content-length row: the right one is sent by itself.".to_owned()
            }
            Self::NotInHttp2 { name } => {
                format!("Remove the row {name}, or choose HTTP/1.1 in the settings of the request.")
            }
            Self::OtherHostInHttp2 { .. } => {
                "Choose HTTP/1.1 in the settings of the request, or remove the host row.".to_owned()
            }
            Self::ServerName { .. } => {
                "Enter a host name or an address as TLS server name in the settings of the request."
                    .to_owned()
            }
            Self::TransferEncoding => "Remove the transfer-encoding row.".to_owned(),
        }
    }
}

/// The parts of a request that will be sent as they are.
#[derive(Debug)]
pub(super) struct Cleared {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    /// The name for SNI and certificate, with TLS.
    pub(super) server_name: Option<ServerName<'static>>,
}

impl Cleared {
    /// The request with a body.
    pub(super) fn with<B>(self, body: B) -> Request<B> {
        let mut request = Request::new(body);
        *request.method_mut() = self.method;
        *request.uri_mut() = self.uri;
        *request.headers_mut() = self.headers;
        request
    }
}

/// Clears a request for sending.
pub(super) fn clear(wire: &WireRequest, route: &Route) -> Result<Cleared, Unsendable> {
    let method = method(wire.method.as_str())?;
    checked_host(&wire.endpoint.host)?;
    let target = exact_target(wire.target.as_str())?;
    let mut headers = header_map(&wire.headers)?;
    let host = wire
        .header("host")
        .ok_or(Unsendable::HeaderMissing { name: "host" })?;
    let host = host.value.as_str();
    framing(&headers, wire.digest.length)?;
    let server_name = match wire.endpoint.scheme {
        Scheme::Http => None,
        Scheme::Https => Some(server_name(route.server_name.as_deref(), host)?),
    };
    let uri = match route.protocol {
        Protocol::Http1 => Uri::from(target),
        Protocol::Http2 => {
            fit_for_http2(&headers)?;
            if headers.get_all(header::HOST).iter().count() > 1 || host != wire.endpoint.authority() {
                return Err(Unsendable::OtherHostInHttp2 {
                    host: host.to_owned(),
                    authority: wire.endpoint.authority(),
                });
            }
            headers = without_host(&headers);
            absolute(wire.endpoint.scheme, host, target)?
        }
    };
    Ok(Cleared {
        method,
        uri,
        headers,
        server_name,
    })
}

/// The lines but `host`, in their order: `HeaderMap::remove` would move the last line into the gap.
fn without_host(headers: &HeaderMap) -> HeaderMap {
    let mut rest = HeaderMap::with_capacity(headers.len());
    for (name, value) in headers {
        if name != header::HOST {
            rest.append(name.clone(), value.clone());
        }
    }
    rest
}

/// Of it hyper makes `:scheme`, `:authority` and `:path` (RFC 9113, 8.3.1).
fn absolute(scheme: Scheme, host: &str, target: PathAndQuery) -> Result<Uri, Unsendable> {
    let wrong = || {
        Unsendable::from(TargetError::Host {
            host: host.to_owned(),
            reason: "it can not stand in :authority".to_owned(),
        })
    };
    let uri = Uri::builder()
        .scheme(scheme.as_str())
        .authority(host)
        .path_and_query(target)
        .build()
        .map_err(|_invalid| wrong())?;
    let same = uri
        .authority()
        .is_some_and(|authority| authority.as_str() == host);
    if same { Ok(uri) } else { Err(wrong()) }
}

fn fit_for_http2(headers: &HeaderMap) -> Result<(), Unsendable> {
    for name in ["connection", "keep-alive", "proxy-connection", "upgrade"] {
        if headers.contains_key(name) {
            return Err(Unsendable::NotInHttp2 {
                name: name.to_owned(),
            });
        }
    }
    if headers
        .get_all(header::TE)
        .iter()
        .any(|value| value != "trailers")
    {
        return Err(Unsendable::NotInHttp2 {
            name: "te other than \"trailers\"".to_owned(),
        });
    }
    Ok(())
}

/// The name that TLS asks for: the one that was set, else that of the Host header.
fn server_name(set: Option<&str>, host: &str) -> Result<ServerName<'static>, Unsendable> {
    let name = set.unwrap_or_else(|| without_port(host));
    let bare = name
        .strip_prefix('[')
        .and_then(|name| name.strip_suffix(']'))
        .unwrap_or(name);
    ServerName::try_from(bare.to_ascii_lowercase()).map_err(|_invalid| Unsendable::ServerName {
        name: name.to_owned(),
    })
}

/// `host` of `host:port`; an IPv6 address keeps its brackets.
fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

fn method(text: &str) -> Result<Method, Unsendable> {
    let method = Method::from_bytes(text.as_bytes()).map_err(|_invalid| Unsendable::Method {
        method: text.to_owned(),
    })?;
    if method == Method::CONNECT {
        return Err(Unsendable::Connect);
    }
    Ok(method)
}

/// The header lines as hyper takes them, in an order that is checked to be that of the wire.
fn header_map(lines: &[WireHeader]) -> Result<HeaderMap, Unsendable> {
    let mut map = HeaderMap::new();
    for line in lines {
        let text = line.name.as_str();
        let name = HeaderName::from_bytes(text.as_bytes())
            .ok()
            .filter(|name| name.as_str() == text)
            .ok_or_else(|| Unsendable::HeaderName {
                name: text.to_owned(),
            })?;
        let value = HeaderValue::from_bytes(line.value.as_str().as_bytes()).map_err(|_invalid| {
            Unsendable::HeaderValue {
                name: text.to_owned(),
            }
        })?;
        map.try_append(name, value)
            .map_err(|_full| Unsendable::TooManyHeaders)?;
    }
    for (line, (name, _)) in lines.iter().zip(&map) {
        if line.name.as_str() != name.as_str() {
            return Err(Unsendable::HeaderOrder {
                name: name.as_str().to_owned(),
            });
        }
    }
    Ok(map)
}

/// `content-length` is the only framing and covers the body. More than the body is sent as typed: the server
/// then waits for the rest. Without a body the line may be absent.
fn framing(headers: &HeaderMap, length: u64) -> Result<(), Unsendable> {
    if headers.contains_key(header::TRANSFER_ENCODING) {
        return Err(Unsendable::TransferEncoding);
    }
    let said: Vec<_> = headers
        .get_all(header::CONTENT_LENGTH)
        .iter()
        .map(|value| String::from_utf8_lossy(value.as_bytes()))
        .collect();
    let Some((first, others)) = said.split_first() else {
        return match length {
            0 => Ok(()),
            _ => Err(Unsendable::HeaderMissing {
                name: "content-length",
            }),
        };
    };
    let covers = first.bytes().all(|byte| byte.is_ascii_digit())
        && first.parse().is_ok_and(|bytes: u64| bytes >= length)
        && others.iter().all(|other| other == first);
    if covers {
        Ok(())
    } else {
        Err(Unsendable::ContentLength {
            said: said.join(", "),
            length,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tls_asks_for_the_name_of_the_host_header_unless_told_otherwise() {
        for (set, host, name) in [
            (None, "Api.example.com", "api.example.com"),
            (None, "api.example.com:8443", "api.example.com"),
            (None, "127.0.0.1:1", "127.0.0.1"),
            (None, "[::1]:1", "::1"),
            (None, "[::1]", "::1"),
            (Some("other.example"), "api.example.com", "other.example"),
            (Some("[::1]"), "api.example.com", "::1"),
        ] {
            assert_eq!(server_name(set, host).unwrap().to_str(), name, "{host}");
        }
        for (set, host) in [(None, "a b"), (None, ""), (Some(""), "a"), (Some("a:1"), "a")] {
            let refused = server_name(set, host);
            assert!(matches!(refused, Err(Unsendable::ServerName { .. })), "{host:?}");
        }
    }
}
