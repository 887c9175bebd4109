//! The search for the mistake behind a signature, against a small signer of its own that makes mistakes on order.

use countersign::model::{ReceivedBody, ReceivedRequest, Request, Secret, SigningTime, WireRequest};
use countersign::sigv4::mistakes::{Explanation, MistakeSearch, SearchEnd};
use countersign::sigv4::verify::{Claim, Verdict, verify};
use countersign::text::never;
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use sha2::{Digest as _, Sha256};

use crate::signing_properties;
use crate::support::command::{DEMO, run_with};
use crate::support::signed_call::{Call, SignedCall};

const SECRET: &str = "kW9mP2xT/7vQ+ZrLbN4cYhJd8sFgU1oEaI6tR3wX";
const AMZ_DATE: &str = "20261120T120000Z";
const DAY: &str = "20261120";
const REGION: &str = "us-east-1";

/// A mistake of the small signer: the part that it is in, and what the search calls it.
struct Slip {
    part: &'static str,
    slug: &'static str,
    make: fn(&mut Signature),
}

const SLIPS: &[Slip] = &[
    slip("path", "path-encoded-once", |s| {
        s.path = encoded(&decoded(&s.base()), "/");
    }),
    slip("path", "path-encoded-twice", |s| {
        s.path = encoded(s.base().as_bytes(), "/");
    }),
    slip("path", "path-not-encoded", |s| {
        s.path = s.base();
    }),
    slip("path", "path-not-normalised", |s| {
        if s.key_service != "s3" {
            s.path = encoded(s.sent_path.as_bytes(), "/");
        }
    }),
    slip("path", "path-root", |s| {
        s.path = "/".into();
    }),
    slip("query", "query-unsorted", |s| {
        s.query = query(&s.sent_query, strict, |_| {});
    }),
    slip("query", "query-not-encoded", |s| {
        s.query = query(&s.sent_query, str::to_owned, |pairs| pairs.sort());
    }),
    slip("query", "query-plus-for-space", |s| {
        s.query = s.query.replace("%20", "+");
    }),
    slip("query", "query-slashes-kept", |s| {
        s.query = s.query.replace("%2F", "/");
    }),
    slip("query", "query-not-signed", |s| {
        s.query = String::new();
    }),
    slip("headers", "header-names-capitals", |s| {
        let capitals = |name: &str| {
            let words = name.split('-').map(|word| {
                let (first, rest) = word.split_at(word.len().min(1));
                format!("{}{rest}", first.to_uppercase())
            });
            words.collect::<Vec<_>>().join("-")
        };
        for (name, _) in &mut s.lines {
            *name = capitals(name);
        }
        let list: Vec<String> = s.list.split(';').map(capitals).collect();
        s.list = list.join(";");
    }),
    slip("headers", "header-values-not-trimmed", |s| {
        for (_, value) in &mut s.lines {
            value.insert(0, ' ');
        }
    }),
    slip("headers", "headers-unsorted", |s| {
        s.lines.sort_by_key(|(name, _)| name != "host");
        let names: Vec<&str> = s.lines.iter().map(|(name, _)| name.as_str()).collect();
        s.list = names.join(";");
    }),
    slip("host", "host-with-port", |s| {
        for (_, value) in s
            .lines
            .iter_mut()
            .filter(|(name, value)| name == "host" && !value.contains(':'))
        {
            value.push_str(":443");
        }
    }),
    slip("method", "method-case", |s| {
        s.method = s.method.to_ascii_lowercase();
    }),
    slip("method", "method-other", |s| {
        s.method = "PATCH".into();
    }),
    slip("payload", "payload-empty-hash", |s| {
        s.payload = hash(b"");
    }),
    slip("payload", "payload-unsigned", |s| {
        s.payload = "UNSIGNED-PAYLOAD".into();
    }),
    slip("payload", "payload-capital-hex", |s| {
        s.payload = s.payload.to_uppercase();
    }),
    slip("payload", "payload-line-end-added", |s| {
        s.payload = hash(&[&s.body[..], b"\n"].concat());
    }),
    slip("frame", "canonical-no-blank-line", |s| {
        s.blank_line = "";
    }),
    slip("frame", "canonical-crlf", |s| {
        s.line_feed = "\r\n";
    }),
    slip("day", "date-other-day", |s| {
        s.key_day = "20261119".into();
        s.scope_day = "20261119".into();
    }),
    slip("time", "date-other-second", |s| {
        s.time = "20261120T115958Z".into();
    }),
    slip("time", "date-local-time", |s| {
        s.time = "20261120T140000Z".into();
    }),
    slip("region", "region-other", |s| {
        s.key_region = "eu-north-1".into();
        s.scope_region = "eu-north-1".into();
    }),
    slip("service", "service-other", |s| {
        s.key_service = "lambda".into();
        s.scope_service = "lambda".into();
    }),
    slip("secret", "secret-line-end", |s| s.secret.push('\n')),
    slip("secret", "secret-slash-escaped", |s| {
        s.secret = s.secret.replace('/', "\\/");
    }),
    slip("secret", "secret-url-decoded", |s| {
        s.secret = s.secret.replace('+', " ");
    }),
    slip("key", "key-no-prefix", |s| {
        s.prefix = "";
    }),
    slip("string", "string-hashed-twice", |s| {
        s.hashes = 2;
    }),
    slip("string", "string-crlf", |s| {
        s.string_line_feed = "\r\n";
    }),
];

/// What the search tries only by itself.
const ALONE: &[&str] = &["path-root", "date-other-second", "date-local-time"];

const fn slip(part: &'static str, slug: &'static str, make: fn(&mut Signature)) -> Slip {
    Slip { part, slug, make }
}

/// Everything that a signature is made of, right until a slip changes it.
struct Signature {
    sent_path: String,
    sent_query: String,
    body: Vec<u8>,
    method: String,
    path: String,
    query: String,
    lines: Vec<(String, String)>,
    list: String,
    payload: String,
    line_feed: &'static str,
    blank_line: &'static str,
    time: String,
    scope_day: String,
    scope_region: String,
    scope_service: String,
    string_line_feed: &'static str,
    hashes: usize,
    secret: String,
    prefix: &'static str,
    key_day: String,
    key_region: String,
    key_service: String,
}

impl Signature {
    fn right(request: &ReceivedRequest, service: &str) -> Self {
        let (path, sent_query) = request.target.split_once('?').unwrap_or((&request.target, ""));
        let ReceivedBody::Known(body) = &request.body else {
            panic!("a body")
        };
        let mut names: Vec<&str> = request.headers.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let folded = |value: &str| {
            value
                .split([' ', '\t'])
                .filter(|word| !word.is_empty())
                .collect::<Vec<_>>()
                .join(" ")
        };
        let lines = names.iter().map(|name| {
            let values: Vec<String> = request.values(name).map(folded).collect();
            ((*name).to_owned(), values.join(","))
        });
        let mut signature = Self {
            sent_path: path.to_owned(),
            sent_query: sent_query.to_owned(),
            body: body.clone(),
            method: request.method.clone(),
            path: String::new(),
            query: query(sent_query, strict, |pairs| pairs.sort()),
            lines: lines.collect(),
            list: names.join(";"),
            payload: request
                .header("x-amz-content-sha256")
                .map_or_else(|| hash(body), str::to_owned),
            line_feed: "\n",
            blank_line: "\n",
            time: AMZ_DATE.to_owned(),
            scope_day: DAY.to_owned(),
            scope_region: REGION.to_owned(),
            scope_service: service.to_owned(),
            string_line_feed: "\n",
            hashes: 1,
            secret: SECRET.to_owned(),
            prefix: "AWS4",
            key_day: DAY.to_owned(),
            key_region: REGION.to_owned(),
            key_service: service.to_owned(),
        };
        signature.path = if service == "s3" {
            encoded(&decoded(path), "/")
        } else {
            encoded(signature.normalised().as_bytes(), "/")
        };
        signature
    }

    /// The path as the service wants it before it is encoded.
    fn base(&self) -> String {
        if self.key_service == "s3" {
            self.sent_path.clone()
        } else {
            self.normalised()
        }
    }

    /// The path sent without empty and dot segments, as all services but S3 want it.
    fn normalised(&self) -> String {
        let mut kept: Vec<&str> = Vec::new();
        let mut open = true;
        for segment in self.sent_path.split('/') {
            open = matches!(segment, "" | "." | "..");
            match segment {
                "" | "." => {}
                ".." => {
                    kept.pop();
                }
                _ => kept.push(segment),
            }
        }
        let end = if open && !kept.is_empty() { "/" } else { "" };
        format!("/{}{end}", kept.join("/"))
    }

    fn hex(&self) -> String {
        let lines: Vec<String> = self
            .lines
            .iter()
            .map(|(name, value)| format!("{name}:{value}\n"))
            .collect();
        let canonical = format!(
            "{}\n{}\n{}\n{}{}{}\n{}",
            self.method,
            self.path,
            self.query,
            lines.concat(),
            self.blank_line,
            self.list,
            self.payload
        )
        .replace('\n', self.line_feed);
        let hashed = (0..self.hashes).fold(canonical, |text, _| hash(text.as_bytes()));
        let scope = format!(
            "{}/{}/{}/aws4_request",
            self.scope_day, self.scope_region, self.scope_service
        );
        let string = ["AWS4-HMAC-SHA256", &self.time, &scope, &hashed].join(self.string_line_feed);
        let key = [&self.key_day, &self.key_region, &self.key_service, "aws4_request"]
            .iter()
            .fold(
                format!("{}{}", self.prefix, self.secret).into_bytes(),
                |key, text| hmac(&key, text.as_bytes()),
            );
        hex(&hmac(&key, string.as_bytes()))
    }
}

/// RFC 2104.
fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let short = if key.len() > 64 {
        Sha256::digest(key).to_vec()
    } else {
        key.to_vec()
    };
    let pad = |with: u8| -> Vec<u8> {
        let long = short.iter().copied().chain(std::iter::repeat(0)).take(64);
        long.map(|byte| byte ^ with).collect()
    };
    let inner = Sha256::digest([pad(0x36), text.to_vec()].concat());
    Sha256::digest([pad(0x5C), inner.to_vec()].concat()).to_vec()
}

fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.concat()
}

fn encoded(bytes: &[u8], kept: &str) -> String {
    let keeps =
        |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || kept.as_bytes().contains(&byte);
    bytes
        .iter()
        .map(|&byte| {
            if keeps(byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

fn decoded(text: &str) -> Vec<u8> {
    percent_encoding::percent_decode_str(text).collect()
}

fn strict(text: &str) -> String {
    encoded(&decoded(&text.replace('+', " ")), "")
}

fn query(sent: &str, spell: fn(&str) -> String, order: fn(&mut Vec<(String, String)>)) -> String {
    let pieces = sent.split('&').filter(|piece| !piece.is_empty());
    let mut pairs: Vec<(String, String)> = pieces
        .map(|piece| {
            let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
            (spell(name), spell(value))
        })
        .collect();
    order(&mut pairs);
    let pieces: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    pieces.join("&")
}

/// Random requests with every header signed, and their service: the same in every run.
fn requests(count: usize) -> Vec<(ReceivedRequest, &'static str)> {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = signing_properties::request();
    let mut found = Vec::new();
    while found.len() < count {
        let request = strategy.new_tree(&mut runner).unwrap().current();
        if let Some(wire) = signing_properties::unsigned(&request) {
            found.push(received(&request, &wire));
        }
    }
    found
}

fn received(request: &Request, wire: &WireRequest) -> (ReceivedRequest, &'static str) {
    const SIGNED: [&str; 5] = ["host", "content-type", "accept", "date", "range"];
    let service = if request.http.url.contains(".s3.") {
        "s3"
    } else {
        "execute-api"
    };
    let body = request.http.body.text.to_string().into_bytes();
    let mut received = ReceivedRequest {
        method: wire.method.as_str().to_owned(),
        target: wire.target.as_str().to_owned(),
        headers: Vec::new(),
        body: ReceivedBody::Known(body.clone()),
    };
    for line in &wire.headers {
        let name = line.name.as_str();
        if SIGNED.contains(&name) || name.starts_with("x-amz-meta") {
            received.push_header(name, line.value.as_str());
        }
    }
    received.push_header("X-Amz-Date", AMZ_DATE);
    if service == "s3" {
        received.push_header("X-Amz-Content-Sha256", &hash(&body));
    }
    (received, service)
}

/// The request with the signature of the small signer after these slips.
fn signed(request: &ReceivedRequest, service: &str, slips: &[&Slip]) -> ReceivedRequest {
    let mut signature = Signature::right(request, service);
    let list = signature.list.clone();
    for slip in slips {
        (slip.make)(&mut signature);
    }
    let mut signed = request.clone();
    signed.push_header(
        "Authorization",
        &format!(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/{DAY}/{REGION}/{service}/aws4_request, SignedHeaders={list}, \
             Signature={}",
            signature.hex()
        ),
    );
    signed
}

fn is_valid(request: &ReceivedRequest) -> bool {
    let now = SigningTime::parse_amz_date(AMZ_DATE).unwrap();
    verify(request, now, Some(&Secret::new(SECRET))).verdict == Verdict::Valid
}

fn explanations(request: &ReceivedRequest) -> Vec<Explanation> {
    let secret = Secret::new(SECRET);
    let claim = Claim::of(request).unwrap();
    let mut search = MistakeSearch::new(request, &claim, &secret).unwrap();
    match search.run(&never, &mut |_| {}) {
        SearchEnd::Found(explanations) => explanations,
        end => panic!("{end:?} for {request:?}"),
    }
}

fn slugs(explanation: &Explanation) -> Vec<&'static str> {
    let mut slugs: Vec<_> = explanation.mistakes.iter().map(|mistake| mistake.slug).collect();
    slugs.sort_unstable();
    slugs
}

/// A search does not name all when so many give the same bytes.
const MANY_EXPLANATIONS: usize = 8;

/// The slips are named, or fewer mistakes that give the same bytes.
fn assert_named(request: &ReceivedRequest, slips: &[&Slip]) {
    let found = explanations(request);
    let mut wanted: Vec<_> = slips.iter().map(|slip| slip.slug).collect();
    wanted.sort_unstable();
    let fewest = found[0].mistakes.len();
    let named = found.iter().any(|explanation| slugs(explanation) == wanted);
    assert!(
        named || fewest < slips.len() || found.len() >= MANY_EXPLANATIONS,
        "{wanted:?} made, {:?} found for {request:?}",
        found.iter().map(slugs).collect::<Vec<_>>()
    );
}

#[test]
fn the_small_signer_signs_as_the_standard_says() {
    for (request, service) in requests(300) {
        let signed = signed(&request, service, &[]);
        assert!(is_valid(&signed), "{signed:?}");
    }
}

#[test]
fn every_slip_is_named() {
    let mut made = vec![0; SLIPS.len()];
    for (request, service) in requests(300) {
        let spoilt = |at: &usize| {
            let signed = signed(&request, service, &[&SLIPS[*at]]);
            (!is_valid(&signed)).then_some((*at, signed))
        };
        // The slip that was made least and changes something here.
        let mut order: Vec<usize> = (0..SLIPS.len()).collect();
        order.sort_by_key(|at| made[*at]);
        let (at, signed) = order.iter().find_map(spoilt).unwrap();
        made[at] += 1;
        assert_named(&signed, &[&SLIPS[at]]);
    }
    assert!(made.iter().all(|count| *count > 0), "{made:?}");
}

#[test]
fn two_slips_are_named_together() {
    let paired: Vec<&Slip> = SLIPS.iter().filter(|slip| !ALONE.contains(&slip.slug)).collect();
    let mut made = 0;
    for (nth, (request, service)) in requests(60).into_iter().enumerate() {
        let first = paired[nth % paired.len()];
        let second = paired[(nth * 7 + 3) % paired.len()];
        if first.part == second.part {
            continue;
        }
        let signed = signed(&request, service, &[first, second]);
        if !is_valid(&signed) {
            made += 1;
            assert_named(&signed, &[first, second]);
        }
    }
    assert!(made > 40, "{made}");
}

#[test]
fn verify_names_the_mistake_and_its_cure() {
    let call = Call {
        method: "POST",
        target: "/dev/pets?z=1&a=2",
        body: r#"{"name": "b"}"#,
        headers: vec![
            ("content-type".to_owned(), "application/json".to_owned()),
            ("user-agent".to_owned(), "PostmanRuntime/7.36.0".to_owned()),
        ],
        ..Call::default()
    };
    // The body was minified before it was signed.
    let mut signed = Call {
        body: r#"{"name":"b"}"#,
        headers: call.headers[..1].to_vec(),
        ..call.clone()
    }
    .sign();
    signed.body = call.body.to_owned();
    let signed = signed.with("user-agent", "PostmanRuntime/7.36.0");
    let result = verified(&signed, &[]).json();
    assert_eq!(result["verdict"], "signature_differs");
    let mistakes = result["mistakes"].as_array().unwrap();
    assert_eq!(mistakes.len(), 1, "{result}");
    assert_eq!(mistakes[0]["slug"], "payload-json-minified");
    assert!(mistakes[0]["cure"].as_str().unwrap().contains("In Postman"));
    let ran = verified_for_people(&signed);
    for line in [
        "\nThis mistake gives exactly this signature:\n",
        "\nMistake: The JSON body was hashed without white space and sent with it\n",
    ] {
        assert!(ran.out.contains(line), "{}", ran.out);
    }
}

/// `json.dumps` signed, and the same object sent by `requests` with `json=`, which writes no blanks.
#[test]
fn a_body_that_python_wrote_with_blanks_and_sent_without_is_named() {
    let mut signed = Call {
        method: "POST",
        body: r#"{"name": "b", "tags": [1, 2]}"#,
        ..Call::default()
    }
    .sign();
    signed.body = r#"{"name":"b","tags":[1,2]}"#.to_owned();
    let result = verified(&signed, &[]).json();
    assert_eq!(result["mistakes"][0]["slug"], "payload-json-spaced", "{result}");
}

#[test]
fn verify_says_when_no_mistake_gives_the_signature_and_when_none_was_looked_for() {
    let mut changed = Call::default().sign();
    changed.target = "/dev/cats".to_owned();
    let result = verified(&changed, &[]).json();
    assert_eq!(result["mistakes"].as_array().unwrap().len(), 0, "{result}");
    assert!(result["mistakes_tried"].as_u64().unwrap() > 10_000);
    assert!(
        verified_for_people(&changed)
            .out
            .contains("No usual mistake gives this signature, and no two of them together; ")
    );
    let good = verified(&Call::default().sign(), &[]).json();
    assert!(
        good["mistakes"].is_null() && good["mistakes_tried"].is_null(),
        "{good}"
    );
}

fn verified(call: &SignedCall, arguments: &[&str]) -> crate::support::command::Ran {
    let raw = String::from_utf8(call.bytes()).unwrap();
    let command = ["verify", "--raw", "-", "--time", AMZ_DATE, "--json"];
    run_with(&DEMO, &raw, &[&command[..], arguments].concat())
}

fn verified_for_people(call: &SignedCall) -> crate::support::command::Ran {
    let raw = String::from_utf8(call.bytes()).unwrap();
    run_with(&DEMO, &raw, &["verify", "--raw", "-", "--time", AMZ_DATE])
}
