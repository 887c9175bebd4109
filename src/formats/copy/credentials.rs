//! Credentials as text for other programs, in clear text: only after a warning.

use serde_json::json;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::quote::{power_string, word};
use super::{CopyError, ShellForm};
use crate::model::{Credentials, Live, Secret};

/// In which form credentials are copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialForm {
    /// Variables for a shell: `export AWS_ACCESS_KEY_ID=…`.
    ShellExports,
    /// A profile for `~/.aws/credentials`.
    Profile,
    /// JSON as a `credential_process` prints it.
    Json,
}

impl CredentialForm {
    /// Every form.
    pub const ALL: [Self; 3] = [Self::ShellExports, Self::Profile, Self::Json];

    /// As in "Copy credentials as {}".
    pub fn name(self) -> &'static str {
        match self {
            Self::ShellExports => "shell exports",
            Self::Profile => "a profile",
            Self::Json => "JSON",
        }
    }
}

/// The text, secrets and all, with a line end behind each line.
pub fn credentials_text(
    credentials: &Credentials<Live>,
    expires: Option<OffsetDateTime>,
    form: CredentialForm,
    shell: ShellForm,
) -> Result<String, CopyError> {
    let secret = credentials.secret_access_key.expose_to_clipboard();
    let token = credentials
        .session_token
        .as_ref()
        .map(Secret::expose_to_clipboard);
    let named = [
        ("AWS_ACCESS_KEY_ID", Some(credentials.access_key_id.as_str())),
        ("AWS_SECRET_ACCESS_KEY", Some(secret)),
        ("AWS_SESSION_TOKEN", token),
    ];
    let given = named
        .into_iter()
        .filter_map(|(name, value)| value.map(|value| (name, value)));
    match form {
        CredentialForm::ShellExports => given.map(|(name, value)| exported(name, value, shell)).collect(),
        CredentialForm::Profile => {
            if given.clone().any(|(_, value)| value.contains(char::is_control)) {
                return Err(CopyError::ControlCharacter);
            }
            let lines = given.map(|(name, value)| format!("{} = {value}\n", name.to_ascii_lowercase()));
            Ok(std::iter::once("[copied]\n".to_owned()).chain(lines).collect())
        }
        CredentialForm::Json => {
            // <https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html>
            let expires = expires.and_then(|expires| expires.format(&Rfc3339).ok());
            let fields = [
                ("Version", Some(json!(1))),
                ("AccessKeyId", Some(json!(credentials.access_key_id))),
                ("SecretAccessKey", Some(json!(secret))),
                ("SessionToken", token.map(|token| json!(token))),
                ("Expiration", expires.map(|expires| json!(expires))),
            ];
            let given = fields
                .into_iter()
                .filter_map(|(name, value)| Some((name.to_owned(), value?)));
            let object: serde_json::Map<String, serde_json::Value> = given.collect();
            let object = serde_json::Value::Object(object);
            Ok(format!("{object:#}\n"))
        }
    }
}

fn exported(name: &str, value: &str, shell: ShellForm) -> Result<String, CopyError> {
    Ok(match shell {
        ShellForm::Bash => format!("export {name}={}\n", word(shell, value.as_bytes())?),
        ShellForm::Power => format!("$Env:{name} = {}\n", power_string(value)),
    })
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    fn text(token: Option<&str>, form: CredentialForm, shell: ShellForm) -> String {
        let credentials = Credentials::<Live>::new(
            "ASIAEXAMPLE".to_owned(),
            Secret::new("wJalr/K7+"),
            token.map(Secret::new),
        );
        let expires = Some(datetime!(2026-11-20 12:00 UTC));
        credentials_text(&credentials, expires, form, shell).unwrap()
    }

    #[test]
    fn exports_are_quoted_for_their_shell() {
        assert_eq!(
            text(Some("a==\"'$x"), CredentialForm::ShellExports, ShellForm::Bash),
            "export AWS_ACCESS_KEY_ID=ASIAEXAMPLE\nexport AWS_SECRET_ACCESS_KEY='wJalr/K7+'\nexport \
             AWS_SESSION_TOKEN=$'a==\"\\'$x'\n"
        );
        let power = text(None, CredentialForm::ShellExports, ShellForm::Power);
        assert!(
            power.contains("$Env:AWS_SECRET_ACCESS_KEY = 'wJalr/K7+'\n"),
            "{power}"
        );
        // Without quotes it would be a command.
        assert!(
            power.contains("$Env:AWS_ACCESS_KEY_ID = 'ASIAEXAMPLE'\n"),
            "{power}"
        );
        assert!(!power.contains("TOKEN"), "{power}");
    }

    #[test]
    fn a_profile_has_the_keys_of_the_credentials_file() {
        assert_eq!(
            text(Some("t=="), CredentialForm::Profile, ShellForm::Bash),
            "[copied]\naws_access_key_id = ASIAEXAMPLE\naws_secret_access_key = wJalr/K7+\naws_session_token = t==\n"
        );
    }

    #[test]
    fn no_value_begins_a_section_of_its_own() {
        let credentials = Credentials::<Live>::new(
            "ASIAEXAMPLE".to_owned(),
            Secret::new("wJalr"),
            Some(Secret::new("t\n[default]\naws_access_key_id = AKIAOTHER")),
        );
        let of = |form| credentials_text(&credentials, None, form, ShellForm::Bash);
        assert_eq!(of(CredentialForm::Profile), Err(CopyError::ControlCharacter));
        assert!(of(CredentialForm::Json).unwrap().contains("t\\n[default]"));
    }

    #[test]
    fn json_is_what_a_credential_process_prints() {
        let read: serde_json::Value =
            serde_json::from_str(&text(Some("t=="), CredentialForm::Json, ShellForm::Bash)).unwrap();
        assert_eq!(
            read,
            json!({
                "Version": 1, "AccessKeyId": "ASIAEXAMPLE", "SecretAccessKey": "wJalr/K7+", "SessionToken": "t==",
                "Expiration": "2026-11-20T12:00:00Z",
            })
        );
    }
}
