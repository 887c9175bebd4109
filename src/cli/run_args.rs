//! The flags of `run`.
#![expect(
    clippy::doc_markdown,
    reason = "the comments are the help text, in which backticks would show"
)]

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::ValueEnum;

use super::network_args::{RouteArgs, milliseconds};
use super::source_args::SourceArgs;
use crate::formats::run_report::RunReportForm;

/// What stands below the flags.
pub const RUN_HELP: &str = "\
Requests run in the order of the sidebar: in each folder first the folders in it, then its requests. A request passes when \
a response came and its assertions hold; a status of 400 or more is a response, unless --fail is given or an assertion says \
otherwise. Captures (actions after the response) put values into variables for later requests of the same iteration; one \
that is a credential is a secret from then on. Scripts are not run. Each request is signed afresh, and credentials are fetched \
anew when they end. With --data each row is one iteration; with --parallel rows run side by side, and without --data requests \
do. Environment, variables, secrets and credentials are those of send FILE.yml. No report holds a secret. \
Ctrl-C ends the run: the report has what came until then. \
Exit codes: 0 every request passed, 1 one failed or was not run, 2 usage, 3 credentials or signing.";

/// Over the flags for what a run is read against.
const READ: &str = "Request files";

/// Flags of `run`.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "one for each flag")]
pub struct RunArgs {
    /// The collection, a folder in it, or request files of it
    #[arg(value_name = "COLLECTION|FOLDER|FILE.yml", default_value = ".")]
    pub what: Vec<PathBuf>,
    /// This folder of the collection alone; may be given again
    #[arg(long, value_name = "FOLDER")]
    pub folder: Vec<String>,
    /// Rows of variables, CSV or JSON: each is one iteration over all requests; - is standard input
    #[arg(long, value_name = "FILE|-")]
    pub data: Option<PathBuf>,
    /// So many at the same time at most
    #[arg(long, value_name = "N", default_value = "1")]
    pub parallel: NonZeroUsize,
    /// Wait so many milliseconds before each request but the first
    #[arg(long, value_name = "MS", default_value_t = 0)]
    pub delay: u64,
    /// Begin no other request when one has failed
    #[arg(long)]
    pub bail: bool,
    /// Send a failed request up to N times again, when its method is idempotent and no response came, or 429, 500, 502, 503
    /// or 504
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub retry: u32,
    /// A status of 400 or more fails a request that has no assertion about res.status or res.statusText
    #[arg(long)]
    pub fail: bool,
    /// Send what may change data in an environment that is marked as dangerous too
    #[arg(long)]
    pub allow_dangerous: bool,
    /// Write a report, to standard output unless --report-file says otherwise
    #[arg(long, value_enum, value_name = "FORM")]
    pub report: Option<ReportFlag>,
    /// Write the report to this file, which is replaced when the run has ended
    #[arg(long, value_name = "FILE", requires = "report")]
    pub report_file: Option<PathBuf>,
    /// Print failed requests and the sum alone
    #[arg(long, short = 'q')]
    pub quiet: bool,
    /// The environment of the collection to use
    #[arg(long, help_heading = READ, value_name = "NAME")]
    pub environment: Option<String>,
    /// A variable for this run, which hides all others of its name but those of --data; may be given again
    #[arg(long = "var", help_heading = READ, value_name = "NAME=VALUE")]
    pub run_variables: Vec<String>,
    /// A secret variable for this run, from an environment variable; may be given again. Without it the value of a secret
    /// variable as petKey comes from COUNTERSIGN_SECRET_PET_KEY
    #[arg(long = "secret-var", help_heading = READ, value_name = "NAME=env:VARIABLE")]
    pub secret_variables: Vec<String>,
    /// Time for name, TCP and TLS together, in place of what the files say; 0 is no limit
    #[arg(long, help_heading = "Connection", value_name = "SECONDS", value_parser = milliseconds)]
    pub connect_timeout: Option<u64>,
    /// Time for each request, redirects and body included, in place of what the files say; 0 is no limit
    #[arg(long, help_heading = "Connection", value_name = "SECONDS", value_parser = milliseconds)]
    pub max_time: Option<u64>,
    /// Where credentials come from that no file names.
    #[command(flatten)]
    pub source: SourceArgs,
    /// How requests travel.
    #[command(flatten)]
    pub route: RouteArgs,
}

/// Forms of `--report`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportFlag {
    /// JUnit's XML, for CI
    Junit,
    /// One JSON object
    Json,
    /// One HTML file, for people
    Html,
    /// Test Anything Protocol 14
    Tap,
}

impl From<ReportFlag> for RunReportForm {
    fn from(flag: ReportFlag) -> Self {
        match flag {
            ReportFlag::Junit => Self::Junit,
            ReportFlag::Json => Self::Json,
            ReportFlag::Html => Self::Html,
            ReportFlag::Tap => Self::Tap,
        }
    }
}
