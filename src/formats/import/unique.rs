//! Names that no two things share, whatever the case of their letters.

use std::collections::{BTreeMap, BTreeSet};

use super::TransferOutcome;
use super::report::{Report, below};

/// The names of environments. By them their files and secrets are told apart.
#[derive(Debug, Default)]
pub(super) struct UniqueNames {
    taken: BTreeSet<String>,
    /// The number that the next one of a name gets.
    next: BTreeMap<String, u32>,
}

impl UniqueNames {
    /// The name, or with a number behind it when it is taken.
    pub(super) fn of(&mut self, said: &str) -> String {
        let number = self.next.entry(said.to_lowercase()).or_insert(1);
        loop {
            let name = match *number {
                1 => said.to_owned(),
                number => format!("{said} {number}"),
            };
            *number = number.saturating_add(1);
            if self.taken.insert(name.to_lowercase()) {
                return name;
            }
        }
    }

    /// The same, with a line in the report where it gets a number.
    pub(super) fn of_environment(&mut self, said: &str, report: &mut Report) -> String {
        let name = self.of(said);
        if name != said {
            let text = format!(
                "Another environment is called {} too: this one comes as {}",
                below("", said),
                below("", &name)
            );
            report.add("", TransferOutcome::Changed, text);
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_gets_the_next_number() {
        let mut names = UniqueNames::default();
        let found = ["a", "A", "b", "a 3", "a", "a"].map(|name| names.of(name));
        assert_eq!(found, ["a", "A 2", "b", "a 3", "a 4", "a 5"]);
        let mut report = Report::default();
        assert_eq!(names.of_environment("B", &mut report), "B 2");
        assert_eq!(report.notes.len(), 1);
    }
}
