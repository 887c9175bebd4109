//! Bodies that grow while they arrive, in memory or in a file, and the files that bodies on their way out are made of.
//!
//! A file is read twice: the first pass gives the digest that is signed, the second one the bytes that are sent, and
//! withholds the last of them unless they are the same.

mod body_limits;
mod body_source;
mod body_writer;
mod digest_memo;
mod file;
mod file_error;
mod first_pass;
mod search;
mod second_pass;
mod shared_body;
mod small_file;
mod spill;

pub use body_limits::BodyLimits;
pub use body_source::BodySource;
pub use body_writer::BodyWriter;
pub use digest_memo::DigestMemo;
pub use file::total_bytes;
pub use file_error::FileError;
pub use first_pass::{FirstPass, FirstPassError, LookFor, first_pass};
pub use second_pass::SecondPass;
pub use shared_body::SharedBody;
pub use small_file::read_file;
pub use spill::{SpillFile, SpillFolder};

/// Files for the tests of this layer.
#[cfg(test)]
mod testing {
    use std::fs::File;
    use std::io::Write as _;
    use std::path::Path;

    /// Replaces the content.
    pub(super) fn write(path: &Path, bytes: &[u8]) {
        File::create(path).unwrap().write_all(bytes).unwrap();
    }
}
