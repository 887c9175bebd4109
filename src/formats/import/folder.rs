//! A folder of files that are a collection together.

use super::{
    Import, ImportError, ImportFormat, LONGEST_IMPORT_BYTES, MOST_ITEMS, bru, checked, name_of_folder,
};

/// A file of a folder that is imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportFile {
    /// Where it stands below the folder, with `/` between names.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Whether a file of this name may belong to a collection in a folder. Others are not read: they may hold anything.
pub fn is_of_import_folder(name: &str) -> bool {
    name == "bruno.json" || name.ends_with(".bru")
}

/// Reads a folder of `.bru` files.
pub fn read_import_folder(name: &str, files: &[ImportFile]) -> Result<Import, ImportError> {
    let bytes = files.iter().map(|file| file.bytes.len()).sum();
    if bytes > LONGEST_IMPORT_BYTES {
        return Err(ImportError::TooLong { bytes });
    }
    if files.len() > MOST_ITEMS {
        return Err(ImportError::TooMany { items: files.len() });
    }
    if !bru::is_one(files) {
        return Err(ImportError::NoFolder);
    }
    let collections = vec![bru::collection(files)];
    checked(&name_of_folder(name), ImportFormat::Bruno, collections)
}
