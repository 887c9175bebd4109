//! Python: botocore signs, and the standard library or requests sends.
//!
//! <https://github.com/boto/botocore/blob/develop/botocore/auth.py>

use super::outgoing::{BodyPart, Keys, Outgoing, Payload, Signing};
use super::text::Text;
use super::{CodeError, CodeWarning, Dialect, joined};

const PYTHON: Dialect = Dialect::Python;

/// Signed by botocore and sent by `http.client`, which puts target and lines on the connection as they are given.
pub(super) fn botocore(request: &Outgoing) -> Result<String, CodeError> {
    let mut lines = Vec::new();
    if let Some(signing) = &request.signing {
        lines.extend(signed(request, signing)?);
        if signing.expires_in.is_some() {
            return Ok(with_imports(&joined(lines)));
        }
    } else {
        lines.extend(body(request)?);
        lines.push("headers = [".to_owned());
        if let Some(host) = &request.host {
            lines.push(format!("    (\"host\", {}),", PYTHON.text(host)?));
        }
        for header in &request.headers {
            lines.push(pair(&header.name, &header.value)?);
        }
        lines.push("]".to_owned());
    }
    let kind = if request.is_tls {
        "HTTPSConnection"
    } else {
        "HTTPConnection"
    };
    let has_host = request.host.is_some();
    lines.push(String::new());
    lines.push(format!(
        "connection = http.client.{kind}({})",
        PYTHON.literal(&request.authority)?
    ));
    lines.push(format!(
        "connection.putrequest({}, {}, {}skip_accept_encoding=True)",
        PYTHON.literal(&request.method)?,
        PYTHON.text(&request.target())?,
        if has_host { "skip_host=True, " } else { "" }
    ));
    let source = if request.signing.is_some() {
        if request.headers.iter().any(|header| !header.is_signed) {
            "request.headers.items() + unsigned"
        } else {
            "request.headers.items()"
        }
    } else {
        "headers"
    };
    lines.push(format!("for name, value in {source}:"));
    lines.push("    connection.putheader(name, value.encode())".to_owned());
    if request.has_body() {
        lines.push("connection.putheader(\"content-length\", len(body))".to_owned());
        lines.push("connection.endheaders(body)".to_owned());
    } else {
        if matches!(request.method.as_str(), "POST" | "PUT" | "PATCH") {
            lines.push("connection.putheader(\"content-length\", 0)".to_owned());
        }
        lines.push("connection.endheaders()".to_owned());
    }
    lines.push("response = connection.getresponse()".to_owned());
    lines.push("print(response.status, response.reason)".to_owned());
    lines.push("print(response.read().decode(errors=\"replace\"))".to_owned());
    Ok(with_imports(&joined(lines)))
}

/// Signed by botocore and sent by requests.
pub(super) fn requests(request: &Outgoing, warnings: &mut Vec<CodeWarning>) -> Result<String, CodeError> {
    let mut lines = Vec::new();
    let has_signing = request.signing.is_some();
    if let Some(signing) = &request.signing {
        lines.extend(signed(request, signing)?);
        if signing.expires_in.is_some() {
            return Ok(with_imports(&joined(lines)));
        }
        lines.push(String::new());
        lines.push("headers = dict(request.headers.items())".to_owned());
        if request.headers.iter().any(|header| !header.is_signed) {
            lines.push("headers.update(unsigned)".to_owned());
        }
    } else {
        lines.extend(body(request)?);
        lines.push("headers = {".to_owned());
        if let Some(host) = &request.host {
            lines.push(format!("    \"host\": {},", PYTHON.text(host)?));
        }
        for header in &request.headers {
            lines.push(format!(
                "    {}: {},",
                PYTHON.literal(&header.name)?,
                PYTHON.text(&header.value)?
            ));
        }
        lines.push("}".to_owned());
    }
    for name in request.names_twice() {
        if has_signing {
            // A signature over both lines would be refused for one of them.
            return Err(CodeError::SignsOtherwise {
                what: "header lines of one name",
            });
        }
        warnings.push(CodeWarning::HeaderJoined {
            name: name.to_owned(),
        });
    }
    let data = if request.has_body() { ", data=body" } else { "" };
    lines.push(format!(
        "prepared = requests.Request({}, {}, headers={{name: value.encode() for name, value in headers.items()}}{data}).prepare()",
        PYTHON.literal(&request.method)?,
        PYTHON.literal(&format!("{}/", request.origin))?
    ));
    // It upper-cases the letters of known methods and reads dots out of paths.
    lines.push(format!("prepared.method = {}", PYTHON.literal(&request.method)?));
    lines.push(format!("prepared.url = {}", PYTHON.text(&request.url())?));
    lines.push("response = requests.Session().send(prepared, allow_redirects=False)".to_owned());
    lines.push("print(response.status_code, response.reason)".to_owned());
    lines.push("print(response.text)".to_owned());
    if has_signing
        && !is_kept_by_urllib3(&request.path)
        && !request.path.literals().all(|text| text.starts_with("//"))
    {
        return Err(CodeError::SignsOtherwise { what: "the path" });
    }
    if !is_kept_by_urllib3(&request.target()) {
        warnings.push(CodeWarning::TargetRespelled {
            target: shown(&request.target()),
        });
    }
    Ok(with_imports(&joined(lines)))
}

/// urllib3 writes escapes in upper case and escapes what RFC 3986 does not allow; requests takes slashes away at the front.
fn is_kept_by_urllib3(target: &Text) -> bool {
    let whole: String = target.literals().collect();
    let mut after = whole.split('%').skip(1);
    let has_lower = after.any(|rest| rest.chars().take(2).any(|ch| ch.is_ascii_lowercase()));
    let is_escape = |rest: &str| rest.chars().take(2).filter(char::is_ascii_hexdigit).count() == 2;
    let is_known = |ch: char| ch.is_ascii_alphanumeric() || "-._~:/?@!$&'()*+,;=%".contains(ch);
    !whole.starts_with("//")
        && !has_lower
        && whole.split('%').skip(1).all(is_escape)
        && whole.chars().all(is_known)
}

/// The target with marks in the places of secrets.
pub(super) fn shown(target: &Text) -> String {
    let mut shown = String::new();
    for piece in &target.0 {
        match piece {
            super::text::Piece::Literal(text) => shown.push_str(text),
            super::text::Piece::Variable(name) => {
                shown.push('$');
                shown.push_str(name);
            }
            super::text::Piece::Base64(_) => shown.push('…'),
        }
    }
    shown
}

fn pair(name: &str, value: &Text) -> Result<String, CodeError> {
    Ok(format!(
        "    ({}, {}),",
        PYTHON.literal(name)?,
        PYTHON.text(value)?
    ))
}

fn with_imports(code: &str) -> String {
    let mut plain: Vec<&str> = ["base64", "hashlib", "http.client", "os", "requests"]
        .into_iter()
        .filter(|module| code.contains(&format!("{module}.")))
        .collect();
    if code.contains("urlsplit(") {
        plain.push("urllib.parse");
    }
    let mut imports: Vec<String> = plain.iter().map(|module| format!("import {module}")).collect();
    let mut from = Vec::new();
    let classes: Vec<&str> = ["S3SigV4Auth", "S3SigV4QueryAuth", "SigV4Auth", "SigV4QueryAuth"]
        .into_iter()
        .filter(|class| {
            [format!("({class})"), format!("\n{class}(")]
                .iter()
                .any(|form| code.contains(form))
        })
        .collect();
    if !classes.is_empty() {
        from.push(format!("from botocore.auth import {}", classes.join(", ")));
    }
    for (module, class) in [
        ("botocore.awsrequest", "AWSRequest"),
        ("botocore.credentials", "Credentials"),
        ("botocore.session", "Session"),
    ] {
        if code.contains(&format!(" {class}(")) || code.contains(&format!("={class}(")) {
            from.push(format!("from {module} import {class}"));
        }
    }
    if !from.is_empty() {
        imports.push(String::new());
        imports.extend(from);
    }
    format!("{}\n\n{code}", imports.join("\n"))
}

fn body(request: &Outgoing) -> Result<Vec<String>, CodeError> {
    if !request.has_body() {
        return Ok(Vec::new());
    }
    let mut parts = Vec::new();
    for part in &request.body {
        parts.push(match part {
            BodyPart::Text(text) => {
                let written = PYTHON.long_text(text, "    ")?;
                if written.starts_with('(') || text.as_literal().is_some() {
                    format!("{written}.encode()")
                } else {
                    format!("({written}).encode()")
                }
            }
            BodyPart::Bytes(base64) => format!("base64.b64decode({})", PYTHON.literal(base64)?),
            BodyPart::File(path) => format!("open({}, \"rb\").read()", PYTHON.literal(path)?),
        });
    }
    Ok(vec![format!("body = {}", parts.join(" + "))])
}

/// The signed `AWSRequest` as `request`; for a presigned URL the URL, printed.
fn signed(request: &Outgoing, signing: &Signing) -> Result<Vec<String>, CodeError> {
    let mut lines = vec![match &signing.keys {
        Keys::Environment => "credentials = Credentials(\n    os.environ[\"AWS_ACCESS_KEY_ID\"],\n    \
                              os.environ[\"AWS_SECRET_ACCESS_KEY\"],\n    os.environ.get(\"AWS_SESSION_TOKEN\"),\n)"
            .to_owned(),
        Keys::Profile(name) => format!(
            "credentials = Session(profile={}).get_credentials().get_frozen_credentials()",
            PYTHON.literal(name)?
        ),
        Keys::Chain => "credentials = Session().get_credentials().get_frozen_credentials()".to_owned(),
    }];
    lines.extend(body(request)?);
    let is_query = signing.expires_in.is_some();
    let signer = Signer::of(request, signing);
    lines.extend(signer.class(request, signing)?);
    let plain_query = signing.has_plain_query(request.query.as_ref()) && !is_query;
    let query = if plain_query {
        request.query.clone()
    } else {
        Some(signing.query.clone()).filter(|query| !query.is_empty())
    };
    let target = match &query {
        Some(query) => request.path.joined("?", query),
        None => request.path.clone(),
    };
    if request.target() != target && !is_query {
        lines.push("# The query is signed as AWS reads it, and sent as it stands below.".to_owned());
    }
    let url = Text::literal(&request.origin).joined("", &target);
    let data = if request.has_body() && !is_query {
        ", data=body"
    } else {
        ""
    };
    lines.push(format!(
        "request = AWSRequest({}, {}{data})",
        PYTHON.literal(&request.method)?,
        PYTHON.text(&url)?
    ));
    if let Some(host) = &request.host {
        lines.push(format!("request.headers[\"host\"] = {}", PYTHON.text(host)?));
    }
    for header in request.headers.iter().filter(|header| header.is_signed) {
        lines.push(format!(
            "request.headers[{}] = {}",
            PYTHON.literal(&header.name)?,
            PYTHON.text(&header.value)?
        ));
    }
    if signing.has_sha256_header && !signer.adds_sha256() {
        let hash = payload_hash(request, signing);
        lines.push(format!("request.headers[\"x-amz-content-sha256\"] = {hash}"));
    }
    let expires = signing
        .expires_in
        .map(|seconds| format!(", expires={seconds}"))
        .unwrap_or_default();
    lines.push(format!(
        "{}(credentials, {}, {}{expires}).add_auth(request)",
        signer.name(),
        PYTHON.literal(&signing.service)?,
        PYTHON.literal(&signing.region)?
    ));
    let unsigned: Vec<_> = request
        .headers
        .iter()
        .filter(|header| !header.is_signed)
        .collect();
    if is_query {
        // The path as it is sent: the signer may have read another one.
        lines.push(format!(
            "print({} + \"?\" + urllib.parse.urlsplit(request.url).query)",
            PYTHON.text(&Text::literal(&request.origin).joined("", &request.path))?
        ));
    } else if !unsigned.is_empty() {
        lines.push("# Sent, and not signed.".to_owned());
        lines.push("unsigned = [".to_owned());
        for header in unsigned {
            lines.push(pair(&header.name, &header.value)?);
        }
        lines.push("]".to_owned());
    }
    Ok(lines)
}

fn payload_hash(request: &Outgoing, signing: &Signing) -> String {
    match signing.payload {
        Payload::Unsigned => "\"UNSIGNED-PAYLOAD\"".to_owned(),
        Payload::Signed if request.has_body() => "hashlib.sha256(body).hexdigest()".to_owned(),
        Payload::Signed => "hashlib.sha256(b\"\").hexdigest()".to_owned(),
    }
}

/// The class of botocore that signs this request, or one made of it.
struct Signer {
    base: &'static str,
    own_path: bool,
    own_payload: bool,
}

impl Signer {
    fn of(request: &Outgoing, signing: &Signing) -> Self {
        let is_query = signing.expires_in.is_some();
        let is_s3 = signing.service == "s3" && signing.has_plain_path(&request.path);
        if is_s3 && !is_query && signing.has_sha256_header && signing.payload == Payload::Signed {
            return Self {
                base: "S3SigV4Auth",
                own_path: false,
                own_payload: false,
            };
        }
        if is_s3 && is_query && signing.payload == Payload::Unsigned {
            return Self {
                base: "S3SigV4QueryAuth",
                own_path: false,
                own_payload: false,
            };
        }
        Self {
            base: if is_query { "SigV4QueryAuth" } else { "SigV4Auth" },
            own_path: !is_read_alike(&request.path, &signing.path),
            // In the header form botocore goes by x-amz-content-sha256.
            own_payload: if is_query {
                signing.payload == Payload::Unsigned || request.has_body()
            } else {
                signing.payload == Payload::Unsigned && !signing.has_sha256_header
            },
        }
    }

    fn adds_sha256(&self) -> bool {
        self.base == "S3SigV4Auth"
    }

    fn name(&self) -> &'static str {
        if self.own_path || self.own_payload {
            "Signer"
        } else {
            self.base
        }
    }

    fn class(&self, request: &Outgoing, signing: &Signing) -> Result<Vec<String>, CodeError> {
        if self.name() == self.base {
            return Ok(Vec::new());
        }
        let mut lines = vec![String::new(), format!("class Signer({}):", self.base)];
        if self.own_path {
            lines.push("    # The path as AWS reads it for the signature.".to_owned());
            lines.push("    def _normalize_url_path(self, path):".to_owned());
            lines.push(format!("        return {}", PYTHON.text(&signing.path)?));
        }
        if self.own_payload {
            lines.push("    def payload(self, request):".to_owned());
            lines.push(format!("        return {}", payload_hash(request, signing)));
        }
        lines.push(String::new());
        Ok(lines)
    }
}

/// Whether botocore makes this canonical path of that path: it takes dots and slashes away and encodes once more.
pub(super) fn is_read_alike(sent: &Text, signed: &Text) -> bool {
    let (Some(sent), Some(signed)) = (sent.as_literal(), signed.as_literal()) else {
        return sent == signed;
    };
    let mut segments: Vec<&str> = Vec::new();
    for segment in sent.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            segment => segments.push(segment),
        }
    }
    let mut path = format!("/{}", segments.join("/"));
    if sent.ends_with('/') && !segments.is_empty() {
        path.push('/');
    }
    encoded(&path) == signed
}

/// Every byte but unreserved characters and slashes as an escape.
pub(super) fn encoded(path: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").ok();
        }
    }
    out
}
