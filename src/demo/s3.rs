//! The S3 product: one bucket whose objects live in memory.
//!
//! A front end of its own, with other checks, texts and order than the authenticator that other services share:
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html>.

mod address;
mod auth;
mod error;
mod listing;
mod objects;
mod scope;

use super::keys::Keys;
use super::reader::ReceivedRequest;
use super::reply::{HTTP_DATE, Reply, Sender, Stamp};
use super::xml::{element, parent};
use address::Address;
use error::S3Error;
use objects::Object;

pub use objects::{DEMO_BUCKET, Objects};

const NAMESPACE: &str = "http://s3.amazonaws.com/doc/2006-03-01/";

/// Queries that ask for something this bucket does not have.
const NOT_SERVED: [&str; 14] = [
    "acl",
    "cors",
    "delete",
    "encryption",
    "lifecycle",
    "logging",
    "notification",
    "policy",
    "replication",
    "tagging",
    "uploadId",
    "uploads",
    "versioning",
    "website",
];

/// Answers one request as S3 would; `bucket` is the one that the host names.
pub fn answer(
    request: &ReceivedRequest,
    bucket: Option<&str>,
    keys: &Keys,
    objects: &Objects,
    stamp: Stamp,
) -> Reply {
    serve(request, bucket, keys, objects, stamp).unwrap_or_else(|error| {
        let body = error.document(&stamp.s3_request_id(), &stamp.s3_host_id());
        Reply::new(Sender::S3, error.status(), body)
    })
}

fn serve(
    request: &ReceivedRequest,
    bucket: Option<&str>,
    keys: &Keys,
    objects: &Objects,
    stamp: Stamp,
) -> Result<Reply, S3Error> {
    auth::authenticate(request, keys, stamp.now)?;
    let address = Address::of(&request.target, bucket);
    let query = request.target.split_once('?').map_or("", |(_, query)| query);
    not_served(request, query)?;
    let Some(bucket) = address.bucket else {
        return match request.method.as_str() {
            "GET" => Ok(ok(&listing::buckets())),
            _ => Err(S3Error::MethodNotAllowed),
        };
    };
    if bucket != DEMO_BUCKET {
        return Err(S3Error::NoSuchBucket { bucket });
    }
    if address.key.is_empty() {
        return on_bucket(request, query, objects);
    }
    on_object(request, &address.key, objects, stamp)
}

fn not_served(request: &ReceivedRequest, query: &str) -> Result<(), S3Error> {
    let asked = query
        .split('&')
        .map(|piece| piece.split_once('=').map_or(piece, |(name, _)| name))
        .any(|name| NOT_SERVED.contains(&name));
    if asked || request.header("x-amz-copy-source").is_some() {
        return Err(S3Error::NotImplemented);
    }
    Ok(())
}

fn on_bucket(request: &ReceivedRequest, query: &str, objects: &Objects) -> Result<Reply, S3Error> {
    let here = |reply: Reply| reply.with("x-amz-bucket-region", "us-east-1");
    match request.method.as_str() {
        "GET"
            if query
                .split('&')
                .any(|piece| matches!(piece, "location" | "location=")) =>
        {
            Ok(here(ok(&format!("<LocationConstraint xmlns=\"{NAMESPACE}\"/>"))))
        }
        "GET" => Ok(here(ok(&listing::objects(query, objects)))),
        "HEAD" => Ok(here(Reply::new(Sender::S3, 200, ""))),
        _ => Err(S3Error::MethodNotAllowed),
    }
}

fn on_object(
    request: &ReceivedRequest,
    key: &[u8],
    objects: &Objects,
    stamp: Stamp,
) -> Result<Reply, S3Error> {
    match request.method.as_str() {
        "PUT" => {
            let object = Object::of(request, stamp.now);
            let etag = object.etag();
            objects.put(key, object)?;
            Ok(Reply::new(Sender::S3, 200, "").with("ETag", &etag))
        }
        "GET" | "HEAD" => {
            let object = objects.get(key).ok_or_else(|| S3Error::NoSuchKey {
                key: String::from_utf8_lossy(key).into_owned(),
            })?;
            Ok(sent(&object))
        }
        "DELETE" => {
            objects.delete(key);
            Ok(Reply::new(Sender::S3, 204, ""))
        }
        _ => Err(S3Error::MethodNotAllowed),
    }
}

fn sent(object: &Object) -> Reply {
    let mut reply = Reply::new(Sender::S3, 200, object.body.as_slice())
        .with(
            "Last-Modified",
            &object.modified.format(HTTP_DATE).unwrap_or_default(),
        )
        .with("ETag", &object.etag())
        .with("Accept-Ranges", "none");
    for (name, value) in &object.headers {
        reply = reply.with(name, value);
    }
    reply
}

/// A document of the kind that says yes.
fn ok(document: &str) -> Reply {
    Reply::new(
        Sender::S3,
        200,
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{document}"),
    )
}

/// `<Owner>`, the same for all.
fn owner() -> String {
    parent(
        "Owner",
        &[element(
            "ID",
            "75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a",
        )]
        .concat(),
    )
}
