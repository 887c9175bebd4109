//! What a name means, and what can be its value.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A piece of credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Access key ID.
    KeyId,
    /// Secret access key.
    Secret,
    /// Session token.
    Token,
    /// End of validity.
    Expiry,
    /// Region.
    Region,
    /// Profile or user name.
    Profile,
}

/// How sure it is that a value belongs to a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bond {
    /// An equals sign, a colon, a key of JSON.
    Tight,
    /// Blanks or a line end: the value has to look like AWS's own.
    Loose,
}

/// Names in words, the longest of each kind first. Between two words may stand one blank or mark, or nothing.
pub const NAMES: [(&[&str], Field); 13] = [
    (&["secret", "access", "key"], Field::Secret),
    (&["secret", "key"], Field::Secret),
    (&["access", "key", "id"], Field::KeyId),
    (&["access", "key"], Field::KeyId),
    (&["security", "token", "expires"], Field::Expiry),
    (&["session", "token"], Field::Token),
    (&["security", "token"], Field::Token),
    (&["token"], Field::Token),
    (&["expiration"], Field::Expiry),
    (&["expires"], Field::Expiry),
    (&["region"], Field::Region),
    (&["profile"], Field::Profile),
    (&["user", "name"], Field::Profile),
];

/// What a whole name means: `AWS_ACCESS_KEY_ID`, `Access key ID`, `awsAccessKeyId`, `fs.s3a.access.key`.
pub fn meaning(name: &str) -> Option<Field> {
    let plain: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|ch| ch.to_ascii_lowercase())
        .collect();
    let ends_in = |words: &[&str]| plain.ends_with(&words.concat());
    NAMES
        .iter()
        .find(|(words, field)| match (field, words.len()) {
            (Field::KeyId | Field::Secret | Field::Expiry, _) | (Field::Token, 2) => ends_in(words),
            _ => ["", "aws", "awsdefault"]
                .iter()
                .any(|front| plain == format!("{front}{}", words.concat())),
        })
        .map(|(_, field)| *field)
}

/// The value, when it can be one of that field; placeholders and masks are none.
pub fn accepted(field: Field, value: &str, bond: Bond) -> bool {
    let upper = value.to_ascii_uppercase();
    let is_placeholder = value.contains([
        '<', '>', '{', '}', '$', '*', '%', '…', '"', '\'', '(', ')', '[', ']',
    ]) || value.contains("...")
        || upper.contains("YOUR")
        || upper.contains("XXXX")
        || !value.bytes().all(|byte| byte.is_ascii_graphic());
    if value.is_empty() || is_placeholder {
        return false;
    }
    match (field, bond) {
        (Field::KeyId, Bond::Tight) => {
            (3..=128).contains(&value.len())
                && value
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
        }
        (Field::KeyId, Bond::Loose) => looks_like_key_id(value),
        (Field::Secret, Bond::Tight) => value.len() >= 4,
        (Field::Secret, Bond::Loose) => looks_like_secret(value),
        (Field::Token, _) => value.len() >= 16 && value.bytes().all(is_base64),
        (Field::Expiry, _) => moment(value).is_some(),
        (Field::Region, _) => looks_like_region(value),
        (Field::Profile, bond) => bond == Bond::Tight && value.len() <= 128,
    }
}

/// `AKIAIOSFODNN7EXAMPLE`: AWS's own IDs have four letters for the kind and 16 characters.
pub fn looks_like_key_id(value: &str) -> bool {
    (value.starts_with("AKI") || value.starts_with("ASI"))
        && (11..=128).contains(&value.len())
        && value
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// AWS's own secrets have 40 characters of base64.
pub fn looks_like_secret(value: &str) -> bool {
    value.len() == 40 && value.bytes().all(is_base64)
}

fn looks_like_region(value: &str) -> bool {
    let mut parts = value.split('-');
    value.len() <= 32
        && parts.next().is_some_and(|part| (2..=5).contains(&part.len()))
        && value
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && value.split('-').count() >= 3
        && value.ends_with(|ch: char| ch.is_ascii_digit())
}

/// A character of base64, plain or for URLs.
pub fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b'_')
}

/// A moment as ISO 8601 (RFC 3339), or as seconds or milliseconds since 1970.
pub fn moment(value: &str) -> Option<OffsetDateTime> {
    let iso = value.replacen(' ', "T", 1);
    let iso = iso
        .strip_suffix("UTC")
        .map_or(iso.clone(), |time| format!("{time}Z"));
    if let Ok(moment) = OffsetDateTime::parse(&iso, &Rfc3339) {
        return Some(moment);
    }
    if let Ok(moment) = OffsetDateTime::parse(&format!("{iso}Z"), &Rfc3339) {
        return Some(moment);
    }
    let number: f64 = value.parse().ok()?;
    // Seconds of this magnitude lie after the year 5000.
    let seconds = if number > 1e11 { number / 1_000.0 } else { number };
    if !(1e9..1e10).contains(&seconds) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "between 10^9 and 10^10")]
    OffsetDateTime::from_unix_timestamp(seconds as i64).ok()
}
