//! Commands for bash: curl, awscurl and `HTTPie`, which sign by themselves with what they are given.
//!
//! <https://curl.se/docs/manpage.html#--aws-sigv4>, <https://github.com/okigan/awscurl>,
//! <https://github.com/aidan-/httpie-aws-authv4>

use super::outgoing::{BodyPart, Header, Keys, Outgoing, Payload, Signing};
use super::text::Text;
use super::{CodeError, CodeWarning, Dialect, Source};
use crate::formats::copy::{CopyError, CopyWarning};

const BASH: Dialect = Dialect::Bash;
const JOINT: &str = " \\\n  ";

/// curl with `--aws-sigv4`.
pub(super) fn curl(
    request: &Outgoing,
    source: &Source<'_>,
    warnings: &mut Vec<CodeWarning>,
) -> Result<String, CodeError> {
    let mut front = String::new();
    let mut pieces = vec!["curl".to_owned()];
    match request.method.as_str() {
        "GET" if !request.has_body() => {}
        "HEAD" if !request.has_body() => pieces.push("--head".to_owned()),
        method => {
            pieces.push(format!("-X {}", BASH.literal(method)?));
            if method == "HEAD" {
                warnings.push(CopyWarning::HeadWithBody.into());
            }
        }
    }
    let path: String = request.path.literals().collect();
    if path.contains("/.") {
        pieces.push("--path-as-is".to_owned());
    }
    if request
        .target()
        .literals()
        .any(|text| text.contains(['[', ']', '{', '}']))
    {
        pieces.push("--globoff".to_owned());
    }
    if let Some(signing) = &request.signing {
        if signing.expires_in.is_some() {
            return Err(CodeError::Presigned);
        }
        signs_path_and_query(request, signing)?;
        if !signing.service.starts_with("s3") {
            // Versions of curl differ in how often they encode it.
            usual_path(request)?;
        }
        one_line_each(request)?;
        if request.query.as_ref() != Some(&signing.query) && !signing.query.is_empty() {
            warnings.push(CopyWarning::QueryNotSorted.into());
        }
        front = exported(&signing.keys)?;
        let provider = format!("aws:amz:{}:{}", signing.region, signing.service);
        pieces.push(format!("--aws-sigv4 {}", BASH.literal(&provider)?));
        pieces.push("--user \"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY\"".to_owned());
        pieces.push("${AWS_SESSION_TOKEN:+-H \"x-amz-security-token: $AWS_SESSION_TOKEN\"}".to_owned());
        if let Some(header) = request.headers.iter().find(|header| header.value.is_empty()) {
            return Err(CodeError::SignsOtherwise {
                what: if header.is_signed {
                    "a header without a value"
                } else {
                    "every header"
                },
            });
        }
        if signing.payload == Payload::Unsigned {
            pieces.push("-H 'x-amz-content-sha256: UNSIGNED-PAYLOAD'".to_owned());
        } else if signing.has_sha256_header {
            front.push_str("# The hash in x-amz-content-sha256 is that of this body.\n");
            pieces.push(format!("-H 'x-amz-content-sha256: {}'", request.body_sha256));
        }
    }
    if let Some(host) = &request.host {
        pieces.push(format!(
            "-H {}",
            BASH.text(&Text::literal("host: ").joined("", host))?
        ));
    }
    for header in &request.headers {
        warn_of_signed(request, header, warnings);
        let value = if header.value.is_empty() {
            Text::literal(&format!("{};", header.name))
        } else {
            Text::literal(&header.name).joined(": ", &header.value)
        };
        pieces.push(format!("-H {}", BASH.text(&value)?));
    }
    let connect_to = source.request.settings.connect_to.trim();
    if !connect_to.is_empty() {
        warnings.retain(|warning| !matches!(warning, CodeWarning::ConnectToLeftOut { .. }));
        let has_port = connect_to
            .rsplit_once(':')
            .is_some_and(|(_, port)| !port.ends_with(']'));
        let port = if has_port { "" } else { ":" };
        pieces.push(format!(
            "--connect-to {}",
            BASH.literal(&format!("::{connect_to}{port}"))?
        ));
    }
    let mut pipe = String::new();
    if request.has_body() {
        pieces.push(match request.body.as_slice() {
            [BodyPart::File(path)] => format!("--data-binary {}", BASH.literal(&format!("@{path}"))?),
            [BodyPart::Text(text)] if has_no_nul(text) => format!("--data-raw {}", BASH.text(text)?),
            parts => {
                pipe = format!("{} |\n", printed(parts)?);
                "--data-binary @-".to_owned()
            }
        });
        // Taken away with -H content-type:, it would be signed all the same.
        if !request.headers.iter().any(|header| header.name == "content-type") {
            warnings.push(CodeWarning::HeaderAdded {
                line: "content-type: application/x-www-form-urlencoded",
            });
        }
    }
    pieces.push(BASH.text(&request.url())?);
    Ok(format!("{front}{pipe}{}", pieces.join(JOINT)))
}

/// awscurl.
pub(super) fn awscurl(request: &Outgoing, warnings: &mut Vec<CodeWarning>) -> Result<String, CodeError> {
    let signing = request.signing.as_ref().ok_or(CopyError::NotSigned)?;
    if signing.expires_in.is_some() {
        return Err(CodeError::Presigned);
    }
    signs_path_and_query(request, signing)?;
    one_line_each(request)?;
    usual_path(request)?;
    if signing.query.literals().any(|text| text.contains('%')) {
        return Err(CodeError::SignsOtherwise { what: "the query" });
    }
    let is_folded = |header: &Header| {
        header
            .value
            .literals()
            .all(|text| text.is_ascii() && !text.contains("  "))
    };
    if !request.headers.iter().all(is_folded) {
        return Err(CodeError::SignsOtherwise {
            what: "a header with blanks or letters that are not ASCII",
        });
    }
    unsigned_options(signing, warnings);
    if let Some(host) = &request.host {
        warnings.push(CodeWarning::HostLeftOut {
            host: super::python::shown(host),
        });
    }
    let mut pieces = vec![format!(
        "awscurl --service {} --region {}",
        BASH.literal(&signing.service)?,
        BASH.literal(&signing.region)?
    )];
    if let Keys::Profile(name) = &signing.keys {
        pieces.push(format!("--profile {}", BASH.literal(name)?));
    }
    pieces.push(format!("-X {}", BASH.literal(&request.method)?));
    for header in &request.headers {
        warn_of_signed(request, header, warnings);
        let line = Text::literal(&header.name).joined(": ", &header.value);
        pieces.push(format!("-H {}", BASH.text(&line)?));
    }
    // It has one of its own for each of these.
    for (name, value) in [("accept", "*/*"), ("content-type", "application/json")] {
        if request.headers.iter().any(|header| header.name == name) {
            continue;
        }
        if name == "accept" {
            pieces.push(format!("-H '{name}: {value}'"));
        } else {
            warnings.push(CodeWarning::HeaderAdded {
                line: "content-type: application/json",
            });
        }
    }
    match request.body.as_slice() {
        [] => {}
        [BodyPart::File(path)] => {
            pieces.push(format!("--data-binary -d {}", BASH.literal(&format!("@{path}"))?));
        }
        [BodyPart::Text(text)] => {
            let starts_with_at = text.literals().next().is_some_and(|text| text.starts_with('@'));
            if starts_with_at {
                return Err(CopyError::LooksLikeFile.into());
            }
            pieces.push(format!("-d {}", BASH.text(text)?));
        }
        [BodyPart::Bytes(_)] => return Err(CopyError::NotText.into()),
        _ => return Err(CopyError::BodyOfFiles.into()),
    }
    pieces.push(BASH.text(&request.url())?);
    Ok(pieces.join(JOINT))
}

/// `HTTPie` with httpie-aws-authv4.
pub(super) fn httpie(request: &Outgoing, warnings: &mut Vec<CodeWarning>) -> Result<String, CodeError> {
    let program = if request.is_tls { "https" } else { "http" };
    let mut pieces = vec![format!("{program} --ignore-stdin --path-as-is")];
    if let Some(signing) = &request.signing {
        if signing.expires_in.is_some() {
            return Err(CodeError::Presigned);
        }
        signs_path_and_query(request, signing)?;
        unsigned_options(signing, warnings);
        usual_path(request)?;
        if signing.query.literals().any(|text| text.starts_with('=')) {
            return Err(CodeError::SignsOtherwise { what: "the query" });
        }
        // S3 alone insists on it.
        if signing.service.starts_with("s3") {
            return Err(CodeError::HeaderNotSigned {
                name: "x-amz-content-sha256".to_owned(),
            });
        }
        if matches!(request.body.as_slice(), [BodyPart::File(_)]) {
            return Err(CodeError::SignsOtherwise {
                what: "a body in a file",
            });
        }
        // The plugin signs nothing but host, date and token.
        if let Some(header) = request
            .headers
            .iter()
            .find(|header| header.name.starts_with("x-amz-"))
        {
            return Err(CodeError::HeaderNotSigned {
                name: header.name.clone(),
            });
        }
        let mut auth = format!("s={},r={}", signing.service, signing.region);
        if let Keys::Profile(name) = &signing.keys {
            if name.contains([',', '=']) {
                return Err(CodeError::SignsOtherwise {
                    what: "with the name of the profile",
                });
            }
            auth.push_str(",p=");
            auth.push_str(name);
        }
        pieces.push(format!("--auth-type aws4 --auth {}", BASH.literal(&auth)?));
    }
    match request.body.as_slice() {
        [] => {}
        [BodyPart::Text(text)] if has_no_nul(text) => pieces.push(format!("--raw {}", BASH.text(text)?)),
        [BodyPart::File(path)] => {
            let path = format!("@{path}");
            let url = BASH.text(&request.url())?;
            pieces.push(format!(
                "{} {url} {}",
                BASH.literal(&request.method)?,
                BASH.literal(&path)?
            ));
        }
        [BodyPart::Text(_) | BodyPart::Bytes(_)] => return Err(CopyError::NotText.into()),
        _ => return Err(CopyError::BodyOfFiles.into()),
    }
    if !matches!(request.body.as_slice(), [BodyPart::File(_)]) {
        pieces.push(format!(
            "{} {}",
            BASH.literal(&request.method)?,
            BASH.text(&request.url())?
        ));
    }
    if let Some(host) = &request.host {
        pieces.push(BASH.text(&Text::literal("host:").joined("", host))?);
    }
    if request.signing.is_some() && request.authority.contains(':') {
        warnings.push(CodeWarning::PortLeftOut {
            authority: request.authority.clone(),
        });
    }
    if !request.method.chars().all(|ch| ch.is_ascii_alphabetic()) {
        return Err(CodeError::SignsOtherwise { what: "the method" });
    }
    for header in &request.headers {
        // `name:@file` reads a file, `name:=json` is a body, and a backslash escapes.
        let mut literals = header.value.literals();
        let is_read = header.value.starts_with_any(['@', '=']);
        if is_read || literals.any(|text| text.contains('\\')) {
            return Err(CodeError::HeaderRead {
                name: header.name.clone(),
            });
        }
        let value = if header.value.is_empty() {
            Text::literal(&format!("{};", header.name))
        } else {
            Text::literal(&header.name).joined(":", &header.value)
        };
        pieces.push(BASH.text(&value)?);
    }
    Ok(pieces.join(JOINT))
}

/// What curl, awscurl and the plugin take as it stands, and so sign wrong where AWS reads it otherwise.
fn signs_path_and_query(request: &Outgoing, signing: &Signing) -> Result<(), CodeError> {
    if !signing.has_plain_path(&request.path) {
        return Err(CodeError::SignsOtherwise { what: "the path" });
    }
    if !signing.has_plain_query(request.query.as_ref()) {
        return Err(CodeError::SignsOtherwise { what: "the query" });
    }
    Ok(())
}

/// Nothing in the path that is encoded, and nothing that is taken away.
fn usual_path(request: &Outgoing) -> Result<(), CodeError> {
    let is_usual = |ch: char| ch.is_ascii_alphanumeric() || "-._~/".contains(ch);
    let has_dots = |text: &str| text.contains("/.") || text.contains("//");
    let mut literals = request.path.literals();
    if literals.all(|text| text.chars().all(is_usual) && !has_dots(text)) {
        Ok(())
    } else {
        Err(CodeError::SignsOtherwise { what: "the path" })
    }
}

fn one_line_each(request: &Outgoing) -> Result<(), CodeError> {
    match request.names_twice().as_slice() {
        [] => Ok(()),
        _ => Err(CodeError::SignsOtherwise {
            what: "header lines of one name",
        }),
    }
}

fn unsigned_options(signing: &Signing, warnings: &mut Vec<CodeWarning>) {
    if signing.payload == Payload::Unsigned {
        warnings.push(CodeWarning::OptionLeftOut {
            option: "the unsigned payload",
        });
    }
}

fn warn_of_signed(request: &Outgoing, header: &Header, warnings: &mut Vec<CodeWarning>) {
    let is_never_signed = matches!(header.name.as_str(), "accept" | "user-agent");
    if request.signing.is_some() && !header.is_signed && !is_never_signed {
        warnings.push(CodeWarning::HeaderSigned {
            name: header.name.clone(),
        });
    }
}

/// Keys of a profile as variables, which curl needs.
fn exported(keys: &Keys) -> Result<String, CodeError> {
    Ok(match keys {
        Keys::Environment => String::new(),
        Keys::Profile(name) => format!(
            "eval \"$(aws configure export-credentials --format env --profile {})\"\n",
            BASH.literal(name)?
        ),
        Keys::Chain => "eval \"$(aws configure export-credentials --format env)\"\n".to_owned(),
    })
}

fn has_no_nul(text: &Text) -> bool {
    text.literals().all(|text| !text.contains('\0'))
}

/// The parts on standard output, one after the other.
fn printed(parts: &[BodyPart]) -> Result<String, CodeError> {
    let mut commands = Vec::new();
    for part in parts {
        commands.push(match part {
            BodyPart::Text(text) => match text.as_literal() {
                Some(literal) if literal.contains('\0') => {
                    use base64::Engine as _;
                    let encoded = base64::engine::general_purpose::STANDARD.encode(literal);
                    format!("printf %s {encoded} | base64 -d")
                }
                _ => format!("printf %s {}", BASH.text(text)?),
            },
            BodyPart::Bytes(base64) => format!("printf %s {} | base64 -d", BASH.literal(base64)?),
            BodyPart::File(path) => format!("cat -- {}", BASH.literal(path)?),
        });
    }
    Ok(format!("{{ {}; }}", commands.join("; ")))
}
