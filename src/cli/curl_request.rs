//! `--curl`: the request that a curl command stands for.

use std::io::BufRead;

use super::args::{AuthFlag, RequestArgs};
use super::body_flags::exact;
use super::draft::{Draft, parse_time, read_place};
use super::json_options::presigned;
use super::problem::Problem;
use crate::formats::{ImportedRequest, Warning, request_from_curl};
use crate::model::{AuthKind, Body, BodyKind, PartKind};

/// Reads the command, or the one on standard input. What the flags say wins over what it says.
pub fn draft(command: &str, args: &RequestArgs, input: &mut dyn BufRead) -> Result<Draft, Problem> {
    let ImportedRequest {
        mut request,
        warnings,
    } = match command {
        "-" => request_from_curl(&String::from_utf8_lossy(&read_place("-", input)?))?,
        command => request_from_curl(command)?,
    };
    request.http.body = as_it_stands(std::mem::take(&mut request.http.body))?;
    let has_own_auth = request
        .http
        .headers
        .iter()
        .any(|row| row.name.eq_ignore_ascii_case("authorization"));
    let auth = &mut request.http.auth;
    match args.auth {
        AuthFlag::None => auth.kind = AuthKind::None,
        // As METHOD URL is signed unless it is said otherwise.
        AuthFlag::Aws if !has_own_auth => auth.kind = AuthKind::AwsSignature,
        AuthFlag::Aws => {}
    }
    for (given, field) in [
        (&args.access_key_id, &mut auth.aws.access_key_id),
        (&args.region, &mut auth.aws.region),
        (&args.service, &mut auth.aws.service),
    ] {
        if let Some(given) = given {
            field.clone_from(given);
        }
    }
    if let Some(seconds) = args.presign {
        auth.aws.options.location = presigned(seconds);
    }
    let is_signed = auth.kind == AuthKind::AwsSignature;
    let mut draft = Draft::new(request.http, args.time.as_deref().map(parse_time).transpose()?);
    draft.request.settings = request.settings;
    // Credentials in variables are taken from the environment here, as the shell would.
    draft.warnings = warnings
        .iter()
        .filter(|warning| !(is_signed && matches!(warning, Warning::EmptyField { .. })))
        .map(ToString::to_string)
        .collect();
    Ok(draft)
}

/// The body as it stands: what an editor would make of its text is for the window.
fn as_it_stands(body: Body) -> Result<Body, Problem> {
    match body.kind {
        BodyKind::None => Ok(body),
        BodyKind::Multipart if body.parts.iter().all(|part| part.kind == PartKind::Text) => Ok(body),
        BodyKind::File | BodyKind::Multipart => Err(Problem::usage(
            "file-not-allowed",
            "The curl command takes its body from a file, which --curl does not read",
            "Write METHOD URL -d @FILE or --form 'name=@FILE' instead.",
        )),
        _ if !body.bytes.is_empty() => Ok(exact(body.bytes)),
        _ => Ok(exact(body.text.shared_bytes())),
    }
}
