//! awscurl commands. <https://github.com/okigan/awscurl>

use super::curl::differences;
use super::quote::word;
use super::{
    BodyArgument, Copied, CopyError, CopyWarning, ShellForm, body_argument, region_and_service, url_of,
};
use crate::model::{HeaderSource, Request, SigningReport, WireRequest};

/// The request without a signature, which awscurl makes with the credentials of the environment.
pub fn command(
    shell: ShellForm,
    wire: &WireRequest,
    report: &SigningReport,
    request: &Request,
) -> Result<Copied, CopyError> {
    let (region, service) = region_and_service(report)?;
    if report.presigned_url.is_some() {
        return Err(CopyError::Presigned);
    }
    let quoted = |text: &str| word(shell, text.as_bytes());
    let mut pieces = vec![
        format!(
            "awscurl --service {} --region {}",
            quoted(service)?,
            quoted(region)?
        ),
        format!("-X {}", quoted(wire.method.as_str())?),
    ];
    for header in &wire.headers {
        // awscurl has an accept and a content type of its own unless they are given.
        let is_given =
            header.source == HeaderSource::Typed || matches!(header.name.as_str(), "accept" | "content-type");
        let is_remade = matches!(
            header.name.as_str(),
            "host" | "content-length" | "authorization" | "x-amz-date" | "x-amz-security-token"
        );
        if is_given && !is_remade {
            let line = format!("{}: {}", header.name.as_str(), header.value.as_str());
            pieces.push(format!("-H {}", quoted(&line)?));
        }
    }
    match body_argument(wire, shell)? {
        BodyArgument::None => {}
        BodyArgument::Bytes(bytes) if bytes.starts_with(b"@") => return Err(CopyError::LooksLikeFile),
        BodyArgument::Bytes(bytes) => pieces.push(format!("-d {}", word(shell, &bytes)?)),
        BodyArgument::File(path) => pieces.push(format!("--data-binary -d {}", quoted(&format!("@{path}"))?)),
    }
    pieces.push(quoted(&url_of(wire))?);
    let joint = match shell {
        ShellForm::Bash => " \\\n  ",
        ShellForm::Power => " `\n  ",
    };
    let text = pieces.join(joint);
    let mut warnings: Vec<CopyWarning> = differences(wire, report, service, request)
        .into_iter()
        .filter(|warning| matches!(warning, CopyWarning::OptionsLeftOut | CopyWarning::HostLeftOut))
        .collect();
    if shell == ShellForm::Power && text.contains('"') {
        warnings.push(CopyWarning::NewPowerShell);
    }
    Ok(Copied { text, warnings })
}
