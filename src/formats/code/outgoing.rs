//! The request as code has to say it: what is sent, what of it is signed, and where the secrets come from.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::text::{Names, Piece, Text, environment_name};
use super::{CodeError, CodeWarning, Source};
use crate::formats::copy::CopyError;
use crate::formats::copy::region_and_service;
use crate::model::{
    AuthKind, AwsAuth, BodyPiece, CredentialSource, HeaderSource, HostSigned, SigningReport, TokenPlacement,
    WireHeader, WireRequest,
};
use crate::redact::header_secrets;
use crate::sigv4::is_set_by_signing;

/// A longer body is read from a file.
const LONGEST_BODY_BYTES: usize = 100_000;
/// Its name.
pub(super) const BODY_FILE: &str = "request-body.bin";

/// A request to be written.
#[derive(Debug)]
pub(super) struct Outgoing {
    pub method: String,
    /// `https://host:port`.
    pub origin: String,
    pub is_tls: bool,
    /// `host:port`, without the port that the scheme has anyhow.
    pub authority: String,
    /// Path and query as they are sent.
    pub path: Text,
    pub query: Option<Text>,
    /// The Host header, where it is not the authority.
    pub host: Option<Text>,
    /// The lines but for Host and those of signing, in order.
    pub headers: Vec<Header>,
    pub body: Vec<BodyPart>,
    /// Of the body as it is now.
    pub body_sha256: String,
    pub signing: Option<Signing>,
}

/// A header line.
#[derive(Clone, Debug)]
pub(super) struct Header {
    /// Lower-case.
    pub name: String,
    pub value: Text,
    pub is_signed: bool,
}

/// A part of a body.
#[derive(Clone, Debug)]
pub(super) enum BodyPart {
    Text(Text),
    /// No UTF-8 text: in base64.
    Bytes(String),
    /// The whole of a file.
    File(String),
}

/// How it is signed.
#[derive(Debug)]
pub(super) struct Signing {
    pub region: String,
    pub service: String,
    /// The path of the canonical request.
    pub path: Text,
    /// The query of the canonical request, without what signing adds.
    pub query: Text,
    pub payload: Payload,
    /// Whether `x-amz-content-sha256` is added.
    pub has_sha256_header: bool,
    /// Life of a presigned URL in seconds.
    pub expires_in: Option<u32>,
    pub keys: Keys,
}

/// The last line of the canonical request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Payload {
    Signed,
    Unsigned,
}

/// Where the code takes its credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Keys {
    /// `AWS_ACCESS_KEY_ID` and its companions.
    Environment,
    /// This profile.
    Profile(String),
    /// What the SDK finds by itself.
    Chain,
}

impl Outgoing {
    /// Reads the request; what no language can say is among the warnings.
    pub fn new(
        source: &Source<'_>,
        names: &mut Names,
        warnings: &mut Vec<CodeWarning>,
    ) -> Result<Self, CodeError> {
        let wire = source.wire;
        let report = source.report;
        let authority = wire.endpoint.authority();
        let target = names.text(&wire.target);
        let (path, query) = match wire.target.split_once('?') {
            Some((path, query)) => (names.text(&path), Some(names.text(&query))),
            None => (target, None),
        };
        let is_signed =
            |name: &str| report.is_some_and(|report| report.signed_headers.iter().any(|one| one == name));
        let mut headers = Vec::new();
        for line in &wire.headers {
            let name = line.name.as_str();
            if is_taken(line, source) {
                headers.push(Header {
                    value: value_of(line, source, names),
                    name: name.to_owned(),
                    is_signed: is_signed(name),
                });
            }
        }
        let host = wire
            .header("host")
            .filter(|line| line.value.as_str() != authority)
            .map(|line| names.text(&line.value));
        let is_from_jar = |line: &WireHeader| {
            line.name.as_str() == "cookie" && matches!(line.source, HeaderSource::Client(_))
        };
        if wire.headers.iter().any(is_from_jar) {
            warnings.push(CodeWarning::CookiesLeftOut);
        }
        let connect_to = source.request.settings.connect_to.trim();
        if !connect_to.is_empty() {
            warnings.push(CodeWarning::ConnectToLeftOut {
                address: connect_to.to_owned(),
            });
        }
        Ok(Self {
            method: wire.method.as_str().to_owned(),
            origin: format!("{}://{authority}", wire.endpoint.scheme.as_str()),
            is_tls: wire.endpoint.scheme.as_str() == "https",
            authority,
            path,
            query,
            host,
            headers,
            body: body_of(wire, names, warnings)?,
            body_sha256: wire.digest.sha256.clone(),
            signing: match report {
                Some(report) => Some(signing_of(source, report, names, warnings)?),
                None => None,
            },
        })
    }

    /// Path and query as they are sent.
    pub fn target(&self) -> Text {
        match &self.query {
            Some(query) => self.path.joined("?", query),
            None => self.path.clone(),
        }
    }

    /// The whole URL as it is sent.
    pub fn url(&self) -> Text {
        Text::literal(&self.origin).joined("", &self.target())
    }

    /// Path and query as they are signed.
    pub fn signed_target(&self, signing: &Signing) -> Text {
        if signing.query.is_empty() {
            signing.path.clone()
        } else {
            signing.path.joined("?", &signing.query)
        }
    }

    /// Names of which there is more than one line.
    pub fn names_twice(&self) -> Vec<&str> {
        let mut twice: Vec<&str> = Vec::new();
        for (at, header) in self.headers.iter().enumerate() {
            let is_second = self.headers.iter().take(at).any(|one| one.name == header.name);
            if is_second && !twice.contains(&header.name.as_str()) {
                twice.push(&header.name);
            }
        }
        twice
    }

    /// The lines that are signed, those of one name joined as the canonical request has them.
    pub fn signed_headers(&self) -> Vec<(String, Text)> {
        let mut all: Vec<(String, Text)> = Vec::new();
        for header in self.headers.iter().filter(|header| header.is_signed) {
            match all.iter_mut().find(|(name, _)| *name == header.name) {
                Some((_, value)) => *value = value.joined(",", &header.value),
                None => all.push((header.name.clone(), header.value.clone())),
            }
        }
        all
    }

    /// The same as the canonical request has them: without blanks at the ends and with one in the place of several.
    pub fn canonical_headers(&self) -> Vec<(String, Text)> {
        let mut all = self.signed_headers();
        for (_, value) in &mut all {
            for piece in &mut value.0 {
                if let Piece::Literal(text) = piece {
                    *text = folded(text);
                }
            }
        }
        all
    }

    /// The lines with the values of one name together.
    pub fn grouped_headers(&self) -> Vec<(String, Vec<Text>)> {
        let mut all: Vec<(String, Vec<Text>)> = Vec::new();
        for header in &self.headers {
            match all.iter_mut().find(|(name, _)| *name == header.name) {
                Some((_, values)) => values.push(header.value.clone()),
                None => all.push((header.name.clone(), vec![header.value.clone()])),
            }
        }
        all
    }

    /// Whether every character of the lines is ASCII.
    pub fn has_ascii_headers(&self) -> bool {
        self.headers
            .iter()
            .all(|header| header.value.literals().all(str::is_ascii))
    }

    /// Whether the client has to say that there is nothing.
    pub fn needs_length_zero(&self) -> bool {
        !self.has_body() && matches!(self.method.as_str(), "POST" | "PUT" | "PATCH")
    }

    /// Whether there is a body, which may be empty when it is a file.
    pub fn has_body(&self) -> bool {
        !self.body.is_empty()
    }
}

impl Signing {
    /// Whether the path that is signed is the one that is sent, and so plain that no signer changes it.
    pub fn has_plain_path(&self, sent: &Text) -> bool {
        self.path == *sent
    }

    /// Whether sorting the query is all that has to be done.
    pub fn has_plain_query(&self, sent: Option<&Text>) -> bool {
        let Some(sent) = sent else {
            return self.query.is_empty();
        };
        match (sent.as_literal(), self.query.as_literal()) {
            (Some(sent), Some(signed)) => {
                let mut parts: Vec<&str> = sent.split('&').collect();
                parts.sort_unstable();
                parts.join("&") == signed
            }
            _ => *sent == self.query,
        }
    }

    /// Names and values of the canonical query, decoded; `None` where they are no UTF-8 text.
    pub fn parameters(&self) -> Option<Vec<(Text, Text)>> {
        let mut all: Vec<(Text, Option<Text>)> = Vec::new();
        let mut open = (Text::default(), None::<Text>);
        for piece in &self.query.0 {
            let Piece::Literal(text) = piece else {
                let last = open.1.as_mut().unwrap_or(&mut open.0);
                last.0.push(piece.clone());
                continue;
            };
            for (at, part) in text.split('&').enumerate() {
                if at > 0 {
                    all.push(std::mem::take(&mut open));
                }
                let (before, behind) = match part.split_once('=') {
                    Some((before, behind)) if open.1.is_none() => (before, Some(behind)),
                    _ => (part, None),
                };
                let decode = |text: &str| String::from_utf8(decoded(text)).ok();
                let last = open.1.as_mut().unwrap_or(&mut open.0);
                last.push(&decode(before)?);
                if let Some(behind) = behind {
                    open.1 = Some(Text::literal(&decode(behind)?));
                }
            }
        }
        all.push(open);
        let pairs = all
            .into_iter()
            .map(|(name, value)| (name, value.unwrap_or_default()));
        Some(
            pairs
                .filter(|(name, value)| !name.is_empty() || !value.is_empty())
                .collect(),
        )
    }

    /// The parameters of the canonical query, encoded.
    pub fn query_parts(&self) -> Vec<Text> {
        let mut parts = vec![Text::default()];
        for piece in &self.query.0 {
            match piece {
                Piece::Literal(text) => {
                    for (at, part) in text.split('&').enumerate() {
                        if at > 0 {
                            parts.push(Text::default());
                        }
                        if let Some(last) = parts.last_mut() {
                            last.push(part);
                        }
                    }
                }
                piece => {
                    if let Some(last) = parts.last_mut() {
                        last.0.push(piece.clone());
                    }
                }
            }
        }
        parts.retain(|part| !part.is_empty());
        parts
    }

    /// The same with the values of one name together.
    pub fn grouped_parameters(&self) -> Option<Vec<(Text, Vec<Text>)>> {
        let mut grouped: Vec<(Text, Vec<Text>)> = Vec::new();
        for (name, value) in self.parameters()? {
            match grouped.iter_mut().find(|(known, _)| *known == name) {
                Some((_, values)) => values.push(value),
                None => grouped.push((name, vec![value])),
            }
        }
        Some(grouped)
    }
}

/// Lines that code has to name: those of signing and what every client adds by itself are not among them.
fn is_taken(line: &WireHeader, source: &Source<'_>) -> bool {
    let name = line.name.as_str();
    let is_signed = source.report.is_some();
    if name == "host" || name == "content-length" || (is_signed && is_remade(name, line.source)) {
        return false;
    }
    match line.source {
        HeaderSource::Typed => true,
        HeaderSource::Signer => false,
        HeaderSource::Client(_) => !matches!(name, "accept" | "user-agent" | "accept-encoding" | "cookie"),
    }
}

/// Lines that the signer of the code makes anew.
fn is_remade(name: &str, source: HeaderSource) -> bool {
    source == HeaderSource::Signer
        || is_set_by_signing(name)
        || matches!(name, "authorization" | "x-amz-date" | "x-amz-security-token")
}

/// The value with its secrets as variables.
fn value_of(line: &WireHeader, source: &Source<'_>, names: &mut Names) -> Text {
    let value = line.value.as_str();
    let is_ours = matches!(line.source, HeaderSource::Client(_));
    let is_basic = is_ours && source.request.http.auth.kind == AuthKind::Basic;
    if is_basic
        && line.name.as_str() == "authorization"
        && let Some(text) = basic(value, names)
    {
        return text;
    }
    let text = names.text(&line.value);
    // What a person typed behind the name of a secret, without a variable.
    let Some(literal) = text.as_literal() else {
        return text;
    };
    let mut secrets = header_secrets(line.name.as_str(), literal).into_iter();
    let Some((label, secret)) = secrets.next() else {
        return text;
    };
    let found = std::str::from_utf8(secret.expose_for_search()).unwrap_or_default();
    let Some((before, behind)) = literal.split_once(found) else {
        return text;
    };
    // More than one, as cookies: the whole line is a secret.
    let (before, found, behind) = match secrets.next() {
        None => (before, found, behind),
        Some(_) => ("", literal, ""),
    };
    let mut text = Text::literal(before);
    text.append(&Text::variable(names.name(&environment_name(&label), found)));
    text.push(behind);
    text
}

/// `Basic ` and the base64 of user and password.
fn basic(value: &str, names: &mut Names) -> Option<Text> {
    let (scheme, encoded) = value.split_once(' ')?;
    let decoded = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    let (user, password) = decoded.split_once(':')?;
    let mut inner = names.searched(user);
    inner.push(":");
    inner.append(&Text::variable(names.name("API_PASSWORD", password)));
    let mut text = Text::literal(scheme);
    text.push(" ");
    text.0.push(Piece::Base64(inner));
    Some(text)
}

fn body_of(
    wire: &WireRequest,
    names: &mut Names,
    warnings: &mut Vec<CodeWarning>,
) -> Result<Vec<BodyPart>, CodeError> {
    let in_memory: usize = wire.body.pieces().iter().map(bytes_of).sum();
    if in_memory > LONGEST_BODY_BYTES {
        warnings.push(CodeWarning::BodyInFile {
            bytes: in_memory,
            file: BODY_FILE,
        });
        return Ok(vec![BodyPart::File(BODY_FILE.to_owned())]);
    }
    if let Some(bytes) = wire.body.in_memory().filter(|bytes| !bytes.is_empty()) {
        return Ok(vec![of_bytes(&bytes, names)]);
    }
    let parts = wire.body.pieces().iter().map(|piece| {
        Ok(match piece {
            BodyPiece::Bytes(bytes) => of_bytes(bytes, names),
            BodyPiece::File(path) => BodyPart::File(path.to_str().ok_or(CodeError::PathNotText)?.to_owned()),
        })
    });
    parts.collect()
}

fn bytes_of(piece: &BodyPiece) -> usize {
    match piece {
        BodyPiece::Bytes(bytes) => bytes.len(),
        BodyPiece::File(_) => 0,
    }
}

fn of_bytes(bytes: &[u8], names: &mut Names) -> BodyPart {
    match std::str::from_utf8(bytes) {
        Ok(text) => BodyPart::Text(names.searched(text)),
        Err(_) => BodyPart::Bytes(STANDARD.encode(bytes)),
    }
}

fn folded(text: &str) -> String {
    let mut out = String::new();
    for ch in text.chars() {
        if !(ch == ' ' && out.ends_with(' ')) {
            out.push(ch);
        }
    }
    out
}

/// The bytes that percent escapes stand for.
fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let escape = behind
            .get(..2)
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (first, escape) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = behind.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    bytes
}

/// Parameters that signing adds to a presigned URL.
const ADDED: [&str; 6] = [
    "X-Amz-Algorithm=",
    "X-Amz-Credential=",
    "X-Amz-Date=",
    "X-Amz-Expires=",
    "X-Amz-Security-Token=",
    "X-Amz-SignedHeaders=",
];

fn signing_of(
    source: &Source<'_>,
    report: &SigningReport,
    names: &mut Names,
    warnings: &mut Vec<CodeWarning>,
) -> Result<Signing, CodeError> {
    let (region, service) = region_and_service(report)?;
    let aws = &source.request.http.auth.aws;
    let canonical = &report.canonical_request;
    let sections = &report.sections;
    let path = canonical.slice(sections.path.clone());
    let query = canonical.slice(sections.query.clone());
    let mut kept = crate::model::Traced::default();
    let mut rest = Some(query);
    while let Some(part) = rest {
        let (first, behind) = match part.split_once('&') {
            Some((first, behind)) => (first, Some(behind)),
            None => (part, None),
        };
        let is_added =
            report.presigned_url.is_some() && ADDED.iter().any(|name| first.as_str().starts_with(name));
        if !is_added && !first.is_empty() {
            if !kept.is_empty() {
                kept.push("&", crate::model::Origin::Rule("joins parameters"));
            }
            kept.append(&first);
        }
        rest = behind;
    }
    if let HostSigned::Differs { signed, .. } = &report.host {
        warnings.push(CodeWarning::SigningHostLeftOut { host: signed.clone() });
    }
    let placement = aws.options.session_token_placement;
    if placement == TokenPlacement::AfterSigning
        || (placement == TokenPlacement::Auto && service == "iotdevicegateway")
    {
        warnings.push(CodeWarning::TokenSigned);
    }
    let hash = canonical.slice(sections.payload_hash.clone());
    let sha256 = "x-amz-content-sha256";
    Ok(Signing {
        region: region.to_owned(),
        service: service.to_owned(),
        path: names.text(&path),
        query: names.text(&kept),
        payload: if hash.as_str() == "UNSIGNED-PAYLOAD" {
            Payload::Unsigned
        } else {
            Payload::Signed
        },
        has_sha256_header: report.signed_headers.iter().any(|name| name == sha256)
            && source.wire.header(sha256).is_none(),
        expires_in: match aws.options.location {
            crate::model::SignatureLocation::Query { expires_in } if report.presigned_url.is_some() => {
                Some(expires_in)
            }
            _ => None,
        },
        keys: keys_of(aws, warnings),
    })
}

fn keys_of(aws: &AwsAuth, warnings: &mut Vec<CodeWarning>) -> Keys {
    for role in &aws.roles {
        warnings.push(CodeWarning::RoleNotAssumed {
            role: role.role_arn.clone(),
        });
    }
    match aws.source {
        CredentialSource::Typed | CredentialSource::Environment => Keys::Environment,
        CredentialSource::Profile if !aws.profile.trim().is_empty() => {
            Keys::Profile(aws.profile.trim().to_owned())
        }
        CredentialSource::IdentityCenter => {
            warnings.push(CodeWarning::IdentityCenterLeftOut);
            Keys::Chain
        }
        CredentialSource::Profile
        | CredentialSource::Automatic
        | CredentialSource::Container
        | CredentialSource::Instance => Keys::Chain,
    }
}

/// Refuses what can be signed in no language here.
pub(super) fn check(report: Option<&SigningReport>) -> Result<(), CodeError> {
    match report {
        Some(report) if region_and_service(report).is_err() => Err(CopyError::OtherAlgorithm.into()),
        _ => Ok(()),
    }
}
