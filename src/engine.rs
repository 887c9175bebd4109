//! Runs jobs on tokio. [`exchange::run`] is the one function that sends, for window, command line and tests.

pub mod ambient;
mod body_growth;
mod body_sink;
mod body_work;
mod build;
mod coding;
mod cookies;
mod credential_job;
mod deadline;
mod decoder;
mod demo;
pub mod exchange;
mod in_order;
mod latest;
mod mailbox;
#[cfg(feature = "window")]
pub mod picture;
mod progress;
mod receive;
mod received;
mod redirect;
mod redirected_request;
mod route;
mod run;
mod run_checks;
mod run_plan;
mod run_record;
mod run_variables;
mod runner;
mod sso_job;

pub use ambient::{Ambient, operating_system};
pub use body_growth::{Grower, GrowingForm};
pub use body_work::{
    BodyAnswer, BodyJob, BodyMade, BodyWork, BodyWorkers, NodePart, PartAt, StopFlag, ViewerId, ViewerPlace,
    WorkKind, Wrapped, rows_of,
};
pub use cookies::{CookieJar, JarChange};
pub use credential_job::{CredentialTask, CredentialsAsked};
pub use demo::demo_server;
pub use exchange::{Deps, Order};
pub use in_order::OrderedWorker;
pub use latest::{LatestWorker, Queued};
pub use mailbox::{Mailbox, Wake};
pub use progress::Progress;
pub use received::{Received, findings_of};
pub use redirected_request::{sign_again_for, without_credentials};
pub use route::{route, tls_name};
pub use run::{RunStep, Tell, Tried, run};
pub use run_checks::{Checked, ReplyToCheck, check_reply, end_of_checks};
pub use run_plan::{
    DataRow, ErrorStatus, RunContent, RunOptions, RunPlan, RunRequest, StopAt, Unreadable, empty_secret,
    names_given,
};
pub use run_variables::{Captured, CapturedValue};
pub use runner::{Engine, Event, PostedEvent, QueueFull, SendId};
pub use sso_job::{SsoEvent, SsoOrder};
