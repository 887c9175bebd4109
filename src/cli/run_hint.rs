//! What to do about a request of a run that failed, in words of the command line: a run has files and the environment where
//! the window has tabs.

use super::credential_problem::question_hint;
use crate::model::Question;
use crate::redact::KnownSecrets;
use crate::redact::run_record::{RunEnding, RunRecord};

/// The record with the next step as flags, variables or lines of its file. `question` is what a person would be asked.
pub fn in_words_of_terminal(mut record: RunRecord, question: Option<&Question>) -> RunRecord {
    let (RunEnding::NoReply(fault) | RunEnding::Failed(Some(fault))) = &mut record.ending else {
        return record;
    };
    let hint = question
        .map(question_hint)
        .or_else(|| hint_of(&fault.kind).map(str::to_owned));
    if let Some(hint) = hint {
        // Names of flags and variables, and of a profile, which are no secrets.
        fault.hint = KnownSecrets::default().redact(&hint);
    }
    record
}

fn hint_of(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "access-key-id-missing" => {
            "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, use --profile, or name a key in the auth of the file"
        }
        "access-key-id-unusable" => "Copy the access key ID again: it has letters and digits only",
        "secret-missing" => {
            "Set AWS_SECRET_ACCESS_KEY, or write a secret variable into the auth of the file and set its value in the \
             environment"
        }
        "session-token-unusable" => {
            "Copy the session token again, or unset AWS_SESSION_TOKEN for long-term keys"
        }
        "region-missing" => "Write the region into the auth of the file, or set AWS_REGION",
        "region-unusable" => {
            "Check the region in the auth of the file, and AWS_REGION; it is written as us-east-1"
        }
        "service-missing" => {
            "Write the service into the auth of the file: execute-api for an API Gateway API, also behind a custom domain"
        }
        "service-unusable" => "Check the service in the auth of the file; it is written as execute-api",
        "auth-value-missing" => "Write the value into the auth of the file, or a variable that has it",
        "nothing-to-inherit" => "Give the collection an auth, or the request one of its own",
        "auth-not-understood" => {
            "Correct the file: the kinds of auth are awsv4, basic, bearer, apikey and inherit"
        }
        "sts-not-asked" => {
            "Correct the value of --assume-role or --mfa-code, or the role in the profile or in the file"
        }
        "timeout" => "Give it more time with --max-time, or in the settings of the request; 0 is no limit",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::CredentialsError;
    use crate::resolve::ResolveError;

    #[test]
    fn nothing_that_speaks_of_the_window_is_left_as_it_is() {
        let auth = ResolveError::NothingToInherit;
        assert!(auth.hint().contains("Auth tab"));
        assert!(hint_of(auth.kind()).is_some());
        for error in [
            CredentialsError::AccessKeyIdMissing,
            CredentialsError::SecretMissing,
        ] {
            assert!(error.hint().contains("Auth tab"));
            assert!(hint_of(error.kind()).is_some_and(|hint| !hint.contains("tab")));
        }
    }
}
