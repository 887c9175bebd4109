//! A request as code that signs it afresh, in the languages of those who have to call the service.
//!
//! ```text
//! WireRequest + SigningReport + Request ──code_for──▶ Code { text, needs, warnings }, or why not
//! ```
//!
//! The code sends the same target and body, and hands the path and the query that AWS reads to a signer where that one
//! would read another one. No secret is in it: credentials come from the environment or a profile, as chosen in the
//! request, and other secrets from environment variables. What a language can not say exactly is a warning.

mod aws4fetch;
mod commands;
mod csharp;
mod go;
mod java;
mod javascript;
mod literal;
mod outgoing;
mod postman;
mod powershell;
mod problem;
mod python;
mod rust;
mod text;

pub use problem::{CodeError, CodeWarning};

use crate::model::{BodyKind, Request, Secret, SigningReport, WireRequest};
use crate::redact::{HasTexts as _, KnownSecrets, free_name, secrets_typed};
use outgoing::{Keys, Outgoing};
use text::{Names, Text};

/// A language with the library that signs in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// curl, which signs by itself.
    Curl,
    /// awscurl.
    Awscurl,
    /// `HTTPie` with a plugin.
    Httpie,
    /// botocore, sent by the standard library.
    #[default]
    PythonBotocore,
    /// botocore, sent by requests.
    PythonRequests,
    /// Smithy's signer, sent by Node.
    JavaScript,
    /// aws4fetch, in browsers and workers too.
    JavaScriptFetch,
    /// AWS SDK for Go, version 2.
    Go,
    /// The JDK alone.
    Java,
    /// aws-sigv4, sent by reqwest.
    Rust,
    /// .NET alone.
    CSharp,
    /// `PowerShell` alone.
    PowerShell,
    /// A collection of Postman with one request.
    Postman,
}

impl Language {
    /// Every language, in the order of lists.
    pub const ALL: [Self; 13] = [
        Self::Curl,
        Self::Awscurl,
        Self::Httpie,
        Self::PythonBotocore,
        Self::PythonRequests,
        Self::JavaScript,
        Self::JavaScriptFetch,
        Self::Go,
        Self::Java,
        Self::Rust,
        Self::CSharp,
        Self::PowerShell,
        Self::Postman,
    ];

    /// For the command line and for what is remembered.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Curl => "curl",
            Self::Awscurl => "awscurl",
            Self::Httpie => "httpie",
            Self::PythonBotocore => "python-botocore",
            Self::PythonRequests => "python-requests",
            Self::JavaScript => "javascript-smithy",
            Self::JavaScriptFetch => "javascript-aws4fetch",
            Self::Go => "go",
            Self::Java => "java",
            Self::Rust => "rust",
            Self::CSharp => "csharp",
            Self::PowerShell => "powershell",
            Self::Postman => "postman",
        }
    }

    /// The language of a slug.
    pub fn of_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.slug() == slug)
    }

    /// For people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Curl => "curl",
            Self::Awscurl => "awscurl",
            Self::Httpie => "HTTPie",
            Self::PythonBotocore => "Python, botocore",
            Self::PythonRequests => "Python, requests",
            Self::JavaScript => "JavaScript, Smithy signer",
            Self::JavaScriptFetch => "JavaScript, aws4fetch",
            Self::Go => "Go",
            Self::Java => "Java",
            Self::Rust => "Rust",
            Self::CSharp => "C#",
            Self::PowerShell => "PowerShell",
            Self::Postman => "Postman collection",
        }
    }

    /// What has to be there before the code runs.
    pub fn needs(self) -> &'static str {
        match self {
            Self::Curl => "curl 7.87 or newer, bash; for a profile the AWS CLI, version 2",
            Self::Awscurl => "pip install awscurl",
            Self::Httpie => "pip install httpie httpie-aws-authv4",
            Self::PythonBotocore => "pip install botocore",
            Self::PythonRequests => "pip install botocore requests",
            Self::JavaScript => {
                "npm install @smithy/signature-v4 @aws-crypto/sha256-js @aws-sdk/credential-providers"
            }
            Self::JavaScriptFetch => "npm install aws4fetch @aws-sdk/credential-providers",
            Self::Go => "go get github.com/aws/aws-sdk-go-v2/config",
            Self::Java => "Java 17; for a profile software.amazon.awssdk:auth, 2.20 or newer",
            Self::Rust => {
                "cargo add aws-config aws-credential-types aws-sigv4 base64 percent-encoding reqwest tokio -F tokio/full"
            }
            Self::CSharp => ".NET 8; for a profile dotnet add package AWSSDK.Core",
            Self::PowerShell => "PowerShell 7.3; for a profile the AWS CLI, version 2",
            Self::Postman => "Postman or newman, with the keys in an environment: Import takes the text",
        }
    }

    /// How its texts are quoted.
    pub fn dialect(self) -> Dialect {
        match self {
            Self::Curl | Self::Awscurl | Self::Httpie => Dialect::Bash,
            Self::PythonBotocore | Self::PythonRequests => Dialect::Python,
            Self::JavaScript | Self::JavaScriptFetch => Dialect::JavaScript,
            Self::Go => Dialect::Go,
            Self::Java => Dialect::Java,
            Self::Rust => Dialect::Rust,
            Self::CSharp => Dialect::CSharp,
            Self::PowerShell => Dialect::Power,
            Self::Postman => Dialect::Json,
        }
    }
}

/// A way of quoting texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Python.
    Python,
    /// JavaScript.
    JavaScript,
    /// Go.
    Go,
    /// Java.
    Java,
    /// Rust.
    Rust,
    /// C#.
    CSharp,
    /// `PowerShell`.
    Power,
    /// bash and zsh.
    Bash,
    /// JSON, which has no comments.
    Json,
}

/// A request with what it is made of.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The request, complete but for its signature.
    pub wire: &'a WireRequest,
    /// Its signature with any key; `None` where AWS does not sign it.
    pub report: Option<&'a SigningReport>,
    /// What it was made of, with the auth that it is sent with, for settings and credentials.
    pub request: &'a Request,
    /// Every secret of it, each with its label.
    pub secrets: &'a [(&'static str, Secret)],
    /// The values of secret variables that it names, each with the name.
    pub variables: &'a [(String, Secret)],
}

/// Code that sends the request, or makes its presigned URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// The code, with a line end behind each line.
    pub text: String,
    /// What has to be installed.
    pub needs: &'static str,
    /// What may not be as meant.
    pub warnings: Vec<CodeWarning>,
}

/// Writes a request in a language.
pub fn code_for(language: Language, source: &Source<'_>) -> Result<Code, CodeError> {
    outgoing::check(source.report)?;
    let typed = typed_secrets(source.request);
    let variables: Vec<(String, Secret)> = source.variables.iter().cloned().chain(typed).collect();
    let mut names = Names::new(source.secrets, &variables);
    let mut warnings = Vec::new();
    let outgoing = Outgoing::new(source, &mut names, &mut warnings)?;
    let written = match language {
        Language::Curl => commands::curl(&outgoing, source, &mut warnings)?,
        Language::Awscurl => commands::awscurl(&outgoing, &mut warnings)?,
        Language::Httpie => commands::httpie(&outgoing, &mut warnings)?,
        Language::PythonBotocore => python::botocore(&outgoing)?,
        Language::PythonRequests => python::requests(&outgoing, &mut warnings)?,
        Language::JavaScript => javascript::code(&outgoing)?,
        Language::JavaScriptFetch => aws4fetch::code(&outgoing, &mut warnings)?,
        Language::Go => go::code(&outgoing)?,
        Language::Java => java::code(&outgoing, &mut warnings)?,
        Language::Rust => rust::code(&outgoing, &mut warnings)?,
        Language::CSharp => csharp::code(&outgoing)?,
        Language::PowerShell => powershell::code(&outgoing)?,
        Language::Postman => postman::code(&outgoing, &mut warnings)?,
    };
    for named in names.given() {
        let is_plain = |ch: char| ch.is_ascii_alphanumeric() || "-._~+/=:".contains(ch);
        if !named.value.chars().all(is_plain) && named.value.contains('%') {
            warnings.push(CodeWarning::SecretSpelled {
                name: named.name.clone(),
            });
        }
    }
    if let Some(signing) = &outgoing.signing
        && signing.expires_in.is_some()
    {
        warnings.push(presigned_for(&outgoing));
    }
    let text = format!("{}{written}\n", head(language, &outgoing, &names));
    no_secret(&text, source.secrets)?;
    warnings.dedup();
    Ok(Code {
        text,
        needs: language.needs(),
        warnings,
    })
}

/// What was typed into URL, headers and body and looks like a secret, each with a name for it. What is shorter than what is
/// searched for stands everywhere by chance.
fn typed_secrets(request: &Request) -> Vec<(String, Secret)> {
    let mut copy = request.clone();
    let body = &mut copy.http.body;
    // The body of a command line has no kind.
    if body.kind == BodyKind::Raw {
        if let Ok(text) = std::str::from_utf8(&body.bytes)
            && !text.is_empty()
        {
            body.text = text.to_owned().into();
        }
        body.kind = BodyKind::Json;
    }
    let mut found: Vec<(String, Secret)> = Vec::new();
    for suspect in secrets_typed(&copy) {
        let text = copy.text_mut(suspect.place);
        let value = text.and_then(|text| text.get(suspect.span.clone()).map(Secret::new));
        let is_long = |value: &Secret| value.len() >= crate::redact::SHORTEST_REDACTED_BYTES;
        if let Some(value) = value.filter(is_long)
            && !found.iter().any(|(_, known)| *known == value)
        {
            let is_taken = |name: &str| found.iter().any(|(taken, _)| taken == name);
            found.push((free_name(suspect.what, &is_taken), value));
        }
    }
    found
}

/// What is installed, and where credentials and secrets come from, as comments.
fn head(language: Language, outgoing: &Outgoing, names: &Names) -> String {
    let Some(comment) = language.dialect().comment() else {
        return String::new();
    };
    let mut lines = vec![format!("Needs: {}", language.needs())];
    if let Some(signing) = &outgoing.signing {
        lines.push(match &signing.keys {
            Keys::Environment => {
                "Credentials: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN of the environment"
                    .to_owned()
            }
            Keys::Profile(name) => {
                // A backslash is no text to every compiler: Java reads `\u000a` in a comment as the end of its line.
                let is_plain = |ch: &char| !super::copy::quote::is_hidden(*ch) && *ch != '\\';
                let name: String = name.chars().filter(is_plain).collect();
                format!("Credentials: the profile {name}")
            }
            Keys::Chain => "Credentials: environment, profile, container or instance, whichever is found first".to_owned(),
        });
    }
    let secrets: Vec<&str> = names.given().iter().map(|named| named.name.as_str()).collect();
    if !secrets.is_empty() {
        lines.push(format!("Secrets of the environment: {}", secrets.join(", ")));
    }
    let lines = lines.into_iter().map(|line| format!("{comment}{line}\n"));
    lines.collect()
}

/// What whoever follows the URL has to send with it, as it is signed for that alone.
fn presigned_for(outgoing: &Outgoing) -> CodeWarning {
    let signed = outgoing.headers.iter().filter(|header| header.is_signed);
    CodeWarning::PresignedFor {
        method: outgoing.method.clone(),
        headers: signed
            .map(|header| header.name.clone())
            .collect::<Vec<_>>()
            .join(", "),
    }
}

/// The last look: a secret in an encoding that nobody thought of keeps the code from being shown.
fn no_secret(text: &str, secrets: &[(&'static str, Secret)]) -> Result<(), CodeError> {
    for (label, secret) in secrets {
        let mut known = KnownSecrets::default();
        known.insert(*label, secret);
        if secret.len() >= crate::redact::SHORTEST_REDACTED_BYTES
            && known.count_occurrences(text.as_bytes()) > 0
        {
            return Err(CodeError::HoldsSecret {
                what: (*label).to_owned(),
            });
        }
    }
    Ok(())
}

/// A header's text where the tool takes names only.
fn joined(lines: impl IntoIterator<Item = String>) -> String {
    let mut out = String::new();
    for line in lines {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&line);
    }
    out
}

/// What clients that read a URL by the rules of the browsers send in place of a target.
/// <https://url.spec.whatwg.org/#path-state>
fn is_kept_by_browsers(target: &Text) -> bool {
    target.literals().all(|text| {
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let is_dots = |segment: &str| {
            let segment = segment.to_ascii_lowercase().replace("%2e", ".");
            segment == "." || segment == ".."
        };
        !path.split('/').any(is_dots) && !path.contains('\\') && !query.contains('\'')
    })
}
