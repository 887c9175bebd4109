//! Ours against what was pasted, and what follows from it: no more than the two texts prove.

use super::PastedExpectation;
use crate::model::{BodyDigest, SigningReport};
use crate::redact;
use crate::sigv4::{self, Comparison};

/// Names under which a session token is signed.
const TOKEN_LINES: [&str; 2] = ["x-amz-security-token:", "x-amz-s3session-token:"];

/// The result of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Of the canonical requests, when one was pasted.
    pub canonical_request: Option<Comparison>,
    /// Of the strings to sign, when one was pasted.
    pub string_to_sign: Option<Comparison>,
    /// Whether both sides signed the same.
    pub likeness: Likeness,
    /// One line.
    pub title: String,
    /// What follows, sentence by sentence.
    pub sentences: Vec<String>,
}

/// Whether two sides signed the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// They did, as far as was pasted.
    Same,
    /// They did not.
    Differs,
}

/// Compares a report with a paste.
pub fn judge(report: &SigningReport, pasted: &PastedExpectation) -> Judged {
    let ours = report.canonical_request.as_str();
    let mut sentences = Vec::new();
    let theirs = pasted
        .canonical_request
        .as_deref()
        .map(|theirs| unmasked(ours, theirs, &mut sentences));
    let canonical_request = theirs.as_deref().map(|theirs| sigv4::compare(ours, theirs));
    let string_to_sign = pasted
        .string_to_sign
        .as_deref()
        .map(|theirs| sigv4::compare(report.string_to_sign.as_str(), theirs));
    let their_hash = pasted
        .string_to_sign
        .as_deref()
        .and_then(|text| text.split('\n').nth(3));
    let same_hash = their_hash == Some(report.canonical_request_hash.as_str());
    let is_token_hidden = !sentences.is_empty();
    if let (Some(theirs), Some(hash)) = (theirs.as_deref(), their_hash)
        && !same_hash
        && !is_token_hidden
        && BodyDigest::of(theirs.as_bytes()).sha256 != hash
    {
        sentences.push(
            "The pasted string to sign holds another hash than that of the pasted canonical request, so one of them is \
             not whole"
                .to_owned(),
        );
    }
    let first_of = |comparison: &Option<Comparison>| {
        let comparison = comparison.as_ref()?;
        comparison
            .first_difference
            .map(|first| (comparison.clone(), first))
    };
    let (likeness, title, mut follows) = match (first_of(&canonical_request), first_of(&string_to_sign)) {
        (Some(_), to_sign) if same_hash => copied_wrong(to_sign.is_some()),
        (Some((comparison, first)), _) => canonical_differs(&comparison, first),
        (None, Some((comparison, _))) => to_sign_differs(&comparison, canonical_request.is_some()),
        (None, None) => same(canonical_request.as_ref(), string_to_sign.as_ref()),
    };
    follows.extend(sentences);
    Judged {
        canonical_request,
        string_to_sign,
        likeness,
        title,
        sentences: follows,
    }
}

type Verdict = (Likeness, String, Vec<String>);

/// The hash that the service signed is ours, whatever the text looks like.
fn copied_wrong(others_differ: bool) -> Verdict {
    let mut sentences = vec![
        "The hash in the pasted string to sign is that of our canonical request, so the service built the same one. \
         The pasted text was changed while it was copied."
            .to_owned(),
    ];
    if others_differ {
        sentences.push("The strings to sign differ in another line: see below".to_owned());
    } else {
        sentences.push(SECRET.to_owned());
    }
    (
        Likeness::Same,
        "Same canonical request, by its hash".to_owned(),
        sentences,
    )
}

const SECRET: &str = "Both sides signed the same text and got different signatures, so they used different keys: the \
                      secret access key does not belong to this access key ID, or it is cut off. Or the signature \
                      itself was changed on its way.";

/// Both sides agree in all that was pasted.
fn same(canonical: Option<&Comparison>, to_sign: Option<&Comparison>) -> Verdict {
    let (title, sentences) = match (canonical, to_sign) {
        (Some(_), Some(_)) => (
            "Same canonical request and same string to sign",
            vec![
                SECRET.to_owned(),
                "Time, region and service are in that text, so the clock is not the cause".to_owned(),
            ],
        ),
        (None, Some(_)) => (
            "Same string to sign",
            vec![
                "It holds the hash of the canonical request, so that is the same too".to_owned(),
                SECRET.to_owned(),
            ],
        ),
        (Some(_), None) => (
            "Same canonical request",
            vec![
                "Method, path, query, signed headers and body arrived as they were signed".to_owned(),
                "What is left is not in this paste: the secret access key, or date, region and service of the scope. \
                 Paste the string to sign as well to tell them apart."
                    .to_owned(),
            ],
        ),
        (None, None) => ("Nothing to compare", Vec::new()),
    };
    (Likeness::Same, title.to_owned(), sentences)
}

fn canonical_differs(comparison: &Comparison, first: usize) -> Verdict {
    let name = name_of_line(comparison, first);
    let line = comparison.lines.get(first);
    let (ours, theirs) = line.map_or((None, None), |line| {
        (line.ours.as_deref(), line.theirs.as_deref())
    });
    let title = format!("Line {} differs first: {name}", first + 1);
    let sentence = match (ours, theirs) {
        _ if name == "header x-amz-date" || is_other_date(ours, theirs) => {
            "The two were signed at different times, so they are of two sends: compare the signature as sent, or pin \
             the signing time to that of the paste"
                .to_owned()
        }
        (Some(_), None) => {
            format!("Only we have {name}: it was lost on its way, or the service's text is not whole")
        }
        (None, Some(_)) => {
            format!("Only the service has {name}: something added it on its way, and it was signed there")
        }
        _ if name == "header host" => {
            "The service saw another host: something between changed it, or the request is for another endpoint".to_owned()
        }
        _ if name == "the payload hash" => {
            "The service hashed another body, or one side says that the body is not signed".to_owned()
        }
        _ => format!("Something between here and the service changed {name}, or the service spells it in another way"),
    };
    (Likeness::Differs, title, vec![sentence])
}

/// Two presigned queries of different times.
fn is_other_date(ours: Option<&str>, theirs: Option<&str>) -> bool {
    let date = |line: Option<&str>| {
        let (_, rest) = line?.split_once("X-Amz-Date=")?;
        Some(rest.split('&').next().unwrap_or(rest).to_owned())
    };
    matches!((date(ours), date(theirs)), (Some(ours), Some(theirs)) if ours != theirs)
}

/// The four lines of a string to sign.
const TO_SIGN: [&str; 4] = [
    "the algorithm",
    "the time",
    "the scope",
    "the hash of the canonical request",
];

fn to_sign_differs(comparison: &Comparison, same_canonical: bool) -> Verdict {
    let differing: Vec<&str> = comparison
        .lines
        .iter()
        .zip(TO_SIGN)
        .filter(|(line, _)| line.ours != line.theirs)
        .map(|(_, name)| name)
        .collect();
    let mut sentences = Vec::new();
    for (line, name) in comparison.lines.iter().zip(TO_SIGN) {
        let (Some(ours), Some(theirs)) = (&line.ours, &line.theirs) else {
            continue;
        };
        if ours == theirs {
            continue;
        }
        match name {
            "the time" => sentences.push(
                "The two were signed at different times, so they are of two sends: compare the signature as sent, or \
                 pin the signing time to that of the paste"
                    .to_owned(),
            ),
            "the scope" => sentences.extend(scope_sentences(ours, theirs)),
            "the algorithm" => sentences.push("One side used another algorithm".to_owned()),
            _ if same_canonical => sentences.push(
                "The canonical requests are equal and their hashes are not: one of the pasted texts is not whole"
                    .to_owned(),
            ),
            _ => sentences.push(
                "The hashes of the canonical requests differ: paste the service's canonical request to see where"
                    .to_owned(),
            ),
        }
    }
    if differing.is_empty() {
        sentences.push("A string to sign has four lines".to_owned());
    }
    let what = if differing.is_empty() {
        "its number of lines".to_owned()
    } else {
        differing.join(" and ")
    };
    (
        Likeness::Differs,
        format!("The strings to sign differ in {what}"),
        sentences,
    )
}

fn scope_sentences(ours: &str, theirs: &str) -> Vec<String> {
    let parts = ["date", "region", "service", "terminator"];
    let (our_parts, their_parts): (Vec<_>, Vec<_>) = (ours.split('/').collect(), theirs.split('/').collect());
    if our_parts.len() != parts.len() || their_parts.len() != parts.len() {
        return vec![format!("Scope: {ours} here, {theirs} at the service")];
    }
    parts
        .iter()
        .zip(our_parts.iter().zip(&their_parts))
        .filter(|(_, (ours, theirs))| ours != theirs)
        .map(|(part, (ours, theirs))| format!("Scope: the {part} is {ours} here and {theirs} at the service"))
        .collect()
}

/// What a line of a compared canonical request is.
pub fn name_of_line(comparison: &Comparison, at: usize) -> String {
    let Some(line) = comparison.lines.get(at) else {
        return "a line".to_owned();
    };
    let lines = comparison.lines.len();
    let is_header = |text: &&String| text.contains(':') && at > 2 && at + 2 < lines;
    match [&line.ours, &line.theirs].into_iter().flatten().find(is_header) {
        Some(text) => {
            let name = text.split(':').next().unwrap_or_default();
            let name: String = name.chars().take(80).collect();
            format!("header {name}")
        }
        None => match at {
            0 => "the method".to_owned(),
            1 => "the path".to_owned(),
            2 => "the query".to_owned(),
            _ if at + 1 == lines => "the payload hash".to_owned(),
            _ if at + 2 == lines => "the list of signed headers".to_owned(),
            _ => "the empty line after the headers".to_owned(),
        },
    }
}

/// Their text with our session token where theirs is hidden behind a mark, and a sentence that says so.
fn unmasked(ours: &str, theirs: &str, sentences: &mut Vec<String>) -> String {
    let our_line = |prefix: &str| ours.split('\n').find(|line| line.starts_with(prefix));
    let lines = theirs.split('\n').map(|line| {
        let prefix = TOKEN_LINES.into_iter().find(|prefix| line.starts_with(prefix));
        let Some((prefix, our)) = prefix.and_then(|prefix| Some((prefix, our_line(prefix)?))) else {
            return line;
        };
        let our_token = our.strip_prefix(prefix).unwrap_or_default();
        let their_token = line.strip_prefix(prefix).unwrap_or_default();
        if their_token == redact::mark("session token", our_token) {
            sentences.push(
                "The session token is hidden in the paste; its length and hash are those of ours".to_owned(),
            );
        } else if is_mask(their_token) {
            sentences.push("The session token is hidden in the paste, so it was not compared".to_owned());
        } else {
            return line;
        }
        our
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// No token has these characters: they are base64.
fn is_mask(text: &str) -> bool {
    text.is_empty()
        || text.contains("**")
        || text.contains("...")
        || text.contains(['…', '[', '<', '•'])
        || text.eq_ignore_ascii_case("redacted")
}

#[cfg(test)]
mod tests;
