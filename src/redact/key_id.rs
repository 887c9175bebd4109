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
    text.split(move |letter| !is_own(letter))
        .filter(|word| word.len() == 20 && (word.starts_with("AKIA") || word.starts_with("ASIA")))
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
    }

    #[test]
    fn only_the_kind_of_the_key_is_left() {
        assert_eq!(masked_key_id("AKIAIOSFODNN7EXAMPLE"), "AKIA••••••••");
        assert_eq!(masked_key_id("äöüßÄ"), "äöüß••••••••");
        assert_eq!(masked_key_id("AKIA"), "••••••••");
        assert_eq!(masked_key_id(""), "••••••••");
    }
}
