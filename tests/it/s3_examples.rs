//! The worked examples of S3's documentation, signature by signature as AWS published them.
//!
//! Header form: <https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html>.
//! Query form: <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html>.

#![expect(clippy::unwrap_used, reason = "a test: what is not there is a failure")]

use countersign::model::{
    Auth, AuthKind, AwsAuth, Body, BodyDigest, BodyKind, HeaderRow, HttpRequest, Request, Secret,
    SignatureLocation, SigningOptions, SigningTime,
};
use countersign::resolve::{Scope, assemble, resolve};
use countersign::sigv4::{Signed, Signer, choose_spelling, plan};

const HOST: &str = "https://examplebucket.s3.amazonaws.com";

/// One example; what is not said is as in all of them.
#[derive(Default)]
struct Example {
    method: &'static str,
    target: &'static str,
    headers: &'static [(&'static str, &'static str)],
    body: &'static str,
    options: SigningOptions,
}

impl Example {
    /// Signs as the window does.
    fn sign(self) -> Signed {
        let body = Body {
            kind: if self.body.is_empty() {
                BodyKind::None
            } else {
                BodyKind::Raw
            },
            text: self.body.into(),
            ..Body::default()
        };
        let request = Request {
            http: HttpRequest {
                method: self.method.to_owned(),
                url: format!("{HOST}{}", self.target),
                headers: self
                    .headers
                    .iter()
                    .map(|(name, value)| HeaderRow::new(*name, *value))
                    .collect(),
                body,
                auth: Auth {
                    kind: AuthKind::AwsSignature,
                    aws: AwsAuth {
                        access_key_id: "AKIAIOSFODNN7EXAMPLE".to_owned(),
                        secret_access_key: Secret::new("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
                        options: self.options,
                        ..AwsAuth::default()
                    },
                    ..Auth::default()
                },
                ..HttpRequest::default()
            },
            ..Request::default()
        };
        let resolved = resolve(&request, &Scope::default()).unwrap();
        let resolved = choose_spelling(resolved, &request.http.auth);
        let digest = BodyDigest::of(&resolved.body_in_memory().unwrap());
        let wire = assemble(&resolved, &digest).unwrap().wire;
        let time = SigningTime::parse_amz_date("20130524T000000Z").unwrap();
        let plan = plan(&request.http.auth.aws, &wire.endpoint, time).unwrap();
        let signed = Signer::default().sign(&wire, &plan).unwrap();
        assert!(signed.report.proof.holds());
        signed
    }
}

/// "Example: GET Object". It signs `range`, which is on our never-sign list.
#[test]
fn get_object() {
    let signed = Example {
        method: "GET",
        target: "/test.txt",
        headers: &[("Range", "bytes=0-9")],
        options: SigningOptions {
            signed_headers_extra: vec!["Range".to_owned()],
            ..SigningOptions::default()
        },
        ..Example::default()
    }
    .sign();
    assert_eq!(
        signed.report.authorization.as_str(),
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, \
         SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, \
         Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
    );
}

/// "Example: PUT Object": the key holds a `$`, which is signed as `%24`, and sent so.
#[test]
fn put_object() {
    let signed = Example {
        method: "PUT",
        target: "/test$file.text",
        headers: &[
            ("Date", "Fri, 24 May 2013 00:00:00 GMT"),
            ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
        ],
        body: "Welcome to Amazon S3.",
        ..Example::default()
    }
    .sign();
    assert_eq!(signed.target.as_str(), "/test%24file.text");
    assert_eq!(
        signed.report.authorization.as_str(),
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, \
         SignedHeaders=date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class, \
         Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"
    );
}

/// "Example: GET Bucket Lifecycle": a parameter without a value.
#[test]
fn get_bucket_lifecycle() {
    let signed = Example {
        method: "GET",
        target: "/?lifecycle",
        ..Example::default()
    }
    .sign();
    assert_eq!(
        signed.report.authorization.as_str(),
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, \
         SignedHeaders=host;x-amz-content-sha256;x-amz-date, \
         Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"
    );
}

/// "Example: Get Bucket (List Objects)".
#[test]
fn list_objects() {
    let signed = Example {
        method: "GET",
        target: "/?max-keys=2&prefix=J",
        ..Example::default()
    }
    .sign();
    assert_eq!(
        signed.report.authorization.as_str(),
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, \
         SignedHeaders=host;x-amz-content-sha256;x-amz-date, \
         Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"
    );
}

/// The presigned URL of the query form's page: a GET that works for a day.
#[test]
fn presigned_get_object() {
    let signed = Example {
        method: "GET",
        target: "/test.txt",
        options: SigningOptions {
            location: SignatureLocation::Query { expires_in: 86_400 },
            ..SigningOptions::default()
        },
        ..Example::default()
    }
    .sign();
    assert_eq!(
        signed.report.presigned_url.unwrap().as_str(),
        "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256\
         &X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request\
         &X-Amz-Date=20130524T000000Z&X-Amz-SignedHeaders=host&X-Amz-Expires=86400\
         &X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
    );
    assert!(
        signed
            .report
            .canonical_request
            .as_str()
            .ends_with("\nUNSIGNED-PAYLOAD")
    );
    assert!(signed.added_headers.is_empty());
}
