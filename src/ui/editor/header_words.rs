//! Names and values of headers that are offered while typing.

use eframe::egui::text_edit::{CompletionQuery, Suggestion};
use eframe::egui::{Atom, AtomExt as _, RichText};

/// A header that people type, with what it is for and the values it often has.
struct Word {
    name: &'static str,
    what: &'static str,
    values: &'static [&'static str],
}

const fn word(name: &'static str, what: &'static str, values: &'static [&'static str]) -> Word {
    Word { name, what, values }
}

const MEDIA_TYPES: &[&str] = &[
    "application/json",
    "application/xml",
    "application/x-www-form-urlencoded",
    "application/octet-stream",
    "application/x-amz-json-1.0",
    "application/x-amz-json-1.1",
    "application/x-ndjson",
    "application/graphql-response+json",
    "application/cbor",
    "application/pdf",
    "application/zip",
    "application/vnd.amazon.eventstream",
    "image/jpeg",
    "image/png",
    "image/svg+xml",
    "multipart/form-data",
    "text/csv",
    "text/event-stream",
    "text/html",
    "text/plain; charset=utf-8",
    "text/xml",
    "*/*",
];
const ENCRYPTION: &[&str] = &["AES256", "aws:kms", "aws:kms:dsse"];
const DIRECTIVE: &[&str] = &["COPY", "REPLACE"];

/// RFC 9110 and 9111, and what API Gateway, S3 and the JSON services of AWS read
/// (<https://docs.aws.amazon.com/AmazonS3/latest/API/RESTCommonRequestHeaders.html>).
const WORDS: &[Word] = &[
    word("accept", "media types of the reply", MEDIA_TYPES),
    word("accept-charset", "character sets of the reply", &["utf-8"]),
    word(
        "accept-encoding",
        "compression of the reply",
        &["gzip", "br", "gzip, br", "zstd", "identity"],
    ),
    word(
        "accept-language",
        "languages of the reply",
        &["en", "en-US,en;q=0.9", "de", "fr", "*"],
    ),
    word("authorization", "credentials", &["Bearer ", "Basic "]),
    word(
        "cache-control",
        "what caches do",
        &[
            "no-cache",
            "no-store",
            "max-age=0",
            "max-age=3600",
            "only-if-cached",
            "public",
            "private",
        ],
    ),
    word(
        "connection",
        "what happens to the connection",
        &["keep-alive", "close"],
    ),
    word(
        "content-disposition",
        "how the body is saved",
        &["inline", "attachment; filename=\"\""],
    ),
    word(
        "content-encoding",
        "compression of the body",
        &["gzip", "br", "aws-chunked", "identity"],
    ),
    word("content-language", "language of the body", &["en", "de"]),
    word("content-md5", "MD5 of the body in base64", &[]),
    word("content-type", "media type of the body", MEDIA_TYPES),
    word("cookie", "cookies", &[]),
    word("date", "when the request was made", &[]),
    word("expect", "ask before the body", &["100-continue"]),
    word("expires", "when the object is out of date", &[]),
    word("forwarded", "who asked the proxy", &[]),
    word("from", "address of who asks", &[]),
    word("host", "host that is sent and signed", &[]),
    word("idempotency-key", "the same request is carried out once", &[]),
    word("if-match", "only when the entity tag is this one", &["*"]),
    word("if-modified-since", "only when it is newer", &[]),
    word("if-none-match", "only when the entity tag is another one", &["*"]),
    word("if-range", "range only when unchanged", &[]),
    word("if-unmodified-since", "only when it is not newer", &[]),
    word(
        "origin",
        "origin for CORS",
        &["http://localhost:3000", "https://example.com"],
    ),
    word(
        "access-control-request-headers",
        "headers asked for by CORS",
        &["content-type,authorization"],
    ),
    word(
        "access-control-request-method",
        "method asked for by CORS",
        &["GET", "POST", "PUT", "DELETE"],
    ),
    word("pragma", "what old caches do", &["no-cache"]),
    word(
        "prefer",
        "how the service should answer",
        &["return=minimal", "return=representation", "respond-async"],
    ),
    word("range", "part of the object", &["bytes=0-99", "bytes=-100"]),
    word("referer", "page that led here", &[]),
    word("te", "transfer encodings of the reply", &["trailers"]),
    word("traceparent", "trace of W3C", &[]),
    word("upgrade", "another protocol", &["websocket"]),
    word("user-agent", "program that asks", &[]),
    word("via", "proxies passed", &[]),
    word(
        "x-amz-acl",
        "canned ACL",
        &[
            "private",
            "public-read",
            "bucket-owner-full-control",
            "authenticated-read",
        ],
    ),
    word(
        "x-amz-bypass-governance-retention",
        "delete under retention",
        &["true"],
    ),
    word(
        "x-amz-checksum-algorithm",
        "checksum of the object",
        &["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"],
    ),
    word("x-amz-checksum-crc32", "CRC32 of the body in base64", &[]),
    word("x-amz-checksum-mode", "send the checksum back", &["ENABLED"]),
    word("x-amz-checksum-sha256", "SHA-256 of the body in base64", &[]),
    word("x-amz-client-context", "client context of Lambda, in base64", &[]),
    word(
        "x-amz-content-sha256",
        "hash of the body that is signed",
        &["UNSIGNED-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"],
    ),
    word("x-amz-copy-source", "object to copy", &["/bucket/key"]),
    word("x-amz-date", "signing time; signing sets it", &[]),
    word("x-amz-decoded-content-length", "length before chunking", &[]),
    word("x-amz-expected-bucket-owner", "account that owns the bucket", &[]),
    word(
        "x-amz-grant-read",
        "who may read",
        &[
            "id=\"\"",
            "uri=\"http://acs.amazonaws.com/groups/global/AllUsers\"",
        ],
    ),
    word(
        "x-amz-invocation-type",
        "how Lambda runs",
        &["RequestResponse", "Event", "DryRun"],
    ),
    word("x-amz-log-type", "send the log back", &["Tail", "None"]),
    word("x-amz-meta-", "metadata of the object", &[]),
    word("x-amz-metadata-directive", "metadata of a copy", DIRECTIVE),
    word("x-amz-mfa", "device and code", &[]),
    word(
        "x-amz-object-lock-mode",
        "retention",
        &["GOVERNANCE", "COMPLIANCE"],
    ),
    word(
        "x-amz-optional-object-attributes",
        "more in a listing",
        &["RestoreStatus"],
    ),
    word("x-amz-request-payer", "who pays", &["requester"]),
    word("x-amz-security-token", "session token; signing sets it", &[]),
    word("x-amz-server-side-encryption", "encryption at rest", ENCRYPTION),
    word("x-amz-server-side-encryption-aws-kms-key-id", "KMS key", &[]),
    word(
        "x-amz-server-side-encryption-customer-algorithm",
        "encryption with your key",
        &["AES256"],
    ),
    word(
        "x-amz-storage-class",
        "storage class",
        &[
            "STANDARD",
            "STANDARD_IA",
            "ONEZONE_IA",
            "INTELLIGENT_TIERING",
            "GLACIER",
            "GLACIER_IR",
            "DEEP_ARCHIVE",
        ],
    ),
    word("x-amz-tagging", "tags of the object", &["name=value"]),
    word("x-amz-tagging-directive", "tags of a copy", DIRECTIVE),
    word(
        "x-amz-target",
        "operation of a JSON service",
        &["DynamoDB_20120810.GetItem", "DynamoDB_20120810.Query"],
    ),
    word("x-amz-user-agent", "program that asks", &[]),
    word("x-amz-website-redirect-location", "redirect of a website", &[]),
    word(
        "x-amzn-apigateway-api-id",
        "API behind a shared VPC endpoint",
        &[],
    ),
    word("x-amzn-trace-id", "trace of X-Ray", &["Root=1-"]),
    word("x-api-key", "API key of API Gateway", &[]),
    word("x-apigw-api-id", "API behind a private endpoint", &[]),
    word("x-correlation-id", "name of the call in logs", &[]),
    word("x-forwarded-for", "addresses before the proxy", &[]),
    word("x-forwarded-host", "host before the proxy", &[]),
    word("x-forwarded-proto", "scheme before the proxy", &["https", "http"]),
    word(
        "x-http-method-override",
        "method behind a POST",
        &["PUT", "PATCH", "DELETE"],
    ),
    word("x-request-id", "name of the call in logs", &[]),
    word("x-requested-with", "script or page", &["XMLHttpRequest"]),
];

/// No list is longer than what can be read at a glance.
const MOST_OFFERED: usize = 8;

/// Names that go on as was typed, then names that hold it. Nothing before the first letter, and nothing when the
/// name is complete: the popup then never stands in the way of Tab and Enter.
pub fn names(query: &CompletionQuery<'_>) -> Vec<Suggestion> {
    let found = matching(query.text, WORDS.iter().map(|word| word.name));
    let offer = |name: &'static str| {
        let what = WORDS
            .iter()
            .find(|word| word.name == name)
            .map_or("", |word| word.what);
        // The gap takes what the names leave: without one that shrinks, egui breaks the name to fit the field.
        let gap = Atom::grow().atom_shrink(true);
        Suggestion::new(name).content((name, gap, RichText::new(what).weak()))
    };
    found.into_iter().map(offer).collect()
}

/// Values of the header of that name.
pub fn values(name: &str, query: &CompletionQuery<'_>) -> Vec<Suggestion> {
    let name = name.trim();
    let word = WORDS.iter().find(|word| word.name.eq_ignore_ascii_case(name));
    let values = word.map_or(&[][..], |word| word.values);
    let found = matching(query.text, values.iter().copied());
    found.into_iter().map(Suggestion::new).collect()
}

fn matching(typed: &str, words: impl Iterator<Item = &'static str> + Clone) -> Vec<&'static str> {
    let typed = typed.trim_start().to_ascii_lowercase();
    if typed.is_empty() {
        return Vec::new();
    }
    let lower = |word: &'static str| (word, word.to_ascii_lowercase());
    if words.clone().map(lower).any(|(_, word)| word == typed) {
        return Vec::new();
    }
    let begins = words
        .clone()
        .map(lower)
        .filter(|(_, word)| word.starts_with(&typed));
    let holds = words
        .map(lower)
        .filter(|(_, word)| word.contains(&typed) && !word.starts_with(&typed));
    begins
        .chain(holds)
        .map(|(word, _)| word)
        .take(MOST_OFFERED)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_for(typed: &str) -> Vec<&'static str> {
        matching(typed, WORDS.iter().map(|word| word.name))
    }

    #[test]
    fn names_that_begin_so_come_first_and_a_complete_one_is_left_alone() {
        assert_eq!(names_for("Content-T"), ["content-type"]);
        assert_eq!(names_for("api-k"), ["x-api-key"]);
        assert_eq!(names_for("ACCEPT").len(), 0, "complete");
        assert_eq!(names_for("").len(), 0);
        assert_eq!(names_for("x-my-own").len(), 0);
        assert_eq!(names_for("x").len(), MOST_OFFERED);
        assert!(names_for("co")[0].starts_with("co"));
    }

    #[test]
    fn every_word_is_a_lower_case_token_and_stands_once() {
        let mut seen = std::collections::HashSet::new();
        for word in WORDS {
            assert!(seen.insert(word.name), "{} stands twice", word.name);
            assert!(
                word.name
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            );
            assert!(
                word.values
                    .iter()
                    .all(|value| value.is_ascii() && !value.contains(['\r', '\n']))
            );
        }
    }
}
