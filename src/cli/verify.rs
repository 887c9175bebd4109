//! `verify`: checks a request that was signed elsewhere, and sends nothing.

use std::io::BufRead;

use super::args::VerifyArgs;
use super::draft::{parse_time, read_place};
use super::mistake_report::{Searched, search};
use super::print::Printer;
use super::problem::Problem;
use super::{Exit, secret_source, verify_report};
use crate::engine::Deps;
use crate::formats::{Imported, from_curl_with, from_har, from_raw_http, from_url};
use crate::model::SigningTime;
use crate::prepare::received_secrets;
use crate::sigv4::verify::{Claim, Verification, verify};

/// A checked request, with what was remarked on the way.
pub struct Checked {
    /// The moment it was checked for.
    pub now: SigningTime,
    /// What the check found.
    pub verification: Verification,
    /// Which mistake gives the signature, when it differs.
    pub searched: Option<Searched>,
    /// What may not be as meant.
    pub warnings: Vec<String>,
}

/// Runs the command.
pub fn run(
    args: &VerifyArgs,
    deps: &Deps,
    input: &mut dyn BufRead,
    printer: &mut Printer<'_>,
) -> Result<Exit, Problem> {
    let checked = check(args, deps, input, printer);
    match &checked {
        Ok(checked) if args.json => printer.json_document(&verify_report::json(checked)),
        Ok(checked) => verify_report::print(checked, printer),
        Err(problem) if args.json => printer.json_document(&problem.json()),
        Err(_) => {}
    }
    Ok(if checked?.verification.passed() {
        Exit::Good
    } else {
        Exit::Failed
    })
}

fn check(
    args: &VerifyArgs,
    deps: &Deps,
    input: &mut dyn BufRead,
    printer: &mut Printer<'_>,
) -> Result<Checked, Problem> {
    standard_input_once(args)?;
    let now = match &args.time {
        Some(text) => parse_time(text)?,
        None => SigningTime::new((deps.ambient.now)()),
    };
    let Imported { request, warnings } = import(args, deps, input)?;
    let mut warnings: Vec<String> = warnings.iter().map(ToString::to_string).collect();
    let claim = Claim::of(&request).ok();
    if let Some(token) = claim.as_ref().and_then(|claim| claim.session_token.as_ref()) {
        printer.hide_password("session token", token);
    }
    for (label, secret) in received_secrets(&request) {
        printer.hide_password(&label, &secret);
    }
    let key_id = claim
        .and_then(|claim| claim.parsed_credential())
        .map(|credential| credential.access_key_id);
    let (secret, warning) = secret_source::for_check(
        args.secret_from.as_deref(),
        key_id.as_deref(),
        &deps.ambient,
        input,
    )?;
    warnings.extend(warning);
    if let Some(secret) = &secret {
        printer.hide_key(secret);
    }
    let verification = verify(&request, now, secret.as_ref());
    let searched = search(
        &request,
        verification.claim.as_ref(),
        &verification.verdict,
        secret.as_ref(),
    );
    Ok(Checked {
        now,
        verification,
        searched,
        warnings,
    })
}

fn import(args: &VerifyArgs, deps: &Deps, input: &mut dyn BufRead) -> Result<Imported, Problem> {
    let variables = |name: &str| (deps.ambient.environment)(name);
    let read = match args {
        VerifyArgs { har: Some(place), .. } => from_har(&read_place(place, input)?, args.entry),
        VerifyArgs { raw: Some(place), .. } => from_raw_http(&read_place(place, input)?),
        VerifyArgs { curl: Some(text), .. } if text == "-" => {
            from_curl_with(&String::from_utf8_lossy(&read_place("-", input)?), &variables)
        }
        VerifyArgs { curl: Some(text), .. } => from_curl_with(text, &variables),
        VerifyArgs {
            url: Some(text),
            method,
            ..
        } if text == "-" => from_url(&String::from_utf8_lossy(&read_place("-", input)?), method),
        VerifyArgs { url, method, .. } => from_url(url.as_deref().unwrap_or_default(), method),
    };
    Ok(read?)
}

/// Request and secret can not both come from one stream.
fn standard_input_once(args: &VerifyArgs) -> Result<(), Problem> {
    let request = [&args.har, &args.curl, &args.raw, &args.url]
        .into_iter()
        .any(|place| place.as_deref() == Some("-"));
    if request && args.secret_from.as_deref() == Some("stdin") {
        return Err(Problem::usage(
            "standard-input-twice",
            "Standard input is asked for both the request and the secret",
            "Read one of them from a file or from an environment variable.",
        ));
    }
    Ok(())
}
