//! The query form of a signature: the `X-Amz-*` parameters of a presigned URL.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html>

use percent_encoding::percent_decode_str;

use crate::model::Secret;

/// The name under which the signature itself stands; it is not part of what is signed.
const SIGNATURE: &str = "X-Amz-Signature";

/// The parameters as they stand in the query, percent-decoded. One that is missing or empty is `None`; of two
/// with one name the first counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Presigned {
    /// `X-Amz-Algorithm`.
    pub algorithm: Option<String>,
    /// `X-Amz-Credential`, not taken apart yet.
    pub credential: Option<String>,
    /// `X-Amz-SignedHeaders`.
    pub signed_headers: Option<String>,
    /// `X-Amz-Signature`.
    pub signature: Option<String>,
    /// `X-Amz-Date`.
    pub date: Option<String>,
    /// `X-Amz-Expires`, in seconds when it is right.
    pub expires: Option<String>,
    /// `X-Amz-Security-Token`.
    pub session_token: Option<Secret>,
    /// `X-Amz-Content-Sha256`, which S3 takes as the last line of the canonical request.
    pub content_sha256: Option<String>,
    /// Names of `X-Amz-*` parameters that stand in the query more than once.
    pub repeated: Vec<String>,
}

impl Presigned {
    /// Reads a query without its `?`; `None` when it has none of the parameters that make a signature.
    pub fn parse(query: &str) -> Option<Self> {
        let mut read = Self::default();
        let mut seen: Vec<String> = Vec::new();
        for (name, value) in query.split('&').filter_map(|piece| piece.split_once('=')) {
            let name = decode(name);
            let Some(place) = read.place(&name) else { continue };
            if seen.contains(&name) {
                read.repeated.push(name);
                continue;
            }
            let value = decode(value);
            match place {
                ParameterSlot::Text(text) => *text = Some(value).filter(|value| !value.is_empty()),
                ParameterSlot::Secret(secret) => {
                    *secret = Some(Secret::new(value)).filter(|value| !value.is_empty());
                }
            }
            seen.push(name);
        }
        let signs = ["X-Amz-Algorithm", "X-Amz-Credential", SIGNATURE];
        seen.iter()
            .any(|name| signs.contains(&name.as_str()))
            .then_some(read)
    }

    fn place(&mut self, name: &str) -> Option<ParameterSlot<'_>> {
        Some(match name {
            "X-Amz-Algorithm" => ParameterSlot::Text(&mut self.algorithm),
            "X-Amz-Credential" => ParameterSlot::Text(&mut self.credential),
            "X-Amz-SignedHeaders" => ParameterSlot::Text(&mut self.signed_headers),
            SIGNATURE => ParameterSlot::Text(&mut self.signature),
            "X-Amz-Date" => ParameterSlot::Text(&mut self.date),
            "X-Amz-Expires" => ParameterSlot::Text(&mut self.expires),
            "X-Amz-Security-Token" => ParameterSlot::Secret(&mut self.session_token),
            "X-Amz-Content-Sha256" | "X-Amz-Content-SHA256" => ParameterSlot::Text(&mut self.content_sha256),
            _ => return None,
        })
    }

    /// The parameters that are not there, in the order in which AWS lists them. `X-Amz-Expires` is not among
    /// them: only S3 requires it.
    pub fn missing(&self) -> Vec<&'static str> {
        [
            ("X-Amz-Algorithm", &self.algorithm),
            ("X-Amz-Credential", &self.credential),
            (SIGNATURE, &self.signature),
            ("X-Amz-SignedHeaders", &self.signed_headers),
            ("X-Amz-Date", &self.date),
        ]
        .into_iter()
        .filter(|(_, value)| value.is_none())
        .map(|(name, _)| name)
        .collect()
    }
}

enum ParameterSlot<'a> {
    Text(&'a mut Option<String>),
    Secret(&'a mut Option<Secret>),
}

/// The target as it was signed: without the parameters of these names, all else byte for byte.
pub fn target_without(target: &str, names: &[&str]) -> String {
    let Some((path, query)) = target.split_once('?') else {
        return target.to_owned();
    };
    let kept: Vec<&str> = query
        .split('&')
        .filter(|piece| {
            let name = piece.split_once('=').map_or(*piece, |(name, _)| name);
            !names.contains(&decode(name).as_str())
        })
        .collect();
    if kept.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", kept.join("&"))
    }
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The example of the page named above.
    const QUERY: &str = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";

    #[test]
    fn the_documented_url_is_read() {
        let read = Presigned::parse(QUERY).unwrap();
        assert_eq!(
            read.credential.as_deref(),
            Some("AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request")
        );
        assert_eq!(read.expires.as_deref(), Some("86400"));
        assert_eq!(read.signed_headers.as_deref(), Some("host"));
        assert!(read.missing().is_empty() && read.repeated.is_empty());
    }

    #[test]
    fn a_query_without_a_signature_is_none() {
        assert_eq!(Presigned::parse("a=b&X-Amz-Expires=5"), None);
        assert_eq!(Presigned::parse(""), None);
    }

    #[test]
    fn what_is_missing_or_twice_is_named() {
        let read = Presigned::parse("X-Amz-Algorithm=a&X-Amz-Algorithm=b&X-Amz-Date=").unwrap();
        assert_eq!(read.algorithm.as_deref(), Some("a"));
        assert_eq!(read.repeated, ["X-Amz-Algorithm"]);
        assert_eq!(
            read.missing(),
            [
                "X-Amz-Credential",
                "X-Amz-Signature",
                "X-Amz-SignedHeaders",
                "X-Amz-Date"
            ]
        );
    }

    #[test]
    fn the_signature_alone_is_taken_out_of_the_target() {
        assert_eq!(
            target_without("/a?b=%2f&X-Amz-Signature=1&&c", &[SIGNATURE]),
            "/a?b=%2f&&c"
        );
        assert_eq!(target_without("/a?X-Amz-Signature=1", &[SIGNATURE]), "/a");
        assert_eq!(target_without("/a", &[SIGNATURE]), "/a");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in any::<String>(), tail in "[=&%A-Fa-f0-9\u{e4}]{0,60}") {
            Presigned::parse(&text);
            Presigned::parse(&format!("X-Amz-Signature=1&X-Amz-{tail}"));
            target_without(&format!("/?{tail}"), &[SIGNATURE]);
        }
    }
}
