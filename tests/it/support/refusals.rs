//! The replies in `tests/fixtures/refusals`, and the requests that they answer.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use countersign::diagnosis::{Diagnosable, Requested, SignedText, diagnose};
use countersign::model::{Finding, ReceivedBody, ReceivedRequest, ResponseHead};
use countersign::sigv4::verify::{Claim, Rebuilt, rebuild};

/// In every signed request of the fixtures; no finding may hold it.
pub const SIGNATURE: &str = "fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024";
const DATE: &str = "20261120T120000Z";

/// One reply with what must be said of it.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub title: String,
    /// Cause, confidence, part, mend, value of the mend.
    pub expected: Vec<String>,
    pub request: Option<ReceivedRequest>,
    pub head: ResponseHead,
    pub body: String,
}

impl Refusal {
    pub fn cause(&self) -> &str {
        &self.expected[0]
    }

    /// The canonical request and string to sign of its request, when that is signed.
    pub fn rebuilt(&self) -> Option<Rebuilt> {
        let request = self.request.as_ref()?;
        rebuild(request, &Claim::of(request).ok()?).ok()
    }

    pub fn findings(&self) -> Vec<Finding> {
        let rebuilt = self.rebuilt();
        let input = Diagnosable {
            request: self.request.as_ref().map(Requested::Received),
            signed: rebuilt.as_ref().map(|rebuilt| SignedText {
                canonical_request: &rebuilt.canonical_request,
                string_to_sign: &rebuilt.string_to_sign,
            }),
            ..Diagnosable::of_reply(&self.head, self.body.as_bytes())
        };
        diagnose(&input)
    }

    /// The reply as curl prints it with its head.
    pub fn raw(&self) -> String {
        let lines = self
            .head
            .headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}\r\n"));
        format!(
            "HTTP/1.1 {} \r\n{}\r\n{}",
            self.head.status,
            lines.collect::<String>(),
            self.body
        )
    }
}

/// All that stand in one file.
pub fn refusals(file: &str) -> Vec<Refusal> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/refusals")
        .join(file);
    let text = fs::read_to_string(path).unwrap();
    text.split("#### ").skip(1).map(read).collect()
}

/// All but the negatives.
pub fn positives() -> Vec<Refusal> {
    [
        "shared.txt",
        "credentials.txt",
        "gateway.txt",
        "s3.txt",
        "others.txt",
    ]
    .into_iter()
    .flat_map(refusals)
    .collect()
}

fn read(text: &str) -> Refusal {
    let mut lines = text.lines();
    let title = lines.next().unwrap().to_owned();
    let mut rest: Vec<&str> = lines.collect();
    let expected = rest.remove(0).strip_prefix("= ").expect(&title);
    let mut request = None;
    let mut head = ResponseHead {
        status: 0,
        reason: String::new(),
        headers: Vec::new(),
    };
    let mut at = 0;
    for line in &rest {
        if let Some(line) = line.strip_prefix("> ") {
            read_request(line, &mut request);
        } else if let Some(line) = line.strip_prefix("< ") {
            match line.split_once(": ") {
                Some((name, value)) => head.headers.push((name.to_owned(), value.to_owned())),
                None => head.status = line.parse().expect(&title),
            }
        } else {
            break;
        }
        at += 1;
    }
    assert!(head.status > 0, "{title} has no status");
    let mut refusal = Refusal {
        expected: expected.split(' ').map(str::to_owned).collect(),
        request,
        head,
        body: rest[at..].join("\n"),
        title,
    };
    refusal.body = with_strings(&refusal);
    refusal
}

fn read_request(line: &str, request: &mut Option<ReceivedRequest>) {
    let Some(request) = request else {
        let (method, url) = line.split_once(' ').unwrap();
        let rest = url.split_once("://").unwrap().1;
        let (host, target) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
        let mut made = ReceivedRequest {
            method: method.to_owned(),
            target: target.to_owned(),
            ..ReceivedRequest::default()
        };
        made.push_header("host", host);
        *request = Some(made);
        return;
    };
    let words: Vec<&str> = line.split(' ').collect();
    match words.as_slice() {
        ["sign", key, region, service, further @ ..] => {
            request.push_header("x-amz-date", DATE);
            let mut names = vec!["host", "x-amz-date"];
            names.extend(further);
            names.sort_unstable();
            let names = names.join(";");
            request.push_header(
                "authorization",
                &format!(
                    "AWS4-HMAC-SHA256 Credential={key}/20261120/{region}/{service}/aws4_request, SignedHeaders={names}, Signature={SIGNATURE}"
                ),
            );
        }
        ["presign", key, region, service] => {
            let mark = if request.target.contains('?') { '&' } else { '?' };
            write!(
                request.target,
                "{mark}X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={key}%2F20261120%2F{region}%2F{service}%2Faws4_request&X-Amz-Date={DATE}&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature={SIGNATURE}"
            )
            .unwrap();
        }
        ["body:", ..] => request.body = ReceivedBody::Known(line.replacen("body: ", "", 1).into_bytes()),
        _ => {
            let (name, value) = line.split_once(": ").expect(line);
            request.push_header(name, value);
        }
    }
}

/// The body with the strings of the request in place of their marks.
fn with_strings(refusal: &Refusal) -> String {
    let body = refusal.body.clone();
    let Some(rebuilt) = refusal
        .rebuilt()
        .filter(|_| body.contains("{canonical") || body.contains("{string}"))
    else {
        return body;
    };
    let is_xml = body.starts_with('<');
    let escaped = |text: &str| {
        if is_xml {
            text.replace('&', "&amp;").replace('<', "&lt;")
        } else {
            let json = serde_json::to_string(text).unwrap();
            json.trim_start_matches('"').strip_suffix('"').unwrap().to_owned()
        }
    };
    let canonical = &rebuilt.canonical_request;
    let hex: Vec<String> = canonical.bytes().map(|byte| format!("{byte:02x}")).collect();
    let mut body = body
        .replace("{canonical}", &escaped(canonical))
        .replace("{string}", &escaped(&rebuilt.string_to_sign))
        .replace("{hex}", &hex.join(" "));
    if let Some((front, rest)) = body.split_once("{canonical|") {
        let (words, end) = rest.split_once('}').unwrap();
        let (from, to) = words.split_once('|').unwrap();
        assert!(
            canonical.contains(from),
            "{}: {from} is not in {canonical}",
            refusal.title
        );
        body = format!("{front}{}{end}", escaped(&canonical.replacen(from, to, 1)));
    }
    body
}

/// What is said first of a reply.
pub fn first(refusal: &Refusal) -> Finding {
    let findings = refusal.findings();
    findings
        .into_iter()
        .next()
        .unwrap_or_else(|| panic!("{}: nothing is said", refusal.title))
}

/// The reply of this title.
pub fn named(title: &str) -> Refusal {
    positives()
        .into_iter()
        .find(|refusal| refusal.title == title)
        .expect(title)
}
