//! The verdict: the signature computed again from what arrived, and compared.

use super::claim::{Claim, SignaturePlace};
use super::credential::Credential;
use super::presigned::{Presigned, target_without};
use super::rebuild::{signature_of, traced_canonical_request};
use crate::model::{BodyDigest, CanonicalSections, Origin, ReceivedBody, ReceivedRequest, Secret, Traced};
use crate::sigv4::proof::v4a_verifies;
use crate::sigv4::rules::{ContentSha256, PathEncoding, ServiceRules};
use crate::sigv4::string_to_sign::sha256_hex;

const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";

/// What a verifier signs again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Canonical request of what arrived, by the rules of the service in the scope.
    pub canonical_request: String,
    /// String to sign made from it.
    pub string_to_sign: String,
}

/// The same two texts, with what each of their bytes is.
pub(super) struct RebuiltTexts {
    /// Canonical request.
    pub canonical_request: Traced,
    /// Its sections.
    pub sections: CanonicalSections,
    /// String to sign.
    pub string_to_sign: Traced,
}

/// Whether the signature belongs to the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It does.
    Valid,
    /// It does not: the secret is another one, or the request was changed after it was signed.
    SignatureDiffers {
        /// The signature that this request and this secret give; none with Signature Version 4a, where every
        /// signing gives another one.
        computed: Option<String>,
    },
    /// It can not be said.
    Unknown(WhyUnknown),
}

/// Why there is no verdict. Its `Display` is a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WhyUnknown {
    /// No secret access key was given.
    #[error("Without the secret access key the signature itself can not be checked")]
    NoSecret,
    /// There is no signature, or too much of it is missing.
    #[error("There is no complete signature to check")]
    Incomplete,
    /// The body is part of what was signed and is not known.
    #[error("The body was signed, and it is not part of what was given")]
    BodyUnknown,
    /// It is none of Signature Version 4 or 4a.
    #[error("The signature is of an algorithm that is not known here")]
    OtherAlgorithm,
}

/// What `request` says was signed, when enough of it is there.
pub fn rebuild(request: &ReceivedRequest, claim: &Claim) -> Result<Rebuilt, WhyUnknown> {
    Ok(rebuild_texts(request, claim)?.into())
}

/// The same where the last line is the hash of the body, whatever the request says it is: what a service does
/// that reads every body.
pub fn rebuild_with_body_hash(request: &ReceivedRequest, claim: &Claim) -> Result<Rebuilt, WhyUnknown> {
    let hash = |request: &ReceivedRequest, _: &Claim, _: &Credential| body_hash(&request.body);
    Ok(rebuild_by(request, claim, hash)?.into())
}

impl From<RebuiltTexts> for Rebuilt {
    fn from(texts: RebuiltTexts) -> Self {
        Self {
            canonical_request: texts.canonical_request.as_str().to_owned(),
            string_to_sign: texts.string_to_sign.as_str().to_owned(),
        }
    }
}

/// [`rebuild`] with what each byte is.
pub(super) fn rebuild_texts(request: &ReceivedRequest, claim: &Claim) -> Result<RebuiltTexts, WhyUnknown> {
    rebuild_by(request, claim, payload_hash)
}

fn rebuild_by(
    request: &ReceivedRequest,
    claim: &Claim,
    payload_hash: impl Fn(&ReceivedRequest, &Claim, &Credential) -> Option<String>,
) -> Result<RebuiltTexts, WhyUnknown> {
    if claim.algorithm.is_some() && !claim.is_v4() && !claim.is_v4a() {
        return Err(WhyUnknown::OtherAlgorithm);
    }
    let (Some(credential), Some(time), Some(_), Some(algorithm)) = (
        claim.parsed_credential(),
        claim.time(),
        &claim.signed_headers,
        &claim.algorithm,
    ) else {
        return Err(WhyUnknown::Incomplete);
    };
    let payload_hash = payload_hash(request, claim, &credential).ok_or(WhyUnknown::BodyUnknown)?;
    let names: Vec<String> = claim
        .signed_names()
        .iter()
        .map(|name| name.to_ascii_lowercase())
        .collect();
    let payload_hash = payload_line(request, &payload_hash);
    let (canonical_request, sections) = traced_canonical_request(
        ServiceRules::of(&credential.service),
        &request.method,
        &signed_target(request, claim, &credential),
        &request.headers,
        &names,
        &payload_hash,
    );
    let lines = format!("{algorithm}\n{}\n{}\n", time.amz_date(), credential.scope());
    let mut string_to_sign = Traced::new(&lines, Origin::Received);
    string_to_sign.push(
        &sha256_hex(canonical_request.as_str()),
        Origin::Rule("SHA-256 of the canonical request"),
    );
    Ok(RebuiltTexts {
        canonical_request,
        sections,
        string_to_sign,
    })
}

/// The last line of the canonical request with who says it: the request, the body, or the rule of the service.
fn payload_line(request: &ReceivedRequest, hash: &str) -> Traced {
    let is_said = request.header("x-amz-content-sha256") == Some(hash);
    let origin = match &request.body {
        _ if is_said => Origin::Received,
        _ if hash == UNSIGNED_PAYLOAD => Origin::Rule("the rule of the service for such a request"),
        ReceivedBody::Known(_) if body_hash(&request.body).as_deref() == Some(hash) => Origin::BodyDigest,
        _ => Origin::Received,
    };
    Traced::new(hash, origin)
}

/// Computes the signature and compares.
pub fn verdict(claim: &Claim, rebuilt: &Rebuilt, secret: &Secret) -> Verdict {
    let (Some(credential), Some(time), Some(signature)) =
        (claim.parsed_credential(), claim.time(), &claim.signature)
    else {
        return Verdict::Unknown(WhyUnknown::Incomplete);
    };
    if claim.is_v4a() {
        let key_id = &credential.access_key_id;
        return if v4a_verifies(key_id, secret, &rebuilt.string_to_sign, signature) {
            Verdict::Valid
        } else {
            Verdict::SignatureDiffers { computed: None }
        };
    }
    let computed = signature_of(
        secret,
        time,
        &credential.region,
        &credential.service,
        &rebuilt.string_to_sign,
    );
    if computed == *signature {
        Verdict::Valid
    } else {
        Verdict::SignatureDiffers {
            computed: Some(computed),
        }
    }
}

/// A presigned URL is signed without its signature; over a `WebSocket` to `iotdevicegateway` the token is put
/// in after signing.
pub(in crate::sigv4) fn signed_target(
    request: &ReceivedRequest,
    claim: &Claim,
    credential: &Credential,
) -> String {
    match claim.place {
        SignaturePlace::Header => request.target.clone(),
        SignaturePlace::Query if credential.service == "iotdevicegateway" => {
            target_without(&request.target, &["X-Amz-Signature", "X-Amz-Security-Token"])
        }
        SignaturePlace::Query => target_without(&request.target, &["X-Amz-Signature"]),
    }
}

/// The last line of the canonical request: what the request says it is, else what the service's rules say,
/// else the hash of the body.
pub(in crate::sigv4) fn payload_hash(
    request: &ReceivedRequest,
    claim: &Claim,
    credential: &Credential,
) -> Option<String> {
    if let Some(said) = request.header("x-amz-content-sha256") {
        return Some(said.to_owned());
    }
    let rules = ServiceRules::of(&credential.service);
    if claim.place == SignaturePlace::Query && rules.path_encoding == PathEncoding::Single {
        let said = request
            .query()
            .and_then(Presigned::parse)
            .and_then(|presigned| presigned.content_sha256);
        return Some(said.unwrap_or_else(|| UNSIGNED_PAYLOAD.to_owned()));
    }
    if rules.content_sha256 == ContentSha256::UnsignedPayload {
        return Some(UNSIGNED_PAYLOAD.to_owned());
    }
    body_hash(&request.body)
}

fn body_hash(body: &ReceivedBody) -> Option<String> {
    match body {
        ReceivedBody::Known(bytes) => Some(BodyDigest::of(bytes).sha256),
        ReceivedBody::Hash(hash) => Some(hash.clone()),
        ReceivedBody::Unknown => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html>, whole.
    #[test]
    fn the_documented_presigned_url_is_valid() {
        let mut request = ReceivedRequest {
            target: "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404".to_owned(),
            ..ReceivedRequest::default()
        };
        request.push_header("Host", "examplebucket.s3.amazonaws.com");
        let claim = Claim::of(&request).unwrap();
        let rebuilt = rebuild(&request, &claim).unwrap();
        let secret = Secret::new("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
        assert_eq!(verdict(&claim, &rebuilt, &secret), Verdict::Valid);
        let other = verdict(&claim, &rebuilt, &Secret::new("other"));
        assert!(matches!(other, Verdict::SignatureDiffers { .. }));
    }

    /// The PUT example of
    /// <https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html>, whole.
    #[test]
    fn the_documented_put_object_is_valid() {
        let mut request = ReceivedRequest {
            method: "PUT".to_owned(),
            target: "/test$file.text".to_owned(),
            body: ReceivedBody::Known(b"Welcome to Amazon S3.".to_vec()),
            ..ReceivedRequest::default()
        };
        for (name, value) in [
            ("Host", "examplebucket.s3.amazonaws.com"),
            ("Date", "Fri, 24 May 2013 00:00:00 GMT"),
            (
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class,Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
            ),
            ("x-amz-date", "20130524T000000Z"),
            ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
            (
                "x-amz-content-sha256",
                "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
            ),
        ] {
            request.push_header(name, value);
        }
        let claim = Claim::of(&request).unwrap();
        let rebuilt = rebuild(&request, &claim).unwrap();
        let secret = Secret::new("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
        assert_eq!(verdict(&claim, &rebuilt, &secret), Verdict::Valid);
    }
}
