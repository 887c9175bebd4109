//! The steps of signing for the other side: what a verifier recomputes from a request that arrived.

use std::time::SystemTime;

use crate::model::{CanonicalSections, Origin, Secret, SigningTime, Traced};
use crate::sigv4::canonical::{Ingredients, Line, build};
use crate::sigv4::rules::ServiceRules;

/// The canonical request of header lines that arrived somewhere, by the rules of `execute-api` and the
/// default services: `signed` are the lower-case names of `SignedHeaders` in their order, `headers` all
/// lines received, `payload_hash` the last line.
pub fn canonical_request_of(
    method: &str,
    target: &str,
    headers: &[(String, String)],
    signed: &[String],
    payload_hash: &str,
) -> String {
    canonical_request_by(
        ServiceRules::DEFAULT,
        method,
        target,
        headers,
        signed,
        payload_hash,
    )
}

/// [`canonical_request_of`] by the rules of some service.
pub fn canonical_request_by(
    rules: ServiceRules,
    method: &str,
    target: &str,
    headers: &[(String, String)],
    signed: &[String],
    payload_hash: &str,
) -> String {
    let payload_hash = Traced::new(payload_hash, Origin::Received);
    let (text, _) = traced_canonical_request(rules, method, target, headers, signed, &payload_hash);
    text.as_str().to_owned()
}

/// The same, with what each of its bytes is.
pub(super) fn traced_canonical_request(
    rules: ServiceRules,
    method: &str,
    target: &str,
    headers: &[(String, String)],
    signed: &[String],
    payload_hash: &Traced,
) -> (Traced, CanonicalSections) {
    let received = |text: &str| Traced::new(text, Origin::Received);
    let (path, query) = target
        .split_once('?')
        .map_or((target, None), |(path, query)| (path, Some(received(query))));
    let headers: Vec<(Traced, Traced)> = headers
        .iter()
        .map(|(name, value)| (received(&name.to_ascii_lowercase()), received(value)))
        .collect();
    let lines: Vec<Line<'_>> = headers.iter().map(|(name, value)| (name, value)).collect();
    build(&Ingredients {
        method: &received(method),
        path: &received(path),
        query: query.as_ref(),
        headers: &lines,
        signed,
        payload_hash,
        rules,
    })
}

/// The signature of a string to sign, by `aws-sigv4`'s own key derivation and HMAC.
pub fn signature_of(
    secret: &Secret,
    time: SigningTime,
    region: &str,
    service: &str,
    string_to_sign: &str,
) -> String {
    let key = aws_sigv4::sign::v4::generate_signing_key(
        secret.expose_for_signing(),
        SystemTime::from(time.moment()),
        region,
        service,
    );
    aws_sigv4::sign::v4::calculate_signature(key, string_to_sign.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sigv4::string_to_sign_of;

    /// The example of <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-examples.html>:
    /// `get-vanilla` of the official suite.
    #[test]
    fn the_vanilla_request_of_the_official_suite_verifies() {
        let headers = [
            ("Host".to_owned(), "example.amazonaws.com".to_owned()),
            ("X-Amz-Date".to_owned(), "20150830T123600Z".to_owned()),
            ("Accept".to_owned(), "*/*".to_owned()),
        ];
        let signed = ["host".to_owned(), "x-amz-date".to_owned()];
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let canonical = canonical_request_of("GET", "/", &headers, &signed, empty);
        assert_eq!(
            canonical,
            "GET\n/\n\nhost:example.amazonaws.com\nx-amz-date:20150830T123600Z\n\nhost;x-amz-date\n\
             e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        let string = string_to_sign_of(
            "20150830T123600Z",
            "20150830/us-east-1/service/aws4_request",
            &canonical,
        );
        let time = SigningTime::parse_amz_date("20150830T123600Z").unwrap();
        let secret = Secret::new("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
        assert_eq!(
            signature_of(&secret, time, "us-east-1", "service", &string),
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
        );
    }
}
