//! Every row of the table of refusals, spelled in many ways, and replies of other software that only look like them.
//! Long because the spellings, what they are held against, and the counting stand together.

use std::collections::BTreeMap;

use countersign::model::{Cause, Confidence, Evidence, EvidencePlace, Finding, Mend, RequestPart};
use serde_json::{Value, json};

use crate::support::refusals::{Refusal, SIGNATURE, first, named, positives, refusals};

/// Rows that a tester meets daily.
const DAILY: [u32; 14] = [2, 10, 11, 15, 16, 19, 21, 22, 25, 31, 35, 46, 49, 67];
/// Row 45 says that a header proves nothing: it is in a fixture of row 2.
const WITHOUT_FIXTURE: [u32; 1] = [45];
const LAST_ROW: u32 = 83;
const FEWEST_VARIATIONS: usize = 5;
const FEWEST_NEGATIVES: usize = 80;

/// Kind and value of a mend, as the fixtures write them.
fn mend_words(mend: Option<&Mend>) -> (String, Option<String>) {
    let Some(mend) = mend else {
        return ("-".to_owned(), None);
    };
    let saved = serde_json::to_value(mend).unwrap();
    (
        saved["kind"].as_str().unwrap().to_owned(),
        saved["value"].as_str().map(str::to_owned),
    )
}

#[test]
fn each_row_names_its_cause_part_and_mend() {
    for refusal in positives() {
        let found = first(&refusal);
        let title = &refusal.title;
        let expected = &refusal.expected;
        let part = found.part.as_ref().map_or("-".to_owned(), RequestPart::slug);
        let (kind, value) = mend_words(found.mend.as_ref());
        let got = [
            found.cause.slug(),
            found.confidence.as_str(),
            part.as_str(),
            kind.as_str(),
        ];
        assert_eq!(
            got,
            [&expected[0], &expected[1], &expected[2], &expected[3]],
            "{title}: {found:#?}"
        );
        if let Some(wanted) = expected.get(4).filter(|wanted| *wanted != "-") {
            assert_eq!(value.as_ref(), Some(wanted), "{title}");
        }
        assert!(
            !found.title.is_empty() && !found.meaning.is_empty() && !found.steps.is_empty(),
            "{title}: {found:#?}"
        );
        assert!(!found.evidence.is_empty(), "{title}");
        assert!(
            !found.title.contains(['{', '}']) && !found.meaning.contains(['{', '}']),
            "{title}: {found:#?}"
        );
    }
}

/// One reply has one cause, unless the service names several faults: then its fixture names them too.
#[test]
fn no_further_cause_is_certain_unless_the_reply_names_it() {
    for refusal in positives() {
        let further: Vec<&str> = refusal
            .findings()
            .iter()
            .skip(1)
            .filter(|finding| finding.confidence == Confidence::Certain)
            .map(|finding| finding.cause.slug())
            .collect();
        let named = refusal.expected.get(5..).unwrap_or_default();
        assert_eq!(further, named, "{}", refusal.title);
    }
}

#[test]
fn every_row_has_a_fixture() {
    let titles: Vec<String> = positives().into_iter().map(|refusal| refusal.title).collect();
    let has = |row: u32| {
        titles
            .iter()
            .any(|title| title.starts_with(&format!("row {row}:")))
    };
    let missing: Vec<u32> = (1..=LAST_ROW)
        .filter(|row| !has(*row) && !WITHOUT_FIXTURE.contains(row))
        .collect();
    assert_eq!(missing, Vec::<u32>::new());
    for row in DAILY {
        let count = titles
            .iter()
            .filter(|title| title.starts_with(&format!("row {row}:")))
            .count();
        assert!(count >= 1, "{row}");
    }
}

/// The same reply as other gateways, runtimes and proxies spell it. Nothing that it says is changed.
fn variations(refusal: &Refusal) -> Vec<(&'static str, Refusal)> {
    let with_body = |body: String| Refusal {
        body,
        ..refusal.clone()
    };
    let mut out = Vec::new();
    let mut lower = refusal.clone();
    for (name, _) in &mut lower.head.headers {
        *name = name.to_ascii_lowercase();
    }
    out.push(("header names of HTTP/2", lower));
    let mut proxied = refusal.clone();
    for (name, value) in [
        ("Via", "1.1 proxy.corp.example"),
        ("X-Request-Id", "77"),
        ("Connection", "close"),
    ] {
        proxied.head.headers.push((name.to_owned(), value.to_owned()));
    }
    out.push(("through a proxy", proxied));
    out.push((
        "a mark of byte order and line ends",
        with_body(format!("\u{feff}\r\n{}\r\n", refusal.body)),
    ));
    let mut typed = refusal.clone();
    for (name, value) in &mut typed.head.headers {
        if name.eq_ignore_ascii_case("x-amzn-errortype") && !value.contains(':') {
            value.push_str(":http://internal.amazon.com/coral/com.amazon.coral.service/");
        }
    }
    typed.body = typed
        .body
        .replace("\"__type\":\"com.amazon.coral.service#", "\"__type\":\"");
    out.push(("another spelling of the type", typed));
    if refusal.body.starts_with('{') {
        json_variations(refusal, &with_body, &mut out);
    } else if refusal.body.starts_with('<') && !refusal.body.to_ascii_lowercase().contains("<html") {
        xml_variations(refusal, &with_body, &mut out);
    } else {
        out.push((
            "white space around it",
            with_body(format!("\n\t{}\n\n", refusal.body)),
        ));
    }
    if let Some(end) = told_up_to(refusal) {
        out.push((
            "cut off behind the telling words",
            with_body(refusal.body.get(..end).unwrap().to_owned()),
        ));
    }
    out
}

type Out = Vec<(&'static str, Refusal)>;

fn json_variations(refusal: &Refusal, with_body: &dyn Fn(String) -> Refusal, out: &mut Out) {
    let value: Value = serde_json::from_str(&refusal.body).expect(&refusal.title);
    out.push((
        "indented",
        with_body(serde_json::to_string_pretty(&value).unwrap()),
    ));
    let mut further = value.clone();
    further["zzz"] = json!({"message": "no", "list": [1, {"message": "no"}]});
    further["aaa"] = json!(["no", {"code": "no"}]);
    out.push(("unknown fields", with_body(further.to_string())));
    let escaped = refusal
        .body
        .replace('\'', "\\u0027")
        .replace('/', "\\/")
        .replace('<', "\\u003c");
    out.push(("escapes of other runtimes", with_body(escaped)));
    let swapped = if refusal.body.contains("\"Message\":") {
        refusal.body.replacen("\"Message\":", "\"message\":", 1)
    } else {
        refusal.body.replacen("\"message\":", "\"Message\":", 1)
    };
    out.push(("the other spelling of message", with_body(swapped)));
    let entities = refusal.body.replace('\'', "&#39;");
    out.push(("entities within JSON", with_body(entities)));
}

fn xml_variations(refusal: &Refusal, with_body: &dyn Fn(String) -> Refusal, out: &mut Out) {
    let body = &refusal.body;
    let is_exact = body.contains("<CanonicalRequest>") || body.contains("tring for this request");
    if !is_exact {
        out.push(("indented", with_body(body.replace("><", ">\n    <"))));
        out.push((
            "wide text",
            with_body(
                body.replace("<Message>", "<Message>\n      ")
                    .replace("</Message>", "\n    </Message>"),
            ),
        ));
    }
    if let Some(close) = body.rfind("</") {
        let (front, end) = body.split_at(close);
        let body = format!("{front}<Extra a=\"1\"><Message/>x</Extra>{end}");
        out.push(("unknown elements", with_body(body)));
    }
    out.push(("entities by name", with_body(within_text(body, "&apos;"))));
    out.push(("entities by number", with_body(within_text(body, "&#39;"))));
    let prolog = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- x -->\n{}",
        without_prolog(body)
    );
    out.push(("a comment in front", with_body(prolog)));
}

fn without_prolog(body: &str) -> &str {
    body.split_once("?>").map_or(body, |(_, rest)| rest)
}

/// Apostrophes of text, not of attributes, as an entity.
fn within_text(body: &str, entity: &str) -> String {
    let mut inside = false;
    let mut out = String::new();
    for ch in body.chars() {
        match ch {
            '<' => inside = true,
            '>' => inside = false,
            _ => {}
        }
        if ch == '\'' && !inside {
            out.push_str(entity);
        } else {
            out.push(ch);
        }
    }
    out
}

/// Where the words end that the finding rests on, where no strings to compare follow.
fn told_up_to(refusal: &Refusal) -> Option<usize> {
    let found = first(refusal);
    if matches!(found.cause, Cause::WrongSecretKey | Cause::RequestAltered)
        || !refusal.body.starts_with(['{', '<'])
    {
        return None;
    }
    let in_body = |evidence: &&Evidence| evidence.place == EvidencePlace::Body;
    let end = found.evidence.iter().find(in_body)?.range.clone()?.end;
    // Elements that decide stand behind the message of S3.
    let decides = [
        "<ServerTime>",
        "<Region>",
        "<Endpoint>",
        "<HeadersNotSigned>",
        "<AWSAccessKeyId>ASIA",
        "traceId",
    ];
    let is_whole = !decides
        .iter()
        .any(|element| refusal.body.get(end..).unwrap().contains(element));
    is_whole.then_some(end)
}

#[test]
fn each_row_is_known_in_other_spellings() {
    let mut fewest: BTreeMap<String, usize> = BTreeMap::new();
    let (mut right, mut wrong) = (0, Vec::new());
    for refusal in positives() {
        let variations = variations(&refusal);
        fewest.insert(refusal.title.clone(), variations.len());
        for (what, variation) in &variations {
            let found = variation.findings();
            let cause = found.first().map(|finding| finding.cause.slug());
            if cause == Some(refusal.cause()) {
                right += 1;
            } else {
                wrong.push(format!(
                    "{}, {what}: {cause:?}\n{}",
                    refusal.title, variation.body
                ));
            }
        }
    }
    let short: Vec<_> = fewest
        .iter()
        .filter(|(_, count)| **count < FEWEST_VARIATIONS)
        .collect();
    assert!(short.is_empty(), "{short:?}");
    println!(
        "recall: {right} of {} spellings of {} replies",
        right + wrong.len(),
        fewest.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn nothing_about_aws_is_said_of_other_software() {
    let negatives = refusals("negatives.txt");
    assert!(negatives.len() >= FEWEST_NEGATIVES, "{}", negatives.len());
    let mut wrong = Vec::new();
    let mut said = 0;
    for negative in &negatives {
        let alone = Refusal {
            request: None,
            ..negative.clone()
        };
        for refusal in [negative, &alone] {
            for finding in refusal.findings() {
                said += 1;
                if !finding.cause.is_general() {
                    wrong.push(format!(
                        "{}: {} {:?}",
                        refusal.title,
                        finding.cause.slug(),
                        finding.confidence
                    ));
                }
            }
        }
    }
    let confident = positives()
        .iter()
        .map(first)
        .filter(|finding| finding.confidence < Confidence::Possible)
        .count();
    println!(
        "precision: {} of {} findings on {} replies of other software are about AWS; {confident} confident ones on refusals",
        wrong.len(),
        said,
        negatives.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Everything in a finding that is text.
fn texts(findings: &[Finding]) -> String {
    serde_json::to_string(findings).unwrap()
}

#[test]
fn no_finding_holds_a_secret_a_token_or_a_signature() {
    let token = "IQoJb3JpZ2luX2VjEJr//////////wEaCXVzLWVhc3QtMSJHMEUCIQDEXAMPLEtoken";
    for mut refusal in positives() {
        let replace = |text: &str| {
            text.replace("IQoJb3JpZ2luX2VjEXAMPLE", token)
                .replace("IQoJb3JpZ2lu<", &format!("{token}<"))
        };
        refusal.body = replace(&refusal.body);
        if let Some(request) = &mut refusal.request {
            for (_, value) in &mut request.headers {
                *value = replace(value);
            }
        }
        for (what, variation) in variations(&refusal)
            .into_iter()
            .chain([("as it is", refusal.clone())])
        {
            let text = texts(&variation.findings());
            for secret in [
                SIGNATURE,
                token,
                "eyJhbGciOiJIUzI1NiJ9",
                "IwEBIExample",
                "ABSKQmVk",
                "c2lnbmF0dXJl",
            ] {
                assert!(
                    !text.contains(secret),
                    "{}, {what}: {secret} in {text}",
                    refusal.title
                );
            }
        }
    }
}

/// The strings of a mismatch hold the session token, and the differing line may be its line.
#[test]
fn a_token_that_was_altered_on_the_way_is_not_told() {
    let mut refusal = positives()
        .into_iter()
        .find(|refusal| refusal.title == "row 21: expired credentials at an API")
        .unwrap();
    let rebuilt = refusal.rebuilt().unwrap();
    let theirs = rebuilt
        .canonical_request
        .replace("IQoJb3JpZ2luX2VjEXAMPLE", "IQoJb3JpZ2luX2VjOTHERone");
    assert_ne!(theirs, rebuilt.canonical_request);
    let message = format!(
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access \
         Key and signing method. Consult the service documentation for details.\n\nThe Canonical String for this \
         request should have been\n'{theirs}'\n\nThe String-to-Sign should have been\n'{}'\n",
        rebuilt.string_to_sign
    );
    refusal.body = json!({ "message": message }).to_string();
    let findings = refusal.findings();
    assert_eq!(findings[0].cause, Cause::RequestAltered);
    assert_eq!(
        findings[0].part.as_ref().unwrap().slug(),
        "header:x-amz-security-token"
    );
    let text = texts(&findings);
    assert!(!text.contains("IQoJb3JpZ2lu"), "{text}");
}

#[test]
fn evidence_stands_in_the_body_where_it_says() {
    for refusal in positives() {
        for finding in refusal.findings() {
            for evidence in finding.evidence {
                let Some(range) = evidence.range else { continue };
                let piece = refusal
                    .body
                    .get(range.clone())
                    .unwrap_or_else(|| panic!("{}: {range:?}", refusal.title));
                assert!(!piece.is_empty(), "{}", refusal.title);
                if evidence.place == EvidencePlace::Body && !piece.contains(['\\', '&']) && piece.len() < 100
                {
                    let plain = piece.split_whitespace().collect::<Vec<_>>().join(" ");
                    let short = evidence.text.trim_end_matches('…');
                    assert!(
                        plain.contains(short) || evidence.text.contains('['),
                        "{}: {plain} and {short}",
                        refusal.title
                    );
                }
            }
        }
    }
}

#[test]
fn a_reply_cut_anywhere_is_read_or_left_alone() {
    for refusal in positives() {
        for end in (0..refusal.body.len())
            .filter(|end| refusal.body.is_char_boundary(*end))
            .step_by(13)
        {
            let cut = Refusal {
                body: refusal.body.get(..end).unwrap().to_owned(),
                ..refusal.clone()
            };
            let text = texts(&cut.findings());
            assert!(!text.contains(SIGNATURE), "{}", refusal.title);
        }
    }
}

fn policies(title: &str) -> Vec<Value> {
    let refusal = positives()
        .into_iter()
        .find(|refusal| refusal.title == title)
        .expect(title);
    let hint = first(&refusal).policy.expect(title);
    assert!(hint.remarks.last().unwrap().contains("hint, not a grant"));
    for document in &hint.documents {
        assert!(
            document.json.starts_with("{\n  \"Version\": "),
            "{}",
            document.json
        );
    }
    hint.documents
        .iter()
        .map(|document| serde_json::from_str(&document.json).unwrap())
        .collect()
}

#[test]
fn a_denial_comes_with_the_smallest_policy() {
    let documents = policies("row 25: a user without permission");
    assert_eq!(
        documents[0],
        json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow",
            "Action": "execute-api:Invoke",
            "Resource": "arn:aws:execute-api:us-east-1:*:abcd123456/dev/DELETE/pets/1",
        }]})
    );
    let role = policies("row 67: a role that may not be assumed");
    assert_eq!(
        role[0]["Statement"][0]["Resource"],
        "arn:aws:iam::210987654321:role/deploy"
    );
    assert_eq!(
        role[1]["Statement"][0]["Principal"]["AWS"],
        "arn:aws:iam::123456789012:user/jo"
    );
    let http = policies("row 35: an HTTP API, signed");
    assert_eq!(
        http[0]["Statement"][0]["Resource"],
        "arn:aws:execute-api:us-east-1:*:abcd123456/$default/GET/pets"
    );
    assert_eq!(http.len(), 3);
    let url = policies("row 40: a function URL, signed");
    assert_eq!(
        url[0]["Statement"][0]["Action"],
        json!(["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"])
    );
    let object = policies("row 61: no more words than two");
    assert_eq!(object[0]["Statement"][0]["Resource"], "arn:aws:s3:::bucket/k");
}

#[test]
fn a_named_caller_proves_the_signature_and_nobody_else_does() {
    let says_so = |refusal: &Refusal| {
        refusal.findings().iter().any(|finding| {
            finding
                .ruled_out
                .iter()
                .any(|sentence| sentence.contains("signature was right"))
        })
    };
    for refusal in positives() {
        let names = refusal.body.contains("User: arn:")
            || refusal.body.contains("User [name=arn:")
            || refusal.body.contains("on type");
        assert_eq!(says_so(&refusal), names, "{}", refusal.title);
    }
}

#[test]
fn what_passed_already_is_said_of_the_shared_authenticator_alone() {
    for refusal in positives() {
        for finding in refusal.findings() {
            if finding
                .ruled_out
                .iter()
                .any(|sentence| sentence.starts_with("Likely checked before"))
            {
                let is_s3 = refusal.body.contains("HostId");
                let is_http_api = refusal.head.header("apigw-requestid").is_some();
                assert!(!is_s3 && !is_http_api, "{}", refusal.title);
            }
        }
    }
    let scope = positives()
        .into_iter()
        .find(|refusal| refusal.title.starts_with("row 15: another"))
        .unwrap();
    let said = first(&scope).ruled_out.join(" ");
    assert!(
        said.contains("the signing time") && !said.contains("access key ID"),
        "{said}"
    );
}

/// Without its end a denial does not say whether it is an explicit one.
#[test]
fn a_denial_that_is_cut_off_is_less_sure() {
    let mut refusal = named("row 27: a service control policy");
    let end = refusal.body.find(" with an explicit deny").unwrap();
    refusal.body.truncate(end);
    let found = first(&refusal);
    assert_eq!(
        (found.cause, found.confidence),
        (Cause::NotAuthorized, Confidence::Likely)
    );
}

/// An application behind an HTTP API has the same word for what it refuses itself.
#[test]
fn a_word_that_an_application_may_have_said_is_not_told_as_sure() {
    let mut refusal = named("row 35: an HTTP API, signed");
    refusal
        .head
        .headers
        .push(("x-powered-by".to_owned(), "Express".to_owned()));
    let findings = refusal.findings();
    assert_eq!(findings[0].cause, Cause::Unknown);
    assert_eq!(
        (findings[1].cause, findings[1].confidence),
        (Cause::HttpApiForbidden, Confidence::Possible)
    );
}

#[test]
fn a_refusal_that_is_not_in_the_table_is_named_as_the_service_names_it() {
    let mut refusal = named("row 30: in JSON");
    refusal.body = r#"{"__type":"com.amazon.coral.validate#ValidationException","message":"1 validation error detected"}"#.to_owned();
    let found = first(&refusal);
    assert_eq!(found.title, "I do not know this refusal: ValidationException");
    assert!(
        found
            .evidence
            .iter()
            .any(|evidence| evidence.text == "1 validation error detected")
    );
}

#[test]
fn what_a_reply_can_not_say_has_a_step_that_makes_it_say_so() {
    for (title, step) in [
        (
            "row 61: by HEAD, which carries no reason",
            "Send GET in place of HEAD",
        ),
        ("row 46: by HEAD, which says it in a header alone", "send GET"),
        (
            "row 25: EC2, with an encoded reason",
            "DecodeAuthorizationMessage",
        ),
        (
            "row 25: EC2, with the caller and an encoded reason",
            "DecodeAuthorizationMessage",
        ),
    ] {
        let found = first(&named(title));
        assert!(
            found.steps.iter().any(|given| given.contains(step)),
            "{title}: {:?}",
            found.steps
        );
    }
    let denied = first(&named("row 25: a user without permission"));
    assert!(!denied.steps.concat().contains("Decode"), "{:?}", denied.steps);
}
