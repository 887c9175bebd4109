//! Where a typed path leads.

use std::path::{Path, PathBuf};

use super::BodyError;

/// The folders that typed paths start from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folders {
    /// For relative paths; empty means the current folder of the process.
    pub base: PathBuf,
    /// What `~/` stands for.
    pub home: Option<PathBuf>,
}

impl Folders {
    /// The path to open: one that is relative starts from the base folder, one with `~/` from the home folder.
    pub fn place(&self, typed: &str) -> Result<PathBuf, BodyError> {
        let in_home = if typed == "~" {
            Some("")
        } else {
            typed.strip_prefix("~/")
        };
        match (in_home, &self.home) {
            (Some(rest), Some(home)) => Ok(home.join(rest)),
            (Some(_), None) => Err(BodyError::NoHome {
                path: typed.to_owned(),
            }),
            (None, _) => Ok(self.base.join(Path::new(typed))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_paths_and_the_tilde_start_from_their_folders() {
        let folders = Folders {
            base: PathBuf::from("/base"),
            home: Some(PathBuf::from("/people/ada")),
        };
        for (typed, place) in [
            ("a/b", "/base/a/b"),
            ("/a", "/a"),
            ("~/a", "/people/ada/a"),
            ("~a", "/base/~a"),
            ("a/~/b", "/base/a/~/b"),
        ] {
            assert_eq!(folders.place(typed).unwrap(), PathBuf::from(place));
        }
        assert_eq!(Folders::default().place("a").unwrap(), PathBuf::from("a"));
        assert_eq!(
            Folders::default().place("~/a").unwrap_err().kind(),
            "home-unknown"
        );
    }
}
