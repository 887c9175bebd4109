//! What credentials look like, and remarks on those that look otherwise. Remarks only: test servers take any
//! key.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes>

use crate::model::{Note, Secret};

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

/// Remarks on key and token that look as if they do not belong together, or as if they were cut.
pub(super) fn remark_on_credentials(
    access_key_id: &str,
    secret: &Secret,
    token: &Secret,
    notes: &mut Vec<Note>,
) {
    let is_temporary = access_key_id.starts_with("ASIA");
    let is_long_term = access_key_id.starts_with("AKIA");
    if is_temporary && token.is_empty() {
        notes.push(Note::new(
            "session-token-missing",
            "Keys that start with ASIA are temporary: AWS refuses them without their session token",
        ));
    }
    if is_long_term && !token.is_empty() {
        notes.push(Note::new(
            "session-token-with-long-term-key",
            "Keys that start with AKIA are long-term and have no session token",
        ));
    }
    if !access_key_id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        notes.push(Note::new(
            "access-key-id-unusual",
            "Access key IDs of AWS have letters and digits only",
        ));
    }
    if let Some((prefix, what)) = OTHER_IDENTIFIERS
        .iter()
        .find(|(prefix, _)| access_key_id.starts_with(prefix))
        .filter(|_| access_key_id.len() > KEY_ID_CHARACTERS)
    {
        notes.push(Note::new(
            "access-key-id-of-another-kind",
            format!(
                "Identifiers that start with {prefix} name {what}: access key IDs start with AKIA or ASIA"
            ),
        ));
    }
    if is_temporary || is_long_term {
        remark_on_lengths(access_key_id, secret, notes);
    }
    if !secret.expose_for_signing().is_ascii() {
        notes.push(Note::new(
            "secret-not-ascii",
            "The secret access key has characters outside ASCII, which no key of AWS has",
        ));
    }
}

fn remark_on_lengths(access_key_id: &str, secret: &Secret, notes: &mut Vec<Note>) {
    let count = access_key_id.chars().count();
    if count != KEY_ID_CHARACTERS {
        notes.push(Note::new(
            "access-key-id-length",
            format!("The access key ID has {count} characters: those of AWS have {KEY_ID_CHARACTERS}"),
        ));
    }
    let count = secret.expose_for_signing().chars().count();
    if count != SECRET_CHARACTERS {
        notes.push(Note::new(
            "secret-length",
            format!("The secret access key has {count} characters: those of AWS have {SECRET_CHARACTERS}"),
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(key: &str, secret: &str, token: &str) -> Vec<&'static str> {
        let mut notes = Vec::new();
        remark_on_credentials(key, &Secret::new(secret), &Secret::new(token), &mut notes);
        notes.iter().map(|note| note.rule).collect()
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
