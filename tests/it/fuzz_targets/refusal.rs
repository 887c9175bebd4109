//! What a diagnosis says of any reply. Input: a reply as it was saved, with its head or without.

use countersign::diagnosis::{Diagnosable, Requested, SignedText, diagnose, error_reply, server_expectation};
use countersign::formats::{HarEntry, from_saved_reply};
use countersign::model::ReceivedRequest;

/// Secrets of the request; some inputs quote them.
const SIGNATURE: &str = "fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024";
const TOKEN: &str = "IQoJb3JpZ2luX2VjEXAMPLE";
const CANONICAL: &str = "GET\n/dev/pets\n\nhost:abcd123456.execute-api.us-east-1.amazonaws.com\nx-amz-date:20261120T120000Z\nx-amz-security-token:IQoJb3JpZ2luX2VjEXAMPLE\n\nhost;x-amz-date;x-amz-security-token\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const STRING_TO_SIGN: &str =
    "AWS4-HMAC-SHA256\n20261120T120000Z\n20261120/us-east-1/execute-api/aws4_request\n00";
const MOST_FINDINGS: usize = 5;

fn request() -> ReceivedRequest {
    let mut request = ReceivedRequest {
        target: "/dev/pets".to_owned(),
        ..ReceivedRequest::default()
    };
    request.push_header("host", "abcd123456.execute-api.us-east-1.amazonaws.com");
    request.push_header("x-amz-date", "20261120T120000Z");
    request.push_header("x-amz-security-token", TOKEN);
    request.push_header(
        "authorization",
        &format!(
            "AWS4-HMAC-SHA256 Credential=ASIAIOSFODNN7EXAMPLE/20261120/us-east-1/execute-api/aws4_request, SignedHeaders=host;x-amz-date;x-amz-security-token, Signature={SIGNATURE}"
        ),
    );
    request
}

/// Every refusal has a finding with a title and a step, evidence lies in the body, and no secret of the request is in
/// any text.
pub fn run(data: &[u8]) {
    let Ok(saved) = from_saved_reply(data, HarEntry::FirstFailed) else {
        return;
    };
    let request = request();
    let alone = Diagnosable {
        head: saved.head.as_ref(),
        ..Diagnosable::of_body(&saved.body)
    };
    let whole = Diagnosable {
        request: Some(Requested::Received(&request)),
        signed: Some(SignedText {
            canonical_request: CANONICAL,
            string_to_sign: STRING_TO_SIGN,
        }),
        ..alone
    };
    for input in [alone, whole] {
        let findings = diagnose(&input);
        assert!(findings.len() <= MOST_FINDINGS);
        if saved.head.as_ref().is_some_and(|head| head.status >= 400) {
            assert!(!findings.is_empty());
        }
        for finding in &findings {
            assert!(
                !finding.title.is_empty() && !finding.steps.is_empty(),
                "{finding:?}"
            );
            for evidence in &finding.evidence {
                if let Some(range) = &evidence.range {
                    assert!(
                        saved
                            .body
                            .get(range.clone())
                            .is_some_and(|piece| !piece.is_empty()),
                        "{evidence:?}"
                    );
                }
            }
        }
        if input.request.is_some() {
            let text = serde_json::to_string(&findings).unwrap();
            assert!(!text.contains(SIGNATURE) && !text.contains(TOKEN), "{text}");
        }
    }
    if let Some(head) = &saved.head {
        error_reply(head, &saved.body);
    }
    server_expectation(&saved.body);
}
