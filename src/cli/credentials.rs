//! `credentials`: what the config files of AWS and the environment say, for which nobody is asked; what they lead to, for
//! other programs; and the sign-in of IAM Identity Center.

use super::credential_problem::problem;
use super::credentials_args::{CredentialsCommand, ListArgs, ShowArgs};
use super::fetching::hide_planned;
use super::input::Input;
use super::print::Printer;
use super::problem::Problem;
use super::{Exit, credentials_export, credentials_json, credentials_text, sign_in};
use crate::engine::Deps;
use crate::model::{AwsAuth, CredentialPlan, CredentialSource};

/// Runs one of the commands.
pub fn run(
    command: &CredentialsCommand,
    deps: &Deps,
    input: &mut Input<'_>,
    printer: &mut Printer<'_>,
) -> Result<Exit, Problem> {
    match command {
        CredentialsCommand::List(args) => {
            list(*args, deps, printer);
            Ok(Exit::Good)
        }
        CredentialsCommand::Show(args) => show(args, deps, printer),
        CredentialsCommand::Export(args) => credentials_export::run(args, deps, input, printer),
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
        hide_planned(plan, printer);
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
    deps.credentials.plan(&auth).map_err(|error| problem(&error))
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
