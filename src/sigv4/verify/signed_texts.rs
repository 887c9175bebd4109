//! What a request that somebody else signed says and implies, text by text: for who explains it piece by piece.

use super::claim::{Claim, SignaturePlace};
use super::verdict::{RebuiltTexts, WhyUnknown, rebuild_texts, signed_target};
use crate::model::{
    BodyDigest, CanonicalSections, Endpoint, HeaderSource, Origin, ReceivedBody, ReceivedRequest, Scheme,
    Traced, WireBody, WireHeader, WireRequest,
};
use crate::sigv4::applied::Version;

/// The texts of a signature that was made elsewhere. Origins are [`Origin::Received`] where the request says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedTexts {
    /// Value of the Authorization header as written; empty for a presigned URL.
    pub(in crate::sigv4) authorization: Traced,
    /// Host and target of a presigned URL, as they arrived.
    pub(in crate::sigv4) presigned_url: Option<Traced>,
    /// The canonical request that a verifier makes.
    pub(in crate::sigv4) canonical_request: Traced,
    /// Which bytes of it are what.
    pub(in crate::sigv4) sections: CanonicalSections,
    /// The string to sign made from it.
    pub(in crate::sigv4) string_to_sign: Traced,
    /// Scope as in the credential.
    pub(in crate::sigv4) credential_scope: Traced,
    /// Key ID as in the credential.
    pub(in crate::sigv4) access_key_id: String,
    /// Lower-case names in the order of the list.
    pub(in crate::sigv4) signed_headers: Vec<String>,
    /// As written; empty when there is none.
    pub(in crate::sigv4) signature: String,
    pub(in crate::sigv4) version: Version,
    /// The request with the target that was signed; no byte of its body.
    pub(in crate::sigv4) wire: WireRequest,
}

impl SignedTexts {
    /// Of a request and its claim, when enough of them is there.
    pub fn of(request: &ReceivedRequest, claim: &Claim) -> Result<Self, WhyUnknown> {
        let RebuiltTexts {
            canonical_request,
            sections,
            string_to_sign,
        } = rebuild_texts(request, claim)?;
        let credential = claim.parsed_credential().ok_or(WhyUnknown::Incomplete)?;
        let host = request.header("host").unwrap_or_default();
        let payload = canonical_request.slice(sections.payload_hash.clone());
        let (authorization, presigned_url) = match claim.place {
            SignaturePlace::Header => (request.header("authorization").map(received), None),
            SignaturePlace::Query => (None, Some(received(&format!("{host}{}", request.target)))),
        };
        Ok(Self {
            authorization: authorization.unwrap_or_default(),
            presigned_url,
            credential_scope: received(credential.scope()),
            signed_headers: claim
                .signed_names()
                .iter()
                .map(|name| name.to_ascii_lowercase())
                .collect(),
            signature: claim.signature.clone().unwrap_or_default(),
            version: if claim.is_v4a() { Version::V4a } else { Version::V4 },
            wire: WireRequest {
                endpoint: Endpoint {
                    scheme: Scheme::Https,
                    host: host.to_owned(),
                    port: Scheme::Https.default_port(),
                },
                method: received(&request.method),
                target: received(&signed_target(request, claim, &credential)),
                headers: request.headers.iter().map(header).collect(),
                body: WireBody::default(),
                digest: BodyDigest {
                    sha256: payload.as_str().to_owned(),
                    length: length(&request.body),
                },
            },
            access_key_id: credential.access_key_id,
            canonical_request,
            sections,
            string_to_sign,
        })
    }
}

fn received(text: &str) -> Traced {
    Traced::new(text, Origin::Received)
}

fn header((name, value): &(String, String)) -> WireHeader {
    WireHeader {
        name: received(name),
        value: received(value),
        source: HeaderSource::Typed,
    }
}

/// Zero of a body that was not handed over: nothing is said of its length then.
fn length(body: &ReceivedBody) -> u64 {
    match body {
        ReceivedBody::Known(bytes) => u64::try_from(bytes.len()).unwrap_or(u64::MAX),
        ReceivedBody::Hash(_) | ReceivedBody::Unknown => 0,
    }
}
