//! What a diagnosis says: one cause with its evidence and what to do.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Cause, Mend, PolicyHint};

/// One diagnosed cause.
///
/// No text of it holds a secret, a session token or a signature: the layer that makes findings sees to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Stable name of the cause.
    pub cause: Cause,
    /// How sure it is.
    pub confidence: Confidence,
    /// One sentence in plain words, without a full stop.
    pub title: String,
    /// What it rests on, the strongest first.
    pub evidence: Vec<Evidence>,
    /// What it implies, in sentences.
    pub meaning: String,
    /// What can not be the cause, each with why.
    pub ruled_out: Vec<String>,
    /// What to do, in the order of cost.
    pub steps: Vec<String>,
    /// What one click does about it, where the answer is known.
    pub mend: Option<Mend>,
    /// For a denial: what a policy would have to allow.
    pub policy: Option<PolicyHint>,
    /// The part of the request that it speaks of.
    pub part: Option<RequestPart>,
}

/// How sure a finding is, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// It follows from what the service says or from what was compared.
    Certain,
    /// Other causes are rare.
    Likely,
    /// Worth a look, after what is likelier.
    Possible,
}

impl Confidence {
    /// As in JSON and beside a title.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Likely => "likely",
            Self::Possible => "possible",
        }
    }

    /// One step less sure.
    #[must_use]
    pub fn lower(self) -> Self {
        match self {
            Self::Certain => Self::Likely,
            Self::Likely | Self::Possible => Self::Possible,
        }
    }
}

/// The words or bytes that a finding rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Where they stand.
    pub place: EvidencePlace,
    /// The words, without secrets.
    pub text: String,
    /// Bytes of the decoded reply body that they stand in, for the viewer to mark.
    pub range: Option<Range<usize>>,
}

impl Evidence {
    /// Evidence that is no piece of the body.
    pub fn at(place: EvidencePlace, text: impl Into<String>) -> Self {
        Self {
            place,
            text: text.into(),
            range: None,
        }
    }
}

/// Where evidence stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EvidencePlace {
    /// The body of the reply.
    Body,
    /// A header of the reply: its lower-case name.
    Header(String),
    /// The status of the reply.
    Status,
    /// The request as sent.
    Request,
    /// This computer's clock beside the service's.
    Clock,
    /// The connection, when no reply came.
    Connection,
}

impl EvidencePlace {
    /// For people, in front of the words.
    pub fn label(&self) -> String {
        match self {
            Self::Body => "reply body".to_owned(),
            Self::Header(name) => format!("reply header {name}"),
            Self::Status => "status".to_owned(),
            Self::Request => "request as sent".to_owned(),
            Self::Clock => "clock".to_owned(),
            Self::Connection => "connection".to_owned(),
        }
    }
}

/// A part of the request that a finding speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestPart {
    /// HTTP method.
    Method,
    /// Host of the URL, or the one sent.
    Host,
    /// Path of the target.
    Path,
    /// Query of the target.
    Query,
    /// A header line: its lower-case name.
    Header(String),
    /// The list of signed headers.
    SignedHeaders,
    /// The hash of the body in the canonical request.
    PayloadHash,
    /// The bytes of the body.
    Body,
    /// The Authorization header as a whole.
    Authorization,
    /// Access key ID.
    AccessKeyId,
    /// Secret access key.
    SecretAccessKey,
    /// Session token.
    SessionToken,
    /// Region of the credential scope.
    Region,
    /// Service of the credential scope.
    Service,
    /// Signing time.
    Time,
    /// Life of a presigned URL.
    Expiry,
}

impl RequestPart {
    /// The stable name, as `payload-hash` or `header:host`.
    pub fn slug(&self) -> String {
        let name = match self {
            Self::Method => "method",
            Self::Host => "host",
            Self::Path => "path",
            Self::Query => "query",
            Self::Header(name) => return format!("header:{name}"),
            Self::SignedHeaders => "signed-headers",
            Self::PayloadHash => "payload-hash",
            Self::Body => "body",
            Self::Authorization => "authorization",
            Self::AccessKeyId => "access-key-id",
            Self::SecretAccessKey => "secret-access-key",
            Self::SessionToken => "session-token",
            Self::Region => "region",
            Self::Service => "service",
            Self::Time => "time",
            Self::Expiry => "expiry",
        };
        name.to_owned()
    }

    /// For people, as in "the path differs".
    pub fn words(&self) -> String {
        match self {
            Self::Header(name) => format!("the header {name}"),
            Self::SignedHeaders => "the list of signed headers".to_owned(),
            Self::PayloadHash => "the payload hash".to_owned(),
            Self::Time => "the signing time".to_owned(),
            Self::Authorization => "the Authorization header".to_owned(),
            Self::AccessKeyId => "the access key ID".to_owned(),
            other => format!("the {}", other.slug().replace('-', " ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_surest_comes_first() {
        assert!(Confidence::Certain < Confidence::Likely && Confidence::Likely < Confidence::Possible);
        assert_eq!(Confidence::Certain.lower().lower().lower(), Confidence::Possible);
    }

    #[test]
    fn parts_have_names_for_reports_and_for_people() {
        let host = RequestPart::Header("host".to_owned());
        assert_eq!(
            (host.slug().as_str(), host.words().as_str()),
            ("header:host", "the header host")
        );
        assert_eq!(RequestPart::PayloadHash.slug(), "payload-hash");
        assert_eq!(RequestPart::SessionToken.words(), "the session token");
    }
}
