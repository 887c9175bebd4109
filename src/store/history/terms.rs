//! What a person types into the search, as terms that all have to be found.

use super::search_text::plain;

/// A term is looked up by its groups of three characters, so many of them at most; then it is compared as a whole.
const GROUPS_OF_A_TERM: usize = 24;
/// More terms say nothing more.
const MOST_TERMS: usize = 16;
/// Characters of a group of the index.
const GROUP: usize = 3;

/// The words of a search. Nothing in them has a meaning of its own: quotes, stars and `AND` are looked for as they stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Terms(Vec<String>);

impl Terms {
    /// Words are parted by white space.
    pub(super) fn new(typed: &str) -> Self {
        Self(
            plain(typed)
                .split_whitespace()
                .take(MOST_TERMS)
                .map(str::to_owned)
                .collect(),
        )
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn words(&self) -> &[String] {
        &self.0
    }

    /// Whether all of them stand in a text in lower case.
    pub(super) fn are_in(&self, text: &str) -> bool {
        self.0.iter().all(|term| text.contains(term.as_str()))
    }

    /// The groups of characters that a text with these terms has, as a query of the index; `None` when no term is long
    /// enough for one.
    pub(super) fn index_query(&self) -> Option<String> {
        let groups: Vec<String> = self.0.iter().flat_map(|term| groups(term)).collect();
        let quoted: Vec<String> = groups
            .iter()
            .map(|group| format!("\"{}\"", group.replace('"', "\"\"")))
            .collect();
        (!quoted.is_empty()).then(|| quoted.join(" AND "))
    }
}

/// Groups of a term, from all over it when it is long.
fn groups(term: &str) -> Vec<String> {
    let characters: Vec<char> = term.chars().collect();
    let all = characters.windows(GROUP);
    let step = all.len().div_ceil(GROUPS_OF_A_TERM).max(1);
    all.step_by(step).map(String::from_iter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_groups_of_three_characters_in_quotes() {
        let query = |typed: &str| Terms::new(typed).index_query();
        assert_eq!(query("Pets").unwrap(), "\"pet\" AND \"ets\"");
        assert_eq!(query("a\"b c"), Some("\"a\"\"b\"".to_owned()));
        assert_eq!(query("AND or"), Some("\"and\"".to_owned()));
        assert_eq!(query("ab c"), None);
        assert_eq!(query("éöü"), Some("\"éöü\"".to_owned()));
        let long = query(&"abcdefghij".repeat(50)).unwrap();
        assert!(long.matches("AND").count() < GROUPS_OF_A_TERM, "{long}");
    }

    #[test]
    fn all_terms_have_to_stand_in_the_text() {
        let terms = Terms::new("  PETS  40 ");
        assert!(terms.are_in("get /pets 403"));
        assert!(!terms.are_in("get /pets 200"));
        assert!(Terms::new(" \t").is_empty());
    }
}
