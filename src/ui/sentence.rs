//! Messages of the core as sentences of the window.

/// The text with a capital first letter: errors of the core begin small, so that a command line can put its
/// name before them. A key of a config file, as `source_profile`, stays as it is written there.
pub fn sentence(text: &str) -> String {
    if text
        .split_whitespace()
        .next()
        .is_some_and(|word| word.contains('_'))
    {
        return text.to_owned();
    }
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_letter_changes() {
        assert_eq!(sentence("signing needs AWS keys"), "Signing needs AWS keys");
        assert_eq!(sentence("éa"), "Éa");
        assert_eq!(sentence("source_profile a is gone"), "source_profile a is gone");
        assert_eq!(sentence(""), "");
    }
}
