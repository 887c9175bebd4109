//! The flags of `credentials login` and `credentials logout`.

use super::network_args::RouteArgs;

/// What stands below the flags of `login`.
pub const LOGIN_HELP: &str = "\
Prints an address to open in a browser of this machine, and waits until you have signed in there, for at most ten minutes; \
Ctrl-C ends it. With --device-code the browser may be anywhere. Without flags it is for the profile that the environment \
names, or default. The sign-in is kept in ~/.aws/sso/cache, where the AWS CLI keeps its own. \
Exit codes: 0 signed in, 2 usage, 3 not signed in.";

/// Whose sign-in it is.
#[derive(Debug, clap::Args)]
pub struct SignInArgs {
    /// The sign-in of this profile
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
    /// The sign-in at this start URL
    #[arg(long, value_name = "URL", conflicts_with = "profile", requires = "sso_region")]
    pub sso_start_url: Option<String>,
    /// Region of the directory
    #[arg(long, value_name = "REGION", requires = "sso_start_url")]
    pub sso_region: Option<String>,
    /// How IAM Identity Center is reached.
    #[command(flatten)]
    pub route: RouteArgs,
}

/// Flags of `credentials login`.
#[derive(Debug, clap::Args)]
pub struct LoginArgs {
    /// Whose.
    #[command(flatten)]
    pub sign_in: SignInArgs,
    /// Sign in with a code, in a browser on any machine
    #[arg(long)]
    pub device_code: bool,
}
