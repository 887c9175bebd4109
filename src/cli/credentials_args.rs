//! The flags of `credentials`.

use clap::Subcommand;

use super::credentials_export::{EXPORT_HELP, ExportArgs};
use super::sign_in_args::{LOGIN_HELP, LoginArgs, SignInArgs};

const SHOW_HELP: &str = "\
Reads the environment and the config files of AWS as the AWS CLI does, and says of every value where it stands. Nobody is \
asked: no service, no command of credential_process. Secrets are shown by length and the start of their SHA-256. \
Exit codes: 0 there is a way to credentials, 3 there is none.";

const LIST_HELP: &str = "\
Reads ~/.aws/config and ~/.aws/credentials, or the files that AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name. \
What a profile lacks or contradicts stands below it, with file and line.";

/// Flags of `credentials`.
#[derive(Debug, clap::Args)]
pub struct CredentialsArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: CredentialsCommand,
}

/// The commands below `credentials` that work.
#[derive(Debug, Subcommand)]
pub enum CredentialsCommand {
    /// List the profiles with their kind, account, role and region
    #[command(after_help = LIST_HELP)]
    List(ListArgs),
    /// Say what would be used, and where each value of it stands
    #[command(after_help = SHOW_HELP)]
    Show(ShowArgs),
    /// Print the credentials themselves, for other programs
    #[command(after_help = EXPORT_HELP)]
    Export(Box<ExportArgs>),
    /// Sign in to IAM Identity Center, for the AWS CLI too
    #[command(after_help = LOGIN_HELP)]
    Login(LoginArgs),
    /// Sign out of IAM Identity Center, for the AWS CLI too
    Logout(SignInArgs),
}

/// Flags of `credentials list`.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct ListArgs {
    /// Print the list as one JSON object
    #[arg(long)]
    pub json: bool,
}

/// Flags of `credentials show`.
#[derive(Debug, clap::Args)]
pub struct ShowArgs {
    /// This profile, whatever the environment says
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
    /// Print the way as one JSON object
    #[arg(long)]
    pub json: bool,
}
