//! A folder of files that are a collection together.

use super::{
    Import, ImportError, ImportFormat, LONGEST_IMPORT_BYTES, MOST_ITEMS, TransferNote, TransferOutcome, bru,
    checked, name_of_folder, request_files,
};

/// A file of a folder that is imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportFile {
    /// Where it stands below the folder, with `/` between names.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// A folder as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportFolder {
    /// Its path.
    pub name: String,
    /// Its files that belong to a collection.
    pub files: Vec<ImportFile>,
    /// How many others it has, which are not read.
    pub others: usize,
    /// What might have belonged to the collection and was not read: links, and what can not be read.
    pub left_out: Vec<String>,
    /// Hidden folders that were not looked into.
    pub hidden: Vec<String>,
}

/// What a folder is looked through for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FolderKind {
    /// Files of Bruno.
    Bruno,
    /// Request files with their environments.
    RequestFiles,
}

impl FolderKind {
    /// Whether the file at a place below the folder may belong to the collection. Others are not read: they may hold anything.
    pub fn reads(self, path: &str) -> bool {
        match self {
            Self::Bruno => {
                let name = path.rsplit('/').next().unwrap_or_default();
                name == "bruno.json" || name.strip_suffix(".bru").is_some()
            }
            Self::RequestFiles => request_files::is_read(path),
        }
    }

    /// Whether a folder is looked into. Hidden ones of other programs hold what was sent, and no collection.
    pub fn looks_into(self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or_default();
        match self {
            Self::Bruno => true,
            Self::RequestFiles => !name.starts_with('.') || path == ".vscode",
        }
    }
}

impl ImportFolder {
    /// Whether it has something to import.
    pub fn is_collection(&self) -> bool {
        bru::is_one(&self.files) || request_files::is_one(&self.files)
    }
}

/// So many paths are told.
const MOST_TOLD: usize = 100;

/// Reads a folder of `.bru` files, or of request files.
pub fn read_import_folder(folder: &ImportFolder) -> Result<Import, ImportError> {
    let bytes = folder.files.iter().map(|file| file.bytes.len()).sum();
    if bytes > LONGEST_IMPORT_BYTES {
        return Err(ImportError::TooLong { bytes });
    }
    let items = folder.files.len();
    if items > MOST_ITEMS {
        return Err(ImportError::TooMany { items });
    }
    let (format, mut collection) = if bru::is_one(&folder.files) {
        (ImportFormat::Bruno, bru::collection(&folder.files))
    } else if request_files::is_one(&folder.files) {
        (
            ImportFormat::RequestFiles,
            request_files::collection(&folder.files)?,
        )
    } else {
        return Err(ImportError::NoFolder);
    };
    collection.report.extend(not_read(folder));
    checked(&name_of_folder(&folder.name), format, vec![collection])
}

/// A line for what was not read.
fn not_read(folder: &ImportFolder) -> impl Iterator<Item = TransferNote> {
    let dropped = |text: String| TransferNote {
        place: String::new(),
        outcome: TransferOutcome::Dropped,
        text,
    };
    let told = folder.left_out.iter().take(MOST_TOLD);
    let told = told.map(|path| format!("{path}, which is a link, too deep, or can not be read"));
    let more = folder.left_out.len().saturating_sub(MOST_TOLD);
    let more = (more > 0).then(|| format!("{more} more links and files that can not be read"));
    let others = match folder.others {
        0 => None,
        1 => Some("1 other file of the folder, which is not read".to_owned()),
        others => Some(format!("{others} other files of the folder, which are not read")),
    };
    let hidden = folder.hidden.iter().take(MOST_TOLD);
    let hidden = hidden.map(|path| format!("{path}, a hidden folder, which is not looked into"));
    told.chain(more).chain(hidden).chain(others).map(dropped)
}
