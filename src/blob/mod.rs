//! Bodies that grow: what a tab holds while a reply arrives, in memory or in a file. And files as other layers read
//! them.

mod body_writer;
mod file;
mod limits;
mod shared_body;
mod spill;

pub use body_writer::BodyWriter;
pub use file::read_file;
pub use limits::Limits;
pub use shared_body::SharedBody;
pub use spill::{SpillFile, SpillFolder};
