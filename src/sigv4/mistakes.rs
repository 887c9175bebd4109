//! Which usual mistake of a signer gives exactly this signature.
//!
//! ```text
//! ReceivedRequest, Claim, Secret ──Subject──▶ what a service makes of it
//!           candidates: mistakes, the usual ones first
//!                  │ one, then two together
//!                  ▼
//!               Recipe ──Bench──▶ signature ══ the one claimed? ──▶ FoundMistake: sentence and cure
//! ```
//!
//! A mistake is found only where HMAC-SHA256 over what it makes equals the signature that the request carries: nothing
//! is guessed. The search is a list of known length that is gone through in order, so that a worker can show how far
//! it is and stop at any time.
//!
//! | room | knows mistakes in |
//! |---|---|
//! | `method`, `path`, `query`, `header_lines`, `header_set`, `header_values`, `payload` | a line of the canonical request |
//! | `frame` | how these lines are joined |
//! | `rules` | whose rules were followed |
//! | `string`, `date`, `scope` | the string to sign |
//! | `secret`, `key` | the signing key |
//! | `signature_text`, `version` | the signature as it is written, and its version |
//!
//! Knows nothing of threads and clocks, and no text of it holds a secret, a token or a signature.

mod bench;
mod candidates;
mod client;
mod date;
mod escapes;
mod frame;
mod header_lines;
mod header_set;
mod header_values;
mod key;
mod method;
mod names;
mod path;
mod payload;
mod query;
mod recipe;
mod rules;
mod scope;
mod search;
mod secret;
mod signature_text;
mod string;
mod subject;
mod version;
mod words;

pub use client::Client;
pub use date::{DateMistake, DayMistake};
pub use frame::FrameMistake;
pub use header_lines::{HeaderNames, HeaderOrder};
pub use header_set::{HeaderSet, SetPlace};
pub use header_values::{ContentType, HeaderValues, HostMistake, Padding};
pub use key::KeyMistake;
pub use method::MethodMistake;
pub use names::NameId;
pub use path::{PathForm, PathSegments, PathSpelling};
pub use payload::PayloadMistake;
pub use query::{QueryEmpty, QueryOrder, QueryParameters, QuerySpelling};
pub use rules::RulesMistake;
pub use scope::{Renamed, ScopePlace};
pub use search::{Explanation, FoundMistake, MistakeSearch, SearchEnd, SearchProgress};
pub use secret::SecretMistake;
pub use signature_text::SignatureText;
pub use string::StringMistake;
pub use version::VersionMistake;

use names::Names;
use subject::Subject;
use words::Words;

/// One thing that a signer did in place of what the standard says, by the part of the signature that it is in. Two of
/// different parts can be made together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mistake {
    /// In the first line of the canonical request.
    Method(MethodMistake),
    /// In the encoding of the path.
    PathSpelling(PathSpelling),
    /// In the normalisation of the path.
    PathSegments(PathSegments),
    /// Another path was signed.
    PathForm(PathForm),
    /// The rules of another family of services were followed.
    Rules(RulesMistake),
    /// In the order of the parameters.
    QueryOrder(QueryOrder),
    /// In the encoding of the parameters.
    QuerySpelling(QuerySpelling),
    /// In parameters without a value.
    QueryEmpty(QueryEmpty),
    /// Other parameters were signed.
    QueryParameters(QueryParameters),
    /// In the order of the headers.
    HeaderOrder(HeaderOrder),
    /// In the names of the headers.
    HeaderNames(HeaderNames),
    /// In the values of the headers.
    HeaderValues(HeaderValues),
    /// Other headers were signed.
    HeaderSet(HeaderSet),
    /// Another host was signed.
    Host(HostMistake),
    /// Another content type was signed.
    ContentType(ContentType),
    /// White space around one value.
    Padding(Padding),
    /// In the last line of the canonical request.
    Payload(PayloadMistake),
    /// In how the canonical request was put together.
    Frame(FrameMistake),
    /// In the time of the string to sign.
    Date(DateMistake),
    /// In the day of the scope.
    Day(DayMistake),
    /// In the region of the scope.
    Region(Renamed),
    /// In the service of the scope.
    Service(Renamed),
    /// In the secret access key.
    Secret(SecretMistake),
    /// In the steps of the signing key.
    Key(KeyMistake),
    /// In how the string to sign was put together.
    StringToSign(StringMistake),
    /// Another version of the signature.
    Version(VersionMistake),
    /// In how the signature is written.
    SignatureText(SignatureText),
}

impl Mistake {
    fn words(self, subject: &Subject<'_>, names: &Names) -> Words {
        match self {
            Self::Method(mistake) => mistake.words(),
            Self::PathSpelling(mistake) => mistake.words(subject),
            Self::PathSegments(mistake) => mistake.words(subject),
            Self::PathForm(mistake) => mistake.words(),
            Self::Rules(mistake) => mistake.words(subject),
            Self::QueryOrder(mistake) => mistake.words(),
            Self::QuerySpelling(mistake) => mistake.words(),
            Self::QueryEmpty(mistake) => mistake.words(),
            Self::QueryParameters(mistake) => mistake.words(names),
            Self::HeaderOrder(mistake) => mistake.words(),
            Self::HeaderNames(mistake) => mistake.words(),
            Self::HeaderValues(mistake) => mistake.words(),
            Self::HeaderSet(mistake) => mistake.words(names),
            Self::Host(mistake) => mistake.words(names),
            Self::ContentType(mistake) => mistake.words(),
            Self::Padding(mistake) => mistake.words(names),
            Self::Payload(mistake) => mistake.words(subject),
            Self::Frame(mistake) => mistake.words(),
            Self::Date(mistake) => mistake.words(),
            Self::Day(mistake) => mistake.words(),
            Self::Region(mistake) => mistake.region_words(subject, names),
            Self::Service(mistake) => mistake.service_words(subject, names),
            Self::Secret(mistake) => mistake.words(),
            Self::Key(mistake) => mistake.words(),
            Self::StringToSign(mistake) => mistake.words(),
            Self::Version(mistake) => mistake.words(),
            Self::SignatureText(mistake) => mistake.words(),
        }
    }
}
