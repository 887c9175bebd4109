//! `code`: a request as code that signs it afresh.

use std::io::BufRead;

use super::Exit;
use super::code_args::CodeArgs;
use super::draft::Draft;
use super::print::Printer;
use super::problem::Problem;
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
    let draft = Draft::read(&args.request, deps, input, printer)
        .map_err(|problem| problem.in_words_of(&args.request))?;
    let prepared = draft.prepare(deps)?;
    if let Signing::Refused(error) = &prepared.signing {
        return Err(Problem::from(error.clone()).in_words_of(&args.request));
    }
    let reported = prepared.report(deps.signer);
    let mut request = draft.request.clone();
    request.http.auth = prepared.auth.clone();
    let secrets = prepared.secrets.all();
    let code = code_for(
        language,
        &Source {
            wire: &prepared.wire,
            report: reported.signed.as_ref().map(|signed| &signed.report),
            request: &request,
            secrets: &secrets,
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
