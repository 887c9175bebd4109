//! Bodies that grow: what a tab holds while a reply arrives, in memory or in a file. And files as other layers read
//! them.

mod body_limits;
mod body_writer;
mod file;
mod shared_body;
mod spill;

pub use body_limits::BodyLimits;
pub use body_writer::BodyWriter;
pub use file::read_file;
pub use shared_body::SharedBody;
pub use spill::{SpillFile, SpillFolder};
