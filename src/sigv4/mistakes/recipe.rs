//! How a request may have been signed: a mistake for each part of the signature, or none.

use super::Mistake;
use super::date::{DateMistake, DayMistake};
use super::frame::FrameMistake;
use super::header_lines::HeaderRecipe;
use super::key::KeyMistake;
use super::method::MethodMistake;
use super::path::{PathRecipe, PathSegments, PathSpelling};
use super::payload::PayloadMistake;
use super::query::QueryRecipe;
use super::rules::RulesMistake;
use super::scope::Renamed;
use super::secret::SecretMistake;
use super::string::StringMistake;
use super::version::VersionMistake;

/// The default is what the standard says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Recipe {
    pub method: Option<MethodMistake>,
    pub path: PathRecipe,
    pub query: QueryRecipe,
    pub headers: HeaderRecipe,
    pub payload: Option<PayloadMistake>,
    pub frame: Option<FrameMistake>,
    pub date: Option<DateMistake>,
    pub day: Option<DayMistake>,
    pub region: Option<Renamed>,
    pub service: Option<Renamed>,
    pub secret: Option<SecretMistake>,
    pub key: Option<KeyMistake>,
    pub string: Option<StringMistake>,
}

impl Recipe {
    /// The recipe with one more mistake; `None` when another one is in its place already.
    pub fn with(mut self, mistake: Mistake) -> Option<Self> {
        match mistake {
            Mistake::Method(method) => put(&mut self.method, method)?,
            Mistake::PathSpelling(spelling) => put(&mut self.path.spelling, spelling)?,
            Mistake::PathSegments(segments) => put(&mut self.path.segments, segments)?,
            Mistake::PathForm(form) => put(&mut self.path.form, form)?,
            Mistake::Rules(rules) => self.put_rules(rules)?,
            Mistake::QueryOrder(order) => put(&mut self.query.order, order)?,
            Mistake::QuerySpelling(spelling) => put(&mut self.query.spelling, spelling)?,
            Mistake::QueryEmpty(empty) => put(&mut self.query.empty, empty)?,
            Mistake::QueryParameters(parameters) => put(&mut self.query.parameters, parameters)?,
            Mistake::HeaderOrder(order) => put(&mut self.headers.order, order)?,
            Mistake::HeaderNames(names) => put(&mut self.headers.names, names)?,
            Mistake::HeaderValues(values) => put(&mut self.headers.values, values)?,
            Mistake::HeaderSet(set) => put(&mut self.headers.set, set)?,
            Mistake::Host(host) => put(&mut self.headers.host, host)?,
            Mistake::ContentType(content_type) => put(&mut self.headers.content_type, content_type)?,
            Mistake::Padding(padding) => put(&mut self.headers.padding, padding)?,
            Mistake::Payload(payload) => put(&mut self.payload, payload)?,
            Mistake::Frame(frame) => put(&mut self.frame, frame)?,
            Mistake::Date(date) => put(&mut self.date, date)?,
            Mistake::Day(day) => put(&mut self.day, day)?,
            Mistake::Region(region) => put(&mut self.region, region)?,
            Mistake::Service(service) => put(&mut self.service, service)?,
            Mistake::Secret(secret) => put(&mut self.secret, secret)?,
            Mistake::Key(key) => put(&mut self.key, key)?,
            Mistake::StringToSign(string) => put(&mut self.string, string)?,
            Mistake::Version(VersionMistake::Version2) => {
                put(&mut self.string, StringMistake::Version2)?;
                put(&mut self.key, KeyMistake::SecretAlone)?;
            }
            // Seen in the signature itself, and not made by a recipe.
            Mistake::Version(VersionMistake::Version4a | VersionMistake::Version4)
            | Mistake::SignatureText(_) => return None,
        }
        Some(self)
    }

    fn put_rules(&mut self, rules: RulesMistake) -> Option<()> {
        let (spelling, segments) = match rules {
            RulesMistake::OfS3 | RulesMistake::OfS3Presigned => (PathSpelling::Once, PathSegments::Kept),
            RulesMistake::OfOthers | RulesMistake::OfOthersPresigned => {
                (PathSpelling::Twice, PathSegments::Removed)
            }
        };
        put(&mut self.path.spelling, spelling)?;
        put(&mut self.path.segments, segments)?;
        match rules {
            RulesMistake::OfS3Presigned => put(&mut self.payload, PayloadMistake::Unsigned),
            RulesMistake::OfOthersPresigned => put(&mut self.payload, PayloadMistake::BodyHash),
            RulesMistake::OfS3 | RulesMistake::OfOthers => Some(()),
        }
    }
}

fn put<Part>(place: &mut Option<Part>, mistake: Part) -> Option<()> {
    if place.is_some() {
        return None;
    }
    *place = Some(mistake);
    Some(())
}
