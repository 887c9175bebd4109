//! A signed request as text for other tools: curl, awscurl, raw HTTP, a presigned URL.
//!
//! ```text
//! WireRequest + SigningReport + Request ──copy_as──▶ Copied { text, warnings }, or why not
//! ```
//!
//! The forms of curl give the very request that was signed: method, target, headers and body, byte for byte, so what
//! curl would add by itself is taken away. What a form can not say is an error with its reason, never left out.

mod awscurl;
mod credentials;
mod curl;
mod error;
pub(super) mod quote;

pub use credentials::{CredentialForm, credentials_text};
pub use error::{CopyError, CopyWarning};

use crate::model::{BodyPiece, Request, SigningReport, WireRequest};

/// A form to copy a request in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyForm {
    /// curl with the signature as it was made: exact, and good for some 15 minutes.
    CurlSignedOnce,
    /// curl that signs by itself, with credentials from the environment: no secret in the text.
    CurlWithKeys,
    /// awscurl, with credentials from the environment.
    Awscurl,
    /// The HTTP/1.1 message.
    RawHttp,
    /// The presigned URL of a report in query form.
    PresignedUrl,
}

/// The shell that a command is quoted for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ShellForm {
    /// bash and zsh.
    #[default]
    Bash,
    /// `PowerShell` 7.3 or newer.
    Power,
}

impl ShellForm {
    /// The most bytes of one argument: Linux takes 131,071, Windows 32,767 for the whole line.
    fn longest_argument(self) -> usize {
        match self {
            Self::Bash => 131_000,
            Self::Power => 30_000,
        }
    }
}

/// A text to paste elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// The text, without a line end behind.
    pub text: String,
    /// What may not be as meant.
    pub warnings: Vec<CopyWarning>,
}

/// Writes a request in a form. `request` is what it was made of, for its settings and signing options.
pub fn copy_as(
    form: CopyForm,
    shell: ShellForm,
    wire: &WireRequest,
    report: Option<&SigningReport>,
    request: &Request,
) -> Result<Copied, CopyError> {
    let copied = match form {
        CopyForm::CurlSignedOnce => curl::signed_once(shell, wire, request)?,
        CopyForm::CurlWithKeys => curl::with_keys(shell, wire, report.ok_or(CopyError::NotSigned)?, request)?,
        CopyForm::Awscurl => awscurl::command(shell, wire, report.ok_or(CopyError::NotSigned)?, request)?,
        CopyForm::RawHttp => raw(wire)?,
        CopyForm::PresignedUrl => presigned(report.ok_or(CopyError::NotSigned)?)?,
    };
    Ok(with_token_warning(form, wire, copied))
}

fn with_token_warning(form: CopyForm, wire: &WireRequest, mut copied: Copied) -> Copied {
    let holds_token = ["x-amz-security-token", "x-amz-s3session-token"]
        .iter()
        .any(|name| wire.header(name).is_some())
        || wire
            .target
            .as_str()
            .to_ascii_lowercase()
            .contains("x-amz-security-token=");
    if holds_token && !matches!(form, CopyForm::CurlWithKeys | CopyForm::Awscurl) {
        copied.warnings.push(CopyWarning::HoldsToken);
    }
    copied
}

fn raw(wire: &WireRequest) -> Result<Copied, CopyError> {
    let body = wire.body.in_memory().ok_or(CopyError::BodyOfFiles)?;
    let message = [wire.head_bytes(), body.to_vec()].concat();
    let text = String::from_utf8(message).map_err(|_| CopyError::NotText)?;
    Ok(Copied {
        text,
        warnings: Vec::new(),
    })
}

fn presigned(report: &SigningReport) -> Result<Copied, CopyError> {
    let url = report.presigned_url.as_ref().ok_or(CopyError::NotPresigned)?;
    Ok(Copied {
        text: url.as_str().to_owned(),
        warnings: Vec::new(),
    })
}

/// The body as a command can name it.
enum BodyArgument {
    None,
    Bytes(Vec<u8>),
    File(String),
}

fn body_argument(wire: &WireRequest, shell: ShellForm) -> Result<BodyArgument, CopyError> {
    if let [BodyPiece::File(path)] = wire.body.pieces() {
        let path = path.to_str().ok_or(CopyError::NotText)?;
        return Ok(BodyArgument::File(path.to_owned()));
    }
    let body = wire.body.in_memory().ok_or(CopyError::BodyOfFiles)?;
    if body.is_empty() {
        return Ok(BodyArgument::None);
    }
    let limit = shell.longest_argument();
    if body.len() > limit {
        return Err(CopyError::BodyTooLong {
            bytes: body.len(),
            limit,
        });
    }
    Ok(BodyArgument::Bytes(body.to_vec()))
}

/// `scheme://host:port/path?query`.
fn url_of(wire: &WireRequest) -> String {
    format!(
        "{}://{}{}",
        wire.endpoint.scheme.as_str(),
        wire.endpoint.authority(),
        wire.target.as_str()
    )
}

/// Region and service of the credential scope `date/region/service/aws4_request`.
pub(super) fn region_and_service(report: &SigningReport) -> Result<(&str, &str), CopyError> {
    let mut parts = report.credential_scope.as_str().split('/').skip(1);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(region), Some(service), Some(_)) => Ok((region, service)),
        _ => Err(CopyError::OtherAlgorithm),
    }
}
