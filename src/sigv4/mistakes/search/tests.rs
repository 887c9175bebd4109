use super::super::{KeyMistake, PathSpelling, PayloadMistake, SecretMistake, SignatureText};
use super::*;
use crate::model::SigningTime;
use crate::sigv4::verify::{Verdict, rebuild, verify};
use crate::sigv4::{signature_of, string_to_sign_of};
use crate::text::never;

const SECRET: &str = "kW9mP2xT/7vQ+ZrLbN4cYhJd8sFgU1oEaI6tR3wX";
const AMZ_DATE: &str = "20261120T120000Z";
const SCOPE: &str = "20261120/us-east-1/execute-api/aws4_request";

/// A request with a space in its path, whose signature is that of `canonical`.
fn request_signed_as(canonical: &str) -> ReceivedRequest {
    let time = SigningTime::parse_amz_date(AMZ_DATE).unwrap();
    let string = string_to_sign_of(AMZ_DATE, SCOPE, canonical);
    let signature = signature_of(&Secret::new(SECRET), time, "us-east-1", "execute-api", &string);
    request_with(&signature)
}

fn request_with(signature: &str) -> ReceivedRequest {
    let mut request = ReceivedRequest {
        target: "/dev/a%20b?z=1&a=2".to_owned(),
        ..ReceivedRequest::default()
    };
    request.push_header("Host", "abcd123456.execute-api.us-east-1.amazonaws.com");
    request.push_header("X-Amz-Date", AMZ_DATE);
    request.push_header(
        "Authorization",
        &format!(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/{SCOPE}, SignedHeaders=host;x-amz-date, Signature={signature}"
        ),
    );
    request
}

const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

fn canonical(path: &str, query: &str, payload: &str) -> String {
    format!(
        "GET\n{path}\n{query}\nhost:abcd123456.execute-api.us-east-1.amazonaws.com\nx-amz-date:{AMZ_DATE}\n\n\
         host;x-amz-date\n{payload}"
    )
}

fn search(request: &ReceivedRequest, secret: &str) -> SearchEnd {
    let secret = Secret::new(secret);
    let claim = Claim::of(request).unwrap();
    let mut search = MistakeSearch::new(request, &claim, &secret).unwrap();
    let mut last = SearchProgress::default();
    let end = search.run(&never, &mut |progress| {
        assert!(progress.done >= last.done && progress.total == search_total(last, progress));
        last = progress;
    });
    if end == SearchEnd::NothingFound {
        assert_eq!(last.done, last.total);
    }
    assert!(last.done <= last.total && last.tried <= last.done);
    end
}

fn search_total(last: SearchProgress, now: SearchProgress) -> usize {
    if last.total == 0 { now.total } else { last.total }
}

fn mistakes(end: &SearchEnd) -> Vec<Vec<Mistake>> {
    let SearchEnd::Found(explanations) = end else {
        panic!("{end:?}")
    };
    explanations
        .iter()
        .map(|explanation| explanation.mistakes.iter().map(|found| found.mistake).collect())
        .collect()
}

#[test]
fn the_request_of_these_tests_is_valid_as_it_should_be() {
    let request = request_signed_as(&canonical("/dev/a%2520b", "a=2&z=1", EMPTY));
    let found = verify(
        &request,
        SigningTime::parse_amz_date(AMZ_DATE).unwrap(),
        Some(&Secret::new(SECRET)),
    );
    assert_eq!(found.verdict, Verdict::Valid);
}

#[test]
fn what_a_service_makes_of_the_request_is_what_verify_rebuilds() {
    let request = request_signed_as("");
    let claim = Claim::of(&request).unwrap();
    let secret = Secret::new(SECRET);
    let subject = Subject::new(&request, &claim, &secret).unwrap();
    let rebuilt = rebuild(&request, &claim).unwrap();
    assert_eq!(subject.standard.joined(), rebuilt.canonical_request);
    let mut bench = Bench::new(subject);
    let standard = bench.ingredients(&Recipe::default()).unwrap();
    assert_eq!(standard, bench.standard());
    assert_eq!(bench.string_to_sign(&standard).unwrap(), rebuilt.string_to_sign);
}

#[test]
fn one_mistake_is_found_with_all_that_give_the_same_bytes() {
    let request = request_signed_as(&canonical("/dev/a%20b", "a=2&z=1", EMPTY));
    let found = mistakes(&search(&request, SECRET));
    assert_eq!(found[0], [Mistake::PathSpelling(PathSpelling::Once)]);
    assert!(found.contains(&vec![Mistake::PathSpelling(PathSpelling::AsSent)]));
    assert!(found.iter().all(|mistakes| mistakes.len() == 1));
}

#[test]
fn two_mistakes_are_found_together() {
    let request = request_signed_as(&canonical("/dev/a%20b", "a=2&z=1", "UNSIGNED-PAYLOAD"));
    let found = mistakes(&search(&request, SECRET));
    assert_eq!(
        found[0],
        [
            Mistake::PathSpelling(PathSpelling::Once),
            Mistake::Payload(PayloadMistake::Unsigned)
        ]
    );
}

#[test]
fn a_region_and_a_service_that_nobody_confuses_are_found_together() {
    let canonical = canonical("/dev/a%2520b", "a=2&z=1", EMPTY);
    let time = SigningTime::parse_amz_date(AMZ_DATE).unwrap();
    let string = string_to_sign_of(AMZ_DATE, "20261120/ap-south-2/wickr/aws4_request", &canonical);
    let signature = signature_of(&Secret::new(SECRET), time, "ap-south-2", "wickr", &string);
    let request = request_with(&signature);
    let SearchEnd::Found(found) = search(&request, SECRET) else {
        panic!("nothing found")
    };
    let slugs: Vec<_> = found[0].mistakes.iter().map(|found| found.slug).collect();
    assert_eq!(slugs, ["region-other", "service-other"]);
    assert!(found[0].mistakes[0].sentence.contains("ap-south-2"));
    assert!(found[0].mistakes[1].sentence.contains("wickr"));
}

#[test]
fn a_secret_that_was_not_cleaned_is_found_both_ways() {
    let request = request_signed_as(&canonical("/dev/a%2520b", "a=2&z=1", EMPTY));
    let escaped = SECRET.replace('/', "\\/");
    assert_eq!(
        mistakes(&search(&request, &escaped)),
        [[Mistake::Secret(SecretMistake::SlashesUnescaped)]]
    );
    let found = mistakes(&search(&request, &format!("{SECRET}\n")));
    assert_eq!(found[0], [Mistake::Secret(SecretMistake::Trimmed)]);
}

#[test]
fn a_signature_in_capital_letters_is_seen_and_does_not_count_as_one() {
    let good = request_signed_as(&canonical("/dev/a%2520b", "a=2&z=1", "UNSIGNED-PAYLOAD"));
    let claim = Claim::of(&good).unwrap();
    let request = request_with(&claim.signature.unwrap().to_uppercase());
    let SearchEnd::Found(found) = search(&request, SECRET) else {
        panic!("nothing found")
    };
    let slugs: Vec<_> = found[0].mistakes.iter().map(|found| found.slug).collect();
    assert_eq!(slugs, ["signature-capital-hex", "payload-unsigned"]);
}

#[test]
fn a_right_signature_in_another_form_is_seen_without_a_search() {
    use base64::Engine as _;
    let good = request_signed_as(&canonical("/dev/a%2520b", "a=2&z=1", EMPTY));
    let signature = Claim::of(&good).unwrap().signature.unwrap();
    let bytes = crate::sigv4::proof::unhex(&signature).unwrap();
    let base64 = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes);
    for (text, mistake) in [
        (signature.to_uppercase(), SignatureText::CapitalHex),
        (base64, SignatureText::Base64),
    ] {
        let found = mistakes(&search(&request_with(&text), SECRET));
        assert_eq!(found, [[Mistake::SignatureText(mistake)]]);
    }
}

/// The 2012 form of AWS's query protocols (`SignatureVersion=2`): method, host, path and query, signed with the secret.
#[test]
fn a_signature_of_version_2_is_found() {
    let string = "GET\nabcd123456.execute-api.us-east-1.amazonaws.com\n/dev/a%2520b\na=2&z=1";
    let signature = aws_sigv4::sign::v4::calculate_signature(SECRET.as_bytes(), string.as_bytes());
    let SearchEnd::Found(found) = search(&request_with(&signature), SECRET) else {
        panic!("nothing found")
    };
    assert_eq!(found[0].mistakes[0].slug, "signature-version-2");
}

#[test]
fn a_signature_of_version_4a_is_seen() {
    let canonical = canonical("/dev/a%2520b", "a=2&z=1", EMPTY);
    let string = string_to_sign_of(AMZ_DATE, "20261120/execute-api/aws4_request", &canonical)
        .replace("AWS4-HMAC-SHA256", ALGORITHM_V4A);
    let key = aws_sigv4::sign::v4a::generate_signing_key("AKIDEXAMPLE", SECRET);
    let signature = aws_sigv4::sign::v4a::calculate_signature(key, string.as_bytes());
    let found = mistakes(&search(&request_with(&signature), SECRET));
    assert_eq!(found, [[Mistake::Version(VersionMistake::Version4a)]]);
}

#[test]
fn what_no_mistake_gives_ends_with_nothing() {
    let request = request_with(&"5f".repeat(32));
    assert_eq!(search(&request, SECRET), SearchEnd::NothingFound);
    for signature in ["", "5f", "no-hex"] {
        let request = request_with(signature);
        let claim = Claim::of(&request).unwrap();
        let secret = Secret::new(SECRET);
        let Ok(mut search) = MistakeSearch::new(&request, &claim, &secret) else {
            continue;
        };
        assert_eq!(search.progress().total, 0);
        assert_eq!(search.run(&never, &mut |_| {}), SearchEnd::NothingFound);
    }
}

#[test]
fn a_search_stops_when_it_is_asked_to_and_goes_on_from_there() {
    let request = request_signed_as(&canonical("/dev/a%20b", "z=1&a=2", EMPTY));
    let (claim, secret) = (Claim::of(&request).unwrap(), Secret::new(SECRET));
    let mut search = MistakeSearch::new(&request, &claim, &secret).unwrap();
    assert_eq!(search.run(&|| true, &mut |_| {}), SearchEnd::Stopped);
    assert_eq!(search.progress().done, 0);
    assert_eq!(search.step(10), None);
    assert_eq!(search.progress().done, 10);
    assert!(matches!(search.run(&never, &mut |_| {}), SearchEnd::Found(_)));
}

#[test]
fn the_key_without_its_prefix_is_found_and_no_text_holds_a_secret() {
    let canonical = canonical("/dev/a%2520b", "a=2&z=1", EMPTY);
    let string = string_to_sign_of(AMZ_DATE, SCOPE, &canonical);
    let hmac = |key: &[u8], text: &str| {
        crate::sigv4::proof::unhex(&aws_sigv4::sign::v4::calculate_signature(key, text.as_bytes())).unwrap()
    };
    let parts = ["20261120", "us-east-1", "execute-api", "aws4_request"];
    let key = parts
        .iter()
        .fold(SECRET.as_bytes().to_vec(), |key, part| hmac(&key, part));
    let signature = aws_sigv4::sign::v4::calculate_signature(key, string.as_bytes());
    let end = search(&request_with(&signature), SECRET);
    assert_eq!(mistakes(&end), [[Mistake::Key(KeyMistake::NoPrefix)]]);
    let told = format!("{end:?}");
    assert!(!told.contains(SECRET) && !told.contains(&signature));
}

#[test]
fn a_signature_of_version_4_in_a_request_of_version_4a_is_seen() {
    let canonical = canonical("/dev/a%2520b", "a=2&z=1", EMPTY);
    let time = SigningTime::parse_amz_date(AMZ_DATE).unwrap();
    let string = string_to_sign_of(
        AMZ_DATE,
        "20261120/eu-west-3/execute-api/aws4_request",
        &canonical,
    );
    let signature = signature_of(&Secret::new(SECRET), time, "eu-west-3", "execute-api", &string);
    let mut request = request_with(&signature);
    for (_, value) in request
        .headers
        .iter_mut()
        .filter(|(name, _)| name == "authorization")
    {
        *value = value
            .replace("AWS4-HMAC-SHA256", ALGORITHM_V4A)
            .replace("/us-east-1", "");
    }
    let SearchEnd::Found(found) = search(&request, SECRET) else {
        panic!("nothing found")
    };
    let slugs: Vec<_> = found[0].mistakes.iter().map(|found| found.slug).collect();
    assert_eq!(slugs, ["signature-version-4", "region-other"]);
}

/// A worker takes it along.
#[test]
fn a_search_can_be_sent_to_another_thread() {
    fn is_send<Value: Send>() {}
    is_send::<MistakeSearch<'static>>();
}

const PRESIGNED: &str = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20261120%2Fus-east-1%2Fs3%2F\
                         aws4_request&X-Amz-Date=20261120T120000Z&X-Amz-Expires=60";

/// The slugs found for a presigned GET of an object, whose signature is that of this query and payload; `sent` stands
/// behind both.
fn found_for_presigned(query: &str, payload: &str, sent: &str) -> Vec<&'static str> {
    let canonical = format!("GET\n/k\n{query}\nhost:b.s3.amazonaws.com\n\nhost\n{payload}");
    let time = SigningTime::parse_amz_date(AMZ_DATE).unwrap();
    let string = string_to_sign_of(AMZ_DATE, "20261120/us-east-1/s3/aws4_request", &canonical);
    let signature = signature_of(&Secret::new(SECRET), time, "us-east-1", "s3", &string);
    let mut request = ReceivedRequest {
        target: format!("/k?{PRESIGNED}&X-Amz-Signature={signature}{sent}"),
        ..ReceivedRequest::default()
    };
    request.push_header("Host", "b.s3.amazonaws.com");
    let SearchEnd::Found(found) = search(&request, SECRET) else {
        panic!("nothing found for {query}")
    };
    found[0].mistakes.iter().map(|found| found.slug).collect()
}

#[test]
fn mistakes_of_presigned_urls_are_found() {
    let unsigned = "UNSIGNED-PAYLOAD";
    let host = "&X-Amz-SignedHeaders=host";
    let right = format!("{PRESIGNED}{host}");
    assert_eq!(found_for_presigned(&right, EMPTY, host), ["rules-of-others"]);
    let kept = format!("{PRESIGNED}&X-Amz-Signature={host}");
    assert_eq!(
        found_for_presigned(&kept, unsigned, host),
        ["query-signature-kept"]
    );
    let token = format!("&X-Amz-Security-Token=token{host}");
    assert_eq!(
        found_for_presigned(&right, unsigned, &token),
        ["session-token-not-signed"]
    );
    let unexpiring = right.replace("&X-Amz-Expires=60", "");
    assert_eq!(
        found_for_presigned(&unexpiring, unsigned, host),
        ["query-expires-not-signed"]
    );
    let tracked = format!("{host}&utm=1");
    assert_eq!(
        found_for_presigned(&right, unsigned, &tracked),
        ["query-parameter-not-signed"]
    );
}

/// The session token of AWS `IoT` over `WebSocket` is put in behind the signature.
#[test]
fn a_token_that_iot_takes_unsigned_is_found_when_it_was_signed() {
    let sent = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20261120%2Fus-east-1%2Fiotdevicegateway\
                %2Faws4_request&X-Amz-Date=20261120T120000Z&X-Amz-Security-Token=token&X-Amz-SignedHeaders=host";
    let canonical = format!("GET\n/mqtt\n{sent}\nhost:h.example\n\nhost\n{EMPTY}");
    let scope = "20261120/us-east-1/iotdevicegateway/aws4_request";
    let time = SigningTime::parse_amz_date(AMZ_DATE).unwrap();
    let string = string_to_sign_of(AMZ_DATE, scope, &canonical);
    let signature = signature_of(
        &Secret::new(SECRET),
        time,
        "us-east-1",
        "iotdevicegateway",
        &string,
    );
    let mut request = ReceivedRequest {
        target: format!("/mqtt?{sent}&X-Amz-Signature={signature}"),
        ..ReceivedRequest::default()
    };
    request.push_header("Host", "h.example");
    let SearchEnd::Found(found) = search(&request, SECRET) else {
        panic!("nothing found")
    };
    assert_eq!(found[0].mistakes[0].slug, "session-token-signed");
}

#[test]
fn a_large_request_is_searched_for_single_mistakes_alone() {
    let mut long = request_with(&"5f".repeat(32));
    long.target = format!("/dev/pets?a={}", "b".repeat(70_000));
    let mut many = request_with(&"5f".repeat(32));
    for nth in 0..1_000 {
        many.push_header(&format!("x-{nth}"), "a  b");
    }
    for request in [long, many] {
        let (claim, secret) = (Claim::of(&request).unwrap(), Secret::new(SECRET));
        let mut search = MistakeSearch::new(&request, &claim, &secret).unwrap();
        assert_eq!(search.progress().total, search.singles());
        assert_eq!(search.run(&never, &mut |_| {}), SearchEnd::NothingFound);
    }
}
