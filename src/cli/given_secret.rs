//! What a variable or standard input gives for a secret: the secret alone, or whole credentials as programs print them.

use std::io::BufRead;

use super::problem::Problem;
use crate::formats::credentials::{self, CredentialSet, PastedCredentials};
use crate::model::{Secret, SigningTime};

/// What was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GivenSecret {
    /// The secret alone.
    Alone(Secret),
    /// JSON, `export …` lines, a profile: key ID, secret and token.
    Credentials(Box<PastedCredentials>),
}

impl GivenSecret {
    /// Reads a text.
    pub fn of(text: &str, now: SigningTime) -> Result<Self, Problem> {
        let text = text.trim_matches(['\r', '\n', '\u{feff}']);
        if !is_more_than_a_secret(text) {
            return Ok(Self::Alone(Secret::new(text)));
        }
        if let Some(found) = credentials::read(text, now) {
            return Ok(Self::Credentials(Box::new(found)));
        }
        if let Some(value) = assigned(text) {
            return Ok(Self::Alone(Secret::new(value)));
        }
        if text.contains('\n') || text.trim_start().starts_with(['{', '[']) {
            return Err(Problem::signing(
                "secret-missing",
                "What was given holds no access key ID with its secret access key",
                "Give the secret access key alone, or both as JSON, as export lines or as a profile.",
            ));
        }
        Ok(Self::Alone(Secret::new(text)))
    }

    /// Reads a line of standard input, and the rest where it is the beginning of more.
    pub fn from_input(input: &mut dyn BufRead, now: SigningTime) -> Result<Self, Problem> {
        let unreadable = |error: std::io::Error| {
            Problem::signing(
                "secret-missing",
                format!("No secret could be read from standard input: {error}"),
                "Give it as one line, or by an environment variable with env:NAME.",
            )
        };
        let mut text = String::new();
        input.read_line(&mut text).map_err(unreadable)?;
        if is_more_than_a_secret(text.trim_end_matches(['\r', '\n'])) || text.trim().is_empty() {
            input.read_to_string(&mut text).map_err(unreadable)?;
        }
        Self::of(&text, now)
    }

    /// The credentials of this key, or those that a paste would take when none is wanted.
    pub fn for_key(self, access_key_id: &str) -> Result<Chosen, Problem> {
        let found = match self {
            Self::Alone(secret) => return Ok(Chosen::Secret(secret)),
            Self::Credentials(found) => *found,
        };
        if access_key_id.is_empty() {
            return Ok(Chosen::Set(found.chosen));
        }
        let own = found.chosen.access_key_id.clone();
        let mut sets = std::iter::once(found.chosen).chain(found.others);
        sets.find(|set| set.access_key_id == access_key_id)
            .map(Chosen::Set)
            .ok_or_else(|| {
                Problem::signing(
                    "credentials-of-another-key",
                    format!(
                        "What was given are the credentials of {own}, and the request is for {access_key_id}"
                    ),
                    "Give those of that key, or leave its ID out of the request.",
                )
            })
    }
}

/// What is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// A secret, or a token, alone.
    Secret(Secret),
    /// Key ID, secret and token.
    Set(CredentialSet),
}

/// True for what no secret access key looks like.
fn is_more_than_a_secret(text: &str) -> bool {
    let text = text.trim();
    text.contains(char::is_whitespace)
        || text.contains([',', '<', '{', '[', '"', '\''])
        || text.trim_end_matches('=').contains('=')
        || text.starts_with('#')
}

/// `export AWS_SECRET_ACCESS_KEY=value` alone.
fn assigned(text: &str) -> Option<&str> {
    let line = text.trim();
    if line.contains('\n') {
        return None;
    }
    let (name, value) = line.split_once('=')?;
    let name = name.split_whitespace().last()?.to_ascii_lowercase();
    let name = name.trim_start_matches("$env:");
    matches!(name, "aws_secret_access_key" | "aws_session_token")
        .then(|| value.trim().trim_matches(['"', '\'']))
}

/// Words that programs print where there is no value.
pub fn is_no_value(secret: &Secret) -> bool {
    ["null", "None", "undefined"]
        .iter()
        .any(|word| secret.expose_for_search() == word.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "ASIAIOSFODNN7EXAMPLE";
    const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    const TOKEN: &str = "AQoDYXdzEJr1K9fAKEtoken0123456789==";

    fn now() -> SigningTime {
        SigningTime::parse_amz_date("20261120T120000Z").unwrap()
    }

    /// What `aws sts`, `aws configure export-credentials` and the console print.
    #[test]
    fn whole_credentials_are_read_as_a_paste_of_them() {
        for text in [
            format!(
                "{{\"Credentials\": {{\"AccessKeyId\": \"{KEY}\", \"SecretAccessKey\": \"{SECRET}\", \"SessionToken\": \"{TOKEN}\"}}}}"
            ),
            format!(
                "{{\n  \"Version\": 1,\n  \"AccessKeyId\": \"{KEY}\",\n  \"SecretAccessKey\": \"{SECRET}\",\n  \"SessionToken\": \"{TOKEN}\"\n}}\n"
            ),
            format!(
                "export AWS_ACCESS_KEY_ID={KEY}\nexport AWS_SECRET_ACCESS_KEY={SECRET}\nexport AWS_SESSION_TOKEN={TOKEN}\n"
            ),
            format!(
                "\n[default]\r\naws_access_key_id = {KEY}\r\naws_secret_access_key = {SECRET}\r\naws_session_token = {TOKEN}\r\n"
            ),
        ] {
            let given = GivenSecret::from_input(&mut text.as_bytes(), now()).unwrap();
            let Chosen::Set(set) = given.for_key("").unwrap() else {
                panic!("{text}")
            };
            assert_eq!(set.access_key_id, KEY);
            assert_eq!(set.secret_access_key, Secret::new(SECRET));
            assert_eq!(set.session_token, Secret::new(TOKEN));
        }
    }

    #[test]
    fn a_secret_alone_stays_what_it_is() {
        for secret in [SECRET, "minio123", "c2VjcmV0==", "pa$$word"] {
            let mut input = format!("{secret}\r\nmore\n");
            let mut bytes = input.as_bytes();
            let given = GivenSecret::from_input(&mut bytes, now()).unwrap();
            assert_eq!(given, GivenSecret::Alone(Secret::new(secret)));
            assert_eq!(bytes, b"more\n", "the next line is for somebody else");
            input.clear();
        }
        for line in [
            format!("export AWS_SECRET_ACCESS_KEY={SECRET}"),
            format!("AWS_SECRET_ACCESS_KEY='{SECRET}'\n"),
        ] {
            assert_eq!(
                GivenSecret::of(&line, now()).unwrap(),
                GivenSecret::Alone(Secret::new(SECRET))
            );
        }
    }

    #[test]
    fn what_holds_no_credentials_is_an_error_without_them() {
        let error = GivenSecret::of("{\"SecretAccessKey\": \"wJalrXUtnFEMI\"}", now()).unwrap_err();
        assert_eq!((error.kind, error.exit.code()), ("secret-missing", 3));
        assert!(!error.line().contains("wJalr"));
    }
}
