//! The data types of every noun: plain data, no input or output, no egui, no tokio.

mod exchange;
mod ids;
mod options;
mod plan;
mod received;
mod report;
mod request;
mod response;
mod secret;
mod time;
mod traced;
mod wire;

pub use exchange::{Exchange, Failure, Outcome, Stage, Timings};
pub use ids::{DraftId, RowId};
pub use options::{
    ContentSha256Header, PathEncodingOption, PathNormalization, PayloadSigning, RequestSettings,
    SignatureLocation, SigningAlgorithm, SigningOptions, TargetSpelling, TokenPlacement,
};
pub use plan::{Chosen, Credentials, Live, Note, Preview, Reason, SigningPlan};
pub use received::{ReceivedBody, ReceivedRequest};
pub use report::{CanonicalSections, HostSigned, KeyShown, Proof, SigningReport};
pub use request::{Auth, AuthKind, AwsAuth, Body, BodyKind, HeaderRow, HttpRequest, Info, Request, RowState};
pub use response::{BodyEnd, ResponseHead};
pub use secret::Secret;
pub use time::SigningTime;
pub use traced::{Field, Origin, Segment, Traced};
pub use wire::{BodyDigest, Endpoint, HeaderSource, Scheme, WireHeader, WireRequest};
