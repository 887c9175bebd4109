//! What calls of both services have in common: their settings, and their errors in our words.

use std::error::Error;
use std::time::Duration;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_smithy_types::timeout::TimeoutConfig;
use serde_json::Value;

use crate::credentials::client::problem_behind;
use crate::credentials::told::Confided;
use crate::model::{CallProblem, SsoError};

/// A call without an answer ends after this time.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// No call takes longer.
pub fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder().operation_timeout(TIME_LIMIT).build()
}

/// The error of a call, without what was confided to the service.
pub(in crate::credentials) fn error<E>(
    operation: &'static str,
    host: &str,
    error: &SdkError<E, HttpResponse>,
    confided: &Confided,
) -> SsoError
where
    E: Error + ProvideErrorMetadata + 'static,
{
    match error {
        SdkError::ServiceError(_) | SdkError::ResponseError(_) => refused(operation, host, error, confided),
        SdkError::TimeoutError(_) => SsoError::NotReached {
            operation,
            host: host.to_owned(),
            problem: CallProblem::TimedOut { after: TIME_LIMIT },
        },
        other => SsoError::NotReached {
            operation,
            host: host.to_owned(),
            problem: problem_behind(other)
                .unwrap_or_else(|| CallProblem::BrokenOff(confided.told(&reason(other)))),
        },
    }
}

fn refused<E>(
    operation: &'static str,
    host: &str,
    error: &SdkError<E, HttpResponse>,
    confided: &Confided,
) -> SsoError
where
    E: Error + ProvideErrorMetadata + 'static,
{
    let response = error.raw_response();
    let body = response
        .and_then(|response| response.body().bytes())
        .and_then(|body| serde_json::from_slice::<Value>(body).ok())
        .unwrap_or_default();
    let field = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
    let status = response.map_or(0, |response| response.status().as_u16());
    let code = error
        .code()
        .map(str::to_owned)
        .or_else(|| field("error").map(|code| name_of(&code)))
        .unwrap_or_else(|| format!("status {status}"));
    let message = field("error_description")
        .or_else(|| field("message"))
        .or_else(|| field("Message"))
        .unwrap_or_else(|| format!("no reason was given with status {status}"));
    SsoError::Refused {
        operation,
        host: host.to_owned(),
        code: confided.told_code(&code),
        message: confided.told(&message),
    }
}

/// AWS's name for a code of OAuth, where its own was lost on the way: `invalid_grant` is `InvalidGrantException`.
fn name_of(code: &str) -> String {
    let words = code.split('_').map(|word| {
        let mut letters = word.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    });
    words.chain(["Exception".to_owned()]).collect()
}

/// The cause beneath the SDK's own words.
fn reason<E: Error + 'static>(error: &SdkError<E, HttpResponse>) -> String {
    let mut causes: Vec<String> = Vec::new();
    let mut next = error.source();
    while let Some(cause) = next {
        let text = cause.to_string();
        if causes.iter().all(|known| !known.contains(&text)) {
            causes.push(text);
        }
        next = cause.source();
    }
    if causes.is_empty() {
        return error.to_string();
    }
    causes.join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_of_oauth_has_its_name_at_aws() {
        assert_eq!(name_of("invalid_grant"), "InvalidGrantException");
        assert_eq!(name_of("slow_down"), "SlowDownException");
    }
}
