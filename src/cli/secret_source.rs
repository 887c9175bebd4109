//! Where secrets come from: the environment or standard input, never an argument.

use std::io::BufRead;

use super::args::RequestArgs;
use super::draft::RequestForm;
use super::given_secret::{Chosen, GivenSecret, is_no_value};
use super::problem::Problem;
use crate::engine::Ambient;
use crate::formats::CommandCredentials;
use crate::model::identity_words::{Life, life};
use crate::model::{AwsAuth, Secret, SigningTime};

/// A place that holds one secret.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Source {
    Environment(String),
    StandardInput,
}

impl Source {
    fn parse(text: &str) -> Result<Self, Problem> {
        match text.split_once(':') {
            Some(("env", name)) if !name.is_empty() => Ok(Self::Environment(name.to_owned())),
            None if text == "stdin" => Ok(Self::StandardInput),
            // What was typed stays out of the message: it may be the secret itself.
            _ => Err(Problem::usage(
                "unknown-secret-source",
                "A secret comes from env:NAME or stdin",
                "Put the value into an environment variable and name that variable.",
            )),
        }
    }

    fn read(&self, ambient: &Ambient, input: &mut dyn BufRead) -> Result<GivenSecret, Problem> {
        let now = SigningTime::new((ambient.now)());
        match self {
            Self::Environment(name) => {
                let value = (ambient.environment)(name).filter(|value| !value.is_empty());
                let value = value.ok_or_else(|| {
                    Problem::signing(
                        "secret-missing",
                        format!("The environment variable {name} is not set"),
                        format!("Set {name}, or name another one with env:NAME."),
                    )
                })?;
                GivenSecret::of(&value, now)
            }
            Self::StandardInput => GivenSecret::from_input(input, now),
        }
    }
}

/// Whether the request types a session token in a header row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypedToken {
    /// It does not.
    No,
    /// It does, so that none of the environment may stand beside it.
    Yes,
}

/// A code as it was given: itself, as it is good once and for half a minute, or the place that holds it.
pub fn given_code(given: &str, ambient: &Ambient, input: &mut dyn BufRead) -> Result<Secret, Problem> {
    let Ok(source) = Source::parse(given) else {
        return Ok(Secret::new(given.trim()));
    };
    match source.read(ambient, input)? {
        GivenSecret::Alone(code) => Ok(code),
        GivenSecret::Credentials(_) => Err(Problem::usage(
            "mfa-code-missing",
            "--mfa-code leads to credentials in the place of a code",
            "Give the six digits that the device shows now.",
        )),
    }
}

/// Fills in what was not given: key ID, secret and token from flags and environment.
///
/// The result says what to warn about. A session token of the environment goes only with the key of the
/// environment: with another one it would turn a good signature into "token invalid".
pub fn complete(
    auth: &mut AwsAuth,
    args: &RequestArgs,
    (form, typed): (&RequestForm, TypedToken),
    ambient: &Ambient,
    input: &mut dyn BufRead,
) -> Result<Vec<String>, Problem> {
    let environment = |name: &str| (ambient.environment)(name).filter(|value| !value.is_empty());
    let environment_key = environment("AWS_ACCESS_KEY_ID");
    let names_its_own = !matches!(
        form,
        RequestForm::Flags
            | RequestForm::Json
            | RequestForm::File
            | RequestForm::Curl(CommandCredentials::Unnamed)
    );
    let given = match &args.secret_from {
        Some(source) => Some(
            Source::parse(source)?
                .read(ambient, input)?
                .for_key(&auth.access_key_id)?,
        ),
        None => None,
    };
    if let Some(Chosen::Set(set)) = &given {
        auth.access_key_id.clone_from(&set.access_key_id);
        auth.secret_access_key = set.secret_access_key.clone();
        if typed == TypedToken::No {
            auth.session_token = set.session_token.clone();
        }
        if args.session_token_from.is_none() || args.session_token_from == args.secret_from {
            let ended = set.expires.map(|end| life(end, (ambient.now)()));
            let warnings = ended.filter(|(life, _)| *life == Life::Over).map(|(_, words)| {
                format!("the credentials that were given {words}: the service will refuse them")
            });
            return finished(auth, form, warnings.into_iter().collect());
        }
    }
    if auth.access_key_id.is_empty() && !names_its_own {
        auth.access_key_id = environment_key.clone().unwrap_or_default();
    }
    let is_key_of_environment = environment_key.as_ref() == Some(&auth.access_key_id);
    let secret_was_given = !auth.secret_access_key.is_empty();
    let environment_secret = environment("AWS_SECRET_ACCESS_KEY")
        .filter(|_| !names_its_own || is_key_of_environment)
        .map(Secret::new);
    if let Some(Chosen::Secret(secret)) = given {
        auth.secret_access_key = secret;
    } else if !secret_was_given {
        auth.secret_access_key = environment_secret.clone().unwrap_or_default();
    }
    if let Some(source) = &args.session_token_from {
        auth.session_token = match Source::parse(source)?
            .read(ambient, input)?
            .for_key(&auth.access_key_id)?
        {
            Chosen::Secret(token) => token,
            Chosen::Set(set) => set.session_token,
        };
        return finished(auth, form, Vec::new());
    }
    let mut warnings = Vec::new();
    if typed == TypedToken::Yes {
        // It stands in a header row.
    } else if names_its_own {
        // The variables of the command may be those of the environment, to which the token belongs as well.
        if is_key_of_environment
            && auth.session_token.is_empty()
            && environment_secret.as_ref() == Some(&auth.secret_access_key)
        {
            auth.session_token = environment("AWS_SESSION_TOKEN")
                .map(Secret::new)
                .unwrap_or_default();
        }
    } else if let Some(token) =
        environment("AWS_SESSION_TOKEN").filter(|_| !secret_was_given && auth.session_token.is_empty())
    {
        if environment_key.is_none_or(|key| key == auth.access_key_id) {
            auth.session_token = Secret::new(token);
        } else {
            warnings.push(
                "AWS_SESSION_TOKEN was left out: it belongs to the key in AWS_ACCESS_KEY_ID, not to the one given"
                    .to_owned(),
            );
        }
    }
    finished(auth, form, warnings)
}

/// The warnings, unless something is missing. A word for no value is none.
fn finished(
    auth: &mut AwsAuth,
    form: &RequestForm,
    mut warnings: Vec<String>,
) -> Result<Vec<String>, Problem> {
    if is_no_value(&auth.session_token) {
        auth.session_token = Secret::default();
        warnings.push(
            "the session token was left out: what gave it says null or None, which is no value".to_owned(),
        );
    }
    if is_no_value(&auth.secret_access_key) {
        return Err(Problem::signing(
            "secret-missing",
            "The secret access key is null or None: what gave it had no value",
            "Look at what fills it in; a field name may be misspelt there.",
        ));
    }
    missing(auth, form).map_or(Ok(warnings), Err)
}

/// The secret to check a signature of `access_key_id` with, when there is one, with what to warn about.
///
/// A secret of the environment goes only with the key of the environment: with another one every good
/// signature would look altered.
pub fn for_check(
    secret_from: Option<&str>,
    access_key_id: Option<&str>,
    ambient: &Ambient,
    input: &mut dyn BufRead,
) -> Result<(Option<Secret>, Option<String>), Problem> {
    if let Some(source) = secret_from {
        let given = Source::parse(source)?.read(ambient, input)?;
        return Ok(match given.for_key(access_key_id.unwrap_or_default())? {
            Chosen::Secret(secret) => (Some(secret), None),
            Chosen::Set(set) => (Some(set.secret_access_key), None),
        });
    }
    let environment = |name: &str| (ambient.environment)(name).filter(|value| !value.is_empty());
    let Some(secret) = environment("AWS_SECRET_ACCESS_KEY") else {
        return Ok((None, None));
    };
    match (environment("AWS_ACCESS_KEY_ID"), access_key_id) {
        (Some(own), Some(signed)) if own != signed => Ok((
            None,
            Some(format!(
                "AWS_SECRET_ACCESS_KEY was left out: it belongs to {own} in AWS_ACCESS_KEY_ID, and the request is \
                 signed with {signed}"
            )),
        )),
        _ => Ok((Some(Secret::new(secret)), None)),
    }
}

/// Missing credentials, with the cure that fits a terminal.
fn missing(auth: &AwsAuth, form: &RequestForm) -> Option<Problem> {
    let names_its_own = matches!(
        form,
        RequestForm::Curl(CommandCredentials::Named | CommandCredentials::Unspoken { .. })
    );
    if names_its_own {
        return missing_in_command(auth);
    }
    if auth.access_key_id.trim().is_empty() {
        return Some(Problem::signing(
            "access-key-id-missing",
            "There is no access key ID to sign with",
            "Set AWS_ACCESS_KEY_ID, use --access-key-id, or send without auth: --auth none.",
        ));
    }
    auth.secret_access_key.is_empty().then(|| {
        Problem::signing(
            "secret-missing",
            "There is no secret access key to sign with",
            "Set AWS_SECRET_ACCESS_KEY, or use --secret-from env:NAME or --secret-from stdin.",
        )
    })
}

/// A command that names its credentials takes none from the environment.
fn missing_in_command(auth: &AwsAuth) -> Option<Problem> {
    let key = auth.access_key_id.trim();
    if key.is_empty() {
        return Some(Problem::signing(
            "access-key-id-missing",
            "The command names its user, but no access key ID",
            "Write it as --user ID:SECRET, or take --user out to sign with AWS_ACCESS_KEY_ID.",
        ));
    }
    auth.secret_access_key.is_empty().then(|| {
        Problem::signing(
            "secret-missing",
            format!("The secret access key of {key} is neither in the command nor in the environment"),
            "Use --secret-from env:NAME or --secret-from stdin.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn ambient(variables: &'static [(&'static str, &'static str)]) -> Ambient {
        let mut ambient = Ambient::system();
        ambient.environment = Arc::new(|name| {
            variables
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        });
        ambient
    }

    const ALL: &[(&str, &str)] = &[
        ("AWS_ACCESS_KEY_ID", "ASIA1"),
        ("AWS_SECRET_ACCESS_KEY", "s"),
        ("AWS_SESSION_TOKEN", "t"),
    ];

    #[test]
    fn the_environment_fills_what_is_empty() {
        let mut auth = AwsAuth::default();
        let warnings = complete(
            &mut auth,
            &RequestArgs::default(),
            (&RequestForm::Flags, TypedToken::No),
            &ambient(ALL),
            &mut std::io::empty(),
        )
        .unwrap();
        assert_eq!(
            (auth.access_key_id.as_str(), auth.session_token.len()),
            ("ASIA1", 1)
        );
        assert!(warnings.is_empty());
    }

    #[test]
    fn a_token_does_not_go_with_another_key() {
        let mut auth = AwsAuth {
            access_key_id: "AKIA2".to_owned(),
            ..AwsAuth::default()
        };
        let warnings = complete(
            &mut auth,
            &RequestArgs::default(),
            (&RequestForm::Flags, TypedToken::No),
            &ambient(ALL),
            &mut std::io::empty(),
        )
        .unwrap();
        assert!(auth.session_token.is_empty());
        assert_eq!(warnings.len(), 1);
    }

    #[test]
    fn secret_and_token_are_two_lines_of_standard_input() {
        let mut auth = AwsAuth::default();
        let args = RequestArgs {
            secret_from: Some("stdin".to_owned()),
            session_token_from: Some("stdin".to_owned()),
            ..RequestArgs::default()
        };
        complete(
            &mut auth,
            &args,
            (&RequestForm::Flags, TypedToken::No),
            &ambient(ALL),
            &mut "secret\r\ntoken\n".as_bytes(),
        )
        .unwrap();
        assert_eq!(auth.secret_access_key, Secret::new("secret"));
        assert_eq!(auth.session_token, Secret::new("token"));
    }

    #[test]
    fn a_secret_checks_only_its_own_key() {
        let check = |key_id: &str, from: Option<&str>| {
            for_check(from, Some(key_id), &ambient(ALL), &mut "x\n".as_bytes()).unwrap()
        };
        assert_eq!(check("ASIA1", None), (Some(Secret::new("s")), None));
        let (secret, warning) = check("AKIA2", None);
        assert!(secret.is_none() && warning.unwrap().contains("ASIA1"));
        assert_eq!(check("AKIA2", Some("stdin")), (Some(Secret::new("x")), None));
    }

    #[test]
    fn what_is_missing_is_named_with_its_cure() {
        let problem = complete(
            &mut AwsAuth::default(),
            &RequestArgs::default(),
            (&RequestForm::Flags, TypedToken::No),
            &ambient(&[("AWS_ACCESS_KEY_ID", "AKIA")]),
            &mut std::io::empty(),
        )
        .unwrap_err();
        assert_eq!((problem.kind, problem.exit.code()), ("secret-missing", 3));
        assert!(problem.hint.contains("AWS_SECRET_ACCESS_KEY"));
        let args = RequestArgs {
            secret_from: Some("wJalrXUtnFEMI".to_owned()),
            ..RequestArgs::default()
        };
        let problem = complete(
            &mut AwsAuth::default(),
            &args,
            (&RequestForm::Flags, TypedToken::No),
            &ambient(ALL),
            &mut std::io::empty(),
        )
        .unwrap_err();
        assert!(!problem.line().contains("wJalr"));
    }
}
