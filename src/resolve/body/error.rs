//! Why a body could not be made.

use crate::model::UnknownPart;

/// Nothing was built, and nothing is sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// The file has a body that is not understood here.
    #[error("the body is {}, which is not known here", unknown.words())]
    NotUnderstood {
        /// What stands there.
        unknown: UnknownPart,
    },
    /// The kind is File, and the path is empty.
    #[error("the body is a file, and no file is chosen")]
    NoFile,
    /// A file part with an empty path.
    #[error("the part {name:?} is a file, and no file is chosen")]
    NoPartFile {
        /// Name of the part.
        name: String,
    },
    /// `~/` where no home folder is known.
    #[error("the path {path:?} starts from the home folder, which is not known")]
    NoHome {
        /// As typed.
        path: String,
    },
    /// A line break or another control character in a content type, which would end its header line.
    #[error("the content type {content_type:?} has a character that can not stand in a header")]
    ContentType {
        /// As typed.
        content_type: String,
    },
    /// RFC 2046, 5.1.1 allows 1 to 70 characters of a small set.
    #[error("the boundary {boundary:?} is not one that RFC 2046 allows")]
    Boundary {
        /// As typed.
        boundary: String,
    },
    /// The boundary would end the part in its middle.
    #[error("the boundary {boundary:?} occurs in the part {name:?}, which it would cut in two")]
    BoundaryInPart {
        /// As typed.
        boundary: String,
        /// Name of the part.
        name: String,
    },
    /// The variables are no JSON. The reason never quotes them.
    #[error("the GraphQL variables are not JSON: {reason} at line {line}, column {column}")]
    VariablesMalformed {
        /// What the parser said.
        reason: String,
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
    },
    /// The variables are JSON of another kind.
    #[error("the GraphQL variables are not a JSON object: line {line}, column {column} does not begin one")]
    VariablesNotObject {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
    },
}

impl BodyError {
    /// Changes every text that came of the request after variables.
    pub(in crate::resolve) fn change_texts(&mut self, change: &dyn Fn(&str) -> String) {
        match self {
            Self::NoPartFile { name: text }
            | Self::NoHome { path: text }
            | Self::ContentType { content_type: text }
            | Self::Boundary { boundary: text } => *text = change(text),
            Self::BoundaryInPart { boundary, name } => {
                *boundary = change(boundary);
                *name = change(name);
            }
            Self::NotUnderstood { .. }
            | Self::NoFile
            | Self::VariablesMalformed { .. }
            | Self::VariablesNotObject { .. } => {}
        }
    }

    /// Stable slug for JSON.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::NotUnderstood { .. } => "body-not-understood",
            Self::NoFile | Self::NoPartFile { .. } => "file-not-chosen",
            Self::NoHome { .. } => "home-unknown",
            Self::ContentType { .. } => "content-type-invalid",
            Self::Boundary { .. } => "boundary-invalid",
            Self::BoundaryInPart { .. } => "boundary-in-part",
            Self::VariablesMalformed { .. } | Self::VariablesNotObject { .. } => "graphql-variables-invalid",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NotUnderstood { .. } => {
                "Choose another body on the Body tab, or correct the file: the kinds are json, xml, text, sparql, \
                 form-urlencoded, multipart-form and file, and the data of the first four is a text"
            }
            Self::NoFile => "Choose a file, or another kind of body",
            Self::NoPartFile { .. } => "Choose a file, or switch the part off",
            Self::NoHome { .. } => "Write the whole path",
            Self::ContentType { .. } => "Write it on one line, as image/png",
            Self::Boundary { .. } => {
                "Use 1 to 70 letters, digits and hyphens, or leave it empty: one is made then"
            }
            Self::BoundaryInPart { .. } => "Choose another boundary, or leave it empty: one is made then",
            Self::VariablesMalformed { .. } | Self::VariablesNotObject { .. } => {
                "Write an object, as {\"id\": 1}, or leave the variables empty"
            }
        }
    }
}
