//! The lists: of the buckets, and of the objects in one.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html>

use std::collections::BTreeSet;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode, percent_encode};
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

use super::objects::{DEMO_BUCKET, Object, Objects};
use super::{NAMESPACE, owner};
use crate::demo::xml::{element, parent};

/// Times in S3's documents.
pub const S3_TIME: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].000Z");

const MOST_KEYS: usize = 1_000;

/// What `encoding-type=url` leaves as it is.
const KEY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/');

/// The one bucket.
pub fn buckets() -> String {
    let bucket = [
        element("Name", DEMO_BUCKET),
        element("CreationDate", "2026-01-01T00:00:00.000Z"),
    ]
    .concat();
    format!(
        "<ListAllMyBucketsResult xmlns=\"{NAMESPACE}\">{}{}</ListAllMyBucketsResult>",
        owner(),
        parent("Buckets", &parent("Bucket", &bucket))
    )
}

/// What a list is asked for.
struct Asked {
    prefix: Vec<u8>,
    delimiter: Vec<u8>,
    after: Vec<u8>,
    most: usize,
    spelling: Spelling,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Spelling {
    AsItIs,
    Url,
}

impl Asked {
    fn of(query: &str) -> Self {
        let bytes = |name: &str| parameter(query, name).unwrap_or_default();
        let most = String::from_utf8_lossy(&bytes("max-keys"))
            .parse()
            .unwrap_or(MOST_KEYS);
        let after = ["continuation-token", "start-after", "marker"]
            .into_iter()
            .find_map(|name| parameter(query, name))
            .unwrap_or_default();
        Self {
            prefix: bytes("prefix"),
            delimiter: bytes("delimiter"),
            after,
            most: most.min(MOST_KEYS),
            spelling: if bytes("encoding-type") == b"url" {
                Spelling::Url
            } else {
                Spelling::AsItIs
            },
        }
    }

    fn write(&self, key: &[u8]) -> String {
        match self.spelling {
            Spelling::Url => percent_encode(key, KEY).to_string(),
            Spelling::AsItIs => String::from_utf8_lossy(key).into_owned(),
        }
    }

    /// What stands in place of a key that has the delimiter behind the prefix.
    fn common_prefix(&self, key: &[u8]) -> Option<Vec<u8>> {
        if self.delimiter.is_empty() {
            return None;
        }
        let rest = key.get(self.prefix.len()..)?;
        let at = memchr::memmem::find(rest, &self.delimiter)?;
        key.get(..self.prefix.len() + at + self.delimiter.len())
            .map(<[u8]>::to_vec)
    }
}

/// The objects that a query asks for.
pub fn objects(query: &str, objects: &Objects) -> String {
    let asked = Asked::of(query);
    let mut contents = String::new();
    let mut prefixes: BTreeSet<Vec<u8>> = BTreeSet::new();
    let (mut count, mut last, mut truncated) = (0, Vec::new(), false);
    for (key, object) in objects.all() {
        if !key.starts_with(&asked.prefix) || key <= asked.after {
            continue;
        }
        let common = asked.common_prefix(&key);
        if common.as_ref().is_some_and(|common| prefixes.contains(common)) {
            last = key;
            continue;
        }
        if count == asked.most {
            truncated = true;
            break;
        }
        count += 1;
        match common {
            Some(common) => {
                prefixes.insert(common);
            }
            None => contents.push_str(&content(&asked.write(&key), &object)),
        }
        last = key;
    }
    let mut head = vec![
        element("Name", DEMO_BUCKET),
        element("Prefix", &asked.write(&asked.prefix)),
        element("KeyCount", &count.to_string()),
        element("MaxKeys", &asked.most.to_string()),
        element("IsTruncated", if truncated { "true" } else { "false" }),
    ];
    if !asked.delimiter.is_empty() {
        head.push(element("Delimiter", &asked.write(&asked.delimiter)));
    }
    if asked.spelling == Spelling::Url {
        head.push(element("EncodingType", "url"));
    }
    if truncated {
        let last = String::from_utf8_lossy(&last).into_owned();
        head.push(element("NextContinuationToken", &last));
    }
    let prefixes: String = prefixes
        .iter()
        .map(|prefix| parent("CommonPrefixes", &element("Prefix", &asked.write(prefix))))
        .collect();
    format!(
        "<ListBucketResult xmlns=\"{NAMESPACE}\">{}{contents}{prefixes}</ListBucketResult>",
        head.concat()
    )
}

fn content(key: &str, object: &Object) -> String {
    let children = [
        element("Key", key),
        element("LastModified", &iso(object.modified)),
        element("ETag", &object.etag()),
        element("Size", &object.body.len().to_string()),
        element("StorageClass", "STANDARD"),
    ];
    parent("Contents", &children.concat())
}

fn iso(time: OffsetDateTime) -> String {
    time.format(S3_TIME).unwrap_or_default()
}

/// The bytes of a parameter, `+` read as a space.
fn parameter(query: &str, name: &str) -> Option<Vec<u8>> {
    let value = query
        .split('&')
        .filter_map(|piece| piece.split_once('='))
        .find(|(key, _)| *key == name)?
        .1;
    Some(percent_decode(value.replace('+', " ").as_bytes()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(query: &str) -> String {
        let bucket = Objects::default();
        for key in [&b"a"[..], b"a b", b"d/1", b"d/2", b"e\xff"] {
            let object = Object {
                body: Vec::new(),
                headers: Vec::new(),
                modified: time::macros::datetime!(2026-11-20 12:00 UTC),
            };
            bucket.put(key, object).unwrap();
        }
        objects(query, &bucket)
    }

    fn keys(document: &str) -> Vec<&str> {
        document
            .split("<Key>")
            .skip(1)
            .map(|rest| rest.split_once("</Key>").unwrap().0)
            .collect()
    }

    #[test]
    fn prefix_delimiter_and_spelling() {
        assert_eq!(
            keys(&list("encoding-type=url")),
            ["a", "a%20b", "d/1", "d/2", "e%FF"]
        );
        assert_eq!(keys(&list("prefix=d%2F")), ["d/1", "d/2"]);
        let folders = list("delimiter=/&encoding-type=url");
        assert_eq!(keys(&folders), ["a", "a%20b", "e%FF"]);
        assert!(folders.contains("<CommonPrefixes><Prefix>d/</Prefix></CommonPrefixes>"));
    }

    #[test]
    fn a_long_list_goes_on() {
        let first = list("list-type=2&max-keys=2");
        assert_eq!(keys(&first), ["a", "a b"]);
        assert!(first.contains("<IsTruncated>true</IsTruncated>"));
        assert!(first.contains("<NextContinuationToken>a b</NextContinuationToken>"));
        assert_eq!(keys(&list("continuation-token=a+b&max-keys=2")), ["d/1", "d/2"]);
    }
}
