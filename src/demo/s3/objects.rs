//! The bucket's objects, in memory and bounded.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use time::OffsetDateTime;

use super::error::S3Error;
use crate::demo::reader::ReceivedRequest;
use crate::model::BodyDigest;

/// The one bucket.
pub const DEMO_BUCKET: &str = "demo-bucket";

/// Most objects.
const MOST_OBJECTS: usize = 1_000;
/// Most bytes of all bodies.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// One object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// The content, as it was put.
    pub body: Vec<u8>,
    /// Its content headers and metadata, as they are sent back.
    pub headers: Vec<(String, String)>,
    /// When it was put.
    pub modified: OffsetDateTime,
}

impl Object {
    /// The object that a PUT brings.
    pub fn of(request: &ReceivedRequest, now: OffsetDateTime) -> Self {
        let kept = |name: &str| {
            name.starts_with("x-amz-meta-")
                || matches!(
                    name,
                    "cache-control"
                        | "content-disposition"
                        | "content-encoding"
                        | "content-language"
                        | "content-type"
                        | "expires"
                )
        };
        let mut headers: Vec<(String, String)> = request
            .headers
            .iter()
            .filter(|(name, _)| kept(name))
            .cloned()
            .collect();
        if !headers.iter().any(|(name, _)| name == "content-type") {
            headers.push(("content-type".to_owned(), "binary/octet-stream".to_owned()));
        }
        Self {
            body: request.body.clone(),
            headers,
            modified: now,
        }
    }

    /// An opaque tag, as S3 gives to encrypted objects: it is no MD5.
    pub fn etag(&self) -> String {
        let hash = BodyDigest::of(&self.body).sha256;
        let hex = hash.get(..32).unwrap_or_default();
        format!("\"{hex}\"")
    }
}

/// All objects by key, which is any bytes.
#[derive(Debug, Default)]
pub struct Objects {
    by_key: Mutex<BTreeMap<Vec<u8>, Arc<Object>>>,
}

impl Objects {
    /// Puts an object, in place of one of the same key.
    pub fn put(&self, key: &[u8], object: Object) -> Result<(), S3Error> {
        let mut objects = self.lock();
        let others = || objects.iter().filter(|(other, _)| other.as_slice() != key);
        let bytes: usize = others().map(|(_, object)| object.body.len()).sum();
        if others().count() >= MOST_OBJECTS || bytes.saturating_add(object.body.len()) > MOST_BYTES {
            return Err(S3Error::EntityTooLarge { most: MOST_BYTES });
        }
        objects.insert(key.to_vec(), Arc::new(object));
        Ok(())
    }

    /// The object of that key.
    pub fn get(&self, key: &[u8]) -> Option<Arc<Object>> {
        self.lock().get(key).cloned()
    }

    /// Forgets the object of that key.
    pub fn delete(&self, key: &[u8]) {
        self.lock().remove(key);
    }

    /// All, in the order of their keys.
    pub fn all(&self) -> Vec<(Vec<u8>, Arc<Object>)> {
        self.lock()
            .iter()
            .map(|(key, object)| (key.clone(), Arc::clone(object)))
            .collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Vec<u8>, Arc<Object>>> {
        self.by_key.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bucket_is_bounded_and_a_key_can_be_put_again() {
        let objects = Objects::default();
        let object = |size: usize| Object {
            body: vec![0; size],
            headers: Vec::new(),
            modified: time::macros::datetime!(2026-11-20 12:00 UTC),
        };
        assert_eq!(objects.put(b"a", object(MOST_BYTES)), Ok(()));
        assert!(objects.put(b"b", object(1)).is_err());
        assert_eq!(objects.put(b"a", object(0)), Ok(()));
        for number in 1..MOST_OBJECTS {
            objects.put(number.to_string().as_bytes(), object(0)).unwrap();
        }
        assert!(objects.put(b"b", object(0)).is_err());
        objects.delete(b"a");
        assert_eq!(objects.put(b"b", object(0)), Ok(()));
    }
}
