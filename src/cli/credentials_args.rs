//! The flags of `credentials`.
#![expect(
    clippy::doc_markdown,
    reason = "the comments are the help text, in which backticks would show"
)]

use clap::Subcommand;

use super::sign_in_args::{LOGIN_HELP, LoginArgs, SignInArgs};

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
    /// Sign in to IAM Identity Center, for the AWS CLI too
    #[command(after_help = LOGIN_HELP)]
    Login(LoginArgs),
    /// Sign out of IAM Identity Center, for the AWS CLI too
    Logout(SignInArgs),
}
