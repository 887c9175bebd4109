//! Names that some systems can not hold, or take for one another.

use std::collections::BTreeMap;

use super::finding::{Finding, Weight};
use crate::model::{Collection, Item};

/// Names of devices, with any ending.
/// <https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file>
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
const NUMBERED_DEVICES: [&str; 2] = ["com", "lpt"];
/// Most bytes of a name on the usual file systems.
const LONGEST_NAME_BYTES: usize = 255;

/// The names of a collection that clash elsewhere.
pub fn clashes(collection: &Collection) -> Vec<Finding> {
    let mut found = Vec::new();
    of_items(&collection.items, &mut found);
    let files: Vec<String> = collection
        .environments
        .iter()
        .map(|environment| format!("environments/{}.yml", environment.name))
        .collect();
    of_siblings(files.iter().map(String::as_str), &mut found);
    found
}

fn of_items(items: &[Item], found: &mut Vec<Finding>) {
    of_siblings(items.iter().map(|item| item.path().as_str()), found);
    for item in items {
        if let Item::Folder(folder) = item {
            of_items(&folder.items, found);
        }
    }
}

/// Paths of one folder.
fn of_siblings<'a>(paths: impl Iterator<Item = &'a str>, found: &mut Vec<Finding>) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for path in paths {
        let name = path.rsplit('/').next().unwrap_or(path);
        if let Some(reason) = unusable_elsewhere(name) {
            found.push(finding(path, format!("Its name {reason}")));
        }
        // macOS and Windows take names for one another that differ in case.
        if let Some(other) = seen.insert(name.to_lowercase(), path) {
            let other = other.rsplit('/').next().unwrap_or(other);
            found.push(finding(
                path,
                format!("Its name is that of {other} on systems that do not tell capitals apart"),
            ));
        }
    }
}

fn finding(path: &str, message: String) -> Finding {
    Finding {
        weight: Weight::Fault,
        kind: "name-clash",
        path: path.to_owned(),
        message,
        hint: "Rename it".to_owned(),
    }
}

/// Why some system has no such name.
fn unusable_elsewhere(name: &str) -> Option<&'static str> {
    let stem = name
        .split('.')
        .next()
        .unwrap_or(name)
        .trim_end()
        .to_ascii_lowercase();
    let is_numbered = NUMBERED_DEVICES.iter().any(|device| {
        stem.strip_prefix(device)
            .is_some_and(|rest| rest.len() == 1 && rest.chars().all(|digit| digit.is_ascii_digit()))
    });
    if is_numbered || DEVICES.contains(&stem.as_str()) {
        Some("is that of a device on Windows")
    } else if name
        .contains(|ch: char| matches!(ch, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '\\') || ch.is_control())
    {
        Some("has a character that no name has on Windows")
    } else if name.ends_with(['.', ' ']) {
        Some("ends with a dot or a blank, which Windows takes away")
    } else if name.len() > LONGEST_NAME_BYTES {
        Some("is longer than 255 bytes")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(paths: &[&str]) -> Vec<String> {
        let mut found = Vec::new();
        of_siblings(paths.iter().copied(), &mut found);
        found.into_iter().map(|finding| finding.path).collect()
    }

    #[test]
    fn names_that_other_systems_refuse_or_confuse_are_found() {
        assert_eq!(
            found(&["a/List.yml", "a/list.yml", "a/other.yml"]),
            ["a/list.yml"]
        );
        for path in [
            "con.yml",
            "a/COM1.yml",
            "aux",
            "a:b.yml",
            "a?.yml",
            "dir.",
            "x /y ",
        ] {
            assert_eq!(found(&[path]), [path]);
        }
        let long = "x".repeat(256);
        assert_eq!(found(&[&long]), [long.as_str()]);
        let none: [String; 0] = [];
        assert_eq!(
            found(&[
                "console.yml",
                "com.yml",
                "com10.yml",
                "größe.yml",
                "a b.yml",
                ".hidden.yml"
            ]),
            none
        );
    }
}
