//! Whose credentials sign a request of the command line: those that stand nearest to it.
//!
//! ```text
//! --access-key-id, --secret-from, keys in the request ▸ --profile, --sso-…, --credential-source ▸ as the AWS CLI does it
//! ```

use super::args::RequestArgs;
use super::draft::RequestForm;
use super::problem::Problem;
use crate::credentials::has_refusal;
use crate::engine::Ambient;
use crate::formats::CommandCredentials;
use crate::model::AwsAuth;

/// Set, these change what the AWS CLI makes of the keys in the environment: another profile has to exist, another token
/// goes with them, or they end.
const BESIDE_KEYS: [&str; 4] = [
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_DEFAULT_PROFILE",
    "AWS_PROFILE",
    "AWS_SECURITY_TOKEN",
];

/// From where credentials are taken.
#[derive(Clone, Debug, PartialEq)]
pub enum ChosenSource {
    /// From what was typed, completed from the environment.
    Typed,
    /// From the environment alone, which nobody has to be asked for.
    Environment,
    /// From the source of this form.
    Asked(Box<AwsAuth>),
}

/// Decides. `aws` is what the request says.
pub fn chosen(
    aws: &AwsAuth,
    args: &RequestArgs,
    form: &RequestForm,
    ambient: &Ambient,
) -> Result<ChosenSource, Problem> {
    let is_named = matches!(form, RequestForm::Curl(CommandCredentials::Named));
    let has_own = is_named || !aws.access_key_id.is_empty() || !aws.secret_access_key.is_empty();
    if args.source.names_a_source() && !has_own {
        return Ok(ChosenSource::Asked(Box::new(args.source.form()?)));
    }
    // Of the lines of --jsonl each may have its own.
    let is_line = *form == RequestForm::Json && args.json_request.is_none();
    if args.source.names_a_source() && !is_line {
        return Err(Problem::usage(
            "credentials-twice",
            "The request has credentials of its own, and a flag names others",
            "Leave one of them out.",
        ));
    }
    let is_typed = has_own
        || args.access_key_id.is_some()
        || args.secret_from.is_some()
        || args.session_token_from.is_some()
        || matches!(form, RequestForm::Curl(CommandCredentials::Unspoken { .. }));
    if is_typed {
        return Ok(ChosenSource::Typed);
    }
    let set = |name: &str| (ambient.environment)(name);
    let has_keys = set("AWS_ACCESS_KEY_ID").is_some_and(|id| !id.is_empty());
    if has_keys
        && args.source.roles.roles.is_empty()
        && BESIDE_KEYS.into_iter().all(|name| set(name).is_none())
        && !has_refusal(&*ambient.environment)
    {
        return Ok(ChosenSource::Environment);
    }
    Ok(ChosenSource::Asked(Box::new(args.source.form()?)))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::cli::source_args::SourceArgs;
    use crate::model::{CredentialSource, Secret};

    const KEYS: (&str, &str) = ("AWS_ACCESS_KEY_ID", "AKIA");

    fn source(
        aws: &AwsAuth,
        args: &RequestArgs,
        form: &RequestForm,
        set: &'static [(&'static str, &'static str)],
    ) -> Result<Option<CredentialSource>, &'static str> {
        let mut ambient = Ambient::system();
        ambient.environment = Arc::new(|name| {
            let found = set.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        });
        match chosen(aws, args, form, &ambient) {
            Ok(ChosenSource::Typed) => Ok(Some(CredentialSource::Typed)),
            Ok(ChosenSource::Environment) => Ok(None),
            Ok(ChosenSource::Asked(auth)) => Ok(Some(auth.source)),
            Err(problem) => Err(problem.kind),
        }
    }

    fn with_profile() -> RequestArgs {
        RequestArgs {
            source: SourceArgs {
                profile: Some("dev".to_owned()),
                ..SourceArgs::default()
            },
            ..RequestArgs::default()
        }
    }

    fn own_keys() -> AwsAuth {
        AwsAuth {
            access_key_id: "AKIAOWN".to_owned(),
            secret_access_key: Secret::new("s"),
            ..AwsAuth::default()
        }
    }

    #[test]
    fn keys_of_the_environment_need_nobody_unless_more_is_said_beside_them() {
        let (aws, args) = (AwsAuth::default(), RequestArgs::default());
        let of = |set| source(&aws, &args, &RequestForm::Flags, set);
        assert_eq!(of(&[KEYS]), Ok(None));
        let automatic = Ok(Some(CredentialSource::Automatic));
        assert_eq!(of(&[]), automatic);
        assert_eq!(of(&[("AWS_ACCESS_KEY_ID", "")]), automatic);
        assert_eq!(of(&[KEYS, ("AWS_PROFILE", "dev")]), automatic);
        assert_eq!(of(&[KEYS, ("AWS_DEFAULT_PROFILE", "dev")]), automatic);
        assert_eq!(of(&[KEYS, ("AWS_SECURITY_TOKEN", "t")]), automatic);
        assert_eq!(of(&[KEYS, ("AWS_CREDENTIAL_EXPIRATION", "x")]), automatic);
    }

    #[test]
    fn keys_of_the_environment_do_not_hide_what_the_aws_cli_refuses() {
        let (aws, args) = (AwsAuth::default(), RequestArgs::default());
        let automatic = Ok(Some(CredentialSource::Automatic));
        let garbled = [
            ("AWS_ACCESS_KEY_ID", "AKIA"),
            ("AWS_SECRET_ACCESS_KEY", "s\u{fffd}"),
        ];
        assert_eq!(
            source(&aws, &args, &RequestForm::Flags, Box::leak(Box::new(garbled))),
            automatic
        );
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("config");
        std::fs::File::create_new(&config)
            .and_then(|mut file| std::io::Write::write_all(&mut file, b"[profile a\n"))
            .unwrap();
        let config: &'static str = config.to_str().unwrap().to_owned().leak();
        let set: &'static [(&str, &str); 2] = Box::leak(Box::new([KEYS, ("AWS_CONFIG_FILE", config)]));
        assert_eq!(source(&aws, &args, &RequestForm::Flags, set), automatic);
    }

    #[test]
    fn a_flag_beats_the_environment_and_never_stands_beside_keys_of_the_request() {
        let profile = Ok(Some(CredentialSource::Profile));
        let (none, own, line) = (AwsAuth::default(), own_keys(), with_profile());
        let args = RequestArgs {
            json_request: Some("-".to_owned()),
            ..with_profile()
        };
        assert_eq!(source(&none, &args, &RequestForm::Flags, &[KEYS]), profile);
        assert_eq!(source(&none, &args, &RequestForm::Json, &[KEYS]), profile);
        let twice = Err("credentials-twice");
        assert_eq!(source(&own, &args, &RequestForm::Json, &[]), twice);
        let named = RequestForm::Curl(CommandCredentials::Named);
        assert_eq!(source(&none, &args, &named, &[]), twice);
        let typed = Ok(Some(CredentialSource::Typed));
        assert_eq!(source(&own, &line, &RequestForm::Json, &[]), typed);
        assert_eq!(
            source(&own, &RequestArgs::default(), &RequestForm::Json, &[KEYS]),
            typed
        );
    }

    #[test]
    fn a_profile_may_stand_in_for_credentials_that_a_command_takes_elsewhere() {
        let unspoken = || {
            RequestForm::Curl(CommandCredentials::Unspoken {
                flag: "--netrc".to_owned(),
            })
        };
        let none = AwsAuth::default();
        let profile = Ok(Some(CredentialSource::Profile));
        assert_eq!(source(&none, &with_profile(), &unspoken(), &[KEYS]), profile);
        let typed = Ok(Some(CredentialSource::Typed));
        assert_eq!(
            source(&none, &RequestArgs::default(), &unspoken(), &[KEYS]),
            typed
        );
    }
}
