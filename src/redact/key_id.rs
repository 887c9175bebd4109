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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_kind_of_the_key_is_left() {
        assert_eq!(masked_key_id("AKIAIOSFODNN7EXAMPLE"), "AKIA••••••••");
        assert_eq!(masked_key_id("äöüßÄ"), "äöüß••••••••");
        assert_eq!(masked_key_id("AKIA"), "••••••••");
        assert_eq!(masked_key_id(""), "••••••••");
    }
}
