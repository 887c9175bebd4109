//! Which object a request is for.

use percent_encoding::percent_decode_str;

/// Bucket and key of a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The bucket, of the host or of the path.
    pub bucket: Option<String>,
    /// The key's bytes: the rest of the path, decoded once. Dots and slashes are part of it.
    pub key: Vec<u8>,
}

impl Address {
    /// Reads a target; `in_host` is the bucket that the host names.
    pub fn of(target: &str, in_host: Option<&str>) -> Self {
        let path = target.split('?').next().unwrap_or_default();
        let path = path.strip_prefix('/').unwrap_or(path);
        let (bucket, key) = if let Some(bucket) = in_host {
            (bucket.to_owned(), path)
        } else {
            let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
            (percent_decode_str(bucket).decode_utf8_lossy().into_owned(), key)
        };
        Self {
            bucket: Some(bucket).filter(|bucket| !bucket.is_empty()),
            key: percent_decode_str(key).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_keeps_its_bytes() {
        for (target, in_host, bucket, key) in [
            ("/b/a%20b+c%2F%2e?x", None, Some("b"), &b"a b+c/."[..]),
            ("/b//a/../b/./", None, Some("b"), b"/a/../b/./"),
            ("/a%FF%00", Some("b"), Some("b"), b"a\xff\0"),
            ("//a", Some("b"), Some("b"), b"/a"),
            ("/b", None, Some("b"), b""),
            ("/", None, None, b""),
        ] {
            let address = Address::of(target, in_host);
            assert_eq!(
                (address.bucket.as_deref(), address.key.as_slice()),
                (bucket, key),
                "{target}"
            );
        }
    }
}
