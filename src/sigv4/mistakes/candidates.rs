//! The mistakes to try for a request, the usual ones first.

use super::Mistake;
use super::date::{DateMistake, DayMistake};
use super::frame::FrameMistake;
use super::header_lines::{HeaderNames, HeaderOrder, unlisted};
use super::header_set::{HeaderSet, SetPlace};
use super::header_values::{ContentType, HeaderValues, HostMistake, Padding, other_hosts};
use super::key::KeyMistake;
use super::method::MethodMistake;
use super::names::{NameId, Names};
use super::path::{PathForm, PathSegments, PathSpelling};
use super::payload::PayloadMistake;
use super::query::{QueryEmpty, QueryOrder, QueryParameters, QuerySpelling, parameter_names};
use super::rules::RulesMistake;
use super::scope::{Renamed, ScopePlace, regions_to_try, services_to_try};
use super::secret::SecretMistake;
use super::string::StringMistake;
use super::subject::Subject;
use super::version::VersionMistake;
use crate::sigv4::rules::PathEncoding;
use crate::sigv4::verify::SignaturePlace;

/// Headers of which each is tried by itself.
const MOST_HEADERS: usize = 24;
/// Headers that take part in pairs.
const MOST_USUAL_HEADERS: usize = 8;
/// Parameters of which each is tried by itself.
const MOST_PARAMETERS: usize = 24;

/// Longest canonical request, in bytes, of which two mistakes are tried together: each pair is hashed anew.
const LONGEST_FOR_PAIRS: usize = 65_536;
/// Most header lines, sent or listed, among which mistakes are looked for.
const MOST_LINES: usize = 256;

/// Every mistake to try.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    /// Usual mistakes, then rare ones, then those that are tried by themselves alone.
    pub all: Vec<Mistake>,
    /// How many of them are usual. A pair has at least one of these.
    pub usual: usize,
    /// How many of them take part in pairs.
    pub paired: usize,
    /// Regions that are rare; each makes a pair with each rare service.
    pub regions: Vec<NameId>,
    /// See `regions`.
    pub services: Vec<NameId>,
}

impl Candidates {
    pub fn of(subject: &Subject<'_>, names: &mut Names) -> Self {
        let regions = regions_to_try(subject, names);
        let services = services_to_try(subject, names);
        let mut all = usual(subject);
        all.extend(header_set(subject, names, 0..MOST_USUAL_HEADERS, SetPlace::Both));
        for place in [ScopePlace::Both, ScopePlace::Key] {
            all.extend(in_scope(&regions.usual, &services.usual, place));
        }
        let usual = all.len();
        all.extend(rare());
        all.extend(parameters(subject, names));
        let hosts = other_hosts(subject, names).into_iter().map(HostMistake::Another);
        all.extend(hosts.map(Mistake::Host));
        all.extend(header_set(
            subject,
            names,
            MOST_USUAL_HEADERS..MOST_HEADERS,
            SetPlace::Both,
        ));
        all.extend(in_scope(&regions.rare, &services.rare, ScopePlace::Both));
        let paired = all.len();
        all.extend(in_scope(&regions.rare, &services.rare, ScopePlace::Key));
        for (regions, services) in [(&regions.usual, &services.usual), (&regions.rare, &services.rare)] {
            all.extend(in_scope(regions, services, ScopePlace::Scope));
        }
        all.extend(DateMistake::rare().map(Mistake::Date));
        for place in [SetPlace::Lines, SetPlace::List] {
            all.extend(header_set(subject, names, 0..MOST_HEADERS, place));
        }
        all.extend(paddings(subject, names));
        let found = Self {
            all,
            usual,
            paired,
            regions: regions.rare,
            services: services.rare,
        };
        found.within_reason(subject)
    }

    /// Without what takes too long for a request of this size.
    fn within_reason(mut self, subject: &Subject<'_>) -> Self {
        let has_many_lines = subject.request.headers.len().max(subject.signed.len()) > MOST_LINES;
        if has_many_lines {
            self.all.retain(|mistake| !is_in_headers(*mistake));
        }
        if has_many_lines || subject.standard.joined().len() > LONGEST_FOR_PAIRS {
            self.usual = 0;
            self.paired = 0;
            self.regions.clear();
            self.services.clear();
        }
        self
    }
}

/// Whether all header lines are looked at for it.
fn is_in_headers(mistake: Mistake) -> bool {
    matches!(
        mistake,
        Mistake::HeaderOrder(_)
            | Mistake::HeaderNames(_)
            | Mistake::HeaderValues(_)
            | Mistake::HeaderSet(_)
            | Mistake::Host(_)
            | Mistake::ContentType(_)
            | Mistake::Padding(_)
    )
}

/// Other regions and other services at that place.
fn in_scope<'n>(
    regions: &'n [NameId],
    services: &'n [NameId],
    place: ScopePlace,
) -> impl Iterator<Item = Mistake> + use<'n> {
    let renamed = move |&name: &NameId| Renamed { name, place };
    let regions = regions.iter().map(renamed).map(Mistake::Region);
    regions.chain(services.iter().map(renamed).map(Mistake::Service))
}

fn parameters(subject: &Subject<'_>, names: &mut Names) -> Vec<Mistake> {
    let parameters = parameter_names(subject, MOST_PARAMETERS).into_iter();
    let without = parameters.map(|name| QueryParameters::Without(names.id(&name)));
    without.map(Mistake::QueryParameters).collect()
}

fn usual(subject: &Subject<'_>) -> Vec<Mistake> {
    let mut all: Vec<Mistake> = Vec::new();
    all.extend(PathSpelling::USUAL.map(Mistake::PathSpelling));
    all.extend(PathSegments::USUAL.map(Mistake::PathSegments));
    all.extend(
        RulesMistake::USUAL
            .into_iter()
            .filter(|rules| is_of_another_family(*rules, subject))
            .map(Mistake::Rules),
    );
    all.extend(QueryOrder::USUAL.map(Mistake::QueryOrder));
    all.extend(QuerySpelling::USUAL.map(Mistake::QuerySpelling));
    all.extend(QueryEmpty::USUAL.map(Mistake::QueryEmpty));
    all.extend(QueryParameters::USUAL.map(Mistake::QueryParameters));
    all.extend(PayloadMistake::USUAL.map(Mistake::Payload));
    all.extend(HostMistake::USUAL.map(Mistake::Host));
    all.extend(HeaderOrder::USUAL.map(Mistake::HeaderOrder));
    all.extend(HeaderNames::USUAL.map(Mistake::HeaderNames));
    all.extend(HeaderValues::USUAL.map(Mistake::HeaderValues));
    all.extend(ContentType::USUAL.map(Mistake::ContentType));
    all.extend(MethodMistake::USUAL.map(Mistake::Method));
    all.extend(SecretMistake::USUAL.map(Mistake::Secret));
    all.extend(DayMistake::USUAL.map(Mistake::Day));
    all.extend(KeyMistake::USUAL.map(Mistake::Key));
    all.extend(StringMistake::USUAL.map(Mistake::StringToSign));
    all.extend(FrameMistake::USUAL.map(Mistake::Frame));
    all.extend(PathForm::USUAL.map(Mistake::PathForm));
    all
}

/// Whether these rules are others than those of the service, in the form that the signature has.
fn is_of_another_family(rules: RulesMistake, subject: &Subject<'_>) -> bool {
    let is_s3 = subject.rules.path_encoding == PathEncoding::Single;
    let is_presigned = subject.place == SignaturePlace::Query;
    match rules {
        RulesMistake::OfS3 => !is_s3,
        RulesMistake::OfS3Presigned => !is_s3 && is_presigned,
        RulesMistake::OfOthers => is_s3,
        RulesMistake::OfOthersPresigned => is_s3 && is_presigned,
    }
}

fn rare() -> Vec<Mistake> {
    let mut all: Vec<Mistake> = Vec::new();
    all.extend(PathSpelling::RARE.map(Mistake::PathSpelling));
    all.extend(PathSegments::RARE.map(Mistake::PathSegments));
    all.extend(PathForm::RARE.map(Mistake::PathForm));
    all.extend(QueryOrder::RARE.map(Mistake::QueryOrder));
    all.extend(QuerySpelling::RARE.map(Mistake::QuerySpelling));
    all.extend(QueryParameters::RARE.map(Mistake::QueryParameters));
    all.extend(PayloadMistake::RARE.map(Mistake::Payload));
    all.extend(HostMistake::RARE.map(Mistake::Host));
    all.extend(HeaderOrder::RARE.map(Mistake::HeaderOrder));
    all.extend(HeaderNames::RARE.map(Mistake::HeaderNames));
    all.extend(HeaderValues::RARE.map(Mistake::HeaderValues));
    all.extend(ContentType::RARE.map(Mistake::ContentType));
    all.extend(MethodMistake::RARE.map(Mistake::Method));
    all.extend(SecretMistake::RARE.map(Mistake::Secret));
    all.extend(DayMistake::rare().map(Mistake::Day));
    all.extend(KeyMistake::RARE.map(Mistake::Key));
    all.extend(StringMistake::RARE.map(Mistake::StringToSign));
    all.extend(FrameMistake::RARE.map(Mistake::Frame));
    all.push(Mistake::Version(VersionMistake::Version2));
    all.push(Mistake::HeaderSet(HeaderSet::HostAndDate));
    all
}

/// Headers that were signed and not listed, and the other way round.
fn header_set(
    subject: &Subject<'_>,
    names: &mut Names,
    which: std::ops::Range<usize>,
    place: SetPlace,
) -> Vec<Mistake> {
    let added: Vec<NameId> = unlisted(subject, MOST_HEADERS, names);
    let left_out = listed(subject, names);
    let some = |found: Vec<NameId>| found.into_iter().skip(which.start).take(which.len());
    let added = some(added).map(|name| HeaderSet::Added { name, place });
    let left_out = some(left_out).map(|name| HeaderSet::LeftOut { name, place });
    added.chain(left_out).map(Mistake::HeaderSet).collect()
}

fn paddings(subject: &Subject<'_>, names: &mut Names) -> Vec<Mistake> {
    let listed = listed(subject, names).into_iter();
    let forms =
        |name| Padding::FORMS.map(|(before, after)| Mistake::Padding(Padding { name, before, after }));
    listed.flat_map(forms).collect()
}

fn listed(subject: &Subject<'_>, names: &mut Names) -> Vec<NameId> {
    let mut found: Vec<NameId> = Vec::new();
    for name in subject.signed.iter().take(MOST_HEADERS) {
        let id = names.id(name);
        if !found.contains(&id) {
            found.push(id);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::bench::Bench;
    use super::*;
    use crate::model::{ReceivedRequest, Secret};
    use crate::sigv4::verify::Claim;

    /// The words of everything that is tried for a GET with that credential scope.
    fn words_for(service: &str) -> Vec<super::super::words::Words> {
        let mut request = ReceivedRequest {
            target: "/a%20b?c=d".to_owned(),
            ..ReceivedRequest::default()
        };
        request.push_header("Host", "h.example");
        request.push_header("X-Amz-Date", "20261120T120000Z");
        request.push_header("X-Forwarded-Host", "api.example");
        request.push_header("X-Amz-Security-Token", "AQoDYXdzEPT//////////wEXAMPLE");
        request.push_header(
            "Authorization",
            &format!(
                "AWS4-HMAC-SHA256 Credential=AKID/20261120/us-east-1/{service}/aws4_request, \
                 SignedHeaders=host;x-amz-date, Signature=5f"
            ),
        );
        let (claim, secret) = (Claim::of(&request).unwrap(), Secret::new("kW9mP2xT/7vQ+ZrLbN"));
        let mut bench = Bench::new(Subject::new(&request, &claim, &secret).unwrap());
        let candidates = Candidates::of(&bench.subject, &mut bench.names);
        assert!(candidates.usual < candidates.paired && candidates.paired < candidates.all.len());
        let once: std::collections::HashSet<&Mistake> = candidates.all.iter().collect();
        assert_eq!(once.len(), candidates.all.len(), "a mistake is tried twice");
        let words = |mistake: &Mistake| mistake.words(&bench.subject, &bench.names);
        candidates.all.iter().map(words).collect()
    }

    #[test]
    fn every_mistake_has_a_name_a_sentence_and_a_cure_without_secrets() {
        for words in ["execute-api", "s3"].into_iter().flat_map(words_for) {
            let slug = words.slug;
            assert!(
                slug.bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'),
                "{slug}"
            );
            let sentence = &words.sentence;
            assert!(
                sentence.starts_with(char::is_uppercase) || sentence.starts_with("aws4 "),
                "{sentence}"
            );
            assert!(
                !sentence.ends_with(['.', ' ']) && !sentence.contains("  "),
                "{sentence}"
            );
            assert!(
                words.cure.ends_with('.') && !words.cure.contains("  "),
                "{}",
                words.cure
            );
            for secret in ["kW9mP2xT", "AQoDYX"] {
                assert!(!sentence.contains(secret), "{sentence}");
            }
        }
    }
}
