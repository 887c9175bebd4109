//! Access key IDs for an audience: not secret, and not everybody's business.

/// The letters that say what kind of key it is: `AKIA`, `ASIA`
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids>).
const KIND: usize = 4;

/// The kind of the key and dots, of the same length for every key.
pub fn masked_key_id(id: &str) -> String {
    let kind: String = id.chars().take(KIND).collect();
    if id.chars().count() <= KIND {
        return "••••••••".to_owned();
    }
    format!("{kind}••••••••")
}

/// The access key IDs in a text, by their shape: the kind of the key, then sixteen capitals or digits.
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids>)
pub fn key_ids_in(text: &str) -> impl Iterator<Item = &str> {
    let is_own = |letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit();
    // In a URL within a URL the letters of an escape stand before it: `3DASIA…`.
    text.split(move |letter| !is_own(letter)).filter_map(|word| {
        let at = ["AKIA", "ASIA"].iter().filter_map(|kind| word.find(kind)).min()?;
        word.get(at..at + 20).filter(|_| at <= 2)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_ids_are_known_by_their_shape() {
        let found: Vec<&str> = key_ids_in(
            r#"{"AccessKeyId":"ASIAIOSFODNN7EXAMPLE","a":"AKIAIOSFODNN7EXAMPL","b":"xAKIAIOSFODNN7EXAMPLE","c":"AROAIOSFODNN7EXAMPLE"}"#,
        )
        .collect();
        assert_eq!(found, ["ASIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE"]);
        let nested = "url=https%3A%2F%2Fh%2F%3FX-Amz-Credential%3DASIAIOSFODNN7EXAMPLE%252F20150830";
        assert_eq!(key_ids_in(nested).collect::<Vec<_>>(), ["ASIAIOSFODNN7EXAMPLE"]);
    }

    #[test]
    fn only_the_kind_of_the_key_is_left() {
        assert_eq!(masked_key_id("AKIAIOSFODNN7EXAMPLE"), "AKIA••••••••");
        assert_eq!(masked_key_id("äöüßÄ"), "äöüß••••••••");
        assert_eq!(masked_key_id("AKIA"), "••••••••");
        assert_eq!(masked_key_id(""), "••••••••");
    }
}
