//! Where the body of a response goes.

use std::fs;
use std::path::{Path, PathBuf};

use super::args::SendArgs;
use super::problem::Problem;
use crate::blob::{SharedBody, SpillFile};

/// Where the body goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// To standard output.
    Printed,
    /// Into the JSON report.
    Reported,
    /// To this file.
    File(PathBuf),
}

impl Output {
    /// What the flags say.
    pub fn of(args: &SendArgs) -> Self {
        match &args.output {
            Some(path) if path != Path::new("-") => Self::File(path.clone()),
            _ if args.json => Self::Reported,
            _ => Self::Printed,
        }
    }

    /// The file's name.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            Self::Printed | Self::Reported => None,
        }
    }

    /// The body to fill. For a file it grows beside it, under another name, so that a folder that can not be
    /// written to is found before anything is sent.
    pub fn body(&self) -> Result<SharedBody, Problem> {
        match self {
            Self::File(path) if is_plain(path) => {
                let goal = fs::canonicalize(path).unwrap_or_else(|_new| path.clone());
                let file = SpillFile::beside(&goal).map_err(|error| not_written(path, &error))?;
                Ok(SharedBody::in_file(file))
            }
            _ => Ok(SharedBody::default()),
        }
    }

    /// Gives the file its name.
    pub fn finish(&self, body: &SharedBody) -> Result<(), Problem> {
        match self {
            Self::File(path) => body.save_to(path).map_err(|error| not_written(path, &error)),
            Self::Printed | Self::Reported => Ok(()),
        }
    }
}

/// Replaces a file as a whole.
pub fn write_text(file: &Path, text: &str) -> Result<(), Problem> {
    let body = SharedBody::default();
    body.append(text.as_bytes());
    body.save_to(file).map_err(|error| {
        Problem::failed(
            "output",
            format!("{} can not be written: {error}", file.display()),
            "Make room, or choose another place.",
        )
    })
}

/// A file, or nothing yet; a device or pipe is written to at the end.
fn is_plain(path: &Path) -> bool {
    fs::metadata(path).map_or(true, |facts| facts.is_file())
}

fn not_written(path: &Path, error: &std::io::Error) -> Problem {
    Problem::failed(
        "output",
        format!("{} can not be written: {error}", path.display()),
        "Give another file with --output.",
    )
}
