//! `--curl`: the request that a curl command stands for.

use std::io::BufRead;

use super::args::{AuthFlag, RequestArgs};
use super::body_flags::exact;
use super::curl_warning::{FileAccess, words};
use super::draft::{Draft, RequestForm, parse_time, read_place};
use super::json_options::presigned;
use super::problem::Problem;
use crate::engine::Ambient;
use crate::formats::{CommandCredentials, ImportedRequest, request_from_curl_with};
use crate::model::{Auth, AuthKind, Body, BodyKind, PartKind, Secret};

/// Reads the command, or the one on standard input, with variables of the environment. What the flags say wins over
/// what it says.
pub fn draft(
    command: &str,
    args: &RequestArgs,
    ambient: &Ambient,
    input: &mut dyn BufRead,
) -> Result<Draft, Problem> {
    let variables = |name: &str| (ambient.environment)(name);
    let ImportedRequest {
        mut request,
        credentials,
        warnings,
    } = match command {
        "-" => request_from_curl_with(&String::from_utf8_lossy(&read_place("-", input)?), &variables)?,
        command => request_from_curl_with(command, &variables)?,
    };
    let files = if args.allow_files {
        FileAccess::Allowed
    } else {
        FileAccess::Refused
    };
    let body_files = files_of(&request.http.body);
    request.http.body = as_it_stands(std::mem::take(&mut request.http.body), files)?;
    let has_own_auth = request
        .http
        .headers
        .iter()
        .any(|row| row.name.eq_ignore_ascii_case("authorization"));
    let auth = &mut request.http.auth;
    match args.auth.unwrap_or_default() {
        AuthFlag::None => auth.kind = AuthKind::None,
        // As METHOD URL is signed unless it is said otherwise.
        AuthFlag::Aws if !has_own_auth => auth.kind = AuthKind::AwsSignature,
        AuthFlag::Aws => {}
    }
    let credentials = take_flags(auth, args, credentials)?;
    let mut draft = Draft::new(request.http, args.time.as_deref().map(parse_time).transpose()?);
    draft.request.settings = request.settings;
    draft.form = RequestForm::Curl(credentials);
    draft.warnings = warnings
        .iter()
        .filter_map(|warning| words(warning, files, &body_files))
        .collect();
    Ok(draft)
}

/// Puts the flags for auth in. Another access key ID takes secret and token of the command away: they belong to the
/// one that it names.
fn take_flags(
    auth: &mut Auth,
    args: &RequestArgs,
    credentials: CommandCredentials,
) -> Result<CommandCredentials, Problem> {
    if let (CommandCredentials::Unspoken { flag }, AuthKind::AwsSignature, None, false) = (
        &credentials,
        auth.kind,
        &args.access_key_id,
        args.source.names_a_source(),
    ) {
        return Err(Problem::signing(
            "auth-not-spoken",
            format!("The command takes its credentials by {flag}, which is not done here"),
            "Sign it with credentials of your choice by --profile NAME or --access-key-id ID --secret-from env:NAME, or \
             send it without auth: --auth none.",
        ));
    }
    let mut credentials = credentials;
    if let Some(given) = &args.access_key_id
        && *given != auth.aws.access_key_id
    {
        auth.aws.access_key_id.clone_from(given);
        if credentials != CommandCredentials::Unnamed {
            auth.aws.secret_access_key = Secret::default();
            auth.aws.session_token = Secret::default();
            credentials = CommandCredentials::Named;
        }
    }
    for (given, field) in [
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
    Ok(credentials)
}

/// Paths of the files that the body is made of.
fn files_of(body: &Body) -> Vec<String> {
    match body.kind {
        BodyKind::File => vec![body.file.path.clone()],
        BodyKind::Multipart => body
            .parts
            .iter()
            .filter(|part| part.kind == PartKind::File)
            .map(|part| part.path.clone())
            .collect(),
        _ => Vec::new(),
    }
}

/// The body as it stands: what an editor would make of its text is for the window.
fn as_it_stands(body: Body, files: FileAccess) -> Result<Body, Problem> {
    let named = files_of(&body);
    if named.iter().any(|path| path == "-") {
        return Err(Problem::usage(
            "file-not-allowed",
            "The curl command takes its body from standard input, which --curl does not read",
            "Put the body into a file, name that, and add --allow-files.",
        ));
    }
    match (body.kind, named.first()) {
        (BodyKind::File | BodyKind::Multipart, Some(path)) if files == FileAccess::Refused => {
            Err(Problem::usage(
                "file-not-allowed",
                format!(
                    "The curl command takes its body from the file {path}, which is not read unless you allow it"
                ),
                "Add --allow-files.",
            ))
        }
        (BodyKind::None | BodyKind::File | BodyKind::Multipart, _) => Ok(body),
        _ if !body.bytes.is_empty() => Ok(exact(body.bytes)),
        _ => Ok(exact(body.text.shared_bytes())),
    }
}
