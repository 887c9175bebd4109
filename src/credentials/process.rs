//! `credential_process`: a command that prints credentials.
//! <https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html>

use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use time::OffsetDateTime;
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::Command;

use super::keys::expires;
use super::link::Link;
use crate::model::{Credentials, LinkSource, ProcessError, Secret};
use crate::redact::{Signatures, hide_by_name};

/// Credentials have a few kilobytes.
const LARGEST_OUTPUT: u64 = 64 * 1024;
/// So much of the standard error is told.
const TOLD_BYTES: u64 = 2 * 1024;

/// Runs the command and reads what it prints. Dropping the future, and the end of the time, stop it.
pub(super) async fn link(
    command: &str,
    profile: &str,
    limit: Duration,
    now: OffsetDateTime,
) -> Result<Link, ProcessError> {
    let timed_out = |_elapsed| ProcessError::TimedOut {
        profile: profile.to_owned(),
        seconds: limit.as_secs(),
    };
    let printed = tokio::time::timeout(limit, run(command, profile))
        .await
        .map_err(timed_out)??;
    read(&printed, profile, now)
}

/// What a command printed.
struct Printed {
    out: Vec<u8>,
    /// The beginning, ready to be shown.
    error: String,
}

async fn run(command: &str, profile: &str) -> Result<Printed, ProcessError> {
    let not_started = |error: std::io::Error| ProcessError::NotStarted {
        profile: profile.to_owned(),
        reason: error.to_string(),
    };
    let mut child = shell(command)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(not_started)?;
    let (out, error) = (child.stdout.take(), child.stderr.take());
    let read_out = async {
        let bytes = beginning(out, LARGEST_OUTPUT).await.map_err(not_started)?;
        let is_too_large = u64::try_from(bytes.len()).is_ok_and(|length| length > LARGEST_OUTPUT);
        let too_large = || ProcessError::TooLarge {
            profile: profile.to_owned(),
            limit_bytes: LARGEST_OUTPUT,
        };
        if is_too_large { Err(too_large()) } else { Ok(bytes) }
    };
    let read_error = async {
        let mut error = error;
        let bytes = beginning(error.as_mut(), TOLD_BYTES).await.map_err(not_started)?;
        // The rest is read away, so that the command can end.
        if let Some(rest) = &mut error {
            tokio::io::copy(rest, &mut tokio::io::sink())
                .await
                .map_err(not_started)?;
        }
        Ok(told(&bytes))
    };
    let (out, error) = tokio::try_join!(read_out, read_error)?;
    let status = child.wait().await.map_err(not_started)?;
    let printed = Printed { out, error };
    if !status.success() {
        return Err(ProcessError::Failed {
            profile: profile.to_owned(),
            status: status.to_string(),
            stderr: printed.error,
        });
    }
    Ok(printed)
}

#[cfg(not(windows))]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", command]);
    shell
}

#[cfg(windows)]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("cmd.exe");
    shell.arg("/C").raw_arg(command);
    shell
}

/// The first bytes, one more than `most` when there are more.
async fn beginning(from: Option<impl AsyncRead + Unpin>, most: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if let Some(from) = from {
        from.take(most + 1).read_to_end(&mut bytes).await?;
    }
    Ok(bytes)
}

/// The standard error for people: one line, what could be secret hidden.
fn told(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let words: Vec<&str> = text.split_whitespace().collect();
    hide_by_name(&words.join(" "), Signatures::Hidden)
}

fn read(printed: &Printed, profile: &str, now: OffsetDateTime) -> Result<Link, ProcessError> {
    let profile = || profile.to_owned();
    let not_json = |reason: String| ProcessError::NotJson {
        profile: profile(),
        reason,
        stderr: printed.error.clone(),
    };
    let json: Value = serde_json::from_slice(&printed.out).map_err(|error| not_json(reason(&error)))?;
    let fields = json
        .as_object()
        .ok_or_else(|| not_json("it is no object".to_owned()))?;
    match fields.get("Version") {
        Some(version) if version.as_i64() == Some(1) => {}
        found => {
            return Err(ProcessError::Version {
                profile: profile(),
                // A number or nothing; anything else may be a value in the wrong place.
                found: match found {
                    Some(Value::Number(number)) => number.to_string(),
                    Some(_) => "that is no number".to_owned(),
                    None => "nothing".to_owned(),
                },
            });
        }
    }
    let text = |key| {
        fields
            .get(key)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
    };
    let needed = |key| {
        text(key).ok_or_else(|| ProcessError::KeyMissing {
            profile: profile(),
            key,
        })
    };
    let credentials = Credentials::new(
        needed("AccessKeyId")?.to_owned(),
        Secret::new(needed("SecretAccessKey")?),
        text("SessionToken").map(Secret::new),
    );
    let end = match text("Expiration") {
        None => None,
        Some(text) => {
            Some(expires(text).ok_or_else(|| ProcessError::ExpirationUnreadable { profile: profile() })?)
        }
    };
    if let Some(at) = end.filter(|end| *end <= now) {
        return Err(ProcessError::Ended {
            profile: profile(),
            at,
        });
    }
    Ok(Link::new(
        credentials,
        LinkSource::Process { profile: profile() },
        end,
    ))
}

/// Where the text stops being JSON. The error's own words quote nothing of it but a single token's kind.
fn reason(error: &serde_json::Error) -> String {
    format!("line {} column {}", error.line(), error.column())
}

#[cfg(all(test, unix))]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-20 12:00 UTC);

    async fn outcome(command: &str) -> Result<Link, ProcessError> {
        link(command, "dev", Duration::from_secs(30), NOW).await
    }

    async fn printing(json: &str) -> Result<Link, ProcessError> {
        outcome(&format!("printf '%s' '{json}'")).await
    }

    #[tokio::test]
    async fn credentials_are_read_with_their_end() {
        let found = printing(
            r#"{"Version":1,"AccessKeyId":"ASIAEXAMPLE","SecretAccessKey":"s3cret","SessionToken":"t0ken","Expiration":"2026-11-20T13:00:00Z"}"#,
        )
        .await
        .unwrap();
        assert_eq!(found.credentials.access_key_id, "ASIAEXAMPLE");
        assert_eq!(found.credentials.session_token, Some(Secret::new("t0ken")));
        assert_eq!(found.expires, Some(datetime!(2026-11-20 13:00 UTC)));
    }

    #[tokio::test]
    async fn what_is_no_credentials_is_told_without_quoting_it() {
        let pair = r#""AccessKeyId":"AKIAEXAMPLE","SecretAccessKey":"s3cret-value""#;
        for (json, kind) in [
            (format!("{{\"Version\":2,{pair}}}"), "process-version"),
            (
                format!("{{\"Version\":\"s3cret-value\",{pair}}}"),
                "process-version",
            ),
            (format!("{{{pair}}}"), "process-version"),
            ("[]".to_owned(), "process-not-json"),
            ("s3cret-value".to_owned(), "process-not-json"),
            (String::new(), "process-not-json"),
            (
                r#"{"Version":1,"AccessKeyId":"A"}"#.to_owned(),
                "process-key-missing",
            ),
            (
                r#"{"Version":1,"AccessKeyId":1,"SecretAccessKey":"s3cret-value"}"#.to_owned(),
                "process-key-missing",
            ),
            (
                format!("{{\"Version\":1,{pair},\"Expiration\":\"s3cret-value\"}}"),
                "process-expiration",
            ),
            (
                format!("{{\"Version\":1,{pair},\"Expiration\":\"2026-11-20T12:00:00Z\"}}"),
                "process-expired",
            ),
        ] {
            let error = printing(&json).await.unwrap_err();
            assert_eq!(error.kind(), kind, "{json}");
            let said = format!("{error} {} {error:?}", error.hint());
            assert!(!said.contains("s3cret-value"), "{said}");
        }
    }

    #[tokio::test]
    async fn the_standard_error_is_told_in_its_beginning_and_without_secrets() {
        let error =
            outcome("echo 'sign in first' >&2; echo 'aws_secret_access_key = wJalrXUtnFEMI' >&2; exit 3")
                .await
                .unwrap_err();
        let text = error.to_string();
        assert!(
            text.contains("exit status: 3") && text.contains("sign in first"),
            "{text}"
        );
        assert!(!text.contains("wJalrXUtnFEMI"), "{text}");
        let long = outcome("head -c 1000000 /dev/zero | tr '\\0' x >&2; exit 1")
            .await
            .unwrap_err();
        assert!(long.to_string().len() < 4_000);
    }

    #[tokio::test]
    async fn a_command_has_bounds() {
        let error = outcome("head -c 100000 /dev/zero").await.unwrap_err();
        assert_eq!(error.kind(), "process-output-too-large");
        let error = link("exec tail -f /dev/null", "dev", Duration::from_millis(50), NOW)
            .await
            .unwrap_err();
        assert_eq!(error.kind(), "process-timed-out");
        let error = outcome("countersign-has-no-such-command").await.unwrap_err();
        assert!(error.to_string().contains("127"), "{error}");
    }
}
