//! How a hop of a redirect differs from the request that was typed.

use super::cross_origin::{describes_body, is_secret_line};
use crate::model::{TargetSpelling, Traced};
use crate::redact::KnownSecrets;
use crate::resolve::{Destination, ResolvedRequest};

/// Where a redirected URL comes from, for the colours of the report.
const FROM_LOCATION: &str = "from the Location header of the reply before";

/// How a hop differs from the request that was typed.
#[derive(Clone, Debug)]
pub struct Detour {
    /// Where it goes.
    pub to: Destination,
    /// Method and body.
    pub method: HopMethod,
    /// Whether it carries credentials.
    pub credentials: Carried,
    /// Whether that is the origin of the typed URL.
    pub origin: HopOrigin,
    /// What may not leave the first origin.
    pub known: KnownSecrets,
}

/// Method and body of a hop (RFC 9110, 15.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HopMethod {
    /// As typed.
    Typed,
    /// GET without a body.
    Get,
}

/// Whether a hop carries credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carried {
    /// Those of the request.
    All,
    /// None, from the first other origin on.
    None,
}

/// Where a hop goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HopOrigin {
    /// To the origin of the typed URL, by the way that the settings name for it.
    First,
    /// Elsewhere: typed host, address and server name mean another one.
    Elsewhere,
}

impl Detour {
    /// Whether the hop carries credentials.
    pub fn carried(&self) -> Carried {
        self.credentials
    }

    pub(super) fn applied_to(&self, mut resolved: ResolvedRequest) -> ResolvedRequest {
        resolved.url = Traced::rule(&self.to.url(), FROM_LOCATION);
        // The server's spelling is what it means, for S3 too.
        resolved.spelling = TargetSpelling::AsTyped;
        if self.method == HopMethod::Get {
            resolved.method = Traced::rule("GET", "after this redirect (RFC 9110, 15.4)");
            resolved.body = None;
            resolved.boundary = None;
            resolved.notes.clear();
            resolved.headers.retain(|row| !describes_body(row.name.as_str()));
        }
        if self.origin == HopOrigin::Elsewhere {
            resolved
                .headers
                .retain(|row| !row.name.as_str().trim().eq_ignore_ascii_case("host"));
        }
        if self.credentials == Carried::None {
            resolved.auth = None;
            resolved.headers.retain(|row| {
                !row.names_secret() && !is_secret_line(row.name.as_str(), row.value.as_str(), &self.known)
            });
        }
        resolved
    }
}
