//! A signature that does not match: what the service computed beside what was signed.
//!
//! Equal texts mean another key; a differing line names the part of the request, and what usually changes that part.

mod why;

use super::expectation::{ServerExpectation, expectation_in, server_expectation};
use super::rule::{Hit, piece};
use super::scene::Scene;
use crate::model::{Cause, Confidence, Evidence, EvidencePlace, Finding, Mend, RequestPart};
use crate::sigv4::verify::rebuild;
use crate::sigv4::{ComparedLine, Comparison, compare};
use why::why;

/// In the menu, for requests of other signers.
const VERIFY: &str = "Check its signature with the secret access key: Verify a request signed elsewhere";

/// Both texts of one side.
struct Texts {
    canonical_request: String,
    string_to_sign: Option<String>,
}

/// Where the text of this side is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Provenance {
    /// It is what was signed here.
    Reported,
    /// It was made of the request as sent, which is not what a faulty signer signed.
    Rebuilt,
}

impl Provenance {
    fn of(scene: &Scene<'_>) -> Self {
        if scene.signed.is_some() {
            Self::Reported
        } else {
            Self::Rebuilt
        }
    }

    /// A text that was made from the request proves nothing about its signer.
    fn confidence(self) -> Confidence {
        match self {
            Self::Reported => Confidence::Certain,
            Self::Rebuilt => Confidence::Likely,
        }
    }

    /// What was done with the request.
    fn done(self) -> &'static str {
        match self {
            Self::Reported => "signed",
            Self::Rebuilt => "sent",
        }
    }
}

/// What the comparison of both texts says; nothing when there are none to compare.
pub(super) fn compared(scene: &Scene<'_>, hit: &Hit) -> Option<Finding> {
    let (theirs, ours) = (theirs(scene)?, ours(scene)?);
    let comparison = compare(&ours.canonical_request, &theirs.canonical_request);
    let provenance = Provenance::of(scene);
    Some(match comparison.first_difference {
        Some(first) => altered(scene, hit, &comparison, first),
        None => same_request(provenance, hit, &ours, &theirs),
    })
}

/// What the service computed: of a whole reply, of the message of a wrapped one, or of S3's elements in one that is cut.
fn theirs(scene: &Scene<'_>) -> Option<Texts> {
    let element = |name: &str| Some(scene.reply.element(name)?.value.clone());
    let of_message = || expectation_in(&scene.reply.message.as_ref()?.value);
    let exact = element("canonicalrequestbytes").and_then(|hex| spaced_hex(&hex));
    let of_elements = || {
        Some(ServerExpectation {
            canonical_request: element("canonicalrequest")?,
            string_to_sign: element("stringtosign"),
        })
    };
    let found = of_elements()
        .or_else(of_message)
        .or_else(|| server_expectation(scene.body))?;
    let is_cut = found.canonical_request.split('\n').count() < 6;
    (!is_cut).then_some(Texts {
        canonical_request: exact.unwrap_or_else(|| with_line_feeds(&found.canonical_request)),
        string_to_sign: found.string_to_sign.as_deref().map(with_line_feeds),
    })
}

/// Ends of lines as both sides write them: a reply that was saved or pasted on Windows has others, and a canonical
/// request holds no carriage return. XML is read so as well (XML 1.0, 2.11).
fn with_line_feeds(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// `47 45 54 0a`: the bytes that S3 hashed, which no white space can be lost from.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>
fn spaced_hex(hex: &str) -> Option<String> {
    let bytes = hex
        .split_whitespace()
        .map(|byte| u8::from_str_radix(byte, 16).ok());
    String::from_utf8(bytes.collect::<Option<Vec<u8>>>()?)
        .ok()
        .filter(|text| !text.is_empty())
}

/// What was signed: as reported, or rebuilt from a request that somebody else signed.
fn ours(scene: &Scene<'_>) -> Option<Texts> {
    if let Some(signed) = scene.signed {
        return Some(Texts {
            canonical_request: signed.canonical_request.to_owned(),
            string_to_sign: Some(signed.string_to_sign.to_owned()),
        });
    }
    let asked = scene.asked.as_ref()?;
    let rebuilt = rebuild(&asked.request, asked.claim.as_ref()?).ok()?;
    Some(Texts {
        canonical_request: rebuilt.canonical_request,
        string_to_sign: Some(rebuilt.string_to_sign),
    })
}

/// The canonical requests are equal; the strings to sign may differ in time or scope.
fn same_request(provenance: Provenance, hit: &Hit, ours: &Texts, theirs: &Texts) -> Finding {
    let pair = ours
        .string_to_sign
        .as_deref()
        .zip(theirs.string_to_sign.as_deref());
    let differing = pair.and_then(|(ours, theirs)| {
        let lines = compare(ours, theirs);
        lines.first_difference.and_then(|at| lines.lines.get(at).cloned())
    });
    if let Some(line) = differing {
        let time = line
            .ours
            .as_deref()
            .is_some_and(|text| text.ends_with('Z') && text.len() == 16);
        return Finding {
            title: format!(
                "The service signed another date, region or service than was {} here",
                provenance.done()
            ),
            confidence: provenance.confidence(),
            meaning: "The canonical requests are equal and the strings to sign are not. Something on the way changed \
                      the date or the credential, or the two are of different sends."
                .to_owned(),
            steps: vec!["Send again, and compare the signature as sent".to_owned()],
            part: Some(if time { RequestPart::Time } else { RequestPart::Authorization }),
            ..altered_base(hit, vec![lines_evidence(provenance, &line)])
        };
    }
    if provenance == Provenance::Rebuilt {
        return arrived_as_sent(hit);
    }
    let (confidence, ruled_out) = match pair {
        Some(_) => (
            Confidence::Certain,
            vec![
                "Method, path, query, signed headers and body arrived as they were signed".to_owned(),
                "Date, region and service are in the compared text, so they are not the cause".to_owned(),
            ],
        ),
        None => (
            Confidence::Likely,
            vec!["Method, path, query, signed headers and body arrived as they were signed".to_owned()],
        ),
    };
    Finding {
        cause: Cause::WrongSecretKey,
        confidence,
        title: "The secret access key does not belong to this access key ID".to_owned(),
        evidence: hit
            .evidence
            .iter()
            .cloned()
            .chain([Evidence::at(
                EvidencePlace::Request,
                "The service computed the canonical request that was signed here",
            )])
            .collect(),
        meaning: "Both sides signed the same text and got different signatures, so they used different keys: the \
                  secret is cut off or has a character too many, belongs to another key ID or another session, or was \
                  replaced. Rarely the signature itself was changed on its way."
            .to_owned(),
        ruled_out,
        steps: vec![
            "Copy access key ID and secret access key again, both from one place".to_owned(),
            "With temporary credentials take key ID, secret and session token of the same session".to_owned(),
            "Make a new access key when the secret is lost: it is shown only once".to_owned(),
        ],
        mend: Some(Mend::AskSecretKey),
        policy: None,
        part: Some(RequestPart::SecretAccessKey),
    }
}

/// The service computed what the request says; what its signer signed is not known.
fn arrived_as_sent(hit: &Hit) -> Finding {
    let mut evidence = hit.evidence.clone();
    evidence.push(Evidence::at(
        EvidencePlace::Request,
        "The service computed the canonical request that this request has by AWS's rules",
    ));
    Finding {
        cause: Cause::SignatureMismatch,
        confidence: Confidence::Likely,
        title: "The request arrived as it was sent: the secret is wrong, or the signer signed another text".to_owned(),
        evidence,
        meaning: "Method, path, query, signed headers and body are those that the service saw. The request was signed \
                  elsewhere, so that what its signer put under the signature is not known: it may have encoded the \
                  path otherwise, sorted the query otherwise, or used a secret that does not belong to this access key \
                  ID."
            .to_owned(),
        ruled_out: vec!["Nothing on the way changed what the signature covers".to_owned()],
        steps: vec![
            VERIFY.to_owned(),
            "When the secret is wrong, copy access key ID and secret access key again, both from one place".to_owned(),
            "When it is right, compare the signer's canonical request with the service's".to_owned(),
        ],
        mend: None,
        policy: None,
        part: None,
    }
}

fn altered_base(hit: &Hit, mut evidence: Vec<Evidence>) -> Finding {
    evidence.extend(hit.evidence.iter().cloned());
    Finding {
        cause: Cause::RequestAltered,
        confidence: Confidence::Certain,
        title: String::new(),
        evidence,
        meaning: String::new(),
        ruled_out: Vec::new(),
        steps: Vec::new(),
        mend: None,
        policy: None,
        part: None,
    }
}

fn lines_evidence(provenance: Provenance, line: &ComparedLine) -> Evidence {
    let quoted = |side: &Option<String>| match side {
        Some(text) if text.is_empty() => "an empty line".to_owned(),
        Some(text) => piece(text),
        None => "no such line".to_owned(),
    };
    Evidence::at(
        EvidencePlace::Request,
        format!(
            "{}: {} · arrived: {}",
            provenance.done(),
            quoted(&line.ours),
            quoted(&line.theirs)
        ),
    )
}

/// The part of a request that a line of a compared canonical request is.
pub(super) fn part_of_line(comparison: &Comparison, at: usize) -> RequestPart {
    let Some(line) = comparison.lines.get(at) else {
        return RequestPart::Authorization;
    };
    let lines = comparison.lines.len();
    let is_header = |text: &&str| text.contains(':') && at > 2 && at + 2 < lines;
    let sides = [line.ours.as_deref(), line.theirs.as_deref()];
    if let Some(text) = sides.into_iter().flatten().find(is_header) {
        let name = text.split(':').next().unwrap_or_default();
        return RequestPart::Header(piece(name));
    }
    match at {
        0 => RequestPart::Method,
        1 => RequestPart::Path,
        2 => RequestPart::Query,
        _ if at + 1 == lines => RequestPart::PayloadHash,
        _ => RequestPart::SignedHeaders,
    }
}

fn altered(scene: &Scene<'_>, hit: &Hit, comparison: &Comparison, first: usize) -> Finding {
    let provenance = Provenance::of(scene);
    let part = part_of_line(comparison, first);
    let line = comparison.lines.get(first).cloned().unwrap_or(ComparedLine {
        ours: None,
        theirs: None,
    });
    let why = why(scene, &part, line.ours.as_deref(), line.theirs.as_deref());
    let others = comparison
        .lines
        .iter()
        .enumerate()
        .skip(first + 1)
        .filter(|(_, line)| line.ours != line.theirs)
        .map(|(at, _)| part_of_line(comparison, at).words());
    let mut others: Vec<String> = others.collect();
    others.dedup();
    others.truncate(4);
    let (mut meaning, last_step) = match provenance {
        Provenance::Reported => (
            why.sentence,
            "Compare the two texts line by line in the signature pane",
        ),
        Provenance::Rebuilt => (
            format!(
                "{}. Or the reply is of another request, or the copy of this one is not what was sent",
                why.sentence
            ),
            VERIFY,
        ),
    };
    if !others.is_empty() {
        meaning = format!("{meaning}. Also different: {}", others.join(", "));
    }
    let words = part.words();
    let range = line.theirs.as_deref().and_then(|theirs| {
        let message = scene.reply.message.as_ref()?;
        let at = message.value.find(theirs).filter(|_| theirs.len() > 3)?;
        message.in_body(&(at..at + theirs.len()))
    });
    Finding {
        confidence: provenance.confidence(),
        title: format!(
            "{} arrived otherwise than it was {}",
            capitalised(&words),
            provenance.done()
        ),
        meaning,
        steps: vec![why.step, last_step.to_owned()],
        mend: why.mend,
        part: Some(part),
        ruled_out: vec![
            "The secret access key can not be judged before both sides sign the same text".to_owned(),
        ],
        ..altered_base(
            hit,
            vec![Evidence {
                range,
                ..lines_evidence(provenance, &line)
            }],
        )
    }
}

/// The service says no more than that it does not match.
pub(super) fn without_strings(scene: &Scene<'_>, mut finding: Finding) -> Finding {
    let has_strings = theirs(scene).is_some();
    if has_strings {
        "The signature does not match: the reply holds what the service computed"
            .clone_into(&mut finding.title);
        "The reply holds the canonical request that the service computed. Beside the one that was \
                           signed it tells whether the secret is wrong (equal texts) or which part was altered.".clone_into(&mut finding.meaning);
        finding.steps.insert(
            0,
            "Compare the service's canonical request with yours: paste the reply into the comparison"
                .to_owned(),
        );
    }
    finding
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comparison(theirs: &str) -> Comparison {
        compare(
            "GET\n/a\nb=1\nhost:h\nx-amz-date:d\n\nhost;x-amz-date\nhash",
            theirs,
        )
    }

    #[test]
    fn each_line_has_its_part() {
        let cases = [
            (
                "PUT\n/a\nb=1\nhost:h\nx-amz-date:d\n\nhost;x-amz-date\nhash",
                RequestPart::Method,
            ),
            (
                "GET\n/c\nb=1\nhost:h\nx-amz-date:d\n\nhost;x-amz-date\nhash",
                RequestPart::Path,
            ),
            (
                "GET\n/a\n\nhost:h\nx-amz-date:d\n\nhost;x-amz-date\nhash",
                RequestPart::Query,
            ),
            (
                "GET\n/a\nb=1\nhost:i\nx-amz-date:d\n\nhost;x-amz-date\nhash",
                RequestPart::Header("host".to_owned()),
            ),
            (
                "GET\n/a\nb=1\nhost:h\nx-amz-date:d\n\nhost\nhash",
                RequestPart::SignedHeaders,
            ),
            (
                "GET\n/a\nb=1\nhost:h\nx-amz-date:d\n\nhost;x-amz-date\nhush",
                RequestPart::PayloadHash,
            ),
        ];
        for (theirs, part) in cases {
            let comparison = comparison(theirs);
            assert_eq!(
                part_of_line(&comparison, comparison.first_difference.unwrap()),
                part
            );
        }
    }

    #[test]
    fn ends_of_lines_of_windows_are_no_difference() {
        assert_eq!(with_line_feeds("GET\r\n/\r\n\r\n"), "GET\n/\n\n");
        assert_eq!(with_line_feeds("a\rb"), "a\rb");
    }

    #[test]
    fn the_bytes_of_s3_are_read() {
        assert_eq!(spaced_hex("47 45 54 0a").as_deref(), Some("GET\n"));
        assert_eq!(spaced_hex("47 4"), Some("G\u{4}".to_owned()));
        assert_eq!(spaced_hex("zz"), None);
        assert_eq!(spaced_hex(""), None);
    }
}
