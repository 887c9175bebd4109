//! Why a file can not be imported at all.

use super::ImportFormat;

/// Why nothing comes of a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// It is longer than what is read.
    #[error("the file has {bytes} bytes, and at most 64 MiB are read")]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// It is lines of text, and longer than what is read of those.
    #[error("the file has {bytes} bytes, and at most 16 MiB are read of one that is lines of text")]
    TooManyLines {
        /// Its length.
        bytes: usize,
    },
    /// It is not UTF-8.
    #[error("the file is no text in UTF-8")]
    NoText,
    /// It looks like JSON or YAML and is none.
    #[error("the file can not be read: {reason}")]
    Broken {
        /// What is wrong, with its line.
        reason: String,
    },
    /// It is in no format that is known here.
    #[error("the file is in no format that is known here")]
    Unknown,
    /// It is a folder without a collection that is known here.
    #[error("the folder is no collection that is known here")]
    NoFolder,
    /// It is in a known format and has nothing that could come.
    #[error("the file is {}, and has no request and no environment in it", format.words())]
    Nothing {
        /// The format.
        format: ImportFormat,
    },
    /// It has collections of the first version alone.
    #[error("the file has only collections in version 1 of Postman's format, which is not read")]
    OldVersion,
    /// It has more in it than what anybody looks through.
    #[error(
        "the file has {items} requests, folders, variables and environments, and at most 20,000 are taken"
    )]
    TooMany {
        /// How many.
        items: usize,
    },
}

impl ImportError {
    /// Stable slug.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::TooLong { .. } | Self::TooManyLines { .. } => "import-too-long",
            Self::NoText => "import-no-text",
            Self::Broken { .. } => "import-broken",
            Self::Unknown => "import-format-unknown",
            Self::NoFolder => "import-folder-unknown",
            Self::Nothing { .. } => "import-empty",
            Self::OldVersion => "import-old-version",
            Self::TooMany { .. } => "import-too-many",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::TooLong { .. } | Self::TooMany { .. } => "Export a part of it, and import that",
            Self::TooManyLines { .. } => "Import a part of it",
            Self::OldVersion => "Open them in Postman and export each as v2.1",
            Self::NoText => "Export it again as JSON",
            Self::Broken { .. } => "Export it again, or mend it in a text editor",
            Self::Unknown => {
                "Read are OpenAPI 3 and Swagger 2, collections (v2.0 and v2.1), environments and data dumps of Postman, exports of Insomnia and Hoppscotch, HTTP Archives (HAR), .bru, .http, .hurl, and scripts with curl commands"
            }
            Self::NoFolder => {
                "Choose a folder of Bruno, which has a bruno.json, one with .http, .rest or .hurl files, or single files; a folder with opencollection.yml opens as it is"
            }
            Self::Nothing { .. } => "Look whether the right file was exported",
        }
    }
}
