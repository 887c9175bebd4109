//! Rust: aws-sigv4 signs, and reqwest sends.
//!
//! <https://docs.rs/aws-sigv4>

use super::outgoing::{BodyPart, Keys, Outgoing, Payload, Signing};
use super::text::Text;
use super::{CodeError, CodeWarning, Dialect, is_kept_by_browsers, joined, python};

const RUST: Dialect = Dialect::Rust;

/// A program.
pub(super) fn code(request: &Outgoing, warnings: &mut Vec<CodeWarning>) -> Result<String, CodeError> {
    let is_query = request
        .signing
        .as_ref()
        .is_some_and(|signing| signing.expires_in.is_some());
    if !is_query && !is_kept_by_browsers(&request.target()) {
        if let Some(signing) = &request.signing
            && signing
                .path
                .literals()
                .any(|path| path.split('/').any(|part| part == "." || part == ".."))
        {
            return Err(CodeError::SignsOtherwise {
                what: "a path with dots",
            });
        }
        warnings.push(CodeWarning::TargetRespelled {
            target: python::shown(&request.target()),
        });
    }
    let mut lines = body(request)?;
    lines.push(format!("let url = {};", RUST.text(&request.url())?));
    lines.push("let headers: Vec<(&str, String)> = vec![".to_owned());
    if let Some(host) = &request.host {
        lines.push(format!("    (\"host\", {}.into()),", RUST.text(host)?));
    } else if request.signing.is_some() {
        lines.push(format!(
            "    (\"host\", {}.into()),",
            RUST.literal(&request.authority)?
        ));
    }
    for header in request
        .headers
        .iter()
        .filter(|header| header.is_signed || request.signing.is_none())
    {
        lines.push(format!(
            "    ({}, {}.into()),",
            RUST.literal(&header.name)?,
            RUST.text(&header.value)?
        ));
    }
    lines.push("];".to_owned());
    if let Some(signing) = &request.signing {
        lines.extend(signed(request, signing)?);
        if is_query {
            return Ok(program(&lines, request));
        }
    }
    lines.push(format!(
        "let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;\n\
         let mut request = client.request({}.parse()?, url).body(body);",
        RUST.literal(&request.method)?
    ));
    lines.push("for (name, value) in &headers {".to_owned());
    lines.push("    request = request.header(*name, value.as_bytes());".to_owned());
    lines.push("}".to_owned());
    if request.signing.is_some() {
        for header in request.headers.iter().filter(|header| !header.is_signed) {
            lines.push(format!(
                "request = request.header({}, {}.as_bytes());",
                RUST.literal(&header.name)?,
                RUST.text(&header.value)?
            ));
        }
        lines.push("for (name, value) in signed.headers() {".to_owned());
        lines.push("    request = request.header(name, value);".to_owned());
        lines.push("}".to_owned());
    }
    lines.push("let response = request.send().await?;".to_owned());
    lines.push("println!(\"{}\", response.status());".to_owned());
    lines.push("println!(\"{}\", response.text().await?);".to_owned());
    Ok(program(&lines, request))
}

fn program(lines: &[String], request: &Outgoing) -> String {
    let code = joined(lines.iter().cloned());
    let mut uses = Vec::new();
    if let Some(signing) = &request.signing {
        uses.push("use std::time::SystemTime;\n".to_owned());
        if signing.keys == Keys::Environment {
            uses.push("use aws_credential_types::Credentials;".to_owned());
        } else {
            uses.push("use aws_credential_types::provider::ProvideCredentials as _;".to_owned());
        }
        let mut names: Vec<&str> = [
            "PayloadChecksumKind",
            "PercentEncodingMode",
            "SignableBody",
            "SignableRequest",
            "SignatureLocation",
            "SigningSettings",
            "UriPathNormalizationMode",
        ]
        .into_iter()
        .filter(|name| code.contains(&format!("{name}::")))
        .collect();
        names.push("sign");
        uses.push(format!("use aws_sigv4::http_request::{{{}}};", names.join(", ")));
        uses.push("use aws_sigv4::sign::v4::SigningParams;".to_owned());
    }
    if code.contains("BASE64.") {
        uses.push("use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};".to_owned());
    }
    if !uses.is_empty() {
        uses.push(String::new());
        uses.push(String::new());
    }
    let mut text = String::new();
    for line in code.lines() {
        text.push_str("    ");
        text.push_str(line);
        text.push('\n');
    }
    format!(
        "{}#[tokio::main]\nasync fn main() -> Result<(), Box<dyn std::error::Error>> {{\n{text}    Ok(())\n}}",
        uses.join("\n")
    )
}

fn body(request: &Outgoing) -> Result<Vec<String>, CodeError> {
    let mut parts = Vec::new();
    for part in &request.body {
        parts.push(match part {
            BodyPart::Text(text) => format!("{}.as_bytes().to_vec()", RUST.text(text)?),
            BodyPart::Bytes(base64) => format!("BASE64.decode({})?", RUST.literal(base64)?),
            BodyPart::File(path) => format!("std::fs::read({})?", RUST.literal(path)?),
        });
    }
    Ok(vec![match parts.as_slice() {
        [] => "let body: Vec<u8> = Vec::new();".to_owned(),
        [one] => format!("let body = {one};"),
        parts => format!("let body = [{}].concat();", parts.join(", ")),
    }])
}

fn signed(request: &Outgoing, signing: &Signing) -> Result<Vec<String>, CodeError> {
    let mut lines = Vec::new();
    match &signing.keys {
        Keys::Environment => {
            lines.push("let credentials = Credentials::new(".to_owned());
            lines.push("    std::env::var(\"AWS_ACCESS_KEY_ID\")?,".to_owned());
            lines.push("    std::env::var(\"AWS_SECRET_ACCESS_KEY\")?,".to_owned());
            lines.push("    std::env::var(\"AWS_SESSION_TOKEN\").ok(),".to_owned());
            lines.push("    None,".to_owned());
            lines.push("    \"environment\",".to_owned());
            lines.push(");".to_owned());
        }
        keys => {
            let profile = match keys {
                Keys::Profile(name) => format!(".profile_name({})", RUST.literal(name)?),
                _ => String::new(),
            };
            lines.push(format!(
                "let config = aws_config::defaults(aws_config::BehaviorVersion::latest()){profile}.load().await;"
            ));
            lines.push(
                "let provider = config.credentials_provider().ok_or(\"there are no credentials\")?;"
                    .to_owned(),
            );
            lines.push("let credentials = provider.provide_credentials().await?;".to_owned());
        }
    }
    lines.push("let identity = credentials.into();".to_owned());
    lines.push("let mut settings = SigningSettings::default();".to_owned());
    lines
        .push("// The URL that is signed has path and query as AWS reads them for the signature.".to_owned());
    lines.push("settings.percent_encoding_mode = PercentEncodingMode::Single;".to_owned());
    lines.push("settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;".to_owned());
    if signing.has_sha256_header && signing.expires_in.is_none() {
        lines.push("settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;".to_owned());
    }
    if let Some(seconds) = signing.expires_in {
        lines.push("settings.signature_location = SignatureLocation::QueryParams;".to_owned());
        lines.push(format!(
            "settings.expires_in = Some(std::time::Duration::from_secs({seconds}));"
        ));
    }
    lines.push("let params = SigningParams::builder()".to_owned());
    lines.push("    .identity(&identity)".to_owned());
    lines.push(format!("    .region({})", RUST.literal(&signing.region)?));
    lines.push(format!("    .name({})", RUST.literal(&signing.service)?));
    lines.push("    .time(SystemTime::now())".to_owned());
    lines.push("    .settings(settings)".to_owned());
    lines.push("    .build()?".to_owned());
    lines.push("    .into();".to_owned());
    let signable = match signing.payload {
        Payload::Signed => "SignableBody::Bytes(&body)",
        Payload::Unsigned => "SignableBody::UnsignedPayload",
    };
    let url = Text::literal(&request.origin).joined("", &signing.target());
    lines.push("let signable = SignableRequest::new(".to_owned());
    lines.push(format!("    {},", RUST.literal(&request.method)?));
    lines.push(format!("    {},", RUST.text(&url)?));
    lines.push("    headers.iter().map(|(name, value)| (*name, value.as_str())),".to_owned());
    lines.push(format!("    {signable},"));
    lines.push(")?;".to_owned());
    lines.push("let (signed, _) = sign(signable, &params)?.into_parts();".to_owned());
    if signing.expires_in.is_some() {
        lines.retain(|line| !line.starts_with("let url = "));
        let mut parts = Vec::new();
        for part in signing.query_parts() {
            parts.push(RUST.text(&part)?);
        }
        lines.push("let mut query: Vec<String> = vec![".to_owned());
        for part in parts {
            lines.push(format!("    {part}.into(),"));
        }
        lines.push("];".to_owned());
        lines.push("for (name, value) in signed.params() {".to_owned());
        lines.push(
            "    let value = percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC);".to_owned(),
        );
        lines.push("    query.push(format!(\"{name}={value}\"));".to_owned());
        lines.push("}".to_owned());
        let url = Text::literal(&request.origin).joined("", &request.path);
        lines.push(format!(
            "println!(\"{{}}?{{}}\", {}, query.join(\"&\"));",
            RUST.text(&url)?
        ));
    }
    Ok(lines)
}
