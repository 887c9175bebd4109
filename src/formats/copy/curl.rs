//! curl commands.
//!
//! <https://curl.se/docs/manpage.html>

use super::quote::word;
use super::{
    BodyArgument, Copied, CopyError, CopyWarning, ShellForm, body_argument, region_and_service, url_of,
};
use crate::model::{
    HeaderSource, HostSigned, Request, SigningOptions, SigningReport, WireHeader, WireRequest,
};

/// The exact request with its signature.
pub fn signed_once(shell: ShellForm, wire: &WireRequest, request: &Request) -> Result<Copied, CopyError> {
    let body = body_argument(wire, shell)?;
    let has_body = !matches!(body, BodyArgument::None);
    let mut command = Command::begin(shell, wire, request, &body)?;
    for header in &wire.headers {
        let value = header.value.as_str();
        let is_curls_own = match header.name.as_str() {
            "host" => value == wire.endpoint.authority(),
            "content-length" => has_body,
            _ => false,
        };
        if !is_curls_own {
            command.header(header)?;
        }
    }
    // What curl would add by itself.
    for name in ["user-agent", "accept"] {
        command.without(name, wire)?;
    }
    command.body(&body, wire)?;
    if let Some(date) = wire.header("x-amz-date") {
        command.warnings.push(CopyWarning::Expires {
            time: date.value.as_str().to_owned(),
        });
    }
    Ok(command.finish())
}

/// The request without a signature, which curl makes itself; credentials stay in the environment.
pub fn with_keys(
    shell: ShellForm,
    wire: &WireRequest,
    report: &SigningReport,
    request: &Request,
) -> Result<Copied, CopyError> {
    let (region, service) = region_and_service(report)?;
    if report.presigned_url.is_some() {
        return Err(CopyError::Presigned);
    }
    let body = body_argument(wire, shell)?;
    let mut command = Command::begin(shell, wire, request, &body)?;
    command.argument("--aws-sigv4", &format!("aws:amz:{region}:{service}"))?;
    let (user, token) = match shell {
        ShellForm::Bash => (
            "\"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY\"",
            "\"x-amz-security-token: $AWS_SESSION_TOKEN\"",
        ),
        ShellForm::Power => (
            "\"${env:AWS_ACCESS_KEY_ID}:${env:AWS_SECRET_ACCESS_KEY}\"",
            "\"x-amz-security-token: ${env:AWS_SESSION_TOKEN}\"",
        ),
    };
    command.pieces.push(format!("--user {user}"));
    if wire.header("x-amz-security-token").is_some() {
        command.pieces.push(format!("-H {token}"));
    }
    for header in &wire.headers {
        let is_typed = header.source == HeaderSource::Typed || header.name.as_str() == "content-type";
        let is_remade = matches!(
            header.name.as_str(),
            "host" | "content-length" | "authorization" | "x-amz-date" | "x-amz-security-token"
        );
        if is_typed && !is_remade {
            command.header(header)?;
        }
    }
    command.body(&body, wire)?;
    command
        .warnings
        .extend(differences(wire, report, service, request));
    Ok(command.finish())
}

/// Where curl's own signer is known to sign otherwise than AWS checks, or than this request asks.
pub(super) fn differences(
    wire: &WireRequest,
    report: &SigningReport,
    service: &str,
    request: &Request,
) -> Vec<CopyWarning> {
    let mut warnings = Vec::new();
    let target = wire.target.as_str();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let is_usual = |ch: char| ch.is_ascii_alphanumeric() || matches!(ch, '-' | '.' | '_' | '~' | '/');
    if !service.starts_with("s3") && !path.chars().all(is_usual) {
        warnings.push(CopyWarning::PathEncodedTwice);
    }
    let parameters: Vec<&str> = query.split('&').collect();
    if !parameters.is_sorted() {
        warnings.push(CopyWarning::QueryNotSorted);
    }
    let is_spelled_out = |parameter: &&str| {
        parameter.split_once('=').is_some_and(|(name, value)| {
            [name, value]
                .iter()
                .all(|text| text.chars().all(|ch| (is_usual(ch) && ch != '/') || ch == '%'))
        })
    };
    if !query.is_empty() && !parameters.iter().all(is_spelled_out) {
        warnings.push(CopyWarning::QuerySpelling);
    }
    if request.http.auth.aws.options != SigningOptions::default() {
        warnings.push(CopyWarning::OptionsLeftOut);
    }
    let sent = wire.header("host").map(|host| host.value.as_str());
    if sent != Some(&wire.endpoint.authority()) || report.host != HostSigned::AsSent {
        warnings.push(CopyWarning::HostLeftOut);
    }
    warnings
}

/// A command line in the making: one piece for each line.
struct Command {
    shell: ShellForm,
    pieces: Vec<String>,
    warnings: Vec<CopyWarning>,
}

impl Command {
    /// Name, URL, and what keeps curl from changing either of them.
    fn begin(
        shell: ShellForm,
        wire: &WireRequest,
        request: &Request,
        body: &BodyArgument,
    ) -> Result<Self, CopyError> {
        let url = url_of(wire);
        let name = match shell {
            ShellForm::Bash => "curl",
            ShellForm::Power => "curl.exe",
        };
        let mut command = Self {
            shell,
            pieces: vec![format!("{name} {}", word(shell, url.as_bytes())?)],
            warnings: Vec::new(),
        };
        let has_body = !matches!(body, BodyArgument::None);
        match wire.method.as_str() {
            "GET" if !has_body => {}
            "HEAD" if !has_body => command.pieces.push("--head".to_owned()),
            method => {
                command.argument("-X", method)?;
                if method == "HEAD" {
                    command.warnings.push(CopyWarning::HeadWithBody);
                }
            }
        }
        if wire.path().as_str().contains("/.") {
            command.pieces.push("--path-as-is".to_owned());
        }
        if url.contains(['[', ']', '{', '}']) {
            command.pieces.push("--globoff".to_owned());
        }
        let connect_to = request.settings.connect_to.trim();
        if !connect_to.is_empty() {
            let has_port = connect_to
                .rsplit_once(':')
                .is_some_and(|(_, port)| !port.ends_with(']'));
            let port = if has_port { "" } else { ":" };
            command.argument("--connect-to", &format!("::{connect_to}{port}"))?;
        }
        Ok(command)
    }

    fn argument(&mut self, flag: &str, value: &str) -> Result<(), CopyError> {
        self.pieces
            .push(format!("{flag} {}", word(self.shell, value.as_bytes())?));
        Ok(())
    }

    /// `name: value`, or `name;` for an empty value.
    fn header(&mut self, header: &WireHeader) -> Result<(), CopyError> {
        let (name, value) = (header.name.as_str(), header.value.as_str());
        let line = if value.is_empty() {
            format!("{name};")
        } else {
            format!("{name}: {value}")
        };
        self.argument("-H", &line)
    }

    /// Takes away what curl would add, when the request has no such header.
    fn without(&mut self, name: &str, wire: &WireRequest) -> Result<(), CopyError> {
        if wire.header(name).is_none() {
            self.argument("-H", &format!("{name}:"))?;
        }
        Ok(())
    }

    /// Bytes as they are, or the file that holds them.
    fn body(&mut self, body: &BodyArgument, wire: &WireRequest) -> Result<(), CopyError> {
        match body {
            BodyArgument::None => return Ok(()),
            BodyArgument::Bytes(bytes) => {
                let quoted = word(self.shell, bytes)?;
                self.pieces.push(format!("--data-raw {quoted}"));
            }
            BodyArgument::File(path) => self.argument("--data-binary", &format!("@{path}"))?,
        }
        self.without("content-type", wire)?;
        // curl asks before it sends more than this; older ones did from 1,024 bytes on.
        if wire.digest.length >= 1_024 {
            self.without("expect", wire)?;
        }
        Ok(())
    }

    fn finish(mut self) -> Copied {
        let joint = match self.shell {
            ShellForm::Bash => " \\\n  ",
            ShellForm::Power => " `\n  ",
        };
        let text = self.pieces.join(joint);
        if self.shell == ShellForm::Power && text.contains('"') {
            self.warnings.push(CopyWarning::NewPowerShell);
        }
        Copied {
            text,
            warnings: self.warnings,
        }
    }
}
