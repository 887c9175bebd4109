//! The one who adds to a body.

use std::io;
use std::sync::Arc;

use super::spill::{SpillFile, SpillFolder};
use super::{BodyLimits, SharedBody};

/// Adds to a body in memory and, once it is too large for that, in a file. The body is finished when its writer is
/// dropped. Writes files: for a worker.
#[derive(Debug)]
pub struct BodyWriter {
    body: SharedBody,
    /// Bytes kept in memory.
    memory: u64,
    folder: SpillFolder,
    file: Option<Arc<SpillFile>>,
}

impl BodyWriter {
    /// The writer of `body`; a body has one.
    pub fn new(body: SharedBody, limits: BodyLimits, folder: SpillFolder) -> Self {
        Self {
            memory: limits.memory,
            folder,
            file: body.own_file(),
            body,
        }
    }

    /// The body.
    pub fn body(&self) -> &SharedBody {
        &self.body
    }

    /// Adds bytes at the end. After an error the body has what it had before.
    pub fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let len = self.body.len();
        if self.file.is_none() && len + bytes.len() as u64 > self.memory {
            self.file = Some(self.spill()?);
        }
        match &self.file {
            Some(file) => {
                file.write_at(len, bytes)?;
                self.body.grew_in_file(bytes);
            }
            None => self.body.append(bytes),
        }
        Ok(())
    }

    /// Moves what is in memory to a new file.
    fn spill(&self) -> io::Result<Arc<SpillFile>> {
        let file = Arc::new(self.folder.create()?);
        let mut offset = 0;
        for chunk in self.body.own_chunks() {
            file.write_at(offset, &chunk)?;
            offset += chunk.len() as u64;
        }
        self.body.move_to(Arc::clone(&file));
        Ok(file)
    }
}

impl Drop for BodyWriter {
    fn drop(&mut self) {
        self.body.finish();
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    fn files(folder: &Path) -> usize {
        fs::read_dir(folder).unwrap().count()
    }

    fn writer(memory: u64, folder: &Path) -> BodyWriter {
        let limits = BodyLimits {
            memory,
            ..BodyLimits::default()
        };
        BodyWriter::new(SharedBody::default(), limits, SpillFolder::new(folder))
    }

    fn bytes(count: usize) -> Vec<u8> {
        (0..count).map(|at| u8::try_from(at % 251).unwrap()).collect()
    }

    fn read_all(body: &SharedBody) -> Vec<u8> {
        let mut all = Vec::new();
        let mut buffer = [0; 10_007];
        loop {
            let count = body.read_at(all.len() as u64, &mut buffer).unwrap();
            if count == 0 {
                return all;
            }
            all.extend_from_slice(&buffer[..count]);
        }
    }

    #[test]
    fn a_body_moves_to_a_file_when_it_outgrows_its_memory_and_the_file_goes_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let expected = bytes(300_000);
        let mut writer = writer(100_000, folder.path());
        let body = writer.body().clone();
        for (step, piece) in expected.chunks(999).enumerate() {
            writer.append(piece).unwrap();
            let so_far = (step + 1) * 999;
            assert_eq!(files(folder.path()), usize::from(so_far > 100_000), "{so_far}");
            assert_eq!(body.whole().is_some(), so_far <= 100_000);
        }
        assert_eq!((body.len(), read_all(&body)), (300_000, expected.clone()));
        assert_eq!(
            body.snapshot(),
            expected,
            "below the front all of it is in memory too"
        );
        drop(writer);
        assert_eq!(files(folder.path()), 1);
        drop(body);
        assert_eq!(files(folder.path()), 0);
    }

    #[test]
    fn of_a_body_in_a_file_the_front_is_in_memory() {
        let folder = tempfile::tempdir().unwrap();
        let expected = bytes(SharedBody::FRONT_BYTES * 2 + 5);
        for memory in [0, 1 << 20, SharedBody::FRONT_BYTES as u64 + 70_001] {
            let mut writer = writer(memory, folder.path());
            for piece in expected.chunks(100_003) {
                writer.append(piece).unwrap();
            }
            let body = writer.body();
            assert_eq!(body.snapshot(), expected[..SharedBody::FRONT_BYTES], "{memory}");
            assert_eq!(body.prefix(usize::MAX).len(), SharedBody::FRONT_BYTES);
            assert_eq!(body.prefix(1000), expected[..1000]);
            assert_eq!(read_all(body), expected);
        }
    }

    #[test]
    fn without_a_place_for_files_what_is_in_memory_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let not_a_folder = folder.path().join("file");
        fs::File::create(&not_a_folder).unwrap();
        let mut writer = writer(10, &not_a_folder);
        writer.append(b"0123456789").unwrap();
        writer.append(b"x").unwrap_err();
        assert_eq!(writer.body().whole().unwrap(), "0123456789");
    }

    #[test]
    fn a_body_beside_its_goal_is_saved_without_a_copy_once_it_is_finished() {
        let folder = tempfile::tempdir().unwrap();
        let goal = folder.path().join("goal");
        let body = SharedBody::in_file(SpillFile::beside(&goal).unwrap());
        let mut writer = BodyWriter::new(body.clone(), BodyLimits::default(), SpillFolder::new("/nowhere"));
        writer.append(b"half").unwrap();
        body.save_to(&goal).unwrap();
        writer.append(b" and half").unwrap();
        assert_eq!(fs::read(&goal).unwrap(), b"half", "a growing body is copied");
        drop(writer);
        body.save_to(&goal).unwrap();
        assert_eq!(fs::read(&goal).unwrap(), b"half and half");
        #[cfg(unix)]
        {
            use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
            let facts = fs::metadata(&goal).unwrap();
            assert_eq!(facts.nlink(), 2, "the same file under two names");
            let plain = fs::File::create(folder.path().join("plain")).unwrap();
            let mode = plain.metadata().unwrap().permissions().mode();
            assert_eq!(facts.permissions().mode(), mode, "the mode of any new file");
        }
        drop(body);
        assert_eq!(fs::read(&goal).unwrap(), b"half and half");
        assert_eq!(files(folder.path()), if cfg!(unix) { 2 } else { 1 });
    }
}
