use proptest::prelude::*;

use super::super::verify;
use super::*;

const SCOPE: &str = "20261120/us-east-1/execute-api/aws4_request";
const SIGNATURE: &str = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";

fn noon() -> SigningTime {
    SigningTime::parse_amz_date("20261120T120000Z").unwrap()
}

/// A request without a structural fault, by its Authorization header.
fn header_form(authorization: &str) -> ReceivedRequest {
    let mut request = ReceivedRequest::default();
    request.push_header("Host", "abcd123456.execute-api.us-east-1.amazonaws.com");
    request.push_header("X-Amz-Date", "20261120T120000Z");
    request.push_header("Authorization", authorization);
    request
}

/// The same for a bucket.
fn bucket_form(authorization: &str) -> ReceivedRequest {
    let mut request = header_form(authorization);
    request.headers.retain(|(name, _)| name != "host");
    request.push_header("Host", "bucket.s3.us-east-1.amazonaws.com");
    request
}

fn authorization(key_id: &str, scope: &str, signed: &str, signature: &str) -> String {
    format!("AWS4-HMAC-SHA256 Credential={key_id}/{scope}, SignedHeaders={signed}, Signature={signature}")
}

fn good() -> String {
    authorization("AKIAIOSFODNN7EXAMPLE", SCOPE, "host;x-amz-date", SIGNATURE)
}

fn query_form(service: &str, extra: &str) -> ReceivedRequest {
    let mut request = ReceivedRequest {
        target: format!(
            "/a?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20261120%2Fus-east-1%2F{service}%2Faws4_request&X-Amz-Date=20261120T120000Z&X-Amz-SignedHeaders=host&X-Amz-Signature={SIGNATURE}{extra}"
        ),
        ..ReceivedRequest::default()
    };
    request.push_header("host", "h");
    request
}

fn kinds(request: &ReceivedRequest) -> Vec<&'static str> {
    faults(request, noon()).iter().map(Fault::kind).collect()
}

#[test]
fn a_request_without_faults_has_none() {
    assert_eq!(faults(&header_form(&good()), noon()), []);
    assert_eq!(faults(&query_form("s3", "&X-Amz-Expires=60"), noon()), []);
    assert_eq!(faults(&query_form("execute-api", ""), noon()), []);
}

#[test]
fn each_fault_of_the_header_form_is_found() {
    let swap = |from: &str, to: &str| header_form(&good().replace(from, to));
    let cases = [
        (ReceivedRequest::default(), "unsigned-request"),
        (header_form("Bearer abc"), "not-a-sigv4-header"),
        (swap("Signature=", "Sig="), "incomplete-authorization"),
        (swap("HMAC-SHA256", "HMAC-SHA512"), "unsupported-algorithm"),
        (swap("/us-east-1", ""), "malformed-credential"),
        (swap("/us-east-1/", "//"), "malformed-credential"),
        (swap("/aws4_request", "/aws4"), "malformed-credential"),
        (swap("/20261120/", "/2026-11-20/"), "malformed-credential"),
        (swap("/20261120/", "/20261119/"), "scope-date-mismatch"),
        (swap("host;x-amz-date", "x-amz-date"), "host-not-signed"),
        (swap("host;", "content-type;host;"), "missing-header"),
        (swap("host;x-amz-date", "host"), "headers-not-signed"),
        (
            swap("host;x-amz-date", "x-amz-date;host"),
            "malformed-signed-headers",
        ),
        (
            swap("host;x-amz-date", "host;host;x-amz-date"),
            "malformed-signed-headers",
        ),
        (
            swap("host;x-amz-date", "Host;x-amz-date"),
            "malformed-signed-headers",
        ),
        (
            swap("host;x-amz-date", "host;x-amz-date;"),
            "malformed-signed-headers",
        ),
        (swap("5fa00", "5FA00"), "malformed-signature"),
        (swap("5fa00", "5fa0"), "malformed-signature"),
        (swap("AKIAIOSF", "ASIAIOSF"), "session-token-missing"),
        (swap("us-east-1", "eu-west-1"), "wrong-region"),
        (swap("execute-api", "lambda"), "wrong-service"),
    ];
    for (request, kind) in cases {
        assert_eq!(kinds(&request), [kind], "{request:?}");
    }
}

#[test]
fn s3_asks_for_the_hash_of_the_body() {
    let request = bucket_form(&good().replace("execute-api", "s3"));
    assert_eq!(kinds(&request), ["content-sha256-required"]);
}

#[test]
fn version_4a_names_its_regions_elsewhere() {
    let signed = good()
        .replace("HMAC-SHA256", "ECDSA-P256-SHA256")
        .replace("/us-east-1", "")
        .replace("x-amz-date", "x-amz-date;x-amz-region-set");
    let mut request = header_form(&signed);
    assert_eq!(kinds(&request), ["incomplete-authorization", "missing-header"]);
    request.push_header("X-Amz-Region-Set", "*");
    assert_eq!(kinds(&request), [""; 0]);
    let verdict = verify(&request, noon(), Some(&"secret".to_owned().into())).verdict;
    assert_eq!(
        verdict,
        super::super::Verdict::SignatureDiffers { computed: None }
    );
}

#[test]
fn dates_are_read_and_compared_with_the_time_given() {
    let at = |text: &str| {
        let time = SigningTime::parse_amz_date(text).unwrap();
        faults(&header_form(&good()), time)
    };
    assert_eq!(at("20261120T120500Z"), []);
    assert_eq!(at("20261120T115500Z"), []);
    assert_eq!(
        at("20261120T120501Z"),
        [Fault::Expired {
            signed_at: "20261120T120000Z".to_owned(),
            until: "20261120T120500Z".to_owned(),
            now: "20261120T120501Z".to_owned(),
        }]
    );
    assert_eq!(
        at("20261120T115459Z").first().map(Fault::kind),
        Some("not-yet-valid")
    );

    let mut request = header_form(&good());
    request.headers.retain(|(name, _)| name != "x-amz-date");
    assert!(faults(&request, noon()).contains(&Fault::DateMissing));
    request.push_header("X-Amz-Date", "yesterday");
    assert_eq!(kinds(&request), ["malformed-date"]);
}

#[test]
fn each_fault_of_the_query_form_is_found() {
    let cases: [(&str, &str, &[&str]); 8] = [
        ("s3", "", &["presign-expiry-invalid"]),
        ("s3", "&X-Amz-Expires=0", &["presign-expiry-invalid"]),
        ("s3", "&X-Amz-Expires=604801", &["presign-expiry-invalid"]),
        ("s3", "&X-Amz-Expires=-5", &["presign-expiry-invalid"]),
        ("s3", "&X-Amz-Expires=1h", &["presign-expiry-invalid"]),
        ("s3", "&X-Amz-Expires=604800", &[]),
        (
            "execute-api",
            "&X-Amz-Date=20261120T120000Z",
            &["parameter-repeated"],
        ),
        (
            "execute-api",
            "&X-Amz-Security-Token=t",
            &["session-token-unexpected"],
        ),
    ];
    for (service, extra, expected) in cases {
        assert_eq!(kinds(&query_form(service, extra)), expected, "{service} {extra}");
    }
    let mut both = query_form("execute-api", "");
    both.push_header("authorization", &good());
    assert_eq!(kinds(&both), ["two-auth-methods"]);
    let mut unsigned = query_form("execute-api", "");
    unsigned.push_header("x-amz-meta-a", "b");
    assert_eq!(kinds(&unsigned), ["headers-not-signed"]);
}

#[test]
fn a_presigned_url_ends_when_it_says() {
    let request = query_form("s3", "&X-Amz-Expires=60");
    let at = |text: &str| faults(&request, SigningTime::parse_amz_date(text).unwrap());
    assert_eq!(at("20261120T120100Z"), []);
    assert_eq!(at("20261120T120101Z").first().map(Fault::kind), Some("expired"));
    let sts = query_form("sts", "&X-Amz-Expires=60");
    let at = |text: &str| faults(&sts, SigningTime::parse_amz_date(text).unwrap());
    assert_eq!(at("20261120T121500Z"), []);
    assert_eq!(at("20261120T121501Z").first().map(Fault::kind), Some("expired"));
}

#[test]
fn the_hash_of_the_body_is_checked_when_the_body_is_known() {
    let signed = authorization(
        "AKIAIOSFODNN7EXAMPLE",
        "20261120/us-east-1/s3/aws4_request",
        "host;x-amz-content-sha256;x-amz-date",
        SIGNATURE,
    );
    let mut request = bucket_form(&signed);
    request.push_header(
        "x-amz-content-sha256",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    );
    assert_eq!(kinds(&request), [""; 0]);
    request.body = ReceivedBody::Known(b"a".to_vec());
    assert_eq!(kinds(&request), ["content-sha256-mismatch"]);
    request.body = ReceivedBody::Unknown;
    assert_eq!(kinds(&request), [""; 0]);
}

proptest! {
    #[test]
    fn no_request_makes_it_panic(
        target in any::<String>(),
        headers in proptest::collection::vec((any::<String>(), any::<String>()), 0..5),
        authorization in "(AWS4-HMAC-SHA256|AWS4-ECDSA-P256-SHA256)? ?(Credential=[a/0-9]{0,12})?,(SignedHeaders=[a-zH;]{0,9})?,(Signature=[a-f]{0,3})?",
        query in "(X-Amz-(Algorithm|Credential|Date|Expires|SignedHeaders|Signature)=[%0-9A-Za-z/-]{0,20}&){0,6}",
    ) {
        let mut request = ReceivedRequest { target, headers, ..ReceivedRequest::default() };
        verify(&request, noon(), None);
        request.push_header("authorization", &authorization);
        verify(&request, noon(), Some(&"secret".to_owned().into()));
        request.target = format!("/?{query}");
        verify(&request, noon(), Some(&"secret".to_owned().into()));
    }
}
