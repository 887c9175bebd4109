//! The last look before the connection: what is sent must be what is shown.
//!
//! hyper completes and repairs requests. For each repair that would make the bytes differ from the wire
//! request there is a refusal here, so that nothing is ever sent that was not shown.

use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use url::Url;

use super::target::{TargetError, exact_url};
use crate::model::{WireHeader, WireRequest};

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
                "Check the URL; a request target may have at most 65,000 bytes.".to_owned()
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
            Self::TransferEncoding => "Remove the transfer-encoding row.".to_owned(),
        }
    }
}

/// The parts of a request that will be sent as they are.
#[derive(Debug)]
pub(super) struct Cleared {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
}

/// Clears a request for sending.
pub(super) fn clear(wire: &WireRequest) -> Result<Cleared, Unsendable> {
    let method = method(wire.method.as_str())?;
    let url = exact_url(&wire.endpoint, wire.target.as_str())?;
    let headers = header_map(&wire.headers)?;
    for name in [header::HOST, header::ACCEPT] {
        if !headers.contains_key(&name) {
            let name = if name == header::HOST { "host" } else { "accept" };
            return Err(Unsendable::HeaderMissing { name });
        }
    }
    framing(&headers, wire.digest.length)?;
    Ok(Cleared { method, url, headers })
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

/// The header lines as reqwest takes them, in an order that is checked to be that of the wire.
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
