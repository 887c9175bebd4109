//! `credentials export`: for other programs, in clear text.
#![expect(
    clippy::doc_markdown,
    reason = "the comments are the help text, in which backticks would show"
)]

use clap::ValueEnum;

use super::Exit;
use super::fetching::fetch;
use super::input::Input;
use super::network;
use super::network_args::RouteArgs;
use super::print::Printer;
use super::problem::Problem;
use super::source_args::SourceArgs;
use crate::engine::Deps;
use crate::formats::copy::{CredentialForm, ShellForm, credentials_text};

/// What stands below the flags.
pub const EXPORT_HELP: &str = "\
Prints secrets to standard output, for: eval \"$(countersign credentials export)\". A profile of the AWS CLI and SDKs has them \
from here with: credential_process = countersign credentials export --profile NAME --format json. \
Exit codes: 0 printed, 2 usage, 3 there are no credentials.";

/// Flags of `credentials export`.
#[derive(Debug, clap::Args)]
pub struct ExportArgs {
    /// Which.
    #[command(flatten)]
    pub source: SourceArgs,
    /// In which form
    #[arg(long, value_enum, value_name = "FORM", default_value_t)]
    pub format: ExportFormat,
    /// How AWS is reached.
    #[command(flatten)]
    pub route: RouteArgs,
}

/// Forms of `--format`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// export lines for bash and zsh
    #[default]
    Shell,
    /// $Env: lines for PowerShell
    Powershell,
    /// A profile for ~/.aws/credentials
    Profile,
    /// What a credential_process prints
    Json,
}

/// Runs the command.
pub fn run(
    args: &ExportArgs,
    deps: &Deps,
    input: &mut Input<'_>,
    printer: &mut Printer<'_>,
) -> Result<Exit, Problem> {
    let network = network::own_calls(&args.route, &deps.ambient, printer);
    let auth = args.source.form()?;
    let fetched = fetch(&auth, &args.source, network, deps, input, printer)?;
    let (form, shell) = match args.format {
        ExportFormat::Shell => (CredentialForm::ShellExports, ShellForm::Bash),
        ExportFormat::Powershell => (CredentialForm::ShellExports, ShellForm::Power),
        ExportFormat::Profile => (CredentialForm::Profile, ShellForm::Bash),
        ExportFormat::Json => (CredentialForm::Json, ShellForm::Bash),
    };
    let given = &fetched.given;
    let text = credentials_text(&given.credentials, given.expires, form, shell)?;
    printer.remark(&format!("countersign: {}", fetched.words(deps)));
    printer.remark("warning: the secret access key is printed in clear text: keep it out of files and logs");
    printer.exported_credentials(&text);
    Ok(Exit::Good)
}
