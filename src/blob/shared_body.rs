//! A body with one writer and many readers.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use bytes::Bytes;

use super::spill::{self, SpillFile};

/// The tail is frozen at this many bytes, so that no append ever copies more than this twice.
const CHUNK_BYTES: usize = 64 * 1024;
/// Bytes that are copied at once from one file to another.
const COPY_BYTES: usize = 256 * 1024;

/// A body shared between the job that receives it and the tab that shows it; clones are the same body.
///
/// It is in memory or, when it is large, in a file, of which the first [`SharedBody::FRONT_BYTES`] are in memory
/// too. Appending copies each byte once, whatever the size of the body, and [`SharedBody::len`] takes no lock, so
/// a window may ask on every frame. [`SharedBody::snapshot`] joins what came since the last one: take it
/// once, when the body is complete; use [`SharedBody::prefix`] to show the beginning meanwhile, and
/// [`SharedBody::read_at`] to show any other part.
#[derive(Clone, Default)]
pub struct SharedBody(Arc<Shared>);

#[derive(Default)]
struct Shared {
    len: AtomicU64,
    pieces: Mutex<Pieces>,
    /// Nothing is appended any more.
    is_finished: AtomicBool,
    /// The bytes as received, when they are others.
    raw: OnceLock<SharedBody>,
    /// The body whose bytes this one has after all.
    stands_for: OnceLock<SharedBody>,
}

#[derive(Default)]
struct Pieces {
    /// Full chunks; after a snapshot the first one is everything up to it.
    frozen: Vec<Bytes>,
    /// What came after the last frozen chunk, below [`CHUNK_BYTES`] between two appends.
    tail: Vec<u8>,
    /// Counts the joins, so that two snapshots at the same time do not replace each other's work.
    joins: u64,
    /// Holds the whole body, when it is not in memory.
    file: Option<Arc<SpillFile>>,
}

impl Pieces {
    fn chunks(&self) -> impl Iterator<Item = &[u8]> {
        let frozen = self.frozen.iter().map(AsRef::as_ref);
        frozen.chain([self.tail.as_slice()])
    }

    fn append(&mut self, bytes: &[u8]) {
        self.tail.extend_from_slice(bytes);
        if self.tail.len() >= CHUNK_BYTES {
            self.freeze();
        }
    }

    fn freeze(&mut self) {
        if !self.tail.is_empty() {
            let full = std::mem::take(&mut self.tail);
            self.frozen.push(Bytes::from(full));
        }
    }
}

impl SharedBody {
    /// So much of the beginning stays in memory when a body is in a file.
    pub const FRONT_BYTES: usize = 8 << 20;

    /// A body that is in this file from its first byte on.
    pub fn in_file(file: SpillFile) -> Self {
        let body = Self::default();
        body.pieces().file = Some(Arc::new(file));
        body
    }

    /// Adds bytes at the end, in memory.
    pub fn append(&self, bytes: &[u8]) {
        let mut pieces = self.pieces();
        pieces.append(bytes);
        // Before anybody takes a snapshot, which is never longer than the body.
        self.0.len.fetch_add(bytes.len() as u64, Ordering::Release);
    }

    /// Bytes so far.
    pub fn len(&self) -> u64 {
        self.shown().0.len.load(Ordering::Acquire)
    }

    /// True while nothing has come.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes as received, before their content codings were undone: the body itself when there were none.
    #[must_use]
    pub fn raw(&self) -> Self {
        let other = self.0.raw.get().or_else(|| self.0.stands_for.get());
        other.unwrap_or(self).clone()
    }

    /// The bytes so far in one piece, without a copy when nothing came since the last snapshot: all of them, or
    /// the first [`Self::FRONT_BYTES`] of a body in a file.
    ///
    /// The copying happens outside the lock, so the receiving job is never held up. It is linear in the size
    /// of the body: for each frame of a growing body take [`SharedBody::prefix`].
    pub fn snapshot(&self) -> Bytes {
        let shown = self.shown();
        let (chunks, joins) = {
            let mut pieces = shown.pieces();
            pieces.freeze();
            if let [whole] = pieces.frozen.as_slice() {
                return whole.clone();
            }
            (pieces.frozen.clone(), pieces.joins)
        };
        let whole = Bytes::from(chunks.concat());
        let mut pieces = shown.pieces();
        if pieces.joins == joins && !chunks.is_empty() {
            pieces.frozen.splice(..chunks.len(), [whole.clone()]);
            pieces.joins += 1;
        }
        whole
    }

    /// The whole body so far in one piece; `None` when it is too large for the memory.
    pub fn whole(&self) -> Option<Bytes> {
        self.file().is_none().then(|| self.snapshot())
    }

    /// At most the first `limit` bytes: what a window shows before the body is complete. Reads no file, and so
    /// gives at most [`Self::FRONT_BYTES`] of a body in a file.
    pub fn prefix(&self, limit: usize) -> Bytes {
        let pieces = self.shown().pieces();
        if let Some(first) = pieces.frozen.first()
            && first.len() >= limit
        {
            return first.slice(..limit);
        }
        let mut bytes = Vec::new();
        for chunk in pieces.chunks() {
            let room = limit - bytes.len();
            bytes.extend_from_slice(chunk.get(..room).unwrap_or(chunk));
        }
        Bytes::from(bytes)
    }

    /// Fills the buffer with the bytes from `offset` on, and says how many there were. May read a file, so the
    /// window leaves it to a worker.
    pub fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.len().saturating_sub(offset);
        let room = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        let buffer = buffer.get_mut(..room).unwrap_or_default();
        match self.file() {
            Some(file) => file.read_at(offset, buffer),
            None => Ok(self.read_memory(offset, buffer)),
        }
    }

    fn read_memory(&self, offset: u64, buffer: &mut [u8]) -> usize {
        let pieces = self.shown().pieces();
        let mut skipped = usize::try_from(offset).unwrap_or(usize::MAX);
        let mut filled = 0;
        for chunk in pieces.chunks() {
            let Some(rest) = chunk.get(skipped..) else {
                skipped -= chunk.len();
                continue;
            };
            skipped = 0;
            let room = buffer.get_mut(filled..).unwrap_or_default();
            let count = rest.len().min(room.len());
            if let (Some(to), Some(from)) = (room.get_mut(..count), rest.get(..count)) {
                to.copy_from_slice(from);
            }
            filled += count;
            if filled == buffer.len() {
                break;
            }
        }
        filled
    }

    /// Writes the body so far to a file of that name, atomically: a file that is there is replaced by the whole
    /// body or not at all. A device or a pipe is written to. For a worker.
    ///
    /// A body that was received beside that file is not forced onto the disk: that would cost more than receiving
    /// it, and what a power cut takes can be fetched again.
    pub fn save_to(&self, path: &Path) -> io::Result<()> {
        match fs::metadata(path) {
            Ok(facts) if !facts.is_file() => {
                let mut device = OpenOptions::new().write(true).open(path)?;
                self.copy_into(&mut device)?;
                device.flush()
            }
            // What a symbolic link leads to is replaced, not the link.
            Ok(_) => self.replace(&fs::canonicalize(path)?),
            Err(_) => self.replace(path),
        }
    }

    fn replace(&self, path: &Path) -> io::Result<()> {
        let shown = self.shown();
        if shown.0.is_finished.load(Ordering::Acquire)
            && let Some(file) = shown.file()
            && let Some(folder) = folder_of(path)
            && folder_of(file.path()) == Some(folder.clone())
        {
            // It is where it belongs already and lacks only its name.
            let linked = tempfile::Builder::new()
                .prefix(".countersign-")
                .make_in(&folder, |name| fs::hard_link(file.path(), name));
            if let Ok(linked) = linked {
                linked.persist(path).map_err(|error| error.error)?;
                return Ok(());
            }
        }
        let mut copy = spill::beside(path)?;
        self.copy_into(copy.as_file_mut())?;
        copy.as_file().sync_all()?;
        copy.persist(path).map_err(|error| error.error)?;
        Ok(())
    }

    pub(super) fn copy_into(&self, file: &mut File) -> io::Result<()> {
        let mut buffer = vec![0; COPY_BYTES];
        let mut offset = 0;
        loop {
            let count = self.read_at(offset, &mut buffer)?;
            if count == 0 {
                return Ok(());
            }
            file.write_all(buffer.get(..count).unwrap_or_default())?;
            offset += count as u64;
        }
    }

    /// The body whose bytes these are.
    fn shown(&self) -> &Self {
        self.0.stands_for.get().unwrap_or(self)
    }

    fn pieces(&self) -> MutexGuard<'_, Pieces> {
        self.0.pieces.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The file that the body is in.
    fn file(&self) -> Option<Arc<SpillFile>> {
        self.shown().pieces().file.clone()
    }
}

/// For the one writer.
impl SharedBody {
    /// From now on `raw` holds the bytes as received.
    pub fn set_raw(&self, raw: &Self) {
        self.0.raw.set(raw.clone()).ok();
    }

    /// From now on this body has the bytes of `raw`: what it was to be made of could not be made.
    pub fn show_raw(&self, raw: &Self) {
        self.0.stands_for.set(raw.clone()).ok();
    }

    pub(super) fn own_file(&self) -> Option<Arc<SpillFile>> {
        self.pieces().file.clone()
    }

    /// The chunks in memory.
    pub(super) fn own_chunks(&self) -> Vec<Bytes> {
        let mut pieces = self.pieces();
        pieces.freeze();
        pieces.frozen.clone()
    }

    /// The file holds everything: of what is in memory the front stays.
    pub(super) fn move_to(&self, file: Arc<SpillFile>) {
        let mut pieces = self.pieces();
        pieces.freeze();
        let mut room = Self::FRONT_BYTES;
        for chunk in &mut pieces.frozen {
            chunk.truncate(room);
            room -= chunk.len();
        }
        pieces.frozen.retain(|chunk| !chunk.is_empty());
        // A chunk of which little is left would keep the whole of its memory.
        let front = Bytes::from(pieces.frozen.concat());
        pieces.frozen = vec![front];
        pieces.joins += 1;
        pieces.file = Some(file);
    }

    /// These bytes were written to the file.
    pub(super) fn grew_in_file(&self, bytes: &[u8]) {
        let before = self.0.len.load(Ordering::Relaxed);
        let room = usize::try_from(before).map_or(0, |before| Self::FRONT_BYTES.saturating_sub(before));
        let mut pieces = self.pieces();
        if room > 0 {
            pieces.append(bytes.get(..room).unwrap_or(bytes));
        }
        self.0.len.store(before + bytes.len() as u64, Ordering::Release);
    }

    /// Nothing more comes.
    pub(super) fn finish(&self) {
        self.0.is_finished.store(true, Ordering::Release);
    }
}

/// The folder of a file, in its one spelling; `None` when it can not be named.
fn folder_of(path: &Path) -> Option<PathBuf> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::canonicalize(folder).ok()
}

/// The length alone: a body may hold credentials.
impl fmt::Debug for SharedBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SharedBody({} bytes)", self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_appended_byte_is_in_the_snapshot_in_order() {
        let body = SharedBody::default();
        let mut expected = Vec::new();
        for step in 0..2_000_usize {
            let piece = vec![u8::try_from(step % 251).unwrap(); step % 777];
            body.append(&piece);
            expected.extend_from_slice(&piece);
            if step % 300 == 0 {
                assert_eq!(body.snapshot(), expected);
            }
        }
        assert_eq!(body.len(), expected.len() as u64);
        assert_eq!(body.snapshot(), expected);
        for limit in [0, 1, 4_000, CHUNK_BYTES, expected.len(), expected.len() + 1] {
            assert_eq!(body.prefix(limit), expected[..limit.min(expected.len())]);
        }
    }

    #[test]
    fn a_second_snapshot_of_a_complete_body_shares_the_memory_of_the_first() {
        let body = SharedBody::default();
        body.append(&vec![7; 3 * CHUNK_BYTES]);
        body.append(b"end");
        let first = body.snapshot();
        assert_eq!(first.as_ptr(), body.snapshot().as_ptr());
        assert_eq!(first.as_ptr(), body.clone().prefix(10).as_ptr());
    }

    #[test]
    fn an_empty_body_has_an_empty_snapshot() {
        let body = SharedBody::default();
        assert!(body.is_empty() && body.snapshot().is_empty() && body.prefix(9).is_empty());
    }

    #[test]
    fn a_snapshot_while_another_thread_appends_is_a_prefix() {
        let body = SharedBody::default();
        let writer = body.clone();
        std::thread::scope(|scope| {
            scope.spawn(move || (0..3_000).for_each(|_| writer.append(&[1; 100])));
            while body.len() < 300_000 {
                let snapshot = body.snapshot();
                assert!(snapshot.len() as u64 <= body.len() && snapshot.iter().all(|byte| *byte == 1));
            }
        });
        assert_eq!(body.snapshot().len(), 300_000);
    }

    #[test]
    fn any_part_of_a_body_in_memory_is_read() {
        let body = SharedBody::default();
        let bytes: Vec<u8> = (0..200_000_u32).flat_map(u32::to_le_bytes).collect();
        bytes.chunks(7_001).for_each(|piece| body.append(piece));
        for (offset, room) in [
            (0, 10),
            (1, CHUNK_BYTES * 2),
            (700_000, 200_000),
            (800_000, 1),
            (900_000, 5),
        ] {
            let mut buffer = vec![0; room];
            let count = body.read_at(offset as u64, &mut buffer).unwrap();
            let expected = &bytes[offset.min(bytes.len())..(offset + room).min(bytes.len())];
            assert_eq!(&buffer[..count], expected, "{offset}");
        }
    }

    #[test]
    fn a_body_that_stands_for_another_has_its_bytes_also_later_ones() {
        let (shown, raw) = (SharedBody::default(), SharedBody::default());
        shown.set_raw(&raw);
        raw.append(b"pla");
        let reader = shown.clone();
        shown.show_raw(&raw);
        raw.append(b"in");
        assert_eq!(
            (reader.len(), reader.snapshot(), reader.prefix(2)),
            (5, "plain".into(), "pl".into())
        );
        assert_eq!(reader.raw().snapshot(), "plain");
    }

    #[test]
    fn saving_replaces_the_whole_file_and_follows_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let body = SharedBody::default();
        body.append(b"new");
        let path = folder.path().join("file");
        fs::File::create(&path)
            .unwrap()
            .write_all(b"longer than that")
            .unwrap();
        body.save_to(&path).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        #[cfg(unix)]
        {
            let link = folder.path().join("link");
            std::os::unix::fs::symlink("file", &link).unwrap();
            body.append(b"er");
            body.save_to(&link).unwrap();
            assert_eq!(fs::read(&path).unwrap(), b"newer");
            assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        }
        assert!(body.save_to(&folder.path().join("no/such/folder")).is_err());
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            1 + usize::from(cfg!(unix))
        );
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_device_is_written_to_and_never_replaced() {
        use std::os::unix::fs::FileTypeExt as _;
        let body = SharedBody::default();
        body.append(b"bytes");
        body.save_to(Path::new("/dev/null")).unwrap();
        let full = body.save_to(Path::new("/dev/full")).unwrap_err();
        assert_eq!(full.kind(), io::ErrorKind::StorageFull);
        for device in ["/dev/null", "/dev/full"] {
            assert!(fs::metadata(device).unwrap().file_type().is_char_device());
        }
    }
}
