//! Faults of the world between client and service, on order.

use time::OffsetDateTime;

use super::reader::ReceivedRequest;
use super::sso::SsoFault;

/// One fault the server is told to have. Requests are changed after they were captured and before they are
/// verified, as a proxy in front of the service would.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misbehaviour {
    /// A proxy sets a header to another value, or adds it.
    RewriteHeader {
        /// Lower-case name.
        name: String,
        /// New value.
        value: String,
    },
    /// A proxy drops a header.
    DropHeader {
        /// Lower-case name.
        name: String,
    },
    /// A proxy puts another prefix in front of the path.
    RewritePath {
        /// Prefix as sent.
        from: String,
        /// Prefix as it reaches the service.
        to: String,
    },
    /// A proxy changes the body.
    RewriteBody {
        /// What reaches the service.
        body: Vec<u8>,
    },
    /// A proxy reads a JSON body and writes it anew, without white space.
    CompactJsonBody,
    /// The server's clock is off by this much.
    SkewedClock(time::Duration),
    /// A fault of IAM Identity Center.
    Sso(SsoFault),
}

impl Misbehaviour {
    /// Does to a request what this fault does.
    pub fn alter(&self, request: &mut ReceivedRequest) {
        match self {
            Self::RewriteHeader { name, value } => {
                request.headers.retain(|(key, _)| key != name);
                request.headers.push((name.clone(), value.clone()));
            }
            Self::DropHeader { name } => request.headers.retain(|(key, _)| key != name),
            Self::RewritePath { from, to } => {
                if let Some(rest) = request.target.strip_prefix(from) {
                    request.target = format!("{to}{rest}");
                }
            }
            Self::RewriteBody { body } => request.body.clone_from(body),
            Self::CompactJsonBody => {
                let read = serde_json::from_slice::<serde_json::Value>(&request.body);
                if let Some(compact) = read.ok().and_then(|json| serde_json::to_vec(&json).ok()) {
                    request.body = compact;
                }
            }
            Self::SkewedClock(_) | Self::Sso(_) => {}
        }
    }

    /// The fault of IAM Identity Center, when it is one.
    pub fn sso(&self) -> Option<SsoFault> {
        match self {
            Self::Sso(fault) => Some(*fault),
            _ => None,
        }
    }

    /// Does to the clock what this fault does.
    pub fn skew(&self, now: OffsetDateTime) -> OffsetDateTime {
        match self {
            Self::SkewedClock(offset) => now.saturating_add(*offset),
            _ => now,
        }
    }
}
