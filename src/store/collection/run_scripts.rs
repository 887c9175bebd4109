//! Files of a run with scripts, which are not run: who has tests there would take silence for success.

use std::collections::BTreeSet;
use std::path::Path;

use super::names::{FOLDER_FILE, ROOT_FILE};
use crate::model::{Collection, ItemPath};
use crate::store::opencollection::{Unread, unread};

/// So many files are named on a terminal.
const MOST_NAMED: usize = 5;

/// The files that have scripts, tests or actions that are no captures: of the collection, of folders, of the requests that
/// are run.
pub fn with_scripts(collection: &Collection, requests: &[&ItemPath]) -> Vec<String> {
    let mut files = vec![ROOT_FILE.to_owned()];
    let mut folders = BTreeSet::new();
    for request in requests {
        for folder in collection.folders_above(request) {
            let file = format!("{}/{FOLDER_FILE}", folder.path);
            if folders.insert(file.clone()) {
                files.push(file);
            }
        }
    }
    files.extend(requests.iter().map(ToString::to_string));
    files.retain(|file| has_scripts(&collection.root, file));
    files
}

fn has_scripts(root: &Path, file: &str) -> bool {
    let text = std::fs::read_to_string(root.join(file)).unwrap_or_default();
    // Most files have neither word, and are not read as YAML once more.
    let may_have = text.contains("scripts") || text.contains("actions");
    may_have && unread(&text).is_ok_and(|found| found.contains(&Unread::Scripts))
}

/// One sentence about all of them, as a report has it; `None` when there are none.
pub fn scripts_note(files: &[String]) -> Option<String> {
    (!files.is_empty()).then(|| sentence(&files.join(", "), files.len()))
}

/// The same, short enough for a terminal.
pub fn short_scripts_note(files: &[String]) -> Option<String> {
    let named = files.get(..MOST_NAMED).unwrap_or(files).join(", ");
    let names = match files.len().saturating_sub(MOST_NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    };
    (!files.is_empty()).then(|| sentence(&names, files.len()))
}

fn sentence(names: &str, count: usize) -> String {
    let have = if count == 1 { "has" } else { "have" };
    format!("Scripts are not run, and what they test is not checked: {names} {have} some")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_files_are_counted_on_a_terminal_and_named_in_a_report() {
        let files: Vec<String> = (1..=7).map(|number| format!("{number}.yml")).collect();
        let end = |text: Option<String>| text.unwrap().split_once(": ").unwrap().1.to_owned();
        assert_eq!(
            end(short_scripts_note(&files)),
            "1.yml, 2.yml, 3.yml, 4.yml, 5.yml and 2 more have some"
        );
        assert_eq!(
            end(scripts_note(&files)),
            "1.yml, 2.yml, 3.yml, 4.yml, 5.yml, 6.yml, 7.yml have some"
        );
        assert_eq!(end(short_scripts_note(&files[..1])), "1.yml has some");
        assert_eq!((scripts_note(&[]), short_scripts_note(&[])), (None, None));
    }
}
