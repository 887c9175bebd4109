//! `credentials`: what the config files of AWS and the environment say, for which nobody is asked; and the sign-in of IAM
//! Identity Center.

use super::credentials_args::{CredentialsCommand, ListArgs, ShowArgs};
use super::print::Printer;
use super::problem::Problem;
use super::{Exit, credentials_json, credentials_text, sign_in};
use crate::engine::Deps;
use crate::model::{AwsAuth, BaseSource, CredentialPlan, CredentialSource, CredentialsError};

/// Runs one of the commands.
pub fn run(command: &CredentialsCommand, deps: &Deps, printer: &mut Printer<'_>) -> Result<Exit, Problem> {
    match command {
        CredentialsCommand::List(args) => {
            list(*args, deps, printer);
            Ok(Exit::Good)
        }
        CredentialsCommand::Show(args) => show(args, deps, printer),
        CredentialsCommand::Login(args) => sign_in::login(args, deps, printer),
        CredentialsCommand::Logout(args) => sign_in::logout(args, deps, printer),
    }
}

fn list(args: ListArgs, deps: &Deps, printer: &mut Printer<'_>) {
    let list = deps.credentials.profiles();
    if args.json {
        printer.json_document(&credentials_json::list(&list));
    } else {
        credentials_text::list(&list, printer);
    }
}

fn show(args: &ShowArgs, deps: &Deps, printer: &mut Printer<'_>) -> Result<Exit, Problem> {
    let found = plan(args, deps);
    if let Ok(plan) = &found {
        hide_secrets(plan, printer);
    }
    match &found {
        Ok(plan) if args.json => printer.json_document(&credentials_json::plan(plan)),
        Ok(plan) => credentials_text::plan(plan, printer),
        Err(problem) if args.json => printer.json_document(&problem.json()),
        Err(_) => {}
    }
    found.map(|_| Exit::Good)
}

fn plan(args: &ShowArgs, deps: &Deps) -> Result<CredentialPlan, Problem> {
    let auth = match &args.profile {
        Some(name) => of_profile(name)?,
        None => AwsAuth {
            source: CredentialSource::Automatic,
            ..AwsAuth::default()
        },
    };
    deps.credentials.plan(&auth).map_err(|error| refused(&error))
}

/// The form for `--profile`.
pub fn of_profile(name: &str) -> Result<AwsAuth, Problem> {
    // To the form an empty name means none; here it was written.
    if name.trim().is_empty() {
        return Err(Problem::usage(
            "profile-empty",
            "--profile has no name",
            "Write the name of a profile; countersign credentials list shows them.",
        ));
    }
    Ok(AwsAuth {
        source: CredentialSource::Profile,
        profile: name.to_owned(),
        ..AwsAuth::default()
    })
}

/// Why there are no credentials.
pub fn refused(error: &CredentialsError) -> Problem {
    Problem::signing(error.kind(), error.to_string(), error.hint())
}

/// A command or a role may well repeat a secret that stands beside it.
fn hide_secrets(plan: &CredentialPlan, printer: &mut Printer<'_>) {
    if let BaseSource::Keys(keys) = &plan.base {
        printer.hide_key(&keys.secret_access_key.value);
        if let Some(token) = &keys.session_token {
            printer.hide_password("session token", &token.value);
        }
    }
}
