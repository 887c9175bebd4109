//! The variables of a command, in the flags that say something about the request.

use super::flags::Meaning;
use super::given::Given;
use crate::formats::shell::Word;
use crate::formats::shell::variables::{Unreplaced, Variables, replaced};
use crate::formats::{FormatError, Warning};

/// The flags with the values of their variables. Flags that are left out keep theirs as written.
pub fn substitute(
    given: Vec<Given>,
    variables: &Variables<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<Given>, FormatError> {
    // A key or a secret of nothing is none.
    let keys = |name: &str| variables(name).filter(|value| !value.is_empty());
    let (mut of_keys, mut others) = (Unreplaced::default(), Unreplaced::default());
    let mut done = Vec::with_capacity(given.len());
    for given in given {
        if !is_taken_over(given.meaning) {
            done.push(given);
            continue;
        }
        let value = match holds(&given) {
            Holds::Keys => replaced(&given.value, &keys, &mut of_keys),
            Holds::Token => replaced(&given.value, variables, &mut of_keys),
            Holds::Other => replaced(&given.value, variables, &mut others),
        };
        let vanishes = given.flag.is_empty() && given.meaning == Meaning::Url && value.bytes().is_empty();
        if !vanishes {
            done.push(Given { value, ..given });
        }
    }
    refuse(of_keys, others)?;
    add_region_of_awscurl(&mut done, variables);
    warnings.retain(|warning| !matches!(warning, Warning::ShellExpansion { .. }));
    Ok(done)
}

/// awscurl takes its region from this variable, and from no other.
fn add_region_of_awscurl(given: &mut Vec<Given>, variables: &Variables<'_>) {
    let has = |meaning| given.iter().any(|given| given.meaning == meaning);
    if !has(Meaning::Awscurl) || has(Meaning::Region) {
        return;
    }
    if let Some(region) = variables("AWS_DEFAULT_REGION").filter(|region| !region.is_empty()) {
        given.push(Given {
            meaning: Meaning::Region,
            flag: "AWS_DEFAULT_REGION".to_owned(),
            value: Word::from(region.as_bytes()),
        });
    }
}

fn refuse(of_keys: Unreplaced, others: Unreplaced) -> Result<(), FormatError> {
    let concerns_keys = !of_keys.is_empty();
    let mut only_shell = of_keys.only_shell.into_iter().chain(others.only_shell);
    if let Some(text) = only_shell.next() {
        return Err(FormatError::OnlyShell { text });
    }
    let mut names = of_keys.not_set;
    for name in others.not_set {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() {
        return Ok(());
    }
    Err(if concerns_keys {
        FormatError::CredentialsNotSet { names }
    } else {
        FormatError::VariablesNotSet { names }
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// Access key ID and secret access key.
    Keys,
    /// The session token, of which long-term keys have none.
    Token,
    Other,
}

fn holds(given: &Given) -> Holds {
    const TOKEN: &[u8] = b"x-amz-security-token";
    match given.meaning {
        Meaning::User | Meaning::AccessKey | Meaning::SecretKey => Holds::Keys,
        Meaning::SessionToken => Holds::Token,
        Meaning::Header => match given.value.bytes().split_at_checked(TOKEN.len()) {
            Some((name, _)) if name.eq_ignore_ascii_case(TOKEN) => Holds::Token,
            _ => Holds::Other,
        },
        _ => Holds::Other,
    }
}

fn is_taken_over(meaning: Meaning) -> bool {
    !matches!(
        meaning,
        Meaning::Nothing
            | Meaning::OtherAuth
            | Meaning::OtherHttp
            | Meaning::Insecure
            | Meaning::Trust
            | Meaning::Proxy
            | Meaning::ReadsSecrets
            | Meaning::Profile
            | Meaning::Variable
            | Meaning::NotDone
    )
}
