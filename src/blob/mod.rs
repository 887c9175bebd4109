//! Bodies that grow: what a tab holds while a reply arrives. And files as other layers read them.

mod file;
mod shared_body;

pub use file::read_file;
pub use shared_body::SharedBody;
