//! `sign --as`: the signed request as text for other tools.

use super::args::{CopyFlag, ShellFlag, SignArgs};
use super::draft::Draft;
use super::input::Input;
use super::print::Printer;
use super::problem::Problem;
use super::sign::{ShowKeys, SignedDraft};
use super::{Exit, text_report};
use crate::engine::Deps;
use crate::formats::copy::{CopyForm, ShellForm, copy_as};
use crate::model::SignatureLocation;

/// How long a presigned URL works when nothing else was said, in seconds.
const USUAL_EXPIRY: u32 = 900;

/// Signs, and prints nothing but the text on standard output; remarks go to standard error.
pub fn run(
    form: CopyFlag,
    args: &SignArgs,
    deps: &Deps,
    input: &mut Input<'_>,
    printer: &mut Printer<'_>,
) -> Result<Exit, Problem> {
    let mut draft = Draft::read_to_sign(&args.request, &args.route, deps, input, printer)?;
    let location = &mut draft.request.http.auth.aws.options.location;
    if form == CopyFlag::Url && *location == SignatureLocation::Header {
        *location = SignatureLocation::Query {
            expires_in: USUAL_EXPIRY,
        };
    }
    let signed = SignedDraft::make(&draft, deps, ShowKeys::No)?;
    let form = match form {
        CopyFlag::Curl => CopyForm::CurlSignedOnce,
        CopyFlag::CurlEnv => CopyForm::CurlWithKeys,
        CopyFlag::Awscurl => CopyForm::Awscurl,
        CopyFlag::Raw => CopyForm::RawHttp,
        CopyFlag::Url => CopyForm::PresignedUrl,
    };
    // The others sign with the credentials that they find themselves.
    if !matches!(form, CopyForm::CurlWithKeys | CopyForm::Awscurl) {
        draft.say_credentials(printer);
    }
    let shell = match args.shell {
        ShellFlag::Bash => ShellForm::Bash,
        ShellFlag::Powershell => ShellForm::Power,
    };
    let copied = copy_as(
        form,
        shell,
        signed.wire.get(),
        Some(&signed.report),
        &signed.request,
    )?;
    match form {
        CopyForm::RawHttp => printer.message(&copied.text),
        _ => printer.copied(&copied.text),
    }
    for warning in &signed.warnings {
        printer.remark(&format!("warning: {warning}"));
    }
    for warning in &copied.warnings {
        printer.remark(&format!("warning: {warning}"));
    }
    if !signed.report.proof.holds() {
        printer.problem(&text_report::broken_proof());
    }
    Ok(signed.exit())
}
