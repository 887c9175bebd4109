//! Bodies that grow: what a tab holds while a reply arrives.

mod shared_body;

pub use shared_body::SharedBody;
