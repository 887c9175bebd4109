//! What the service says it computed, from the text of a signature mismatch.

use super::error_reply::{error_message, s3_strings};

const CANONICAL_FOLLOWS: &str = "the canonical string for this request should have been";
const STRING_TO_SIGN_FOLLOWS: &str = "the string-to-sign should have been";

/// What the service says it computed, from a signature mismatch reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerExpectation {
    /// The canonical request that the service made of what arrived.
    pub canonical_request: String,
    /// Its string to sign, when the reply has it.
    pub string_to_sign: Option<String>,
}

/// Finds the strings in a reply body: in its message ("The Canonical String for this request should have been"), or
/// in elements of their own, as S3 sends them
/// (<https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList>).
pub fn server_expectation(body: &[u8]) -> Option<ServerExpectation> {
    if let Some((canonical_request, string_to_sign)) = s3_strings(body) {
        return Some(ServerExpectation {
            canonical_request,
            string_to_sign,
        });
    }
    expectation_in(&error_message(body)?)
}

/// The texts stand in single quotes, which they may hold themselves: each ends at the last quote before what
/// follows. The words come with and without capitals.
pub(super) fn expectation_in(message: &str) -> Option<ServerExpectation> {
    let words = message.to_ascii_lowercase();
    let canonical_from = words.find(CANONICAL_FOLLOWS)? + CANONICAL_FOLLOWS.len();
    let marker = words
        .rfind(STRING_TO_SIGN_FOLLOWS)
        .filter(|at| *at >= canonical_from);
    Some(ServerExpectation {
        canonical_request: quoted(message.get(canonical_from..marker.unwrap_or(message.len()))?)?.to_owned(),
        string_to_sign: marker
            .and_then(|at| message.get(at + STRING_TO_SIGN_FOLLOWS.len()..))
            .and_then(quoted)
            .map(str::to_owned),
    })
}

fn quoted(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once('\'')?;
    rest.rsplit_once('\'').map(|(inner, _)| inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reply of API Gateway, as quoted in many public issues.
    #[test]
    fn the_strings_of_an_api_gateway_reply() {
        let body = br#"{"message":"The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.\n\nThe Canonical String for this request should have been\n'GET\n/dev/pets\nq=it's\nhost:h\n\nhost\nabc'\n\nThe String-to-Sign should have been\n'AWS4-HMAC-SHA256\n20261120T120000Z\nscope\nhash'\n"}"#;
        let expectation = server_expectation(body).unwrap();
        assert_eq!(
            expectation.canonical_request,
            "GET\n/dev/pets\nq=it's\nhost:h\n\nhost\nabc"
        );
        assert_eq!(
            expectation.string_to_sign.as_deref(),
            Some("AWS4-HMAC-SHA256\n20261120T120000Z\nscope\nhash")
        );
    }

    #[test]
    fn small_letters_and_one_line_as_the_iam_documentation_writes() {
        let message = "… The canonical string for this request should have been 'GET' The string-to-sign should have been 'AWS4'";
        let expectation = expectation_in(message).unwrap();
        assert_eq!(expectation.canonical_request, "GET");
        assert_eq!(expectation.string_to_sign.as_deref(), Some("AWS4"));
    }

    #[test]
    fn the_elements_of_an_s3_reply() {
        let body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>SignatureDoesNotMatch</Code><Message>The \
                    request signature we calculated does not match the signature you provided. Check your key and \
                    signing method.</Message><StringToSign>AWS4-HMAC-SHA256\n20261120T120000Z</StringToSign>\
                    <CanonicalRequest>GET\n/a%20b\nx=1&amp;y=2\nhost:h\n\nhost\nUNSIGNED-PAYLOAD</CanonicalRequest></Error>";
        let expectation = server_expectation(body.as_bytes()).unwrap();
        assert_eq!(
            expectation.canonical_request,
            "GET\n/a%20b\nx=1&y=2\nhost:h\n\nhost\nUNSIGNED-PAYLOAD"
        );
        assert_eq!(
            expectation.string_to_sign.as_deref(),
            Some("AWS4-HMAC-SHA256\n20261120T120000Z")
        );
    }

    #[test]
    fn a_reply_without_the_strings_has_no_expectation() {
        assert_eq!(server_expectation(br#"{"message":"Forbidden"}"#), None);
        assert_eq!(
            expectation_in("The Canonical String for this request should have been"),
            None
        );
        let only_canonical =
            expectation_in("The Canonical String for this request should have been 'GET'").unwrap();
        assert_eq!(only_canonical.string_to_sign, None);
        assert_eq!(expectation_in("é The String-to-Sign should have been 'x'"), None);
    }
}
