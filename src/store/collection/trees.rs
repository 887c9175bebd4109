//! Folders with all that stands in them: copied, moved across file systems, removed.

use std::io::{self, ErrorKind};
use std::path::Path;

use crate::store::files::{FileKind, Files, NewAccess};

/// Most folders one in the other that are walked.
const DEEPEST: usize = 200;

/// What to do with links, pipes and the like while copying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Odd {
    /// Left out of the copy.
    Skip,
    /// The copy fails: nothing may be lost.
    Fail,
}

/// Copies a file or folder durably to a name that is not taken.
pub(super) fn copy_tree(
    files: &dyn Files,
    from: &Path,
    to: &Path,
    access: NewAccess<'_>,
    odd: Odd,
) -> io::Result<()> {
    let kind = files.look(from)?.kind;
    copy(files, (from, kind), to, access, odd, 0)
}

fn copy(
    files: &dyn Files,
    (from, kind): (&Path, FileKind),
    to: &Path,
    access: NewAccess<'_>,
    odd: Odd,
    depth: usize,
) -> io::Result<()> {
    match kind {
        FileKind::File => {
            let content = files.read(from)?;
            let mut file = files.create(to, access)?;
            file.write(&content)?;
            file.sync()
        }
        FileKind::Folder if depth < DEEPEST => {
            files.create_folder(to, access)?;
            for (name, kind) in files.list(from)? {
                copy(
                    files,
                    (&from.join(&name), kind),
                    &to.join(&name),
                    access,
                    odd,
                    depth + 1,
                )?;
            }
            files.sync_folder(to)
        }
        FileKind::Link | FileKind::Other if odd == Odd::Skip => Ok(()),
        FileKind::Folder | FileKind::Link | FileKind::Other => Err(io::Error::new(
            ErrorKind::Unsupported,
            format!("{} can not be copied", from.display()),
        )),
    }
}

/// Removes a file, a link, or a folder with all that stands in it.
pub(super) fn remove_tree(files: &dyn Files, path: &Path, kind: FileKind) -> io::Result<()> {
    if kind != FileKind::Folder {
        return files.remove_file(path);
    }
    for (name, kind) in files.list(path)? {
        remove_tree(files, &path.join(name), kind)?;
    }
    files.remove_folder(path)
}

/// Gives a file or folder another place, also on another file system: there it is copied before it is removed.
pub(super) fn move_tree(files: &dyn Files, from: &Path, to: &Path, access: NewAccess<'_>) -> io::Result<()> {
    match files.rename(from, to) {
        Err(error) if error.kind() == ErrorKind::CrossesDevices => {}
        done => return done,
    }
    let kind = files.look(from)?.kind;
    if let Err(error) = copy_tree(files, from, to, access, Odd::Fail) {
        if let Ok(look) = files.look(to) {
            remove_tree(files, to, look.kind).ok();
        }
        return Err(error);
    }
    remove_tree(files, from, kind)
}
