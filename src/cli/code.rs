//! `code`: a request as code that signs it afresh.

use std::io::BufRead;
use std::sync::Arc;

use super::Exit;
use super::code_args::CodeArgs;
use super::draft::Draft;
use super::print::Printer;
use super::problem::Problem;
use super::run_variables::PREFIX;
use crate::engine::Deps;
use crate::formats::code::{Language, Source, code_for};
use crate::prepare::Signing;

/// Prints the code on standard output, and what may not be as meant on standard error.
pub fn run(
    args: &CodeArgs,
    deps: &Deps,
    input: &mut dyn BufRead,
    printer: &mut Printer<'_>,
) -> Result<Exit, Problem> {
    let Some(language) = args.lang else {
        for language in Language::ALL {
            printer.line(&format!("{:22}{}", language.slug(), language.needs()));
        }
        return Ok(Exit::Good);
    };
    let deps = &without_secrets(deps, args);
    let draft = Draft::read(&args.request, deps, input, printer)
        .map_err(|problem| problem.in_words_of(&args.request))?;
    let prepared = draft.prepare(deps)?;
    if let Signing::Refused(error) = &prepared.signing {
        return Err(Problem::from(error.clone()).in_words_of(&args.request));
    }
    let reported = prepared.report(deps.signer);
    let mut request = draft.request.clone();
    request.http.auth = prepared.auth.clone();
    let code = code_for(
        language,
        &Source {
            wire: &prepared.wire,
            report: reported.signed.as_ref().map(|signed| &signed.report),
            request: &request,
            secrets: &prepared.secrets.all(),
            variables: prepared.secrets.variables(),
        },
    )?;
    printer.message(&code.text);
    for warning in &draft.warnings {
        printer.remark(&format!("warning: {warning}"));
    }
    for warning in &code.warnings {
        printer.remark(&format!("warning: {warning}"));
    }
    Ok(Exit::Good)
}

/// The same surroundings with names in the places of the values of secret variables: the code reads them itself, so that
/// they need not be there, and none can get into it.
fn without_secrets(deps: &Deps, args: &CodeArgs) -> Deps {
    let sources = args.request.file.secret_variables.iter();
    let named: Vec<String> = sources
        .filter_map(|given| given.split_once("=env:"))
        .map(|(_, variable)| variable.to_owned())
        .collect();
    let mut deps = deps.clone();
    let environment = Arc::clone(&deps.ambient.environment);
    deps.ambient.environment = Arc::new(move |name| {
        if name.starts_with(PREFIX) || named.iter().any(|one| one == name) {
            let letters: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
            return Some(format!("ValueOf{letters}"));
        }
        environment(name)
    });
    deps
}
