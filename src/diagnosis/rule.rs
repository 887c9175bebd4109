//! One row of what services say: how it is known, and what follows.

use super::pattern::{self, Matched};
use super::scene::Scene;
use super::scrub::without_shapes;
use crate::model::{Cause, Confidence, Evidence, EvidencePlace, Finding, RequestPart};
use crate::text::visible_line;

/// Statuses under which a service speaks of authorization.
pub(super) const REFUSALS: &[u16] = &[400, 401, 403];
/// The longest piece of a reply or a request in a sentence, in characters.
const LONGEST_PIECE: usize = 160;

/// The checks of the authenticator that most services share, in its order. What stands before the one that failed was
/// likely right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Check {
    Form,
    Time,
    Host,
    Algorithm,
    Credential,
    Scope,
    Key,
    Signature,
}

const CHECKS: [(Check, &str); 7] = [
    (Check::Form, "the form of the signature"),
    (Check::Time, "the signing time"),
    (Check::Host, "host as a signed header"),
    (Check::Algorithm, "the algorithm"),
    (Check::Credential, "the form of the credential"),
    (Check::Scope, "date, region and service of the credential scope"),
    (Check::Key, "the access key ID"),
];

/// One row.
pub(super) struct Rule {
    /// Numbers of the rows in our table of refusals that it stands for.
    #[cfg_attr(not(test), expect(dead_code, reason = "the test of the table reads it"))]
    pub rows: &'static [u8],
    pub cause: Cause,
    pub confidence: Confidence,
    pub statuses: &'static [u16],
    /// Templates of the message. One of them is enough.
    pub says: &'static [&'static str],
    /// Codes that mean the same where the message is missing, or that are enough where there is no template.
    pub kinds: &'static [&'static str],
    /// What else has to be so: templates of a few common words need a reply that is surely AWS's.
    pub needs: fn(&Scene<'_>) -> bool,
    /// The check of the shared authenticator that failed.
    pub check: Option<Check>,
    /// With `{0}` for what a template captured, and `{host}`, `{method}`, `{path}`, `{region}`, `{service}`, `{key}`.
    pub title: &'static str,
    pub meaning: &'static str,
    pub steps: &'static [&'static str],
    pub part: fn() -> Option<RequestPart>,
    /// Looks at the request: the mend, other words, other causes.
    pub refine: fn(&Scene<'_>, &Hit, Finding) -> Vec<Finding>,
}

/// How a row was found.
#[derive(Clone, Debug, Default)]
pub(super) struct Hit {
    /// The template with its captures; empty when only the code speaks.
    pub matched: Matched,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
}

impl Hit {
    /// What the template captured, and nothing when it did not.
    pub fn capture(&self, number: usize) -> &str {
        self.matched
            .captures
            .get(number)
            .map(String::as_str)
            .unwrap_or_default()
    }
}

impl Rule {
    /// What the other rows are made from.
    pub const BASE: Self = Self {
        rows: &[],
        cause: Cause::Unknown,
        confidence: Confidence::Certain,
        statuses: REFUSALS,
        says: &[],
        kinds: &[],
        needs: |_| true,
        check: None,
        title: "",
        meaning: "",
        steps: &[],
        part: || None,
        refine: |_, _, finding| vec![finding],
    };

    /// The row by the message of the reply.
    pub fn by_message(&self, scene: &Scene<'_>) -> Option<Hit> {
        let message = scene.reply.message.as_ref()?;
        let matched = self
            .says
            .iter()
            .find_map(|template| pattern::find(template, &message.value, &scene.reply.sentences))?;
        if !scene.has_status(self.statuses) || !(self.needs)(scene) {
            return None;
        }
        let text = message.value.get(matched.range.clone()).unwrap_or_default();
        let place = match message.path.strip_prefix("x-amzn-") {
            Some(_) => EvidencePlace::Header(message.path.clone()),
            None => EvidencePlace::Body,
        };
        let said = Evidence {
            place,
            text: piece(text),
            range: message.in_body(&matched.range),
        };
        let mut evidence = vec![said];
        evidence.extend(kind_evidence(scene));
        Some(Hit { matched, evidence })
    }

    /// The row by the code of the reply alone.
    pub fn by_kind(&self, scene: &Scene<'_>) -> Option<Hit> {
        if !scene.reply.is_kind(self.kinds) || !scene.has_status(self.statuses) || !(self.needs)(scene) {
            return None;
        }
        Some(Hit {
            matched: Matched::default(),
            evidence: kind_evidence(scene).into_iter().collect(),
        })
    }

    /// The row by what it needs alone: for replies that are known by their headers.
    pub fn by_scene(&self, scene: &Scene<'_>) -> Option<Hit> {
        let speaks = self.says.is_empty() && self.kinds.is_empty();
        if !speaks || !scene.has_status(self.statuses) || !(self.needs)(scene) {
            return None;
        }
        Some(Hit {
            matched: Matched::default(),
            evidence: status_evidence(scene).into_iter().collect(),
        })
    }

    /// What follows from it.
    pub fn findings(&self, scene: &Scene<'_>, hit: &Hit) -> Vec<Finding> {
        let fill = |template: &str| filled(template, scene, hit);
        let finding = Finding {
            cause: self.cause,
            confidence: self.confidence,
            title: fill(self.title),
            evidence: hit.evidence.clone(),
            meaning: fill(self.meaning),
            ruled_out: self.ruled_out(scene),
            steps: self.steps.iter().map(|step| fill(step)).collect(),
            mend: None,
            policy: None,
            part: (self.part)(),
        };
        (self.refine)(scene, hit, finding)
    }

    fn ruled_out(&self, scene: &Scene<'_>) -> Vec<String> {
        let Some(check) = self.check.filter(|_| scene.uses_shared_authenticator()) else {
            return Vec::new();
        };
        let passed: Vec<&str> = CHECKS
            .iter()
            .filter(|(before, _)| *before < check)
            .map(|(_, words)| *words)
            .collect();
        match passed.split_last() {
            None => Vec::new(),
            Some((last, [])) => vec![format!("Likely checked before, and right: {last}")],
            Some((last, others)) => {
                vec![format!(
                    "Likely checked before, and right: {} and {last}",
                    others.join(", ")
                )]
            }
        }
    }
}

/// The code of the reply as evidence.
pub(super) fn kind_evidence(scene: &Scene<'_>) -> Option<Evidence> {
    let kind = scene.reply.kind.as_deref()?;
    let header = "x-amzn-errortype";
    if scene.reply.header(header).is_some() {
        return Some(Evidence::at(
            EvidencePlace::Header(header.to_owned()),
            piece(kind),
        ));
    }
    let is_it = |value: &str| value.trim().ends_with(kind) || value.contains(&format!("{kind}:"));
    let field = scene.reply.fields.iter().find(|field| is_it(&field.value));
    Some(Evidence {
        place: EvidencePlace::Body,
        text: piece(kind),
        range: field.and_then(|field| field.in_body(&(0..field.value.len()))),
    })
}

/// The status of the reply as evidence.
pub(super) fn status_evidence(scene: &Scene<'_>) -> Option<Evidence> {
    let head = scene.reply.head?;
    let text = format!("{} {}", head.status, head.reason);
    Some(Evidence::at(EvidencePlace::Status, piece(text.trim())))
}

/// A text of others for a sentence: without what looks secret, on one line, every character visible, and not too long.
pub(super) fn piece(text: &str) -> String {
    // So much is more than is shown of any text, marks and white space counted.
    let read = text.get(..text.floor_char_boundary(100 * LONGEST_PIECE));
    let hidden = without_shapes(read.unwrap_or_default());
    let mut line = String::new();
    let mut characters = 0;
    for word in hidden.split_whitespace().map(visible_line) {
        if !line.is_empty() {
            line.push(' ');
        }
        for ch in word.chars() {
            if characters == LONGEST_PIECE {
                line.push('…');
                return line;
            }
            characters += 1;
            line.push(ch);
        }
    }
    line
}

/// A template with its places filled, each once, so that what a reply says is not read as a template. What is not known
/// gets its own name in plain words, and a capture that is missing or empty is left out with the colon before it.
pub(super) fn filled(template: &str, scene: &Scene<'_>, hit: &Hit) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some((front, place, behind)) = next_place(rest) {
        match (words_for(place, scene, hit), front.strip_suffix(": ")) {
            (Some(words), _) => text.extend([front, words.as_str()]),
            (None, Some(front)) => text.push_str(front),
            (None, None) => text.extend([front, "it"]),
        }
        rest = behind;
    }
    text.push_str(rest);
    text
}

/// What stands before a place, its name, and what stands behind it.
fn next_place(template: &str) -> Option<(&str, &str, &str)> {
    let (front, rest) = template.split_once('{')?;
    let (place, behind) = rest.split_once('}')?;
    Some((front, place, behind))
}

fn words_for(place: &str, scene: &Scene<'_>, hit: &Hit) -> Option<String> {
    if let Ok(number) = place.parse() {
        return Some(piece(hit.capture(number))).filter(|words| !words.is_empty());
    }
    let asked = scene.asked.as_ref();
    let (value, unknown) = match place {
        "host" => (asked.map(|asked| asked.host.as_str()), "this host"),
        "method" => (asked.map(|asked| asked.request.method.as_str()), "this method"),
        "path" => (asked.map(super::asked::Asked::path), "this path"),
        "region" => (asked.and_then(|asked| asked.region()), "another region"),
        "service" => (asked.and_then(|asked| asked.service()), "another service"),
        "key" => (scene.access_key_id(), "the access key ID"),
        _ => return None,
    };
    Some(
        value
            .filter(|value| !value.is_empty())
            .map_or_else(|| unknown.to_owned(), piece),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::Diagnosable;

    #[test]
    fn pieces_of_a_reply_are_one_short_line() {
        assert_eq!(piece(" a\n\t b "), "a b");
        assert_eq!(
            piece("a\u{1b}[2J\u{202e}b\u{200b}"),
            "a<U+001B>[2J<U+202E>b<U+200B>"
        );
        assert_eq!(
            piece("x Authorization: Bearer abc.def\n y"),
            "x Authorization: Bearer [hidden] y"
        );
        let long = piece(&"é".repeat(200));
        assert_eq!(
            (long.chars().count(), long.ends_with('…')),
            (LONGEST_PIECE + 1, true)
        );
    }

    #[test]
    fn places_that_nothing_is_known_for_are_filled_with_words() {
        let scene = Scene::of(&Diagnosable::default());
        let hit = Hit::default();
        assert_eq!(filled("Wrong region: {0}", &scene, &hit), "Wrong region");
        assert_eq!(
            filled("{method} {path} of {host}", &scene, &hit),
            "this method this path of this host"
        );
    }

    #[test]
    fn what_a_reply_says_is_no_template() {
        let scene = Scene::of(&Diagnosable::default());
        let hit = Hit {
            matched: Matched {
                captures: vec!["{key} {1}".to_owned(), "b".to_owned(), String::new()],
                ..Matched::default()
            },
            evidence: Vec::new(),
        };
        assert_eq!(filled("{0} and {1}", &scene, &hit), "{key} {1} and b");
        assert_eq!(filled("Wrong region: {2}", &scene, &hit), "Wrong region");
        assert_eq!(filled("Sign for {2}", &scene, &hit), "Sign for it");
    }
}
