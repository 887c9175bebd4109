//! Credentials that nobody typed: fetched before anything is made of them, with their secrets hidden from then on.

use std::sync::Arc;

use super::credential_problem::{nothing_found, problem};
use super::exchanging::current_thread;
use super::input::{Answer, Input, command_hash};
use super::print::Printer;
use super::problem::Problem;
use super::secret_source::given_code;
use super::source_args::SourceArgs;
use crate::credentials::Ask;
use crate::engine::Deps;
use crate::model::identity_words::{identity, life};
use crate::model::{
    Answers, AwsAuth, BaseSource, ConfigError, CredentialPlan, CredentialSource, CredentialsError,
    ExpiredUse, LinkSource, Network, ProvidedCredentials, ValueSource,
};
use crate::text::visible_line;

/// Credentials with the way to them.
pub struct Fetched {
    /// The way.
    pub plan: CredentialPlan,
    /// What it led to.
    pub given: ProvidedCredentials,
    /// What was said on the way, for asking further with these very credentials.
    pub ask: Ask,
}

/// Follows the way of a form, asking whom it must; a person only where one sits.
pub fn fetch(
    auth: &AwsAuth,
    args: &SourceArgs,
    network: Network,
    deps: &Deps,
    input: &mut Input<'_>,
    printer: &mut Printer<'_>,
) -> Result<Fetched, Problem> {
    let plan = deps.credentials.plan(auth).map_err(|error| not_planned(&error))?;
    hide_on_the_way(&plan, printer);
    if plan.base == BaseSource::Instance
        && auth.source == CredentialSource::Automatic
        && !is_of_profile(&plan)
    {
        return Err(nothing_found(
            plan.profile.as_ref().map(|name| name.value.as_str()),
        ));
    }
    let mut ask = Ask {
        answers: answers(args, &plan, deps, input)?,
        network: Arc::new(network),
    };
    let runtime = current_thread()?;
    let given = loop {
        let provided = runtime.block_on(deps.credentials.provide(auth, &ask));
        match provided {
            Ok(given) => break given,
            Err(error) => {
                let answer = error.question().and_then(|question| input.ask(question, printer));
                match answer {
                    Some(Answer::MfaCode(serial, code)) => ask.answers.mfa_code = Some((serial, code)),
                    Some(Answer::AllowedCommand(command)) => ask.answers.allowed_commands.push(command),
                    None => return Err(problem(&error)),
                }
            }
        }
    };
    hide(&given, printer);
    // From here on they are what was fetched, though their end may come while they are used.
    ask.answers.expired = ExpiredUse::SendAnyway;
    Ok(Fetched { plan, given, ask })
}

impl Fetched {
    /// Which they are: `profile dev, role/Invoke (222222222222), ends in 59 min`.
    pub fn words(&self, deps: &Deps) -> String {
        let (given, mut words) = (&self.given, source_words(&self.plan, &self.given));
        let who = match given.chain.last() {
            Some(link) => identity(link),
            None => given.credentials.access_key_id.clone(),
        };
        words.push_str(", ");
        words.push_str(&who);
        if let Some(ends) = given.expires {
            let (_, end) = life(ends, (deps.ambient.now)());
            words.push_str(", ");
            words.push_str(&end);
        }
        visible_line(&words)
    }
}

/// A command or a role may well repeat a secret that stands beside it.
pub fn hide_planned(plan: &CredentialPlan, printer: &mut Printer<'_>) {
    if let BaseSource::Keys(keys) = &plan.base {
        printer.hide_key(&keys.secret_access_key.value);
        if let Some(token) = &keys.session_token {
            printer.hide_password("session token", &token.value);
        }
    }
}

/// The same before a request is signed: a token that signs stands in the headers of a JSON report.
fn hide_on_the_way(plan: &CredentialPlan, printer: &mut Printer<'_>) {
    match &plan.base {
        BaseSource::Keys(keys) if plan.roles.is_empty() => {
            printer.hide_key(&keys.secret_access_key.value);
            if let Some(token) = &keys.session_token {
                printer.hide_token(&token.value);
            }
        }
        _ => hide_planned(plan, printer),
    }
}

fn hide(given: &ProvidedCredentials, printer: &mut Printer<'_>) {
    printer.hide_key(&given.credentials.secret_access_key);
    if let Some(token) = &given.credentials.session_token {
        printer.hide_token(token);
    }
    for (label, secret) in &given.further_secrets {
        printer.hide_password(label, secret);
    }
}

fn not_planned(error: &CredentialsError) -> Problem {
    match error {
        CredentialsError::Config(ConfigError::NothingConfigured { .. }) => nothing_found(None),
        error => problem(error),
    }
}

/// What the flags say in advance.
fn answers(
    args: &SourceArgs,
    plan: &CredentialPlan,
    deps: &Deps,
    input: &mut Input<'_>,
) -> Result<Answers, Problem> {
    let allowed = match &plan.base {
        BaseSource::Process { command, .. } if args.run_process => vec![command_hash(&command.value)],
        _ => Vec::new(),
    };
    let mfa_code = match &args.mfa_code {
        None => None,
        Some(from) => {
            let serial = device(plan).ok_or_else(code_without_device)?;
            let code = given_code(from, &deps.ambient, &mut *input.reader)?;
            Some((serial.to_owned(), code))
        }
    };
    Ok(Answers {
        mfa_code,
        allowed_commands: allowed,
        expired: if args.use_expired {
            ExpiredUse::SendAnyway
        } else {
            ExpiredUse::Refresh
        },
        ..Answers::default()
    })
}

/// The first MFA device on the way.
fn device(plan: &CredentialPlan) -> Option<&str> {
    let mut serials = plan.roles.iter().map(|role| role.form.mfa_serial.trim());
    serials.find(|serial| !serial.is_empty())
}

/// True when a role of a profile is assumed, whatever it is assumed with.
fn is_of_profile(plan: &CredentialPlan) -> bool {
    plan.roles.iter().any(|role| role.profile.is_some())
}

/// Nobody asks for the code that was given.
pub fn code_without_device() -> Problem {
    Problem::usage(
        "mfa-code-unasked",
        "--mfa-code is given, and no role names the MFA device that it is of",
        "Name the device with --mfa-serial behind --assume-role, or with mfa_serial in the profile.",
    )
}

/// What was asked first.
fn source_words(plan: &CredentialPlan, given: &ProvidedCredentials) -> String {
    let of_profile = || match &plan.profile {
        Some(profile) => format!("profile {}", profile.value),
        None => "IAM Identity Center".to_owned(),
    };
    match (given.chain.first().map(|link| &link.source), &plan.base) {
        (None | Some(LinkSource::Typed), _) => "given keys".to_owned(),
        (Some(LinkSource::Environment), _) if !is_of_profile(plan) => "environment".to_owned(),
        (Some(LinkSource::Container), _) if !is_of_profile(plan) => "container".to_owned(),
        (Some(LinkSource::Instance), _) if !is_of_profile(plan) => "instance".to_owned(),
        (Some(LinkSource::WebIdentity), BaseSource::WebIdentity { token_file: file, .. })
            if matches!(file.from, ValueSource::Variable(_)) =>
        {
            "web identity token".to_owned()
        }
        _ => of_profile(),
    }
}
