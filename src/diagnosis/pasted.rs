//! What a service says it computed, from anything that a person pastes: the bare string, the message, a whole reply.
//!
//! ```text
//! paste ──▶ JSON or XML reply? ──▶ its message or elements ─┐
//!       └─▶ escapes and indentation undone ─────────────────┴─▶ canonical request, string to sign
//! ```

mod escapes;
mod judge;

use thiserror::Error;

use super::error_reply::error_message;
use super::expectation::{ServerExpectation, expectation_in};
use crate::text::measure::human_bytes;
use escapes::{clean, variants};
pub use judge::{Judged, Likeness, judge, name_of_line};

/// Longest paste that is read, in bytes: as the longest error body that is parsed.
pub const LONGEST_PASTE: usize = 256 * 1024;

/// What a paste says that the service computed. At least one of the two is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PastedExpectation {
    /// Its canonical request, line feeds between lines and none at the end.
    pub canonical_request: Option<String>,
    /// Its string to sign.
    pub string_to_sign: Option<String>,
    /// What was undone to read it.
    pub repairs: Vec<Repair>,
}

/// Something that copying did to a text, and that was undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Repair {
    /// Carriage returns.
    LineEnds,
    /// `\n` and `\"` as in JSON.
    JsonEscapes,
    /// `&amp;` as in XML and HTML.
    XmlEscapes,
    /// Spaces in front of every line.
    Indentation,
    /// Quotes or code fences around it.
    Quotes,
}

impl Repair {
    /// As in "undone: …".
    pub fn text(self) -> &'static str {
        match self {
            Self::LineEnds => "line ends of Windows",
            Self::JsonEscapes => "escapes of JSON",
            Self::XmlEscapes => "escapes of XML",
            Self::Indentation => "indentation",
            Self::Quotes => "quotes around it",
        }
    }
}

/// Why there is nothing to compare with.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PasteProblem {
    /// Nothing but white space.
    #[error("nothing is pasted yet")]
    Empty,
    /// More than [`LONGEST_PASTE`].
    #[error("{} are pasted, and at most 256 KiB are read", human_bytes(*bytes as u64))]
    TooLong {
        /// Length in bytes.
        bytes: usize,
    },
    /// A reply, or its message, without the strings.
    #[error("this reply does not say which request the service expected")]
    NoStrings,
    /// Something else.
    #[error("this is neither a canonical request nor a string to sign, and no reply that holds one")]
    Unrelated,
}

impl PasteProblem {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Empty => {
                "Paste the canonical string or the string to sign of the service, its message, or the whole reply"
            }
            Self::TooLong { .. } => {
                "No reply of a service is that long: paste the reply alone, or the canonical string in it"
            }
            Self::NoStrings => {
                "API Gateway's REST APIs, S3 and most services of AWS do; HTTP APIs, CloudFront and some newer \
                 endpoints do not"
            }
            Self::Unrelated => {
                "A canonical request begins with the method on one line and the path on the next; a string to sign \
                 with AWS4-HMAC-SHA256"
            }
        }
    }
}

/// Reads a paste. Total: whatever was pasted, the answer is a value or a reason.
pub fn read_expectation(pasted: &str) -> Result<PastedExpectation, PasteProblem> {
    if pasted.len() > LONGEST_PASTE {
        return Err(PasteProblem::TooLong { bytes: pasted.len() });
    }
    let text = pasted.trim_start_matches('\u{feff}');
    if text.trim().is_empty() {
        return Err(PasteProblem::Empty);
    }
    let from_reply = json_message(text)
        .and_then(|message| from_message(&message))
        .or_else(|| from_xml(text));
    if let Some(found) = from_reply.or_else(|| from_message(text)).or_else(|| bare(text)) {
        return Ok(found);
    }
    if json_message(text).is_some() || is_xml(text) || text.contains("does not match the signature") {
        Err(PasteProblem::NoStrings)
    } else {
        Err(PasteProblem::Unrelated)
    }
}

/// What a text is by its shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    CanonicalRequest,
    StringToSign,
}

/// A canonical request begins with a method and a path, a string to sign with the name of the algorithm.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>
fn kind_of(text: &str) -> Option<Kind> {
    let mut lines = text.split('\n');
    let (first, second) = (lines.next()?, lines.next()?);
    if first.starts_with("AWS4-") && is_amz_date(second) {
        return Some(Kind::StringToSign);
    }
    let is_method = (1..=32).contains(&first.len())
        && first
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_!#$%&'*+.^`|~".contains(&byte));
    (is_method && second.starts_with('/') && lines.count() >= 2).then_some(Kind::CanonicalRequest)
}

/// `20261120T120000Z`.
fn is_amz_date(text: &str) -> bool {
    text.len() == 16
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 => byte == b'T',
            15 => byte == b'Z',
            _ => byte.is_ascii_digit(),
        })
}

/// A string alone, or both one after the other as none of AWS's replies has them.
fn bare(text: &str) -> Option<PastedExpectation> {
    for (text, mut repairs) in variants(text) {
        let (text, cleaned) = clean(&text);
        repairs.extend(cleaned);
        repairs.sort_unstable();
        repairs.dedup();
        let found = PastedExpectation {
            repairs,
            ..PastedExpectation::default()
        };
        match kind_of(&text) {
            Some(Kind::CanonicalRequest) if holds_xml_escape(&text) => {}
            Some(Kind::CanonicalRequest) => {
                return Some(PastedExpectation {
                    canonical_request: Some(text),
                    ..found
                });
            }
            Some(Kind::StringToSign) => {
                return Some(PastedExpectation {
                    string_to_sign: Some(text),
                    ..found
                });
            }
            None => {}
        }
    }
    None
}

/// A canonical query spells every `;` as `%3B`, so one there is of an escape.
fn holds_xml_escape(canonical: &str) -> bool {
    canonical
        .split('\n')
        .nth(2)
        .is_some_and(|query| query.contains("&amp;"))
}

/// The two strings in a message of AWS, escaped or not.
fn from_message(message: &str) -> Option<PastedExpectation> {
    for (text, mut repairs) in variants(message) {
        let Some(ServerExpectation {
            canonical_request,
            string_to_sign,
        }) = expectation_in(&text)
        else {
            continue;
        };
        let (canonical, cleaned) = clean(&canonical_request);
        repairs.extend(cleaned);
        if kind_of(&canonical) != Some(Kind::CanonicalRequest) || holds_xml_escape(&canonical) {
            continue;
        }
        let to_sign = string_to_sign.map(|text| clean(&text).0);
        repairs.sort_unstable();
        repairs.dedup();
        return Some(PastedExpectation {
            canonical_request: Some(canonical),
            string_to_sign: to_sign.filter(|text| kind_of(text) == Some(Kind::StringToSign)),
            repairs,
        });
    }
    None
}

/// The message of a JSON reply, also behind the head of an HTTP message.
fn json_message(text: &str) -> Option<String> {
    let body = text.get(text.find('{')?..=text.rfind('}')?)?;
    error_message(body.as_bytes())
}

fn is_xml(text: &str) -> bool {
    text.trim_start().starts_with('<')
}

/// The elements of S3, or the message of the Query services.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>
fn from_xml(text: &str) -> Option<PastedExpectation> {
    let body = text.get(text.find('<')?..=text.rfind('>')?)?;
    let document = roxmltree::Document::parse(body).ok()?;
    let element = |name: &str| {
        let mut nodes = document.descendants();
        nodes
            .find(|node| node.tag_name().name() == name)
            .and_then(|node| node.text())
            .map(|text| clean(text).0)
    };
    let canonical_request =
        element("CanonicalRequest").filter(|text| kind_of(text) == Some(Kind::CanonicalRequest));
    let string_to_sign = element("StringToSign").filter(|text| kind_of(text) == Some(Kind::StringToSign));
    if canonical_request.is_none() && string_to_sign.is_none() {
        return from_message(&element("Message")?);
    }
    Some(PastedExpectation {
        canonical_request,
        string_to_sign,
        repairs: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    fn canonical() -> String {
        format!("GET\n/dev/pets\na=1&b=it%27s\nhost:h\nx-note:say \"x\" & 'y'\n\nhost;x-note\n{HASH}")
    }

    fn to_sign() -> String {
        format!("AWS4-HMAC-SHA256\n20261120T120000Z\n20261120/us-east-1/execute-api/aws4_request\n{HASH}")
    }

    fn message() -> String {
        format!(
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret \
             Access Key and signing method. Consult the service documentation for details.\n\nThe Canonical String for \
             this request should have been\n'{}'\n\nThe String-to-Sign should have been\n'{}'\n",
            canonical(),
            to_sign()
        )
    }

    fn xml(text: &str) -> String {
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('"', "&quot;")
    }

    #[track_caller]
    fn assert_both(pasted: &str) {
        let found = read_expectation(pasted).unwrap_or_else(|problem| panic!("{problem}: {pasted}"));
        assert_eq!(
            found.canonical_request.as_deref(),
            Some(&*canonical()),
            "{pasted}"
        );
        assert_eq!(found.string_to_sign.as_deref(), Some(&*to_sign()), "{pasted}");
    }

    #[test]
    fn whole_replies_of_every_family() {
        let json = serde_json::json!({ "message": message() }).to_string();
        assert_both(&json);
        assert_both(&format!(
            "HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\n\r\n{json}\r\n"
        ));
        let wrapped = serde_json::json!({ "errors": [{ "code": "x", "message": message() }] });
        assert_both(&wrapped.to_string());
        assert_both(&serde_json::to_string_pretty(&wrapped).unwrap());
        assert_both(&format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>SignatureDoesNotMatch</Code><StringToSign>{}\
             </StringToSign><CanonicalRequest>{}</CanonicalRequest></Error>",
            xml(&to_sign()),
            xml(&canonical())
        ));
        assert_both(&format!(
            "<ErrorResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><Error><Type>Sender</Type><Message>{}\
             </Message></Error></ErrorResponse>",
            xml(&message())
        ));
    }

    #[test]
    fn the_message_as_consoles_and_logs_print_it() {
        assert_both(&message());
        assert_both(&message().replace('\n', "\r\n"));
        assert_both(&message().replace('\n', "\n    "));
        assert_both(&xml(&message()));
        let escaped = serde_json::to_string(&message()).unwrap();
        assert_both(&escaped);
        assert_both(escaped.trim_matches('"'));
    }

    #[test]
    fn bare_strings_however_they_were_copied() {
        let canonical = canonical();
        let indented = format!("    {}\n", canonical.replace('\n', "\n    ")).replace("\n    \n", "\n\n");
        let escaped = serde_json::to_string(&canonical).unwrap();
        for pasted in [
            canonical.clone(),
            format!("\u{feff}{canonical}\n"),
            format!("\n\n{canonical}\n\n\n"),
            canonical.replace('\n', "\r\n"),
            indented,
            format!("'{canonical}'"),
            format!("```text\n{canonical}\n```\n"),
            escaped.clone(),
            escaped.trim_matches('"').to_owned(),
            xml(&canonical),
        ] {
            let found = read_expectation(&pasted).unwrap_or_else(|problem| panic!("{problem}: {pasted}"));
            assert_eq!(
                found.canonical_request.as_deref(),
                Some(&*canonical),
                "{pasted:?}"
            );
            assert_eq!(found.string_to_sign, None);
        }
        let found = read_expectation(&format!("{}\r\n", to_sign().replace('\n', "\r\n"))).unwrap();
        assert_eq!(found.string_to_sign, Some(to_sign()));
        assert_eq!(found.repairs, [Repair::LineEnds]);
    }

    #[test]
    fn what_copying_did_is_named() {
        let escaped = serde_json::to_string(&canonical()).unwrap();
        let found = read_expectation(&escaped).unwrap();
        assert_eq!(found.repairs, [Repair::JsonEscapes, Repair::Quotes]);
    }

    #[test]
    fn everything_else_is_refused_with_its_reason() {
        for blank in ["", " \r\n\t", "\u{feff}"] {
            assert_eq!(read_expectation(blank), Err(PasteProblem::Empty));
        }
        let no_strings = [
            r#"{"message":"Forbidden"}"#,
            "The request signature we calculated does not match the signature you provided.",
            "<Error><Code>AccessDenied</Code></Error>",
        ];
        for text in no_strings {
            assert_eq!(read_expectation(text), Err(PasteProblem::NoStrings), "{text}");
        }
        for text in [
            "hello",
            "GET /dev/pets HTTP/1.1\nhost: h\n\n",
            "{",
            "\u{0}",
            "a\n/b",
        ] {
            assert_eq!(read_expectation(text), Err(PasteProblem::Unrelated), "{text}");
        }
        let long = "x".repeat(1_000_000);
        assert_eq!(
            read_expectation(&long),
            Err(PasteProblem::TooLong { bytes: 1_000_000 })
        );
    }

    #[test]
    fn a_reply_cut_anywhere_never_panics() {
        let json = serde_json::json!({ "message": message() }).to_string();
        for end in 0..json.len() {
            read_expectation(json.get(..end).unwrap_or_default()).ok();
        }
    }
}
