//! The table of refusals: one row of data for each thing that services say.

mod credentials;
mod function_url;
mod gateway;
mod others;
mod refine;
mod s3;
mod scope;
mod shared;
mod sts;

use super::rule::Rule;

/// All rows, in the order in which they are asked.
pub(super) fn all() -> impl Iterator<Item = &'static Rule> {
    let tables: [&'static [Rule]; 8] = [
        shared::RULES,
        scope::RULES,
        credentials::RULES,
        gateway::RULES,
        function_url::RULES,
        s3::RULES,
        sts::RULES,
        others::RULES,
    ];
    tables.into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Cause;

    /// Row 45 says that a header proves nothing, which is no rule.
    #[test]
    fn each_row_of_the_table_has_a_rule_or_a_place_in_refine() {
        let covered: Vec<u8> = all().flat_map(|rule| rule.rows.iter().copied()).collect();
        let missing: Vec<u8> = (1..=83)
            .filter(|row| !covered.contains(row) && *row != 45)
            .collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn each_rule_says_what_it_means_and_what_to_do() {
        for rule in all() {
            assert!(rule.cause != Cause::Unknown, "{:?}", rule.rows);
            assert!(
                !rule.title.is_empty() && !rule.title.ends_with('.'),
                "{}",
                rule.title
            );
            assert!(
                !rule.meaning.is_empty() && !rule.steps.is_empty(),
                "{}",
                rule.title
            );
            assert!(
                rule.steps.iter().all(|step| !step.ends_with('.')),
                "{}",
                rule.title
            );
        }
    }
}
