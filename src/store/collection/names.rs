//! Names of files, made from the names of requests, folders and environments.
//!
//! A collection travels by git between systems, so a name must do on all of them: what Windows forbids, what two
//! systems take for one name, and what OpenCollection keeps for itself.

use crate::model::CollectionError;

/// Ends the file of a request and of an environment. Bruno reads no other ending.
pub(super) const YAML: &str = ".yml";
/// Ends the file beside it that has what only Countersign knows.
pub(super) const SIDE: &str = ".countersign.toml";
/// The collection's own file.
pub(super) const ROOT_FILE: &str = "opencollection.yml";
/// A folder's own file.
pub(super) const FOLDER_FILE: &str = "folder.yml";
/// Where the environments of a collection stand.
pub(super) const ENVIRONMENTS: &str = "environments";
/// Ends the name of a file that is being written, and that a killed program may leave.
pub(super) const UNFINISHED: &str = ".countersign-unfinished";

/// Names of folders that are no part of any collection, wherever they stand.
pub(super) const SKIPPED: &[&str] = &[".git", "node_modules"];

/// Whether a name is one that this program gives what it is writing, as `.123-4.countersign-unfinished`. What a person
/// called alike is the person's.
pub(super) fn is_unfinished(name: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    name.strip_prefix('.')
        .and_then(|name| name.strip_suffix(UNFINISHED))
        .and_then(|mark| mark.split_once('-'))
        .is_some_and(|(process, number)| is_number(process) && is_number(number))
}

/// Longest name of a file on common file systems, in bytes.
const LONGEST: usize = 255;
/// Kept free for a number that makes a name unique.
const NUMBER: usize = 8;
/// Longest stem: room for the longest ending and a number.
pub(super) const LONGEST_STEM: usize = LONGEST - SIDE.len() - NUMBER;

/// Names that Windows keeps for devices, whatever ending follows.
/// <https://learn.microsoft.com/windows/win32/fileio/naming-a-file>
const DEVICES: &[&str] = &[
    "con", "prn", "aux", "nul", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "com¹", "com²", "com³", "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8",
    "lpt9", "lpt¹", "lpt²", "lpt³", "conin$", "conout$",
];

/// What a name is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NameFor {
    /// A file with the ending [`YAML`].
    File,
    /// A folder.
    Folder,
}

/// The name of a file without ending, or of a folder, for what a person called it: readable, as Bruno makes it, and
/// possible on every system.
pub(super) fn stem(name: &str, name_for: NameFor) -> Result<String, CollectionError> {
    let replaced: String = name
        .chars()
        .map(|character| if is_forbidden(character) { '-' } else { character })
        .collect();
    let trimmed = replaced
        .trim_start_matches(|character: char| matches!(character, '.' | '-') || character.is_whitespace())
        .trim_end_matches(is_trailing);
    let cut = trimmed
        .char_indices()
        .take_while(|(at, character)| at + character.len_utf8() <= LONGEST_STEM)
        .map(|(_, character)| character)
        .collect::<String>();
    let stem = cut.trim_end_matches(is_trailing);
    if stem.is_empty() {
        return Err(CollectionError::NameEmpty);
    }
    if is_kept(stem, name_for) {
        return Ok(format!("{stem}-1"));
    }
    Ok(stem.to_owned())
}

/// The same for what is called so by a file of another program: where nothing of its name can stand in one, `nameless`.
pub(super) fn stem_or(name: &str, nameless: &str, name_for: NameFor) -> Result<String, CollectionError> {
    stem(name, name_for).or_else(|_empty| stem(nameless, name_for))
}

/// The beginning of a name, in whole characters.
pub(super) fn shortened(name: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(name.len()))
        .rev()
        .find(|end| name.is_char_boundary(*end));
    name.get(..end.unwrap_or_default()).unwrap_or_default()
}

/// `name`, `name 2`, `name 3` …, with room for the number.
pub(super) fn numbered(name: &str, number: u32) -> String {
    match number {
        1 => name.to_owned(),
        number => format!("{} {number}", shortened(name, LONGEST_STEM - NUMBER).trim_end()),
    }
}

/// The first of `stem`, `stem-2`, `stem-3` … that no name in the folder is taken for, on any system.
pub(super) fn free<'a>(stem: &str, ending: &str, taken: impl Iterator<Item = &'a str>) -> String {
    let taken: Vec<String> = taken.map(folded).collect();
    let is_free = |name: &str| {
        let name = folded(name);
        !taken.contains(&name)
    };
    let numbered = |number: u32| match number {
        1 => format!("{stem}{ending}"),
        _ => format!("{stem}-{number}{ending}"),
    };
    (1..=u32::MAX)
        .map(numbered)
        .find(|name| is_free(name))
        .unwrap_or_else(|| numbered(1))
}

/// Whether two names may be one file on some system: letters of other case are the same on Windows and macOS.
pub(super) fn are_alike(one: &str, other: &str) -> bool {
    folded(one) == folded(other)
}

/// One spelling of all names that may be one file on some system.
pub(super) fn folded(name: &str) -> String {
    name.chars()
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .collect()
}

/// The name beside a YAML file that has what only Countersign knows.
pub(super) fn side_of(file: &str) -> Option<String> {
    file.strip_suffix(YAML).map(|stem| format!("{stem}{SIDE}"))
}

/// What Bruno replaces in names, and what stands for nothing visible.
fn is_forbidden(character: char) -> bool {
    matches!(character, '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*') || character.is_control()
}

fn is_trailing(character: char) -> bool {
    character == '.' || character.is_whitespace()
}

/// Names of devices on Windows, of OpenCollection's own files, and of folders that Bruno does not look into.
fn is_kept(stem: &str, name_for: NameFor) -> bool {
    let folded = folded(stem);
    let before_dot = folded.split('.').next().unwrap_or_default().trim_end();
    let own: &[&str] = match name_for {
        NameFor::File => &["opencollection", "folder"],
        NameFor::Folder => &[ENVIRONMENTS, "node_modules", ROOT_FILE, FOLDER_FILE],
    };
    DEVICES.contains(&before_dot) || own.contains(&folded.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str) -> String {
        stem(name, NameFor::File).unwrap()
    }

    #[test]
    fn names_stay_readable_and_are_cleaned_as_bruno_does() {
        // Bruno's own function gave these for the same names.
        for (name, expected) in [
            ("List pets", "List pets"),
            ("GET /pets/{id}?x=1", "GET -pets-{id}-x=1"),
            ("a<b>c:d\"e/f\\g|h?i*j", "a-b-c-d-e-f-g-h-i-j"),
            ("..hidden", "hidden"),
            (" - dashes -", "dashes -"),
            ("dots...", "dots"),
            ("Zoë's 猫", "Zoë's 猫"),
            ("tab\there", "tab-here"),
        ] {
            assert_eq!(file(name), expected, "{name}");
        }
        for name in ["", " ", "...", "///", "\n", "- -"] {
            assert_eq!(
                stem(name, NameFor::File),
                Err(CollectionError::NameEmpty),
                "{name:?}"
            );
        }
    }

    #[test]
    fn no_name_is_one_that_a_system_or_the_format_keeps() {
        for name in ["con", "NUL", "Com1", "lpt9.txt", "aux .b", "COM²"] {
            assert!(file(name).ends_with("-1"), "{name}");
        }
        for name in ["console", "nullable", "com10", "a.con"] {
            assert_eq!(file(name), name);
        }
        for name in ["folder", "OpenCollection", "FOLDER"] {
            assert!(file(name).ends_with("-1"), "{name}");
            assert_eq!(stem(name, NameFor::Folder).unwrap(), name);
        }
        assert_eq!(stem("environments", NameFor::Folder).unwrap(), "environments-1");
        assert_eq!(file("environments"), "environments");
    }

    #[test]
    fn a_long_name_is_cut_between_characters_with_room_for_its_endings() {
        for letter in ["a", "é", "猫", "🐈"] {
            let stem = file(&letter.repeat(400));
            let longest = free(&stem, SIDE, [format!("{stem}{SIDE}").as_str()].into_iter());
            assert!(longest.len() <= LONGEST, "{}", longest.len());
            assert!(stem.len() > LONGEST_STEM - 4);
            assert_eq!(stem.replace(letter, ""), "");
        }
    }

    #[test]
    fn a_number_stands_behind_a_name_of_any_length() {
        assert_eq!(numbered("dev", 1), "dev");
        assert_eq!(numbered("dev", 2), "dev 2");
        for letter in ["a", "é", "猫"] {
            let name = letter.repeat(400);
            assert!(file(&numbered(&name, 12)).ends_with(" 12"));
        }
        assert_eq!(shortened("é猫", 4), "é");
        assert_eq!(stem_or("???", "Imported", NameFor::Folder).unwrap(), "Imported");
    }

    #[test]
    fn names_that_differ_by_case_alone_are_not_both_used() {
        let taken = ["List.yml", "list-2.YML", "straße.yml"];
        assert_eq!(free("list", YAML, taken.into_iter()), "list-3.yml");
        assert_eq!(free("STRASSE", YAML, taken.into_iter()), "STRASSE-2.yml");
        assert_eq!(free("other", YAML, taken.into_iter()), "other.yml");
        assert!(are_alike("LIST.yml", "list.YML"));
    }

    #[test]
    fn a_side_file_is_named_like_its_yaml() {
        assert_eq!(side_of("list.yml").unwrap(), "list.countersign.toml");
        assert_eq!(side_of("list.yaml"), None);
    }
}
