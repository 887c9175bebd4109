//! `credentials`.

use super::credentials_args::CredentialsCommand;
use super::print::Printer;
use super::problem::Problem;
use super::{Exit, sign_in};
use crate::engine::Deps;

/// Runs one of the commands.
pub fn run(command: &CredentialsCommand, deps: &Deps, printer: &mut Printer<'_>) -> Result<Exit, Problem> {
    match command {
        CredentialsCommand::Login(args) => sign_in::login(args, deps, printer),
        CredentialsCommand::Logout(args) => sign_in::logout(args, deps, printer),
    }
}
