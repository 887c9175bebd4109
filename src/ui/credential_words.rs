//! Credentials in words: whose they are and how long they live. Never a secret.

use time::macros::format_description;
use time::{Duration, OffsetDateTime};

use crate::formats::credentials::CredentialSet;

/// `access key AKIA…, session token, expires in 43 min`, as seen at `now`.
pub fn summary(set: &CredentialSet, now: OffsetDateTime) -> String {
    let expiry = set.expires.map(|expires| life(expires - now));
    joined(set, expiry)
}

/// `access key AKIA…, session token, until 2026-11-20 13:00 UTC`: for what stays on screen while time goes on.
pub fn lasting_summary(set: &CredentialSet) -> String {
    let expiry = set.expires.map(|expires| format!("until {}", date(expires)));
    joined(set, expiry)
}

fn joined(set: &CredentialSet, expiry: Option<String>) -> String {
    let token = (!set.session_token.is_empty()).then(|| "session token".to_owned());
    [Some(format!("access key {}", set.access_key_id)), token, expiry]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}

/// What is left of a life, or how long ago it ended.
fn life(left: Duration) -> String {
    if left.is_positive() {
        format!("expires in {}", rough(left))
    } else {
        format!("expired {} ago", rough(-left))
    }
}

/// In the largest unit that gives at least two, but for minutes: 1 min, 43 min, 119 min, 2 h, 47 h, 2 days.
fn rough(length: Duration) -> String {
    match (length.whole_minutes(), length.whole_hours(), length.whole_days()) {
        (0, ..) => format!("{} s", length.whole_seconds()),
        (minutes, 0..=1, _) => format!("{minutes} min"),
        (_, hours, 0..=1) => format!("{hours} h"),
        (_, _, days) => format!("{days} days"),
    }
}

/// A moment as `2026-11-20 12:00 UTC`.
pub fn date(moment: OffsetDateTime) -> String {
    let format = format_description!("[year]-[month]-[day] [hour]:[minute] UTC");
    moment
        .to_offset(time::UtcOffset::UTC)
        .format(format)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Secret;
    use time::macros::datetime;

    fn set(token: &str, left: Option<Duration>) -> CredentialSet {
        CredentialSet {
            access_key_id: "AKIAIOSFODNN7EXAMPLE".to_owned(),
            secret_access_key: Secret::new("the-secret"),
            session_token: Secret::new(token),
            region: None,
            expires: left.map(|left| OffsetDateTime::UNIX_EPOCH + left),
            profile: None,
            remarks: Vec::new(),
        }
    }

    #[test]
    fn a_set_is_named_with_its_life_and_without_its_secrets() {
        let said = |token, left| summary(&set(token, left), OffsetDateTime::UNIX_EPOCH);
        for (token, left, expected) in [
            ("", None, "access key AKIAIOSFODNN7EXAMPLE"),
            (
                "t",
                Some(Duration::minutes(43)),
                "access key AKIAIOSFODNN7EXAMPLE, session token, expires in 43 min",
            ),
            (
                "t",
                Some(Duration::hours(-2)),
                "access key AKIAIOSFODNN7EXAMPLE, session token, expired 2 h ago",
            ),
        ] {
            assert_eq!(said(token, left), expected);
        }
        assert_eq!(
            lasting_summary(&set("t", Some(Duration::hours(1)))),
            "access key AKIAIOSFODNN7EXAMPLE, session token, until 1970-01-01 01:00 UTC"
        );
    }

    #[test]
    fn lengths_are_rough() {
        for (seconds, expected) in [
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (119 * 60, "119 min"),
            (2 * 3600, "2 h"),
            (47 * 3600, "47 h"),
            (48 * 3600, "2 days"),
        ] {
            assert_eq!(rough(Duration::seconds(seconds)), expected);
        }
    }

    #[test]
    fn dates_are_of_utc() {
        assert_eq!(date(datetime!(2026-11-20 01:30 +2)), "2026-11-19 23:30 UTC");
    }
}
