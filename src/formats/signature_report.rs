//! A signature report as Markdown, to hand in, to file, or to ask somebody with. No secret is in it.
//!
//! Every text is searched for secrets before it is written, so that the escapes of Markdown hide none; and the whole is
//! searched again at the end.

use time::Duration;

use super::markdown::{fenced, inline};
use crate::model::{KeyShown, Secret, SigningReport, SigningTime, WireRequest};
use crate::redact::{KnownSecrets, Redacted, masked_key_id};
use crate::sigv4::ALGORITHM;

/// Headers whose values let somebody in, whatever the auth.
const SECRET_HEADERS: [(&str, &str); 3] = [
    ("cookie", "cookies"),
    ("x-api-key", "API key"),
    ("proxy-authorization", "proxy authorization"),
];

/// What a document is made of.
#[derive(Clone, Copy, Debug)]
pub struct SignatureReport<'a> {
    /// The request with what signing added.
    pub wire: &'a WireRequest,
    /// What was signed.
    pub report: &'a SigningReport,
    /// Whether it was sent.
    pub state: ReportState,
    /// Remarks made while building, planning and signing.
    pub notes: &'a [String],
    /// The reply, when one came.
    pub reply: Option<&'a ReportedReply>,
    /// Whether access key IDs are shown.
    pub key_ids: KeyIds,
    /// The moment at which it is written: it tells whether a presigned URL still works.
    pub now: SigningTime,
}

/// Of which moment a signature is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportState {
    /// The request left with this signature.
    AsSent,
    /// It would be sent.
    Live,
    /// It is of the documented example key, and can not be sent.
    Example,
}

/// Whether access key IDs are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeyIds {
    /// They are: they are no secret.
    #[default]
    Shown,
    /// A mark stands for each, for presentations.
    Masked,
}

/// What came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportedReply {
    /// Status and reason.
    pub status: String,
    /// Code and message of an error.
    pub error: Vec<String>,
    /// Names and values of the ids by which AWS finds the request again.
    pub ids: Vec<(String, String)>,
    /// What is known of the cause, sentence by sentence.
    pub diagnosis: Vec<String>,
}

/// Writes the document. `secrets` are those of the request that was signed.
pub fn signature_report(document: &SignatureReport<'_>, secrets: &KnownSecrets) -> Redacted<String> {
    let secrets = &with_those_of(document, secrets);
    let writer = Writer { document, secrets };
    secrets.redact(&writer.write())
}

/// What else must not be in it: the signature of a presigned URL that still works, and headers that let somebody in.
fn with_those_of(document: &SignatureReport<'_>, secrets: &KnownSecrets) -> KnownSecrets {
    let mut secrets = secrets.clone();
    if document.report.presigned_url.is_some() && !has_expired(document) {
        secrets.insert("signature", &Secret::new(&document.report.signature));
    }
    for (name, label) in SECRET_HEADERS {
        for line in document
            .wire
            .headers
            .iter()
            .filter(|line| line.name.as_str() == name)
        {
            secrets.insert(label, &Secret::new(line.value.as_str()));
        }
    }
    secrets
}

/// Whether the presigned URL is over; one that does not say when is not.
fn has_expired(document: &SignatureReport<'_>) -> bool {
    let target = document.wire.target.as_str();
    let seconds = target
        .split(['?', '&'])
        .find_map(|parameter| parameter.strip_prefix("X-Amz-Expires="))
        .and_then(|seconds| seconds.parse::<u32>().ok());
    seconds.is_some_and(|seconds| {
        document.report.time.moment() + Duration::seconds(i64::from(seconds)) < document.now.moment()
    })
}

struct Writer<'a> {
    document: &'a SignatureReport<'a>,
    secrets: &'a KnownSecrets,
}

impl Writer<'_> {
    fn write(&self) -> String {
        let SignatureReport { wire, report, .. } = self.document;
        let mut parts = vec![
            format!(
                "# Signature of {} {}",
                self.inline(wire.method.as_str()),
                self.inline(path_of(wire))
            ),
            self.state(),
            "Marks such as \\[session token, 1,284 bytes, sha256 9f3a…\\] stand for secrets. The secret access key is \
             never written."
                .to_owned(),
            "## Request".to_owned(),
            self.fenced("http", &head(wire)),
            format!("Body: {} bytes, SHA-256 `{}`", wire.digest.length, wire.digest.sha256),
        ];
        match &report.presigned_url {
            Some(url) => parts.extend(["## Presigned URL".to_owned(), self.fenced("text", url.as_str())]),
            None => parts.extend([
                "## Authorization header".to_owned(),
                self.fenced("text", report.authorization.as_str()),
            ]),
        }
        parts.extend([
            "## Canonical request".to_owned(),
            self.fenced("text", report.canonical_request.as_str()),
            format!("SHA-256: `{}`", report.canonical_request_hash),
            "## String to sign".to_owned(),
            self.fenced("text", report.string_to_sign.as_str()),
            "## Signature".to_owned(),
            self.signature(),
        ]);
        self.list(&mut parts, "## Notes", self.document.notes);
        if let Some(reply) = self.document.reply {
            parts.push("## Reply".to_owned());
            let mut lines = vec![format!("Status {}", reply.status)];
            lines.extend(reply.error.iter().cloned());
            lines.extend(reply.ids.iter().map(|(name, value)| format!("{name}: {value}")));
            parts.push(self.items(&lines));
            self.list(&mut parts, "## Why it failed", &reply.diagnosis);
        }
        let mut text = parts.join("\n\n");
        text.push('\n');
        text
    }

    fn state(&self) -> String {
        let time = self.document.report.time.amz_date();
        match self.document.state {
            ReportState::AsSent => format!("As sent, signed at {time}."),
            ReportState::Live => format!("As it would be sent, signed at {time}."),
            ReportState::Example => {
                format!("A preview with the example key of AWS's documentation, signed at {time}.")
            }
        }
    }

    fn signature(&self) -> String {
        let report = self.document.report;
        let mut lines = vec![
            format!("Access key ID: {}", report.access_key_id),
            format!("Credential scope: {}", report.credential_scope.as_str()),
            format!("Signed headers: {}", report.signed_headers.join(";")),
        ];
        lines.push(match &report.key {
            KeyShown::Chain => {
                let steps: Vec<&str> = report.credential_scope.as_str().split('/').collect();
                format!(
                    "Signing key: HMAC-SHA256 of \"AWS4\" and the secret access key, then over {}",
                    steps.join(", ")
                )
            }
            KeyShown::PublicKey { x, y } => format!("Public key: x {x}, y {y}"),
        });
        let how = match &report.key {
            KeyShown::Chain => ALGORITHM.trim_start_matches("AWS4-"),
            KeyShown::PublicKey { .. } => "ECDSA with P-256 and SHA-256",
        };
        lines.push(format!(
            "Signature, {how} of the string to sign: {}",
            report.signature
        ));
        lines.push(report.proof.words().to_owned());
        self.items(&lines)
    }

    fn list(&self, parts: &mut Vec<String>, title: &str, lines: &[String]) {
        if !lines.is_empty() {
            parts.push(title.to_owned());
            parts.push(self.items(lines));
        }
    }

    fn items(&self, lines: &[String]) -> String {
        let lines: Vec<String> = lines
            .iter()
            .map(|line| format!("- {}", self.inline(line)))
            .collect();
        lines.join("\n")
    }

    fn inline(&self, text: &str) -> String {
        inline(&self.hidden(text))
    }

    fn fenced(&self, language: &str, text: &str) -> String {
        fenced(language, &self.hidden(text))
    }

    /// The text with its secrets replaced.
    fn hidden(&self, text: &str) -> String {
        let text = self.secrets.redact(text).into_inner();
        let id = &self.document.report.access_key_id;
        match self.document.key_ids {
            KeyIds::Masked if !id.is_empty() => text.replace(id, &masked_key_id(id)),
            _ => text,
        }
    }
}

/// Method, target and header lines. A body is not copied: it may be of any length and hold anything.
fn head(wire: &WireRequest) -> String {
    let mut text = format!("{} {} HTTP/1.1\n", wire.method.as_str(), wire.target.as_str());
    for line in &wire.headers {
        text.push_str(line.name.as_str());
        text.push_str(": ");
        text.push_str(line.value.as_str());
        text.push('\n');
    }
    text.trim_end_matches('\n').to_owned()
}

fn path_of(wire: &WireRequest) -> &str {
    let target = wire.target.as_str();
    target.split('?').next().unwrap_or(target)
}

/// A name for the file, from the path.
pub fn suggested_name(wire: &WireRequest) -> String {
    let is_plain = |ch: char| ch.is_ascii_alphanumeric() || "-_".contains(ch);
    let path = path_of(wire);
    let words = path.split(|ch| !is_plain(ch)).filter(|word| !word.is_empty());
    let name: Vec<&str> = words.collect();
    let name: String = name.join("-").chars().take(60).collect();
    let method = wire.method.as_str().to_ascii_lowercase();
    let method: String = method.chars().filter(|ch| is_plain(*ch)).take(20).collect();
    let parts: Vec<&str> = ["signature", &method, &name]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    format!("{}.md", parts.join("-"))
}

#[cfg(test)]
mod tests;
