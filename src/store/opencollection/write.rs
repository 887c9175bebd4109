//! The last step of every write: the tree as it should be becomes the two texts.

use super::side::Side;
use super::yaml::{Map, YamlProblem, edited, emitted, parse};
use crate::store::keys::SecretPart;

/// A file as it is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenFile {
    /// The YAML.
    pub yaml: String,
    /// The file beside it; `None` means that there is to be none.
    pub side: Option<String>,
    /// What became of the lines that were there.
    pub layout: Layout,
}

/// What became of the lines that were there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// There were none.
    New,
    /// All but those of what changed are as they were.
    Kept,
    /// The file could not be changed in place. Every key and value is there, comments are not.
    Rewritten,
}

/// Why something can not be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WriteProblem {
    /// A secret field holds a value, and not the name of a variable.
    #[error("the {} is a value: it goes into a secret variable before the request is saved", words(*field))]
    TypedSecret {
        /// Which.
        field: SecretPart,
    },
    /// The file to be changed can not be read, so that saving would lose what is in it.
    #[error("the file on disk can not be read, so it is not written over: {0}")]
    Damaged(#[source] YamlProblem),
    /// What would be written is not read back as it was meant.
    #[error("it can not be written as YAML so that it reads back the same: {reason}")]
    NotReadBack {
        /// For people.
        reason: String,
    },
}

fn words(field: SecretPart) -> &'static str {
    match field {
        SecretPart::SecretAccessKey => "secret access key",
        SecretPart::SessionToken => "session token",
        SecretPart::Password => "password",
        SecretPart::BearerToken => "bearer token",
        SecretPart::ApiKey => "API key",
    }
}

/// A file that is to be changed, as it was read.
pub(super) struct Before<'a> {
    yaml: Option<&'a str>,
    /// Its tree; empty for a new file.
    pub map: Map,
    /// The file beside it.
    pub side: Side,
}

impl<'a> Before<'a> {
    pub fn read(before: Option<(&'a str, Option<&str>)>) -> Result<Self, WriteProblem> {
        let Some((yaml, side)) = before else {
            return Ok(Self {
                yaml: None,
                map: Map::default(),
                side: Side::default(),
            });
        };
        Ok(Self {
            yaml: Some(yaml),
            map: parse(yaml).map_err(WriteProblem::Damaged)?,
            side: Side::read(side).map_err(WriteProblem::Damaged)?,
        })
    }

    /// Whether there is no file yet.
    pub fn is_new(&self) -> bool {
        self.yaml.is_none()
    }

    /// The two texts, in which `map` is what is read.
    pub fn finish(&self, map: &Map, side: &Side) -> Result<WrittenFile, WriteProblem> {
        let (yaml, layout) = self.lay_out(map)?;
        let side = side
            .text()
            .map_err(|reason| WriteProblem::NotReadBack { reason })?;
        Ok(WrittenFile { yaml, side, layout })
    }

    fn lay_out(&self, map: &Map) -> Result<(String, Layout), WriteProblem> {
        if let Some(before) = self.yaml
            && let Some(after) = edited(before, &self.map, map)
        {
            return Ok((after, Layout::Kept));
        }
        let whole = emitted(map);
        match parse(&whole) {
            Ok(read) if read == *map => {}
            Ok(_) => {
                return Err(WriteProblem::NotReadBack {
                    reason: "a value comes back as another".to_owned(),
                });
            }
            Err(problem) => {
                return Err(WriteProblem::NotReadBack {
                    reason: problem.to_string(),
                });
            }
        }
        match self.yaml {
            None => Ok((whole, Layout::New)),
            Some(before) if before.contains("\r\n") => Ok((whole.replace('\n', "\r\n"), Layout::Rewritten)),
            Some(_) => Ok((whole, Layout::Rewritten)),
        }
    }
}
