//! Bodies that grow: what a tab holds while a reply arrives, in memory or in a file. And small files, read whole.

mod body_writer;
mod limits;
mod shared_body;
mod small_file;
mod spill;

pub use body_writer::BodyWriter;
pub use limits::Limits;
pub use shared_body::SharedBody;
pub use small_file::read_small_file;
pub use spill::{SpillFile, SpillFolder};
