//! Why a command could not do what was asked: cause and cure, once.

use serde::Serialize;

use super::Exit;
use super::args::RequestArgs;
use super::findings_report::{JsonFinding, of_findings};
use super::run_variables::hint_of_missing;
use crate::blob::FileError;
use crate::formats::FormatError;
use crate::formats::code::CodeError;
use crate::formats::copy::CopyError;
use crate::model::{Failure, Finding, Stage};
use crate::resolve::ResolveError;
use crate::sigv4::SignError;

/// One error of the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// How the process ends.
    pub exit: Exit,
    /// Stable slug.
    pub kind: &'static str,
    /// What happened.
    pub message: String,
    /// What to do about it.
    pub hint: String,
    /// Causes of a send without a reply, for JSON: the message and the hint say the first in words.
    pub findings: Vec<Finding>,
}

impl Problem {
    /// A command line, file or JSON request that can not be understood.
    pub fn usage(kind: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            exit: Exit::Usage,
            kind,
            message: message.into(),
            hint: hint.into(),
            findings: Vec::new(),
        }
    }

    /// Something outside of the request that did not work.
    pub fn failed(kind: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            exit: Exit::Failed,
            ..Self::usage(kind, message, hint)
        }
    }

    /// Missing credentials, and what else keeps a request from being signed.
    pub fn signing(kind: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            exit: Exit::Signing,
            ..Self::usage(kind, message, hint)
        }
    }

    /// The cure in words of the form that the request was given in.
    #[must_use]
    pub fn in_words_of(self, args: &RequestArgs) -> Self {
        if args.json_request.is_some() {
            self.for_json_request()
        } else {
            self
        }
    }

    /// The cure for a JSON request, which has fields where a command line has flags.
    #[must_use]
    pub fn for_json_request(self) -> Self {
        let hint = match self.kind {
            "access-key-id-missing" => {
                "Give \"access_key_id\" in \"aws\", set AWS_ACCESS_KEY_ID, or use --profile; without \"aws\" it is sent \
                 without auth."
            }
            "region-missing" => "Give \"region\" in \"aws\", or set AWS_REGION.",
            "region-unusable" => {
                "Check \"region\" in \"aws\" and AWS_REGION; a region is written as us-east-1."
            }
            "service-missing" => {
                "Give \"service\" in \"aws\": execute-api for an API Gateway API, also behind a custom domain."
            }
            "service-unusable" => "Check \"service\" in \"aws\"; it is written as execute-api.",
            "malformed-time" => "Write \"time\" as 20261120T120000Z, in UTC.",
            _ => return self,
        };
        Self {
            hint: hint.to_owned(),
            ..self
        }
    }

    /// The line on standard error.
    pub fn line(&self) -> String {
        let message = one_line(&self.message);
        let hint = one_line(&self.hint);
        let end = if message.ends_with(['.', '?', '!']) || hint.is_empty() {
            ""
        } else {
            "."
        };
        format!("countersign: {message}{end} {hint}")
            .trim_end()
            .to_owned()
    }

    /// The object in place of a report.
    pub fn json(&self) -> JsonProblem<'_> {
        JsonProblem {
            error: JsonError {
                kind: self.kind,
                message: &self.message,
                hint: &self.hint,
            },
            findings: of_findings(&self.findings),
        }
    }
}

/// `{"error":{"kind","message","hint"}}`, with `findings` where a send got no reply.
#[derive(Serialize)]
pub struct JsonProblem<'a> {
    error: JsonError<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    findings: Vec<JsonFinding<'a>>,
}

#[derive(Serialize)]
struct JsonError<'a> {
    kind: &'a str,
    message: &'a str,
    hint: &'a str,
}

/// An error is one line, whatever it quotes.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The cure in words of the command line, where the core's own words speak of the window.
pub fn terminal_hint(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "access-key-id-missing" => {
            "Set AWS_ACCESS_KEY_ID, use --access-key-id, or send without auth: --auth none"
        }
        "access-key-id-unusable" => "Copy the access key ID again: it has letters and digits only",
        "secret-missing" => "Set AWS_SECRET_ACCESS_KEY, or use --secret-from env:NAME or --secret-from stdin",
        "session-token-unusable" => {
            "Copy the session token again, or unset AWS_SESSION_TOKEN for long-term keys"
        }
        "region-missing" => "Use --region, or set AWS_REGION",
        "region-unusable" => "Check --region and AWS_REGION; a region is written as us-east-1",
        "service-missing" => "Use --service: execute-api for an API Gateway API, also behind a custom domain",
        "service-unusable" => "Check --service; it is written as execute-api",
        "connect-to-invalid" => "Write --connect-to host, host:port or [::1]:port, without scheme and path",
        "server-name-invalid" => {
            "Write the name that stands in the certificate, as --server-name api.example.com"
        }
        "too-many-headers" => "Use fewer headers",
        "auth-not-understood" => {
            "Correct the file: the kinds of auth are awsv4, basic, bearer, apikey and inherit; or say --auth aws or --auth \
             none"
        }
        "body-not-understood" => {
            "Correct the file: the kinds of body are json, xml, text, sparql, form-urlencoded, multipart-form and file, and \
             the data of the first four is a text"
        }
        _ => return None,
    })
}

impl From<ResolveError> for Problem {
    fn from(error: ResolveError) -> Self {
        match hint_of_missing(&error) {
            // Of a request that is not to go out without its secrets.
            Some(hint) => Self::signing(error.kind(), error.to_string(), hint),
            None => Self::usage(error.kind(), error.to_string(), hint_of(&error)),
        }
    }
}

/// The cure of a request that can not be built, in words of the command line.
pub fn hint_of(error: &ResolveError) -> String {
    terminal_hint(error.kind()).map_or_else(|| error.hint(), str::to_owned)
}

impl From<FileError> for Problem {
    fn from(error: FileError) -> Self {
        Self::usage(error.kind(), error.to_string(), error.hint())
    }
}

impl From<FormatError> for Problem {
    fn from(error: FormatError) -> Self {
        let problem = match error {
            FormatError::CredentialsNotSet { .. } => Self::signing,
            _ => Self::usage,
        };
        problem(error.kind(), error.to_string(), error.hint().to_owned())
    }
}

impl From<CopyError> for Problem {
    fn from(error: CopyError) -> Self {
        Self::usage(error.kind(), error.to_string(), error.hint())
    }
}

impl From<CodeError> for Problem {
    fn from(error: CodeError) -> Self {
        Self::usage(error.kind(), error.to_string(), error.hint())
    }
}

impl From<SignError> for Problem {
    fn from(error: SignError) -> Self {
        let hint = terminal_hint(error.kind()).map_or_else(|| error.hint(), str::to_owned);
        Self::signing(error.kind(), error.to_string(), hint)
    }
}

impl From<&Failure> for Problem {
    fn from(failure: &Failure) -> Self {
        Self {
            exit: match failure.stage {
                Stage::Building | Stage::Hashing => Exit::Usage,
                Stage::FetchingCredentials | Stage::Signing => Exit::Signing,
                Stage::Connecting | Stage::Waiting | Stage::Receiving => Exit::Failed,
            },
            kind: failure.kind,
            message: failure.message.clone(),
            hint: terminal_hint(failure.kind).map_or_else(|| failure.hint.clone(), str::to_owned),
            findings: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_one_line_with_cause_and_cure() {
        let problem = Problem::usage("bad-url", "The URL\nhas no host", "Write https://host/path.");
        assert_eq!(
            problem.line(),
            "countersign: The URL has no host. Write https://host/path."
        );
    }
}
