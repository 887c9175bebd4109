//! The data types of every noun: plain data, no input or output, no egui, no tokio.

mod auth;
mod body;
mod cause;
mod check;
mod collection;
mod collection_error;
mod config_error;
mod connection;
mod cookie;
mod credential_plan;
mod credentials;
mod credentials_error;
mod environment;
mod exchange;
mod finding;
mod history;
pub mod identity_words;
mod ids;
mod login_error;
mod long_text;
mod mend;
mod metadata_error;
mod network;
mod options;
mod own_call;
mod params;
mod plan;
mod policy_hint;
mod process_error;
mod profile;
mod program_settings;
mod received;
mod report;
mod request;
mod response;
mod route;
mod secret;
mod settings;
mod sign_in;
mod sso_error;
mod sts_error;
mod time;
mod traced;
mod unknown_part;
mod variable;
mod variable_layer;
mod wire;

pub use auth::{ApiKeyAuth, ApiKeyPlacement, BasicAuth, BearerAuth};
pub use body::{Body, BodyKind, FileBody, FormRow, GraphQl, PartKind, PartRow};
pub use cause::Cause;
pub use check::{Assertion, AssertionOperator, Capture, CaptureScope, is_of_opencollection};
pub use collection::{
    Collection, CollectionAccess, DamagedFile, Defaults, Folder, Item, ItemPath, ItemRef, OtherItem,
    RequestItem,
};
pub use collection_error::CollectionError;
pub use config_error::ConfigError;
pub use connection::{
    CertificateFacts, ChainTrust, Connection, ConnectionOrigin, HttpVersion, Phases, TlsFacts, TlsVersion,
};
pub use cookie::{Cookie, CookieScope};
pub use credential_plan::{
    BaseSource, CredentialPlan, IdentityCenterStep, KeySet, LinkSource, OwnEndpoints, Place, RoleStep,
    Sourced, SsoSession, ValueSource,
};
pub use credentials::{
    Answers, AssumeRoleForm, CallerIdentity, ChainLink, CredentialSource, ExpiredUse, IdentityCenterForm,
    Provided, ProvidedCredentials, SendAs,
};
pub use credentials_error::{CredentialsError, KeyFlaw, Question};
pub use environment::{Caution, Environment};
pub use exchange::{Exchange, Failure, Followed, Hop, Outcome, RedirectStop, Stage, StopReason, Timings};
pub use finding::{Confidence, Evidence, EvidencePlace, Finding, RequestPart};
pub use history::{
    HistoryCursor, HistoryEnding, HistoryFilter, HistoryQuery, HistoryRow, Pin, PinFilter, StatusClass,
};
pub use ids::{DraftId, ExchangeId, RowId};
pub use login_error::LoginError;
pub use long_text::LongText;
pub use mend::Mend;
pub use metadata_error::MetadataError;
pub use network::{AcceptedCertificate, ClientCertificate, Network, ProxyMode, ProxySettings};
pub use options::{
    ContentSha256Header, PathEncodingOption, PathNormalization, PayloadSigning, SignatureLocation,
    SigningAlgorithm, SigningOptions, TokenPlacement,
};
pub use own_call::{CallLimits, CallProblem, DownloadError, OwnCall, OwnCallOutcome};
pub use params::{DisabledParam, PathValue};
pub use plan::{About, Chosen, Credentials, Live, Note, Preview, Reason, SigningPlan};
pub use policy_hint::{PolicyDocument, PolicyHint};
pub use process_error::ProcessError;
pub use profile::{FilesStamp, ProfileKind, ProfileList, ProfileRemark, ProfileSummary};
pub use program_settings::{
    Appearance, ContrastChoice, CredentialDefaults, HistorySettings, LongLines, ProgramSettings, RowsChoice,
    SecretScan, SecuritySettings, SettingsFileState, SettingsProblem, ThemeChoice,
};
pub use received::{ReceivedBody, ReceivedRequest};
pub use report::{CanonicalSections, HostSigned, KeyShown, Proof, SigningReport};
pub use request::{Auth, AuthKind, AwsAuth, HeaderRow, HttpRequest, Info, KeyExpiry, Request, RowState};
pub use response::{BodyCut, BodyEnd, Decoding, Response, ResponseHead};
pub use route::{Address, Proxy, Route};
pub use secret::Secret;
pub use settings::{CookieUse, Protocol, Redirects, RequestSettings, TargetSpelling};
pub use sign_in::{SignInMethod, SignInState, SignedIn, SignedOut, SsoAccount, SsoRole, TokenState};
pub use sso_error::SsoError;
pub use sts_error::StsError;
pub use time::{SigningClock, SigningTime};
pub use traced::{Field, Origin, Secrecy, Segment, Traced};
pub use unknown_part::UnknownPart;
pub use variable::{Variable, VariableValue};
pub use variable_layer::VariableLayer;
pub use wire::{BodyDigest, BodyPiece, Endpoint, HeaderSource, Scheme, WireBody, WireHeader, WireRequest};
