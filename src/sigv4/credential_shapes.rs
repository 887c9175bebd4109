//! What credentials look like, and remarks on those that look otherwise. Remarks only: test servers take any
//! key.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes>

use super::field_problems::{AuthField, AuthFix, FieldProblem};
use super::hosts::HostHint;
use crate::model::Secret;
use crate::resolve::foreign_characters::{ForeignCharacter, kinds_in, listed};

/// Access key IDs of AWS have this many characters.
const KEY_ID_CHARACTERS: usize = 20;

/// Secret access keys of AWS have this many characters.
const SECRET_CHARACTERS: usize = 40;

/// Prefixes of identifiers that are no access key IDs, with what they are.
const OTHER_IDENTIFIERS: [(&str, &str); 10] = [
    ("ABIA", "an STS service bearer token"),
    ("ACCA", "a context-specific credential"),
    ("AGPA", "a group"),
    ("AIDA", "an IAM user"),
    ("AIPA", "an instance profile"),
    ("ANPA", "a managed policy"),
    ("ANVA", "a version of a managed policy"),
    ("APKA", "a public key"),
    ("AROA", "a role"),
    ("ASCA", "a certificate"),
];

/// What is wrong with the keys, whose blanks are taken out already.
pub(super) fn problems_of_keys(
    access_key_id: &str,
    secret: &Secret,
    token: &Secret,
    hint: Option<&HostHint>,
    problems: &mut Vec<FieldProblem>,
) {
    let secret = secret.expose_for_signing();
    if access_key_id.contains("{{") {
        return;
    }
    if is_secret(access_key_id) {
        problems.push(swapped(
            AuthField::AccessKeyId,
            "This looks like a secret access key, not like its ID",
        ));
    } else if is_key_id(secret) {
        problems.push(swapped(
            AuthField::SecretAccessKey,
            "This looks like an access key ID, not like the secret",
        ));
    } else {
        problems_of_id(access_key_id, hint, problems);
        problems_of_secret(access_key_id, secret, problems);
    }
    problems_of_token(access_key_id, token, problems);
}

fn swapped(field: AuthField, sentence: &str) -> FieldProblem {
    FieldProblem::new(field, "keys-swapped", sentence).with(AuthFix::Swap)
}

fn problems_of_id(id: &str, hint: Option<&HostHint>, problems: &mut Vec<FieldProblem>) {
    let problem = |rule, sentence: String| FieldProblem::new(AuthField::AccessKeyId, rule, sentence);
    if is_quoted(id) {
        problems.push(quoted(AuthField::AccessKeyId, "access key ID"));
        return;
    }
    if let Some(problem) = dashed(AuthField::AccessKeyId, "access key ID", id) {
        problems.push(problem);
        return;
    }
    let count = id.chars().count();
    let is_plain = id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    // Other services have keys of their own.
    if !is_plain && hint.is_some() {
        problems.push(problem(
            "access-key-id-unusual",
            "Access key IDs of AWS have letters and digits only".to_owned(),
        ));
    }
    if is_plain && count == KEY_ID_CHARACTERS && is_key_id(&id.to_ascii_uppercase()) && !is_key_id(id) {
        let sentence = "Access key IDs of AWS are in upper case".to_owned();
        problems.push(problem("access-key-id-lower-case", sentence).with(AuthFix::WriteInCapitals));
    }
    if let Some((prefix, what)) = OTHER_IDENTIFIERS
        .iter()
        .find(|(prefix, _)| id.starts_with(prefix))
        .filter(|_| id.len() > KEY_ID_CHARACTERS)
    {
        problems.push(problem(
            "access-key-id-of-another-kind",
            format!(
                "Identifiers that start with {prefix} name {what}: access key IDs start with AKIA or ASIA"
            ),
        ));
    }
    if is_of_aws(id) && count != KEY_ID_CHARACTERS {
        problems.push(problem(
            "access-key-id-length",
            format!("The access key ID has {count} characters: those of AWS have {KEY_ID_CHARACTERS}"),
        ));
    }
}

fn problems_of_secret(id: &str, secret: &str, problems: &mut Vec<FieldProblem>) {
    let problem = |rule, sentence: String| FieldProblem::new(AuthField::SecretAccessKey, rule, sentence);
    if is_quoted(secret) {
        problems.push(quoted(AuthField::SecretAccessKey, "secret access key"));
        return;
    }
    let count = secret.chars().count();
    if let Some(problem) = dashed(AuthField::SecretAccessKey, "secret access key", secret) {
        problems.push(problem);
        return;
    }
    // An empty one is told as what stands in the way.
    if is_of_aws(id) && count != SECRET_CHARACTERS && count > 0 && !secret.contains("{{") {
        problems.push(problem(
            "secret-length",
            format!("The secret access key has {count} characters: those of AWS have {SECRET_CHARACTERS}"),
        ));
    }
    if !secret.is_ascii() {
        problems.push(problem(
            "secret-not-ascii",
            "The secret access key has characters outside ASCII, which no key of AWS has".to_owned(),
        ));
    }
}

fn problems_of_token(id: &str, token: &Secret, problems: &mut Vec<FieldProblem>) {
    let field = AuthField::SessionToken;
    if is_quoted(token.expose_for_signing()) {
        problems.push(quoted(field, "session token"));
    }
    if id.starts_with("ASIA") && token.is_empty() {
        problems.push(FieldProblem::new(
            field,
            "session-token-missing",
            "Keys that start with ASIA are temporary: AWS refuses them without their session token",
        ));
    }
    if id.starts_with("AKIA") && !token.is_empty() {
        let sentence = "Keys that start with AKIA are long-term and have no session token";
        problems.push(
            FieldProblem::new(field, "session-token-with-long-term-key", sentence)
                .with(AuthFix::ClearSessionToken),
        );
    }
}

fn is_of_aws(id: &str) -> bool {
    id.starts_with("ASIA") || id.starts_with("AKIA")
}

/// The form of the access key IDs that AWS gives out.
fn is_key_id(text: &str) -> bool {
    text.len() == KEY_ID_CHARACTERS
        && is_of_aws(text)
        && text
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// The form of the secret access keys that AWS gives out, which no identifier of another service has.
fn is_secret(text: &str) -> bool {
    text.len() == SECRET_CHARACTERS
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'+'))
        && text.bytes().any(|byte| byte.is_ascii_uppercase())
        && text.bytes().any(|byte| byte.is_ascii_lowercase())
}

fn quoted(field: AuthField, what: &str) -> FieldProblem {
    FieldProblem::new(
        field,
        "value-quoted",
        format!("The {what} stands in quotes, which are signed with it"),
    )
    .with(AuthFix::RemoveQuotes)
}

/// A dash of a text where a key has a hyphen.
fn dashed(field: AuthField, what: &str, text: &str) -> Option<FieldProblem> {
    let kinds: Vec<ForeignCharacter> = kinds_in(text);
    kinds.contains(&ForeignCharacter::Dash).then(|| {
        let sentence = format!("The {what} has {}, as web pages write them", listed(&kinds));
        FieldProblem::new(field, "foreign-characters", sentence).with(AuthFix::MendCharacters)
    })
}

fn is_quoted(text: &str) -> bool {
    without_quotes(text).len() < text.len()
}

/// The text without the quotes that open and close it.
pub(super) fn without_quotes(text: &str) -> &str {
    [
        ('"', '"'),
        ('\'', '\''),
        ('`', '`'),
        ('“', '”'),
        ('‘', '’'),
        ('«', '»'),
        ('„', '“'),
    ]
    .into_iter()
    .find_map(|(open, close)| text.strip_prefix(open)?.strip_suffix(close))
    .unwrap_or(text)
}

/// Keys and tokens have no blanks; pasted ones are often wrapped over lines. Zero-width characters come
/// with text copied from web pages.
pub(super) fn without_blanks(text: &str) -> String {
    text.chars()
        .filter(|ch| !ch.is_whitespace() && !is_zero_width(*ch))
        .collect()
}

pub(super) fn is_zero_width(ch: char) -> bool {
    matches!(ch, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(key: &str, secret: &str, token: &str) -> Vec<&'static str> {
        let mut problems = Vec::new();
        let hint = super::super::hosts::infer("sts.us-east-1.amazonaws.com");
        assert!(hint.is_some());
        problems_of_keys(
            key,
            &Secret::new(secret),
            &Secret::new(token),
            hint.as_ref(),
            &mut problems,
        );
        problems.iter().map(|problem| problem.rule).collect()
    }

    #[test]
    fn the_documented_key_pairs_are_not_remarked_on() {
        let none: [&str; 0] = [];
        let secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
        assert_eq!(rules("AKIAIOSFODNN7EXAMPLE", secret, ""), none);
        assert_eq!(rules("ASIAIOSFODNN7EXAMPLE", secret, "token"), none);
        assert_eq!(rules("AKIDEXAMPLE", secret, ""), none);
        assert_eq!(rules("minioadmin", "minioadmin", ""), none);
    }

    #[test]
    fn what_is_cut_swapped_or_of_another_kind_is_told() {
        let secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
        assert_eq!(rules("AKIAIOSFODNN7EXAMPL", secret, ""), ["access-key-id-length"]);
        assert_eq!(rules("AKIAIOSFODNN7EXAMPLE", "short", ""), ["secret-length"]);
        assert_eq!(
            rules("AIDACKCEVSQ6C2EXAMPLE", secret, ""),
            ["access-key-id-of-another-kind"]
        );
        assert_eq!(rules("minio-user", "s", ""), ["access-key-id-unusual"]);
        assert_eq!(
            rules("ASIAIOSFODNN7EXAMPLE", secret, ""),
            ["session-token-missing"]
        );
    }
}
