//! What usually changes a part of a request on its way, and what to do.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};

use super::super::rule::piece;
use super::super::scene::Scene;
use crate::model::{BodyDigest, Mend, PathEncodingOption, RequestPart};

const UNSIGNED: &str = "UNSIGNED-PAYLOAD";

/// What AWS's `UriEncode` escapes in a path.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/');

/// What usually changes a part, and what to do.
pub(super) struct Why {
    pub sentence: String,
    pub step: String,
    pub mend: Option<Mend>,
}

impl Why {
    fn new(sentence: impl Into<String>, step: impl Into<String>) -> Self {
        Self {
            sentence: sentence.into(),
            step: step.into(),
            mend: None,
        }
    }

    fn mended_by(self, mend: Mend) -> Self {
        Self {
            mend: Some(mend),
            ..self
        }
    }
}

/// Why a line of the canonical request arrived otherwise.
pub(super) fn why(scene: &Scene<'_>, part: &RequestPart, ours: Option<&str>, theirs: Option<&str>) -> Why {
    match part {
        RequestPart::Method => Why::new(
            "A proxy or a redirect changed the method, or the request was replayed with another one",
            "Send it past the proxy, or with the method that the service sees",
        ),
        RequestPart::Path => path(ours.unwrap_or_default(), theirs.unwrap_or_default()),
        RequestPart::Query => query(ours.unwrap_or_default(), theirs.unwrap_or_default()),
        RequestPart::Header(name) => header(scene, name, ours, theirs),
        RequestPart::PayloadHash => payload(ours.unwrap_or_default(), theirs.unwrap_or_default()),
        _ => Why::new(
            "The service made its list from other headers than were signed: something on the way added or removed one",
            "Sign only headers that nothing on the way touches",
        ),
    }
}

fn path(ours: &str, theirs: &str) -> Why {
    let encoded = |text: &str| percent_encoding::utf8_percent_encode(text, ENCODED).to_string();
    if encoded(theirs) == ours {
        return Why::new(
            "Here the path was encoded once more than at the service, as for every service but S3 and its kin",
            "Encode the path once in the advanced settings of the signature",
        )
        .mended_by(Mend::UsePathEncoding(PathEncodingOption::Single));
    }
    if encoded(ours) == theirs {
        return Why::new(
            "The service encoded the path once more than it was encoded here, as every service but S3 and its kin does",
            "Encode the path twice in the advanced settings of the signature",
        )
        .mended_by(Mend::UsePathEncoding(PathEncodingOption::Double));
    }
    if let Some(front) = theirs
        .strip_suffix(ours)
        .filter(|front| front.starts_with('/') && front.len() > 1)
    {
        return Why::new(
            format!("Something on the way put {} in front of the path", piece(front)),
            "Sign the path that the service sees, or call the service without the mapping",
        );
    }
    if let Some(front) = ours
        .strip_suffix(theirs)
        .filter(|front| front.starts_with('/') && front.len() > 1)
    {
        return Why::new(
            format!(
                "Something on the way took {} off the front of the path",
                piece(front)
            ),
            "Sign the path that the service sees, or call the service without the mapping",
        );
    }
    if ours.trim_end_matches('/') == theirs.trim_end_matches('/') {
        return Why::new(
            "The two differ in a slash at the end, which something on the way added or removed",
            "Call the path in the spelling that the service sees",
        )
        .mended_by(Mend::UsePath(theirs.to_owned()));
    }
    Why::new(
        "A proxy or gateway rewrote the path, or removed `//` or dot segments from it",
        "Call the path as the service sees it, or send it past the proxy",
    )
}

fn query(ours: &str, theirs: &str) -> Why {
    let sorted = |text: &str| {
        let mut pairs: Vec<String> = text
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| pair.strip_suffix('=').unwrap_or(pair).to_owned())
            .collect();
        pairs.sort();
        pairs
    };
    let decoded = |text: &str| {
        let plain = text.replace('+', "%20");
        sorted(&percent_encoding::percent_decode_str(&plain).decode_utf8_lossy())
    };
    let (our_pairs, their_pairs) = (sorted(ours), sorted(theirs));
    if our_pairs == their_pairs {
        return Why::new(
            "The parameters are the same and stand in another order",
            "Send the parameters in the order of their names, so that nothing has to sort them",
        );
    }
    if decoded(ours) == decoded(theirs) {
        return Why::new(
            "The parameters are the same and are encoded in another way: `+` for a space, or an escape more or less",
            "Write a space as %20 and a plus as %2B in the URL",
        );
    }
    let lost = our_pairs
        .iter()
        .filter(|pair| their_pairs.binary_search(pair).is_err())
        .count();
    let added = their_pairs
        .iter()
        .filter(|pair| our_pairs.binary_search(pair).is_err())
        .count();
    match (lost, added) {
        (1.., 0) => Why::new(
            "Parameters were lost on the way: CloudFront and other proxies forward none unless told to",
            "Forward all query strings to the origin, or send it past the proxy",
        ),
        (0, 1..) => Why::new(
            "Something on the way added parameters",
            "Send it past the proxy, or sign the parameters too",
        ),
        _ => Why::new(
            "Something on the way rewrote the query",
            "Send it past the proxy, or in the spelling that the service sees",
        ),
    }
}

fn header(scene: &Scene<'_>, name: &str, ours: Option<&str>, theirs: Option<&str>) -> Why {
    let value = |line: Option<&str>| {
        line.and_then(|line| line.split_once(':'))
            .map(|(_, value)| value.trim().to_owned())
    };
    match (name, ours, theirs) {
        (_, Some(_), None) => Why::new(
            format!("The header {name} was signed and did not arrive: a proxy dropped it"),
            "Leave the header out of the signature, or send it past the proxy",
        ),
        (_, None, Some(_)) => Why::new(
            format!("The service saw a header {name} among the signed ones that was not signed here"),
            "Compare the signature as sent: the reply may be of another request",
        ),
        ("host", _, _) => {
            let why = Why::new(
                "The service saw another host: a proxy or a distribution rewrites Host on the way to its origin",
                if scene.came_through_cloudfront() {
                    "Sign the origin's host, or let the distribution forward the Host header"
                } else {
                    "Sign the host that the service sees, or let the proxy keep the Host header"
                },
            );
            match value(theirs).filter(|host| is_host(host)) {
                Some(host) => why.mended_by(Mend::UseSigningHost(host)),
                None => why,
            }
        }
        ("x-amz-date" | "date", _, _) => Why::new(
            "The two were signed at different times: the reply is of another send, or the signature was kept and the \
             date was not",
            "Send again",
        )
        .mended_by(Mend::SignNow),
        ("content-type", _, _) => Why::new(
            "Something on the way changed the type of the body, as by adding a charset",
            "Write the content-type as the service sees it",
        ),
        ("accept-encoding" | "connection" | "te" | "content-length" | "user-agent" | "accept", _, _) => Why::new(
            format!("Proxies and load balancers rewrite {name} as they like"),
            "Leave the header out of the signature",
        ),
        _ => Why::new(
            format!("A proxy rewrote the header {name}, or its white space"),
            "Leave the header out of the signature where it need not be signed, or send it past the proxy",
        ),
    }
}

fn is_host(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-:[]_".contains(&byte))
}

fn payload(ours: &str, theirs: &str) -> Why {
    let empty = BodyDigest::of(b"").sha256;
    match (ours, theirs) {
        (UNSIGNED, _) => Why::new(
            "The service hashed the body, and here it was signed as unsigned: this service takes no unsigned payload",
            "Sign the payload",
        )
        .mended_by(Mend::SignPayload),
        (_, UNSIGNED) => Why::new(
            "The service takes the payload as unsigned, and here its hash was signed",
            "Use an unsigned payload",
        )
        .mended_by(Mend::UnsignedPayload),
        (_, theirs) if theirs == empty => Why::new(
            "The service saw an empty body: it was lost on the way, as by a redirect",
            "Send it past the proxy, or call the address that the redirect leads to",
        ),
        (ours, _) if ours == empty => Why::new(
            "An empty body was signed, and the service saw one",
            "Compare the signature as sent: the body was added after signing",
        ),
        _ => Why::new(
            "The body was changed after it was signed: formatted, re-encoded or compressed on the way",
            "Send it past the proxy, byte for byte",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_says_how_it_was_spelled() {
        assert_eq!(
            path("/a%2520b", "/a%20b").mend,
            Some(Mend::UsePathEncoding(PathEncodingOption::Single))
        );
        assert_eq!(
            path("/a%20b", "/a%2520b").mend,
            Some(Mend::UsePathEncoding(PathEncodingOption::Double))
        );
        // An escape that another encoding would not bring about.
        assert_eq!(path("/dev/pets", "/dev%2Fpets").mend, None);
        assert_eq!(path("/dev%2Fpets", "/dev/pets").mend, None);
        assert!(path("/pets", "/dev/pets").sentence.contains("put /dev in front"));
        assert!(path("/dev/pets", "/pets").sentence.contains("took /dev off"));
        assert_eq!(path("/a/", "/a").mend, Some(Mend::UsePath("/a".to_owned())));
    }

    #[test]
    fn a_query_says_what_became_of_it() {
        assert!(query("a=1&b=2", "b=2&a=1").sentence.contains("another order"));
        assert!(query("a=x%2By", "a=x%20y").sentence.contains("rewrote"));
        assert!(query("a=x%2520y", "a=x%20y").sentence.contains("rewrote"));
        assert!(query("a=%7E", "a=~").sentence.contains("encoded in another way"));
        assert!(query("a=1&b=2", "a=1").sentence.contains("lost"));
        assert!(query("a=1", "a=1&b=2").sentence.contains("added"));
    }

    #[test]
    fn a_payload_hash_says_what_the_service_saw() {
        let empty = BodyDigest::of(b"").sha256;
        assert_eq!(payload(UNSIGNED, "aa").mend, Some(Mend::SignPayload));
        assert_eq!(payload("aa", UNSIGNED).mend, Some(Mend::UnsignedPayload));
        assert!(payload("aa", &empty).sentence.contains("empty body"));
        assert!(payload("aa", "bb").sentence.contains("changed after"));
    }
}
