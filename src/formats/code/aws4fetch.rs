//! JavaScript for browsers, workers and Node: aws4fetch signs, `fetch` sends.
//!
//! <https://github.com/mhart/aws4fetch>

use super::javascript::{body, file_import, import_of};
use super::outgoing::{Keys, Outgoing, Payload, Signing};
use super::text::Text;
use super::{CodeError, CodeWarning, Dialect, is_kept_by_browsers, joined, python};

const JS: Dialect = Dialect::JavaScript;
const SHA256: &str = "x-amz-content-sha256";

/// A module.
pub(super) fn code(request: &Outgoing, warnings: &mut Vec<CodeWarning>) -> Result<String, CodeError> {
    if request.has_body() && matches!(request.method.as_str(), "GET" | "HEAD") {
        return Err(CodeError::BodyWithMethod {
            method: request.method.clone(),
        });
    }
    if !request.has_ascii_headers() {
        return Err(CodeError::SignsOtherwise {
            what: "a header that is not ASCII",
        });
    }
    for name in request.names_twice() {
        warnings.push(CodeWarning::HeaderJoined {
            name: name.to_owned(),
        });
    }
    for header in &request.headers {
        if request.signing.is_some() && !header.is_signed {
            warnings.push(CodeWarning::HeaderSigned {
                name: header.name.clone(),
            });
        }
    }
    if let Some(host) = &request.host {
        warnings.push(CodeWarning::HostLeftOut {
            host: python::shown(host),
        });
    }
    if !is_kept_by_browsers(&request.target()) {
        warnings.push(CodeWarning::TargetRespelled {
            target: python::shown(&request.target()),
        });
    }
    let mut imports = Vec::new();
    let mut lines = Vec::new();
    if let Some(body) = body(request)? {
        lines.push(format!("const body = {body}"));
    }
    let body = if request.has_body() { ", body" } else { "" };
    if let Some(signing) = &request.signing {
        imports.extend(import_of(&signing.keys));
        imports.push("import { AwsV4Signer } from \"aws4fetch\"".to_owned());
        lines.extend(signed(request, signing)?);
        if signing.expires_in.is_some() {
            let url = Text::literal(&request.origin).joined("", &request.path);
            lines.push(format!("console.log({} + url.search)", JS.text(&url)?));
            imports.extend(file_import(&lines));
            return Ok(format!("{}\n\n{}", joined(imports), joined(lines)));
        }
    } else {
        lines.extend(header_lines(request)?);
        lines.push(format!("const url = {}", JS.text(&request.url())?));
    }
    let headers = if request.signing.is_some() {
        "headers: signedHeaders"
    } else {
        "headers"
    };
    lines.push(format!(
        "const response = await fetch(url, {{ method: {}, redirect: \"manual\", {headers}{body} }})",
        JS.literal(&request.method)?
    ));
    lines.push("console.log(response.status, response.statusText)".to_owned());
    lines.push("console.log(await response.text())".to_owned());
    imports.extend(file_import(&lines));
    let head = if imports.is_empty() {
        String::new()
    } else {
        format!("{}\n\n", joined(imports))
    };
    Ok(format!("{head}{}", joined(lines)))
}

fn header_lines(request: &Outgoing) -> Result<Vec<String>, CodeError> {
    let mut lines = vec!["const headers = [".to_owned()];
    for header in &request.headers {
        lines.push(format!(
            "  [{}, {}],",
            JS.literal(&header.name)?,
            JS.text(&header.value)?
        ));
    }
    lines.push("]".to_owned());
    Ok(lines)
}

fn signed(request: &Outgoing, signing: &Signing) -> Result<Vec<String>, CodeError> {
    let signed_path = signing.path.literals().collect::<String>();
    let has_dots = |path: &str| path.split('/').any(|part| part == "." || part == "..");
    if has_dots(&signed_path) {
        return Err(CodeError::SignsOtherwise {
            what: "a path with dots",
        });
    }
    let is_query = signing.expires_in.is_some();
    if is_query && signing.payload == Payload::Unsigned && signing.service != "s3" {
        return Err(CodeError::SignsOtherwise { what: "the body" });
    }
    let mut lines = header_lines(request)?;
    if !is_query {
        match signing.payload {
            Payload::Unsigned if signing.has_sha256_header => {
                lines.push(format!("headers.push([\"{SHA256}\", \"UNSIGNED-PAYLOAD\"])"));
            }
            Payload::Signed if signing.has_sha256_header => {
                let body = if request.has_body() {
                    "body"
                } else {
                    "new Uint8Array()"
                };
                lines.push(format!(
                    "const hash = await crypto.subtle.digest(\"SHA-256\", {body})"
                ));
                lines.push(
                    "const hex = [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, \"0\")).join(\"\")"
                        .to_owned(),
                );
                lines.push(format!("headers.push([\"{SHA256}\", hex])"));
            }
            _ => {}
        }
    }
    let path = if is_query {
        request.path.clone()
    } else {
        request.target()
    };
    let url = Text::literal(&request.origin).joined("", &path);
    let url = match (is_query, signing.query.is_empty()) {
        (true, false) => url.joined("?", &signing.query),
        _ => url,
    };
    let url = match signing.expires_in {
        Some(seconds) => {
            let joint = if signing.query.is_empty() { "?" } else { "&" };
            url.joined(&format!("{joint}X-Amz-Expires={seconds}"), &Text::default())
        }
        None => url,
    };
    lines.push("const signer = new AwsV4Signer({".to_owned());
    lines.push(format!("  method: {},", JS.literal(&request.method)?));
    lines.push(format!("  url: {},", JS.text(&url)?));
    lines.push("  headers,".to_owned());
    if request.has_body() {
        lines.push("  body,".to_owned());
    }
    lines.push(match &signing.keys {
        Keys::Environment => "  accessKeyId: process.env.AWS_ACCESS_KEY_ID,\n  secretAccessKey: \
                              process.env.AWS_SECRET_ACCESS_KEY,\n  sessionToken: process.env.AWS_SESSION_TOKEN,"
            .to_owned(),
        Keys::Profile(name) => format!("  ...(await fromIni({{ profile: {} }})()),", JS.literal(name)?),
        Keys::Chain => "  ...(await fromNodeProviderChain()()),".to_owned(),
    });
    lines.push(format!("  region: {},", JS.literal(&signing.region)?));
    lines.push(format!("  service: {},", JS.literal(&signing.service)?));
    lines.push("  allHeaders: true,".to_owned());
    if is_query {
        lines.push("  signQuery: true,".to_owned());
    }
    lines.push("})".to_owned());
    if signing.path != request.path || !is_plain(&signing.path) {
        lines.push("// The path as AWS reads it for the signature.".to_owned());
        lines.push(format!("signer.encodedPath = {}", JS.text(&signing.path)?));
    }
    if !is_query && !reads_query(request, signing) {
        lines.push("// The query as AWS reads it for the signature.".to_owned());
        lines.push(format!("signer.encodedSearch = {}", JS.text(&signing.query)?));
    }
    lines.push(if is_query {
        "const { url } = await signer.sign()".to_owned()
    } else {
        "const { url, headers: signedHeaders } = await signer.sign()".to_owned()
    });
    Ok(lines)
}

/// Whether aws4fetch makes this canonical query by itself: it drops parameters without a name, and for S3 all but the first
/// of one name.
fn reads_query(request: &Outgoing, signing: &Signing) -> bool {
    let has_nameless = signing
        .query
        .literals()
        .any(|text| text.split('&').any(|part| part.starts_with('=')));
    signing.query.is_empty()
        || (signing.has_plain_query(request.query.as_ref()) && !has_nameless && signing.service != "s3")
}

fn is_plain(path: &Text) -> bool {
    path.literals().all(|text| {
        text.chars()
            .all(|ch| ch.is_ascii_alphanumeric() || "-._~/".contains(ch))
    })
}
