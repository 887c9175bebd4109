//! `credential_process`: a command that prints credentials.
//! <https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html>

use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use time::OffsetDateTime;
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::Command;

use super::keys::expires;
use super::link::{self, Link};
use super::told::Confided;
use crate::model::{Credentials, LinkSource, ProcessError, Secret};
use crate::redact::HIDDEN;

/// Credentials have a few kilobytes.
const LARGEST_OUTPUT: u64 = 64 * 1024;
/// So much of the standard error is told.
const TOLD_BYTES: u64 = 2 * 1024;
/// Secret access keys of AWS have 40 letters, tokens of others are seldom shorter than this.
const SHORTEST_KEY: usize = 32;

const ACCESS_KEY_ID: &str = "AccessKeyId";
const SECRET_ACCESS_KEY: &str = "SecretAccessKey";
const SESSION_TOKEN: &str = "SessionToken";

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
        Ok(bytes)
    };
    let (out, error) = tokio::try_join!(read_out, read_error)?;
    let status = child.wait().await.map_err(not_started)?;
    // A command may well tell people what it prints for programs.
    let confided = confided(&String::from_utf8_lossy(&out));
    let printed = Printed {
        error: told(&error, &confided),
        out,
    };
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

/// The values behind the names of the format, wherever they stand in a text that need not be JSON.
fn confided(out: &str) -> Confided {
    let mut confided = Confided::default();
    for (name, label) in [
        (ACCESS_KEY_ID, "access key ID"),
        (SECRET_ACCESS_KEY, link::SECRET_ACCESS_KEY),
        (SESSION_TOKEN, link::SESSION_TOKEN),
    ] {
        for (at, _) in out.match_indices(name) {
            let rest = out.get(at + name.len()..).unwrap_or_default();
            let value = rest.trim_start_matches(['"', '\'', ' ', '\t', '\r', '\n', ':', '=', '\\']);
            let end = value.find(['"', '\'', ',', '}', '\n', '\r', '\\']);
            let value = value.get(..end.unwrap_or(value.len())).unwrap_or_default();
            confided = confided.and(label, &Secret::new(value));
        }
    }
    confided
}

/// The standard error for people: one line, what could be secret hidden.
fn told(bytes: &[u8], confided: &Confided) -> String {
    // The last word may be the beginning of a secret that was cut.
    let is_cut = u64::try_from(bytes.len()).is_ok_and(|length| length > TOLD_BYTES);
    let text = String::from_utf8_lossy(bytes);
    let text = match text.rfind(char::is_whitespace) {
        Some(end) if is_cut => text.get(..end).unwrap_or_default(),
        None if is_cut => "",
        _ => text.as_ref(),
    };
    let words: Vec<&str> = text.split_whitespace().map(without_key).collect();
    confided.told(&words.join(" "))
}

/// A mark for a word that looks like a key: long, of the letters of base64, and of all their kinds.
fn without_key(word: &str) -> &str {
    let is_of_key = |ch: char| ch.is_ascii_alphanumeric() || "+/=_-".contains(ch);
    let looks_so = |piece: &str| {
        piece.len() >= SHORTEST_KEY
            && !piece.starts_with('/')
            && piece.contains(|ch: char| ch.is_ascii_digit())
            && piece.contains(|ch: char| ch.is_ascii_uppercase())
            && piece.contains(|ch: char| ch.is_ascii_lowercase())
    };
    if word.split(|ch| !is_of_key(ch)).any(looks_so) {
        HIDDEN
    } else {
        word
    }
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
    // Missing and null are nothing. A value of another kind is none that could be left out in silence.
    let text = |key| match fields.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.as_str())),
        Some(_) => Err(ProcessError::KeyNotText {
            profile: profile(),
            key,
        }),
    };
    let needed = |key| {
        let found = text(key)?.filter(|text| !text.is_empty());
        found.ok_or_else(|| ProcessError::KeyMissing {
            profile: profile(),
            key,
        })
    };
    let token = text(SESSION_TOKEN)?.filter(|token| !token.is_empty());
    let credentials = Credentials::new(
        needed(ACCESS_KEY_ID)?.to_owned(),
        Secret::new(needed(SECRET_ACCESS_KEY)?),
        token.map(Secret::new),
    );
    let end = match text("Expiration")? {
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
                "process-key-not-text",
            ),
            (
                r#"{"Version":1,"AccessKeyId":null,"SecretAccessKey":"s3cret-value"}"#.to_owned(),
                "process-key-missing",
            ),
            (
                format!("{{\"Version\":1,{pair},\"SessionToken\":12345}}"),
                "process-key-not-text",
            ),
            (
                format!("{{\"Version\":1,{pair},\"Expiration\":1000}}"),
                "process-key-not-text",
            ),
            (
                format!("{{\"Version\":1,{pair},\"Expiration\":\"\"}}"),
                "process-expiration",
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
    async fn null_is_nothing() {
        let found = printing(
            r#"{"Version":1,"AccessKeyId":"AKIAEXAMPLE","SecretAccessKey":"s3cret","SessionToken":null,"Expiration":null}"#,
        );
        let found = found.await.unwrap();
        assert_eq!((found.credentials.session_token, found.expires), (None, None));
    }

    #[tokio::test]
    async fn what_stands_on_the_standard_output_is_hidden_on_the_standard_error() {
        for out in [
            r#"{"Version":1,"AccessKeyId":"AKIAEXAMPLE1","SecretAccessKey":"s3cret-value","SessionToken":"t0ken-value"}"#,
            r#"{"Version":2, "AccessKeyId" : "AKIAEXAMPLE1", "SecretAccessKey" : "s3cret-value", "SessionToken": "t0ken-value""#,
        ] {
            let command = format!(
                "printf '%s' '{out}'; echo got s3cret-value and t0ken-value for AKIAEXAMPLE1 >&2; exit 1"
            );
            let text = outcome(&command).await.unwrap_err().to_string();
            assert!(text.contains("got [") && text.contains(" for ["), "{text}");
            for secret in ["s3cret-value", "t0ken-value", "AKIAEXAMPLE1"] {
                assert!(!text.contains(secret), "{text}");
            }
        }
    }

    #[test]
    fn words_that_look_like_keys_are_hidden_and_paths_and_arns_are_not() {
        let told = |text: &str| told(text.as_bytes(), &Confided::default());
        let hidden = "key wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY no";
        assert_eq!(told(hidden), "key [hidden] no");
        let vault = "token=x hvs.CAESIJ1234567890abcdefghijklmnopqrstuvwxyzABCD";
        assert!(!told(vault).contains("CAESIJ"), "{}", told(vault));
        for shown in [
            "/home/bob/Library/Application2/cache/a1b2c3d4e5f6.json is missing",
            "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Dev",
            "request 0a1b2c3d-1111-2222-3333-444455556666 failed",
        ] {
            assert_eq!(told(shown), shown);
        }
    }

    #[test]
    fn a_word_that_was_cut_is_left_out() {
        let text = format!("{} s3cretbeginning", "a".repeat(2_040));
        let bytes = text.as_bytes().get(..2_049).unwrap();
        assert!(!told(bytes, &Confided::default()).contains("s3c"));
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
