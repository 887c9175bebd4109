//! A URL that is signed already, complete in its query: it is sent as it stands, as whoever opens it would.

use time::{Duration, OffsetDateTime};

use super::presign::unsigned_target;
use super::verify::{Credential, Presigned, parse_date};
use crate::model::SigningTime;

/// Slug of the remark on it.
pub const SIGNED_ALREADY: &str = "signed-already";

/// What Signature Version 2 puts into a query
/// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/RESTAuthentication.html#RESTAuthenticationQueryStringAuth>).
const VERSION_2: [&str; 3] = ["AWSAccessKeyId", "Expires", "Signature"];

/// What a complete presigned URL says of its signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedUrl {
    /// What it is signed for, as `us-east-1/s3`.
    pub scope: String,
    signed_at: Option<OffsetDateTime>,
    ends_at: Option<OffsetDateTime>,
}

/// Whether it works at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validity {
    /// For so much longer.
    Works(Duration),
    /// It ended so long ago.
    Expired(Duration),
    /// It begins so much later.
    NotYet(Duration),
    /// It does not say when it ends.
    Unknown,
}

impl SignedUrl {
    /// Reads a URL or a target; `None` unless every part of a signature is there.
    pub fn of(url: &str) -> Option<Self> {
        let (_, query) = url.split_once('?')?;
        let query = query.split_once('#').map_or(query, |(query, _)| query);
        Self::of_version_4(query).or_else(|| Self::of_version_2(query))
    }

    fn of_version_4(query: &str) -> Option<Self> {
        let presigned = Presigned::parse(query)?;
        if !presigned.missing().is_empty() {
            return None;
        }
        let credential = presigned.credential.as_deref()?;
        let credential =
            Credential::parse(credential).or_else(|| Credential::parse_regionless(credential))?;
        let signed_at = parse_date(presigned.date.as_deref()?).map(SigningTime::moment);
        let seconds = presigned
            .expires
            .as_deref()
            .and_then(|text| text.parse::<u32>().ok());
        let place = [credential.region.as_str(), credential.service.as_str()];
        let place: Vec<&str> = place.into_iter().filter(|part| !part.is_empty()).collect();
        Some(Self {
            scope: place.join("/"),
            signed_at,
            ends_at: signed_at.and_then(|at| at.checked_add(Duration::seconds(seconds?.into()))),
        })
    }

    fn of_version_2(query: &str) -> Option<Self> {
        let value = |wanted: &str| {
            let mut pieces = query.split('&').filter_map(|piece| piece.split_once('='));
            pieces.find_map(|(name, value)| (name == wanted && !value.is_empty()).then_some(value))
        };
        let [_, ends, _] = VERSION_2.map(value);
        value("AWSAccessKeyId").and(value("Signature"))?;
        Some(Self {
            scope: "Signature Version 2".to_owned(),
            signed_at: None,
            ends_at: Some(OffsetDateTime::from_unix_timestamp(ends?.parse().ok()?).ok()?),
        })
    }

    /// Whether it works at that moment.
    pub fn validity(&self, now: SigningTime) -> Validity {
        let now = now.moment();
        if let Some(begins) = self.signed_at.filter(|at| *at > now + SKEW) {
            return Validity::NotYet(begins - now);
        }
        match self.ends_at {
            Some(ends) if ends > now => Validity::Works(ends - now),
            Some(ends) => Validity::Expired(now - ends),
            None => Validity::Unknown,
        }
    }

    /// What is to be known about it, as one sentence.
    pub fn sentence(&self, now: SigningTime) -> String {
        let when = match self.validity(now) {
            Validity::Works(left) => format!("works for {} more", spelled(left)),
            Validity::Expired(ago) => format!("expired {} ago", spelled(ago)),
            Validity::NotYet(ahead) => format!("works only in {}", spelled(ahead)),
            Validity::Unknown => "does not say when it ends".to_owned(),
        };
        format!(
            "The URL is signed already for {}, {when}, and is sent as it stands",
            self.scope
        )
    }
}

/// By so much clocks may differ.
const SKEW: Duration = Duration::minutes(5);

/// The largest unit of which there are two.
fn spelled(duration: Duration) -> String {
    let seconds = duration.whole_seconds();
    match seconds {
        i64::MIN..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds / 60),
        7_200..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}

/// The URL without its signature, to be signed again.
pub fn without_signature_of_any_version(url: &str) -> String {
    let stripped = unsigned_target(url);
    let Some((path, query)) = stripped.split_once('?') else {
        return stripped;
    };
    if SignedUrl::of(&stripped).is_none() {
        return stripped;
    }
    let of_version_2 = |piece: &&str| {
        let name = piece.split('=').next().unwrap_or_default();
        !VERSION_2.contains(&name) && !name.eq_ignore_ascii_case("x-amz-security-token")
    };
    let kept: Vec<&str> = query.split('&').filter(of_version_2).collect();
    if kept.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", kept.join("&"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html>.
    const OF_THE_DOCUMENTATION: &str = "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
    /// The example of the page on Signature Version 2, whose time is 2007-03-31.
    const OF_VERSION_2: &str = "https://awsexamplebucket1.s3.us-west-1.amazonaws.com/photos/puppy.jpg?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D&Expires=1175139620";

    fn at(text: &str) -> SigningTime {
        SigningTime::parse_amz_date(text).unwrap()
    }

    #[test]
    fn scope_and_remaining_time_are_those_of_the_url() {
        let url = SignedUrl::of(OF_THE_DOCUMENTATION).unwrap();
        assert_eq!(url.scope, "us-east-1/s3");
        let validity = |text| url.validity(at(text));
        assert_eq!(validity("20130524T000000Z"), Validity::Works(Duration::hours(24)));
        assert_eq!(
            validity("20130525T000001Z"),
            Validity::Expired(Duration::seconds(1))
        );
        assert_eq!(validity("20130523T230000Z"), Validity::NotYet(Duration::hours(1)));
        assert_eq!(
            url.sentence(at("20130524T233000Z")),
            "The URL is signed already for us-east-1/s3, works for 30 min more, and is sent as it stands"
        );
        assert!(
            url.sentence(at("20130528T000000Z"))
                .contains("expired 3 days ago")
        );
        let old = SignedUrl::of(OF_VERSION_2).unwrap();
        assert_eq!(
            old.validity(at("20070329T034019Z")),
            Validity::Works(Duration::seconds(1))
        );
        assert!(matches!(
            old.validity(at("20261120T120000Z")),
            Validity::Expired(_)
        ));
    }

    #[test]
    fn a_url_that_lacks_a_part_is_not_signed() {
        for part in ["Algorithm", "Credential", "Date", "SignedHeaders", "Signature"] {
            let lacking = OF_THE_DOCUMENTATION.replace(&format!("X-Amz-{part}="), "x=");
            assert_eq!(SignedUrl::of(&lacking), None, "{part}");
        }
        for url in [
            "",
            "https://h/",
            "https://h/?",
            "https://h/?Expires=1&Signature=a",
            "h?X-Amz-Signature=1",
        ] {
            assert_eq!(SignedUrl::of(url), None, "{url}");
        }
        let without_end = OF_THE_DOCUMENTATION.replace("X-Amz-Expires=86400&", "");
        let without_end = SignedUrl::of(&without_end).unwrap();
        assert_eq!(without_end.validity(at("20261120T120000Z")), Validity::Unknown);
    }

    #[test]
    fn what_is_signed_again_has_no_old_signature() {
        assert_eq!(
            without_signature_of_any_version(&OF_THE_DOCUMENTATION.replace('?', "?versionId=1&")),
            "https://examplebucket.s3.amazonaws.com/test.txt?versionId=1"
        );
        assert_eq!(
            without_signature_of_any_version(OF_VERSION_2),
            "https://awsexamplebucket1.s3.us-west-1.amazonaws.com/photos/puppy.jpg"
        );
        assert_eq!(
            without_signature_of_any_version("https://h/?Expires=1&Signature=x"),
            "https://h/?Expires=1&Signature=x"
        );
    }
}
