//! The data types of every noun: plain data, no input or output, no egui, no tokio.

mod auth;
mod body;
mod cause;
mod connection;
mod cookie;
mod credentials;
mod exchange;
mod finding;
mod ids;
mod long_text;
mod mend;
mod network;
mod options;
mod params;
mod plan;
mod policy_hint;
mod received;
mod report;
mod request;
mod response;
mod route;
mod secret;
mod settings;
mod time;
mod traced;
mod variable_layer;
mod wire;

pub use auth::{ApiKeyAuth, ApiKeyPlacement, BasicAuth, BearerAuth};
pub use body::{Body, BodyKind, FileBody, FormRow, GraphQl, PartKind, PartRow};
pub use cause::Cause;
pub use connection::{
    CertificateFacts, ChainTrust, Connection, ConnectionOrigin, HttpVersion, Phases, TlsFacts, TlsVersion,
};
pub use cookie::{Cookie, CookieScope};
pub use credentials::{CredentialSource, CredentialsError, ProvidedCredentials};
pub use exchange::{Exchange, Failure, Followed, Hop, Outcome, RedirectStop, Stage, StopReason, Timings};
pub use finding::{Confidence, Evidence, EvidencePlace, Finding, RequestPart};
pub use ids::{DraftId, ExchangeId, RowId};
pub use long_text::LongText;
pub use mend::Mend;
pub use network::{AcceptedCertificate, ClientCertificate, Network, ProxyMode, ProxySettings};
pub use options::{
    ContentSha256Header, PathEncodingOption, PathNormalization, PayloadSigning, SignatureLocation,
    SigningAlgorithm, SigningOptions, TokenPlacement,
};
pub use params::{DisabledParam, PathValue};
pub use plan::{About, Chosen, Credentials, Live, Note, Preview, Reason, SigningPlan};
pub use policy_hint::{PolicyDocument, PolicyHint};
pub use received::{ReceivedBody, ReceivedRequest};
pub use report::{CanonicalSections, HostSigned, KeyShown, Proof, SigningReport};
pub use request::{Auth, AuthKind, AwsAuth, HeaderRow, HttpRequest, Info, KeyExpiry, Request, RowState};
pub use response::{BodyCut, BodyEnd, Decoding, Response, ResponseHead};
pub use route::{Address, Proxy, Route};
pub use secret::Secret;
pub use settings::{CookieUse, Protocol, Redirects, RequestSettings, TargetSpelling};
pub use time::{SigningClock, SigningTime};
pub use traced::{Field, Origin, Segment, Traced};
pub use variable_layer::VariableLayer;
pub use wire::{BodyDigest, BodyPiece, Endpoint, HeaderSource, Scheme, WireBody, WireHeader, WireRequest};
