//! What of the request that a signature was made of still stands in the editor: a link leads only to what is unchanged.
//!
//! Rows are known by their identity. The URL has none, so its parts are known by their spelling: host, path, and each
//! parameter, the second of one spelling to the second.

use std::ops::Range;

use crate::model::{Field, HttpRequest};
use crate::resolve::query_text;
use crate::sigv4::pieces::Place;

/// A request as it was signed beside the one in the editor.
pub struct Unchanged<'a> {
    then: &'a HttpRequest,
    now: &'a HttpRequest,
    url: Vec<(Range<usize>, Range<usize>)>,
}

impl<'a> Unchanged<'a> {
    /// Of a request `then`, whose URL was `url`, and the one in the editor.
    pub fn new(url: &str, then: &'a HttpRequest, now: &'a HttpRequest) -> Self {
        Self {
            then,
            now,
            url: kept(url, &now.url),
        }
    }

    /// Where a place of then stands now; empty when it was edited or is gone.
    pub fn now(&self, place: &Place) -> Vec<Place> {
        self.mapped(place, |(then, now)| (then, now))
    }

    /// What a place of now was then; empty when it is new or was edited.
    pub fn then(&self, place: &Place) -> Vec<Place> {
        self.mapped(place, |(then, now)| (now, then))
    }

    /// Whether a field of AWS Signature has the value it had. One that is empty takes it from the host.
    pub fn has_kept(&self, field: Field) -> bool {
        let is_empty = match field {
            Field::Region => self.now.auth.aws.region.trim().is_empty(),
            Field::Service => self.now.auth.aws.service.trim().is_empty(),
            _ => false,
        };
        self.is_same(field) && (!is_empty || self.has_kept_host())
    }

    fn has_kept_host(&self) -> bool {
        self.url
            .first()
            .is_some_and(|(then, now)| (then.start, now.start) == (0, 0))
    }

    fn mapped(
        &self,
        place: &Place,
        way: impl Fn((Range<usize>, Range<usize>)) -> (Range<usize>, Range<usize>),
    ) -> Vec<Place> {
        match place {
            Place::Text {
                field: Field::Url,
                span,
            } => {
                let mut found: Vec<Place> = Vec::new();
                for (from, to) in self.url.iter().cloned().map(way) {
                    let start = span.start.max(from.start);
                    let end = span.end.min(from.end);
                    if start > end || (start == end && !span.is_empty()) {
                        continue;
                    }
                    let span = to.start + (start - from.start)..to.start + (end - from.start);
                    match found.last_mut() {
                        Some(Place::Text { span: before, .. }) if before.end == span.start => {
                            before.end = span.end;
                        }
                        _ => found.push(Place::Text {
                            field: Field::Url,
                            span,
                        }),
                    }
                }
                found
            }
            Place::Text { field, .. } if self.is_same(*field) => vec![place.clone()],
            Place::Host if self.has_kept_host() => vec![Place::Host],
            Place::Added(_) => vec![place.clone()],
            Place::Text { .. } | Place::Host => Vec::new(),
        }
    }

    fn is_same(&self, field: Field) -> bool {
        let (then, now) = (self.then, self.now);
        let (aws, aws_now) = (&then.auth.aws, &now.auth.aws);
        match field {
            Field::Method => then.method == now.method,
            Field::Url => then.url == now.url,
            Field::PathValue(id) => {
                let of = |http: &'a HttpRequest| http.path_values.iter().find(|value| value.row == id);
                of(then).is_some_and(|value| of(now) == Some(value))
            }
            Field::HeaderName(id) | Field::HeaderValue(id) => {
                let of = |http: &'a HttpRequest| http.headers.iter().find(|row| row.row == id);
                of(then).is_some_and(|row| of(now) == Some(row))
            }
            Field::Body => then.body == now.body,
            Field::AccessKeyId => aws.access_key_id == aws_now.access_key_id,
            Field::SecretAccessKey => aws.secret_access_key == aws_now.secret_access_key,
            Field::SessionToken => aws.session_token == aws_now.session_token,
            Field::Region => aws.region == aws_now.region,
            Field::Service => aws.service == aws_now.service,
            Field::RegionSet => aws.options.algorithm == aws_now.options.algorithm,
            Field::SigningHost => aws.options.signing_host == aws_now.options.signing_host,
            Field::CredentialSource => {
                (aws.source, &aws.profile, &aws.identity_center, &aws.roles)
                    == (
                        aws_now.source,
                        &aws_now.profile,
                        &aws_now.identity_center,
                        &aws_now.roles,
                    )
            }
            // None of these is signed.
            Field::Docs
            | Field::AssertionExpression(_)
            | Field::AssertionValue(_)
            | Field::CaptureExpression(_)
            | Field::CaptureVariable(_)
            | Field::Username
            | Field::Password
            | Field::BearerToken
            | Field::ApiKeyName
            | Field::ApiKeyValue => true,
        }
    }
}

/// The unchanged parts of a URL: where they were, and where they are. That of the host is the first.
fn kept(then: &str, now: &str) -> Vec<(Range<usize>, Range<usize>)> {
    if then == now {
        return vec![(0..then.len(), 0..now.len())];
    }
    let mut left: Vec<Option<Range<usize>>> = parts(now).into_iter().map(Some).collect();
    let text = |url: &'_ str, part: &Range<usize>| url.get(part.clone()).unwrap_or_default().to_owned();
    let mut kept = Vec::new();
    for (at, part) in parts(then).into_iter().enumerate() {
        let spelling = text(then, &part);
        // Host and path have their places, a parameter stands anywhere behind them.
        let mut candidates: Vec<&mut Option<Range<usize>>> = if at < FIXED {
            left.iter_mut().skip(at).take(1).collect()
        } else {
            left.iter_mut().skip(FIXED).collect()
        };
        let found = candidates
            .iter_mut()
            .find(|range| range.as_ref().is_some_and(|range| text(now, range) == spelling));
        if let Some(range) = found.and_then(|range| range.take()) {
            kept.push((part, range));
        }
    }
    kept
}

/// Scheme with host, and path.
const FIXED: usize = 2;

/// Scheme with host, path, then each parameter.
fn parts(url: &str) -> Vec<Range<usize>> {
    let host = host_span(url).end;
    let end = url.find(['?', '#']).unwrap_or(url.len()).max(host);
    let parameters = query_text::pairs(url).into_iter();
    let mut parts = vec![0..host, host..end];
    parts.extend(parameters.map(|pair| pair.name.start..pair.value.map_or(pair.name.end, |value| value.end)));
    parts
}

/// Where the host stands in a URL's text; with a variable for it, all up to the path.
pub fn host_span(url: &str) -> Range<usize> {
    let start = url.find("://").map_or(0, |at| at + 3);
    let rest = url.get(start..).unwrap_or_default();
    start..start + rest.find(['/', '?', '#']).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::HeaderRow;

    fn url(span: Range<usize>) -> Place {
        Place::Text {
            field: Field::Url,
            span,
        }
    }

    fn request(url: &str) -> HttpRequest {
        HttpRequest {
            url: url.to_owned(),
            ..HttpRequest::default()
        }
    }

    /// What became of each part of a URL, as text.
    fn became<'a>(then: &str, now: &'a str, part: &str) -> Vec<&'a str> {
        let (before, after) = (request(then), request(now));
        let unchanged = Unchanged::new(then, &before, &after);
        let at = then.find(part).unwrap();
        let place = url(at..at + part.len());
        let found = unchanged.now(&place);
        let back: Vec<Place> = found.iter().flat_map(|place| unchanged.then(place)).collect();
        assert!(
            found.is_empty() || back == [place.clone()],
            "{then} {now} {part}: {back:?}"
        );
        let cut = |place: Place| match place {
            Place::Text { span, .. } => now.get(span).unwrap(),
            other => panic!("{other:?}"),
        };
        found.into_iter().map(cut).collect()
    }

    #[test]
    fn an_unchanged_part_of_the_url_is_found_wherever_it_stands_and_a_changed_one_is_not() {
        let then = "https://a.example/dev/pets?type=dog&limit=10";
        for (now, part, stands) in [
            (then, "/dev/pets?type", Some("/dev/pets?type")),
            (
                "https://a.example/dev/pets?limit=10&type=dog",
                "type=dog",
                Some("type=dog"),
            ),
            ("https://a.example/dev/pets?limit=10&type=dog", "dog", Some("dog")),
            (
                "https://a.example/dev/pets?x=%20&limit=10",
                "limit=10",
                Some("limit=10"),
            ),
            ("https://a.example/dev/pets?limit=10", "type=dog", None),
            ("https://a.example/dev/pets?type=cat&limit=10", "type=dog", None),
            (
                "https://a.example/dev/pets?type=cat&limit=10",
                "/dev/pets",
                Some("/dev/pets"),
            ),
            ("https://a.example/dev/cats?type=dog", "/dev/pets", None),
            (
                "https://a.example/dev/cats?type=dog",
                "a.example",
                Some("a.example"),
            ),
            ("https://b.example/dev/pets", "a.example", None),
            ("https://longer.example/dev/pets", "/dev/pets", Some("/dev/pets")),
            ("", "/dev/pets", None),
            ("https://a.example/dev/pets?type=dog&type=dog", "limit=10", None),
        ] {
            let expected: Vec<&str> = stands.into_iter().collect();
            assert_eq!(became(then, now, part), expected, "{now}: {part}");
        }
    }

    #[test]
    fn the_second_of_two_alike_stays_the_second() {
        let (then, now) = (request("https://a/?k=1&k=1"), request("https://a/?x&k=1&k=1"));
        let unchanged = Unchanged::new(&then.url, &then, &now);
        assert_eq!(unchanged.now(&url(11..14)), [url(13..16)]);
        assert_eq!(unchanged.now(&url(15..18)), [url(17..20)]);
    }

    #[test]
    fn a_header_row_that_was_edited_or_switched_off_is_not_the_one_that_was_sent() {
        let mut then = request("https://a/");
        then.headers = vec![HeaderRow::new("a", "1"), HeaderRow::new("b", "2")];
        let mut now = then.clone();
        let rows: Vec<Place> = then
            .headers
            .iter()
            .map(|row| Place::whole(Field::HeaderValue(row.row)))
            .collect();
        now.headers[0].value = "3".to_owned();
        now.headers.swap(0, 1);
        let unchanged = Unchanged::new(&then.url, &then, &now);
        assert_eq!(unchanged.now(&rows[0]), []);
        assert_eq!(unchanged.now(&rows[1]), [rows[1].clone()]);
    }

    #[test]
    fn a_region_from_the_host_is_kept_with_the_host() {
        let then = request("https://x.us-east-1.amazonaws.com/a");
        for (now, is_kept) in [
            ("https://x.us-east-1.amazonaws.com/b", true),
            ("https://x.us-west-2.amazonaws.com/a", false),
        ] {
            let now = request(now);
            let unchanged = Unchanged::new(&then.url, &then, &now);
            assert_eq!(unchanged.has_kept(Field::Region), is_kept);
            assert_eq!(unchanged.now(&Place::Host).is_empty(), !is_kept);
        }
    }
}
