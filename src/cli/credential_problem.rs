//! Why a source gave no credentials, with the next step as a command.

use super::Exit;
use super::problem::{Problem, terminal_hint};
use crate::model::{ConfigError, CredentialsError, Question, SsoError, SsoSession, StsError, ValueSource};

/// The error in words of a terminal.
pub fn problem(error: &CredentialsError) -> Problem {
    Problem::signing(error.kind(), message(error), hint(error))
}

/// The same where STS was asked who somebody is: without its answer the check failed.
pub fn problem_of_check(error: &CredentialsError) -> Problem {
    let is_check = match error {
        CredentialsError::Sts(
            StsError::NotReached { operation, .. }
            | StsError::Refused { operation, .. }
            | StsError::Unreadable { operation, .. },
        ) => *operation == "GetCallerIdentity",
        _ => false,
    };
    let exit = if is_check { Exit::Failed } else { Exit::Signing };
    Problem {
        exit,
        ..problem(error)
    }
}

/// Neither environment nor files have credentials, and the metadata of an instance is not asked unasked.
pub fn nothing_found(profile: Option<&str>) -> Problem {
    let profile = profile.unwrap_or("default");
    Problem::signing(
        "access-key-id-missing",
        format!(
            "There is no access key ID to sign with: neither the environment nor profile {profile} has one"
        ),
        "Set AWS_ACCESS_KEY_ID, or use --profile; on an EC2 instance with a role add --credential-source instance.",
    )
}

fn message(error: &CredentialsError) -> String {
    match error {
        CredentialsError::Config(ConfigError::ProfileMissing {
            name,
            named_by,
            config,
            credentials,
        }) if **named_by == ValueSource::Form => format!(
            "profile {name} stands in neither {} nor {}",
            config.display(),
            credentials.display()
        ),
        CredentialsError::Question(Question::FirstRun { profile, command, .. }) => {
            format!(
                "profile {profile} has its credentials from a command, which runs when it is allowed: {command}"
            )
        }
        error => error.to_string(),
    }
}

fn hint(error: &CredentialsError) -> String {
    match error {
        CredentialsError::Question(question) => question_hint(question),
        CredentialsError::Config(ConfigError::ProfileMissing { name, .. }) if !name.is_empty() => format!(
            "Choose one that countersign credentials list shows, or add it with: aws configure --profile {}",
            quoted(name)
        ),
        CredentialsError::Config(ConfigError::FieldEmpty { .. }) => "Give the flag a value".to_owned(),
        CredentialsError::Sts(StsError::NotAsked { .. }) => {
            "Correct the value of --assume-role or --mfa-code, or the role in the profile".to_owned()
        }
        CredentialsError::Sso(SsoError::NoAccess { .. }) => {
            "Check account and role, or ask for the permission set to be assigned to you".to_owned()
        }
        error => terminal_hint(error.kind()).map_or_else(|| error.hint(), str::to_owned),
    }
}

/// What a person would be asked, as the flag or the command that answers it.
pub fn question_hint(question: &Question) -> String {
    match question {
        Question::MfaCode { .. } => "Give the code that the device shows now with --mfa-code".to_owned(),
        Question::FirstRun { place, .. } => {
            format!("Look at the command in {place}; if you know it, let it run with --run-process")
        }
        Question::Ended { .. } => {
            "Get new ones, or add --use-expired to see what the service answers".to_owned()
        }
        Question::SignIn(session) => format!("Run: countersign credentials login {}", sign_in_flags(session)),
    }
}

fn sign_in_flags(session: &SsoSession) -> String {
    match &session.profile {
        Some(profile) => format!("--profile {}", quoted(profile)),
        None => format!(
            "--sso-start-url {} --sso-region {}",
            quoted(&session.start_url.value),
            quoted(&session.region.value)
        ),
    }
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = |ch: char| ch.is_ascii_alphanumeric() || "-_./:@%+=".contains(ch);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use time::macros::datetime;

    use super::*;
    use crate::model::{CallProblem, Place, Sourced};

    fn said(value: &str) -> Sourced<String> {
        Sourced {
            value: value.to_owned(),
            from: ValueSource::Form,
        }
    }

    fn session(profile: Option<&str>) -> SsoSession {
        SsoSession {
            name: None,
            start_url: said("https://d-1.awsapps.com/start"),
            region: said("eu-west-1"),
            scopes: Vec::new(),
            profile: profile.map(str::to_owned),
        }
    }

    #[test]
    fn each_question_has_the_flag_or_the_command_that_answers_it() {
        let place = Place {
            file: PathBuf::from("/c"),
            line: 3,
        };
        for (question, kind, hint) in [
            (
                Question::MfaCode {
                    serial: "s".to_owned(),
                    role_arn: "r".to_owned(),
                },
                "mfa-code-needed",
                "--mfa-code",
            ),
            (
                Question::FirstRun {
                    profile: "dev".to_owned(),
                    command: "c".to_owned(),
                    place,
                },
                "process-not-allowed",
                "/c line 3; if you know it, let it run with --run-process",
            ),
            (
                Question::Ended {
                    source_name: "profile dev".to_owned(),
                    at: datetime!(2026-11-20 12:00 UTC),
                },
                "credentials-expired",
                "--use-expired",
            ),
            (
                Question::SignIn(Box::new(session(Some("it's mine")))),
                "sign-in-needed",
                r"Run: countersign credentials login --profile 'it'\''s mine'",
            ),
            (
                Question::SignIn(Box::new(session(None))),
                "sign-in-needed",
                "credentials login --sso-start-url https://d-1.awsapps.com/start --sso-region eu-west-1",
            ),
        ] {
            let problem = problem(&CredentialsError::Question(question));
            assert_eq!((problem.kind, problem.exit), (kind, Exit::Signing));
            assert!(problem.hint.contains(hint), "{problem:?}");
        }
    }

    #[test]
    fn a_check_without_an_answer_has_failed_and_a_role_that_was_refused_is_no_check() {
        let of = |operation| {
            let error = CredentialsError::Sts(StsError::NotReached {
                operation,
                host: "sts.amazonaws.com".to_owned(),
                problem: CallProblem::Address("x".to_owned()),
            });
            problem_of_check(&error).exit
        };
        assert_eq!(of("GetCallerIdentity"), Exit::Failed);
        assert_eq!(of("AssumeRole"), Exit::Signing);
    }
}
