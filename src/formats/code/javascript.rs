//! JavaScript for Node: Smithy's signer, and `node:https`, which sends target and lines as they are given.
//!
//! <https://www.npmjs.com/package/@smithy/signature-v4>

use super::outgoing::{BodyPart, Keys, Outgoing, Payload, Signing};
use super::python::is_read_alike;
use super::text::Text;
use super::{CodeError, Dialect, joined};

const JS: Dialect = Dialect::JavaScript;
const SHA256: &str = "x-amz-content-sha256";

/// A module to be run by Node.
pub(super) fn code(request: &Outgoing) -> Result<String, CodeError> {
    let module = if request.is_tls { "https" } else { "http" };
    let mut imports = Vec::new();
    let mut lines = Vec::new();
    if let Some(signing) = &request.signing {
        imports.push("import { Sha256 } from \"@aws-crypto/sha256-js\"".to_owned());
        imports.extend(import_of(&signing.keys));
        imports.push("import { SignatureV4 } from \"@smithy/signature-v4\"".to_owned());
    }
    if let Some(body) = body(request)? {
        lines.push(format!("const body = {body}"));
    }
    if let Some(signing) = &request.signing {
        lines.extend(signed(request, signing)?);
        if signing.expires_in.is_some() {
            lines.extend(presigned_url(request)?);
            imports.extend(file_import(&lines));
            return Ok(format!("{}\n\n{}", joined(imports), joined(lines)));
        }
    }
    imports.push(format!("import {module} from \"node:{module}\""));
    lines.push("const headers = {".to_owned());
    if request.signing.is_some() {
        lines.push("  ...signed.headers,".to_owned());
    } else if let Some(host) = &request.host {
        lines.push(format!("  host: {},", JS.text(host)?));
    }
    for (name, values) in request.grouped_headers() {
        let is_signed = request
            .headers
            .iter()
            .any(|one| one.name == name && one.is_signed);
        if request.signing.is_none() || !is_signed || values.len() > 1 {
            lines.push(format!("  {}: {},", key(&name)?, several(&values)?));
        }
    }
    if request.has_body() {
        lines.push("  \"content-length\": body.length,".to_owned());
    }
    lines.push("}".to_owned());
    if !request.has_ascii_headers() {
        lines.push("// Node sends characters as bytes.".to_owned());
        lines.push("const bytes = (value) => Buffer.from(value).toString(\"latin1\")".to_owned());
        lines.push("for (const [name, value] of Object.entries(headers)) {".to_owned());
        lines.push(
            "  headers[name] = Array.isArray(value) ? value.map(bytes) : bytes(String(value))".to_owned(),
        );
        lines.push("}".to_owned());
    }
    let end = if request.has_body() { "body" } else { "" };
    lines.push("const response = await new Promise((resolve, reject) => {".to_owned());
    lines.push(format!(
        "  const options = {{ method: {}, path: {}, headers }}",
        JS.literal(&request.method)?,
        JS.text(&request.target())?
    ));
    lines.push(format!(
        "  {module}.request({}, options, resolve).on(\"error\", reject).end({end})",
        JS.literal(&request.origin)?
    ));
    lines.push("})".to_owned());
    lines.push("let text = \"\"".to_owned());
    lines.push("for await (const chunk of response.setEncoding(\"utf8\")) text += chunk".to_owned());
    lines.push("console.log(response.statusCode, response.statusMessage)".to_owned());
    lines.push("console.log(text)".to_owned());
    imports.extend(file_import(&lines));
    Ok(format!("{}\n\n{}", joined(imports), joined(lines)))
}

/// What the credentials need.
pub(super) fn import_of(keys: &Keys) -> Option<String> {
    let name = match keys {
        Keys::Environment => return None,
        Keys::Profile(_) => "fromIni",
        Keys::Chain => "fromNodeProviderChain",
    };
    Some(format!(
        "import {{ {name} }} from \"@aws-sdk/credential-providers\""
    ))
}

/// Where a body reads files.
pub(super) fn file_import(lines: &[String]) -> Option<String> {
    let reads = lines.iter().any(|line| line.contains("readFileSync("));
    reads.then(|| "import { readFileSync } from \"node:fs\"".to_owned())
}

/// The body as bytes.
pub(super) fn body(request: &Outgoing) -> Result<Option<String>, CodeError> {
    let mut parts = Vec::new();
    for part in &request.body {
        parts.push(match part {
            BodyPart::Text(text) => format!("Buffer.from({})", JS.long_text(text, "  ")?),
            BodyPart::Bytes(base64) => format!("Buffer.from({}, \"base64\")", JS.literal(base64)?),
            BodyPart::File(path) => format!("readFileSync({})", JS.literal(path)?),
        });
    }
    Ok(match parts.as_slice() {
        [] => None,
        [one] => Some(one.clone()),
        parts => Some(format!("Buffer.concat([{}])", parts.join(", "))),
    })
}

/// A key of an object, which `"__proto__"` is only in brackets.
pub(super) fn key(name: &str) -> Result<String, CodeError> {
    let literal = JS.literal(name)?;
    Ok(if name == "__proto__" {
        format!("[{literal}]")
    } else {
        literal
    })
}

fn text_key(name: &Text) -> Result<String, CodeError> {
    match name.as_literal() {
        Some(name) => key(name),
        None => Ok(format!("[{}]", JS.text(name)?)),
    }
}

fn several(values: &[Text]) -> Result<String, CodeError> {
    if let [one] = values {
        return JS.text(one);
    }
    let values: Result<Vec<String>, CodeError> = values.iter().map(|value| JS.text(value)).collect();
    Ok(format!("[{}]", values?.join(", ")))
}

fn credentials(keys: &Keys) -> Result<String, CodeError> {
    Ok(match keys {
        Keys::Environment => "{\n    accessKeyId: process.env.AWS_ACCESS_KEY_ID,\n    secretAccessKey: \
                              process.env.AWS_SECRET_ACCESS_KEY,\n    sessionToken: process.env.AWS_SESSION_TOKEN,\n  }"
            .to_owned(),
        Keys::Profile(name) => format!("fromIni({{ profile: {} }})", JS.literal(name)?),
        Keys::Chain => "fromNodeProviderChain()".to_owned(),
    })
}

/// `signed`, with its headers or its query.
fn signed(request: &Outgoing, signing: &Signing) -> Result<Vec<String>, CodeError> {
    let reads_path = is_read_alike(&request.path, &signing.path);
    let is_unsigned_query = signing.expires_in.is_some() && signing.payload == Payload::Unsigned;
    let mut lines = vec![
        "const signer = new SignatureV4({".to_owned(),
        format!("  credentials: {},", credentials(&signing.keys)?),
        format!("  region: {},", JS.literal(&signing.region)?),
        format!("  service: {},", JS.literal(&signing.service)?),
        "  sha256: Sha256,".to_owned(),
    ];
    if !reads_path {
        lines.push("  uriEscapePath: false,".to_owned());
    }
    if !signing.has_sha256_header {
        lines.push("  applyChecksum: false,".to_owned());
    }
    lines.push("})".to_owned());
    let path = if reads_path { &request.path } else { &signing.path };
    lines.push("const request = {".to_owned());
    lines.push(format!("  method: {},", JS.literal(&request.method)?));
    if !reads_path {
        lines.push("  // The path as AWS reads it for the signature.".to_owned());
    }
    lines.push(format!("  path: {},", JS.text(path)?));
    let parameters = signing.grouped_parameters().ok_or(CodeError::SignsOtherwise {
        what: "a query that is no UTF-8 text",
    })?;
    if !parameters.is_empty() {
        lines.push("  query: {".to_owned());
        for (name, values) in &parameters {
            lines.push(format!("    {}: {},", text_key(name)?, several(values)?));
        }
        lines.push("  },".to_owned());
    }
    lines.push("  headers: {".to_owned());
    let host = match &request.host {
        Some(host) => JS.text(host)?,
        None => JS.literal(&request.authority)?,
    };
    lines.push(format!("    host: {host},"));
    for (name, value) in request.signed_headers() {
        lines.push(format!("    {}: {},", key(&name)?, JS.text(&value)?));
    }
    if is_unsigned_query || (signing.payload == Payload::Unsigned && signing.has_sha256_header) {
        lines.push(format!("    \"{SHA256}\": \"UNSIGNED-PAYLOAD\","));
    }
    lines.push("  },".to_owned());
    if request.has_body() {
        lines.push("  body,".to_owned());
    }
    lines.push("}".to_owned());
    let Some(seconds) = signing.expires_in else {
        lines.push("const signed = await signer.sign(request)".to_owned());
        return Ok(lines);
    };
    let mut kept: Vec<String> = Vec::new();
    for (name, _) in request.signed_headers() {
        if name.starts_with("x-amz-") {
            kept.push(JS.literal(&name)?);
        }
    }
    if is_unsigned_query {
        kept.push(format!("\"{SHA256}\""));
    }
    lines.push("const signed = await signer.presign(request, {".to_owned());
    lines.push(format!("  expiresIn: {seconds},"));
    if !kept.is_empty() {
        lines.push(format!("  unhoistableHeaders: new Set([{}]),", kept.join(", ")));
    }
    if is_unsigned_query {
        lines.push(format!("  unsignableHeaders: new Set([\"{SHA256}\"]),"));
    }
    lines.push("})".to_owned());
    Ok(lines)
}

fn presigned_url(request: &Outgoing) -> Result<Vec<String>, CodeError> {
    let url = Text::literal(&request.origin).joined("", &request.path);
    Ok(vec![
        "const escape = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (mark) => \"%\" + \
         mark.charCodeAt(0).toString(16).toUpperCase())"
            .to_owned(),
        "const query = Object.entries(signed.query).flatMap(([name, values]) =>".to_owned(),
        "  [values].flat().map((value) => `${escape(name)}=${escape(value)}`))".to_owned(),
        format!("console.log({} + \"?\" + query.join(\"&\"))", JS.text(&url)?),
    ])
}
