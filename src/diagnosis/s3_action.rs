//! Which IAM action a request to S3 asks for.
//!
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html>

/// What an S3 request is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum S3Target {
    /// The list of buckets.
    Service,
    Bucket,
    Object,
}

/// Parameters that choose no other operation: of listing, of signing, of the reply's headers.
const PLAIN: [&str; 14] = [
    "list-type",
    "prefix",
    "delimiter",
    "max-keys",
    "marker",
    "continuation-token",
    "start-after",
    "encoding-type",
    "fetch-owner",
    "key-marker",
    "versionid",
    "partnumber",
    "uploadid",
    "x-id",
];

/// The action, where the operation is one that is known here.
pub(super) fn s3_action(method: &str, target: S3Target, query: &str) -> Option<&'static str> {
    let names: Vec<String> = query
        .split('&')
        .map(|piece| piece.split('=').next().unwrap_or(piece).to_ascii_lowercase())
        .filter(|name| !name.is_empty() && !name.starts_with("x-amz-") && !name.starts_with("response-"))
        .collect();
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    let mut subresources = names.iter().filter(|name| !PLAIN.contains(&name.as_str()));
    let subresource = subresources.next().map_or("", String::as_str);
    if subresources.next().is_some() {
        return None;
    }
    let method = if method == "HEAD" { "GET" } else { method };
    let action = match (target, method, subresource) {
        (S3Target::Service, "GET", "") => "s3:ListAllMyBuckets",
        (S3Target::Bucket, "GET", "") => "s3:ListBucket",
        (S3Target::Bucket, "GET", "versions") => "s3:ListBucketVersions",
        (S3Target::Bucket, "GET", "uploads") => "s3:ListBucketMultipartUploads",
        (S3Target::Bucket, "GET", "location") => "s3:GetBucketLocation",
        (S3Target::Bucket, "GET", "policy") => "s3:GetBucketPolicy",
        (S3Target::Bucket, "GET", "acl") => "s3:GetBucketAcl",
        (S3Target::Bucket, "GET", "tagging") => "s3:GetBucketTagging",
        (S3Target::Bucket, "GET", "versioning") => "s3:GetBucketVersioning",
        (S3Target::Bucket, "GET", "cors") => "s3:GetBucketCORS",
        (S3Target::Bucket, "GET", "lifecycle") => "s3:GetLifecycleConfiguration",
        (S3Target::Bucket, "GET", "encryption") => "s3:GetEncryptionConfiguration",
        (S3Target::Bucket, "PUT", "") => "s3:CreateBucket",
        (S3Target::Bucket, "PUT", "policy") => "s3:PutBucketPolicy",
        (S3Target::Bucket, "PUT", "acl") => "s3:PutBucketAcl",
        (S3Target::Bucket, "PUT" | "DELETE", "tagging") => "s3:PutBucketTagging",
        (S3Target::Bucket, "PUT", "versioning") => "s3:PutBucketVersioning",
        (S3Target::Bucket, "PUT" | "DELETE", "cors") => "s3:PutBucketCORS",
        (S3Target::Bucket, "DELETE", "") => "s3:DeleteBucket",
        (S3Target::Bucket, "DELETE", "policy") => "s3:DeleteBucketPolicy",
        (S3Target::Object, "GET", "") if has("uploadid") => "s3:ListMultipartUploadParts",
        (S3Target::Object, "GET", "") if has("versionid") => "s3:GetObjectVersion",
        (S3Target::Object, "GET", "") => "s3:GetObject",
        (S3Target::Object, "GET", "acl") => "s3:GetObjectAcl",
        (S3Target::Object, "GET", "tagging") => "s3:GetObjectTagging",
        (S3Target::Object, "GET", "attributes") => "s3:GetObjectAttributes",
        (S3Target::Object, "GET", "retention") => "s3:GetObjectRetention",
        (S3Target::Object, "PUT", "") | (S3Target::Object, "POST", "" | "uploads") => "s3:PutObject",
        (S3Target::Object, "PUT", "acl") => "s3:PutObjectAcl",
        (S3Target::Object, "PUT", "tagging") => "s3:PutObjectTagging",
        (S3Target::Object, "PUT", "retention") => "s3:PutObjectRetention",
        (S3Target::Object, "POST", "restore") => "s3:RestoreObject",
        (S3Target::Object, "DELETE", "") if has("uploadid") => "s3:AbortMultipartUpload",
        (S3Target::Object, "DELETE", "") if has("versionid") => "s3:DeleteObjectVersion",
        (S3Target::Object, "DELETE", "") => "s3:DeleteObject",
        (S3Target::Object, "DELETE", "tagging") => "s3:DeleteObjectTagging",
        _ => return None,
    };
    Some(action)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each as the Service Authorization Reference has it.
    #[test]
    fn operations_have_the_actions_of_the_reference() {
        let cases = [
            ("GET", S3Target::Service, "", Some("s3:ListAllMyBuckets")),
            (
                "GET",
                S3Target::Bucket,
                "list-type=2&prefix=a%2F",
                Some("s3:ListBucket"),
            ),
            ("HEAD", S3Target::Bucket, "", Some("s3:ListBucket")),
            ("DELETE", S3Target::Bucket, "", Some("s3:DeleteBucket")),
            ("PUT", S3Target::Bucket, "acl", Some("s3:PutBucketAcl")),
            ("PUT", S3Target::Object, "acl=", Some("s3:PutObjectAcl")),
            (
                "PUT",
                S3Target::Object,
                "partNumber=1&uploadId=x",
                Some("s3:PutObject"),
            ),
            ("POST", S3Target::Object, "uploads", Some("s3:PutObject")),
            (
                "DELETE",
                S3Target::Object,
                "uploadId=x",
                Some("s3:AbortMultipartUpload"),
            ),
            (
                "GET",
                S3Target::Object,
                "versionId=v&X-Amz-Expires=60",
                Some("s3:GetObjectVersion"),
            ),
            (
                "GET",
                S3Target::Object,
                "response-content-type=text/plain",
                Some("s3:GetObject"),
            ),
            ("GET", S3Target::Bucket, "website", None),
            ("GET", S3Target::Object, "torrent", None),
            ("POST", S3Target::Bucket, "delete", None),
            ("PUT", S3Target::Object, "acl&tagging", None),
        ];
        for (method, target, query, action) in cases {
            assert_eq!(
                s3_action(method, target, query),
                action,
                "{method} {target:?} ?{query}"
            );
        }
    }
}
